// SPDX-License-Identifier: MIT
// All subsets of the levers: the first few levers are switched by parts of one tape, which share most of their steps,
// the others by inputs. Values are taken less those of all levers, so that what no lever changes leaves no rounding.
#include <algorithm>
#include <bit>
#include <utility>

#include "sim/analysis/lever_shares.hpp"
#include "sim/stats/shapley.hpp"

namespace citypeak::analysis {

namespace {

constexpr std::size_t levers_by_part = 5;  // as measured: beyond 32 parts they no longer get cheaper
constexpr auto block_draws = static_cast<std::size_t>(run::block_draws);

[[nodiscard]] std::size_t parted(std::size_t levers) { return std::min(levers, levers_by_part); }
[[nodiscard]] bool holds(std::size_t subset, std::size_t lever) { return ((subset >> lever) & 1U) != 0; }

/// Weight of a lever's change to a subset of others: 1 / (n (n - 1 choose size)), so that all orders count the same.
[[nodiscard]] std::vector<double> weights_of(std::size_t levers) {
  std::vector<double> out{1.0 / static_cast<double>(levers)};
  for (std::size_t size = 1; size < levers; ++size)
    out.push_back(out.back() * static_cast<double>(size) / static_cast<double>(levers - size));
  out.push_back(0.0);  // nobody joins all
  return out;
}

void add_weighted(double weight, const double* from, double* into) {
  for (std::size_t d = 0; d < block_draws; ++d) into[d] += weight * from[d];
}

class EverySubsetWorker final : public LeverWorker {
 public:
  EverySubsetWorker(const LeverGame& game, const run::ResultTape& what, std::vector<double> scales)
      : LeverWorker(game, what),
        scales_(std::move(scales)),
        weights_(weights_of(game.levers())),
        without_(game.results.size()),
        sums_((std::size_t{1} << game.levers()) * game.asked) {}
  [[nodiscard]] const std::vector<MeanSum>& sums() const override { return sums_; }

 private:
  void fold() override {
    const std::size_t low = parted(game().levers());
    own_shares().shapley.clear();
    without_.clear();
    for (std::size_t high = std::size_t{1} << (game().levers() - low); high-- > 0;) {  // all levers first
      for (std::size_t l = low; l < game().levers(); ++l) set_switch(l, holds(high, l - low));
      if (!play()) return;
      for (std::size_t part = std::size_t{1} << low; part-- > 0;) {
        if (judge(part)) add(part, high << low | part);
      }
    }
    finish();
  }

  /// A value of subset S counts w(|S| - 1) for its members and -w(|S|) for the others. The rows of Shapley values
  /// gather what members have more than others; `without_` what others have.
  void add(std::size_t part, std::size_t subset) {
    BlockShares& shares = own_shares();
    const std::size_t levers = game().levers(), results = game().results.size();
    const auto size = static_cast<std::size_t>(std::popcount(subset));
    const double other = weights_[size], member = size == 0 ? 0.0 : weights_[size - 1] + other;
    const bool is_all = size == levers;
    for (std::size_t r = 0; r < results; ++r) {
      const double* value = values(part, r);
      double* all = shares.all.at(r);
      if (is_all) std::copy_n(value, block_draws, all);
      double less[block_draws];
      for (std::size_t d = 0; d < block_draws; ++d) less[d] = value[d] - all[d];
      add_weighted(other, less, without_.at(r));
      for (std::size_t l = 0; l < levers; ++l) {
        if (holds(subset, l)) add_weighted(member, less, shares.shapley.at(l * results + r));
      }
      if (size == 0) std::copy_n(value, block_draws, shares.none.at(r));
      if (r < game().asked) follow(subset, size, r, less);
    }
  }

  void follow(std::size_t subset, std::size_t size, std::size_t r, const double* less) {
    BlockShares& shares = own_shares();
    const std::size_t levers = game().levers();
    double sum = 0.0;
    for (std::size_t d = 0; d < count(); ++d) sum += less[d];
    block_sums_.push_back({subset * game().asked + r, sum / scales_[r]});
    for (std::size_t l = 0; l < levers; ++l) {
      const bool alone = size == 1 && holds(subset, l), missing = size + 1 == levers && !holds(subset, l);
      if (alone) std::copy_n(less, block_draws, shares.first_in.at(l * game().asked + r));
      double* last = shares.last_in.at(l * game().asked + r);
      for (std::size_t d = 0; d < block_draws && missing; ++d) last[d] = 0.0 - less[d];
    }
  }

  void finish() {
    if (is_good()) {
      for (const auto& [at, sum] : block_sums_) sums_[at].add(sum, count());
    }
    block_sums_.clear();
    BlockShares& shares = own_shares();
    const std::size_t levers = game().levers(), results = game().results.size();
    for (std::size_t r = 0; r < results; ++r) {
      for (std::size_t l = 0; l < levers; ++l) add_weighted(-1.0, without_.at(r), shares.shapley.at(l * results + r));
    }
    // What a lever adds alone is counted from nothing, not from all.
    for (std::size_t r = 0; r < game().asked; ++r) {
      for (std::size_t l = 0; l < levers; ++l) {
        double* first = shares.first_in.at(l * game().asked + r);
        for (std::size_t d = 0; d < block_draws; ++d) first[d] += shares.all.at(r)[d] - shares.none.at(r)[d];
      }
    }
  }

  std::vector<double> scales_, weights_;
  Rows without_;                                            // results
  std::vector<std::pair<std::size_t, double>> block_sums_;  // of this block, by subset and asked result
  std::vector<MeanSum> sums_;                               // subsets x asked results, less the value of all levers
};

class EverySubset final : public LeverPlan {
 public:
  [[nodiscard]] std::vector<run::Part> parts(const LeverGame& game) const override {
    const std::size_t low = parted(game.levers());
    const std::uint32_t behind = game.inputs->view().input_count;
    std::vector<run::Part> out;
    for (std::size_t part = 0; part < std::size_t{1} << low; ++part) {
      run::Part own{game.plan, game.inputs->places(0), {}};
      for (std::size_t l = 0; l < game.levers(); ++l) {
        const auto kind = l >= low         ? run::Switch::Kind::input
                          : holds(part, l) ? run::Switch::Kind::on
                                           : run::Switch::Kind::off;
        own.switches.push_back({kind, behind + static_cast<std::uint32_t>(l)});
      }
      out.push_back(std::move(own));
    }
    return out;
  }

  [[nodiscard]] std::unique_ptr<LeverWorker> worker(const LeverGame& game, const run::ResultTape& what,
                                                    std::vector<double> scales) const override {
    return std::make_unique<EverySubsetWorker>(game, what, std::move(scales));
  }

  [[nodiscard]] std::vector<double> interactions(const LeverGame& game, const std::vector<MeanSum>& sums,
                                                 std::size_t result) const override {
    std::vector<double> worth;
    for (std::size_t at = result; at < sums.size(); at += game.asked) worth.push_back(sums[at].mean());
    return stats::shapley_interactions(worth, game.levers());
  }

  [[nodiscard]] std::uint64_t plays(std::size_t levers) const override {
    return std::uint64_t{1} << (levers - parted(levers));
  }
};

}  // namespace

std::unique_ptr<LeverPlan> every_subset() { return std::make_unique<EverySubset>(); }

}  // namespace citypeak::analysis
