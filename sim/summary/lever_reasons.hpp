// SPDX-License-Identifier: MIT
// Why a lever changes nothing, in words.
#pragma once

#include "sim/summary/results.hpp"

namespace citypeak::summary {

enum class LeverReason {
  no_effects,      ///< the lever's file names no effect
  after_horizon,   ///< opens after the last year
  in_base_year,    ///< complete before or in the base year, so its data hold it already
  no_reach,        ///< reach is zero
  scope3_only,     ///< acts outside the city
  feedback_off,    ///< acts on growth, and the scenario keeps GDP out of it
  sink_beside,     ///< acts on sinks, which stand beside the headline
  other_gases,     ///< acts on gases other than CO2
  no_emissions,    ///< changes energy that emits nothing
  carrier_unused,  ///< moves a carrier that the sector does not use
  nothing_changes  ///< strength or target is zero, or a stronger overlapping lever hides it
};

/// `year` is the year the lever opens, `limit` the horizon or the base year it is compared with.
[[nodiscard]] Text lever_reason(LeverReason reason, int year, int limit);

}  // namespace citypeak::summary
