// SPDX-License-Identifier: MIT
// What others publish of the city beside what the run says: totals of the base year by boundary, and the plan's
// changes.
#pragma once

#include <optional>
#include <string>

#include "sim/summary/results.hpp"
#include "sim/table/json_writer.hpp"
#include "sim/table/table.hpp"

namespace citypeak::summary {

/// Published totals, then ours in the base year, each with its boundary; nothing for cities without `inventories:`.
/// Scenarios that agree on a city's base year stand there once.
[[nodiscard]] std::optional<table::Table> base_year_table(const Results& results);

/// The change a year of energy per GDP, emissions per GDP and electricity by five-year period, and of whatever else the
/// plan names, with the plan's own figure below; nothing where the years written bound no period.
[[nodiscard]] std::optional<table::Table> implied_table(const Results& results);

/// The keys `inventories` and `planned` of a city, where there are any.
void add_published(table::JsonWriter& json, const CityResult& city);

/// Both totals of the base year, a line for each city (for each scenario where they differ); empty where one of them
/// was not written.
[[nodiscard]] std::string base_year_lines(const Results& results, table::Language language);

}  // namespace citypeak::summary
