// SPDX-License-Identifier: MIT
// The arithmetic of the kernel: eight draws side by side, with exp, log and the normal law written out here, so that
// every processor, compiler and instruction set gives the same digits.
//
// This file is compiled once per instruction set, each time in its own namespace (CITYPEAK_ISA, given by the build). It
// includes nothing but <cstdint>: an inline function of the standard library in two such objects would be kept once by
// the linker, perhaps the copy that an older processor cannot run. Build with -ffp-contract=off -fno-math-errno (the
// latter so that a square root is one instruction).
//
// Every function exists for T = Lane (eight draws) and T = double (one), with the same operations in the same order and
// therefore the same bits. Comparisons: use less() and less_equal(); `a < b` on a Lane gives the same answer, but g++
// below AVX-512 takes it apart number by number.
#pragma once

#include <cstdint>

#ifndef CITYPEAK_ISA
#define CITYPEAK_ISA isa_base
#endif

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wpsabi"  // lanes are passed to inlined functions only, so no call convention matters
#endif

namespace citypeak::run::CITYPEAK_ISA {

inline constexpr int lane_count = 8;

namespace inner {

// A Lane is worked on in parts as wide as a register: compilers take wider comparisons and choices apart badly.
#if defined(__AVX512F__)
inline constexpr int part_bytes = 64;
#elif defined(__AVX__)
inline constexpr int part_bytes = 32;
#else
inline constexpr int part_bytes = 16;
#endif

/// The integers and truth values that go with a number or a vector of numbers.
template <int bytes>
struct Vectors;
template <>
struct Vectors<16> {
  using Number = double __attribute__((vector_size(16)));
  using Bits = std::uint64_t __attribute__((vector_size(16)));
  using Mask = std::int64_t __attribute__((vector_size(16)));
};
template <>
struct Vectors<32> {
  using Number = double __attribute__((vector_size(32)));
  using Bits = std::uint64_t __attribute__((vector_size(32)));
  using Mask = std::int64_t __attribute__((vector_size(32)));
};
template <>
struct Vectors<64> {
  using Number = double __attribute__((vector_size(64)));
  using Bits = std::uint64_t __attribute__((vector_size(64)));
  using Mask = std::int64_t __attribute__((vector_size(64)));
};
template <>
struct Vectors<8> {
  using Number = double;
  using Bits = std::uint64_t;
  using Mask = bool;
};
template <class T>
using Bits = typename Vectors<static_cast<int>(sizeof(T))>::Bits;
template <class T>
using Mask = typename Vectors<static_cast<int>(sizeof(T))>::Mask;

using Part = Vectors<part_bytes>::Number;

template <class T>
[[gnu::always_inline]] inline Bits<T> bits_of(T x) {
  return __builtin_bit_cast(Bits<T>, x);
}
template <class T>
[[gnu::always_inline]] inline T number_of(Bits<T> bits) {
  return __builtin_bit_cast(T, bits);
}

template <class T>
[[gnu::always_inline]] inline T spread(double x) {
  return T{} + x;  // exact for every x but -0.0, which no caller tells from 0.0
}
template <>
[[gnu::always_inline]] inline double spread<double>(double x) {
  return 0.0 + x;
}

template <class T>
[[gnu::always_inline]] inline T choose(Mask<T> mask, T a, T b) {
  return mask ? a : b;
}

inline constexpr int part_draws = part_bytes / static_cast<int>(sizeof(double));
inline constexpr int part_count = lane_count / part_draws;

}  // namespace inner

// A Lane is a few registers side by side rather than one 64-byte vector of the compiler: below AVX-512 g++ 12 takes
// such vectors apart through memory, which cost a factor of three (docs/decisions/0005-lanes.md).

// They are copied register by register, too: g++ 12 would copy the whole in pieces of 16 bytes, and a register read
// back after such a copy waits for all of them.
template <class P>
struct alignas(64) Registers {
  P part[inner::part_count];

  Registers() = default;
  [[gnu::always_inline]] Registers(const Registers& other) { *this = other; }
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): a register copied to itself stays what it is
  [[gnu::always_inline]] Registers& operator=(const Registers& other) {
#pragma GCC unroll 4
    for (int i = 0; i < inner::part_count; ++i) part[i] = other.part[i];
    return *this;
  }
  ~Registers() = default;
};

/// Eight truth values.
using LaneMask = Registers<inner::Mask<inner::Part>>;
/// Eight numbers, one for each of eight draws.
using Lane = Registers<inner::Part>;

