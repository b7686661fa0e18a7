// SPDX-License-Identifier: MIT
// The cross-field checks, one function for each thing that can be inconsistent.
#include "sim/model/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/model/check_shares.hpp"
#include "sim/model/checks_city.hpp"
#include "sim/model/hydrogen_check.hpp"
#include "sim/model/targets.hpp"

namespace citypeak::model {

namespace {

constexpr double least_u = 0.0005;  // quantiles by which the support of a law is judged
constexpr std::string_view plain_drivers[] = {"population", "gdp", "gdp_per_capita", "path"};

template <class T>
[[nodiscard]] std::vector<std::string> ids_of(const Named<T>& things) {
  std::vector<std::string> out;
  for (const auto& [id, thing] : things) out.push_back(id);
  return out;
}

/// Whether two quantities mean the same: equal numbers, or laws written alike.
[[nodiscard]] bool same_law(const Quantity& a, const Quantity& b) {
  return a.is_constant() && b.is_constant() ? a.value == b.value : a.written == b.written;
}

class Checks {
 public:
  Checks(const Scenario& scenario, Reader& reader)
      : scenario_(scenario),
        city_(scenario.city),
        reader_(reader),
        findings_(reader.findings),
        inputs_(reader.inputs),
        has_wrong_parameter_(findings_.has("parameter_percent") || findings_.has("parameter_unit")),
        all_read_(reader.all_read()) {}

  void all() {
    check_names();
    check_value_added();
    for (const auto& [id, sector] : city_.sectors) check_sector(id, sector);
    check_electricity_units();
    check_power();
    check_plausible();
    check_history();
    check_ring();
    check_observed();
    check_city_parts(scenario_, reader_);
    for (const Lever& lever : scenario_.levers) check_lever(lever);
    check_overlaps();
    check_peaks();
    if (all_read_ && !findings_.has_errors()) check_hydrogen(scenario_, findings_);
  }

 private:
  // The same name means the same draw, so two inputs of one name must be one law.
  void check_names() {
    std::map<std::string, const Quantity*> known;
    for (const Quantity& input : inputs_) {
      const auto [at, fresh] = known.emplace(input.name, &input);
      if (!fresh && input.name.rfind("shared.", 0) == 0 && !same_law(*at->second, input)) {
        findings_.add("shared_differs", input.place, {input.name, at->second->written, input.written});
      }
    }
  }

  void check_value_added() {
    const auto& value_added = city_.economy.value_added;
    if (!value_added) return;
    check_sum(value_added->shares, "shares", findings_);
    if (value_added->target.present() != value_added->adoption.has_value()) {
      const bool has_target = value_added->target.present();
      if (!all_read_) return;
      findings_.add("target_and_adoption", has_target ? value_added->target.place : value_added->adoption->place);
      return;
    }
    if (!value_added->target.present()) return;
    check_sum(value_added->target, "target", findings_);
    std::vector<std::string> branches;
    for (const auto& entry : value_added->shares.entries) branches.push_back(entry.id);
    check_ids(value_added->target, branches, "branch", findings_);
    for (const auto& entry : value_added->shares.entries) {
      if (value_added->target.find(entry.id) == nullptr && !is_misspelt(value_added->target, entry.id, branches))
        findings_.add("missing_key", value_added->target.place, {entry.id, "target"});
    }
    check_adoption(*value_added->adoption, nullptr);
    const Quantity& reach = value_added->adoption->reach;
    if (!reach.is_constant() || reach.value != 1.0) findings_.add("reach_not_wanted", reach.place);
  }

  /// Whether an entry of `shares` that is not `known` was meant to be `id`; it has been said then.
  [[nodiscard]] static bool is_misspelt(const Shares& shares, const std::string& id,
                                        const std::vector<std::string>& known) {
    return std::any_of(shares.entries.begin(), shares.entries.end(), [&](const Shares::Entry& entry) {
      const bool unknown = std::find(known.begin(), known.end(), entry.id) == known.end();
      return unknown && text::nearest(entry.id, known) == id;
    });
  }

  void check_sector(const std::string& id, const Sector& sector) {
    const std::vector<std::string> carriers = ids_of(city_.carriers);
    const bool idle = sector.energy.is_constant() && sector.energy.value == 0.0;
    const bool written = sector.carriers.place.line > 0 || reader_.is_misspelt("sectors." + id, "carriers");
    if (sector.carriers.present()) {
      check_sum(sector.carriers, "carriers", findings_);
    } else if (!idle && !written) {
      findings_.add("missing_key", sector.place, {"carriers", "sector"});
    }
    check_ids(sector.carriers, carriers, "carrier", findings_);
    check_ids(sector.efficiency, carriers, "carrier", findings_);
    int last = scenario_.base_year;
    for (const Milestone& milestone : sector.milestones) {
      check_sum(milestone.shares, "milestones", findings_);
      check_ids(milestone.shares, carriers, "carrier", findings_);
      if (milestone.year <= last) {
        findings_.add("milestone_order", milestone.shares.place,
                      {std::to_string(milestone.year), std::to_string(last)});
      }
      last = milestone.year;
    }
    check_driver(id, sector);
    check_convention(sector);
    check_process(sector);
    const bool index = !sector.activity.unit.empty() && sector.activity.is_constant() && sector.activity.written == "1";
    const bool proportional =
        !sector.elasticity.present() || (sector.elasticity.is_constant() && sector.elasticity.value == 1.0);
    if (index && !proportional) findings_.add("elasticity_on_index", sector.elasticity.place, {id});
  }

