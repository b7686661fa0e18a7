// SPDX-License-Identifier: MIT
// What one worker remembers of every requested variable and year: exact sums, extremes and a histogram, never the
// draws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/summary/exact_sum.hpp"
#include "sim/summary/histograms.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::summary {

/// What must be known of a cell (one variable in one year) before the first draw; a pure function of the plan.
struct CellSpec {
  double reference = 0.0;  ///< the central run's value, in output units; finite
  double scale = 1.0;      ///< of the order of the variable; a power of two within 2^-1000 .. 2^1000
  bool quantiles = true;   ///< false: mean, minimum and maximum only
  double centre = 0.0;     ///< size of most draws; 0: that of the reference. Sets what takes memory, never a result

  friend bool operator==(const CellSpec&, const CellSpec&) = default;
};

/// The power of two at or below |value|, kept within the bounds of CellSpec::scale; 1 for zero.
double scale_of(double value);

/// Accumulates blocks of draws for a fixed list of cells.
///
/// Result  Integers, extremes and a status only, so merge is associative and commutative to the bit: neither the thread
///         that met a block nor the order of merging shows. What counts is which draws stand together in a block.
/// Memory  About 1 kB per cell, and 2 kB per octave that the draws of a cell spread over (half as much again once
/// single
///         bins hold more than 255 draws), whatever the number of draws.
/// Build   Floating-point contraction must be off, else the sums of a block depend on the instruction set.
class CellBank {
 public:
  static constexpr std::size_t block_size = 64;

  CellBank() = default;
  explicit CellBank(std::span<const CellSpec> specs);

  /// Adds `count` finite values of one cell. More than 64 count as consecutive blocks of 64.
  void add(std::size_t cell, const double* values, std::size_t count);

  /// What `add` needs to know of a full block besides the values: sums of d and d^2 with d = (x - reference) * inverse
  /// scale, number i in lane i % 8 and the lanes added as ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)), and the extremes.
  struct Moments {
    double sum, squares, minimum, maximum;
    bool outside = false;  ///< some values lie outside the window
  };
  /// Adds a full block of 64 values that somebody measures faster than we could: measure(reference, inverse scale,
  /// window) gives the moments, and leaves the places where the window says (if it has any, and not all are equal).
  template <class Measure>
  void add_block(std::size_t cell, const double* values, const Measure& measure) {
    Cell& target = cells_[cell];
    const Histograms::Window window = target.quantiles ? histograms_.window(target.histogram) : Histograms::Window{};
    add_measured(target, values, measure(target.reference, target.inverse_scale, window), window.places != nullptr);
  }

  double reference(std::size_t cell) const { return cells_[cell].reference; }
  double inverse_scale(std::size_t cell) const { return cells_[cell].inverse_scale; }

  /// Adds all that `other` has met. False, and nothing added, if its cells are not the same as these.
  [[nodiscard]] bool merge(const CellBank& other);

  /// Adds what a cell of `other`, made from the same spec, has met. False, and nothing added, if it is another.
  [[nodiscard]] bool merge_cell(std::size_t cell, const CellBank& other, std::size_t from);
  const CellSpec& spec(std::size_t cell) const { return specs_[cell]; }

  std::size_t size() const { return cells_.size(); }
  std::uint64_t draws(std::size_t cell) const { return cells_[cell].draws; }

  /// False when the sum of squares of a cell, ((x - reference) / scale)^2 over its draws, reached 2^73.
  bool ok() const { return !first_failed().has_value(); }
  std::optional<std::size_t> first_failed() const;

  /// The mean has the standard error sd / sqrt(N), divisor N - 1: zero only if all draws are equal. Quantiles as in
  /// OrderStatistics; they stay zero where the cell has none. Without draws all is zero. The mean of a failed cell
  /// is not a number.
  Statistics statistics(std::size_t cell) const;

  /// One quantile (0 <= p <= 1); none where the cell has no quantiles or no draws.
  std::optional<double> quantile(std::size_t cell, double p) const;

  /// Appends the content: little-endian, and equal content gives equal bytes, however it was gathered.
  void write(std::vector<std::uint8_t>& bytes) const;

  /// Takes what `write` of a bank of the same cells appended from the front of `bytes`. False, and nothing changed, if
  /// the bytes are anything else.
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes);

  std::size_t memory_bytes() const;

 private:
  struct Cell {
    double reference = 0.0, inverse_scale = 1.0;
    double minimum = 0.0, maximum = 0.0;  ///< meaningless without draws
    std::uint64_t draws = 0;
    std::uint32_t histogram = 0;  ///< its number in `histograms_`, if it has quantiles
    bool quantiles = false;
    bool failed = false;    ///< the sums are zero then
    ExactSum sum, squares;  ///< of (x - reference) / scale
  };
  static Moments moments(const Cell& cell, const double* values, std::size_t count);
  static Moments sums(const Cell& cell, const double* values, std::size_t rows);
  void add_measured(Cell& target, const double* values, const Moments& block, bool has_places);
  static void add_moments(Cell& cell, const Moments& block, std::size_t count);
  static void widen(Cell& cell, double minimum, double maximum);
  static void fail(Cell& cell);
  static void merge_sums(Cell& target, const Cell& source);
  static Estimate mean(const Cell& cell);
  void write_cell(const Cell& cell, std::vector<std::uint8_t>& bytes) const;

  std::vector<CellSpec> specs_;
  std::vector<Cell> cells_;
  Histograms histograms_;
};

}  // namespace citypeak::summary
