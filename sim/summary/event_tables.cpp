// SPDX-License-Identifier: MIT
// Verdicts and targets as rows, cells and lines.
#include "sim/summary/event_tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "sim/summary/reader_parts.hpp"
#include "sim/table/format.hpp"
#include "sim/table/words.hpp"

namespace citypeak::summary {
namespace {

using table::Cell;
using table::Column;
using table::Empty;
using table::JsonWriter;
using table::Kind;
using table::Label;
using table::Language;
using table::Number;
using table::Row;
using table::Table;
using table::Word;
namespace words = table::words;

constexpr std::array<int, 3> assessment_years{2025, 2030, 2035};
constexpr std::string_view all_targets = "all";

Cell word(std::string_view id) { return Word{std::string(id), {}}; }

Column plain_column(std::string_view id, Kind kind) { return {std::string(id), {}, {}, kind, false}; }

Column percent_column(std::string id, Label label) {
  return {std::move(id), std::move(label), words::percent(), Kind::probability, true};
}

void add_estimate(Row& row, const Estimate& estimate) {
  row.emplace_back(Number{estimate.value, {}});
  row.emplace_back(Number{estimate.standard_error, {}});
}

/// Where in `Results::years` the years of the readers' table stand: 2025, 2030, 2035 and the last one written.
std::vector<std::size_t> printed_years(const Results& results) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < results.years.size(); ++i) {
    const bool milestone =
        std::find(assessment_years.begin(), assessment_years.end(), results.years[i]) != assessment_years.end();
    if (milestone || i + 1 == results.years.size()) out.push_back(i);
  }
  return out;
}

Label target_label(const TargetResult& target) { return label_of(target.label, target.variable); }

Label limit_of(const TargetResult& target) { return words::limit(target.at_most, target.limit, target.relative_to); }

void add_pair(JsonWriter& json, std::string_view key, const Estimate& estimate) {
  json.key(key);
  json.begin_array(JsonWriter::Layout::line);
  json.number(estimate.value);
  json.number(estimate.standard_error);
  json.end_array();
}

void add_rule(JsonWriter& json, const VerdictResult& verdict, const std::vector<int>& years) {
  json.key(verdict.rule);
  json.begin_object();
  for (std::size_t y = 0; y < years.size(); ++y) {
    json.key(std::to_string(years[y]));
    json.begin_object(JsonWriter::Layout::line);
    for (std::size_t v = 0; v < verdict.verdicts.size(); ++v) add_pair(json, verdict.verdicts[v], verdict.years[y][v]);
    json.end_object();
  }
  json.end_object();
}

// The rules of one variable stand together.
void add_verdicts(JsonWriter& json, const std::vector<VerdictResult>& verdicts, const std::vector<int>& years) {
  if (verdicts.empty()) return;
  json.key("verdicts");
  json.begin_object();
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const bool first = i == 0 || verdicts[i - 1].variable != verdicts[i].variable;
    const bool last = i + 1 == verdicts.size() || verdicts[i + 1].variable != verdicts[i].variable;
    if (first) {
      json.key(verdicts[i].variable);
      json.begin_object();
    }
    add_rule(json, verdicts[i], years);
    if (last) json.end_object();
  }
  json.end_object();
}

void add_targets(JsonWriter& json, const CityResult& city) {
  if (city.targets.empty()) return;
  json.key("targets");
  json.begin_array();
  for (const TargetResult& target : city.targets) {
    json.begin_object(JsonWriter::Layout::line);
    json.member("id", target.id);
    json.member("variable", target.variable);
    json.key("year");
    json.integer(target.year);
    json.member(target.at_most ? "at_most" : "at_least", target.limit);
    json.key("relative_to");
    target.relative_to != 0 ? json.integer(target.relative_to) : json.null();
    add_pair(json, "probability", target.probability);
    json.end_object();
  }
  json.begin_object(JsonWriter::Layout::line);
  json.member("id", all_targets);
  add_pair(json, "probability", city.all_targets);
  json.end_object();
  json.end_array();
}

std::string percent_text(const Estimate& probability) {
  const table::Digits digits =
      table::significant(100.0 * probability.value, 100.0 * probability.standard_error, table::of_percentages);
  return digits.error.empty() ? digits.value : digits.value + " ± " + digits.error;
}

}  // namespace

std::optional<Table> verdicts_table(const Results& results) {
  Table table;
  table.id = "verdicts";
  for (const std::string_view id : {"scenario", "city", "variable", "rule"})
    table.columns.push_back(plain_column(id, Kind::word));
  table.columns.push_back(plain_column("year", Kind::integer));
  table.columns.push_back(plain_column("verdict", Kind::word));
  table.columns.push_back(plain_column("probability", Kind::probability));
  table.columns.push_back(plain_column("standard_error", Kind::number));
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    for (const VerdictResult& verdict : city.verdicts) {
      for (std::size_t y = 0; y < results.years.size(); ++y) {
        for (std::size_t v = 0; v < verdict.verdicts.size(); ++v) {
          Row row{word(scenario.id),
                  word(city.id),
                  word(verdict.variable),
                  word(verdict.rule),
                  std::int64_t{results.years[y]},
                  word(verdict.verdicts[v])};
          add_estimate(row, verdict.years[y][v]);
          table.rows.push_back(std::move(row));
        }
      }
    }
  });
  if (table.rows.empty()) return std::nullopt;
  return table;
}

