// SPDX-License-Identifier: MIT
// Findings about columns and cells, each with row and column.
#include "sim/text/csv_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "sim/text/number.hpp"

namespace citypeak::text {

namespace {

constexpr std::size_t year_digits = 4;

[[nodiscard]] bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

[[nodiscard]] std::string list_of(std::span<const std::string_view> needed, std::span<const std::string_view> other) {
  std::string out;
  for (const std::span<const std::string_view> names : {needed, other}) {
    for (const std::string_view name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  }
  return out;
}

[[nodiscard]] std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

bool check_columns(const CsvTable& table, std::span<const std::string_view> needed,
                   std::span<const std::string_view> other, Findings& findings) {
  bool complete = true;
  for (const std::string_view column : needed) {
    if (table.find(column)) continue;
    complete = false;
    findings.add("csv_missing_column", table.column_places.front(), {std::string(column), joined(table.columns)},
                 nearest(column, table.columns));
  }
  std::vector<std::string> unused;
  const Place* first = nullptr;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (is_among(needed, table.columns[i]) || is_among(other, table.columns[i])) continue;
    if (first == nullptr) first = &table.column_places[i];
    unused.push_back(table.columns[i]);
  }
  if (first != nullptr) findings.add("csv_unknown_column", *first, {joined(unused), list_of(needed, other)});
  return complete;
}

std::optional<std::size_t> find_named(const CsvTable& table, std::string_view option, std::string_view name,
                                      Findings& findings) {
  const auto found = table.find(name);
  if (!found) {
    findings.add("csv_column_named", table.column_places.front(),
                 {std::string(name), std::string(option), joined(table.columns)}, nearest(name, table.columns));
  }
  return found;
}

std::optional<double> number_in(const CsvCell& cell, std::string_view column, Findings& findings) {
  const std::string_view text = without_blanks(cell.text);
  if (text.empty()) return std::nullopt;
  const auto number = parse_number(text);
  if (number && number->rest.empty()) return number->value;
  const auto trap = number_trap(text);
  findings.add("csv_number", cell.place, {cell.text, std::string(column), std::to_string(cell.place.line)},
               trap ? trap->suggestion : std::string());
  return std::nullopt;
}

std::optional<int> year_in(const CsvCell& cell, Findings& findings) {
  const std::string_view text = without_blanks(cell.text);
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole && text.size() == year_digits && year > 0) return year;
  findings.add("csv_year", cell.place, {cell.text, std::to_string(cell.place.line)});
  return std::nullopt;
}

}  // namespace citypeak::text
