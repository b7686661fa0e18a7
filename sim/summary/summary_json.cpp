// SPDX-License-Identifier: MIT
// summary.json: everything a run found, in the one file from which reports are rebuilt.
#include "sim/summary/summary_json.hpp"

#include "sim/summary/difference_tables.hpp"
#include "sim/summary/event_tables.hpp"
#include "sim/summary/published_tables.hpp"
#include "sim/summary/reader_parts.hpp"
#include "sim/table/json_writer.hpp"

#include <cmath>

namespace citypeak::summary {
namespace {

using table::JsonWriter;
constexpr auto line = JsonWriter::Layout::line;

void add_pair(JsonWriter& json, const Estimate& estimate) {
  json.begin_array(line);
  json.number(estimate.value);
  json.number(estimate.standard_error);
  json.end_array();
}

/// Known values, only where there are any.
void add_history(JsonWriter& json, const VariableResult& variable) {
  if (variable.history.empty()) return;
  json.key("observed");
  json.begin_object();
  for (const VariableResult::Known& known : variable.history) {
    json.key(std::to_string(known.year));
    json.number(known.value);
  }
  json.end_object();
}

void add_variable(JsonWriter& json, const VariableResult& variable, const std::vector<int>& years) {
  json.key(variable.name);
  json.begin_object();
  json.member("unit", variable.unit);
  add_text(json, "label", variable.label);
  json.key("years");
  json.begin_array(line);
  for (const int year : years) json.integer(year);
  json.end_array();
  for (const auto& [name, member] : named_statistics) {
    json.key(name);
    json.begin_array(line);
    for (const Statistics& values : variable.years) json.number((values.*member).value);
    json.end_array();
  }
  json.key("standard_error");
  json.begin_object();
  for (const auto& [name, member] : named_statistics) {
    json.key(name);
    json.begin_array(line);
    for (const Statistics& values : variable.years) json.number((values.*member).standard_error);
    json.end_array();
  }
  json.end_object();
  add_history(json, variable);
  json.end_object();
}

std::string outcome_name(std::size_t index, std::size_t count, int base_year) {
  if (index == 0) return "already_peaked";
  if (index + 1 == count) return "not_peaked";
  return std::to_string(base_year + static_cast<int>(index) - 1);
}

void add_outcome(JsonWriter& json, const PeakOutcome& outcome) {
  switch (outcome.kind) {
    case PeakOutcome::Kind::already_peaked:
      return json.text("already_peaked");
    case PeakOutcome::Kind::not_peaked:
      return json.text("not_peaked");
    case PeakOutcome::Kind::year:
      return json.integer(outcome.year);
  }
}

// p05 for 0.05.
std::string quantile_name(double probability) {
  const auto percent = static_cast<int>(std::lround(probability * 100.0));
  return std::string(percent < 10 ? "p0" : "p") + std::to_string(percent);
}

void add_years(JsonWriter& json, const std::vector<PeakResult::YearQuantile>& quantiles) {
  json.key("year");
  json.begin_object(line);
  for (const auto& quantile : quantiles) {
    json.key(quantile_name(quantile.p));
    add_outcome(json, quantile.outcome);
  }
  json.key("standard_error");
  json.begin_object(line);
  for (const auto& quantile : quantiles) {
    json.key(quantile_name(quantile.p));
    quantile.outcome.kind == PeakOutcome::Kind::year ? json.number(quantile.standard_error) : json.null();
  }
  json.end_object();
  json.end_object();
}

void add_statistics(JsonWriter& json, std::string_view key, const Statistics& values) {
  json.key(key);
  json.begin_object(line);
  for (const auto& [name, member] : named_statistics) {
    json.key(name);
    json.number((values.*member).value);
  }
  json.key("standard_error");
  json.begin_object(line);
  for (const auto& [name, member] : named_statistics) {
    json.key(name);
    json.number((values.*member).standard_error);
  }
  json.end_object();
  json.end_object();
}

void add_peak(JsonWriter& json, const PeakResult& peak, int base_year) {
  const std::size_t count = peak.probability.size();
  json.key(peak.definition);
  json.begin_object();
  json.key("outcomes");
  json.begin_object();
  for (std::size_t index = 0; index < count; ++index) {
    json.key(outcome_name(index, count, base_year));
    add_pair(json, peak.probability[index]);
  }
  json.end_object();
  json.key("cumulative");
  json.begin_object();
  for (std::size_t index = 1; index < peak.cumulative.size(); ++index) {  // calendar years only
    json.key(outcome_name(index, count, base_year));
    add_pair(json, peak.cumulative[index]);
  }
  json.end_object();
  json.key("history_assessed");
  json.boolean(peak.history_assessed);
  add_years(json, peak.year);
  json.member("level_unit", peak.level_unit);
  add_statistics(json, "level", peak.level);
  if (peak.has_gdp_per_capita) add_statistics(json, "gdp_per_capita", peak.gdp_per_capita);
  add_statistics(json, "plateau_first", peak.plateau_first);
  add_statistics(json, "plateau_last", peak.plateau_last);
  json.end_object();
}

// Definitions of one variable stand together under its name, in the order of its first peak.
void add_peaks(JsonWriter& json, const std::vector<PeakResult>& peaks, int base_year) {
  json.key("peak");
  json.begin_object();
  for (std::size_t index = 0; index < peaks.size(); ++index) {
    bool seen_before = false;
    for (std::size_t earlier = 0; earlier < index; ++earlier) {
      seen_before = seen_before || peaks[earlier].variable == peaks[index].variable;
    }
    if (seen_before) continue;
    json.key(peaks[index].variable);
    json.begin_object();
    for (std::size_t other = index; other < peaks.size(); ++other) {
      if (peaks[other].variable == peaks[index].variable) add_peak(json, peaks[other], base_year);
    }
    json.end_object();
  }
  json.end_object();
}

std::string_view effect_name(LeverResult::Effect effect) {
  switch (effect) {
    case LeverResult::Effect::lowers:
      return "lowers";
    case LeverResult::Effect::raises:
      return "raises";
    case LeverResult::Effect::none:
      break;
  }
  return "none";
}

void add_levers(JsonWriter& json, const std::vector<LeverResult>& levers) {
  json.key("levers");
  json.begin_array();
  for (const LeverResult& lever : levers) {
    json.begin_object(line);
    json.member("id", lever.id);
    add_text(json, "name", lever.name);
    json.member("effect", effect_name(lever.effect));
    add_text(json, "reason", lever.reason);
    json.key("central_change");
    json.begin_array(line);
    for (const LeverResult::Change& change : lever.central) {
      json.begin_object(line);
      json.key("year"), json.integer(change.year);
      json.key("total"), json.number(change.total);
      json.key("scope3"), json.number(change.scope3);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

/// Only where there are yearly shocks.
void add_shocks(JsonWriter& json, const std::vector<ShockShare>& shocks) {
  if (shocks.empty()) return;
  json.key("shocks");
  json.begin_array();
  for (const ShockShare& shock : shocks) {
    json.begin_object(line);
    json.member("id", shock.shock);
    json.member("variable", headline_variable);
    json.key("year"), json.integer(shock.year);
    json.key("share_of_variance"), json.number(shock.share.value);
    json.key("standard_error"), json.number(shock.share.standard_error);
    json.end_object();
  }
  json.end_array();
}

void add_city(JsonWriter& json, const CityResult& city, const ScenarioResult& scenario, const Results& results) {
  json.begin_object();
  json.member("id", city.id);
  add_text(json, "name", city.name);
  json.key("boundary");
  json.begin_object(line);
  json.member("scopes", city.scopes);
  json.member("gases", city.gases);
  json.member("gwp", city.gwp);
  json.member("power_accounting", city.power_accounting);
  json.end_object();
  json.key("variables");
  json.begin_object();
  for (const VariableResult& variable : city.variables) add_variable(json, variable, results.years);
  json.end_object();
  add_peaks(json, city.peaks, results.base_year);
  add_events(json, city, results.years);
  add_published(json, city);
  add_levers(json, scenario.levers);
  add_shocks(json, scenario.shocks);
  json.end_object();
}

void add_scenario(JsonWriter& json, const ScenarioResult& scenario, const Results& results) {
  json.begin_object();
  json.member("id", scenario.id);
  add_text(json, "name", scenario.name);
  json.key("inputs");
  json.integer(scenario.inputs);
  json.key("assumptions");
  json.integer(scenario.assumptions);
  json.key("cities");
  json.begin_array();
  for (const CityResult& city : scenario.cities) add_city(json, city, scenario, results);
  json.end_array();
  json.end_object();
}

}  // namespace

void add_warnings(JsonWriter& json, const std::vector<WarningResult>& warnings) {
  json.key("warnings");
  json.begin_array();
  for (const WarningResult& warning : warnings) {
    json.begin_object(line);
    json.member("id", warning.id);
    json.member("file", warning.file);
    json.key("line");
    json.integer(warning.line);
    add_text(json, "message", warning.message);
    json.end_object();
  }
  json.end_array();
}

std::string summary_json(const Results& results, std::string_view command) {
  JsonWriter json;
  json.begin_object();
  json.member("format", "citypeak.summary/1");
  json.member("command", command);
  json.key("base_year");
  json.integer(results.base_year);
  json.key("horizon");
  json.integer(results.horizon);
  json.key("draws");
  json.unsigned_integer(results.draws);
  json.key("seed");
  json.unsigned_integer(results.seed);
  json.member("design", results.design);
  if (!results.changes.empty()) json.member("changes", results.changes);
  json.key("scenarios");
  json.begin_array();
  for (const ScenarioResult& scenario : results.scenarios) add_scenario(json, scenario, results);
  json.end_array();
  add_differences(json, results);
  add_warnings(json, results.warnings);
  json.end_object();
  return json.take();
}

}  // namespace citypeak::summary
