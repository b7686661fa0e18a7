// SPDX-License-Identifier: MIT
// Which drawer of the histogram a number falls into: drawers are narrow near zero and wide far out, each 0.1 % of its
// value.
#pragma once

#include <bit>
#include <cstdint>

namespace citypeak::summary {

/// A bin is the sign, the exponent and the first ten binary digits of a number, read as one signed integer. Bins are
/// ordered as the numbers are. Bin 0 holds zero (both signs) and everything smaller than the smallest normal double,
/// 2.2e-308; every other bin is 2^-10 = 0.098 % wide, so any number of a bin stands for each of them within 0.1 %.
using Bin = std::int32_t;

/// How many draws fell into a bin.
struct BinCount {
  Bin bin = 0;
  std::uint64_t count = 0;
};

inline constexpr int kept_mantissa_bits = 10;
inline constexpr int dropped_bits = 52 - kept_mantissa_bits;
inline constexpr std::uint32_t bins_per_octave = 1U << kept_mantissa_bits;
inline constexpr std::uint32_t magnitude_bins = 2047U * bins_per_octave;  ///< of finite numbers of one sign
inline constexpr std::uint32_t magnitude_mask = 2048U * bins_per_octave - 1U;

/// The bin of |value|, before numbers too small to be normal are counted as zero.
inline std::uint32_t magnitude_of(double value) {
  return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(value) >> dropped_bits) & magnitude_mask;
}

inline Bin bin_of(double value) {
  const std::uint32_t magnitude = magnitude_of(value);
  if (magnitude < bins_per_octave) {
    return 0;
  }
  return value < 0 ? -static_cast<Bin>(magnitude) : static_cast<Bin>(magnitude);
}

/// The end of a bin that is nearer to zero; bin 0 has no width here.
inline double inner_edge(Bin bin) {
  const std::uint64_t magnitude = static_cast<std::uint64_t>(bin < 0 ? -static_cast<std::int64_t>(bin) : bin);
  const double edge = std::bit_cast<double>(magnitude << dropped_bits);
  return bin < 0 ? -edge : edge;
}

/// The end of a bin that is farther from zero; infinite for the outermost bins.
inline double outer_edge(Bin bin) {
  if (bin == 0) {
    return 0.0;
  }
  return inner_edge(bin < 0 ? bin - 1 : bin + 1);
}

}  // namespace citypeak::summary
