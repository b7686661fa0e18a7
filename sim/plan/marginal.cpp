// SPDX-License-Identifier: MIT
// Constants of the closed forms, and tables for the laws whose quantiles take microseconds each (beta, PERT, cut
// normal).
#include "sim/plan/marginal.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>

namespace citypeak::plan {

static_assert(std::is_trivially_copyable_v<Marginal>);

namespace {

using Kind = Marginal::Kind;
using Made = MarginalTables::Made;

constexpr double tolerance = 5e-10;  // of the range, between knots; half of what is promised
constexpr std::size_t fewest_intervals = 64;
constexpr std::size_t most_intervals = 65536;
constexpr std::size_t fewest_sampled = 256, sampled = 4;  // from so many intervals on, every fourth is checked

/// The logarithm, rounded once: a plan's constants must not depend on the processor's version of log.
double log_of(double x) { return static_cast<double>(std::log(static_cast<long double>(x))); }
double log_of_ratio(double a, double b) {
  return static_cast<double>(std::log(static_cast<long double>(a) / static_cast<long double>(b)));
}

Marginal constant(double value) { return {Kind::constant, {value, 0.0, 0.0, 0.0}, 0, 0}; }
Marginal closed(Kind kind, double p0, double p1, double p2 = 0.0, double p3 = 0.0) {
  return {kind, {p0, p1, p2, p3}, 0, 0};
}

/// Value of a law at a normal score, with its slope in the score.
struct Knot {
  double value, slope;
};

/// A narrow cut is told from its low end: that far from the mean, its width might have no digits. A wide one is told
/// from the mean: its ends may be anywhere.
bool is_narrow(const model::Cut& cut) { return cut.width < 1.0; }

/// A place on the grid of scores: knot i of a table of so many intervals.
struct Place {
  std::size_t i, intervals;
  [[nodiscard]] double score() const {
    return table_reach * (2.0 * static_cast<double>(i) / static_cast<double>(intervals) - 1.0);
  }
};

/// The probability of a place. All tables ask for those of the coarser grids, so these are computed once.
model::Probability probability_at(Place place) {
  constexpr std::size_t kept_intervals = 1024;
  static const std::vector<model::Probability> kept = [] {
    std::vector<model::Probability> out;
    for (std::size_t i = 0; i <= kept_intervals; ++i)
      out.push_back(model::probability_of_score(Place{i, kept_intervals}.score()));
    return out;
  }();
  if (place.intervals > kept_intervals) return model::probability_of_score(place.score());
  return kept[place.i * (kept_intervals / place.intervals)];
}

/// The law of a table on its own scale.
Knot knot_at(const Made& made, Place place, std::optional<double> guess = std::nullopt) {
  constexpr double root_of_two_pi = 2.5066282746310002;
  const double z = place.score();
  const double density_of_score = std::exp(-0.5 * z * z) / root_of_two_pi;
  const model::Probability probability = probability_at(place);
  double value = 0.0, density = 0.0;
  if (made.law == Made::Law::beta) {
    const model::UnitPoint point = model::unit_beta_point(made.shape[0], made.shape[1], probability, guess);
    value = point.x;
    density = point.density;
  } else {
    const model::Cut cut{made.shape[0], made.shape[1], made.shape[2]};
    const model::CutPoint point = model::cut_normal_point(cut, probability);
    value = is_narrow(cut) ? point.from_low : point.z;
    density = point.density;
  }
  const double slope = density_of_score / density;
  return {value, std::isfinite(slope) ? slope : 0.0};
}

/// The cubic through both knots at the middle between them.
double middle(const Knot& left, const Knot& right, double distance) {
  return 0.5 * (left.value + right.value) + 0.125 * distance * (left.slope - right.slope);
}

/// Slopes over three times the secant would let the cubic turn back (Fritsch and Carlson, 1980, doi:10.1137/0717021).
void keep_monotone(std::vector<Knot>& knots, double distance) {
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    const double secant = std::max(0.0, (knots[i + 1].value - knots[i].value) / distance);
    knots[i].slope = std::min(knots[i].slope, 3.0 * secant);
    knots[i + 1].slope = std::min(knots[i + 1].slope, 3.0 * secant);
  }
}

/// Knots of a law, doubled until the cubic between them agrees with the law. Of a table that is fine already, which
/// most are in the end, one interval in four tells: the error is smooth on the scale of the knots.
std::vector<Knot> knots_of(const Made& made) {
  std::size_t intervals = fewest_intervals;
  std::vector<Knot> knots;
  for (std::size_t i = 0; i <= intervals; ++i) {
    const auto before = knots.empty() ? std::nullopt : std::optional(knots.back().value);
    knots.push_back(knot_at(made, {i, intervals}, before));
  }
  for (;;) {
    const double range = knots.back().value - knots.front().value;
    const double distance = 2.0 * table_reach / static_cast<double>(intervals);
    std::vector<Knot> bounded = knots;
    keep_monotone(bounded, distance);
    std::vector<std::optional<Knot>> between(intervals);
    const auto agrees = [&](std::size_t step) {
      for (std::size_t i = 0; i < intervals; i += step) {
        const double cubic = middle(bounded[i], bounded[i + 1], distance);
        if (!between[i]) between[i] = knot_at(made, {2 * i + 1, 2 * intervals}, cubic);
        if (!(std::abs(cubic - between[i]->value) <= tolerance * range)) return false;
      }
      return true;
    };
    const std::size_t step = intervals >= fewest_sampled ? sampled : 1;
    if (intervals >= most_intervals || agrees(step)) return bounded;
    std::vector<Knot> finer;
    finer.reserve(2 * intervals + 1);
    for (std::size_t i = 0; i < intervals; ++i) {
      finer.push_back(knots[i]);
      finer.push_back(between[i]
                          ? *between[i]
                          : knot_at(made, {2 * i + 1, 2 * intervals}, middle(bounded[i], bounded[i + 1], distance)));
    }
    finer.push_back(knots.back());
    knots = std::move(finer);
    intervals *= 2;
  }
}

/// The table of a law, from those already made or new.
const Made& table_of(Made::Law law, const std::array<double, 3>& shape, MarginalTables& tables) {
  const auto same = [&](const Made& made) { return made.law == law && made.shape == shape; };
  const auto found = std::find_if(tables.made.begin(), tables.made.end(), same);
  if (found != tables.made.end()) return *found;
  Made made{law, shape, 0.0, 0.0, static_cast<std::uint32_t>(tables.knots.size()), 0};
  const std::vector<Knot> knots = knots_of(made);
  made.count = static_cast<std::uint32_t>(knots.size());
  made.lowest = knots.front().value;
  made.highest = knots.back().value;
  const double range = made.highest - made.lowest;
  const double distance = 2.0 * table_reach / static_cast<double>(knots.size() - 1);
  for (const Knot& knot : knots) {
    tables.knots.push_back((knot.value - made.lowest) / range);
    tables.knots.push_back(knot.slope * distance / range);
  }
  tables.made.push_back(made);
  return tables.made.back();
}

/// A table of a law whose own scale is `origin + unit * x`.
Marginal from_table(const Made& made, double origin, double unit) {
  const double per_score = static_cast<double>(made.count - 1) / (2.0 * table_reach);
  return {Kind::table,
          {origin + unit * made.lowest, unit * (made.highest - made.lowest), per_score, 0.0},
          made.first,
          made.count};
}

Marginal from_steps(const model::Steps& steps, MarginalTables& tables) {
  if (steps.values.size() == 1) return constant(steps.values.front());
  const auto first = static_cast<std::uint32_t>(tables.knots.size());
  tables.knots.insert(tables.knots.end(), steps.cumulative.begin(), steps.cumulative.end());
  tables.knots.insert(tables.knots.end(), steps.values.begin(), steps.values.end());
  return {Kind::steps, {0.0, 0.0, 0.0, 0.0}, first, static_cast<std::uint32_t>(steps.values.size())};
}

// One overload for each distribution of the list; a missing one does not compile.

Marginal marginal_of(const model::Uniform& law, MarginalTables&) {
  return law.a == law.b ? constant(law.a) : closed(Kind::uniform, law.a, law.b - law.a);
}
Marginal marginal_of(const model::LogUniform& law, MarginalTables&) {
  return law.a == law.b ? constant(law.a) : closed(Kind::log_uniform, law.a, log_of_ratio(law.b, law.a));
}
Marginal marginal_of(const model::Triangular& law, MarginalTables&) {
  const double width = law.b - law.a;
  return width == 0.0 ? constant(law.a) : closed(Kind::triangular, law.a, law.b, width, (law.mode - law.a) / width);
}
Marginal marginal_of(const model::Pert& law, MarginalTables& tables) {
  if (law.a == law.b) return constant(law.a);
  return from_table(table_of(Made::Law::beta, {law.alpha(), law.beta()}, tables), law.a, law.b - law.a);
}
Marginal marginal_of(const model::Normal& law, MarginalTables&) {
  return law.sd == 0.0 ? constant(law.mean) : closed(Kind::normal, law.mean, law.sd);
}
Marginal marginal_of(const model::TruncatedNormal& law, MarginalTables& tables) {
  const model::Cut cut = law.cut();
  const Made& made = table_of(Made::Law::cut_normal, {cut.low, cut.high, cut.width}, tables);
  return from_table(made, is_narrow(cut) ? law.a : law.mean, law.sd);
}
Marginal marginal_of(const model::Lognormal& law, MarginalTables&) {
  return law.gsd == 1.0 ? constant(law.median) : closed(Kind::lognormal, law.median, log_of(law.gsd));
}
Marginal marginal_of(const model::Beta& law, MarginalTables& tables) {
  return from_table(table_of(Made::Law::beta, {law.alpha, law.beta}, tables), law.a, law.b - law.a);
}
Marginal marginal_of(const model::Discrete& law, MarginalTables& tables) {
  return from_steps(model::steps_of(law), tables);
}
Marginal marginal_of(const model::Empirical& law, MarginalTables& tables) {
  return from_steps(model::steps_of(law), tables);
}
Marginal marginal_of(const model::LogitNormal& law, MarginalTables&) {
  if (law.sigma == 0.0) return constant(law.median);
  return closed(Kind::logit_normal, log_of_ratio(law.median, 1.0 - law.median), law.sigma);
}

}  // namespace

Marginal marginal_of(const model::Distribution& distribution, MarginalTables& tables) {
  return std::visit([&tables](const auto& law) { return marginal_of(law, tables); }, distribution);
}

}  // namespace citypeak::plan
