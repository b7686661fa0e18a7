// SPDX-License-Identifier: MIT
// A planner's own table of what subsets of levers are worth.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/text/csv_reader.hpp"

namespace citypeak::model {

/// A value for each of the 2^levers subsets, by its mask: lever i takes part if bit i is set.
struct SubsetTable {
  std::vector<std::string> levers;  ///< in alphabetical order
  std::vector<double> values;
};

/// Levers that a table can hold: 2^16 rows.
inline constexpr std::size_t most_table_levers = 16;

/// Reads columns subset,value; a subset is ids joined by `+`, nothing for none. The levers are those that stand alone
/// in some row. Every subset must be there once; findings say which row is wrong, and which subsets are missing.
[[nodiscard]] SubsetTable read_subsets(const text::CsvTable& table, text::Findings& findings);

}  // namespace citypeak::model