namespace inner {

/// Applies an operation on registers to each register of the lanes; Result is Lane or LaneMask.
template <class Result, class Operation, class... Lanes>
[[gnu::always_inline]] inline Result by_parts(Operation operation, const Lanes&... x) {
  Result result;
#pragma GCC unroll 4
  for (int i = 0; i < part_count; ++i) result.part[i] = operation(x.part[i]...);
  return result;
}

}  // namespace inner

[[gnu::always_inline]] inline Lane operator+(const Lane& a, const Lane& b) {
  return inner::by_parts<Lane>([](auto x, auto y) { return x + y; }, a, b);
}
[[gnu::always_inline]] inline Lane operator-(const Lane& a, const Lane& b) {
  return inner::by_parts<Lane>([](auto x, auto y) { return x - y; }, a, b);
}
[[gnu::always_inline]] inline Lane operator*(const Lane& a, const Lane& b) {
  return inner::by_parts<Lane>([](auto x, auto y) { return x * y; }, a, b);
}
[[gnu::always_inline]] inline Lane operator/(const Lane& a, const Lane& b) {
  return inner::by_parts<Lane>([](auto x, auto y) { return x / y; }, a, b);
}
[[gnu::always_inline]] inline Lane operator+(const Lane& a, double b) {
  return inner::by_parts<Lane>([b](auto x) { return x + b; }, a);
}
[[gnu::always_inline]] inline Lane operator-(const Lane& a, double b) {
  return inner::by_parts<Lane>([b](auto x) { return x - b; }, a);
}
[[gnu::always_inline]] inline Lane operator*(const Lane& a, double b) {
  return inner::by_parts<Lane>([b](auto x) { return x * b; }, a);
}
[[gnu::always_inline]] inline Lane operator/(const Lane& a, double b) {
  return inner::by_parts<Lane>([b](auto x) { return x / b; }, a);
}
[[gnu::always_inline]] inline Lane operator+(double a, const Lane& b) { return b + a; }
[[gnu::always_inline]] inline Lane operator*(double a, const Lane& b) { return b * a; }
[[gnu::always_inline]] inline Lane operator-(double a, const Lane& b) {
  return inner::by_parts<Lane>([a](auto x) { return a - x; }, b);
}
[[gnu::always_inline]] inline Lane operator/(double a, const Lane& b) {
  return inner::by_parts<Lane>([a](auto x) { return a / x; }, b);
}
[[gnu::always_inline]] inline LaneMask operator&(const LaneMask& a, const LaneMask& b) {
  return inner::by_parts<LaneMask>([](auto x, auto y) { return x & y; }, a, b);
}
[[gnu::always_inline]] inline LaneMask operator~(const LaneMask& a) {
  return inner::by_parts<LaneMask>([](auto x) { return ~x; }, a);
}

