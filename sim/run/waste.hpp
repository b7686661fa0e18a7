// SPDX-License-Identifier: MIT
// One year of a city's waste: how much, where it goes, what burns and what decays (docs/method/model.md, waste).
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/levers.hpp"

namespace citypeak::run {

/// What a year of waste gives: Mt, Mt CO2, Mt methane, PJ.
template <class T>
struct WasteYear {
  T generated, fossil, methane, other_gases, credit, power;
  T routes[plan::route_count];
};

/// Methane that the waste landfilled before the base year still had in it at the end of the year before.
template <class T>
inline T buried(const plan::PlanView& plan, const plan::WastePlan& waste, const plan::WasteClassPlan& one,
                const T* rows, T share, T landfilled) {
  const T zero = broadcast<T>(0.0), keep = rows[one.keep];
  T held = zero;
  if (waste.past != plan::none) {
    for (std::uint32_t y = 0; y < waste.past_years; ++y) {
      const plan::LevelYear& at = plan.levels[waste.past + y];
      held = held * keep + (rows[at.a] + (rows[at.b] - rows[at.a]) * at.weight);
    }
    return held * share * rows[one.methane];
  }
  if (waste.past_growth == plan::no_row) return zero;
  const T back = exp(0.0 - rows[waste.past_growth]);
  T deposit = back;
  T kept = broadcast<T>(1.0);
  for (std::uint32_t y = 0; y < waste.past_years; ++y) {
    held = held + deposit * kept;
    deposit = deposit * back;
    kept = kept * keep;
  }
  return held * landfilled * rows[one.methane];
}

/// Waste per head over that of the base year, from the log of GDP per head over that of the base year.
template <class T>
inline T waste_per_head(const plan::WastePlan& waste, const T* rows, T log_income) {
  if (waste.moves == 0) return broadcast<T>(1.0);
  const T pull = exp(rows[waste.elasticity] * log_income);
  if (waste.headroom == plan::no_row) return pull;
  const T headroom = rows[waste.headroom];
  return (1.0 + headroom) / (1.0 + headroom / pull);
}

inline constexpr auto landfill_route = static_cast<std::uint32_t>(plan::Route::landfill);
inline constexpr auto incineration_route = static_cast<std::uint32_t>(plan::Route::incineration);
inline constexpr auto composting_route = static_cast<std::uint32_t>(plan::Route::composting);
inline constexpr auto digestion_route = static_cast<std::uint32_t>(plan::Route::digestion);
inline constexpr auto recycling_route = static_cast<std::uint32_t>(plan::Route::recycling);

/// Whether any of a class ever goes to a route.
inline bool goes(const plan::WasteClassPlan& one, std::uint32_t route) { return (one.used >> route & 1U) != 0; }

/// What of `mass` goes to each route that the class ever uses; the others are not written.
template <class T>
inline void route(const LeverYear<T>& levers, const plan::WasteClassPlan& one, T mass, T* masses) {
  if (one.shifts.count == 0) {
    for (std::uint32_t r = 0; r < plan::route_count; ++r) {
      if (goes(one, r)) masses[r] = mass * levers.rows[one.routes[r]];
    }
    return;
  }
  T reference[plan::route_count];
  for (std::uint32_t r = 0; r < plan::route_count; ++r) masses[r] = reference[r] = mass * levers.rows[one.routes[r]];
  move_shares(levers, one.shifts, reference, masses);
}

/// The waste of year index `t`; `landfill` remembers, by class, the methane that is still to form.
template <class T>
inline WasteYear<T> waste_year(const LeverYear<T>& levers, const plan::WastePlan& waste, std::uint32_t t, T population,
                               T log_income, T* landfill) {
  const T zero = broadcast<T>(0.0);
  const T* rows = levers.rows;
  const T per_head = rows[waste.per_person] * waste_per_head(waste, rows, log_income);
  WasteYear<T> out{population * changed(levers, waste.amount_target, per_head, per_head),
                   zero,
                   zero,
                   zero,
                   zero,
                   zero,
                   {zero, zero, zero, zero, zero}};
  T heat = zero;
  for (std::uint32_t i = 0; i < waste.classes.count; ++i) {
    const plan::WasteClassPlan& one = levers.plan.waste_classes[waste.classes.first + i];
    const T mass = out.generated * rows[one.share];
    T masses[plan::route_count];
    route(levers, one, mass, masses);
    for (std::uint32_t r = 0; r < plan::route_count; ++r) {
      if (goes(one, r)) out.routes[r] = out.routes[r] + masses[r];
    }
    if (goes(one, landfill_route) || waste.past != plan::none) {
      const T keep = rows[one.keep], landfilled = goes(one, landfill_route) ? masses[landfill_route] : zero;
      if (t == 0) landfill[i] = buried(levers.plan, waste, one, rows, rows[one.share], landfilled);
      out.methane = out.methane + landfill[i] * (1.0 - keep);
      landfill[i] = landfill[i] * keep + landfilled * rows[one.methane];
    }
    if (goes(one, incineration_route)) {
      const T burnt = masses[incineration_route];
      out.fossil = out.fossil + burnt * rows[one.fossil];
      if (waste.wants_power != 0) heat = heat + burnt * rows[one.heat];
    }
    if (waste.wants_avoided != 0 && goes(one, recycling_route))
      out.credit = out.credit + masses[recycling_route] * rows[one.credit];
  }
  out.methane = out.methane * rows[waste.emitted];
  out.other_gases =
      out.routes[composting_route] * rows[waste.composting] + out.routes[digestion_route] * rows[waste.digestion];
  if (waste.wants_power != 0) out.power = max(zero, heat) * rows[waste.efficiency];
  return out;
}

}  // namespace citypeak::run
