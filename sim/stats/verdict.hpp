// SPDX-License-Identifier: MIT
// Has a path peaked, as far as one can tell in a given year? Four named rules, each applied to the years up to then.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/stats/trend.hpp"

namespace citypeak::stats {

enum class VerdictRule : std::size_t { maximum, confirmed, plateau, c40 };
enum class Verdict : std::size_t { peaked, plateau, not_peaked, not_confirmed };
inline constexpr std::size_t rule_count = 4, verdict_count = 4;

/// Spellings of contract.md.
[[nodiscard]] std::string_view name_of(VerdictRule rule);
[[nodiscard]] std::string_view name_of(Verdict verdict);
/// What a rule can say, in the order of the contract.
[[nodiscard]] std::span<const Verdict> verdicts_of(VerdictRule rule);

/// The limits of the rules (fields of `peak:` in a scenario).
struct VerdictLimits {
  int confirm = 5;             ///< years: maximum, confirmed
  double significance = 0.05;  ///< confirmed
  double plateau_fall = 0.02;  ///< plateau: mean fall per year
  int c40_years = 5;
  double c40_fall = 0.10;
};

/// What is known of the years before the first one of a path, as far as verdicts need it.
struct KnownPast {
  double largest = 0.0;
  int first = -1, last = -1;      ///< first and last year of that value, counted from the path's first year: negative
  std::span<const double> after;  ///< the years after `first`, only if every one of them is known
};

/// One verdict for each rule.
using Verdicts = std::array<Verdict, rule_count>;

/// Judges a path year by year: `begin`, then for every year `add` and `verdicts`. Keeps its memory for the next path.
///
/// Result  With m the first year of the largest value so far and y the last year added: an equal maximum in y gives
///         not_peaked by every rule; otherwise as docs/method/verdicts.md says.
/// Cost    O(years since m) for a year, thus O(Y^2) for a path.
class PathJudge {
 public:
  explicit PathJudge(const VerdictLimits& limits) : limits_(limits) {}
  void begin(const std::optional<KnownPast>& past = std::nullopt);
  void add(double value);
  /// A year goes by of which nothing is known; it counts as a year since the maximum, not as one of the years tested.
  void skip() { ++year_; }
  /// As of the year added last.
  [[nodiscard]] Verdicts verdicts();

 private:
  [[nodiscard]] Verdict plateau();
  /// What is left of the largest value after so many years of the slowest fall that is no plateau.
  [[nodiscard]] double slow_fall(std::size_t years);
  [[nodiscard]] Verdict c40() const;

  VerdictLimits limits_;
  bool has_level_ = false;
  double level_ = 0.0, value_ = 0.0;
  int year_ = -1, first_ = 0, last_ = 0;  ///< the year added last; first and last year of the largest value
  RunningTrend after_;                    ///< the years after first_
  std::vector<double> slow_falls_;        ///< by years, as far as they were needed
};

}  // namespace citypeak::stats
