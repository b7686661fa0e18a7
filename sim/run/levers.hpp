// SPDX-License-Identifier: MIT
// What levers do together to one target, whatever their order: products, overlaps, and shares moved between carriers.
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/lanes.hpp"

namespace citypeak::run::CITYPEAK_ISA {

/// The reduction of one effect this year; `reference` is the target's value before levers (for `toward`).
template <class T>
[[gnu::always_inline]] inline T reduction(const plan::EffectPlan& effect, const T* rows, const T* coverage,
                                          T reference) {
  const T strength = coverage[effect.lever] * rows[effect.strength];
  if (effect.kind == plan::EffectPlan::Kind::reduce) return strength;
  const T zero = broadcast<T>(0.0);
  const T distance = (reference - rows[effect.value]) / select(less(zero, reference), reference, broadcast<T>(1.0));
  return strength * select(less(zero, reference), distance, zero);
}

/// What a group of overlapping effects takes away: (1-w)*(1-prod(1-r)) + w*max r.
template <class T>
[[gnu::always_inline]] inline T group_reduction(const plan::PlanView& plan, const plan::GroupPlan& group, const T* rows,
                                                const T* coverage, T reference) {
  const plan::EffectPlan* effects = plan.effects + group.effects.first;
  const T first = reduction(effects[0], rows, coverage, reference);
  if (group.effects.count == 1) return first;
  T kept = 1.0 - first, largest = first;
  for (std::uint32_t i = 1; i < group.effects.count; ++i) {
    const T r = reduction(effects[i], rows, coverage, reference);
    kept = kept * (1.0 - r);
    largest = max(largest, r);
  }
  const T degree = rows[group.degree];
  return (1.0 - degree) * (1.0 - kept) + degree * largest;
}

/// What remains after several groups: prod(1 - r).
template <class T>
[[gnu::always_inline]] inline T kept_of_groups(const plan::PlanView& plan, plan::Span groups, const T* rows,
                                               const T* coverage, T reference) {
  T kept = broadcast<T>(1.0);
  for (std::uint32_t g = 0; g < groups.count; ++g) {
    kept = kept * (1.0 - group_reduction(plan, plan.groups[groups.first + g], rows, coverage, reference));
  }
  return kept;
}

/// The factor that levers put on a target (1 where none acts).
template <class T>
[[gnu::always_inline]] inline T lever_factor(const plan::PlanView& plan, std::uint32_t target, const T* rows,
                                             const T* coverage, T reference) {
  if (target == plan::none) return broadcast<T>(1.0);
  return kept_of_groups(plan, plan.targets[target].groups, rows, coverage, reference);
}

/// Moves useful shares between the carriers of a sector: lever j moves m*s_j/sum s of a carrier's reference share.
template <class T>
[[gnu::always_inline]] inline void move_shares(const plan::PlanView& plan, plan::Span shifts, const T* rows,
                                               const T* coverage, const T* reference, T* shares) {
  const T zero = broadcast<T>(0.0), one = broadcast<T>(1.0);
  for (std::uint32_t i = 0; i < shifts.count; ++i) {
    const plan::ShiftPlan& shift = plan.shifts[shifts.first + i];
    const T moved = reference[shift.from] * (1.0 - kept_of_groups(plan, shift.groups, rows, coverage, zero));
    T sum = zero;
    for (std::uint32_t k = 0; k < shift.moves.count; ++k) {
      sum = sum + reduction(plan.effects[plan.moves[shift.moves.first + k].effect], rows, coverage, zero);
    }
    const T per_strength = select(less(zero, sum), moved / select(less(zero, sum), sum, one), zero);
    shares[shift.from] = shares[shift.from] - per_strength * sum;
    for (std::uint32_t k = 0; k < shift.moves.count; ++k) {
      const plan::MovePlan& move = plan.moves[shift.moves.first + k];
      shares[move.to] = shares[move.to] + per_strength * reduction(plan.effects[move.effect], rows, coverage, zero);
    }
  }
}

}  // namespace citypeak::run::CITYPEAK_ISA
