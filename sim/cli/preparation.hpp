// SPDX-License-Identifier: MIT
// What must be known before the first draw: scenarios read and checked, the kernel, the plans.
#pragma once

#include <filesystem>
#include <vector>

#include "sim/cli/inputs.hpp"
#include "sim/run/dispatch.hpp"
#include "sim/run/report.hpp"

namespace citypeak::cli {

/// The scenarios of one call on their way to the draws.
struct Preparation {
  const Options* options = nullptr;
  Inputs inputs;
  std::size_t reference = 0;  ///< position of the scenario that the others are compared with
  run::NamedKernel kernel{};
  std::vector<plan::Plan> plans;
  run::Asked asked;              ///< all draws; with `--until-se` the first ones
  std::uint64_t most_draws = 0;  ///< that the run may take

  [[nodiscard]] bool compares() const { return inputs.scenarios.size() > 1 && !options->central; }
  /// Years in which scenarios are compared: those asked for, else every fifth, 2025, 2030, ..., and the horizon.
  [[nodiscard]] std::vector<int> compared_years() const;
  /// `--out`, else `runs/<first id>`, `+n` for n more scenarios, `-3of8` for a shard.
  [[nodiscard]] std::filesystem::path target() const;
  [[nodiscard]] int threads() const;
};

/// Reads and checks everything that `options` name, which must outlive the result; from `sources` if they replay a run.
/// Throws UsageError, or Ended after printing errors.
[[nodiscard]] Preparation read_and_check(const Options& options, text::Sources sources);

/// The kernel of `--isa`. Throws UsageError if this machine cannot run it.
[[nodiscard]] run::NamedKernel kernel_for(const Options& options);

/// Makes the plans. Throws UsageError, or Ended after printing errors.
void make_plans(Preparation& prepared);

/// Throws UsageError where so many draws, each with its rows if they are kept, would take more memory than there is.
void check_memory(const Preparation& prepared, std::uint64_t draws);

}  // namespace citypeak::cli
