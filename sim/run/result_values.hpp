// SPDX-License-Identifier: MIT
// Results of single draws: read from what a tape has left of a block.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/plan/result_name.hpp"
#include "sim/run/kernel.hpp"
#include "sim/run/memory.hpp"
#include "sim/summary/means.hpp"

namespace citypeak::run {

/// Where the results of one plan lie in a block.
class ResultReader {
 public:
  /// The plan must have been made with what request_for(results) asks, and must outlive this.
  ResultReader(const plan::Plan& plan, std::span<const plan::ResultName> results);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// The block_draws numbers of a result: some of the workspace's own, or made in `spare`, which has room for as many.
  [[nodiscard]] const double* values(const Workspace& work, std::size_t result, double* spare) const;
  /// What to know of a result before the first draw; `central` holds the central path in its first draw.
  [[nodiscard]] summary::MeanSpec spec(const Workspace& central, std::size_t result) const;

 private:
  struct Entry {
    plan::ResultName::Kind kind = plan::ResultName::Kind::value;
    std::size_t first_row = 0, row_count = 0;  ///< of the outputs
    std::size_t peak = 0;
    std::size_t first_outcome = 0, last_outcome = 0;  ///< of which a probability is
  };
  [[nodiscard]] Entry entry_of(const plan::ResultName& result) const;
  void sum_years(const Workspace& work, const Entry& entry, double* out) const;
  void read_outcomes(const Workspace& work, const Entry& entry, double* out) const;
  [[nodiscard]] double restricted_year(const Entry& entry, std::size_t outcome) const;

  const plan::Plan* plan_;
  plan::PlanView view_;
  std::vector<Entry> entries_;
};

/// Plans that are played together, and the results that are read of each: variants of a scenario, or one plan alone.
struct ResultTape {
  ResultTape(std::vector<Part> parts, std::span<const plan::ResultName> results);
  PlanTape tape;
  std::vector<ResultReader> readers;  ///< one per part
};

/// One worker's memory for such a tape, which must outlive it. A block goes through three steps, each the caller's own:
/// inputs are filled in (or mixed from several sources), the tape is played, results are read and reduced.
class ResultPlayer {
 public:
  ResultPlayer(const ResultTape& what, const Kernel& kernel)
      : what_(&what), kernel_(&kernel), memory_(what.tape), spare_(allocate(block_draws)) {}
  /// Plays the block whose inputs are given.
  void play(const InputMemory& inputs) { memory_.play(*kernel_, inputs); }
  /// Finds the peaks of a part; tells of bad values among its first `count` draws.
  [[nodiscard]] BlockStatus judge(const InputMemory& inputs, int count, std::size_t part) const {
    return memory_.judge(*kernel_, inputs, count, part);
  }
  [[nodiscard]] Workspace workspace(const InputMemory& inputs, std::size_t part) const {
    return memory_.workspace(inputs, part);
  }
  /// The block_draws numbers of a result of a part that has been judged; they last until the next call.
  [[nodiscard]] const double* values(const InputMemory& inputs, std::size_t part, std::size_t result) {
    return what_->readers[part].values(memory_.workspace(inputs, part), result, spare_.get());
  }

 private:
  const ResultTape* what_;
  const Kernel* kernel_;
  WorkerMemory memory_;
  Memory spare_;
};

/// Adds `count` draws of a number, the first of a block.
void add_to_mean(const Kernel& kernel, std::uint32_t replicate, const double* values, std::size_t count,
                 std::size_t number, summary::MeanBank& into);

/// What to know of each result of each part before the first draw, part by part: about the central path, as `run` has
/// it. Behind the inputs stand `switches` rows, which are 1 then.
///
/// Throws  RunError where the central path is no number.
[[nodiscard]] std::vector<summary::MeanSpec> mean_specs(const ResultTape& what, const plan::Inputs& inputs,
                                                        std::size_t switches, const Kernel& kernel);

}  // namespace citypeak::run
