// SPDX-License-Identifier: MIT
// How accumulators become results.
#include "sim/run/report.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/model/checks.hpp"
#include "sim/run/differences.hpp"
#include "sim/run/events.hpp"
#include "sim/run/memory.hpp"
#include "sim/summary/lever_reasons.hpp"

namespace citypeak::run {

namespace {

constexpr double rounding_share = 1e-12;  // of a value; sums of a few hundred terms stay well below
constexpr std::string_view definition_names[] = {"underlying", "as_observed", "centred_5"};

/// The comparable history of a variable in output units.
[[nodiscard]] std::vector<summary::VariableResult::Known> known_values(const plan::Plan& plan,
                                                                       const std::string& variable) {
  constexpr double kg_per_mt = 1e9, joule_per_pj = 1e15;
  const double unit = plan::matches("emissions.*", variable) ? kg_per_mt : joule_per_pj;
  std::vector<summary::VariableResult::Known> out;
  for (const model::HistorySeries& series : plan.scenario.city.history) {
    if (series.variable.text != variable || !model::is_comparable(series)) continue;
    for (const auto& piece : series.series.years) out.push_back({piece.first, piece.value.value / unit});
  }
  return out;
}

[[nodiscard]] summary::VariableResult variable_result(const plan::Plan& plan, const PlanSummary& summary,
                                                      std::size_t written, const std::vector<int>& years) {
  const plan::Variable& variable = plan.variables[plan.written[written]];
  summary::VariableResult out{
      variable.name, variable.unit, {variable.label.en, variable.label.zh}, known_values(plan, variable.name), {}};
  for (const int year : years) {
    const auto t = static_cast<std::size_t>(year - plan.scenario.base_year);
    out.years.push_back(summary.cells.statistics(std::size_t{plan.counted_as[written]} * plan.years + t));
  }
  return out;
}

/// Counts of every replicate.
template <class Member>
[[nodiscard]] std::vector<std::vector<std::uint64_t>> by_replicate(const PlanSummary& summary, Member member) {
  std::vector<std::vector<std::uint64_t>> out;
  for (const PlanCounts& counts : summary.counts) out.push_back(member(counts));
  return out;
}

[[nodiscard]] summary::Statistics plateau_statistics(const std::vector<std::uint64_t>& total,
                                                     const std::vector<std::vector<std::uint64_t>>& replicates,
                                                     int first) {
  summary::Statistics out = summary::whole_number_statistics(total, first);
  if (replicates.size() > 1) summary::correct(replicates, first, out);
  return out;
}

[[nodiscard]] summary::PeakResult peak_result(const plan::Plan& plan, const PlanSummary& summary,
                                              const PlanCounts& total, std::size_t peak) {
  const plan::PeakName& name = plan.peak_names[peak];
  summary::PeakResult out;
  out.variable = name.variable;
  out.history_assessed = plan.peaks[peak].history != plan::no_row;
  out.definition = std::string(definition_names[static_cast<std::size_t>(name.definition)]);
  total.peaks[peak].fill(out);
  if (summary.counts.size() > 1) {
    std::vector<summary::PeakCounts> replicates;
    for (const PlanCounts& counts : summary.counts) replicates.push_back(counts.peaks[peak]);
    summary::correct(replicates, out);
  }
  const std::size_t first_cell = plan.written.size() * plan.years + 2 * peak;
  out.level_unit = name.unit;
  out.level = summary.cells.statistics(first_cell);
  out.has_gdp_per_capita = summary.cells.bank.draws(first_cell + 1) > 0;  // every draw may have peaked in the past
  if (out.has_gdp_per_capita) out.gdp_per_capita = summary.cells.statistics(first_cell + 1);
  const int base_year = plan.scenario.base_year;
  const auto first = by_replicate(summary, [&](const PlanCounts& counts) { return counts.plateau_first[peak]; });
  const auto last = by_replicate(summary, [&](const PlanCounts& counts) { return counts.plateau_last[peak]; });
  out.plateau_first = plateau_statistics(total.plateau_first[peak], first, base_year);
  out.plateau_last = plateau_statistics(total.plateau_last[peak], last, base_year);
  return out;
}

/// With the title under `sources:`, where the file has one.
[[nodiscard]] summary::SourceResult source_of(const model::Scenario& scenario, const model::Quantity& quantity) {
  summary::SourceResult out{quantity.provenance.source, {}};
  const text::Node* sources = scenario.tree.find("sources");
  const text::Node* source = sources == nullptr ? nullptr : sources->find(out.id);
  const text::Node* title = source == nullptr ? nullptr : source->find("title");
  if (title != nullptr) out.title = title->text;
  return out;
}

/// What others publish of the city, and what its plan says.
void add_published(const model::Scenario& scenario, summary::CityResult& city) {
  constexpr double kg_per_mt = 1e9;
  for (const model::Inventory& inventory : scenario.city.inventories) {
    city.inventories.push_back({inventory.id,
                                {inventory.name.en, inventory.name.zh},
                                {inventory.boundary.en, inventory.boundary.zh},
                                inventory.year,
                                inventory.value.quantile(0.5) / kg_per_mt,
                                source_of(scenario, inventory.value)});
  }
  for (const model::Planned& planned : scenario.city.planned) {
    city.planned.push_back({planned.variable.text, planned.from, planned.to, planned.change.quantile(0.5),
                            source_of(scenario, planned.change)});
  }
}

[[nodiscard]] summary::ScenarioResult scenario_result(const plan::Plan& plan, const PlanSummary& summary,
                                                      const std::vector<int>& years) {
  const model::Scenario& scenario = plan.scenario;
  summary::ScenarioResult out;
  out.id = scenario.id;
  out.name = {scenario.name.en, scenario.name.zh};
  out.inputs = scenario.input_count();
  out.assumptions = scenario.assumptions();
  summary::CityResult city;
  city.id = scenario.city.id;
  if (scenario.city.territorial) city.power_accounting = "territorial_plus_imports";
  city.name = {scenario.city.name.en, scenario.city.name.zh};
  for (std::size_t k = 0; k < plan.written.size(); ++k)
    city.variables.push_back(variable_result(plan, summary, k, years));
  const PlanCounts total = summary.total();
  for (std::size_t p = 0; p < plan.peaks.size(); ++p) city.peaks.push_back(peak_result(plan, summary, total, p));
  const std::uint64_t draws_each = total.peaks.front().draws() / summary.counts.size();
  std::vector<summary::TargetCounts> targets;
  std::vector<summary::VerdictCounts> verdicts;
  for (const PlanCounts& counts : summary.counts) {
    targets.push_back(counts.targets);
    verdicts.push_back(counts.verdicts);
  }
  add_verdicts(plan, verdicts, draws_each, years, city);
  add_targets(plan, targets, city);
  add_published(scenario, city);
  out.cities.push_back(std::move(city));
  return out;
}

/// An input of one plan as it was drawn.
struct DrawnInput {
  std::size_t plan = 0, column = 0;
};
[[nodiscard]] double drawn(std::span<const plan::Plan> plans, const std::vector<PlanResult>& results,
                           const DrawnInput& input, std::size_t draw) {
  return results[input.plan].kept.inputs[draw * plans[input.plan].columns.size() + input.column];
}

/// One column for each input of all scenarios; where a later scenario draws an input differently (another law, another
/// correlation), one more at the end, `SCENARIO:INPUT`.
void add_inputs(std::span<const plan::Plan> plans, const std::vector<PlanResult>& results, std::size_t draws,
                summary::DrawTable& table) {
  std::vector<DrawnInput> inputs, others;
  std::vector<std::string> other_names;
  std::map<std::string, DrawnInput> known;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    for (std::size_t c = 0; c < plans[i].input_names.size(); ++c) {
      const std::string& name = plans[i].input_names[c].name;
      const DrawnInput here{i, c};
      const auto [at, fresh] = known.emplace(name, here);
      if (fresh) {
        table.columns.push_back(name);
        inputs.push_back(here);
        continue;
      }
      std::size_t same = 0;
      while (same < draws && drawn(plans, results, here, same) == drawn(plans, results, at->second, same)) ++same;
      if (same == draws) continue;
      other_names.push_back(plans[i].scenario.id + ":" + name);
      others.push_back(here);
    }
  }
  table.columns.insert(table.columns.end(), other_names.begin(), other_names.end());
  inputs.insert(inputs.end(), others.begin(), others.end());
  for (const DrawnInput& input : inputs) table.units.push_back(plans[input.plan].input_names[input.column].unit);
  table.values.reserve(draws * inputs.size());
  for (std::size_t d = 0; d < draws; ++d) {
    for (const DrawnInput& input : inputs) table.values.push_back(drawn(plans, results, input, d));
  }
}

[[nodiscard]] summary::PeakOutcome outcome_of(const plan::Plan& plan, std::uint32_t index) {
  using Kind = summary::PeakOutcome::Kind;
  if (index == 0) return {Kind::already_peaked, 0};
  if (index > plan.years) return {Kind::not_peaked, 0};
  return {Kind::year, plan.scenario.base_year + static_cast<int>(index) - 1};
}

[[nodiscard]] summary::OutcomeTable outcome_table(const plan::Plan& plan, const KeptDraws& kept,
                                                  const std::vector<int>& years) {
  summary::OutcomeTable out;
  out.scenario = plan.scenario.id;
  out.city = plan.scenario.city.id;
  out.peak_level = kept.level;
  for (const std::uint32_t index : kept.outcome) out.peak.push_back(outcome_of(plan, index));
  std::vector<std::size_t> cells;
  for (std::size_t k = 0; k < plan.kept_variables.size(); ++k) {
    out.variables.push_back(plan.variables[plan.kept_variables[k]].name);
    for (const int year : years) {
      out.columns.push_back(plan.variables[plan.kept_variables[k]].name + "@" + std::to_string(year));
      cells.push_back(k * plan.years + static_cast<std::size_t>(year - plan.scenario.base_year));
    }
  }
  const std::size_t row = plan.kept_outputs.size() * plan.years;
  out.values.reserve(kept.level.size() * cells.size());
  for (std::size_t d = 0; d < kept.level.size(); ++d) {
    for (const std::size_t cell : cells) out.values.push_back(kept.outputs[d * row + cell]);
  }
  return out;
}

// --- what a lever does -------------------------------------------------------------------------------------------

/// A few outcomes of a plan: on the central path (outputs x years), and in some draws (outputs x years x draws).
struct Look {
  std::vector<double> central, block;
};

/// The plan as it is, then without each of its levers in turn. The central paths are draws of one block.
[[nodiscard]] std::vector<Look> looks(const plan::Plan& plan, const Draws& draws, const Kernel& kernel) {
  SinglePlan single(plan, kernel, true);
  std::vector<Look> out(plan.lever_ids.size() + 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t place = i % block_draws;
    if (place == 0) {
      const auto is_on = [&](std::size_t l, int d) { return l + 1 != i + static_cast<std::size_t>(d); };
      const std::vector<double> block = single.run(CentralDraws{}, 0, block_draws, is_on).outputs;
      for (std::size_t k = i; k < std::min<std::size_t>(out.size(), i + block_draws); ++k) {
        for (std::size_t at = k - i; at < block.size(); at += block_draws) out[k].central.push_back(block[at]);
      }
    }
    out[i].block = single.run(draws, 0, block_draws, [&](std::size_t l, int) { return l + 1 != i; }).outputs;
  }
  return out;
}

[[nodiscard]] std::optional<std::size_t> output_of(const plan::Plan& plan, std::uint32_t state) {
  for (std::size_t k = 0; k < plan.outputs.size(); ++k) {
    if (plan.outputs[k].state == state) return k;
  }
  return std::nullopt;
}

/// with - without, summed over years and draws; values that differ by rounding alone count as the same.
struct Difference {
  double sum = 0.0;
  bool any = false;
};
[[nodiscard]] Difference difference(const std::vector<double>& with, const std::vector<double>& without,
                                    std::size_t first, std::size_t count) {
  Difference out;
  for (std::size_t i = first; i < first + count; ++i) {
    const double rounding = rounding_share * std::max(std::abs(with[i]), std::abs(without[i]));
    out.any = out.any || std::abs(with[i] - without[i]) > rounding;
    out.sum += with[i] - without[i];
  }
  return out;
}

[[nodiscard]] double number(const plan::Plan& plan, plan::Row row) { return plan.constants[row]; }

[[nodiscard]] bool only_unused_carriers(const model::Scenario& scenario, const model::Lever& lever) {
  const auto unused = [&](const model::Effect& effect) {
    return !effect.shift.empty() && std::all_of(effect.shift.begin(), effect.shift.end(), [&](const std::string& name) {
      const model::Sector* sector =
          model::find_named(scenario.city.sectors, name.rfind("sectors.", 0) == 0 ? name.substr(8) : name);
      if (sector == nullptr) return false;  // a class of waste
      const auto carriers = model::carriers_of(*sector);
      return std::find(carriers.begin(), carriers.end(), effect.from) == carriers.end();
    });
  };
  return std::all_of(lever.effects.begin(), lever.effects.end(), unused);
}

/// Whether every effect of a lever acts on targets that begin so.
[[nodiscard]] bool acts_only_on(const model::Lever& lever, std::string_view begin) {
  return std::all_of(lever.effects.begin(), lever.effects.end(), [&](const model::Effect& effect) {
    const auto& names = effect.add.empty() ? effect.on : effect.add;
    return !names.empty() && std::all_of(names.begin(), names.end(),
                                         [&](const model::Word& name) { return name.text.rfind(begin, 0) == 0; });
  });
}

[[nodiscard]] summary::Text reason_of(const plan::Plan& plan, std::size_t lever, bool adopted, bool scope3_changes,
                                      bool gases_change, bool energy_changes) {
  using summary::LeverReason;
  const model::Lever& written = plan.scenario.levers[lever];
  const model::Quantity& start = written.adoption.start;
  const double opens =
      start.quantile(0.5) + (written.adoption.lag.present() ? written.adoption.lag.quantile(0.5) : 0.0);
  const int year = static_cast<int>(std::ceil(opens));
  const int base = plan.scenario.base_year, horizon = plan.scenario.horizon;
  if (written.effects.empty()) return summary::lever_reason(LeverReason::no_effects, year, base);
  const bool no_reach = written.adoption.reach.is_constant() && number(plan, plan.levers[lever].reach) == 0.0;
  if (no_reach) return summary::lever_reason(LeverReason::no_reach, year, base);
  const bool never = opens >= horizon, over = opens <= base;
  if (!adopted && start.kind != model::Quantity::Kind::formula && (never || over)) {
    return never ? summary::lever_reason(LeverReason::after_horizon, year, horizon)
                 : summary::lever_reason(LeverReason::in_base_year, year, base);
  }
  if (acts_only_on(written, "economy.growth") && !plan.scenario.city.economy.feedback)
    return summary::lever_reason(LeverReason::feedback_off, year, base);
  if (acts_only_on(written, "sinks.")) return summary::lever_reason(LeverReason::sink_beside, year, base);
  if (gases_change) return summary::lever_reason(LeverReason::other_gases, year, base);
  if (energy_changes && !scope3_changes) return summary::lever_reason(LeverReason::no_emissions, year, base);
  if (scope3_changes) return summary::lever_reason(LeverReason::scope3_only, year, base);
  if (only_unused_carriers(plan.scenario, written))
    return summary::lever_reason(LeverReason::carrier_unused, year, base);
  return summary::lever_reason(LeverReason::nothing_changes, year, base);
}

/// The year that plans look at first, if it lies within, and the last one.
[[nodiscard]] std::vector<int> years_of_change(const model::Scenario& scenario) {
  constexpr int plan_year = 2030;
  std::vector<int> out;
  if (plan_year > scenario.base_year && plan_year < scenario.horizon) out.push_back(plan_year);
  out.push_back(scenario.horizon);
  return out;
}

}  // namespace

