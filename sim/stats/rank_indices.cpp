// SPDX-License-Identifier: MIT
// Correlation matrices of values and of ranks, solved once.
#include "sim/stats/rank_indices.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Eigenvalues>

namespace citypeak::stats {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

/// n x (k + 1): the inputs, then y.
[[nodiscard]] Matrix joined(std::span<const double> x, std::span<const double> y, std::size_t inputs) {
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto n = static_cast<Index>(y.size()), k = static_cast<Index>(inputs);
  Matrix out(n, k + 1);
  out.leftCols(k) = Eigen::Map<const Rows>(x.data(), n, k);
  out.col(k) = Eigen::Map<const Vector>(y.data(), n);
  return out;
}

/// Columns of mean 0 and length 1; false if one does not vary.
[[nodiscard]] bool standardize(Matrix& columns) {
  constexpr double rounding = 1e-14;  // of a column's largest value
  for (Index j = 0; j < columns.cols(); ++j) {
    const double largest = columns.col(j).cwiseAbs().maxCoeff();
    columns.col(j).array() -= columns.col(j).mean();
    const double length = columns.col(j).norm();
    if (!(length > rounding * largest * std::sqrt(static_cast<double>(columns.rows())))) return false;
    columns.col(j) /= length;
  }
  return true;
}

/// The inverse of a correlation matrix, nothing if its variables depend on one another.
[[nodiscard]] std::optional<Matrix> inverse_of(const Matrix& correlation) {
  constexpr double dependent = 1e-10;
  const Eigen::SelfAdjointEigenSolver<Matrix> solved(correlation);
  if (!(solved.eigenvalues().minCoeff() > dependent)) return std::nullopt;
  return Matrix(solved.eigenvectors() * solved.eigenvalues().cwiseInverse().asDiagonal() *
                solved.eigenvectors().transpose());
}

void replace_by_ranks(Matrix& columns) {
  const auto n = static_cast<std::size_t>(columns.rows());
  std::vector<std::size_t> order(n);
  for (Index j = 0; j < columns.cols(); ++j) {
    const Vector values = columns.col(j);
    const auto at = [&values](std::size_t i) { return values[static_cast<Index>(i)]; };
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&at](std::size_t a, std::size_t b) { return at(a) < at(b); });
    for (std::size_t from = 0, to = 0; from < n; from = to) {
      while (to < n && at(order[to]) == at(order[from])) ++to;
      const double rank = 0.5 * static_cast<double>(from + to + 1);
      for (std::size_t i = from; i < to; ++i) columns(static_cast<Index>(order[i]), j) = rank;
    }
  }
}

/// Fisher's z of the partial correlation of the ranks of y, the last column, with those of each input.
[[nodiscard]] std::optional<std::vector<double>> transformed_correlations(Matrix columns) {
  replace_by_ranks(columns);
  if (!standardize(columns)) return std::nullopt;
  const auto inverse = inverse_of(columns.transpose() * columns);
  if (!inverse) return std::nullopt;
  const Index k = columns.cols() - 1;
  std::vector<double> out;
  for (Index j = 0; j < k; ++j)
    out.push_back(std::atanh(-(*inverse)(j, k) / std::sqrt((*inverse)(j, j) * (*inverse)(k, k))));
  return out;
}

/// All rows but every `parts`-th from `part` on.
[[nodiscard]] Matrix without_part(const Matrix& columns, std::size_t part, std::size_t parts) {
  Matrix out(columns.rows(), columns.cols());
  Index kept = 0;
  for (Index r = 0; r < columns.rows(); ++r) {
    if (static_cast<std::size_t>(r) % parts != part) out.row(kept++) = columns.row(r);
  }
  return out.topRows(kept);
}

}  // namespace

std::optional<StandardizedCoefficients> standardized_coefficients(std::span<const double> x, std::span<const double> y,
                                                                  std::size_t inputs) {
  if (y.size() < inputs + 3) return std::nullopt;
  Matrix all = joined(x, y, inputs);
  if (!standardize(all)) return std::nullopt;
  const auto k = static_cast<Index>(inputs);
  const Matrix design = all.leftCols(k);
  const Vector result = all.col(k);
  const auto inverse = inverse_of(design.transpose() * design);
  if (!inverse) return std::nullopt;
  const Vector coefficients = *inverse * (design.transpose() * result);
  const Vector residuals = result - design * coefficients;
  const Matrix gains = *inverse * design.transpose();
  StandardizedCoefficients out;
  out.r2 = 1.0 - residuals.squaredNorm();
  const auto n = static_cast<double>(y.size());
  const std::vector<double> whole(coefficients.data(), coefficients.data() + k);
  // Without a row the raw coefficients move by what its residual pulls, and each variance by the row's part in it.
  const auto left = [n](double z) { return 1.0 - z * z * n / (n - 1.0); };  // of a sum of squares of 1
  out.coefficients = jackknife(whole, y.size(), [&](std::size_t row) {
    const auto r = static_cast<Index>(row);
    const double leverage = 1.0 / n + design.row(r).dot(gains.col(r));
    const double pull = residuals[r] / std::fmax(1.0 - leverage, 1e-12);
    std::vector<double> rest(whole);
    const double of_result = std::fmax(left(result[r]), 1e-12);
    for (Index j = 0; j < k; ++j) {
      const double of_input = std::fmax(left(design(r, j)), 0.0);
      rest[static_cast<std::size_t>(j)] = (coefficients[j] - gains(j, r) * pull) * std::sqrt(of_input / of_result);
    }
    return rest;
  });
  return out;
}

std::optional<std::vector<IndexEstimate>> partial_rank_correlations(std::span<const double> x,
                                                                    std::span<const double> y, std::size_t inputs) {
  constexpr std::size_t most_parts = 25;
  if (y.size() < inputs + 4) return std::nullopt;
  const Matrix all = joined(x, y, inputs);
  const auto whole = transformed_correlations(all);
  if (!whole) return std::nullopt;
  const std::size_t parts = std::min(y.size(), most_parts);
  std::vector<IndexEstimate> out = jackknife(*whole, parts, [&](std::size_t part) {
    return transformed_correlations(without_part(all, part, parts)).value_or(*whole);
  });
  for (IndexEstimate& each : out) each = {std::tanh(each.value), std::tanh(each.low), std::tanh(each.high)};
  return out;
}

}  // namespace citypeak::stats
