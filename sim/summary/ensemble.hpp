// SPDX-License-Identifier: MIT
// The draws that `--save-draws` keeps as named variables over draws, scenarios and years.
#pragma once

#include "sim/summary/results.hpp"
#include "sim/table/ensemble.hpp"

#include <cstdint>
#include <string_view>

namespace citypeak::summary {

/// Values of `peak_outcome` that are no years. They lie on either side of all years, so that the order of the numbers
/// is that of the outcomes: a share of values <= 2030 is P(peak<=2030).
inline constexpr std::int32_t already_peaked_value = 0;
inline constexpr std::int32_t not_peaked_value = 9999;

/// The numbers of draws.csv and outcomes.csv under the same names; an input that were named like an output has `input:`
/// in front. Reads `results` when it is written, so these must outlive it. Needs `results.outcomes`.
[[nodiscard]] table::Ensemble ensemble_of(const Results& results, std::string_view version);

}  // namespace citypeak::summary
