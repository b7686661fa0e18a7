// SPDX-License-Identifier: MIT
// Effects of factors as rows for programs, a row a period for readers, a waterfall each, and two sentences.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/analysis/decompose.hpp"
#include "sim/table/driver_words.hpp"
#include "sim/table/format.hpp"

namespace citypeak::analysis {

namespace {

namespace words = table::words;
namespace drivers = table::words::drivers;
using stats::DecouplingState;
using table::Cell;
using table::Empty;
using table::Kind;
using table::Label;
using table::Number;
using table::Word;

constexpr std::size_t most_figures = 12;

[[nodiscard]] Cell word(std::string_view text) { return Word{std::string(text), {}}; }
[[nodiscard]] Cell number(std::optional<double> value) {
  if (value) return Number{*value, {}};
  return Empty{};
}
[[nodiscard]] Cell period_cell(const DecomposedChange& change) {
  return Word{"period", words::period(change.from, change.to)};
}

[[nodiscard]] std::optional<double> emissions_change(const DecomposedChange& change) {
  if (change.decoupling) return change.decoupling->emissions_change;
  if (!(change.lmdi.first > 0.0)) return std::nullopt;
  return (change.lmdi.last - change.lmdi.first) / change.lmdi.first;
}

[[nodiscard]] DecouplingState state_of(const DecomposedChange& change) {
  return change.decoupling ? change.decoupling->state : DecouplingState::undefined;
}

[[nodiscard]] std::optional<double> elasticity_of(const DecomposedChange& change) {
  return change.decoupling ? change.decoupling->elasticity : std::nullopt;
}

[[nodiscard]] std::optional<double> gdp_change(const DecomposedChange& change) {
  if (change.decoupling) return change.decoupling->gdp_change;
  return std::nullopt;
}

// --- for programs ------------------------------------------------------------------------------------------------

void add_rows(const Decomposition& all, const DecomposedChange& change, table::Table& table) {
  const stats::Lmdi& lmdi = change.lmdi;
  const auto add = [&](std::string_view term, std::size_t factor, double effect, std::optional<double> multiplier) {
    table.rows.push_back({std::int64_t{change.from}, std::int64_t{change.to}, word(term), word(all.factors[factor]),
                          number(effect), number(multiplier)});
  };
  const bool is_sum = all.terms.size() == 1 && all.terms[0] == drivers::all_terms.id;  // its rows are those below
  for (std::size_t term = 0; term < lmdi.terms && !is_sum; ++term) {
    for (std::size_t factor = 0; factor < lmdi.factors; ++factor) {
      const std::size_t at = term * lmdi.factors + factor;
      add(all.terms[term], factor, lmdi.effects[at],
          lmdi.multipliers ? std::optional(lmdi.multipliers->parts[at]) : std::nullopt);
    }
  }
  for (std::size_t factor = 0; factor < lmdi.factors; ++factor)
    add(drivers::all_terms.id, factor, lmdi.factor_effects[factor],
        lmdi.multipliers ? std::optional(lmdi.multipliers->factors[factor]) : std::nullopt);
}

[[nodiscard]] table::Column plain(std::string id, Kind kind) { return {std::move(id), {}, {}, kind, false}; }

// --- for readers -------------------------------------------------------------------------------------------------

[[nodiscard]] table::Column column(const words::Phrase& name, Kind kind, const table::Unit& unit = {}) {
  return {std::string(name.id), name.label(), unit, kind, false};
}

void add_factor_columns(const Decomposition& all, table::Table& table) {
  for (const std::string& factor : all.factors)
    table.columns.push_back({factor, drivers::factor_label(factor), {}, Kind::number, false});
}

void add_numbers(const std::vector<double>& numbers, table::Row& row) {
  for (const double each : numbers) row.emplace_back(Number{each, {}});
}

/// Effects added over the steps that follow the whole period.
[[nodiscard]] std::vector<double> summed_steps(const Decomposition& all) {
  std::vector<double> out(all.factors.size(), 0.0);
  for (std::size_t i = 1; i < all.changes.size(); ++i) {
    for (std::size_t factor = 0; factor < out.size(); ++factor)
      out[factor] += all.changes[i].lmdi.factor_effects[factor];
  }
  return out;
}

[[nodiscard]] table::Row effect_row(const Cell& name, const stats::Lmdi& ends, const std::vector<double>& effects) {
  table::Row row{name, Number{ends.first, {}}};
  add_numbers(effects, row);
  row.emplace_back(Number{ends.last - ends.first, {}});
  row.emplace_back(Number{ends.last, {}});
  return row;
}

[[nodiscard]] table::Table effects_for_readers(const Decomposition& all) {
  table::Table out;
  out.id = drivers::lmdi_title.id;
  out.title = drivers::lmdi_title.label();
  out.columns = {column(drivers::period, Kind::word), column(drivers::emissions_first, Kind::number)};
  add_factor_columns(all, out);
  out.columns.push_back(column(drivers::sum, Kind::number));
  out.columns.push_back(column(drivers::emissions_last, Kind::number));
  for (const DecomposedChange& change : all.changes)
    out.rows.push_back(effect_row(period_cell(change), change.lmdi, change.lmdi.factor_effects));
  if (all.changes.size() > 1)
    out.rows.push_back(effect_row(drivers::sum_of_steps.word(), all.changes.front().lmdi, summed_steps(all)));
  out.notes.push_back(drivers::note::additive.label());
  if (all.changes.size() > 1) out.notes.push_back(drivers::note::steps.label());
  if (all.has_zeros) out.notes.push_back(drivers::note::zeros.label());
  return out;
}

[[nodiscard]] table::Table ratios_for_readers(const Decomposition& all) {
  table::Table out;
  out.id = drivers::ratio_title.id;
  out.title = drivers::ratio_title.label();
  out.columns = {column(drivers::period, Kind::word)};
  add_factor_columns(all, out);
  out.columns.push_back(column(drivers::product, Kind::number));
  for (const DecomposedChange& change : all.changes) {
    table::Row row{period_cell(change)};
    if (change.lmdi.multipliers) {
      add_numbers(change.lmdi.multipliers->factors, row);
      row.emplace_back(Number{change.lmdi.last / change.lmdi.first, {}});
    } else {
      row.insert(row.end(), all.factors.size() + 1, Empty{});
    }
    out.rows.push_back(std::move(row));
  }
  out.notes.push_back(drivers::note::ratios.label());
  return out;
}

/// The whole period, a row a term.
[[nodiscard]] table::Table terms_for_readers(const Decomposition& all) {
  const DecomposedChange& whole = all.changes.front();
  const std::size_t factors = all.factors.size();
  table::Table out;
  out.id = drivers::term_title.id;
  out.title = words::titled(drivers::term_title.label(), words::period(whole.from, whole.to));
  out.columns = {column(drivers::term, Kind::word)};
  add_factor_columns(all, out);
  out.columns.push_back(column(drivers::sum, Kind::number));
  for (std::size_t term = 0; term < all.terms.size(); ++term) {
    const auto first = whole.lmdi.effects.begin() + static_cast<std::ptrdiff_t>(term * factors);
    const std::vector<double> effects(first, first + static_cast<std::ptrdiff_t>(factors));
    table::Row row{word(all.terms[term])};
    add_numbers(effects, row);
    row.emplace_back(Number{std::accumulate(effects.begin(), effects.end(), 0.0), {}});
    out.rows.push_back(std::move(row));
  }
  table::Row sums{drivers::all_terms.word()};
  add_numbers(whole.lmdi.factor_effects, sums);
  sums.emplace_back(Number{whole.lmdi.last - whole.lmdi.first, {}});
  out.rows.push_back(std::move(sums));
  return out;
}

[[nodiscard]] table::Table tapio_for_readers(const Decomposition& all) {
  table::Table out;
  out.id = drivers::tapio_title.id;
  out.title = drivers::tapio_title.label();
  out.columns = {column(drivers::period, Kind::word), column(drivers::emissions_change, Kind::number, words::percent()),
                 column(drivers::gdp_change, Kind::number, words::percent()), column(drivers::elasticity, Kind::number),
                 column(drivers::state, Kind::word)};
  for (const DecomposedChange& change : all.changes)
    out.rows.push_back({period_cell(change), number(emissions_change(change)), number(gdp_change(change)),
                        number(elasticity_of(change)), drivers::state_word(stats::name_of(state_of(change)))});
  out.notes.push_back(drivers::note::tapio.label());
  return out;
}

// --- figures and sentences ---------------------------------------------------------------------------------------

/// A bar from `from` to `to` in the row `x` of a waterfall.
void add_bar(table::FigureSeries& series, double x, double from, double to, const std::string& name) {
  series.x.push_back(x);
  series.y.push_back(std::min(from, to));
  series.y_high.push_back(std::max(from, to));
  series.texts.push_back(name);
}

[[nodiscard]] table::Figure waterfall(const Decomposition& all, const DecomposedChange& change, std::size_t position) {
  table::Figure out;
  out.id = "lmdi_" + std::to_string(position);
  out.title = drivers::drivers_of(change.from, change.to);
  out.x.label = drivers::emissions.label();
  table::FigureSeries ends{"emissions", {}, table::Mark::bars, table::Role::subject};
  table::FigureSeries rising{"rising", drivers::rising.label(), table::Mark::bars, table::Role::fit};
  table::FigureSeries falling{"falling", drivers::falling.label(), table::Mark::bars, table::Role::milestone};
  double level = change.lmdi.first, row = 0.0;
  add_bar(ends, row, 0.0, level, std::to_string(change.from));
  for (std::size_t factor = 0; factor < all.factors.size(); ++factor) {
    const double effect = change.lmdi.factor_effects[factor];
    add_bar(effect < 0.0 ? falling : rising, ++row, level, level + effect, all.factors[factor]);
    level += effect;
  }
  add_bar(ends, ++row, 0.0, change.lmdi.last, std::to_string(change.to));
  out.series = {std::move(ends), std::move(rising), std::move(falling)};
  return out;
}

[[nodiscard]] std::string with_sign(double value, const table::Precision& precision) {
  const std::string text = table::significant(value, {}, precision).value;
  return value > 0.0 ? "+" + text : text;
}

[[nodiscard]] std::vector<drivers::Effect> effects_of_sign(const Decomposition& all, const DecomposedChange& change,
                                                           double sign) {
  std::vector<std::size_t> order;
  const std::vector<double>& effects = change.lmdi.factor_effects;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    if (effects[i] * sign > 0.0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return std::abs(effects[a]) > std::abs(effects[b]); });
  std::vector<drivers::Effect> out;
  out.reserve(order.size());
  for (const std::size_t i : order)
    out.push_back({drivers::factor_label(all.factors[i]), with_sign(effects[i], table::of_numbers)});
  return out;
}

[[nodiscard]] drivers::DriverSentence driver_sentence(const Decomposition& all, const DecomposedChange& change) {
  return {change.from,
          change.to,
          table::significant(change.lmdi.first, {}).value,
          table::significant(change.lmdi.last, {}).value,
          effects_of_sign(all, change, 1.0),
          effects_of_sign(all, change, -1.0)};
}

[[nodiscard]] drivers::DecouplingSentence decoupling_sentence(const DecomposedChange& change) {
  const auto percent = [](double share) { return with_sign(100.0 * share, table::of_percentages_in_a_sentence); };
  const stats::Decoupling& decoupling = *change.decoupling;
  return {change.from,
          change.to,
          stats::name_of(decoupling.state),
          percent(decoupling.emissions_change),
          percent(decoupling.gdp_change),
          decoupling.elasticity ? table::significant(*decoupling.elasticity, {}).value : std::string()};
}

}  // namespace

