// SPDX-License-Identifier: MIT
// Differences summed by the number of players already there, so that the weights are divisions by whole numbers.
#include "sim/stats/shapley.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

#include "sim/stats/compensated_sum.hpp"

namespace citypeak::stats {

namespace {

constexpr std::size_t starting_seats = 4;  // the least error for the number of subsets, as tried in attribution.md

[[nodiscard]] std::uint64_t bit(std::size_t player) { return std::uint64_t{1} << player; }

[[nodiscard]] std::size_t size_of(std::uint64_t subset) { return static_cast<std::size_t>(std::popcount(subset)); }

/// In how many ways 0, 1, ..., n of n can be chosen; exact for n up to 56.
[[nodiscard]] std::vector<double> choices(std::size_t n) {
  std::vector<double> out(n + 1, 1.0);
  for (std::size_t k = 1; k <= n; ++k) out[k] = out[k - 1] * static_cast<double>(n - k + 1) / static_cast<double>(k);
  return out;
}

/// Differences gathered by the size of the subset of others, 0 to sizes - 1, and by column.
class BySize {
 public:
  BySize(std::size_t sizes, std::size_t columns) : sizes_(sizes), columns_(columns), sums_(sizes * columns) {}
  void clear() { std::fill(sums_.begin(), sums_.end(), CompensatedSum()); }
  void add(std::size_t size, std::span<const double> more, std::span<const double> less) {
    const std::span<CompensatedSum> sums = std::span(sums_).subspan(size * columns_, columns_);
    for (std::size_t column = 0; column < columns_; ++column) {
      sums[column].add(more[column]);
      sums[column].add(-less[column]);
    }
  }
  /// The mean over the subsets of each size, then over sizes: every order of arrival counts the same.
  [[nodiscard]] double mean(std::size_t column) const {
    const std::vector<double> counts = choices(sizes_ - 1);
    CompensatedSum sum;
    for (std::size_t size = 0; size < sizes_; ++size) sum.add(sums_[size * columns_ + column].over(counts[size]));
    return sum.over(static_cast<double>(sizes_)).value();
  }

 private:
  std::size_t sizes_, columns_;
  std::vector<CompensatedSum> sums_;
};

/// The rows of a table by subset.
class Worth {
 public:
  Worth(std::span<const double> values, std::size_t columns) : values_(values), columns_(columns) {}
  [[nodiscard]] std::span<const double> of(std::uint64_t row) const {
    return values_.subspan(static_cast<std::size_t>(row) * columns_, columns_);
  }
  void append_difference(std::uint64_t more, std::uint64_t less, std::vector<double>& out) const {
    for (std::size_t column = 0; column < columns_; ++column) out.push_back(of(more)[column] - of(less)[column]);
  }

 private:
  std::span<const double> values_;
  std::size_t columns_;
};

void gather_interaction(const Worth& worth, std::size_t players, std::size_t a, std::size_t b, BySize& sums) {
  const std::uint64_t both = bit(a) | bit(b);
  for (std::uint64_t others = 0; others < bit(players); ++others) {
    if ((others & both) != 0) continue;
    sums.add(size_of(others), worth.of(others | both), worth.of(others | bit(a)));
    sums.add(size_of(others), worth.of(others), worth.of(others | bit(b)));
  }
}

/// A stream of random numbers: the n-th is a hash of seed + n steps (splitmix64; Steele and others 2014,
/// doi:10.1145/2660193.2660195).
class Hashed {
 public:
  explicit Hashed(std::uint64_t seed) : state_(seed) {}
  /// Below `bound`, each equally likely.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t whole = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;  // a multiple of bound
    std::uint64_t word = next();
    while (word >= whole) word = next();
    return word % bound;
  }

 private:
  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t word = state_;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    return word ^ (word >> 31);
  }

  std::uint64_t state_;
};

[[nodiscard]] std::vector<std::uint8_t> seated_at_random(std::size_t players, Hashed& random) {
  std::vector<std::uint8_t> seats(players);
  for (std::size_t i = 0; i < players; ++i) {
    seats[i] = static_cast<std::uint8_t>(i);
    std::swap(seats[i], seats[random.below(i + 1)]);
  }
  return seats;
}

/// Who arrives, read from the seats: forwards from `start`, or backwards from the seat before it.
void append_order(std::span<const std::uint8_t> seats, std::size_t start, bool backwards,
                  std::vector<std::uint8_t>& arrivals) {
  const std::size_t n = seats.size();
  for (std::size_t i = 0; i < n; ++i) arrivals.push_back(seats[(backwards ? start + n - 1 - i : start + i) % n]);
}

/// The subsets that the arrivals pass through, and where each stands in their sorted list.
void add_subsets(ArrivalOrders& out) {
  std::vector<std::uint64_t> passed;
  for (std::size_t first = 0; first < out.arrivals.size(); first += out.players) {
    std::uint64_t present = 0;
    passed.push_back(present);
    for (std::size_t i = 0; i < out.players; ++i) passed.push_back(present |= bit(out.arrivals[first + i]));
  }
  out.subsets = passed;
  std::sort(out.subsets.begin(), out.subsets.end());
  out.subsets.erase(std::unique(out.subsets.begin(), out.subsets.end()), out.subsets.end());
  std::unordered_map<std::uint64_t, std::uint32_t> positions;
  for (const std::uint64_t subset : out.subsets)
    positions.emplace(subset, static_cast<std::uint32_t>(positions.size()));
  for (const std::uint64_t subset : passed) out.steps.push_back(positions.at(subset));
}

