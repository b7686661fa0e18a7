// SPDX-License-Identifier: MIT
// Totals of the base year by boundary, and changes by five-year period beside the plan's.
#include "sim/summary/published_tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/summary/reader_parts.hpp"
#include "sim/table/format.hpp"
#include "sim/table/words.hpp"

namespace citypeak::summary {
namespace {

using table::Cell;
using table::JsonWriter;
using table::Kind;
using table::Label;
using table::Language;
using table::Number;
using table::Row;
using table::Table;
using table::Unit;
using table::Word;
namespace words = table::words;

constexpr std::string_view consumption = "emissions.consumption";
constexpr std::string_view with_imports = "emissions.territorial_plus_imports";
constexpr std::string_view territorial_accounting = "territorial_plus_imports";
constexpr std::string_view total_unit = "MtCO2e/year";
constexpr std::array<std::string_view, 5> accounts{consumption, with_imports, "emissions.scope1",
                                                   "emissions.scope1_with_plants", "emissions.local_plants"};

bool is_territorial(const CityResult& city) { return city.power_accounting == territorial_accounting; }

bool is_headline(const CityResult& city, std::string_view account) {
  return account == (is_territorial(city) ? with_imports : consumption);
}

void add_note(Table& table, Label note) {
  const bool said =
      std::any_of(table.notes.begin(), table.notes.end(), [&](const Label& other) { return other.en == note.en; });
  if (!said) table.notes.push_back(std::move(note));
}

// --- the base year --------------------------------------------------------------------------------------------

bool same_number(double a, double b) {
  constexpr double rounding = 1e-9;  // relative; what sums of the same draws in another order may leave
  return std::abs(a - b) <= rounding * std::max(std::abs(a), std::abs(b));
}

bool same_values(const Statistics& a, const Statistics& b) {
  return same_number(a.p05.value, b.p05.value) && same_number(a.p50.value, b.p50.value) &&
         same_number(a.p95.value, b.p95.value);
}

/// Our totals in the base year, of the first scenario that has them.
struct OurBaseYear {
  const ScenarioResult* scenario;
  const CityResult* city;
  std::vector<std::pair<std::string_view, const Statistics*>> accounts;
  bool one_of_several = false;  ///< the scenarios disagree, so each must be named
};

bool agree(const OurBaseYear& a, const OurBaseYear& b) {
  return a.city->power_accounting == b.city->power_accounting &&
         std::equal(
             a.accounts.begin(), a.accounts.end(), b.accounts.begin(), b.accounts.end(),
             [](const auto& x, const auto& y) { return x.first == y.first && same_values(*x.second, *y.second); });
}

std::vector<OurBaseYear> our_base_years(const Results& results) {
  std::vector<OurBaseYear> all;
  for_each_city(results, [&](const ScenarioResult& scenario, const CityResult& city) {
    OurBaseYear ours{&scenario, &city, {}};
    for (const std::string_view account : accounts) {
      const Statistics* values = at_year(results, find_variable(city, account), results.base_year);
      if (values != nullptr) ours.accounts.emplace_back(account, values);
    }
    if (ours.accounts.empty()) return;
    for (OurBaseYear& other : all) {
      if (other.city->id != city.id) continue;
      if (agree(other, ours)) return;
      other.one_of_several = ours.one_of_several = true;
    }
    all.push_back(std::move(ours));
  });
  return all;
}

/// The first scenario's city of each id that has something published.
std::vector<const CityResult*> cities_with_inventories(const Results& results) {
  std::vector<const CityResult*> cities;
  for_each_city(results, [&](const ScenarioResult&, const CityResult& city) {
    const bool known =
        std::any_of(cities.begin(), cities.end(), [&](const CityResult* other) { return other->id == city.id; });
    if (!known && !city.inventories.empty()) cities.push_back(&city);
  });
  return cities;
}

Row published_row(const PublishedTotal& total) {
  const Cell nothing = words::column::nothing.word();
  const bool bounded = !total.boundary.en.empty() || !total.boundary.zh.empty();
  return {Word{total.id, label_of(total.name, total.id)},
          bounded ? Cell(Word{total.id, label_of(total.boundary, total.id)}) : nothing,
          std::int64_t{total.year},
          Number{total.value, {}},
          nothing,
          nothing,
          words::source_word(total.source.id)};
}

Row our_row(const OurBaseYear& ours, std::string_view account, const Statistics& values, int year) {
  const CityResult& city = *ours.city;
  Label name = words::our_account(account, is_headline(city, account));
  if (ours.one_of_several) name = words::listed(name, label_of(ours.scenario->name, ours.scenario->id));
  return {Word{std::string(account), std::move(name)},
          Word{std::string(account), words::our_boundary(account, is_territorial(city))},
          std::int64_t{year},
          number(values.p50),
          number(values.p05),
          number(values.p95),
          words::column::nothing.word()};
}

Table empty_base_year(const CityResult& city, bool several_cities) {
  Table table;
  table.id = "base_year";
  table.title = words::title::base_year.label();
  if (several_cities) table.columns.push_back(word_column(words::column::city));
  table.columns.push_back(word_column(words::column::account));
  table.columns.push_back(word_column(words::column::boundary));
  table.columns.push_back({"year", words::column::year.label(), {}, Kind::integer, false});
  const words::Phrase& name = co2_only(city) ? words::column::co2_total : words::column::ghg_total;
  const Unit unit = words::readers_unit(headline_variable, total_unit, co2_only(city));
  table.columns.push_back({"total", name.label(), unit, Kind::number, true});
  table.columns.push_back({"p05", words::p05.label(), unit, Kind::number, false});
  table.columns.push_back({"p95", words::p95.label(), unit, Kind::number, false});
  table.columns.push_back(word_column(words::column::source));
  return table;
}

// --- changes a year -------------------------------------------------------------------------------------------

struct Period {
  int first = 0, last = 0;
};

/// From the base year to the horizon by five-year plans, as far as the years at both ends were written.
std::vector<Period> periods(const Results& results) {
  constexpr int plan_period = 5;
  const auto written = [&](int year) {
    return std::find(results.years.begin(), results.years.end(), year) != results.years.end();
  };
  std::vector<Period> all;
  int first = results.base_year;
  for (int year = first + 1; year <= results.horizon; ++year) {
    if (year % plan_period != 0 && year != results.horizon) continue;
    if (written(first) && written(year)) all.push_back({first, year});
    first = year;
  }
  return all;
}

/// (1 + change)^(1/years) - 1
double each_year(double change, int years) { return std::pow(1.0 + change, 1.0 / years) - 1.0; }

// The errors of both medians are added, as if they always conspired: it only sets how many digits are shown.
Cell change_of(const Statistics* from, const Statistics* to, int years) {
  Cell nothing = words::column::nothing.word();
  if (from == nullptr || to == nullptr || !(from->p50.value > 0.0) || !(to->p50.value > 0.0)) return nothing;
  const double rate = each_year(to->p50.value / from->p50.value - 1.0, years);
  const double error = from->p50.standard_error / from->p50.value + to->p50.standard_error / to->p50.value;
  return Number{rate, (1.0 + rate) * error / years};
}

std::vector<std::string> implied_variables(const Results& results) {
  std::vector<std::string> names{"energy.per_gdp", "emissions.per_gdp"};
  bool demand = false;
  for_each_city(results, [&](const ScenarioResult&, const CityResult& city) {
    demand = demand || find_variable(city, "electricity.demand") != nullptr;
  });
  names.emplace_back(demand ? "electricity.demand" : "energy.carrier.electricity");
  for_each_city(results, [&](const ScenarioResult&, const CityResult& city) {
    for (const PlannedChange& planned : city.planned) {
      if (std::find(names.begin(), names.end(), planned.variable) == names.end()) names.push_back(planned.variable);
    }
  });
  return names;
}

Label implied_label(const CityResult& city, const VariableResult& variable) {
  if (variable.name == "energy.per_gdp") return words::column::energy_per_gdp.label();
  if (variable.name == "emissions.per_gdp")
    return (co2_only(city) ? words::column::emissions_per_gdp : words::column::ghg_per_gdp).label();
  if (variable.name == "electricity.demand" || variable.name == "energy.carrier.electricity")
    return words::column::electricity.label();
  return label_of(variable.label, variable.name);
}

bool has_number(const Row& row) {
  return std::any_of(row.begin(), row.end(), [](const Cell& cell) { return std::holds_alternative<Number>(cell); });
}

/// Makes the rows of one variable: every scenario's, then each plan's figure once.
class ImpliedRows {
 public:
  ImpliedRows(const Results& results, Table& table) : results_(results), periods_(periods(results)), table_(table) {}

