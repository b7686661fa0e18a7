// SPDX-License-Identifier: MIT
// How sure an even design is: the spread of its independent replicates, in place of the formulas for independent draws.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/summary/cell_bank.hpp"
#include "sim/summary/exact_sum.hpp"
#include "sim/summary/probability.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::summary {

/// Standard error of the mean of independent replicates (16), widened so that 1.645 of it to either side hold the truth
/// in 90 % of all cases, as with a normal law, although 16 numbers tell a spread roughly only (Student's t). Not a
/// number for fewer than two.
[[nodiscard]] double replicate_error(std::span<const double> values);

/// The share of draws that did something, from the counts of each replicate of `draws_each`. Never sure: a replicate's
/// share is a whole number of draws, and that rounding counts as an error too.
[[nodiscard]] Estimate replicate_share(std::span<const std::uint64_t> counts, std::uint64_t draws_each);

/// The share of draws that did something, whatever the design: `counts` has one number per replicate.
[[nodiscard]] Estimate share_of_draws(std::span<const std::uint64_t> counts, std::uint64_t draws_each);

/// For every cell of a CellBank what each replicate has of it: a sum, and the draws below five limits near the
/// quantiles. Integers only, as in CellBank.
class ReplicateBank {
 public:
  static constexpr std::size_t limit_count = 5;
  static constexpr std::array<double, limit_count> shares{0.05, 0.25, 0.50, 0.75, 0.95};
  using Limits = std::array<double, limit_count>;

  ReplicateBank() = default;
  /// One of `limits` per cell.
  ReplicateBank(std::vector<Limits> limits, std::uint32_t replicates);

  [[nodiscard]] bool empty() const { return limits_.empty(); }
  [[nodiscard]] const Limits& limits(std::size_t cell) const { return limits_[cell]; }

  /// Adds `count` draws of a cell: their sum in the units of the bank, and how many lie at or below each limit.
  void add(std::uint32_t replicate, std::size_t cell, double sum, std::uint32_t count,
           const std::array<std::uint32_t, limit_count>& below);

  /// `other` must have been made from the same limits.
  void merge(const ReplicateBank& other);

  /// Adds what a cell of `other`, with the same limits, has met.
  void merge_cell(std::size_t cell, const ReplicateBank& other, std::size_t from);

  /// The content as bytes and back, as in CellBank; `read` wants the same limits.
  void write(std::vector<std::uint8_t>& bytes) const;
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes);

  /// Puts the errors of this design in place of those of independent draws.
  void correct(const CellBank& cells, std::size_t cell, Statistics& statistics) const;

 private:
  struct Entry {
    ExactSum sum;
    std::uint64_t draws = 0;
    std::array<std::uint64_t, limit_count> below{};
  };
  [[nodiscard]] const Entry& entry(std::size_t replicate, std::size_t cell) const {
    return entries_[replicate * limits_.size() + cell];
  }
  static void add(Entry& into, const Entry& from);
  [[nodiscard]] double design_effect(std::size_t cell, std::size_t limit) const;

  std::vector<Limits> limits_;
  std::uint32_t replicates_ = 0;
  std::vector<Entry> entries_;  // by replicate, then cell: a block touches one stretch
};

/// Puts the errors of an even design in place of those of independent draws, for the law of a peak year.
void correct(std::span<const PeakCounts> replicates, PeakResult& result);

/// The same for whole numbers counted by replicate, such as years: counts[r][i] draws gave first + i.
void correct(std::span<const std::vector<std::uint64_t>> counts, int first, Statistics& statistics);

}  // namespace citypeak::summary
