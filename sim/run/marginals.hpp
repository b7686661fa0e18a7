// SPDX-License-Identifier: MIT
// Turns uniform numbers into values of an input: the quantile functions of the kernel.
#pragma once

#include "sim/plan/marginal_data.hpp"
#include "sim/run/lanes.hpp"

namespace citypeak::run::CITYPEAK_ISA {

namespace inner {

/// What a law needs besides u: its constants and its knots.
struct Law {
  const double* p;
  const double* knots;
  std::uint32_t count;
};

struct TriangularQuantile {
  Law law;
  template <class T>
  [[gnu::always_inline]] T operator()(T u) const {
    const double low_end = law.p[0], high_end = law.p[1], width = law.p[2], share = law.p[3];
    const auto below_mode = u < share;
    const T root = SquareRoot{}(choose<T>(below_mode, share * u, (1.0 - share) * (1.0 - u)));
    // Above the mode and yet near the low end, (1 - root^2) / (1 + root) in place of 1 - root, which has no digits
    // there.
    const T from_low = choose<T>(below_mode, root, (share + (1.0 - share) * u) / (1.0 + root));
    return choose<T>(u < 0.5, low_end + width * from_low,
                     choose<T>(below_mode, low_end + width * root, high_end - width * root));
  }
};

template <class T>
[[gnu::always_inline]] inline auto element(T x, unsigned i) {
  if constexpr (sizeof(T) == sizeof(double)) {
    return x;
  } else {
    return x[i];
  }
}
template <class T>
[[gnu::always_inline]] inline void set_element(T& x, unsigned i, double value) {
  if constexpr (sizeof(T) == sizeof(double)) {
    x = value;
  } else {
    x[i] = value;
  }
}

/// The cubic between two knots of a table, as a function of the normal score.
struct TableAtScore {
  Law law;
  template <class T>
  [[gnu::always_inline]] T operator()(T z) const {
    const double last = static_cast<double>(law.count - 2);
    const T position = (z + plan::table_reach) * law.p[2];
    const T wanted = (position - 0.5) + whole_number_shift;  // the whole number stands in the lowest bits
    const T lowest = spread<T>(whole_number_shift), highest = spread<T>(whole_number_shift + last);
    const T above = choose<T>(wanted < lowest, lowest, wanted);
    const T shifted = choose<T>(highest < above, highest, above);
    const T t = position - (shifted - whole_number_shift);
    T left{}, left_slope{}, right{}, right_slope{};
    const Bits<T> index = bits_of(shifted) & 0xffffffffULL;
    for (unsigned i = 0; i < sizeof(T) / sizeof(double); ++i) {
      const double* knot = law.knots + 2 * element(index, i);
      set_element(left, i, knot[0]);
      set_element(left_slope, i, knot[1]);
      set_element(right, i, knot[2]);
      set_element(right_slope, i, knot[3]);
    }
    const T step = right - left;
    const T cubic = (left_slope + right_slope) - 2.0 * step;
    const T square = (step - left_slope) - cubic;
    return law.p[0] + law.p[1] * (left + t * (left_slope + t * (square + t * cubic)));
  }
};

/// The first value whose cumulative share reaches u.
struct StepsQuantile {
  Law law;
  [[gnu::always_inline]] double search(double u) const {
    std::uint32_t low = 0, high = law.count - 1;
    while (low < high) {
      const std::uint32_t half = low + (high - low) / 2;
      if (law.knots[half] < u) {
        low = half + 1;
      } else {
        high = half;
      }
    }
    return law.knots[law.count + low];
  }
  template <class T>
  [[gnu::always_inline]] T operator()(T u) const {
    constexpr std::uint32_t short_list = 16;
    T value = spread<T>(law.knots[2 * law.count - 1]);
    if (law.count <= short_list) {
      for (std::uint32_t i = law.count - 1; i-- > 0;) {
        value = choose<T>(u <= law.knots[i], spread<T>(law.knots[law.count + i]), value);
      }
    } else {
      for (unsigned i = 0; i < sizeof(T) / sizeof(double); ++i) set_element(value, i, search(element(u, i)));
    }
    return value;
  }
};

template <class Operation>
[[gnu::always_inline]] inline double apply(Operation operation, double x) {
  return operation(x);
}
template <class Operation>
[[gnu::always_inline]] inline Lane apply(Operation operation, Lane x) {
  return by_parts<Lane>(operation, x);
}

/// Whether a law is computed from the normal score of u.
constexpr bool takes_score(plan::Marginal::Kind kind) {
  using Kind = plan::Marginal::Kind;
  return kind == Kind::normal || kind == Kind::lognormal || kind == Kind::logit_normal || kind == Kind::table;
}

/// One law, known when compiled, at u, or at the score z of u if it takes that.
template <plan::Marginal::Kind kind, class T>
[[gnu::always_inline]] inline T value_of(const Law& law, T x) {
  using Kind = plan::Marginal::Kind;
  const double* p = law.p;
  if constexpr (kind == Kind::constant) return spread<T>(p[0]);
  if constexpr (kind == Kind::normal) return p[0] + p[1] * x;
  if constexpr (kind == Kind::lognormal) return p[0] * CITYPEAK_ISA::exp(p[1] * x);
  if constexpr (kind == Kind::uniform) return p[0] + p[1] * x;
  if constexpr (kind == Kind::log_uniform) return p[0] * CITYPEAK_ISA::exp(p[1] * x);
  if constexpr (kind == Kind::triangular) return apply(TriangularQuantile{law}, x);
  if constexpr (kind == Kind::logit_normal) return CITYPEAK_ISA::logistic(p[0] + p[1] * x);
  if constexpr (kind == Kind::table) return apply(TableAtScore{law}, x);
  if constexpr (kind == Kind::steps) return apply(StepsQuantile{law}, x);
}
template <plan::Marginal::Kind kind, class T>
[[gnu::always_inline]] inline T value_at_uniform(const Law& law, T u) {
  if constexpr (takes_score(kind)) return value_of<kind>(law, CITYPEAK_ISA::inverse_normal(u));
  if constexpr (!takes_score(kind)) return value_of<kind>(law, u);
}
template <plan::Marginal::Kind kind, class T>
[[gnu::always_inline]] inline T value_at_score(const Law& law, T z) {
  if constexpr (takes_score(kind)) return value_of<kind>(law, z);
  if constexpr (!takes_score(kind)) return value_of<kind>(law, CITYPEAK_ISA::normal_cdf(z));
}

/// Calls `use` with the kind of a marginal as a compile-time constant.
template <plan::Marginal::Kind kind>
struct KindOf {
  static constexpr plan::Marginal::Kind value = kind;
};
template <class Use>
[[gnu::always_inline]] inline void with_kind(plan::Marginal::Kind kind, Use use) {
  using Kind = plan::Marginal::Kind;
  switch (kind) {
    case Kind::constant:
      return use(KindOf<Kind::constant>{});
    case Kind::normal:
      return use(KindOf<Kind::normal>{});
    case Kind::lognormal:
      return use(KindOf<Kind::lognormal>{});
    case Kind::uniform:
      return use(KindOf<Kind::uniform>{});
    case Kind::log_uniform:
      return use(KindOf<Kind::log_uniform>{});
    case Kind::triangular:
      return use(KindOf<Kind::triangular>{});
    case Kind::logit_normal:
      return use(KindOf<Kind::logit_normal>{});
    case Kind::table:
      return use(KindOf<Kind::table>{});
    case Kind::steps:
      return use(KindOf<Kind::steps>{});
  }
}

}  // namespace inner

/// The value of an input at the probability u; `knots` are those of the plan's MarginalTables.
template <class T>
[[gnu::always_inline]] inline T transform(const plan::Marginal& marginal, const double* knots, T u) {
  const inner::Law law{marginal.p, knots + marginal.first, marginal.count};
  T value{};
  inner::with_kind(marginal.kind, [&](auto kind) { value = inner::value_at_uniform<decltype(kind)::value>(law, u); });
  return value;
}

/// The same for a block of draws: count is a multiple of 8; `out` may be `u`. Same bits as transform().
inline void transform_block(const plan::Marginal& marginal, const double* knots, const double* u, int count,
                            double* out) {
  const inner::Law law{marginal.p, knots + marginal.first, marginal.count};
  inner::with_kind(marginal.kind, [&](auto kind) {
    for (int i = 0; i < count; i += lane_count)
      store(out + i, inner::value_at_uniform<decltype(kind)::value>(law, load(u + i)));
  });
}

/// The same from normal scores.
inline void transform_scores(const plan::Marginal& marginal, const double* knots, const double* z, int count,
                             double* out) {
  const inner::Law law{marginal.p, knots + marginal.first, marginal.count};
  inner::with_kind(marginal.kind, [&](auto kind) {
    for (int i = 0; i < count; i += lane_count)
      store(out + i, inner::value_at_score<decltype(kind)::value>(law, load(z + i)));
  });
}

}  // namespace citypeak::run::CITYPEAK_ISA
