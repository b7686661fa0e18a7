// SPDX-License-Identifier: MIT
// `citypeak sensitivity`: a scenario -> which of its inputs its results depend on, by the method that is asked for.
#include "sim/analysis/sensitivity.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "sim/analysis/sensitivity_tables.hpp"
#include "sim/analysis/table_sensitivity.hpp"
#include "sim/cli/analysis_output.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/draw_analysis.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/terminal.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"table",  "y",       "method", "of",      "groups",
                                              "second", "draws",   "seed",   "threads", "isa",
                                              "set",    "library", "out",    "force",   "format"};
const std::vector<std::string> usual_results{"peak_year_restricted", "P(peak<=2030)",        "peak_level",
                                             "emissions.total@2030", "emissions.total@2035", "gdp@2035"};

/// A method, and what --draws counts for it.
struct Method {
  std::string_view name;
  std::uint64_t usual, least;
  analysis::SensitivityRun (*by_groups)(const analysis::SensitivityRequest&, const std::vector<analysis::InputGroup>&);
  analysis::SensitivityRun (*by_inputs)(const analysis::SensitivityRequest&);
};
constexpr std::array<Method, 5> methods{{{"tornado", 1, 1, nullptr, &analysis::tornado_of},
                                         {"morris", 20, 4, &analysis::morris_of, nullptr},
                                         {"sobol", 8192, 1024, &analysis::sobol_of, nullptr},
                                         {"rank", 10000, 100, nullptr, &analysis::rank_of},
                                         {"shapley", 8192, 1024, &analysis::shapley_of, nullptr}}};

[[nodiscard]] const Method& method_of(const Options& options) {
  if (options.method.empty())
    throw UsageError{text::Finding{"option_wanted", text::Severity::error, {}, {"sensitivity", "method"}, {}}};
  return *std::find_if(methods.begin(), methods.end(), [&](const Method& each) { return each.name == options.method; });
}

/// `growth=economy.*,population.*`
[[nodiscard]] std::vector<analysis::GroupRequest> groups_of(const Options& options) {
  std::vector<analysis::GroupRequest> out;
  for (const std::string& written : options.groups) {
    const std::size_t equals = written.find('=');
    analysis::GroupRequest group{written.substr(0, equals), {}};
    for (std::size_t from = equals + 1; equals != std::string::npos && from <= written.size();) {
      const std::size_t comma = std::min(written.find(',', from), written.size());
      group.globs.push_back(written.substr(from, comma - from));
      from = comma + 1;
    }
    const bool has_empty =
        std::any_of(group.globs.begin(), group.globs.end(), [](const auto& glob) { return glob.empty(); });
    if (group.name.empty() || group.globs.empty() || has_empty) {
      throw UsageError{text::Finding{
          "option_value", text::Severity::error, {}, {"groups", written, "NAME=GLOB,GLOB", "sensitivity"}, {}}};
    }
    out.push_back(std::move(group));
  }
  return out;
}

/// Rows, draws or trajectories: as asked, else the usual number of the method.
[[nodiscard]] std::uint64_t size_of(const Method& method, const Options& options) {
  const std::uint64_t asked = options.draws_given ? options.draws : method.usual;
  const bool even = method.name == "sobol" || method.name == "shapley";
  if (asked < (even ? 64 : method.least))
    throw UsageError{text::Finding{"draws_too_few",
                                   text::Severity::error,
                                   {},
                                   {std::to_string(asked), std::to_string(even ? 64 : method.least)},
                                   {}}};
  return even ? run::rounded_draws(run::Design::sobol, asked) : asked;
}

[[nodiscard]] std::uint64_t paths_of(const Method& method, const analysis::SensitivityRequest& request,
                                     std::size_t groups) {
  if (method.by_groups == nullptr) return request.size;
  return method.name == "morris" ? request.size * (groups + 1) : request.size * (2 + groups * (request.second ? 2 : 1));
}

/// How often a peak year that counts as a number is none.
void add_censored(DrawAnalysis& analysis, analysis::SensitivityRequest request, analysis::SensitivityRun& run) {
  std::vector<plan::ResultName> results;
  for (const plan::ResultName& each : analysis.results) {
    if (each.kind != plan::ResultName::Kind::peak_year_restricted) continue;
    for (const auto kind : {plan::ResultName::Kind::already_peaked, plan::ResultName::Kind::not_peaked}) {
      results.push_back(each);
      results.back().kind = kind;
    }
  }
  if (results.empty()) return;
  const plan::Plan plan = plan_for(analysis, results);
  request.plan = &plan;
  request.results = results;
  request.progress = nullptr;
  const std::vector<double> shares = analysis::means_of(request);
  for (std::size_t i = 0; i < results.size(); i += 2)
    run.censored.push_back({results[i].text, shares[i], shares[i + 1]});
}

