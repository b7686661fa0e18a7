// SPDX-License-Identifier: MIT
// Where a trajectory is largest, whether that is confirmed by the years after it, and how wide its top is
// (docs/method/model.md, section 8).
#pragma once

#include "sim/run/kernel.hpp"
#include "sim/run/lanes.hpp"

namespace citypeak::run::CITYPEAK_ISA {

inline constexpr int centred_reach = 2;  // years on each side of a 5-year mean

/// One variable's years for eight draws; consecutive years lie `block_draws` numbers apart.
struct Trajectory {
  const double* first;
  std::uint32_t years;
  [[gnu::always_inline]] Lane at(std::uint32_t t) const { return load(first + std::size_t{t} * block_draws); }
  /// Mean of the years within reach on both sides; near the ends the window shrinks evenly.
  [[gnu::always_inline]] Lane centred(std::uint32_t t) const {
    const std::uint32_t behind = t, ahead = years - 1 - t;
    std::uint32_t reach = centred_reach;
    if (behind < reach) reach = behind;
    if (ahead < reach) reach = ahead;
    Lane sum = at(t);
    for (std::uint32_t k = 1; k <= reach; ++k) sum = sum + (at(t - k) + at(t + k));
    return sum / broadcast(1.0 + 2.0 * static_cast<double>(reach));
  }
  [[gnu::always_inline]] Lane value(std::uint32_t t, plan::PeakDefinition definition) const {
    return definition == plan::PeakDefinition::centred_5 ? centred(t) : at(t);
  }
};

inline constexpr double before_base_year = -1.0;  // index of a peak that lies in the known past

/// Finds the peak of eight draws and stores its fields; `out` is the peak's first field at these draws. `history` is
/// the largest known value before the base year, or nullptr; the years of a plateau are not below `plateau_share` of
/// the largest value. A tie of past and future goes to the past, unless the future's is not confirmed.
inline void find_peak(const Trajectory& path, const Trajectory& income, plan::PeakDefinition definition,
                      const Lane* history, double plateau_share, double* out) {
  Lane level = path.value(0, definition), income_there = income.at(0);
  Lane first = broadcast(0.0), last = broadcast(0.0);
  for (std::uint32_t t = 1; t < path.years; ++t) {
    const Lane value = path.value(t, definition);
    const Lane index = broadcast(static_cast<double>(t));
    const LaneMask higher = less(level, value);
    const LaneMask equal_or_higher = less_equal(level, value);
    first = select(higher, index, first);
    last = select(equal_or_higher, index, last);
    income_there = select(higher, income.at(t), income_there);
    level = select(higher, value, level);
  }
  if (history != nullptr) {
    const Lane past = broadcast(before_base_year);
    first = select(less_equal(level, *history), past, first);
    last = select(less(level, *history), past, last);
    level = max(level, *history);
  }
  const Lane floor_of_top = level * plateau_share;
  Lane plateau_first = broadcast(static_cast<double>(path.years)), plateau_last = broadcast(before_base_year);
  for (std::uint32_t t = 0; t < path.years; ++t) {
    const Lane index = broadcast(static_cast<double>(t));
    const LaneMask inside = less_equal(floor_of_top, path.value(t, definition));
    plateau_first = select(inside & less(index, plateau_first), index, plateau_first);
    plateau_last = select(inside, index, plateau_last);
  }
  const auto put = [out](PeakField field, Lane value) {
    store(out + static_cast<std::uint32_t>(field) * block_draws, value);
  };
  put(PeakField::first_index, first);
  put(PeakField::last_index, last);
  put(PeakField::level, level);
  put(PeakField::gdp_per_capita, income_there);
  put(PeakField::plateau_first, plateau_first);
  put(PeakField::plateau_last, plateau_last);
}

}  // namespace citypeak::run::CITYPEAK_ISA
