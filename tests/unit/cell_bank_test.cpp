// SPDX-License-Identifier: MIT
// A bank of cells against the draws themselves, sorted and summed: what it remembers must be what was put in.
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "sim/summary/cell_bank.hpp"

namespace {

using citypeak::summary::CellBank;
using citypeak::summary::CellSpec;
using citypeak::summary::Estimate;
using citypeak::summary::scale_of;
using citypeak::summary::Statistics;

// A bin is 2^-10 of its lower edge wide, so two numbers of one bin differ by less than that.
constexpr double bin_width = 0x1p-10;

CellBank bank_of(const std::vector<double>& values, double reference) {
  CellBank bank(std::vector<CellSpec>{{reference, scale_of(reference), true}});
  bank.add(0, values.data(), values.size());
  return bank;
}

/// Type 7 from the sorted draws, and the larger of the two neighbours in size, of which the bound is a share.
struct ExactQuantile {
  double value, size;
};

ExactQuantile exact_quantile(const std::vector<double>& sorted, double p) {
  const double place = static_cast<double>(sorted.size() - 1) * p;
  const std::size_t below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  const double value = (1 - part) * sorted[below] + part * sorted[above];
  const bool same_sign = (sorted[below] < 0) == (sorted[above] < 0);
  const double larger = std::max(std::fabs(sorted[below]), std::fabs(sorted[above]));
  return {value, same_sign ? std::fabs(value) : larger};
}

void check_quantiles(std::vector<double> values, double reference) {
  const CellBank bank = bank_of(values, reference);
  std::sort(values.begin(), values.end());
  for (const double p : {0.0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1.0}) {
    const ExactQuantile exact = exact_quantile(values, p);
    CAPTURE(p, exact.value);
    // 1e-15: rounding of the interpolation itself.
    CHECK(std::fabs(*bank.quantile(0, p) - exact.value) <= exact.size * (bin_width + 1e-15));
  }
  const Statistics result = bank.statistics(0);
  CHECK(result.minimum == values.front());
  CHECK(result.maximum == values.back());
  CHECK(result.p05.value <= result.p25.value);
  CHECK(result.p25.value <= result.p50.value);
  CHECK(result.p50.value <= result.p75.value);
  CHECK(result.p75.value <= result.p95.value);
}

std::vector<double> normals(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  std::generate(values.begin(), values.end(), [&] { return normal(bits); });
  return values;
}

template <class Function>
std::vector<double> map(std::vector<double> values, Function function) {
  std::transform(values.begin(), values.end(), values.begin(), function);
  return values;
}

}  // namespace

