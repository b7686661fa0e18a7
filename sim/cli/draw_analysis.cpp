// SPDX-License-Identifier: MIT
// Checks in the order in which a planner would want to hear of them.
#include "sim/cli/draw_analysis.hpp"

#include <algorithm>

#include "sim/cli/ending.hpp"
#include "sim/cli/preparation.hpp"
#include "sim/run/parallel.hpp"
#include "sim/text/yaml_writer.hpp"

namespace citypeak::cli {

int DrawAnalysis::threads() const { return run::thread_count(options->threads); }

DrawAnalysis read_for_draws(const Options& options, std::uint64_t least) {
  DrawAnalysis out;
  out.options = &options;
  const std::string& file = only_file(options);
  out.draws = run::rounded_draws(options.design, options.draws);
  if (out.draws < least) {
    throw UsageError{text::Finding{
        "draws_too_few", text::Severity::error, {}, {std::to_string(options.draws), std::to_string(least)}, {}}};
  }
  out.kernel = kernel_for(options);
  auto scenario =
      model::read_scenario(out.inputs.sources, file, file, options.sets, places_of(options), out.inputs.findings);
  stop_if_wrong(out.inputs.findings, out.inputs.sources, options.terminal);
  out.scenario = std::move(*scenario);
  return out;
}

void take_results(DrawAnalysis& analysis, const std::vector<std::string>& defaults) {
  text::Findings& findings = analysis.inputs.findings;
  const plan::Plan known = plan_for(analysis, {});
  const bool asked = !analysis.options->results.empty();
  for (const std::string& name : asked ? analysis.options->results : defaults) {
    const auto result = plan::parse_result(name, findings);
    if (!result || (!asked && !plan::has_result(*result, known))) continue;
    plan::check_result(*result, known, findings);
    const bool is_new = std::none_of(analysis.results.begin(), analysis.results.end(),
                                     [&](const plan::ResultName& each) { return each.text == result->text; });
    if (is_new) analysis.results.push_back(*result);
  }
  stop_if_wrong(findings, analysis.inputs.sources, analysis.options->terminal);
}

plan::Plan plan_for(DrawAnalysis& analysis, const std::vector<plan::ResultName>& results) {
  text::Findings findings;
  plan::Plan out = plan::make_plan(analysis.scenario, plan::request_for(results, analysis.options->seed), findings);
  stop_if_wrong(findings, analysis.inputs.sources, analysis.options->terminal);
  return out;
}

output::Manifest manifest_of(const DrawAnalysis& analysis, const Began& began) {
  output::Manifest out = manifest_of_call(*analysis.options, analysis.inputs.sources, began);
  out.resolved.emplace_back(analysis.scenario.id, text::to_yaml(analysis.scenario.tree));
  out.design = std::string(run::name_of(analysis.options->design));
  out.draws = analysis.draws;
  out.isa = std::string(analysis.kernel.name);
  out.threads = analysis.threads();
  return out;
}

table::Language language_of_files(const DrawAnalysis& analysis) {
  if (analysis.options->language_option) return table_language(*analysis.options->language_option);
  return analysis.scenario.language == "zh" ? table::Language::zh : table::Language::en;
}

}  // namespace citypeak::cli
