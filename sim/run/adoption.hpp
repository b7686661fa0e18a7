// SPDX-License-Identifier: MIT
// How a measure spreads over the years: logistic, linear or step, and how its effect fades (model.md section 5).
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/lanes.hpp"

namespace citypeak::run::CITYPEAK_ISA {

inline constexpr double log_81 = 4.394449154672439;  // from 10 % to 90 % of a logistic
inline constexpr double logistic_lead = 1.0457;      // rises between `start` and the half-way year
inline constexpr double linear_rise_share = 0.8;     // of the way is covered in one `rise`

/// What multiplies the years of a curve: ln 81 per rise, or 0.8 of the way per rise.
template <class T>
[[gnu::always_inline]] inline T curve_speed(plan::CurveKind kind, T rise) {
  return (kind == plan::CurveKind::logistic ? log_81 : linear_rise_share) / rise;
}

/// The share of the way that a curve still has to go at a calendar year. Working with what is left keeps all digits of
/// a curve that is nearly complete in the base year.
template <class T>
[[gnu::always_inline]] inline T curve_rest(plan::CurveKind kind, T start, T rise, T speed, T year) {
  const T zero = broadcast<T>(0.0), one = broadcast<T>(1.0);
  switch (kind) {
    case plan::CurveKind::logistic:
      return logistic(speed * (start + logistic_lead * rise - year));
    case plan::CurveKind::linear:
      return max(zero, min(one, 1.0 - (year - start) * speed));
    case plan::CurveKind::step:
      return select(less_equal(start, year), zero, one);
  }
  return one;
}

/// What a lever remembers from year to year, and what it computes once per draw.
template <class T>
struct AdoptionState {
  T speed;     ///< of the curve, per year
  T begin;     ///< max(start, base year)
  T per_rest;  ///< 1 / share of the way that is left at `begin`; 0 if none is
  T adopted;   ///< u of the last year
  T eroding;   ///< v of the last year
};

template <class T>
[[gnu::always_inline]] inline void open_adoption(const plan::AdoptionPlan& plan, const T* rows, double base_year,
                                                 AdoptionState<T>& state) {
  const T start = rows[plan.start], rise = rows[plan.rise], base = broadcast<T>(base_year);
  const bool step = plan.kind == plan::CurveKind::step;
  state.speed = curve_speed(plan.kind, rise);
  state.begin = max(start, base);
  // A step before or in the base year is already in the base year's data; one after it jumps from nothing.
  const T zero = broadcast<T>(0.0), one = broadcast<T>(1.0);
  const T left =
      step ? select(less_equal(start, base), zero, one) : curve_rest(plan.kind, start, rise, state.speed, state.begin);
  state.per_rest = select(less(zero, left), 1.0 / select(less(zero, left), left, one), zero);
  state.adopted = broadcast<T>(0.0);
  state.eroding = broadcast<T>(0.0);
}

/// Effective coverage in a calendar year; years come in order.
template <class T>
[[gnu::always_inline]] inline T adopt(const plan::AdoptionPlan& plan, const T* rows, double year,
                                      AdoptionState<T>& state) {
  const T now = broadcast<T>(year);
  const T zero = broadcast<T>(0.0);
  const T left = curve_rest(plan.kind, rows[plan.start], rows[plan.rise], state.speed, now) * state.per_rest;
  const T gained = select(less(zero, state.per_rest), max(zero, 1.0 - left), zero);
  const bool step = plan.kind == plan::CurveKind::step;
  const auto open = step ? less_equal(state.begin, now) : less(state.begin, now);
  const T adopted = select(open, rows[plan.reach] * gained, broadcast<T>(0.0));
  if (plan.erodes == 0) return adopted;
  const T persistent = rows[plan.persistent];
  const T fresh = max(broadcast<T>(0.0), adopted - state.adopted);
  state.eroding = state.eroding * rows[plan.keep] + (1.0 - persistent) * fresh;
  state.adopted = adopted;
  return persistent * adopted + state.eroding;
}

}  // namespace citypeak::run::CITYPEAK_ISA
