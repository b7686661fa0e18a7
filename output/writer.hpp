// SPDX-License-Identifier: MIT
// Tables -> the files that people and programs read, one format beside another in one list.
#pragma once

#include "sim/table/ensemble.hpp"
#include "sim/table/table.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace citypeak::output {

/// Takes text piece by piece, so that a table as long as a million draws never stands in memory whole.
using Sink = std::function<void(std::string_view)>;

/// RFC 4180 with LF: header of column ids, ids and shortest numbers, undefined cells empty. A text that a spreadsheet
/// would run as a formula (it begins with = + - @) gets an apostrophe in front; numbers never do.
void write_csv(const table::Table& table, const Sink& sink);
[[nodiscard]] std::string render_csv(const table::Table& table);

/// Tables one below another with title and notes; a table without columns is its notes alone. What stands in names is
/// shown as it is written and never read as Markdown or HTML.
[[nodiscard]] std::string render_markdown(const std::vector<table::Table>& tables, table::Language language);

/// Tables for a terminal: columns under headings where they fit, else each heading with its values beside it, a column
/// for each row of the table. What stands in names is shown as it is, control characters apart.
[[nodiscard]] std::string render_plain(const std::vector<table::Table>& tables, table::Language language);

class Drawing;

/// What one command hands over: two kinds of tables, the draws where they were kept, and figures.
struct Tables {
  const std::vector<table::Table>& machine;
  const std::vector<table::Table>& readers;
  table::Language language = table::Language::en;
  const table::Ensemble* ensemble = nullptr;
  std::function<void()> between_pieces{};  ///< called now and then while a file is written; may throw to end it
  Drawing* drawing = nullptr;
};

/// A file to be written: its name within the result folder and what fills it. Refers to what it came from.
struct OutputFile {
  std::string name;
  std::function<void(const Sink&)> write;
  std::function<int(const std::string& path)> write_by_path{};  ///< instead of `write`; gives 0 or an errno
};

/// A name of `--format` and the files it stands for.
struct Format {
  std::string_view name;
  std::vector<OutputFile> (*files)(const Tables& tables);  ///< null: this program was built without it
  bool of_figures = false;                                 ///< only for commands that have figures
};

/// The only list of formats.
[[nodiscard]] const std::vector<Format>& formats();

}  // namespace citypeak::output
