// SPDX-License-Identifier: MIT
// Quantiles by Boost.Math, the reference that the kernel's fast versions are checked against.
#include "sim/model/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace citypeak::model {

namespace {

using Role = ParameterRole;
namespace math = boost::math;

// Results outside the range of a number are 0 or infinite, never an exception.
using Policy = math::policies::policy<math::policies::domain_error<math::policies::ignore_error>,
                                      math::policies::pole_error<math::policies::ignore_error>,
                                      math::policies::overflow_error<math::policies::ignore_error>,
                                      math::policies::underflow_error<math::policies::ignore_error>,
                                      math::policies::evaluation_error<math::policies::ignore_error>>;

/// The same without 80-bit intermediates: some ten times faster, still good to 1e-13.
using QuickPolicy = math::policies::normalise<Policy, math::policies::promote_double<false>>::type;

const math::normal_distribution<double, Policy> standard_normal;

/// The normal score of a probability, from the tail that has digits.
double score_of(Probability probability) {
  return probability.below < 0.5 ? math::quantile(standard_normal, probability.below)
                                 : math::quantile(math::complement(standard_normal, probability.above));
}

Probability probability_of(double u) { return {u, 1.0 - u}; }

double score_of(double u) { return score_of(probability_of(u)); }

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double farthest_cut = 37.0;  // standard deviations; beyond, the tail is not a normal number
// Beyond these a beta law is one number, or its two ends, in all but name, and its quantiles take seconds.
constexpr double smallest_shape = 1e-3, largest_shape = 1e7;
constexpr double score_of_95_percent = 1.6448536269514727;  // standard normal quantile at 0.95

double log_odds_of(double share) { return std::log(share / (1.0 - share)); }
double share_of(double log_odds) { return 1.0 / (1.0 + std::exp(-log_odds)); }

std::string_view problem_of_ends(double a, double b) { return a <= b ? "" : "not_increasing"; }

std::string_view problem_of_mode(double a, double mode, double b) {
  if (!(a <= b)) return "not_increasing";
  return a <= mode && mode <= b ? "" : "mode_outside";
}

Steps steps_of(const std::vector<double>& values, const std::vector<double>& weights) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  Steps steps;
  double sum = 0.0;
  for (const std::size_t i : order) {
    if (!(weights[i] > 0.0)) continue;
    sum += weights[i];
    if (!steps.values.empty() && steps.values.back() == values[i]) {
      steps.cumulative.back() = sum;
    } else {
      steps.values.push_back(values[i]);
      steps.cumulative.push_back(sum);
    }
  }
  for (double& share : steps.cumulative) share /= sum;
  return steps;
}

Support support_of_list(const std::vector<double>& values) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  return {*lowest, *highest};
}

}  // namespace

std::span<const Parameter<Uniform>> Uniform::fields() {
  static constexpr std::array<Parameter<Uniform>, 2> table{{
      {"a", Role::value, "Smallest value.", "最小值。", &Uniform::a},
      {"b", Role::value, "Largest value.", "最大值。", &Uniform::b},
  }};
  return table;
}
std::string_view Uniform::problem() const { return problem_of_ends(a, b); }
Uniform Uniform::from_quantiles(double p05, double p95) {
  const double beyond = (p95 - p05) / 18.0;  // 5 % of the width, of which 90 % lie between
  return {p05 - beyond, p95 + beyond};
}
double Uniform::quantile(double u) const { return a == b ? a : a * (1.0 - u) + b * u; }

std::span<const Parameter<LogUniform>> LogUniform::fields() {
  static constexpr std::array<Parameter<LogUniform>, 2> table{{
      {"a", Role::value, "Smallest value, above 0.", "最小值，大于 0。", &LogUniform::a},
      {"b", Role::value, "Largest value.", "最大值。", &LogUniform::b},
  }};
  return table;
}
std::string_view LogUniform::problem() const { return a > 0.0 ? problem_of_ends(a, b) : "not_positive"; }
LogUniform LogUniform::from_quantiles(double p05, double p95) {
  if (!(p05 > 0.0)) return {p05, p05};
  const double beyond = std::exp(std::log(p95 / p05) / 18.0);
  return {p05 / beyond, p95 * beyond};
}
double LogUniform::quantile(double u) const { return std::clamp(a * std::exp(u * std::log(b / a)), a, b); }

