// SPDX-License-Identifier: MIT
// A city's waste made flat.
#pragma once

#include "sim/plan/paths.hpp"

namespace citypeak::plan {

/// What is computed only where somebody asks for it.
struct WasteRequest {
  bool power = false, avoided = false;
};

/// Adds the waste of the scenario's city to the plan; `none` is returned where it has none.
[[nodiscard]] std::uint32_t plan_waste(Plan& plan, Paths& paths, const model::Scenario& scenario,
                                       const WasteRequest& request);

}  // namespace citypeak::plan
