// SPDX-License-Identifier: MIT
// The base year beside published totals, and changes by five-year period beside the plan's, in both languages.
#include "sim/summary/published_tables.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

#include "output/writer.hpp"
#include "sim/summary/run_tables.hpp"
#include "sim/summary/summary_json.hpp"
#include "tests/catch.hpp"
#include "tests/unit/result_fixtures.hpp"

using namespace citypeak;
using table::Language;

namespace {

summary::Statistics round(double p05, double p50, double p95, double error) {
  summary::Statistics values;
  values.p05 = {p05, error};
  values.p50 = {p50, error};
  values.p95 = {p95, error};
  return values;
}

// Both accounts and the memo of local plants, the same in every year.
void add_accounts(summary::CityResult& city, std::size_t years) {
  const auto add = [&](const char* name, const summary::Statistics& values) {
    summary::VariableResult variable{name, "MtCO2e/year", {}, {}, {}};
    variable.years.assign(years, values);
    city.variables.push_back(std::move(variable));
  };
  add("emissions.consumption", round(45.5, 52.5, 60.25, 0.25));
  add("emissions.territorial_plus_imports", round(44.5, 50.5, 58.5, 0.25));
  add("emissions.scope1", round(20.5, 24.5, 28.5, 0.25));
  add("emissions.local_plants", round(12.0, 13.0, 14.0, 0.0));
}

summary::Results with_published(summary::Results results) {
  for (summary::ScenarioResult& scenario : results.scenarios) {
    summary::CityResult& city = scenario.cities.front();
    add_accounts(city, results.years.size());
    city.inventories = {{"bureau",
                         {"Bureau of statistics", "统计局"},
                         {"Fuels burnt in the city", "市域内燃料燃烧"},
                         2021,
                         31.25,
                         {"bulletin", "Statistical bulletin"}},
                        {"guess", {}, {}, 2010, 40.0, {"judgement", {}}}};
    city.planned = {{"energy.per_gdp", 2020, 2027, -0.25, {"plan", "Five-year plan"}},
                    {"gdp", 2010, 2020, 0.5, {"plan", "Five-year plan"}}};
  }
  return results;
}

std::string base_year(const summary::Results& results, Language language) {
  return output::render_markdown({*summary::base_year_table(results)}, language);
}

std::string implied(const summary::Results& results, Language language) {
  return output::render_markdown({*summary::implied_table(results)}, language);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// A Markdown table with single blanks, so that a test need not count them.
std::string narrow(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  return out;
}

}  // namespace

TEST_CASE("the base year opens the tables with published totals and ours by boundary") {
  const summary::Results results = with_published(fixtures::one_scenario());
  const auto tables = summary::readers_tables(results);
  CHECK(tables[0].id == "assumptions");
  CHECK(tables[1].id == "base_year");
  CHECK(tables[1].rows.size() == 6);
  const std::string en = narrow(base_year(results, Language::en));
  CHECK(contains(en, "## Base year reconciled"));
  CHECK(contains(en, "| Bureau of statistics | Fuels burnt in the city | 2021 | 31.25 | — | — | bulletin |"));
  CHECK(contains(en, "| guess | — | 2010 | 40 | — | — | judgement |"));
  CHECK(contains(en, "| This model: electricity counted where it is used (headline) | Scopes 1 and 2: "));
  CHECK(contains(en, " | 2022 | 52.50 ± 0.25 | 45.50 | 60.25 | — |"));
  CHECK(
      contains(en, "| This model: scope 1 | Fuels and processes in the city, grid-connected power plants left out |"));
  CHECK(contains(en, "| This model: local power plants (memo) |"));
  CHECK(contains(en, "bulletin: Statistical bulletin"));
  CHECK(contains(en, "by what they count (boundary) and by their data"));
  CHECK(count(en, "(headline)") == 1);
  const std::string zh = narrow(base_year(results, Language::zh));
  CHECK(contains(zh, "## 基准年核对"));
  CHECK(contains(zh, "| 统计局 | 市域内燃料燃烧 | 2021 | 3125 | — | — | bulletin |"));
  CHECK(contains(zh, "| guess | — | 2010 | 4000 | — | — | 判断值 |"));
  CHECK(contains(zh, "| 本模型：电力按消费侧核算（主口径） | 范围1+2："));
  CHECK(contains(zh, " | 2022 | 5250 ± 25 | 4550 | 6025 | — |"));
  CHECK(contains(zh, "核算边界和基础数据的不同"));
}

TEST_CASE("the other account is marked where it is the headline and scope 1 then holds the plants") {
  summary::Results results = with_published(fixtures::one_scenario());
  results.scenarios[0].cities[0].power_accounting = "territorial_plus_imports";
  const std::string en = base_year(results, Language::en);
  CHECK(contains(en, "This model: local power plants plus imported electricity (headline)"));
  CHECK(contains(narrow(en), "| This model: scope 1 | Fuels and processes in the city, power plants included |"));
  CHECK(contains(en, "inside scope 1"));
  CHECK(contains(summary::base_year_lines(results, Language::zh), "5050万吨（电力按本地电厂加净调入核算，主口径）"));
}

TEST_CASE("scenarios with the same base year are told once and others by name") {
  summary::Results results = with_published(fixtures::two_scenarios());
  CHECK(summary::base_year_table(results)->rows.size() == 6);
  CHECK(summary::base_year_lines(results, Language::en) ==
        "Base year 2022, median: 52.50 Mt CO2 (electricity counted where it is used; headline), 50.50 Mt CO2 (local "
        "power plants plus imported electricity)\n");
  for (summary::VariableResult& variable : results.scenarios[1].cities[0].variables) {
    if (variable.name == "emissions.consumption") variable.years[0].p50.value = 53.5;
  }
  CHECK(summary::base_year_table(results)->rows.size() == 10);
  CHECK(contains(base_year(results, Language::en), "This model: scope 1, Accelerated package"));
  const std::string lines = summary::base_year_lines(results, Language::zh);
  CHECK(contains(lines, "基准情景：基准年2022年中位数：5250万吨（电力按消费侧核算，主口径），5050万吨（"));
  CHECK(contains(lines, "强化低碳情景：基准年2022年中位数：5350万吨（"));
}

TEST_CASE("our totals need their variables and the base year but published ones do not") {
  summary::Results results = with_published(fixtures::one_scenario());
  auto& variables = results.scenarios[0].cities[0].variables;
  variables.pop_back();  // local plants
  CHECK(summary::base_year_table(results)->rows.size() == 5);
  results.years = {2030, 2035};
  CHECK(summary::base_year_table(results)->rows.size() == 2);
  CHECK(summary::base_year_lines(results, Language::en).empty());
  CHECK(!summary::base_year_table(fixtures::one_scenario()));
}

TEST_CASE("accounts that agree are one number in the terminal") {
  summary::Results results = with_published(fixtures::one_scenario());
  auto& variables = results.scenarios[0].cities[0].variables;
  for (auto& variable : variables) {
    if (variable.name == "emissions.territorial_plus_imports")
      variable.years.assign(results.years.size(), round(45.5, 52.5, 60.25, 0.25));
  }
  CHECK(summary::base_year_lines(results, Language::en) ==
        "Base year 2022, median: 52.50 Mt CO2 in both accounts of electricity\n");
  CHECK(contains(summary::terminal_summary(results, Language::zh),
                 "\n基准年2022年中位数：5250万吨（两种电力核算口径相同）\n"));
}

TEST_CASE("implied changes stand by five-year period with the plan's own figure below") {
  const summary::Results results = with_published(fixtures::one_scenario());
  const table::Table table = *summary::implied_table(results);
  REQUIRE(table.columns.size() == 2 + 4);  // 2022-2025, 2025-2030, 2030-2035, 2035-2040
  // The fixture's energy per GDP falls by 4 % each year. (1 - 0.25)^(1/7) - 1 = -4.026 %, from 2020 to 2027.
  const std::string en = narrow(output::render_markdown({table}, Language::en));
  CHECK(contains(en, "| variable | scenario | 2022–2025 (%) | 2025–2030 (%) | 2030–2035 (%) | 2035–2040 (%) |"));
  CHECK(contains(en, "| final energy per GDP | Reference | -4.0"));
  CHECK(contains(en, "| final energy per GDP | plan, 2020–2027 | -4.03 | -4.03 | — | — |"));
  CHECK(contains(en, "| electricity use | Reference | 2.0"));
  CHECK(contains(en, "The plan's figures are from: Five-year plan"));
  const std::string zh = narrow(output::render_markdown({table}, Language::zh));
  CHECK(contains(zh, "| 单位GDP终端能耗 | 规划值（2020—2027年） | -4.03 | -4.03 | — | — |"));
  CHECK(contains(zh, "2022—2025年（%）"));
  CHECK(contains(zh, "规划值来源：Five-year plan"));
  const auto& first = std::get<table::Number>(table.rows[0][2]);
  CHECK(first.value == Approx(-0.04).epsilon(1e-12));  // roots of sums of doubles round in the last digits
}

TEST_CASE("a plan that is over before the base year has no row but its variable is followed") {
  const std::string en = narrow(implied(with_published(fixtures::one_scenario()), Language::en));
  CHECK(contains(en, "| GDP | Reference | 5.0"));
  CHECK(!contains(en, "| GDP | plan"));
}

TEST_CASE("a plan shared by scenarios is told once") {
  const std::string en = implied(with_published(fixtures::two_scenarios()), Language::en);
  CHECK(count(en, "plan, 2020–2027") == 1);
  CHECK(count(en, "final energy per GDP ") == 3);
}

TEST_CASE("a period whose ends were not written is left out") {
  summary::Results results = with_published(fixtures::one_scenario());
  results.years = {2025, 2030, 2040};
  CHECK(summary::implied_table(results)->columns.size() == 2 + 1);
  results.years = {2023, 2031};
  CHECK(!summary::implied_table(results));
}

TEST_CASE("what was written of electricity is what the changes speak of, and nothing stays nothing") {
  summary::Results results = fixtures::one_scenario();
  auto& variables = results.scenarios[0].cities[0].variables;
  summary::VariableResult demand{"electricity.demand", "PJ/year", {}, {}, {}};
  demand.years.assign(results.years.size(), round(0.0, 0.0, 0.0, 0.0));
  variables.push_back(demand);
  CHECK(!contains(implied(results, Language::en), "electricity use"));
  variables.back().years.assign(results.years.size(), round(1.0, 2.0, 3.0, 0.0));
  CHECK(contains(narrow(implied(results, Language::zh)), "| 用电量 | 基准情景 | 0 | 0 |"));
}

TEST_CASE("summary.json keeps what is published of a city") {
  const auto json = nlohmann::json::parse(summary::summary_json(with_published(fixtures::one_scenario()), "run"));
  const auto& city = json["scenarios"][0]["cities"][0];
  const auto& bureau = city["inventories"][0];
  CHECK(bureau["id"] == "bureau");
  CHECK(bureau["name"]["zh"] == "统计局");
  CHECK(bureau["boundary"]["en"] == "Fuels burnt in the city");
  CHECK(bureau["year"] == 2021);
  CHECK(bureau["value"] == 31.25);
  CHECK(bureau["unit"] == "MtCO2e/year");
  CHECK(bureau["source"] == "bulletin");
  CHECK(city["planned"][0]["variable"] == "energy.per_gdp");
  CHECK(city["planned"][0]["from"] == 2020);
  CHECK(city["planned"][0]["to"] == 2027);
  CHECK(city["planned"][0]["change"] == -0.25);
  const auto bare = nlohmann::json::parse(summary::summary_json(fixtures::one_scenario(), "run"));
  CHECK(!bare["scenarios"][0]["cities"][0].contains("inventories"));
}
