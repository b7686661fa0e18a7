// SPDX-License-Identifier: MIT
// `citypeak verdict`: a measured series -> has it peaked, by four rules side by side.
#include "sim/analysis/verdict_tables.hpp"
#include "sim/cli/analysis_output.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/model/peak_sets.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"set", "partial-year", "out", "force", "format"};

[[nodiscard]] analysis::SeriesRules rules_of(AnalysisInputs& inputs, const Options& options) {
  const model::PeakRules peak = model::read_peak_sets(inputs.sources, options.sets, inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  analysis::SeriesRules out;
  out.limits = {peak.confirm, peak.verdicts.significance, peak.verdicts.plateau_fall, peak.verdicts.c40_years,
                peak.verdicts.c40_fall};
  out.plateau_band = peak.verdicts.plateau_band;
  out.partial_year = options.partial_year;
  return out;
}

[[nodiscard]] std::vector<analysis::JudgedSeries> judge_all(const std::vector<model::Series>& all,
                                                            const analysis::SeriesRules& rules,
                                                            text::Findings& findings) {
  std::vector<analysis::JudgedSeries> out;
  for (const model::Series& series : all) {
    if (auto verdict = analysis::judge(series, rules)) {
      out.push_back({series, std::move(*verdict)});
    } else {
      findings.add("series_only_partial", series.at, {series.variable, std::to_string(*rules.partial_year)});
    }
  }
  return out;
}

int verdict(const Options& options) {
  return guarded(options.terminal, [&] {
    const Began began;
    check_analysis_formats(options, true);
    AnalysisInputs inputs;
    const OpenTable open = open_table(inputs, only_file(options), options);
    const analysis::SeriesRules rules = rules_of(inputs, options);
    const std::vector<model::Series> all = model::read_series(inputs.sources, open.file, open.table, inputs.findings);
    const std::vector<analysis::JudgedSeries> judged = judge_all(all, rules, inputs.findings);
    stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
    output::ResultFolder folder(analysis_target(options), options.force);
    check_folder(folder, options);
    Analysis out;
    out.machine = {analysis::verdict_table(judged)};
    out.readers = {analysis::verdict_for_readers(judged, rules)};
    out.figures = analysis::verdict_figures(judged, rules.plateau_band);
    out.answers = analysis::verdict_answers(judged);
    publish(options, inputs, out, manifest_of_call(options, inputs.sources, began), folder, language_of_files(options));
    return done;
  });
}

}  // namespace

Command verdict_command() {
  return {"verdict",
          {"has a measured series peaked? four rules side by side", "实测序列是否已达峰：四种规则对照"},
          {"[options] SERIES.csv", "[选项] 序列.csv"},
          known_options,
          true,
          &verdict};
}

}  // namespace citypeak::cli
