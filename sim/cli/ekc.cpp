// SPDX-License-Identifier: MIT
// `citypeak ekc`: a table of indicators and income -> Kuznets curves, their turning points, and what may be believed.
#include "sim/analysis/ekc.hpp"

#include "sim/cli/analysis_output.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/ending.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"x",    "y",   "model", "scale", "shock-years",
                                              "seed", "out", "force", "format"};

void want(const std::vector<std::string>& given, std::string_view option) {
  if (given.empty())
    throw UsageError{text::Finding{"option_wanted", text::Severity::error, {}, {"ekc", std::string(option)}, {}}};
}

[[nodiscard]] analysis::EkcRequest request_of(const Options& options) {
  want(options.x_columns, "x");
  want(options.y_columns, "y");
  analysis::EkcRequest out;
  out.x = options.x_columns.back();
  out.y = options.y_columns;
  out.degree = options.degree;
  out.logs = options.logs;
  out.shock_years = options.shock_years;
  out.seed = options.seed;
  return out;
}

int ekc(const Options& options) {
  return guarded(options.terminal, [&] {
    const Began began;
    check_analysis_formats(options, true);
    const analysis::EkcRequest request = request_of(options);
    AnalysisInputs inputs;
    const OpenTable open = open_table(inputs, only_file(options), options);
    const std::vector<model::Observed> rows = model::read_observations(inputs.sources, open.file, open.table, request.x,
                                                                       request.y, request.logs, inputs.findings);
    stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
    output::ResultFolder folder(analysis_target(options), options.force);
    check_folder(folder, options);
    const std::vector<analysis::EkcResult> results = analysis::ekc(rows, request);
    Analysis out;
    out.machine = {analysis::ekc_table(results, request)};
    out.readers = {analysis::ekc_for_readers(results, request)};
    out.figures = analysis::ekc_figures(results, request);
    out.answers = analysis::ekc_answers(results, request);
    publish(options, inputs, out, manifest_of_call(options, inputs.sources, began), folder, language_of_files(options));
    return done;
  });
}

}  // namespace

Command ekc_command() {
  return {"ekc",
          {"Kuznets curves: do indicators turn as income grows?", "库兹涅茨曲线：指标是否随收入增长出现拐点"},
          {"--x COLUMN --y COLUMN,... [options] DATA.csv", "--x 列 --y 列,... [选项] 数据.csv"},
          known_options,
          true,
          &ekc};
}

}  // namespace citypeak::cli
