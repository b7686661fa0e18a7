// SPDX-License-Identifier: MIT
// Rows for programs as they come; for readers the few that a decision needs, a gain in years counted as earlier.
#include "sim/summary/difference_tables.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/summary/reader_parts.hpp"
#include "sim/table/format.hpp"
#include "sim/table/words.hpp"

namespace citypeak::summary {
namespace {

using table::Cell;
using table::Column;
using table::Kind;
using table::Label;
using table::Language;
using table::Row;
using table::Table;
using table::Unit;
using table::Word;
namespace words = table::words;

/// The rows of one scenario against the reference.
struct Compared {
  const ScenarioResult* reference = nullptr;
  const ScenarioResult* scenario = nullptr;
  const CityResult* city = nullptr;
  std::vector<const DifferenceRow*> rows;

  [[nodiscard]] const DifferenceRow* find(std::string_view quantity, std::string_view statistic) const {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const DifferenceRow* row) {
      return row->quantity == quantity && row->statistic == statistic;
    });
    return found == rows.end() ? nullptr : *found;
  }
};

std::vector<Compared> compared(const Results& results) {
  std::vector<Compared> out;
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    Compared one{nullptr, &scenario, &city, {}};
    for (const DifferenceRow& row : results.differences) {
      if (row.scenario != scenario.id || row.city != city.id) continue;
      one.rows.push_back(&row);
      for (const ScenarioResult& other : results.scenarios) {
        if (other.id == row.reference) one.reference = &other;
      }
    }
    if (one.reference != nullptr) out.push_back(std::move(one));
  });
  return out;
}

/// Years of a decision: those that plans name, as far as they were asked for, or else the last one.
std::vector<int> years_shown(const Results& results) {
  std::vector<int> out;
  for (const int year : {2030, 2035}) {
    if (year > results.base_year && index_of(results, year)) out.push_back(year);
  }
  if (out.empty() && !results.years.empty()) out.push_back(results.years.back());
  return out;
}

std::string at(std::string_view variable, int year) { return fmt::format("{}@{}", variable, year); }
std::string peaked_by_quantity(int year) { return fmt::format("P(peak<={})", year); }
std::string summed(const Results& results) {
  return fmt::format("sum(emissions.total,{}..{})", results.base_year, results.horizon);
}

Cell cell_of(const DifferenceRow* row, double sign = 1.0) {
  if (row == nullptr) return table::Empty{};
  return number({sign * row->value.value, row->value.standard_error});
}

/// A column of the readers' table: what it shows of a comparison.
struct Shown {
  Column column;
  std::string quantity, statistic;
  double sign = 1.0;
};

std::vector<Shown> shown_columns(const Results& results, const CityResult& city) {
  const Unit mass = words::readers_unit("emissions.total", "MtCO2e/year", co2_only(city));
  const Unit total = words::readers_unit("emissions.total", "MtCO2e", co2_only(city));
  const Unit money = words::readers_unit("gdp", "billion CNY/year", co2_only(city));
  const auto column = [](std::string_view id, Label label, Unit unit) {
    return Column{std::string(id), std::move(label), std::move(unit), Kind::number, true};
  };
  std::vector<Shown> out{
      {column("years_of_advance", words::difference::advance.label(), words::years()), "peak_year_restricted", "mean",
       -1.0},
      {column("earlier", words::difference::earlier.label(), words::percent()), "peak_order", "earlier"},
      {column("same", words::difference::same.label(), words::percent()), "peak_order", "same"},
      {column("later", words::difference::later.label(), words::percent()), "peak_order", "later"}};
  for (const int year : years_shown(results))
    out.push_back({column(fmt::format("p_{}", year), words::difference::of(words::peaked_by(year)), words::percent()),
                   peaked_by_quantity(year), "mean"});
  out.push_back(
      {column("peak_level", words::difference::of(words::column::peak_level.label()), mass), "peak_level", "mean"});
  for (const int year : years_shown(results))
    out.push_back({column(fmt::format("emissions_{}", year),
                          words::difference::in_year(words::difference::emissions.label(), year), mass),
                   at("emissions.total", year), "mean"});
  out.push_back(
      {column("emissions_sum",
              words::difference::over(words::difference::emissions.label(), results.base_year, results.horizon), total),
       summed(results), "mean"});
  const int last = years_shown(results).back();
  out.push_back(
      {column(fmt::format("gdp_{}", last), words::difference::in_year(words::column::gdp.label(), last), money),
       at("gdp", last), "mean"});
  return out;
}

