// SPDX-License-Identifier: MIT
// Sums by replicate, and errors from them.
#include "sim/summary/means.hpp"

#include <cmath>

#include "sim/summary/probability.hpp"
#include "sim/summary/replicates.hpp"

namespace citypeak::summary {

namespace {

[[nodiscard]] std::vector<CellSpec> cells_of(std::span<const MeanSpec> specs) {
  std::vector<CellSpec> out;
  out.reserve(specs.size());
  for (const MeanSpec& spec : specs) out.push_back({spec.reference, spec.scale, false});
  return out;
}

}  // namespace

MeanBank::MeanBank(std::span<const MeanSpec> specs, std::uint32_t replicates)
    : specs_(specs.begin(), specs.end()),
      bank_(cells_of(specs)),
      replicates_(replicates),
      parts_(replicates > 1 ? specs.size() * replicates : 0) {}

void MeanBank::add(std::uint32_t replicate, std::size_t number, const double* values, std::size_t count) {
  bank_.add(number, values, count);
  double sum = 0.0;
  for (std::size_t i = 0; i < count && !parts_.empty(); ++i)
    sum += (values[i] - bank_.reference(number)) * bank_.inverse_scale(number);
  add_to_replicate(replicate, number, sum, count);
}

void MeanBank::add_to_replicate(std::uint32_t replicate, std::size_t number, double sum, std::size_t count) {
  if (parts_.empty()) return;
  Replicate& into = parts_[number * replicates_ + replicate];
  if (std::abs(sum) < ExactSum::term_limit) into.sum.add(sum);  // else the number's own squares have failed already
  into.draws += count;
}

void MeanBank::merge(const MeanBank& other) {
  (void)bank_.merge(other.bank_);
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].sum.add(other.parts_[i].sum);
    parts_[i].draws += other.parts_[i].draws;
  }
}

Estimate MeanBank::share(std::size_t number) const {
  // Sums of ones about a reference of 0 or 1 are exact.
  const auto count_of = [&](double sum, std::uint64_t draws) {
    return static_cast<std::uint64_t>(std::llround(sum + specs_[number].reference * static_cast<double>(draws)));
  };
  if (parts_.empty()) {
    const std::uint64_t draws = bank_.draws(number);
    const double mean = bank_.statistics(number).mean.value;
    return probability(static_cast<std::uint64_t>(std::llround(mean * static_cast<double>(draws))), draws);
  }
  std::vector<std::uint64_t> counts;
  for (std::uint32_t r = 0; r < replicates_; ++r) {
    const Replicate& own = parts_[number * replicates_ + r];
    counts.push_back(count_of(own.sum.value(), own.draws));
  }
  return replicate_share(counts, parts_[number * replicates_].draws);
}

Estimate MeanBank::estimate(std::size_t number) const {
  if (specs_[number].is_share) return share(number);
  Estimate out = bank_.statistics(number).mean;
  if (parts_.empty()) return out;
  std::vector<double> means;
  for (std::uint32_t r = 0; r < replicates_; ++r) {
    const Replicate& own = parts_[number * replicates_ + r];
    if (own.draws > 0) means.push_back(own.sum.value() / static_cast<double>(own.draws) / bank_.inverse_scale(number));
  }
  out.standard_error = replicate_error(means);
  return out;
}

}  // namespace citypeak::summary
