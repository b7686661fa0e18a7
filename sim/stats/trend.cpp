// SPDX-License-Identifier: MIT
// Pairs of years counted in whole numbers; only z and p are rounded.
#include "sim/stats/trend.hpp"

#include <algorithm>
#include <cmath>

namespace citypeak::stats {

namespace {

/// 18 times the variance of s that a group of t values without order takes part in.
[[nodiscard]] std::int64_t eighteen_variances(std::int64_t t) { return t * (t - 1) * (2 * t + 5); }

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
  if (out.s == 0 || !(out.variance > 0.0)) return out;
  const std::int64_t nearer = out.s > 0 ? out.s - 1 : out.s + 1;
  out.z = static_cast<double>(nearer) / std::sqrt(out.variance);
  out.p = std::erfc(std::abs(out.z) / std::sqrt(2.0));
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
  std::vector<double> slopes;
  for (std::size_t j = 1; j < values.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) slopes.push_back((values[j] - values[i]) / (times[j] - times[i]));
  }
  if (slopes.empty()) return 0.0;
  const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
  std::nth_element(slopes.begin(), middle, slopes.end());
  if (slopes.size() % 2 == 1) return *middle;
  return (*std::max_element(slopes.begin(), middle) + *middle) / 2.0;
}

}  // namespace citypeak::stats
