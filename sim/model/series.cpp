// SPDX-License-Identifier: MIT
// Rows gathered by place and variable, then put in the order of their years.
#include "sim/model/series.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "sim/text/csv_cells.hpp"

namespace citypeak::model {

namespace {

constexpr std::string_view needed_columns[] = {"year", "variable", "value"};
constexpr std::string_view other_columns[] = {"place", "case", "unit", "boundary", "source", "grade"};

class SeriesReader {
 public:
  SeriesReader(const text::CsvTable& table, text::Findings& findings)
      : findings_(findings),
        year_(*table.find("year")),
        variable_(*table.find("variable")),
        value_(*table.find("value")),
        place_(table.find("place") ? table.find("place") : table.find("case")),
        unit_(table.find("unit")) {}

  void add(const std::vector<text::CsvCell>& row) {
    const auto year = text::year_in(row[year_], findings_);
    const auto value = text::number_in(row[value_], "value", findings_);
    if (!year || !value) return;
    Series& series = series_of(row);
    check_unit(series, row);
    const auto [known, is_new] = rows_.try_emplace({&series - series_.data(), *year}, row[year_].place.line);
    if (!is_new) {
      const std::string owner = series.place.empty() ? series.variable : series.place + ", " + series.variable;
      findings_.add(
          "csv_twice", row[year_].place,
          {std::to_string(row[year_].place.line), std::to_string(*year), owner, std::to_string(known->second)});
      return;
    }
    series.years.push_back(*year);
    series.values.push_back(*value);
  }

  [[nodiscard]] std::vector<Series> take() && {
    for (Series& series : series_) sort_by_year(series);
    return std::move(series_);
  }

 private:
  [[nodiscard]] Series& series_of(const std::vector<text::CsvCell>& row) {
    const std::string place = place_ ? row[*place_].text : std::string();
    const auto [at, is_new] = positions_.try_emplace({place, row[variable_].text}, series_.size());
    if (is_new)
      series_.push_back({place, row[variable_].text, unit_ ? row[*unit_].text : "", {}, {}, row[value_].place});
    return series_[at->second];
  }

  void check_unit(const Series& series, const std::vector<text::CsvCell>& row) {
    if (!unit_ || row[*unit_].text == series.unit) return;
    findings_.add("csv_unit_changes", row[*unit_].place,
                  {std::to_string(row[*unit_].place.line), row[*unit_].text, series.unit});
  }

  static void sort_by_year(Series& series) {
    std::vector<std::size_t> order(series.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return series.years[a] < series.years[b]; });
    Series sorted = series;
    for (std::size_t i = 0; i < order.size(); ++i) {
      sorted.years[i] = series.years[order[i]];
      sorted.values[i] = series.values[order[i]];
    }
    series = std::move(sorted);
  }

  text::Findings& findings_;
  std::size_t year_, variable_, value_;
  std::optional<std::size_t> place_, unit_;
  std::vector<Series> series_;
  std::map<std::pair<std::string, std::string>, std::size_t> positions_;  // by place and variable
  std::map<std::pair<std::ptrdiff_t, int>, int> rows_;                    // by series and year: the row
};

}  // namespace

std::vector<int> Series::missing_years() const {
  std::vector<int> out;
  for (std::size_t i = 1; i < years.size(); ++i) {
    for (int year = years[i - 1] + 1; year < years[i]; ++year) out.push_back(year);
  }
  return out;
}

std::vector<Series> read_series(const text::Sources& sources, text::FileId file, const text::CsvTable& table,
                                text::Findings& findings) {
  if (!text::check_columns(table, needed_columns, other_columns, findings)) return {};
  SeriesReader reader(table, findings);
  for (const auto& row : table.rows) reader.add(row);
  std::vector<Series> out = std::move(reader).take();
  if (out.empty() && !findings.has_errors()) findings.add("csv_no_values", {file, 1, 1, 2}, {sources[file].shown});
  return out;
}

}  // namespace citypeak::model
