// SPDX-License-Identifier: MIT
// The kernel's own exp, log and normal law against long arithmetic, and one draw against eight.
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/math/distributions/normal.hpp>

#include "sim/run/lanes.hpp"
#include "tests/catch.hpp"

namespace lanes = citypeak::run::CITYPEAK_ISA;
using lanes::Lane;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Numbers that repeat: a linear congruential generator is enough to scatter test points.
struct Scatter {
  std::uint64_t state = 1;
  double next() {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (static_cast<double>(state >> 12) + 0.5) * 0x1p-52;
  }
};

double units_in_last_place(double value, long double exact) {
  const double size = std::abs(static_cast<double>(exact));
  const double unit = std::nextafter(size, infinity) - size;
  return static_cast<double>(std::abs(static_cast<long double>(value) - exact)) / unit;
}

double relative_error(double value, long double exact) {
  return static_cast<double>(std::abs((static_cast<long double>(value) - exact) / exact));
}

std::vector<double> probabilities() {
  Scatter scatter;
  std::vector<double> points{0x1p-53, 1.0 - 0x1p-53, 1e-300, 6.2e-4, 1.0 - 6.2e-4, 0.25, 0.75, std::exp(-25.0)};
  for (int i = 0; i < 20000; ++i) {
    points.push_back(scatter.next());
    points.push_back(std::pow(10.0, -300.0 * scatter.next()));
    points.push_back(std::pow(10.0, -6.0 * scatter.next()));
    points.push_back(1.0 - std::pow(10.0, -0.4 - 15.0 * scatter.next()));
  }
  return points;
}

std::vector<double> numbers() {
  Scatter scatter;
  std::vector<double> points{0.0,    -0.0,   1.0,    -1.0,     0.5,       -0.5,     5e-324, 1e-310,   0x1p-1022, 1e300,
                             -1e300, 709.78, 709.79, -708.396, -708.3965, infinity, 0x1p52, -0x1p52,  0x1p51,    2.5,
                             -2.5,   1e-17,  745.0,  -746.0,   39.0,      -37.4,    8.25,   -infinity};
  for (int i = 0; i < 20000; ++i) points.push_back(1500.0 * scatter.next() - 750.0);
  for (int i = 0; i < 20000; ++i) points.push_back(10.0 * scatter.next() - 5.0);
  for (int i = 0; i < 20000; ++i) points.push_back(std::exp2(2040.0 * scatter.next() - 1022.0));
  points.push_back(std::numeric_limits<double>::quiet_NaN());
  while (points.size() % 8 != 0) points.push_back(1.0);
  return points;
}

/// Whether eight at once and one by one give the same bits; the sign of "not a number" carries nothing.
template <class Function>
bool same_bits(const std::vector<double>& points, Function function) {
  for (std::size_t i = 0; i + 8 <= points.size(); i += 8) {
    double eight[8];
    lanes::store(eight, function(lanes::load(points.data() + i)));
    for (std::size_t k = 0; k < 8; ++k) {
      const double one = function(points[i + k]);
      if (std::isnan(one) && std::isnan(eight[k])) continue;
      if (std::bit_cast<std::uint64_t>(one) != std::bit_cast<std::uint64_t>(eight[k])) {
        UNSCOPED_INFO("at " << points[i + k] << ": " << one << " and " << eight[k]);
        return false;
      }
    }
  }
  return true;
}

}  // namespace

TEST_CASE("the exponential is within one unit in the last place over its whole range") {
  double worst = 0.0;
  for (const double x : numbers()) {
    if (!(x > -708.39 && x < 709.78)) continue;
    worst = std::max(worst, units_in_last_place(lanes::exp(x), std::exp(static_cast<long double>(x))));
  }
  CHECK(worst < 1.0);  // 0.92 was seen: half a unit of rounding, a quarter of the inner sum, the rest the reduction
}

TEST_CASE("the exponential meets its edges exactly") {
  CHECK(lanes::exp(0.0) == 1.0);
  CHECK(lanes::exp(-0.0) == 1.0);
  CHECK(lanes::exp(infinity) == infinity);
  CHECK(lanes::exp(1e300) == infinity);
  CHECK(lanes::exp(709.7827128933841) == infinity);
  CHECK(std::isfinite(lanes::exp(709.782712893384)));
  CHECK(lanes::exp(-infinity) == 0.0);
  CHECK(lanes::exp(-1e300) == 0.0);
  CHECK(lanes::exp(-709.0) == 0.0);  // results below the normal numbers are 0 by design
  CHECK(lanes::exp(-708.39) > 0.0);
  CHECK(std::isnan(lanes::exp(std::nan(""))));
}

TEST_CASE("the logarithm is within one unit in the last place, also for the smallest numbers") {
  double worst = 0.0;
  for (const double x : numbers()) {
    if (!(x > 0.0 && x < infinity) || x == 1.0) continue;
    worst = std::max(worst, units_in_last_place(lanes::log(x), std::log(static_cast<long double>(x))));
  }
  Scatter scatter;
  for (int i = 0; i < 100000; ++i) {
    const double x = 0.5 + 1.5 * scatter.next();
    worst = std::max(worst, units_in_last_place(lanes::log(x), std::log(static_cast<long double>(x))));
  }
  CHECK(worst < 1.0);  // 0.83 was seen
}

