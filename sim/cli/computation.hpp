// SPDX-License-Identifier: MIT
// The draws of a call: all of them, a part of them, or none (which leaves the empty shape of a result).
#pragma once

#include <string>
#include <vector>

#include "sim/cli/preparation.hpp"

namespace citypeak::cli {

struct Computation {
  run::RunResult result;
  std::vector<std::string> dimensions;  ///< of a Sobol sequence: the random numbers in their order; else empty
  double worst_error = 0.0;             ///< with `--until-se`: the largest error of a P(peak<=Y) in the end
};

/// Runs these draws; with `--until-se` as many more as that takes. Throws RunError or Interrupted.
[[nodiscard]] Computation compute(const Preparation& prepared, run::BlockRange range);

}  // namespace citypeak::cli
