// SPDX-License-Identifier: MIT
// What each year of a draw brings anew to growth: autoregressive shocks, and recessions with their recovery.
// Equations: docs/method/model.md, section 2.
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/traced.hpp"

namespace citypeak::run {

/// A first-order autoregression: where it stands, and the weight of what comes anew.
template <class T>
struct ShockState {
  T state{}, innovation{};
};

template <class T>
inline void open_shock(const plan::ShockProcess& process, const T* rows, ShockState<T>& own) {
  const T rho = rows[process.persistence];
  own.state = broadcast<T>(0.0);
  own.innovation = rows[process.sd] * sqrt(1.0 - rho * rho);
}

/// The shock of year index `t` >= start. That of `start` is only the state which the first one follows.
template <class T>
inline T shock_of(const plan::ShockProcess& process, const T* rows, std::uint32_t t, T z, ShockState<T>& own) {
  if (t == process.start) {
    own.state = process.stationary != 0 ? rows[process.sd] * z : broadcast<T>(0.0);
    return broadcast<T>(0.0);
  }
  own.state = rows[process.persistence] * own.state + own.innovation * z;
  return own.state;
}

/// Log growth that recessions add to year index `t` > start; `regained` is what last year's gives back.
template <class T>
inline T recession_of(const plan::RecessionPlan& recession, const T* rows, T u, T& regained) {
  const T zero = broadcast<T>(0.0);
  const auto hit = less(u, rows[recession.probability]);
  const T growth = select(hit, rows[recession.loss], zero) - regained;
  regained = select(hit, rows[recession.regained], zero);
  return growth;
}

}  // namespace citypeak::run
