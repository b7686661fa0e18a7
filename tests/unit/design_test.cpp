// SPDX-License-Identifier: MIT
// Even designs: where their points lie, and that the seeds of replicates and inputs have nothing to do with each other.
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/run/design.hpp"
#include "sim/run/dispatch.hpp"

using namespace citypeak::run;
using citypeak::plan::Stream;

namespace {

/// The first `count` points of one replicate of a stream.
std::vector<double> points(const Draws& draws, const Stream& stream, std::uint32_t dimension, std::uint64_t replicate,
                           std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; i += block_draws) {
    const std::uint64_t block = i / block_draws * even_replicates + replicate;
    draws.fill(stream, dimension, block * block_draws, block_draws, out.data() + i);
  }
  return out;
}

/// Whether each of the equal parts of the interval holds one point.
bool is_stratified(const double* u, std::size_t count) {
  std::vector<bool> hit(count, false);
  for (std::size_t i = 0; i < count; ++i) hit[static_cast<std::size_t>(u[i] * static_cast<double>(count))] = true;
  return std::all_of(hit.begin(), hit.end(), [](bool one) { return one; });
}

const Kernel& kernel() { return *usable_kernels().back().kernel; }
Stream stream(std::uint64_t number) { return {0x9e3779b97f4a7c15ULL * (number + 1), 0, citypeak::plan::none}; }

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return 12.0 * sum / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("any aligned power of two of a replicate's points is stratified, in both even designs") {
  for (const Design design : {Design::latin_hypercube, Design::sobol}) {
    const EvenDraws draws(design, kernel());
    for (std::uint32_t d : {0U, 1U, 7U, 1023U}) {
      const auto u = points(draws, stream(d), d, d % even_replicates, 1024);
      for (std::size_t size = 2; size <= 1024; size *= 2) {
        for (std::size_t first = 0; first < u.size(); first += size) CHECK(is_stratified(u.data() + first, size));
      }
      CHECK(*std::min_element(u.begin(), u.end()) > 0.0);
      CHECK(*std::max_element(u.begin(), u.end()) < 1.0);
    }
  }
}

TEST_CASE("the first two dimensions of Sobol's sequence fill every elementary box") {
  const EvenDraws draws(Design::sobol, kernel());
  constexpr std::size_t count = 256;
  const auto x = points(draws, stream(0), 0, 3, count), y = points(draws, stream(1), 1, 3, count);
  for (std::size_t columns = 1; columns <= count; columns *= 2) {
    const std::size_t rows = count / columns;
    std::vector<int> hits(count, 0);
    for (std::size_t i = 0; i < count; ++i)
      ++hits[static_cast<std::size_t>(x[i] * static_cast<double>(columns)) * rows +
             static_cast<std::size_t>(y[i] * static_cast<double>(rows))];
    CHECK(std::all_of(hits.begin(), hits.end(), [](int n) { return n == 1; }));
  }
}

TEST_CASE("inputs of a Latin hypercube and replicates of either design are uncorrelated") {
  constexpr std::size_t count = 4096;
  const double bound = 6.0 * std::sqrt(2.0 / count);  // nested shuffles double the variance of a product at most
  const EvenDraws latin(Design::latin_hypercube, kernel()), sobol(Design::sobol, kernel());
  double worst = 0.0;
  for (std::uint64_t i = 0; i < 40; ++i) {
    const auto a = points(latin, stream(2 * i), 0, 0, count), b = points(latin, stream(2 * i + 1), 1, 0, count);
    worst = std::max(worst, std::abs(correlation(a, b)));
  }
  CHECK(worst < bound);
  // Two replicates of one dimension visit the same strata in the same order but for their scrambles: over many
  // dimensions the signs must be as likely one way as the other.
  double sum = 0.0;
  for (std::uint32_t d = 0; d < 64; ++d)
    sum += correlation(points(sobol, stream(d), d, 0, 256), points(sobol, stream(d), d, 1, 256));
  CHECK(std::abs(sum) < 5.0 * std::sqrt(64.0));
}

TEST_CASE("every scrambled point is uniform over the seeds") {
  for (const Design design : {Design::latin_hypercube, Design::sobol}) {
    const EvenDraws draws(design, kernel());
    constexpr int seeds = 4000, parts = 16;
    for (const std::size_t point : {0U, 1U, 5U, 63U}) {
      std::vector<int> hits(parts, 0);
      for (std::uint64_t s = 0; s < seeds; ++s)
        ++hits[static_cast<std::size_t>(points(draws, stream(s + 100), 5, s % even_replicates, 64)[point] * parts)];
      double chi_square = 0.0;
      for (const int n : hits) chi_square += std::pow(n - seeds / parts, 2) / (seeds / static_cast<double>(parts));
      CHECK(chi_square < 50.0);  // 15 degrees of freedom: exceeded once in 10^5
    }
  }
}

TEST_CASE("draws are rounded up to what a design can run") {
  CHECK(rounded_draws(Design::monte_carlo, 10) == 10);
  CHECK(rounded_draws(Design::sobol, 1) == 1024);
  CHECK(rounded_draws(Design::latin_hypercube, 1025) == 2048);
  CHECK(rounded_draws(Design::sobol, 10000) == 16384);
}

TEST_CASE("a design is known by its name") {
  for (const Design design : {Design::monte_carlo, Design::latin_hypercube, Design::sobol})
    CHECK(design_of(name_of(design)) == design);
  CHECK_FALSE(design_of("halton").has_value());
}
