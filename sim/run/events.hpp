// SPDX-License-Identifier: MIT
// Holds each draw of a block against the targets, and passes verdicts on its peaks.
#pragma once

#include <span>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/run/kernel.hpp"
#include "sim/summary/event_counts.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::run {

/// One worker's judge of one plan. Keeps positions and scratch memory; the plan must outlive it.
class EventJudge {
 public:
  explicit EventJudge(const plan::Plan& plan);

  /// Counts the first `draws` draws of a block that the kernel has just run.
  void count(const Workspace& work, std::size_t draws, summary::TargetCounts& targets,
             summary::VerdictCounts& verdicts);

 private:
  [[nodiscard]] double output(const Workspace& work, std::uint32_t output, std::uint32_t year, std::size_t draw) const;
  [[nodiscard]] double input(const Workspace& work, plan::Row row, std::size_t draw) const;
  [[nodiscard]] double past(const Workspace& work, std::uint32_t output, const plan::PastShare& share,
                            std::size_t draw) const;
  [[nodiscard]] bool is_met(const Workspace& work, const plan::EventPlan& event, std::size_t draw) const;
  void judge(const Workspace& work, const plan::VerdictPlan& verdict, std::size_t place, std::size_t draw,
             summary::VerdictCounts& counts);

  const plan::Plan* plan_;
  std::vector<std::uint32_t> column_of_row_;
  std::vector<bool> met_;
  std::vector<double> after_;
  stats::PathJudge paths_;
};

/// Probabilities of the verdicts in `years`, by variable and rule, from the counts of each replicate.
void add_verdicts(const plan::Plan& plan, std::span<const summary::VerdictCounts> counts, std::uint64_t draws_each,
                  const std::vector<int>& years, summary::CityResult& city);
/// How likely each target is met, and all of them together.
void add_targets(const plan::Plan& plan, std::span<const summary::TargetCounts> counts, summary::CityResult& city);

}  // namespace citypeak::run
