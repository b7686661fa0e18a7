// SPDX-License-Identifier: MIT
// Fits, turning points, their intervals and tests, and the reasons to doubt them.
#include "sim/stats/kuznets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace citypeak::stats {

namespace {

constexpr double significance = 0.05;
constexpr std::size_t replicates = 4999;  // (replicates + 1) * 2.5 % is whole
constexpr std::array<std::string_view, 8> shape_names{"rising",          "falling", "u",          "inverted_u",
                                                      "half_inverted_u", "n",       "inverted_n", "none"};
constexpr std::array<std::string_view, 3> fieller_names{"bounded", "exclusive", "unbounded"};
constexpr std::array<std::string_view, 8> doubt_names{"too_few_points",  "no_turning_point",    "outside_data",
                                                      "top_at_first",    "top_at_last",         "shock_years",
                                                      "not_significant", "interval_not_bounded"};
constexpr std::array<std::string_view, 3> verdict_names{"identified", "not_identified", "not_testable"};

// --- the fit -----------------------------------------------------------------------------------------------------

[[nodiscard]] std::size_t group_count(const KuznetsPoints& points) {
  if (points.groups.empty()) return 1;
  return *std::max_element(points.groups.begin(), points.groups.end()) + 1;
}

/// A column that is the same within every group is left empty: rounding leaves a speck that would be fitted.
void clear_specks(std::span<const long double> before, std::size_t columns, std::vector<long double>& rows) {
  constexpr long double unit = std::numeric_limits<double>::epsilon();
  for (std::size_t c = 0; c < columns; ++c) {
    long double largest = 0.0L, left = 0.0L;
    for (std::size_t i = c; i < rows.size(); i += columns) {
      largest = std::max(largest, std::abs(before[i]));
      left = std::max(left, std::abs(rows[i]));
    }
    if (left > unit * largest) continue;
    for (std::size_t i = c; i < rows.size(); i += columns) rows[i] = 0.0L;
  }
}

/// Takes the mean of its group out of each column: rows x columns, row by row.
void take_group_means_out(std::span<const std::size_t> groups, std::size_t columns, std::vector<long double>& rows) {
  const std::vector<long double> before = rows;
  const std::size_t n = groups.size();
  for (std::size_t from = 0, to = 0; from < n; from = to) {
    while (to < n && groups[to] == groups[from]) ++to;
    for (std::size_t c = 0; c < columns; ++c) {
      long double mean = 0.0L;
      for (std::size_t i = from; i < to; ++i) mean += rows[i * columns + c] / static_cast<long double>(to - from);
      for (std::size_t i = from; i < to; ++i) rows[i * columns + c] -= mean;
    }
  }
  clear_specks(before, columns, rows);
}

/// What a fit reads, kept alive together.
struct Prepared {
  std::vector<long double> design;
  std::vector<double> y;
  Regression regression;
};

[[nodiscard]] Prepared prepare(const KuznetsPoints& points, std::span<const double> x, std::size_t degree) {
  const bool grouped = !points.groups.empty();
  Prepared out;
  out.design = powers_of(x, degree, !grouped);
  out.y.assign(points.y.begin(), points.y.end());
  out.regression.columns = degree + (grouped ? 0 : 1);
  if (grouped) {
    take_group_means_out(points.groups, degree, out.design);
    std::vector<long double> y(points.y.begin(), points.y.end());
    take_group_means_out(points.groups, 1, y);
    for (std::size_t i = 0; i < y.size(); ++i) out.y[i] = static_cast<double>(y[i]);
    out.regression.absorbed = group_count(points);
  }
  out.regression.groups = points.groups;
  out.regression.times = points.years;
  return out;
}

[[nodiscard]] std::optional<LeastSquares> fit_degree(const KuznetsPoints& points, std::span<const double> x,
                                                     std::size_t degree) {
  Prepared prepared = prepare(points, x, degree);
  prepared.regression.design = prepared.design;
  prepared.regression.y = prepared.y;
  return least_squares(prepared.regression);
}

[[nodiscard]] std::vector<double> scaled_x(const KuznetsPoints& points, const KuznetsCurve& curve) {
  std::vector<double> out;
  out.reserve(points.size());
  for (const double x : points.x) out.push_back((x - curve.middle) / curve.width);
  return out;
}

/// In the scaled x. Where the points lie on the curve, powers that they do not need are exactly 0.
[[nodiscard]] std::optional<LeastSquares> fit_scaled(const KuznetsPoints& points, const KuznetsCurve& curve,
                                                     std::size_t degree) {
  constexpr double rounding = 8.0 * std::numeric_limits<double>::epsilon();  // a few roundings of y
  auto out = fit_degree(points, scaled_x(points, curve), degree);
  if (!out || out->residual_sum > 0.0) return out;
  double largest = 0.0;
  for (const double y : points.y) largest = std::max(largest, std::abs(y));
  for (double& b : out->coefficients) {
    if (std::abs(b) <= rounding * largest) b = 0.0;
  }
  return out;
}

// --- slopes and turning points, in the scaled x --------------------------------------------------------------------

[[nodiscard]] double power_of(const KuznetsCurve& curve, std::size_t power) {
  return power <= curve.degree ? curve.scaled.coefficients[curve.first_power + power - 1] : 0.0;
}

/// A sum of coefficients of the powers, and the variance of it.
struct Combination {
  double value = 0.0, variance = 0.0;
};
[[nodiscard]] Combination combine(const KuznetsCurve& curve, const std::array<double, 3>& weights) {
  const std::size_t k = curve.scaled.coefficients.size();
  Combination out;
  for (std::size_t i = 0; i < curve.degree; ++i) {
    out.value += weights[i] * curve.scaled.coefficients[curve.first_power + i];
    for (std::size_t j = 0; j < curve.degree; ++j)
      out.variance +=
          weights[i] * weights[j] * curve.scaled.covariance[(curve.first_power + i) * k + curve.first_power + j];
  }
  return out;
}

[[nodiscard]] std::array<double, 3> slope_weights(double x) { return {1.0, 2.0 * x, 3.0 * x * x}; }

/// The slope at x over its error; infinite without an error, nothing of neither.
[[nodiscard]] std::optional<double> slope_t(const KuznetsCurve& curve, double x) {
  const Combination slope = combine(curve, slope_weights(x));
  if (slope.variance > 0.0) return slope.value / std::sqrt(slope.variance);
  if (slope.value == 0.0) return std::nullopt;
  return std::copysign(std::numeric_limits<double>::infinity(), slope.value);
}

struct Range {
  double low, high;
  [[nodiscard]] bool holds(double x) const { return x > low && x < high; }
};
[[nodiscard]] Range range_of(std::span<const double> x) {
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  return {*low, *high};
}

/// Where b1 + 2 b2 x + 3 b3 x^2 is nothing: none, one or two points in rising order, without cancellation.
[[nodiscard]] std::vector<double> stationary_points(double b1, double b2, double b3) {
  if (b3 == 0.0) return b2 == 0.0 ? std::vector<double>() : std::vector<double>{-b1 / (2.0 * b2)};
  const double inside = b2 * b2 - 3.0 * b1 * b3;
  if (!(inside > 0.0)) return {};
  const double q = -(b2 + std::copysign(std::sqrt(inside), b2));
  std::vector<double> out{q / (3.0 * b3)};
  if (q != 0.0) out.push_back(b1 / q);
  std::sort(out.begin(), out.end());
  return out;
}

[[nodiscard]] double curvature(double b2, double b3, double x) { return 2.0 * b2 + 6.0 * b3 * x; }

/// The turning point that is told: a parabola's only one, a cubic's maximum.
[[nodiscard]] std::optional<double> told_point(double b1, double b2, double b3) {
  for (const double x : stationary_points(b1, b2, b3)) {
    if (b3 == 0.0 || curvature(b2, b3, x) < 0.0) return x;
  }
  return std::nullopt;
}

/// All theta with (b1 + 2 b2 theta)^2 <= t^2 Var(b1 + 2 b2 theta).
void add_fieller(const KuznetsCurve& curve, TurningPoint& turning) {
  const double t = student_quantile(1.0 - significance / 2.0, curve.scaled.df);
  const std::size_t k = curve.scaled.coefficients.size(), one = curve.first_power, two = one + 1;
  const auto covariance = [&](std::size_t i, std::size_t j) { return t * t * curve.scaled.covariance[i * k + j]; };
  const double b1 = curve.scaled.coefficients[one], b2 = curve.scaled.coefficients[two];
  const double v11 = covariance(one, one), v12 = covariance(one, two), v22 = covariance(two, two);
  const double a = 4.0 * (b2 * b2 - v22), half_b = 2.0 * (b1 * b2 - v12), c = b1 * b1 - v11;
  // half_b^2 - a c, without the difference of two large numbers that it is in a good fit.
  const double inside = 4.0 * (b1 * b1 * v22 - 2.0 * b1 * b2 * v12 + b2 * b2 * v11 + v12 * v12 - v11 * v22);
  if (a == 0.0 || !(inside > 0.0)) {
    turning.fieller = a > 0.0 ? FiellerKind::bounded : FiellerKind::unbounded;
    if (a > 0.0) turning.fieller_low = turning.fieller_high = turning.x;  // an exact fit
    return;
  }
  const double q = -(half_b + std::copysign(std::sqrt(inside), half_b));
  const double one_root = q / a, other_root = q != 0.0 ? c / q : -q / a;
  turning.fieller = a > 0.0 ? FiellerKind::bounded : FiellerKind::exclusive;
  turning.fieller_low = std::min(one_root, other_root);
  turning.fieller_high = std::max(one_root, other_root);
}

/// A number that looks random and belongs to its arguments (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
[[nodiscard]] std::uint64_t hashed(std::uint64_t seed, std::uint64_t replicate, std::uint64_t position) {
  std::uint64_t z = seed * 0x9E3779B97F4A7C15ULL + (replicate << 32U) + position + 1;
  for (int round = 0; round < 2; ++round) {
    z += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
  }
  return z;
}

/// What a unit of residual at each point moves each power's coefficient by, times the residual freed of its leverage.
[[nodiscard]] std::vector<double> moves_of(const KuznetsPoints& points, const KuznetsCurve& curve) {
  constexpr double all = 1e-9;
  const Prepared prepared = prepare(points, scaled_x(points, curve), curve.degree);
  const std::size_t n = points.size(), k = prepared.regression.columns;
  const double variance = curve.scaled.residual_deviation * curve.scaled.residual_deviation;
  std::vector<double> out(n * curve.degree, 0.0);
  if (!(variance > 0.0)) return out;
  for (std::size_t i = 0; i < n; ++i) {
    const double left = std::max(1.0 - curve.scaled.leverages[i], all);
    for (std::size_t p = 0; p < curve.degree; ++p) {
      long double move = 0.0L;
      for (std::size_t j = 0; j < k; ++j)
        move += static_cast<long double>(curve.scaled.covariance[(curve.first_power + p) * k + j]) *
                prepared.design[i * k + j];
      out[i * curve.degree + p] =
          static_cast<double>(move / static_cast<long double>(variance)) * curve.scaled.residuals[i] / left;
    }
  }
  return out;
}

/// Wild bootstrap: each point's residual (each group's residuals together) keeps or changes its sign.
void add_bootstrap(const KuznetsPoints& points, const KuznetsCurve& curve, std::uint64_t seed, TurningPoint& turning) {
  const std::vector<double> moves = moves_of(points, curve);
  std::vector<double> found;
  std::size_t same_way = 0;
  for (std::size_t r = 0; r < replicates; ++r) {
    std::array<double, 3> b{power_of(curve, 1), power_of(curve, 2), power_of(curve, 3)};
    for (std::size_t i = 0; i < points.size(); ++i) {
      const std::uint64_t owner = points.groups.empty() ? i : points.groups[i];
      const double sign = (hashed(seed, r, owner) >> 63U) != 0 ? 1.0 : -1.0;
      for (std::size_t p = 0; p < curve.degree; ++p) b[p] += sign * moves[i * curve.degree + p];
    }
    const auto x = told_point(b[0], b[1], b[2]);
    if (!x) continue;
    found.push_back(*x);
    same_way += (curvature(b[1], b[2], *x) < 0.0) == turning.is_top ? 1 : 0;
  }
  turning.boot_share = static_cast<double>(same_way) / static_cast<double>(replicates);
  const auto rank = static_cast<std::size_t>((replicates + 1) * significance / 2.0) - 1;
  if (replicates - found.size() > rank) return;
  std::sort(found.begin(), found.end());
  turning.boot_low = found[rank];
  turning.boot_high = found[found.size() - 1 - rank];
}

/// From the scaled x to x as given.
void unscale(const KuznetsCurve& curve, TurningPoint& turning) {
  const auto back = [&curve](double& x) { x = curve.middle + curve.width * x; };
  for (double* x : {&turning.x, &turning.low, &turning.high}) back(*x);
  for (auto* x : {&turning.fieller_low, &turning.fieller_high, &turning.boot_low, &turning.boot_high}) {
    if (*x) back(**x);
  }
  turning.standard_error *= curve.width;
}

[[nodiscard]] std::optional<TurningPoint> turning_point(const KuznetsPoints& points, const KuznetsCurve& curve,
                                                        const KuznetsOptions& options) {
  const double b2 = power_of(curve, 2), b3 = power_of(curve, 3);
  const auto x = told_point(power_of(curve, 1), b2, b3);
  if (!x) return std::nullopt;
  TurningPoint out;
  out.x = *x;
  out.is_top = curvature(b2, b3, *x) < 0.0;
  out.inside = range_of(scaled_x(points, curve)).holds(*x);
  // A coefficient that grows moves the zero of the slope by its weight over the curvature.
  const Combination slope = combine(curve, slope_weights(*x));
  out.standard_error = std::sqrt(slope.variance) / std::abs(curvature(b2, b3, *x));
  const double reach = student_quantile(1.0 - significance / 2.0, curve.scaled.df) * out.standard_error;
  out.low = out.x - reach;
  out.high = out.x + reach;
  if (curve.degree == 2) add_fieller(curve, out);
  add_bootstrap(points, curve, options.seed, out);
  unscale(curve, out);
  return out;
}

/// On the parabola, and on a cubic that turns once within the data.
[[nodiscard]] std::optional<UTest> u_test(const KuznetsPoints& points, const KuznetsCurve& curve) {
  const Range range = range_of(scaled_x(points, curve));
  const auto all = stationary_points(power_of(curve, 1), power_of(curve, 2), power_of(curve, 3));
  const auto inside = std::count_if(all.begin(), all.end(), [&](double x) { return range.holds(x); });
  if (curve.degree < 2 || (curve.degree == 3 && inside != 1)) return std::nullopt;
  const auto low = slope_t(curve, range.low), high = slope_t(curve, range.high);
  if (!low || !high) return std::nullopt;
  UTest out;
  out.inverted = curve.degree == 2 ? power_of(curve, 2) < 0.0 : *low > *high;
  out.t = out.inverted ? std::min(*low, -*high) : std::min(-*low, *high);
  out.p = student_above(out.t, curve.scaled.df);
  return out;
}

// --- what the data show without a curve --------------------------------------------------------------------------

/// Where the largest (smallest) value of a group stands among its points.
struct Standing {
  bool first = false, last = false;
  bool only_shocks_follow = false;  ///< and at least one does
};

[[nodiscard]] bool is_shock(const KuznetsPoints& points, std::size_t i) {
  if (points.years.empty()) return false;
  return std::find(points.shock_years.begin(), points.shock_years.end(), points.years[i]) != points.shock_years.end();
}

[[nodiscard]] Standing standing_of(const KuznetsPoints& points, std::size_t from, std::size_t to, bool top) {
  const auto begin = points.y.begin() + static_cast<std::ptrdiff_t>(from);
  const auto end = points.y.begin() + static_cast<std::ptrdiff_t>(to);
  const auto found = top ? std::max_element(begin, end) : std::min_element(begin, end);
  const std::size_t at = static_cast<std::size_t>(found - points.y.begin());
  Standing out{at == from, at + 1 == to, at + 1 < to};
  for (std::size_t i = at + 1; i < to; ++i) out.only_shocks_follow = out.only_shocks_follow && is_shock(points, i);
  return out;
}

/// What holds of more than half of the groups.
[[nodiscard]] Standing standing_of_most(const KuznetsPoints& points, bool top) {
  std::size_t first = 0, last = 0, shocks = 0, all = 0;
  for (std::size_t from = 0, to = 0; from < points.size(); from = to, ++all) {
    while (to < points.size() && (points.groups.empty() || points.groups[to] == points.groups[from])) ++to;
    const Standing one = standing_of(points, from, to, top);
    first += one.first ? 1 : 0;
    last += one.last ? 1 : 0;
    shocks += one.only_shocks_follow ? 1 : 0;
  }
  return {2 * first > all, 2 * last > all, 2 * shocks > all};
}

/// The points of years without a crisis.
struct WithoutShocks {
  std::vector<double> x, y;
  std::vector<int> years;
  std::vector<std::size_t> groups;
  [[nodiscard]] KuznetsPoints points() const { return {x, y, years, groups, {}}; }
};
[[nodiscard]] WithoutShocks without_shocks(const KuznetsPoints& points) {
  WithoutShocks out;
  std::size_t last_group = 0;  // of the point kept last, as it is numbered in `points`
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (is_shock(points, i)) continue;
    out.x.push_back(points.x[i]);
    out.y.push_back(points.y[i]);
    if (!points.years.empty()) out.years.push_back(points.years[i]);
    if (points.groups.empty()) continue;
    const bool is_new = !out.groups.empty() && points.groups[i] != last_group;
    out.groups.push_back(out.groups.empty() ? 0 : out.groups.back() + (is_new ? 1 : 0));
    last_group = points.groups[i];
  }
  return out;
}

