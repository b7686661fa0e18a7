// SPDX-License-Identifier: MIT
// How a measure spreads over the years (logistic, linear, step, Bass or a table), and how its effect fades
// (docs/method/model.md, section 6).
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/traced.hpp"

namespace citypeak::run {

inline constexpr double log_81 = 4.394449154672439;  // from 10 % to 90 % of a logistic
inline constexpr double logistic_lead = 1.0457;      // rises between `start` and the half-way year
inline constexpr double largest_odds_log = 600.0;    // exp of it is a double with room to spare
inline constexpr double linear_rise_share = 0.8;     // of the way is covered in one `rise`

/// What multiplies the years of a curve: ln 81 per rise, or 0.8 of the way per rise.
template <class T>
inline T curve_speed(plan::CurveKind kind, T rise) {
  return (kind == plan::CurveKind::logistic ? log_81 : linear_rise_share) / rise;
}

/// The share of the way that a curve still has to go at a calendar year. Working with what is left keeps all digits of
/// a curve that is nearly complete in the base year.
template <class T>
inline T curve_rest(plan::CurveKind kind, T start, T rise, T speed, T year) {
  const T zero = broadcast<T>(0.0), one = broadcast<T>(1.0);
  switch (kind) {
    case plan::CurveKind::logistic:
      return logistic(speed * (start + logistic_lead * rise - year));
    case plan::CurveKind::linear:
      return max(zero, min(one, 1.0 - (year - start) * speed));
    case plan::CurveKind::step:
      return select(less_equal(start, year), zero, one);
    case plan::CurveKind::bass:  // the caller's: it has a parameter more
    case plan::CurveKind::table:
      break;
  }
  return one;
}

/// The same of Bass's curve: (1 + q/p)*e/(1 + q/p*e), e = exp(-(p + q)*years since the start).
template <class T>
inline T bass_rest(T start, T speed, T ratio, T year) {
  const T left = exp(0.0 - speed * max(broadcast<T>(0.0), year - start));
  return (1.0 + ratio) * left / (1.0 + ratio * left);
}

template <class T>
inline T rest_of(const plan::AdoptionPlan& plan, const T* rows, T speed, T year) {
  if (plan.kind == plan::CurveKind::bass) return bass_rest(rows[plan.start], rows[plan.rise], rows[plan.ratio], year);
  return curve_rest(plan.kind, rows[plan.start], rows[plan.rise], speed, year);
}

/// What a lever remembers from year to year, and what it computes once per draw.
template <class T>
struct AdoptionState {
  T speed;     ///< of the curve, per year
  T odds;      ///< of a logistic: what is left of the way over what is covered, this year
  T decay;     ///< of the odds in a year
  T steep;     ///< 1 if those odds begin beyond a double, else 0
  T begin;     ///< max(start, base year)
  T reach;     ///< share that is covered in the end; 0 if nothing is left of the way at `begin`
  T per_rest;  ///< 1 / share of the way that is left at `begin`; 0 if none is
  T adopted;   ///< u of the last year, before erosion
  T eroding;   ///< v of the last year
};

template <class T>
inline void open_adoption(const plan::AdoptionPlan& plan, const T* rows, double base_year, AdoptionState<T>& state) {
  const T start = rows[plan.start], rise = rows[plan.rise], base = broadcast<T>(base_year);
  const bool step = plan.kind == plan::CurveKind::step;
  state.speed = curve_speed(plan.kind, rise);
  state.begin = max(start, base);
  if (plan.kind == plan::CurveKind::logistic) {
    const T exponent = state.speed * (start + logistic_lead * rise - base);
    const T largest = broadcast<T>(largest_odds_log);
    state.odds = exp(min(exponent, largest));
    state.decay = exp(0.0 - state.speed);
    state.steep = select(less(largest, exponent), broadcast<T>(1.0), broadcast<T>(0.0));
  }
  // A step before or in the base year is already in the base year's data; one after it jumps from nothing.
  const T zero = broadcast<T>(0.0), one = broadcast<T>(1.0);
  const T left = step ? select(less_equal(start, base), zero, one) : rest_of(plan, rows, state.speed, state.begin);
  state.per_rest = ratio_or_zero(one, left);
  state.reach = select(less(zero, left), rows[plan.reach], zero);
  state.adopted = broadcast<T>(0.0);
  state.eroding = broadcast<T>(0.0);
}

/// The share of the way that is left this year. The odds of a logistic fall by one factor a year, which spares an exp;
/// where they would begin beyond a double each year is computed for itself.
template <class T>
inline T rest_this_year(const plan::AdoptionPlan& plan, const T* rows, T now, AdoptionState<T>& state) {
  if (plan.kind != plan::CurveKind::logistic) return rest_of(plan, rows, state.speed, now);
  const T left = odds_share(state.odds);
  state.odds = state.odds * state.decay;
  const T distance = rows[plan.start] + logistic_lead * rows[plan.rise] - now;
  return logistic_where(state.steep, state.speed * distance, left);
}

/// What erosion leaves of a coverage.
template <class T>
inline T eroded(const plan::AdoptionPlan& plan, const T* rows, T adopted, AdoptionState<T>& state) {
  const T before = state.adopted;
  state.adopted = adopted;
  if (plan.erodes == 0) return adopted;
  const T persistent = rows[plan.persistent];
  const T fresh = max(broadcast<T>(0.0), adopted - before);
  state.eroding = state.eroding * rows[plan.keep] + (1.0 - persistent) * fresh;
  return persistent * adopted + state.eroding;
}

/// Effective coverage in a calendar year; years come in order. `table`: of a table, its value in that year.
template <class T>
inline T adopt(const plan::AdoptionPlan& plan, const T* rows, double year, T table, AdoptionState<T>& state) {
  const T now = broadcast<T>(year);
  const T zero = broadcast<T>(0.0);
  if (plan.kind == plan::CurveKind::table) return eroded(plan, rows, rows[plan.reach] * table, state);
  const T covered = adopted_share(state.reach, rest_this_year(plan, rows, now, state), state.per_rest);
  const bool step = plan.kind == plan::CurveKind::step;
  const auto open = step ? less_equal(state.begin, now) : less(state.begin, now);
  const T adopted =
      select(open, covered, zero);  // exactly nothing before: the rounding of `covered` would be something
  return eroded(plan, rows, adopted, state);
}

}  // namespace citypeak::run
