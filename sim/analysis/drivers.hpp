// SPDX-License-Identifier: MIT
// What drives a scenario's emissions: the change over a period split over its factors in every draw.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/analysis/decompose.hpp"
#include "sim/plan/plan.hpp"
#include "sim/run/draws.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::analysis {

/// The factors of a sector's emissions, in the order of the tables. `process` stands in place of intensity, mix and
/// factor for what a sector emits without burning anything; `other` is what no sector's product explains: waste, sinks,
/// the difference between accounts of electricity.
inline constexpr std::string_view driver_names[] = {"population", "gdp_per_capita", "structure", "intensity",
                                                    "mix",        "factor",         "process",   "other"};
inline constexpr std::size_t driver_count = 8;

/// The split changes of a scenario: means over the draws, and how they spread.
struct Drivers {
  Decomposition means;  ///< terms: the sectors and `other`; the whole period first, then the steps
  /// By change: of each effect, term by term and then the total's, as the rows of lmdi.csv stand.
  std::vector<std::vector<summary::Statistics>> spread;
  std::vector<double> state_probabilities;  ///< by change: of the state that `means` tells, the one of most draws
  std::uint64_t draws = 0;
};

/// The variables that a plan must have for this.
[[nodiscard]] std::vector<std::string> driver_variables();

/// Splits the change of emissions.total from the first to the last of `years`, and between each two of them, in every
/// draw.
///
/// Result  In every draw the effects add up to the change, so the means of the effects add up to the mean change;
/// ratios
///         are exp of mean logarithms and multiply to that of the total. `central` takes the one path of medians
///         without shocks.
/// Throws  RunError where a path is not finite; Interrupted when `stop` becomes true.
/// Cost    O(draws x years x terms) logarithms, on one thread.
/// Source  docs/method/decomposition.md
[[nodiscard]] Drivers drivers(const plan::Plan& plan, const run::Kernel& kernel, const std::vector<int>& years,
                              std::uint64_t draws, bool central, const std::atomic<bool>& stop);

/// lmdi.csv: the columns of any decomposition, then p05,p95,standard_error of the effect over the draws.
[[nodiscard]] table::Table drivers_table(const Drivers& drivers);
/// tapio.csv: of the mean changes; the state is the one of most draws, `probability` how many.
[[nodiscard]] table::Table decoupling_table(const Drivers& drivers);
/// The tables of any decomposition, saying that they hold means.
[[nodiscard]] std::vector<table::Table> drivers_for_readers(const Drivers& drivers);

}  // namespace citypeak::analysis
