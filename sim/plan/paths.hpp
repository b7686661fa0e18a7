// SPDX-License-Identifier: MIT
// What every part of a plan is made of: rows of quantities and formulas, paths over the years, sets of shares.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/model/scenario.hpp"
#include "sim/plan/builder.hpp"

namespace citypeak::plan {

// Canonical units to the plan's units; divisions by powers of ten that a double holds exactly.
inline constexpr double joule_per_pj = 1e15;
inline constexpr double kg_per_mt = 1e9;
inline constexpr double cny_per_billion = 1e9;
inline constexpr double plan_factor_per_canonical = 1e6;  // Mt/PJ per kg/J
inline constexpr double joule_per_kwh = 3.6e6;

/// Turns what a scenario writes into rows of one plan; shared by the parts that plan the city, its waste, its levers.
class Paths {
 public:
  Paths(const model::Scenario& scenario, Builder& builder) : build(builder), scenario_(scenario) {}

  [[nodiscard]] Row row(const model::Quantity& quantity) { return build.input(quantity); }
  [[nodiscard]] Row divided(const model::Quantity& quantity, double divisor);
  [[nodiscard]] Row zero() { return build.constant(0.0); }
  [[nodiscard]] Row one() { return build.constant(1.0); }
  /// The row of a quantity that may be left out.
  [[nodiscard]] Row row_or(const model::Quantity& quantity, double otherwise) {
    return quantity.present() ? row(quantity) : build.constant(otherwise);
  }

  /// One row per year of a rate that holds by period, 0 in the base year; `none` if the rate is 0 throughout.
  [[nodiscard]] YearRows rate(const model::Path& path);
  /// One row per year of exp(rate + offset), 1 in the base year; `none` if nothing ever changes. A rate that holds for
  /// many years costs one exp in each draw, not one in each year.
  [[nodiscard]] YearRows factors(const model::Path& path, const model::Quantity& offset);
  [[nodiscard]] YearRows factors(const model::Path& path);
  /// The same of log(1 + rate).
  [[nodiscard]] YearRows log_rate(const model::Path& path);
  /// One level per year of the plan: linear between the knots, constant beyond them.
  [[nodiscard]] LevelRows levels(const std::vector<std::pair<int, Row>>& knots);
  [[nodiscard]] LevelRows level(const model::Path& path, double divisor);
  /// log(known / base) of a variable's observed years, or `none`.
  [[nodiscard]] YearRows observed(const std::string& variable, Row base, double divisor);
  [[nodiscard]] Growth growth(const model::Quantity& base, double divisor, const model::Path& path,
                              const model::Quantity& offset, const std::string& name);

  /// Written shares as rows: `rest` is what the others leave, and others beyond 1 are scaled to 1.
  [[nodiscard]] std::map<std::string, Row> share_rows(const model::Shares& shares);
  /// Shares by year, as one level path for each id of `ids`; ids that a year does not name hold 0 there.
  [[nodiscard]] std::vector<LevelRows> share_levels(
      const std::vector<std::pair<int, std::map<std::string, Row>>>& knots, const std::vector<std::string>& ids);

  /// A quantity of a lever: a formula is computed from the lever's parameters and the city's fields.
  [[nodiscard]] Row value_row(const model::Quantity& quantity, const model::Lever* lever);
  /// The same, a formula's value kept within a range; numbers and distributions are held to it when read.
  [[nodiscard]] Row value_row(const model::Quantity& quantity, const model::Lever* lever, double minimum,
                              double maximum);

  Builder& build;

 private:
  template <class Make>
  [[nodiscard]] YearRows rate(const model::Path& path, Row otherwise, Make make);
  [[nodiscard]] Row formula_row(const model::Formula& formula, const model::Lever* lever);
  [[nodiscard]] Row named_row(const std::string& name, const model::Lever* lever);

  const model::Scenario& scenario_;
};

}  // namespace citypeak::plan