  void check_driver(const std::string& id, const Sector& sector) {
    if (sector.driver.empty()) return;  // already said
    const bool plain =
        std::find(std::begin(plain_drivers), std::end(plain_drivers), sector.driver) != std::end(plain_drivers);
    const bool path_written = sector.driver_path.place.line > 0 || reader_.is_misspelt("sectors." + id, "path");
    if ((sector.driver == "path") != path_written) {
      findings_.add("driver_path", path_written ? sector.driver_path.place : sector.driver.place, {id});
    }
    if (plain || driving_branch(city_, sector) || driving_sector(city_, sector)) return;
    std::vector<std::string> known(std::begin(plain_drivers), std::end(plain_drivers));
    if (city_.economy.value_added) {
      for (const auto& entry : city_.economy.value_added->shares.entries) known.push_back("value_added." + entry.id);
    }
    for (const auto& other : city_.sectors) {
      if (other.first != id) known.push_back("activity." + other.first);
    }
    findings_.add("unknown_driver", sector.driver.place, {sector.driver, id, joined(known)},
                  text::nearest(sector.driver.text, known));
  }

  void check_convention(const Sector& sector) {
    if (!sector.energy.present()) return;
    const bool electric = sector.carriers.find("electricity") != nullptr;
    if (sector.energy.tce && electric && sector.electricity_as.empty()) {
      findings_.add("tce_convention", sector.energy.place);
    }
    if (!sector.energy.tce && sector.electricity_as == "coal_equivalent") {
      findings_.add("convention_without_tce", sector.electricity_as.place);
    }
  }

  void check_process(const Sector& sector) {
    if (!sector.process || !sector.activity.present()) return;
    const Dimension product = sector.process->factor.dimension * sector.activity.dimension;
    if (product != dimension_of(Base::co2) && sector.process->factor.present()) {
      findings_.add("process_dimension", sector.process->factor.place,
                    {unit_text(sector.process->factor.dimension), unit_text(sector.activity.dimension),
                     unit_text(dimension_of(Base::co2) / sector.activity.dimension)});
    }
  }

  /// A kWh has two values in tce, so an amount or a factor of electricity alone is never written in it.
  void check_electricity_units() {
    const auto refuse = [&](const Path& path) {
      for (const auto& piece : path.pieces) {
        if (piece.value.tce) findings_.add("tce_for_electricity", piece.value.place, {piece.value.written});
      }
    };
    if (city_.power) {
      refuse(city_.power->behind_meter);
      refuse(city_.power->local_generation);
    }
    if (const Carrier* electricity = find_named(city_.carriers, "electricity")) refuse(electricity->factor);
  }

  void check_ring() {
    if (sector_order(city_).size() == city_.sectors.size()) return;
    const auto order = sector_order(city_);
    for (std::size_t i = 0; i < city_.sectors.size(); ++i) {
      if (std::find(order.begin(), order.end(), i) != order.end()) continue;
      findings_.add("driver_ring", city_.sectors[i].second.driver.place, {city_.sectors[i].first});
      return;
    }
  }

  void check_observed() {
    for (const Observation& observed : city_.observed) {
      std::vector<std::string> known{"population", "gdp"};
      for (const auto& [id, sector] : city_.sectors) known.push_back("activity." + id);
      if (std::find(known.begin(), known.end(), observed.variable) == known.end()) {
        findings_.add("unknown_reference", observed.place, {observed.variable, "observed variable", joined(known)},
                      text::nearest(observed.variable, known));
        continue;
      }
      if (observed.variable.rfind("activity.", 0) != 0) continue;
      const Sector& sector = *find_named(city_.sectors, observed.variable.substr(9));
      if (!sector.activity.present()) continue;
      for (const auto& piece : observed.years) {
        if (piece.value.dimension != sector.activity.dimension) {
          findings_.add("wrong_dimension", piece.value.place,
                        {observed.variable, unit_text(piece.value.dimension), unit_text(sector.activity.dimension)});
        }
      }
    }
  }

  /// Slips of units and powers of ten pass every formal check; the limits are far outside any city known.
  void check_plausible() {
    constexpr double most_people = 1e8, least_income = 1e3, most_income = 5e6, largest_rate = 0.2;
    constexpr double largest_grid_factor = 2.0 / 3.6e6;  // kg/J
    const Quantity& people = city_.population.value;
    const Quantity& gdp = city_.economy.gdp;
    const auto unusual = [&](const Quantity& at, std::string what, std::string value, std::string usual) {
      findings_.add("implausible", at.place, {std::move(what), std::move(value), std::move(usual)});
    };
    if (!people.present() || !gdp.present()) return;
    const double heads = people.quantile(0.5), income = gdp.quantile(0.5) / heads;
    if (heads > most_people) unusual(people, "population", fmt::format("{:.4g} person", heads), "..1e8 person");
    if (income < least_income || income > most_income) {
      unusual(gdp, "gdp_per_capita", fmt::format("{:.4g} CNY/person", income), "1e3..5e6 CNY/person");
    }
    const auto rates = [&](const Path& path, std::string_view what) {
      for (const auto& piece : path.pieces) {
        if (!piece.value.is_constant() && !piece.value.uncertain()) continue;
        const double rate = piece.value.quantile(0.5);
        if (std::abs(rate) > largest_rate) {
          unusual(piece.value, std::string(what), fmt::format("{:.4g} %", 100.0 * rate), "-20 %..20 %");
        }
      }
    };
    rates(city_.population.growth, "growth");
    rates(city_.economy.growth, "growth");
    for (const auto& [id, sector] : city_.sectors) rates(sector.intensity_trend, "intensity_trend");
    const Carrier* electricity = find_named(city_.carriers, "electricity");
    if (electricity == nullptr) return;
    for (const auto& piece : electricity->factor.pieces) {
      const double factor = piece.value.present() ? piece.value.quantile(0.5) : 0.0;
      if (factor > largest_grid_factor) {
        unusual(piece.value, "carriers.electricity.factor", fmt::format("{:.4g} kgCO2/kWh", factor * 3.6e6),
                "..2 kgCO2/kWh");
      }
    }
  }

