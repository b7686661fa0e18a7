// SPDX-License-Identifier: MIT
// Kuznets curves as rows for programs, a row each for readers, a figure each, and a sentence each.
#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "sim/analysis/ekc.hpp"
#include "sim/table/format.hpp"
#include "sim/table/history_words.hpp"

namespace citypeak::analysis {

namespace {

namespace words = table::words;
namespace history = table::words::history;
using stats::KuznetsCurve;
using stats::LeastSquares;
using stats::TurningPoint;
using table::Cell;
using table::Empty;
using table::Kind;
using table::Number;
using table::Word;

constexpr std::string_view model_names[] = {"linear", "quadratic", "cubic"};
constexpr std::size_t curve_points = 121;

[[nodiscard]] std::string_view model_name(std::size_t degree) { return model_names[degree - 1]; }
[[nodiscard]] Cell word(std::string_view text) { return Word{std::string(text), {}}; }
[[nodiscard]] Cell number(std::optional<double> value) {
  if (value && std::isfinite(*value)) return Number{*value, {}};
  return Empty{};
}

/// From the scale of the fit to the units of the file.
class Scale {
 public:
  explicit Scale(bool logs) : logs_(logs) {}
  [[nodiscard]] double back(double value) const { return logs_ ? std::exp(value) : value; }
  [[nodiscard]] std::optional<double> back(std::optional<double> value) const {
    if (!value) return std::nullopt;
    return back(*value);
  }
  [[nodiscard]] double there(double value) const { return logs_ ? std::log(value) : value; }
  /// A standard error at `value`, both on the scale of the fit.
  [[nodiscard]] double error_back(double value, double error) const { return logs_ ? std::exp(value) * error : error; }

 private:
  bool logs_;
};

// --- for programs ------------------------------------------------------------------------------------------------

class Rows {
 public:
  Rows(table::Table& table, const EkcResult& result) : table_(table), result_(result) {}
  void add(std::string_view quantity, Cell value, Cell said = Empty{}) {
    table_.rows.push_back(
        {word(result_.indicator), word(model_name(result_.degree)), word(quantity), std::move(value), std::move(said)});
  }
  /// A row for each coefficient: b0 is the constant, absent where groups have their own.
  void add_each(std::string_view name, const std::function<std::optional<double>(std::size_t)>& value) {
    const KuznetsCurve& curve = *result_.curve;
    for (std::size_t i = 0; i < curve.fit.coefficients.size(); ++i)
      add(std::string(name) + std::to_string(i + 1 - curve.first_power), number(value(i)));
  }

