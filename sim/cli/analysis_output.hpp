// SPDX-License-Identifier: MIT
// From the tables and figures of an analysis to its folder and the terminal: the same way for every such command.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "output/result_folder.hpp"
#include "sim/cli/publication.hpp"
#include "sim/table/figure.hpp"
#include "sim/table/table.hpp"
#include "sim/text/csv_reader.hpp"

namespace citypeak::cli {

/// What an analysis found, ready to be shown.
struct Analysis {
  std::vector<table::Table> machine;  ///< for programs: id is the file's stem
  std::vector<table::Table> readers;  ///< tables.md and the terminal
  std::vector<table::Figure> figures;
  std::vector<table::Label> answers;  ///< the sentences that stay on the screen
};

/// What was read before an analysis, and every finding about it.
struct AnalysisInputs {
  text::Sources sources;
  text::Findings findings;
};

/// `--out`, else `runs/STEM-COMMAND`, STEM that of the first file or of the table.
[[nodiscard]] std::filesystem::path analysis_target(const Options& options);

/// Throws UsageError unless `options` asks for formats that an analysis has: csv, md, and with figures svg, pdf, png.
void check_analysis_formats(const Options& options, bool has_figures);

/// Throws UsageError unless exactly one file is named.
[[nodiscard]] const std::string& only_file(const Options& options);

/// Throws UsageError unless there is either one FILE or a `--table`, of which no options about draws are asked.
void check_file_or_table(const Options& options);

/// The table in FILE, wherever it lies. Throws Ended after printing what is wrong with it.
struct OpenTable {
  text::FileId file;
  text::CsvTable table;
};
[[nodiscard]] OpenTable open_table(AnalysisInputs& inputs, const std::string& file, const Options& options);

/// The folder of an analysis, checked before any work. Throws Ended after a message.
void check_folder(const output::ResultFolder& folder, const Options& options);

/// Writes everything (summary.json, the formats asked for, manifest.json) and tells it in the terminal. Throws Ended
/// after a message, or Interrupted.
void publish(const Options& options, AnalysisInputs& inputs, const Analysis& analysis, output::Manifest manifest,
             output::ResultFolder& folder, table::Language files);

/// `--lang`, else English: a table has no language of its own.
[[nodiscard]] table::Language language_of_files(const Options& options);

}  // namespace citypeak::cli
