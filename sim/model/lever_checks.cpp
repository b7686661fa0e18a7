// SPDX-License-Identifier: MIT
// What can be wrong in a lever, one function for each thing.
#include "sim/model/lever_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/model/formula_checks.hpp"
#include "sim/model/targets.hpp"

namespace citypeak::model {

bool same_law(const Quantity& a, const Quantity& b) {
  return a.is_constant() && b.is_constant() ? a.value == b.value : a.written == b.written;
}

namespace {

constexpr double least_u = 0.0005;  // quantiles by which the support of a law is judged

class LeverChecks {
 public:
  LeverChecks(const Scenario& scenario, Reader& reader)
      : scenario_(scenario),
        city_(scenario.city),
        findings_(reader.findings),
        formulas_(scenario.city, reader.findings),
        all_read_(reader.all_read()) {}

  void all() {
    for (const Lever& lever : scenario_.levers) check_lever(lever);
    check_overlaps();
  }

  void check_adoption(const Adoption& adoption, const Lever* lever) {
    const bool until = adoption.until.present();
    check_rise(adoption, lever);
    check_curve_fields(adoption, lever);
    const Dimension none{}, years = dimension_of(Base::time);
    formulas_.check(adoption.start, lever, none);
    formulas_.check(adoption.until, lever, none);
    formulas_.check(adoption.reach, lever, none);
    formulas_.check(adoption.rise, lever, years);
    formulas_.check(adoption.lag, lever, years);
    if (adoption.erosion) {
      formulas_.check(adoption.erosion->half_life, lever, years);
      formulas_.check(adoption.erosion->persistent, lever, none);
    }
    const bool known =
        until && adoption.until.is_constant() && adoption.start.is_constant() && adoption.lag.is_constant();
    if (known && adoption.until.value <= adoption.start.value + adoption.lag.value) {
      findings_.add("until_before_start", blamed(lever, adoption.until, adoption.start),
                    {adoption.until.written, fmt::format("{:g}", adoption.start.value + adoption.lag.value)});
    }
  }

 private:
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

  void check_lever(const Lever& lever) {
    for (const auto& [id, parameter] : lever.parameters) {
      if (parameter.kind == Quantity::Kind::required)
        findings_.add("parameter_required", lever.place, {id, lever.id()});
    }
    const bool sound = all_read_ && !formulas_.has_parameter_ring(lever);
    if (sound) {
      for (const auto& parameter : lever.parameters) formulas_.check(parameter.second, &lever, std::nullopt);
      check_adoption(lever.adoption, &lever);
      formulas_.check_range(lever.adoption.reach, lever, 0.0, 1.0);
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
    formulas_.check_range(effect.change, lever, -1.0, 10.0);
    if (effect.add.empty()) formulas_.check_range(effect.strength, lever, 0.0, 1.0);
    check_rebound(lever, effect);
    for (const Word& name : effect.on) (void)check_target(lever, effect, name, Action::on);
    for (const Word& name : effect.toward) (void)check_target(lever, effect, name, Action::toward);
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
    formulas_.check(effect.change, &lever, Dimension{});
    formulas_.check(effect.rebound, &lever, Dimension{});
    for (const Word& name : effect.on) (void)check_target(lever, effect, name, Action::on);
    for (const Word& name : effect.toward) check_value(lever, effect, name);
    for (const Word& name : effect.shift) check_shifted(lever, effect, name);
    for (const Word& sector : effect.sales) check_sold_sector(lever, effect, sector);
    if (!effect.price.empty()) check_price(lever, effect);
    for (const Word& name : effect.add) check_added(lever, effect, name);
    check_strength(lever, effect);
    check_from_and_to(lever, effect);
    formulas_.check_range(effect.change, lever, -1.0, 10.0);
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
    formulas_.check(effect.strength, &lever, Dimension{});
    formulas_.check_range(effect.strength, lever, 0.0, 1.0);
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
      formulas_.check(effect.strength, &lever, wanted);
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
      formulas_.check(*each, &lever, dimension_of(Base::money) / dimension_of(Base::trip));
    for (const Quantity* each : {&effect.elasticity, &effect.reduction, &effect.outside_change})
      formulas_.check(*each, &lever, Dimension{});
    formulas_.check(effect.carbon_price, &lever, dimension_of(Base::money) / dimension_of(Base::co2));
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
      formulas_.check(quantity, &lever, wanted, yearly);
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
      formulas_.check(effect.value, &lever, *wanted);
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

  const Scenario& scenario_;
  const City& city_;
  text::Findings& findings_;
  FormulaChecks formulas_;
  bool all_read_;  ///< false: some fields are missing because they were wrong, so nothing may be said of them again
};

}  // namespace

void check_levers(const Scenario& scenario, Reader& reader) { LeverChecks(scenario, reader).all(); }

void check_structural_adoption(const Adoption& adoption, const Scenario& scenario, Reader& reader) {
  LeverChecks(scenario, reader).check_adoption(adoption, nullptr);
}

}  // namespace citypeak::model