// --- shape and doubts --------------------------------------------------------------------------------------------

/// Of a fit without a residual every coefficient is, unless it is 0.
[[nodiscard]] bool is_significant(const LeastSquares& fit, std::size_t position) {
  const auto p = fit.p(position);
  return p ? *p < significance : fit.coefficients[position] != 0.0;
}
[[nodiscard]] bool is_significant(const KuznetsCurve& curve, std::size_t power) {
  return is_significant(curve.scaled, curve.first_power + power - 1);
}

[[nodiscard]] CurveShape shape_of_line(const KuznetsPoints& points, const KuznetsCurve& curve) {
  const auto line = fit_scaled(points, curve, 1);
  if (!line || !is_significant(*line, curve.first_power)) return CurveShape::none;
  return line->coefficients[curve.first_power] > 0.0 ? CurveShape::rising : CurveShape::falling;
}

[[nodiscard]] CurveShape shape_of_cubic(const KuznetsPoints& points, const KuznetsCurve& curve) {
  const Range range = range_of(scaled_x(points, curve));
  const auto all = stationary_points(power_of(curve, 1), power_of(curve, 2), power_of(curve, 3));
  const bool both = all.size() == 2 && range.holds(all[0]) && range.holds(all[1]);
  if (!both || !is_significant(curve, 3)) return CurveShape::none;
  return power_of(curve, 3) > 0.0 ? CurveShape::n : CurveShape::inverted_n;
}

