// SPDX-License-Identifier: MIT
// `citypeak decompose`: a table of factors, or a scenario in every draw -> what drives emissions, and do they decouple
// from GDP.
#include "sim/analysis/decompose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sim/analysis/drivers.hpp"
#include "sim/cli/analysis_output.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/preparation.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/model/series.hpp"
#include "sim/text/yaml_writer.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"from", "to",  "yearly",  "gdp", "draws", "seed",  "central",
                                              "set",  "isa", "library", "out", "force", "format"};
constexpr std::string_view of_a_scenario[] = {"draws", "seed", "central", "set", "isa", "library"};
constexpr std::string_view gdp_name = "gdp";

[[nodiscard]] std::string years_there(const model::FactorTable& table) {
  std::vector<std::string> out;
  for (const int year : table.years) out.push_back(std::to_string(year));
  return text::joined(out);
}

void check_year(const model::FactorTable& table, int year, std::string_view option, const text::Place& place,
                text::Findings& findings) {
  if (std::binary_search(table.years.begin(), table.years.end(), year)) return;
  findings.add("year_not_there", place, {std::to_string(year), std::string(option), years_there(table)});
}

/// The years to compare, rising.
[[nodiscard]] std::vector<int> years_of(const model::FactorTable& table, const Options& options,
                                        const text::Place& place, text::Findings& findings) {
  const int first = table.years.front(), last = table.years.back();
  const int from = options.from.value_or(first), to = options.to.value_or(last);
  check_year(table, from, "from", place, findings);
  check_year(table, to, "to", place, findings);
  if (from >= to)
    findings.add("years_do_not_rise", place,
                 {std::to_string(from), std::to_string(to), std::to_string(first), std::to_string(last)});
  std::vector<int> out;
  for (const int year : table.years) {
    const bool is_end = year == from || year == to;
    if (is_end || (options.yearly && year > from && year < to)) out.push_back(year);
  }
  return out;
}

/// GDP of a file with the columns year, variable, value.
[[nodiscard]] std::map<int, double> gdp_of_file(AnalysisInputs& inputs, const std::string& file,
                                                const Options& options) {
  const OpenTable open = open_table(inputs, file, options);
  std::vector<model::Series> series = model::read_series(inputs.sources, open.file, open.table, inputs.findings);
  series.erase(
      std::remove_if(series.begin(), series.end(), [](const model::Series& each) { return each.variable != gdp_name; }),
      series.end());
  if (series.size() != 1 && !inputs.findings.has_errors())
    inputs.findings.add("gdp_series", {open.file, 1, 1, 2}, {file, std::to_string(series.size())});
  std::map<int, double> out;
  if (series.size() != 1) return out;
  for (std::size_t i = 0; i < series[0].size(); ++i) out.emplace(series[0].years[i], series[0].values[i]);
  return out;
}

/// The factors whose product is GDP; empty if there are none.
[[nodiscard]] std::vector<std::size_t> gdp_factors(const model::FactorTable& table, const Options& options,
                                                   const text::Place& place, text::Findings& findings) {
  std::vector<std::vector<std::string>> tries{{std::string(gdp_name)}, {"population", "gdp_per_capita"}};
  if (!options.gdp.empty()) tries = {options.gdp};
  for (const std::vector<std::string>& names : tries) {
    std::vector<std::size_t> out;
    for (const std::string& name : names) {
      const auto factor = table.factor_named(name);
      if (factor) {
        out.push_back(*factor);
      } else if (!options.gdp.empty()) {
        findings.add("gdp_factor_unknown", place, {name, text::joined(table.factors)},
                     text::nearest(name, table.factors));
      }
    }
    if (out.size() == names.size()) return out;
  }
  return {};
}

[[nodiscard]] bool names_a_file(const std::vector<std::string>& gdp) {
  constexpr std::string_view ending = ".csv";
  return gdp.size() == 1 && gdp[0].size() > ending.size() && gdp[0].rfind(ending) == gdp[0].size() - ending.size();
}

[[nodiscard]] std::map<int, double> gdp_of(AnalysisInputs& inputs, const model::FactorTable& table,
                                           const std::vector<int>& years, const Options& options,
                                           const text::Place& place) {
  std::map<int, double> out;
  if (names_a_file(options.gdp)) {
    out = gdp_of_file(inputs, options.gdp[0], options);
  } else {
    const std::vector<std::size_t> factors = gdp_factors(table, options, place, inputs.findings);
    for (const int year : years) {
      const auto gdp = factors.empty() ? std::nullopt : table.common_product(year, factors);
      if (gdp) out.emplace(year, *gdp);
    }
  }
  std::vector<std::string> unknown;
  for (const int year : years) {
    if (out.find(year) == out.end()) unknown.push_back(std::to_string(year));
  }
  if (!unknown.empty() && !inputs.findings.has_errors())
    inputs.findings.add("gdp_not_known", place, {text::joined(unknown)});
  return out;
}

