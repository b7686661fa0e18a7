// SPDX-License-Identifier: MIT
// The Mann-Kendall test and Sen's slope against answers worked out with fractions and sixty-digit decimals elsewhere.
#include "tests/catch.hpp"

#include <algorithm>
#include <numeric>
#include <random>
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
