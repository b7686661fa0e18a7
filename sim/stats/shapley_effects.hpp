// SPDX-License-Identifier: MIT
// Shares of a result's variance for inputs that may go together (Shapley effects), from a sample alone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/stats/index_estimate.hpp"

namespace citypeak::stats {

inline constexpr std::size_t most_shapley_inputs = 10;  ///< for all subsets of inputs
inline constexpr std::size_t fewest_shapley_rows = 128;

/// What each input adds to the variance that is left when the inputs after it are known, averaged over all orders. `x`
/// is n x k, row by row; y is taken to be a function of all inputs.
///
/// The variance left when some inputs are known is that of y about a plane through the nearest neighbours in those
/// inputs (each over its standard deviation), averaged over rows spread over the sample.
///
/// Result  Effects add up to 1. Nothing if y or an input does not vary, there are fewer than `fewest_shapley_rows` rows
/// or
///         more than `most_shapley_inputs` inputs. Intervals by the jackknife over 20 parts of the rows.
/// Cost    O(2^k x n x min(n, 1500)).
/// Source  docs/method/sensitivity.md; Owen (2014), doi:10.1137/130936233; Song and others (2016),
/// doi:10.1137/15M1048070;
///         neighbours: after Broto and others (2020), doi:10.1137/18M1234631.
[[nodiscard]] std::optional<std::vector<IndexEstimate>> shapley_effects(std::span<const double> x,
                                                                        std::span<const double> y, std::size_t inputs);

}  // namespace citypeak::stats