/// The shape before what the data themselves say against a turning point.
[[nodiscard]] CurveShape shape_of(const KuznetsPoints& points, const KuznetsCurve& curve) {
  if (curve.degree == 3) {
    const CurveShape waves = shape_of_cubic(points, curve);
    if (waves != CurveShape::none) return waves;
  }
  const bool turns = curve.u_test && curve.u_test->p < significance;
  if (turns) return curve.u_test->inverted ? CurveShape::inverted_u : CurveShape::u;
  if (curve.degree == 2 && power_of(curve, 2) < 0.0 && is_significant(curve, 2)) return CurveShape::half_inverted_u;
  return shape_of_line(points, curve);
}

/// An extremum at an end of the data is no turn that was seen.
[[nodiscard]] CurveShape without_unseen_turn(const KuznetsPoints& points, const KuznetsCurve& curve, CurveShape shape) {
  if (shape != CurveShape::inverted_u && shape != CurveShape::u) return shape;
  const Standing standing = standing_of_most(points, shape == CurveShape::inverted_u);
  if (!standing.first && !standing.last) return shape;
  return shape == CurveShape::inverted_u ? CurveShape::half_inverted_u : shape_of_line(points, curve);
}

/// All doubts but the one about years of crisis.
[[nodiscard]] std::vector<Doubt> plain_doubts(const KuznetsPoints& points, const KuznetsCurve& curve) {
  std::vector<Doubt> out;
  if (points.size() < fewest_points) out.push_back(Doubt::too_few_points);
  if (!curve.turning) {
    out.push_back(Doubt::no_turning_point);
    return out;
  }
  const TurningPoint& turning = *curve.turning;
  if (!turning.inside) out.push_back(Doubt::outside_data);
  const Standing standing = standing_of_most(points, turning.is_top);
  if (standing.first) out.push_back(Doubt::top_at_first);
  if (standing.last) out.push_back(Doubt::top_at_last);
  if (!curve.u_test || curve.u_test->p >= significance) out.push_back(Doubt::not_significant);
  if (turning.fieller && *turning.fieller != FiellerKind::bounded) out.push_back(Doubt::interval_not_bounded);
  return out;
}

