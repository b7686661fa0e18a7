// SPDX-License-Identifier: MIT
// Tables as Markdown, aligned so that they also read well as plain text.
#include "output/writer.hpp"
#include "sim/table/format.hpp"

#include <algorithm>

namespace citypeak::output {
namespace {

using table::Kind;
using table::Language;

// What a name holds is shown, not obeyed: marks of Markdown and HTML lose their meaning, line ends become blanks.
std::string escaped(std::string_view text) {
  constexpr std::string_view marks = "\\|`*_<>[]#&~$";
  std::string result;
  for (const char character : text) {
    const bool control = static_cast<unsigned char>(character) < 0x20 || character == 0x7F;
    if (marks.find(character) != std::string_view::npos) result += '\\';
    result += control ? ' ' : character;
  }
  return result;
}

// At the beginning of a line these would open a list or a rule; and "1." a numbered list.
std::string escaped_line(std::string_view text) {
  std::string line = escaped(text);
  if (!line.empty() && std::string_view("-+=").find(line.front()) != std::string_view::npos) line.insert(0, "\\");
  return line;
}

using Lines = std::vector<std::vector<std::string>>;  // heading first, then rows

Lines cells_of(const table::Table& table, Language language) {
  Lines lines(1);
  for (const table::Column& column : table.columns) lines[0].push_back(escaped(table::heading(column, language)));
  table::for_each_row(table, [&](const table::Row& row) {
    std::vector<std::string>& line = lines.emplace_back();
    for (std::size_t index = 0; index < table.columns.size(); ++index) {
      const bool present = index < row.size();
      line.push_back(present ? escaped(table::reader_text(row[index], table.columns[index], language)) : "");
    }
  });
  return lines;
}

void add_line(const std::vector<std::string>& cells, const std::vector<int>& widths, const table::Table& table,
              std::string& text) {
  text += "|";
  for (std::size_t index = 0; index < cells.size(); ++index) {
    const bool left = table.columns[index].kind == Kind::word;
    text +=
        " " +
        (left ? table::padded_right(cells[index], widths[index]) : table::padded_left(cells[index], widths[index])) +
        " |";
  }
  text += "\n";
}

void add_rule(const std::vector<int>& widths, const table::Table& table, std::string& text) {
  text += "|";
  for (std::size_t index = 0; index < widths.size(); ++index) {
    const std::string dashes(static_cast<std::size_t>(widths[index]), '-');
    text += table.columns[index].kind == Kind::word ? " " + dashes + " |" : " " + dashes + ":|";
  }
  text += "\n";
}

void add_table(const table::Table& table, Language language, std::string& text) {
  const Lines lines = cells_of(table, language);
  constexpr int narrowest = 3;  // a rule needs three dashes
  std::vector<int> widths(table.columns.size(), narrowest);
  for (const auto& line : lines) {
    for (std::size_t index = 0; index < line.size(); ++index) {
      widths[index] = std::max(widths[index], table::display_width(line[index]));
    }
  }
  add_line(lines.front(), widths, table, text);
  add_rule(widths, table, text);
  for (std::size_t index = 1; index < lines.size(); ++index) add_line(lines[index], widths, table, text);
  text += "\n";
}

// Notes beside a table are a list under it; a table of notes alone is one paragraph for each.
void add_notes(const table::Table& table, Language language, std::string& text) {
  const bool alone = table.columns.empty();
  for (const table::Label& note : table.notes) {
    text += alone ? escaped_line(note.in(language)) + "\n\n" : "- " + escaped_line(note.in(language)) + "\n";
  }
  if (!alone && !table.notes.empty()) text += "\n";
}

}  // namespace

std::string render_markdown(const std::vector<table::Table>& tables, Language language) {
  std::string text;
  for (const table::Table& table : tables) {
    const std::string& title = table.title.in(language);
    if (!title.empty()) text += "## " + escaped(title) + "\n\n";
    if (!table.columns.empty()) add_table(table, language, text);
    add_notes(table, language, text);
  }
  while (text.size() > 1 && text[text.size() - 1] == '\n' && text[text.size() - 2] == '\n') text.pop_back();
  return text;
}

}  // namespace citypeak::output