std::span<const Parameter<Triangular>> Triangular::fields() {
  static constexpr std::array<Parameter<Triangular>, 3> table{{
      {"a", Role::value, "Smallest value.", "最小值。", &Triangular::a},
      {"mode", Role::value, "Most likely value.", "最可能值。", &Triangular::mode},
      {"b", Role::value, "Largest value.", "最大值。", &Triangular::b},
  }};
  return table;
}
std::string_view Triangular::problem() const { return problem_of_mode(a, mode, b); }
double Triangular::quantile(double u) const {
  if (a == b) return a;
  const double width = b - a;
  const double share_below_mode = (mode - a) / width;
  if (u < share_below_mode) return a + width * std::sqrt(share_below_mode * u);
  const double share_above_mode = (b - mode) / width;
  const double root = std::sqrt(share_above_mode * (1.0 - u));
  if (u >= 0.5) return b - width * root;
  // (1 - root^2) / (1 + root) in place of 1 - root, which has no digits near a.
  return a + width * ((share_below_mode + share_above_mode * u) / (1.0 + root));
}

std::span<const Parameter<Pert>> Pert::fields() {
  static constexpr std::array<Parameter<Pert>, 4> table{{
      {"a", Role::value, "Smallest value.", "最小值。", &Pert::a},
      {"mode", Role::value, "Most likely value.", "最可能值。", &Pert::mode},
      {"b", Role::value, "Largest value.", "最大值。", &Pert::b},
      {"lambda", Role::number, "Weight of the mode: the mean is (a + lambda mode + b) / (lambda + 2).",
       "众数的权重：均值为 (a + lambda·mode + b) / (lambda + 2)。", &Pert::lambda, nullptr, 4.0},
  }};
  return table;
}
std::string_view Pert::problem() const {
  if (const std::string_view found = problem_of_mode(a, mode, b); !found.empty()) return found;
  if (!(lambda > 0.0)) return "shape_not_positive";
  return lambda <= largest_shape ? "" : "degenerate";
}
double Pert::quantile(double u) const {
  if (a == b) return a;
  const UnitPoint point = unit_beta_point(alpha(), beta(), probability_of(u));
  return point.x < 0.5 ? a + (b - a) * point.x : b - (b - a) * point.distance_from_one;
}

std::span<const Parameter<Normal>> Normal::fields() {
  static constexpr std::array<Parameter<Normal>, 2> table{{
      {"mean", Role::value, "Mean, which is also the median.", "均值，也是中位数。", &Normal::mean},
      {"sd", Role::spread, "Standard deviation.", "标准差。", &Normal::sd},
  }};
  return table;
}
std::string_view Normal::problem() const { return sd >= 0.0 ? "" : "sd_negative"; }
double Normal::quantile(double u) const { return sd == 0.0 ? mean : mean + sd * score_of(u); }
Support Normal::support() const { return sd == 0.0 ? Support{mean, mean} : Support{-infinite, infinite}; }
Normal Normal::from_quantiles(double p05, double p95) {
  return {p05 + 0.5 * (p95 - p05), 0.5 * (p95 - p05) / score_of_95_percent};
}

std::span<const Parameter<TruncatedNormal>> TruncatedNormal::fields() {
  static constexpr std::array<Parameter<TruncatedNormal>, 4> table{{
      {"mean", Role::value, "Mean before the cut.", "截断前的均值。", &TruncatedNormal::mean},
      {"sd", Role::spread, "Standard deviation before the cut.", "截断前的标准差。", &TruncatedNormal::sd},
      {"a", Role::value, "Smallest value.", "最小值。", &TruncatedNormal::a},
      {"b", Role::value, "Largest value.", "最大值。", &TruncatedNormal::b},
  }};
  return table;
}
std::string_view TruncatedNormal::problem() const {
  if (!(sd >= 0.0)) return "sd_negative";
  if (!(a <= b)) return "not_increasing";
  if (a == b || sd == 0.0) return "degenerate";
  // The nearer end must leave something to draw from.
  return cut().low < farthest_cut && cut().high > -farthest_cut ? "" : "degenerate";
}
double TruncatedNormal::quantile(double u) const {
  const CutPoint point = cut_normal_point(cut(), probability_of(u));
  // Told from where it is nearest, a value near an end keeps its digits even if that end is 0.
  double value = mean + sd * point.z;
  if (point.from_low <= std::min(std::abs(point.z), point.from_high)) {
    value = a + sd * point.from_low;
  } else if (point.from_high <= std::abs(point.z)) {
    value = b - sd * point.from_high;
  }
  return std::clamp(value, a, b);
}

