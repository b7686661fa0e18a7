// SPDX-License-Identifier: MIT
// Columns by the names on the command line, rows checked one by one, then put in order.
#include "sim/model/observations.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/text/csv_cells.hpp"
#include "sim/text/number.hpp"

namespace citypeak::model {

namespace {

struct Columns {
  std::size_t x = 0;
  std::vector<std::size_t> y;
  std::optional<std::size_t> year, city;
};

[[nodiscard]] std::optional<Columns> find_columns(const text::CsvTable& table, const std::string& x,
                                                  const std::vector<std::string>& y, text::Findings& findings) {
  Columns out;
  const auto income = text::find_named(table, "x", x, findings);
  for (const std::string& name : y) {
    if (const auto column = text::find_named(table, "y", name, findings)) out.y.push_back(*column);
  }
  if (!income || out.y.size() != y.size()) return std::nullopt;
  out.x = *income;
  out.year = table.find("year");
  out.city = table.find("city") ? table.find("city") : table.find("place");
  std::vector<std::string_view> read{x, "year", "city", "place", "source", "grade", "note"};
  read.insert(read.end(), y.begin(), y.end());
  (void)text::check_columns(table, {}, read, findings);
  return out;
}

class RowReader {
 public:
  RowReader(const text::CsvTable& table, const Columns& columns, bool logs, text::Findings& findings)
      : table_(table), columns_(columns), logs_(logs), findings_(findings) {}

  [[nodiscard]] Observed read(const std::vector<text::CsvCell>& row) {
    Observed out;
    if (columns_.city) out.city = row[*columns_.city].text;
    if (columns_.year) out.year = text::year_in(row[*columns_.year], findings_);
    out.x = number(row, columns_.x);
    for (const std::size_t column : columns_.y) out.y.push_back(number(row, column));
    if (out.year) check_once(out, row[*columns_.year]);
    return out;
  }

 private:
  [[nodiscard]] std::optional<double> number(const std::vector<text::CsvCell>& row, std::size_t column) {
    const auto value = text::number_in(row[column], table_.columns[column], findings_);
    if (!logs_ || !value || *value > 0.0) return value;
    findings_.add("csv_not_positive", row[column].place,
                  {text::shortest(*value), table_.columns[column], std::to_string(row[column].place.line)});
    return std::nullopt;
  }

  void check_once(const Observed& observed, const text::CsvCell& year) {
    const auto [known, is_new] = rows_.try_emplace({observed.city, *observed.year}, year.place.line);
    if (is_new) return;
    findings_.add("csv_twice", year.place,
                  {std::to_string(year.place.line), std::to_string(*observed.year),
                   observed.city.empty() ? table_.columns[columns_.x] : observed.city, std::to_string(known->second)});
  }

  const text::CsvTable& table_;
  const Columns& columns_;
  bool logs_;
  text::Findings& findings_;
  std::map<std::pair<std::string, int>, int> rows_;
};

void put_in_order(std::vector<Observed>& rows) {
  std::map<std::string, std::size_t> cities;
  for (const Observed& row : rows) cities.try_emplace(row.city, cities.size());
  const auto city = [&cities](const Observed& row) { return cities.at(row.city); };
  std::stable_sort(rows.begin(), rows.end(), [&city](const Observed& a, const Observed& b) {
    if (city(a) != city(b)) return city(a) < city(b);
    if (a.year && b.year) return *a.year < *b.year;
    return a.x && b.x && *a.x < *b.x;
  });
}

}  // namespace

std::vector<Observed> read_observations(const text::Sources& sources, text::FileId file, const text::CsvTable& table,
                                        const std::string& x, const std::vector<std::string>& y, bool logs,
                                        text::Findings& findings) {
  const auto columns = find_columns(table, x, y, findings);
  if (!columns) return {};
  RowReader reader(table, *columns, logs, findings);
  std::vector<Observed> out;
  for (const auto& row : table.rows) {
    Observed observed = reader.read(row);
    if (observed.x) out.push_back(std::move(observed));
  }
  put_in_order(out);
  if (out.empty() && !findings.has_errors()) findings.add("csv_no_values", {file, 1, 1, 2}, {sources[file].shown});
  return out;
}

}  // namespace citypeak::model
