// SPDX-License-Identifier: MIT
// Blocks of draws on all cores, means over them, and what is no more than rounding.
#include "sim/analysis/attribution.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "sim/analysis/lever_shares.hpp"
#include "sim/run/accumulate.hpp"
#include "sim/run/ensemble.hpp"
#include "sim/run/parallel.hpp"
#include "sim/summary/means.hpp"

namespace citypeak::analysis {

namespace {

using summary::Estimate;

constexpr std::string_view followed = "emissions.total";  // by year
constexpr double rounding_share = 1e-12;  // of the largest share: sums of some thousand terms stay below

[[nodiscard]] std::unique_ptr<LeverPlan> plan_for(std::size_t levers, std::size_t most_exact) {
  return levers <= most_exact ? every_subset() : random_arrivals();
}

/// Where each number stands among the means.
class Layout {
 public:
  Layout(std::size_t levers, std::size_t results, std::size_t asked)
      : levers_(levers), results_(results), asked_(asked) {}
  [[nodiscard]] std::size_t shapley(std::size_t lever, std::size_t result) const { return lever * results_ + result; }
  [[nodiscard]] std::size_t total(std::size_t result) const { return levers_ * results_ + result; }
  [[nodiscard]] std::size_t none(std::size_t result) const { return (levers_ + 1) * results_ + result; }
  [[nodiscard]] std::size_t all(std::size_t result) const { return (levers_ + 2) * results_ + result; }
  [[nodiscard]] std::size_t first_in(std::size_t lever, std::size_t result) const {
    return (levers_ + 3) * results_ + lever * asked_ + result;
  }
  [[nodiscard]] std::size_t last_in(std::size_t lever, std::size_t result) const {
    return first_in(levers_ + lever, result);
  }
  [[nodiscard]] std::size_t size() const { return first_in(2 * levers_, 0); }

 private:
  std::size_t levers_, results_, asked_;
};

class Attributor {
 public:
  Attributor(const plan::Plan& plan, const plan::Inputs& inputs, std::vector<plan::ResultName> results,
             std::size_t asked, const run::Draws& draws, const run::Kernel& kernel, const AttributionOptions& options)
      : plan_(plan),
        results_(std::move(results)),
        options_(options),
        game_{&plan, results_, asked, &inputs, &draws, &kernel, options.seed, options.progress, options.stop},
        way_(plan_for(game_.levers(), options.most_exact)),
        what_(way_->parts(game_), results_),
        layout_(game_.levers(), results_.size(), asked) {
    // The part with all levers is the last.
    const auto specs = run::mean_specs(what_, inputs, game_.levers(), kernel);
    specs_.assign(specs.end() - static_cast<std::ptrdiff_t>(results_.size()), specs.end());
  }

  [[nodiscard]] Attribution run(std::uint64_t count) {
    workers_.resize(static_cast<std::size_t>(run::thread_count(options_.threads)));
    const std::uint64_t blocks = (count + run::block_draws - 1) / run::block_draws;
    run::for_each_block(options_.threads, blocks, [&](std::uint64_t block, std::size_t at) {
      if (game_.stopped()) return;
      const std::uint64_t first = block * run::block_draws;
      take(workers_[at], first, static_cast<std::size_t>(std::min<std::uint64_t>(run::block_draws, count - first)));
    });
    if (game_.stopped()) throw run::Interrupted{};
    return gather(count);
  }

 private:
  struct Worker {
    std::unique_ptr<LeverWorker> levers;
    summary::MeanBank means;
  };

  [[nodiscard]] std::vector<summary::MeanSpec> number_specs() const {
    std::vector<summary::MeanSpec> out(layout_.size());
    const std::size_t results = results_.size();
    for (std::size_t r = 0; r < results; ++r) {
      const summary::MeanSpec change{0.0, specs_[r].scale};
      for (std::size_t l = 0; l < game_.levers(); ++l) out[layout_.shapley(l, r)] = change;
      out[layout_.total(r)] = change;
      out[layout_.none(r)] = out[layout_.all(r)] = specs_[r];
      for (std::size_t l = 0; l < 2 * game_.levers() && r < game_.asked; ++l) out[layout_.first_in(l, r)] = change;
    }
    return out;
  }

  void take(Worker& worker, std::uint64_t first, std::size_t count) {
    if (!worker.levers) {
      std::vector<double> scales;
      for (std::size_t r = 0; r < game_.asked; ++r) scales.push_back(specs_[r].scale);
      worker.levers = way_->worker(game_, what_, scales);
      worker.means = summary::MeanBank(number_specs(), game_.draws->replicates());
    }
    if (!worker.levers->take(first, count)) return;
    const auto replicate = static_cast<std::uint32_t>(first / run::block_draws % game_.draws->replicates());
    const BlockShares& shares = worker.levers->shares();
    const auto add = [&](std::size_t number, const double* row) {
      run::add_to_mean(*game_.kernel, replicate, row, count, number, worker.means);
    };
    for (std::size_t r = 0; r < results_.size(); ++r) {
      alignas(run::alignment) double total[run::block_draws];
      for (int d = 0; d < run::block_draws; ++d) total[d] = shares.all.at(r)[d] - shares.none.at(r)[d];
      add(layout_.total(r), total);
      add(layout_.none(r), shares.none.at(r));
      add(layout_.all(r), shares.all.at(r));
      for (std::size_t l = 0; l < game_.levers(); ++l) {
        add(layout_.shapley(l, r), shares.shapley.at(l * results_.size() + r));
        if (r >= game_.asked) continue;
        add(layout_.first_in(l, r), shares.first_in.at(l * game_.asked + r));
        add(layout_.last_in(l, r), shares.last_in.at(l * game_.asked + r));
      }
    }
  }

