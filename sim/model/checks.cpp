// SPDX-License-Identifier: MIT
// The cross-field checks, one function for each thing that can be inconsistent.
#include "sim/model/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "sim/model/check_shares.hpp"
#include "sim/model/city_checks.hpp"
#include "sim/model/hydrogen_check.hpp"
#include "sim/model/lever_checks.hpp"
#include "sim/model/targets.hpp"

namespace citypeak::model {

namespace {

constexpr std::string_view plain_drivers[] = {"population", "gdp", "gdp_per_capita", "path"};

class Checks {
 public:
  Checks(const Scenario& scenario, Reader& reader)
      : scenario_(scenario),
        city_(scenario.city),
        reader_(reader),
        findings_(reader.findings),
        inputs_(reader.inputs),
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
    check_levers(scenario_, reader_);
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
    check_structural_adoption(*value_added->adoption, scenario_, reader_);
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
  Reader& reader_;
  text::Findings& findings_;
  const std::vector<Quantity>& inputs_;
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
  double most = 0.0;
  for (const auto& entry : shares.entries)
    most += entry.value.uncertain() ? support(*entry.value.distribution).highest : entry.value.value;
  if (most <= 1.0) return 0.0;  // the rule, and it spares thousands of slow quantiles
  // The quantiles of some laws are slow: each is looked up among a hundred of them.
  constexpr int steps = 101;
  std::vector<std::array<double, steps>> tables;
  for (const auto& entry : shares.entries) {
    auto& table = tables.emplace_back();
    for (int k = 0; k < steps; ++k) table[static_cast<std::size_t>(k)] = entry.value.quantile((k + 0.5) / steps);
  }
  int over = 0;
  for (int i = 0; i < points; ++i) {
    double sum = 0.0, step = golden;
    for (const auto& table : tables) {
      // A Kronecker lattice: a different irrational step for every entry.
      const double u = std::fmod((i + 0.5) * step, 1.0);
      sum += table[static_cast<std::size_t>(u * steps)];
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
