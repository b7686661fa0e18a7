// SPDX-License-Identifier: MIT
// Shapley values against all orders of arrival counted out, games with known answers, and the axioms; sampled ones
// against the exact ones.
#include "tests/catch.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

#include "sim/stats/shapley.hpp"

using namespace citypeak::stats;

namespace {

using Numbers = std::vector<double>;
using Game = std::function<double(std::uint64_t)>;

bool takes_part(std::uint64_t subset, std::size_t player) { return (subset >> player & 1) != 0; }

Numbers table_of(std::size_t players, const Game& game) {
  Numbers out;
  for (std::uint64_t subset = 0; subset < std::uint64_t{1} << players; ++subset) out.push_back(game(subset));
  return out;
}

double uniform(std::mt19937& random) { return static_cast<double>(random() % 1000003) / 1000003.0; }

Numbers random_worth(std::mt19937& random, std::size_t players) {
  return table_of(players, [&](std::uint64_t) { return 20.0 * uniform(random) - 10.0; });
}

/// What each player adds on arrival, averaged over every order there is.
Numbers by_all_orders(const Numbers& values, std::size_t players) {
  std::vector<std::size_t> order(players);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<long double> sums(players);
  long double orders = 0.0L;
  do {
    std::uint64_t present = 0;
    for (const std::size_t player : order) {
      const std::uint64_t joined = present | std::uint64_t{1} << player;
      sums[player] += static_cast<long double>(values[joined]) - static_cast<long double>(values[present]);
      present = joined;
    }
    orders += 1.0L;
  } while (std::next_permutation(order.begin(), order.end()));
  Numbers out;
  for (const long double sum : sums) out.push_back(static_cast<double>(sum / orders));
  return out;
}

/// The second difference of a pair that arrives together, averaged over every order of it and the others.
double interaction_by_all_orders(const Numbers& values, std::size_t players, std::size_t a, std::size_t b) {
  std::vector<std::uint64_t> order;  // the pair stands as 0
  for (std::size_t player = 0; player < players; ++player) {
    if (player != a && player != b) order.push_back(std::uint64_t{1} << player);
  }
  order.push_back(0);
  std::sort(order.begin(), order.end());
  const std::uint64_t first = std::uint64_t{1} << a, second = std::uint64_t{1} << b;
  long double sum = 0.0L, orders = 0.0L;
  do {
    std::uint64_t before = 0;
    for (const std::uint64_t each : order) {
      if (each == 0) break;
      before |= each;
    }
    sum += static_cast<long double>(values[before | first | second]) + static_cast<long double>(values[before]) -
           static_cast<long double>(values[before | first]) - static_cast<long double>(values[before | second]);
    orders += 1.0L;
  } while (std::next_permutation(order.begin(), order.end()));
  return static_cast<double>(sum / orders);
}

double sum_of(const Numbers& numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0.0); }

/// Abatement that saturates: each lever takes its share of what the others leave.
Game saturating(std::size_t players) {
  return [players](std::uint64_t subset) {
    double left = 1.0;
    for (std::size_t i = 0; i < players; ++i) {
      if (takes_part(subset, i)) left *= 1.0 - 0.02 * static_cast<double>(i % 7 + 1);
    }
    return 1.0 - left;
  };
}

/// A probability that turns from 0 to 1 where enough levers are on: far from a sum of levers and pairs.
Game turning(std::size_t players) {
  return [players](std::uint64_t subset) {
    double strength = 0.0, all = 0.0;
    for (std::size_t i = 0; i < players; ++i) {
      const double own = 1.0 + static_cast<double>(i % 5);
      all += own;
      strength += takes_part(subset, i) ? own : 0.0;
    }
    return 1.0 / (1.0 + std::exp(-(strength - 0.6 * all) / (0.05 * all)));
  };
}

constexpr double few_roundings = 1e-13;  // one for each difference and division, of values of one size

}  // namespace

TEST_CASE("Shapley values are what players add on arrival averaged over all orders") {
  std::mt19937 random(1);
  for (std::size_t players = 1; players <= 6; ++players) {
    for (int trial = 0; trial < 20; ++trial) {
      const Numbers values = random_worth(random, players);
      const Numbers got = shapley_values(values, players), counted = by_all_orders(values, players);
      REQUIRE(got.size() == players);
      for (std::size_t i = 0; i < players; ++i) CHECK(got[i] == Approx(counted[i]).margin(few_roundings));
    }
  }
}