 private:
  table::Table& table_;
  const EkcResult& result_;
};

[[nodiscard]] std::optional<double> at(const std::vector<double>& values, std::size_t i) {
  if (i < values.size()) return values[i];
  return std::nullopt;
}

void add_fit(Rows& rows, const LeastSquares& fit) {
  rows.add("df", std::int64_t(fit.df));
  rows.add_each("b", [&](std::size_t i) { return at(fit.coefficients, i); });
  rows.add_each("se_b", [&](std::size_t i) { return at(fit.standard_errors, i); });
  rows.add_each("t_b", [&](std::size_t i) { return fit.t(i); });
  rows.add_each("p_b", [&](std::size_t i) { return fit.p(i); });
  rows.add_each("hc3_se_b", [&](std::size_t i) { return at(fit.hc3, i); });
  rows.add_each("nw_se_b", [&](std::size_t i) { return at(fit.newey_west, i); });
  rows.add("r2", number(fit.r2));
  rows.add("adj_r2", number(fit.adjusted_r2));
  rows.add("rsd", number(fit.residual_deviation));
  rows.add("aicc", number(fit.aicc));
}

void add_turning_point(Rows& rows, const TurningPoint& turning, const Scale& scale) {
  rows.add("tp", number(scale.back(turning.x)),
           (turning.is_top ? history::curve::maximum : history::curve::minimum).word());
  rows.add("tp_se", number(scale.error_back(turning.x, turning.standard_error)));
  rows.add("tp_low", number(scale.back(turning.low)));
  rows.add("tp_high", number(scale.back(turning.high)));
  if (turning.fieller) {
    rows.add("fieller", Empty{}, word(stats::name_of(*turning.fieller)));
    rows.add("fieller_low", number(scale.back(turning.fieller_low)));
    rows.add("fieller_high", number(scale.back(turning.fieller_high)));
  }
  rows.add("boot_low", number(scale.back(turning.boot_low)));
  rows.add("boot_high", number(scale.back(turning.boot_high)));
}

void add_curve(Rows& rows, const EkcResult& result, const Scale& scale) {
  const KuznetsCurve& curve = *result.curve;
  add_fit(rows, curve.fit);
  if (curve.turning) add_turning_point(rows, *curve.turning, scale);
  if (curve.u_test) {
    const bool trivial = curve.turning && !curve.turning->inside;
    rows.add("utest_t", number(curve.u_test->t));
    rows.add("utest_p", number(curve.u_test->p), trivial ? word("outside_data") : Cell(Empty{}));
  }
  if (result.turning_year) rows.add("turning_year", std::int64_t{*result.turning_year});
}

void add_extras(Rows& rows, const EkcResult& result) {
  for (const stats::Doubt doubt : result.doubts()) rows.add("reason", Empty{}, word(stats::name_of(doubt)));
  if (result.curve) {
    rows.add("nw_lag", std::int64_t(result.curve->fit.lag));
    if (result.curve->turning) rows.add("boot_share", number(result.curve->turning->boot_share));
  }
  for (std::size_t degree = 1; degree <= 3; ++degree)
    rows.add("aicc_" + std::string(model_name(degree)), number(result.choice.aicc[degree - 1]));
  if (result.choice.best) rows.add("aicc_choice", Empty{}, word(model_name(*result.choice.best)));
}

// --- for readers -------------------------------------------------------------------------------------------------

[[nodiscard]] table::Column column(const words::Phrase& name, Kind kind) {
  return {std::string(name.id), name.label(), {}, kind, false};
}

[[nodiscard]] std::string shown(double value) { return table::significant(value, {}).value; }

/// `y = 12.3 + 0.45 x - 0.0012 x^2`
[[nodiscard]] std::string equation_of(const EkcResult& result, bool logs) {
  const KuznetsCurve& curve = *result.curve;
  std::string out = logs ? "ln y =" : "y =";
  for (std::size_t i = 0; i < curve.fit.coefficients.size(); ++i) {
    const double b = curve.fit.coefficients[i];
    const std::size_t power = i + 1 - curve.first_power;
    const bool leading = i == 0;
    out += leading ? (b < 0.0 ? " -" : " ") : b < 0.0 ? " - " : " + ";
    out += shown(std::abs(b));
    if (power > 0) out += logs ? " ln x" : " x";
    if (power > 1) out += "^" + std::to_string(power);
  }
  return out + (result.is_panel ? " + c" : "");
}

[[nodiscard]] history::EkcReading reading_of(const EkcResult& result, const Scale& scale) {
  history::EkcReading out;
  out.verdict = stats::name_of(result.verdict());
  out.shape = stats::name_of(result.curve ? result.curve->shape : stats::CurveShape::none);
  out.n = result.x.size();
  out.needed = stats::fewest_points;
  for (const stats::Doubt doubt : result.doubts()) out.doubts.push_back(stats::name_of(doubt));
  out.year = result.turning_year;
  if (!result.curve || !result.curve->turning) return out;
  const TurningPoint& turning = *result.curve->turning;
  out.is_top = turning.is_top;
  out.turning_point = shown(scale.back(turning.x));
  out.low = shown(scale.back(turning.fieller_low.value_or(turning.low)));
  out.high = shown(scale.back(turning.fieller_high.value_or(turning.high)));
  return out;
}

[[nodiscard]] Cell fieller_cell(const EkcResult& result, const Scale& scale) {
  if (!result.curve || !result.curve->turning || !result.curve->turning->fieller) return Empty{};
  const TurningPoint& turning = *result.curve->turning;
  history::FiellerWords interval{stats::name_of(*turning.fieller), {}, {}};
  if (turning.fieller_low) interval.low = shown(scale.back(*turning.fieller_low));
  if (turning.fieller_high) interval.high = shown(scale.back(*turning.fieller_high));
  return Word{std::string(interval.kind), history::fieller_words(interval)};
}

[[nodiscard]] Cell period_cell(const EkcResult& result) {
  if (result.years.empty()) return Empty{};
  const auto [first, last] = std::minmax_element(result.years.begin(), result.years.end());
  return Word{"period", history::span(*first, *last)};
}

void add_extremes(const EkcResult& result, table::Row& row) {
  if (result.y.empty() || result.is_panel) {
    row.insert(row.end(), 3, Empty{});
    return;
  }
  const auto top = std::max_element(result.y.begin(), result.y.end());
  row.emplace_back(Number{result.y.front(), {}});
  row.emplace_back(Number{*top, {}});
  if (result.years.empty()) {
    row.emplace_back(Empty{});
  } else {
    row.emplace_back(std::int64_t{result.years[static_cast<std::size_t>(top - result.y.begin())]});
  }
}

[[nodiscard]] table::Row reader_row(const EkcResult& result, bool logs) {
  const Scale scale(logs);
  const bool testable = result.verdict() != stats::KuznetsVerdict::not_testable;
  table::Row row{word(result.indicator), period_cell(result), std::int64_t(result.x.size())};
  add_extremes(result, row);
  if (!testable) {
    row.insert(row.end(), 6, Empty{});
  } else {
    const KuznetsCurve& curve = *result.curve;
    row.emplace_back(history::shape_word(stats::name_of(curve.shape)));
    row.push_back(word(equation_of(result, logs)));
    row.push_back(number(curve.fit.r2));
    row.push_back(number(curve.turning ? std::optional(scale.back(curve.turning->x)) : std::nullopt));
    row.push_back(fieller_cell(result, scale));
    if (curve.u_test)
      row.push_back(history::p_value(curve.u_test->p));
    else
      row.emplace_back(Empty{});
  }
  row.emplace_back(
      Word{std::string(stats::name_of(result.verdict())), history::ekc_reading(reading_of(result, scale))});
  return row;
}

// --- figures -----------------------------------------------------------------------------------------------------

void add_curve_series(const EkcResult& result, bool logs, table::Figure& figure) {
  const KuznetsCurve& curve = *result.curve;
  const Scale scale(logs);
  table::FigureSeries band{"band", history::curve::band.label(), table::Mark::band, table::Role::uncertainty};
  table::FigureSeries line{"fit", history::curve::fitted.label(), table::Mark::line, table::Role::fit};
  const auto [low, high] = std::minmax_element(result.x.begin(), result.x.end());
  const double from = scale.there(*low), to = scale.there(*high);
  const double reach = stats::student_quantile(0.975, curve.fit.df);
  for (std::size_t i = 0; i < curve_points; ++i) {
    const double x = from + (to - from) * static_cast<double>(i) / static_cast<double>(curve_points - 1);
    const double y = curve.at(x), error = reach * curve.error_at(x);
    for (table::FigureSeries* series : {&band, &line}) series->x.push_back(scale.back(x));
    line.y.push_back(scale.back(y));
    band.y.push_back(scale.back(y - error));
    band.y_high.push_back(scale.back(y + error));
  }
  figure.series.push_back(std::move(band));
  figure.series.push_back(std::move(line));
  if (curve.turning && curve.turning->inside) {
    const double x = scale.back(curve.turning->x);
    figure.series.push_back({"tp", history::turns_at(shown(x)), table::Mark::vertical, table::Role::milestone, {x}});
  }
}

[[nodiscard]] table::Figure figure_of(const EkcResult& result, const EkcRequest& request, std::size_t position) {
  table::Figure out;
  out.id = "ekc_" + std::to_string(position);
  out.title = {result.indicator, result.indicator};
  out.x = {{request.x, request.x}, request.logs, false};
  out.y = {{result.indicator, result.indicator}, request.logs, false};
  if (result.curve) add_curve_series(result, request.logs, out);
  table::FigureSeries points{
      "points", history::curve::observed_points.label(), table::Mark::points, table::Role::subject, result.x, result.y};
  constexpr std::size_t most_named = 40;
  if (result.x.size() <= most_named) {
    for (const int year : result.years) points.texts.push_back(std::to_string(year));
  }
  out.series.push_back(std::move(points));
  out.remarks.push_back(history::ekc_reading(reading_of(result, Scale(request.logs))));
  return out;
}

}  // namespace

table::Table ekc_table(const std::vector<EkcResult>& results, const EkcRequest& request) {
  table::Table out;
  out.id = "ekc";
  for (const char* id : {"indicator", "model", "quantity"}) out.columns.push_back({id, {}, {}, Kind::word, false});
  out.columns.push_back({"value", {}, {}, Kind::number, false});
  out.columns.push_back({"word", {}, {}, Kind::word, false});
  for (const EkcResult& result : results) {
    Rows rows(out, result);
    rows.add("n", std::int64_t(result.x.size()));
    if (result.curve) add_curve(rows, result, Scale(request.logs));
    const bool testable = result.verdict() != stats::KuznetsVerdict::not_testable;
    if (testable) rows.add("shape", Empty{}, word(stats::name_of(result.curve->shape)));
    rows.add("verdict", Empty{}, word(stats::name_of(result.verdict())));
    add_extras(rows, result);
  }
  return out;
}

table::Table ekc_for_readers(const std::vector<EkcResult>& results, const EkcRequest& request) {
  table::Table out;
  out.id = "ekc";
  out.title = history::curve::ekc_title.label();
  out.columns = {column(history::curve::indicator, Kind::word),   column(history::curve::period, Kind::word),
                 column(history::curve::points, Kind::integer),   column(history::curve::first_value, Kind::number),
                 column(history::curve::top_value, Kind::number), column(history::curve::top_year, Kind::year_or_word),
                 column(history::curve::shape, Kind::word),       column(history::curve::equation, Kind::word),
                 column(history::curve::r2, Kind::number),        column(history::curve::turning_point, Kind::number),
                 column(history::curve::fieller, Kind::word),     column(history::curve::u_test, Kind::number),
                 column(history::curve::reading, Kind::word)};
  for (const EkcResult& result : results) out.rows.push_back(reader_row(result, request.logs));
  out.notes.push_back(history::ekc_note(request.logs, request.shock_years));
  return out;
}

std::vector<table::Figure> ekc_figures(const std::vector<EkcResult>& results, const EkcRequest& request) {
  std::vector<table::Figure> out;
  for (const EkcResult& result : results) {
    if (!result.x.empty()) out.push_back(figure_of(result, request, out.size() + 1));
  }
  return out;
}

std::vector<table::Label> ekc_answers(const std::vector<EkcResult>& results, const EkcRequest& request) {
  std::vector<table::Label> out;
  out.reserve(results.size());
  for (const EkcResult& result : results)
    out.push_back(history::about(result.indicator, history::ekc_reading(reading_of(result, Scale(request.logs)))));
  return out;
}

}  // namespace citypeak::analysis