summary::Results results_of(std::span<const plan::Plan> plans, const RunResult& run, const Asked& asked) {
  summary::Results out;
  out.base_year = plans.front().scenario.base_year;
  out.horizon = plans.front().scenario.horizon;
  out.draws = run.draws;
  out.seed = asked.seed;
  out.design = asked.design;
  out.years = asked.years;
  if (out.years.empty()) {
    for (int year = out.base_year; year <= out.horizon; ++year) out.years.push_back(year);
  }
  const std::vector<PlanResult>& results = run.plans;
  for (std::size_t i = 0; i < plans.size(); ++i)
    out.scenarios.push_back(scenario_result(plans[i], results[i].summary, out.years));
  for (std::size_t i = 0; i < run.pairs.size(); ++i) add_differences(plans, run, i, out.years, out.differences);
  if (results.front().kept.level.empty()) return out;
  add_inputs(plans, results, static_cast<std::size_t>(run.draws), out.draw_table);
  for (std::size_t i = 0; i < plans.size(); ++i)
    out.outcomes.push_back(outcome_table(plans[i], results[i].kept, out.years));
  return out;
}

double worst_peak_error(std::span<const plan::Plan> plans, const RunResult& run) {
  double worst = 0.0;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const PlanSummary& summary = run.plans[i].summary;
    const summary::PeakResult peak = peak_result(plans[i], summary, summary.total(), plans[i].headline_peak);
    for (const summary::Estimate& cumulative : peak.cumulative) worst = std::max(worst, cumulative.standard_error);
  }
  return worst;
}

