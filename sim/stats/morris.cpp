// SPDX-License-Identifier: MIT
// Effects to indices, and the search for trajectories that lie far apart.
#include "sim/stats/morris.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace citypeak::stats {

namespace {

/// Numbers that look random, one after the other (splitmix64; Steele and others 2014, doi:10.1145/2660193.2660195).
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  /// A whole number below `bound`; the bias of 2^-32 does not matter here.
  [[nodiscard]] std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(((next() >> 32U) * static_cast<std::uint64_t>(bound)) >> 32U);
  }

 private:
  std::uint64_t state_;
};

struct Trajectory {
  std::vector<std::size_t> levels;  ///< (inputs + 1) x inputs
  std::vector<std::size_t> moved;
  std::vector<double> direction;
};

[[nodiscard]] Trajectory random_trajectory(std::size_t inputs, std::size_t levels, Numbers& numbers) {
  Trajectory out;
  const std::size_t jump = levels / 2;
  std::vector<std::size_t> point(inputs);
  for (std::size_t& level : point) level = numbers.below(levels);
  out.moved.resize(inputs);
  std::iota(out.moved.begin(), out.moved.end(), std::size_t{0});
  for (std::size_t i = inputs; i > 1; --i) std::swap(out.moved[i - 1], out.moved[numbers.below(i)]);
  out.levels = point;
  for (const std::size_t input : out.moved) {
    const bool up = point[input] < jump;  // from each level there is one way that stays within the cube
    point[input] = up ? point[input] + jump : point[input] - jump;
    out.direction.push_back(up ? 1.0 : -1.0);
    out.levels.insert(out.levels.end(), point.begin(), point.end());
  }
  return out;
}

[[nodiscard]] double distance(const Trajectory& one, const Trajectory& other, std::size_t inputs) {
  double sum = 0.0;
  for (std::size_t i = 0; i <= inputs; ++i) {
    for (std::size_t j = 0; j <= inputs; ++j) {
      double squares = 0.0;
      for (std::size_t k = 0; k < inputs; ++k) {
        const double apart =
            static_cast<double>(one.levels[i * inputs + k]) - static_cast<double>(other.levels[j * inputs + k]);
        squares += apart * apart;
      }
      sum += std::sqrt(squares);
    }
  }
  return sum;
}

/// What a trajectory adds to a set.
[[nodiscard]] double gain(std::span<const double> distances, std::size_t n, std::span<const std::size_t> chosen,
                          std::size_t candidate) {
  double sum = 0.0;
  for (const std::size_t each : chosen) {
    const double apart = each == candidate ? 0.0 : distances[each * n + candidate];
    sum += apart * apart;
  }
  return sum;
}

/// The exchange of a chosen trajectory for another one that helps most; false if none does.
[[nodiscard]] bool exchange_one(std::span<const double> distances, std::size_t n, std::vector<std::size_t>& chosen) {
  constexpr double worth_it = 1e-9;
  double best = 0.0;
  std::size_t out = 0, in = 0;
  for (std::size_t at = 0; at < chosen.size(); ++at) {
    const double kept = gain(distances, n, chosen, chosen[at]);
    for (std::size_t candidate = 0; candidate < n; ++candidate) {
      if (std::find(chosen.begin(), chosen.end(), candidate) != chosen.end()) continue;
      const double apart = distances[chosen[at] * n + candidate];
      const double better = gain(distances, n, chosen, candidate) - apart * apart - kept;
      if (better > best * (1.0 + worth_it) + worth_it * kept) {
        best = better;
        out = at;
        in = candidate;
      }
    }
  }
  if (!(best > 0.0)) return false;
  chosen[out] = in;
  return true;
}

}  // namespace

std::optional<MorrisIndices> morris_indices(std::span<const double> effects) {
  const std::size_t n = effects.size();
  if (n < 2) return std::nullopt;
  double sum = 0.0, sizes = 0.0;
  for (const double effect : effects) {
    sum += effect;
    sizes += std::abs(effect);
  }
  const auto estimates = [&](double count, double total, double size, std::size_t left_out) {
    const double mean = total / count;
    double squares = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      if (i != left_out) squares += (effects[i] - mean) * (effects[i] - mean);
    }
    const double deviation = count > 1.0 ? std::sqrt(squares / (count - 1.0)) : 0.0;
    return std::vector<double>{mean, size / count, deviation};
  };
  const auto count = static_cast<double>(n);
  const std::vector<IndexEstimate> found = jackknife(estimates(count, sum, sizes, n), n, [&](std::size_t i) {
    return estimates(count - 1.0, sum - effects[i], sizes - std::abs(effects[i]), i);
  });
  return MorrisIndices{found[0], found[1], found[2]};
}

double morris_spread(std::span<const double> distances, std::size_t n, std::span<const std::size_t> chosen) {
  double sum = 0.0;
  for (std::size_t i = 0; i < chosen.size(); ++i) sum += gain(distances, n, chosen.first(i), chosen[i]);
  return std::sqrt(sum);
}

std::vector<std::size_t> spread_out(std::span<const double> distances, std::size_t n, std::size_t wanted) {
  std::vector<std::size_t> chosen;
  if (wanted > 1) {
    const auto far = std::max_element(distances.begin(), distances.end()) - distances.begin();
    chosen = {static_cast<std::size_t>(far) / n, static_cast<std::size_t>(far) % n};
  } else {
    chosen = {0};
  }
  while (chosen.size() < wanted) {
    std::size_t best = n;
    double most = -1.0;
    for (std::size_t candidate = 0; candidate < n; ++candidate) {
      if (std::find(chosen.begin(), chosen.end(), candidate) != chosen.end()) continue;
      const double adds = gain(distances, n, chosen, candidate);
      if (adds > most) {
        most = adds;
        best = candidate;
      }
    }
    chosen.push_back(best);
  }
  while (exchange_one(distances, n, chosen)) continue;
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

MorrisDesign morris_design(std::size_t inputs, std::size_t trajectories, std::size_t candidates, std::size_t levels,
                           std::uint64_t seed) {
  Numbers numbers(seed);
  std::vector<Trajectory> all;
  for (std::size_t i = 0; i < candidates; ++i) all.push_back(random_trajectory(inputs, levels, numbers));
  std::vector<double> distances(candidates * candidates, 0.0);
  for (std::size_t i = 0; i < candidates && candidates > trajectories; ++i) {
    for (std::size_t j = 0; j < i; ++j)
      distances[i * candidates + j] = distances[j * candidates + i] = distance(all[i], all[j], inputs);
  }
  MorrisDesign out;
  out.inputs = inputs;
  out.trajectories = trajectories;
  out.step = 0.5;
  std::vector<std::size_t> chosen(trajectories);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (candidates > trajectories) chosen = spread_out(distances, candidates, trajectories);
  for (const std::size_t each : chosen) {
    for (const std::size_t level : all[each].levels)
      out.points.push_back((static_cast<double>(level) + 0.5) / static_cast<double>(levels));
    out.moved.insert(out.moved.end(), all[each].moved.begin(), all[each].moved.end());
    out.direction.insert(out.direction.end(), all[each].direction.begin(), all[each].direction.end());
  }
  return out;
}

}  // namespace citypeak::stats
