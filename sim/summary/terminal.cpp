// SPDX-License-Identifier: MIT
// The answer in one sentence, and the peak-year law as a small aligned table for the terminal.
#include "sim/summary/difference_tables.hpp"
#include "sim/summary/event_tables.hpp"
#include "sim/summary/published_tables.hpp"
#include "sim/summary/reader_parts.hpp"
#include "sim/summary/run_tables.hpp"
#include "sim/summary/shock_tables.hpp"
#include "sim/table/format.hpp"
#include "sim/table/words.hpp"

#include <algorithm>
#include <cmath>

namespace citypeak::summary {
namespace {

using table::Column;
using table::display_width;
using table::Label;
using table::Language;
namespace words = table::words;

constexpr int line_width = 96;  // readable in most terminals; more scenarios go to further blocks
constexpr int gap = 3;          // blanks between columns
constexpr std::string_view between = " ± ";
constexpr int national_peak_year = 2030;  // the year by which China has pledged to peak

// A value and its error, aligned apart so that all errors of a column stand below each other.
struct Shown {
  std::string value, error;
};

Shown split(const std::string& text) {
  const std::size_t at = text.find(between);
  if (at == std::string::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + between.size())};
}

// One scenario (or one of its cities): its name above its values.
struct Block {
  std::string name;
  std::vector<Shown> cells;
  int value_width = 0, error_width = 0;
  [[nodiscard]] int width() const {
    const int cells_width = value_width + (error_width > 0 ? display_width(between) + error_width : 0);
    return std::max(display_width(name), cells_width);
  }
};

std::string cell_text(const Shown& shown, const Block& block) {
  const std::string value = table::padded_left(shown.value, block.value_width);
  return shown.error.empty() ? value : value + std::string(between) + shown.error;
}

Block block_of(std::string name, const std::vector<Column>& columns, const table::Row& row, Language language) {
  Block block{std::move(name), {}};
  for (std::size_t index = 0; index < row.size(); ++index) {
    Shown shown = split(table::reader_text(row[index], columns[index], language));
    block.value_width = std::max(block.value_width, display_width(shown.value));
    block.error_width = std::max(block.error_width, display_width(shown.error));
    block.cells.push_back(std::move(shown));
  }
  return block;
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// Blocks [first, last) beside each other, a row for each heading.
void add_rows(const std::vector<std::string>& headings, const std::vector<Block>& blocks, std::size_t first,
              std::size_t last, int heading_width, std::string& text) {
  const std::string space(gap, ' ');
  std::string names = table::padded_right("", heading_width);
  for (std::size_t index = first; index < last; ++index) {
    names += space + table::padded_right(blocks[index].name, blocks[index].width());
  }
  text += trimmed(names) + "\n";
  for (std::size_t row = 0; row < headings.size(); ++row) {
    std::string line = table::padded_right(headings[row], heading_width);
    for (std::size_t index = first; index < last; ++index) {
      line += space + table::padded_right(cell_text(blocks[index].cells[row], blocks[index]), blocks[index].width());
    }
    text += trimmed(line) + "\n";
  }
}

void add_table(const std::vector<std::string>& headings, const std::vector<Block>& blocks, std::string& text) {
  int heading_width = 0;
  for (const std::string& heading : headings) heading_width = std::max(heading_width, display_width(heading));
  std::size_t first = 0;
  while (first < blocks.size()) {
    std::size_t last = first;
    int width = heading_width;
    while (last < blocks.size() && (last == first || width + gap + blocks[last].width() <= line_width)) {
      width += gap + blocks[last].width();
      ++last;
    }
    text += "\n";
    add_rows(headings, blocks, first, last, heading_width, text);
    first = last;
  }
}

void add_assumptions(const Results& results, Language language, std::string& text) {
  for (const ScenarioResult& scenario : results.scenarios) {
    const Label line =
        words::assumptions_of(label_of(scenario.name, scenario.id), scenario.assumptions, scenario.inputs);
    text += line.in(language) + "\n";
  }
}

void add_idle_levers(const Results& results, Language language, std::string& text) {
  for (const ScenarioResult& scenario : results.scenarios) {
    for (const LeverResult& lever : scenario.levers) {
      if (lever.effect != LeverResult::Effect::none) continue;
      const Label line = words::without_effect(label_of(scenario.name, scenario.id), label_of(lever.name, lever.id),
                                               {lever.reason.en, lever.reason.zh});
      text += line.in(language) + "\n";
    }
  }
}

table::Digits shown(const Estimate& estimate, const table::Unit& unit, Language language) {
  const double factor = unit.factor(language);
  return table::significant(estimate.value * factor, estimate.standard_error * factor);
}

std::string percent_of(double share) {
  return table::significant(100.0 * share, {}, table::of_percentages_in_a_sentence).value;
}

// The share of draws that are largest in the base year, where that may hide an earlier peak; empty otherwise.
std::string doubtful_base_year(const PeakResult& peak) {
  constexpr double worth_a_sentence = 0.05;
  constexpr std::size_t base_year = 1;  // index 0 is `already_peaked`
  const bool known = peak.probability.size() > base_year && !peak.history_assessed;
  if (!known || peak.probability[base_year].value <= worth_a_sentence) return {};
  return percent_of(peak.probability[base_year].value);
}

}  // namespace

std::string answer(const Results& results, std::size_t scenario, Language language) {
  if (scenario >= results.scenarios.size() || results.scenarios[scenario].cities.empty()) return {};
  const ScenarioResult& chosen = results.scenarios[scenario];
  const CityResult& city = chosen.cities.back();
  const PeakResult* peak = find_peak(city, headline_variable, headline_definition);
  if (peak == nullptr) return {};

  const bool pledge_within = national_peak_year >= results.base_year && national_peak_year <= results.horizon;
  const int by = pledge_within ? national_peak_year : results.horizon;
  const table::Cell chance = peaked_by(results, *peak, by);
  const auto* probability = std::get_if<table::Number>(&chance);
  if (probability == nullptr) return {};

  const table::Unit unit = words::readers_unit(peak->variable, peak->level_unit, co2_only(city));
  words::Answer parts;
  parts.scenario = label_of(chosen.name, chosen.id).in(language);
  parts.city = label_of(city.name, city.id).in(language);
  parts.gases = words::gases(city.gases, city.gwp).in(language);
  parts.scopes = words::scopes(city.scopes).in(language);
  parts.power = words::power_accounting(city.power_accounting).in(language);
  parts.by = by;
  parts.base_year = results.base_year;
  parts.horizon = results.horizon;
  parts.probability = percent_of(probability->value);
  parts.base_year_share = doubtful_base_year(*peak);
  parts.low = year_quantile(*peak, 0.05);
  parts.median = year_quantile(*peak, 0.50);
  parts.high = year_quantile(*peak, 0.95);
  const table::Digits level = shown(peak->level.p50, unit, language);
  parts.level = level.value;
  parts.level_error = level.error;
  parts.level_low = shown(peak->level.p05, unit, language).value;
  parts.level_high = shown(peak->level.p95, unit, language).value;
  parts.level_unit = unit.label.in(language);
  return words::answer(parts, language);
}

std::string terminal_summary(const Results& results, Language language) {
  std::string text;
  if (!results.changes.empty()) text += words::changes(results.changes).in(language) + "\n";
  add_assumptions(results, language, text);
  std::vector<Column> columns;
  PastOfRows past;
  std::vector<Block> blocks;
  for (const ScenarioResult& scenario : results.scenarios) {
    for (const CityResult& city : scenario.cities) {
      const PeakResult* peak = find_peak(city, headline_variable, headline_definition);
      if (peak == nullptr) continue;
      const table::Unit unit = words::readers_unit(peak->variable, peak->level_unit, co2_only(city));
      if (columns.empty()) columns = peak_columns(results, unit, Headings::in_words);
      blocks.push_back(block_of(scenario_label(results, scenario, city).in(language), columns,
                                peak_cells(results, *peak), language));
      past.add(city, *peak);
    }
  }
  if (blocks.empty()) return text;

  std::vector<std::string> headings;
  headings.reserve(columns.size());
  for (const Column& column : columns) headings.push_back(table::heading(column, language));
  text += "\n";
  for (const Label& boundary : boundaries(results)) text += words::terminal_title(boundary).in(language) + "\n";
  text +=
      words::run_line(words::definition_word(headline_definition).text,
                      words::draws_note(std::to_string(results.draws), results.design, std::to_string(results.seed)))
          .in(language) +
      "\n";
  add_table(headings, blocks, text);
  text += "\n" + base_year_lines(results, language);
  text += words::note::short_errors.label().in(language) + "\n";
  if (results.scenarios.size() > 1) text += words::note::shared_draws.label().in(language) + "\n";
  text += difference_lines(results, language);
  for (const Label& note : past.notes()) text += note.in(language) + "\n";
  text += shock_lines(results, language);
  text += target_lines(results, language);
  add_idle_levers(results, language, text);
  return text;
}

}  // namespace citypeak::summary
