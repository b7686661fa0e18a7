// SPDX-License-Identifier: MIT
// What scenarios change against the reference: differences.csv, its part of summary.json, a table and a line each.
#pragma once

#include <optional>
#include <string>

#include "sim/summary/results.hpp"
#include "sim/table/json_writer.hpp"
#include "sim/table/table.hpp"

namespace citypeak::summary {

/// differences.csv; nothing for a single scenario.
[[nodiscard]] std::optional<table::Table> differences_table(const Results& results);

/// The same rows as the key `differences`.
void add_differences(table::JsonWriter& json, const Results& results);

/// One row per scenario for tables.md: years of advance, order of the peaks, probabilities, level, emissions, GDP.
[[nodiscard]] std::optional<table::Table> readers_differences(const Results& results);

/// A line for each scenario beside the reference; empty without one.
[[nodiscard]] std::string difference_lines(const Results& results, table::Language language);

}  // namespace citypeak::summary
