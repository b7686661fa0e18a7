// SPDX-License-Identifier: MIT
// Straight lines, parabolas and their like through points, with honest errors of what was fitted.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace citypeak::stats {

/// Points that are fitted together. `design` is n x k, row by row, long doubles so that powers keep their last digits.
struct Regression {
  std::span<const long double> design;
  std::span<const double> y;
  std::size_t columns = 0;   ///< k
  bool has_constant = true;  ///< a column of ones (or group means taken out): R2 is about the mean, else about zero
  std::size_t absorbed =
      0;  ///< constants taken out of the data beforehand, one per group: they cost degrees of freedom
  std::span<const int> times{};           ///< of the points, in rising order within a group; empty: their positions
  std::span<const std::size_t> groups{};  ///< of the points, those of a group together; empty: one group
};

/// A fit by least squares.
struct LeastSquares {
  std::size_t n = 0;
  std::size_t df = 0;  ///< points less everything that was fitted
  std::vector<double> coefficients, standard_errors;
  std::vector<double> hc3;         ///< standard errors that hold where the spread differs from point to point
  std::vector<double> newey_west;  ///< that hold where, besides, points near in time resemble each other
  std::size_t lag = 0;             ///< of Newey and West
  std::vector<double> covariance;  ///< k x k, row by row, the classical one
  std::vector<double> residuals, leverages;
  double residual_sum = 0.0;  ///< of squares
  double r2 = 0.0, adjusted_r2 = 0.0;
  double residual_deviation = 0.0;  ///< sqrt(residual_sum / df)
  std::optional<double> aicc;       ///< nothing where there are too few points, or a fit without a residual

  /// t and two-sided p of a coefficient against zero; nothing where its error is zero.
  [[nodiscard]] std::optional<double> t(std::size_t i) const;
  [[nodiscard]] std::optional<double> p(std::size_t i) const;
};

/// By Householder's QR of the columns scaled to length one, in extended precision; never by normal equations. Residuals
/// no larger than the last digit of the largest y are none: all errors are then exactly 0.
///
/// Result  Nothing if there is no degree of freedom left, or the columns depend on one another.
/// Errors  hc3: e_i/(1 - h_i) for the residuals (MacKinnon and White 1985, doi:10.1016/0304-4076(85)90158-7), empty if
///         some point has a leverage of 1. newey_west: Bartlett weights over distances in time up to
///         floor(4 (n/100)^(2/9)), n the longest group, times n/df (Newey and West 1987, doi:10.2307/1913610).
///         aicc: Hurvich and Tsai (1989), doi:10.1093/biomet/76.2.297, with the whole likelihood of the normal law and
///         the variance counted as a parameter.
/// Cost    O(n k^2), and O(n lag k^2).
/// Source  docs/method/history.md, section 2.
[[nodiscard]] std::optional<LeastSquares> least_squares(const Regression& regression);

/// Rows 1, x, x^2, ..., x^degree (without the 1 if not `constant`).
[[nodiscard]] std::vector<long double> powers_of(std::span<const double> x, std::size_t degree, bool constant = true);

/// Quantile of Student's law; the two-sided p of a t.
[[nodiscard]] double student_quantile(double probability, std::size_t df);
[[nodiscard]] double student_above(double t, std::size_t df);  ///< P(T > t)

}  // namespace citypeak::stats
