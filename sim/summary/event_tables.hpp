// SPDX-License-Identifier: MIT
// Verdicts and targets: their tables for programs and readers, their part of summary.json, their lines in the terminal.
#pragma once

#include <optional>
#include <string>

#include "sim/summary/results.hpp"
#include "sim/table/json_writer.hpp"
#include "sim/table/table.hpp"

namespace citypeak::summary {

/// verdicts.csv: for each variable, rule and written year one row for every verdict of the rule.
[[nodiscard]] std::optional<table::Table> verdicts_table(const Results& results);
/// targets.csv; after a city's targets the row `all`.
[[nodiscard]] std::optional<table::Table> targets_table(const Results& results);

/// The headline's verdicts in a few years, and every target, for tables.md; nothing where none were asked.
[[nodiscard]] std::optional<table::Table> readers_verdicts(const Results& results);
[[nodiscard]] std::optional<table::Table> readers_targets(const Results& results);

/// The keys `verdicts` and `targets` of a city, where there are any.
void add_events(table::JsonWriter& json, const CityResult& city, const std::vector<int>& years);

/// A line for each target; empty without targets.
[[nodiscard]] std::string target_lines(const Results& results, table::Language language);

}  // namespace citypeak::summary
