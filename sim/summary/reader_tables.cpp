// SPDX-License-Identifier: MIT
// Results -> the tables of a carbon-peak white paper, in the shapes that city plans print.
#include "sim/summary/difference_tables.hpp"
#include "sim/summary/event_tables.hpp"
#include "sim/summary/published_tables.hpp"
#include "sim/summary/reader_parts.hpp"
#include "sim/summary/run_tables.hpp"
#include "sim/summary/shock_tables.hpp"
#include "sim/table/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>

namespace citypeak::summary {
namespace {

using table::Cell;
using table::Column;
using table::Empty;
using table::Kind;
using table::Label;
using table::Number;
using table::Row;
using table::Table;
using table::Unit;
using table::Word;
namespace words = table::words;

constexpr std::array<int, 3> classic_years{2030, 2035, 2045};

bool is_sector(std::string_view variable) { return variable.rfind(words::sector_prefix.id, 0) == 0; }

Cell named(std::string_view id, const Label& label) { return Word{std::string(id), label}; }

const CityResult* first_city(const Results& results) {
  for (const ScenarioResult& scenario : results.scenarios) {
    if (!scenario.cities.empty()) return &scenario.cities.front();
  }
  return nullptr;
}

Cell median_at(const Results& results, const VariableResult* variable, int year) {
  const Statistics* values = at_year(results, variable, year);
  return values == nullptr ? Cell(Empty{}) : number(values->p50);
}

// value / reference - 1. The two errors are added, as if they always conspired: it only sets how many digits are shown.
Cell relative_change(const Estimate& value, const Estimate& reference) {
  if (!std::isfinite(value.value) || !std::isfinite(reference.value) || reference.value == 0.0) return Empty{};
  const double ratio = value.value / reference.value;
  const double error =
      std::abs(value.standard_error / reference.value) + std::abs(ratio * reference.standard_error / reference.value);
  return Number{ratio - 1.0, error};
}

Table assumptions(const Results& results) {
  Table table;
  table.id = "assumptions";
  if (!results.changes.empty()) table.notes.push_back(words::changes(results.changes));
  for (const ScenarioResult& scenario : results.scenarios) {
    table.notes.push_back(
        words::assumptions_of(label_of(scenario.name, scenario.id), scenario.assumptions, scenario.inputs));
  }
  for (std::size_t i = 0; i < results.scenarios.size(); ++i) {
    if (results.scenarios[i].cities.empty()) continue;
    table.notes.push_back({answer(results, i, table::Language::en), answer(results, i, table::Language::zh)});
  }
  return table;
}

// Rows begin with the scenario, and the city where there is more than one.
void add_key_columns(const Results& results, Table& table) {
  table.columns.push_back(word_column(words::column::scenario));
  if (cities_differ(results)) table.columns.push_back(word_column(words::column::city));
}

Row key_of(const Results& results, const ScenarioResult& scenario, const CityResult& city) {
  Row row{named(scenario.id, label_of(scenario.name, scenario.id))};
  if (cities_differ(results)) row.push_back(named(city.id, label_of(city.name, city.id)));
  return row;
}

Unit unit_of(const CityResult& city, const PeakResult& peak) {
  return words::readers_unit(peak.variable, peak.level_unit, co2_only(city));
}

template <class Item>
void append(std::vector<Item>& items, std::vector<Item> more) {
  std::move(more.begin(), more.end(), std::back_inserter(items));
}

void add_definition_notes(const std::vector<std::string>& definitions, Table& table) {
  for (const std::string& id : definitions) {
    const Label note = words::definition_note(id);
    if (!note.en.empty()) table.notes.push_back(note);
  }
}

void remember(std::vector<std::string>& known, const std::string& item) {
  if (std::find(known.begin(), known.end(), item) == known.end()) known.push_back(item);
}

// What must stand under every table with a peak year: boundary, definition, history, error.
void add_peak_notes(const Results& results, const std::vector<std::string>& definitions, const PastOfRows& past,
                    Table& table) {
  for (const Label& boundary : boundaries(results)) table.notes.push_back(boundary);
  add_definition_notes(definitions, table);
  for (Label& note : past.notes()) table.notes.push_back(std::move(note));
  table.notes.push_back(words::note::errors.label());
  if (results.scenarios.size() > 1) table.notes.push_back(words::note::shared_draws.label());
}

// What is said once, under the first of them.
void add_run_notes(const Results& results, Table& table) {
  table.notes.push_back(words::outcomes_note(results.base_year, results.horizon));
  table.notes.push_back(words::draws_note(std::to_string(results.draws), results.design, std::to_string(results.seed)));
}

Table peak(const Results& results) {
  Table table;
  table.id = "peak";
  table.title = words::title::peak.label();
  add_key_columns(results, table);
  table.columns.push_back(word_column(words::column::definition));
  bool has_columns = false;
  std::vector<std::string> definitions;
  PastOfRows past;
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    for (const PeakResult& peak : city.peaks) {
      if (peak.variable != headline_variable) continue;
      if (!has_columns) append(table.columns, peak_columns(results, unit_of(city, peak), Headings::in_symbols));
      has_columns = true;
      remember(definitions, peak.definition);
      Row row = key_of(results, scenario, city);
      row.emplace_back(words::definition_word(peak.definition));
      past.add(city, peak);
      append(row, peak_cells(results, peak));
      table.rows.push_back(std::move(row));
    }
  });
  add_peak_notes(results, definitions, past, table);
  add_run_notes(results, table);
  return table;
}

