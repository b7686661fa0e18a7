// SPDX-License-Identifier: MIT
// The pieces that tables, terminal and summary.json share: names, boundaries, years, and one peak as a row of cells.
#include "sim/summary/reader_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace citypeak::summary {
namespace {

using table::Cell;
using table::Column;
using table::Kind;
using table::Label;
using table::Row;
using table::Unit;
namespace words = table::words;

// The ends of five-year plans by which Chinese cities set their peak.
constexpr std::array<int, 3> milestone_years{2025, 2030, 2035};
constexpr std::string_view running_mean = "centred_5";  // needs more years before the base year than the others
constexpr std::array<double, 3> shown_quantiles{0.05, 0.50, 0.95};

bool within(const Results& results, int year) { return year >= results.base_year && year <= results.horizon; }

Column column(std::string id, Label label, Unit unit, Kind kind) {
  return {std::move(id), std::move(label), std::move(unit), kind, true};
}

}  // namespace

Label label_of(const Text& text, std::string_view id) {
  if (text.en.empty() && text.zh.empty()) return {std::string(id), std::string(id)};
  return {text.en, text.zh};
}

bool co2_only(const CityResult& city) { return city.gases.size() == 1 && city.gases.front() == "co2"; }

const VariableResult* find_variable(const CityResult& city, std::string_view name) {
  const auto found = std::find_if(city.variables.begin(), city.variables.end(),
                                  [&](const VariableResult& variable) { return variable.name == name; });
  return found == city.variables.end() ? nullptr : &*found;
}

const PeakResult* find_peak(const CityResult& city, std::string_view variable, std::string_view definition) {
  const auto found = std::find_if(city.peaks.begin(), city.peaks.end(), [&](const PeakResult& peak) {
    return peak.variable == variable && peak.definition == definition;
  });
  return found == city.peaks.end() ? nullptr : &*found;
}

std::optional<std::size_t> index_of(const Results& results, int year) {
  const auto found = std::find(results.years.begin(), results.years.end(), year);
  if (found == results.years.end()) return std::nullopt;
  return static_cast<std::size_t>(found - results.years.begin());
}

const Statistics* at_year(const Results& results, const VariableResult* variable, int year) {
  const auto index = index_of(results, year);
  if (variable == nullptr || !index || *index >= variable->years.size()) return nullptr;
  return &variable->years[*index];
}

Column word_column(const words::Phrase& name) { return {std::string(name.id), name.label(), {}, Kind::word, false}; }

void add_text(table::JsonWriter& json, std::string_view key, const Text& text) {
  json.key(key);
  json.begin_object(table::JsonWriter::Layout::line);
  json.member("en", text.en.empty() ? text.zh : text.en);
  json.member("zh", text.zh.empty() ? text.en : text.zh);
  json.end_object();
}

Label boundary_of(const CityResult& city) {
  return words::boundary(label_of(city.name, city.id), words::scopes(city.scopes), words::gases(city.gases, city.gwp),
                         words::power_accounting(city.power_accounting));
}

std::vector<Label> boundaries(const Results& results) {
  std::vector<Label> lines;
  for (const ScenarioResult& scenario : results.scenarios) {
    for (const CityResult& city : scenario.cities) {
      const Label line = boundary_of(city);
      const bool known =
          std::any_of(lines.begin(), lines.end(), [&](const Label& other) { return other.en == line.en; });
      if (!known) lines.push_back(line);
    }
  }
  return lines;
}

bool cities_differ(const Results& results) {
  if (results.scenarios.empty() || results.scenarios.front().cities.empty()) return false;
  const std::string& first = results.scenarios.front().cities.front().id;
  return std::any_of(results.scenarios.begin(), results.scenarios.end(), [&](const ScenarioResult& scenario) {
    return scenario.cities.size() != 1 || scenario.cities.front().id != first;
  });
}

Label scenario_label(const Results& results, const ScenarioResult& scenario, const CityResult& city) {
  const Label name = label_of(scenario.name, scenario.id);
  return cities_differ(results) ? words::listed(name, label_of(city.name, city.id)) : name;
}

