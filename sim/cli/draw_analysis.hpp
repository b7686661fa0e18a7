// SPDX-License-Identifier: MIT
// What every analysis of a scenario's draws begins with: the scenario, the results asked for, a plan of nothing else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/cli/analysis_output.hpp"
#include "sim/model/scenario.hpp"
#include "sim/plan/result_name.hpp"
#include "sim/run/dispatch.hpp"

namespace citypeak::cli {

/// A scenario on its way to an analysis.
struct DrawAnalysis {
  const Options* options = nullptr;
  AnalysisInputs inputs;
  model::Scenario scenario;
  run::NamedKernel kernel{};
  std::vector<plan::ResultName> results;  ///< of `--of`, each once
  std::uint64_t draws = 0;                ///< as the design runs them
  [[nodiscard]] int threads() const;
};

/// Reads and checks the one FILE of `options`, which must outlive the result, and that there are `least` draws. Throws
/// UsageError, or Ended after printing errors.
[[nodiscard]] DrawAnalysis read_for_draws(const Options& options, std::uint64_t least);

/// Takes the results of `--of`, or those of `defaults` that the city can answer. Throws Ended after printing errors.
void take_results(DrawAnalysis& analysis, const std::vector<std::string>& defaults);

/// A plan of the scenario that computes `results` alone. Throws Ended after printing errors.
[[nodiscard]] plan::Plan plan_for(DrawAnalysis& analysis, const std::vector<plan::ResultName>& results);

/// The manifest of an analysis of draws; `files` are left to the caller.
[[nodiscard]] output::Manifest manifest_of(const DrawAnalysis& analysis, const Began& began);

/// Language of the files: `--lang`, else the scenario's, else English.
[[nodiscard]] table::Language language_of_files(const DrawAnalysis& analysis);

}  // namespace citypeak::cli
