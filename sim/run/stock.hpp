// SPDX-License-Identifier: MIT
// Vehicles, boilers or buildings by the year they were bought: what is sold changes the stock only as the old wears
// out (docs/method/model.md, stocks).
#pragma once

#include <cstddef>

#include "sim/plan/plan_data.hpp"
#include "sim/run/levers.hpp"

namespace citypeak::run {

/// The memory of one stock; amounts are relative to the activity of the base year.
template <class T>
struct StockState {
  T* survival;  ///< by age, one per year
  T* left;      ///< of the base year's stock, by year
  T* entered;   ///< new stock by year
  T* sold;      ///< carriers x years: new stock by carrier beyond the base year's share of it

  /// Numbers that a stock needs, and its memory at the `index`-th place of an array.
  static constexpr std::size_t size(std::uint32_t years, std::uint32_t carriers) {
    return std::size_t{years} * (3 + carriers);
  }
  static StockState at(T* memory, std::uint32_t index, std::uint32_t years, std::uint32_t carriers) {
    T* own = memory + index * size(years, carriers);
    return {own, own + years, own + 2 * years, own + 3 * years};
  }
};

inline constexpr double gamma_of_five_quarters = 0.9064024770554771;  // mean over scale of a Weibull law of shape 4
inline constexpr double largest_exponent = 700.0;                     // beyond, exp(-x) is nothing

/// Share of a vintage that is left at age `age`.
template <class T>
inline T surviving(const plan::StockPlan& stock, T per_life, double age) {
  const T x = per_life * age;
  if (stock.exponential != 0) return exp(0.0 - min(x, broadcast<T>(largest_exponent)));
  const T scaled = x * gamma_of_five_quarters;
  const T square = scaled * scaled;
  return exp(0.0 - min(square * square, broadcast<T>(largest_exponent)));
}

/// Survival by age, and what is left of the base year's stock, whose ages are taken as stationary.
template <class T>
inline void open_stock(const plan::StockPlan& stock, const T* rows, std::uint32_t years, const StockState<T>& state) {
  const T per_life = 1.0 / rows[stock.life];
  for (std::uint32_t age = 0; age < years; ++age)
    state.survival[age] = surviving(stock, per_life, static_cast<double>(age));
  if (stock.exponential != 0) {  // every age loses alike
    for (std::uint32_t t = 0; t < years; ++t) state.left[t] = state.survival[t];
    return;
  }
  T older = broadcast<T>(0.0);
  for (std::uint32_t age = stock.ages; age >= years && age > 0; --age)
    older = older + surviving(stock, per_life, static_cast<double>(age));
  for (std::uint32_t t = years; t-- > 0;) {
    older = older + state.survival[t];
    state.left[t] = older;
  }
  const T per_whole = 1.0 / state.left[0];
  for (std::uint32_t t = 0; t < years; ++t) state.left[t] = state.left[t] * per_whole;
}

/// Buys what is missing of `needed` (the activity over that of the base year) by this year's sales shares, and gives
/// the carriers' shares of the stock. Shrinking faster than stock wears out scraps all vintages alike. Shares are
/// computed as differences from the base year's, so that a stock which buys what it has stays the same to the bit.
template <class T>
inline void turn_over(std::uint32_t t, std::uint32_t years, std::uint32_t carriers, T needed, const T* base_weights,
                      const T* sales, const StockState<T>& state, T* weights) {
  const T zero = broadcast<T>(0.0);
  T total = state.left[t];
  for (std::uint32_t v = 1; v < t; ++v) total = total + state.entered[v] * state.survival[t - v];
  state.entered[t] = t == 0 ? zero : max(zero, needed - total);
  total = total + state.entered[t];
  const T per_total = ratio_or_zero(broadcast<T>(1.0), total);
  for (std::uint32_t c = 0; c < carriers; ++c) {
    T* sold = state.sold + c * years;
    sold[t] = state.entered[t] * (sales[c] - base_weights[c]);
    T more = zero;
    for (std::uint32_t v = 1; v <= t; ++v) more = more + sold[v] * state.survival[t - v];
    weights[c] = base_weights[c] + more * per_total;
  }
}

}  // namespace citypeak::run
