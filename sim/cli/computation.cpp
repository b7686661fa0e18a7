// SPDX-License-Identifier: MIT
// The source of random numbers for a design, and the ensemble.
#include "sim/cli/computation.hpp"

#include <algorithm>
#include <memory>

#include "sim/cli/terminal.hpp"
#include "sim/run/rotation.hpp"

namespace citypeak::cli {

namespace {

/// Draws to add to those done, 0 when every P(peak<=Y) is as sure as was asked.
[[nodiscard]] std::uint64_t more_draws(const Preparation& prepared, const run::RunResult& result, double& worst_error) {
  const double wanted_error = *prepared.options->until_se;
  worst_error = run::worst_peak_error(prepared.plans, result);
  if (worst_error <= wanted_error || result.draws >= prepared.most_draws) return 0;
  std::uint64_t wanted = 2 * result.draws;
  if (prepared.options->design == run::Design::monte_carlo) {
    const double ratio = worst_error / wanted_error;
    const auto blocks =
        static_cast<std::uint64_t>(static_cast<double>(result.draws) * ratio * ratio / run::block_draws) + 1;
    wanted = std::max(result.draws + run::block_draws, blocks * run::block_draws);
  }
  return std::min(wanted, prepared.most_draws) - result.draws;
}

[[nodiscard]] std::unique_ptr<run::Draws> make_draws(const Preparation& prepared) {
  if (prepared.options->central) return std::make_unique<run::CentralDraws>();
  return run::make_draws(prepared.options->design, *prepared.kernel.kernel);
}

[[nodiscard]] run::EnsembleOptions ensemble_options(const Preparation& prepared) {
  const Options& options = *prepared.options;
  run::EnsembleOptions out;
  out.threads = options.central ? 1 : options.threads;
  out.keep_draws = options.keeps_draws();
  if (prepared.compares()) out.reference = prepared.reference;
  out.compared_years = prepared.compared_years();
  return out;
}

}  // namespace

Computation compute(const Preparation& prepared, run::BlockRange range) {
  Computation out;
  const SignalWatch watch;
  const run::Kernel& kernel = *prepared.kernel.kernel;
  run::EnsembleOptions ensemble = ensemble_options(prepared);
  ensemble.stop = &watch.stop();
  if (prepared.options->until_se && !prepared.options->central)
    ensemble.more = [&](const run::RunResult& result) { return more_draws(prepared, result, out.worst_error); };
  plan::Inputs inputs(prepared.plans);
  if (prepared.options->design == run::Design::sobol && !prepared.options->central) {
    run::turn_for(run::Design::sobol, prepared.plans[prepared.reference], prepared.reference, inputs, kernel);
    out.dimensions = inputs.stream_names();
  }
  const auto draws = make_draws(prepared);
  Progress progress(range.count, prepared.options->terminal);
  ensemble.progress = &progress.done;
  out.result = run::run(prepared.plans, inputs, *draws, range, kernel, ensemble);
  return out;
}

}  // namespace citypeak::cli
