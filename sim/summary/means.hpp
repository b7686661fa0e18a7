// SPDX-License-Identifier: MIT
// Means over draws and how sure they are, of many numbers of each draw: nothing else of the draws is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/summary/cell_bank.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::summary {

/// What must be known of a number before its first draw.
struct MeanSpec {
  double reference = 0.0;  ///< as CellSpec's
  double scale = 1.0;      ///< a power of two
  bool is_share = false;   ///< 1 or 0 in each draw: its mean is a probability
};

/// Accumulates blocks of draws for a fixed list of numbers.
///
/// Result  Integers and extremes only, so merge is associative and commutative to the bit. Means and errors are the
///         very ones that a CellBank with a ReplicateBank, or counted draws, give.
/// Memory  About 150 bytes per number, and 40 per number and replicate of an even design.
class MeanBank {
 public:
  MeanBank() = default;
  MeanBank(std::span<const MeanSpec> specs, std::uint32_t replicates);

  /// Adds a full block of 64 draws; `measure` as in CellBank.
  template <class Measure>
  void add_block(std::uint32_t replicate, std::size_t number, const double* values, const Measure& measure) {
    double sum = 0.0;
    bank_.add_block(number, values, [&](double reference, double inverse_scale, const Histograms::Window& window) {
      const CellBank::Moments moments = measure(reference, inverse_scale, window);
      sum = moments.sum;
      return moments;
    });
    add_to_replicate(replicate, number, sum, CellBank::block_size);
  }
  /// Adds `count` draws, fewer than a block.
  void add(std::uint32_t replicate, std::size_t number, const double* values, std::size_t count);

  /// `other` must have been made from the same specs.
  void merge(const MeanBank& other);

  [[nodiscard]] std::size_t size() const { return specs_.size(); }
  /// The mean and its standard error; the error of a probability is never 0, that of one draw alone is not a number.
  [[nodiscard]] Estimate estimate(std::size_t number) const;
  /// A number whose draws spread too widely to be summed.
  [[nodiscard]] std::optional<std::size_t> first_failed() const { return bank_.first_failed(); }

 private:
  struct Replicate {
    ExactSum sum;
    std::uint64_t draws = 0;
  };
  void add_to_replicate(std::uint32_t replicate, std::size_t number, double sum, std::size_t count);
  [[nodiscard]] Estimate share(std::size_t number) const;

  std::vector<MeanSpec> specs_;
  CellBank bank_;
  std::uint32_t replicates_ = 1;
  std::vector<Replicate> parts_;  // by number, then replicate; none of a design without replicates
};

}  // namespace citypeak::summary
