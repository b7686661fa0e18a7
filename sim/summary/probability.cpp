// SPDX-License-Identifier: MIT
// Shares, year quantiles and their errors, computed from whole counts only.
#include "sim/summary/probability.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "sim/summary/bytes.hpp"

namespace citypeak::summary {

namespace {

constexpr double confidence_z = 1.96;
constexpr std::array<double, 5> reported_shares{0.05, 0.25, 0.50, 0.75, 0.95};

std::uint64_t sum_of(std::span<const std::uint64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// The index of the draw with this rank, counted from 0, in the row of all draws.
std::size_t index_of_rank(std::span<const std::uint64_t> counts, std::uint64_t rank) {
  std::uint64_t cumulative = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    cumulative += counts[i];
    last = counts[i] != 0 ? i : last;
    if (cumulative > rank) {
      return i;
    }
  }
  return last;
}

/// The value at a place between 0 and N - 1, linear between neighbours.
double value_at(std::span<const std::uint64_t> counts, double place, double last) {
  const double inside = std::clamp(place, 0.0, last);
  const double whole = std::floor(inside);
  const std::uint64_t rank = static_cast<std::uint64_t>(whole);
  const double below = static_cast<double>(index_of_rank(counts, rank));
  const double above = static_cast<double>(index_of_rank(counts, rank + 1));
  return below + (inside - whole) * (above - below);
}

/// Quantile and error as OrderStatistics::estimate has them.
Estimate quantile_of(std::span<const std::uint64_t> counts, double draws, int first, double p) {
  const double last = draws - 1;
  const double spread = std::sqrt(draws * p * (1 - p));
  const double lower = std::clamp(last * p - spread, 0.0, last);
  const double upper = std::clamp(last * p + spread, 0.0, last);
  const double value = first + value_at(counts, last * p, last);
  if (!(upper > lower)) {
    return {value, std::numeric_limits<double>::quiet_NaN()};
  }
  return {value, (value_at(counts, upper, last) - value_at(counts, lower, last)) * spread / (upper - lower)};
}

/// Sums from the first value that occurs, where whole numbers up to 2^53 are exact.
Estimate mean_of(std::span<const std::uint64_t> counts, std::size_t lowest, double draws, int first) {
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = lowest; i < counts.size(); ++i) {
    const double distance = static_cast<double>(i - lowest);
    sum += distance * static_cast<double>(counts[i]);
    squares += distance * distance * static_cast<double>(counts[i]);
  }
  const double mean = first + static_cast<double>(lowest) + sum / draws;
  if (draws < 2) {
    return {mean, std::numeric_limits<double>::quiet_NaN()};
  }
  return {mean, std::sqrt(std::max(0.0, squares - sum * (sum / draws)) / (draws - 1) / draws)};
}

}  // namespace

Estimate probability(std::uint64_t count, std::uint64_t draws) {
  const double seen = static_cast<double>(draws);
  const double padded = seen + confidence_z * confidence_z;
  const double share = (static_cast<double>(count) + confidence_z * confidence_z / 2) / padded;
  return {draws == 0 ? 0.0 : static_cast<double>(count) / seen, std::sqrt(share * (1 - share) / padded)};
}

Statistics whole_number_statistics(std::span<const std::uint64_t> counts, int first) {
  Statistics result;
  const std::uint64_t total = sum_of(counts);
  if (total == 0) {
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    for (Estimate* estimate : {&result.mean, &result.p05, &result.p25, &result.p50, &result.p75, &result.p95}) {
      *estimate = {undefined, undefined};
    }
    return result;
  }
  const double draws = static_cast<double>(total);
  const std::size_t lowest = index_of_rank(counts, 0);
  result.minimum = first + static_cast<double>(lowest);
  result.maximum = first + static_cast<double>(index_of_rank(counts, total - 1));
  result.mean = mean_of(counts, lowest, draws, first);
  const std::array<Estimate*, 5> quantiles{&result.p05, &result.p25, &result.p50, &result.p75, &result.p95};
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    *quantiles[i] = quantile_of(counts, draws, first, reported_shares[i]);
  }
  return result;
}

