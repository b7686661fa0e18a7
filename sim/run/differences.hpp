// SPDX-License-Identifier: MIT
// What a scenario changes against the reference, from the same draws of both.
#pragma once

#include <span>
#include <vector>

#include "sim/run/ensemble.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::run {

/// Appends the rows of pair `pair` of a run: the order of both peaks, the peak year restricted to the horizon,
/// probabilities by each of `years`, the level, and each compared variable in its years and summed over all.
void add_differences(std::span<const plan::Plan> plans, const RunResult& run, std::size_t pair,
                     const std::vector<int>& years, std::vector<summary::DifferenceRow>& rows);

}  // namespace citypeak::run
