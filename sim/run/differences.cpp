// SPDX-License-Identifier: MIT
// Rows of differences.csv. Probabilities are compared draw by draw: what counts for the error of a difference are the
// draws in which one scenario has peaked by a year and the other has not.
#include "sim/run/differences.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "sim/summary/replicates.hpp"

namespace citypeak::run {

namespace {

using summary::Estimate;
using summary::Statistics;

/// The difference of two shares of the same N draws, `gained` in the second alone and `lost` in the first alone. Half a
/// draw is added to each kind of draw for the error (Agresti and Min 2005), which is therefore never 0.
[[nodiscard]] Estimate paired_difference(double gained, double lost, double draws) {
  constexpr double added_to_each = 0.5, kinds = 4.0;
  const double all = draws + kinds * added_to_each;
  const double apart = gained + lost + 2.0 * added_to_each, net = gained - lost;
  return {net / draws, std::sqrt(apart - net * net / all) / all};
}

/// Writes the rows of one pair.
class PairRows {
 public:
  PairRows(std::span<const plan::Plan> plans, const RunResult& run, std::size_t pair,
           std::vector<summary::DifferenceRow>& rows)
      : pair_(run.pairs[pair]),
        reference_(plans[pair_.reference]),
        plan_(plans[pair_.plan]),
        own_(run.pair_summaries[pair]),
        before_(run.plans[pair_.reference].summary),
        after_(run.plans[pair_.plan].summary),
        draws_(run.draws),
        rows_(rows) {}

  void add(const std::vector<int>& years) {
    const int base = plan_.scenario.base_year, horizon = plan_.scenario.horizon;
    const std::size_t compared = pair_.years.size(), outputs = pair_.outputs.size();
    add_order();
    const std::size_t sums = outputs * compared, level = sums + outputs;
    add_statistics("peak_year_restricted", "year", years_apart(level + 1));
    add_probabilities(years);
    add_statistics("peak_level", plan_.peak_names[plan_.headline_peak].unit, own_.cells.statistics(level));
    for (std::size_t k = 0; k < outputs; ++k) {
      const plan::Variable& variable = plan_.variables[pair_.outputs[k].variable];
      for (std::size_t i = 0; i < compared; ++i) {
        add_statistics(variable.name + "@" + std::to_string(base + static_cast<int>(pair_.years[i])), variable.unit,
                       own_.cells.statistics(k * compared + i));
      }
      add_statistics("sum(" + variable.name + "," + std::to_string(base) + ".." + std::to_string(horizon) + ")",
                     summed_unit(variable.unit), own_.cells.statistics(sums + k));
    }
  }

 private:
  void add_row(std::string quantity, std::string statistic, std::string unit, const Estimate& value) {
    rows_.push_back({reference_.scenario.id, plan_.scenario.id, plan_.scenario.city.id, std::move(quantity),
                     std::move(statistic), std::move(unit), value});
  }

  void add_statistics(const std::string& quantity, const std::string& unit, const Statistics& values) {
    for (const auto& [name, member] : summary::named_statistics)
      add_row(quantity, std::string(name), unit, values.*member);
  }

  void add_order() {
    constexpr std::array<const char*, 3> names{"earlier", "same", "later"};
    for (std::size_t k = 0; k < names.size(); ++k) {
      std::vector<std::uint64_t> counts;
      for (const auto& replicate : own_.order) counts.push_back(replicate[k]);
      add_row("peak_order", names[k], "share", summary::share_of_draws(counts, draws_ / own_.order.size()));
    }
  }

