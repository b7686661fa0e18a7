// SPDX-License-Identifier: MIT
// Which factor moved a total, and by how much: the change of a sum of products split over its factors without a rest.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace citypeak::stats {

/// The logarithmic mean (a - b)/ln(a/b) of two numbers that are not negative; a if they are equal, 0 if one is 0. It
/// lies between the geometric and the arithmetic mean. Accurate however near the two are; the order does not matter.
[[nodiscard]] double logarithmic_mean(double a, double b);

/// A change decomposed by LMDI-I. Arrays are terms x factors, row by row, or one number a factor.
struct Lmdi {
  std::size_t terms = 0, factors = 0;
  double first = 0.0, last = 0.0;      ///< the total before and after
  std::vector<double> effects;         ///< of each factor in each term; a term's add up to the change of the term
  std::vector<double> factor_effects;  ///< summed over terms; they add up to last - first

  /// The same as ratios: a factor's multiplier is the product of its parts in the terms.
  struct Multipliers {
    std::vector<double> parts;
    std::vector<double> factors;  ///< their product is last/first
  };
  /// Nothing where there is no ratio: the total is 0 at one end or both.
  std::optional<Multipliers> multipliers;
};

/// Why there is no decomposition, and where.
struct LmdiRefusal {
  enum class Reason {
    shape,       ///< no factors, unlike sizes, or rows that are not whole; place unset
    negative,    ///< a value below 0 has no logarithm
    not_finite,  ///< a value is no number
    overflow     ///< a product, total or effect is too large to be written; place unset
  };
  Reason reason = Reason::shape;
  std::size_t term = 0, factor = 0;
  bool in_last = false;  ///< the value stands in `last`
};

/// Splits the change of the total, the sum over terms of the product of factors, from `first` to `last`.
///
/// Shapes  first, last: terms x factors, row by row, in any units that are the same in both; values >= 0.
/// Result  effects add up to the change, multipliers multiply to the ratio, to a few roundings of the larger total.
///         Exchanging first and last negates every effect exactly and inverts every multiplier.
/// Zeros   by the limit of small values: a term that appears or vanishes belongs to its factors that were or became 0,
///         in equal parts where there are several; a term that is 0 at both ends has no effects.
/// Cost    O(terms * factors) time and memory, a logarithm each.
/// Source  docs/method/decomposition.md; Ang (2005), doi:10.1016/j.enpol.2003.10.010; zeros: Ang and Liu (2007),
///         doi:10.1016/j.enpol.2005.11.001.
[[nodiscard]] std::variant<Lmdi, LmdiRefusal> lmdi(std::span<const double> first, std::span<const double> last,
                                                   std::size_t factors);

}  // namespace citypeak::stats
