// SPDX-License-Identifier: MIT
// Verdicts and targets as programs and readers get them, in both languages.
#include "tests/catch.hpp"

#include <string>

#include "output/writer.hpp"
#include "sim/summary/event_counts.hpp"
#include "sim/summary/event_tables.hpp"
#include "tests/unit/result_fixtures.hpp"

using namespace citypeak;
using table::Language;

namespace {

summary::Results with_events() {
  summary::Results results = fixtures::one_scenario();
  summary::CityResult& city = results.scenarios.front().cities.front();
  results.years = {2025, 2026, 2040};
  const std::vector<summary::Estimate> early{{0.25, 0.01}, {0.75, 0.01}}, late{{0.5, 0.02}, {0.5, 0.02}};
  city.verdicts.push_back({"emissions.total", "maximum", {"peaked", "not_peaked"}, {early, early, late}});
  city.targets.push_back(
      {"cap", "emissions.total", {"CO2 emissions", "CO2 排放"}, 2030, true, "80 MtCO2", 0, {0.5, 0.005}});
  city.targets.push_back(
      {"saving", "energy.per_gdp", {"energy per GDP", "单位能耗"}, 2025, false, "13.5 %", 2020, {0.125, 0.003}});
  city.all_targets = {0.0625, 0.002};
  return results;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("verdicts and targets are spelled as the contract says") {
  const summary::Results results = with_events();
  CHECK(output::render_csv(*summary::verdicts_table(results)) ==
        "scenario,city,variable,rule,year,verdict,probability,standard_error\n"
        "reference,harbour,emissions.total,maximum,2025,peaked,0.25,0.01\n"
        "reference,harbour,emissions.total,maximum,2025,not_peaked,0.75,0.01\n"
        "reference,harbour,emissions.total,maximum,2026,peaked,0.25,0.01\n"
        "reference,harbour,emissions.total,maximum,2026,not_peaked,0.75,0.01\n"
        "reference,harbour,emissions.total,maximum,2040,peaked,0.5,0.02\n"
        "reference,harbour,emissions.total,maximum,2040,not_peaked,0.5,0.02\n");
  CHECK(output::render_csv(*summary::targets_table(results)) ==
        "scenario,city,target,variable,year,probability,standard_error\n"
        "reference,harbour,cap,emissions.total,2030,0.5,0.005\n"
        "reference,harbour,saving,energy.per_gdp,2025,0.125,0.003\n"
        "reference,harbour,all,,,0.0625,0.002\n");
}

TEST_CASE("readers see verdicts in the milestone years and the last one") {
  const table::Table verdicts = *summary::readers_verdicts(with_events());
  REQUIRE(verdicts.columns.size() == 5);  // scenario, rule, verdict, 2025, 2040
  const std::string en = output::render_markdown({verdicts}, Language::en);
  CHECK(contains(en, "as of 2040 (%)"));
  CHECK(!contains(en, "2026"));
  CHECK(contains(en, "25.0 ± 1.0"));
  const std::string zh = output::render_markdown({verdicts}, Language::zh);
  CHECK(contains(zh, "截至2025年（%）"));
  CHECK(contains(zh, "最大值规则"));
}

TEST_CASE("the terminal has a line for each target and one for all of them") {
  const summary::Results results = with_events();
  const std::string en = summary::target_lines(results, Language::en);
  CHECK(contains(en, "target cap, CO2 emissions at most 80 MtCO2 in 2030: met with a probability of 50.00 ± 0.50 %\n"));
  CHECK(contains(en, "energy per GDP at least 13.5 % of 2020 in 2025"));
  CHECK(contains(en, "all targets in the same draw: 6.25 ± 0.20 %\n"));
  const std::string zh = summary::target_lines(results, Language::zh);
  CHECK(contains(zh, "（2025年单位能耗不低于2020年的13.5 %），实现概率为12.50 ± 0.30%\n"));
}

TEST_CASE("without targets or verdicts nothing is said of them") {
  const summary::Results results = fixtures::one_scenario();
  CHECK(!summary::verdicts_table(results));
  CHECK(!summary::targets_table(results));
  CHECK(!summary::readers_verdicts(results));
  CHECK(!summary::readers_targets(results));
  CHECK(summary::target_lines(results, Language::en).empty());
}

TEST_CASE("counts of verdicts and targets add up the same in any order") {
  summary::TargetCounts one(2), other(2);
  one.add({true, false});
  one.add({true, true});
  other.add({false, true});
  summary::TargetCounts sum = one;
  sum.merge(other);
  CHECK(sum.draws() == 3);
  CHECK(sum.met(0) == 2);
  CHECK(sum.met(1) == 2);
  CHECK(sum.all() == 1);
  other.merge(one);
  CHECK(other.met(0) == sum.met(0));
  CHECK(other.all() == sum.all());

  using stats::Verdict;
  const stats::Verdicts falls{Verdict::peaked, Verdict::not_confirmed, Verdict::plateau, Verdict::not_confirmed};
  summary::VerdictCounts a(1, 2), b(1, 2);
  a.add(0, 1, falls);
  b.add(0, 1, falls);
  b.merge(a);
  CHECK(b.count(0, 1, stats::VerdictRule::plateau, Verdict::plateau) == 2);
  CHECK(b.count(0, 0, stats::VerdictRule::plateau, Verdict::plateau) == 0);
  CHECK(b.count(0, 1, stats::VerdictRule::maximum, Verdict::not_peaked) == 0);
}
