// SPDX-License-Identifier: MIT
// How strongly, and which way, a result goes with each input: regression coefficients and partial rank correlations.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/stats/index_estimate.hpp"

namespace citypeak::stats {

struct StandardizedCoefficients {
  std::vector<IndexEstimate> coefficients;  ///< by input: standard deviations of y per standard deviation of the input
  double r2 = 0.0;                          ///< share of the variance that the straight line explains
};

/// Least squares between columns scaled to variance one. `x` is n x k, row by row. Intervals by leaving out one row at
/// a time (exactly, without fitting again), so that the deviations' own error counts too.
///
/// Result  Nothing if y or an input does not vary, inputs depend on one another, or n < k + 3.
/// Cost    O(n k^2).
/// Source  docs/method/sensitivity.md; Saltelli and others, Global Sensitivity Analysis (2008),
/// doi:10.1002/9780470725184.
[[nodiscard]] std::optional<StandardizedCoefficients> standardized_coefficients(std::span<const double> x,
                                                                                std::span<const double> y,
                                                                                std::size_t inputs);

/// Correlation of the ranks of y and of each input after the ranks of all other inputs have been taken out of both
/// linearly. Equal values share their mean rank. Intervals by the
/// jackknife of Fisher's z over 25 parts of the rows (each row by itself, of fewer).
///
/// Result  Nothing if y or an input does not vary, ranks depend on one another, or n < k + 4.
/// Cost    25 times O(n k^2 + k^3).
/// Source  docs/method/sensitivity.md; Iman and Conover (1979), doi:10.2307/1268289.
[[nodiscard]] std::optional<std::vector<IndexEstimate>> partial_rank_correlations(std::span<const double> x,
                                                                                  std::span<const double> y,
                                                                                  std::size_t inputs);

}  // namespace citypeak::stats
