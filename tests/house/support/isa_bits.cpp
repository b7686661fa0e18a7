// SPDX-License-Identifier: MIT
// Prints one fingerprint of the bits of each kernel function over many points, for comparison between builds.
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "sim/run/lanes.hpp"
#include "sim/run/marginals.hpp"
#include "sim/run/philox.hpp"

namespace lanes = citypeak::run::CITYPEAK_ISA;
using citypeak::plan::Marginal;
using lanes::Lane;

namespace {

constexpr int count = 1 << 15;

/// A fingerprint of the bits. Any "not a number" counts as the same, for its sign means nothing.
std::uint64_t fingerprint(const std::vector<double>& values) {
  std::uint64_t sum = 14695981039346656037ULL;
  for (const double value : values) {
    const std::uint64_t bits = value == value ? __builtin_bit_cast(std::uint64_t, value) : 1;
    sum = (sum ^ bits) * 1099511628211ULL;
    sum ^= sum >> 29;
  }
  return sum;
}

void report(const char* name, const std::vector<double>& values) {
  std::printf("%s %016llx\n", name, static_cast<unsigned long long>(fingerprint(values)));
}

template <class Function>
void over(const char* name, const std::vector<double>& points, Function function) {
  std::vector<double> values(points.size());
  for (std::size_t i = 0; i < points.size(); i += 8) {
    lanes::store(values.data() + i, function(lanes::load(points.data() + i)));
  }
  report(name, values);
}

void marginal(const char* name, const Marginal& law, const std::vector<double>& knots, const std::vector<double>& u) {
  std::vector<double> values(u.size());
  lanes::transform_block(law, knots.data(), u.data(), count, values.data());
  report(name, values);
}

}  // namespace

int main() {
  std::vector<double> u(count), wide(count), bits(count);
  lanes::fill_uniforms(0x5eed5eed5eed5eedULL, 2030, std::uint64_t{1} << 35, count, u.data());
  for (std::size_t i = 0; i < u.size(); ++i) {
    wide[i] = 1500.0 * u[i] - 750.0;
    bits[i] = __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, u[i]) * 0x9e3779b97f4a7c15ULL);
  }
  report("uniforms", u);
  for (const auto& [name, points] : {std::pair{"unit", &u}, std::pair{"wide", &wide}, std::pair{"any", &bits}}) {
    std::printf("points %s\n", name);
    over("exp", *points, [](Lane x) { return lanes::exp(x); });
    over("log", *points, [](Lane x) { return lanes::log(x); });
    over("sqrt", *points, [](Lane x) { return lanes::sqrt(x); });
    over("floor", *points, [](Lane x) { return lanes::floor(x); });
    over("pow", *points, [](Lane x) { return lanes::pow(lanes::abs(x), lanes::broadcast(1.0 / 3.0)); });
    over("logistic", *points, [](Lane x) { return lanes::logistic(x); });
    over("normal_cdf", *points, [](Lane x) { return lanes::normal_cdf(x); });
    over("choice", *points, [](Lane x) {
      return lanes::select(lanes::less(x, lanes::broadcast(0.5)), lanes::min(x, x * x), lanes::max(x, 0.1 * x));
    });
  }
  over("inverse_normal", u, [](Lane x) { return lanes::inverse_normal(x); });
  over("far inverse_normal", u, [](Lane x) { return lanes::inverse_normal(lanes::exp(-600.0 * x)); });

  // A table of 1 / (1 + exp(-z)) with its slopes, and thirty steps.
  constexpr int intervals = 64, steps = 30;
  constexpr double distance = 2.0 * citypeak::plan::table_reach / intervals;
  std::vector<double> knots;
  for (int i = 0; i <= intervals; ++i) {
    const double share = lanes::logistic(i * distance - citypeak::plan::table_reach);
    knots.push_back(share);
    knots.push_back(distance * share * (1.0 - share));
  }
  const auto first_step = static_cast<std::uint32_t>(knots.size());
  for (int i = 1; i <= steps; ++i) knots.push_back(static_cast<double>(i) / steps);
  for (int i = 1; i <= steps; ++i) knots.push_back(lanes::sqrt(i));
  using Kind = Marginal::Kind;
  marginal("normal", {Kind::normal, {-0.035, 0.008, 0, 0}, 0, 0}, knots, u);
  marginal("lognormal", {Kind::lognormal, {0.7, 0.3, 0, 0}, 0, 0}, knots, u);
  marginal("uniform", {Kind::uniform, {-1.0, 3.7, 0, 0}, 0, 0}, knots, u);
  marginal("log_uniform", {Kind::log_uniform, {0.2, 3.7, 0, 0}, 0, 0}, knots, u);
  marginal("triangular", {Kind::triangular, {1.0, 9.0, 8.0, 0.125}, 0, 0}, knots, u);
  marginal("logit_normal", {Kind::logit_normal, {-0.8, 0.5, 0, 0}, 0, 0}, knots, u);
  marginal("table", {Kind::table, {2.0, 5.0, 1.0 / distance, 0}, 0, intervals + 1}, knots, u);
  marginal("long steps", {Kind::steps, {}, first_step, steps}, knots, u);
  return 0;
}