/// The share of a scenario's draws that do not peak by the horizon.
double not_peaked(const ScenarioResult& scenario, std::string_view city_id) {
  for (const CityResult& city : scenario.cities) {
    const PeakResult* peak = city.id == city_id ? find_peak(city, headline_variable, headline_definition) : nullptr;
    if (peak != nullptr && !peak->probability.empty()) return peak->probability.back().value;
  }
  return 0.0;
}

bool is_censored(const Compared& one) {
  return not_peaked(*one.reference, one.city->id) > 0.0 || not_peaked(*one.scenario, one.city->id) > 0.0;
}

/// A gain in years is at least what is counted if only the reference has paths that go on beyond the horizon.
bool is_lower_bound(const Compared& one) {
  return not_peaked(*one.scenario, one.city->id) == 0.0 && not_peaked(*one.reference, one.city->id) > 0.0;
}

}  // namespace

std::optional<Table> differences_table(const Results& results) {
  if (results.differences.empty()) return std::nullopt;
  Table table;
  table.id = "differences";
  for (const char* id : {"reference", "scenario", "city", "quantity", "statistic"})
    table.columns.push_back({id, {}, {}, Kind::word, false});
  for (const char* id : {"value", "standard_error"}) table.columns.push_back({id, {}, {}, Kind::number, false});
  const auto word = [](const std::string& id) { return Cell(Word{id, {}}); };
  const auto plain = [](double value) { return Cell(table::Number{value, {}}); };
  for (const DifferenceRow& row : results.differences) {
    table.rows.push_back({word(row.reference), word(row.scenario), word(row.city), word(row.quantity),
                          word(row.statistic), plain(row.value.value), plain(row.value.standard_error)});
  }
  return table;
}

void add_differences(table::JsonWriter& json, const Results& results) {
  json.key("differences");
  json.begin_array();
  for (const DifferenceRow& row : results.differences) {
    json.begin_object(table::JsonWriter::Layout::line);
    json.member("reference", row.reference);
    json.member("scenario", row.scenario);
    json.member("city", row.city);
    json.member("quantity", row.quantity);
    json.member("statistic", row.statistic);
    json.member("unit", row.unit);
    json.key("value"), json.number(row.value.value);
    json.key("standard_error"), json.number(row.value.standard_error);
    json.end_object();
  }
  json.end_array();
}

std::optional<Table> readers_differences(const Results& results) {
  const std::vector<Compared> all = compared(results);
  if (all.empty()) return std::nullopt;
  Table table;
  table.id = "differences";
  table.title = words::title::differences.label();
  table.columns = {word_column(words::column::scenario), word_column(words::column::reference)};
  const std::vector<Shown> shown = shown_columns(results, *all.front().city);
  for (const Shown& one : shown) table.columns.push_back(one.column);
  bool censored = false;
  for (const Compared& one : all) {
    Row row{Word{one.scenario->id, scenario_label(results, *one.scenario, *one.city)},
            Word{one.reference->id, label_of(one.reference->name, one.reference->id)}};
    for (const Shown& column : shown) row.push_back(cell_of(one.find(column.quantity, column.statistic), column.sign));
    table.rows.push_back(std::move(row));
    censored = censored || is_censored(one);
  }
  table.notes.push_back(words::note::differences.label());
  if (censored) table.notes.push_back(words::note::censored_advance.label());
  return table;
}

std::string difference_lines(const Results& results, Language language) {
  std::string text;
  for (const Compared& one : compared(results)) {
    const std::vector<Shown> shown = shown_columns(results, *one.city);
    const auto value = [&](std::string_view id) {
      const auto found = std::find_if(shown.begin(), shown.end(), [&](const Shown& s) { return s.column.id == id; });
      if (found == shown.end()) return std::string("–");
      return table::reader_text(cell_of(one.find(found->quantity, found->statistic), found->sign), found->column,
                                language);
    };
    const int year = years_shown(results).front();
    words::DifferenceParts parts;
    parts.scenario = scenario_label(results, *one.scenario, *one.city).in(language);
    parts.reference = label_of(one.reference->name, one.reference->id).in(language);
    parts.advance = value("years_of_advance");
    parts.earlier = value("earlier");
    parts.same = value("same");
    parts.later = value("later");
    parts.year = year;
    parts.probability = value(fmt::format("p_{}", year));
    parts.emissions = value(fmt::format("emissions_{}", year));
    parts.emissions_unit =
        words::readers_unit("emissions.total", "MtCO2e/year", co2_only(*one.city)).label.in(language);
    parts.lower_bound = is_lower_bound(one);
    parts.horizon = is_censored(one) && !parts.lower_bound ? results.horizon : 0;
    text += words::difference_line(parts, language) + "\n";
  }
  return text;
}

}  // namespace citypeak::summary
