// SPDX-License-Identifier: MIT
// What commands ask of a planner's table: its columns, and cells that must be a number or a year.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "sim/text/csv_reader.hpp"

namespace citypeak::text {

/// False, with a finding for each, if one of the `needed` columns is missing. Of columns in neither list one warning
/// tells: nobody reads them.
[[nodiscard]] bool check_columns(const CsvTable& table, std::span<const std::string_view> needed,
                                 std::span<const std::string_view> other, Findings& findings);

/// The position of a column that the user named on the command line; a finding with the nearest name if there is none.
[[nodiscard]] std::optional<std::size_t> find_named(const CsvTable& table, std::string_view option,
                                                    std::string_view name, Findings& findings);

/// A finite number that stands alone in a cell of `column`; a finding that names row and column if it is anything else.
/// An empty cell is no number and no mistake.
[[nodiscard]] std::optional<double> number_in(const CsvCell& cell, std::string_view column, Findings& findings);

/// A calendar year, four digits; an empty cell is a mistake.
[[nodiscard]] std::optional<int> year_in(const CsvCell& cell, Findings& findings);

}  // namespace citypeak::text
