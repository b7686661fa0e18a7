// SPDX-License-Identifier: MIT
// Counting and adding.
#include "sim/summary/event_counts.hpp"

#include <numeric>

#include "sim/summary/bytes.hpp"

namespace citypeak::summary {

void TargetCounts::add(const std::vector<bool>& met) {
  bool all = true;
  for (std::size_t i = 0; i < met.size(); ++i) {
    met_[i] += met[i] ? 1 : 0;
    all = all && met[i];
  }
  all_ += all ? 1 : 0;
  ++draws_;
}

void TargetCounts::merge(const TargetCounts& other) {
  for (std::size_t i = 0; i < met_.size(); ++i) met_[i] += other.met_[i];
  all_ += other.all_;
  draws_ += other.draws_;
}

void TargetCounts::write(std::vector<std::uint8_t>& bytes) const {
  ByteWriter out(bytes);
  out.put_counts(met_);
  out.put_short(all_);
}

bool TargetCounts::read(std::span<const std::uint8_t>& bytes, std::uint64_t draws) {
  ByteReader in(bytes);
  TargetCounts fresh(met_.size());
  in.take_counts(fresh.met_, draws);
  fresh.all_ = in.take_short();
  fresh.draws_ = met_.empty() ? 0 : draws;  // nobody counts draws for no target
  if (!in.ok() || fresh.all_ > fresh.draws_) return false;
  *this = std::move(fresh);
  bytes = in.rest();
  return true;
}

void VerdictCounts::add(std::size_t peak, std::size_t year, const stats::Verdicts& verdicts) {
  Cell& cell = counts_[peak * years_ + year];
  for (std::size_t rule = 0; rule < stats::rule_count; ++rule) ++cell[rule][static_cast<std::size_t>(verdicts[rule])];
}

void VerdictCounts::merge(const VerdictCounts& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    for (std::size_t rule = 0; rule < stats::rule_count; ++rule) {
      for (std::size_t v = 0; v < stats::verdict_count; ++v) counts_[i][rule][v] += other.counts_[i][rule][v];
    }
  }
}

std::uint64_t VerdictCounts::count(std::size_t peak, std::size_t year, stats::VerdictRule rule,
                                   stats::Verdict verdict) const {
  return counts_[peak * years_ + year][static_cast<std::size_t>(rule)][static_cast<std::size_t>(verdict)];
}

void VerdictCounts::write(std::vector<std::uint8_t>& bytes) const {
  ByteWriter out(bytes);
  for (const Cell& cell : counts_) {
    for (const auto& rule : cell) out.put_counts(rule);
  }
}

bool VerdictCounts::read(std::span<const std::uint8_t>& bytes, std::uint64_t draws) {
  ByteReader in(bytes);
  std::vector<Cell> counts(counts_.size());
  for (Cell& cell : counts) {
    for (auto& rule : cell) {
      in.take_counts(rule, draws);
      if (!in.ok() || std::accumulate(rule.begin(), rule.end(), std::uint64_t{0}) != draws) return false;
    }
  }
  counts_ = std::move(counts);
  bytes = in.rest();
  return true;
}

}  // namespace citypeak::summary