namespace inner {

// ---- Constants
// -------------------------------------------------------------------------------------------------------

// 1.5 * 2^52: added to a number below 2^51 it leaves the nearest whole number in the lowest bits.
inline constexpr double whole_number_shift = 6755399441055744.0;
inline constexpr double two_to_52 = 4503599627370496.0;
inline constexpr double infinity = __builtin_inf();
inline constexpr double smallest_normal = 0x1p-1022;
inline constexpr double largest_number = 0x1.fffffffffffffp+1023;
inline constexpr double log2_of_e = 0x1.71547652b82fep+0;
// log 2 in two pieces; the first has 21 zero bits at its end, so that its product with any exponent is exact.
inline constexpr double log_2_high = 0x1.62e42fee00000p-1;
inline constexpr double log_2_low = 0x1.a39ef35793c76p-33;

// Nearest polynomials (Remez exchange in 60 digits), each with its largest error relative to the function.
// (exp(r) - 1 - r) / r^2 on |r| <= log(2) / 2: 3.7e-18 of exp(r).
constexpr double exp_terms[] = {
    0x1.000000000000ap-1,  0x1.55555555554f9p-3,  0x1.55555555508aep-5,  0x1.1111111127f82p-7,  0x1.6c16c18421257p-10,
    0x1.a01a012924b1bp-13, 0x1.a0199a213d461p-16, 0x1.71df27e3f313ep-19, 0x1.28ad61ad162fap-22, 0x1.ad7b8e694d366p-26};
// (2 atanh(s) - 2 s) / s^3 in s^2, |s| <= (sqrt 2 - 1) / (sqrt 2 + 1): 1.2e-18 of the logarithm.
constexpr double log_terms[] = {0x1.5555555555592p-1, 0x1.999999997fe54p-2, 0x1.24924941e91ecp-2, 0x1.c71c520f22114p-3,
                                0x1.74663de72693dp-3, 0x1.39a1cff14a7bep-3, 0x1.2f04bac9ccb0bp-3};
// Phi(-x) (1 + x) exp(x^2 / 2) in t = (x - 5) / (x + 5), 0 <= x <= 39: 1.4e-17.
constexpr double normal_tail_terms[] = {
    0.46151582985003775,    -0.0915522818340088,    0.03103036842596323,    0.01000235238520508,
    -0.026401042966294957,  0.024536963244459763,   -0.015170415402485999,  0.006522000656244846,
    -0.0016760723488506491, 7.791691200143757e-06,  0.00018233420251531396, -5.360803814501582e-05,
    -9.89646889628134e-06,  9.061205795397122e-06,  -6.89568345120625e-08,  -1.3100089700228854e-06,
    1.2471420099248941e-07, 1.9896232929933335e-07, -2.195811538892318e-08, -3.208575497095596e-08,
    3.528157289739585e-10,  4.037645813495844e-09,  7.719462671584014e-10};

// The normal quantile over (u - 1/2), in w - 3 with w = -log(4 u (1 - u)), 0 <= w <= 6 (u from 6.2e-4 to 1 - 6.2e-4):
// 6.6e-17. The variable is the one of Giles (2012), doi:10.1016/B978-0-12-385963-1.00010-1, the numbers are our own
// fit.
constexpr double central_width = 6.0;
constexpr double central_terms[] = {
    4.592070249249979,      0.6834339893069488,      -0.016229897304558698,  -0.0023650792190475388,
    0.0005517167409782927,  -3.596747466596206e-05,  -4.94409657498293e-06,  1.272750908534398e-06,
    -6.70018087091532e-08,  -1.5463461422592373e-08, 3.141795431797007e-09,  -8.891044955126277e-11,
    -4.900793566859281e-11, 7.641324446538164e-12,   1.6559801959512697e-14, -1.5114751869026205e-13,
    1.805625056953213e-14,  9.552101700539206e-16,   -4.702639518037264e-16, 2.2286038162934052e-17,
    6.2653064078720295e-18, -4.761568742797351e-19,  -3.882324633433572e-20};

// Beyond, the tails of Wichura (1988), algorithm AS 241, doi:10.2307/2347330: numerators and denominators down to
// exp(-25), then further, in the paper's order.
constexpr double tail_above[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                 3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double tail_below[] = {1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
constexpr double far_above[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double far_below[] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};

// ---- The functions on one part (or one number)
// -----------------------------------------------------------------------

constexpr int power_of_two_below(int n) {
  int power = 1;
  while (2 * power < n) power *= 2;
  return power;
}

/// term[0] + term[1] x + ..., halved again and again so that the processor can work on both halves at once (Estrin).
/// powers[i] holds x^(2^i).
template <int n, class T>
[[gnu::always_inline]] inline T polynomial_in(const double* term, const T* powers) {
  if constexpr (n == 1) {
    return spread<T>(term[0]);
  } else if constexpr (n == 2) {
    return term[0] + term[1] * powers[0];
  } else {
    constexpr int low = power_of_two_below(n);
    constexpr int level = low == 2 ? 1 : low == 4 ? 2 : low == 8 ? 3 : 4;
    return polynomial_in<low>(term, powers) + polynomial_in<n - low>(term + low, powers) * powers[level];
  }
}
template <class T, int n>
[[gnu::always_inline]] inline T polynomial(const double (&term)[n], T x) {
  const T x2 = x * x;
  const T x4 = x2 * x2;
  const T x8 = x4 * x4;
  const T powers[] = {x, x2, x4, x8, x8 * x8};
  return polynomial_in<n>(term, powers);
}

[[gnu::always_inline]] inline bool any_of(bool mask) { return mask; }
template <class M>
[[gnu::always_inline]] inline bool any_of(M mask) {
  std::int64_t found = 0;
  for (unsigned i = 0; i < sizeof(M) / sizeof(std::int64_t); ++i) found |= mask[i];
  return found != 0;
}

template <class T>
[[gnu::always_inline]] inline T magnitude(T x) {
  return number_of<T>(bits_of(x) & 0x7fffffffffffffffULL);
}

/// exp(x + small), |small| far below 1.
template <class T>
[[gnu::always_inline]] inline T exp_of_sum(T x, T small) {
  const T shifted = x * log2_of_e + whole_number_shift;
  const T n = shifted - whole_number_shift;
  const T high = x - n * log_2_high;
  const T low = n * log_2_low - small;
  const T r = high - low;
  const T y = 1.0 + (high + (r * r * polynomial(exp_terms, r) - low));
  const T scaled = number_of<T>(bits_of(y) + (bits_of(shifted) << 52));  // times 2^n
  constexpr double largest = 709.782712893384;                           // log of the largest number
  constexpr double smallest = -708.3964185322641;                        // log of the smallest normal number
  const T bounded = choose<T>(x <= largest, scaled, x + infinity);       // not a number stays so
  return choose<T>(x < smallest, spread<T>(0.0), bounded);
}

/// log of a positive normal number, minus `shift` times log 2.
template <class T>
[[gnu::always_inline]] inline T log_of_normal(T x, T shift) {
  constexpr std::uint64_t root_of_half = 0x3fe6a09e667f3bcdULL;
  const Bits<T> moved = bits_of(x) + (0x3ff0000000000000ULL - root_of_half);
  const T k = (number_of<T>((moved >> 52) | 0x4330000000000000ULL) - (two_to_52 + 1023.0)) - shift;
  const T m = number_of<T>((moved & 0x000fffffffffffffULL) + root_of_half);  // in [sqrt 1/2, sqrt 2), x = m 2^k
  const T f = m - 1.0;
  const T s = f / (2.0 + f);
  const T z = s * s;
  const T half_square = 0.5 * f * f;
  // log m = 2 atanh(s) = f - f^2/2 + s (f^2/2 + R): f is exact and taken last.
  const T inner_sum = s * (half_square + z * polynomial(log_terms, z)) + k * log_2_low;
  return k * log_2_high - ((half_square - inner_sum) - f);
}

struct Exp {
  template <class T>
  [[gnu::always_inline]] T operator()(T x) const {
    return exp_of_sum(x, T{});
  }
};

struct Log {
  template <class T>
  [[gnu::always_inline]] T operator()(T x) const {
    const T scaled = choose<T>(x < smallest_normal, x * 0x1p54, x);
    const T shift = choose<T>(x < smallest_normal, spread<T>(54.0), T{});
    const T result = log_of_normal(scaled, shift);
    const T above = choose<T>(x <= largest_number, result, x + infinity);
    const T at_zero = choose<T>(x == 0.0, spread<T>(-infinity), above);
    return choose<T>(x < 0.0, spread<T>(__builtin_nan("")), at_zero);
  }
};

struct SquareRoot {
  [[gnu::always_inline]] double operator()(double x) const { return __builtin_sqrt(x); }
  template <class T>
  [[gnu::always_inline]] T operator()(T x) const {
    T root{};
    for (unsigned i = 0; i < sizeof(T) / sizeof(double); ++i) root[i] = __builtin_sqrt(x[i]);
    return root;
  }
};

struct Floor {
  template <class T>
  [[gnu::always_inline]] T operator()(T x) const {
    const T shift = choose<T>(x < 0.0, spread<T>(-two_to_52), spread<T>(two_to_52));
    const T nearest = (x + shift) - shift;
    const T below = choose<T>(x < nearest, nearest - 1.0, nearest);
    return choose<T>(magnitude(x) < two_to_52, below, x);
  }
};

struct InverseNormal {
  /// The size of the quantile of a tail below 6.2e-4.
  template <class T>
  [[gnu::always_inline]] static T of_tail(T tail) {
    const T r = SquareRoot{}(0.0 - log_of_normal(tail, T{}));
    const T near = r - 1.6;
    const T ratio = polynomial(tail_above, near) / polynomial(tail_below, near);
    const auto far = r > 5.0;  // a tail below 1.4e-11
    if (!any_of(far)) return ratio;
    return choose<T>(far, polynomial(far_above, r - 5.0) / polynomial(far_below, r - 5.0), ratio);
  }

  template <class T>
  [[gnu::always_inline]] T operator()(T u) const {
    const T q = u - 0.5;
    const T tail = choose<T>(q < 0.0, u, 1.0 - u);  // exact on both sides
    const T w = 0.0 - log_of_normal(4.0 * tail * (1.0 - tail), T{});
    const T central = q * polynomial(central_terms, w - 0.5 * central_width);
    const auto outside = w > central_width;
    if (!any_of(outside)) return central;  // the rule: one number in 800 is outside
    const T size = of_tail(tail);
    return choose<T>(outside, choose<T>(q < 0.0, 0.0 - size, size), central);
  }
};

struct NormalCdf {
  template <class T>
  [[gnu::always_inline]] T operator()(T z) const {
    constexpr double farthest = 39.0;  // Phi(-39) is below the smallest normal number
    const T size = magnitude(z);
    const T x = choose<T>(size > farthest, spread<T>(farthest), size);
    const T t = (x - 5.0) / (x + 5.0);
    const T head = number_of<T>(bits_of(x) & 0xfffffffff8000000ULL);  // 26 bits: its square is exact
    const T decay = exp_of_sum(-0.5 * head * head, -0.5 * (x - head) * (x + head));
    const T tail = decay * polynomial(normal_tail_terms, t) / (1.0 + x);
    return choose<T>(z < 0.0, tail, 1.0 - tail);
  }
};

struct Logistic {
  template <class T>
  [[gnu::always_inline]] T operator()(T x) const {
    return 1.0 / (1.0 + Exp{}(0.0 - x));
  }
};

struct Power {
  template <class T>
  [[gnu::always_inline]] T operator()(T x, T y) const {
    return Exp{}(y * Log{}(x));
  }
};

struct Less {
  template <class T>
  [[gnu::always_inline]] auto operator()(T a, T b) const {
    return a < b;
  }
};

struct LessEqual {
  template <class T>
  [[gnu::always_inline]] auto operator()(T a, T b) const {
    return a <= b;
  }
};

struct Select {
  template <class M, class T>
  [[gnu::always_inline]] T operator()(M mask, T a, T b) const {
    return choose<T>(mask, a, b);
  }
};

struct Minimum {
  template <class T>
  [[gnu::always_inline]] T operator()(T a, T b) const {
    return choose<T>(b < a, b, a);
  }
};

struct Maximum {
  template <class T>
  [[gnu::always_inline]] T operator()(T a, T b) const {
    return choose<T>(a < b, b, a);
  }
};

}  // namespace inner

// ---- The public functions
// --------------------------------------------------------------------------------------------

/// The same number in every lane.
template <class T = Lane>
[[gnu::always_inline]] inline T broadcast(double x);
template <>
[[gnu::always_inline]] inline double broadcast<double>(double x) {
  return 0.0 + x;
}
template <>
[[gnu::always_inline]] inline Lane broadcast<Lane>(double x) {
  Lane lane;
#pragma GCC unroll 4
  for (auto& part : lane.part) part = inner::spread<inner::Part>(x);
  return lane;
}

/// Eight numbers from memory, at any address.
[[gnu::always_inline]] inline Lane load(const double* from) {
  Lane x;
#pragma GCC unroll 4
  for (int i = 0; i < inner::part_count; ++i)
    __builtin_memcpy(&x.part[i], from + static_cast<std::int64_t>(i) * inner::part_draws, sizeof x.part[i]);
  return x;
}
/// Eight numbers from a multiple of 64 bytes.
[[gnu::always_inline]] inline Lane load_aligned(const double* from) { return *reinterpret_cast<const Lane*>(from); }
/// Eight numbers to memory, at any address.
[[gnu::always_inline]] inline void store(double* to, const Lane& x) {
#pragma GCC unroll 4
  for (int i = 0; i < inner::part_count; ++i)
    __builtin_memcpy(to + static_cast<std::int64_t>(i) * inner::part_draws, &x.part[i], sizeof x.part[i]);
}
/// Eight numbers to a multiple of 64 bytes.
[[gnu::always_inline]] inline void store_aligned(double* to, const Lane& x) { *reinterpret_cast<Lane*>(to) = x; }

/// a < b and a <= b, false where either is not a number.
[[gnu::always_inline]] inline bool less(double a, double b) { return a < b; }
[[gnu::always_inline]] inline LaneMask less(const Lane& a, const Lane& b) {
  return inner::by_parts<LaneMask>(inner::Less{}, a, b);
}
[[gnu::always_inline]] inline bool less_equal(double a, double b) { return a <= b; }
[[gnu::always_inline]] inline LaneMask less_equal(const Lane& a, const Lane& b) {
  return inner::by_parts<LaneMask>(inner::LessEqual{}, a, b);
}

/// a where the mask is true, else b.
[[gnu::always_inline]] inline double select(bool mask, double a, double b) { return mask ? a : b; }
[[gnu::always_inline]] inline Lane select(const LaneMask& mask, const Lane& a, const Lane& b) {
  return inner::by_parts<Lane>(inner::Select{}, mask, a, b);
}

/// Whether the mask is true anywhere.
[[gnu::always_inline]] inline bool any(bool mask) { return mask; }
[[gnu::always_inline]] inline bool any(const LaneMask& mask) {
  auto all = mask.part[0];
  for (int i = 1; i < inner::part_count; ++i) all |= mask.part[i];
  return inner::any_of(all);
}

/// The smaller and the larger; a where they are equal or either is not a number.
[[gnu::always_inline]] inline double min(double a, double b) { return inner::Minimum{}(a, b); }
[[gnu::always_inline]] inline Lane min(const Lane& a, const Lane& b) {
  return inner::by_parts<Lane>(inner::Minimum{}, a, b);
}
[[gnu::always_inline]] inline double max(double a, double b) { return inner::Maximum{}(a, b); }
[[gnu::always_inline]] inline Lane max(const Lane& a, const Lane& b) {
  return inner::by_parts<Lane>(inner::Maximum{}, a, b);
}

/// The size of x, without its sign.
[[gnu::always_inline]] inline double abs(double x) { return inner::magnitude(x); }
[[gnu::always_inline]] inline Lane abs(const Lane& x) {
  return inner::by_parts<Lane>([](auto part) { return inner::magnitude(part); }, x);
}

/// The largest whole number not above x (0.0 for -0.0).
[[gnu::always_inline]] inline double floor(double x) { return inner::Floor{}(x); }
[[gnu::always_inline]] inline Lane floor(const Lane& x) { return inner::by_parts<Lane>(inner::Floor{}, x); }

/// The square root, correctly rounded.
[[gnu::always_inline]] inline double sqrt(double x) { return inner::SquareRoot{}(x); }
[[gnu::always_inline]] inline Lane sqrt(const Lane& x) { return inner::by_parts<Lane>(inner::SquareRoot{}, x); }

/// e^x within 1 unit in the last place; infinity above 709.78, 0 below -708.39 (results below 2.2e-308 are 0).
[[gnu::always_inline]] inline double exp(double x) { return inner::Exp{}(x); }
[[gnu::always_inline]] inline Lane exp(const Lane& x) { return inner::by_parts<Lane>(inner::Exp{}, x); }

/// The natural logarithm within 1 unit in the last place; -infinity at 0, not a number below.
[[gnu::always_inline]] inline double log(double x) { return inner::Log{}(x); }
[[gnu::always_inline]] inline Lane log(const Lane& x) { return inner::by_parts<Lane>(inner::Log{}, x); }

/// x^y = exp(y log x) for x > 0, and for x = 0 with y > 0; relative error about |y log x| * 1e-16.
[[gnu::always_inline]] inline double pow(double x, double y) { return inner::Power{}(x, y); }
[[gnu::always_inline]] inline Lane pow(const Lane& x, const Lane& y) {
  return inner::by_parts<Lane>(inner::Power{}, x, y);
}

/// 1 / (1 + e^-x).
[[gnu::always_inline]] inline double logistic(double x) { return inner::Logistic{}(x); }
[[gnu::always_inline]] inline Lane logistic(const Lane& x) { return inner::by_parts<Lane>(inner::Logistic{}, x); }

/// The standard normal quantile of u, 2.3e-308 < u < 1.
[[gnu::always_inline]] inline double inverse_normal(double u) { return inner::InverseNormal{}(u); }
[[gnu::always_inline]] inline Lane inverse_normal(const Lane& u) {
  return inner::by_parts<Lane>(inner::InverseNormal{}, u);
}

/// The standard normal distribution function, with full relative accuracy in its lower tail (0 below -37.5).
[[gnu::always_inline]] inline double normal_cdf(double z) { return inner::NormalCdf{}(z); }
[[gnu::always_inline]] inline Lane normal_cdf(const Lane& z) { return inner::by_parts<Lane>(inner::NormalCdf{}, z); }

}  // namespace citypeak::run::CITYPEAK_ISA