  /// What local plants generate is never taken off while their fuel is left out.
  void check_power() {
    const bool generates = city_.power && city_.power->local_generation.present();
    const bool burns = city_.power && city_.power->local_plants.present();
    if (generates != burns) {
      findings_.add("power_pair", generates ? city_.power->local_generation.place : city_.power->local_plants.place,
                    {generates ? "local_generation" : "local_plants", generates ? "local_plants" : "local_generation"});
    }
    if (city_.territorial && !(generates && burns)) findings_.add("power_account", scenario_.accounting_place);
  }

  void check_history() {
    std::set<std::string> seen;
    for (const HistorySeries& history : city_.history) {
      const std::string& name = history.variable.text;
      const bool emissions = name.rfind("emissions.", 0) == 0;
      if (!emissions && name.rfind("energy.", 0) != 0) {
        findings_.add("peak_variable", history.variable.place, {name},
                      text::nearest(name, {"emissions.total", "energy.total"}));
        continue;
      }
      if (!seen.insert(name).second) findings_.add("history_twice", history.variable.place, {name});
      if (history.series.years.empty()) {
        if (history.file.text.empty()) findings_.add("missing_key", history.place, {"series", "history"});
        continue;
      }
      const Dimension wanted = dimension_of(emissions ? Base::co2 : Base::energy);
      for (const auto& piece : history.series.years) {
        if (piece.value.dimension != wanted) {
          findings_.add("wrong_dimension", piece.value.place,
                        {name, piece.value.written_unit, emissions ? "MtCO2" : "PJ"});
        } else if (!piece.value.is_constant() || piece.value.value <= 0.0) {
          findings_.add("history_value", piece.value.place, {piece.value.written});
        }
      }
      const bool reaches = history.series.years.back().first == scenario_.base_year;
      if (!reaches && !history.splice.present()) {
        findings_.add("history_splice", history.variable.place,
                      {name, std::to_string(history.series.years.back().first), std::to_string(scenario_.base_year)});
      }
      if (!is_comparable(history)) findings_.add("history_boundary", history.variable.place, {name, history.boundary});
    }
  }

  // --- levers ---------------------------------------------------------------------------------------------------

  [[nodiscard]] DimensionLookup lookup_for(const Lever* lever) const {
    return [this, lever](std::string_view name) -> std::optional<Dimension> {
      if (lever != nullptr) {
        for (const auto& [id, quantity] : lever->parameters) {
          if (id == name)
            return quantity.kind == Quantity::Kind::formula ? formula_dimension(*lever, quantity, 0)
                                                            : quantity.dimension;
        }
      }
      if (const Quantity* field = city_field(city_, name)) return field->dimension;
      return std::nullopt;
    };
  }

  [[nodiscard]] std::optional<Dimension> formula_dimension(const Lever& lever, const Quantity& quantity,
                                                           int depth) const {
    if (depth > static_cast<int>(lever.parameters.size()))
      return std::nullopt;  // parameters that use each other in a ring
    const auto result = check_dimensions(*quantity.formula, [&](std::string_view name) -> std::optional<Dimension> {
      for (const auto& [id, other] : lever.parameters) {
        if (id == name)
          return other.kind == Quantity::Kind::formula ? formula_dimension(lever, other, depth + 1) : other.dimension;
      }
      const Quantity* field = city_field(city_, name);
      return field != nullptr ? std::optional(field->dimension) : std::nullopt;
    });
    const auto* dimension = std::get_if<Dimension>(&result);
    return dimension != nullptr ? std::optional(*dimension) : std::nullopt;
  }

  /// `or_yearly`: a yearly amount may be written with or without its `/year`.
  void check_formula(const Quantity& quantity, const Lever* lever, std::optional<Dimension> wanted,
                     bool or_yearly = false) {
    if (quantity.kind != Quantity::Kind::formula) return;
    const auto result = check_dimensions(*quantity.formula, lookup_for(lever));
    if (const auto* problem = std::get_if<FormulaProblem>(&result)) {
      add_formula_problem(*problem, quantity, lever);
      return;
    }
    const Dimension& dimension = std::get<Dimension>(result);
    const bool yearly = or_yearly && wanted && dimension == *wanted / dimension_of(Base::time);
    if (wanted && dimension != *wanted && !yearly) {
      findings_.add("formula_result", quantity.place, {unit_text(dimension), unit_text(*wanted)});
    }
  }

  /// The value of a lever's formula with every input at its median; not a number if a name is unknown.
  [[nodiscard]] double median_of(const Quantity& quantity, const Lever& lever, int depth = 0) const {
    if (quantity.kind != Quantity::Kind::formula) return quantity.quantile(0.5);
    std::vector<double> values;
    for (const FormulaName& name : quantity.formula->names()) {
      const Quantity* known = find_named(lever.parameters, name.text);
      if (known == nullptr) known = city_field(city_, name.text);
      const bool usable = known != nullptr && depth <= static_cast<int>(lever.parameters.size());
      values.push_back(usable ? median_of(*known, lever, depth + 1) : std::nan(""));
    }
    return evaluate(*quantity.formula, values);
  }

