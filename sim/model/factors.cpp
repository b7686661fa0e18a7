// SPDX-License-Identifier: MIT
// Rows gathered by year, term and factor; whether a year is whole is asked when it is needed.
#include "sim/model/factors.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/text/csv_cells.hpp"
#include "sim/text/number.hpp"

namespace citypeak::model {

namespace {

constexpr std::string_view needed_columns[] = {"year", "factor", "value"};
constexpr std::string_view other_columns[] = {"term", "unit", "source", "grade", "note"};
constexpr std::string_view only_term = "all";
constexpr std::size_t most_missing = 20;        // findings a year
constexpr std::size_t most_values = 2'000'000;  // terms times factors

/// The position of `name`, which is added if it is new.
[[nodiscard]] std::size_t position_of(const std::string& name, std::vector<std::string>& names,
                                      std::map<std::string, std::size_t>& known) {
  const auto [at, is_new] = known.try_emplace(name, names.size());
  if (is_new) names.push_back(name);
  return at->second;
}

}  // namespace

class FactorReader {
 public:
  FactorReader(const text::CsvTable& table, text::Findings& findings)
      : findings_(findings),
        year_(*table.find("year")),
        factor_(*table.find("factor")),
        value_(*table.find("value")),
        term_(table.find("term")),
        unit_(table.find("unit")) {}

  void add(const std::vector<text::CsvCell>& row) {
    const auto year = text::year_in(row[year_], findings_);
    const auto value = text::number_in(row[value_], "value", findings_);
    if (!is_named(row)) return;
    const std::optional<std::size_t> term = term_of(row);  // known by name although its values may not be
    const std::size_t factor = position_of(row[factor_].text, out_.factors, known_factors_);
    if (!year || !value || !is_at_least_zero(*value, row[value_])) return;
    check_unit(term, factor, row);
    const auto [known, is_new] = rows_.try_emplace({*year, term, factor}, row[year_].place);
    if (!is_new) {
      say_twice({*year, term, factor}, row[year_].place, known->second);
      return;
    }
    out_.values_.emplace(FactorTable::Key{*year, term, factor}, *value);
    years_.insert(*year);
  }

  [[nodiscard]] FactorTable take(const text::CsvTable& table) && {
    check_common();
    check_sum();
    out_.years.assign(years_.begin(), years_.end());
    if (out_.terms.empty() && !out_.values_.empty()) {
      out_.terms.emplace_back(only_term);
      out_.places_.push_back(table.column_places.front());
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool is_named(const std::vector<text::CsvCell>& row) {
    if (!row[factor_].text.empty()) return true;
    findings_.add("csv_no_name", row[factor_].place, {std::to_string(row[factor_].place.line), "factor"});
    return false;
  }

  [[nodiscard]] bool is_at_least_zero(double value, const text::CsvCell& cell) {
    if (value >= 0.0) return true;
    findings_.add("factor_negative", cell.place, {text::shortest(value), std::to_string(cell.place.line)});
    return false;
  }

  [[nodiscard]] std::optional<std::size_t> term_of(const std::vector<text::CsvCell>& row) {
    if (!term_ || row[*term_].text.empty()) return std::nullopt;
    const std::size_t out = position_of(row[*term_].text, out_.terms, known_terms_);
    if (out == out_.places_.size()) out_.places_.push_back(row[*term_].place);
    return out;
  }

  void check_unit(std::optional<std::size_t> term, std::size_t factor, const std::vector<text::CsvCell>& row) {
    if (!unit_) return;
    const auto [known, is_new] = units_.try_emplace({term, factor}, row[*unit_].text);
    if (is_new || known->second == row[*unit_].text) return;
    findings_.add("csv_unit_changes", row[*unit_].place,
                  {std::to_string(row[*unit_].place.line), row[*unit_].text, known->second});
  }

  void say_twice(const FactorTable::Key& key, const text::Place& place, const text::Place& first) {
    const auto& [year, term, factor] = key;
    const std::string owner = term ? out_.terms[*term] + ", " : std::string();
    findings_.add(
        "csv_twice", place,
        {std::to_string(place.line), std::to_string(year), owner + out_.factors[factor], std::to_string(first.line)});
  }

  /// A value for one term and one for all contradict each other.
  void check_common() {
    for (const auto& [key, place] : rows_) {
      const auto& [year, term, factor] = key;
      const auto common = term ? rows_.find({year, std::nullopt, factor}) : rows_.end();
      if (common != rows_.end()) say_twice(key, place, common->second);
    }
  }

  /// A row of totals among its parts would count everything twice; alone it is a term like any other.
  void check_sum() {
    const auto found = known_terms_.find(std::string(FactorTable::sum_of_terms));
    if (found == known_terms_.end() || out_.terms.size() == 1) return;
    const text::Place& place = out_.places_[found->second];
    findings_.add("term_is_sum", place, {std::to_string(place.line), std::string(FactorTable::sum_of_terms)});
  }

  text::Findings& findings_;
  std::size_t year_, factor_, value_;
  std::optional<std::size_t> term_, unit_;
  FactorTable out_;
  std::map<std::string, std::size_t> known_terms_, known_factors_;
  std::map<FactorTable::Key, text::Place> rows_;
  std::map<std::pair<std::optional<std::size_t>, std::size_t>, std::string> units_;
  std::set<int> years_;
};

std::optional<double> FactorTable::at(int year, std::size_t term, std::size_t factor) const {
  auto found = values_.find({year, term, factor});
  if (found == values_.end()) found = values_.find({year, std::nullopt, factor});
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::vector<double> FactorTable::in_year(int year, text::Findings& findings) const {
  if (terms.size() > most_values / factors.size()) {
    findings.add("factors_too_many", places_.front(),
                 {std::to_string(terms.size()), std::to_string(factors.size()), std::to_string(most_values)});
    return {};
  }
  std::vector<double> out;
  std::size_t missing = 0;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    for (std::size_t factor = 0; factor < factors.size(); ++factor) {
      const auto value = at(year, term, factor);
      out.push_back(value.value_or(0.0));
      if (value) continue;
      findings.add("factor_missing", places_[term], {terms[term], factors[factor], std::to_string(year)});
      if (++missing == most_missing) return out;
    }
  }
  return out;
}

std::optional<double> FactorTable::common_product(int year, std::span<const std::size_t> which) const {
  double product = 1.0;
  for (const std::size_t factor : which) {
    const auto first = at(year, 0, factor);
    for (std::size_t term = 0; term < terms.size(); ++term) {
      if (!first || at(year, term, factor) != first) return std::nullopt;
    }
    product *= *first;
  }
  return product;
}

std::optional<std::size_t> FactorTable::factor_named(const std::string& name) const {
  const auto found = std::find(factors.begin(), factors.end(), name);
  if (found == factors.end()) return std::nullopt;
  return static_cast<std::size_t>(found - factors.begin());
}

FactorTable read_factors(const text::Sources& sources, text::FileId file, const text::CsvTable& table,
                         text::Findings& findings) {
  if (!text::check_columns(table, needed_columns, other_columns, findings)) return {};
  FactorReader reader(table, findings);
  for (const auto& row : table.rows) reader.add(row);
  FactorTable out = std::move(reader).take(table);
  if (out.years.empty() && !findings.has_errors())
    findings.add("csv_no_values", {file, 1, 1, 2}, {sources[file].shown});
  return out;
}

}  // namespace citypeak::model
