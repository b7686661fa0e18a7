// SPDX-License-Identifier: MIT
// The cross-field checks of a city's stocks, hydrogen, waste, sinks and plan figures.
#pragma once

#include "sim/model/scenario.hpp"

namespace citypeak::model {

void check_city_parts(const Scenario& scenario, const Reader& reader);

}  // namespace citypeak::model
