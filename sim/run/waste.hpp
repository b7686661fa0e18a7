// SPDX-License-Identifier: MIT
// One year of a city's waste: how much, where it goes, what burns and what decays (docs/method/model.md, waste).
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/levers.hpp"

namespace citypeak::run::CITYPEAK_ISA {

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
[[gnu::always_inline]] inline T waste_per_head(const plan::WastePlan& waste, const T* rows, T log_income) {
  if (waste.moves == 0) return broadcast<T>(1.0);
  const T pull = exp(rows[waste.elasticity] * log_income);
  if (waste.headroom == plan::no_row) return pull;
  const T headroom = rows[waste.headroom];
  return (1.0 + headroom) / (1.0 + headroom / pull);
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
    T reference[plan::route_count], moved[plan::route_count];
    for (std::uint32_t r = 0; r < plan::route_count; ++r) moved[r] = reference[r] = rows[one.routes[r]];
    if (one.shifts.count > 0) move_shares(levers, one.shifts, reference, moved);
    for (std::uint32_t r = 0; r < plan::route_count; ++r) {
      if ((one.used >> r & 1U) != 0) out.routes[r] = out.routes[r] + moved[r] * mass;
    }
    const auto goes = [&](plan::Route route) { return (one.used >> static_cast<std::uint32_t>(route) & 1U) != 0; };
    if (goes(plan::Route::landfill) || waste.past != plan::none) {
      const T keep = rows[one.keep], landfilled = moved[0] * mass;
      if (t == 0) landfill[i] = buried(levers.plan, waste, one, rows, rows[one.share], landfilled);
      out.methane = out.methane + landfill[i] * (1.0 - keep);
      landfill[i] = landfill[i] * keep + landfilled * rows[one.methane];
    }
    if (goes(plan::Route::incineration)) {
      const T burnt = moved[1] * mass;
      out.fossil = out.fossil + burnt * rows[one.fossil];
      heat = heat + burnt * rows[one.heat];
    }
    if (goes(plan::Route::recycling)) out.credit = out.credit + moved[4] * mass * rows[one.credit];
  }
  out.methane = out.methane * rows[waste.emitted];
  out.other_gases = out.routes[2] * rows[waste.composting] + out.routes[3] * rows[waste.digestion];
  out.power = max(zero, heat) * rows[waste.efficiency];
  return out;
}

}  // namespace citypeak::run::CITYPEAK_ISA