[[nodiscard]] std::optional<KuznetsCurve> bare_curve(const KuznetsPoints& points, const KuznetsOptions& options) {
  if (points.size() == 0) return std::nullopt;
  KuznetsCurve out;
  out.degree = options.degree;
  out.first_power = points.groups.empty() ? 1 : 0;
  const Range range = range_of(points.x);
  out.middle = 0.5 * range.low + 0.5 * range.high;
  out.width = 0.5 * range.high - 0.5 * range.low;
  if (!(out.width > 0.0)) return std::nullopt;
  auto fit = fit_degree(points, points.x, options.degree);
  auto scaled = fit_scaled(points, out, options.degree);
  if (!fit || !scaled) return std::nullopt;
  out.fit = std::move(*fit);
  out.scaled = std::move(*scaled);
  // The highest powers are the same in both x but for a factor.
  for (std::size_t power = out.degree; power > 0 && power_of(out, power) == 0.0; --power)
    out.fit.coefficients[out.first_power + power - 1] = 0.0;
  if (points.groups.empty()) {
    out.constant = out.scaled.coefficients.front();
  } else {
    double sum = 0.0;  // apart from the constant, which `at` adds
    for (std::size_t i = 0; i < points.size(); ++i) sum += points.y[i] - out.at(points.x[i]);
    out.constant = sum / static_cast<double>(points.size());
  }
  out.u_test = u_test(points, out);
  return out;
}