Label label_of_variable(const CityResult& city, const std::string& name) {
  const VariableResult* variable = find_variable(city, name);
  if (variable == nullptr) return {name, name};
  const Label label = label_of(variable->label, name);
  return is_sector(name) ? words::without_sector_prefix(label) : label;
}

bool is_electricity(std::string_view variable) { return variable == "energy.carrier.electricity"; }
bool is_energy(std::string_view variable) { return variable.rfind("energy.", 0) == 0; }

// Zero in every draw and year: such a variable neither peaks nor fails to.
bool is_always_zero(const PeakResult& peak) { return peak.level.minimum == 0.0 && peak.level.maximum == 0.0; }

const words::Phrase& parts_title(std::string_view variable) {
  if (is_electricity(variable)) return words::title::electricity_peaks;
  return is_energy(variable) ? words::title::energy_peaks : words::title::sector_peaks;
}

// Variables of one unit: their table, and what its notes must say.
struct PeakParts {
  Table table;
  PastOfRows past;
  bool energy = false;
  std::vector<Label> not_listed;
};

PeakParts& parts_of(const Results& results, const std::string& variable, const Unit& unit,
                    std::vector<PeakParts>& all) {
  for (PeakParts& parts : all) {
    const Label& known = parts.table.columns.back().unit.label;
    if (known.en == unit.label.en && known.zh == unit.label.zh) return parts;
  }
  PeakParts& parts = all.emplace_back();
  parts.table.id = "peak_parts";
  parts.table.part = std::to_string(all.size());
  parts.table.title = parts_title(variable).label();
  add_key_columns(results, parts.table);
  parts.table.columns.push_back(word_column(words::column::variable));
  append(parts.table.columns, peak_columns(results, unit, Headings::in_symbols));
  return parts;
}

// Said once, not again for each scenario.
void leave_out(const Label& variable, bool emissions, PeakParts& parts) {
  Label note = words::not_listed(variable, emissions);
  const bool known = std::any_of(parts.not_listed.begin(), parts.not_listed.end(),
                                 [&](const Label& other) { return other.en == note.en; });
  if (!known) parts.not_listed.push_back(std::move(note));
}

// In some scenario of the run it is not zero, so the note must say in which it is.
bool is_zero_only_here(const Results& results, const PeakResult& peak) {
  for (const ScenarioResult& scenario : results.scenarios) {
    for (const CityResult& city : scenario.cities) {
      const PeakResult* other = find_peak(city, peak.variable, peak.definition);
      if (other != nullptr && !is_always_zero(*other)) return true;
    }
  }
  return false;
}

// Peaks other than the headline's, one table per unit: emissions of sectors, energy, electricity.
std::vector<Table> peak_parts(const Results& results) {
  std::vector<PeakParts> all;
  std::vector<std::string> definitions;
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    for (const PeakResult& peak : city.peaks) {
      if (peak.variable == headline_variable) continue;
      const Label name = label_of_variable(city, peak.variable);
      PeakParts& parts = parts_of(results, peak.variable, unit_of(city, peak), all);
      if (is_always_zero(peak)) {
        const bool here = is_zero_only_here(results, peak);
        leave_out(here ? words::listed(name, scenario_label(results, scenario, city)) : name, !is_energy(peak.variable),
                  parts);
        continue;
      }
      remember(definitions, peak.definition);
      parts.energy = parts.energy || (is_energy(peak.variable) && !is_electricity(peak.variable));
      parts.past.add(city, peak);
      Row row = key_of(results, scenario, city);
      row.push_back(named(peak.variable, name));
      append(row, peak_cells(results, peak));
      parts.table.rows.push_back(std::move(row));
    }
  });
  std::vector<Table> tables;
  for (PeakParts& parts : all) {
    add_peak_notes(results, definitions, parts.past, parts.table);
    if (parts.energy) parts.table.notes.push_back(words::note::energy.label());
    append(parts.table.notes, std::move(parts.not_listed));
    tables.push_back(std::move(parts.table));
  }
  return tables;
}

