// SPDX-License-Identifier: MIT
// Results, warnings, tables, files, and the answer in the terminal.
#include "sim/cli/publication.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include "generated/version.hpp"
#include "output/sha256.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/shock_shares.hpp"
#include "sim/summary/ensemble.hpp"
#include "sim/summary/run_tables.hpp"
#include "sim/summary/summary_json.hpp"
#include "sim/text/yaml_writer.hpp"

namespace citypeak::cli {

namespace {

[[nodiscard]] bool is_chinese(text::Language language) { return language == text::Language::zh; }

[[nodiscard]] summary::WarningResult warning_with(const text::Sources& sources, text::Finding finding,
                                                  const summary::Text& reason) {
  finding.args[1] = reason.en;
  summary::WarningResult out = warning_of(sources, finding);
  finding.args[1] = reason.zh;
  out.message.zh = text::worded(finding, text::Language::zh).message;
  return out;
}
/// A warning where the draws did not suffice.
void warn_of_error(const Preparation& prepared, const Computation& computed, text::Findings& said,
                   summary::Results& results) {
  const std::optional<double>& wanted = prepared.options->until_se;
  if (!wanted || computed.worst_error <= *wanted) return;
  const std::vector<std::string> args{fmt::format("{}", results.draws), fmt::format("{:.2g}", computed.worst_error),
                                      fmt::format("{}", *wanted)};
  said.add("until_se_missed", {}, args);
  results.warnings.push_back(
      warning_of(prepared.inputs.sources, text::Finding{"until_se_missed", text::Severity::warning, {}, args, {}}));
}

/// A warning for every lever without effect.
void warn_of_idle_levers(const Preparation& prepared, text::Findings& said, summary::Results& results) {
  const bool zh = is_chinese(prepared.options->terminal);
  for (std::size_t i = 0; i < prepared.plans.size(); ++i) {
    for (std::size_t l = 0; l < results.scenarios[i].levers.size(); ++l) {
      const summary::LeverResult& lever = results.scenarios[i].levers[l];
      if (lever.effect != summary::LeverResult::Effect::none) continue;
      const text::Place& place = prepared.plans[i].scenario.levers[l].place;
      const std::vector<std::string> args{lever.id, zh ? lever.reason.zh : lever.reason.en};
      said.add("no_effect", place, args);
      results.warnings.push_back(warning_with(
          prepared.inputs.sources, text::Finding{"no_effect", text::Severity::warning, place, args, {}}, lever.reason));
    }
  }
}

/// The answers, with what does not come from the draws: levers, shocks, and all warnings; new ones are printed.
[[nodiscard]] summary::Results results_of(const Preparation& prepared, const Computation& computed) {
  const run::Kernel& kernel = *prepared.kernel.kernel;
  summary::Results out = run::results_of(prepared.plans, computed.result, prepared.asked);
  out.changes = prepared.options->sets;
  const run::CounterDraws counter(kernel);
  for (std::size_t i = 0; i < prepared.plans.size(); ++i) {
    out.scenarios[i].levers = run::lever_results(prepared.plans[i], counter, kernel);
    if (!prepared.options->central) out.scenarios[i].shocks = run::shock_shares(prepared.plans[i], counter, kernel);
  }
  text::Findings said;
  warn_of_error(prepared, computed, said, out);
  warn_of_idle_levers(prepared, said, out);
  for (const text::Finding& finding : prepared.inputs.findings.sorted())
    out.warnings.push_back(warning_of(prepared.inputs.sources, finding));
  print_findings(said, prepared.inputs.sources, prepared.options->terminal);
  return out;
}

/// Language of the files: `--lang`, else the first scenario's, else English; never the locale.
[[nodiscard]] table::Language file_language(const Preparation& prepared) {
  if (prepared.options->language_option) return table_language(*prepared.options->language_option);
  return prepared.inputs.scenarios.front().language == "zh" ? table::Language::zh : table::Language::en;
}

[[nodiscard]] table::Table central_table(const Preparation& prepared, int base_year) {
  std::vector<summary::CentralVariable> central;
  for (const plan::Plan& plan : prepared.plans) {
    const auto more = run::central_variables(plan, *prepared.kernel.kernel);
    central.insert(central.end(), more.begin(), more.end());
  }
  return summary::central_table(central, base_year);
}

[[nodiscard]] bool is_wanted(const Options& options, const output::Format& format) {
  if (format.files == nullptr) return false;
  return options.formats.empty() || (options.central && format.name == "csv") || options.asks_for(format.name);
}

void write_tables(const Preparation& prepared, const summary::Results& results, output::ResultFolder& folder) {
  const Options& options = *prepared.options;
  std::vector<table::Table> machine, readers;
  if (options.central) {
    machine.push_back(central_table(prepared, results.base_year));
  } else {
    machine = summary::machine_tables(results, options.save_draws);
    readers = summary::readers_tables(results);
  }
  std::optional<table::Ensemble> ensemble;
  if (!options.central && options.asks_for("netcdf")) ensemble = summary::ensemble_of(results, version);
  stop_if(folder.begin(), options.terminal);
  stop_if(folder.write("summary.json", summary::summary_json(results, options.command)), options.terminal);
  const output::Tables tables{machine, readers, file_language(prepared), ensemble ? &*ensemble : nullptr,
                              &stop_if_signalled};
  for (const output::Format& format : output::formats()) {
    if (!is_wanted(options, format)) continue;
    for (const output::OutputFile& file : format.files(tables)) {
      stop_if_signalled();
      stop_if(folder.write(file), options.terminal);
    }
  }
}

void report(const Options& options, const summary::Results& results, double seconds,
            const std::filesystem::path& folder) {
  const bool zh = is_chinese(options.terminal);
  const table::Language language = table_language(options.terminal);
  if (options.central) {
    print(fmt::format(fmt::runtime(zh ? "中位路径已写入 {}\n" : "central path in {}\n"),
                      (folder / "central.csv").string()));
    return;
  }
  print(summary::terminal_summary(results, language));
  print(fmt::format(
      fmt::runtime(zh ? "\n抽样{}次，用时{:.2f}秒；结果保存在 {}\n" : "\n{} draws in {:.2f} s; results in {}\n"),
      results.draws, seconds, folder.string()));
  print("\n");  // the answer is what stays on the screen
  for (std::size_t i = 0; i < results.scenarios.size(); ++i) print(summary::answer(results, i, language) + "\n");
}

}  // namespace

double Began::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
}