Cell number(const Estimate& estimate) {
  if (!std::isfinite(estimate.value)) return table::Empty{};
  return table::Number{estimate.value, estimate.standard_error};
}

Cell outcome_cell(const PeakOutcome& outcome, double standard_error) {
  if (outcome.kind == PeakOutcome::Kind::already_peaked) return words::already_peaked.word();
  if (outcome.kind == PeakOutcome::Kind::not_peaked) return words::not_peaked.word();
  return table::Number{static_cast<double>(outcome.year), standard_error};
}

Cell year_quantile(const PeakResult& peak, double probability) {
  constexpr double nearness = 1e-9;  // the probabilities are written as decimals, so rounding is all that differs
  for (const PeakResult::YearQuantile& quantile : peak.year) {
    if (std::abs(quantile.p - probability) < nearness) return outcome_cell(quantile.outcome, quantile.standard_error);
  }
  return table::Empty{};
}

Cell peaked_by(const Results& results, const PeakResult& peak, int year) {
  if (!within(results, year)) return table::Empty{};
  const int years_before = year - results.base_year;
  const auto index = static_cast<std::size_t>(years_before) + 1;
  return index < peak.cumulative.size() ? number(peak.cumulative[index]) : Cell(table::Empty{});
}

std::vector<Column> peak_columns(const Results& results, const Unit& level, Headings headings) {
  const std::array<const words::Phrase*, 3> names{&words::p05, &words::p50, &words::p95};
  const bool in_words = headings == Headings::in_words;
  std::vector<Column> columns;
  columns.reserve(2 * names.size() + milestone_years.size() + 2);
  for (const words::Phrase* name : names) {
    columns.push_back(column(fmt::format("year_{}", name->id),
                             words::joined(words::column::peak_year.label(), name->label()), {}, Kind::year_or_word));
  }
  for (const int year : milestone_years) {
    if (!within(results, year)) continue;
    const Label label = in_words ? words::peaked_by_row(year) : words::peaked_by(year);
    columns.push_back(column(fmt::format("p_{}", year), label, words::percent(), Kind::probability));
  }
  columns.push_back(
      column("already_peaked", words::column::already_peaked_share.label(), words::percent(), Kind::probability));
  columns.push_back(column("not_peaked", words::not_peaked_row(results.horizon), words::percent(), Kind::probability));
  for (const words::Phrase* name : names) {
    columns.push_back(column(fmt::format("level_{}", name->id),
                             words::joined(words::column::peak_level.label(), name->label()), level, Kind::number));
  }
  return columns;
}

Row peak_cells(const Results& results, const PeakResult& peak) {
  Row row;
  for (const double probability : shown_quantiles) row.push_back(year_quantile(peak, probability));
  for (const int year : milestone_years) {
    if (within(results, year)) row.push_back(peaked_by(results, peak, year));
  }
  const bool known = !peak.probability.empty();
  row.push_back(!peak.history_assessed ? Cell(words::not_assessed.word())
                : known                ? number(peak.probability.front())
                                       : Cell(table::Empty{}));
  row.push_back(known ? number(peak.probability.back()) : Cell(table::Empty{}));
  row.push_back(number(peak.level.p05));
  row.push_back(number(peak.level.p50));
  row.push_back(number(peak.level.p95));
  return row;
}

void PastOfRows::add(const CityResult& city, const PeakResult& peak) {
  const PeakResult* yearly = find_peak(city, peak.variable, headline_definition);
  if (peak.history_assessed) {
    ++assessed_;
  } else if (peak.definition == running_mean && yearly != nullptr && yearly->history_assessed) {
    ++too_short_;
  } else {
    ++missing_;
  }
}

std::vector<Label> PastOfRows::notes() const {
  std::vector<Label> notes;
  if (missing_ > 0) {
    const bool everywhere = assessed_ == 0 && too_short_ == 0;
    notes.push_back((everywhere ? words::note::no_history : words::note::rows_without_history).label());
  }
  if (too_short_ > 0) notes.push_back(words::note::short_history.label());
  if (assessed_ > 0) notes.push_back(words::note::scaled_history.label());
  return notes;
}

}  // namespace citypeak::summary
