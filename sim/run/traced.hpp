// SPDX-License-Identifier: MIT
// A number that remembers how it was computed. The equations of a city, run once on such numbers, record the steps that
// every draw must take: what no draw changes is computed while recording, the same step is recorded once, and a share
// of zero takes its whole branch with it.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/run/lanes.hpp"

namespace citypeak::run {

// One draw alone computes with the kernel's own arithmetic, so that the same equations serve as its measure.
using CITYPEAK_ISA::abs;
using CITYPEAK_ISA::exp;
using CITYPEAK_ISA::less;
using CITYPEAK_ISA::less_equal;
using CITYPEAK_ISA::log;
using CITYPEAK_ISA::logistic;
using CITYPEAK_ISA::max;
using CITYPEAK_ISA::min;
using CITYPEAK_ISA::pow;
using CITYPEAK_ISA::select;
using CITYPEAK_ISA::sqrt;

/// What a recorded node does with its operands; those behind them that are constants are nodes too.
enum class Action : std::uint8_t {
  constant,
  input,
  add,
  subtract,
  multiply,
  divide,
  minimum,
  maximum,
  exponential,
  logarithm,
  square_root,
  magnitude,
  select_less,
  select_less_equal,
  odds_share,
  ratio_or_zero,
  adopted
};

class Recorder;

/// A constant, or a node of a recording. Arithmetic on constants alone is done at once.
class Traced {
 public:
  Traced() = default;
  Traced(double value) : value_(value) {}  // NOLINT(google-explicit-constructor): equations mix both
  Traced(Recorder& recorder, std::uint32_t node) : recorder_(&recorder), node_(node) {}
  [[nodiscard]] bool is_constant() const { return recorder_ == nullptr; }
  [[nodiscard]] bool is(double value) const { return is_constant() && value_ == value; }
  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] Recorder* recorder() const { return recorder_; }
  [[nodiscard]] std::uint32_t node() const { return node_; }

 private:
  Recorder* recorder_ = nullptr;
  std::uint32_t node_ = 0;
  double value_ = 0.0;
};

struct TracedComparison {
  Traced a, b;
  bool or_equal = false;
};

/// The nodes of a recording, each kind of step on the same operands once.
class Recorder {
 public:
  struct Node {
    Action action = Action::constant;
    std::uint32_t a = 0, b = 0, c = 0, d = 0;
    double value = 0.0;  ///< of a constant
  };

  explicit Recorder(bool takes_rare_ways);
  /// A number that every draw has of its own: the input at `place`.
  [[nodiscard]] Traced input(std::uint32_t place);
  [[nodiscard]] std::uint32_t node_of(const Traced& value);
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  /// Whether logistic_where takes its rare way in this recording.
  [[nodiscard]] bool takes_rare_ways() const { return takes_rare_ways_; }
  void raise_alarm_where(const Traced& flag);
  /// Above 0 in a draw for which this recording, which takes no rare ways, is wrong.
  [[nodiscard]] const Traced& alarm() const { return alarm_; }
  [[nodiscard]] Traced record(Action action, const Traced& a, const Traced& b = {}, const Traced& c = {},
                              const Traced& d = {});

 private:
  [[nodiscard]] std::uint32_t find_or_add(const Node& node);
  void grow();

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> table_;  // node number + 1 by hash; 0: free
  bool takes_rare_ways_ = false;
  Traced alarm_;
};

[[nodiscard]] Traced operator+(const Traced& a, const Traced& b);
[[nodiscard]] Traced operator-(const Traced& a, const Traced& b);
[[nodiscard]] Traced operator*(const Traced& a, const Traced& b);
[[nodiscard]] Traced operator/(const Traced& a, const Traced& b);
[[nodiscard]] Traced min(const Traced& a, const Traced& b);
[[nodiscard]] Traced max(const Traced& a, const Traced& b);
[[nodiscard]] Traced exp(const Traced& x);
[[nodiscard]] Traced log(const Traced& x);
[[nodiscard]] Traced sqrt(const Traced& x);
[[nodiscard]] Traced abs(const Traced& x);
[[nodiscard]] Traced pow(const Traced& x, const Traced& y);
[[nodiscard]] Traced logistic(const Traced& x);
[[nodiscard]] TracedComparison less(const Traced& a, const Traced& b);
[[nodiscard]] TracedComparison less_equal(const Traced& a, const Traced& b);
[[nodiscard]] Traced select(const TracedComparison& mask, const Traced& a, const Traced& b);

/// logistic(x) where `flag` is 1, `otherwise` where it is 0. The flag is hardly ever 1: most recordings take that for
/// granted and raise an alarm where it is not so.
[[nodiscard]] Traced logistic_where(const Traced& flag, const Traced& x, const Traced& otherwise);
[[nodiscard]] inline double logistic_where(double flag, double x, double otherwise) {
  return flag > 0.0 ? logistic(x) : otherwise;
}

/// o / (1 + o).
[[nodiscard]] Traced odds_share(const Traced& odds);
[[nodiscard]] inline double odds_share(double odds) { return odds / (1.0 + odds); }

/// a / b where b > 0, else 0.
[[nodiscard]] Traced ratio_or_zero(const Traced& a, const Traced& b);
[[nodiscard]] inline double ratio_or_zero(double a, double b) { return b > 0.0 ? a / b : 0.0; }

/// reach max(0, 1 - left per_rest).
[[nodiscard]] Traced adopted_share(const Traced& reach, const Traced& left, const Traced& per_rest);
[[nodiscard]] inline double adopted_share(double reach, double left, double per_rest) {
  return reach * max(0.0, 1.0 - left * per_rest);
}

template <class T>
[[nodiscard]] T broadcast(double x) {
  return T(x);
}

}  // namespace citypeak::run
