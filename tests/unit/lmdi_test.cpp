// SPDX-License-Identifier: MIT
// Decompositions without a rest against sixty-digit answers worked out elsewhere, and the laws that make them LMDI-I.
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "sim/stats/lmdi.hpp"

using namespace citypeak::stats;

namespace {

using Numbers = std::vector<double>;

Lmdi decomposed(const Numbers& first, const Numbers& last, std::size_t factors) {
  const auto outcome = lmdi(first, last, factors);
  REQUIRE(std::holds_alternative<Lmdi>(outcome));
  return std::get<Lmdi>(outcome);
}

LmdiRefusal refused(const Numbers& first, const Numbers& last, std::size_t factors) {
  const auto outcome = lmdi(first, last, factors);
  REQUIRE(std::holds_alternative<LmdiRefusal>(outcome));
  return std::get<LmdiRefusal>(outcome);
}

double sum_of(const Numbers& numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0.0); }

/// The sum over terms of the product of factors, straightforwardly.
double total_of(const Numbers& table, std::size_t factors) {
  double total = 0.0;
  for (std::size_t row = 0; row < table.size(); row += factors) {
    double product = 1.0;
    for (std::size_t k = 0; k < factors; ++k) product *= table[row + k];
    total += product;
  }
  return total;
}

/// How far effects and multipliers are from adding up, relative to the larger total and to the ratio.
void check_nothing_is_left(const Lmdi& got, double tolerance) {
  const double top = std::max(got.first, got.last);
  CHECK(std::abs(sum_of(got.factor_effects) - (got.last - got.first)) <= tolerance * top);
  CHECK(std::abs(sum_of(got.effects) - (got.last - got.first)) <= tolerance * top);
  if (!got.multipliers) return;
  double product = 1.0;
  for (const double each : got.multipliers->factors) product *= each;
  CHECK(product == Approx(got.last / got.first).epsilon(tolerance));
  for (std::size_t k = 0; k < got.factors; ++k) {
    double parts = 1.0;
    for (std::size_t row = 0; row < got.terms; ++row) parts *= got.multipliers->parts[row * got.factors + k];
    CHECK(parts == Approx(got.multipliers->factors[k]).epsilon(tolerance));
  }
}

/// Values over twelve decades; every n-th is 0 where `zeros` is not.
Numbers random_table(std::mt19937& random, std::size_t size, unsigned zeros) {
  Numbers out(size);
  for (double& value : out) {
    const double exponent = static_cast<double>(random() % 120000) / 10000.0 - 6.0;
    value = zeros > 0 && random() % zeros == 0 ? 0.0 : std::pow(10.0, exponent);
  }
  return out;
}

/// The same table some percent on, so that nothing changes by orders of magnitude.
Numbers drifted(std::mt19937& random, Numbers table) {
  for (double& value : table) value *= 0.9 + static_cast<double>(random() % 1000) / 4000.0;
  return table;
}

constexpr double few_roundings = 1e-14;  // products, logarithms and exponentials of a handful of numbers

}  // namespace

TEST_CASE("the logarithmic mean agrees with sixty digits however near its two numbers are") {
  CHECK(logarithmic_mean(1.0, 2.0) == Approx(1.4426950408889634074).epsilon(few_roundings));
  CHECK(logarithmic_mean(0.1, 0.3) == Approx(0.1820478453253674789).epsilon(few_roundings));
  CHECK(logarithmic_mean(5.0, 1e-300) == Approx(0.0072214161873748584571).epsilon(few_roundings));
  CHECK(logarithmic_mean(7.0, 7.000000000000001) == Approx(7.0000000000000004441).epsilon(few_roundings));
  CHECK(logarithmic_mean(3.0, 3.0000000001) == Approx(3.0000000000500000041).epsilon(few_roundings));
  CHECK(logarithmic_mean(1e-310, 2e-310) == Approx(1.4426950408889589998e-310).epsilon(1e-10));  // fewer digits there
  CHECK(logarithmic_mean(4.0, 4.0) == 4.0);
  CHECK(logarithmic_mean(4.0, 0.0) == 0.0);
  CHECK(logarithmic_mean(0.0, 0.0) == 0.0);
  CHECK(logarithmic_mean(2.0, 3.0) == logarithmic_mean(3.0, 2.0));
  CHECK(logarithmic_mean(1e308, 1e-308) > 0.0);  // the ratio alone is too large to be written
}

