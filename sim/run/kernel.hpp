// SPDX-License-Identifier: MIT
// The door of the kernel: one table of functions per instruction set, all with the same digits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/plan/plan_data.hpp"
#include "sim/run/tape.hpp"

namespace citypeak::run {

/// Draws that are summed together: fixed for good, since it shows in the last bits of means.
inline constexpr int moment_draws = 64;
/// Draws that are computed together, a multiple of the above; measured, and never seen in a result.
inline constexpr int block_draws = 64;

/// Quantiles whose error an even design watches.
inline constexpr std::uint32_t shares_counted = 5;

/// What a peak leaves of a draw: each a row of `block_draws` numbers.
enum class PeakField : std::uint32_t { first_index, last_index, level, gdp_per_capita, plateau_first, plateau_last };
inline constexpr std::uint32_t peak_field_count = 6;

/// One worker's memory. Aligned to 64 bytes; sizes in doubles are given by the functions below.
struct Workspace {
  const double* inputs = nullptr;         ///< values of plan::Inputs x block_draws
  const std::uint32_t* places = nullptr;  ///< of each of the plan's columns among them
  double* scratch = nullptr;              ///< of the tape
  double* outputs = nullptr;  ///< outputs x years x block_draws, then rows for the histories of peaks and the alarm
  double* peaks = nullptr;    ///< peaks x PeakField x block_draws
};

[[nodiscard]] inline std::size_t values_size(const plan::InputsView& inputs) {
  return std::size_t{inputs.input_count} * block_draws;
}
[[nodiscard]] inline std::size_t scores_size(const plan::InputsView& inputs) {
  return std::size_t{inputs.score_count} * block_draws;
}
/// Among the rows of the outputs: the largest known value before the base year over that of the base year.
[[nodiscard]] inline std::uint32_t history_row(const plan::PlanView& plan, std::uint32_t peak) {
  return plan.output_count * plan.years + peak;
}
/// The last of them: above 0 in draws for which the tape is wrong (of a tape of several plans that of the first).
[[nodiscard]] inline std::uint32_t alarm_row(const plan::PlanView& plan) { return history_row(plan, plan.peak_count); }
[[nodiscard]] inline std::size_t outputs_size(const plan::PlanView& plan) {
  return (std::size_t{alarm_row(plan)} + 1) * block_draws;
}
[[nodiscard]] inline std::size_t peaks_size(const plan::PlanView& plan) {
  return std::size_t{plan.peak_count} * peak_field_count * block_draws;
}

/// The first value of a block that is no number (`bad` false: all are finite).
struct BlockStatus {
  bool bad = false;
  std::uint32_t draw = 0, year = 0, output = 0;
};

/// Sums and extremes of a block of values, as summary::CellBank::Moments wants them.
struct BlockMoments {
  double sum, squares, minimum, maximum;
  bool outside;  ///< of the window
};
/// As summary::Histograms::Window: value x has the place (bits of x >> 42) - base, or size.
struct PlaceWindow {
  std::uint64_t base, size;
  std::uint16_t* places;  ///< moment_draws of them, or nullptr
};
inline constexpr int place_shift = 42;

/// What one instruction set offers.
struct Kernel {
  /// Uniforms of `count` (a multiple of 8) draws from the even number `first_draw` on.
  void (*fill)(std::uint64_t key, std::uint32_t sub, std::uint64_t first_draw, int count, double* out);
  /// The same of an even design, points index .. index + count - 1 (multiples of 8): scramble.hpp.
  void (*latin)(std::uint64_t value_seed, std::uint64_t order_seed, std::uint64_t index, int count, double* out);
  void (*sobol)(const std::uint32_t* directions, std::uint64_t seed, std::uint64_t index, int count, double* out);
  /// Replaces `count` (a multiple of 8) uniforms by their normal scores.
  void (*to_scores)(double* uniforms, std::size_t count);
  /// Makes the inputs of a block. A stream with a score has it in `scores`, the others have their uniforms in `values`,
  /// where each of their inputs stands.
  void (*transform)(const plan::InputsView& inputs, double* scores, double* values);
  /// Turns the inputs of a block into the outputs of a tape. True: it was wrong for some draw, and nothing it left
  /// counts.
  bool (*play)(const TapeView& tape, const Workspace& work);
  /// From the outputs of a plan to its peaks; looks for bad values among the first `count` draws.
  BlockStatus (*judge)(const plan::PlanView& plan, const Workspace& work, int count);
  /// Moments of `moment_draws` values about `reference`, and their places in a window.
  BlockMoments (*moments)(const double* values, double reference, double inverse_scale, const PlaceWindow& window);
  /// Adds to `below[i]` how many of `moment_draws` values are at most `limits[i]`, i < shares_counted.
  void (*count_below)(const double* values, const double* limits, std::uint32_t* below);
};

}  // namespace citypeak::run
