// SPDX-License-Identifier: MIT
// Reads the scenarios that a command line names.
#pragma once

#include <vector>

#include "sim/cli/options.hpp"
#include "sim/model/scenario.hpp"

namespace citypeak::cli {

struct Inputs {
  text::Sources sources;
  text::Findings findings;
  std::vector<model::Scenario> scenarios;  ///< in the order of the command line; short if there are errors
};

/// Reads every file; of a replay the ones that were recorded.
[[nodiscard]] Inputs read_inputs(const Options& options, text::Sources sources = {});

/// Scenarios that run together need ids of their own and the same years.
void check_together(Inputs& inputs);

}  // namespace citypeak::cli
