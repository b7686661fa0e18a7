// SPDX-License-Identifier: MIT
// Results -> the tables that programs read, spelled exactly as the contract says.
#include "sim/summary/difference_tables.hpp"
#include "sim/summary/event_tables.hpp"
#include "sim/summary/run_tables.hpp"
#include "sim/table/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace citypeak::summary {
namespace {

using table::Cell;
using table::Column;
using table::Empty;
using table::Kind;
using table::Number;
using table::Row;
using table::Table;
using table::Word;
namespace words = table::words;

Cell word(std::string_view id) { return Word{std::string(id), {}}; }

Cell number(double value) { return Number{value, {}}; }

Column column(std::string_view id, Kind kind) { return {std::string(id), {}, {}, kind, false}; }

std::vector<Column> word_columns(std::initializer_list<std::string_view> ids) {
  std::vector<Column> columns;
  for (const std::string_view id : ids) columns.push_back(column(id, Kind::word));
  return columns;
}

Cell outcome_cell(const PeakOutcome& outcome) {
  switch (outcome.kind) {
    case PeakOutcome::Kind::already_peaked:
      return words::already_peaked.word();
    case PeakOutcome::Kind::not_peaked:
      return words::not_peaked.word();
    case PeakOutcome::Kind::year:
      break;
  }
  return std::int64_t{outcome.year};
}

// The outcome at an index of PeakResult::probability.
PeakOutcome outcome_at(std::size_t index, std::size_t count, int base_year) {
  if (index == 0) return {PeakOutcome::Kind::already_peaked, 0};
  if (index + 1 == count) return {PeakOutcome::Kind::not_peaked, 0};
  return {PeakOutcome::Kind::year, base_year + static_cast<int>(index) - 1};
}

Table projection(const Results& results) {
  Table table;
  table.id = "projection";
  table.columns = word_columns({"scenario", "city", "variable", "unit"});
  table.columns.push_back(column("year", Kind::integer));
  table.columns.push_back(column("statistic", Kind::word));
  table.columns.push_back(column("value", Kind::number));
  table.columns.push_back(column("standard_error", Kind::number));
  // Made row by row: thousands of rows of words would take more memory than the run.
  struct Source {
    const ScenarioResult* scenario;
    const CityResult* city;
    const VariableResult* variable;
    std::size_t end;  // row behind the variable's last
  };
  std::vector<Source> sources;
  const std::size_t per_variable = results.years.size() * named_statistics.size();
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    for (const VariableResult& variable : city.variables) {
      const std::size_t begin = sources.empty() ? 0 : sources.back().end;
      sources.push_back({&scenario, &city, &variable, begin + variable.history.size() + per_variable});
    }
  });
  table.lazy_rows = sources.empty() ? 0 : sources.back().end;
  table.lazy_row = [&results, sources = std::move(sources), per_variable](std::size_t index, Row& row) {
    const auto behind = [](std::size_t row_index, const Source& source) { return row_index < source.end; };
    const Source& source = *std::upper_bound(sources.begin(), sources.end(), index, behind);
    const std::size_t known = source.variable->history.size();
    const std::size_t place = index + known + per_variable - source.end;  // within the variable: history comes first
    row = {word(source.scenario->id), word(source.city->id), word(source.variable->name), word(source.variable->unit)};
    if (place < known) {
      const VariableResult::Known& value = source.variable->history[place];
      row.insert(row.end(), {std::int64_t{value.year}, word(words::observed.id), number(value.value), Cell(Empty{})});
      return;
    }
    const std::size_t year = (place - known) / named_statistics.size();
    const NamedStatistic& statistic = named_statistics[(place - known) % named_statistics.size()];
    const Estimate& estimate = source.variable->years[year].*statistic.member;
    row.insert(row.end(), {std::int64_t{results.years[year]}, word(statistic.name), number(estimate.value),
                           number(estimate.standard_error)});
  };
  return table;
}

