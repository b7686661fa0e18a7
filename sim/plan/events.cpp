// SPDX-License-Identifier: MIT
// From targets and histories as written to positions and limits that a draw can be held against.
#include "sim/plan/events.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/model/checks.hpp"
#include "sim/plan/builder.hpp"

namespace citypeak::plan {

namespace {

using model::Base;
using model::CityTarget;
using Years = std::vector<model::Path::Piece>;

/// A yearly amount is the same with and without `/year`.
[[nodiscard]] model::Dimension without_year(const model::Dimension& dimension) {
  return dimension.of(Base::time) == -1 ? dimension * model::dimension_of(Base::time) : dimension;
}

/// The unit of the register; `share` and `index` are plain numbers.
[[nodiscard]] model::Unit unit_of(const Variable& variable) {
  const auto parsed = model::parse_unit(variable.unit);
  const auto* unit = std::get_if<model::Unit>(&parsed);
  return unit != nullptr ? *unit : model::Unit{};
}

[[nodiscard]] PastShare past_share(const model::City& city, const model::HistorySeries& history, int base_year,
                                   double value, Builder& builder) {
  const Years& years = history.series.years;
  PastShare out;
  out.share = value / years.back().value.value;
  if (years.back().first == base_year) return out;
  out.splice = builder.input(history.splice);
  out.error = builder.input(splice_error(city, history));
  return out;
}

/// `2015, 2018..2022`, for a message.
[[nodiscard]] std::string listed(const std::vector<int>& years) {
  std::string out;
  for (std::size_t i = 0; i < years.size();) {
    std::size_t end = i + 1;
    while (end < years.size() && years[end] == years[end - 1] + 1) ++end;
    out += fmt::format("{}{}", out.empty() ? "" : ", ", years[i]);
    if (end > i + 1) out += fmt::format("..{}", years[end - 1]);
    i = end;
  }
  return out;
}

class Targets {
 public:
  Targets(Plan& plan, Builder& builder, text::Findings& findings)
      : plan_(plan), scenario_(plan.scenario), builder_(builder), findings_(findings) {}

  void add(std::uint32_t index) {
    const CityTarget& target = scenario_.targets[index];
    const Variable* variable = variable_of(target);
    if (variable == nullptr) return;
    EventPlan event;
    event.target = index;
    event.at_most = target.at_most.present();
    event.year = static_cast<std::uint32_t>(target.year - scenario_.base_year);
    const bool sound =
        target.relative_to == 0 ? set_amount(event, target, *variable) : set_share(event, target, variable->name);
    if (!sound) return;
    event.output = output_of(plan_, *variable, variable->state);
    plan_.wants_costs = plan_.wants_costs || matches("cost.*", variable->name);
    plan_.events.push_back(event);
  }

 private:
  [[nodiscard]] const Variable* variable_of(const CityTarget& target) {
    std::vector<std::string> known;
    for (const Variable& variable : plan_.variables) {
      if (variable.intermediate) continue;
      if (variable.name == target.variable.text) return &variable;
      known.push_back(variable.name);
    }
    findings_.add("target_variable", target.variable.place, {target.variable.text, target.id},
                  text::nearest(target.variable.text, known));
    return nullptr;
  }

  [[nodiscard]] bool set_amount(EventPlan& event, const CityTarget& target, const Variable& variable) {
    const model::Quantity& limit = target.limit();
    const model::Unit unit = unit_of(variable);
    if (without_year(limit.dimension) == without_year(unit.dimension)) {
      if (limit.tce && variable.name == "energy.carrier.electricity") {
        findings_.add("tce_for_electricity", limit.place, {limit.written});
        return false;
      }
      event.limit = limit.value * unit.divisor / unit.multiplier;
      return true;
    }
    const std::string key = event.at_most ? "at_most" : "at_least";
    if (!limit.dimension.is_none()) {
      findings_.add("wrong_dimension", limit.place, {variable.name, limit.written_unit, variable.unit});
    } else if (limit.written_unit.empty()) {
      findings_.add("missing_unit", limit.place, {key, variable.unit, limit.written});
    } else {
      findings_.add("target_relative", limit.place, {limit.written, target.id, variable.unit});
    }
    return false;
  }

