// SPDX-License-Identifier: MIT
// The pieces that tables, terminal and summary.json share: names, boundaries, years, and one peak as a row of cells.
#pragma once

#include "sim/summary/results.hpp"
#include "sim/table/json_writer.hpp"
#include "sim/table/table.hpp"
#include "sim/table/words.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace citypeak::summary {

/// The headline of every city: the total whose peak year is the answer.
inline constexpr std::string_view headline_variable = "emissions.total";
inline constexpr std::string_view headline_definition = "underlying";

[[nodiscard]] table::Label label_of(const Text& text, std::string_view id);
[[nodiscard]] bool co2_only(const CityResult& city);
[[nodiscard]] const VariableResult* find_variable(const CityResult& city, std::string_view name);
[[nodiscard]] const PeakResult* find_peak(const CityResult& city, std::string_view variable,
                                          std::string_view definition);
/// Where in VariableResult::years a calendar year stands; nothing where it was not asked for.
[[nodiscard]] std::optional<std::size_t> index_of(const Results& results, int year);
/// The statistics of one year; null where the variable is null or the year was not asked for.
[[nodiscard]] const Statistics* at_year(const Results& results, const VariableResult* variable, int year);
/// Scopes, gases and power accounting of a city in one line.
[[nodiscard]] table::Label boundary_of(const CityResult& city);
/// The same for all cities of a run, without repetition.
[[nodiscard]] std::vector<table::Label> boundaries(const Results& results);
/// More than one city in a scenario, or not the same city in all: rows must then say which.
[[nodiscard]] bool cities_differ(const Results& results);
/// `Reference`, or with its city where cities differ.
[[nodiscard]] table::Label scenario_label(const Results& results, const ScenarioResult& scenario,
                                          const CityResult& city);

/// A column of words under a name of the catalogue.
[[nodiscard]] table::Column word_column(const table::words::Phrase& name);
/// "KEY": {"en": ..., "zh": ...}; a language that is empty takes the other's words.
void add_text(table::JsonWriter& json, std::string_view key, const Text& text);

[[nodiscard]] table::Cell number(const Estimate& estimate);
[[nodiscard]] table::Cell outcome_cell(const PeakOutcome& outcome, double standard_error);
/// The quantile of the peak year for p (0.05, 0.5, ...); empty if it was not computed.
[[nodiscard]] table::Cell year_quantile(const PeakResult& peak, double probability);
/// P(peak <= year); empty outside base_year .. horizon.
[[nodiscard]] table::Cell peaked_by(const Results& results, const PeakResult& peak, int year);

enum class Headings { in_symbols, in_words };
/// Peak year P5 P50 P95, P(<=Y) for the milestones within the horizon, the two censored outcomes, level P5 P50 P95.
[[nodiscard]] std::vector<table::Column> peak_columns(const Results& results, const table::Unit& level,
                                                      Headings headings);
[[nodiscard]] table::Row peak_cells(const Results& results, const PeakResult& peak);

/// What the rows of a table know of the years before the base year, and the notes that follow from it.
class PastOfRows {
 public:
  void add(const CityResult& city, const PeakResult& peak);
  [[nodiscard]] std::vector<table::Label> notes() const;

 private:
  int assessed_ = 0, too_short_ = 0, missing_ = 0;
};

}  // namespace citypeak::summary
