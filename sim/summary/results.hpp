// SPDX-License-Identifier: MIT
// The answers of one call of `run`: statistics of every variable and year, and the law of every peak year.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/stats/verdict.hpp"

namespace citypeak::summary {

/// The same words in both languages.
struct Text {
  std::string en, zh;
};

/// A value with its Monte Carlo standard error.
struct Estimate {
  double value = 0.0;
  double standard_error = 0.0;  ///< not a number where it is undefined (a single draw)
};

/// What is known of one quantity after all draws.
struct Statistics {
  Estimate mean, p05, p25, p50, p75, p95;
  double minimum = 0.0, maximum = 0.0;
};

/// The statistics that files have, by name and in their order: the mean first, then the quantiles.
struct NamedStatistic {
  std::string_view name;
  Estimate Statistics::*member;
};
inline constexpr std::array<NamedStatistic, 6> named_statistics{{{"mean", &Statistics::mean},
                                                                 {"p05", &Statistics::p05},
                                                                 {"p25", &Statistics::p25},
                                                                 {"p50", &Statistics::p50},
                                                                 {"p75", &Statistics::p75},
                                                                 {"p95", &Statistics::p95}}};

/// A requested variable of one city: one entry of `years` for each of `Results::years`.
struct VariableResult {
  std::string name;  ///< contract spelling, `emissions.sector.industry`
  std::string unit;  ///< contract spelling, `MtCO2e/year`
  Text label;
  /// A known value before or in the base year, of the same boundary.
  struct Known {
    int year = 0;
    double value = 0.0;
  };
  std::vector<Known> history;
  std::vector<Statistics> years;
};

/// The outcome of a peak: before the base year, a year, or not within the horizon.
struct PeakOutcome {
  enum class Kind { already_peaked, year, not_peaked };
  Kind kind = Kind::year;
  int year = 0;  ///< calendar year, only for Kind::year
};

/// The law of the peak year of one variable under one definition. Index 0: already_peaked, 1 .. Y: base_year ..
/// horizon, Y + 1: not_peaked. Probabilities come from counts, so they sum to 1; cumulative has Y + 1 entries.
struct PeakResult {
  std::string variable;
  std::string definition;         ///< underlying, as_observed, centred_5
  bool history_assessed = false;  ///< false: no comparable history, already_peaked is `not_assessed`
  std::vector<Estimate> probability;
  std::vector<Estimate> cumulative;
  /// Quantiles of the ordered outcome, p05, p25, p50, p75, p95, each with its standard error in years (0 where a word).
  struct YearQuantile {
    double p = 0.5;
    PeakOutcome outcome;
    double standard_error = 0.0;
  };
  std::vector<YearQuantile> year;
  std::string level_unit;
  Statistics level;  ///< of the largest value, every draw
  bool has_gdp_per_capita = false;
  Statistics gdp_per_capita;               ///< in the year of the largest value [CNY/person/year]
  Statistics plateau_first, plateau_last;  ///< first and last year within 1 % of the largest value [year]
};

/// What a lever does to the headline total.
struct LeverResult {
  std::string id;
  Text name;
  enum class Effect { none, lowers, raises } effect = Effect::none;
  Text reason;  ///< why it has no effect; empty otherwise
  /// What taking the lever out changes on the central path: with minus without it [MtCO2e/year].
  struct Change {
    int year = 0;
    double total = 0.0, scope3 = 0.0;
  };
  std::vector<Change> central;
};

/// What one rule says of the peak of one variable, year by year; probabilities of a year sum to 1.
struct VerdictResult {
  std::string variable, rule;
  std::vector<std::string> verdicts;         ///< that the rule can give
  std::vector<std::vector<Estimate>> years;  ///< one per year of Results::years, one entry per verdict
};

/// A promise of the plan and how likely it is kept.
struct TargetResult {
  std::string id, variable;
  Text label;  ///< of the variable
  int year = 0;
  bool at_most = true;
  std::string limit;    ///< as written
  int relative_to = 0;  ///< 0: the limit is an amount
  Estimate probability;
};

/// Where a published number comes from: an id of the file's `sources:` with its title, or words without a title.
struct SourceResult {
  std::string id, title;
};

/// A published total of the city's emissions, with its own boundary, beside ours.
struct PublishedTotal {
  std::string id;
  Text name, boundary;
  int year = 0;
  double value = 0.0;  ///< [MtCO2e/year]
  SourceResult source;
};

/// What the city's own plan says of a variable: its change from one year to another.
struct PlannedChange {
  std::string variable;
  int from = 0, to = 0;
  double change = 0.0;  ///< a share: -0.145 is 14.5 % less
  SourceResult source;
};

struct CityResult {
  std::string id;
  Text name;
  std::vector<std::string> scopes{"scope1", "scope2"};
  std::vector<std::string> gases{"co2"};
  std::string gwp = "none";  ///< CO2 only: no warming potentials are used
  std::string power_accounting = "consumption";
  std::vector<VariableResult> variables;
  std::vector<PeakResult> peaks;
  std::vector<VerdictResult> verdicts;  ///< empty unless asked
  stats::VerdictLimits verdict_limits;
  std::vector<TargetResult> targets;
  Estimate all_targets;  ///< all of them in the same draw
  std::vector<PublishedTotal> inventories;
  std::vector<PlannedChange> planned;
};

/// The share of the variance of total emissions in a year that goes with a kind of yearly shock.
struct ShockShare {
  std::string shock;  ///< economy.shock, economy.recession, carriers.electricity.factor_noise, ...
  int year = 0;
  Estimate share;
};

struct ScenarioResult {
  std::string id;
  Text name;
  int inputs = 0, assumptions = 0;  ///< "N of M inputs are assumptions"
  std::vector<CityResult> cities;
  std::vector<LeverResult> levers;  ///< by id
  std::vector<ShockShare> shocks;   ///< by kind, then year
};

/// A row of differences.csv: one scenario minus the reference, in the same draws.
struct DifferenceRow {
  std::string reference, scenario, city;
  std::string quantity;  ///< a result as contract.md spells it, or peak_order
  std::string statistic;
  std::string unit;  ///< of the quantity
  Estimate value;
};

/// A warning as it stands in summary.json.
struct WarningResult {
  std::string id, file;
  int line = 0;
  Text message;
};

/// One row per draw, columns as contract.md names them for draws.csv; only with `--save-draws`.
struct DrawTable {
  std::vector<std::string> columns;
  std::vector<double> values;        ///< draw-major, columns.size() per draw
  std::vector<std::string> units{};  ///< canonical, one per column
};

/// One row per scenario, city and draw for outcomes.csv; only with `--save-draws`.
struct OutcomeTable {
  std::string scenario, city;
  std::vector<PeakOutcome> peak;  ///< headline variable, underlying
  std::vector<double> peak_level;
  std::vector<std::string> columns;      ///< VAR@YEAR
  std::vector<double> values;            ///< draw-major
  std::vector<std::string> variables{};  ///< VAR, each with all of Results::years
};

struct Results {
  int base_year = 0, horizon = 0;
  std::vector<int> years;  ///< the years written (--years), within base_year .. horizon
  std::uint64_t draws = 0, seed = 1;
  std::string design = "monte_carlo";
  std::vector<std::string> changes;  ///< assignments of --set, KEY=VALUE
  std::vector<ScenarioResult> scenarios;
  std::vector<DifferenceRow> differences;  ///< by scenario; empty for a single one
  std::vector<WarningResult> warnings;
  DrawTable draw_table;  ///< empty without --save-draws
  std::vector<OutcomeTable> outcomes;
};

/// One row of central.csv: the path of `--central`.
/// visit(scenario, city) for every city of every scenario, in the order of the results.
template <class Visit>
void for_each_city(const Results& results, const Visit& visit) {
  for (const ScenarioResult& scenario : results.scenarios) {
    for (const CityResult& city : scenario.cities) visit(scenario, city);
  }
}

struct CentralVariable {
  std::string scenario, city, name, unit;
  std::vector<double> years;  ///< base_year .. horizon
};

}  // namespace citypeak::summary
