// SPDX-License-Identifier: MIT
// Does a series fall or rise, and could chance alone look like that? The Mann-Kendall test and Sen's slope.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// Sen's slope with an interval that holds the true one with probability `confidence` by the normal law of the test:
/// the slopes whose ranks lie z standard deviations of S to either side of the middle.
struct SenInterval {
  double slope = 0.0, low = 0.0, high = 0.0;
};

/// The ranks are rounded to the nearest (half to even) and kept within the slopes there are. Nothing of fewer than two
/// values.
///
/// Cost    O(n^2 log n) time, O(n^2) memory.
/// Source  docs/method/history.md; Sen (1968), doi:10.1080/01621459.1968.10480934.
[[nodiscard]] std::optional<SenInterval> sen_interval(std::span<const double> times, std::span<const double> values,
                                                      double confidence);

/// The test with the variance that S has when a year resembles the one before.
struct AdjustedTrend {
  double factor = 1.0;  ///< of the variance: above 1 where years resemble each other, below where they alternate
  double variance = 0.0, z = 0.0, p = 1.0;
};

/// Hamed and Rao's factor from the autocorrelations of the ranks of what Sen's slope leaves, those within
/// +-1.96/sqrt(n) of zero taken for chance. `years` rise; a lag counts calendar years, pairs with a missing year drop
/// out. Nothing where the factor is undefined: fewer than four values, all ranks equal, or a factor not above zero.
///
/// Source  docs/method/history.md; Hamed and Rao (1998), doi:10.1016/S0022-1694(97)00125-X.
[[nodiscard]] std::optional<AdjustedTrend> autocorrelation_adjusted(std::span<const int> years,
                                                                    std::span<const double> values);

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
