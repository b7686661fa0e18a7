// SPDX-License-Identifier: MIT
// What both ways of going through the subsets share: a worker's block.
#include "sim/analysis/lever_shares.hpp"

#include <algorithm>
#include <cmath>

namespace citypeak::analysis {

void Rows::clear() { std::fill(numbers_.begin(), numbers_.end(), 0.0); }

void MeanSum::add(double of_terms, std::uint64_t count) {
  if (std::abs(of_terms) < summary::ExactSum::term_limit) sum.add(of_terms);  // else the mean has failed already
  terms += count;
}

void MeanSum::add(const MeanSum& other) {
  sum.add(other.sum);
  terms += other.terms;
}

bool LeverWorker::take(std::uint64_t first, std::size_t count) {
  first_ = first;
  count_ = count;
  good_ = true;
  inputs_.fill(*game_.draws, *game_.kernel, first);
  fold();
  return good_;
}

void LeverWorker::set_switch(std::size_t lever, bool on) {
  std::fill_n(switch_row(lever), run::block_draws, on ? 1.0 : 0.0);
}

bool LeverWorker::play() {
  if (!good_) return false;
  good_ = !game_.stopped();
  if (!good_) return false;
  player_.play(inputs_);
  if (game_.progress != nullptr) game_.progress->fetch_add(1, std::memory_order_relaxed);
  return true;
}

bool LeverWorker::judge(std::size_t part) {
  const run::BlockStatus status = player_.judge(inputs_, static_cast<int>(count_), part);
  if (!status.bad) return true;
  bad_ = std::min(bad_, run::BadValue{first_ + status.draw, 0, status.year, status.output});
  good_ = false;
  return false;
}

}  // namespace citypeak::analysis