  /// A formula must at least give a sensible value where all its inputs are at their medians.
  void check_formula_range(const Quantity& quantity, const Lever& lever, double minimum, double maximum) {
    if (quantity.kind != Quantity::Kind::formula || has_wrong_parameter_) return;
    const auto result = check_dimensions(*quantity.formula, lookup_for(&lever));
    const auto* dimension = std::get_if<Dimension>(&result);
    if (dimension == nullptr || !dimension->is_none()) return;  // wrong in itself, and said
    const double value = median_of(quantity, lever);
    if (std::isnan(value) && findings_.has_errors()) return;  // a name or a dimension is wrong, and said
    if (value >= minimum && value <= maximum) return;
    findings_.add(
        "formula_range", lever.mendable(quantity.place),
        {quantity.written, fmt::format("{:.4g}", value), fmt::format("{:g}", minimum), fmt::format("{:g}", maximum)});
  }

  void add_formula_problem(const FormulaProblem& problem, const Quantity& quantity, const Lever* lever) {
    const bool unknown = problem.id == "formula_unknown_name";
    const bool own = lever != nullptr && find_named(lever->parameters, problem.token) != nullptr;
    if (unknown && own) return;  // the parameter's own formula is wrong, and that has been said
    const bool of_library = lever != nullptr && quantity.place.file == lever->library_file;
    if (unknown && of_library && problem.token.find('.') != std::string_view::npos) {
      findings_.add("formula_field_missing", lever->place, {lever->id(), std::string(problem.token)});
      return;
    }
    std::string suggestion = problem.suggestion;
    std::vector<std::string> args = problem.args;
    if (unknown) {
      std::vector<std::string> known;
      if (lever != nullptr) {
        for (const auto& [id, parameter] : lever->parameters) known.push_back(id);
      }
      const std::vector<std::string> fields = city_field_names(city_);
      known.insert(known.end(), fields.begin(), fields.end());
      suggestion = text::nearest(problem.token, known);
      args = {std::string(problem.token), joined(known)};
    }
    const bool quoted =
        quantity.place.end_column - quantity.place.column > static_cast<int>(count_characters(quantity.written));
    findings_.add(problem.id, part_of(quantity.place, quantity.written, quoted, problem.offset, problem.length), args,
                  suggestion);
  }

  /// Of two quantities that do not fit together: the one that the scenario wrote, else the first.
  [[nodiscard]] static const text::Place& blamed(const Lever* lever, const Quantity& first, const Quantity& second) {
    const bool first_is_given = lever != nullptr && first.place.file == lever->library_file;
    return first_is_given ? second.place : first.place;
  }

  /// `rise` and `until`: exactly one of them, and none with a step.
  void check_rise(const Adoption& adoption, const Lever* lever) {
    const bool rises = adoption.rise.present(), until = adoption.until.present();
    if (adoption.curve == "bass" || adoption.curve == "table") {
      if (rises || until)
        findings_.add("curve_without", rises ? adoption.rise.place : adoption.until.place,
                      {rises ? "rise" : "until", adoption.curve});
    } else if (adoption.curve == "step") {
      if (rises || until) findings_.add("step_with_rise", rises ? adoption.rise.place : adoption.until.place);
    } else if (rises && until) {
      findings_.add("rise_and_until", blamed(lever, adoption.until, adoption.rise));
    } else if (!rises && !until && adoption.start.present()) {
      findings_.add("rise_missing", adoption.place, {adoption.curve});
    }
  }

  /// Fields that belong to one curve: p and q to Bass, values to a table, which needs no start.
  void check_curve_fields(const Adoption& adoption, const Lever* lever) {
    const bool bass = adoption.curve == "bass", table = adoption.curve == "table";
    const text::Place& place = lever != nullptr ? lever->mendable(adoption.place) : adoption.place;
    const auto want = [&](bool there, bool needed, const text::Place& written, std::string_view key) {
      if (needed && !there) findings_.add("missing_key", place, {std::string(key), adoption.curve + " adoption"});
      if (!needed && there) findings_.add("curve_without", written, {std::string(key), adoption.curve});
    };
    want(adoption.innovation.present(), bass, adoption.innovation.place, "innovation");
    want(adoption.imitation.present(), bass, adoption.imitation.place, "imitation");
    want(!adoption.values.years.empty(), table, adoption.values.place, "values");
    want(adoption.start.present(), !table, adoption.start.place, "start");
    if (table && !(adoption.lag.is_constant() && adoption.lag.value == 0.0))
      findings_.add("curve_without", adoption.lag.place, {"lag", adoption.curve});
    check_table(adoption.values.years);
  }

  /// Coverage counts what is added to the reference, so a table holds nothing in the base year, nor on a line across
  /// it.
  void check_table(const std::vector<Path::Piece>& years) {
    const auto is_zero = [](const Quantity& value) { return value.is_constant() && value.value == 0.0; };
    for (std::size_t i = 0; i < years.size(); ++i) {
      const bool early = years[i].first <= scenario_.base_year;
      const bool across = i > 0 && years[i - 1].first < scenario_.base_year && years[i].first > scenario_.base_year;
      if ((early || across) && !is_zero(years[i].value)) {
        findings_.add(
            "table_before_base", years[i].value.place,
            {std::to_string(early ? years[i].first : scenario_.base_year), std::to_string(scenario_.base_year)});
      }
    }
  }

