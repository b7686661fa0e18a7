// SPDX-License-Identifier: MIT
// The dice of the simulation: uniform numbers that depend only on the input's key, its sub-index (such as a year) and
// the number of the draw, so that any draw can be made anywhere, in any order, with the same result.
//
// Philox4x32-10 of Salmon et al. (2011), doi:10.1145/2063384.2063405. Counter: draw / 2 as 64 bits (low word first),
// the sub-index, 0. One call serves two consecutive draws: draw 2k has the 64-bit word x0 + 2^32 x1, draw 2k + 1 the
// word x2 + 2^32 x3. A word w becomes ((w >> 12) + 0.5) * 2^-52, strictly between 0 and 1. This layout is fixed for
// good.
#pragma once

#include <cstdint>

#include "sim/run/lanes.hpp"

namespace citypeak::run::CITYPEAK_ISA {

namespace inner {

inline constexpr std::uint64_t philox_multiplier_0 = 0xD2511F53;
inline constexpr std::uint64_t philox_multiplier_1 = 0xCD9E8D57;
inline constexpr std::uint32_t philox_step_0 = 0x9E3779B9;
inline constexpr std::uint32_t philox_step_1 = 0xBB67AE85;
inline constexpr int philox_rounds = 10;

/// The product of the low 32 bits of each number with a 32-bit constant; the high 32 bits are not looked at.
[[gnu::always_inline]] inline std::uint64_t multiply_low_words(std::uint64_t x, std::uint64_t constant) {
  return (x & 0xffffffffULL) * constant;
}
// One instruction in every instruction set, but g++ does not find it by itself in a product of 64-bit numbers.
#if defined(__SSE2__)
[[gnu::always_inline]] inline Vectors<16>::Bits multiply_low_words(Vectors<16>::Bits x, std::uint64_t constant) {
  using Words = int __attribute__((vector_size(16)));
  return reinterpret_cast<Vectors<16>::Bits>(
      __builtin_ia32_pmuludq128(reinterpret_cast<Words>(x), reinterpret_cast<Words>(Vectors<16>::Bits{} + constant)));
}
#endif
#if defined(__AVX2__)
[[gnu::always_inline]] inline Vectors<32>::Bits multiply_low_words(Vectors<32>::Bits x, std::uint64_t constant) {
  using Words = int __attribute__((vector_size(32)));
  return reinterpret_cast<Vectors<32>::Bits>(
      __builtin_ia32_pmuludq256(reinterpret_cast<Words>(x), reinterpret_cast<Words>(Vectors<32>::Bits{} + constant)));
}
#endif
#if defined(__AVX512F__) && !defined(__clang__)
[[gnu::always_inline]] inline Vectors<64>::Bits multiply_low_words(Vectors<64>::Bits x, std::uint64_t constant) {
  using Words = int __attribute__((vector_size(64)));
  using Products = long long __attribute__((vector_size(64)));
  constexpr unsigned char every_lane = 0xff;
  return reinterpret_cast<Vectors<64>::Bits>(__builtin_ia32_pmuludq512_mask(
      reinterpret_cast<Words>(x), reinterpret_cast<Words>(Vectors<64>::Bits{} + constant), Products{}, every_lane));
}
#endif
template <class B>
[[gnu::always_inline]] inline B multiply_low_words(B x, std::uint64_t constant) {
  return (x & 0xffffffffULL) * constant;
}

/// Two 64-bit words for each counter.
template <class B>
struct PhiloxWords {
  B even, odd;
};

/// One call of Philox for each number in `pair` (draw / 2). The words of the state stand in the low halves of 64-bit
/// numbers; what stands in the high halves is never looked at.
template <class B>
[[gnu::always_inline]] inline PhiloxWords<B> philox(std::uint64_t key, std::uint32_t sub, B pair) {
  auto key_0 = static_cast<std::uint32_t>(key);
  auto key_1 = static_cast<std::uint32_t>(key >> 32);
  B x0 = pair;
  B x1 = pair >> 32;
  B x2 = B{} + sub;
  B x3 = B{};
  for (int round = 0; round < philox_rounds; ++round) {
    const B product_0 = multiply_low_words(x0, philox_multiplier_0);
    const B product_1 = multiply_low_words(x2, philox_multiplier_1);
    x0 = (product_1 >> 32) ^ x1 ^ std::uint64_t{key_0};
    x1 = product_1;
    x2 = (product_0 >> 32) ^ x3 ^ std::uint64_t{key_1};
    x3 = product_0;
    key_0 += philox_step_0;
    key_1 += philox_step_1;
  }
  return {(x0 & 0xffffffffULL) | (x1 << 32), (x2 & 0xffffffffULL) | (x3 << 32)};
}

/// ((w >> 12) + 0.5) * 2^-52, exactly: the 52 bits become the fraction of a number in [1, 2), and 1 - 2^-53 is taken
/// off.
template <class T>
[[gnu::always_inline]] inline T uniform_of(Bits<T> word) {
  return number_of<T>((word >> 12) | 0x3ff0000000000000ULL) - 0x1.fffffffffffffp-1;
}

template <class T>
struct UniformPair {
  T even, odd;
};
template <class T>
[[gnu::always_inline]] inline UniformPair<T> uniforms_of_pairs(std::uint64_t key, std::uint32_t sub, Bits<T> pair) {
  const PhiloxWords<Bits<T>> words = philox<Bits<T>>(key, sub, pair);
  return {uniform_of<T>(words.even), uniform_of<T>(words.odd)};
}

[[gnu::always_inline]] inline void store_in_turn(double* out, Vectors<16>::Number even, Vectors<16>::Number odd) {
  const auto low = __builtin_shufflevector(even, odd, 0, 2);
  const auto high = __builtin_shufflevector(even, odd, 1, 3);
  __builtin_memcpy(out, &low, sizeof low);
  __builtin_memcpy(out + 2, &high, sizeof high);
}
[[gnu::always_inline]] inline void store_in_turn(double* out, Vectors<32>::Number even, Vectors<32>::Number odd) {
  const auto low = __builtin_shufflevector(even, odd, 0, 4, 1, 5);
  const auto high = __builtin_shufflevector(even, odd, 2, 6, 3, 7);
  __builtin_memcpy(out, &low, sizeof low);
  __builtin_memcpy(out + 4, &high, sizeof high);
}
[[gnu::always_inline]] inline void store_in_turn(double* out, Vectors<64>::Number even, Vectors<64>::Number odd) {
  const auto low = __builtin_shufflevector(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
  const auto high = __builtin_shufflevector(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
  __builtin_memcpy(out, &low, sizeof low);
  __builtin_memcpy(out + 8, &high, sizeof high);
}

/// The uniforms of 2 * width draws from draw 2 * pair on.
template <class T>
[[gnu::always_inline]] inline void fill_part(std::uint64_t key, std::uint32_t sub, std::uint64_t pair, double* out) {
  Bits<T> pairs{};
  for (unsigned i = 0; i < sizeof(T) / sizeof(double); ++i) pairs[i] = pair + i;
  const UniformPair<T> u = uniforms_of_pairs<T>(key, sub, pairs);
  store_in_turn(out, u.even, u.odd);
}

}  // namespace inner

/// The uniform of one draw, strictly between 0 and 1.
[[gnu::always_inline]] inline double uniform(std::uint64_t key, std::uint32_t sub, std::uint64_t draw) {
  const inner::UniformPair<double> u = inner::uniforms_of_pairs<double>(key, sub, draw / 2);
  return draw % 2 == 0 ? u.even : u.odd;
}

/// The uniforms of draws first_draw .. first_draw + count - 1 into `out`; the same bits as uniform().
/// `first_draw` is even, `count` a multiple of 8.
inline void fill_uniforms(std::uint64_t key, std::uint32_t sub, std::uint64_t first_draw, int count, double* out) {
  constexpr int draws_at_once = 2 * inner::part_bytes / static_cast<int>(sizeof(double));
  int done = 0;
  for (; done + draws_at_once <= count; done += draws_at_once) {
    inner::fill_part<inner::Part>(key, sub, first_draw / 2 + static_cast<unsigned>(done) / 2, out + done);
  }
  if constexpr (draws_at_once > 8) {
    if (done < count) {  // eight are left
      inner::fill_part<inner::Vectors<32>::Number>(key, sub, first_draw / 2 + static_cast<unsigned>(done) / 2,
                                                   out + done);
    }
  }
}

}  // namespace citypeak::run::CITYPEAK_ISA
