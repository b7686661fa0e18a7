// SPDX-License-Identifier: MIT
// What each lever brings: Shapley values of results over all subsets of the levers, draw by draw
// (docs/method/attribution.md).
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/plan/inputs.hpp"
#include "sim/plan/plan.hpp"
#include "sim/plan/result_name.hpp"
#include "sim/run/dispatch.hpp"
#include "sim/run/draws.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::analysis {

/// Levers up to which all subsets are played; of more, orders of arrival are drawn at random.
inline constexpr std::size_t most_exact_levers = 14;
/// Levers that an attribution can have at all.
inline constexpr std::size_t most_levers = 64;
/// Draws that intervals of a mean need at least.
inline constexpr std::uint64_t least_draws = 30;

/// Every number is what the levers change: with them less without them, in the unit of the result.
struct ResultShares {
  std::vector<summary::Estimate> shapley, first_in, last_in;  ///< by lever
  summary::Estimate total;                                    ///< all levers together
  std::vector<double> interactions;                           ///< levers x levers; Shapley values on the diagonal
};

/// Emissions of one year.
struct Wedge {
  int year = 0;
  std::vector<summary::Estimate> shapley;  ///< by lever
  summary::Estimate total, without, with;  ///< all levers together; emissions without and with them
};

struct Attribution {
  std::vector<std::string> levers;  ///< ids
  std::vector<ResultShares> results;
  std::vector<Wedge> wedges;  ///< of emissions.total, each year
  std::uint64_t draws = 0;
  bool sampled = false;  ///< orders of arrival were drawn at random
};

struct AttributionOptions {
  int threads = 0;
  std::uint64_t seed = 1;
  std::size_t most_exact = most_exact_levers;
  std::atomic<std::uint64_t>* progress = nullptr;  ///< of attribution_work()
  const std::atomic<bool>* stop = nullptr;
};

/// The results that a plan must be asked for: those wanted, and emissions of each year from the base year on.
[[nodiscard]] std::vector<plan::ResultName> attributed_results(std::vector<plan::ResultName> wanted, int base_year,
                                                               int horizon);

/// Steps of work that an attribution takes, for its progress.
[[nodiscard]] std::uint64_t attribution_work(std::size_t levers, std::uint64_t draws);

/// Attributes `wanted` of the results that `plan`, whose `inputs` are drawn, was made for by attributed_results. The
/// same draws in every subset.
///
/// Result  Same bits for any thread count. Shapley values of each draw add up to what all levers change in it; an
///         estimate is a mean over draws.
/// Throws  RunError for a value that is no number; Interrupted when `stop` becomes true.
/// Cost    O(2^levers draws) plays of what differs between subsets, up to most_exact_levers; else O(levers draws).
/// Source  Shapley (1953), doi:10.1515/9781400881970-018; Grabisch and Roubens (1999), doi:10.1007/s001820050125.
[[nodiscard]] Attribution attribute(const plan::Plan& plan, const plan::Inputs& inputs,
                                    const std::vector<plan::ResultName>& wanted, const run::Draws& draws,
                                    std::uint64_t count, const run::Kernel& kernel, const AttributionOptions& options);

}  // namespace citypeak::analysis
