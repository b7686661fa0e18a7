// SPDX-License-Identifier: MIT
// Eigenvalues by Eigen; the triangle by hand, since a semidefinite matrix must be allowed.
#include "sim/stats/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Eigenvalues>

namespace citypeak::stats {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double rounding = 1e-10;  // of an eigenvalue, per variable

[[nodiscard]] Matrix matrix_of(std::span<const double> numbers, std::size_t n) {
  return Eigen::Map<const Matrix>(numbers.data(), static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
}

[[nodiscard]] std::vector<double> numbers_of(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};
}

/// The nearest matrix without negative eigenvalues.
[[nodiscard]] Matrix without_negative(const Matrix& matrix) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solved(matrix);
  const Eigen::VectorXd kept = solved.eigenvalues().cwiseMax(0.0);
  return solved.eigenvectors() * kept.asDiagonal() * solved.eigenvectors().transpose();
}

}  // namespace

double latent_of_rank(double rank) { return 2.0 * std::sin(std::numbers::pi / 6.0 * rank); }
double rank_of_latent(double latent) { return 6.0 / std::numbers::pi * std::asin(latent / 2.0); }

std::optional<std::vector<double>> lower_factor(std::span<const double> numbers, std::size_t n) {
  const Matrix matrix = matrix_of(numbers, n);
  const Eigen::SelfAdjointEigenSolver<Matrix> solved(matrix, Eigen::EigenvaluesOnly);
  if (solved.eigenvalues().minCoeff() < -rounding * static_cast<double>(n)) return std::nullopt;
  constexpr double nothing_left = 1e-9;  // of a variance of 1: the variable is a sum of those before it
  Matrix lower = Matrix::Zero(matrix.rows(), matrix.cols());
  for (Eigen::Index j = 0; j < matrix.rows(); ++j) {
    const double left = matrix(j, j) - lower.row(j).head(j).squaredNorm();
    if (left < nothing_left) continue;
    lower(j, j) = std::sqrt(left);
    for (Eigen::Index i = j + 1; i < matrix.rows(); ++i)
      lower(i, j) = (matrix(i, j) - lower.row(i).head(j).dot(lower.row(j).head(j))) / lower(j, j);
  }
  lower.rowwise().normalize();  // rounding must not show in a variance
  return numbers_of(lower);
}

std::vector<double> nearest_correlation(std::span<const double> numbers, std::size_t n) {
  constexpr int most_rounds = 100000;
  constexpr double still = 1e-12;
  Matrix y = matrix_of(numbers, n);
  Matrix correction = Matrix::Zero(y.rows(), y.cols());
  for (int round = 0; round < most_rounds; ++round) {
    const Matrix before = y;
    const Matrix shifted = y - correction;
    const Matrix possible = without_negative(shifted);
    correction = possible - shifted;
    y = possible;
    y.diagonal().setOnes();
    if ((y - before).cwiseAbs().maxCoeff() < still) break;
  }
  // The last step set the diagonal, which may leave a trace of a negative eigenvalue: off it goes, and back to ones.
  y = without_negative(y);
  const Eigen::VectorXd scale = y.diagonal().cwiseSqrt().cwiseInverse();
  y = scale.asDiagonal() * y * scale.asDiagonal();
  y.diagonal().setOnes();
  return numbers_of(y);
}

std::vector<std::size_t> offenders(std::span<const double> numbers, std::size_t n) {
  constexpr double share_of_largest = 0.3;
  const Eigen::SelfAdjointEigenSolver<Matrix> solved(matrix_of(numbers, n));
  const Eigen::VectorXd part = solved.eigenvectors().col(0).cwiseAbs();
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < n; ++i) {
    if (part[static_cast<Eigen::Index>(i)] >= share_of_largest * part.maxCoeff()) out.push_back(i);
  }
  return out;
}

}  // namespace citypeak::stats