PeakCounts::PeakCounts(int base_year, int horizon)
    : base_year_(base_year), counts_(static_cast<std::size_t>(horizon - base_year) + 3) {}

std::size_t PeakCounts::index(const PeakOutcome& outcome) const {
  switch (outcome.kind) {
    case PeakOutcome::Kind::already_peaked:
      return 0;
    case PeakOutcome::Kind::not_peaked:
      return counts_.size() - 1;
    case PeakOutcome::Kind::year:
      break;
  }
  return static_cast<std::size_t>(outcome.year - base_year_) + 1;
}

PeakOutcome PeakCounts::outcome(std::size_t index) const {
  if (index == 0) {
    return {PeakOutcome::Kind::already_peaked, 0};
  }
  if (index + 1 == counts_.size()) {
    return {PeakOutcome::Kind::not_peaked, 0};
  }
  return {PeakOutcome::Kind::year, base_year_ + static_cast<int>(index) - 1};
}

bool PeakCounts::merge(const PeakCounts& other) {
  if (base_year_ != other.base_year_ || counts_.size() != other.counts_.size()) {
    return false;
  }
  std::transform(counts_.begin(), counts_.end(), other.counts_.begin(), counts_.begin(), std::plus<>());
  return true;
}

void PeakCounts::write(std::vector<std::uint8_t>& bytes) const { ByteWriter(bytes).put_counts(counts_); }

bool PeakCounts::read(std::span<const std::uint8_t>& bytes, std::uint64_t draws) {
  ByteReader in(bytes);
  std::vector<std::uint64_t> counts(counts_.size());
  in.take_counts(counts, draws);
  if (!in.ok() || sum_of(counts) != draws) return false;
  counts_ = std::move(counts);
  bytes = in.rest();
  return true;
}

std::uint64_t PeakCounts::draws() const { return sum_of(counts_); }

/// `rank` counts from 1, need not be whole, and is taken to the nearest end.
std::size_t PeakCounts::index_at_rank(double rank) const {
  // N p may come out a rounding error above a whole number that it is meant to be; 2^-50 of it is well above that.
  const double whole = std::clamp(std::ceil(rank - rank * 0x1p-50), 1.0, std::max(1.0, static_cast<double>(draws())));
  return index_of_rank(counts_, static_cast<std::uint64_t>(whole) - 1);
}

PeakOutcome PeakCounts::quantile(double p) const { return outcome(index_at_rank(static_cast<double>(draws()) * p)); }

double PeakCounts::year_error(double p, double spread) const {
  const double all = static_cast<double>(draws());
  const PeakOutcome lower = outcome(index_at_rank(all * (p - spread)));
  const PeakOutcome upper = outcome(index_at_rank(all * (p + spread)));
  const auto is_year = [](const PeakOutcome& end) { return end.kind == PeakOutcome::Kind::year; };
  return is_year(lower) && is_year(upper) ? (upper.year - lower.year) / 2.0 : 0.0;
}

void PeakCounts::fill(PeakResult& result) const {
  const std::uint64_t total = draws();
  result.probability.clear();
  result.cumulative.clear();
  result.year.clear();
  std::uint64_t cumulative = 0;
  for (const std::uint64_t count : counts_) {
    cumulative += count;
    result.probability.push_back(probability(count, total));
    result.cumulative.push_back(probability(cumulative, total));
  }
  result.cumulative.pop_back();  // P(peak <= not_peaked) would be 1 by definition
  for (const double p : reported_shares) {
    result.year.push_back({p, quantile(p), year_error(p, std::sqrt(p * (1 - p) / static_cast<double>(total)))});
  }
}

}  // namespace citypeak::summary
