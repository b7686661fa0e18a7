// SPDX-License-Identifier: MIT
// How much of the spread of emissions comes from each kind of yearly shock.
#pragma once

#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/run/draws.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::run {

/// For each kind of yearly shock the share of the variance of emissions.total in a few years that goes with it: half
/// the mean squared change when this shock alone is drawn anew, over the variance (the total effect; Jansen 1999,
/// doi:10.1016/S0010-4655(98)00154-4). Shares of several shocks may add up to more than 1 where they act together.
///
/// Cost  256 draws, and as many again for each kind.
[[nodiscard]] std::vector<summary::ShockShare> shock_shares(const plan::Plan& plan, const Draws& draws,
                                                            const Kernel& kernel);

}  // namespace citypeak::run
