// SPDX-License-Identifier: MIT
// Checks in the order in which a planner would want to hear of them, then the plans.
#include "sim/cli/preparation.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "output/writer.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/terminal.hpp"

namespace citypeak::cli {

namespace {

constexpr std::uint64_t first_draws = 1024;  // of `--until-se`: what they show tells how many more are needed
constexpr double memory_share = 0.8;         // of the machine's memory that a run may take

[[nodiscard]] UsageError bad_choice(const Options& options, std::string name, const std::string& value,
                                    const std::vector<std::string>& known) {
  return {text::Finding{"option_value",
                        text::Severity::error,
                        {},
                        {std::move(name), value, text::joined(known), options.command},
                        text::nearest(value, known)}};
}

void check_formats(const Options& options) {
  std::vector<std::string> known;
  for (const output::Format& format : output::formats()) {
    if (!format.of_figures) known.emplace_back(format.name);
  }
  for (const std::string& format : options.formats) {
    if (std::find(known.begin(), known.end(), format) == known.end())
      throw bad_choice(options, "format", format, known);
  }
  for (const output::Format& format : output::formats()) {
    if (format.files == nullptr && options.asks_for(format.name))
      throw UsageError{text::Finding{"format_not_built", text::Severity::error, {}, {std::string(format.name)}, {}}};
  }
}

/// The position of `--reference` among the scenarios.
[[nodiscard]] std::size_t find_reference(const Options& options, const std::vector<model::Scenario>& scenarios) {
  if (options.reference.empty()) return 0;
  std::vector<std::string> known;
  known.reserve(scenarios.size());
  for (const model::Scenario& scenario : scenarios) known.push_back(scenario.id);
  const auto found = std::find(known.begin(), known.end(), options.reference);
  if (found == known.end()) throw bad_choice(options, "reference", options.reference, known);
  return static_cast<std::size_t>(found - known.begin());
}

/// Scenarios of another city than the reference's are run, not compared.
void warn_of_other_cities(Preparation& prepared) {
  const model::Scenario& reference = prepared.inputs.scenarios[prepared.reference];
  for (const model::Scenario& scenario : prepared.inputs.scenarios) {
    if (scenario.city.id != reference.city.id)
      prepared.inputs.findings.add("other_city", {}, {scenario.id, scenario.city.id, reference.id, reference.city.id});
  }
}

/// Draws that the run may take at most: what is asked, or all there are if it ends by its standard error.
[[nodiscard]] std::uint64_t most_draws(const Options& options) {
  constexpr std::uint64_t all = 1000000000;
  if (!options.until_se) return run::rounded_draws(options.design, options.draws);
  const std::uint64_t most = options.draws_given ? options.draws : all;
  const std::uint64_t rounded = run::rounded_draws(options.design, most);
  const bool may_halve = rounded > most && rounded > run::rounded_draws(options.design, 1);
  return may_halve ? rounded / 2 : rounded;
}

/// One range of `--years`.
[[nodiscard]] model::Period period_of(const Options& options, const std::string& range, const model::Scenario& first) {
  const auto period = model::parse_period(range);
  const std::size_t dash = range.find('-');
  const std::string dotted = dash == std::string::npos ? "" : range.substr(0, dash) + ".." + range.substr(dash + 1);
  if (!period && model::parse_period(dotted))
    throw UsageError{text::Finding{"years_with_dash", text::Severity::error, {}, {range, dotted}, {}}};
  const bool inside =
      period && period->first >= first.base_year && period->last.value_or(first.horizon) <= first.horizon;
  if (inside) return *period;
  const bool zh = options.terminal == text::Language::zh;
  const std::string takes =
      fmt::format(fmt::runtime(zh ? "{}..{} 之间的年份" : "years within {}..{}"), first.base_year, first.horizon);
  throw UsageError{text::Finding{"option_value", text::Severity::error, {}, {"years", range, takes, "run"}, {}}};
}

/// The years of `--years`, ascending.
[[nodiscard]] std::vector<int> years_of(const Options& options, const model::Scenario& first) {
  std::vector<int> out;
  for (const std::string& range : options.year_ranges) {
    const model::Period period = period_of(options, range, first);
    for (int year = period.first; year <= period.last.value_or(first.horizon); ++year) out.push_back(year);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

[[nodiscard]] plan::Request request_of(const Preparation& prepared) {
  const Options& options = *prepared.options;
  plan::Request request;
  request.variables = options.variables;
  request.seed = options.seed;
  request.intermediates = options.central;
  request.every_input = options.keeps_draws();
  request.compare = prepared.compares();
  request.verdicts = !options.central && options.asks_for("verdicts");
  return request;
}

[[nodiscard]] run::Asked asked_of(const Preparation& prepared) {
  const Options& options = *prepared.options;
  run::Asked out;
  out.draws = options.central ? 1 : prepared.most_draws;
  if (options.until_se && !options.central)
    out.draws = std::min(prepared.most_draws, run::rounded_draws(options.design, first_draws));
  out.seed = options.seed;
  out.design = options.central ? "central" : std::string(run::name_of(options.design));
  out.years = years_of(options, prepared.inputs.scenarios.front());
  return out;
}

}  // namespace

std::vector<int> Preparation::compared_years() const {
  if (!asked.years.empty()) return asked.years;
  const model::Scenario& first = inputs.scenarios.front();
  constexpr int every = 5;
  std::vector<int> out;
  for (int year = first.base_year; year <= first.horizon; ++year) {
    if (year % every == 0 || year == first.horizon) out.push_back(year);
  }
  return out;
}

std::filesystem::path Preparation::target() const {
  if (options->out) return *options->out;
  const std::size_t more = inputs.scenarios.size() - 1;
  std::string name = inputs.scenarios.front().id + (more > 0 ? fmt::format("+{}", more) : "");
  if (options->shard) name += fmt::format("-{}of{}", options->shard->index, options->shard->count);
  return std::filesystem::path("runs") / name;
}

int Preparation::threads() const {
  return options->threads > 0 ? options->threads : static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
}

run::NamedKernel kernel_for(const Options& options) {
  const auto kernel = run::choose_kernel(options.isa);
  if (kernel) return *kernel;
  std::vector<std::string> usable;
  for (const run::NamedKernel& each : run::usable_kernels()) usable.emplace_back(each.name);
  throw UsageError{text::Finding{"isa_missing", text::Severity::error, {}, {options.isa, text::joined(usable)}, {}}};
}

Preparation read_and_check(const Options& options, text::Sources sources) {
  check_formats(options);
  Preparation out;
  out.options = &options;
  out.inputs = read_inputs(options, std::move(sources));
  if (!out.inputs.findings.has_errors()) check_together(out.inputs);
  stop_if_wrong(out.inputs.findings, out.inputs.sources, options.terminal);
  out.reference = find_reference(options, out.inputs.scenarios);
  warn_of_other_cities(out);
  out.kernel = kernel_for(options);
  return out;
}

void make_plans(Preparation& prepared) {
  plan::Request request = request_of(prepared);
  plan::MarginalTables tables;
  for (const model::Scenario& scenario : prepared.inputs.scenarios) {
    prepared.plans.push_back(plan::make_plan(scenario, request, prepared.inputs.findings));
    tables = prepared.plans.back().tables;  // laws that the next scenario has too need no second table
    request.tables = &tables;
  }
  prepared.most_draws = most_draws(*prepared.options);
  prepared.asked = asked_of(prepared);
  stop_if_wrong(prepared.inputs.findings, prepared.inputs.sources, prepared.options->terminal);
}

void check_memory(const Preparation& prepared, std::uint64_t draws) {
  const Options& options = *prepared.options;
  // By its error a run takes a quarter over the square of it, at most; twice that with doubling.
  if (options.until_se)
    draws = std::min(draws, static_cast<std::uint64_t>(0.5 / (*options.until_se * *options.until_se)) + first_draws);
  const double needed = run::memory_estimate(prepared.plans, options.central ? 1 : draws, prepared.threads(),
                                             run::replicates_of(options.design), options.keeps_draws());
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (needed <= memory_share * there) return;
  throw UsageError{text::Finding{"memory_limit",
                                 text::Severity::error,
                                 {},
                                 {fmt::format("{:.1f}", needed / 1e9), fmt::format("{:.1f}", there / 1e9)},
                                 {}}};
}

}  // namespace citypeak::cli
