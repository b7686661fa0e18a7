// SPDX-License-Identifier: MIT
// The tables, the summary and the sentence that a run gives, from hand-made results.
#include "output/writer.hpp"
#include "sim/summary/run_tables.hpp"
#include "sim/summary/summary_json.hpp"
#include "sim/table/format.hpp"
#include "tests/catch.hpp"
#include "tests/unit/result_fixtures.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <limits>
#include <sstream>

using namespace citypeak;
using summary::PeakOutcome;
using table::Language;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string csv_of(const summary::Results& results, const std::string& id) {
  for (const table::Table& table : summary::machine_tables(results)) {
    if (table.id == id) return output::render_csv(table);
  }
  return {};
}

const table::Table& reader_table(const std::vector<table::Table>& tables, const std::string& id) {
  for (const table::Table& table : tables) {
    if (table.id == id) return table;
  }
  throw std::runtime_error("no table " + id);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("machine tables have the contract's columns in the contract's order") {
  const summary::Results results = fixtures::two_scenarios();
  CHECK(lines_of(csv_of(results, "projection"))[0] ==
        "scenario,city,variable,unit,year,statistic,value,standard_error");
  CHECK(
      lines_of(csv_of(results, "peak"))[0] ==
      "scenario,city,variable,definition,outcome,probability,standard_error,cumulative,cumulative_standard_error,note");
  CHECK(lines_of(csv_of(results, "peak_summary"))[0] ==
        "scenario,city,variable,definition,quantity,statistic,value,standard_error");
  CHECK(summary::machine_tables(results).size() == 3);
}

TEST_CASE("peak.csv lists every outcome of a peak and its probabilities sum to 1") {
  const std::vector<std::string> lines = lines_of(csv_of(fixtures::two_scenarios(), "peak"));
  const std::size_t outcomes = 2040 - 2022 + 1 + 2;
  CHECK(lines.size() == 1 + 2 * 6 * outcomes);
  CHECK(lines[1] == "reference,harbour,emissions.total,underlying,already_peaked,0,0.0001,0,0.0049,not_assessed");
  CHECK(lines[2] == "reference,harbour,emissions.total,underlying,2022,0,0.0001,0,0.0049,");
  CHECK(lines[outcomes] == "reference,harbour,emissions.total,underlying,not_peaked,0.0625,0.0024,,,");
  double sum = 0.0;
  for (std::size_t row = 1; row <= outcomes; ++row) {
    std::istringstream stream(lines[row]);
    std::string cell;
    for (int column = 0; column < 6; ++column) std::getline(stream, cell, ',');
    double probability = 0.0;
    std::from_chars(cell.data(), cell.data() + cell.size(), probability);
    sum += probability;
  }
  CHECK(sum == 1.0);  // the fixture's probabilities are binary fractions
}

TEST_CASE("an assessed history leaves no note on already_peaked") {
  const std::vector<std::string> lines = lines_of(csv_of(fixtures::one_scenario(), "peak"));
  CHECK(lines[1] == "reference,harbour,emissions.total,underlying,already_peaked,0,0.0001,0,0.0049,");
}

TEST_CASE("peak_summary.csv gives a year or the word for each quantile, then levels") {
  const std::vector<std::string> lines = lines_of(csv_of(fixtures::two_scenarios(), "peak_summary"));
  const std::string key = "reference,harbour,emissions.total,underlying,";
  CHECK(lines[1] == key + "year,p05,2028,0.12");
  CHECK(lines[5] == key + "year,p95,not_peaked,");
  CHECK(lines[6] == key + "level,mean,55.342,0.042");
  CHECK(lines[12] == key + "gdp_per_capita,mean,215090,90");
  CHECK(lines[18] == key + "plateau_first,mean,2027.01,0.01");
  CHECK(lines[29] == key + "plateau_last,p95,2032,0.02");
}

TEST_CASE("an undefined statistic is an empty cell and null in summary.json") {
  summary::Results results = fixtures::one_scenario();
  results.scenarios[0].cities[0].variables[0].years[1].mean.value = std::numeric_limits<double>::quiet_NaN();
  results.scenarios[0].cities[0].variables[0].years[1].p05.value = -0.0;
  const std::vector<std::string> lines = lines_of(csv_of(results, "projection"));
  CHECK(contains(lines[7], "reference,harbour,population,person,2023,mean,,"));
  CHECK(contains(lines[8], "reference,harbour,population,person,2023,p05,0,"));
  const auto json = nlohmann::json::parse(summary::summary_json(results, "run"));
  const auto& population = json["scenarios"][0]["cities"][0]["variables"]["population"];
  CHECK(population["mean"][1].is_null());
  CHECK(population["years"].size() == population["p95"].size());
}

TEST_CASE("saved draws and outcomes are written one row a draw, starting at draw 0") {
  summary::Results results = fixtures::one_scenario();
  results.draw_table = {{"harbour.economy.growth_offset", "shared.grid"}, {0.01, 1.0, -0.02, 2.0}};
  results.outcomes = {{"reference",
                       "harbour",
                       {{PeakOutcome::Kind::year, 2029}, {PeakOutcome::Kind::not_peaked, 0}},
                       {55.5, 60.25},
                       {"emissions.total@2030"},
                       {54.0, 58.0}},
                      {"other", "harbour", {{PeakOutcome::Kind::already_peaked, 0}}, {50.0}, {"gdp@2030"}, {4000.0}}};
  CHECK(csv_of(results, "draws") == "draw,harbour.economy.growth_offset,shared.grid\n0,0.01,1\n1,-0.02,2\n");
  CHECK(csv_of(results, "outcomes") ==
        "scenario,city,draw,peak_outcome,peak_level,emissions.total@2030,gdp@2030\n"
        "reference,harbour,0,2029,55.5,54,\n"
        "reference,harbour,1,not_peaked,60.25,58,\n"
        "other,harbour,0,already_peaked,50,,4000\n");
}

TEST_CASE("central.csv counts its years from the base year") {
  const table::Table table =
      summary::central_table({{"reference", "harbour", "gdp", "billion CNY/year", {1200.0, 1254.0}}}, 2020);
  CHECK(table.id == "central");
  CHECK(output::render_csv(table) ==
        "scenario,city,variable,unit,year,value\n"
        "reference,harbour,gdp,billion CNY/year,2020,1200\n"
        "reference,harbour,gdp,billion CNY/year,2021,1254\n");
}

TEST_CASE("summary.json is the contract's summary and the same bytes every time") {
  const summary::Results results = fixtures::two_scenarios();
  const std::string text = summary::summary_json(results, "run");
  CHECK(text == summary::summary_json(results, "run"));
  const auto json = nlohmann::json::parse(text);
  CHECK(json["format"] == "citypeak.summary/1");
  CHECK(json["draws"] == 10000);
  const auto& city = json["scenarios"][0]["cities"][0];
  CHECK(city["boundary"]["scopes"] == nlohmann::json({"scope1", "scope2"}));
  const auto& peak = city["peak"]["emissions.total"]["underlying"];
  CHECK(peak["outcomes"].size() == 21);
  CHECK(peak["outcomes"]["2029"] == nlohmann::json({0.5, 0.005}));
  CHECK(peak["outcomes"]["not_peaked"][0] == 0.0625);
  CHECK(peak["cumulative"].size() == 19);
  CHECK(peak["cumulative"]["2040"][0] == 0.9375);
  CHECK(peak["year"]["p50"] == 2029);
  CHECK(peak["year"]["p95"] == "not_peaked");
  CHECK(peak["level"]["p50"] == 55.3);
  CHECK(city["peak"]["emissions.total"].size() == 3);
  const auto& lever = json["scenarios"][1]["cities"][0]["levers"][1];
  CHECK(lever["effect"] == "none");
  CHECK(lever["reason"]["zh"] == "推广起始年晚于预测末年");
  CHECK(json["warnings"][0]["line"] == 14);
  CHECK(json["differences"].empty());
}

TEST_CASE("tables.md opens with how many inputs are assumptions") {
  const auto tables = summary::readers_tables(fixtures::two_scenarios());
  const std::string en = output::render_markdown(tables, Language::en);
  const std::string zh = output::render_markdown(tables, Language::zh);
  CHECK(lines_of(en)[0] == "Reference: 12 of 30 inputs are assumptions");
  CHECK(lines_of(zh)[0] == "基准情景：30项输入参数中有12项为假设值");
  CHECK(contains(en, "Accelerated package: 14 of 34 inputs are assumptions"));
}

TEST_CASE("every peak year in tables.md stands with its definition, boundary and error") {
  const auto tables = summary::readers_tables(fixtures::two_scenarios());
  const table::Table& peak = reader_table(tables, "peak");
  CHECK(peak.rows.size() == 6);
  CHECK(peak.columns[1].id == "definition");
  const std::string en = output::render_markdown({peak}, Language::en);
  CHECK(contains(en, "Harbour: CO2, scopes 1 and 2, electricity counted where it is used"));
  CHECK(!contains(en, "2029 ±"));  // an error below one year says nothing
  CHECK(contains(en, "93.75 ± 0.49"));
  CHECK(contains(en, "No comparable history"));
  CHECK(!contains(en, ">2040"));
  const std::string zh = output::render_markdown({peak}, Language::zh);
  CHECK(contains(zh, "海港市：二氧化碳，范围1+2，电力按消费侧核算"));
  CHECK(contains(zh, "5530 ± 4"));
  CHECK(contains(zh, "2030年及以前达峰概率（%）"));
  CHECK(contains(zh, "未达峰"));
}

TEST_CASE("a milestone outside the horizon has no column") {
  summary::Results results = fixtures::one_scenario();
  results.base_year = 2026;  // the law has one entry for each year: shift the whole calendar by four years
  results.horizon = 2044;
  const std::string text = summary::terminal_summary(results, Language::en);
  CHECK(!contains(text, "peak by 2025"));
  CHECK(contains(text, "peak by 2030"));
}

TEST_CASE("sectors, other sources and the total add up in the table of sectors") {
  const auto tables = summary::readers_tables(fixtures::one_scenario());
  const table::Table& sectors = reader_table(tables, "sectors");
  REQUIRE(sectors.rows.size() == 6);  // three sectors, the rest, the mean and the median of the total
  for (std::size_t column = 1; column <= 5; ++column) {
    double sum = 0.0;
    for (std::size_t row = 0; row < 4; ++row) sum += std::get<table::Number>(sectors.rows[row][column]).value;
    // Sums of four doubles round in the last digits.
    CHECK(sum == Approx(std::get<table::Number>(sectors.rows[4][column]).value).epsilon(1e-12));
  }
}

TEST_CASE("a lever without effect says so and why, in the tables and in the terminal") {
  const summary::Results results = fixtures::two_scenarios();
  const auto tables = summary::readers_tables(results);
  const std::string levers = output::render_markdown({reader_table(tables, "scenario_levers")}, Language::en);
  CHECK(contains(levers, "| Hydrogen        | no effect           | its adoption starts after the horizon |"));
  CHECK(contains(summary::terminal_summary(results, Language::en), "Hydrogen changes nothing: its adoption starts"));
  CHECK(contains(summary::terminal_summary(results, Language::zh),
                 "措施“氢能”未产生减排作用，原因：推广起始年晚于预测末年"));
}

TEST_CASE("the terminal summary is aligned by display width in both languages") {
  for (const Language language : {Language::en, Language::zh}) {
    const std::vector<std::string> lines = lines_of(summary::terminal_summary(fixtures::two_scenarios(), language));
    int position = 0;
    int rows = 0;
    for (const std::string& line : lines) {
      const std::size_t mark = line.find(" ± ");
      if (mark == std::string::npos) continue;
      const int here = table::display_width(line.substr(0, mark));
      if (rows > 0 && !contains(line, "not peaked") && !contains(line, "未达峰 ")) CHECK(here >= position);
      if (rows == 0) position = here;
      ++rows;
      CHECK(table::display_width(line) <= 100);
    }
    CHECK(rows == 7);  // three milestones, the share without a peak, three levels
  }
}

TEST_CASE("many scenarios go below each other in the terminal before a line grows too long") {
  summary::Results results = fixtures::one_scenario();
  for (int index = 0; index < 7; ++index) {
    results.scenarios.push_back(results.scenarios[0]);
    results.scenarios.back().name = {"Scenario number " + std::to_string(index), "情景" + std::to_string(index)};
  }
  for (const std::string& line : lines_of(summary::terminal_summary(results, Language::en))) {
    CHECK(table::display_width(line) <= 110);  // the notes are single sentences
  }
}

TEST_CASE("the answer is one sentence with year, probability and level") {
  const summary::Results results = fixtures::two_scenarios();
  CHECK(summary::answer(results, 1, Language::en) ==
        "In \"Accelerated package\", CO2 emissions of Harbour (scopes 1 and 2, electricity counted where it is used) "
        "peak "
        "by 2030 with a probability of about 100 %; the median peak year is 2026 (90 % interval: 2025 to 2027), at a "
        "median level of 55.30 ± 0.04 Mt CO2 (90 % interval: 51.10 to 59.50).");
  CHECK(summary::answer(results, 0, Language::zh) ==
        "“基准情景”下，海港市二氧化碳排放（范围1+2，电力按消费侧核算）在2030年及以前达峰的概率约为93.8%；"
        "达峰年份中位数为2029年（90%区间为2028年至2040年以后），"
        "峰值中位数为5530万吨（标准误4万吨，90%区间：5110～5950万吨）。");
  CHECK(summary::answer(results, 7, Language::en).empty());
}

TEST_CASE("many draws with their maximum in the base year are mentioned unless a history settles it") {
  summary::Results results = fixtures::two_scenarios();
  summary::PeakResult& peak = results.scenarios[0].cities[0].peaks[0];
  peak.probability[1] = {0.346, 0.005};
  CHECK(contains(summary::answer(results, 0, Language::zh),
                 "。其中34.6%的抽样最大值就在基准年2022年，实际可能更早达峰；补充历史数据（history）后方可判定。"));
  CHECK(contains(summary::answer(results, 0, Language::en),
                 " In 34.6 % of draws the largest value is the base year 2022 itself;"));
  peak.probability[1] = {0.05, 0.005};
  CHECK(!contains(summary::answer(results, 0, Language::en), "itself"));
  peak.probability[1] = {0.346, 0.005};
  peak.history_assessed = true;
  CHECK(!contains(summary::answer(results, 0, Language::en), "itself"));
}

TEST_CASE("a note on missing history speaks only of the rows it holds for") {
  summary::Results results = fixtures::one_scenario();
  auto& peaks = results.scenarios[0].cities[0].peaks;
  const auto notes = [&](const std::string& id) {
    return output::render_markdown({reader_table(summary::readers_tables(results), id)}, Language::zh);
  };
  const std::string scaled = "历史序列已按基准年排放衔接，峰值可能高于原始统计值。";
  CHECK(contains(notes("peak"), scaled));
  CHECK(!contains(notes("peak"), "未予评估"));

  peaks[2].history_assessed = false;  // the running mean
  CHECK(contains(notes("peak"), "五年滑动平均口径的历史数据不足，该行“已达峰”未予评估。"));
  CHECK(contains(notes("peak"), scaled));
  CHECK(!contains(notes("peak_classic"), "未予评估"));
  CHECK(!contains(summary::terminal_summary(results, Language::zh), "未予评估"));

  peaks[1].history_assessed = false;
  CHECK(contains(notes("peak"), "标为“未评估”的行缺少同口径历史数据。"));

  for (auto& peak : peaks) peak.history_assessed = false;
  CHECK(contains(notes("peak"), "缺少同口径历史数据，“已达峰”未予评估。"));
  CHECK(!contains(notes("peak"), scaled));
}

TEST_CASE("a sector without emissions has a note instead of a row among the peaks but stays in files") {
  summary::Results results = fixtures::two_scenarios();
  const auto silence = [&](std::size_t scenario) {
    summary::PeakResult& peak = results.scenarios[scenario].cities[0].peaks[3];
    REQUIRE(peak.variable == "emissions.sector.industry");
    peak.level = {};
  };
  const auto parts = [&] {
    return output::render_markdown({reader_table(summary::readers_tables(results), "peak_parts")}, Language::en);
  };
  CHECK(contains(parts(), "| Industry |"));
  silence(0);
  CHECK(contains(parts(), "Industry, Reference: no emissions inside the boundary; not listed."));
  CHECK(contains(parts(), "| Industry |"));
  silence(1);
  CHECK(contains(parts(), "- Industry: no emissions inside the boundary; not listed."));
  CHECK(!contains(parts(), "| Industry |"));
  CHECK(contains(csv_of(results, "peak"), "emissions.sector.industry,underlying,not_peaked"));
}

TEST_CASE("tables that print energy say how electricity is counted in it") {
  const auto tables = summary::readers_tables(fixtures::one_scenario());
  const std::string note = "电力按当量值折算（0.1229千克标准煤/千瓦时）";
  CHECK(contains(output::render_markdown({reader_table(tables, "projection")}, Language::zh), note));
  CHECK(contains(output::render_markdown({reader_table(tables, "projection")}, Language::zh), "单位GDP终端能耗"));
  CHECK(!contains(output::render_markdown({reader_table(tables, "sectors")}, Language::zh), note));
  for (const table::Table& table : tables) {
    if (table.id != "peak_parts") continue;
    const bool energy = table.title.en == "Peaks of energy use";
    CHECK(contains(output::render_markdown({table}, Language::zh), note) == energy);
  }
}

TEST_CASE("several scenarios of a run are warned against by their shared draws") {
  const std::string note = "各情景使用同一组随机数";
  CHECK(contains(summary::terminal_summary(fixtures::two_scenarios(), Language::zh), note));
  CHECK(!contains(summary::terminal_summary(fixtures::one_scenario(), Language::zh), note));
  const auto tables = summary::readers_tables(fixtures::two_scenarios());
  CHECK(contains(output::render_markdown({reader_table(tables, "peak")}, Language::zh), note));
}

TEST_CASE("what the command line changed opens the tables and the terminal and stands in summary.json") {
  summary::Results results = fixtures::one_scenario();
  CHECK(!nlohmann::json::parse(summary::summary_json(results, "run")).contains("changes"));
  results.changes = {"economy.gdp=1", "horizon=2050"};
  const auto tables = summary::readers_tables(results);
  CHECK(lines_of(output::render_markdown(tables, Language::en))[0] ==
        "Changed on the command line: economy.gdp=1; horizon=2050");
  CHECK(lines_of(summary::terminal_summary(results, Language::zh))[0] ==
        "本次运行临时改动：economy.gdp=1；horizon=2050");
  CHECK(nlohmann::json::parse(summary::summary_json(results, "run"))["changes"] ==
        nlohmann::json({"economy.gdp=1", "horizon=2050"}));
}

TEST_CASE("a median outside the horizon is said in words, never as a year") {
  summary::Results results = fixtures::one_scenario();
  summary::PeakResult& peak = results.scenarios[0].cities[0].peaks[0];
  for (auto& quantile : peak.year) quantile.outcome = {PeakOutcome::Kind::not_peaked, 0};
  CHECK(contains(summary::answer(results, 0, Language::en), "the median path does not peak by 2040"));
  CHECK(contains(summary::answer(results, 0, Language::zh), "中位情形至2040年仍未达峰"));
  for (auto& quantile : peak.year) quantile.outcome = {PeakOutcome::Kind::already_peaked, 0};
  CHECK(contains(summary::answer(results, 0, Language::en), "the median peak lies before 2022"));
  CHECK(contains(summary::answer(results, 0, Language::zh), "达峰年份中位数早于2022年"));
}

TEST_CASE("a run without cities or with few years still has its tables") {
  summary::Results results = fixtures::one_scenario();
  results.years = {2030};
  for (auto& variable : results.scenarios[0].cities[0].variables) variable.years.resize(1);
  CHECK(!output::render_markdown(summary::readers_tables(results), Language::zh).empty());
  results.scenarios[0].cities.clear();
  CHECK(summary::readers_tables(results).size() == 1);
  CHECK(contains(summary::terminal_summary(results, Language::en), "12 of 30 inputs are assumptions"));
}

TEST_CASE("several cities of a scenario are told apart in every table") {
  summary::Results results = fixtures::one_scenario();
  auto& cities = results.scenarios[0].cities;
  cities.push_back(cities[0]);
  cities[1].id = "bay";
  cities[1].name = {"Bay", "湾区"};
  cities[1].scopes = {"scope1"};
  const auto tables = summary::readers_tables(results);
  CHECK(reader_table(tables, "peak").columns[1].id == "city");
  CHECK(reader_table(tables, "projection").part == "harbour");
  const std::string text = summary::terminal_summary(results, Language::en);
  CHECK(contains(text, "Reference, Bay"));
  CHECK(contains(text, "Bay: CO2, scope 1,"));
  CHECK(contains(summary::answer(results, 0, Language::en), "CO2 emissions of Bay"));
}