TEST_CASE("Quantiles are those of the sorted draws within the width of a bin") {
  const std::vector<double> z = normals(20'011, 1);
  SECTION("lognormal draws") {
    check_quantiles(map(z, [](double x) { return 50 * std::exp(0.3 * x); }), 50.0);
  }
  SECTION("lognormal draws far from the central run") {
    check_quantiles(map(z, [](double x) { return 50 * std::exp(0.3 * x); }), 1e-4);
  }
  SECTION("wide lognormal draws that leave the window at both ends") {
    check_quantiles(map(z, [](double x) { return std::exp(4 * x); }), 1.0);
  }
  SECTION("normal draws across zero around a reference of zero") { check_quantiles(z, 0.0); }
  SECTION("normal draws across zero around a negative reference") {
    check_quantiles(map(z, [](double x) { return 3 * x - 1; }), -1.0);
  }
  SECTION("negative draws") {
    check_quantiles(map(z, [](double x) { return -20 * std::exp(0.1 * x); }), -20.0);
  }
  SECTION("draws from 1e-300 to 1e300 of both signs") {
    std::vector<double> huge = map(z, [](double x) { return std::pow(10.0, std::clamp(75 * x, -300.0, 300.0)); });
    for (std::size_t i = 0; i < huge.size(); i += 3) {
      huge[i] = -huge[i];
    }
    check_quantiles(huge, 1.0);
  }
  SECTION("the largest and smallest numbers there are") {
    const double largest = std::numeric_limits<double>::max();
    check_quantiles({-largest, -largest, -1.0, 0.0, 1.0, largest, largest}, 1.0);
  }
  SECTION("few draws") {
    for (std::size_t count = 1; count < 12; ++count) {
      check_quantiles(std::vector<double>(z.begin(), z.begin() + static_cast<std::ptrdiff_t>(count)), 0.5);
    }
  }
  SECTION("many zeros among positive draws") {
    check_quantiles(map(z, [](double x) { return std::max(0.0, x); }), 0.4);
  }
}

TEST_CASE("A constant is reproduced exactly and without any error") {
  for (const double value : {0.0, 1.0, -3.7, 1e-300, 2.5e9}) {
    const Statistics result = bank_of(std::vector<double>(1000, value), 1.0).statistics(0);
    CAPTURE(value);
    for (const Estimate& estimate : {result.mean, result.p05, result.p25, result.p50, result.p75, result.p95}) {
      CHECK(estimate.value == value);
      CHECK(estimate.standard_error == 0.0);
    }
    CHECK(result.minimum == value);
    CHECK(result.maximum == value);
  }
}

TEST_CASE("Two atoms stay two atoms") {
  std::vector<double> values(1000, 30.3);
  std::fill(values.begin(), values.begin() + 400, 12.7);
  const CellBank bank = bank_of(values, 20.0);
  CHECK(std::fabs(*bank.quantile(0, 0.39) / 12.7 - 1) < bin_width);
  CHECK(std::fabs(*bank.quantile(0, 0.41) / 30.3 - 1) < bin_width);
  // A jump lies within one standard error of p = 0.4, so the error there is half of it, up to the bins' width.
  CHECK(bank.statistics(0).p25.standard_error < 12.7 * bin_width);
}

TEST_CASE("Zero is exactly zero and its sign is never seen") {
  const CellBank bank = bank_of({-0.0, 0.0, -0.0, 0.0, 0.0}, 0.0);
  const Statistics result = bank.statistics(0);
  CHECK_FALSE(std::signbit(result.minimum));
  CHECK_FALSE(std::signbit(result.maximum));
  CHECK(result.p50.value == 0.0);
  CHECK(*bank_of({-2.0, 0.0, 0.0, 0.0, 5.0}, 1.0).quantile(0, 0.5) == 0.0);
}

TEST_CASE("The mean and its error are those of long double sums") {
  struct Set {
    double centre, spread, reference;
  };
  for (const Set& set :
       {Set{50, 10, 50}, Set{50, 10, 40}, Set{1e6, 1e-3, 1e6}, Set{-3e-9, 1e-9, -2e-9}, Set{0, 1, 0}}) {
    const std::vector<double> values = map(normals(10'007, 2), [&](double z) { return set.centre + set.spread * z; });
    long double sum = 0, squares = 0;
    for (const double value : values) {
      sum += static_cast<long double>(value) - set.centre;
    }
    const long double count = static_cast<long double>(values.size());
    const long double mean = set.centre + sum / count;
    for (const double value : values) {
      squares += (value - mean) * (value - mean);
    }
    const Estimate found = bank_of(values, set.reference).statistics(0).mean;
    CAPTURE(set.centre, set.reference);
    // Blocks of 64 doubles are rounded sums: about 1e-16 of the reference's size, ten times that is safe.
    CHECK(found.value == Approx(static_cast<double>(mean)).epsilon(1e-14).margin(1e-16 * set.spread));
    const double error = static_cast<double>(std::sqrt(squares / (count - 1) / count));
    CHECK(found.standard_error == Approx(error).epsilon(1e-12));
  }
}

TEST_CASE("Draws that differ by one rounding error still have a mean with an error above zero") {
  std::vector<double> values(1000, 1.1e6);
  values[17] = std::nextafter(1.1e6, 2e6);
  const Statistics result = bank_of(values, 1.1e6).statistics(0);
  CHECK(result.mean.standard_error > 0.0);
  CHECK(result.mean.standard_error < result.maximum - result.minimum);
}

TEST_CASE("The error of a median is that of theory for normal draws") {
  const std::size_t count = 100'000;
  const Statistics result = bank_of(map(normals(count, 3), [](double z) { return 100 + 5 * z; }), 100.0).statistics(0);
  const double theory = 5 * std::sqrt(std::acos(-1.0) / 2 / static_cast<double>(count));
  // The interval holds some 316 draws, so its length varies by about 1 / sqrt(316) = 6 %. Four times that.
  CHECK(result.p50.standard_error == Approx(theory).epsilon(0.24));
  CHECK(std::fabs(result.p50.value - 100) < 5 * theory + 100 * bin_width);
}

TEST_CASE("Counts beyond sixteen and twenty-four bits are kept exactly") {
  const std::vector<double> block(64, 7.0);
  SECTION("the same block three thousand times") {
    CellBank bank(std::vector<CellSpec>{{7.0, 4.0, true}});
    std::vector<double> two = block;
    std::fill(two.begin(), two.begin() + 16, 3.0);
    for (int i = 0; i < 3000; ++i) {
      bank.add(0, two.data(), two.size());
    }
    CHECK(bank.draws(0) == 192'000);
    CHECK(*bank.quantile(0, 0.2499) < 3.01);
    CHECK(*bank.quantile(0, 0.2501) > 6.99);
    CHECK(bank.statistics(0).mean.value == 6.0);
  }
  SECTION("twenty million draws in one bin") {
    CellBank bank(std::vector<CellSpec>{{7.0, 4.0, true}});
    for (int i = 0; i < 312'500; ++i) {
      bank.add(0, block.data(), block.size());
    }
    const std::vector<double> one{8.0};
    bank.add(0, one.data(), 1);
    CellBank doubled = bank;
    CHECK(doubled.merge(bank));
    CHECK(doubled.draws(0) == 40'000'002);
    CHECK(*doubled.quantile(0, 0.9999) < 7.01);
    CHECK(*doubled.quantile(0, 1.0) == 8.0);
    std::vector<std::uint8_t> bytes, again;
    doubled.write(bytes);
    CellBank loaded(std::vector<CellSpec>{{7.0, 4.0, true}});
    std::span<const std::uint8_t> rest(bytes);
    REQUIRE(loaded.read(rest));
    loaded.write(again);
    CHECK(again == bytes);
  }
}

TEST_CASE("A sum that leaves its range is reported and the histogram still answers") {
  CellBank bank(std::vector<CellSpec>{{1.0, 1.0, true}, {1.0, 1.0, true}});
  const std::vector<double> huge{1e200, 2e200, 3e200}, plain{1.0, 2.0, 3.0};
  bank.add(0, plain.data(), plain.size());
  CHECK(bank.ok());
  bank.add(1, huge.data(), huge.size());
  CHECK_FALSE(bank.ok());
  CHECK(bank.first_failed() == std::size_t{1});
  CHECK(std::isnan(bank.statistics(1).mean.value));
  CHECK(*bank.quantile(1, 0.5) == Approx(2e200).epsilon(bin_width));
  CHECK(bank.statistics(0).mean.value == 2.0);
}

TEST_CASE("A cell without quantiles gives its mean and extremes only") {
  CellBank bank(std::vector<CellSpec>{{1.0, 1.0, false}});
  const std::vector<double> values{1.0, 2.0, 4.5};
  bank.add(0, values.data(), values.size());
  const Statistics result = bank.statistics(0);
  CHECK(result.mean.value == 2.5);
  CHECK(result.minimum == 1.0);
  CHECK(result.maximum == 4.5);
  CHECK(result.p50.value == 0.0);
  CHECK_FALSE(bank.quantile(0, 0.5).has_value());
}

TEST_CASE("Bytes that are not a bank of the same cells are refused and change nothing") {
  const std::vector<CellSpec> specs{{50.0, 32.0, true}, {0.0, 1.0, false}, {2.0, 2.0, true}};
  CellBank bank(specs);
  const std::vector<double> values = map(normals(300, 4), [](double z) { return 50 + 20 * z; });
  bank.add(0, values.data(), values.size());
  bank.add(1, values.data(), values.size());
  std::vector<std::uint8_t> bytes;
  bank.write(bytes);
  const auto content = [](const CellBank& source) {
    std::vector<std::uint8_t> written;
    source.write(written);
    return written;
  };
  SECTION("cut short anywhere") {
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      CellBank other(specs);
      std::span<const std::uint8_t> rest(bytes.data(), length);
      CHECK_FALSE(other.read(rest));
      CHECK(rest.size() == length);
      CHECK(other.draws(0) == 0);
    }
  }
  SECTION("any byte changed is refused or read as exactly what it says") {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      std::vector<std::uint8_t> changed = bytes;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ 0x41);
      CellBank other(specs);
      std::span<const std::uint8_t> rest(changed);
      if (other.read(rest)) {
        CHECK(content(other) ==
              std::vector<std::uint8_t>(changed.begin(), changed.end() - static_cast<std::ptrdiff_t>(rest.size())));
      }
    }
  }
  SECTION("other cells") {
    CellBank other(std::vector<CellSpec>{{50.0, 32.0, true}, {0.0, 1.0, false}, {2.0, 4.0, true}});
    std::span<const std::uint8_t> rest(bytes);
    CHECK_FALSE(other.read(rest));
    CHECK_FALSE(other.merge(bank));
  }
  SECTION("what follows is left for the next reader") {
    bytes.push_back(0x2a);
    CellBank other(specs);
    std::span<const std::uint8_t> rest(bytes);
    CHECK(other.read(rest));
    REQUIRE(rest.size() == 1);
    CHECK(rest[0] == 0x2a);
  }
}

TEST_CASE("Eight hundred cells take about five megabytes however many draws they meet") {
  const std::vector<double> values =
      map(normals(std::size_t{1} << 16, 5), [](double z) { return 50 * std::exp(0.2 * z); });
  CellBank bank(std::vector<CellSpec>(800, {50.0, 32.0, true}));
  for (std::size_t cell = 0; cell < bank.size(); ++cell) {
    bank.add(cell, values.data(), values.size());
  }
  WARN("800 cells, 65,536 lognormal draws each: " << bank.memory_bytes() << " bytes");
  CHECK(bank.memory_bytes() < 5'500'000);
  CellBank doubled = bank;
  for (int i = 0; i < 14; ++i) {  // 2^14 times as many draws: 1.07e9
    const CellBank same = doubled;
    CHECK(doubled.merge(same));
  }
  WARN("the same with 1,073,741,824 draws each: " << doubled.memory_bytes() << " bytes");
  CHECK(doubled.draws(0) == 1'073'741'824);
  CHECK(doubled.memory_bytes() < 8'500'000);
  // Only the ranks of the outermost draws move when each draw is repeated.
  CHECK(*doubled.quantile(0, 0.5) == Approx(*bank.quantile(0, 0.5)).epsilon(bin_width));
}