  [[nodiscard]] Attribution gather(std::uint64_t count) {
    summary::MeanBank means(number_specs(), game_.draws->replicates());
    std::vector<MeanSum> sums;
    run::BadValue bad;
    for (Worker& worker : workers_) {
      if (!worker.levers) continue;
      bad = std::min(bad, worker.levers->bad());
      means.merge(worker.means);
      const std::vector<MeanSum>& own = worker.levers->sums();
      if (sums.empty()) sums.resize(own.size());
      for (std::size_t i = 0; i < own.size(); ++i) sums[i].add(own[i]);
      worker = Worker{};
    }
    if (bad.draw != run::BadValue{}.draw) throw run::error_of({&plan_, 1}, *game_.draws, *game_.kernel, bad);
    if (const auto failed = means.first_failed())
      throw run::too_wide(results_[*failed % results_.size()].text, plan_.scenario.id);
    draws_ = count;
    Attribution out;
    out.levers = plan_.lever_ids;
    out.draws = count;
    out.sampled = game_.levers() > options_.most_exact;
    for (std::size_t r = 0; r < game_.asked; ++r) out.results.push_back(shares_of(r, means, sums));
    for (std::size_t r = game_.asked; r < results_.size(); ++r) {
      out.wedges.push_back({results_[r].first_year, changes(r, means, &Layout::shapley),
                            change(layout_.total(r), r, means), means.estimate(layout_.none(r)),
                            means.estimate(layout_.all(r))});
    }
    return out;
  }

  [[nodiscard]] ResultShares shares_of(std::size_t r, const summary::MeanBank& means,
                                       const std::vector<MeanSum>& sums) const {
    ResultShares out{changes(r, means, &Layout::shapley), changes(r, means, &Layout::first_in),
                     changes(r, means, &Layout::last_in), change(layout_.total(r), r, means),
                     way_->interactions(game_, sums, r)};
    double largest = 0.0;
    for (double& pair : out.interactions) pair *= specs_[r].scale;
    for (std::size_t l = 0; l < game_.levers(); ++l) {
      out.interactions[l * game_.levers() + l] = out.shapley[l].value;
      largest = std::max(largest, std::abs(out.shapley[l].value));
    }
    for (double& pair : out.interactions) pair = std::abs(pair) <= rounding_share * largest ? 0.0 : pair;
    return out;
  }

  /// Of all levers, without what is rounding.
  [[nodiscard]] std::vector<Estimate> changes(std::size_t r, const summary::MeanBank& means,
                                              std::size_t (Layout::*at)(std::size_t, std::size_t) const) const {
    std::vector<Estimate> out;
    double largest = 0.0;
    for (std::size_t l = 0; l < game_.levers(); ++l) {
      out.push_back(means.estimate((layout_.*at)(l, r)));
      largest = std::max(largest, std::abs(out.back().value) + out.back().standard_error);
    }
    for (Estimate& each : out) {
      if (std::abs(each.value) + each.standard_error <= rounding_share * largest) each = {0.0, 0.0};
      if (results_[r].is_probability()) each = of_shares(each);
    }
    return out;
  }

  [[nodiscard]] Estimate change(std::size_t number, std::size_t r, const summary::MeanBank& means) const {
    const Estimate out = means.estimate(number);
    return results_[r].is_probability() ? of_shares(out) : out;
  }

  /// The error of a difference of probabilities is never 0: half a draw of each kind is added (Agresti and Min 2005,
  /// doi:10.1002/sim.1781), or the rounding to whole draws where replicates give the error.
  [[nodiscard]] Estimate of_shares(const Estimate& seen) const {
    const auto draws = static_cast<double>(draws_);
    const double replicates = game_.draws->replicates();
    if (replicates > 1.0) {
      const double rounding = std::sqrt(replicates / 6.0) / draws;
      return {seen.value, std::hypot(seen.standard_error, rounding)};
    }
    const double squares =
        draws * ((draws - 1.0) * seen.standard_error * seen.standard_error + seen.value * seen.value);
    const double net = draws * seen.value, all = draws + 2.0;
    return {seen.value, std::sqrt(squares + 1.0 - net * net / all) / all};
  }

  const plan::Plan& plan_;
  std::vector<plan::ResultName> results_;
  const AttributionOptions& options_;
  LeverGame game_;
  std::unique_ptr<LeverPlan> way_;
  run::ResultTape what_;
  Layout layout_;
  std::vector<summary::MeanSpec> specs_;  // of the results with all levers
  std::vector<Worker> workers_;
  std::uint64_t draws_ = 0;
};

}  // namespace

std::vector<plan::ResultName> attributed_results(std::vector<plan::ResultName> wanted, int base_year, int horizon) {
  for (int year = base_year; year <= horizon; ++year) {
    const std::string name(followed);
    wanted.push_back({plan::ResultName::Kind::value, name + "@" + std::to_string(year), {}, name, year, year});
  }
  return wanted;
}

std::uint64_t attribution_work(std::size_t levers, std::uint64_t draws) {
  return (draws + run::block_draws - 1) / run::block_draws * plan_for(levers, most_exact_levers)->plays(levers);
}

Attribution attribute(const plan::Plan& plan, const plan::Inputs& inputs, const std::vector<plan::ResultName>& wanted,
                      const run::Draws& draws, std::uint64_t count, const run::Kernel& kernel,
                      const AttributionOptions& options) {
  return Attributor(plan, inputs, attributed_results(wanted, plan.scenario.base_year, plan.scenario.horizon),
                    wanted.size(), draws, kernel, options)
      .run(count);
}

}  // namespace citypeak::analysis