void add_peak_rows(Table& table, const Results& results, const std::vector<Cell>& key, const PeakResult& peak) {
  const std::size_t count = peak.probability.size();
  for (std::size_t index = 0; index < count; ++index) {
    const PeakOutcome outcome = outcome_at(index, count, results.base_year);
    const bool has_cumulative = outcome.kind != PeakOutcome::Kind::not_peaked && index < peak.cumulative.size();
    const bool not_assessed = outcome.kind == PeakOutcome::Kind::already_peaked && !peak.history_assessed;
    Row row = key;
    row.push_back(outcome_cell(outcome));
    row.push_back(number(peak.probability[index].value));
    row.push_back(number(peak.probability[index].standard_error));
    row.push_back(has_cumulative ? number(peak.cumulative[index].value) : Cell(Empty{}));
    row.push_back(has_cumulative ? number(peak.cumulative[index].standard_error) : Cell(Empty{}));
    row.push_back(not_assessed ? Cell(words::not_assessed.word()) : Cell(Empty{}));
    table.rows.push_back(std::move(row));
  }
}

template <class Visit>
void for_each_peak(const Results& results, const Visit& visit) {
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    for (const PeakResult& peak : city.peaks) {
      visit(std::vector<Cell>{word(scenario.id), word(city.id), word(peak.variable), word(peak.definition)}, peak);
    }
  });
}

Table peak_table(const Results& results) {
  Table table;
  table.id = "peak";
  table.columns = word_columns({"scenario", "city", "variable", "definition"});
  table.columns.push_back(column("outcome", Kind::year_or_word));
  table.columns.push_back(column("probability", Kind::probability));
  table.columns.push_back(column("standard_error", Kind::number));
  table.columns.push_back(column("cumulative", Kind::probability));
  table.columns.push_back(column("cumulative_standard_error", Kind::number));
  table.columns.push_back(column("note", Kind::word));
  for_each_peak(
      results, [&](const std::vector<Cell>& key, const PeakResult& peak) { add_peak_rows(table, results, key, peak); });
  return table;
}

// The statistic's name of a quantile's probability.
std::string_view quantile_name(double probability) {
  constexpr std::array<std::pair<double, const words::Phrase*>, 5> names{
      {{0.05, &words::p05}, {0.25, &words::p25}, {0.50, &words::p50}, {0.75, &words::p75}, {0.95, &words::p95}}};
  for (const auto& [value, name] : names) {
    constexpr double nearness = 1e-9;  // the probabilities are written as decimals, so rounding is all that differs
    if (probability > value - nearness && probability < value + nearness) return name->id;
  }
  return {};
}

void add_year_rows(Table& table, const std::vector<Cell>& key, const PeakResult& peak) {
  for (const PeakResult::YearQuantile& quantile : peak.year) {
    const std::string_view name = quantile_name(quantile.p);
    if (name.empty()) continue;
    const bool is_year = quantile.outcome.kind == PeakOutcome::Kind::year;
    Row row = key;
    row.push_back(word("year"));
    row.push_back(word(name));
    row.push_back(outcome_cell(quantile.outcome));
    row.push_back(is_year ? number(quantile.standard_error) : Cell(Empty{}));
    table.rows.push_back(std::move(row));
  }
}

void add_statistics_rows(Table& table, const std::vector<Cell>& key, std::string_view quantity,
                         const Statistics& values) {
  for (const NamedStatistic& statistic : named_statistics) {
    const Estimate& estimate = values.*statistic.member;
    Row row = key;
    row.push_back(word(quantity));
    row.push_back(word(statistic.name));
    row.push_back(number(estimate.value));
    row.push_back(number(estimate.standard_error));
    table.rows.push_back(std::move(row));
  }
}

Table peak_summary(const Results& results) {
  Table table;
  table.id = "peak_summary";
  table.columns = word_columns({"scenario", "city", "variable", "definition", "quantity", "statistic"});
  table.columns.push_back(column("value", Kind::year_or_word));
  table.columns.push_back(column("standard_error", Kind::number));
  for_each_peak(results, [&](const std::vector<Cell>& key, const PeakResult& peak) {
    add_year_rows(table, key, peak);
    add_statistics_rows(table, key, "level", peak.level);
    if (peak.has_gdp_per_capita) add_statistics_rows(table, key, "gdp_per_capita", peak.gdp_per_capita);
    if (!std::isfinite(peak.plateau_first.mean.value)) return;  // no draw peaks in the projection
    add_statistics_rows(table, key, "plateau_first", peak.plateau_first);
    add_statistics_rows(table, key, "plateau_last", peak.plateau_last);
  });
  return table;
}