[[nodiscard]] analysis::SensitivityRun computed(DrawAnalysis& analysis, const Method& method, std::size_t& joined) {
  const Options& options = *analysis.options;
  const plan::Plan plan = plan_for(analysis, analysis.results);
  const SignalWatch watch;
  analysis::SensitivityRequest request;
  request.plan = &plan;
  request.kernel = analysis.kernel.kernel;
  request.results = analysis.results;
  request.groups = groups_of(options);
  request.size = size_of(method, options);
  request.seed = options.seed;
  request.second = options.second;
  request.threads = options.threads;
  request.stop = &watch.stop();
  const std::vector<analysis::InputGroup> groups =
      analysis::input_groups(plan, plan::Inputs({&plan, 1}), request.groups, analysis.inputs.findings);
  if (groups.empty()) analysis.inputs.findings.add("nothing_uncertain", {});
  stop_if_wrong(analysis.inputs.findings, analysis.inputs.sources, options.terminal);
  Progress progress(paths_of(method, request, groups.size()), options.terminal);
  request.progress = &progress.done;
  analysis::SensitivityRun out =
      method.by_groups != nullptr ? method.by_groups(request, groups) : method.by_inputs(request);
  if (method.by_groups != nullptr)
    joined = static_cast<std::size_t>(std::count_if(
        groups.begin(), groups.end(), [](const analysis::InputGroup& group) { return group.rows.size() > 1; }));
  add_censored(analysis, request, out);
  return out;
}

[[nodiscard]] Analysis shown(const Method& method, const analysis::SensitivityRun& found, std::size_t joined) {
  Analysis out;
  out.machine = {analysis::sensitivity_table(method.name, found)};
  out.readers = analysis::sensitivity_for_readers(method.name, found, joined);
  out.figures = analysis::sensitivity_figures(method.name, found);
  out.answers = analysis::sensitivity_answers(method.name, found);
  return out;
}

int sensitivity_of_table(const Options& options, const Method& method) {
  const Began began;
  AnalysisInputs inputs;
  const OpenTable open = open_table(inputs, options.table->string(), options);
  const model::DesignTable table =
      model::read_design(inputs.sources, open.file, open.table, options.y_columns.front(), inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  const analysis::SensitivityRun found =
      analysis::sensitivity_of_table(method.name, table, options.y_columns.front(), inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  output::ResultFolder folder(analysis_target(options), options.force);
  check_folder(folder, options);
  publish(options, inputs, shown(method, found, 0), manifest_of_call(options, inputs.sources, began), folder,
          language_of_files(options));
  return done;
}

int sensitivity(const Options& options) {
  return guarded(options.terminal, [&] {
    const Began began;
    check_analysis_formats(options, true);
    check_file_or_table(options);
    if (options.table && options.y_columns.size() != 1)
      throw UsageError{text::Finding{"option_wanted", text::Severity::error, {}, {"sensitivity --table", "y"}, {}}};
    const Method& method = method_of(options);
    if (options.table) return sensitivity_of_table(options, method);
    (void)groups_of(options);
    (void)size_of(method, options);
    DrawAnalysis analysis = read_for_draws(options, 1);
    take_results(analysis, usual_results);
    output::ResultFolder folder(analysis_target(options), options.force);
    check_folder(folder, options);
    std::size_t joined = 0;
    const analysis::SensitivityRun found = computed(analysis, method, joined);
    output::Manifest manifest = manifest_of(analysis, began);
    manifest.draws = found.draws;
    publish(options, analysis.inputs, shown(method, found, joined), std::move(manifest), folder,
            language_of_files(analysis));
    return done;
  });
}

}  // namespace

Command sensitivity_command() {
  return {"sensitivity",
          {"which inputs the results depend on: tornado, Morris, Sobol, ranks, Shapley effects",
           "结果取决于哪些参数：单因素、Morris、Sobol、秩相关、Shapley 效应"},
          {"--method M [options] FILE | --table XY.csv --y COLUMN", "--method M [选项] 文件 | --table XY.csv --y 列"},
          known_options,
          false,
          &sensitivity};
}

}  // namespace citypeak::cli