std::span<const Parameter<Lognormal>> Lognormal::fields() {
  static constexpr std::array<Parameter<Lognormal>, 2> table{{
      {"median", Role::value, "Median, above 0.", "中位数，大于 0。", &Lognormal::median},
      {"gsd", Role::number, "Geometric standard deviation, at least 1: 68 % lie between median / gsd and median * gsd.",
       "几何标准差，不小于 1：68 % 的值在 median / gsd 与 median·gsd 之间。", &Lognormal::gsd},
  }};
  return table;
}
std::string_view Lognormal::problem() const {
  if (!(median > 0.0)) return "not_positive";
  return gsd >= 1.0 ? "" : "gsd_below_one";
}
double Lognormal::quantile(double u) const {
  return gsd == 1.0 ? median : median * std::exp(std::log(gsd) * score_of(u));
}
Support Lognormal::support() const { return gsd == 1.0 ? Support{median, median} : Support{0.0, infinite}; }
Lognormal Lognormal::from_quantiles(double p05, double p95) {
  if (!(p05 > 0.0)) return {p05, 1.0};
  return {std::sqrt(p05) * std::sqrt(p95), std::exp(0.5 * std::log(p95 / p05) / score_of_95_percent)};
}

std::span<const Parameter<Beta>> Beta::fields() {
  static constexpr std::array<Parameter<Beta>, 4> table{{
      {"alpha", Role::number, "First shape, above 0: larger draws the values to b.",
       "第一形状参数，大于 0：越大，取值越靠近 b。", &Beta::alpha},
      {"beta", Role::number, "Second shape, above 0: larger draws the values to a.",
       "第二形状参数，大于 0：越大，取值越靠近 a。", &Beta::beta},
      {"a", Role::value, "Smallest value.", "最小值。", &Beta::a},
      {"b", Role::value, "Largest value.", "最大值。", &Beta::b},
  }};
  return table;
}
std::string_view Beta::problem() const {
  if (!(alpha > 0.0 && beta > 0.0)) return "shape_not_positive";
  if (!(a <= b)) return "not_increasing";
  const bool is_curve = std::min(alpha, beta) >= smallest_shape && std::max(alpha, beta) <= largest_shape;
  return a < b && is_curve ? "" : "degenerate";
}
double Beta::quantile(double u) const {
  const UnitPoint point = unit_beta_point(alpha, beta, probability_of(u));
  return point.x < 0.5 ? a + (b - a) * point.x : b - (b - a) * point.distance_from_one;
}

std::span<const Parameter<Discrete>> Discrete::fields() {
  static constexpr std::array<Parameter<Discrete>, 2> table{{
      {"values", Role::value, "The values that can occur.", "可能出现的取值。", nullptr, &Discrete::values},
      {"weights", Role::number, "How likely each is, in any scale.", "各取值的权重，尺度任意。", nullptr,
       &Discrete::weights},
  }};
  return table;
}
std::string_view Discrete::problem() const {
  if (values.empty()) return "empty_list";
  const bool none_negative = std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0.0; });
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  return weights.size() == values.size() && none_negative && sum > 0.0 && std::isfinite(sum) ? "" : "weights_invalid";
}
double Discrete::quantile(double u) const { return steps_of(*this).quantile(u); }
Support Discrete::support() const {
  const Steps steps = steps_of(*this);
  return {steps.values.front(), steps.values.back()};
}

std::span<const Parameter<Empirical>> Empirical::fields() {
  static constexpr std::array<Parameter<Empirical>, 1> table{{
      {"values", Role::value, "The values, each equally likely.", "各取值，可能性相同。", nullptr, &Empirical::values},
  }};
  return table;
}
std::string_view Empirical::problem() const { return values.empty() ? "empty_list" : ""; }
double Empirical::quantile(double u) const { return steps_of(*this).quantile(u); }
Support Empirical::support() const { return support_of_list(values); }

