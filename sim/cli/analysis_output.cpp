// SPDX-License-Identifier: MIT
// Tables and figures of an analysis: checked, written whole, told.
#include "sim/cli/analysis_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "output/figures.hpp"
#include "sim/analysis/tables_json.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/text/layers.hpp"

namespace citypeak::cli {

namespace fs = std::filesystem;

namespace {

/// Formats that say nothing of an analysis.
[[nodiscard]] bool is_of_draws(std::string_view name) { return name == "verdicts" || name == "netcdf"; }

[[nodiscard]] bool is_wanted(const Options& options, const output::Format& format) {
  if (format.files == nullptr || is_of_draws(format.name)) return false;
  return options.formats.empty() ? !format.of_figures : options.asks_for(format.name);
}

[[nodiscard]] bool wants_figures(const Options& options) {
  const auto& formats = output::formats();
  return std::any_of(formats.begin(), formats.end(),
                     [&](const output::Format& format) { return format.of_figures && options.asks_for(format.name); });
}

/// A warning that names the packages without which figures remain scripts and numbers.
void warn_of_missing_tools(const Options& options, AnalysisInputs& inputs, table::Language files) {
  if (!wants_figures(options)) return;
  const std::vector<std::string> missing = output::Drawing::missing_packages(files);
  if (missing.empty()) return;
  std::string packages;
  for (const std::string& package : missing) packages += (packages.empty() ? "" : " ") + package;
  inputs.findings.add("figures_not_drawn", {}, {packages});
}

void write_files(const Options& options, const Analysis& analysis, output::Drawing& drawing,
                 output::ResultFolder& folder, table::Language files) {
  const output::Tables tables{analysis.machine, analysis.readers, files, nullptr, &stop_if_signalled, &drawing};
  std::set<std::string> written;
  for (const output::Format& format : output::formats()) {
    if (!is_wanted(options, format)) continue;
    for (const output::OutputFile& file : format.files(tables)) {
      if (!written.insert(file.name).second) continue;  // numbers and script of a figure serve all its formats
      stop_if_signalled();
      stop_if(folder.write(file), options.terminal);
    }
  }
}

void tell(const Options& options, const Analysis& analysis, const fs::path& folder) {
  const table::Language language = table_language(options.terminal);
  const bool zh = language == table::Language::zh;
  print(output::render_plain(analysis.readers, language));
  print(fmt::format(fmt::runtime(zh ? "\n结果保存在 {}\n" : "\nresults in {}\n"), folder.string()));
  if (!analysis.answers.empty()) print("\n");
  for (const table::Label& answer : analysis.answers) print(answer.in(language) + "\n");
}

}  // namespace

fs::path analysis_target(const Options& options) {
  if (options.out) return *options.out;
  const fs::path named = options.table ? *options.table : fs::path(options.files.front());
  return fs::path("runs") / (named.stem().string() + "-" + options.command);
}

void check_analysis_formats(const Options& options, bool has_figures) {
  std::vector<std::string> known;
  for (const output::Format& format : output::formats()) {
    if (!is_of_draws(format.name) && (has_figures || !format.of_figures)) known.emplace_back(format.name);
  }
  for (const std::string& format : options.formats) {
    if (std::find(known.begin(), known.end(), format) != known.end()) continue;
    throw UsageError{text::Finding{"option_value",
                                   text::Severity::error,
                                   {},
                                   {"format", format, text::joined(known), options.command},
                                   text::nearest(format, known)}};
  }
}

const std::string& only_file(const Options& options) {
  if (options.files.size() == 1) return options.files.front();
  throw UsageError{
      text::Finding{"one_file", text::Severity::error, {}, {options.command, text::joined(options.files)}, {}}};
}

void check_file_or_table(const Options& options) {
  const auto wrong = [&](std::string id, std::vector<std::string> args) {
    return UsageError{text::Finding{std::move(id), text::Severity::error, {}, std::move(args), {}}};
  };
  if (!options.table) {
    if (options.files.empty()) throw wrong("file_or_table", {options.command});
    (void)only_file(options);
    return;
  }
  if (!options.files.empty()) throw wrong("file_and_table", {options.command, options.files.front()});
  constexpr std::string_view of_draws[] = {"of",     "groups",  "second", "draws", "seed",
                                           "design", "threads", "isa",    "set",   "library"};
  for (const auto& [name, values] : options.given) {
    if (std::find(std::begin(of_draws), std::end(of_draws), name) != std::end(of_draws))
      throw wrong("option_of_draws", {name, options.command});
  }
}

OpenTable open_table(AnalysisInputs& inputs, const std::string& file, const Options& options) {
  const auto opened = text::open_source(inputs.sources, file, file, {}, {}, inputs.findings);
  std::optional<text::CsvTable> table;
  if (opened) table = text::read_csv(inputs.sources, *opened, inputs.findings);
  stop_if_wrong(inputs.findings, inputs.sources, options.terminal);
  return {*opened, std::move(*table)};
}

void check_folder(const output::ResultFolder& folder, const Options& options) {
  stop_if(folder.check(), options.terminal);
}

void publish(const Options& options, AnalysisInputs& inputs, const Analysis& analysis, output::Manifest manifest,
             output::ResultFolder& folder, table::Language files) {
  warn_of_missing_tools(options, inputs, files);
  print_findings(inputs.findings, inputs.sources, options.terminal);
  std::vector<summary::WarningResult> warnings;
  for (const text::Finding& finding : inputs.findings.sorted()) warnings.push_back(warning_of(inputs.sources, finding));
  stop_if(folder.begin(), options.terminal);
  stop_if(folder.write("summary.json", analysis::tables_json(options.command, analysis.machine, warnings)),
          options.terminal);
  output::Drawing drawing(analysis.figures, files, &stop_if_signalled);
  write_files(options, analysis, drawing, folder, files);
  manifest.files = folder.files();
  stop_if(folder.write(output::manifest_name, output::manifest_json(manifest)), options.terminal);
  stop_if_signalled();
  stop_if(folder.commit(), options.terminal);
  tell(options, analysis, folder.target());
}

table::Language language_of_files(const Options& options) {
  return options.language_option ? table_language(*options.language_option) : table::Language::en;
}

}  // namespace citypeak::cli
