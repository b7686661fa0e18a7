// SPDX-License-Identifier: MIT
// Chances from counted draws: how likely an outcome is, and how sure we are of that with so many draws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/summary/results.hpp"

namespace citypeak::summary {

/// The share count / draws (0 without draws). Its standard error is Agresti and Coull's with z = 1.96: two draws of
/// each kind, about, are added first (n~ = n + z^2, p~ = (x + z^2 / 2) / n~), so it is never 0, not even after 0 of n.
Estimate probability(std::uint64_t count, std::uint64_t draws);

/// Exact statistics of a whole number (such as a year) from counts: counts[i] draws gave first + i. Quantiles are type
/// 7 like those of other variables, without the width of a histogram's bins, which would be a whole year near 2030.
Statistics whole_number_statistics(std::span<const std::uint64_t> counts, int first);

/// Counts of the outcomes of one peak: already_peaked, each year from base year to horizon, not_peaked.
class PeakCounts {
 public:
  PeakCounts(int base_year, int horizon);

  /// Number of outcomes, Y + 2 for Y years, and the number of each in that order.
  std::size_t size() const { return counts_.size(); }
  std::size_t index(const PeakOutcome& outcome) const;
  PeakOutcome outcome(std::size_t index) const;

  /// The engine's way in: `index` as above.
  void add(std::size_t index, std::uint64_t count = 1) { counts_[index] += count; }

  /// False, and nothing added, if `other` has other years.
  [[nodiscard]] bool merge(const PeakCounts& other);

  std::uint64_t draws() const;
  std::span<const std::uint64_t> counts() const { return counts_; }

  /// The content as bytes and back, as in CellBank; `read` takes counts of exactly `draws` draws.
  void write(std::vector<std::uint8_t>& bytes) const;
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes, std::uint64_t draws);

  /// The outcome that a share p of the draws does not exceed: the smallest whose cumulative count is at least N p
  /// (Hyndman and Fan's type 1). Not type 7, because that may lie between two outcomes: a year and a half is no year,
  /// and there is nothing between a year and `not_peaked`.
  PeakOutcome quantile(double p) const;

  /// Half the difference of the outcomes a share of `spread` draws below and above the quantile at p; 0 where one of
  /// the three is a word.
  [[nodiscard]] double year_error(double p, double spread) const;

  /// Fills probability, cumulative and the five year quantiles of `result`. The error of a year quantile is half the
  /// difference of the outcomes one standard deviation, sqrt(N p (1 - p)) draws, below and above it; 0 where the
  /// quantile or either of them is a word.
  void fill(PeakResult& result) const;

 private:
  std::size_t index_at_rank(double rank) const;

  int base_year_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace citypeak::summary