  void check_adoption(const Adoption& adoption, const Lever* lever) {
    const bool until = adoption.until.present();
    check_rise(adoption, lever);
    check_curve_fields(adoption, lever);
    const Dimension none{}, years = dimension_of(Base::time);
    check_formula(adoption.start, lever, none);
    check_formula(adoption.until, lever, none);
    check_formula(adoption.reach, lever, none);
    check_formula(adoption.rise, lever, years);
    check_formula(adoption.lag, lever, years);
    if (adoption.erosion) {
      check_formula(adoption.erosion->half_life, lever, years);
      check_formula(adoption.erosion->persistent, lever, none);
    }
    const bool known =
        until && adoption.until.is_constant() && adoption.start.is_constant() && adoption.lag.is_constant();
    if (known && adoption.until.value <= adoption.start.value + adoption.lag.value) {
      findings_.add("until_before_start", blamed(lever, adoption.until, adoption.start),
                    {adoption.until.written, fmt::format("{:g}", adoption.start.value + adoption.lag.value)});
    }
  }

  void check_lever(const Lever& lever) {
    for (const auto& [id, parameter] : lever.parameters) {
      if (parameter.kind == Quantity::Kind::required)
        findings_.add("parameter_required", lever.place, {id, lever.id()});
    }
    const bool sound = all_read_ && !has_parameter_ring(lever);
    if (sound) {
      for (const auto& parameter : lever.parameters) check_formula(parameter.second, &lever, std::nullopt);
      check_adoption(lever.adoption, &lever);
      check_formula_range(lever.adoption.reach, lever, 0.0, 1.0);
      check_cost(lever);
    }
    std::set<std::string> ids;
    for (const Effect& effect : lever.effects) {
      if (!ids.insert(effect.id).second) findings_.add("duplicate_effect", effect.place, {effect.id, lever.id()});
      if (sound) {
        check_effect(lever, effect);
      } else {
        check_targets(lever, effect);
      }
    }
  }

  /// What can be said of an effect even where other fields could not be read.
  void check_targets(const Lever& lever, const Effect& effect) {
    check_formula_range(effect.change, lever, -1.0, 10.0);
    if (effect.add.empty()) check_formula_range(effect.strength, lever, 0.0, 1.0);
    check_rebound(lever, effect);
    for (const Word& name : effect.on) (void)check_target(lever, effect, name, Action::on);
    for (const Word& name : effect.toward) (void)check_target(lever, effect, name, Action::toward);
  }

  /// Says the first parameter that depends on itself; the others of its ring do the same.
  [[nodiscard]] bool has_parameter_ring(const Lever& lever) {
    for (const auto& [id, parameter] : lever.parameters) {
      if (parameter.kind != Quantity::Kind::formula) continue;
      std::set<std::string> seen;
      std::vector<const Quantity*> open{&parameter};
      bool ring = false;
      while (!open.empty() && !ring) {
        const Quantity* at = open.back();
        open.pop_back();
        for (const FormulaName& name : at->formula->names()) {
          ring = ring || name.text == id;
          const Quantity* next = find_named(lever.parameters, name.text);
          if (next != nullptr && next->kind == Quantity::Kind::formula && seen.insert(name.text).second)
            open.push_back(next);
        }
      }
      if (!ring) continue;
      findings_.add("parameter_ring", parameter.place, {id, lever.id()});
      return true;
    }
    return false;
  }

  void check_effect(const Lever& lever, const Effect& effect) {
    const std::vector<Word>* const kinds[] = {&effect.on,    &effect.toward, &effect.shift,
                                              &effect.sales, &effect.price,  &effect.add};
    if (std::count_if(std::begin(kinds), std::end(kinds), [](const auto* names) { return !names->empty(); }) != 1) {
      findings_.add("effect_kind", effect.place, {effect.id});
      return;
    }
    if (!check_priced(lever, effect)) return;
    check_wanted_fields(effect);
    check_formula(effect.change, &lever, Dimension{});
    check_formula(effect.rebound, &lever, Dimension{});
    for (const Word& name : effect.on) (void)check_target(lever, effect, name, Action::on);
    for (const Word& name : effect.toward) check_value(lever, effect, name);
    for (const Word& name : effect.shift) check_shifted(lever, effect, name);
    for (const Word& sector : effect.sales) check_sold_sector(lever, effect, sector);
    if (!effect.price.empty()) check_price(lever, effect);
    for (const Word& name : effect.add) check_added(lever, effect, name);
    check_strength(lever, effect);
    check_from_and_to(lever, effect);
    check_formula_range(effect.change, lever, -1.0, 10.0);
    check_rebound(lever, effect);
  }

  /// Each kind of effect has its own fields and no others.
  void check_wanted_fields(const Effect& effect) {
    const auto wants = [&](const Quantity& quantity, std::string_view key, bool needed) {
      if (quantity.present() == needed) return;
      findings_.add(needed ? "effect_needs" : "effect_without", needed ? effect.place : quantity.place,
                    {std::string(key), effect.id});
    };
    const bool charges = !effect.price.empty() && prices_activity(effect);
    const bool taxes = !effect.price.empty() && !charges;
    const bool measured = charges && effect.reduction.present();
    const bool priced = charges && !measured;
    wants(effect.change, "change", !effect.on.empty());
    wants(effect.strength, "strength", effect.on.empty());
    wants(effect.value, "value", !effect.toward.empty());
    wants(effect.carbon_price, "carbon_price", taxes);
    if (measured) {
      if (effect.charge.present() || effect.trip_cost.present() || effect.elasticity.present())
        findings_.add("charge_and_reduction", effect.reduction.place, {effect.id});
    } else {
      wants(effect.charge, "charge", priced);
      wants(effect.trip_cost, "trip_cost", priced);
      wants(effect.elasticity, "elasticity", priced || taxes);
    }
    if (!charges) wants(effect.reduction, "reduction", false);
    if (!charges) wants(effect.outside_change, "outside_change", false);
    if (effect.indexed) return;
    if (!priced) {
      findings_.add("effect_without", effect.place, {"indexed", effect.id});
    } else if (!city_.economy.inflation.present()) {
      findings_.add("inflation_needed", effect.place, {effect.id});
    }
  }

