// SPDX-License-Identifier: MIT
// What a run says: its tables for programs, its tables for readers, and its answer in the terminal.
#pragma once

#include "sim/summary/results.hpp"
#include "sim/table/table.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace citypeak::summary {

/// projection, peak, peak_summary, of several scenarios differences, where asked verdicts and targets, and with
/// `with_draws` and kept draws also draws and outcomes: ids are file stems, columns and row order those of
/// docs/formats/contract.md. draws and outcomes read `results` row by row, so it must outlive them.
[[nodiscard]] std::vector<table::Table> machine_tables(const Results& results, bool with_draws = true);

/// central.csv of `--central`; the values of each variable are those of base_year, base_year + 1, ...
[[nodiscard]] table::Table central_table(const std::vector<CentralVariable>& variables, int base_year);

/// The tables of tables.md by their ids: first the share of assumptions (notes only), then base_year (with
/// `inventories:`), peak, peak_classic, differences, verdicts, targets, implied, projection, sectors, peak_parts,
/// scenario_levers.
[[nodiscard]] std::vector<table::Table> readers_tables(const Results& results);

/// One plain sentence: when the scenario's city (the total, of several) peaks, how high, how sure. Empty without
/// cities.
[[nodiscard]] std::string answer(const Results& results, std::size_t scenario, table::Language language);

/// The peak-year law for the terminal: aligned by display width, a column per scenario, preceded by the share of
/// assumptions and followed by what was not assessed and the levers that change nothing. Ends with a line feed.
[[nodiscard]] std::string terminal_summary(const Results& results, table::Language language);

}  // namespace citypeak::summary
