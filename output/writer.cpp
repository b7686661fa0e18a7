// SPDX-License-Identifier: MIT
// The list of formats: one line for each.
#include "output/writer.hpp"

namespace citypeak::output {
namespace {

std::vector<OutputFile> csv_files(const Tables& tables) {
  std::vector<OutputFile> files;
  for (const table::Table& table : tables.machine) {
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

}  // namespace

const std::vector<Format>& formats() {
  static const std::vector<Format> list{{"csv", &csv_files}, {"md", &markdown_files}};
  return list;
}

}  // namespace citypeak::output
