// SPDX-License-Identifier: MIT
// How waste becomes rows: what a landfilled or burnt mass of each class will emit, and what lies in the landfill.
#include "sim/plan/waste_plan.hpp"

namespace citypeak::plan {

namespace {

constexpr double methane_per_carbon = 16.0 / 12.0;  // mass of CH4 over that of its carbon
constexpr double co2_per_carbon = 44.0 / 12.0;
constexpr double pj_per_mt = 1e-6;  // one J/kg, of a megatonne

[[nodiscard]] Row product(Builder& build, std::initializer_list<Row> rows) {
  Row out = no_row;
  for (const Row row : rows) out = out == no_row ? row : build.multiply(out, row);
  return out;
}

[[nodiscard]] WasteClassPlan plan_class(Paths& paths, const model::Waste& waste, const model::WasteClass& one,
                                        Row share, const WasteRequest& request) {
  Builder& build = paths.build;
  const model::Landfill& landfill = waste.landfill;
  WasteClassPlan out;
  out.share = share;
  const auto routes = paths.share_rows(waste.routes_of(one));
  const auto names = model::Waste::route_names();
  for (std::uint32_t r = 0; r < route_count; ++r) {
    const auto known = routes.find(std::string(names[r]));
    out.routes[r] = known == routes.end() ? paths.zero() : known->second;
    const bool nothing = build.is_constant(out.routes[r]) && build.value(out.routes[r]) == 0.0;
    if (!nothing) out.used |= 1U << r;
  }
  out.methane = product(build, {paths.row(one.carbon), paths.row(landfill.decomposing), paths.row(landfill.correction),
                                paths.row(landfill.methane), build.constant(methane_per_carbon)});
  out.keep = build.exp(build.op(Op::Kind::negate, paths.row(one.decay), paths.row(one.decay)));
  out.fossil = product(build, {paths.row(one.dry_matter), paths.row(one.dry_carbon), paths.row(one.fossil),
                               build.constant(co2_per_carbon)});
  if (request.power) out.heat = build.multiply(paths.row(one.heat), build.constant(pj_per_mt));
  if (request.avoided) out.credit = paths.row(one.recycling_credit);
  return out;
}

/// What was landfilled before the base year: tonnes by year, or a growth up to the base year's.
void plan_past(WastePlan& out, Paths& paths, const model::Landfill& landfill, int base_year) {
  if (!landfill.past.years.empty()) {
    const int first = landfill.past.years.front().first;
    if (first >= base_year) return;
    std::vector<std::pair<int, Row>> knots;
    for (const auto& piece : landfill.past.years)
      knots.emplace_back(piece.first, paths.divided(piece.value, kg_per_mt));
    out.past_years = static_cast<std::uint32_t>(base_year - first);
    out.past = paths.build.levels(knots, first, base_year - 1);
    return;
  }
  const int since = landfill.since != 0 ? landfill.since : base_year - model::landfill_memory;
  out.past_years = since < base_year ? static_cast<std::uint32_t>(base_year - since) : 0;
  out.past_growth = paths.row_or(landfill.past_growth, 0.0);
}

}  // namespace

std::uint32_t plan_waste(Plan& plan, Paths& paths, const model::Scenario& scenario, const WasteRequest& request) {
  if (!scenario.city.waste) return none;
  const model::Waste& waste = *scenario.city.waste;
  const model::Landfill& landfill = waste.landfill;
  Builder& build = paths.build;
  WastePlan out;
  out.per_person = paths.divided(waste.amount, kg_per_mt);
  out.elasticity = paths.row(waste.elasticity);
  out.moves = waste.elasticity.is_constant() && waste.elasticity.value == 0.0 ? 0 : 1;
  if (waste.saturation.present())
    out.headroom = build.subtract(build.divide(paths.row(waste.saturation), paths.row(waste.amount)), paths.one());
  out.emitted = build.multiply(build.subtract(paths.one(), paths.row(landfill.recovery)),
                               build.subtract(paths.one(), paths.row(landfill.oxidation)));
  out.gwp = paths.row(waste.gwp);
  out.composting = paths.row(waste.composting);
  out.digestion = paths.row(waste.digestion);
  const WasteRequest wanted{request.power || waste.incineration.power_credit, request.avoided};
  out.power_credit = waste.incineration.power_credit ? 1 : 0;
  out.wants_power = wanted.power ? 1 : 0;
  out.wants_avoided = wanted.avoided ? 1 : 0;
  if (wanted.power) out.efficiency = paths.row(waste.incineration.efficiency);
  model::Shares whole;
  for (const auto& [id, one] : waste.classes) whole.entries.push_back({id, one.share, {}});
  const auto shares = paths.share_rows(whole);
  out.classes.first = static_cast<std::uint32_t>(plan.waste_classes.size());
  for (const auto& [id, one] : waste.classes)
    plan.waste_classes.push_back(plan_class(paths, waste, one, shares.at(id), wanted));
  out.classes.count = static_cast<std::uint32_t>(waste.classes.size());
  plan_past(out, paths, landfill, scenario.base_year);
  plan.wastes.push_back(out);
  return static_cast<std::uint32_t>(plan.wastes.size() - 1);
}

}  // namespace citypeak::plan
