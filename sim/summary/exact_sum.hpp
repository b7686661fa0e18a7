// SPDX-License-Identifier: MIT
// A sum that has no rounding and so does not care in which order, or on which thread, its terms were added.
#pragma once

#include <cstdint>

namespace citypeak::summary {

/// Fixed point with 192 bits: `high_` counts units of 2^-52, `low_` the 2^64 parts of one such unit. Each term is
/// rounded once, towards zero, at 2^-116; after that everything is integer addition.
class ExactSum {
 public:
  __extension__ typedef __int128 Wide;

  static constexpr double term_limit = 0x1p73;                    ///< every term must be smaller in size
  static constexpr Wide sum_limit = static_cast<Wide>(1) << 125;  ///< 2^73 in units of `high_`

  ExactSum() = default;
  ExactSum(Wide high, std::uint64_t low) : high_(high), low_(low) {}

  /// `term` must be finite and smaller than term_limit in size.
  void add(double term) {
    const double size = (term < 0 ? -term : term) * 0x1p52;
    Wide whole = 0;
    std::uint64_t parts = 0;
    if (size < 0x1p62) {
      const std::int64_t units = static_cast<std::int64_t>(size);
      whole = units;
      parts = static_cast<std::uint64_t>((size - static_cast<double>(units)) * 0x1p64);
    } else {
      whole = static_cast<Wide>(size);  // so large a double is a whole number of units
    }
    if (term < 0) {
      high_ -= whole + (low_ < parts ? 1 : 0);
      low_ -= parts;
    } else {
      add_parts(whole, parts);
    }
  }

  void add(const ExactSum& other) { add_parts(other.high_, other.low_); }

  /// True when the sum is at least `sum_limit`. For sums of terms that are not negative the answer cannot depend on the
  /// order: a part of them can only reach the limit if all of them do.
  bool beyond_limit() const { return high_ >= sum_limit; }

  double value() const { return static_cast<double>(high_) * 0x1p-52 + static_cast<double>(low_) * 0x1p-116; }

  Wide high() const { return high_; }
  std::uint64_t low() const { return low_; }

 private:
  void add_parts(Wide high, std::uint64_t low) {
    low_ += low;
    high_ += high + (low_ < low ? 1 : 0);
  }

  Wide high_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace citypeak::summary
