// SPDX-License-Identifier: MIT
// Spreads among replicates. The error of a quantile: that of independent draws, times the root of how much less (or
// more) the share of draws below a nearby limit varies among the replicates than it would among independent draws.
#include "sim/summary/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "sim/summary/bytes.hpp"

namespace citypeak::summary {

namespace {

/// 0.95 quantile of Student's t with 15 degrees of freedom over that of the normal law.
constexpr double student = 1.7530503556925547 / 1.6448536269514722;
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

[[nodiscard]] double variance_of(std::span<const double> values) {
  const double count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / (count - 1.0);
}

/// Variance of a share among replicates, the rounding to whole draws included.
[[nodiscard]] double share_variance(std::span<const double> shares, double draws_each) {
  return variance_of(shares) + 1.0 / (12.0 * draws_each * draws_each);
}

/// That variance over the variance of independent draws; 1 where all or none lie below.
[[nodiscard]] double effect(std::span<const double> shares, double draws_each) {
  const double share = std::accumulate(shares.begin(), shares.end(), 0.0) / static_cast<double>(shares.size());
  const double independent = share * (1.0 - share) / draws_each;
  return independent > 0.0 ? share_variance(shares, draws_each) / independent : 1.0;
}

constexpr std::array<Estimate Statistics::*, ReplicateBank::limit_count> quantiles{
    &Statistics::p05, &Statistics::p25, &Statistics::p50, &Statistics::p75, &Statistics::p95};

}  // namespace

double replicate_error(std::span<const double> values) {
  if (values.size() < 2) return undefined;
  return student * std::sqrt(variance_of(values) / static_cast<double>(values.size()));
}

Estimate replicate_share(std::span<const std::uint64_t> counts, std::uint64_t draws_each) {
  const double each = static_cast<double>(draws_each), replicates = static_cast<double>(counts.size());
  std::vector<double> shares;
  for (const std::uint64_t count : counts) shares.push_back(static_cast<double>(count) / each);
  const std::uint64_t all = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  return {static_cast<double>(all) / (each * replicates),
          student * std::sqrt(share_variance(shares, each) / replicates)};
}

Estimate share_of_draws(std::span<const std::uint64_t> counts, std::uint64_t draws_each) {
  return counts.size() == 1 ? probability(counts.front(), draws_each) : replicate_share(counts, draws_each);
}

void correct(std::span<const PeakCounts> replicates, PeakResult& result) {
  const std::uint64_t draws_each = replicates.front().draws();
  std::vector<std::uint64_t> cumulative(replicates.size(), 0), counts(replicates.size());
  for (std::size_t i = 0; i < result.probability.size(); ++i) {
    for (std::size_t r = 0; r < replicates.size(); ++r) cumulative[r] += counts[r] = replicates[r].counts()[i];
    result.probability[i] = replicate_share(counts, draws_each);
    if (i < result.cumulative.size()) result.cumulative[i] = replicate_share(cumulative, draws_each);
  }
  PeakCounts all = replicates.front();
  for (const PeakCounts& replicate : replicates.subspan(1)) (void)all.merge(replicate);
  const auto spread = [&](const PeakResult::YearQuantile& quantile) {
    const std::size_t at = all.index(quantile.outcome);
    return at < result.cumulative.size() ? result.cumulative[at].standard_error : 0.0;
  };
  for (PeakResult::YearQuantile& quantile : result.year)
    quantile.standard_error = all.year_error(quantile.p, spread(quantile));
}

ReplicateBank::ReplicateBank(std::vector<Limits> limits, std::uint32_t replicates)
    : limits_(std::move(limits)), replicates_(replicates), entries_(limits_.size() * replicates) {}

void ReplicateBank::add(std::uint32_t replicate, std::size_t cell, double sum, std::uint32_t count,
                        const std::array<std::uint32_t, limit_count>& below) {
  Entry& into = entries_[replicate * limits_.size() + cell];
  if (std::abs(sum) < ExactSum::term_limit) into.sum.add(sum);  // else the cell's own squares have failed already
  into.draws += count;
  for (std::size_t i = 0; i < limit_count; ++i) into.below[i] += below[i];
}

void ReplicateBank::add(Entry& into, const Entry& from) {
  into.sum.add(from.sum);
  into.draws += from.draws;
  for (std::size_t k = 0; k < limit_count; ++k) into.below[k] += from.below[k];
}

void ReplicateBank::merge(const ReplicateBank& other) {
  for (std::size_t i = 0; i < entries_.size(); ++i) add(entries_[i], other.entries_[i]);
}

void ReplicateBank::merge_cell(std::size_t cell, const ReplicateBank& other, std::size_t from) {
  for (std::uint32_t r = 0; r < replicates_; ++r) add(entries_[r * limits_.size() + cell], other.entry(r, from));
}

void ReplicateBank::write(std::vector<std::uint8_t>& bytes) const {
  ByteWriter out(bytes);
  for (const Limits& limits : limits_) {
    for (const double limit : limits) out.put(limit);
  }
  for (const Entry& entry : entries_) {
    out.put(entry.sum);
    out.put_short(entry.draws);
    out.put_counts(entry.below);
  }
}

bool ReplicateBank::read(std::span<const std::uint8_t>& bytes) {
  // Draws whose squares a cell can sum are summed far below this; a million of such parts can be added.
  constexpr ExactSum::Wide most = static_cast<ExactSum::Wide>(1) << 106;
  constexpr std::uint64_t most_draws = std::uint64_t{1} << 32;
  ByteReader in(bytes);
  for (const Limits& limits : limits_) {
    for (const double limit : limits) {
      if (in.take_double() != limit) return false;
    }
  }
  std::vector<Entry> entries(entries_.size());
  for (Entry& entry : entries) {
    entry.sum = in.take_sum();
    entry.draws = in.take_short();
    in.take_counts(entry.below, entry.draws);
    if (!in.ok() || entry.draws > most_draws || entry.sum.high() >= most || entry.sum.high() <= -most) return false;
  }
  if (!in.ok()) return false;
  entries_ = std::move(entries);
  bytes = in.rest();
  return true;
}

double ReplicateBank::design_effect(std::size_t cell, std::size_t limit) const {
  std::vector<double> below;
  double draws = 0.0;
  for (std::uint32_t r = 0; r < replicates_; ++r) {
    const Entry& own = entry(r, cell);
    if (own.draws == 0) continue;
    below.push_back(static_cast<double>(own.below[limit]) / static_cast<double>(own.draws));
    draws += static_cast<double>(own.draws);
  }
  return below.size() < 2 ? 1.0 : effect(below, draws / static_cast<double>(below.size()));
}

void ReplicateBank::correct(const CellBank& cells, std::size_t cell, Statistics& statistics) const {
  std::vector<double> means;
  for (std::uint32_t r = 0; r < replicates_; ++r) {
    const Entry& own = entry(r, cell);
    if (own.draws > 0) means.push_back(own.sum.value() / static_cast<double>(own.draws) / cells.inverse_scale(cell));
  }
  statistics.mean.standard_error = replicate_error(means);
  for (std::size_t i = 0; i < limit_count; ++i) {
    Estimate& quantile = statistics.*quantiles[i];
    quantile.standard_error *= student * std::sqrt(design_effect(cell, i));
  }
}

void correct(std::span<const std::vector<std::uint64_t>> counts, int first, Statistics& statistics) {
  std::vector<double> means, draws;
  for (const auto& own : counts) {
    double sum = 0.0, all = 0.0;
    for (std::size_t i = 0; i < own.size(); ++i) {
      sum += static_cast<double>(i) * static_cast<double>(own[i]);
      all += static_cast<double>(own[i]);
    }
    draws.push_back(all);
    if (all > 0.0) means.push_back(sum / all);
  }
  statistics.mean.standard_error = replicate_error(means);
  for (const auto member : quantiles) {
    Estimate& quantile = statistics.*member;
    std::vector<double> shares;
    double all = 0.0;
    for (std::size_t r = 0; r < counts.size(); ++r) {
      if (draws[r] == 0.0) continue;
      double below = 0.0;
      for (std::size_t i = 0; i < counts[r].size() && first + static_cast<double>(i) <= quantile.value; ++i)
        below += static_cast<double>(counts[r][i]);
      shares.push_back(below / draws[r]);
      all += draws[r];
    }
    if (shares.size() > 1)
      quantile.standard_error *= student * std::sqrt(effect(shares, all / static_cast<double>(shares.size())));
  }
}

}  // namespace citypeak::summary