TEST_CASE("the mean lies between the geometric and the arithmetic one") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 1000; ++trial) {
    const Numbers pair = random_table(random, 2, 0);
    const double mean = logarithmic_mean(pair[0], pair[1]);
    CHECK(mean >= std::sqrt(pair[0]) * std::sqrt(pair[1]) * (1.0 - few_roundings));
    CHECK(mean <= (pair[0] + pair[1]) / 2.0 * (1.0 + few_roundings));
  }
}

TEST_CASE("a city of two fuels and five factors decomposes as worked out elsewhere") {
  const Numbers first{5, 40, 0.5, 3, 0.09, 5, 40, 0.5, 1, 0.06}, last{6, 50, 0.4, 2.5, 0.08, 6, 50, 0.6, 0.8, 0.05};
  const Lmdi got = decomposed(first, last, 5);
  const Numbers effects{4.6438323425247885941,
                        5.6835914460177892323,
                        -5.6835914460177892323,
                        -4.6438323425247885941,
                        -3.0,
                        1.2,
                        1.4686813028898535292,
                        1.2,
                        -1.4686813028898535292,
                        -1.2};
  const Numbers totals{5.8438323425247885941, 7.1522727489076427616, -4.4835914460177892323, -6.1125136454146421233,
                       -4.2};
  const Numbers multipliers{1.1997324545371503723, 1.2496589156157269925, 0.86960833120740657282,
                            0.82656980584520669284, 0.87732706307131349418};
  CHECK(got.first == Approx(33.0).epsilon(few_roundings));
  CHECK(got.last == Approx(31.2).epsilon(few_roundings));
  for (std::size_t i = 0; i < effects.size(); ++i) CHECK(got.effects[i] == Approx(effects[i]).epsilon(1e-13));
  for (std::size_t k = 0; k < totals.size(); ++k) {
    CHECK(got.factor_effects[k] == Approx(totals[k]).epsilon(1e-13));
    REQUIRE(got.multipliers);
    CHECK(got.multipliers->factors[k] == Approx(multipliers[k]).epsilon(1e-13));
  }
  CHECK(got.multipliers->parts[0] == Approx(1.1556992818677720086).epsilon(1e-13));
  CHECK(got.multipliers->parts[9] == Approx(0.96329750645416515041).epsilon(1e-13));
}

TEST_CASE("nothing is left over of random tables with and without zeros") {
  std::mt19937 random(11);
  int with_zeros = 0, without_ratio = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const std::size_t terms = 1 + random() % 8, factors = 1 + random() % 6;
    const unsigned zeros = trial % 3 == 0 ? 0 : 3 + static_cast<unsigned>(random() % 5);
    const Numbers first = random_table(random, terms * factors, zeros);
    const Numbers last = trial % 2 == 0 ? drifted(random, first) : random_table(random, terms * factors, zeros);
    const Lmdi got = decomposed(first, last, factors);
    CHECK(got.first == Approx(total_of(first, factors)).epsilon(few_roundings));
    CHECK(got.last == Approx(total_of(last, factors)).epsilon(few_roundings));
    check_nothing_is_left(got, 1e-12);
    with_zeros += zeros > 0 ? 1 : 0;
    CHECK(got.multipliers.has_value() == (got.first > 0.0 && got.last > 0.0));
    without_ratio += got.multipliers ? 0 : 1;
  }
  CHECK(with_zeros > 1000);
  CHECK(without_ratio > 100);
}

TEST_CASE("going back in time negates every effect and inverts every multiplier") {
  std::mt19937 random(5);
  for (int trial = 0; trial < 500; ++trial) {
    const Numbers first = random_table(random, 12, trial % 2 == 0 ? 0 : 6);
    const Numbers last = trial % 3 == 0 ? drifted(random, first) : random_table(random, 12, trial % 2 == 0 ? 0 : 6);
    const Lmdi forth = decomposed(first, last, 3), back = decomposed(last, first, 3);
    for (std::size_t i = 0; i < forth.effects.size(); ++i) CHECK(forth.effects[i] == -back.effects[i]);
    for (std::size_t k = 0; k < 3; ++k) CHECK(forth.factor_effects[k] == -back.factor_effects[k]);
    if (!forth.multipliers) continue;
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(forth.multipliers->factors[k] * back.multipliers->factors[k] == Approx(1.0).epsilon(few_roundings));
  }
}