std::vector<summary::LeverResult> lever_results(const plan::Plan& plan, const Draws& draws, const Kernel& kernel) {
  std::vector<summary::LeverResult> out;
  if (plan.lever_ids.empty()) return out;
  plan::Request request;
  request.variables = {"emissions.total", "emissions.scope3", "emissions.ghg", "energy.total", "lever.*.adoption"};
  text::Findings unused;
  request.seed = plan.seed;
  request.tables = &plan.tables;
  const plan::Plan watched = plan::make_plan(plan.scenario, request, unused);
  const plan::StateLayout& state = watched.cities.front().state;
  const std::vector<Look> seen = looks(watched, draws, kernel);
  const Look& with = seen.front();
  const auto span = [&](std::size_t output, std::size_t draws_each) {
    return std::pair(output * watched.years * draws_each, watched.years * draws_each);
  };
  for (std::size_t l = 0; l < watched.lever_ids.size(); ++l) {
    const Look& without = seen[l + 1];
    const auto changes = [&](std::uint32_t at) {
      const std::size_t output = *output_of(watched, at);
      const auto [central_first, central_count] = span(output, 1);
      const auto [block_first, block_count] = span(output, block_draws);
      const Difference central = difference(with.central, without.central, central_first, central_count);
      const Difference block = difference(with.block, without.block, block_first, block_count);
      return Difference{central.sum + block.sum, central.any || block.any};
    };
    const model::Lever& lever = watched.scenario.levers[l];
    summary::LeverResult result{
        watched.lever_ids[l], {lever.name.en, lever.name.zh}, summary::LeverResult::Effect::none, {}, {}};
    const Difference total = changes(state.total);
    if (total.any) {
      result.effect = total.sum > 0.0 ? summary::LeverResult::Effect::raises : summary::LeverResult::Effect::lowers;
    } else {
      const bool adopted = changes(state.adoption + static_cast<std::uint32_t>(l)).any;
      result.reason =
          reason_of(watched, l, adopted, changes(state.scope3).any, changes(state.ghg).any, changes(state.energy).any);
    }
    const auto central = [&](std::uint32_t at, std::uint32_t t) {
      const std::size_t cell = *output_of(watched, at) * watched.years + t;
      return with.central[cell] - without.central[cell];
    };
    for (const int year : years_of_change(watched.scenario)) {
      const auto t = static_cast<std::uint32_t>(year - watched.scenario.base_year);
      result.central.push_back({year, central(state.total, t), central(state.scope3, t)});
    }
    out.push_back(std::move(result));
  }
  return out;
}

std::vector<summary::CentralVariable> central_variables(const plan::Plan& plan, const Kernel& kernel) {
  const std::vector<double> path = central_path(plan, kernel);
  std::vector<summary::CentralVariable> out;
  for (std::size_t k = 0; k < plan.written.size(); ++k) {
    const plan::Variable& variable = plan.variables[plan.written[k]];
    const auto first = path.begin() + static_cast<std::ptrdiff_t>(k * plan.years);
    out.push_back({plan.scenario.id,
                   plan.scenario.city.id,
                   variable.name,
                   variable.unit,
                   {first, first + static_cast<std::ptrdiff_t>(plan.years)}});
  }
  return out;
}

}  // namespace citypeak::run