summary::WarningResult warning_of(const text::Sources& sources, const text::Finding& finding) {
  summary::WarningResult out;
  out.id = finding.id;
  out.line = finding.place.line;
  if (finding.place.line > 0) out.file = sources[finding.place.file].shown;
  out.message.en = text::worded(finding, text::Language::en).message;
  out.message.zh = text::worded(finding, text::Language::zh).message;
  return out;
}

output::Manifest manifest_of_call(const Options& options, const text::Sources& sources, const Began& began) {
  output::Manifest out;
  out.version = std::string(version);
  out.command = options.command;
  out.options.push_back({"files", options.files, true});
  for (const auto& [name, values] : options.given) out.options.push_back({name, values, name == "set"});
  for (text::FileId i = 0; i < sources.size(); ++i) {
    if (!sources[i].path.empty()) out.inputs.push_back({sources[i].shown, output::sha256(sources[i].bytes)});
  }
  out.seed = options.seed;
  out.build = fmt::format("{} {} {}", commit, compiler, build_type);
  char host[256] = {};
  if (gethostname(host, sizeof host - 1) == 0) out.host = host;
  out.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(began.time));
  out.seconds = began.seconds();
  return out;
}

output::Manifest manifest_of(const Preparation& prepared, const Began& began) {
  output::Manifest out = manifest_of_call(*prepared.options, prepared.inputs.sources, began);
  for (const model::Scenario& scenario : prepared.inputs.scenarios)
    out.resolved.emplace_back(scenario.id, text::to_yaml(scenario.tree));
  out.design = prepared.asked.design;
  out.draws = prepared.asked.draws;
  out.isa = std::string(prepared.kernel.name);
  out.threads = prepared.threads();
  return out;
}

void publish(const Preparation& prepared, const Computation& computed, const Began& began,
             const std::vector<output::ManifestShard>& shards, output::ResultFolder& folder) {
  const Options& options = *prepared.options;
  const summary::Results results = results_of(prepared, computed);
  write_tables(prepared, results, folder);
  output::Manifest manifest = manifest_of(prepared, began);
  manifest.draws = results.draws;
  manifest.dimensions = computed.dimensions;
  manifest.shards = shards;
  manifest.files = folder.files();
  stop_if(folder.write(output::manifest_name, output::manifest_json(manifest)), options.terminal);
  stop_if_signalled();
  stop_if(folder.commit(), options.terminal);
  report(options, results, began.seconds(), folder.target());
}

}  // namespace citypeak::cli