std::vector<Column> classic_columns(const Results& results, const Unit& level) {
  const auto column = [](std::string id, Label label, Unit unit, Kind kind) {
    return Column{std::move(id), std::move(label), std::move(unit), kind, true};
  };
  std::vector<Column> columns{
      column("peak_year", words::joined(words::column::peak_year.label(), words::p50.label()), {}, Kind::year_or_word),
      column("peak_level", words::joined(words::column::peak_level.label(), words::p50.label()), level, Kind::number)};
  for (const int year : classic_years) {
    if (!index_of(results, year)) continue;
    columns.push_back(column(fmt::format("total_{}", year), words::in_year(year), level, Kind::number));
  }
  columns.push_back(column("fall", words::fall_by(results.years.empty() ? results.horizon : results.years.back()),
                           words::percent(), Kind::number));
  columns.push_back(column("gdp_per_capita", words::column::gdp_per_capita_at_peak.label(),
                           words::readers_unit("gdp_per_capita", "CNY/person/year", true), Kind::number));
  return columns;
}

Cell fall_from_peak(const Results& results, const VariableResult* total, const PeakResult& peak) {
  const Statistics* last = results.years.empty() ? nullptr : at_year(results, total, results.years.back());
  if (last == nullptr) return Empty{};
  Cell cell = relative_change(last->p50, peak.level.p50);
  if (auto* number = std::get_if<Number>(&cell)) number->value = 0.0 - number->value;
  return cell;
}

Row classic_cells(const Results& results, const CityResult& city, const PeakResult& peak) {
  const VariableResult* total = find_variable(city, headline_variable);
  Row row{year_quantile(peak, 0.5), number(peak.level.p50)};
  for (const int year : classic_years) {
    if (index_of(results, year)) row.push_back(median_at(results, total, year));
  }
  row.push_back(fall_from_peak(results, total, peak));
  row.push_back(peak.has_gdp_per_capita ? number(peak.gdp_per_capita.p50) : Cell(Empty{}));
  return row;
}

Table peak_classic(const Results& results) {
  Table table;
  table.id = "peak_classic";
  table.title = words::title::peak_classic.label();
  add_key_columns(results, table);
  bool has_columns = false;
  PastOfRows past;
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    const PeakResult* peak = find_peak(city, headline_variable, headline_definition);
    if (peak == nullptr) return;
    if (!has_columns) append(table.columns, classic_columns(results, unit_of(city, *peak)));
    has_columns = true;
    Row row = key_of(results, scenario, city);
    append(row, classic_cells(results, city, *peak));
    past.add(city, *peak);
    table.rows.push_back(std::move(row));
  });
  add_peak_notes(results, {std::string(headline_definition)}, past, table);
  table.notes.push_back(words::note::medians.label());
  table.notes.push_back(words::note::fall.label());
  return table;
}

// A white paper prints the base year, the ends of five-year plans and the last year; all years if they are few.
std::vector<int> printed_years(const Results& results) {
  constexpr std::size_t few = 12;
  constexpr int plan_period = 5;
  if (results.years.size() <= few) return results.years;
  std::vector<int> years;
  std::copy_if(results.years.begin(), results.years.end(), std::back_inserter(years), [&](int year) {
    return year % plan_period == 0 || year == results.years.front() || year == results.years.back();
  });
  return years;
}

// One column of the projection: how it is headed and what it says in a year.
struct ProjectionColumn {
  Column column;
  std::function<Cell(int year)> cell;
};