TEST_CASE("groups of terms decomposed apart and put together give the effects of the whole") {
  std::mt19937 random(19);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t factors = 4, size = 6 * factors, cut = (1 + random() % 5) * factors;
    const Numbers first = random_table(random, size, 0), last = drifted(random, first);
    const auto split = static_cast<std::ptrdiff_t>(cut);
    const Lmdi whole = decomposed(first, last, factors);
    const Lmdi one = decomposed({first.begin(), first.begin() + split}, {last.begin(), last.begin() + split}, factors);
    const Lmdi two = decomposed({first.begin() + split, first.end()}, {last.begin() + split, last.end()}, factors);
    const double mean = logarithmic_mean(whole.first, whole.last);
    const double weight_one = logarithmic_mean(one.first, one.last) / mean;
    const double weight_two = logarithmic_mean(two.first, two.last) / mean;
    const double top = std::max(whole.first, whole.last);
    for (std::size_t k = 0; k < factors; ++k) {
      // Sums of a few numbers no larger than the total.
      CHECK(std::abs(whole.factor_effects[k] - one.factor_effects[k] - two.factor_effects[k]) <= few_roundings * top);
      const double from_parts =
          weight_one * std::log(one.multipliers->factors[k]) + weight_two * std::log(two.multipliers->factors[k]);
      CHECK(std::log(whole.multipliers->factors[k]) == Approx(from_parts).margin(1e-13));
    }
  }
}

TEST_CASE("units do not matter and a factor that stays has no effect") {
  const Numbers first{5, 40, 3, 7, 40, 2}, last{6, 40, 2, 5, 40, 4};
  const Lmdi got = decomposed(first, last, 3);
  CHECK(got.factor_effects[1] == 0.0);
  CHECK(got.multipliers->factors[1] == 1.0);
  Numbers in_thousands = first, in_thousands_last = last;
  for (const std::size_t i : {0U, 3U}) {
    in_thousands[i] *= 1000.0;
    in_thousands_last[i] *= 1000.0;
  }
  const Lmdi scaled = decomposed(in_thousands, in_thousands_last, 3);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(scaled.factor_effects[k] == Approx(1000.0 * got.factor_effects[k]).margin(1e-10));
    CHECK(scaled.multipliers->factors[k] == Approx(got.multipliers->factors[k]).epsilon(1e-13));
  }
}

TEST_CASE("a term that appears or vanishes belongs to the factors that were or became zero") {
  // Limits computed with 10^-1000000000000 in place of 0 elsewhere, where they are reached to twelve digits.
  const Numbers first{2, 3, 0, 4, 0, 0, 1, 5, 2, 0, 2, 3}, last{3, 4, 1, 2, 3, 5, 0, 5, 3, 2, 0, 3};
  const Lmdi got = decomposed(first, last, 3);
  CHECK(got.effects == Numbers{0, 0, 12, 0, 15, 15, -10, 0, 0, 0, 0, 0});
  CHECK(got.factor_effects == Numbers{-10, 15, 27});
  REQUIRE(got.multipliers);
  CHECK(got.multipliers->factors[0] == Approx(0.6386083558473).epsilon(1e-12));
  CHECK(got.multipliers->factors[1] == Approx(1.9595128006160).epsilon(1e-12));
  CHECK(got.multipliers->factors[2] == Approx(3.3563449460904).epsilon(1e-12));
  check_nothing_is_left(got, few_roundings);
}

TEST_CASE("the eight cases of zeros in one factor have their analytical limits") {
  const auto effect = [](double other_first, double first, double other_last, double last) {
    return decomposed({first, other_first}, {last, other_last}, 2).effects[0];
  };
  CHECK(effect(3, 0, 3, 2) == 6.0);   // the term appears with the factor
  CHECK(effect(3, 2, 3, 0) == -6.0);  // and vanishes with it
  CHECK(effect(0, 1, 3, 2) == 0.0);   // another one made it appear
  CHECK(effect(3, 1, 0, 2) == 0.0);   // or vanish
  CHECK(effect(0, 1, 0, 2) == 0.0);   // nothing is there at either end
  CHECK(effect(1, 0, 2, 0) == 0.0);
  CHECK(effect(0, 1, 2, 0) == 0.0);
  CHECK(effect(1, 0, 0, 2) == 0.0);
}

