// SPDX-License-Identifier: MIT
// A table of indicators beside income, one row for each observation of a city in a year.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/text/csv_reader.hpp"

namespace citypeak::model {

/// One row. Numbers are in the units of the file.
struct Observed {
  std::string city;         ///< empty where the table has neither `city` nor `place`
  std::optional<int> year;  ///< nothing where the table has no `year`
  std::optional<double> x;
  std::vector<std::optional<double>> y;  ///< of the indicators asked for
};

/// The rows of a table, cities in the order of their first rows, each in the order of its years (of x, without years).
///
/// Findings  `x` or an indicator is no column; text in place of numbers; no year where there is a column for it; a city
///           and year given twice; with `logs`, a value that has no logarithm; no values at all.
[[nodiscard]] std::vector<Observed> read_observations(const text::Sources& sources, text::FileId file,
                                                      const text::CsvTable& table, const std::string& x,
                                                      const std::vector<std::string>& y, bool logs,
                                                      text::Findings& findings);

}  // namespace citypeak::model