  [[nodiscard]] bool set_share(EventPlan& event, const CityTarget& target, const std::string& variable) {
    event.limit = target.limit().value;
    if (target.relative_to >= scenario_.base_year && target.relative_to <= scenario_.horizon) {
      event.reference = EventPlan::Reference::year;
      event.reference_year = static_cast<std::uint32_t>(target.relative_to - scenario_.base_year);
      return true;
    }
    std::vector<int> possible;
    if (const model::HistorySeries* history = comparable_history(scenario_.city, variable)) {
      for (const auto& known : history->series.years) {
        if (known.first == target.relative_to) {
          event.reference = EventPlan::Reference::past;
          event.past = past_share(scenario_.city, *history, scenario_.base_year, known.value.value, builder_);
          return true;
        }
        if (known.first < scenario_.base_year) possible.push_back(known.first);
      }
    }
    for (int year = scenario_.base_year; year <= scenario_.horizon; ++year) possible.push_back(year);
    findings_.add("target_reference", target.relative_place,
                  {std::to_string(target.relative_to), variable, listed(possible)});
    return false;
  }

  Plan& plan_;
  const model::Scenario& scenario_;
  Builder& builder_;
  text::Findings& findings_;
};

/// The largest value before the base year with its first and last year, and the years after it if all are known.
void set_past(VerdictPlan& verdict, const model::City& city, const model::HistorySeries& history, int base_year,
              Builder& builder) {
  double largest = 0.0;
  for (const auto& known : history.series.years) {
    if (known.first >= base_year || known.value.value < largest) continue;
    if (known.value.value > largest) verdict.past_first = known.first - base_year;
    verdict.past_last = known.first - base_year;
    largest = known.value.value;
  }
  verdict.has_past = true;
  verdict.past = past_share(city, history, base_year, largest, builder);
  for (const auto& known : history.series.years) {
    const int year = known.first - base_year;
    if (year > verdict.past_first && year < 0) verdict.past_after.push_back(known.value.value / largest);
  }
  const bool every_year = verdict.past_after.size() == static_cast<std::size_t>(-1 - verdict.past_first);
  if (!every_year) verdict.past_after.clear();
}

}  // namespace

std::uint32_t output_of(Plan& plan, const Variable& variable, std::uint32_t state) {
  for (std::uint32_t i = 0; i < plan.outputs.size(); ++i) {
    const OutputPlan& known = plan.outputs[i];
    if (known.city == variable.city && known.state == state && known.multiplier == variable.multiplier) return i;
  }
  plan.outputs.push_back({variable.city, state, variable.multiplier});
  return static_cast<std::uint32_t>(plan.outputs.size() - 1);
}

const model::HistorySeries* comparable_history(const model::City& city, const std::string& variable) {
  for (const model::HistorySeries& history : city.history) {
    const bool usable = model::is_comparable(history) && !history.series.years.empty();
    if (history.variable.text == variable && usable) return &history;
  }
  return nullptr;
}

model::Quantity splice_error(const model::City& city, const model::HistorySeries& series) {
  const double spread = model::grade_spread(series.splice.provenance.grade);
  model::Quantity out;
  out.kind = model::Quantity::Kind::distribution;
  out.distribution = model::Lognormal::from_quantiles(1.0 / spread, spread);
  out.name = city.id + ".history." + series.variable.text + ".splice_error";
  out.unit = "share";
  return out;
}

void add_targets(Plan& plan, Builder& builder, text::Findings& findings) {
  Targets targets(plan, builder, findings);
  for (std::uint32_t i = 0; i < plan.scenario.targets.size(); ++i) targets.add(i);
}

void add_verdicts(Plan& plan, Builder& builder) {
  for (std::uint32_t p = 0; p < plan.peaks.size(); ++p) {
    if (plan.peaks[p].definition != PeakDefinition::underlying) continue;
    VerdictPlan verdict;
    verdict.peak = p;
    const model::City& city = plan.scenario.city;
    const model::HistorySeries* history = comparable_history(city, plan.peak_names[p].variable);
    if (history != nullptr && history->series.years.front().first < plan.scenario.base_year)
      set_past(verdict, city, *history, plan.scenario.base_year, builder);
    plan.verdicts.push_back(std::move(verdict));
  }
}

}  // namespace citypeak::plan
