// SPDX-License-Identifier: MIT
// summary.json of commands whose whole answer is tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/summary/results.hpp"
#include "sim/table/table.hpp"

namespace citypeak::analysis {

/// `{format, command, tables: {ID: {columns: [...], rows: [[...]]}}, warnings}`: the tables for programs as they stand
/// in their CSV files, numbers as numbers, what is undefined null.
[[nodiscard]] std::string tables_json(std::string_view command, const std::vector<table::Table>& tables,
                                      const std::vector<summary::WarningResult>& warnings);

}  // namespace citypeak::analysis
