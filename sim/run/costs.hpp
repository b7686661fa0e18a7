// SPDX-License-Identifier: MIT
// What levers cost, year by year, and what that does to the capital stock and to GDP (docs/method/model.md).
#pragma once

#include <cstddef>

#include "sim/plan/plan_data.hpp"
#include "sim/run/traced.hpp"

namespace citypeak::run {

/// The memory of one lever's costs.
template <class T>
struct CostState {
  T* covered;   ///< units covered last year
  T* invested;  ///< units invested in, by year
  T* renewed;   ///< share of an investment that is renewed at each age

  static constexpr std::size_t size(std::uint32_t years) { return 1 + std::size_t{years} * 2; }
  static CostState at(T* memory, std::uint32_t index, std::uint32_t years) {
    T* own = memory + index * size(years);
    return {own, own + 1, own + 1 + years};
  }
};

/// Billion CNY of one year.
template <class T>
struct CostYear {
  T capital, running, paid_by_public;
};

/// Renewal falls on the lifetime; between whole years it is split between the two.
template <class T>
inline void open_cost(const plan::CostPlan& cost, const T* rows, std::uint32_t years, const CostState<T>& state) {
  const T zero = broadcast<T>(0.0);
  *state.covered = zero;
  if (cost.lifetime == plan::no_row) return;
  for (std::uint32_t age = 0; age < years; ++age) {
    const T distance = abs(static_cast<double>(age) - rows[cost.lifetime]);
    state.renewed[age] = max(zero, 1.0 - distance);
  }
}

/// Costs of covering `coverage` of `amount` in year index `t`.
template <class T>
inline CostYear<T> cost_year(const plan::CostPlan& cost, const T* rows, std::uint32_t t, T coverage, T amount,
                             const CostState<T>& state) {
  const T covered = coverage * amount;
  T invested = max(broadcast<T>(0.0), covered - *state.covered);
  if (cost.lifetime != plan::no_row) {
    for (std::uint32_t age = 1; age <= t; ++age) invested = invested + state.renewed[age] * state.invested[t - age];
  }
  state.invested[t] = invested;
  *state.covered = covered;
  CostYear<T> out;
  out.capital = invested * rows[cost.capital] * exp(rows[cost.learning] * -static_cast<double>(t));
  out.running = covered * rows[cost.running];
  out.paid_by_public = rows[cost.public_share] * (out.capital + out.running) - covered * rows[cost.revenue];
  return out;
}

/// Capital with and without levers, the loss to last year's costs, and the level of growth effects.
template <class T>
class Feedback {
 public:
  inline void open(const plan::FeedbackPlan& plan, const T* rows, T gdp) {
    capital_ = reference_ = rows[plan.ratio] * gdp;
    lost_ = broadcast<T>(0.0);
    growth_ = broadcast<T>(1.0);
  }

  /// GDP over its reference: B*(K/Kref)^alpha*(1 - c); exactly 1 where nothing was spent, and no number where running
  /// costs took all of it.
  inline T effect(const plan::FeedbackPlan& plan, const T* rows, T growth) {
    growth_ = growth_ * (1.0 + growth);
    const T kept = select(less(lost_, broadcast<T>(1.0)), 1.0 - lost_, broadcast<T>(__builtin_nan("")));
    return growth_ * exp(rows[plan.share] * log(capital_ / reference_)) * kept;
  }

  /// Goes on to next year. Where levers take more than is saved there is no capital to go on with: no number.
  inline void advance(const plan::FeedbackPlan& plan, const T* rows, T gdp, T reference_gdp, T capital, T running) {
    const T saving = rows[plan.saving], kept = 1.0 - rows[plan.depreciation];
    const T saved = saving * gdp / growth_, taken = rows[plan.crowding_out] * capital;
    const T next = kept * capital_ + saved - taken;
    capital_ = select(less(taken, saved), next, broadcast<T>(__builtin_nan("")));
    reference_ = kept * reference_ + saving * reference_gdp;
    lost_ = running / reference_gdp;
  }

 private:
  T capital_{}, reference_{}, lost_{}, growth_{};
};

}  // namespace citypeak::run