  [[nodiscard]] static bool prices_activity(const Effect& effect) {
    return !effect.price.empty() && effect.price.front().text.ends_with(".activity");
  }

  /// Shares lie between 0 and 1; what is added has the unit of its target.
  void check_strength(const Lever& lever, const Effect& effect) {
    if (!effect.strength.present()) return;
    if (!effect.add.empty()) return;  // measured against each target
    check_formula(effect.strength, &lever, Dimension{});
    check_formula_range(effect.strength, lever, 0.0, 1.0);
    if (effect.strength.kind == Quantity::Kind::formula) return;
    if (!effect.strength.dimension.is_none()) {
      findings_.add("wrong_dimension", lever.mendable(effect.strength.place),
                    {"strength", unit_text(effect.strength.dimension), "share"});
    } else if (effect.strength.quantile(least_u) < 0.0 || effect.strength.quantile(1.0 - least_u) > 1.0) {
      findings_.add("out_of_range", lever.mendable(effect.strength.place),
                    {"strength", effect.strength.written, "0", "1"});
    }
  }

  void check_added(const Lever& lever, const Effect& effect, const Word& name) {
    if (!check_target(lever, effect, name, Action::add) || !effect.strength.present()) return;
    const Dimension wanted = added_dimension(city_, *target_of(city_, name.text));
    if (effect.strength.kind == Quantity::Kind::formula) {
      check_formula(effect.strength, &lever, wanted);
    } else if (effect.strength.dimension != wanted && effect.strength.dimension != wanted / dimension_of(Base::time)) {
      findings_.add("wrong_dimension", lever.mendable(effect.strength.place),
                    {"strength", unit_text(effect.strength.dimension), unit_text(wanted)});
    }
  }

  /// A charge acts on activities, a carbon price on the energy of sectors: what the first target is, all must be.
  /// Without good targets nothing can be said of the other fields.
  [[nodiscard]] bool check_priced(const Lever& lever, const Effect& effect) {
    bool good = true;
    for (const Word& name : effect.price) {
      const auto first = target_of(city_, effect.price.front().text);
      const bool charges = first && suits(*first, Action::charge), taxes = first && suits(*first, Action::carbon_price);
      good = check_target(lever, effect, name, taxes ? Action::carbon_price : Action::charge,
                          charges ? Action::charge : Action::carbon_price) &&
             good;
    }
    return good;
  }

  void check_price(const Lever& lever, const Effect& effect) {
    for (const Quantity* each : {&effect.charge, &effect.trip_cost})
      check_formula(*each, &lever, dimension_of(Base::money) / dimension_of(Base::trip));
    for (const Quantity* each : {&effect.elasticity, &effect.reduction, &effect.outside_change})
      check_formula(*each, &lever, Dimension{});
    check_formula(effect.carbon_price, &lever, dimension_of(Base::money) / dimension_of(Base::co2));
    if (prices_activity(effect) || !effect.carbon_price.present()) return;
    for (const Word& name : effect.price) {
      std::vector<std::string> without;
      for (const std::string& carrier : carriers_used(target_of(city_, name.text)->index)) {
        const Carrier* known = find_named(city_.carriers, carrier);
        if (known != nullptr && !known->price.present() && !known->production) without.push_back(carrier);
      }
      if (without.empty()) continue;
      findings_.add("carrier_price", lever.mendable(name.place), {lever.id() + "." + effect.id, joined(without)});
    }
  }

  /// The carriers of a sector and those that its sales or the levers of the scenario bring to it.
  [[nodiscard]] std::vector<std::string> carriers_used(std::size_t index) const {
    const auto& [id, sector] = city_.sectors[index];
    std::vector<std::string> out = carriers_of(sector);
    const auto take = [&out](const std::string& carrier) {
      if (std::find(out.begin(), out.end(), carrier) == out.end()) out.push_back(carrier);
    };
    if (sector.stock) {
      for (const Milestone& year : sector.stock->sales) {
        for (const auto& entry : year.shares.entries) take(entry.id);
      }
    }
    for (const Lever& lever : scenario_.levers) {
      for (const Effect& effect : lever.effects) {
        for (const auto* moved : {&effect.shift, &effect.sales}) {
          for (const Word& name : *moved) {
            if (sector_id(name.text) == id) take(effect.to);
          }
        }
      }
    }
    return out;
  }

  void check_sold_sector(const Lever& lever, const Effect& effect, const Word& name) {
    const Sector* sector = find_named(city_.sectors, sector_id(name.text));
    if (sector == nullptr) {
      add_unknown_target(lever, effect, name, sector_names());
    } else if (!sector->stock) {
      findings_.add("sales_without_stock", lever.mendable(name.place), {lever.id() + "." + effect.id, name.text});
    }
  }

