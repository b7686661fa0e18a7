// SPDX-License-Identifier: MIT
// Tables as CSV by RFC 4180, safe to open in a spreadsheet.
#include "output/writer.hpp"
#include "sim/table/format.hpp"

#include <variant>

namespace citypeak::output {
namespace {

constexpr std::size_t piece_size = 1U << 16U;  // bytes handed on at once

bool runs_as_formula(std::string_view text) {
  return !text.empty() && (std::string_view("=+-@").find(text.front()) != std::string_view::npos ||
                           text.front() == '\t' || text.front() == '\r');
}

std::string quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"') result += '"';
    result += character;
  }
  return result + "\"";
}

std::string text_field(std::string_view text) {
  return quoted(runs_as_formula(text) ? "'" + std::string(text) : std::string(text));
}

void append_field(const table::Cell& cell, std::string& line) {
  if (const auto* number = std::get_if<table::Number>(&cell)) {
    table::append_shortest(number->value, line);
  } else if (const auto* word = std::get_if<table::Word>(&cell)) {
    line += text_field(word->id);
  } else {
    line += table::machine_text(cell);
  }
}

}  // namespace

void write_csv(const table::Table& table, const Sink& sink) {
  std::string piece;
  const auto end_line = [&] {
    piece += '\n';
    if (piece.size() < piece_size) return;
    sink(piece);
    piece.clear();
  };
  for (std::size_t index = 0; index < table.columns.size(); ++index) {
    if (index > 0) piece += ',';
    piece += text_field(table.columns[index].id);
  }
  end_line();
  table::for_each_row(table, [&](const table::Row& row) {
    for (std::size_t index = 0; index < row.size(); ++index) {
      if (index > 0) piece += ',';
      append_field(row[index], piece);
    }
    end_line();
  });
  if (!piece.empty()) sink(piece);
}

std::string render_csv(const table::Table& table) {
  std::string text;
  write_csv(table, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace citypeak::output
