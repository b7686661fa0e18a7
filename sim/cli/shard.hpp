// SPDX-License-Identifier: MIT
// `run --shard I/N`: one part of the draws, for `merge`.
#pragma once

#include "sim/cli/options.hpp"

namespace citypeak::cli {

/// Runs the part of the draws that `options.shard` names and writes its state. Gives the exit code, or throws as
/// guarded() expects.
[[nodiscard]] int run_shard(const Options& options);

}  // namespace citypeak::cli