/// Whether the turn rests on years of crisis: nothing else comes after the top, or it is lost without them.
[[nodiscard]] bool rests_on_shocks(const KuznetsPoints& points, const KuznetsCurve& curve,
                                   const KuznetsOptions& options) {
  if (!curve.turning) return false;
  if (standing_of_most(points, curve.turning->is_top).only_shocks_follow) return true;
  const WithoutShocks rest = without_shocks(points);
  if (rest.x.size() == points.size() || !plain_doubts(points, curve).empty()) return false;
  auto without = bare_curve(rest.points(), options);
  if (!without) return true;
  without->turning = turning_point(rest.points(), *without, options);
  return !plain_doubts(rest.points(), *without).empty() || without->turning->is_top != curve.turning->is_top;
}

}  // namespace

std::string_view name_of(CurveShape shape) { return shape_names[static_cast<std::size_t>(shape)]; }
std::string_view name_of(FiellerKind kind) { return fieller_names[static_cast<std::size_t>(kind)]; }
std::string_view name_of(Doubt doubt) { return doubt_names[static_cast<std::size_t>(doubt)]; }
std::string_view name_of(KuznetsVerdict verdict) { return verdict_names[static_cast<std::size_t>(verdict)]; }

double KuznetsCurve::at(double x) const {
  const double z = (x - middle) / width;
  return constant + z * (power_of(*this, 1) + z * (power_of(*this, 2) + z * power_of(*this, 3)));
}