TEST_CASE("the logarithm meets its edges exactly") {
  CHECK(lanes::log(1.0) == 0.0);
  CHECK(lanes::log(0.0) == -infinity);
  CHECK(lanes::log(-0.0) == -infinity);
  CHECK(lanes::log(infinity) == infinity);
  CHECK(std::isnan(lanes::log(-1.0)));
  CHECK(std::isnan(lanes::log(-infinity)));
  CHECK(std::isnan(lanes::log(std::nan(""))));
}

TEST_CASE("the normal quantile keeps its digits in both tails") {
  const boost::math::normal_distribution<long double> law;
  double worst = 0.0;
  for (const double u : probabilities()) {
    if (u == 0.5) continue;
    const long double wide = u;
    const long double exact = u < 0.5 ? quantile(law, wide) : quantile(complement(law, 1.0L - wide));
    worst = std::max(worst, relative_error(lanes::inverse_normal(u), exact));
  }
  CHECK(worst < 1.5e-15);  // 6.1e-16 was seen, about three roundings
  CHECK(lanes::inverse_normal(0.5) == 0.0);
}

TEST_CASE("the normal quantile never falls where u rises") {
  double last = -infinity;
  for (int i = 1; i < 200000; ++i) {
    const double z = lanes::inverse_normal(i / 200000.0);
    REQUIRE(z > last);
    last = z;
  }
}

TEST_CASE("the normal distribution function keeps its digits down to z = -37") {
  const boost::math::normal_distribution<long double> law;
  Scatter scatter;
  double worst = 0.0;
  for (int i = 0; i < 40000; ++i) {
    const double z = i % 2 == 0 ? -37.4 * scatter.next() : 16.0 * scatter.next() - 8.0;
    worst = std::max(worst, relative_error(lanes::normal_cdf(z), cdf(law, static_cast<long double>(z))));
  }
  CHECK(worst < 2e-15);  // 7.4e-16 was seen
  CHECK(lanes::normal_cdf(0.0) == 0.5);
  CHECK(lanes::normal_cdf(-40.0) == 0.0);
  CHECK(lanes::normal_cdf(40.0) == 1.0);
  CHECK(lanes::normal_cdf(-infinity) == 0.0);
  CHECK(lanes::normal_cdf(infinity) == 1.0);
}

TEST_CASE("powers of zero and of positive numbers are right") {
  CHECK(lanes::pow(0.0, 0.5) == 0.0);
  CHECK(relative_error(lanes::pow(2.0, 10.0), 1024.0L) < 2e-15);  // |y log x| is 7, so 7e-16 and a rounding or two
  CHECK(relative_error(lanes::pow(1.37, -0.4), std::pow(1.37L, -0.4L)) < 5e-16);
  CHECK(lanes::pow(5.0, 0.0) == 1.0);
  CHECK(lanes::pow(1.0, 1e6) == 1.0);
}

TEST_CASE("floor and square root agree with the standard library everywhere") {
  for (const double x : numbers()) {
    if (std::isnan(x)) continue;
    CHECK(lanes::floor(x) == std::floor(x));
    if (x >= 0.0) CHECK(lanes::sqrt(x) == std::sqrt(x));
  }
}

TEST_CASE("eight draws at once give the same bits as one draw alone") {
  const std::vector<double> points = numbers();
  std::vector<double> uniforms = probabilities();
  while (uniforms.size() % 8 != 0) uniforms.push_back(0.5);
  CHECK(same_bits(points, [](auto x) { return lanes::exp(x); }));
  CHECK(same_bits(points, [](auto x) { return lanes::log(x); }));
  CHECK(same_bits(points, [](auto x) { return lanes::sqrt(lanes::abs(x)); }));
  CHECK(same_bits(points, [](auto x) { return lanes::floor(x); }));
  CHECK(same_bits(points, [](auto x) { return lanes::normal_cdf(x); }));
  CHECK(same_bits(points, [](auto x) { return lanes::logistic(x); }));
  CHECK(same_bits(points, [](auto x) { return lanes::pow(lanes::abs(x), lanes::broadcast<decltype(x)>(0.3)); }));
  CHECK(same_bits(points, [](auto x) { return lanes::min(x, lanes::broadcast<decltype(x)>(0.25)); }));
  CHECK(same_bits(points, [](auto x) { return lanes::max(x, lanes::broadcast<decltype(x)>(0.25)); }));
  CHECK(same_bits(uniforms, [](auto u) { return lanes::inverse_normal(u); }));
}

TEST_CASE("comparison, choice and the search for any truth look at each lane by itself") {
  const double low[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  const double high[8] = {8, 7, 6, 5, 4, 3, 2, 8};
  const Lane a = lanes::load(low), b = lanes::load(high);
  double chosen[8];
  lanes::store(chosen, lanes::select(lanes::less(a, b), a, b));
  for (int i = 0; i < 8; ++i) CHECK(chosen[i] == std::min(low[i], high[i]));
  lanes::store(chosen, lanes::select(lanes::less_equal(a, b), a, lanes::broadcast(0.0)));
  for (int i = 0; i < 8; ++i) CHECK(chosen[i] == (low[i] <= high[i] ? low[i] : 0.0));
  CHECK(lanes::any(lanes::less(a, b)));
  CHECK_FALSE(lanes::any(lanes::less(a, lanes::broadcast(1.0))));
  for (int i = 0; i < 8; ++i) {
    double only[8] = {};
    only[i] = -1.0;
    CHECK(lanes::any(lanes::less(lanes::load(only), lanes::broadcast(0.0))));
  }
}