Table draws_table(const DrawTable& draws) {
  Table table;
  table.id = "draws";
  table.columns.push_back(column("draw", Kind::integer));
  for (const std::string& input : draws.columns) table.columns.push_back(column(input, Kind::number));
  const std::size_t width = draws.columns.size();
  table.lazy_rows = width == 0 ? 0 : draws.values.size() / width;
  table.lazy_row = [&draws, width](std::size_t draw, Row& row) {
    row.emplace_back(static_cast<std::int64_t>(draw));
    for (std::size_t index = 0; index < width; ++index) row.push_back(number(draws.values[draw * width + index]));
  };
  return table;
}

// Scenarios may keep different variables: the columns are those of all, and each part knows where its own stand.
struct OutcomeColumns {
  std::vector<std::string> names;
  std::vector<std::vector<std::optional<std::size_t>>> source;  // per part and column: where in its row, if anywhere
};

OutcomeColumns outcome_columns(const std::vector<OutcomeTable>& outcomes) {
  OutcomeColumns columns;
  for (const OutcomeTable& part : outcomes) {
    for (const std::string& name : part.columns) {
      if (std::find(columns.names.begin(), columns.names.end(), name) == columns.names.end()) {
        columns.names.push_back(name);
      }
    }
  }
  for (const OutcomeTable& part : outcomes) {
    auto& source = columns.source.emplace_back();
    for (const std::string& name : columns.names) {
      const auto found = std::find(part.columns.begin(), part.columns.end(), name);
      const auto place = static_cast<std::size_t>(found - part.columns.begin());
      source.push_back(found == part.columns.end() ? std::nullopt : std::optional<std::size_t>(place));
    }
  }
  return columns;
}

void fill_outcome_row(const OutcomeTable& outcomes, const std::vector<std::optional<std::size_t>>& source,
                      std::size_t draw, Row& row) {
  row.push_back(word(outcomes.scenario));
  row.push_back(word(outcomes.city));
  row.emplace_back(static_cast<std::int64_t>(draw));
  row.push_back(outcome_cell(outcomes.peak[draw]));
  row.push_back(number(outcomes.peak_level[draw]));
  for (const std::optional<std::size_t>& place : source) {
    row.push_back(place ? number(outcomes.values[draw * outcomes.columns.size() + *place]) : Cell(Empty{}));
  }
}

Table outcomes_table(const std::vector<OutcomeTable>& outcomes) {
  OutcomeColumns columns = outcome_columns(outcomes);
  Table table;
  table.id = "outcomes";
  table.columns = word_columns({"scenario", "city"});
  table.columns.push_back(column("draw", Kind::integer));
  table.columns.push_back(column("peak_outcome", Kind::year_or_word));
  table.columns.push_back(column("peak_level", Kind::number));
  for (const std::string& name : columns.names) table.columns.push_back(column(name, Kind::number));
  for (const OutcomeTable& part : outcomes) table.lazy_rows += part.peak.size();
  table.lazy_row = [&outcomes, source = std::move(columns.source)](std::size_t index, Row& row) {
    for (std::size_t part = 0; part < outcomes.size(); ++part) {
      if (index < outcomes[part].peak.size()) return fill_outcome_row(outcomes[part], source[part], index, row);
      index -= outcomes[part].peak.size();
    }
  };
  return table;
}

}  // namespace

std::vector<Table> machine_tables(const Results& results, bool with_draws) {
  std::vector<Table> tables{projection(results), peak_table(results), peak_summary(results)};
  if (auto table = differences_table(results)) tables.push_back(std::move(*table));
  if (auto table = verdicts_table(results)) tables.push_back(std::move(*table));
  if (auto table = targets_table(results)) tables.push_back(std::move(*table));
  if (!with_draws) return tables;
  if (!results.draw_table.columns.empty()) tables.push_back(draws_table(results.draw_table));
  if (!results.outcomes.empty()) tables.push_back(outcomes_table(results.outcomes));
  return tables;
}

Table central_table(const std::vector<CentralVariable>& variables, int base_year) {
  Table table;
  table.id = "central";
  table.columns = word_columns({"scenario", "city", "variable", "unit"});
  table.columns.push_back(column("year", Kind::integer));
  table.columns.push_back(column("value", Kind::number));
  for (const CentralVariable& variable : variables) {
    std::int64_t year = base_year;
    for (const double value : variable.years) {
      table.rows.push_back({word(variable.scenario), word(variable.city), word(variable.name), word(variable.unit),
                            year, number(value)});
      ++year;
    }
  }
  return table;
}

}  // namespace citypeak::summary
