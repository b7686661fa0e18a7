// SPDX-License-Identifier: MIT
// What yearly shocks contribute to the spread of emissions: a table and a line for each scenario.
#pragma once

#include <optional>
#include <string>

#include "sim/summary/results.hpp"
#include "sim/table/table.hpp"

namespace citypeak::summary {

/// Shocks x years for tables.md; nothing without yearly shocks.
[[nodiscard]] std::optional<table::Table> readers_shocks(const Results& results);

/// The same in a line for one year; empty without yearly shocks.
[[nodiscard]] std::string shock_lines(const Results& results, table::Language language);

}  // namespace citypeak::summary
