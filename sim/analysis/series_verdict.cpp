// SPDX-License-Identifier: MIT
// One walk along the years for the rules, then the tests on the years after the peak and on all of them.
#include "sim/analysis/series_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace citypeak::analysis {

namespace {

constexpr double confidence = 0.95;

struct Years {
  std::vector<int> years;
  std::vector<double> values;
};

[[nodiscard]] Trend trend_of(std::span<const int> years, std::span<const double> values) {
  const std::vector<double> times(years.begin(), years.end());
  return {stats::mann_kendall(values), stats::sen_interval(times, values, confidence),
          stats::autocorrelation_adjusted(years, values)};
}

[[nodiscard]] stats::Verdicts verdicts_of(const Years& known, const stats::VerdictLimits& limits) {
  stats::PathJudge judge(limits);
  judge.begin();
  for (std::size_t i = 0; i < known.years.size(); ++i) {
    for (int year = i > 0 ? known.years[i - 1] + 1 : known.years[i]; year < known.years[i]; ++year) judge.skip();
    judge.add(known.values[i]);
  }
  return judge.verdicts();
}

/// Falls since the peak and the years near it; shares exist only of a peak above zero.
void measure_fall(const Years& known, double band, SeriesVerdict& out) {
  if (!(out.peak_level > 0.0)) return;
  for (std::size_t i = 0; i < known.years.size(); ++i) {
    if (known.values[i] < (1.0 - band) * out.peak_level) continue;
    if (!out.plateau_first) out.plateau_first = known.years[i];
    out.plateau_last = known.years[i];
  }
  const double left = known.values.back() / out.peak_level;
  const int since = out.as_of - out.peak_year;
  out.fall_from_peak = 1.0 - left;
  if (since > 0) out.fall_per_year = 1.0 - std::pow(std::max(left, 0.0), 1.0 / since);
}

}  // namespace

std::optional<SeriesVerdict> judge(const model::Series& series, const SeriesRules& rules) {
  Years known{series.years, series.values};
  std::optional<double> partial;
  if (rules.partial_year && !known.years.empty() && known.years.back() == *rules.partial_year) {
    partial = known.values.back();
    known.years.pop_back();
    known.values.pop_back();
  }
  if (known.years.empty()) return std::nullopt;
  SeriesVerdict out;
  const auto top = std::max_element(known.values.begin(), known.values.end());
  const auto peak = static_cast<std::size_t>(top - known.values.begin());
  out.as_of = known.years.back();
  out.peak_year = known.years[peak];
  out.peak_level = *top;
  out.top_at_start = peak == 0 && known.years.size() > 1;
  out.partial_left_out = partial.has_value();
  out.top_in_partial = partial && *partial >= *top;
  out.verdicts = verdicts_of(known, rules.limits);
  if (out.top_in_partial) out.verdicts.fill(stats::Verdict::not_peaked);
  measure_fall(known, rules.plateau_band, out);
  const std::span<const int> years(known.years);
  const std::span<const double> values(known.values);
  out.after_peak = trend_of(years.subspan(peak + 1), values.subspan(peak + 1));
  out.whole = trend_of(years, values);
  for (const int year : series.missing_years()) {
    if (year <= out.as_of) out.missing_years.push_back(year);
  }
  return out;
}

}  // namespace citypeak::analysis
