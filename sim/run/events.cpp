// SPDX-License-Identifier: MIT
// The known past of a draw, its targets and its verdicts, read from the outputs that the kernel left.
#include "sim/run/events.hpp"

#include "sim/summary/replicates.hpp"

namespace citypeak::run {

namespace {

[[nodiscard]] stats::VerdictLimits limits_of(const model::PeakRules& rules) {
  const model::VerdictRules& verdicts = rules.verdicts;
  return {rules.confirm, verdicts.significance, verdicts.plateau_fall, verdicts.c40_years, verdicts.c40_fall};
}

}  // namespace

EventJudge::EventJudge(const plan::Plan& plan)
    : plan_(&plan),
      column_of_row_(plan.constants.size(), plan::none),
      met_(plan.events.size()),
      paths_(limits_of(plan.scenario.peak)) {
  for (std::uint32_t c = 0; c < plan.columns.size(); ++c) column_of_row_[plan.columns[c].row] = c;
}

void EventJudge::count(const Workspace& work, std::size_t draws, summary::TargetCounts& targets,
                       summary::VerdictCounts& verdicts) {
  for (std::size_t d = 0; d < draws && !met_.empty(); ++d) {
    for (std::size_t i = 0; i < met_.size(); ++i) met_[i] = is_met(work, plan_->events[i], d);
    targets.add(met_);
  }
  for (std::size_t v = 0; v < plan_->verdicts.size(); ++v) {
    for (std::size_t d = 0; d < draws; ++d) judge(work, plan_->verdicts[v], v, d, verdicts);
  }
}

double EventJudge::output(const Workspace& work, std::uint32_t output, std::uint32_t year, std::size_t draw) const {
  return work.outputs[(std::size_t{output} * plan_->years + year) * block_draws + draw];
}

double EventJudge::input(const Workspace& work, plan::Row row, std::size_t draw) const {
  if (row == plan::no_row) return 1.0;
  const std::uint32_t column = column_of_row_[row];
  return column == plan::none ? plan_->constants[row]
                              : work.inputs[std::size_t{work.places[column]} * block_draws + draw];
}

// The same operations in the same order as the plan's steps for peaks, so that both see the same past to the bit.
double EventJudge::past(const Workspace& work, std::uint32_t from, const plan::PastShare& share,
                        std::size_t draw) const {
  return output(work, from, 0, draw) *
         (share.share / (input(work, share.splice, draw) * input(work, share.error, draw)));
}

bool EventJudge::is_met(const Workspace& work, const plan::EventPlan& event, std::size_t draw) const {
  using Reference = plan::EventPlan::Reference;
  const double value = output(work, event.output, event.year, draw);
  double limit = event.limit;
  if (event.reference == Reference::year) limit *= output(work, event.output, event.reference_year, draw);
  if (event.reference == Reference::past) limit *= past(work, event.output, event.past, draw);
  return event.at_most ? value <= limit : value >= limit;
}

void EventJudge::judge(const Workspace& work, const plan::VerdictPlan& verdict, std::size_t place, std::size_t draw,
                       summary::VerdictCounts& counts) {
  const std::uint32_t path = plan_->peaks[verdict.peak].output;
  if (verdict.has_past) {
    const double largest = past(work, path, verdict.past, draw);
    after_.clear();
    for (const double share : verdict.past_after) after_.push_back(largest * share);
    paths_.begin(stats::KnownPast{largest, verdict.past_first, verdict.past_last, after_});
  } else {
    paths_.begin();
  }
  for (std::uint32_t t = 0; t < plan_->years; ++t) {
    paths_.add(output(work, path, t, draw));
    counts.add(place, t, paths_.verdicts());
  }
}

void add_verdicts(const plan::Plan& plan, std::span<const summary::VerdictCounts> counts, std::uint64_t draws_each,
                  const std::vector<int>& years, summary::CityResult& city) {
  city.verdict_limits = limits_of(plan.scenario.peak);
  for (std::size_t v = 0; v < plan.verdicts.size(); ++v) {
    for (std::size_t r = 0; r < stats::rule_count; ++r) {
      const auto rule = static_cast<stats::VerdictRule>(r);
      summary::VerdictResult out;
      out.variable = plan.peak_names[plan.verdicts[v].peak].variable;
      out.rule = stats::name_of(rule);
      for (const stats::Verdict verdict : stats::verdicts_of(rule)) out.verdicts.emplace_back(stats::name_of(verdict));
      for (const int year : years) {
        const auto t = static_cast<std::size_t>(year - plan.scenario.base_year);
        auto& row = out.years.emplace_back();
        for (const stats::Verdict verdict : stats::verdicts_of(rule)) {
          std::vector<std::uint64_t> seen;
          for (const summary::VerdictCounts& replicate : counts) seen.push_back(replicate.count(v, t, rule, verdict));
          row.push_back(summary::share_of_draws(seen, draws_each));
        }
      }
      city.verdicts.push_back(std::move(out));
    }
  }
}

void add_targets(const plan::Plan& plan, std::span<const summary::TargetCounts> counts, summary::CityResult& city) {
  const auto share = [&](const auto& count) {
    std::vector<std::uint64_t> met;
    for (const summary::TargetCounts& replicate : counts) met.push_back(count(replicate));
    return summary::share_of_draws(met, counts.front().draws());
  };
  for (std::size_t i = 0; i < plan.events.size(); ++i) {
    const model::CityTarget& target = plan.scenario.targets[plan.events[i].target];
    summary::TargetResult out;
    out.id = target.id;
    out.variable = target.variable.text;
    for (const plan::Variable& variable : plan.variables) {
      if (variable.name == out.variable) out.label = {variable.label.en, variable.label.zh};
    }
    out.year = target.year;
    out.at_most = plan.events[i].at_most;
    out.limit = target.limit().written;
    out.relative_to = target.relative_to;
    out.probability = share([i](const summary::TargetCounts& replicate) { return replicate.met(i); });
    city.targets.push_back(std::move(out));
  }
  city.all_targets = share([](const summary::TargetCounts& replicate) { return replicate.all(); });
}

}  // namespace citypeak::run
