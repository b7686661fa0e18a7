// SPDX-License-Identifier: MIT
// From what survived of the draws to the folder and the terminal: the same way for `run` and `merge`.
#pragma once

#include <chrono>
#include <ctime>
#include <vector>

#include "output/result_folder.hpp"
#include "sim/cli/computation.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::cli {

/// When a call began, for the manifest and the terminal.
struct Began {
  std::chrono::steady_clock::time_point clock = std::chrono::steady_clock::now();
  std::time_t time = std::time(nullptr);
  [[nodiscard]] double seconds() const;
};

/// A finding as summary.json keeps it, in both languages.
[[nodiscard]] summary::WarningResult warning_of(const text::Sources& sources, const text::Finding& finding);

/// What the manifest of every command says: the call, the files read, the build and the machine.
[[nodiscard]] output::Manifest manifest_of_call(const Options& options, const text::Sources& sources,
                                                const Began& began);

/// The same with scenarios and draws; `files` are left to the caller.
[[nodiscard]] output::Manifest manifest_of(const Preparation& prepared, const Began& began);

/// The results of all draws: written to `folder` (from begin to commit) and told in the terminal. `shards`: what the
/// draws were put together from, for the manifest. Throws Ended after a message, or Interrupted.
void publish(const Preparation& prepared, const Computation& computed, const Began& began,
             const std::vector<output::ManifestShard>& shards, output::ResultFolder& folder);

}  // namespace citypeak::cli
