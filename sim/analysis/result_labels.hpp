// SPDX-License-Identifier: MIT
// Results of draws for readers: what they are called and in which unit they are told.
#pragma once

#include "sim/plan/result_name.hpp"
#include "sim/table/table.hpp"

namespace citypeak::analysis {

/// A factor of a 95 % interval about a mean of many draws.
inline constexpr double interval_reach = 1.96;

/// Of the variable alone.
[[nodiscard]] table::Label variable_label(const plan::ResultName& result, const plan::Plan& plan);
/// `GDP 2035`, `peak level`, `P(≤2030)`.
[[nodiscard]] table::Label label_of(const plan::ResultName& result, const plan::Plan& plan);
[[nodiscard]] table::Unit readers_unit_of(const plan::ResultName& result, const plan::Plan& plan);
/// A column of such results, each with its standard error; its id is the result's name.
[[nodiscard]] table::Column column_of(const plan::ResultName& result, const plan::Plan& plan);

}  // namespace citypeak::analysis
