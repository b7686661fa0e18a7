// SPDX-License-Identifier: MIT
// A sum that keeps what each addition rounds away, so that parts add up to their whole in any order.
#pragma once

#include <cmath>

namespace citypeak::stats {

/// Adds with the rounding errors summed beside: as good as adding in twice the digits and rounding once. Negated terms
/// give exactly the negated sum.
///
/// Source  Neumaier (1974), doi:10.1002/zamm.19740540106.
class CompensatedSum {
 public:
  void add(double term) {
    const double sum = sum_ + term;
    const bool term_is_smaller = std::abs(sum_) >= std::abs(term);
    lost_ += term_is_smaller ? (sum_ - sum) + term : (term - sum) + sum_;
    sum_ = sum;
  }
  void add(const CompensatedSum& other) {
    add(other.sum_);
    add(other.lost_);
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

  /// This sum over a whole number, with what the division leaves over divided too.
  [[nodiscard]] CompensatedSum over(double count) const {
    const double quotient = sum_ / count;
    const double left = std::fma(-quotient, count, sum_) + lost_;
    CompensatedSum out;
    out.add(quotient);
    out.add(left / count);
    return out;
  }

 private:
  double sum_ = 0.0, lost_ = 0.0;
};

}  // namespace citypeak::stats
