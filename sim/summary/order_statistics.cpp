// SPDX-License-Identifier: MIT
// Finding the draw of a given rank in the bins of a histogram, and the quantiles between such draws.
#include "sim/summary/order_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace citypeak::summary {

OrderStatistics::OrderStatistics(std::vector<BinCount> bins, double minimum, double maximum)
    : bins_(std::move(bins)), minimum_(minimum), maximum_(maximum) {
  cumulative_.reserve(bins_.size());
  std::uint64_t total = 0;
  for (const BinCount& entry : bins_) {
    cumulative_.push_back(total += entry.count);
  }
}

double OrderStatistics::at_rank(std::uint64_t rank) const {
  if (rank == 0) {
    return minimum_;
  }
  if (rank + 1 >= draws()) {
    return maximum_;
  }
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), rank);
  const BinCount& entry = bins_[static_cast<std::size_t>(found - cumulative_.begin())];
  const std::uint64_t before = *found - entry.count;
  const double inner = inner_edge(entry.bin);
  const double outer = outer_edge(entry.bin);
  const double low = std::clamp(std::min(inner, outer), minimum_, maximum_);
  const double high = std::clamp(std::max(inner, outer), minimum_, maximum_);
  const double fraction = (static_cast<double>(rank - before) + 0.5) / static_cast<double>(entry.count);
  return std::min(low + (high - low) * fraction, high);
}

double OrderStatistics::at_place(double place) const {
  const double last = static_cast<double>(draws() - 1);
  const double inside = std::clamp(place, 0.0, last);
  const double whole = std::floor(inside);
  const double below = at_rank(static_cast<std::uint64_t>(whole));
  const double part = inside - whole;
  if (part == 0.0) {
    return below;
  }
  const double above = at_rank(static_cast<std::uint64_t>(whole) + 1);
  return std::clamp((1.0 - part) * below + part * above, below, above);
}

double OrderStatistics::quantile(double p) const { return at_place(static_cast<double>(draws() - 1) * p); }

/// How far a draw may lie from where it is put within its bin, weighed by the share of all draws that share the bin:
/// next to nothing for a smooth law, the bin's width for an atom.
double OrderStatistics::placement(double place) const {
  const auto rank = static_cast<std::uint64_t>(std::clamp(place, 0.0, static_cast<double>(draws() - 1)));
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), rank);
  const BinCount& entry = bins_[static_cast<std::size_t>(found - cumulative_.begin())];
  const double inner = std::clamp(inner_edge(entry.bin), minimum_, maximum_);
  const double outer = std::clamp(outer_edge(entry.bin), minimum_, maximum_);
  return std::abs(outer - inner) * static_cast<double>(entry.count) / static_cast<double>(draws());
}

Estimate OrderStatistics::estimate(double p) const {
  const double last = static_cast<double>(draws() - 1);
  const double place = last * p;
  const double spread = std::sqrt(static_cast<double>(draws()) * p * (1.0 - p));
  const double lower = std::clamp(place - spread, 0.0, last);
  const double upper = std::clamp(place + spread, 0.0, last);
  if (!(upper > lower)) {
    return {at_place(place), std::numeric_limits<double>::quiet_NaN()};  // one draw knows nothing of its error
  }
  const double difference = at_place(upper) / 2 - at_place(lower) / 2;  // halves first: the range may be huge
  return {at_place(place), std::hypot(difference * (2 * spread / (upper - lower)), placement(place))};
}

}  // namespace citypeak::summary
