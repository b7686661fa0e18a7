// SPDX-License-Identifier: MIT
// Names of targets and of city fields: one table for each, used to look up and to list.
#include "sim/model/targets.hpp"

#include <utility>

namespace citypeak::model {

namespace {

using NamedTarget = std::pair<std::string, Target>;

[[nodiscard]] std::vector<NamedTarget> all_targets(const City& city) {
  std::vector<NamedTarget> out;
  for (std::size_t i = 0; i < city.sectors.size(); ++i) {
    const auto& [id, sector] = city.sectors[i];
    const std::string stem = "sectors." + id + ".";
    out.emplace_back(stem + "activity", Target{Target::Kind::activity, i});
    out.emplace_back(stem + "intensity", Target{Target::Kind::intensity, i});
    if (!sector.process) continue;
    out.emplace_back(stem + "process", Target{Target::Kind::process, i});
    out.emplace_back(stem + "process.ratio", Target{Target::Kind::ratio, i});
  }
  for (std::size_t i = 0; i < city.carriers.size(); ++i) {
    if (city.carriers[i].second.production) continue;
    out.emplace_back("carriers." + city.carriers[i].first + ".factor", Target{Target::Kind::factor, i});
  }
  for (std::size_t i = 0; i < city.sinks.size(); ++i)
    out.emplace_back("sinks." + city.sinks[i].first, Target{Target::Kind::sink, i});
  if (city.waste) out.emplace_back("waste.amount", Target{Target::Kind::waste_amount, 0});
  out.emplace_back("power.behind_meter", Target{Target::Kind::behind_meter, 0});
  out.emplace_back("economy.growth", Target{Target::Kind::growth, 0});
  return out;
}

[[nodiscard]] std::vector<std::pair<std::string, const Quantity*>> all_fields(const City& city) {
  std::vector<std::pair<std::string, const Quantity*>> out;
  const auto add = [&](std::string name, const Quantity& quantity) {
    if (quantity.present()) out.emplace_back(std::move(name), &quantity);
  };
  add("population.value", city.population.value);
  add("economy.gdp", city.economy.gdp);
  for (const auto& [id, sector] : city.sectors) {
    const std::string stem = "sectors." + id + ".";
    add(stem + "activity", sector.activity);
    add(stem + "energy", sector.energy);
    add(stem + "elasticity", sector.elasticity);
    add(stem + "local_share", sector.local_share);
    if (sector.zone) {
      add(stem + "zone.share", sector.zone->share);
      add(stem + "zone.trip_cost", sector.zone->trip_cost);
    }
    if (!sector.process) continue;
    add(stem + "process.factor", sector.process->factor);
    add(stem + "process.ratio", sector.process->ratio);
  }
  for (const auto& [id, carrier] : city.carriers) {
    if (carrier.factor.present()) add("carriers." + id + ".factor", carrier.factor.pieces.front().value);
    add("carriers." + id + ".price", carrier.price);
    if (!carrier.production) continue;
    add("carriers." + id + ".production.made_inside", carrier.production->made_inside);
    add("carriers." + id + ".production.dispensing", carrier.production->dispensing);
  }
  if (city.waste) add("waste.amount", city.waste->amount);
  return out;
}

}  // namespace

std::optional<Target> target_of(const City& city, std::string_view name) {
  for (const auto& [known, target] : all_targets(city)) {
    if (known == name) return target;
  }
  return std::nullopt;
}

std::vector<std::string> target_names(const City& city) {
  std::vector<std::string> out;
  for (auto& [known, target] : all_targets(city)) out.push_back(known);
  return out;
}

std::optional<Dimension> value_dimension(const City& city, const Target& target) {
  switch (target.kind) {
    case Target::Kind::activity:
      return city.sectors[target.index].second.activity.dimension;
    case Target::Kind::intensity:
      return std::nullopt;
    case Target::Kind::process:
      return city.sectors[target.index].second.process->factor.dimension;
    case Target::Kind::ratio:
      return Dimension{};
    case Target::Kind::factor:
      return dimension_of(Base::co2) / dimension_of(Base::energy);
    case Target::Kind::sink:
    case Target::Kind::behind_meter:
    case Target::Kind::growth:
    case Target::Kind::waste_amount:
      break;
  }
  return std::nullopt;
}

bool suits(const Target& target, Action action) {
  using Kind = Target::Kind;
  switch (action) {
    case Action::on:
      return target.kind != Kind::behind_meter && target.kind != Kind::growth;
    case Action::toward:
      return target.kind == Kind::activity || target.kind == Kind::process || target.kind == Kind::ratio ||
             target.kind == Kind::factor;
    case Action::add:
      return target.kind != Kind::intensity;
    case Action::charge:
      return target.kind == Kind::activity;
    case Action::carbon_price:
      return target.kind == Kind::intensity;
  }
  return false;
}

Dimension added_dimension(const City& city, const Target& target) {
  switch (target.kind) {
    case Target::Kind::sink:
      return dimension_of(Base::co2);
    case Target::Kind::behind_meter:
      return dimension_of(Base::energy);
    case Target::Kind::waste_amount:
      return dimension_of(Base::mass) / dimension_of(Base::person) / dimension_of(Base::time);
    default:
      return value_dimension(city, target).value_or(Dimension{});
  }
}

const Quantity* city_field(const City& city, std::string_view path) {
  for (const auto& [known, quantity] : all_fields(city)) {
    if (known == path) return quantity;
  }
  return nullptr;
}

std::vector<std::string> city_field_names(const City& city) {
  std::vector<std::string> out;
  for (auto& [known, quantity] : all_fields(city)) out.push_back(known);
  return out;
}

}  // namespace citypeak::model
