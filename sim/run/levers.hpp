// SPDX-License-Identifier: MIT
// What levers do together to one target, whatever their order: products, overlaps, additions, and shares moved
// between carriers or routes.
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/traced.hpp"

namespace citypeak::run {

/// The levers of one year: how far each has spread.
template <class T>
struct LeverYear {
  const plan::PlanView& plan;
  const T* rows;
  const T* coverage;
  double year;
};

/// What a charge that loses its value takes away: z*r - (1 - z)*x, r = 1 - (1 + p/G)^eta, p deflated since it opened.
template <class T>
T charge_reduction(const LeverYear<T>& levers, const plan::EffectPlan& effect) {
  const T opened = max(levers.rows[levers.plan.levers[effect.lever].start],
                       broadcast<T>(static_cast<double>(levers.plan.base_year)));
  const T age = max(broadcast<T>(0.0), levers.year - opened);
  const T value = levers.rows[effect.value] * exp(0.0 - age * log(1.0 + levers.rows[effect.inflation]));
  const T kept = pow(1.0 + value, levers.rows[effect.elasticity]);
  return levers.coverage[effect.lever] * (levers.rows[effect.strength] * (1.0 - kept) - levers.rows[effect.outside]);
}

/// What a carbon price takes away where the carrier's factor is `reference`.
template <class T>
T carbon_price_reduction(const LeverYear<T>& levers, const plan::EffectPlan& effect, T reference) {
  const T kept = pow(1.0 + levers.rows[effect.value] * reference, levers.rows[effect.elasticity]);
  return levers.coverage[effect.lever] * levers.rows[effect.strength] * (1.0 - kept);
}

/// The reduction of one effect this year; `reference` is the target's value before levers (for `toward`).
template <class T>
inline T reduction(const LeverYear<T>& levers, const plan::EffectPlan& effect, T reference) {
  const T strength = levers.coverage[effect.lever] * levers.rows[effect.strength];
  if (effect.kind == plan::EffectPlan::Kind::reduce) return strength;
  if (effect.kind == plan::EffectPlan::Kind::charge) return charge_reduction(levers, effect);
  if (effect.kind == plan::EffectPlan::Kind::carbon_price) return carbon_price_reduction(levers, effect, reference);
  return strength * ratio_or_zero(reference - levers.rows[effect.value], reference);
}

/// 1 where the lever of an effect is at work, 0 where it is switched off.
template <class T>
inline T is_on(const LeverYear<T>& levers, const plan::EffectPlan& effect) {
  const plan::Row on = levers.plan.levers[effect.lever].on;
  return on == plan::no_row ? broadcast<T>(1.0) : levers.rows[on];
}

/// What a group of overlapping effects takes away: (1-w)*(1-prod(1-r)) + w*max r, over levers that are at work: beside
/// one that is switched off a rise stands alone.
template <class T>
inline T group_reduction(const LeverYear<T>& levers, const plan::GroupPlan& group, T reference) {
  const plan::EffectPlan* effects = levers.plan.effects + group.effects.first;
  const T first = reduction(levers, effects[0], reference);
  if (group.effects.count == 1) return first;
  const T zero = broadcast<T>(0.0);
  T kept = 1.0 - first, largest = first, any = is_on(levers, effects[0]);
  for (std::uint32_t i = 1; i < group.effects.count; ++i) {
    const T r = reduction(levers, effects[i], reference), on = is_on(levers, effects[i]);
    kept = kept * (1.0 - r);
    largest = select(less(zero, on), select(less(zero, any), max(largest, r), r), largest);
    any = max(any, on);
  }
  const T degree = levers.rows[group.degree];
  return (1.0 - degree) * (1.0 - kept) + degree * largest;
}

/// What remains after several groups: prod(1 - r).
template <class T>
inline T kept_of_groups(const LeverYear<T>& levers, plan::Span groups, T reference) {
  T kept = broadcast<T>(1.0);
  for (std::uint32_t g = 0; g < groups.count; ++g) {
    kept = kept * (1.0 - group_reduction(levers, levers.plan.groups[groups.first + g], reference));
  }
  return kept;
}

/// What levers add to a target, in the plan's units.
template <class T>
inline T added(const LeverYear<T>& levers, std::uint32_t target) {
  T sum = broadcast<T>(0.0);
  if (target == plan::none) return sum;
  const plan::Span additions = levers.plan.targets[target].additions;
  for (std::uint32_t i = 0; i < additions.count; ++i) {
    const plan::AdditionPlan& addition = levers.plan.additions[additions.first + i];
    sum = sum + levers.coverage[addition.lever] * levers.rows[addition.amount];
  }
  return sum;
}

/// A target's value after its reductions and additions; `reference` is its value before levers in its own units.
template <class T>
inline T changed(const LeverYear<T>& levers, std::uint32_t target, T value, T reference) {
  if (target == plan::none) return value;
  const T reduced = value * kept_of_groups(levers, levers.plan.targets[target].groups, reference);
  return levers.plan.targets[target].additions.count == 0 ? reduced : reduced + added(levers, target);
}

/// Moves useful shares between carriers (or routes): lever j moves m*s_j/sum s of a carrier's reference share.
template <class T>
inline void move_shares(const LeverYear<T>& levers, plan::Span shifts, const T* reference, T* shares) {
  const T zero = broadcast<T>(0.0);
  for (std::uint32_t i = 0; i < shifts.count; ++i) {
    const plan::ShiftPlan& shift = levers.plan.shifts[shifts.first + i];
    const plan::MovePlan* moves = levers.plan.moves + shift.moves.first;
    const auto strength = [&](std::uint32_t k) {
      return reduction(levers, levers.plan.effects[moves[k].effect], zero);
    };
    if (shift.moves.count == 1) {  // one lever alone gets what it asks for
      const T alone = reference[shift.from] * strength(0);
      shares[shift.from] = shares[shift.from] - alone;
      shares[moves[0].to] = shares[moves[0].to] + alone;
      continue;
    }
    const T moved = reference[shift.from] * (1.0 - kept_of_groups(levers, shift.groups, zero));
    T sum = zero;
    for (std::uint32_t k = 0; k < shift.moves.count; ++k) sum = sum + strength(k);
    const T per_strength = ratio_or_zero(moved, sum);
    shares[shift.from] = shares[shift.from] - per_strength * sum;
    for (std::uint32_t k = 0; k < shift.moves.count; ++k)
      shares[moves[k].to] = shares[moves[k].to] + per_strength * strength(k);
  }
}

}  // namespace citypeak::run