TEST_CASE("values as small as 1e-100 come near the limits of zeros only as slowly as their logarithm grows") {
  const Numbers first{2, 3, 0, 4, 0, 0, 1, 5, 2, 0, 2, 3}, last{3, 4, 1, 2, 3, 5, 0, 5, 3, 2, 0, 3};
  const Lmdi limit = decomposed(first, last, 3);
  const auto with_small = [&](double small) {
    Numbers a = first, b = last;
    std::replace(a.begin(), a.end(), 0.0, small);
    std::replace(b.begin(), b.end(), 0.0, small);
    return decomposed(a, b, 3);
  };
  const Lmdi near = with_small(1e-100), nearer = with_small(1e-300);
  CHECK(near.effects[2] == Approx(11.963984817024073064).epsilon(1e-13));  // sixty digits elsewhere
  CHECK(near.effects[4] == Approx(15.005912723477191677).epsilon(1e-13));
  CHECK(near.effects[6] == Approx(-10.017640188736013168).epsilon(1e-13));
  for (std::size_t i = 0; i < limit.effects.size(); ++i) {
    const double off = std::abs(near.effects[i] - limit.effects[i]);
    const double off_further = std::abs(nearer.effects[i] - limit.effects[i]);
    CHECK(off < 0.05);  // ln 2 or ln 2.5 over ln 1e100, of terms of 10 to 30
    CHECK(off_further <= Approx(off / 3.0).epsilon(0.01).margin(1e-12));
  }
}

TEST_CASE("of an empty table and of terms that stay zero nothing changes") {
  CHECK(decomposed({}, {}, 3).factor_effects == Numbers{0, 0, 0});
  const Lmdi still = decomposed({0, 5, 2, 0}, {0, 6, 3, 0}, 2);
  CHECK(still.factor_effects == Numbers{0, 0});
  CHECK(!still.multipliers);
  CHECK(!decomposed({1, 2}, {0, 2}, 2).multipliers);
  CHECK(!decomposed({1, 0}, {1, 2}, 2).multipliers);
}

TEST_CASE("factors are decomposed whose products alone would be too small or too large to be written") {
  const Numbers first{1e-200, 1e-200, 1e300, 1e100}, last{2e-200, 1e-200, 1e300, 1e100};
  const Lmdi got = decomposed(first, last, 4);
  CHECK(got.first == Approx(1.0).epsilon(few_roundings));
  CHECK(got.factor_effects[0] == Approx(1.0).epsilon(few_roundings));
  const Lmdi tiny = decomposed({1e-200, 1e-200}, {2e-200, 1e-200}, 2);
  CHECK(tiny.first == 0.0);
  CHECK(tiny.factor_effects == Numbers{0, 0});
  CHECK(refused({1e200, 1e200}, {1, 1}, 2).reason == LmdiRefusal::Reason::overflow);
}

TEST_CASE("values without a logarithm are refused with their place") {
  const LmdiRefusal negative = refused({1, 2, 3, 4}, {1, 2, -3, 4}, 2);
  CHECK(negative.reason == LmdiRefusal::Reason::negative);
  CHECK(negative.term == 1);
  CHECK(negative.factor == 0);
  CHECK(negative.in_last);
  const LmdiRefusal endless = refused({1, std::numeric_limits<double>::infinity()}, {-1, 2}, 2);
  CHECK(endless.reason == LmdiRefusal::Reason::not_finite);
  CHECK(endless.factor == 1);
  CHECK(!endless.in_last);
  CHECK(refused({std::nan(""), 1}, {1, 1}, 2).reason == LmdiRefusal::Reason::not_finite);
  CHECK(refused({-0.0, 1}, {1, -1}, 2).reason == LmdiRefusal::Reason::negative);
  CHECK(refused({1, 2, 3}, {1, 2, 3}, 2).reason == LmdiRefusal::Reason::shape);
  CHECK(refused({1, 2}, {1, 2, 3, 4}, 2).reason == LmdiRefusal::Reason::shape);
  CHECK(refused({1, 2}, {1, 2}, 0).reason == LmdiRefusal::Reason::shape);
}
