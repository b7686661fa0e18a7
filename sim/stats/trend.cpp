// SPDX-License-Identifier: MIT
// Pairs of years counted in whole numbers; only z and p are rounded.
#include "sim/stats/trend.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/erf.hpp>

namespace citypeak::stats {

namespace {

/// 18 times the variance of s that a group of t values without order takes part in.
[[nodiscard]] std::int64_t eighteen_variances(std::int64_t t) { return t * (t - 1) * (2 * t + 5); }

[[nodiscard]] double z_of(std::int64_t s, double variance) {
  if (s == 0 || !(variance > 0.0)) return 0.0;
  return static_cast<double>(s > 0 ? s - 1 : s + 1) / std::sqrt(variance);
}

[[nodiscard]] double two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

[[nodiscard]] std::vector<double> slopes_of(std::span<const double> times, std::span<const double> values) {
  std::vector<double> slopes;
  slopes.reserve(values.size() * values.size() / 2);
  for (std::size_t j = 1; j < values.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) slopes.push_back((values[j] - values[i]) / (times[j] - times[i]));
  }
  return slopes;
}

[[nodiscard]] double middle_of_sorted(std::span<const double> sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0;
}

/// What differs by less than the rounding of the values it came from is equal: a straight line leaves nothing.
void take_rounding_out(std::vector<double>& left, std::span<const double> values) {
  constexpr double rounding = 1e-12;
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  const double step = rounding * largest;
  if (!(step > 0.0)) return;
  for (double& each : left) each = std::round(each / step) * step;
}

/// Ranks from 1, equal values sharing the mean of theirs, less the mean of all ranks.
[[nodiscard]] std::vector<double> centred_ranks(std::span<const double> values) {
  std::vector<double> out;
  out.reserve(values.size());
  for (const double value : values) {
    double rank = 0.0;
    for (const double other : values) rank += other < value ? 1.0 : other == value ? 0.5 : 0.0;
    out.push_back(rank - static_cast<double>(values.size()) / 2.0);
  }
  return out;
}

/// The sum of products of ranks `lag` calendar years apart.
[[nodiscard]] double products_apart(std::span<const int> years, std::span<const double> ranks, int lag) {
  double sum = 0.0;
  std::size_t earlier = 0;
  for (std::size_t later = 0; later < years.size(); ++later) {
    while (years[earlier] < years[later] - lag) ++earlier;
    if (years[earlier] == years[later] - lag) sum += ranks[earlier] * ranks[later];
  }
  return sum;
}

}  // namespace

void RunningTrend::clear() {
  values_.clear();
  rising_ = falling_ = ties_ = 0;
}

void RunningTrend::add(double value) {
  std::int64_t lower = 0, higher = 0;
  for (const double earlier : values_) {
    lower += earlier < value ? 1 : 0;
    higher += earlier > value ? 1 : 0;
  }
  rising_ += lower;
  falling_ += higher;
  const std::int64_t equal = static_cast<std::int64_t>(values_.size()) - lower - higher;
  ties_ += eighteen_variances(equal + 1) - eighteen_variances(equal);
  values_.push_back(value);
}

MannKendall RunningTrend::test() const {
  MannKendall out;
  out.n = values_.size();
  out.s = rising_ - falling_;
  out.variance = static_cast<double>(eighteen_variances(static_cast<std::int64_t>(out.n)) - ties_) / 18.0;
  out.z = z_of(out.s, out.variance);
  out.p = two_sided(out.z);
  return out;
}

bool RunningTrend::falls(double significance) const {
  const auto n = static_cast<std::int64_t>(values_.size());
  const bool half_fall = 4 * falling_ >= n * (n - 1);  // of n*(n - 1)/2 pairs
  return falling_ > rising_ && half_fall && test().p < significance;
}

MannKendall mann_kendall(std::span<const double> values) {
  RunningTrend trend;
  for (const double value : values) trend.add(value);
  return trend.test();
}

double sen_slope(std::span<const double> times, std::span<const double> values) {
  std::vector<double> slopes = slopes_of(times, values);
  if (slopes.empty()) return 0.0;
  std::sort(slopes.begin(), slopes.end());
  return middle_of_sorted(slopes);
}

std::optional<SenInterval> sen_interval(std::span<const double> times, std::span<const double> values,
                                        double confidence) {
  std::vector<double> slopes = slopes_of(times, values);
  if (slopes.empty()) return std::nullopt;
  std::sort(slopes.begin(), slopes.end());
  const double z = std::sqrt(2.0) * boost::math::erf_inv(confidence);
  const double reach = z * std::sqrt(mann_kendall(values).variance);
  const auto count = static_cast<double>(slopes.size());
  const double last = count - 1.0;
  const double low = std::clamp(std::nearbyint((count - reach) / 2.0) - 1.0, 0.0, last);
  const double high = std::clamp(std::nearbyint((count + reach) / 2.0), 0.0, last);
  return SenInterval{middle_of_sorted(slopes), slopes[static_cast<std::size_t>(low)],
                     slopes[static_cast<std::size_t>(high)]};
}

std::optional<AdjustedTrend> autocorrelation_adjusted(std::span<const int> years, std::span<const double> values) {
  constexpr std::size_t fewest = 4;
  constexpr double chance = 1.959963984540054;  // two-sided 5 % of the normal law
  if (values.size() < fewest) return std::nullopt;
  const std::vector<double> times(years.begin(), years.end());
  const double slope = sen_slope(times, values);
  std::vector<double> left;
  for (std::size_t i = 0; i < values.size(); ++i) left.push_back(values[i] - slope * (times[i] - times[0]));
  take_rounding_out(left, values);
  const std::vector<double> ranks = centred_ranks(left);
  const double all = products_apart(years, ranks, 0);
  if (!(all > 0.0)) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  double sum = 0.0;
  for (int lag = 1; lag < static_cast<int>(values.size()); ++lag) {
    const double correlation = products_apart(years, ranks, lag) / all;
    if (std::abs(correlation) > chance / std::sqrt(n))
      sum += (n - lag) * (n - lag - 1.0) * (n - lag - 2.0) * correlation;
  }
  const MannKendall test = mann_kendall(values);
  AdjustedTrend out;
  out.factor = 1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * sum;
  if (!(out.factor > 0.0)) return std::nullopt;
  out.variance = test.variance * out.factor;
  out.z = z_of(test.s, out.variance);
  out.p = two_sided(out.z);
  return out;
}

}  // namespace citypeak::stats