void add_totals(const Results& results, const CityResult& city, std::vector<ProjectionColumn>& columns) {
  const VariableResult* total = find_variable(city, headline_variable);
  if (total == nullptr) return;
  const words::Phrase& name = co2_only(city) ? words::column::co2_total : words::column::ghg_total;
  const Unit unit = words::readers_unit(total->name, total->unit, co2_only(city));
  const auto add = [&](const words::Phrase& statistic, Estimate Statistics::*member) {
    Column column{fmt::format("total_{}", statistic.id), words::joined(name.label(), statistic.label()), unit,
                  Kind::number, true};
    columns.push_back({std::move(column), [&results, total, member](int year) {
                         const Statistics* values = at_year(results, total, year);
                         return values == nullptr ? Cell(Empty{}) : number(values->*member);
                       }});
  };
  add(words::p05, &Statistics::p05);
  add(words::p50, &Statistics::p50);
  add(words::p95, &Statistics::p95);
}

void add_median(const Results& results, const CityResult& city, std::string_view variable, const words::Phrase& name,
                std::vector<ProjectionColumn>& columns) {
  const VariableResult* found = find_variable(city, variable);
  if (found == nullptr) return;
  Column column{std::string(name.id), name.label(), words::readers_unit(found->name, found->unit, co2_only(city)),
                Kind::number, false};
  columns.push_back({std::move(column), [&results, found](int year) { return median_at(results, found, year); }});
}

void add_intensity_change(const Results& results, const CityResult& city, std::vector<ProjectionColumn>& columns) {
  const VariableResult* intensity = find_variable(city, "emissions.per_gdp");
  const Statistics* base = at_year(results, intensity, results.base_year);
  if (base == nullptr) return;
  Column column{"change", words::since(results.base_year), words::percent(), Kind::number, false};
  columns.push_back({std::move(column), [&results, intensity, base](int year) {
                       const Statistics* values = at_year(results, intensity, year);
                       return values == nullptr ? Cell(Empty{}) : relative_change(values->p50, base->p50);
                     }});
}

Table named_table(const Results& results, const ScenarioResult& scenario, const CityResult& city, std::string_view id,
                  const Label& title) {
  const bool several_cities = cities_differ(results);
  Table table;
  table.id = std::string(id);
  if (results.scenarios.size() > 1) table.part = scenario.id;
  if (several_cities) table.part += (table.part.empty() ? "" : "_") + city.id;
  table.title = words::titled(title, words::listed(label_of(scenario.name, scenario.id), label_of(city.name, city.id)));
  return table;
}

Table projection(const Results& results, const ScenarioResult& scenario, const CityResult& city) {
  const bool co2 = co2_only(city);
  std::vector<ProjectionColumn> columns;
  add_totals(results, city, columns);
  add_median(results, city, "emissions.per_gdp", co2 ? words::column::emissions_per_gdp : words::column::ghg_per_gdp,
             columns);
  add_intensity_change(results, city, columns);
  add_median(results, city, "energy.per_gdp", words::column::energy_per_gdp, columns);
  add_median(results, city, "emissions.per_capita",
             co2 ? words::column::emissions_per_capita : words::column::ghg_per_capita, columns);
  add_median(results, city, "gdp", words::column::gdp, columns);
  add_median(results, city, "population", words::column::population, columns);

  Table table = named_table(results, scenario, city, "projection", words::title::projection.label());
  table.columns.push_back({"year", words::column::year.label(), {}, Kind::integer, false});
  for (const ProjectionColumn& column : columns) table.columns.push_back(column.column);
  for (const int year : printed_years(results)) {
    Row row{std::int64_t{year}};
    for (const ProjectionColumn& column : columns) row.push_back(column.cell(year));
    table.rows.push_back(std::move(row));
  }
  table.notes = {boundary_of(city), words::note::projection_medians.label(), words::note::digits.label()};
  if (find_variable(city, "energy.per_gdp") != nullptr) table.notes.push_back(words::note::energy.label());
  if (printed_years(results).size() < results.years.size()) table.notes.push_back(words::note::every_year.label());
  return table;
}

// What the total holds beside the sectors (process lines of their own, waste, sinks), as a mean without an error.
Cell other_sources(const Results& results, const CityResult& city, const Statistics& total, int year) {
  double rest = total.mean.value;
  for (const VariableResult& variable : city.variables) {
    if (!is_sector(variable.name)) continue;
    const Statistics* values = at_year(results, &variable, year);
    if (values != nullptr) rest -= values->mean.value;
  }
  return number(Estimate{rest, total.mean.standard_error});
}

