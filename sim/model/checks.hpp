// SPDX-License-Identifier: MIT
// Checks that no single field can make: references, shares that must sum to one, dimensions across fields, formulas.
#pragma once

#include "sim/model/scenario.hpp"

namespace citypeak::model {

/// Adds a finding for everything in a read scenario that does not fit together.
void check_scenario(const Scenario& scenario, Reader& reader);

/// How often the written shares exceed 1 before they are scaled: in 1,000 draws spread over (0,1) by a fixed lattice.
[[nodiscard]] double share_excess(const Shares& shares);

/// The city a driver such as `activity.road` or `value_added.tertiary` refers to by position; nullopt if it is neither.
[[nodiscard]] std::optional<std::size_t> driving_sector(const City& city, const Sector& sector);
[[nodiscard]] std::optional<std::size_t> driving_branch(const City& city, const Sector& sector);

/// Whether a history is compared with the projection: emissions only within the headline's boundary.
[[nodiscard]] bool is_comparable(const HistorySeries& series);

/// Sectors so ordered that each comes after the one it follows; shorter than the list if some follow each other in a
/// ring.
[[nodiscard]] std::vector<std::size_t> sector_order(const City& city);

}  // namespace citypeak::model
