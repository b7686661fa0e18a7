// SPDX-License-Identifier: MIT
// Numbers to bytes and back, the same on every machine: lowest byte first, and one spelling for each number.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/summary/exact_sum.hpp"

namespace citypeak::summary {

class ByteWriter {
 public:
  explicit ByteWriter(std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}

  void put(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  }

  void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }

  void put(const ExactSum& sum) {
    put(sum.low());
    put(static_cast<std::uint64_t>(sum.high()));
    put(static_cast<std::uint64_t>(sum.high() >> 64));
  }

  /// Seven bits a byte, lowest first; the top bit says that more follow. Small numbers take one byte.
  void put_short(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) {
      bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
    }
    bytes_.push_back(static_cast<std::uint8_t>(value));
  }

  void put_counts(std::span<const std::uint64_t> counts) {
    for (const std::uint64_t count : counts) put_short(count);
  }

 private:
  std::vector<std::uint8_t>& bytes_;
};

/// After a byte too few or a spelling that ByteWriter would not use, `ok` is false and all further numbers are zero.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  std::span<const std::uint8_t> rest() const { return rest_; }

  std::uint64_t take() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= std::uint64_t{take_byte()} << shift;
    }
    return ok_ ? value : 0;
  }

  ExactSum take_sum() {
    const std::uint64_t low = take();
    const std::uint64_t middle = take();
    const std::int64_t top = static_cast<std::int64_t>(take());
    return {static_cast<ExactSum::Wide>(top) * (static_cast<ExactSum::Wide>(1) << 64) + middle, low};
  }

  /// As many counts as there are places; each at most `most`, else `ok` is false.
  void take_counts(std::span<std::uint64_t> counts, std::uint64_t most) {
    for (std::uint64_t& count : counts) {
      count = take_short();
      ok_ = ok_ && count <= most;
    }
  }

  double take_double() { return std::bit_cast<double>(take()); }

  std::uint64_t take_short() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = take_byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        const bool shortest = byte != 0 || shift == 0;
        const bool fits = shift < 63 || byte < 2;
        ok_ = ok_ && shortest && fits;
        return ok_ ? value : 0;
      }
    }
    ok_ = false;
    return 0;
  }

 private:
  std::uint8_t take_byte() {
    if (!ok_ || rest_.empty()) {
      ok_ = false;
      return 0;
    }
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }

  std::span<const std::uint8_t> rest_;
  bool ok_ = true;
};

}  // namespace citypeak::summary
