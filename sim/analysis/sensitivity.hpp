// SPDX-License-Identifier: MIT
// Which inputs of a scenario its results depend on: five methods, each a way to place draws and to reduce them as they
// come.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/input_groups.hpp"
#include "sim/plan/result_name.hpp"
#include "sim/run/design.hpp"
#include "sim/run/kernel.hpp"

namespace citypeak::analysis {

/// A row of sensitivity.csv.
struct SensitivityRow {
  std::string of, input, input_2, index;
  std::optional<double> value, low, high;
  std::string word;  ///< why there is no value: `no_variance`
};

/// What a method found, and what must be said with it.
struct SensitivityRun {
  std::vector<SensitivityRow> rows;
  std::uint64_t draws = 0;  ///< paths computed
  /// Of results that are peak years: shares of draws that peaked before the base year and not by the horizon.
  struct Censored {
    std::string of;
    double already_peaked = 0.0, not_peaked = 0.0;
  };
  std::vector<Censored> censored;
  std::vector<std::pair<std::string, double>> r2;  ///< of `rank`: by result
};

/// What is asked, of one plan made for these results.
struct SensitivityRequest {
  const plan::Plan* plan = nullptr;
  const run::Kernel* kernel = nullptr;
  std::vector<plan::ResultName> results;
  std::vector<GroupRequest> groups;
  std::uint64_t size = 0;  ///< rows of sobol and shapley, draws of rank, trajectories of morris
  std::uint64_t seed = 1;
  bool second = false;  ///< second order too
  int threads = 0;
  const std::atomic<bool>* stop = nullptr;
  std::atomic<std::uint64_t>* progress = nullptr;
};

/// Sobol's indices: samples A and B in one even design of twice the dimensions, in 16 independent replicates whose
/// spread gives the intervals; for each group one more path for each row. `size` as run::rounded_draws gives it.
///
/// Throws  RunError where a path is not finite; Interrupted when `stop` becomes true.
/// Result  The same bits for any number of threads.
/// Cost    (2 + groups) x size paths, with `second` (2 + 2 groups).
/// Source  docs/method/sensitivity.md
[[nodiscard]] SensitivityRun sobol_of(const SensitivityRequest& request, const std::vector<InputGroup>& groups);

/// Shapley effects along random orders, one for each 64 rows of the same design: inputs that are known are taken from
/// A, the others from B given them. Inputs that are correlated are players of their own, drawn by their conditional
/// law.
///
/// Cost    (2 + players) x size paths.
[[nodiscard]] SensitivityRun shapley_of(const SensitivityRequest& request, const std::vector<InputGroup>& groups);

/// Elementary effects per unit of probability, along trajectories on four levels chosen far apart; members of a group
/// move together.
///
/// Cost    size x (groups + 1) paths.
[[nodiscard]] SensitivityRun morris_of(const SensitivityRequest& request, const std::vector<InputGroup>& groups);

/// Each input at its 10th and 90th percentile, all others at their medians, without shocks.
[[nodiscard]] SensitivityRun tornado_of(const SensitivityRequest& request);

/// Standardized regression coefficients and partial rank correlations of the inputs that are no shocks, by Monte Carlo.
[[nodiscard]] SensitivityRun rank_of(const SensitivityRequest& request);

/// Means of the results over 10,000 draws of Monte Carlo.
[[nodiscard]] std::vector<double> means_of(const SensitivityRequest& request);

}  // namespace citypeak::analysis
