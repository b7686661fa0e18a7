// SPDX-License-Identifier: MIT
// Which inputs matter at all: elementary effects along trajectories that change one input at a time (Morris).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/stats/index_estimate.hpp"

namespace citypeak::stats {

struct MorrisIndices {
  IndexEstimate mu;       ///< mean of the effects
  IndexEstimate mu_star;  ///< mean of their sizes: how much the input matters
  IndexEstimate sigma;    ///< their standard deviation: how much it depends on the others, or is not linear
};

/// From the effects of one input, one of each trajectory; nothing of fewer than two.
///
/// Source  docs/method/sensitivity.md; Morris (1991), doi:10.1080/00401706.1991.10484804; Campolongo and others (2007),
///         doi:10.1016/j.envsoft.2006.10.004.
[[nodiscard]] std::optional<MorrisIndices> morris_indices(std::span<const double> effects);

/// Trajectories on a grid of `levels` (even) levels in the unit cube, spread as far from each other as a search finds.
struct MorrisDesign {
  std::size_t inputs = 0, trajectories = 0;
  double step = 0.0;               ///< by which one input moves, up or down
  std::vector<double> points;      ///< trajectories x (inputs + 1) x inputs; levels (l + 1/2)/levels
  std::vector<std::size_t> moved;  ///< trajectories x inputs: the input that moves in each step
  std::vector<double> direction;   ///< trajectories x inputs: +1 or -1
};

/// The sum of distances between all points of two trajectories, squared and summed over all pairs of chosen ones, is
/// what is made large: the best next trajectory one by one among `candidates`, then exchanges until none helps.
///
/// Result  The same for the same arguments everywhere. candidates >= trajectories >= 1, inputs >= 1, levels even.
/// Cost    O(candidates^2 x inputs^2) for the distances.
/// Source  docs/method/sensitivity.md; Campolongo and others (2007); Ruano and others (2012),
///         doi:10.1016/j.envsoft.2012.03.008.
[[nodiscard]] MorrisDesign morris_design(std::size_t inputs, std::size_t trajectories, std::size_t candidates,
                                         std::size_t levels, std::uint64_t seed);

/// What the search makes large, of chosen trajectories with these distances (n x n): the root of the sum of squares.
[[nodiscard]] double morris_spread(std::span<const double> distances, std::size_t n,
                                   std::span<const std::size_t> chosen);

/// The trajectories that the search chooses, ascending.
[[nodiscard]] std::vector<std::size_t> spread_out(std::span<const double> distances, std::size_t n, std::size_t wanted);

}  // namespace citypeak::stats
