// SPDX-License-Identifier: MIT
// Recording arithmetic. Nothing here may change a bit of a finite result but the sign of a zero: constants are folded
// by the same functions that the kernel uses, and only what is exact is simplified.
#include "sim/run/traced.hpp"

#include <bit>
#include <cmath>
#include <utility>

namespace citypeak::run {

namespace {

constexpr std::size_t first_table = 1U << 12U;
constexpr std::size_t most_load = 2;  // places per node, at least

[[nodiscard]] bool same(const Traced& a, const Traced& b) {
  if (a.is_constant() != b.is_constant()) return false;
  if (a.is_constant()) return std::bit_cast<std::uint64_t>(a.value()) == std::bit_cast<std::uint64_t>(b.value());
  return a.node() == b.node();
}

[[nodiscard]] bool same(const Recorder::Node& a, const Recorder::Node& b) {
  return a.action == b.action && a.a == b.a && a.b == b.b && a.c == b.c && a.d == b.d &&
         std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value);
}

/// The finalizer of SplitMix64 over all parts.
[[nodiscard]] std::uint64_t mixed(std::uint64_t state, std::uint64_t part) {
  state = (state ^ part) + 0x9e3779b97f4a7c15ULL;
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
  state = (state ^ (state >> 27)) * 0x94d049bb133111ebULL;
  return state ^ (state >> 31);
}

[[nodiscard]] std::uint64_t hash_of(const Recorder::Node& node) {
  std::uint64_t state = mixed(static_cast<std::uint64_t>(node.action), std::bit_cast<std::uint64_t>(node.value));
  state = mixed(state, std::uint64_t{node.a} << 32 | node.b);
  return mixed(state, std::uint64_t{node.c} << 32 | node.d);
}

template <class... Values>
[[nodiscard]] Recorder* recorder_of(const Values&... values) {
  Recorder* out = nullptr;
  ((out = values.is_constant() ? out : values.recorder()), ...);
  return out;
}

template <class Function>
[[nodiscard]] Traced unary(Action action, const Traced& x, const Function& function) {
  return x.is_constant() ? Traced(function(x.value())) : x.recorder()->record(action, x);
}

template <class Function>
[[nodiscard]] Traced binary(Action action, const Traced& a, const Traced& b, const Function& function) {
  Recorder* recorder = recorder_of(a, b);
  return recorder == nullptr ? Traced(function(a.value(), b.value())) : recorder->record(action, a, b);
}

/// Operands of a step that does not mind their order: a constant comes second.
[[nodiscard]] std::pair<Traced, Traced> ordered(const Traced& a, const Traced& b) {
  const bool swap = a.is_constant() || (!b.is_constant() && b.node() < a.node());
  return swap ? std::pair{b, a} : std::pair{a, b};
}

}  // namespace

Recorder::Recorder(bool takes_rare_ways) : table_(first_table, 0), takes_rare_ways_(takes_rare_ways) {}

void Recorder::raise_alarm_where(const Traced& flag) { alarm_ = max(alarm_, flag); }

Traced Recorder::input(std::uint32_t place) { return {*this, find_or_add({Action::input, place, 0, 0, 0, 0.0})}; }

std::uint32_t Recorder::node_of(const Traced& value) {
  return value.is_constant() ? find_or_add({Action::constant, 0, 0, 0, 0, value.value()}) : value.node();
}

Traced Recorder::record(Action action, const Traced& a, const Traced& b, const Traced& c, const Traced& d) {
  return {*this, find_or_add({action, node_of(a), node_of(b), node_of(c), node_of(d), 0.0})};
}

std::uint32_t Recorder::find_or_add(const Node& node) {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = hash_of(node) & mask;; at = (at + 1) & mask) {
    const std::uint32_t found = table_[at];
    if (found != 0 && !same(nodes_[found - 1], node)) continue;
    if (found != 0) return found - 1;
    nodes_.push_back(node);
    table_[at] = static_cast<std::uint32_t>(nodes_.size());
    if (nodes_.size() * most_load > table_.size()) grow();
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
}

void Recorder::grow() {
  table_.assign(table_.size() * 4, 0);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    std::size_t at = hash_of(nodes_[n]) & mask;
    while (table_[at] != 0) at = (at + 1) & mask;
    table_[at] = static_cast<std::uint32_t>(n + 1);
  }
}

