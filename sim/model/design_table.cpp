// SPDX-License-Identifier: MIT
// Every cell a number, or a finding at its place.
#include "sim/model/design_table.hpp"

#include <optional>

#include "sim/text/csv_cells.hpp"

namespace citypeak::model {

namespace {

/// A number that must be there.
[[nodiscard]] std::optional<double> needed_number(const text::CsvCell& cell, const std::string& column,
                                                  text::Findings& findings) {
  const std::size_t before = findings.errors();
  const auto number = text::number_in(cell, column, findings);
  if (!number && findings.errors() == before)
    findings.add("design_empty", cell.place, {column, std::to_string(cell.place.line)});
  return number;
}

}  // namespace

DesignTable read_design(const text::Sources& sources, text::FileId file, const text::CsvTable& table,
                        const std::string& y, text::Findings& findings) {
  DesignTable out;
  out.place = {file, 1, 1, 2};
  const auto result = text::find_named(table, "y", y, findings);
  if (!result) return out;
  const auto row = table.find("row"), block = table.find("block");
  out.has_rows = row.has_value();
  out.has_blocks = block.has_value();
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c == *result || c == row || c == block) continue;
    columns.push_back(c);
    out.inputs.push_back(table.columns[c]);
  }
  if (columns.empty()) findings.add("design_no_inputs", out.place, {y});
  for (const auto& cells : table.rows) {
    DesignTable::Row read{row ? cells[*row].text : "", block ? cells[*block].text : "", {}, 0.0, cells[*result].place};
    const auto number = needed_number(cells[*result], y, findings);
    read.y = number.value_or(0.0);
    for (const std::size_t c : columns)
      read.x.push_back(needed_number(cells[c], table.columns[c], findings).value_or(0.0));
    out.rows.push_back(std::move(read));
  }
  if (out.rows.empty() && !findings.has_errors()) findings.add("csv_no_values", out.place, {sources[file].shown});
  return out;
}

}  // namespace citypeak::model
