// SPDX-License-Identifier: MIT
// Rows by result, lever and measure for programs, a row a lever for readers, wedges between two paths.
#include "sim/analysis/attribution_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/analysis/result_labels.hpp"
#include "sim/stats/shapley.hpp"
#include "sim/table/format.hpp"
#include "sim/table/result_words.hpp"

namespace citypeak::analysis {

namespace {

namespace words = table::words;
namespace phrases = table::words::attribution;
using summary::Estimate;
using table::Cell;
using table::Empty;
using table::Kind;
using table::Number;
using table::Word;

constexpr std::size_t most_wedges = 10;  // that a reader tells apart by colour; smaller ones are drawn as one

[[nodiscard]] table::Column plain(std::string id, Kind kind) { return {std::move(id), {}, {}, kind, false}; }
[[nodiscard]] table::Column column(const words::Phrase& name, Kind kind) {
  return {std::string(name.id), name.label(), {}, kind, false};
}
[[nodiscard]] Cell word(std::string_view text) { return Word{std::string(text), {}}; }
[[nodiscard]] Cell number(double value) {
  if (std::isfinite(value)) return Number{value, {}};
  return Empty{};
}
[[nodiscard]] double reach(const Estimate& estimate) { return interval_reach * estimate.standard_error; }

void add_interval(const Estimate& estimate, table::Row& row) {
  row.push_back(number(estimate.value));
  row.push_back(number(estimate.value - reach(estimate)));
  row.push_back(number(estimate.value + reach(estimate)));
}

/// For readers: in the direction of the heading, with its error.
[[nodiscard]] Cell shown(const Estimate& estimate, double sign) {
  if (!std::isfinite(estimate.standard_error)) return number(sign * estimate.value);
  return Number{sign * estimate.value, estimate.standard_error};
}

/// Shares of a whole that is nothing, or not known from nothing, are no shares.
[[nodiscard]] bool has_whole(const Estimate& total) {
  return total.value != 0.0 && !(std::abs(total.value) <= reach(total));
}

/// The first result whose parts are a mass or an amount: not a year, not a probability.
[[nodiscard]] std::optional<std::size_t> shared_result(const NamedAttribution& attribution) {
  for (std::size_t r = 0; r < attribution.results.size(); ++r) {
    const bool amount = !attribution.results[r].unit.is_percent() && has_whole(attribution.numbers.results[r].total);
    if (amount) return r;
  }
  return std::nullopt;
}

[[nodiscard]] AttributedResult described(const plan::ResultName& result, const plan::Plan& plan) {
  using ResultKind = plan::ResultName::Kind;
  AttributedResult out{result.text, std::nullopt, words::difference::of(label_of(result, plan)),
                       readers_unit_of(result, plan)};
  const bool headline = result.variable == "emissions.total";
  const bool mass = plan::unit_of(result, plan).rfind("MtCO2e", 0) == 0;
  if (result.kind == ResultKind::value || result.kind == ResultKind::peaked_by) out.year = result.first_year;
  if (result.kind == ResultKind::peak_year_restricted) {
    out.heading = words::difference::advance.label();
    out.unit = words::years();
    out.sign = -1.0;
  }
  if (!mass || result.is_of_peak()) return out;
  const table::Label avoided = result.kind == ResultKind::value ? phrases::avoided(result.first_year)
                                                                : phrases::avoided(result.first_year, result.last_year);
  out.heading = headline ? avoided : words::result::of_variable(avoided, variable_label(result, plan));
  out.sign = -1.0;
  return out;
}

[[nodiscard]] table::Table measures(const NamedAttribution& attribution) {
  table::Table out;
  out.id = "measures";
  out.title = phrases::measures_title.label();
  out.columns.push_back(column(words::column::lever, Kind::word));
  const auto whole = shared_result(attribution);
  for (std::size_t r = 0; r < attribution.results.size(); ++r) {
    const AttributedResult& result = attribution.results[r];
    out.columns.push_back({result.of, result.heading, result.unit, Kind::number, true});
    if (whole == r) out.columns.push_back({"share", phrases::share.label(), words::percent(), Kind::number, false});
  }
  const std::size_t levers = attribution.levers.size();
  for (std::size_t l = 0; l <= levers; ++l) {
    table::Row row{l < levers ? Cell(Word{attribution.numbers.levers[l], attribution.levers[l]})
                              : Cell(phrases::total.word())};
    for (std::size_t r = 0; r < attribution.results.size(); ++r) {
      const ResultShares& shares = attribution.numbers.results[r];
      const Estimate& own = l < levers ? shares.shapley[l] : shares.total;
      row.push_back(shown(own, attribution.results[r].sign));
      if (whole == r) row.push_back(number(own.value / shares.total.value));
    }
    out.rows.push_back(std::move(row));
  }
  if (attribution.from_table) {
    out.notes.push_back(phrases::from_table_note());
  } else {
    out.notes.push_back(phrases::draws_note(attribution.numbers.draws, attribution.numbers.sampled));
  }
  out.notes.push_back(phrases::sums_note());
  const auto& results = attribution.results;
  const auto is_year = [](const AttributedResult& each) { return each.of.rfind("peak_year_restricted", 0) == 0; };
  if (std::any_of(results.begin(), results.end(), is_year)) out.notes.push_back(phrases::advance_note());
  return out;
}

/// Of the first result.
[[nodiscard]] table::Table ways(const NamedAttribution& attribution) {
  const AttributedResult& result = attribution.results.front();
  const ResultShares& shares = attribution.numbers.results.front();
  table::Table out;
  out.id = "attribution";
  out.title = words::titled(phrases::ways_title.label(), result.heading);
  out.columns.push_back(column(words::column::lever, Kind::word));
  for (const words::Phrase* way : {&phrases::shapley, &phrases::first_in, &phrases::last_in})
    out.columns.push_back({std::string(way->id), way->label(), result.unit, Kind::number, true});
  for (std::size_t l = 0; l < attribution.levers.size(); ++l) {
    out.rows.push_back({Word{attribution.numbers.levers[l], attribution.levers[l]},
                        shown(shares.shapley[l], result.sign), shown(shares.first_in[l], result.sign),
                        shown(shares.last_in[l], result.sign)});
  }
  out.notes.push_back(phrases::ways_note());
  return out;
}

/// Of the first result; above the diagonal alone, since a pair is the same from both sides.
[[nodiscard]] table::Table pairs(const NamedAttribution& attribution) {
  const AttributedResult& result = attribution.results.front();
  const ResultShares& shares = attribution.numbers.results.front();
  const std::size_t levers = attribution.levers.size();
  table::Table out;
  out.id = "interactions";
  out.title = words::titled(phrases::interactions_title.label(), result.heading);
  out.columns.push_back(column(words::column::lever, Kind::word));
  for (std::size_t l = 1; l < levers; ++l)
    out.columns.push_back({attribution.numbers.levers[l], attribution.levers[l], result.unit, Kind::number, false});
  for (std::size_t a = 0; a + 1 < levers; ++a) {
    table::Row row{Word{attribution.numbers.levers[a], attribution.levers[a]}};
    for (std::size_t b = 1; b < levers; ++b)
      row.push_back(b > a ? number(result.sign * shares.interactions[a * levers + b])
                          : Cell(words::column::nothing.word()));
    out.rows.push_back(std::move(row));
  }
  out.notes.push_back(phrases::interactions_note());
  return out;
}

/// Levers that take something off (or add) in some year, those with most over all years first.
[[nodiscard]] std::vector<std::size_t> drawn_levers(const NamedAttribution& attribution) {
  std::vector<double> sizes(attribution.levers.size(), 0.0);
  for (const Wedge& wedge : attribution.numbers.wedges) {
    for (std::size_t l = 0; l < sizes.size(); ++l) sizes[l] += std::abs(wedge.shapley[l].value);
  }
  std::vector<std::size_t> out(sizes.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  out.erase(std::remove_if(out.begin(), out.end(), [&](std::size_t l) { return sizes[l] == 0.0; }), out.end());
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  return out;
}

/// A strip on top of `level`, which is raised by it.
[[nodiscard]] table::FigureSeries strip(const NamedAttribution& attribution, const std::vector<std::size_t>& levers,
                                        std::vector<double>& level) {
  table::FigureSeries out;
  out.mark = table::Mark::band;
  out.role = table::Role::part;
  for (std::size_t y = 0; y < level.size(); ++y) {
    const Wedge& wedge = attribution.numbers.wedges[y];
    out.x.push_back(wedge.year);
    out.y.push_back(level[y]);
    for (const std::size_t l : levers) level[y] -= wedge.shapley[l].value;
    out.y_high.push_back(level[y]);
  }
  return out;
}

[[nodiscard]] table::FigureSeries path(const NamedAttribution& attribution, const words::Phrase& name, table::Role role,
                                       const Estimate Wedge::*member) {
  table::FigureSeries out{std::string(name.id), name.label(), table::Mark::line, role};
  for (const Wedge& wedge : attribution.numbers.wedges) {
    out.x.push_back(wedge.year);
    out.y.push_back((wedge.*member).value);
  }
  return out;
}

/// A strip a lever, one on top of the other from `level` upwards, the largest on top; without titles.
[[nodiscard]] table::Figure wedges(const NamedAttribution& attribution, std::vector<double> level) {
  std::vector<std::size_t> levers = drawn_levers(attribution), others;
  if (levers.size() > most_wedges) {
    others.assign(levers.begin() + most_wedges - 1, levers.end());
    levers.resize(most_wedges - 1);
  }
  table::Figure out;
  out.x = {words::column::year.label(), false, true};
  const auto add = [&](const std::vector<std::size_t>& parts, std::string id, table::Label label, std::size_t part) {
    table::FigureSeries series = strip(attribution, parts, level);
    series.id = std::move(id);
    series.label = std::move(label);
    series.part = part;
    out.series.push_back(std::move(series));
  };
  if (!others.empty())
    add(others, std::string(phrases::other_measures.id), phrases::other_measures.label(), levers.size());
  for (std::size_t i = levers.size(); i-- > 0;)
    add({levers[i]}, attribution.numbers.levers[levers[i]], attribution.levers[levers[i]], i);
  return out;
}

}  // namespace

NamedAttribution named(Attribution numbers, const std::vector<plan::ResultName>& results, const plan::Plan& plan) {
  NamedAttribution out;
  for (const plan::ResultName& result : results) out.results.push_back(described(result, plan));
  for (const std::string& id : numbers.levers) {
    const auto lever = std::find_if(plan.scenario.levers.begin(), plan.scenario.levers.end(),
                                    [&](const model::Lever& each) { return each.id() == id; });
    out.levers.push_back({lever->name.en, lever->name.zh});
  }
  out.numbers = std::move(numbers);
  return out;
}

NamedAttribution attribution_of(const model::SubsetTable& table) {
  const std::size_t levers = table.levers.size();
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const auto estimates = [](const std::vector<double>& values) {
    std::vector<Estimate> out;
    for (const double value : values) out.push_back({value, unknown});
    return out;
  };
  NamedAttribution out;
  out.from_table = true;
  out.numbers.levers = table.levers;
  for (const std::string& id : table.levers) out.levers.push_back({id, id});
  out.results.push_back({"value", std::nullopt, phrases::value.label(), {}, 1.0});
  out.numbers.results.push_back({estimates(stats::shapley_values(table.values, levers)),
                                 estimates(stats::first_in(table.values, levers)),
                                 estimates(stats::last_in(table.values, levers)),
                                 {table.values.back() - table.values.front(), unknown},
                                 stats::shapley_interactions(table.values, levers)});
  return out;
}

table::Table attribution_table(const NamedAttribution& attribution) {
  table::Table out;
  out.id = "attribution";
  out.columns = {plain("of", Kind::word),      plain("lever", Kind::word),   plain("measure", Kind::word),
                 plain("year", Kind::integer), plain("value", Kind::number), plain("low", Kind::number),
                 plain("high", Kind::number)};
  for (std::size_t r = 0; r < attribution.results.size(); ++r) {
    const AttributedResult& result = attribution.results[r];
    const ResultShares& shares = attribution.numbers.results[r];
    const auto add = [&](std::string_view lever, const words::Phrase& measure, const Estimate& estimate) {
      table::Row row{word(result.of), word(lever), word(measure.id)};
      row.push_back(result.year ? Cell(std::int64_t{*result.year}) : Cell(Empty{}));
      add_interval(estimate, row);
      out.rows.push_back(std::move(row));
    };
    const auto add_all = [&](const words::Phrase& measure, const std::vector<Estimate>& estimates) {
      for (std::size_t l = 0; l < estimates.size(); ++l) add(attribution.numbers.levers[l], measure, estimates[l]);
    };
    add_all(phrases::shapley, shares.shapley);
    add(phrases::total.id, phrases::shapley, shares.total);
    add_all(phrases::first_in, shares.first_in);
    add_all(phrases::last_in, shares.last_in);
  }
  return out;
}

table::Table interactions_table(const NamedAttribution& attribution) {
  table::Table out;
  out.id = "interactions";
  out.columns = {plain("of", Kind::word), plain("lever_a", Kind::word), plain("lever_b", Kind::word),
                 plain("value", Kind::number)};
  const std::vector<std::string>& levers = attribution.numbers.levers;
  for (std::size_t r = 0; r < attribution.results.size(); ++r) {
    for (std::size_t a = 0; a < levers.size(); ++a) {
      for (std::size_t b = a + 1; b < levers.size(); ++b) {
        out.rows.push_back({word(attribution.results[r].of), word(levers[a]), word(levers[b]),
                            number(attribution.numbers.results[r].interactions[a * levers.size() + b])});
      }
    }
  }
  return out;
}

table::Table wedges_table(const NamedAttribution& attribution) {
  table::Table out;
  out.id = "wedges";
  out.columns = {plain("year", Kind::integer), plain("lever", Kind::word), plain("value", Kind::number),
                 plain("low", Kind::number), plain("high", Kind::number)};
  for (const Wedge& wedge : attribution.numbers.wedges) {
    const auto add = [&](std::string_view lever, const Estimate& estimate) {
      table::Row row{std::int64_t{wedge.year}, word(lever)};
      add_interval(estimate, row);
      out.rows.push_back(std::move(row));
    };
    for (std::size_t l = 0; l < wedge.shapley.size(); ++l) add(attribution.numbers.levers[l], wedge.shapley[l]);
    add(phrases::total.id, wedge.total);
  }
  return out;
}

std::vector<table::Table> attribution_for_readers(const NamedAttribution& attribution) {
  std::vector<table::Table> out{measures(attribution), ways(attribution)};
  if (attribution.levers.size() > 1) out.push_back(pairs(attribution));
  return out;
}

std::vector<table::Figure> attribution_figures(const NamedAttribution& attribution) {
  if (attribution.numbers.wedges.empty() || drawn_levers(attribution).empty()) return {};
  std::vector<double> with;
  for (const Wedge& wedge : attribution.numbers.wedges) with.push_back(wedge.with.value);
  table::Figure between = wedges(attribution, std::move(with));
  between.id = "wedge";
  between.title = phrases::wedge_title.label();
  between.y.label = phrases::emissions_axis.label();
  between.series.push_back(path(attribution, phrases::without, table::Role::reference, &Wedge::without));
  between.series.push_back(path(attribution, phrases::with, table::Role::subject, &Wedge::with));
  table::Figure alone = wedges(attribution, std::vector<double>(attribution.numbers.wedges.size(), 0.0));
  alone.id = "wedge_avoided";
  alone.title = phrases::avoided_title.label();
  alone.y.label = phrases::avoided_axis.label();
  return {between, alone};
}

std::vector<table::Label> attribution_answers(const NamedAttribution& attribution) {
  const AttributedResult& result = attribution.results.front();
  const ResultShares& shares = attribution.numbers.results.front();
  const table::Column as{result.of, result.heading, result.unit, Kind::number, false};
  const auto told = [&](double value) {
    const Number cell{result.sign * value, shares.total.standard_error};
    return table::Label{table::reader_text(cell, as, table::Language::en),
                        table::reader_text(cell, as, table::Language::zh)};
  };
  phrases::Answer parts;
  parts.levers = attribution.levers.size();
  parts.what = result.heading;
  parts.value = told(shares.total.value);
  parts.unit = result.unit.label;
  if (std::isfinite(shares.total.standard_error)) {
    const double ends[] = {shares.total.value - result.sign * reach(shares.total),
                           shares.total.value + result.sign * reach(shares.total)};
    parts.low = told(ends[0]);
    parts.high = told(ends[1]);
  }
  if (has_whole(shares.total)) {
    std::size_t most = 0;
    for (std::size_t l = 1; l < shares.shapley.size(); ++l) {
      if (shares.shapley[l].value / shares.total.value > shares.shapley[most].value / shares.total.value) most = l;
    }
    const double share = shares.shapley[most].value / shares.total.value;
    parts.most = attribution.levers[most];
    parts.share = table::significant(100.0 * share, std::nullopt, table::of_percentages_in_a_sentence).value;
  }
  return {phrases::answer(parts)};
}

}  // namespace citypeak::analysis
