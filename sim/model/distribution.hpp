// SPDX-License-Identifier: MIT
// The distributions that an uncertain number may follow: their parameters, what can be wrong with them, and their
// quantiles.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace citypeak::model {

/// What a parameter is measured in.
enum class ParameterRole {
  value,   ///< a level of the quantity, in its unit (a minimum, a mean)
  spread,  ///< a difference of two levels, in the quantity's unit (a standard deviation)
  number   ///< a pure number (a shape, a weight)
};

/// One parameter of distribution D, a number or a list of numbers.
template <class D>
struct Parameter {
  std::string_view name;
  ParameterRole role;
  std::string_view meaning_en, meaning_zh;
  double D::*number = nullptr;             ///< where it is kept; null if it is a list
  std::vector<double> D::*list = nullptr;  ///< where it is kept; null if it is one number
  std::optional<double> fallback = {};     ///< its value where nothing is written
};

/// The range of values that can come out; infinite where there is no end.
struct Support {
  double lowest, highest;
};

// Every distribution: `fields()` lists the parameters in the order in which they are written; `problem()` is empty or
// says what is wrong: not_increasing, mode_outside, sd_negative, not_positive, not_a_share, gsd_below_one,
// shape_not_positive, weights_invalid, empty_list, degenerate; `quantile(u)`, 0 < u < 1, is exact to 1e-12 and asks for
// `problem()` to be empty; `support()` bounds the quantile. Where both ends are the same number, or a spread is 0, the
// law is a constant, unless problem() says degenerate. `from_quantiles(p05, p95)`, where a law has it, is the law with
// this 5 % and this 95 % quantile; where there is none, it has a problem(), and a spread that is negative or below 1 if
// p05 > p95.

/// Every value between a and b equally likely.
struct Uniform {
  static constexpr std::string_view kind = "uniform";
  double a = 0.0, b = 1.0;
  static std::span<const Parameter<Uniform>> fields();
  [[nodiscard]] static Uniform from_quantiles(double p05, double p95);
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const { return {a, b}; }
};

/// The logarithm uniform between log a and log b: a doubling is as likely anywhere.
struct LogUniform {
  static constexpr std::string_view kind = "log_uniform";
  double a = 1.0, b = 1.0;
  static std::span<const Parameter<LogUniform>> fields();
  [[nodiscard]] static LogUniform from_quantiles(double p05, double p95);
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const { return {a, b}; }
};

/// Density rising in a straight line from a to the mode and falling to b; the mode may be an end.
struct Triangular {
  static constexpr std::string_view kind = "triangular";
  double a = 0.0, mode = 0.5, b = 1.0;
  static std::span<const Parameter<Triangular>> fields();
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const { return {a, b}; }
};

/// Beta law on [a, b] with shapes 1 + lambda (mode - a) / (b - a) and 1 + lambda (b - mode) / (b - a): its mean is
/// (a + lambda mode + b) / (lambda + 2). lambda 4 is the classical choice; larger is narrower.
struct Pert {
  static constexpr std::string_view kind = "pert";
  double a = 0.0, mode = 0.5, b = 1.0, lambda = 4.0;
  static std::span<const Parameter<Pert>> fields();
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const { return {a, b}; }
  [[nodiscard]] double alpha() const { return 1.0 + lambda * (mode - a) / (b - a); }
  [[nodiscard]] double beta() const { return 1.0 + lambda * (b - mode) / (b - a); }
};

/// Normal law by its mean and standard deviation.
struct Normal {
  static constexpr std::string_view kind = "normal";
  double mean = 0.0, sd = 1.0;
  static std::span<const Parameter<Normal>> fields();
  [[nodiscard]] static Normal from_quantiles(double p05, double p95);
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const;
};

/// The ends of a cut normal law, in standard deviations from the mean before the cut, and their distance (which `high -
/// low` may have no digits of).
struct Cut {
  double low, high, width;
};

/// Normal law of this mean and standard deviation (before the cut), kept to [a, b] and scaled to 1 there.
struct TruncatedNormal {
  static constexpr std::string_view kind = "truncated_normal";
  double mean = 0.0, sd = 1.0, a = -1.0, b = 1.0;
  static std::span<const Parameter<TruncatedNormal>> fields();
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const { return {a, b}; }
  [[nodiscard]] Cut cut() const { return {(a - mean) / sd, (b - mean) / sd, (b - a) / sd}; }
};