TEST_CASE("the interaction index is the second difference of a pair that arrives together") {
  std::mt19937 random(2);
  for (std::size_t players = 2; players <= 6; ++players) {
    for (int trial = 0; trial < 10; ++trial) {
      const Numbers values = random_worth(random, players);
      const Numbers got = shapley_interactions(values, players), own = shapley_values(values, players);
      for (std::size_t a = 0; a < players; ++a) {
        CHECK(got[a * players + a] == own[a]);
        for (std::size_t b = 0; b < players; ++b) {
          if (a == b) continue;
          CHECK(got[a * players + b] == got[b * players + a]);
          CHECK(got[a * players + b] == Approx(interaction_by_all_orders(values, players, a, b)).margin(few_roundings));
        }
      }
    }
  }
}

TEST_CASE("of one left and two right gloves the left one is worth two thirds of a pair") {
  const Numbers values = table_of(3, [](std::uint64_t subset) {
    return takes_part(subset, 0) && (takes_part(subset, 1) || takes_part(subset, 2)) ? 1.0 : 0.0;
  });
  const Numbers got = shapley_values(values, 3);
  CHECK(got[0] == Approx(2.0 / 3.0).epsilon(1e-15));
  CHECK(got[1] == Approx(1.0 / 6.0).epsilon(1e-15));
  CHECK(got[2] == Approx(1.0 / 6.0).epsilon(1e-15));
  CHECK(first_in(values, 3) == Numbers{0, 0, 0});
  CHECK(last_in(values, 3) == Numbers{1, 0, 0});
  // By hand: a left glove helps with either right one and the two right ones stand in for each other.
  const Numbers pairs = shapley_interactions(values, 3);
  CHECK(pairs[0 * 3 + 1] == Approx(0.5));
  CHECK(pairs[0 * 3 + 2] == Approx(0.5));
  CHECK(pairs[1 * 3 + 2] == Approx(-0.5));
}

TEST_CASE("a runway is paid for by all who need each stretch of it") {
  const Numbers costs{3, 5, 5, 8, 13, 21, 34, 40, 41, 60, 77, 90};  // rising
  const std::size_t players = costs.size();
  const Game runway = [&](std::uint64_t subset) {
    double longest = 0.0;
    for (std::size_t i = 0; i < players; ++i) longest = takes_part(subset, i) ? costs[i] : longest;
    return longest;
  };
  const Numbers got = shapley_values(table_of(players, runway), players);
  double owed = 0.0;
  for (std::size_t i = 0; i < players; ++i) {
    owed += (costs[i] - (i > 0 ? costs[i - 1] : 0.0)) / static_cast<double>(players - i);
    CHECK(got[i] == Approx(owed).epsilon(few_roundings));
  }
}

TEST_CASE("the members of the Security Council have their well-known power") {
  // Nine of fifteen votes, none of the five permanent members against: 421/2145 each of those, 4/2145 each of the ten.
  const Numbers values =
      table_of(15, [](std::uint64_t subset) { return (subset & 31) == 31 && std::popcount(subset) >= 9 ? 1.0 : 0.0; });
  const Numbers got = shapley_values(values, 15);
  for (std::size_t i = 0; i < 15; ++i)
    CHECK(got[i] == Approx(i < 5 ? 421.0 / 2145.0 : 4.0 / 2145.0).epsilon(few_roundings));
}

TEST_CASE("players who are all needed share alike and interact alike") {
  for (std::size_t needed = 2; needed <= 5; ++needed) {
    const std::uint64_t all_of_them = (std::uint64_t{1} << needed) - 1;
    const Numbers values =
        table_of(6, [&](std::uint64_t subset) { return (subset & all_of_them) == all_of_them ? 1.0 : 0.0; });
    const Numbers got = shapley_values(values, 6), pairs = shapley_interactions(values, 6);
    for (std::size_t i = 0; i < 6; ++i) {
      CHECK(got[i] == Approx(i < needed ? 1.0 / static_cast<double>(needed) : 0.0).margin(1e-15));
      for (std::size_t j = 0; j < i; ++j)
        CHECK(pairs[i * 6 + j] == Approx(i < needed ? 1.0 / static_cast<double>(needed - 1) : 0.0).margin(1e-15));
    }
  }
}

TEST_CASE("two levers that do the same get half each and a third is untouched") {
  const Numbers values = table_of(3, [](std::uint64_t subset) {
    return ((subset & 3) != 0 ? -6.0 : 0.0) + (takes_part(subset, 2) ? -2.5 : 0.0) + 40.0;
  });
  CHECK(shapley_values(values, 3) == Numbers{-3.0, -3.0, -2.5});
  CHECK(first_in(values, 3) == Numbers{-6.0, -6.0, -2.5});
  CHECK(last_in(values, 3) == Numbers{0.0, 0.0, -2.5});
  const Numbers pairs = shapley_interactions(values, 3);
  CHECK(pairs[0 * 3 + 1] == 6.0);
  CHECK(pairs[0 * 3 + 2] == 0.0);
  CHECK(pairs[1 * 3 + 2] == 0.0);
}

