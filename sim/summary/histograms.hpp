// SPDX-License-Identifier: MIT
// The histograms of many quantities, kept small: only the stretches of bins that draws really fell into take memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "sim/summary/bin.hpp"

namespace citypeak::summary {

/// Exact counts by bin for a fixed number of cells.
///
/// The bins within four octaves of a cell's centre (a factor of 16 either way, both signs) are the window: a directory
/// of pages of 64 counters, made when first touched. A counter has 8 bits, so that those of a worker fit into its
/// processor's own cache; what it cannot hold is carried into a page of 16-bit counters, made when first needed, and
/// from there (beyond 2^24 draws in one bin) into an ordered map, which also holds every bin outside the window. The
/// first block of a cell lays its pages, and some on either side, in one row (its run). Later blocks leave only the
/// places of their draws in that row, which are counted some hundreds at a time: the counters of all cells together
/// are too many for a processor's nearest memory, those of one are not. Where a count is kept never shows in the
/// answers.
class Histograms {
 public:
  static constexpr std::size_t block_size = 64;

  Histograms() = default;

  /// One cell for each centre; a centre is any finite number other than zero.
  explicit Histograms(std::span<const double> centres);

  /// Counts `count` finite values.
  void add(std::size_t cell, const double* values, std::size_t count);

  /// Where the next full block of a cell may leave its places: for a value whose first bits (sign, exponent and the
  /// kept digits) are `base` + i the place is i, or `size` if i >= size. No `places`: the cell has no run yet.
  struct Window {
    std::uint64_t base = 0, size = 0;
    std::uint16_t* places = nullptr;
  };
  Window window(std::size_t cell) {
    const Run& run = runs_[cell];
    if (run.size == 0) return {};
    return {run.base, run.size, &places_[cell * most_waiting + run.waiting]};
  }

  /// Counts a full block whose places somebody has left in the window of the cell; `outside`: some of them are `size`.
  void add_places(std::size_t cell, const double* values, bool outside);

  void add(std::size_t cell, Bin bin, std::uint64_t count);

  /// `other` must have been made from the same centres.
  void merge(const Histograms& other);

  /// The bins that hold draws, in the order of their values.
  std::vector<BinCount> bins(std::size_t cell) const;

  std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t window_octaves = 8;
  static constexpr std::uint32_t window_bins = window_octaves * bins_per_octave;
  static constexpr std::uint32_t page_bins = 64;
  static constexpr std::uint32_t pages_per_cell = 2 * window_bins / page_bins;  ///< both signs
  static constexpr std::uint32_t no_page = 0;                                   ///< page 0 is never used
  static constexpr std::uint32_t most_waiting = 256;                            ///< places of a cell

  using Positions = std::array<std::uint64_t, block_size>;

  static std::uint64_t key(std::size_t cell, Bin bin);
  Bin bin_at(std::size_t cell, std::uint32_t position) const;
  std::uint32_t position_of(std::size_t cell, double value) const;
  std::uint32_t page_at(std::size_t cell, std::uint32_t directory_entry);
  std::uint64_t count_at(std::uint32_t page, std::uint32_t place) const;
  std::vector<BinCount> bins_in_window(std::size_t cell) const;
  bool find_positions(std::size_t cell, const double* values, Positions& positions) const;
  void count_places(std::size_t cell);
  void carry_place(std::size_t cell, std::uint16_t place);
  std::uint32_t position_of_place(std::size_t cell, std::uint16_t place) const;
  void add_waiting(std::size_t cell, std::vector<BinCount>& bins) const;
  void lay_run(std::size_t cell, const Positions& positions);
  void add_anywhere(std::size_t cell, const double* values, std::size_t count);
  void add_at(std::size_t cell, std::uint32_t position, std::uint64_t count);
  void carry(std::size_t cell, std::uint32_t position, std::uint64_t count);

  /// Consecutive pages of a cell: the numbers whose sign, exponent and first digits are base .. base + size - 1 have
  /// the counters offset .. offset + size - 1. Behind them lies a counter for draws that fall elsewhere, never read.
  struct Run {
    std::uint64_t base = 0, size = 0;
    std::size_t offset = 0;
    std::uint32_t waiting = 0;  ///< places of the cell that are not counted yet
  };

  std::vector<Run> runs_;                  ///< per cell; size 0 before its first full block
  std::vector<std::uint16_t> places_;      ///< per cell: most_waiting
  std::vector<std::uint32_t> first_;       ///< per cell: the smallest magnitude of the window
  std::vector<std::uint64_t> zeros_;       ///< per cell: bin 0
  std::vector<std::uint32_t> directory_;   ///< per cell: the page of each stretch of 64 bins, positive ones first
  std::vector<std::uint8_t> counters_;     ///< 64 per page
  std::vector<std::uint32_t> carry_page_;  ///< per page: where its carries are
  std::vector<std::uint16_t> carries_;     ///< 64 per carry page, each worth 2^8 draws
  std::map<std::uint64_t, std::uint64_t> elsewhere_;  ///< by cell and bin
};

}  // namespace citypeak::summary
