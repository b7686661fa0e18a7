// SPDX-License-Identifier: MIT
// Correlation matrices against a published example, and against what makes a matrix possible.
#include "tests/catch.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "sim/stats/correlation.hpp"

using namespace citypeak::stats;

namespace {

using Matrix = std::vector<double>;

Matrix product_with_transpose(const Matrix& lower, std::size_t n) {
  Matrix out(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) out[i * n + j] += lower[i * n + k] * lower[j * n + k];
    }
  }
  return out;
}

double largest_difference(const Matrix& a, const Matrix& b) {
  double out = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) out = std::max(out, std::abs(a[i] - b[i]));
  return out;
}

}  // namespace

TEST_CASE("the nearest correlation matrix of Higham's example is the one that he prints") {
  const Matrix written{2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2};
  const Matrix printed{1,      -0.8084, 0.1916, 0.1068,  -0.8084, 1,      -0.6562, 0.1916,
                       0.1916, -0.6562, 1,      -0.8084, 0.1068,  0.1916, -0.8084, 1};
  CHECK(largest_difference(nearest_correlation(written, 4), printed) < 5.1e-5);  // he prints four digits
}

TEST_CASE("the nearest of three correlations that cannot hold is found on paper") {
  // By symmetry: -0.9 three times becomes -1/2 three times, where three variables sum to nothing.
  const Matrix written{1, -0.9, -0.9, -0.9, 1, -0.9, -0.9, -0.9, 1};
  const Matrix nearest = nearest_correlation(written, 3);
  for (const std::size_t at : {1U, 2U, 5U}) CHECK(nearest[at] == Approx(-0.5).epsilon(1e-9));
  CHECK_FALSE(lower_factor(written, 3).has_value());
  CHECK(lower_factor(nearest, 3).has_value());
}

TEST_CASE("a possible matrix is its own nearest, and the lower factor gives it back") {
  const Matrix possible{1, 0.5, 0.2, 0.5, 1, -0.3, 0.2, -0.3, 1};
  CHECK(largest_difference(nearest_correlation(possible, 3), possible) < 1e-12);
  const auto lower = lower_factor(possible, 3);
  REQUIRE(lower.has_value());
  CHECK(largest_difference(product_with_transpose(*lower, 3), possible) < 1e-15);
  CHECK((*lower)[1] == 0.0);
}

TEST_CASE("inputs that go together entirely share one number") {
  const auto lower = lower_factor(Matrix{1, 1, 1, 1}, 2);
  REQUIRE(lower.has_value());
  CHECK(*lower == Matrix{1, 0, 1, 0});
  const auto opposite = lower_factor(Matrix{1, -1, -1, 1}, 2);
  REQUIRE(opposite.has_value());
  CHECK(*opposite == Matrix{1, 0, -1, 0});
}

TEST_CASE("those at fault are the variables of the impossible corner") {
  // Variables 0, 1 and 3 cannot be; 2 and 4 have nothing to do with it.
  Matrix matrix(25, 0.0);
  const auto put = [&](std::size_t i, std::size_t j, double value) { matrix[i * 5 + j] = matrix[j * 5 + i] = value; };
  for (std::size_t i = 0; i < 5; ++i) put(i, i, 1.0);
  put(0, 1, 0.9);
  put(1, 3, 0.9);
  put(0, 3, -0.9);
  put(2, 4, 0.5);
  CHECK(offenders(matrix, 5) == std::vector<std::size_t>{0, 1, 3});
}

TEST_CASE("rank and latent correlation agree with arcsines") {
  CHECK(latent_of_rank(1.0) == Approx(1.0).epsilon(1e-15));
  CHECK(latent_of_rank(0.0) == 0.0);
  CHECK(latent_of_rank(0.5) == Approx(2.0 * std::sin(std::numbers::pi / 12.0)).epsilon(1e-15));
  for (const double rank : {-0.99, -0.3, 0.1, 0.6})
    CHECK(rank_of_latent(latent_of_rank(rank)) == Approx(rank).epsilon(1e-14));
}
