// SPDX-License-Identifier: MIT
// Points that fill the unit interval evenly: Latin hypercube and Sobol numbers, randomized by nested scrambling.
//
// A nested scramble (Owen 1995, doi:10.1007/978-1-4612-2552-2_19) flips each binary digit of a number or not, depending
// on the digits before it. Here by hashing, after Laine and Karras (2011, doi:10.1111/j.1467-8659.2011.02010.x): with
// the digits in reverse order a product with an even number changes only digits behind, so a few products decide all
// flips. Two rounds with different seeds; the multipliers are Vegdahl's (2021). Numbers have 32 digits.
#pragma once

#include "sim/run/lanes.hpp"
#include "sim/run/philox.hpp"

namespace citypeak::run::CITYPEAK_ISA {

namespace inner {

/// What scrambles one stream in one replicate.
struct Seeds {
  std::uint64_t value, order;
};

/// One round on numbers whose first digit stands last; only the low 32 bits count.
template <class B>
[[gnu::always_inline]] inline B hash_nested(B x, std::uint32_t seed) {
  x ^= multiply_low_words(x, 0x3d20adea);
  x += std::uint64_t{seed};
  x = multiply_low_words(x, (seed >> 16) | 1U);
  x ^= multiply_low_words(x, 0x05526c56);
  x ^= multiply_low_words(x, 0x53a22864);
  return x;
}
template <class B>
[[gnu::always_inline]] inline B scramble(B x, std::uint64_t seed) {
  x = hash_nested(x, static_cast<std::uint32_t>(seed));
  return hash_nested(x, static_cast<std::uint32_t>(seed >> 32)) & 0xffffffffULL;
}

/// The 32 digits in the reverse order.
template <class B>
[[gnu::always_inline]] inline B reversed(B x) {
  x = ((x >> 1) & 0x55555555ULL) | ((x & 0x55555555ULL) << 1);
  x = ((x >> 2) & 0x33333333ULL) | ((x & 0x33333333ULL) << 2);
  x = ((x >> 4) & 0x0f0f0f0fULL) | ((x & 0x0f0f0f0fULL) << 4);
  x = ((x >> 8) & 0x00ff00ffULL) | ((x & 0x00ff00ffULL) << 8);
  return ((x >> 16) & 0x0000ffffULL) | ((x & 0x0000ffffULL) << 16);
}

/// (x + 1/2) 2^-32, exactly.
template <class T>
[[gnu::always_inline]] inline T fraction_of(Bits<T> x) {
  return number_of<T>((x << 20) | 0x3ff0000000080000ULL) - 1.0;
}

/// A nested shuffle of the index, then the number of van der Corput, scrambled: of any 2^k points from a multiple of
/// 2^k on, one lies in each 2^-k of the interval.
template <class T>
[[gnu::always_inline]] inline void latin_part(Seeds seeds, std::uint64_t index, double* out) {
  Bits<T> x{};
  for (unsigned i = 0; i < sizeof(T) / sizeof(double); ++i) x[i] = index + i;
  const Bits<T> corput = scramble(reversed(x), seeds.order);
  const T u = fraction_of<T>(reversed(scramble(reversed(corput), seeds.value)));
  __builtin_memcpy(out, &u, sizeof u);
}

/// Sobol's number, its digits kept in reverse order throughout: the sum of the direction numbers of the index' digits.
template <class T>
[[gnu::always_inline]] inline void sobol_part(const std::uint32_t* directions, std::uint64_t seed, std::uint64_t index,
                                              double* out) {
  Bits<T> x{};
  for (unsigned i = 0; i < sizeof(T) / sizeof(double); ++i) {
    std::uint64_t sum = 0;
    for (unsigned digit = 0; digit < 3; ++digit) sum ^= ((index + i) >> digit & 1U) != 0 ? directions[digit] : 0U;
    x[i] = sum;
  }
  std::uint64_t common = 0;
  for (std::uint64_t rest = index >> 3, digit = 3; rest != 0; rest >>= 1, ++digit)
    common ^= (rest & 1U) != 0 ? directions[digit] : 0U;
  const T u = fraction_of<T>(reversed(scramble(x ^ common, seed)));
  __builtin_memcpy(out, &u, sizeof u);
}

}  // namespace inner

/// Points index .. index + count - 1 of a stratified stream; both are multiples of 8, index + count at most 2^32.
inline void fill_latin(std::uint64_t value_seed, std::uint64_t order_seed, std::uint64_t index, int count,
                       double* out) {
  constexpr int width = inner::part_bytes / static_cast<int>(sizeof(double));
  for (int i = 0; i < count; i += width)
    inner::latin_part<inner::Part>({value_seed, order_seed}, index + static_cast<unsigned>(i), out + i);
}

/// The same of Sobol's sequence: `directions` are the 32 direction numbers of a dimension with their digits reversed.
inline void fill_sobol(const std::uint32_t* directions, std::uint64_t seed, std::uint64_t index, int count,
                       double* out) {
  constexpr int width = inner::part_bytes / static_cast<int>(sizeof(double));
  for (int i = 0; i < count; i += width)
    inner::sobol_part<inner::Part>(directions, seed, index + static_cast<unsigned>(i), out + i);
}

}  // namespace citypeak::run::CITYPEAK_ISA
