// SPDX-License-Identifier: MIT
// Quantiles read from a histogram: which value stands at a given place in the row of all draws, smallest first.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/summary/bin.hpp"
#include "sim/summary/results.hpp"

namespace citypeak::summary {

/// The ordered draws x[0] <= ... <= x[N-1] of one quantity, each known within 0.1 % of its size; x[0] and x[N-1]
/// exactly.
///
/// The j-th of n draws of a bin is put at the fraction (j + 1/2) / n of the stretch that the bin shares with
/// [minimum, maximum]. Between two neighbours of the same sign an interpolated quantile is within 0.1 % too; between
/// neighbours on either side of zero the bound is 0.1 % of the larger of the two.
class OrderStatistics {
 public:
  /// `bins` in order and not empty; `minimum` and `maximum` exact.
  OrderStatistics(std::vector<BinCount> bins, double minimum, double maximum);

  std::uint64_t draws() const { return cumulative_.back(); }

  /// x[rank], rank from 0 to draws() - 1.
  double at_rank(std::uint64_t rank) const;

  /// Linear between neighbours; a place outside 0 .. draws() - 1 is taken to the nearest end.
  double at_place(double place) const;

  /// Hyndman and Fan's type 7: the place (N - 1) p.
  double quantile(double p) const;

  /// The quantile with its standard error. The number of draws below the true quantile is binomial with standard
  /// deviation s = sqrt(N p (1 - p)), so the values at the places (N - 1) p - s and (N - 1) p + s are one standard
  /// error away; the error is half their difference, in proportion where a place is beyond the first or last draw.
  Estimate estimate(double p) const;

 private:
  double placement(double place) const;
  std::vector<BinCount> bins_;
  std::vector<std::uint64_t> cumulative_;  ///< draws up to and with each bin
  double minimum_, maximum_;
};

}  // namespace citypeak::summary
