// SPDX-License-Identifier: MIT
// Correlation matrices: whether a written one can exist, the nearest that can, and how to draw from it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace citypeak::stats {

/// The correlation of two standard normal scores whose ranks have the correlation `rank` (Spearman), and back:
/// latent = 2 sin(pi rank / 6) (Kruskal 1958, doi:10.1080/01621459.1958.10501481). Exact for continuous laws.
[[nodiscard]] double latent_of_rank(double rank);
[[nodiscard]] double rank_of_latent(double latent);

// Matrices are symmetric with ones on the diagonal, n x n, row by row.

/// The lower triangle L with L L' = matrix, n x n row by row; a matrix that is only just possible (some variables are
/// sums of others) has one too. Nothing if an eigenvalue is below -1e-10 n.
[[nodiscard]] std::optional<std::vector<double>> lower_factor(std::span<const double> matrix, std::size_t n);

/// The possible correlation matrix with the least sum of squared changes, to 1e-10 in each number: alternating
/// projections with Dykstra's correction (Higham 2002, doi:10.1093/imanum/22.3.329). Costs an eigenproblem a round.
[[nodiscard]] std::vector<double> nearest_correlation(std::span<const double> matrix, std::size_t n);

/// The variables that make a matrix impossible: those with the largest parts in the eigenvector of its smallest
/// eigenvalue, in ascending order.
[[nodiscard]] std::vector<std::size_t> offenders(std::span<const double> matrix, std::size_t n);

}  // namespace citypeak::stats
