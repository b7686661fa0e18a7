// SPDX-License-Identifier: MIT
// How levers become curves, effects and costs over rows.
#include "sim/plan/lever_plan.hpp"

#include <algorithm>

namespace citypeak::plan {

using model::Quantity;
using model::Target;

namespace {

// The logistic rises from 1 % of reach at `start`; 90 % comes 1.5457 rises later (docs/method/model.md, section 6).
constexpr double logistic_until = 1.5457;
// A straight line from 0 has 10 % after rise/8 and 90 % after 9/8 of the rise.
constexpr double linear_until = 1.125;
constexpr double largest_increase = 10.0;     // of a change, as in the field's range
constexpr double log_2 = 0.6931471805599453;  // written out: libm may differ between machines
constexpr double shortest_rise = 0.01;        // years; keeps an uncertain `until` after `start`
constexpr int carbon_priced = 1000;           // a kind of target of its own: the use of one carrier in one sector

[[nodiscard]] std::string sector_id(const std::string& name) {
  return name.rfind("sectors.", 0) == 0 ? name.substr(8) : name;
}

[[nodiscard]] CurveKind curve_of(const std::string& word) {
  if (word == "linear") return CurveKind::linear;
  if (word == "step") return CurveKind::step;
  if (word == "bass") return CurveKind::bass;
  return word == "table" ? CurveKind::table : CurveKind::logistic;
}

}  // namespace

AdoptionPlan LeverPlanner::adoption(const model::Adoption& adoption, const model::Lever* lever) {
  AdoptionPlan out;
  out.kind = curve_of(adoption.curve);
  const auto value = [&](const Quantity& quantity) { return paths_.value_row(quantity, lever); };
  out.reach = lever == nullptr ? paths_.one() : paths_.value_row(adoption.reach, lever, 0.0, 1.0);
  out.start = paths_.zero();
  if (adoption.start.present()) {
    out.start = adoption.lag.present() ? build_.add(value(adoption.start), value(adoption.lag)) : value(adoption.start);
  }
  out.rise = out.ratio = paths_.one();
  if (adoption.rise.present()) out.rise = value(adoption.rise);
  if (adoption.until.present()) {
    const Row span = build_.subtract(value(adoption.until), out.start);
    const double rises = out.kind == CurveKind::linear ? linear_until : logistic_until;
    out.rise =
        build_.op(Op::Kind::maximum, build_.divide(span, build_.constant(rises)), build_.constant(shortest_rise));
  }
  if (out.kind == CurveKind::bass) {
    out.rise = build_.add(value(adoption.innovation), value(adoption.imitation));
    out.ratio = build_.divide(value(adoption.imitation), value(adoption.innovation));
  }
  if (out.kind == CurveKind::table) {
    std::vector<std::pair<int, Row>> knots;
    const int first = adoption.values.years.front().first;
    if (first > scenario_.base_year) knots.emplace_back(first - 1, paths_.zero());  // nothing before the first year
    for (const auto& piece : adoption.values.years) knots.emplace_back(piece.first, value(piece.value));
    out.table = paths_.levels(knots);
    out.start = build_.constant(first);  // a charge loses its value from then on
  }
  out.keep = paths_.zero();
  out.persistent = paths_.one();
  if (adoption.erosion) {
    out.erodes = 1;
    const Row halvings = build_.divide(build_.constant(-log_2), value(adoption.erosion->half_life));
    out.keep = build_.exp(halvings);
    out.persistent = paths_.value_row(adoption.erosion->persistent, lever, 0.0, 1.0);
  }
  return out;
}

void LeverPlanner::add_levers(CityPlan& city) {
  for (const model::Lever& lever : scenario_.levers) {
    plan_.levers.push_back(adoption(lever.adoption, &lever));
    plan_.lever_ids.push_back(lever.id());
  }
  city.levers = {0, static_cast<std::uint32_t>(scenario_.levers.size())};
}

void LeverPlanner::add_effects(CityPlan& city) {
  for (std::size_t l = 0; l < scenario_.levers.size(); ++l) {
    const model::Lever& lever = scenario_.levers[l];
    std::vector<const model::Effect*> effects;
    for (const model::Effect& effect : lever.effects) effects.push_back(&effect);
    std::sort(effects.begin(), effects.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    for (const model::Effect* effect : effects) place(static_cast<std::uint32_t>(l), lever, *effect);
  }
  for (const auto& [key, more] : additions_) targets_.try_emplace(key);  // a target may have additions alone
  for (auto& [key, placed] : targets_) {
    TargetPlan target;
    target.groups = grouped(placed);
    target.additions.first = static_cast<std::uint32_t>(plan_.additions.size());
    if (const auto more = additions_.find(key); more != additions_.end())
      plan_.additions.insert(plan_.additions.end(), more->second.begin(), more->second.end());
    target.additions.count = static_cast<std::uint32_t>(plan_.additions.size()) - target.additions.first;
    plan_.targets.push_back(target);
    attach(city, key, static_cast<std::uint32_t>(plan_.targets.size() - 1));
  }
  for (std::size_t s = 0; s < plan_.sectors.size(); ++s) {
    plan_.sectors[s].shifts = shifts_of(Moved::sector, s);
    if (plan_.sectors[s].stock != none) plan_.stocks[plan_.sectors[s].stock].shifts = shifts_of(Moved::stock, s);
  }
  for (std::size_t i = 0; i < plan_.waste_classes.size(); ++i)
    plan_.waste_classes[i].shifts = shifts_of(Moved::waste, i);
}

void LeverPlanner::place(std::uint32_t l, const model::Lever& lever, const model::Effect& effect) {
  Placed placed;
  placed.group = effect.overlap ? "group " + effect.overlap->group : "own " + lever.id() + "." + effect.id;
  placed.degree = effect.overlap ? paths_.row(degree_of(*effect.overlap)) : paths_.zero();
  placed.effect.lever = l;
  const Row kept = build_.subtract(paths_.one(), paths_.value_row(effect.rebound, &lever));
  place_changes(placed, lever, effect, kept);
  place_shifts(placed, lever, effect, kept);
  place_prices(placed, lever, effect);
  place_additions(l, lever, effect);
}

void LeverPlanner::place_changes(Placed placed, const model::Lever& lever, const model::Effect& effect, Row kept) {
  for (const model::Word& name : effect.on) {
    const Row change = paths_.value_row(effect.change, &lever, -1.0, largest_increase);
    placed.effect.strength = build_.multiply(build_.op(Op::Kind::negate, change, change), kept);
    const Target target = *model::target_of(city_, name.text);
    targets_[{static_cast<int>(target.kind), target.index, 0}].push_back(placed);
  }
  for (const model::Word& name : effect.toward) {
    const Target target = *model::target_of(city_, name.text);
    placed.effect.kind = EffectPlan::Kind::toward;
    placed.effect.strength = build_.multiply(paths_.value_row(effect.strength, &lever, 0.0, 1.0), kept);
    placed.effect.value = in_plan_units(paths_.value_row(effect.value, &lever), target);
    targets_[{static_cast<int>(target.kind), target.index, 0}].push_back(placed);
  }
}

void LeverPlanner::place_shifts(Placed placed, const model::Lever& lever, const model::Effect& effect, Row kept) {
  if (effect.shift.empty() && effect.sales.empty()) return;
  placed.effect.strength = build_.multiply(paths_.value_row(effect.strength, &lever, 0.0, 1.0), kept);
  const auto routes = model::Waste::route_names();
  const auto route = [&](const std::string& id) {
    return static_cast<std::uint32_t>(std::find(routes.begin(), routes.end(), id) - routes.begin());
  };
  for (const model::Word& name : effect.shift) {
    if (name.text.rfind("waste.", 0) == 0 && city_.waste) {
      placed.to = route(effect.to);
      const std::size_t one = *model::index_of(city_.waste->classes, name.text.substr(6));
      shifts_[{Moved::waste, one, route(effect.from)}].push_back(placed);
      plan_.waste_classes[one].used |= 1U << placed.to;
      continue;
    }
    const std::size_t sector = *model::index_of(city_.sectors, sector_id(name));
    const auto from = carrier_position(sector, effect.from);
    if (!from) continue;  // the sector never uses it: nothing to move (said as no_effect)
    placed.to = *carrier_position(sector, effect.to);
    shifts_[{Moved::sector, sector, *from}].push_back(placed);
  }
  for (const model::Word& name : effect.sales) {
    const std::size_t sector = *model::index_of(city_.sectors, sector_id(name));
    const auto from = carrier_position(sector, effect.from);
    if (!from) continue;
    placed.to = *carrier_position(sector, effect.to);
    shifts_[{Moved::stock, sector, *from}].push_back(placed);
  }
}

void LeverPlanner::place_prices(const Placed& placed, const model::Lever& lever, const model::Effect& effect) {
  for (const model::Word& name : effect.price) {
    const Target target = *model::target_of(city_, name.text);
    if (target.kind == Target::Kind::activity) {
      place_charge(placed, lever, effect, target);
    } else {
      place_carbon_price(placed, lever, effect, target);
    }
  }
}

/// z*(1 - u*r) + (1 - z)*(1 + u*x) = 1 - u*(z*r - (1 - z)*x): a reduction like any other, as long as r is the same
/// in all years.
void LeverPlanner::place_charge(Placed placed, const model::Lever& lever, const model::Effect& effect,
                                const Target& target) {
  const Row covered = paths_.value_row(effect.strength, &lever, 0.0, 1.0);
  Row outside = paths_.zero();
  if (effect.outside_change.present())
    outside = build_.multiply(build_.subtract(paths_.one(), covered), paths_.value_row(effect.outside_change, &lever));
  if (effect.reduction.present()) {
    const Row measured = paths_.value_row(effect.reduction, &lever, -1.0, 1.0);
    placed.effect.strength = build_.subtract(build_.multiply(covered, measured), outside);
    targets_[{static_cast<int>(target.kind), target.index, 0}].push_back(placed);
    return;
  }
  const Row ratio = build_.divide(paths_.value_row(effect.charge, &lever), paths_.value_row(effect.trip_cost, &lever));
  const Row elasticity = paths_.value_row(effect.elasticity, &lever);
  if (effect.indexed) {
    const Row kept = build_.op(Op::Kind::power, build_.add(paths_.one(), ratio), elasticity);
    const Row reduction = build_.subtract(paths_.one(), kept);
    placed.effect.strength = build_.subtract(build_.multiply(covered, reduction), outside);
  } else {
    placed.effect.kind = EffectPlan::Kind::charge;
    placed.effect.strength = covered;
    placed.effect.value = ratio;
    placed.effect.elasticity = elasticity;
    placed.effect.inflation = paths_.row(city_.economy.inflation);
    placed.effect.outside = outside;
  }
  targets_[{static_cast<int>(target.kind), target.index, 0}].push_back(placed);
}

void LeverPlanner::place_carbon_price(Placed placed, const model::Lever& lever, const model::Effect& effect,
                                      const Target& target) {
  placed.effect.kind = EffectPlan::Kind::carbon_price;
  placed.effect.strength = paths_.value_row(effect.strength, &lever, 0.0, 1.0);
  placed.effect.elasticity = paths_.value_row(effect.elasticity, &lever);
  const Row price = paths_.value_row(effect.carbon_price, &lever);
  const Span carriers = plan_.sectors[target.index].carriers;
  for (std::uint32_t i = 0; i < carriers.count; ++i) {
    const std::uint32_t carrier = plan_.sector_carriers[carriers.first + i].carrier;
    if (city_.carriers[carrier].second.production) continue;  // emits nothing where it is used
    const Row energy = paths_.row(city_.carriers[carrier].second.price);
    // p [CNY/kg] * EF [kg/J] / price [CNY/J]; the kernel knows EF in Mt/PJ.
    placed.effect.value = build_.divide(build_.divide(price, energy), build_.constant(plan_factor_per_canonical));
    targets_[{carbon_priced, carriers.first + i, carrier}].push_back(placed);
  }
}

void LeverPlanner::place_additions(std::uint32_t l, const model::Lever& lever, const model::Effect& effect) {
  for (const model::Word& name : effect.add) {
    const Target target = *model::target_of(city_, name.text);
    const Row amount = added_in_plan_units(paths_.value_row(effect.strength, &lever), target);
    additions_[{static_cast<int>(target.kind), target.index, 0}].push_back({l, amount});
  }
}

Row LeverPlanner::in_plan_units(Row value, const Target& target) {
  if (target.kind == Target::Kind::factor) return build_.multiply(value, build_.constant(plan_factor_per_canonical));
  const bool mass = target.kind == Target::Kind::process || target.kind == Target::Kind::sink ||
                    target.kind == Target::Kind::waste_amount;
  if (mass) return build_.divide(value, build_.constant(kg_per_mt));
  if (target.kind == Target::Kind::behind_meter) return build_.divide(value, build_.constant(joule_per_pj));
  return value;
}

/// Activities are computed relative to the base year.
Row LeverPlanner::added_in_plan_units(Row value, const Target& target) {
  if (target.kind == Target::Kind::activity)
    return build_.divide(value, paths_.row(city_.sectors[target.index].second.activity));
  return in_plan_units(value, target);
}

/// The degree belongs to the group, not to its members: one input, one draw.
Quantity LeverPlanner::degree_of(const model::Overlap& overlap) const {
  Quantity degree = overlap.degree;
  if (degree.name.rfind("shared.", 0) != 0) degree.name = city_.id + ".overlap." + overlap.group + ".degree";
  return degree;
}

std::optional<std::uint32_t> LeverPlanner::carrier_position(std::size_t sector, const std::string& carrier) const {
  const Span span = plan_.sectors[sector].carriers;
  const auto wanted = static_cast<std::uint32_t>(*model::index_of(city_.carriers, carrier));
  for (std::uint32_t i = 0; i < span.count; ++i) {
    if (plan_.sector_carriers[span.first + i].carrier == wanted) return i;
  }
  return std::nullopt;
}

/// Puts the effects of one target into groups; the groups come in the order of their first member.
Span LeverPlanner::grouped(std::vector<Placed>& placed, std::vector<std::uint32_t>* order) {
  std::vector<std::string> names;
  for (const Placed& p : placed) {
    if (std::find(names.begin(), names.end(), p.group) == names.end()) names.push_back(p.group);
  }
  const Span groups{static_cast<std::uint32_t>(plan_.groups.size()), static_cast<std::uint32_t>(names.size())};
  for (const std::string& name : names) {
    GroupPlan group;
    group.effects.first = static_cast<std::uint32_t>(plan_.effects.size());
    for (std::size_t i = 0; i < placed.size(); ++i) {
      if (placed[i].group != name) continue;
      group.degree = placed[i].degree;
      plan_.effects.push_back(placed[i].effect);
      if (order != nullptr) order->push_back(static_cast<std::uint32_t>(i));
    }
    group.effects.count = static_cast<std::uint32_t>(plan_.effects.size()) - group.effects.first;
    plan_.groups.push_back(group);
  }
  return groups;
}

void LeverPlanner::attach(CityPlan& city, const TargetKey& key, std::uint32_t index) {
  const std::size_t at = std::get<1>(key);
  if (std::get<0>(key) == carbon_priced) {
    plan_.sector_carriers[at].use_target = index;
    return;
  }
  switch (static_cast<Target::Kind>(std::get<0>(key))) {
    case Target::Kind::activity:
      plan_.sectors[at].activity_target = index;
      break;
    case Target::Kind::intensity:
      plan_.sectors[at].intensity_target = index;
      break;
    case Target::Kind::process:
      plan_.sectors[at].process_target = index;
      break;
    case Target::Kind::ratio:
      plan_.sectors[at].ratio_target = index;
      break;
    case Target::Kind::factor:
      plan_.carriers[at].target = index;
      break;
    case Target::Kind::sink:
      plan_.sinks[at].target = index;
      break;
    case Target::Kind::behind_meter:
      city.behind_target = index;
      break;
    case Target::Kind::growth:
      if (city.feedback != none) plan_.feedbacks[city.feedback].growth_target = index;
      break;
    case Target::Kind::waste_amount:
      plan_.wastes[city.waste].amount_target = index;
      break;
  }
}

Span LeverPlanner::shifts_of(Moved moved, std::size_t index) {
  Span out{static_cast<std::uint32_t>(plan_.shifts.size()), 0};
  for (auto& [key, placed] : shifts_) {
    if (std::get<0>(key) != moved || std::get<1>(key) != index) continue;
    ShiftPlan shift;
    shift.from = std::get<2>(key);
    std::vector<std::uint32_t> order;
    const auto first_effect = static_cast<std::uint32_t>(plan_.effects.size());
    shift.groups = grouped(placed, &order);
    shift.moves.first = static_cast<std::uint32_t>(plan_.moves.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) plan_.moves.push_back({first_effect + i, placed[order[i]].to});
    shift.moves.count = static_cast<std::uint32_t>(order.size());
    plan_.shifts.push_back(shift);
  }
  out.count = static_cast<std::uint32_t>(plan_.shifts.size()) - out.first;
  return out;
}

std::vector<std::string> LeverPlanner::destinations(std::size_t sector) const {
  std::vector<std::string> out;
  for (const model::Lever& lever : scenario_.levers) {
    for (const model::Effect& effect : lever.effects) {
      for (const auto* names : {&effect.shift, &effect.sales}) {
        for (const model::Word& name : *names) {
          if (model::index_of(city_.sectors, sector_id(name)) == sector) out.push_back(effect.to);
        }
      }
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

void LeverPlanner::add_costs(CityPlan& city) {
  city.costs.first = static_cast<std::uint32_t>(plan_.costs.size());
  for (std::size_t l = 0; l < scenario_.levers.size(); ++l) {
    const model::Lever& lever = scenario_.levers[l];
    if (!lever.cost) continue;
    plan_.costs.push_back(cost(*lever.cost, lever));
    plan_.costs.back().lever = static_cast<std::uint32_t>(l);
  }
  city.costs.count = static_cast<std::uint32_t>(plan_.costs.size()) - city.costs.first;
}

CostPlan LeverPlanner::cost(const model::LeverCost& cost, const model::Lever& lever) {
  CostPlan out;
  double canonical = 1.0;  // of one unit in which the kernel counts what is covered
  const std::string& per = cost.per.text;
  if (per == "population") {
    out.per = CostPlan::Per::population;
  } else if (per == "waste") {
    out.per = CostPlan::Per::waste;
    canonical = kg_per_mt;
  } else if (!per.empty()) {
    const std::size_t dot = per.rfind('.');
    const bool energy = per.substr(dot) == ".energy";
    out.per = energy ? CostPlan::Per::energy : CostPlan::Per::activity;
    out.index = static_cast<std::uint32_t>(*model::index_of(city_.sectors, per.substr(8, dot - 8)));
    if (energy) canonical = joule_per_pj;
  }
  const auto money = [&](const Quantity& quantity) {
    if (!quantity.present()) return paths_.zero();
    const Row value = paths_.value_row(quantity, &lever);
    return build_.divide(build_.multiply(value, build_.constant(canonical)), build_.constant(cny_per_billion));
  };
  out.capital = money(cost.capital);
  out.running = money(cost.running);
  out.revenue = money(cost.revenue);
  out.learning = paths_.row(cost.learning);
  out.public_share = paths_.row(cost.public_share);
  if (cost.lifetime.present()) out.lifetime = paths_.row(cost.lifetime);
  return out;
}

}  // namespace citypeak::plan
