// SPDX-License-Identifier: MIT
// How a measure spreads over the years: logistic, linear or step, and how its effect fades (model.md section 5).
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/lanes.hpp"

namespace citypeak::run::CITYPEAK_ISA {

inline constexpr double log_81 = 4.394449154672439;  // from 10 % to 90 % of a logistic
inline constexpr double logistic_lead = 1.0457;      // rises between `start` and the half-way year
inline constexpr double linear_rise_share = 0.8;     // of the way is covered in one `rise`
inline constexpr double smallest_headroom = 1e-300;  // a curve that is full before the base year adds nothing

/// What multiplies the years of a curve: ln 81 per rise, or 0.8 of the way per rise.
template <class T>
[[gnu::always_inline]] inline T curve_speed(plan::CurveKind kind, T rise) {
  return (kind == plan::CurveKind::logistic ? log_81 : linear_rise_share) / rise;
}

/// The share of the way that a curve has come at a calendar year, before the base year is taken off.
template <class T>
[[gnu::always_inline]] inline T curve_share(plan::CurveKind kind, T start, T rise, T speed, T year) {
  switch (kind) {
    case plan::CurveKind::logistic:
      return logistic(speed * (year - start - logistic_lead * rise));
    case plan::CurveKind::linear:
      return max(broadcast<T>(0.0), min(broadcast<T>(1.0), (year - start) * speed));
    case plan::CurveKind::step:
      return select(less_equal(start, year), broadcast<T>(1.0), broadcast<T>(0.0));
  }
  return broadcast<T>(0.0);
}

/// What a lever remembers from year to year, and what it computes once per draw.
template <class T>
struct AdoptionState {
  T speed;    ///< of the curve, per year
  T begin;    ///< max(start, base year)
  T before;   ///< share of the way at `begin`
  T scale;    ///< reach / (1 - before)
  T adopted;  ///< u of the last year
  T eroding;  ///< v of the last year
};

template <class T>
[[gnu::always_inline]] inline void open_adoption(const plan::AdoptionPlan& plan, const T* rows, double base_year,
                                                 AdoptionState<T>& state) {
  const T start = rows[plan.start], rise = rows[plan.rise], base = broadcast<T>(base_year);
  const bool step = plan.kind == plan::CurveKind::step;
  state.speed = curve_speed(plan.kind, rise);
  state.begin = max(start, base);
  // A step before or in the base year is already in the base year's data; one after it jumps from nothing.
  state.before = step ? select(less_equal(start, base), broadcast<T>(1.0), broadcast<T>(0.0))
                      : curve_share(plan.kind, start, rise, state.speed, state.begin);
  state.scale = rows[plan.reach] / max(1.0 - state.before, broadcast<T>(smallest_headroom));
  state.adopted = broadcast<T>(0.0);
  state.eroding = broadcast<T>(0.0);
}

/// Effective coverage in a calendar year; years come in order.
template <class T>
[[gnu::always_inline]] inline T adopt(const plan::AdoptionPlan& plan, const T* rows, double year,
                                      AdoptionState<T>& state) {
  const T now = broadcast<T>(year);
  const T gained = max(broadcast<T>(0.0),
                       curve_share(plan.kind, rows[plan.start], rows[plan.rise], state.speed, now) - state.before);
  const bool step = plan.kind == plan::CurveKind::step;
  const auto open = step ? less_equal(state.begin, now) : less(state.begin, now);
  const T adopted = select(open, state.scale * gained, broadcast<T>(0.0));
  if (plan.erodes == 0) return adopted;
  const T persistent = rows[plan.persistent];
  const T fresh = max(broadcast<T>(0.0), adopted - state.adopted);
  state.eroding = state.eroding * rows[plan.keep] + (1.0 - persistent) * fresh;
  state.adopted = adopted;
  return persistent * adopted + state.eroding;
}

}  // namespace citypeak::run::CITYPEAK_ISA