Traced operator+(const Traced& a, const Traced& b) {
  if (a.is(0.0) && !b.is_constant()) return b;
  if (b.is(0.0) && !a.is_constant()) return a;
  const auto [x, y] = ordered(a, b);
  return binary(Action::add, x, y, [](double p, double q) { return p + q; });
}

Traced operator-(const Traced& a, const Traced& b) {
  if (b.is_constant() && !a.is_constant()) return a + Traced(-b.value());
  return binary(Action::subtract, a, b, [](double p, double q) { return p - q; });
}

/// Nothing of a number is nothing. A number that is not finite shows where it counts for something.
Traced operator*(const Traced& a, const Traced& b) {
  const bool both = a.is_constant() && b.is_constant();
  if (!both && (a.is(0.0) || b.is(0.0))) return 0.0;
  if (!both && a.is(1.0)) return b;
  if (!both && b.is(1.0)) return a;
  const auto [x, y] = ordered(a, b);
  return binary(Action::multiply, x, y, [](double p, double q) { return p * q; });
}

Traced operator/(const Traced& a, const Traced& b) {
  if (b.is(1.0)) return a;
  return binary(Action::divide, a, b, [](double p, double q) { return p / q; });
}

Traced min(const Traced& a, const Traced& b) {
  if (same(a, b)) return a;
  return binary(Action::minimum, a, b, [](double p, double q) { return min(p, q); });
}
Traced max(const Traced& a, const Traced& b) {
  if (same(a, b)) return a;
  return binary(Action::maximum, a, b, [](double p, double q) { return max(p, q); });
}

Traced exp(const Traced& x) {
  return unary(Action::exponential, x, [](double v) { return exp(v); });
}
Traced log(const Traced& x) {
  return unary(Action::logarithm, x, [](double v) { return log(v); });
}
Traced sqrt(const Traced& x) {
  return unary(Action::square_root, x, [](double v) { return sqrt(v); });
}
Traced abs(const Traced& x) {
  return unary(Action::magnitude, x, [](double v) { return abs(v); });
}
Traced pow(const Traced& x, const Traced& y) { return exp(y * log(x)); }
Traced logistic(const Traced& x) { return 1.0 / (1.0 + exp(0.0 - x)); }

TracedComparison less(const Traced& a, const Traced& b) { return {a, b, false}; }
TracedComparison less_equal(const Traced& a, const Traced& b) { return {a, b, true}; }

Traced select(const TracedComparison& mask, const Traced& a, const Traced& b) {
  if (same(a, b)) return a;
  if (mask.a.is_constant() && mask.b.is_constant()) {
    const double x = mask.a.value(), y = mask.b.value();
    return (mask.or_equal ? x <= y : x < y) ? a : b;
  }
  return recorder_of(mask.a, mask.b)
      ->record(mask.or_equal ? Action::select_less_equal : Action::select_less, mask.a, mask.b, a, b);
}

Traced logistic_where(const Traced& flag, const Traced& x, const Traced& otherwise) {
  if (flag.is_constant()) return flag.value() > 0.0 ? logistic(x) : otherwise;
  Recorder& recorder = *flag.recorder();
  if (recorder.takes_rare_ways()) return select(less(0.0, flag), logistic(x), otherwise);
  recorder.raise_alarm_where(flag);
  return otherwise;
}

Traced odds_share(const Traced& odds) {
  return unary(Action::odds_share, odds, [](double v) { return odds_share(v); });
}

Traced ratio_or_zero(const Traced& a, const Traced& b) {
  if (b.is_constant()) return b.value() > 0.0 ? a / b : Traced(0.0);
  if (a.is(0.0)) return 0.0;
  return b.recorder()->record(Action::ratio_or_zero, a, b);
}

Traced adopted_share(const Traced& reach, const Traced& left, const Traced& per_rest) {
  Recorder* recorder = recorder_of(left, per_rest);
  if (reach.is(0.0)) return 0.0;
  if (recorder == nullptr || reach.is_constant() || left.is_constant() || per_rest.is_constant())
    return reach * max(0.0, 1.0 - left * per_rest);
  return recorder->record(Action::adopted, left, per_rest, reach);
}

}  // namespace citypeak::run
