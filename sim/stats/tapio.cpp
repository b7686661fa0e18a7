// SPDX-License-Identifier: MIT
// Two relative changes, their ratio, and the sector of the plane they lie in.
#include "sim/stats/tapio.hpp"

#include <array>
#include <cmath>

namespace citypeak::stats {

namespace {

using enum DecouplingState;

constexpr std::array<std::string_view, decoupling_state_count> names{"expansive_negative_decoupling",
                                                                     "expansive_coupling",
                                                                     "weak_decoupling",
                                                                     "strong_decoupling",
                                                                     "recessive_decoupling",
                                                                     "recessive_coupling",
                                                                     "weak_negative_decoupling",
                                                                     "strong_negative_decoupling",
                                                                     "undefined"};

// Within 20 % of 1 the two count as moving together (Tapio 2005).
constexpr double lowest_coupling = 0.8, highest_coupling = 1.2;
constexpr double rounding = 1e-12;  // 24/30 from decimals may come out a digit below 0.8

/// A change that only rounding made, as of a product of two factors that cancel, is none.
[[nodiscard]] double relative_change(double first, double last) {
  const double change = (last - first) / first;
  return std::abs(change) > rounding ? change : 0.0;
}

[[nodiscard]] DecouplingState state_of(double elasticity, bool grows) {
  if (elasticity < 0.0) return grows ? strong_decoupling : strong_negative_decoupling;
  if (elasticity < lowest_coupling - rounding) return grows ? weak_decoupling : weak_negative_decoupling;
  if (elasticity <= highest_coupling + rounding) return grows ? expansive_coupling : recessive_coupling;
  return grows ? expansive_negative_decoupling : recessive_decoupling;
}

}  // namespace

std::string_view name_of(DecouplingState state) { return names[static_cast<std::size_t>(state)]; }

std::optional<Decoupling> decoupling(double emissions_first, double emissions_last, double gdp_first, double gdp_last) {
  if (!(emissions_first > 0.0) || !(gdp_first > 0.0)) return std::nullopt;
  Decoupling out;
  out.emissions_change = relative_change(emissions_first, emissions_last);
  out.gdp_change = relative_change(gdp_first, gdp_last);
  if (out.gdp_change == 0.0) return out;
  out.elasticity = out.emissions_change / out.gdp_change;
  out.state = state_of(*out.elasticity, out.gdp_change > 0.0);
  return out;
}

}  // namespace citypeak::stats
