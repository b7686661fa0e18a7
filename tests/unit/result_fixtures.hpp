// SPDX-License-Identifier: MIT
// Hand-made results of two small scenarios, for the tests of tables and files.
#pragma once

#include "sim/summary/results.hpp"

namespace citypeak::fixtures {

/// Two scenarios of one city, 2022 to 2040, numbers made up but coherent: probabilities sum to 1.
[[nodiscard]] summary::Results two_scenarios();
/// The first of them alone, without peaks by 2025 and with a city that has a comparable history.
[[nodiscard]] summary::Results one_scenario();

}  // namespace citypeak::fixtures
