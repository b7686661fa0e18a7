// SPDX-License-Identifier: MIT
// The limits of the rules for peaks, where there is no scenario to hold them: defaults with `--set` laid over.
#pragma once

#include <string>
#include <vector>

#include "sim/model/city.hpp"

namespace citypeak::model {

/// The fields of a scenario's `peak:` as `--set peak.confirm=3`, `--set peak.verdicts.c40_fall=5%` leave them; a key
/// that is none of them is a finding.
[[nodiscard]] PeakRules read_peak_sets(text::Sources& sources, const std::vector<std::string>& sets,
                                       text::Findings& findings);

}  // namespace citypeak::model