/// Means over rounds and their spread (Welford 1962, doi:10.1080/00401706.1962.10490022).
class OverRounds {
 public:
  explicit OverRounds(std::size_t count) : count_(count), sums_(count), means_(count), squares_(count) {}
  void add(std::span<const CompensatedSum> round, double orders) {
    rounds_ += 1.0;
    for (std::size_t i = 0; i < count_; ++i) {
      sums_[i].add(round[i]);
      const double value = round[i].value() / orders;
      const double step = value - means_[i];
      means_[i] += step / rounds_;
      squares_[i] += step * (value - means_[i]);
    }
  }
  [[nodiscard]] SampledShapley result(double orders) const {
    SampledShapley out;
    for (std::size_t i = 0; i < count_; ++i) {
      out.values.push_back(sums_[i].over(rounds_ * orders).value());
      if (rounds_ > 1.0) out.standard_errors.push_back(std::sqrt(squares_[i] / (rounds_ * (rounds_ - 1.0))));
    }
    return out;
  }

 private:
  std::size_t count_;
  double rounds_ = 0.0;
  std::vector<CompensatedSum> sums_;
  std::vector<double> means_, squares_;
};

}  // namespace

std::vector<double> shapley_values(std::span<const double> values, std::size_t players, std::size_t columns) {
  const Worth worth(values, columns);
  BySize sums(players, columns);
  std::vector<double> out;
  out.reserve(players * columns);
  for (std::size_t player = 0; player < players; ++player) {
    sums.clear();
    for (std::uint64_t others = 0; others < bit(players); ++others) {
      if ((others & bit(player)) == 0) sums.add(size_of(others), worth.of(others | bit(player)), worth.of(others));
    }
    for (std::size_t column = 0; column < columns; ++column) out.push_back(sums.mean(column));
  }
  return out;
}

std::vector<double> first_in(std::span<const double> values, std::size_t players, std::size_t columns) {
  const Worth worth(values, columns);
  std::vector<double> out;
  for (std::size_t player = 0; player < players; ++player) worth.append_difference(bit(player), 0, out);
  return out;
}

std::vector<double> last_in(std::span<const double> values, std::size_t players, std::size_t columns) {
  const Worth worth(values, columns);
  const std::uint64_t all = bit(players) - 1;
  std::vector<double> out;
  for (std::size_t player = 0; player < players; ++player) worth.append_difference(all, all & ~bit(player), out);
  return out;
}

std::vector<double> shapley_interactions(std::span<const double> values, std::size_t players, std::size_t columns) {
  const Worth worth(values, columns);
  const std::vector<double> diagonal = shapley_values(values, players, columns);
  std::vector<double> out(players * players * columns);
  const auto at = [&](std::size_t a, std::size_t b) { return (a * players + b) * columns; };
  for (std::size_t a = 0; a < players; ++a) {
    std::copy_n(diagonal.begin() + static_cast<std::ptrdiff_t>(a * columns), columns,
                out.begin() + static_cast<std::ptrdiff_t>(at(a, a)));
    for (std::size_t b = 0; b < a; ++b) {
      BySize sums(players - 1, columns);
      gather_interaction(worth, players, a, b, sums);
      for (std::size_t column = 0; column < columns; ++column)
        out[at(a, b) + column] = out[at(b, a) + column] = sums.mean(column);
    }
  }
  return out;
}

ArrivalOrders arrival_orders(std::size_t players, std::size_t rounds, std::uint64_t seed) {
  ArrivalOrders out;
  out.players = players;
  out.rounds = rounds;
  const std::size_t starts = std::min(starting_seats, players);
  out.orders = 2 * starts;
  Hashed random(seed);
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::vector<std::uint8_t> seats = seated_at_random(players, random);
    for (std::size_t start = 0; start < starts; ++start) {
      append_order(seats, start * players / starts, false, out.arrivals);
      append_order(seats, start * players / starts, true, out.arrivals);
    }
  }
  add_subsets(out);
  return out;
}

SampledShapley sampled_shapley(const ArrivalOrders& orders, std::span<const double> values, std::size_t columns) {
  const Worth worth(values, columns);
  OverRounds over(orders.players * columns);
  std::vector<CompensatedSum> round_sums(orders.players * columns);
  auto arrival = orders.arrivals.begin();
  auto step = orders.steps.begin();
  for (std::size_t round = 0; round < orders.rounds; ++round) {
    std::fill(round_sums.begin(), round_sums.end(), CompensatedSum());
    for (std::size_t order = 0; order < orders.orders; ++order, ++step) {
      for (std::size_t i = 0; i < orders.players; ++i, ++step, ++arrival) {
        const auto before = worth.of(*step), after = worth.of(*std::next(step));
        for (std::size_t column = 0; column < columns; ++column) {
          round_sums[*arrival * columns + column].add(after[column]);
          round_sums[*arrival * columns + column].add(-before[column]);
        }
      }
    }
    over.add(round_sums, static_cast<double>(orders.orders));
  }
  return over.result(static_cast<double>(orders.orders));
}

SampledShapley sampled_shapley(std::size_t players, std::size_t rounds, std::uint64_t seed,
                               const std::function<double(std::uint64_t)>& value) {
  const ArrivalOrders orders = arrival_orders(players, rounds, seed);
  std::vector<double> values;
  values.reserve(orders.subsets.size());
  for (const std::uint64_t subset : orders.subsets) values.push_back(value(subset));
  return sampled_shapley(orders, values);
}

}  // namespace citypeak::stats