TEST_CASE("the axioms hold of random worths") {
  std::mt19937 random(8);
  const std::size_t players = 8;
  for (int trial = 0; trial < 20; ++trial) {
    const Numbers one = random_worth(random, players), two = random_worth(random, players);
    const Numbers of_one = shapley_values(one, players), of_two = shapley_values(two, players);
    // Efficiency.
    CHECK(sum_of(of_one) == Approx(one.back() - one.front()).epsilon(1e-12).margin(1e-13));
    // Additivity.
    Numbers mixed(one.size());
    for (std::size_t i = 0; i < one.size(); ++i) mixed[i] = 3.0 * one[i] - two[i];
    const Numbers of_mixed = shapley_values(mixed, players);
    for (std::size_t i = 0; i < players; ++i)
      CHECK(of_mixed[i] == Approx(3.0 * of_one[i] - of_two[i]).margin(few_roundings));
    // A dummy gets what it adds alone, to the last bit where that is nothing.
    const Numbers dummy =
        table_of(players, [&](std::uint64_t subset) { return one[subset & 127]; });  // player 7 changes nothing
    CHECK(shapley_values(dummy, players)[7] == 0.0);
    // Symmetry: players 0 and 1 exchanged exchange their values and leave the rest.
    const Numbers exchanged = table_of(players, [&](std::uint64_t subset) {
      return one[(subset & ~std::uint64_t{3}) | (subset & 1) << 1 | (subset >> 1 & 1)];
    });
    const Numbers of_exchanged = shapley_values(exchanged, players);
    CHECK(of_exchanged[0] == Approx(of_one[1]).margin(1e-15));
    CHECK(of_exchanged[1] == Approx(of_one[0]).margin(1e-15));
    for (std::size_t i = 2; i < players; ++i) CHECK(of_exchanged[i] == Approx(of_one[i]).margin(1e-15));
  }
}

TEST_CASE("values add up to the whole although the worths between are a million times larger") {
  std::mt19937 random(21);
  const std::size_t players = 12;
  Numbers values = table_of(players, [&](std::uint64_t) { return 2e6 * uniform(random) - 1e6; });
  values.front() = 7.0;
  values.back() = 8.0;
  const Numbers got = shapley_values(values, players);
  double largest = 0.0;
  for (const double each : got) largest = std::max(largest, std::abs(each));
  // Each value is right to its last digits, which is all that numbers of this size can add up to.
  CHECK(std::abs(sum_of(got) - 1.0) <= 12 * 2.3e-16 * largest);
}

TEST_CASE("of a sum of levers and pairs each pair's interaction is its own part") {
  std::mt19937 random(4);
  const std::size_t players = 7;
  Numbers own(players), pairs(players * players);
  for (double& each : own) each = uniform(random);
  for (double& each : pairs) each = uniform(random) - 0.5;
  const Numbers values = table_of(players, [&](std::uint64_t subset) {
    double sum = 0.0;
    for (std::size_t i = 0; i < players; ++i) {
      if (!takes_part(subset, i)) continue;
      sum += own[i];
      for (std::size_t j = 0; j < i; ++j) sum += takes_part(subset, j) ? pairs[i * players + j] : 0.0;
    }
    return sum;
  });
  const Numbers interactions = shapley_interactions(values, players), got = shapley_values(values, players);
  for (std::size_t i = 0; i < players; ++i) {
    double half_of_pairs = 0.0;
    for (std::size_t j = 0; j < players; ++j) {
      if (i == j) continue;
      const double pair = pairs[std::max(i, j) * players + std::min(i, j)];
      half_of_pairs += pair / 2.0;
      CHECK(interactions[i * players + j] == Approx(pair).margin(few_roundings));
    }
    CHECK(got[i] == Approx(own[i] + half_of_pairs).margin(few_roundings));
  }
}

