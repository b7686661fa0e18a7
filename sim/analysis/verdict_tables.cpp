// SPDX-License-Identifier: MIT
// Rows by rule and quantity for programs, one row a series for readers.
#include "sim/analysis/verdict_tables.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/table/history_words.hpp"
#include "sim/table/words.hpp"

namespace citypeak::analysis {

namespace {

namespace words = table::words;
using stats::VerdictRule;
using table::Cell;
using table::Empty;
using table::Kind;
using table::Number;
using table::Word;

constexpr std::size_t most_sentences = 12;
constexpr std::size_t most_figures = 60;

[[nodiscard]] Cell word(std::string_view text) { return Word{std::string(text), {}}; }
[[nodiscard]] Cell number(std::optional<double> value) {
  if (value) return Number{*value, {}};
  return Empty{};
}
[[nodiscard]] Cell whole(std::optional<int> value) {
  if (value) return std::int64_t{*value};
  return Empty{};
}
[[nodiscard]] Cell p_value(std::optional<double> p) {
  if (p) return words::history::p_value(*p);
  return Empty{};
}

/// Rows of one series.
class Rows {
 public:
  Rows(table::Table& table, const model::Series& series) : table_(table), series_(series) {}
  void set_rule(std::string_view rule) { rule_ = rule; }
  void add(std::string_view quantity, Cell value, Cell said = Empty{}) {
    table_.rows.push_back(
        {word(series_.place), word(series_.variable), word(rule_), word(quantity), std::move(value), std::move(said)});
  }
  void add_trend(const Trend& trend) {
    const bool defined = trend.test.n > 1;
    add("mk_s", defined ? Cell(std::int64_t{trend.test.s}) : Cell(Empty{}));
    add("mk_var", number(defined ? std::optional(trend.test.variance) : std::nullopt));
    add("mk_z", number(defined ? std::optional(trend.test.z) : std::nullopt));
    add("mk_p", number(defined ? std::optional(trend.test.p) : std::nullopt));
    add("sen", number(trend.slope ? std::optional(trend.slope->slope) : std::nullopt));
    add("sen_low", number(trend.slope ? std::optional(trend.slope->low) : std::nullopt));
    add("sen_high", number(trend.slope ? std::optional(trend.slope->high) : std::nullopt));
    add("mk_n", std::int64_t(trend.test.n));
    add("mk_var_adjusted", number(trend.adjusted ? std::optional(trend.adjusted->variance) : std::nullopt));
    add("mk_z_adjusted", number(trend.adjusted ? std::optional(trend.adjusted->z) : std::nullopt));
    add("mk_p_adjusted", number(trend.adjusted ? std::optional(trend.adjusted->p) : std::nullopt));
  }

