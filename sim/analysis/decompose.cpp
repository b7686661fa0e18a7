// SPDX-License-Identifier: MIT
// The whole period first, then its steps: each is decomposed by itself.
#include "sim/analysis/decompose.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace citypeak::analysis {

namespace {

[[nodiscard]] std::optional<double> known(const std::map<int, double>& values, int year) {
  const auto found = values.find(year);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

[[nodiscard]] bool has_zero(const std::vector<double>& values) {
  return std::find(values.begin(), values.end(), 0.0) != values.end();
}

/// The pairs of years to compare.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> periods(std::size_t years) {
  std::vector<std::pair<std::size_t, std::size_t>> out{{0, years - 1}};
  for (std::size_t i = 1; i < years && years > 2; ++i) out.emplace_back(i - 1, i);
  return out;
}

}  // namespace

std::optional<Decomposition> decompose(const model::FactorTable& table, const std::vector<int>& years,
                                       const std::map<int, double>& gdp) {
  Decomposition out;
  out.terms = table.terms;
  out.factors = table.factors;
  text::Findings none;  // the caller has seen that the years are whole
  std::vector<std::vector<double>> values;
  for (const int year : years) {
    values.push_back(table.in_year(year, none));
    out.has_zeros = out.has_zeros || has_zero(values.back());
  }
  for (const auto& [first, last] : periods(years.size())) {
    auto outcome = stats::lmdi(values[first], values[last], table.factors.size());
    if (!std::holds_alternative<stats::Lmdi>(outcome)) return std::nullopt;
    DecomposedChange change{years[first], years[last], std::get<stats::Lmdi>(std::move(outcome)), {}};
    const auto gdp_first = known(gdp, change.from), gdp_last = known(gdp, change.to);
    if (gdp_first && gdp_last)
      change.decoupling = stats::decoupling(change.lmdi.first, change.lmdi.last, *gdp_first, *gdp_last);
    out.changes.push_back(std::move(change));
  }
  return out;
}

}  // namespace citypeak::analysis