table::Table lmdi_table(const Decomposition& decomposition) {
  table::Table out;
  out.id = "lmdi";
  out.columns = {plain("from", Kind::integer), plain("to", Kind::integer),      plain("term", Kind::word),
                 plain("factor", Kind::word),  plain("additive", Kind::number), plain("multiplicative", Kind::number)};
  for (const DecomposedChange& change : decomposition.changes) add_rows(decomposition, change, out);
  return out;
}

table::Table tapio_table(const Decomposition& decomposition) {
  table::Table out;
  out.id = "tapio";
  out.columns = {plain("from", Kind::integer), plain("to", Kind::integer),        plain("d_emissions", Kind::number),
                 plain("d_gdp", Kind::number), plain("elasticity", Kind::number), plain("state", Kind::word)};
  for (const DecomposedChange& change : decomposition.changes)
    out.rows.push_back({std::int64_t{change.from}, std::int64_t{change.to}, number(emissions_change(change)),
                        number(gdp_change(change)), number(elasticity_of(change)),
                        word(stats::name_of(state_of(change)))});
  return out;
}

std::vector<table::Table> decomposition_for_readers(const Decomposition& decomposition) {
  std::vector<table::Table> out{effects_for_readers(decomposition), ratios_for_readers(decomposition)};
  if (decomposition.terms.size() > 1) out.push_back(terms_for_readers(decomposition));
  out.push_back(tapio_for_readers(decomposition));
  return out;
}

std::vector<table::Figure> decomposition_figures(const Decomposition& decomposition) {
  std::vector<table::Figure> out;
  for (const DecomposedChange& change : decomposition.changes) {
    if (out.size() < most_figures) out.push_back(waterfall(decomposition, change, out.size() + 1));
  }
  return out;
}

std::vector<table::Label> decomposition_answers(const Decomposition& decomposition) {
  const DecomposedChange& whole = decomposition.changes.front();
  std::vector<table::Label> out{drivers::driver_answer(driver_sentence(decomposition, whole))};
  if (whole.decoupling) out.push_back(drivers::decoupling_answer(decoupling_sentence(whole)));
  return out;
}

}  // namespace citypeak::analysis
