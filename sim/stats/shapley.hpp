// SPDX-License-Identifier: MIT
// Who brought how much of what several brought together? Shapley values of a worth known for every subset of players.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace citypeak::stats {

// A subset is a bit mask: player i takes part if bit i is set. A worth v may be several numbers at once (years,
// replicates): `values` is subsets x columns, row by row, and every result is players x columns, row by row. All of
// them are linear in v, so results of replicates may be averaged and compared like the values themselves.

/// With all 2^players subsets known, in the order of their masks: players 1 to 30, values (2^players) x columns.
///
/// The Shapley value: what a player adds to the others there before it, averaged over all orders of arrival.
/// Result  a player's values add up to v(all) - v(none) in each column to a rounding of the largest of them; a player
///         that changes nothing gets exactly 0.
/// Cost    O(players * 2^players * columns) time, O(players * columns) memory.
/// Source  docs/method/attribution.md; Shapley (1953), doi:10.1515/9781400881970-018.
[[nodiscard]] std::vector<double> shapley_values(std::span<const double> values, std::size_t players,
                                                 std::size_t columns = 1);
/// v({i}) - v(none): what a player adds alone.
[[nodiscard]] std::vector<double> first_in(std::span<const double> values, std::size_t players,
                                           std::size_t columns = 1);
/// v(all) - v(all without i): what is lost without a player.
[[nodiscard]] std::vector<double> last_in(std::span<const double> values, std::size_t players, std::size_t columns = 1);

/// How much more (above 0) or less two players add together than each does without the other, averaged over the subsets
/// of the others: players x players x columns, symmetric, the Shapley value on the diagonal.
///
/// Cost    O(players^2 * 2^players * columns) time.
/// Source  docs/method/attribution.md; Grabisch and Roubens (1999), doi:10.1007/s001820050125.
[[nodiscard]] std::vector<double> shapley_interactions(std::span<const double> values, std::size_t players,
                                                       std::size_t columns = 1);

/// Orders of arrival drawn at random, and the subsets whose worth is needed to follow them.
struct ArrivalOrders {
  std::size_t players = 0, rounds = 0;
  std::size_t orders = 0;              ///< in a round
  std::vector<std::uint64_t> subsets;  ///< each once, ascending: the first is empty, the last holds all
  std::vector<std::uint8_t> arrivals;  ///< rounds x orders x players: who comes next
  std::vector<std::uint32_t> steps;    ///< rounds x orders x (players + 1): position in `subsets` before each and after
};

/// Independent rounds of eight orders (two for each player of up to three). In a round the players are seated round a
/// table at random; from four evenly spaced seats the table is read in both directions. So every player comes once
/// early and once late, once in each quarter of the order and its mirror, and every order for itself is as likely as
/// any other.
///
/// Shapes  players 1 to 64, rounds at least 1; at most rounds * 8 * (players - 1) + 2 subsets.
/// Result  the same for the same players, rounds and seed everywhere; more rounds begin with the same ones.
/// Source  docs/method/attribution.md; Castro and others (2009), doi:10.1016/j.cor.2008.04.004, and (2017),
///         doi:10.1016/j.cor.2017.01.019.
[[nodiscard]] ArrivalOrders arrival_orders(std::size_t players, std::size_t rounds, std::uint64_t seed);

/// Estimates, players x columns.
struct SampledShapley {
  std::vector<double> values;           ///< add up to v(all) - v(none) as the exact ones do
  std::vector<double> standard_errors;  ///< from the spread between rounds; empty of a single round
};

/// `values` are subsets x columns, a row for each of `orders.subsets`. For an interval use Student's t with rounds - 1
/// degrees of freedom.
[[nodiscard]] SampledShapley sampled_shapley(const ArrivalOrders& orders, std::span<const double> values,
                                             std::size_t columns = 1);

/// The same with a worth that is asked for when it is needed, once for each subset, in ascending order.
[[nodiscard]] SampledShapley sampled_shapley(std::size_t players, std::size_t rounds, std::uint64_t seed,
                                             const std::function<double(std::uint64_t)>& value);

}  // namespace citypeak::stats