TEST_CASE("columns are attributed each as if alone") {
  std::mt19937 random(6);
  const std::size_t players = 5, columns = 3;
  std::vector<Numbers> alone(columns);
  for (Numbers& each : alone) each = random_worth(random, players);
  Numbers together;
  for (std::size_t subset = 0; subset < 32; ++subset) {
    for (const Numbers& each : alone) together.push_back(each[subset]);
  }
  const ArrivalOrders orders = arrival_orders(players, 5, 1);
  Numbers drawn_together;
  for (const std::uint64_t subset : orders.subsets) {
    for (const Numbers& each : alone) drawn_together.push_back(each[subset]);
  }
  const Numbers values = shapley_values(together, players, columns), first = first_in(together, players, columns);
  const Numbers last = last_in(together, players, columns), pairs = shapley_interactions(together, players, columns);
  const SampledShapley sampled = sampled_shapley(orders, drawn_together, columns);
  for (std::size_t column = 0; column < columns; ++column) {
    const auto every = [&](const Numbers& all) {
      Numbers out;
      for (std::size_t i = column; i < all.size(); i += columns) out.push_back(all[i]);
      return out;
    };
    const SampledShapley own =
        sampled_shapley(players, 5, 1, [&](std::uint64_t subset) { return alone[column][subset]; });
    CHECK(every(values) == shapley_values(alone[column], players));
    CHECK(every(first) == first_in(alone[column], players));
    CHECK(every(last) == last_in(alone[column], players));
    CHECK(every(pairs) == shapley_interactions(alone[column], players));
    CHECK(every(sampled.values) == own.values);
    CHECK(every(sampled.standard_errors) == own.standard_errors);
  }
}

TEST_CASE("one player brings everything") {
  CHECK(shapley_values(Numbers{3, 5}, 1) == Numbers{2});
  CHECK(shapley_interactions(Numbers{3, 5}, 1) == Numbers{2});
  const SampledShapley sampled = sampled_shapley(1, 2, 1, [](std::uint64_t subset) { return subset == 0 ? 3.0 : 5.0; });
  CHECK(sampled.values == Numbers{2});
  CHECK(sampled.standard_errors == Numbers{0});
}

TEST_CASE("arrival orders are permutations that pass through listed subsets") {
  for (const std::size_t players : {1U, 2U, 3U, 4U, 5U, 9U, 15U, 40U, 64U}) {
    const ArrivalOrders got = arrival_orders(players, 3, 99);
    CHECK(got.orders == 2 * std::min<std::size_t>(players, 4));
    REQUIRE(got.arrivals.size() == 3 * got.orders * players);
    REQUIRE(got.steps.size() == 3 * got.orders * (players + 1));
    CHECK(std::is_sorted(got.subsets.begin(), got.subsets.end()));
    CHECK(std::adjacent_find(got.subsets.begin(), got.subsets.end()) == got.subsets.end());
    CHECK(got.subsets.front() == 0);
    CHECK(std::popcount(got.subsets.back()) == static_cast<int>(players));
    CHECK(got.subsets.size() <= 3 * got.orders * (players - 1) + 2);
    for (std::size_t order = 0; order < 3 * got.orders; ++order) {
      for (std::size_t i = 0; i < players; ++i) {
        const std::uint64_t before = got.subsets[got.steps[order * (players + 1) + i]];
        const std::uint64_t after = got.subsets[got.steps[order * (players + 1) + i + 1]];
        CHECK((before ^ after) == std::uint64_t{1} << got.arrivals[order * players + i]);
        CHECK(std::popcount(before) == static_cast<int>(i));
      }
    }
  }
}

TEST_CASE("every player comes equally often at every place of an order") {
  const std::size_t players = 6, rounds = 3000;
  const ArrivalOrders orders = arrival_orders(players, rounds, 5);
  std::vector<double> counts(players * players);
  for (std::size_t i = 0; i < orders.arrivals.size(); ++i) counts[orders.arrivals[i] * players + i % players] += 1.0;
  // 24000 orders; even if the eight of a round were one, a share of 1/6 has a standard error of 0.0068 over rounds.
  for (const double count : counts) CHECK(count / 24000.0 == Approx(1.0 / 6.0).margin(5 * 0.0068));
}

TEST_CASE("sampled orders repeat with their seed and begin alike however many follow") {
  const ArrivalOrders one = arrival_orders(20, 4, 7), same = arrival_orders(20, 4, 7), more = arrival_orders(20, 6, 7);
  CHECK(one.arrivals == same.arrivals);
  CHECK(one.subsets == same.subsets);
  CHECK(std::equal(one.arrivals.begin(), one.arrivals.end(), more.arrivals.begin()));
  CHECK(one.arrivals != arrival_orders(20, 4, 8).arrivals);
}

TEST_CASE("sampled values add up to the whole as exactly as the others") {
  for (const std::size_t players : {5U, 16U, 40U, 64U}) {
    for (const Game& game : {saturating(players), turning(players)}) {
      const std::uint64_t all = players == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << players) - 1;
      const SampledShapley got = sampled_shapley(players, 6, 3, game);
      REQUIRE(got.values.size() == players);
      REQUIRE(got.standard_errors.size() == players);
      CHECK(sum_of(got.values) == Approx(game(all) - game(0)).epsilon(1e-12));
    }
  }
}