  void add(const std::string& name) {
    for_each_city(results_, [&](const ScenarioResult& scenario, const CityResult& city) {
      const VariableResult* variable = find_variable(city, name);
      if (variable == nullptr) return;
      Row row = key(city, *variable, Word{scenario.id, label_of(scenario.name, scenario.id)});
      for (const Period& period : periods_) {
        row.push_back(change_of(at_year(results_, find_variable(city, name), period.first),
                                at_year(results_, find_variable(city, name), period.last), period.last - period.first));
      }
      if (has_number(row)) table_.rows.push_back(std::move(row));
    });
    std::vector<std::pair<const CityResult*, const PlannedChange*>> said;
    for_each_city(results_, [&](const ScenarioResult&, const CityResult& city) {
      const VariableResult* variable = find_variable(city, name);
      for (const PlannedChange& planned : city.planned) {
        if (variable == nullptr || planned.variable != name) continue;
        const bool again = std::any_of(said.begin(), said.end(), [&](const auto& other) {
          return other.first->id == city.id && other.second->from == planned.from && other.second->to == planned.to &&
                 same_number(other.second->change, planned.change);
        });
        if (again) continue;
        said.emplace_back(&city, &planned);
        add_plan(city, *variable, planned);
      }
    });
  }

  [[nodiscard]] const std::vector<SourceResult>& sources() const { return sources_; }

