// SPDX-License-Identifier: MIT
// Hand-made results of two small scenarios, for the tests of tables and files.
#include "tests/unit/result_fixtures.hpp"

#include <cmath>
#include <string>

namespace citypeak::fixtures {
namespace {

using namespace summary;

constexpr int base_year = 2022;
constexpr int horizon = 2040;
constexpr int year_count = horizon - base_year + 1;

// A quantity with 5 and 95 % at `spread` below and above, and a standard error a hundredth of that.
Statistics spread_round(double centre, double spread) {
  const double error = spread / 100.0;
  Statistics values;
  values.mean = {centre + 0.01 * spread, error};
  values.p05 = {centre - spread, 2.0 * error};
  values.p25 = {centre - 0.4 * spread, error};
  values.p50 = {centre, error};
  values.p75 = {centre + 0.4 * spread, error};
  values.p95 = {centre + spread, 2.0 * error};
  values.minimum = centre - 2.0 * spread;
  values.maximum = centre + 2.0 * spread;
  return values;
}

VariableResult variable(std::string name, std::string unit, Text label, double start, double growth) {
  VariableResult result{std::move(name), std::move(unit), std::move(label), {}, {}};
  for (int index = 0; index < year_count; ++index) {
    const double centre = start * std::pow(1.0 + growth, index);
    result.years.push_back(index == 0 ? spread_round(centre, 0.0) : spread_round(centre, 0.01 * index * centre));
  }
  return result;
}

// Most of the weight on `mode`, some on its neighbours, the rest after the horizon.
PeakResult peak(std::string name, std::string definition, int mode, double not_peaked, bool history) {
  PeakResult result;
  result.variable = std::move(name);
  result.definition = std::move(definition);
  result.history_assessed = history;
  result.probability.assign(year_count + 2, {0.0, 0.0001});
  const auto index = static_cast<std::size_t>(mode - base_year + 1);
  result.probability[index - 1] = {0.1875, 0.0039};
  result.probability[index] = {0.5, 0.005};
  result.probability[index + 1] = {0.3125 - not_peaked, 0.0041};
  result.probability.back() = {not_peaked, 0.0024};
  double sum = 0.0;
  for (std::size_t at = 0; at + 1 < result.probability.size(); ++at) {
    sum += result.probability[at].value;
    result.cumulative.push_back({sum, 0.0049});
  }
  using Kind = PeakOutcome::Kind;
  const PeakOutcome last = not_peaked > 0.05 ? PeakOutcome{Kind::not_peaked, 0} : PeakOutcome{Kind::year, mode + 1};
  result.year = {{0.05, {Kind::year, mode - 1}, 0.12},
                 {0.25, {Kind::year, mode}, 0.0},
                 {0.50, {Kind::year, mode}, 0.083},
                 {0.75, {Kind::year, mode + 1}, 0.31},
                 {0.95, last, last.kind == Kind::year ? 0.5 : 0.0}};
  result.level_unit = result.variable.rfind("energy", 0) == 0 ? "PJ/year" : "MtCO2e/year";
  result.level = spread_round(result.level_unit == "PJ/year" ? 1312.5 : 55.3, 4.2);
  result.has_gdp_per_capita = true;
  result.gdp_per_capita = spread_round(215000.0, 9000.0);
  result.plateau_first = spread_round(mode - 2, 1.0);
  result.plateau_last = spread_round(mode + 2, 1.0);
  return result;
}

CityResult harbour(int mode, double not_peaked, double fall) {
  CityResult city;
  city.id = "harbour";
  city.name = {"Harbour", "海港市"};
  city.variables = {variable("population", "person", {"population", "常住人口"}, 17661800.0, 0.005),
                    variable("gdp", "billion CNY/year", {"GDP", "地区生产总值"}, 3238.768, 0.05),
                    variable("gdp_per_capita", "CNY/person/year", {"GDP per head", "人均GDP"}, 183377.0, 0.045),
                    variable("emissions.total", "MtCO2e/year", {"emissions", "排放总量"}, 52.5, fall),
                    variable("emissions.per_capita", "tCO2e/person/year", {"", ""}, 2.97, fall - 0.005),
                    variable("emissions.per_gdp", "tCO2e/million CNY", {"", ""}, 16.2, fall - 0.05),
                    variable("emissions.sector.industry", "MtCO2e/year", {"Industry", "工业"}, 21.0, fall),
                    variable("emissions.sector.buildings", "MtCO2e/year", {"Buildings", "建筑"}, 18.5, fall),
                    variable("emissions.sector.transport", "MtCO2e/year", {"Transport", "交通"}, 12.0, fall),
                    variable("energy.total", "PJ/year", {"final energy", "终端能源消费"}, 1301.0, 0.01),
                    variable("energy.carrier.electricity", "PJ/year", {"electricity", "电力"}, 385.0, 0.02),
                    variable("energy.per_gdp", "GJ/million CNY", {"", ""}, 401.7, -0.04)};
  city.peaks = {peak("emissions.total", "underlying", mode, not_peaked, false),
                peak("emissions.total", "as_observed", mode, not_peaked, false),
                peak("emissions.total", "centred_5", mode + 1, not_peaked, false),
                peak("emissions.sector.industry", "underlying", mode - 2, 0.0, false),
                peak("energy.total", "underlying", mode + 4, not_peaked, false),
                peak("energy.carrier.electricity", "underlying", mode + 5, not_peaked, false)};
  return city;
}

Results empty_results() {
  Results results;
  results.base_year = base_year;
  results.horizon = horizon;
  for (int year = base_year; year <= horizon; ++year) results.years.push_back(year);
  results.draws = 10000;
  results.seed = 1;
  return results;
}

}  // namespace

Results two_scenarios() {
  Results results = empty_results();
  results.scenarios = {
      {"reference", {"Reference", "基准情景"}, 30, 12, {harbour(2029, 0.0625, -0.008)}, {}, {}},
      {"accelerated", {"Accelerated package", "强化低碳情景"}, 34, 14, {harbour(2026, 0.0, -0.02)}, {}, {}}};
  results.scenarios[1].levers = {
      {"green_buildings", {"Green buildings", "绿色低碳建筑"}, LeverResult::Effect::lowers, {}, {}},
      {"hydrogen",
       {"Hydrogen", "氢能"},
       LeverResult::Effect::none,
       {"its adoption starts after the horizon", "推广起始年晚于预测末年"},
       {}}};
  results.warnings = {{"no_effect", "harbour/accelerated.yaml", 14, {"hydrogen changes nothing", "氢能未产生作用"}}};
  return results;
}

Results one_scenario() {
  Results results = empty_results();
  results.scenarios = {{"reference", {"Reference", "基准情景"}, 30, 12, {harbour(2029, 0.0625, -0.008)}, {}, {}}};
  for (PeakResult& peak : results.scenarios[0].cities[0].peaks) peak.history_assessed = true;
  return results;
}

}  // namespace citypeak::fixtures