std::span<const Parameter<LogitNormal>> LogitNormal::fields() {
  static constexpr std::array<Parameter<LogitNormal>, 2> table{{
      {"median", Role::value, "Median, between 0 and 1.", "中位数，在 0 与 1 之间。", &LogitNormal::median},
      {"sigma", Role::number, "Standard deviation of the log-odds.", "对数优势的标准差。", &LogitNormal::sigma},
  }};
  return table;
}
std::string_view LogitNormal::problem() const {
  if (!(median > 0.0 && median < 1.0)) return "not_a_share";
  return sigma >= 0.0 ? "" : "sd_negative";
}
LogitNormal LogitNormal::from_quantiles(double p05, double p95) {
  if (!(p05 > 0.0 && p05 < 1.0)) return {p05, 0.0};
  if (!(p95 > 0.0 && p95 < 1.0)) return {p95, 0.0};
  const double low = log_odds_of(p05), high = log_odds_of(p95);
  return {share_of(low + 0.5 * (high - low)), 0.5 * (high - low) / score_of_95_percent};
}
double LogitNormal::quantile(double u) const {
  return sigma == 0.0 ? median : share_of(log_odds_of(median) + sigma * score_of(u));
}

namespace {

template <class... D>
constexpr std::array<std::string_view, sizeof...(D)> names_of(const std::variant<D...>*) {
  return {D::kind...};
}
constexpr auto kind_names = names_of(static_cast<const Distribution*>(nullptr));

}  // namespace

std::span<const std::string_view> kinds() { return kind_names; }
std::string_view kind_of(const Distribution& distribution) { return kind_names[distribution.index()]; }
std::string_view problem(const Distribution& distribution) {
  return std::visit([](const auto& law) { return law.problem(); }, distribution);
}
double quantile(const Distribution& distribution, double u) {
  return std::visit([u](const auto& law) { return law.quantile(u); }, distribution);
}
Support support(const Distribution& distribution) {
  return std::visit([](const auto& law) { return law.support(); }, distribution);
}

double Steps::quantile(double u) const {
  const auto first = std::lower_bound(cumulative.begin(), cumulative.end(), u);
  return first == cumulative.end() ? values.back() : values[static_cast<std::size_t>(first - cumulative.begin())];
}
Steps steps_of(const Discrete& distribution) { return steps_of(distribution.values, distribution.weights); }
Steps steps_of(const Empirical& distribution) {
  return steps_of(distribution.values, std::vector<double>(distribution.values.size(), 1.0));
}

Probability probability_of_score(double z) {
  return {math::cdf(standard_normal, z), math::cdf(math::complement(standard_normal, z))};
}

namespace {

/// x and density where the beta law reaches a probability `below` of at most a half, by Newton's method in the
/// logarithms of both: in a tail one is nearly a straight line in the other. None if that does not settle, or too near
/// to 1.
template <class Precision>
std::optional<UnitPoint> lower_beta_point(double alpha, double beta, double below, double guess, Precision precision) {
  constexpr int most_steps = 12;
  constexpr double nearest_to_one = 1e-4;                 // closer, 1 - x has too few digits
  const double short_step = 1e-7 / (1.0 + alpha + beta);  // its square times the bend of the curve is below 1e-13
  double x = guess;
  for (int i = 0; i < most_steps; ++i) {
    if (!(x > 0.0 && 1.0 - x > nearest_to_one)) return std::nullopt;
    const double probability = math::ibeta(alpha, beta, x, precision);
    const double density = math::ibeta_derivative(alpha, beta, x, precision);
    const double step = std::log(probability / below) * probability / (x * density);
    x *= std::exp(-step);
    // Towards 1 the curve bends more, and there 1 - x is what must have digits.
    if (std::abs(step) < short_step * (1.0 - x))
      return UnitPoint{x, 1.0 - x, math::ibeta_derivative(alpha, beta, x, precision)};
  }
  return std::nullopt;
}

/// The same for a probability of at most a half without a guess: the leading term of the tail is one, and often exact.
std::optional<UnitPoint> lower_beta_point(double alpha, double beta, double below) {
  const double log_beta =
      math::lgamma(alpha, Policy()) + math::lgamma(beta, Policy()) - math::lgamma(alpha + beta, Policy());
  const double guess = std::exp((std::log(below * alpha) + log_beta) / alpha);
  if (guess == 0.0) return UnitPoint{0.0, 1.0, infinite};  // smaller than any number
  // Near by ordinary numbers, there by long ones: the last step decides the digits.
  const auto near = lower_beta_point(alpha, beta, below, std::min(guess, 0.5), QuickPolicy());
  return lower_beta_point(alpha, beta, below, near ? near->x : std::min(guess, 0.5), Policy());
}

/// The point seen from the other end.
UnitPoint mirrored(const UnitPoint& point) { return {point.distance_from_one, point.x, point.density}; }

}  // namespace

