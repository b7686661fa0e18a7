// SPDX-License-Identifier: MIT
// Orders of arrival drawn at random, others in each draw: a Shapley value is what a lever adds when it arrives, on
// average. Switches are inputs of each draw, so 64 orders are followed at once, and the spread between draws is the
// spread between orders too: one error covers both.
#include <algorithm>
#include <utility>

#include "sim/analysis/lever_shares.hpp"
#include "sim/stats/shapley.hpp"

namespace citypeak::analysis {

namespace {

constexpr auto block_draws = static_cast<std::size_t>(run::block_draws);

/// Another seed for each block, so that no two draws of a run meet the same orders but by chance.
[[nodiscard]] std::uint64_t seed_of(std::uint64_t seed, std::uint64_t first_draw) {
  return seed * 0x9E3779B97F4A7C15ULL + first_draw / block_draws;
}

class ArrivalWorker final : public LeverWorker {
 public:
  ArrivalWorker(const LeverGame& game, const run::ResultTape& what, std::vector<double> scales)
      : LeverWorker(game, what),
        scales_(std::move(scales)),
        now_(game.results.size()),
        before_(game.results.size()),
        before_that_(game.asked),
        swapped_(game.asked),
        last_swapped_(game.asked),
        block_sums_(game.levers() * game.levers() * game.asked),
        block_terms_(game.levers() * game.levers()),
        sums_(block_sums_.size()) {}
  [[nodiscard]] const std::vector<MeanSum>& sums() const override { return sums_; }

 private:
  void fold() override {
    own_shares().shapley.clear();
    std::fill(block_sums_.begin(), block_sums_.end(), 0.0);
    std::fill(block_terms_.begin(), block_terms_.end(), 0);
    if (!play_with(true, own_shares().all) || !play_with(false, own_shares().none)) return;
    if (!play_alone(true, own_shares().first_in) || !play_alone(false, own_shares().last_in)) return;
    orders_ = stats::arrival_orders(game().levers(), block_draws, seed_of(game().seed, first()));
    for (std::size_t order = 0; order < orders_.orders; ++order) {
      if (!follow(order)) return;
    }
    if (!is_good()) return;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      if (block_terms_[i / game().asked] > 0) sums_[i].add(block_sums_[i], block_terms_[i / game().asked]);
    }
  }

  void set_all(bool on) {
    for (std::size_t l = 0; l < game().levers(); ++l) set_switch(l, on);
  }

  [[nodiscard]] bool play_into(Rows& rows, std::size_t results) {
    if (!play() || !judge(0)) return false;
    for (std::size_t r = 0; r < results; ++r) std::copy_n(values(0, r), block_draws, rows.at(r));
    return true;
  }

  /// All levers at work, or none.
  [[nodiscard]] bool play_with(bool all, Rows& rows) {
    set_all(all);
    return play_into(rows, game().results.size());
  }

  /// Each lever switched by itself: on where all others are off, or off where they are on.
  [[nodiscard]] bool play_alone(bool first, Rows& out) {
    const Rows& from = first ? own_shares().none : own_shares().all;
    set_all(!first);
    for (std::size_t l = 0; l < game().levers(); ++l) {
      set_switch(l, first);
      if (!play_into(swapped_, game().asked)) return false;
      set_switch(l, !first);
      for (std::size_t r = 0; r < game().asked; ++r) {
        double* row = out.at(l * game().asked + r);
        for (std::size_t d = 0; d < block_draws; ++d)
          row[d] = first ? swapped_.at(r)[d] - from.at(r)[d] : from.at(r)[d] - swapped_.at(r)[d];
      }
    }
    return true;
  }

  /// The lever that comes `step`-th in a draw.
  [[nodiscard]] std::size_t arrival(std::size_t draw, std::size_t order, std::size_t step) const {
    return orders_.arrivals[(draw * orders_.orders + order) * orders_.players + step];
  }
  void switch_arrivals(std::size_t order, std::size_t step, double on) {
    for (std::size_t d = 0; d < block_draws; ++d) switch_row(arrival(d, order, step))[d] = on;
  }

