// SPDX-License-Identifier: MIT
// The Mann-Kendall test and Sen's slope against answers worked out with fractions and sixty-digit decimals elsewhere.
#include "tests/catch.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include "sim/stats/trend.hpp"

using namespace citypeak::stats;

namespace {

struct Worked {
  std::vector<double> values;
  std::int64_t s;
  double variance, z, p, slope;
};

std::vector<double> years_of(const std::vector<double>& values) {
  std::vector<double> years(values.size());
  std::iota(years.begin(), years.end(), 2010.0);
  return years;
}

}  // namespace

TEST_CASE("the Mann-Kendall test and the slope of Sen agree with fractions worked out elsewhere") {
  const std::vector<Worked> all{
      {{10, 9, 8, 7, 6}, -10, 50.0 / 3, -2.2045407685048604, 0.027486336111510346, -1.0},
      {{5, 5, 4, 4, 3, 2, 2}, -18, 124.0 / 3, -2.6442268215625844, 0.0081877768445956668, -0.5},
      {{39.2, 38.1, 41.5, 36.0, 35.2, 37.7, 33.3, 31.9, 30.4, 32.6},
       -33,
       125.0,
       -2.8621670111997308,
       0.0042075512854917521,
       -73.0 / 70},
      {{10, 22, 21, 30, 22, 30, 40, 40}, 21, 187.0 / 3, 2.5332019855244945, 0.011302580306322196, 3.9},
      {{1, 2, 3, 4, 5, 6, 7, 8}, 28, 196.0 / 3, 3.3403837003114063, 0.0008366271311193034, 1.0},
      {{2, 1}, -1, 1.0, 0.0, 1.0, -1.0},
      {{3, 3, 3, 3}, 0, 0.0, 0.0, 1.0, 0.0},
      {{7}, 0, 0.0, 0.0, 1.0, 0.0},
      {{}, 0, 0.0, 0.0, 1.0, 0.0},
  };
  for (const Worked& worked : all) {
    const MannKendall test = mann_kendall(worked.values);
    CHECK(test.n == worked.values.size());
    CHECK(test.s == worked.s);
    CHECK(test.variance == worked.variance);  // a whole number over 18, rounded once on both sides
    // A root, a division and the error function: a few roundings.
    CHECK(test.z == Approx(worked.z).epsilon(1e-14));
    CHECK(test.p == Approx(worked.p).epsilon(1e-13));
    CHECK(sen_slope(years_of(worked.values), worked.values) == Approx(worked.slope).epsilon(1e-12));
  }
}

TEST_CASE("gaps between the years change the slope of Sen and not the Mann-Kendall test") {
  const std::vector<double> years{2010, 2011, 2013, 2014, 2018}, values{8, 7.5, 7, 5, 6};
  CHECK(mann_kendall(values).s == -8);
  CHECK(mann_kendall(values).p == Approx(0.08641073297370003).epsilon(1e-13));
  CHECK(sen_slope(years, values) == Approx(-7.0 / 24).epsilon(1e-14));  // two divisions and a mean
}

TEST_CASE("a series told year by year gives the same test, and falls exactly when its slope of Sen is negative") {
  std::mt19937 random(7);
  int falling = 0, level = 0;
  for (int trial = 0; trial < 4000; ++trial) {
    RunningTrend trend;
    std::vector<double> values;
    const int kinds = 2 + trial % 9;  // few different values: many ties
    for (int year = 0; year < 12; ++year) {
      const int drift = trial % 3 == 0 ? 0 : year / 2;
      values.push_back(static_cast<double>(static_cast<int>(random() % static_cast<unsigned>(kinds)) - drift));
      trend.add(values.back());
      const MannKendall direct = mann_kendall(values);
      CHECK(trend.test().s == direct.s);
      CHECK(trend.test().variance == direct.variance);
      const double significance = 0.2;
      const bool significant = direct.p < significance && direct.s < 0;
      const bool negative = sen_slope(years_of(values), values) < 0.0;
      CHECK(trend.falls(significance) == (significant && negative));
      falling += trend.falls(significance) ? 1 : 0;
      level += significant && !negative ? 1 : 0;
    }
    trend.clear();
    CHECK(trend.size() == 0);
    CHECK(trend.test().p == 1.0);
  }
  CHECK(falling > 1000);  // the law above is tried on both sides
  CHECK(level > 10);
}

TEST_CASE("a higher confidence takes a wider interval for Sen's slope, down to all slopes and up to the middle ones") {
  // 1 3 2 5 4 6 in yearly steps: 15 slopes, sd of S sqrt(85/3); in order -1 -1 1/3 1/2 2/3 3/4 1 1 1 1 1 4/3 2 2 3.
  const std::vector<double> values{1, 3, 2, 5, 4, 6};
  const std::vector<double> years = years_of(values);
  const auto at = [&](double confidence) { return sen_interval(years, values, confidence).value(); };
  CHECK(at(0.95).slope == 1.0);
  // C = 10.43: ranks round(2.28) = 2 and round(12.72) + 1 = 14.
  CHECK(at(0.95).low == -1.0);
  CHECK(at(0.95).high == 2.0);
  // C = 3.590: ranks round(5.71) = 6 and round(9.29) + 1 = 10.
  CHECK(at(0.5).low == 0.75);
  CHECK(at(0.5).high == 1.0);
  // C = 13.71: ranks round(0.64) = 1 and round(14.36) + 1 = 15.
  CHECK(at(0.99).low == -1.0);
  CHECK(at(0.99).high == 3.0);
  // C = 17.51: beyond both ends.
  CHECK(at(0.999).low == -1.0);
  CHECK(at(0.999).high == 3.0);
  CHECK_FALSE(sen_interval(std::vector<double>{2010}, std::vector<double>{1}, 0.95));
  CHECK_FALSE(sen_interval({}, {}, 0.95));
}

TEST_CASE("the correction for autocorrelation is nothing where it has no meaning, and 1 where years are independent") {
  const std::vector<int> years{2000, 2001, 2002, 2003, 2004, 2005, 2006, 2007};
  const auto adjusted = [&](const std::vector<double>& values) {
    return autocorrelation_adjusted(std::span(years).first(values.size()), values);
  };
  CHECK_FALSE(adjusted({3, 1, 2}));                       // three years
  CHECK_FALSE(adjusted({8, 7, 6, 5, 4, 3, 2, 1}));        // nothing is left after the slope
  CHECK_FALSE(adjusted({0.1, 0.2, 0.3, 0.4, 0.5, 0.6}));  // but rounding
  CHECK_FALSE(adjusted({0, 9, 1, 9, 2, 9, 3, 9}));        // alternates so well that the factor is below zero
  // The same without a slope: r = -7/8, 3/4 at lags 1 and 2, the others by chance; 1 - (210*7/8 - 120*3/4)/168.
  const std::vector<double> saw{0, 9, 0, 9, 0, 9, 0, 9};
  REQUIRE(adjusted(saw));
  CHECK(adjusted(saw)->factor == Approx(99.0 / 224.0).epsilon(1e-14));
  const std::vector<double> unrelated{10, 14, 11, 9, 13, 12, 15, 8};
  const auto same = adjusted(unrelated);
  REQUIRE(same);
  CHECK(same->factor == 1.0);
  CHECK(same->variance == mann_kendall(unrelated).variance);
  CHECK(same->p == mann_kendall(unrelated).p);
}