bool has_other_sources(const Results& results, const CityResult& city, const VariableResult& total,
                       const std::vector<int>& years) {
  // Fixed-point sums and their conversion leave less than this share of the total.
  constexpr double rounding = 1e-7;
  return std::any_of(years.begin(), years.end(), [&](int year) {
    const Statistics* values = at_year(results, &total, year);
    if (values == nullptr) return false;
    const Cell rest = other_sources(results, city, *values, year);
    const auto* number = std::get_if<Number>(&rest);
    return number != nullptr && std::abs(number->value) > rounding * std::abs(values->mean.value);
  });
}

Row sector_row(const Results& results, Cell name, const std::vector<int>& years, const VariableResult& total,
               const std::vector<int>& share_years,
               const std::function<Cell(const Statistics& total, int year)>& cell) {
  Row row{std::move(name)};
  for (const int year : years) {
    const Statistics* all = at_year(results, &total, year);
    row.push_back(all == nullptr ? Cell(Empty{}) : cell(*all, year));
  }
  for (const int year : share_years) {
    const Statistics* all = at_year(results, &total, year);
    const Cell part = all == nullptr ? Cell(Empty{}) : cell(*all, year);
    const auto* number = std::get_if<Number>(&part);
    const bool known = number != nullptr && all->mean.value != 0.0;
    row.push_back(known ? Cell(Number{number->value / all->mean.value,
                                      number->standard_error.value_or(0.0) / std::abs(all->mean.value)})
                        : Cell(Empty{}));
  }
  return row;
}

std::vector<int> sector_years(const Results& results) {
  std::vector<int> years;
  for (const int year : {results.base_year, 2025, 2030, 2035, results.horizon}) {
    if (index_of(results, year) && (years.empty() || years.back() < year)) years.push_back(year);
  }
  return years;
}

std::optional<Table> sectors(const Results& results, const ScenarioResult& scenario, const CityResult& city) {
  const VariableResult* total = find_variable(city, headline_variable);
  const std::vector<int> years = sector_years(results);
  const bool has_sectors = std::any_of(city.variables.begin(), city.variables.end(),
                                       [](const VariableResult& variable) { return is_sector(variable.name); });
  if (total == nullptr || !has_sectors || years.empty()) return std::nullopt;
  std::vector<int> share_years{years.front()};
  if (years.size() > 1) share_years.push_back(years[years.size() > 2 ? years.size() - 2 : 1]);

  const Unit unit = words::readers_unit(total->name, total->unit, co2_only(city));
  Table table =
      named_table(results, scenario, city, "sectors", words::with_unit(words::title::sectors.label(), unit.label));
  table.columns.push_back(word_column(words::column::sector));
  for (const int year : years) {
    table.columns.push_back({fmt::format("mean_{}", year),
                             words::in_year(year),
                             {{}, unit.en_factor, unit.zh_factor},
                             Kind::number,
                             false});
  }
  for (const int year : share_years) {
    table.columns.push_back(
        {fmt::format("share_{}", year), words::share_in(year), words::percent(), Kind::number, false});
  }
  for (const VariableResult& variable : city.variables) {
    if (!is_sector(variable.name)) continue;
    const std::string id = variable.name.substr(words::sector_prefix.id.size());
    const Label name = words::without_sector_prefix(label_of(variable.label, id));
    table.rows.push_back(
        sector_row(results, named(id, name), years, *total, share_years, [&](const Statistics&, int year) {
          const Statistics* values = at_year(results, &variable, year);
          return values == nullptr ? Cell(Empty{}) : number(values->mean);
        }));
  }
  if (has_other_sources(results, city, *total, years)) {
    table.rows.push_back(
        sector_row(results, words::column::other_sources.word(), years, *total, share_years,
                   [&](const Statistics& all, int year) { return other_sources(results, city, all, year); }));
  }
  table.rows.push_back(sector_row(results, words::column::sum_of_means.word(), years, *total, share_years,
                                  [](const Statistics& all, int) { return number(all.mean); }));
  for (std::size_t index = 0; index < share_years.size(); ++index) {
    table.rows.back()[1 + years.size() + index] = Number{1.0, {}};  // the whole, whatever the error of the total
  }
  Row median = sector_row(results, words::column::total_median.word(), years, *total, {},
                          [](const Statistics& all, int) { return number(all.p50); });
  for (std::size_t index = 0; index < share_years.size(); ++index) median.push_back(words::column::nothing.word());
  table.rows.push_back(std::move(median));
  table.notes = {boundary_of(city), words::note::means.label(), words::note::digits.label()};
  return table;
}

Word effect_word(LeverResult::Effect effect) {
  switch (effect) {
    case LeverResult::Effect::lowers:
      return words::effect_lowers.word();
    case LeverResult::Effect::raises:
      return words::effect_raises.word();
    case LeverResult::Effect::none:
      break;
  }
  return words::effect_none.word();
}

