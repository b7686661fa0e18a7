// SPDX-License-Identifier: MIT
// Checks of the formulas in levers: every name known, dimensions that fit, a sensible value at the medians.
#pragma once

#include <optional>

#include "sim/model/scenario.hpp"

namespace citypeak::model {

class FormulaChecks {
 public:
  FormulaChecks(const City& city, text::Findings& findings)
      : city_(city),
        findings_(findings),
        has_wrong_parameter_(findings.has("parameter_percent") || findings.has("parameter_unit")) {}

  /// Nothing is said of quantities that are no formulas. `wanted` nullopt: any dimension; `or_yearly`: a yearly amount
  /// may be written with or without its `/year`.
  void check(const Quantity& quantity, const Lever* lever, std::optional<Dimension> wanted, bool or_yearly = false);
  /// A formula must at least give a sensible value where all its inputs are at their medians.
  void check_range(const Quantity& quantity, const Lever& lever, double minimum, double maximum);
  /// Says the first parameter that depends on itself; the others of its ring do the same.
  [[nodiscard]] bool has_parameter_ring(const Lever& lever);

 private:
  [[nodiscard]] DimensionLookup lookup_for(const Lever* lever) const;
  [[nodiscard]] std::optional<Dimension> dimension_of_formula(const Lever& lever, const Quantity& quantity,
                                                              int depth) const;
  [[nodiscard]] double median_of(const Quantity& quantity, const Lever& lever, int depth = 0) const;
  void add_problem(const FormulaProblem& problem, const Quantity& quantity, const Lever* lever);

  const City& city_;
  text::Findings& findings_;
  bool has_wrong_parameter_;  ///< it has been said; what formulas make of it is no news
};

}  // namespace citypeak::model
