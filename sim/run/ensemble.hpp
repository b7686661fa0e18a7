// SPDX-License-Identifier: MIT
// The parallel Monte Carlo run: blocks of draws through every plan, and what survives of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/run/dispatch.hpp"
#include "sim/run/draws.hpp"
#include "sim/summary/cell_bank.hpp"
#include "sim/summary/event_counts.hpp"
#include "sim/summary/probability.hpp"

namespace citypeak::run {

/// The numbers went wrong: the smallest draw in which a variable was not finite, the same for any thread count.
struct RunError {
  std::string message_en, message_zh;
};
/// A signal asked us to stop.
struct Interrupted {};

/// Draws [first, first + count); `first` is a multiple of `block_draws`.
struct BlockRange {
  std::uint64_t first = 0, count = 0;
};

struct EnsembleOptions {
  int threads = 0;                                 ///< 0: all
  bool keep_draws = false;                         ///< per-draw inputs and outcomes (`--save-draws`)
  std::atomic<std::uint64_t>* progress = nullptr;  ///< draws done so far
  const std::atomic<bool>* stop = nullptr;
};

/// What survives of one plan: counts and exact sums; merge is associative and commutative, to the bit.
struct PlanSummary {
  summary::CellBank cells;  ///< written variables x years, then level and GDP per head of each peak
  std::vector<summary::PeakCounts> peaks;
  std::vector<std::vector<std::uint64_t>> plateau_first, plateau_last;  ///< per peak: counts by year index
  summary::TargetCounts targets;                                        ///< by event of the plan
  summary::VerdictCounts verdicts;                                      ///< by verdict plan
};

/// Per-draw numbers, draw-major; only with keep_draws.
struct KeptDraws {
  std::vector<double> inputs;          ///< columns of the plan
  std::vector<double> level;           ///< headline peak, underlying
  std::vector<std::uint32_t> outcome;  ///< index as in PeakCounts
  std::vector<double> outputs;         ///< kept outputs x years
};

struct PlanResult {
  PlanSummary summary;
  KeptDraws kept;
};

/// The central path: outputs x years, in the order of plan.outputs.
[[nodiscard]] std::vector<double> central_path(const plan::Plan& plan, const Kernel& kernel);

/// The first block of draws, for quick looks: outputs x years x block_draws.
[[nodiscard]] std::vector<double> first_block(const plan::Plan& plan, const Draws& draws, const Kernel& kernel);

/// Runs draws of all plans; every plan sees the same u for the same input name.
///
/// Result  Same bits for any thread count: fixed blocks, integer sums.
/// Throws  RunError for a value that is not finite or too wide to sum; Interrupted when `stop` becomes true.
/// Cost    O(draws x years x variables); one workspace and one set of accumulators per thread and plan.
[[nodiscard]] std::vector<PlanResult> run(std::span<const plan::Plan> plans, const Draws& draws, BlockRange range,
                                          const Kernel& kernel, const EnsembleOptions& options);

/// Bytes that `run` will hold at most, for a message before the work starts.
[[nodiscard]] double memory_estimate(std::span<const plan::Plan> plans, std::uint64_t draws, int threads,
                                     bool keep_draws);

}  // namespace citypeak::run
