// SPDX-License-Identifier: MIT
// Has a measured series peaked? The four rules side by side as of its last whole year, with the tests behind them.
#pragma once

#include <optional>
#include <vector>

#include "sim/model/series.hpp"
#include "sim/stats/trend.hpp"
#include "sim/stats/verdict.hpp"

namespace citypeak::analysis {

/// The limits of the rules and what is known of the data beyond the numbers.
struct SeriesRules {
  stats::VerdictLimits limits;
  double plateau_band = 0.01;       ///< of the largest value: the span of a plateau
  std::optional<int> partial_year;  ///< not over when its value was taken
};

/// What the tests of a trend say of some years.
struct Trend {
  stats::MannKendall test;                       ///< of fewer than two values: undefined, n tells
  std::optional<stats::SenInterval> slope;       ///< 95 %
  std::optional<stats::AdjustedTrend> adjusted;  ///< for autocorrelation
};

struct SeriesVerdict {
  stats::Verdicts verdicts{};
  int as_of = 0;      ///< the last year that counts
  int peak_year = 0;  ///< first year of the largest value
  double peak_level = 0.0;
  std::optional<int> plateau_first, plateau_last;  ///< only of a largest value above 0
  std::optional<double> fall_per_year;             ///< since the peak, as a share; nothing at the peak itself
  std::optional<double> fall_from_peak;
  Trend after_peak, whole;
  std::vector<int> missing_years;
  bool partial_left_out = false;  ///< the partial year was there and did not count
  bool top_in_partial = false;    ///< it already is at or above everything before it
  bool top_at_start = false;      ///< nothing is known before the largest value
};

/// Judges a series by its whole years. A partial year counts in one way only: if it already reaches the largest value,
/// nothing has peaked. Nothing of a series without a whole year.
///
/// Cost    O(n^2 log n).
/// Source  docs/method/history.md, section 1.
[[nodiscard]] std::optional<SeriesVerdict> judge(const model::Series& series, const SeriesRules& rules);

}  // namespace citypeak::analysis
