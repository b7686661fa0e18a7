// SPDX-License-Identifier: MIT
// Tables as plain text for a terminal, upright or lying as they fit.
#include <algorithm>

#include "output/writer.hpp"
#include "sim/table/format.hpp"

namespace citypeak::output {
namespace {

using table::Kind;
using table::Language;

constexpr int widest = 110;      // columns of a terminal that most people have
constexpr int widest_cell = 44;  // longer ones are broken
constexpr int gap = 2;

using Lines = std::vector<std::string>;

/// A cell as lines; control characters would disturb the terminal.
[[nodiscard]] Lines cell_lines(std::string text) {
  for (char& letter : text) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = ' ';
  }
  return table::wrapped(text, widest_cell);
}

struct Grid {
  std::vector<std::vector<Lines>> rows;  ///< the first holds the headings
  std::vector<bool> words;               ///< by column: aligned to the left
};

[[nodiscard]] Grid grid_of(const table::Table& table, Language language) {
  Grid out;
  out.rows.emplace_back();
  for (const table::Column& column : table.columns) {
    out.rows[0].push_back(cell_lines(table::heading(column, language)));
    out.words.push_back(column.kind == Kind::word);
  }
  table::for_each_row(table, [&](const table::Row& row) {
    out.rows.emplace_back();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      out.rows.back().push_back(
          cell_lines(i < row.size() ? table::reader_text(row[i], table.columns[i], language) : std::string()));
    }
  });
  return out;
}

[[nodiscard]] int width_of(const Lines& cell) {
  int width = 0;
  for (const std::string& line : cell) width = std::max(width, table::display_width(line));
  return width;
}

[[nodiscard]] std::vector<int> widths_of(const Grid& grid) {
  std::vector<int> out(grid.words.size(), 0);
  for (const auto& row : grid.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out[i] = std::max(out[i], width_of(row[i]));
  }
  return out;
}

void add_row(const std::vector<Lines>& row, const std::vector<int>& widths, const std::vector<bool>& words,
             std::string& text) {
  std::size_t height = 0;
  for (const Lines& cell : row) height = std::max(height, cell.size());
  for (std::size_t line = 0; line < height; ++line) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = line < row[i].size() ? row[i][line] : std::string();
      out += std::string(i > 0 ? gap : 0, ' ');
      out += words[i] ? table::padded_right(cell, widths[i]) : table::padded_left(cell, widths[i]);
    }
    text += out.substr(0, out.find_last_not_of(' ') + 1) + "\n";
  }
}

/// Headings become the first column; the rows from..to - 1 the others.
[[nodiscard]] Grid turned(const Grid& grid, std::size_t from, std::size_t to) {
  Grid out;
  out.words.assign(to - from + 1, false);
  out.words[0] = true;
  for (std::size_t column = 0; column < grid.words.size(); ++column) {
    out.rows.emplace_back();
    out.rows.back().push_back(grid.rows[0][column]);
    for (std::size_t row = from; row < to; ++row) {
      out.rows.back().push_back(grid.rows[row][column]);
      if (out.rows.back().back().size() > 1) out.words[row - from + 1] = true;  // sentences begin at the left
    }
  }
  return out;
}

[[nodiscard]] int total(const std::vector<int>& widths) {
  int out = -gap;
  for (const int width : widths) out += width + gap;
  return out;
}

void add_grid(const Grid& grid, std::string& text) {
  const std::vector<int> widths = widths_of(grid);
  for (const auto& row : grid.rows) add_row(row, widths, grid.words, text);
  text += "\n";
}

void add_table(const table::Table& table, Language language, std::string& text) {
  const Grid grid = grid_of(table, language);
  if (total(widths_of(grid)) <= widest || grid.rows.size() < 2) return add_grid(grid, text);
  for (std::size_t from = 1; from < grid.rows.size();) {
    std::size_t to = from + 1;
    while (to < grid.rows.size() && total(widths_of(turned(grid, from, to + 1))) <= widest) ++to;
    add_grid(turned(grid, from, to), text);
    from = to;
  }
}

}  // namespace

std::string render_plain(const std::vector<table::Table>& tables, Language language) {
  std::string text;
  for (const table::Table& table : tables) {
    const std::string& title = table.title.in(language);
    const bool apart = text.empty() || text.ends_with("\n\n");
    if (!apart) text += "\n";
    if (!title.empty()) text += title + "\n\n";
    if (!table.columns.empty()) add_table(table, language, text);
    for (const table::Label& note : table.notes) {
      for (const std::string& line : table::wrapped(note.in(language), widest)) text += line + "\n";
    }
  }
  return text;
}

}  // namespace citypeak::output