  /// How many years later the scenario peaks, exactly; `cell` knows the errors of an even design.
  [[nodiscard]] Statistics years_apart(std::size_t cell) const {
    const std::size_t outcomes = plan_.years + 2;
    const int longest =
        plan_.scenario.horizon - std::min({plan_.scenario.base_year, plan_.history_year, reference_.history_year});
    std::vector<std::uint64_t> counts(2 * static_cast<std::size_t>(longest) + 1);
    for (std::size_t i = 0; i < outcomes; ++i) {
      for (std::size_t j = 0; j < outcomes; ++j) {
        const double later = restricted_year(plan_, j) - restricted_year(reference_, i);
        counts[static_cast<std::size_t>(later + longest)] += own_.joint[i * outcomes + j];
      }
    }
    Statistics out = summary::whole_number_statistics(counts, -longest);
    if (!own_.cells.replicates.empty()) own_.cells.replicates.correct(own_.cells.bank, cell, out);
    return out;
  }

  /// Of outcomes first .. last (positions as in PeakCounts).
  void add_probability(const std::string& quantity, std::size_t first, std::size_t last) {
    add_row(quantity, "mean", "share", own_.order.size() == 1 ? by_draw(first, last) : by_replicate(first, last));
  }

  [[nodiscard]] Estimate by_draw(std::size_t first, std::size_t last) const {
    const std::size_t outcomes = plan_.years + 2;
    double gained = 0.0, lost = 0.0;
    for (std::size_t i = 0; i < outcomes; ++i) {
      for (std::size_t j = 0; j < outcomes; ++j) {
        const bool had = i >= first && i <= last, has = j >= first && j <= last;
        if (had == has) continue;
        (has ? gained : lost) += static_cast<double>(own_.joint[i * outcomes + j]);
      }
    }
    return paired_difference(gained, lost, static_cast<double>(draws_));
  }

  [[nodiscard]] Estimate by_replicate(std::size_t first, std::size_t last) const {
    const double each = static_cast<double>(draws_) / static_cast<double>(own_.order.size());
    const auto share = [&](const PlanSummary& summary, const plan::Plan& plan, std::size_t replicate) {
      const auto counts = summary.counts[replicate].peaks[plan.headline_peak].counts();
      double sum = 0.0;
      for (std::size_t i = first; i <= last; ++i) sum += static_cast<double>(counts[i]);
      return sum / each;
    };
    std::vector<double> differences;
    double sum = 0.0;
    for (std::size_t r = 0; r < own_.order.size(); ++r) {
      differences.push_back(share(after_, plan_, r) - share(before_, reference_, r));
      sum += differences.back();
    }
    const double replicates = static_cast<double>(differences.size());
    const double rounding = 1.0 / (each * std::sqrt(6.0 * replicates));  // two shares of whole draws
    return {sum / replicates, std::hypot(summary::replicate_error(differences), rounding)};
  }

  void add_probabilities(const std::vector<int>& years) {
    const std::size_t last = plan_.years + 1;
    add_probability("P(already_peaked)", 0, 0);
    for (const int year : years)
      add_probability("P(peak<=" + std::to_string(year) + ")", 0,
                      static_cast<std::size_t>(year - plan_.scenario.base_year) + 1);
    add_probability("P(not_peaked)", last, last);
  }

  /// A yearly amount summed over years.
  [[nodiscard]] static std::string summed_unit(const std::string& unit) {
    constexpr std::string_view yearly = "/year";
    const bool is_yearly = unit.size() > yearly.size() && unit.substr(unit.size() - yearly.size()) == yearly;
    return is_yearly ? unit.substr(0, unit.size() - yearly.size()) : unit;
  }

  const Pair& pair_;
  const plan::Plan& reference_;
  const plan::Plan& plan_;
  const PairSummary& own_;
  const PlanSummary& before_;
  const PlanSummary& after_;
  std::uint64_t draws_;
  std::vector<summary::DifferenceRow>& rows_;
};

}  // namespace

void add_differences(std::span<const plan::Plan> plans, const RunResult& run, std::size_t pair,
                     const std::vector<int>& years, std::vector<summary::DifferenceRow>& rows) {
  PairRows(plans, run, pair, rows).add(years);
}

}  // namespace citypeak::run
