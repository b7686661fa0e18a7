// SPDX-License-Identifier: MIT
// All equations of a plan on numbers of any kind: one draw's (double), or numbers that record what is done to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "sim/plan/plan_data.hpp"
#include "sim/run/city_life.hpp"
#include "sim/run/traced.hpp"

namespace citypeak::run {

/// One step before the years.
template <class T>
[[nodiscard]] T computed(plan::Op::Kind kind, const T& a, const T& b) {
  switch (kind) {
    case plan::Op::Kind::add:
      return a + b;
    case plan::Op::Kind::subtract:
      return a - b;
    case plan::Op::Kind::multiply:
      return a * b;
    case plan::Op::Kind::divide:
      return a / b;
    case plan::Op::Kind::power:
      return pow(a, b);
    case plan::Op::Kind::negate:
      return 0.0 - a;
    case plan::Op::Kind::minimum:
      return min(a, b);
    case plan::Op::Kind::maximum:
      return max(a, b);
    case plan::Op::Kind::exponential:
      return exp(a);
    case plan::Op::Kind::logarithm:
      return log(a);
  }
  return a;
}

/// The rows of a plan: its constants, `input(column)` for each column, and the steps in their order.
template <class T, class Input>
[[nodiscard]] std::vector<T> rows_of(const plan::PlanView& plan, const Input& input) {
  std::vector<T> rows;
  rows.reserve(plan.rows);
  for (std::uint32_t r = 0; r < plan.rows; ++r) rows.push_back(broadcast<T>(plan.constants[r]));
  for (std::uint32_t c = 0; c < plan.column_count; ++c) rows[plan.columns[c].row] = input(c);
  for (std::uint32_t i = 0; i < plan.op_count; ++i) {
    const plan::Op& op = plan.ops[i];
    rows[op.out] = computed(op.kind, rows[op.a], rows[op.b]);
  }
  return rows;
}

/// What one city remembers.
template <class T>
class CityStore {
 public:
  CityStore(const plan::PlanView& plan, const plan::CityPlan& city)
      : adoption_(plan.lever_count),
        sectors_(city.sectors.count),
        carriers_(city.carriers.count),
        coverage_(plan.lever_count),
        value_added_(city.branches.count),
        landfill_(plan.waste_class_count),
        state_(city.state.size) {
    std::uint32_t pairs = 0, most = 0;
    for (std::uint32_t s = 0; s < city.sectors.count; ++s) {
      const plan::Span span = plan.sectors[city.sectors.first + s].carriers;
      if (span.first + span.count > pairs) pairs = span.first + span.count;
      if (span.count > most) most = span.count;
    }
    for (std::vector<T>* weights : {&base_weights_, &weights_, &reference_weights_, &stock_weights_})
      weights->resize(pairs);
    stocks_.resize(plan.stock_count * StockState<T>::size(plan.years, most));
    costs_.resize(city.costs.count * CostState<T>::size(plan.years));
    stock_carriers_ = most;
  }
  [[nodiscard]] CityMemory<T> memory() {
    return {
        adoption_.data(), coverage_.data(),          sectors_.data(),       carriers_.data(),    base_weights_.data(),
        weights_.data(),  reference_weights_.data(), stock_weights_.data(), value_added_.data(), landfill_.data(),
        stocks_.data(),   stock_carriers_,           costs_.data(),         state_.data()};
  }

 private:
  std::vector<AdoptionState<T>> adoption_;
  std::vector<SectorState<T>> sectors_;
  std::vector<CarrierState<T>> carriers_;
  std::vector<T> coverage_, value_added_, landfill_, state_;
  std::vector<T> base_weights_, weights_, reference_weights_, stock_weights_, stocks_, costs_;
  std::uint32_t stock_carriers_ = 0;
};

/// The cities of a plan, year after year.
template <class T>
class Years {
 public:
  /// `plan` and `rows` must outlive this.
  Years(const plan::PlanView& plan, const std::vector<T>& rows) : plan_(plan) {
    for (std::uint32_t c = 0; c < plan.city_count; ++c) stores_.emplace_back(plan, plan.cities[c]);
    for (std::uint32_t c = 0; c < plan.city_count; ++c) {
      memories_.push_back(stores_[c].memory());
      lives_.emplace_back(plan, plan.cities[c], rows.data(), memories_.back());
      lives_.back().open();
    }
  }
  /// Lives year index `t`; years come in order. put(output, value) for every output.
  template <class Put>
  void live(std::uint32_t t, const Put& put) {
    for (std::uint32_t c = 0; c < plan_.city_count; ++c) {
      lives_[c].live(t);
      for (std::uint32_t k = 0; k < plan_.output_count; ++k) {
        const plan::OutputPlan& output = plan_.outputs[k];
        if (output.city == c) put(k, memories_[c].state[output.state] * output.multiplier);
      }
    }
  }

 private:
  const plan::PlanView& plan_;
  std::vector<CityStore<T>> stores_;
  std::vector<CityMemory<T>> memories_;
  std::deque<CityLife<T>> lives_;
};

/// All years of all cities; put(output, year index, value) for every output.
template <class T, class Put>
void live_all_years(const plan::PlanView& plan, const std::vector<T>& rows, const Put& put) {
  Years<T> years(plan, rows);
  for (std::uint32_t t = 0; t < plan.years; ++t)
    years.live(t, [&](std::uint32_t output, const T& value) { put(output, t, value); });
}

}  // namespace citypeak::run
