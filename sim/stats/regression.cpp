// SPDX-License-Identifier: MIT
// Least squares by QR in extended precision, and three kinds of standard errors.
#include "sim/stats/regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/QR>
#include <boost/math/distributions/students_t.hpp>

namespace citypeak::stats {

namespace {

using Real = long double;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Rows = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
using Index = Eigen::Index;

[[nodiscard]] std::vector<double> rounded(const Vector& values) {
  std::vector<double> out;
  for (Index i = 0; i < values.size(); ++i) out.push_back(static_cast<double>(values[i]));
  return out;
}

[[nodiscard]] std::vector<double> roots_of_diagonal(const Matrix& covariance) {
  return rounded(covariance.diagonal().cwiseMax(Real{0}).cwiseSqrt());
}

/// What the fit leaves behind that the errors are made of.
struct Solved {
  Vector coefficients, residuals, leverages;
  Matrix inverse;  ///< of X'X
  Matrix gains;    ///< k x n: what a unit of residual moves each coefficient by, (X'X)^-1 X'
};

[[nodiscard]] std::optional<Solved> solve(const Rows& design, const Vector& y) {
  constexpr Real dependent = 1e-16L;  // of the largest number on R's diagonal, columns having length 1
  const Vector lengths = design.colwise().norm();
  if (!(lengths.minCoeff() > Real{0}) || !lengths.allFinite()) return std::nullopt;
  const Matrix scaled = design * lengths.cwiseInverse().asDiagonal();
  const Eigen::HouseholderQR<Matrix> qr(scaled);
  const Index k = design.cols();
  const Matrix r = qr.matrixQR().topRows(k).triangularView<Eigen::Upper>();
  const Vector diagonal = r.diagonal().cwiseAbs();
  if (!(diagonal.minCoeff() > dependent * diagonal.maxCoeff())) return std::nullopt;
  const Matrix q = qr.householderQ() * Matrix::Identity(design.rows(), k);
  const Matrix inverse_r = r.triangularView<Eigen::Upper>().solve(Matrix::Identity(k, k));
  Solved out;
  const Matrix unscaled = lengths.cwiseInverse().asDiagonal() * inverse_r;
  out.gains = unscaled * q.transpose();
  out.coefficients = unscaled * (q.transpose() * y);
  out.residuals = y - design * out.coefficients;
  // What rounding has left of the solution in the residuals is found and put back once.
  const Vector correction = out.gains * out.residuals;
  out.coefficients += correction;
  out.residuals -= design * correction;
  out.inverse = unscaled * unscaled.transpose();
  out.leverages = q.rowwise().squaredNorm();
  return out;
}

/// Points on the curve to the last digit of their values have no residual: what is left there is rounding.
void drop_rounding(const Vector& y, Solved& solved) {
  constexpr Real unit = std::numeric_limits<double>::epsilon();
  if (solved.residuals.cwiseAbs().maxCoeff() <= unit * y.cwiseAbs().maxCoeff()) solved.residuals.setZero();
}

[[nodiscard]] std::size_t group_of(const Regression& regression, Index i) {
  return regression.groups.empty() ? 0 : regression.groups[static_cast<std::size_t>(i)];
}

/// Groups' own constants, taken out beforehand, pull at their points too.
void add_group_leverage(const Regression& regression, Vector& leverages) {
  if (regression.absorbed == 0) return;
  for (Index i = 0; i < leverages.size(); ++i) {
    const auto size = std::count(regression.groups.begin(), regression.groups.end(), group_of(regression, i));
    leverages[i] += Real{1} / static_cast<Real>(size);
  }
}

[[nodiscard]] std::vector<double> hc3_errors(const Solved& solved) {
  constexpr Real all = 1e-12L;
  Matrix covariance = Matrix::Zero(solved.inverse.rows(), solved.inverse.cols());
  for (Index i = 0; i < solved.residuals.size(); ++i) {
    const Real left = Real{1} - solved.leverages[i];
    if (!(left > all)) return {};
    const Real scaled = solved.residuals[i] / left;
    covariance += scaled * scaled * solved.gains.col(i) * solved.gains.col(i).transpose();
  }
  return roots_of_diagonal(covariance);
}

[[nodiscard]] std::size_t longest_group(const Regression& regression) {
  std::size_t longest = 0, from = 0;
  for (std::size_t i = 0; i < regression.y.size(); ++i) {
    if (group_of(regression, static_cast<Index>(i)) != group_of(regression, static_cast<Index>(from))) from = i;
    longest = std::max(longest, i - from + 1);
  }
  return longest;
}

[[nodiscard]] std::vector<double> newey_west_errors(const Regression& regression, const Solved& solved, std::size_t lag,
                                                    std::size_t df) {
  const Index n = solved.residuals.size();
  const auto time = [&](Index i) {
    return regression.times.empty() ? static_cast<int>(i) : regression.times[static_cast<std::size_t>(i)];
  };
  Matrix covariance = Matrix::Zero(solved.inverse.rows(), solved.inverse.cols());
  const Matrix moves = solved.gains * solved.residuals.asDiagonal();
  for (Index i = 0; i < n; ++i) {
    for (Index j = i; j < n && group_of(regression, j) == group_of(regression, i); ++j) {
      const auto apart = static_cast<std::size_t>(std::abs(time(j) - time(i)));
      if (apart > lag) break;
      const Real weight = Real{1} - static_cast<Real>(apart) / static_cast<Real>(lag + 1);
      const Matrix product = moves.col(i) * moves.col(j).transpose();
      covariance += i == j ? product : weight * (product + product.transpose());
    }
  }
  return roots_of_diagonal(covariance * (static_cast<Real>(n) / static_cast<Real>(df)));
}

[[nodiscard]] std::optional<double> aicc_of(std::size_t n, std::size_t fitted, Real residual_sum) {
  const auto parameters = static_cast<double>(fitted + 1);
  const auto count = static_cast<double>(n);
  const double left = count - parameters - 1.0;
  if (!(residual_sum > Real{0}) || !(left > 0.0)) return std::nullopt;
  const double deviance = count * (std::log(2.0 * std::numbers::pi * static_cast<double>(residual_sum) / count) + 1.0);
  return deviance + 2.0 * parameters + 2.0 * parameters * (parameters + 1.0) / left;
}

}  // namespace

std::optional<double> LeastSquares::t(std::size_t i) const {
  if (!(standard_errors[i] > 0.0)) return std::nullopt;
  return coefficients[i] / standard_errors[i];
}

std::optional<double> LeastSquares::p(std::size_t i) const {
  const auto ratio = t(i);
  if (!ratio) return std::nullopt;
  return 2.0 * student_above(std::abs(*ratio), df);
}

std::optional<LeastSquares> least_squares(const Regression& regression) {
  const std::size_t n = regression.y.size(), fitted = regression.columns + regression.absorbed;
  if (n <= fitted || regression.columns == 0) return std::nullopt;
  const Rows design =
      Eigen::Map<const Rows>(regression.design.data(), static_cast<Index>(n), static_cast<Index>(regression.columns));
  const Vector y = Eigen::Map<const Eigen::VectorXd>(regression.y.data(), static_cast<Index>(n)).cast<Real>();
  auto solved = solve(design, y);
  if (!solved) return std::nullopt;
  drop_rounding(y, *solved);
  add_group_leverage(regression, solved->leverages);
  LeastSquares out;
  out.n = n;
  out.df = n - fitted;
  out.coefficients = rounded(solved->coefficients);
  out.residuals = rounded(solved->residuals);
  out.leverages = rounded(solved->leverages);
  const Real residual_sum = solved->residuals.squaredNorm();
  const Real variance = residual_sum / static_cast<Real>(out.df);
  const Matrix covariance = variance * solved->inverse;
  out.standard_errors = roots_of_diagonal(covariance);
  const Rows by_rows = covariance;
  for (Index i = 0; i < by_rows.size(); ++i) out.covariance.push_back(static_cast<double>(by_rows.data()[i]));
  out.hc3 = hc3_errors(*solved);
  out.lag = static_cast<std::size_t>(4.0 * std::pow(static_cast<double>(longest_group(regression)) / 100.0, 2.0 / 9.0));
  out.newey_west = newey_west_errors(regression, *solved, out.lag, out.df);
  const Real middle = regression.has_constant ? y.mean() : Real{0};
  const Real total = (y.array() - middle).matrix().squaredNorm();
  out.residual_sum = static_cast<double>(residual_sum);
  out.residual_deviation = static_cast<double>(std::sqrt(variance));
  if (total > Real{0}) {
    const Real left = residual_sum / total;
    const Real free =
        static_cast<Real>(n - (regression.has_constant && regression.absorbed == 0 ? 1 : regression.absorbed));
    out.r2 = static_cast<double>(Real{1} - left);
    out.adjusted_r2 = static_cast<double>(Real{1} - left * free / static_cast<Real>(out.df));
  }
  out.aicc = aicc_of(n, fitted, residual_sum);
  return out;
}

std::vector<long double> powers_of(std::span<const double> x, std::size_t degree, bool constant) {
  std::vector<long double> out;
  out.reserve(x.size() * (degree + 1));
  for (const double value : x) {
    long double power = 1.0L;
    if (constant) out.push_back(power);
    for (std::size_t i = 0; i < degree; ++i) out.push_back(power *= static_cast<long double>(value));
  }
  return out;
}

double student_quantile(double probability, std::size_t df) {
  return boost::math::quantile(boost::math::students_t(static_cast<double>(df)), probability);
}

double student_above(double t, std::size_t df) {
  return boost::math::cdf(boost::math::complement(boost::math::students_t(static_cast<double>(df)), t));
}

}  // namespace citypeak::stats
