// SPDX-License-Identifier: MIT
// Chances and peak-year quantiles from counts that one can check by hand.
#include "tests/catch.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/summary/probability.hpp"

using namespace citypeak::summary;

namespace {

PeakCounts counts_of(const std::vector<std::uint64_t>& counts) {
  PeakCounts result(2020, 2020 + static_cast<int>(counts.size()) - 3);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    result.add(i, counts[i]);
  }
  return result;
}

}  // namespace

TEST_CASE("A probability is a share and its error is never zero") {
  CHECK(probability(25, 100).value == 0.25);
  // By hand: n~ = 103.8416, p~ = 26.9208 / 103.8416 = 0.259249, sqrt(p~ (1 - p~) / n~) = 0.0430036.
  CHECK(probability(25, 100).standard_error == Approx(0.0430036).epsilon(1e-5));
  CHECK(probability(0, 1000).value == 0.0);
  CHECK(probability(0, 1000).standard_error > 0.0);
  CHECK(probability(1000, 1000).value == 1.0);
  CHECK(probability(1000, 1000).standard_error == Approx(probability(0, 1000).standard_error));
  CHECK(std::isfinite(probability(0, 0).value));
}

TEST_CASE("Outcomes are numbered from already peaked over the years to not peaked") {
  const PeakCounts counts(2022, 2060);
  CHECK(counts.size() == 41);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    CHECK(counts.index(counts.outcome(i)) == i);
  }
  CHECK(counts.outcome(0).kind == PeakOutcome::Kind::already_peaked);
  CHECK(counts.outcome(1).year == 2022);
  CHECK(counts.outcome(39).year == 2060);
  CHECK(counts.outcome(40).kind == PeakOutcome::Kind::not_peaked);
}

TEST_CASE("Probabilities of a peak sum to one and the cumulative ones run up to the horizon") {
  const PeakCounts counts = counts_of({5, 10, 40, 30, 15});
  PeakResult result;
  counts.fill(result);
  REQUIRE(result.probability.size() == 5);
  REQUIRE(result.cumulative.size() == 4);
  CHECK(result.probability[2].value == 0.4);
  CHECK(result.cumulative[0].value == 0.05);
  CHECK(result.cumulative[3].value == 0.85);
  REQUIRE(result.year.size() == 5);
  CHECK(result.year[0].outcome.kind == PeakOutcome::Kind::already_peaked);  // exactly 5 of 100 draws: p05 is among them
  CHECK(result.year[0].standard_error == 0.0);
  CHECK(result.year[2].outcome.year == 2021);
  CHECK(result.year[3].outcome.year == 2022);
  CHECK(result.year[4].outcome.kind == PeakOutcome::Kind::not_peaked);
  CHECK(result.year[4].standard_error == 0.0);
}

TEST_CASE("A year quantile is a year that occurred and its error spans one standard deviation of ranks") {
  // One draw for each of 100 years: rank 50 is year 2069, sqrt(100 / 4) = 5 ranks either way.
  std::vector<std::uint64_t> each(102, 1);
  each.front() = each.back() = 0;
  PeakResult result;
  counts_of(each).fill(result);
  CHECK(result.year[2].outcome.year == 2069);
  CHECK(result.year[2].standard_error == 5.0);
  CHECK(result.year[0].outcome.year == 2024);
  CHECK(counts_of({0, 1, 0, 1, 0}).quantile(0.5).year == 2020);
  CHECK(counts_of({0, 1, 0, 1, 0}).quantile(0.51).year == 2022);
}

TEST_CASE("Peak counts merge by addition and refuse other years") {
  PeakCounts left = counts_of({1, 2, 3, 4, 5});
  CHECK(left.merge(counts_of({10, 20, 30, 40, 50})));
  CHECK(left.draws() == 165);
  CHECK(left.counts()[4] == 55);
  CHECK_FALSE(left.merge(PeakCounts(2021, 2023)));
  CHECK(left.draws() == 165);
}

TEST_CASE("Statistics of whole numbers are exact") {
  const std::vector<std::uint64_t> counts{0, 1, 2, 0, 1};  // 2021, 2022, 2022, 2024
  const Statistics result = whole_number_statistics(counts, 2020);
  CHECK(result.minimum == 2021.0);
  CHECK(result.maximum == 2024.0);
  CHECK(result.mean.value == 2022.25);
  CHECK(result.mean.standard_error == Approx(std::sqrt(4.75 / 3 / 4)).epsilon(1e-15));
  CHECK(result.p25.value == 2021.75);
  CHECK(result.p50.value == 2022.0);
  CHECK(result.p75.value == 2022.5);
  const Statistics constant = whole_number_statistics(std::vector<std::uint64_t>{0, 9}, 2020);
  CHECK(constant.p95.value == 2021.0);
  CHECK(constant.p95.standard_error == 0.0);
  CHECK(constant.mean.standard_error == 0.0);
}
