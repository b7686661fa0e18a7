// SPDX-License-Identifier: MIT
// One row for each scenario and kind of shock, one column a year.
#include "sim/summary/shock_tables.hpp"

#include <algorithm>

#include "sim/summary/reader_parts.hpp"
#include "sim/table/words.hpp"

namespace citypeak::summary {
namespace {

using table::Column;
using table::Kind;
using table::Label;
using table::Row;
using table::Table;
using table::Word;
namespace words = table::words;

Column share_column(int year) {
  const std::string text = std::to_string(year);
  return {"share_" + text, {text, text + "年"}, words::percent(), Kind::probability, true};
}

}  // namespace

std::optional<Table> readers_shocks(const Results& results) {
  Table table;
  table.id = "shocks";
  table.title = words::title::shocks.label();
  table.columns = {word_column(words::column::scenario), word_column(words::column::shock)};
  std::vector<int> years;
  for (const ScenarioResult& scenario : results.scenarios) {
    for (const ShockShare& shock : scenario.shocks) {
      if (std::find(years.begin(), years.end(), shock.year) == years.end()) years.push_back(shock.year);
    }
  }
  if (years.empty()) return std::nullopt;
  for (const int year : years) table.columns.push_back(share_column(year));
  for (const ScenarioResult& scenario : results.scenarios) {
    for (std::size_t i = 0; i < scenario.shocks.size(); i += years.size()) {
      const std::string& kind = scenario.shocks[i].shock;
      Row row{Word{scenario.id, label_of(scenario.name, scenario.id)}, Word{kind, words::shock_name(kind)}};
      for (std::size_t y = 0; y < years.size(); ++y) row.push_back(number(scenario.shocks[i + y].share));
      table.rows.push_back(std::move(row));
    }
  }
  table.notes.push_back(words::note::shocks.label());
  return table;
}

std::string shock_lines(const Results& results, table::Language language) {
  constexpr int usual_year = 2035;
  std::string text;
  for (const ScenarioResult& scenario : results.scenarios) {
    if (scenario.shocks.empty()) continue;
    const bool has_usual = std::any_of(scenario.shocks.begin(), scenario.shocks.end(),
                                       [](const ShockShare& shock) { return shock.year == usual_year; });
    const int year = has_usual ? usual_year : scenario.shocks.back().year;
    std::vector<std::pair<Label, std::string>> items;
    for (const ShockShare& shock : scenario.shocks) {
      if (shock.year == year)
        items.emplace_back(words::shock_name(shock.shock),
                           table::reader_text(number(shock.share), share_column(year), language));
    }
    text += words::shock_line(label_of(scenario.name, scenario.id), year, items).in(language) + "\n";
  }
  return text;
}

}  // namespace citypeak::summary
