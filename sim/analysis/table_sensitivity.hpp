// SPDX-License-Identifier: MIT
// Sensitivity from anybody's table of points and results.
#pragma once

#include <string>
#include <string_view>

#include "sim/analysis/sensitivity.hpp"
#include "sim/model/design_table.hpp"

namespace citypeak::analysis {

/// The indices of a method (sobol, morris, rank, shapley) from a table; `of` is the name of its result.
///
/// sobol    blocks A, B and AB:INPUT (A with this input from B) of the same rows, BA:INPUT for second order; each row
/// is a
///          batch of the jackknife
/// morris   block: the number of a trajectory, its points in the order of `row`, each differing from the last in one
/// input;
///          effects in the table's own units, dy/dx
/// rank, shapley  the rows of blocks A and B, or all where there are no blocks
///
/// Findings  a block that is missing, unknown or lacks rows; a step that moves none or several inputs; too few rows;
/// too
///           many inputs.
[[nodiscard]] SensitivityRun sensitivity_of_table(std::string_view method, const model::DesignTable& table,
                                                  const std::string& of, text::Findings& findings);

}  // namespace citypeak::analysis
