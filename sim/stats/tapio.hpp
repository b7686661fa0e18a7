// SPDX-License-Identifier: MIT
// Do emissions follow the economy? The elasticity between two years and the state it stands for.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace citypeak::stats {

/// The eight states of Tapio, first those of a growing economy, then those of a shrinking one, and none of them.
enum class DecouplingState {
  expansive_negative_decoupling,  ///< emissions grow more than the economy: elasticity above 1.2
  expansive_coupling,             ///< both grow, elasticity 0.8 to 1.2
  weak_decoupling,                ///< emissions grow less, or not at all: 0 to below 0.8
  strong_decoupling,              ///< emissions fall while the economy grows: below 0
  recessive_decoupling,           ///< both fall, emissions more: above 1.2
  recessive_coupling,             ///< both fall, 0.8 to 1.2
  weak_negative_decoupling,       ///< both fall, emissions less or not at all: 0 to below 0.8
  strong_negative_decoupling,     ///< emissions grow while the economy falls: below 0
  undefined                       ///< the economy did not change
};
inline constexpr std::size_t decoupling_state_count = 9;

/// The name in files.
[[nodiscard]] std::string_view name_of(DecouplingState state);

struct Decoupling {
  double emissions_change = 0.0;  ///< relative to the first value, as a share: 0.05 is 5 %
  double gdp_change = 0.0;
  std::optional<double> elasticity;  ///< the first over the second; nothing where the economy did not change
  DecouplingState state = DecouplingState::undefined;
};

/// Emissions and GDP at the two ends, each in one unit, GDP in constant prices. Both bounds belong to coupling.
/// Rounding decides nothing: what misses a bound by at most 1e-12 lies on it, and a relative change of at most 1e-12 is
/// none. Emissions may be 0 or below at the end. Nothing if emissions or GDP are not above 0 at the beginning: a change
/// cannot be told as a share then.
///
/// Source  docs/method/decomposition.md; Tapio (2005), doi:10.1016/j.tranpol.2005.01.001.
[[nodiscard]] std::optional<Decoupling> decoupling(double emissions_first, double emissions_last, double gdp_first,
                                                   double gdp_last);

}  // namespace citypeak::stats
