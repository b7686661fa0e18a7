// SPDX-License-Identifier: MIT
// A scenario made flat for the kernel, and the register of every variable it can print.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/scenario.hpp"
#include "sim/plan/events.hpp"
#include "sim/plan/marginal.hpp"
#include "sim/plan/plan_data.hpp"

namespace citypeak::plan {

/// The same words in both languages.
struct Label {
  std::string en, zh;
};

/// An entry of the register of output variables.
struct Variable {
  std::string name, unit;
  Label label;
  std::uint32_t city = 0, state = 0;
  double multiplier = 1.0;
  bool headline = true;       ///< written unless `--variables` says otherwise
  bool intermediate = false;  ///< written by `--central` only
};

/// An uncertain input or a yearly shock.
struct InputName {
  std::string name;
  std::string unit;  ///< canonical
  int year = 0;      ///< of a yearly shock, else 0
};

/// What is asked of a plan.
struct Request {
  std::vector<std::string> variables;  ///< names and globs; empty: the headline set
  std::vector<std::string> peaks{};    ///< variables whose peaks are wanted besides those of the scenario
  bool only_named = false;             ///< nothing but these variables and peaks, and the headline's peak
  bool intermediates = false;          ///< every variable, with `--central`
  bool every_input = false;            ///< inputs of costs too, though nobody asks for costs (`--save-draws`)
  std::uint64_t seed = 1;
  bool verdicts = false;                   ///< verdicts on peaks are counted
  bool compare = false;                    ///< the plan is one of several that are compared draw by draw
  const MarginalTables* tables = nullptr;  ///< of an earlier plan of the same scenario: spares making them again
};

/// A requested peak.
struct PeakName {
  std::uint32_t city = 0;
  std::string variable, unit;
  PeakDefinition definition = PeakDefinition::underlying;
  int history_year = 0;  ///< of the variable's largest known value before the base year; else the base year
};

/// Arrays for the kernel and the names that belong to them. Moves, does not copy views: `view()` is made on request.
struct Plan {
  model::Scenario scenario;
  std::vector<Variable> variables;                ///< the whole register, in the order of contract.md
  std::vector<std::uint32_t> written;             ///< outputs[k] for k < written.size() is variables[written[k]]
  std::vector<std::uint32_t> counted_as;          ///< per written variable: the first written one with the same values
  std::vector<PeakName> peak_names;               ///< one per PeakPlan
  std::vector<InputName> input_names;             ///< one per Column
  std::vector<std::string> lever_ids;             ///< one per AdoptionPlan of a lever
  std::vector<std::uint32_t> kept_outputs;        ///< outputs that outcomes.csv lists, by draw
  std::vector<std::uint32_t> kept_variables;      ///< the register's entries of those
  std::vector<std::uint32_t> compared_outputs;    ///< outputs that are compared with another plan's
  std::vector<std::uint32_t> compared_variables;  ///< the register's entries of those
  std::size_t headline_peak = 0;                  ///< emissions.total, underlying
  int history_year = 0;                           ///< of the headline's largest known value before the base year
  int confirm = 5;
  std::uint64_t seed = 1;  ///< part of every stream's key

  std::vector<double> constants;
  std::vector<Column> columns;
  std::vector<LatentTerm> latent_terms;
  std::vector<std::string> latent_names;  ///< one per latent term: the name of its stream
  MarginalTables tables;
  std::vector<Op> ops;
  std::vector<Row> year_rows;
  std::vector<LevelYear> levels;
  std::vector<BranchPlan> branches;
  std::vector<SectorCarrier> sector_carriers;
  std::vector<SectorPlan> sectors;
  std::vector<CarrierPlan> carriers;
  std::vector<AdoptionPlan> levers;
  std::vector<EffectPlan> effects;
  std::vector<GroupPlan> groups;
  std::vector<TargetPlan> targets;
  std::vector<AdditionPlan> additions;
  std::vector<ShiftPlan> shifts;
  std::vector<MovePlan> moves;
  std::vector<StockPlan> stocks;
  std::vector<ProductionPlan> productions;
  std::vector<WastePlan> wastes;
  std::vector<WasteClassPlan> waste_classes;
  std::vector<SinkPlan> sinks;
  std::vector<CostPlan> costs;
  std::vector<FeedbackPlan> feedbacks;
  std::vector<CityPlan> cities;
  std::vector<OutputPlan> outputs;
  std::vector<PeakPlan> peaks;
  std::vector<EventPlan> events;      ///< one per target
  std::vector<VerdictPlan> verdicts;  ///< one per peak on the underlying path, if asked
  std::uint32_t years = 0;
  bool wants_intermediates = false;
  bool wants_costs = false;

  [[nodiscard]] PlanView view() const;
};

/// Two inputs share a stream, or a requested variable does not exist: said as findings without a place.
[[nodiscard]] Plan make_plan(const model::Scenario& scenario, const Request& request, text::Findings& findings);

/// Whether a variable of this name may have a peak of its own.
[[nodiscard]] bool can_peak(std::string_view name);

/// `*` matches any run of characters.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view name);

/// The state of one year of a city: where each variable lies.
[[nodiscard]] StateLayout state_layout(const model::City& city, std::size_t sector_carriers, std::size_t levers);

/// The register of a city's variables, in the order of contract.md; `share_names` are SECTOR.CARRIER in plan order.
[[nodiscard]] std::vector<Variable> city_variables(const model::Scenario& scenario, const StateLayout& layout,
                                                   const std::vector<std::string>& share_names,
                                                   std::uint32_t city_index);

}  // namespace citypeak::plan