 private:
  [[nodiscard]] Row key(const CityResult& city, const VariableResult& variable, Word who) const {
    Row row{Word{variable.name, implied_label(city, variable)}, std::move(who)};
    if (cities_differ(results_)) row.emplace_back(Word{city.id, label_of(city.name, city.id)});
    return row;
  }

  void add_plan(const CityResult& city, const VariableResult& variable, const PlannedChange& planned) {
    Row row = key(city, variable, Word{"plan", words::plan_of(planned.from, planned.to)});
    for (const Period& period : periods_) {
      const bool touches = std::max(period.first, planned.from) < std::min(period.last, planned.to);
      row.push_back(touches ? Cell(Number{each_year(planned.change, planned.to - planned.from), {}})
                            : Cell(words::column::nothing.word()));
    }
    if (!has_number(row)) return;  // its years are over before the base year
    table_.rows.push_back(std::move(row));
    if (!planned.source.id.empty()) sources_.push_back(planned.source);
  }

  const Results& results_;
  std::vector<Period> periods_;
  Table& table_;
  std::vector<SourceResult> sources_;
};

void add_source(JsonWriter& json, const SourceResult& source) {
  json.member("source", source.id);
  if (!source.title.empty()) json.member("source_title", source.title);
}

Label shown(const Estimate& estimate, const Unit& unit) {
  const auto digits = [&](Language language) {
    const double factor = unit.factor(language);
    return table::significant(estimate.value * factor, estimate.standard_error * factor).value;
  };
  return {digits(Language::en), digits(Language::zh)};
}

}  // namespace

std::optional<Table> base_year_table(const Results& results) {
  const std::vector<const CityResult*> cities = cities_with_inventories(results);
  if (cities.empty()) return std::nullopt;
  const bool several_cities = cities_differ(results);
  Table table = empty_base_year(*cities.front(), several_cities);
  const std::vector<OurBaseYear> all_ours = our_base_years(results);
  for (const CityResult* city : cities) {
    const auto add = [&](Row row) {
      if (several_cities) row.insert(row.begin(), Word{city->id, label_of(city->name, city->id)});
      table.rows.push_back(std::move(row));
    };
    for (const PublishedTotal& total : city->inventories) add(published_row(total));
    for (const OurBaseYear& ours : all_ours) {
      if (ours.city->id != city->id) continue;
      for (const auto& [account, values] : ours.accounts) add(our_row(ours, account, *values, results.base_year));
    }
  }
  table.notes = {words::note::published.label()};
  if (!all_ours.empty()) {
    table.notes.push_back(words::our_medians(results.base_year));
    table.notes.push_back(words::note::errors.label());
  }
  for (const CityResult* city : cities) {
    for (const PublishedTotal& total : city->inventories) {
      if (!total.source.title.empty()) add_note(table, words::source_line(total.source.id, total.source.title));
    }
  }
  return table;
}

std::optional<Table> implied_table(const Results& results) {
  Table table;
  table.id = "implied";
  table.title = words::title::implied.label();
  table.columns = {word_column(words::column::variable), word_column(words::column::scenario)};
  if (cities_differ(results)) table.columns.push_back(word_column(words::column::city));
  for (const Period& period : periods(results)) {
    table.columns.push_back({"change_" + std::to_string(period.first) + "_" + std::to_string(period.last),
                             words::period(period.first, period.last), words::percent(), Kind::number, false});
  }
  ImpliedRows rows(results, table);
  const std::vector<std::string> names = implied_variables(results);
  for (const std::string& name : names) rows.add(name);
  if (table.rows.empty()) return std::nullopt;
  const bool energy = std::any_of(table.rows.begin(), table.rows.end(),
                                  [](const Row& row) { return std::get<Word>(row.front()).id == "energy.per_gdp"; });
  table.notes = boundaries(results);
  table.notes.push_back(words::note::implied.label());
  if (energy) table.notes.push_back(words::note::energy.label());
  if (!rows.sources().empty()) table.notes.push_back(words::note::planned.label());
  for (const SourceResult& source : rows.sources()) {
    add_note(table, words::plan_source(source.title.empty() ? source.id : source.title));
  }
  return table;
}

void add_published(JsonWriter& json, const CityResult& city) {
  if (!city.inventories.empty()) {
    json.key("inventories");
    json.begin_array();
    for (const PublishedTotal& total : city.inventories) {
      json.begin_object(JsonWriter::Layout::line);
      json.member("id", total.id);
      add_text(json, "name", total.name);
      add_text(json, "boundary", total.boundary);
      json.key("year");
      json.integer(total.year);
      json.key("value");
      json.number(total.value);
      json.member("unit", total_unit);
      add_source(json, total.source);
      json.end_object();
    }
    json.end_array();
  }
  if (city.planned.empty()) return;
  json.key("planned");
  json.begin_array();
  for (const PlannedChange& planned : city.planned) {
    json.begin_object(JsonWriter::Layout::line);
    json.member("variable", planned.variable);
    json.key("from");
    json.integer(planned.from);
    json.key("to");
    json.integer(planned.to);
    json.key("change");
    json.number(planned.change);
    add_source(json, planned.source);
    json.end_object();
  }
  json.end_array();
}

std::string base_year_lines(const Results& results, Language language) {
  std::string text;
  for (const OurBaseYear& ours : our_base_years(results)) {
    const Statistics* used = at_year(results, find_variable(*ours.city, consumption), results.base_year);
    const Statistics* made = at_year(results, find_variable(*ours.city, with_imports), results.base_year);
    if (used == nullptr || made == nullptr) continue;
    const Unit unit = words::readers_unit(headline_variable, total_unit, co2_only(*ours.city));
    words::BaseYear parts;
    if (ours.one_of_several) {
      parts.opening = scenario_label(results, *ours.scenario, *ours.city);
    } else if (cities_differ(results)) {
      parts.opening = label_of(ours.city->name, ours.city->id);
    }
    parts.unit = unit.label;
    parts.year = results.base_year;
    parts.territorial = is_territorial(*ours.city);
    parts.consumption = shown(used->p50, unit);
    parts.with_imports = shown(made->p50, unit);
    parts.same = same_values(*used, *made);
    text += words::base_year_line(parts).in(language) + "\n";
  }
  return text;
}

}  // namespace citypeak::summary
