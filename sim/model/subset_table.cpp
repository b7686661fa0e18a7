// SPDX-License-Identifier: MIT
// Names of levers in each row, then a place for every subset.
#include "sim/model/subset_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

#include "sim/text/csv_cells.hpp"

namespace citypeak::model {

namespace {

constexpr std::array<std::string_view, 2> needed{"subset", "value"};
constexpr std::array<std::string_view, 2> passed_over{"source", "note"};
constexpr std::size_t most_named = 4;  // subsets that are missing

struct SubsetRow {
  std::vector<std::string> ids;
  std::optional<double> value;
  text::Place place;
};

[[nodiscard]] std::string without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// The ids of a cell; one finding for an empty name or one that stands twice.
[[nodiscard]] std::vector<std::string> ids_in(const text::CsvCell& cell, text::Findings& findings) {
  std::vector<std::string> out;
  const std::string text = without_blanks(cell.text);
  for (std::size_t from = 0; !text.empty() && from <= text.size();) {
    const std::size_t plus = std::min(text.find('+', from), text.size());
    out.push_back(without_blanks(std::string_view(text).substr(from, plus - from)));
    from = plus + 1;
  }
  std::set<std::string> seen;
  const bool wrong =
      std::any_of(out.begin(), out.end(), [&](const std::string& id) { return id.empty() || !seen.insert(id).second; });
  if (wrong) findings.add("subset_names", cell.place, {cell.text, std::to_string(cell.place.line)});
  return out;
}

[[nodiscard]] std::vector<SubsetRow> rows_of(const text::CsvTable& table, text::Findings& findings) {
  const std::size_t subset = *table.find("subset"), value = *table.find("value");
  std::vector<SubsetRow> out;
  for (const std::vector<text::CsvCell>& row : table.rows) {
    SubsetRow own{ids_in(row[subset], findings), text::number_in(row[value], "value", findings), row[subset].place};
    if (without_blanks(row[value].text).empty())
      findings.add("subset_no_value", row[value].place, {std::to_string(row[value].place.line)});
    out.push_back(std::move(own));
  }
  return out;
}

[[nodiscard]] std::string named(std::uint64_t mask, const std::vector<std::string>& levers) {
  std::string out;
  for (std::size_t l = 0; l < levers.size(); ++l) {
    if ((mask >> l & 1U) != 0) out += (out.empty() ? "" : "+") + levers[l];
  }
  return out.empty() ? "''" : out;
}

/// The rows in their places; each subset once.
class Placement {
 public:
  Placement(const std::vector<std::string>& levers, text::Findings& findings)
      : levers_(levers), findings_(findings), lines_(std::size_t{1} << levers.size(), 0), values_(lines_.size(), 0.0) {}

  void put(const SubsetRow& row) {
    std::uint64_t mask = 0;
    for (const std::string& id : row.ids) {
      const auto found = std::lower_bound(levers_.begin(), levers_.end(), id);
      if (found == levers_.end() || *found != id) {
        findings_.add("subset_unknown", row.place, {id, std::to_string(row.place.line), text::joined(levers_)},
                      text::nearest(id, levers_));
        return;
      }
      mask |= std::uint64_t{1} << static_cast<std::size_t>(found - levers_.begin());
    }
    int& line = lines_[static_cast<std::size_t>(mask)];
    if (line != 0)
      findings_.add("subset_twice", row.place,
                    {named(mask, levers_), std::to_string(row.place.line), std::to_string(line)});
    line = row.place.line;
    values_[static_cast<std::size_t>(mask)] = row.value.value_or(0.0);
  }

  [[nodiscard]] std::vector<double> values(const text::Place& top) {
    std::vector<std::string> missing;
    for (std::size_t mask = 0; mask < lines_.size(); ++mask) {
      if (lines_[mask] == 0) missing.push_back(named(mask, levers_));
    }
    const std::size_t count = missing.size();
    missing.resize(std::min(count, most_named));
    if (count > 0)
      findings_.add("subset_missing", top,
                    {std::to_string(count), text::joined(missing) + (count > most_named ? ", ..." : ""),
                     std::to_string(lines_.size()), std::to_string(levers_.size())});
    return std::move(values_);
  }

 private:
  const std::vector<std::string>& levers_;
  text::Findings& findings_;
  std::vector<int> lines_;  // of the row of each subset; 0: none
  std::vector<double> values_;
};

}  // namespace

SubsetTable read_subsets(const text::CsvTable& table, text::Findings& findings) {
  SubsetTable out;
  if (!text::check_columns(table, needed, passed_over, findings)) return out;
  const std::vector<SubsetRow> rows = rows_of(table, findings);
  if (findings.has_errors()) return out;
  std::set<std::string> alone;
  for (const SubsetRow& row : rows) {
    if (row.ids.size() == 1) alone.insert(row.ids.front());
  }
  out.levers.assign(alone.begin(), alone.end());
  const text::Place& top = table.column_places.front();
  if (out.levers.empty() || out.levers.size() > most_table_levers) {
    findings.add("subset_count", top, {std::to_string(out.levers.size()), std::to_string(most_table_levers)});
    return out;
  }
  Placement placement(out.levers, findings);
  for (const SubsetRow& row : rows) placement.put(row);
  if (!findings.has_errors()) out.values = placement.values(top);
  return out;
}

}  // namespace citypeak::model