  /// What a lever costs is money per unit of what it covers.
  void check_cost(const Lever& lever) {
    if (!lever.cost) return;
    const LeverCost& cost = *lever.cost;
    const auto covered = covered_dimension(cost.per.text);
    if (!covered) {
      std::vector<std::string> known{"population"};
      if (city_.waste) known.emplace_back("waste");
      for (const auto& [id, sector] : city_.sectors) {
        known.push_back("sectors." + id + ".activity");
        known.push_back("sectors." + id + ".energy");
      }
      findings_.add("unknown_reference", lever.mendable(cost.per.place), {cost.per.text, "per", joined(known)},
                    text::nearest(cost.per.text, known));
      return;
    }
    const Dimension wanted = dimension_of(Base::money) / *covered;
    const auto check = [&](const Quantity& quantity, std::string_view key, bool yearly) {
      check_formula(quantity, &lever, wanted, yearly);
      if (!quantity.present() || quantity.kind == Quantity::Kind::formula || quantity.dimension == wanted) return;
      if (yearly && quantity.dimension == wanted / dimension_of(Base::time)) return;
      if (quantity.is_constant() && quantity.value == 0.0 && quantity.dimension.is_none()) return;
      findings_.add("wrong_dimension", lever.mendable(quantity.place),
                    {std::string(key), unit_text(quantity.dimension), unit_text(wanted)});
    };
    check(cost.capital, "capital", false);
    check(cost.running, "running", true);
    check(cost.revenue, "revenue", true);
  }

  /// What one covered unit measures; nullopt if the city has no such thing.
  [[nodiscard]] std::optional<Dimension> covered_dimension(const std::string& per) const {
    if (per.empty()) return Dimension{};
    if (per == "population") return dimension_of(Base::person);
    if (per == "waste" && city_.waste) return dimension_of(Base::mass);
    for (const auto& [id, sector] : city_.sectors) {
      if (per == "sectors." + id + ".activity") return sector.activity.dimension;
      if (per == "sectors." + id + ".energy") return dimension_of(Base::energy);
    }
    return std::nullopt;
  }

  /// Only saving energy makes its service cheaper; more than all of the saving taken back is possible, but rare.
  void check_rebound(const Lever& lever, const Effect& effect) {
    const Quantity& rebound = effect.rebound;
    if (rebound.is_constant() && rebound.value == 0.0) return;
    const bool saves = !effect.on.empty() && std::all_of(effect.on.begin(), effect.on.end(), [](const Word& name) {
      return name.text.size() > 10 && name.text.ends_with(".intensity");
    });
    if (!saves) findings_.add("rebound_target", lever.mendable(rebound.place), {lever.id() + "." + effect.id});
    if (rebound.kind != Quantity::Kind::formula && rebound.quantile(0.95) > 1.0) {
      findings_.add("rebound_over_one", lever.mendable(rebound.place), {lever.id() + "." + effect.id});
    }
  }

  /// A lever of the library is no slip of the pen: it does not suit the city, and no other target is suggested.
  void add_unknown_target(const Lever& lever, const Effect& effect, const Word& name,
                          const std::vector<std::string>& known) {
    if (name.place.file == lever.library_file) {
      std::string wanted = name.text;  // what the city must hold for the target to be there
      for (const std::string_view end : {".activity", ".intensity", ".factor", ".ratio"}) {
        const bool ends = wanted.size() > end.size() && wanted.substr(wanted.size() - end.size()) == end;
        if (ends) wanted.resize(wanted.size() - end.size());
      }
      findings_.add("lever_needs", lever.mendable(name.place), {lever.id(), name.text, wanted});
      return;
    }
    findings_.add("unknown_target", name.place, {name.text, lever.id() + "." + effect.id, joined(known)},
                  text::nearest(name.text, known));
  }

  [[nodiscard]] bool check_target(const Lever& lever, const Effect& effect, const Word& name, Action action) {
    return check_target(lever, effect, name, action, action);
  }
  [[nodiscard]] bool check_target(const Lever& lever, const Effect& effect, const Word& name, Action action,
                                  Action or_this) {
    const auto fits = [&](const Target& target) { return suits(target, action) || suits(target, or_this); };
    const auto target = target_of(city_, name.text);
    if (target && fits(*target)) return true;
    std::vector<std::string> known;
    for (const std::string& each : target_names(city_)) {
      if (fits(*target_of(city_, each))) known.push_back(each);
    }
    if (target && action == Action::toward) {
      findings_.add("toward_target", name.place, {name.text});
    } else if (target) {
      findings_.add("target_action", lever.mendable(name.place),
                    {name.text, lever.id() + "." + effect.id, joined(known)});
    } else {
      add_unknown_target(lever, effect, name, known);
    }
    return false;
  }

  void check_value(const Lever& lever, const Effect& effect, const Word& name) {
    if (!check_target(lever, effect, name, Action::toward) || !effect.value.present()) return;
    const auto wanted = value_dimension(city_, *target_of(city_, name.text));
    if (effect.value.kind == Quantity::Kind::formula) {
      check_formula(effect.value, &lever, *wanted);
    } else if (effect.value.dimension != *wanted) {
      findings_.add("wrong_dimension", lever.mendable(effect.value.place),
                    {"value", unit_text(effect.value.dimension), unit_text(*wanted)});
    }
  }

  [[nodiscard]] static std::string sector_id(const std::string& name) {
    return name.rfind("sectors.", 0) == 0 ? name.substr(8) : name;
  }

  [[nodiscard]] std::vector<std::string> sector_names() const {
    std::vector<std::string> known;
    for (const auto& sector : city_.sectors) known.push_back("sectors." + sector.first);
    return known;
  }

  [[nodiscard]] static bool is_waste(const Word& name) { return name.text.rfind("waste.", 0) == 0; }