[[nodiscard]] analysis::Decomposition decomposition_of(AnalysisInputs& inputs, const Options& options) {
  const OpenTable open = open_table(inputs, only_file(options), options);
  const model::FactorTable table = model::read_factors(inputs.sources, open.file, open.table, inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  const text::Place place{open.file, 1, 1, 2};
  const std::vector<int> years = years_of(table, options, place, inputs.findings);
  for (const int year : years) (void)table.in_year(year, inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  const std::map<int, double> gdp = gdp_of(inputs, table, years, options, place);
  auto out = analysis::decompose(table, years, gdp);
  if (!out) inputs.findings.add("factors_overflow", place);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  return std::move(*out);
}

/// Without years asked for: from the base year by the periods of five-year plans to the last year.
[[nodiscard]] std::vector<int> years_of(const model::Scenario& scenario, const Options& options,
                                        text::Findings& findings) {
  constexpr int plan_years = 5;
  const int first = scenario.base_year, last = scenario.horizon;
  const int from = options.from.value_or(first), to = options.to.value_or(last);
  for (const auto& [option, year] : {std::pair("from", from), std::pair("to", to)}) {
    if (year < first || year > last)
      findings.add("year_not_there", {}, {std::to_string(year), option, fmt::format("{}..{}", first, last)});
  }
  if (from >= to)
    findings.add("years_do_not_rise", {},
                 {std::to_string(from), std::to_string(to), std::to_string(first), std::to_string(last)});
  std::vector<int> out;
  for (int year = from; year <= to; ++year) {
    if (year == from || year == to || options.yearly || year % plan_years == 0) out.push_back(year);
  }
  return out;
}

/// What drives a scenario, draw by draw.
int decompose_scenario(const Options& options) {
  const Began began;
  AnalysisInputs inputs;
  const run::NamedKernel kernel = kernel_for(options);
  const auto scenario = model::read_scenario(inputs.sources, only_file(options), only_file(options), options.sets,
                                             places_of(options), inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  const std::vector<int> years = years_of(*scenario, options, inputs.findings);
  plan::Request request;
  request.variables = analysis::driver_variables();
  request.seed = options.seed;
  const plan::Plan plan = plan::make_plan(*scenario, request, inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  output::ResultFolder folder(analysis_target(options), options.force);
  check_folder(folder, options);
  const SignalWatch watch;
  const analysis::Drivers found = analysis::drivers(plan, *kernel.kernel, years, options.central ? 1 : options.draws,
                                                    options.central, watch.stop());
  Analysis out;
  out.machine = {analysis::drivers_table(found), analysis::decoupling_table(found)};
  out.readers = analysis::drivers_for_readers(found);
  out.figures = analysis::decomposition_figures(found.means);
  out.answers = analysis::decomposition_answers(found.means);
  output::Manifest manifest = manifest_of_call(options, inputs.sources, began);
  manifest.resolved.emplace_back(scenario->id, text::to_yaml(scenario->tree));
  manifest.draws = found.draws;
  manifest.design = options.central ? "central" : "monte_carlo";
  manifest.isa = std::string(kernel.name);
  manifest.threads = 1;
  const bool zh = !options.language_option && scenario->language == "zh";
  publish(options, inputs, out, std::move(manifest), folder, zh ? table::Language::zh : language_of_files(options));
  return done;
}

[[nodiscard]] bool is_table(const std::string& file) { return names_a_file({file}); }

void refuse_options_of_scenarios(const Options& options) {
  for (const auto& [name, values] : options.given) {
    if (std::find(std::begin(of_a_scenario), std::end(of_a_scenario), name) == std::end(of_a_scenario)) continue;
    throw UsageError{text::Finding{"option_of_scenarios", text::Severity::error, {}, {name, options.command}, {}}};
  }
}

int decompose(const Options& options) {
  return guarded(options.terminal, [&] {
    const Began began;
    check_analysis_formats(options, true);
    if (!is_table(only_file(options))) return decompose_scenario(options);
    refuse_options_of_scenarios(options);
    AnalysisInputs inputs;
    const analysis::Decomposition found = decomposition_of(inputs, options);
    output::ResultFolder folder(analysis_target(options), options.force);
    check_folder(folder, options);
    Analysis out;
    out.machine = {analysis::lmdi_table(found), analysis::tapio_table(found)};
    out.readers = analysis::decomposition_for_readers(found);
    out.figures = analysis::decomposition_figures(found);
    out.answers = analysis::decomposition_answers(found);
    publish(options, inputs, out, manifest_of_call(options, inputs.sources, began), folder, language_of_files(options));
    return done;
  });
}

}  // namespace

Command decompose_command() {
  return {"decompose",
          {"what drove emissions between two years (LMDI), and did they decouple from GDP (Tapio)?",
           "两年之间排放变化的驱动因素（LMDI），以及是否与经济增长脱钩（Tapio）"},
          {"[options] DATA.csv | SCENARIO.yaml", "[选项] 数据.csv | 情景.yaml"},
          known_options,
          true,
          &decompose};
}

}  // namespace citypeak::cli
