// SPDX-License-Identifier: MIT
// Does an indicator rise and then fall as income grows, where would it turn, and how sure can one be of either?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/stats/regression.hpp"

namespace citypeak::stats {

/// Observations, those of a group together and in the order of time (of x where no years are known). On a log scale x
/// and y are logarithms; everything below is on the same scale.
struct KuznetsPoints {
  std::span<const double> x, y;
  std::span<const int> years{};           ///< empty: not known
  std::span<const std::size_t> groups{};  ///< empty: one group; else each has a constant of its own (fixed effects)
  std::span<const int> shock_years{};     ///< years of crisis that must not make a verdict
  [[nodiscard]] std::size_t size() const { return x.size(); }
};

inline constexpr std::size_t fewest_points = 8;  ///< for any verdict (docs/method/history.md)

enum class CurveShape { rising, falling, u, inverted_u, half_inverted_u, n, inverted_n, none };
[[nodiscard]] std::string_view name_of(CurveShape shape);

enum class FiellerKind {
  bounded,    ///< between low and high
  exclusive,  ///< everywhere but between low and high
  unbounded   ///< everywhere
};
[[nodiscard]] std::string_view name_of(FiellerKind kind);

/// Where a fitted curve turns, with 95 % intervals.
struct TurningPoint {
  double x = 0.0, standard_error = 0.0;
  double low = 0.0, high = 0.0;                     ///< delta method, Student's law
  bool is_top = true;                               ///< a maximum, else a minimum
  bool inside = false;                              ///< strictly within the data
  std::optional<FiellerKind> fieller;               ///< of a parabola
  std::optional<double> fieller_low, fieller_high;  ///< unless unbounded
  std::optional<double> boot_low, boot_high;        ///< nothing where more than 2.5 % of the replicates do not turn
  double boot_share = 0.0;                          ///< of the replicates that turn the same way
};

/// Lind and Mehlum: the slopes at both ends of the data have opposite signs. p is that of the weaker one; above 0.5 the
/// curve does not even turn within the data.
struct UTest {
  double t = 0.0, p = 1.0;  ///< t is infinite in a fit without a residual
  bool inverted = true;
};

/// What stands against calling a turning point found.
enum class Doubt {
  too_few_points,
  no_turning_point,
  outside_data,
  top_at_first,
  top_at_last,
  shock_years,
  not_significant,
  interval_not_bounded
};
[[nodiscard]] std::string_view name_of(Doubt doubt);

enum class KuznetsVerdict { identified, not_identified, not_testable };
[[nodiscard]] std::string_view name_of(KuznetsVerdict verdict);

struct KuznetsCurve {
  std::size_t degree = 2;
  LeastSquares fit;     ///< in x as given, for the table
  LeastSquares scaled;  ///< in (x - middle)/width, where nothing cancels: all else is computed from it
  double middle = 0.0, width = 1.0;
  double constant = 0.0;        ///< of `scaled`; of groups the mean of theirs
  std::size_t first_power = 0;  ///< position of the coefficient of x in both
  std::optional<TurningPoint> turning;
  std::optional<UTest> u_test;
  CurveShape shape = CurveShape::none;
  std::vector<Doubt> doubts;
  [[nodiscard]] double at(double x) const;
  /// Standard error of the fitted curve at x; of groups, without that of their constants.
  [[nodiscard]] double error_at(double x) const;
  [[nodiscard]] KuznetsVerdict verdict() const;
};

struct KuznetsOptions {
  std::size_t degree = 2;  ///< 1, 2 or 3
  std::uint64_t seed = 1;  ///< of the bootstrap
};

/// Fits y = b0 + b1 x + ... + b_degree x^degree and says what can be said of its turning point: the extremum of a
/// parabola, the maximum of a cubic.
///
/// Result  Nothing where the fit leaves no degree of freedom or x takes too few values.
/// Cost    O(n) for the fit, 4,999 x n for the bootstrap.
/// Source  docs/method/history.md, section 2; Lind and Mehlum (2010), doi:10.1111/j.1468-0084.2009.00569.x; Fieller
///         (1954), doi:10.1111/j.2517-6161.1954.tb00159.x; Davidson and Flachaire (2008),
///         doi:10.1016/j.jeconom.2008.08.003.
[[nodiscard]] std::optional<KuznetsCurve> fit_kuznets(const KuznetsPoints& points, const KuznetsOptions& options);

/// The AICc of the three degrees (nothing where undefined), and the degree with the least of them; the lowest degree
/// that leaves no residual, if there is one (nothing higher is then tried).
struct DegreeChoice {
  std::optional<double> aicc[3];
  std::optional<std::size_t> best;
};
[[nodiscard]] DegreeChoice choose_degree(const KuznetsPoints& points);

/// The year in which x first reaches the turning point, in data of one group that begin below it.
[[nodiscard]] std::optional<int> turning_year(const KuznetsPoints& points, double turning_x);

}  // namespace citypeak::stats
