// SPDX-License-Identifier: MIT
// A block of draws in many subsets of the levers, folded into what each lever brings to each result in each draw.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/run/result_values.hpp"
#include "sim/run/run_error.hpp"
#include "sim/summary/exact_sum.hpp"

namespace citypeak::analysis {

/// What is attributed. Of the results the first `asked` are followed further than Shapley values.
struct LeverGame {
  const plan::Plan* plan = nullptr;
  std::span<const plan::ResultName> results;
  std::size_t asked = 0;
  const plan::Inputs* inputs = nullptr;  ///< of the plan
  const run::Draws* draws = nullptr;
  const run::Kernel* kernel = nullptr;
  std::uint64_t seed = 1;                          ///< of the orders of arrival
  std::atomic<std::uint64_t>* progress = nullptr;  ///< plays of a tape so far
  const std::atomic<bool>* stop = nullptr;
  [[nodiscard]] std::size_t levers() const { return plan->lever_ids.size(); }
  [[nodiscard]] bool stopped() const { return stop != nullptr && stop->load(std::memory_order_relaxed); }
};

/// Rows of block_draws numbers; row (i, r) of levers x results stands at i * results + r.
class Rows {
 public:
  explicit Rows(std::size_t count) : numbers_(count * run::block_draws) {}
  [[nodiscard]] double* at(std::size_t row) { return numbers_.data() + row * run::block_draws; }
  [[nodiscard]] const double* at(std::size_t row) const { return numbers_.data() + row * run::block_draws; }
  void clear();

 private:
  std::vector<double> numbers_;
};

/// What a block leaves.
struct BlockShares {
  BlockShares(std::size_t levers, std::size_t results, std::size_t asked)
      : shapley(levers * results), first_in(levers * asked), last_in(levers * asked), none(results), all(results) {}
  Rows shapley;            ///< levers x results: with less without
  Rows first_in, last_in;  ///< levers x asked results, likewise
  Rows none, all;          ///< results without and with all levers
};

/// Sums over draws, exact: they may be added up in any order.
struct MeanSum {
  summary::ExactSum sum;  ///< in units of the result's scale
  std::uint64_t terms = 0;
  void add(double of_terms, std::uint64_t count);
  void add(const MeanSum& other);
  [[nodiscard]] double mean() const { return terms == 0 ? 0.0 : sum.value() / static_cast<double>(terms); }
};

/// One worker of an attribution: takes blocks, one after the other.
class LeverWorker {
 public:
  LeverWorker(const LeverGame& game, const run::ResultTape& what)
      : game_(game),
        shares_(game.levers(), game.results.size(), game.asked),
        inputs_(game.inputs->view(), game.levers()),
        player_(what, *game.kernel) {}
  LeverWorker(const LeverWorker&) = delete;
  LeverWorker& operator=(const LeverWorker&) = delete;
  virtual ~LeverWorker() = default;

  /// Plays `count` draws from `first` on. False: a value was no number (see bad()), or somebody asked to stop.
  [[nodiscard]] bool take(std::uint64_t first, std::size_t count);
  [[nodiscard]] const BlockShares& shares() const { return shares_; }
  [[nodiscard]] const run::BadValue& bad() const { return bad_; }

  /// What `pair_worth` gives of all workers' sums.
  [[nodiscard]] virtual const std::vector<MeanSum>& sums() const = 0;

 protected:
  /// Folds the block whose inputs stand ready.
  virtual void fold() = 0;

  [[nodiscard]] const LeverGame& game() const { return game_; }
  [[nodiscard]] BlockShares& own_shares() { return shares_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] bool is_good() const { return good_; }
  /// 1 in draws in which a lever is at work, else 0.
  [[nodiscard]] double* switch_row(std::size_t lever) { return inputs_.more() + lever * run::block_draws; }
  void set_switch(std::size_t lever, bool on);
  /// Plays the tape; false if the block need not be gone on with.
  [[nodiscard]] bool play();
  /// Finds the peaks of a part of the tape; false if a value is no number.
  [[nodiscard]] bool judge(std::size_t part);
  [[nodiscard]] const double* values(std::size_t part, std::size_t result) {
    return player_.values(inputs_, part, result);
  }

 private:
  LeverGame game_;
  BlockShares shares_;
  run::InputMemory inputs_;
  run::ResultPlayer player_;
  run::BadValue bad_;
  std::uint64_t first_ = 0;
  std::size_t count_ = 0;
  bool good_ = true;
};

/// How the subsets are gone through: the tape for it, workers, and the worth of pairs in the end.
class LeverPlan {
 public:
  LeverPlan() = default;
  LeverPlan(const LeverPlan&) = delete;
  LeverPlan& operator=(const LeverPlan&) = delete;
  virtual ~LeverPlan() = default;
  [[nodiscard]] virtual std::vector<run::Part> parts(const LeverGame& game) const = 0;
  /// `scales` of the asked results.
  [[nodiscard]] virtual std::unique_ptr<LeverWorker> worker(const LeverGame& game, const run::ResultTape& what,
                                                            std::vector<double> scales) const = 0;
  /// Levers x levers of an asked result, from the workers' sums added up; nothing on the diagonal.
  [[nodiscard]] virtual std::vector<double> interactions(const LeverGame& game, const std::vector<MeanSum>& sums,
                                                         std::size_t result) const = 0;
  /// Plays of a tape for one block.
  [[nodiscard]] virtual std::uint64_t plays(std::size_t levers) const = 0;
};

/// All subsets, most of them several at a time on one tape.
[[nodiscard]] std::unique_ptr<LeverPlan> every_subset();

/// In each draw eight orders in which the levers arrive, drawn at random (stats::arrival_orders).
[[nodiscard]] std::unique_ptr<LeverPlan> random_arrivals();

}  // namespace citypeak::analysis