double KuznetsCurve::error_at(double x) const {
  const std::size_t k = scaled.coefficients.size();
  std::vector<double> row;
  for (std::size_t i = 0; i < k; ++i)
    row.push_back(std::pow((x - middle) / width, static_cast<double>(i + 1 - first_power)));
  double variance = 0.0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) variance += row[i] * row[j] * scaled.covariance[i * k + j];
  }
  return std::sqrt(std::max(variance, 0.0));
}

KuznetsVerdict KuznetsCurve::verdict() const {
  if (std::find(doubts.begin(), doubts.end(), Doubt::too_few_points) != doubts.end())
    return KuznetsVerdict::not_testable;
  return doubts.empty() ? KuznetsVerdict::identified : KuznetsVerdict::not_identified;
}

std::optional<KuznetsCurve> fit_kuznets(const KuznetsPoints& points, const KuznetsOptions& options) {
  auto out = bare_curve(points, options);
  if (!out) return std::nullopt;
  out->turning = turning_point(points, *out, options);
  out->doubts = plain_doubts(points, *out);
  if (rests_on_shocks(points, *out, options)) out->doubts.push_back(Doubt::shock_years);
  out->shape = without_unseen_turn(points, *out, shape_of(points, *out));
  return out;
}

DegreeChoice choose_degree(const KuznetsPoints& points) {
  DegreeChoice out;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t degree = 1; degree <= 3; ++degree) {
    const auto fit = fit_degree(points, points.x, degree);
    if (fit && fit->residual_sum == 0.0) {
      out.best = degree;
      return out;
    }
    if (!fit || !fit->aicc) continue;
    out.aicc[degree - 1] = fit->aicc;
    if (!(*fit->aicc < least)) continue;
    least = *fit->aicc;
    out.best = degree;
  }
  return out;
}

std::optional<int> turning_year(const KuznetsPoints& points, double turning_x) {
  if (points.years.empty() || !points.groups.empty() || points.x.front() >= turning_x) return std::nullopt;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points.x[i] >= turning_x) return points.years[i];
  }
  return std::nullopt;
}

}  // namespace citypeak::stats
