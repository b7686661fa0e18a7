// SPDX-License-Identifier: MIT
// The checks of levers: that each fits its city, that its curve, effects and costs are complete, that groups agree.
#pragma once

#include "sim/model/scenario.hpp"

namespace citypeak::model {

void check_levers(const Scenario& scenario, Reader& reader);
/// The curve along which a structural target is approached, without any lever.
void check_structural_adoption(const Adoption& adoption, const Scenario& scenario, Reader& reader);

/// Whether two quantities mean the same: equal numbers, or laws written alike.
[[nodiscard]] bool same_law(const Quantity& a, const Quantity& b);

}  // namespace citypeak::model