// What the run warned of: whoever reads the tables has not seen the terminal.
std::optional<Table> run_warnings(const Results& results) {
  if (results.warnings.empty()) return std::nullopt;
  Table table;
  table.id = "warnings";
  table.title = words::title::warnings.label();
  for (const WarningResult& warning : results.warnings)
    table.notes.push_back(
        words::warning(warning.file, warning.line, {warning.message.en, warning.message.zh}, warning.id));
  return table;
}

// The years in which every lever's change is known.
std::vector<int> lever_years(const Results& results) {
  for (const ScenarioResult& scenario : results.scenarios) {
    if (scenario.levers.empty()) continue;
    std::vector<int> years;
    for (const LeverResult::Change& change : scenario.levers.front().central) years.push_back(change.year);
    return years;
  }
  return {};
}

// Below that the path of medians says nothing that a reader could use.
double to_tenth_of_kt(double megatonnes) { return std::round(megatonnes * 1e4) * 1e-4; }

Row lever_row(const ScenarioResult& scenario, const LeverResult& lever, const std::vector<int>& years) {
  const bool has_reason = !lever.reason.en.empty() || !lever.reason.zh.empty();
  Row row{named(scenario.id, label_of(scenario.name, scenario.id)), named(lever.id, label_of(lever.name, lever.id)),
          effect_word(lever.effect)};
  for (double LeverResult::Change::*part : {&LeverResult::Change::total, &LeverResult::Change::scope3}) {
    for (const int year : years) {
      const auto change = std::find_if(lever.central.begin(), lever.central.end(),
                                       [&](const LeverResult::Change& each) { return each.year == year; });
      row.push_back(change == lever.central.end() ? Cell(Empty{}) : Cell(Number{to_tenth_of_kt((*change).*part), {}}));
    }
  }
  row.push_back(has_reason ? Cell(Word{lever.reason.en, {lever.reason.en, lever.reason.zh}})
                           : Cell(words::column::nothing.word()));
  return row;
}

std::optional<Table> scenario_levers(const Results& results) {
  const CityResult* city = first_city(results);
  const std::vector<int> years = lever_years(results);
  Table table;
  table.id = "scenario_levers";
  table.title = words::title::levers.label();
  for (const words::Phrase* name : {&words::column::scenario, &words::column::lever, &words::column::effect})
    table.columns.push_back(word_column(*name));
  const Unit unit = words::readers_unit("emissions.total", "MtCO2e/year", co2_only(*city));
  for (const words::Phrase* part : {&words::column::change, &words::column::scope3_change}) {
    for (const int year : years) {
      const std::string id = std::string(part->id) + "_" + std::to_string(year);
      table.columns.push_back({id, words::joined(part->label(), words::in_year(year)), unit, Kind::number, true});
    }
  }
  table.columns.push_back(word_column(words::column::reason));
  for (const ScenarioResult& scenario : results.scenarios) {
    for (const LeverResult& lever : scenario.levers) table.rows.push_back(lever_row(scenario, lever, years));
  }
  table.notes.push_back(words::note::lever_changes.label());
  if (table.rows.empty()) return std::nullopt;
  return table;
}

}  // namespace

std::vector<Table> readers_tables(const Results& results) {
  std::vector<Table> tables{assumptions(results)};
  if (first_city(results) == nullptr) return tables;
  if (auto table = base_year_table(results)) tables.push_back(std::move(*table));
  tables.push_back(peak(results));
  tables.push_back(peak_classic(results));
  if (auto table = readers_differences(results)) tables.push_back(std::move(*table));
  if (auto table = readers_verdicts(results)) tables.push_back(std::move(*table));
  if (auto table = readers_targets(results)) tables.push_back(std::move(*table));
  if (auto table = implied_table(results)) tables.push_back(std::move(*table));
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    tables.push_back(projection(results, scenario, city));
  });
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    if (auto table = sectors(results, scenario, city)) tables.push_back(std::move(*table));
  });
  for (Table& table : peak_parts(results)) tables.push_back(std::move(table));
  if (auto table = scenario_levers(results)) tables.push_back(std::move(*table));
  if (auto table = readers_shocks(results)) tables.push_back(std::move(*table));
  if (auto table = run_warnings(results)) tables.push_back(std::move(*table));
  return tables;
}

}  // namespace citypeak::summary
