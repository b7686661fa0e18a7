// SPDX-License-Identifier: MIT
// Reads a planner's table in CSV into cells that know where they were written.
#include "sim/text/csv_reader.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "sim/text/text_lines.hpp"

namespace citypeak::text {
namespace {

constexpr std::size_t largest_text = 4U << 20U;  // bytes
constexpr std::size_t most_rows = 200'000;
constexpr int most_findings = 100;  // after that they repeat themselves

/// Thrown inside this file only: a finding was added and the rest cannot be understood.
struct Refused {};

class CsvScanner {
 public:
  CsvScanner(std::string_view bytes, FileId file, const TextLines& lines, Findings& findings)
      : bytes_(bytes), file_(file), lines_(lines), findings_(findings), at_(lines.line_start(0)) {}

  [[nodiscard]] bool done() const { return at_ >= bytes_.size(); }
  [[nodiscard]] bool clean() const { return found_ == 0; }
  [[nodiscard]] std::size_t row() const { return row_; }
  [[nodiscard]] Place beginning() const { return {file_, 1, 1, 2}; }

  void add(std::string_view id, const Place& place, std::vector<std::string> args) {
    if (++found_ <= most_findings) findings_.add(id, place, std::move(args));
  }

  /// Reads one line of cells; empty for an empty line.
  std::vector<CsvCell> next_row() {
    ++row_;
    std::vector<CsvCell> cells;
    if (at_line_end()) {
      skip_line_end();
      return cells;
    }
    while (true) {
      cells.push_back(next_cell(cells.size() + 1));
      if (done() || bytes_[at_] != ',') break;
      ++at_;
    }
    skip_line_end();
    return cells;
  }

 private:
  [[nodiscard]] bool at_line_end() const {
    return done() || bytes_[at_] == '\n' || (bytes_[at_] == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n');
  }

  void skip_line_end() {
    if (!done() && bytes_[at_] == '\r') ++at_;
    if (!done() && bytes_[at_] == '\n') ++at_;
  }

  [[nodiscard]] std::vector<std::string> row_and(std::size_t column) const {
    return {std::to_string(row_), std::to_string(column)};
  }

  CsvCell next_cell(std::size_t column) {
    const auto begin = at_;
    if (!done() && bytes_[at_] == '"') return quoted_cell(column);
    bool has_quote = false;
    for (; !at_line_end() && bytes_[at_] != ','; ++at_) {
      if (bytes_[at_] == '"' && !std::exchange(has_quote, true)) {
        add("csv_quote", lines_.place(file_, at_, at_ + 1), row_and(column));
      }
    }
    return {std::string(bytes_.substr(begin, at_ - begin)), lines_.place(file_, begin, at_)};
  }

  CsvCell quoted_cell(std::size_t column) {
    const auto begin = at_++;
    std::string text;
    while (true) {
      const auto quote = bytes_.find('"', at_);
      if (quote == std::string_view::npos) {
        add("csv_unclosed_quote", lines_.place(file_, begin, begin + 1), row_and(column));
        throw Refused{};
      }
      text += bytes_.substr(at_, quote - at_);
      at_ = quote + 1;
      const bool doubled = at_ < bytes_.size() && bytes_[at_] == '"';
      if (!doubled) break;
      text += '"';
      ++at_;
    }
    CsvCell cell{std::move(text), lines_.place(file_, begin, at_)};
    if (at_line_end() || bytes_[at_] == ',') return cell;
    add("csv_quote", lines_.place(file_, at_ - 1, at_), row_and(column));
    while (!at_line_end() && bytes_[at_] != ',') ++at_;
    return cell;
  }

  std::string_view bytes_;
  FileId file_;
  const TextLines& lines_;
  Findings& findings_;
  std::size_t at_;
  std::size_t row_ = 0;
  int found_ = 0;
};

/// A table saved with another separator has one wide column whose name holds that separator.
std::string_view other_separator(std::string_view name) {
  for (const std::string_view separator : {";", "\t", "，", "；", "|"}) {
    if (name.find(separator) != std::string_view::npos) return separator;
  }
  return {};
}

void read_header(CsvScanner& scanner, CsvTable& table) {
  std::vector<CsvCell> header;
  while (header.empty() && !scanner.done()) header = scanner.next_row();
  if (header.empty()) {
    scanner.add("csv_no_header", scanner.beginning(), {});
    throw Refused{};
  }
  const auto separator = header.size() == 1 ? other_separator(header[0].text) : std::string_view{};
  if (!separator.empty()) {
    scanner.add("csv_separator", header[0].place, {std::string(separator)});
    throw Refused{};
  }
  std::unordered_set<std::string> seen;
  for (auto& cell : header) {
    const auto position = std::to_string(table.columns.size() + 1);
    if (cell.text.empty())
      scanner.add("csv_empty_column", cell.place, {position});
    else if (!seen.insert(cell.text).second)
      scanner.add("csv_duplicate_column", cell.place, {cell.text});
    table.columns.push_back(std::move(cell.text));
    table.column_places.push_back(cell.place);
  }
}

void check_width(CsvScanner& scanner, const CsvTable& table, const std::vector<CsvCell>& row) {
  const auto expected = table.columns.size();
  if (row.size() == expected) return;
  const bool too_many = row.size() > expected;
  const auto& place = too_many ? row[expected].place : row.back().place;
  const auto column = too_many ? expected + 1 : row.size() + 1;
  scanner.add(
      "csv_ragged_row", place,
      {std::to_string(scanner.row()), std::to_string(row.size()), std::to_string(expected), std::to_string(column)});
}

void read_rows(CsvScanner& scanner, CsvTable& table) {
  while (!scanner.done()) {
    auto row = scanner.next_row();
    if (row.empty()) continue;
    if (table.rows.size() == most_rows) {
      scanner.add("csv_too_many_rows", row.front().place, {std::to_string(most_rows)});
      throw Refused{};
    }
    check_width(scanner, table, row);
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

std::optional<std::size_t> CsvTable::find(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::optional<CsvTable> read_csv(Sources& sources, FileId file, Findings& findings) {
  const auto& source = sources[file];
  if (source.bytes.size() > largest_text) {
    findings.add("file_too_large", {}, {source.shown, std::to_string(largest_text >> 20U)});
    return std::nullopt;
  }
  const TextLines lines(source.bytes);
  if (!check_characters(sources, file, lines, findings)) return std::nullopt;
  CsvScanner scanner(source.bytes, file, lines, findings);
  CsvTable table;
  try {
    read_header(scanner, table);
    read_rows(scanner, table);
  } catch (const Refused&) {
    return std::nullopt;
  }
  return scanner.clean() ? std::optional(std::move(table)) : std::nullopt;
}

}  // namespace citypeak::text
