// SPDX-License-Identifier: MIT
// The list of formats: one line for each.
#include "output/writer.hpp"

namespace citypeak::output {
namespace {

constexpr std::string_view verdicts = "verdicts";

std::vector<OutputFile> csv_files(const Tables& tables) {
  std::vector<OutputFile> files;
  for (const table::Table& table : tables.machine) {
    if (table.id == verdicts) continue;  // on request only
    files.push_back({table.id + ".csv", [&table](const Sink& sink) { write_csv(table, sink); }});
  }
  return files;
}

std::vector<OutputFile> markdown_files(const Tables& tables) {
  const std::vector<table::Table>& readers = tables.readers;
  if (readers.empty()) return {};
  return {{"tables.md",
           [&readers, language = tables.language](const Sink& sink) { sink(render_markdown(readers, language)); }}};
}

std::vector<OutputFile> verdict_files(const Tables& tables) {
  std::vector<OutputFile> files;
  for (const table::Table& table : tables.machine) {
    if (table.id != verdicts) continue;
    files.push_back({table.id + ".csv", [&table](const Sink& sink) { write_csv(table, sink); }});
  }
  return files;
}

}  // namespace

const std::vector<Format>& formats() {
  static const std::vector<Format> list{{"csv", &csv_files}, {"md", &markdown_files}, {verdicts, &verdict_files}};
  return list;
}

}  // namespace citypeak::output
