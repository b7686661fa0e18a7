// SPDX-License-Identifier: MIT
// The law of one uncertain input as plain numbers that the kernel can read: which formula, and its constants.
#pragma once

#include <cstdint>

namespace citypeak::plan {

/// The law of one input, ready for the kernel. z is the standard normal score of u, c a constant; tables and steps
/// stand in the knots of `MarginalTables`.
struct Marginal {
  enum class Kind : std::uint8_t {
    constant,      ///< p0
    normal,        ///< p0 + p1 z
    lognormal,     ///< p0 exp(p1 z)
    uniform,       ///< p0 + p1 u
    log_uniform,   ///< p0 exp(p1 u)
    triangular,    ///< ends p0 and p1, width p2, share below the mode p3
    logit_normal,  ///< 1 / (1 + exp(-(p0 + p1 z)))
    table,  ///< p0 + p1 v(z), v between 0 and 1 from `count` knots (value, slope times distance), p2 knots per unit z
    steps   ///< `count` cumulative shares, then `count` values; the first value whose share reaches u
  };
  Kind kind = Kind::constant;
  double p[4] = {0.0, 0.0, 0.0, 0.0};
  std::uint32_t first = 0;  ///< index of the first knot
  std::uint32_t count = 0;
};

/// Tables reach from z = -table_reach to table_reach: u of one draw never lies beyond (2^-53 is z = -8.21).
inline constexpr double table_reach = 8.3;

}  // namespace citypeak::plan
