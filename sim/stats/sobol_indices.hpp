// SPDX-License-Identifier: MIT
// Which inputs make a result uncertain: shares of its variance, from two samples and their mixtures (Sobol's indices).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/stats/index_estimate.hpp"

namespace citypeak::stats {

/// Results of n rows: of sample A, of sample B, of A with the inputs of each group from B, and if second-order indices
/// are wanted of B with those of each group from A. The last two are groups x n.
struct SobolRows {
  std::span<const double> a, b, ab, ba{};
};

/// What is kept of the rows of one batch and result: a few sums, whatever their number. Values are taken about a
/// reference near their mean, so that nothing cancels.
class SobolSums {
 public:
  SobolSums(std::size_t groups, bool second);
  void add(const SobolRows& rows, double reference);
  void add(const SobolSums& other);
  void subtract(const SobolSums& other);
  [[nodiscard]] std::size_t groups() const { return groups_; }
  [[nodiscard]] bool has_second() const { return second_; }
  /// First order of each group, then total of each, then second order of the pairs (0, 1), (0, 2), ..., (1, 2), ...;
  /// nothing where the result does not vary.
  [[nodiscard]] std::optional<std::vector<double>> indices() const;

 private:
  [[nodiscard]] double mean_product(std::size_t i, std::size_t j, double mean) const;

  std::size_t groups_;
  bool second_;
  double rows_ = 0.0, a_ = 0.0, b_ = 0.0, squares_ = 0.0;
  std::vector<double> ab_, b_ab_, differences_, a_b_;  ///< by group; differences: of a and ab, squared
  std::vector<double> ba_, ba_ab_;                     ///< by group; groups x groups
};

struct SobolIndices {
  std::vector<IndexEstimate> first, total;  ///< by group
  std::vector<IndexEstimate> second;        ///< by pair as above; empty if not wanted
};

/// First order after Saltelli and others (2010), total after Jansen (1999), second order after Saltelli (2002), divided
/// by the variance of A and B together.
///
/// Result  Nothing where the result does not vary. Intervals by the jackknife over the batches, which must be alike in
/// size
///         and independent: rows of random samples, or replicates of an even design.
/// Cost    O(batches x groups), with second order O(batches x groups^2).
/// Source  docs/method/sensitivity.md; doi:10.1016/j.cpc.2009.09.018, doi:10.1016/S0010-4655(98)00154-4,
///         doi:10.1016/S0010-4655(02)00280-1.
[[nodiscard]] std::optional<SobolIndices> sobol_indices(std::span<const SobolSums> batches);

}  // namespace citypeak::stats
