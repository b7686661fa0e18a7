// SPDX-License-Identifier: MIT
// From rows of a table to values by year, each with its place in the table.
#include "sim/model/history.hpp"

#include <algorithm>

#include "sim/text/csv_cells.hpp"

namespace citypeak::model {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view needed_columns[] = {"year", "variable", "value", "unit"};
constexpr std::string_view other_columns[] = {"place", "boundary", "source", "grade"};

/// A scalar as YAML would hold it, so that one reader serves both.
[[nodiscard]] text::Node scalar(std::string text, const text::Place& place) {
  text::Node node;
  node.kind = text::Node::Kind::scalar;
  node.text = std::move(text);
  node.quoted = true;  // the place is the cell's, not that of a character in it
  node.place = place;
  return node;
}

/// What a row's emissions cover. One series has one boundary.
void take_boundary(const std::string& word, const text::Place& place, bool first, HistorySeries& series,
                   text::Findings& findings) {
  if (word.empty()) return;
  std::vector<std::string> known;
  for (const std::string_view each : HistorySeries::boundaries()) known.emplace_back(each);
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    findings.add("unknown_choice", place, {word, "boundary", joined(known)}, text::nearest(word, known));
  } else if (!first && word != series.boundary) {
    findings.add("history_boundaries", place, {word, series.boundary});
  } else {
    series.boundary = word;
  }
}

}  // namespace

void read_history_file(text::Sources& sources, HistorySeries& series, const text::Tree& tree, Reader& reader) {
  if (series.file.text.empty()) return;
  const auto& includer = sources[series.file.place.file];
  const fs::path path = fs::path(includer.path).parent_path() / series.file.text;
  const std::string shown = (fs::path(includer.shown).parent_path() / series.file.text).string();
  const auto file =
      text::open_source(sources, path, shown, {tree.root, tree.library}, series.file.place, reader.findings);
  if (!file) return;
  const auto table = text::read_csv(sources, *file, reader.findings);
  if (!table || !text::check_columns(*table, needed_columns, other_columns, reader.findings)) return;
  const std::size_t year = *table->find("year"), variable = *table->find("variable"), value = *table->find("value"),
                    unit = *table->find("unit");
  const auto place = table->find("place");
  text::Node map;
  map.kind = text::Node::Kind::map;
  map.place = series.file.place;
  const auto boundary = table->find("boundary");
  bool first = true;
  for (const auto& row : table->rows) {
    if (row[variable].text != series.variable.text || (place && row[*place].text != reader.city())) continue;
    if (boundary) take_boundary(row[*boundary].text, row[*boundary].place, first, series, reader.findings);
    first = false;
    map.entries.push_back(
        {row[year].text, row[year].place, scalar(row[value].text + " " + row[unit].text, row[value].place)});
  }
  if (map.entries.empty()) {
    reader.findings.add("history_empty", series.file.place, {series.variable.text, shown});
    return;
  }
  FieldRow row{"series", FieldKind::level_path, {}, "any", not_negative};
  row.yearly = true;
  const Reader::Scope scope(reader, series.variable.text, series.file.place);
  series.series = reader.read_history(map, row);
}

}  // namespace citypeak::model