  [[nodiscard]] bool follow(std::size_t order) {
    const std::size_t levers = game().levers(), results = game().results.size();
    set_all(false);
    before_ = own_shares().none;
    for (std::size_t step = 0; step < levers; ++step) {
      const bool is_last = step + 1 == levers;
      std::swap(swapped_, last_swapped_);
      if (!is_last) {  // what the next to arrive would bring without this one
        switch_arrivals(order, step + 1, 1.0);
        if (!play_into(swapped_, game().asked)) return false;
        switch_arrivals(order, step + 1, 0.0);
      }
      switch_arrivals(order, step, 1.0);
      if (is_last) now_ = own_shares().all;
      if (!is_last && !play_into(now_, results)) return false;
      add_change(order, step);
      if (step > 0) add_pairs(order, step);
      for (std::size_t r = 0; r < game().asked; ++r) std::copy_n(before_.at(r), block_draws, before_that_.at(r));
      std::swap(before_, now_);
    }
    return true;
  }

  void add_change(std::size_t order, std::size_t step) {
    const std::size_t results = game().results.size();
    const double share = 1.0 / static_cast<double>(orders_.orders);
    for (std::size_t d = 0; d < block_draws; ++d) {
      const std::size_t row = arrival(d, order, step) * results;
      for (std::size_t r = 0; r < results; ++r)
        own_shares().shapley.at(row + r)[d] += share * (now_.at(r)[d] - before_.at(r)[d]);
    }
  }

  /// Two neighbours together less each without the other, seen from those there before both.
  void add_pairs(std::size_t order, std::size_t step) {
    for (std::size_t d = 0; d < count(); ++d) {
      const std::size_t a = arrival(d, order, step - 1), b = arrival(d, order, step);
      const std::size_t pair = std::min(a, b) * game().levers() + std::max(a, b);
      ++block_terms_[pair];
      for (std::size_t r = 0; r < game().asked; ++r) {
        const double with_second = now_.at(r)[d] - before_.at(r)[d];
        const double alone = last_swapped_.at(r)[d] - before_that_.at(r)[d];
        block_sums_[pair * game().asked + r] += (with_second - alone) / scales_[r];
      }
    }
  }

  std::vector<double> scales_;
  stats::ArrivalOrders orders_;
  Rows now_, before_;               // results: with the lever that has just arrived, and without
  Rows before_that_;                // asked results, one arrival earlier
  Rows swapped_, last_swapped_;     // asked results: the next to arrive in place of this one; the same a step ago
  std::vector<double> block_sums_;  // levers x levers x asked results
  std::vector<std::uint64_t> block_terms_;
  std::vector<MeanSum> sums_;
};

class RandomArrivals final : public LeverPlan {
 public:
  [[nodiscard]] std::vector<run::Part> parts(const LeverGame& game) const override {
    run::Part own{game.plan, game.inputs->places(0), {}};
    for (std::uint32_t l = 0; l < game.levers(); ++l)
      own.switches.push_back({run::Switch::Kind::input, game.inputs->view().input_count + l});
    return {own};
  }

  [[nodiscard]] std::unique_ptr<LeverWorker> worker(const LeverGame& game, const run::ResultTape& what,
                                                    std::vector<double> scales) const override {
    return std::make_unique<ArrivalWorker>(game, what, std::move(scales));
  }

  [[nodiscard]] std::vector<double> interactions(const LeverGame& game, const std::vector<MeanSum>& sums,
                                                 std::size_t result) const override {
    const std::size_t levers = game.levers();
    std::vector<double> out(levers * levers, 0.0);
    for (std::size_t a = 0; a < levers; ++a) {
      for (std::size_t b = a + 1; b < levers; ++b)
        out[a * levers + b] = out[b * levers + a] = sums[(a * levers + b) * game.asked + result].mean();
    }
    return out;
  }

  [[nodiscard]] std::uint64_t plays(std::size_t levers) const override {
    constexpr std::uint64_t orders = 8;
    return 2 + 2 * levers + orders * 2 * (levers - 1);
  }
};

}  // namespace

std::unique_ptr<LeverPlan> random_arrivals() { return std::make_unique<RandomArrivals>(); }

}  // namespace citypeak::analysis
