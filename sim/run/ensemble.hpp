// SPDX-License-Identifier: MIT
// The parallel run: blocks of draws through every plan, and what survives of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sim/plan/inputs.hpp"
#include "sim/plan/plan.hpp"
#include "sim/run/accumulate.hpp"
#include "sim/run/dispatch.hpp"
#include "sim/run/draws.hpp"
#include "sim/run/run_error.hpp"

namespace citypeak::run {

/// A signal asked us to stop.
struct Interrupted {};

/// Draws [first, first + count); `first` is a multiple of `block_draws`.
struct BlockRange {
  std::uint64_t first = 0, count = 0;
};

/// Per-draw numbers, draw-major; only with keep_draws.
struct KeptDraws {
  std::vector<double> inputs;          ///< columns of the plan
  std::vector<double> level;           ///< headline peak, underlying
  std::vector<std::uint32_t> outcome;  ///< index as in PeakCounts
  std::vector<double> outputs;         ///< kept outputs x years
};

/// Room for the rows of draws 0 .. draws - 1.
void make_room(const plan::Plan& plan, std::uint64_t draws, KeptDraws& kept);

struct PlanResult {
  PlanSummary summary;
  KeptDraws kept;
};

/// What a run leaves.
struct RunResult {
  std::uint64_t draws = 0;
  std::vector<PlanResult> plans;
  std::vector<Pair> pairs;  ///< each plan beside the reference, if one was asked for
  std::vector<PairSummary> pair_summaries;
};

struct EnsembleOptions {
  int threads = 0;                                      ///< 0: all
  bool keep_draws = false;                              ///< per-draw inputs and outcomes (`--save-draws`)
  std::vector<int> compared_years;                      ///< in which variables are compared
  std::optional<std::size_t> reference;                 ///< plan that the others are compared with, draw by draw
  std::function<std::uint64_t(const RunResult&)> more;  ///< how many draws to add to those done; 0: enough
  std::atomic<std::uint64_t>* progress = nullptr;       ///< draws done so far
  const std::atomic<bool>* stop = nullptr;
};

/// The central path: outputs x years, in the order of plan.outputs.
[[nodiscard]] std::vector<double> central_path(const plan::Plan& plan, const Kernel& kernel);

/// Runs draws of all plans on the same inputs, which are those of the plans.
///
/// Result  Same bits for any thread count: fixed blocks, integer sums. A plan's part does not depend on the others.
/// Throws  RunError for a value that is not finite or too wide to sum; Interrupted when `stop` becomes true.
/// Cost    O(draws x years x variables); one workspace and one set of accumulators per thread and plan.
[[nodiscard]] RunResult run(std::span<const plan::Plan> plans, const plan::Inputs& inputs, const Draws& draws,
                            BlockRange range, const Kernel& kernel, const EnsembleOptions& options);

/// Bytes that `run` will hold at most, for a message before the work starts.
[[nodiscard]] double memory_estimate(std::span<const plan::Plan> plans, std::uint64_t draws, int threads,
                                     std::uint32_t replicates, bool keep_draws);

}  // namespace citypeak::run
