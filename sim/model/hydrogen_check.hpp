// SPDX-License-Identifier: MIT
// Warns where hydrogen emits more than the fuel it displaces, all scopes counted, and says what a battery would emit.
#pragma once

#include "sim/model/scenario.hpp"

namespace citypeak::model {

/// What a kilogram of hydrogen means in one year, every input at its median [kg CO2e/kg hydrogen].
struct HydrogenBalance {
  double made = 0.0;              ///< over all scopes: routes, electrolysis and dispensing
  double displaced = 0.0;         ///< of the fuel that gives the same useful energy
  std::optional<double> battery;  ///< of electricity that gives it, where the sector can use electricity
};
/// `from` and `to` are carriers of the city, `to` with a production; efficiencies are those of `sector`.
[[nodiscard]] HydrogenBalance hydrogen_balance(const Scenario& scenario, const Sector& sector, const std::string& from,
                                               const std::string& to, int year);

/// One warning for every effect that moves energy to hydrogen above its break-even in the year the lever opens.
void check_hydrogen(const Scenario& scenario, text::Findings& findings);

}  // namespace citypeak::model
