// SPDX-License-Identifier: MIT
// Turns the normal scores of all inputs so that the first dimensions of a design follow what moves the headline most.
#pragma once

#include <vector>

#include "sim/plan/inputs.hpp"
#include "sim/run/design.hpp"
#include "sim/run/draws.hpp"

namespace citypeak::run {

/// Directions for Inputs::reflect: after them the first score runs along the mean gradient of total emissions in the
/// middle of the first decades, the next along what is left of the gradients of other years. The gradients are
/// secants of `reference`, the first plan of `inputs`, at a few random points (docs/method/sampling.md).
///
/// Cost  A few thousand draws.
[[nodiscard]] std::vector<double> leading_directions(const plan::Plan& reference, std::size_t place,
                                                     plan::Inputs inputs, const Draws& points, const Kernel& kernel);

/// Turns the inputs by these directions where the design is Sobol's; else leaves them alone.
void turn_for(Design design, const plan::Plan& reference, std::size_t place, plan::Inputs& inputs,
              const Kernel& kernel);

}  // namespace citypeak::run
