// SPDX-License-Identifier: MIT
// Emissions as a sum over terms of products of factors, year by year, as a planner's table holds them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/text/csv_reader.hpp"

namespace citypeak::model {

/// A row without a term (population, say) gives its value to every term.
class FactorTable {
 public:
  static constexpr std::string_view sum_of_terms =
      "total";  ///< how results name it: a term only where there is no other

  std::vector<std::string> terms;    ///< in the order of their first rows; `all` where the table names none
  std::vector<std::string> factors;  ///< in the order of their first rows
  std::vector<int> years;            ///< rising, each with a value at least

  [[nodiscard]] std::optional<double> at(int year, std::size_t term, std::size_t factor) const;
  /// terms x factors, row by row; a finding for each value that is missing, up to a number that can be read.
  [[nodiscard]] std::vector<double> in_year(int year, text::Findings& findings) const;
  /// The product of these factors, if each has the same value in every term.
  [[nodiscard]] std::optional<double> common_product(int year, std::span<const std::size_t> which) const;
  [[nodiscard]] std::optional<std::size_t> factor_named(const std::string& name) const;

 private:
  friend class FactorReader;
  using Key = std::tuple<int, std::optional<std::size_t>, std::size_t>;  ///< year, term (or every one), factor
  std::map<Key, double> values_;
  std::vector<text::Place> places_;  ///< by term: of its first row
};

/// A table with the columns year, factor, value, and where there are any term, unit, source, grade, note. An empty
/// value is not known. Findings: text in place of numbers, no year, no factor, a value below 0, one given twice (also
/// for a term and for all), a unit that changes within a factor of a term, a term named like the sum beside others, no
/// values at all.
[[nodiscard]] FactorTable read_factors(const text::Sources& sources, text::FileId file, const text::CsvTable& table,
                                       text::Findings& findings);

}  // namespace citypeak::model
