// SPDX-License-Identifier: MIT
// Does a series fall or rise, and could chance alone look like that? The Mann-Kendall test and Sen's slope.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace citypeak::stats {

/// The test of Mann and Kendall: how many pairs of years rise, less how many fall.
struct MannKendall {
  std::size_t n = 0;
  std::int64_t s = 0;     ///< rising pairs minus falling pairs; negative falls
  double variance = 0.0;  ///< of s without a trend, with the correction for equal values
  double z = 0.0;         ///< s taken one nearer to 0, over its standard deviation; 0 where that is 0
  double p = 1.0;         ///< two-sided, by the normal law; 1 where the variance is 0 (fewer than two unlike values)
};

/// Values in the order of time, finite; gaps between the years do not matter.
///
/// Cost    O(n^2) time.
/// Source  docs/method/verdicts.md; Mann (1945), doi:10.2307/1907187; Kendall, Rank Correlation Methods (1975).
[[nodiscard]] MannKendall mann_kendall(std::span<const double> values);

/// The median of the slopes of all pairs, change per unit of `times`; the mean of the two middle ones of an even
/// number, 0 of fewer than two values. `times` rise strictly, one for each value.
///
/// Source  docs/method/verdicts.md; Sen (1968), doi:10.1080/01621459.1968.10480934.
[[nodiscard]] double sen_slope(std::span<const double> times, std::span<const double> values);

/// The same test after each further year of a series, without counting the old pairs again.
class RunningTrend {
 public:
  void clear();
  void add(double value);
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] MannKendall test() const;
  /// p < significance and a negative slope of Sen. Where the test is significant, the median of the slopes is negative
  /// exactly if at least half of them are, so the slopes need not be computed (docs/method/verdicts.md).
  [[nodiscard]] bool falls(double significance) const;

 private:
  std::vector<double> values_;
  std::int64_t rising_ = 0, falling_ = 0;
  std::int64_t ties_ = 0;  ///< sum of t*(t - 1)*(2*t + 5) over groups of t equal values
};

}  // namespace citypeak::stats
