// SPDX-License-Identifier: MIT
// Known values year by year, as a table holds them: one series for each place and variable.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/text/csv_reader.hpp"

namespace citypeak::model {

/// Values of one variable in one place. Years rise and need not follow one another.
struct Series {
  std::string place;  ///< empty where the table has neither `place` nor `case`
  std::string variable;
  std::string unit;  ///< as written, empty where the table has none
  std::vector<int> years;
  std::vector<double> values;  ///< one for each year, in the written unit
  text::Place at;              ///< of its first row

  [[nodiscard]] std::size_t size() const { return years.size(); }
  /// Years from the first to the last that have no value.
  [[nodiscard]] std::vector<int> missing_years() const;
};

/// The series of a table with the columns year, variable, value, and where there are any place (or case), unit,
/// boundary, source, grade; in the order of their first rows. An empty value is a year without one. Findings: text in
/// place of numbers, no year, one year given twice, units that change within a series, no values at all.
[[nodiscard]] std::vector<Series> read_series(const text::Sources& sources, text::FileId file,
                                              const text::CsvTable& table, text::Findings& findings);

}  // namespace citypeak::model
