// SPDX-License-Identifier: MIT
// `citypeak attribute`: a scenario, or a table of values -> what each lever brings, by Shapley values.
#include <fmt/format.h>

#include "sim/analysis/attribution_tables.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/draw_analysis.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/parallel.hpp"
#include "sim/run/rotation.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"of",  "table", "draws",   "seed",   "design", "threads",
                                              "isa", "set",   "library", "format", "out",    "force"};

[[nodiscard]] std::vector<std::string> default_results(const model::Scenario& scenario) {
  return {"emissions.total@2030",
          "emissions.total@2035",
          fmt::format("sum(emissions.total,{}..{})", scenario.base_year + 1, scenario.horizon),
          "gdp@2035",
          "peak_year_restricted",
          "P(peak<=2030)"};
}

void check_levers(const DrawAnalysis& analysis) {
  const std::size_t levers = analysis.scenario.levers.size();
  if (levers > 0 && levers <= analysis::most_levers) return;
  throw UsageError{text::Finding{levers == 0 ? "attribute_no_levers" : "attribute_many_levers",
                                 text::Severity::error,
                                 {},
                                 {analysis.scenario.id, std::to_string(levers), std::to_string(analysis::most_levers)},
                                 {}}};
}

[[nodiscard]] Analysis shown(const analysis::NamedAttribution& attribution) {
  Analysis out;
  out.machine = {analysis::attribution_table(attribution), analysis::interactions_table(attribution)};
  if (!attribution.from_table) out.machine.push_back(analysis::wedges_table(attribution));
  out.readers = analysis::attribution_for_readers(attribution);
  out.figures = analysis::attribution_figures(attribution);
  out.answers = analysis::attribution_answers(attribution);
  return out;
}

[[nodiscard]] analysis::Attribution computed(const DrawAnalysis& analysis, const plan::Plan& plan) {
  const SignalWatch watch;
  const Options& options = *analysis.options;
  const run::Kernel& kernel = *analysis.kernel.kernel;
  plan::Inputs inputs({&plan, 1});
  run::turn_for(options.design, plan, 0, inputs, kernel);
  const auto draws = run::make_draws(options.design, kernel);
  Progress progress(analysis::attribution_work(plan.lever_ids.size(), analysis.draws), options.terminal);
  analysis::AttributionOptions attribution;
  attribution.threads = options.threads;
  attribution.seed = options.seed;
  attribution.progress = &progress.done;
  attribution.stop = &watch.stop();
  return analysis::attribute(plan, inputs, analysis.results, *draws, analysis.draws, kernel, attribution);
}

[[nodiscard]] int attribute_scenario(const Options& options) {
  const Began began;
  DrawAnalysis analysis = read_for_draws(options, analysis::least_draws);
  check_levers(analysis);
  take_results(analysis, default_results(analysis.scenario));
  output::ResultFolder folder(analysis_target(options), options.force);
  check_folder(folder, options);
  const model::Scenario& scenario = analysis.scenario;
  const plan::Plan plan =
      plan_for(analysis, analysis::attributed_results(analysis.results, scenario.base_year, scenario.horizon));
  const Analysis out = shown(analysis::named(computed(analysis, plan), analysis.results, plan));
  publish(options, analysis.inputs, out, manifest_of(analysis, began), folder, language_of_files(analysis));
  return done;
}

[[nodiscard]] int attribute_table(const Options& options) {
  const Began began;
  AnalysisInputs inputs;
  const OpenTable open = open_table(inputs, options.table->string(), options);
  const model::SubsetTable table = model::read_subsets(open.table, inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  output::ResultFolder folder(analysis_target(options), options.force);
  check_folder(folder, options);
  publish(options, inputs, shown(analysis::attribution_of(table)), manifest_of_call(options, inputs.sources, began),
          folder, language_of_files(options));
  return done;
}

int attribute(const Options& options) {
  return guarded(options.terminal, [&] {
    check_analysis_formats(options, true);
    check_file_or_table(options);
    return options.table ? attribute_table(options) : attribute_scenario(options);
  });
}

}  // namespace

Command attribute_command() {
  return {"attribute",
          {"what each measure brings, alone and together (Shapley values)", "各项措施的贡献（Shapley值）"},
          {"[options] FILE | --table VALUES.csv", "[选项] 文件 | --table 数值.csv"},
          known_options,
          false,
          &attribute};
}

}  // namespace citypeak::cli