std::optional<Table> targets_table(const Results& results) {
  Table table;
  table.id = "targets";
  for (const std::string_view id : {"scenario", "city", "target", "variable"})
    table.columns.push_back(plain_column(id, Kind::word));
  table.columns.push_back(plain_column("year", Kind::integer));
  table.columns.push_back(plain_column("probability", Kind::probability));
  table.columns.push_back(plain_column("standard_error", Kind::number));
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    if (city.targets.empty()) return;
    for (const TargetResult& target : city.targets) {
      Row row{word(scenario.id), word(city.id), word(target.id), word(target.variable), std::int64_t{target.year}};
      add_estimate(row, target.probability);
      table.rows.push_back(std::move(row));
    }
    Row row{word(scenario.id), word(city.id), word(all_targets), Empty{}, Empty{}};
    add_estimate(row, city.all_targets);
    table.rows.push_back(std::move(row));
  });
  if (table.rows.empty()) return std::nullopt;
  return table;
}

std::optional<Table> readers_verdicts(const Results& results) {
  Table table;
  table.id = "verdicts";
  table.title = words::title::verdicts.label();
  for (const words::Phrase* name : {&words::column::scenario, &words::column::rule, &words::column::verdict})
    table.columns.push_back(word_column(*name));
  const std::vector<std::size_t> years = printed_years(results);
  for (const std::size_t y : years) {
    const int year = results.years[y];
    table.columns.push_back(percent_column("p_" + std::to_string(year), words::as_of(year)));
  }
  std::vector<Label> limits;
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    for (const VerdictResult& verdict : city.verdicts) {
      if (verdict.variable != headline_variable) continue;
      for (std::size_t v = 0; v < verdict.verdicts.size(); ++v) {
        Row row{Word{scenario.id, scenario_label(results, scenario, city)}, words::verdict_rule_word(verdict.rule),
                words::verdict_word(verdict.verdicts[v])};
        for (const std::size_t y : years) row.push_back(number(verdict.years[y][v]));
        table.rows.push_back(std::move(row));
      }
    }
    const Label note = words::verdict_limits(city.verdict_limits.confirm, city.verdict_limits.significance,
                                             city.verdict_limits.plateau_fall, city.verdict_limits.c40_years,
                                             city.verdict_limits.c40_fall);
    const bool said =
        std::any_of(limits.begin(), limits.end(), [&](const Label& other) { return other.en == note.en; });
    if (!city.verdicts.empty() && !said) limits.push_back(note);
  });
  if (table.rows.empty()) return std::nullopt;
  table.notes = boundaries(results);
  table.notes.insert(table.notes.end(), limits.begin(), limits.end());
  table.notes.push_back(words::note::verdicts.label());
  table.notes.push_back(words::note::errors.label());
  return table;
}

std::optional<Table> readers_targets(const Results& results) {
  Table table;
  table.id = "targets";
  table.title = words::title::targets.label();
  for (const words::Phrase* name :
       {&words::column::scenario, &words::column::target, &words::column::variable, &words::column::limit})
    table.columns.push_back(word_column(*name));
  table.columns.push_back({"year", words::column::year.label(), {}, Kind::word, false});
  table.columns.push_back(percent_column("met", words::column::met.label()));
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    if (city.targets.empty()) return;
    const Cell name = Word{scenario.id, scenario_label(results, scenario, city)};
    for (const TargetResult& target : city.targets) {
      table.rows.push_back({name, word(target.id), Word{target.variable, target_label(target)},
                            Word{target.limit, limit_of(target)}, word(std::to_string(target.year)),
                            number(target.probability)});
    }
    const Cell nothing = words::column::nothing.word();
    if (city.targets.size() > 1) {
      table.rows.push_back(
          {name, words::column::all_targets.word(), nothing, nothing, nothing, number(city.all_targets)});
    }
  });
  if (table.rows.empty()) return std::nullopt;
  table.notes = boundaries(results);
  table.notes.push_back(words::note::targets.label());
  table.notes.push_back(words::note::errors.label());
  return table;
}

void add_events(JsonWriter& json, const CityResult& city, const std::vector<int>& years) {
  add_verdicts(json, city.verdicts, years);
  add_targets(json, city);
}

std::string target_lines(const Results& results, Language language) {
  std::string text;
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    const Label name = scenario_label(results, scenario, city);
    for (const TargetResult& target : city.targets) {
      text += words::target_line(name, target.id, target_label(target), target.year, limit_of(target),
                                 percent_text(target.probability))
                  .in(language) +
              "\n";
    }
    if (city.targets.size() > 1)
      text += words::all_targets_line(name, percent_text(city.all_targets)).in(language) + "\n";
  });
  return text;
}

}  // namespace citypeak::summary