// Boost 1.74's own inverse gives up in the far tail of a law with a shape below 1 (0.5 and 3 at u = 1e-10, where the
// quantile is 2.8e-21), so it comes last.
UnitPoint unit_beta_point(double alpha, double beta, Probability probability, std::optional<double> guess) {
  if (probability.below > 0.5) {
    const std::optional<double> guess_from_one = guess ? std::optional(1.0 - *guess) : std::nullopt;
    return mirrored(unit_beta_point(beta, alpha, {probability.above, probability.below}, guess_from_one));
  }
  if (guess) {
    if (const auto point = lower_beta_point(alpha, beta, probability.below, *guess, QuickPolicy())) return *point;
  }
  if (const auto point = lower_beta_point(alpha, beta, probability.below)) return *point;
  UnitPoint point{};
  point.x = math::ibeta_inv(alpha, beta, probability.below, &point.distance_from_one, Policy());
  point.density = point.x < 0.5 ? math::ibeta_derivative(alpha, beta, point.x, Policy())
                                : math::ibeta_derivative(beta, alpha, point.distance_from_one, Policy());
  return point;
}

namespace {

/// The mass of the normal law between low and low + length over its density at low: the integral of
/// exp(-low s - s^2 / 2), by its power series. For length (1 + |low|) up to 1, where the difference of two
/// probabilities may have no digits.
double mass_from(double low, double length) {
  constexpr int most_terms = 40;
  double last = 0.0, term = 1.0, sum = 1.0;  // term n of the integrand, times length^n
  for (int n = 1; n < most_terms; ++n) {
    const double next = -(low * length * term + length * length * last) / n;
    last = term;
    term = next;
    sum += term / (n + 1);
    if (std::abs(term) + std::abs(last) < 1e-18) break;
  }
  return length * sum;
}

/// The length at which mass_from() reaches `mass`, at most `longest`, by Newton's method.
double length_of_mass(double low, double mass, double longest) {
  constexpr int most_steps = 20;
  double length = std::min(mass, longest);
  for (int i = 0; i < most_steps; ++i) {
    const double step = (mass_from(low, length) - mass) / std::exp(-length * (low + 0.5 * length));
    length = std::clamp(length - step, 0.0, longest);
    if (std::abs(step) <= 1e-9 * length) break;  // its square is below a rounding
  }
  return length;
}

}  // namespace

CutPoint cut_normal_point(const Cut& cut, Probability probability) {
  if (probability.below > 0.5) {
    const CutPoint seen = cut_normal_point({-cut.high, -cut.low, cut.width}, {probability.above, probability.below});
    return {-seen.z, seen.from_high, seen.from_low, seen.density};
  }
  const Probability at_low = probability_of_score(cut.low);
  const Probability at_high = probability_of_score(cut.high);
  const double near = 1.0 / (1.0 + std::abs(cut.low));
  const double mass = cut.low > 0.0 ? at_low.above - at_high.above : at_high.below - at_low.below;
  const bool low_is_seen = cut.low > -farthest_cut;  // beyond, the density there is no normal number
  if (low_is_seen || cut.width <= near) {
    // In units of the density at the low end.
    const double all = cut.width <= near ? mass_from(cut.low, cut.width) : mass / math::pdf(standard_normal, cut.low);
    const double wanted = probability.below * all;
    const double longest = std::min(cut.width, near);
    if (wanted < mass_from(cut.low, longest)) {
      const double length = length_of_mass(cut.low, wanted, longest);
      const double density = std::exp(-length * (cut.low + 0.5 * length)) / all;
      return {cut.low + length, length, cut.width - length, density};
    }
  }
  const Probability uncut{probability.above * at_low.below + probability.below * at_high.below,
                          probability.above * at_low.above + probability.below * at_high.above};
  const double z = std::clamp(score_of(uncut), cut.low, cut.high);
  return {z, z - cut.low, cut.high - z, math::pdf(standard_normal, z) / mass};
}

}  // namespace citypeak::model