TEST_CASE("levers and pairs without more need no second round") {
  const std::size_t players = 64;
  const Game pairs = [](std::uint64_t subset) {
    const double count = std::popcount(subset), low = std::popcount(subset & 0xffffffff);
    return count * count + 3.0 * low - 0.5 * low * (count - low);
  };
  const SampledShapley got = sampled_shapley(players, 3, 12, pairs);
  for (std::size_t i = 0; i < players; ++i) {
    // By hand: 1 + 63 from the square, 3 alone, half of 32 pairs at -1/2.
    CHECK(got.values[i] == Approx(64.0 + (i < 32 ? 3.0 : 0.0) - 8.0).epsilon(1e-12));
    CHECK(got.standard_errors[i] < 1e-12);
  }
}

TEST_CASE("a lever that does nothing is sampled as nothing and the worth of each subset is asked for once") {
  std::vector<std::uint64_t> asked;
  const Game game = turning(15);
  const SampledShapley got = sampled_shapley(16, 5, 2, [&](std::uint64_t subset) {
    asked.push_back(subset);
    return game(subset & 0x7fff);
  });
  CHECK(got.values[15] == 0.0);
  CHECK(got.standard_errors[15] == 0.0);
  CHECK(std::is_sorted(asked.begin(), asked.end()));
  CHECK(std::adjacent_find(asked.begin(), asked.end()) == asked.end());
}

TEST_CASE("a single round has values and no error") {
  const SampledShapley got = sampled_shapley(16, 1, 2, saturating(16));
  CHECK(got.values.size() == 16);
  CHECK(got.standard_errors.empty());
}

TEST_CASE("intervals of sampled values hold the exact ones as often as they say") {
  constexpr double t_19 = 2.0930240544082634;  // Student's t of 19 degrees of freedom, two-sided 5 % (scipy)
  const std::size_t players = 12, rounds = 20;
  for (const Game& game : {saturating(players), turning(players)}) {
    const Numbers table = table_of(players, game), exact = shapley_values(table, players);
    int inside = 0, all = 0;
    double bias = 0.0, error = 0.0;
    const int trials = 400;
    for (int trial = 0; trial < trials; ++trial) {
      const SampledShapley got = sampled_shapley(players, rounds, static_cast<std::uint64_t>(trial),
                                                 [&](std::uint64_t subset) { return table[subset]; });
      for (std::size_t i = 0; i < players; ++i) {
        const double off = std::abs(got.values[i] - exact[i]);
        inside += off <= t_19 * got.standard_errors[i] ? 1 : 0;
        ++all;
        CHECK(off < 8.0 * got.standard_errors[i]);
      }
      bias += (got.values[0] - exact[0]) / trials;
      error += got.standard_errors[0] / trials;
    }
    const double share = static_cast<double>(inside) / all;
    CHECK(share > 0.93);  // 4800 intervals, those of one trial alike: a standard error of at most 0.011
    CHECK(share < 0.97);
    CHECK(std::abs(bias) < 4.0 * error / std::sqrt(trials));
  }
}

TEST_CASE("eight mirrored orders a round err less than as many orders on their own") {
  const std::size_t players = 12, rounds = 20;
  std::mt19937 random(17);
  for (const Game& game : {saturating(players), turning(players)}) {
    const Numbers table = table_of(players, game), exact = shapley_values(table, players);
    double squares = 0.0, squares_alone = 0.0;
    for (std::uint64_t trial = 0; trial < 50; ++trial) {
      const SampledShapley got = sampled_shapley(players, rounds, trial, [&](std::uint64_t s) { return table[s]; });
      Numbers alone(players);
      std::vector<std::size_t> order(players);
      std::iota(order.begin(), order.end(), std::size_t{0});
      for (std::size_t n = 0; n < rounds * 8; ++n) {
        std::shuffle(order.begin(), order.end(), random);
        std::uint64_t present = 0;
        for (const std::size_t player : order) {
          const std::uint64_t joined = present | std::uint64_t{1} << player;
          alone[player] += (table[joined] - table[present]) / static_cast<double>(rounds * 8);
          present = joined;
        }
      }
      for (std::size_t i = 0; i < players; ++i) {
        squares += std::pow(got.values[i] - exact[i], 2);
        squares_alone += std::pow(alone[i] - exact[i], 2);
      }
    }
    CHECK(squares < squares_alone / 4.0);
  }
}