  /// A shift moves energy of a sector, or a class of waste.
  void check_shifted(const Lever& lever, const Effect& effect, const Word& name) {
    if (is_waste(name) != is_waste(effect.shift.front())) {
      findings_.add("shift_mixed", lever.mendable(name.place), {effect.id});
      return;
    }
    if (find_named(city_.sectors, sector_id(name.text)) != nullptr) return;
    std::vector<std::string> known = sector_names();
    if (city_.waste) {
      for (const auto& one : city_.waste->classes) known.push_back("waste." + one.first);
    }
    if (std::find(known.begin(), known.end(), name.text) == known.end()) add_unknown_target(lever, effect, name, known);
  }

  /// Two different carriers of the city with a shift, none without.
  void check_from_and_to(const Lever& lever, const Effect& effect) {
    const bool shifts = !effect.shift.empty() || !effect.sales.empty();
    const bool sorts = !effect.shift.empty() && is_waste(effect.shift.front());
    const auto routes = Waste::route_names();
    const auto carriers = sorts ? std::vector<std::string>(routes.begin(), routes.end()) : ids_of(city_.carriers);
    for (const auto& [key, carrier] : {std::pair{"from", &effect.from}, std::pair{"to", &effect.to}}) {
      if (carrier->empty() && shifts) {
        findings_.add("effect_needs", effect.place, {key, effect.id});
      } else if (!carrier->empty() && !shifts) {
        findings_.add("effect_without", carrier->place, {key, effect.id});
      } else if (!shifts || std::find(carriers.begin(), carriers.end(), carrier->text) != carriers.end()) {
        continue;
      } else if (!sorts && carrier->place.file == lever.library_file) {
        const std::string wanted = "carriers." + carrier->text;
        findings_.add("lever_needs", lever.place, {lever.id(), wanted, wanted});
      } else {
        findings_.add("unknown_reference", lever.mendable(carrier->place),
                      {carrier->text, sorts ? "route" : "carrier", joined(carriers)},
                      text::nearest(carrier->text, carriers));
      }
    }
    if (shifts && !effect.from.empty() && effect.from == effect.to.text)
      findings_.add("shift_to_itself", effect.to.place, {effect.id, effect.from.text});
  }

  /// Everybody in an overlap group must mean the same degree.
  void check_overlaps() {
    std::map<std::string, const Overlap*> groups;
    for (const Lever& lever : scenario_.levers) {
      for (const Effect& effect : lever.effects) {
        if (!effect.overlap) continue;
        const auto [at, fresh] = groups.emplace(effect.overlap->group, &*effect.overlap);
        if (!fresh && !same_law(at->second->degree, effect.overlap->degree)) {
          findings_.add("overlap_degree", effect.overlap->degree.place,
                        {effect.overlap->group, at->second->degree.written, effect.overlap->degree.written});
        }
      }
    }
  }

  void check_peaks() {
    for (const Word& name : scenario_.peak.variables) {
      const std::string_view stem = std::string_view(name.text).substr(0, name.text.find('.'));
      if (stem != "emissions" && stem != "energy") {
        findings_.add("peak_variable", name.place, {name.text},
                      text::nearest(name.text, {"emissions.total", "energy.total"}));
      }
    }
  }

  const Scenario& scenario_;
  const City& city_;
  const Reader& reader_;
  text::Findings& findings_;
  const std::vector<Quantity>& inputs_;
  bool has_wrong_parameter_;  ///< it has been said; what formulas make of it is no news
  bool all_read_;  ///< false: some fields are missing because they were wrong, so nothing may be said of them again
};

}  // namespace

void check_scenario(const Scenario& scenario, Reader& reader) { Checks(scenario, reader).all(); }

bool is_comparable(const HistorySeries& series) {
  return series.variable.text.rfind("emissions.", 0) != 0 || series.boundary == headline_boundary;
}

double share_excess(const Shares& shares) {
  constexpr int points = 1000;
  constexpr double golden = 0.6180339887498949;
  int over = 0;
  for (int i = 0; i < points; ++i) {
    double sum = 0.0, step = golden;
    for (const auto& entry : shares.entries) {
      // A Kronecker lattice: a different irrational step for every entry.
      const double u = std::fmod((i + 0.5) * step, 1.0);
      sum += entry.value.uncertain() ? entry.value.quantile(std::clamp(u, 1e-6, 1.0 - 1e-6)) : entry.value.value;
      step = std::fmod(step * 1.3247179572447460 + 0.1, 1.0);
    }
    if (sum > 1.0) ++over;
  }
  return static_cast<double>(over) / points;
}

std::optional<std::size_t> driving_sector(const City& city, const Sector& sector) {
  const std::string& driver = sector.driver;
  if (driver.rfind("activity.", 0) != 0) return std::nullopt;
  return index_of(city.sectors, driver.substr(9));
}

std::optional<std::size_t> driving_branch(const City& city, const Sector& sector) {
  const std::string& driver = sector.driver;
  if (driver.rfind("value_added.", 0) != 0 || !city.economy.value_added) return std::nullopt;
  const auto& entries = city.economy.value_added->shares.entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].id == driver.substr(12)) return i;
  }
  return std::nullopt;
}

std::vector<std::size_t> sector_order(const City& city) {
  std::vector<std::size_t> order;
  std::vector<bool> placed(city.sectors.size(), false);
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t i = 0; i < city.sectors.size(); ++i) {
      if (placed[i]) continue;
      const auto driver = driving_sector(city, city.sectors[i].second);
      if (driver && !placed[*driver]) continue;
      placed[i] = true;
      order.push_back(i);
      moved = true;
    }
  }
  return order;
}

}  // namespace citypeak::model
