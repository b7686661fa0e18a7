// SPDX-License-Identifier: MIT
// From what survived of the draws to the answers: statistics, peak laws, what each lever does, and rows of single
// draws.
#pragma once

#include <span>
#include <vector>

#include "sim/run/ensemble.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::run {

/// What `run` was asked, as far as the results repeat it.
struct Asked {
  std::uint64_t draws = 0, seed = 1;
  std::string design = "monte_carlo";
  std::vector<int> years;  ///< to be written; empty: all
};

/// The answers of one call. `plans` and `run` belong together.
[[nodiscard]] summary::Results results_of(std::span<const plan::Plan> plans, const RunResult& run, const Asked& asked);

/// The largest standard error of a P(peak<=Y) of the headline, over all plans and years.
[[nodiscard]] double worst_peak_error(std::span<const plan::Plan> plans, const RunResult& run);

/// What each lever does to the headline total, by leaving it out of the central path and of the first block of draws.
[[nodiscard]] std::vector<summary::LeverResult> lever_results(const plan::Plan& plan, const Draws& draws,
                                                              const Kernel& kernel);

/// The rows of central.csv.
[[nodiscard]] std::vector<summary::CentralVariable> central_variables(const plan::Plan& plan, const Kernel& kernel);

}  // namespace citypeak::run