 private:
  table::Table& table_;
  const model::Series& series_;
  std::string rule_;
};

void add_rules(Rows& rows, const SeriesVerdict& verdict) {
  for (std::size_t r = 0; r < stats::rule_count; ++r) {
    const auto rule = static_cast<VerdictRule>(r);
    rows.set_rule(stats::name_of(rule));
    rows.add("verdict", Empty{}, word(stats::name_of(verdict.verdicts[r])));
    rows.add("peak_year", std::int64_t{verdict.peak_year});
    rows.add("peak_level", number(verdict.peak_level));
    if (rule == VerdictRule::confirmed) rows.add_trend(verdict.after_peak);
    if (rule == VerdictRule::plateau) {
      rows.add("plateau_first", whole(verdict.plateau_first));
      rows.add("plateau_last", whole(verdict.plateau_last));
      rows.add("fall_per_year", number(verdict.fall_per_year));
    }
    if (rule == VerdictRule::c40) rows.add("fall_from_peak", number(verdict.fall_from_peak));
  }
  rows.set_rule("trend");
  rows.add_trend(verdict.whole);
}

[[nodiscard]] table::Column plain(std::string id, Kind kind) { return {std::move(id), {}, {}, kind, false}; }

[[nodiscard]] table::Column column(const words::Phrase& name, Kind kind, const table::Unit& unit = {}) {
  return {std::string(name.id), name.label(), unit, kind, false};
}

[[nodiscard]] std::string name_of(const model::Series& series) {
  return series.place.empty() ? series.variable : series.place + ", " + series.variable;
}

[[nodiscard]] std::vector<table::Column> reader_columns() {
  namespace history = words::history;
  std::vector<table::Column> out{column(history::place, Kind::word),
                                 column(words::column::variable, Kind::word),
                                 column(history::as_of, Kind::year_or_word),
                                 column(words::column::peak_year, Kind::year_or_word),
                                 column(words::column::peak_level, Kind::number),
                                 column(history::plateau_years, Kind::word),
                                 column(history::mk_z, Kind::number),
                                 column(history::mk_p, Kind::number),
                                 column(history::mk_p_adjusted, Kind::number),
                                 column(history::sen, Kind::number),
                                 column(history::fall_per_year, Kind::number, words::percent()),
                                 column(history::fall_from_peak, Kind::number, words::percent())};
  for (std::size_t r = 0; r < stats::rule_count; ++r) {
    const std::string_view rule = stats::name_of(static_cast<VerdictRule>(r));
    out.push_back({std::string(rule), words::verdict_rule_word(rule).text, {}, Kind::word, false});
  }
  return out;
}

[[nodiscard]] table::Row reader_row(const JudgedSeries& each) {
  const SeriesVerdict& verdict = each.verdict;
  const Trend& after = verdict.after_peak;
  const bool tested = after.test.n > 1;
  const Cell plateau = verdict.plateau_first
                           ? Cell(Word{"plateau", words::history::span(*verdict.plateau_first, *verdict.plateau_last)})
                           : Cell(Empty{});
  table::Row row{word(each.series.place),
                 word(each.series.variable),
                 std::int64_t{verdict.as_of},
                 std::int64_t{verdict.peak_year},
                 number(verdict.peak_level),
                 plateau,
                 number(tested ? std::optional(after.test.z) : std::nullopt),
                 p_value(tested ? std::optional(after.test.p) : std::nullopt),
                 p_value(after.adjusted ? std::optional(after.adjusted->p) : std::nullopt),
                 number(after.slope ? std::optional(after.slope->slope) : std::nullopt),
                 number(verdict.fall_per_year),
                 number(verdict.fall_from_peak)};
  for (const stats::Verdict each_verdict : verdict.verdicts)
    row.emplace_back(words::verdict_word(stats::name_of(each_verdict)));
  return row;
}

void add_notes(const JudgedSeries& each, const SeriesRules& rules, std::vector<table::Label>& notes) {
  const std::string name = name_of(each.series);
  const SeriesVerdict& verdict = each.verdict;
  if (verdict.partial_left_out)
    notes.push_back(words::history::partial_year(name, *rules.partial_year, verdict.top_in_partial));
  if (!verdict.missing_years.empty()) notes.push_back(words::history::missing_years(name, verdict.missing_years));
  if (verdict.top_at_start) notes.push_back(words::history::top_at_start(name, verdict.peak_year));
}

/// The years that count as a line with points, a partial one apart from it.
void add_values(const JudgedSeries& each, table::Figure& figure) {
  table::FigureSeries line{"values", {}, table::Mark::line, table::Role::subject};
  table::FigureSeries partial{"partial", words::history::not_over.label(), table::Mark::points, table::Role::reference};
  for (std::size_t i = 0; i < each.series.size(); ++i) {
    table::FigureSeries& to = each.series.years[i] <= each.verdict.as_of ? line : partial;
    to.x.push_back(each.series.years[i]);
    to.y.push_back(each.series.values[i]);
  }
  table::FigureSeries points = line;
  points.id = "points";
  points.mark = table::Mark::points;
  for (table::FigureSeries* series : {&line, &points, &partial}) {
    if (!series->x.empty()) figure.series.push_back(std::move(*series));
  }
}

/// Sen's line through the medians of the years after the peak.
void add_slope(const JudgedSeries& each, table::Figure& figure) {
  const SeriesVerdict& verdict = each.verdict;
  if (!verdict.after_peak.slope) return;
  std::vector<double> years, values;
  for (std::size_t i = 0; i < each.series.size(); ++i) {
    if (each.series.years[i] <= verdict.peak_year || each.series.years[i] > verdict.as_of) continue;
    years.push_back(each.series.years[i]);
    values.push_back(each.series.values[i] - verdict.after_peak.slope->slope * each.series.years[i]);
  }
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  const double intercept = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
  table::FigureSeries line{"sen", words::history::sen_line.label(), table::Mark::line, table::Role::fit};
  for (const double year : {years.front(), years.back()}) {
    line.x.push_back(year);
    line.y.push_back(intercept + verdict.after_peak.slope->slope * year);
  }
  figure.series.push_back(std::move(line));
}

/// The years near the peak as a strip as high as the values within the plateau's share.
void add_plateau(const JudgedSeries& each, double band, table::Figure& figure) {
  const SeriesVerdict& verdict = each.verdict;
  if (!verdict.plateau_first || *verdict.plateau_first == *verdict.plateau_last) return;
  table::FigureSeries strip{"plateau", words::history::plateau_years.label(), table::Mark::band,
                            table::Role::uncertainty};
  for (const int year : {*verdict.plateau_first, *verdict.plateau_last}) {
    strip.x.push_back(year);
    strip.y.push_back((1.0 - band) * verdict.peak_level);
    strip.y_high.push_back(verdict.peak_level);
  }
  figure.series.push_back(std::move(strip));
}

}  // namespace

table::Table verdict_table(const std::vector<JudgedSeries>& judged) {
  table::Table out;
  out.id = "verdict";
  out.columns = {plain("place", Kind::word),    plain("variable", Kind::word), plain("rule", Kind::word),
                 plain("quantity", Kind::word), plain("value", Kind::number),  plain("word", Kind::word)};
  for (const JudgedSeries& each : judged) {
    Rows rows(out, each.series);
    add_rules(rows, each.verdict);
  }
  return out;
}

table::Table verdict_for_readers(const std::vector<JudgedSeries>& judged, const SeriesRules& rules) {
  table::Table out;
  out.id = "verdict";
  out.title = words::history::verdict_title.label();
  out.columns = reader_columns();
  for (const JudgedSeries& each : judged) {
    out.rows.push_back(reader_row(each));
    add_notes(each, rules, out.notes);
  }
  const stats::VerdictLimits& limits = rules.limits;
  out.notes.push_back(words::verdict_limits(limits.confirm, limits.significance, limits.plateau_fall, limits.c40_years,
                                            limits.c40_fall));
  return out;
}

std::vector<table::Figure> verdict_figures(const std::vector<JudgedSeries>& judged, double plateau_band) {
  std::vector<table::Figure> out;
  for (const JudgedSeries& each : judged) {
    if (out.size() == most_figures) break;
    table::Figure figure;
    figure.id = "verdict_" + std::to_string(out.size() + 1);
    const std::string name = name_of(each.series);
    figure.title = {name, name};
    figure.x = {words::column::year.label(), false, true};
    figure.y.label = {each.series.unit, each.series.unit};
    add_plateau(each, plateau_band, figure);
    add_values(each, figure);
    add_slope(each, figure);
    figure.series.push_back({"peak",
                             words::history::largest(each.verdict.peak_year),
                             table::Mark::vertical,
                             table::Role::milestone,
                             {static_cast<double>(each.verdict.peak_year)},
                             {},
                             {},
                             {}});
    for (std::size_t r = 0; r < stats::rule_count; ++r)
      figure.remarks.push_back(words::history::judged(stats::name_of(static_cast<VerdictRule>(r)),
                                                      stats::name_of(each.verdict.verdicts[r])));
    out.push_back(std::move(figure));
  }
  return out;
}

std::vector<table::Label> verdict_answers(const std::vector<JudgedSeries>& judged) {
  std::vector<table::Label> out;
  if (judged.size() > most_sentences) return out;
  for (const JudgedSeries& each : judged) {
    words::history::VerdictSentence sentence{name_of(each.series), each.verdict.as_of, each.verdict.peak_year};
    for (std::size_t r = 0; r < stats::rule_count; ++r) {
      const std::string rule(stats::name_of(static_cast<VerdictRule>(r)));
      switch (each.verdict.verdicts[r]) {
        case stats::Verdict::peaked:
          sentence.peaked.push_back(rule);
          break;
        case stats::Verdict::plateau:
          sentence.plateau.push_back(rule);
          break;
        case stats::Verdict::not_peaked:
          sentence.not_peaked.push_back(rule);
          break;
        case stats::Verdict::not_confirmed:
          sentence.not_confirmed.push_back(rule);
          break;
      }
    }
    out.push_back(words::history::verdict_answer(sentence));
  }
  return out;
}

}  // namespace citypeak::analysis