/// The logarithm is normal: half of the values lie below the median, 68 % between median / gsd and median * gsd
/// (gsd, the geometric standard deviation, is e to the standard deviation of the logarithm).
struct Lognormal {
  static constexpr std::string_view kind = "lognormal";
  double median = 1.0, gsd = 1.0;
  static std::span<const Parameter<Lognormal>> fields();
  [[nodiscard]] static Lognormal from_quantiles(double p05, double p95);
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const;
};

/// Beta law of shapes alpha and beta, stretched to [a, b].
struct Beta {
  static constexpr std::string_view kind = "beta";
  double alpha = 1.0, beta = 1.0, a = 0.0, b = 1.0;
  static std::span<const Parameter<Beta>> fields();
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const { return {a, b}; }
};

/// Listed values with listed weights; weights are scaled to sum 1. The quantile is the smallest value whose weight,
/// with that of all smaller values, reaches u.
struct Discrete {
  static constexpr std::string_view kind = "discrete";
  std::vector<double> values, weights;
  static std::span<const Parameter<Discrete>> fields();
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const;
};

/// Listed values, each equally likely (nothing between them).
struct Empirical {
  static constexpr std::string_view kind = "empirical";
  std::vector<double> values;
  static std::span<const Parameter<Empirical>> fields();
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const;
};

/// A share whose log-odds log(x / (1 - x)) are normal: half of the values lie below the median, and none outside 0..1.
struct LogitNormal {
  static constexpr std::string_view kind = "logit_normal";
  double median = 0.5, sigma = 1.0;
  static std::span<const Parameter<LogitNormal>> fields();
  [[nodiscard]] static LogitNormal from_quantiles(double p05, double p95);
  [[nodiscard]] std::string_view problem() const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] Support support() const { return {0.0, 1.0}; }
};

/// The only list of the distributions.
using Distribution = std::variant<Uniform, LogUniform, Triangular, Pert, Normal, TruncatedNormal, Lognormal, Beta,
                                  Discrete, Empirical, LogitNormal>;

/// A law that may be written by its 5 % and 95 % quantiles.
template <class D>
concept HasQuantilePair = requires {
  D::from_quantiles(0.0, 0.0);
};

/// Their names, in the order of the list.
[[nodiscard]] std::span<const std::string_view> kinds();

[[nodiscard]] std::string_view kind_of(const Distribution& distribution);
[[nodiscard]] std::string_view problem(const Distribution& distribution);
[[nodiscard]] double quantile(const Distribution& distribution, double u);
[[nodiscard]] Support support(const Distribution& distribution);

/// Values in ascending order with the share of weight up to and including each; equal values stand once. The last share
/// is 1.
struct Steps {
  std::vector<double> values, cumulative;
  /// The first value whose share reaches u.
  [[nodiscard]] double quantile(double u) const;
};
[[nodiscard]] Steps steps_of(const Discrete& distribution);
[[nodiscard]] Steps steps_of(const Empirical& distribution);

/// A probability with its complement, so that neither tail loses digits: below + above = 1.
struct Probability {
  double below, above;
};
/// The standard normal score z as a probability.
[[nodiscard]] Probability probability_of_score(double z);

/// A value on [0, 1] with its distance from 1, and the density there (infinite at an end where it has no bound).
struct UnitPoint {
  double x, distance_from_one, density;
};
/// The quantile of the beta law on [0, 1]. A guess of x makes it several times faster; one that does not help is not
/// used.
[[nodiscard]] UnitPoint unit_beta_point(double alpha, double beta, Probability probability,
                                        std::optional<double> guess = std::nullopt);

/// A quantile of a cut normal law as its distance from the uncut mean and from both ends, of which the smallest is
/// exact to 1e-12, with the density there; all in standard deviations before the cut.
struct CutPoint {
  double z, from_low, from_high, density;
};
/// The quantile of the standard normal law cut to [low, high].
[[nodiscard]] CutPoint cut_normal_point(const Cut& cut, Probability probability);

}  // namespace citypeak::model
