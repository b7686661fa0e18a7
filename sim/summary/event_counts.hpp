// SPDX-License-Identifier: MIT
// How many draws met each target and got each verdict: whole numbers that add up the same in any order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/stats/verdict.hpp"

namespace citypeak::summary {

/// Draws that met each target, and all of them together.
class TargetCounts {
 public:
  TargetCounts() = default;
  explicit TargetCounts(std::size_t targets) : met_(targets, 0) {}
  /// One draw: whether it meets each target.
  void add(const std::vector<bool>& met);
  void merge(const TargetCounts& other);
  [[nodiscard]] std::uint64_t draws() const { return draws_; }
  [[nodiscard]] std::uint64_t met(std::size_t target) const { return met_[target]; }
  [[nodiscard]] std::uint64_t all() const { return all_; }
  /// The content as bytes and back, as in CellBank; `read` takes counts of exactly `draws` draws.
  void write(std::vector<std::uint8_t>& bytes) const;
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes, std::uint64_t draws);

 private:
  std::vector<std::uint64_t> met_;
  std::uint64_t draws_ = 0, all_ = 0;
};

/// Verdicts by peak, year and rule.
class VerdictCounts {
 public:
  VerdictCounts() = default;
  VerdictCounts(std::size_t peaks, std::size_t years) : years_(years), counts_(peaks * years) {}
  void add(std::size_t peak, std::size_t year, const stats::Verdicts& verdicts);
  void merge(const VerdictCounts& other);
  [[nodiscard]] std::uint64_t count(std::size_t peak, std::size_t year, stats::VerdictRule rule,
                                    stats::Verdict verdict) const;
  /// The content as bytes and back, as in CellBank; `read` takes counts of exactly `draws` draws.
  void write(std::vector<std::uint8_t>& bytes) const;
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes, std::uint64_t draws);

 private:
  using Cell = std::array<std::array<std::uint64_t, stats::verdict_count>, stats::rule_count>;
  std::size_t years_ = 0;
  std::vector<Cell> counts_;
};

}  // namespace citypeak::summary
