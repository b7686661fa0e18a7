// SPDX-License-Identifier: MIT
// A run in parts: which draws are a part's, what a part leaves as bytes, and the parts put together again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/ensemble.hpp"

namespace citypeak::run {

/// Part `index` (from 1) of `count` consecutive parts of all `draws`, split where blocks begin; empty where there are
/// more parts than blocks.
[[nodiscard]] BlockRange part_of(std::uint64_t draws, std::uint64_t index, std::uint64_t count);

/// Appends what a run of one part left. Equal results give equal bytes.
void write_part(const RunResult& result, std::vector<std::uint8_t>& bytes);

/// Parts of one run, put together in any order.
///
/// Result  The same as `run` on all draws at once, to the bit.
/// Cost    One part's memory beside that of the whole.
class Assembly {
 public:
  /// `empty`: what the same plans and options leave of no draws. Rows of single draws are kept if `keep_draws`.
  Assembly(std::span<const plan::Plan> plans, RunResult empty, std::uint64_t draws, bool keep_draws);

  /// Adds what `write_part` made of these draws of the same plans. False if `bytes` are anything else; the assembly is
  /// of no use then. The caller sees to it that no draw comes twice.
  [[nodiscard]] bool add(BlockRange part, std::span<const std::uint8_t> bytes);

  /// The whole, once every draw is there. Throws RunError where sums became too wide.
  [[nodiscard]] RunResult finish() &&;

 private:
  [[nodiscard]] bool add_kept(std::size_t plan, BlockRange part, std::span<const std::uint8_t>& bytes);

  std::span<const plan::Plan> plans_;
  RunResult empty_, whole_;
  bool keep_draws_;
};

}  // namespace citypeak::run
