// SPDX-License-Identifier: MIT
// The draws that `--save-draws` keeps as named variables over draws, scenarios and years.
#include "sim/summary/ensemble.hpp"

#include "sim/summary/reader_parts.hpp"
#include "sim/table/words.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace citypeak::summary {
namespace {

using table::Ensemble;
namespace words = table::words;

const ScenarioResult& scenario_of(const Results& results, const OutcomeTable& part) {
  return *std::find_if(results.scenarios.begin(), results.scenarios.end(),
                       [&](const ScenarioResult& scenario) { return scenario.id == part.scenario; });
}

const CityResult& city_of(const Results& results, const OutcomeTable& part) {
  const ScenarioResult& scenario = scenario_of(results, part);
  return *std::find_if(scenario.cities.begin(), scenario.cities.end(),
                       [&](const CityResult& city) { return city.id == part.city; });
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// What a reader must know of each scenario before two are compared.
std::vector<Ensemble::Words> about_scenarios(const Results& results) {
  std::vector<Ensemble::Words> about;
  for (const words::Phrase& phrase :
       {words::column::city, words::ensemble::scenario_name, words::ensemble::scenario_name_zh, words::ensemble::scopes,
        words::ensemble::gases, words::ensemble::gwp, words::ensemble::power_accounting})
    about.push_back({std::string(phrase.id), phrase.label(), {}});
  for (const OutcomeTable& part : results.outcomes) {
    const CityResult& city = city_of(results, part);
    const table::Label name = label_of(scenario_of(results, part).name, part.scenario);
    const std::string values[] = {
        city.id,  name.in(table::Language::en), name.in(table::Language::zh), joined(city.scopes), joined(city.gases),
        city.gwp, city.power_accounting};
    for (std::size_t i = 0; i < about.size(); ++i) about[i].values.push_back(values[i]);
  }
  return about;
}

Ensemble::Variable outcome_variable(const Results& results) {
  Ensemble::Variable variable;
  variable.name = words::ensemble::peak_outcome.id;
  variable.label = words::ensemble::peak_outcome.label();
  variable.over = Ensemble::Over::scenario_draw;
  variable.flags.push_back({already_peaked_value, std::string(words::already_peaked.id)});
  for (int year = results.base_year; year <= results.horizon; ++year)
    variable.flags.push_back({year, std::to_string(year)});
  variable.flags.push_back({not_peaked_value, std::string(words::not_peaked.id)});
  variable.fill = [&results](std::size_t scenario, std::size_t first, std::size_t count, double* into) {
    using Kind = PeakOutcome::Kind;
    for (std::size_t d = 0; d < count; ++d) {
      const PeakOutcome& outcome = results.outcomes[scenario].peak[first + d];
      into[d] = outcome.kind == Kind::already_peaked ? already_peaked_value
                : outcome.kind == Kind::not_peaked   ? not_peaked_value
                                                     : outcome.year;
    }
    return true;
  };
  return variable;
}

Ensemble::Variable level_variable(const Results& results) {
  Ensemble::Variable variable;
  variable.name = words::column::peak_level.id;
  const PeakResult* peak =
      find_peak(city_of(results, results.outcomes.front()), headline_variable, headline_definition);
  if (peak != nullptr) variable.unit = peak->level_unit;
  variable.label = words::column::peak_level.label();
  variable.over = Ensemble::Over::scenario_draw;
  variable.fill = [&results](std::size_t scenario, std::size_t first, std::size_t count, double* into) {
    const std::vector<double>& levels = results.outcomes[scenario].peak_level;
    std::copy_n(levels.data() + first, count, into);
    return true;
  };
  return variable;
}

/// Where in each part's rows a variable's years begin; nothing in a part that lacks it.
using Places = std::vector<std::optional<std::size_t>>;

Places places_of(const Results& results, const std::string& name) {
  Places places;
  for (const OutcomeTable& part : results.outcomes) {
    const auto found = std::find(part.variables.begin(), part.variables.end(), name);
    const auto index = static_cast<std::size_t>(found - part.variables.begin());
    places.push_back(found == part.variables.end() ? std::nullopt
                                                   : std::optional<std::size_t>(index * results.years.size()));
  }
  return places;
}

/// The variable as the first scenario that has it describes it.
Ensemble::Variable path_variable(const Results& results, const std::string& name) {
  Ensemble::Variable variable;
  variable.name = name;
  variable.over = Ensemble::Over::scenario_draw_year;
  for (const OutcomeTable& part : results.outcomes) {
    const VariableResult* found = find_variable(city_of(results, part), name);
    if (found == nullptr) continue;
    variable.unit = found->unit;
    variable.label = label_of(found->label, name);
    break;
  }
  variable.fill = [&results, places = places_of(results, name)](std::size_t scenario, std::size_t first,
                                                                std::size_t count, double* into) {
    if (!places[scenario]) return false;
    const OutcomeTable& part = results.outcomes[scenario];
    const std::size_t years = results.years.size();
    for (std::size_t d = 0; d < count; ++d) {
      const double* row = part.values.data() + (first + d) * part.columns.size() + *places[scenario];
      into = std::copy_n(row, years, into);
    }
    return true;
  };
  return variable;
}

void add_paths(const Results& results, Ensemble& ensemble) {
  std::set<std::string> known;
  for (const OutcomeTable& part : results.outcomes) {
    for (const std::string& name : part.variables) {
      if (known.insert(name).second) ensemble.variables.push_back(path_variable(results, name));
    }
  }
}

Ensemble::Variable input_variable(const DrawTable& draws, std::size_t column) {
  Ensemble::Variable variable;
  variable.name = draws.columns[column];
  variable.unit = draws.units[column];
  variable.label.en = variable.name;
  // `SCENARIO:INPUT`: the input as this scenario draws it.
  if (const std::size_t colon = variable.name.find(':'); colon != std::string::npos) {
    variable.notes = {{"scenario", variable.name.substr(0, colon)}, {"input", variable.name.substr(colon + 1)}};
  }
  variable.fill = [&draws, column](std::size_t, std::size_t first, std::size_t count, double* into) {
    const std::size_t width = draws.columns.size();
    for (std::size_t d = 0; d < count; ++d) into[d] = draws.values[(first + d) * width + column];
    return true;
  };
  return variable;
}

void add_inputs(const Results& results, Ensemble& ensemble) {
  std::set<std::string> taken{"draw", "scenario", "year"};
  for (const Ensemble::Words& about : ensemble.words) taken.insert(about.name);
  for (const Ensemble::Variable& variable : ensemble.variables) taken.insert(variable.name);
  for (std::size_t column = 0; column < results.draw_table.columns.size(); ++column) {
    Ensemble::Variable variable = input_variable(results.draw_table, column);
    if (taken.count(variable.name) > 0) variable.name = "input:" + variable.name;
    ensemble.variables.push_back(std::move(variable));
  }
}

}  // namespace

table::Ensemble ensemble_of(const Results& results, std::string_view version) {
  Ensemble ensemble;
  ensemble.draws = results.outcomes.front().peak.size();
  ensemble.years = results.years;
  for (const OutcomeTable& part : results.outcomes) ensemble.scenarios.push_back(part.scenario);
  ensemble.words = about_scenarios(results);
  ensemble.variables = {outcome_variable(results), level_variable(results)};
  add_paths(results, ensemble);
  add_inputs(results, ensemble);
  ensemble.attributes = {
      {"Conventions", "CF-1.8"},
      {"title", "citypeak ensemble: inputs and emission paths of every draw"},
      {"source", "citypeak " + std::string(version)},
      {"citypeak_version", std::string(version)},
      {"format", "citypeak.ensemble/1"},
      {"seed", std::to_string(results.seed)},
      {"design", results.design},
      {"base_year", results.base_year},
      {"horizon", results.horizon},
  };
  return ensemble;
}

}  // namespace citypeak::summary
