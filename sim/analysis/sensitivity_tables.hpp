// SPDX-License-Identifier: MIT
// Sensitivity as tables, figures and sentences.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/analysis/sensitivity.hpp"
#include "sim/table/figure.hpp"
#include "sim/table/table.hpp"

namespace citypeak::analysis {

/// sensitivity.csv: method,of,input,input_2,index,value,low,high,word.
[[nodiscard]] table::Table sensitivity_table(std::string_view method, const SensitivityRun& run);
/// A table for each of the first results: inputs by their importance, with the notes that belong to them. `joined`:
/// groups that hold several inputs.
[[nodiscard]] std::vector<table::Table> sensitivity_for_readers(std::string_view method, const SensitivityRun& run,
                                                                std::size_t joined);
/// A bar for each of the most important inputs, a figure a result.
[[nodiscard]] std::vector<table::Figure> sensitivity_figures(std::string_view method, const SensitivityRun& run);
[[nodiscard]] std::vector<table::Label> sensitivity_answers(std::string_view method, const SensitivityRun& run);

}  // namespace citypeak::analysis
