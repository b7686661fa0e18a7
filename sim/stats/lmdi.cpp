// SPDX-License-Identifier: MIT
// Every weight is a logarithmic mean taken from the logarithms that it is multiplied with, so that nothing is left
// over.
#include "sim/stats/lmdi.hpp"

#include <algorithm>
#include <cmath>

#include "sim/stats/compensated_sum.hpp"

namespace citypeak::stats {

namespace {

/// ln(a/b) for a >= b > 0.
[[nodiscard]] double log_of_ratio_above_one(double a, double b) {
  constexpr double near = 2.0;  // below, a - b is exact
  if (a <= near * b) return std::log1p((a - b) / b);
  const double ratio = a / b;
  return std::isfinite(ratio) ? std::log(ratio) : std::log(a) - std::log(b);
}

/// ln(a/b); exchanging a and b changes the sign and nothing else.
[[nodiscard]] double log_of_ratio(double a, double b) {
  return a >= b ? log_of_ratio_above_one(a, b) : -log_of_ratio_above_one(b, a);
}

/// The product, also where a part of it alone would be too large or too small to be written.
[[nodiscard]] double product_of(std::span<const double> values) {
  double mantissa = 1.0;
  int exponent = 0;
  for (const double value : values) {
    int shift = 0;
    mantissa = std::frexp(mantissa * value, &shift);
    exponent += shift;
  }
  return std::ldexp(mantissa, exponent);
}

/// The logarithmic mean of two values whose larger one is `top` and whose ratio has the logarithm `log_ratio`.
[[nodiscard]] double mean_below(double top, double log_ratio) {
  const double size = std::abs(log_ratio);
  return size > 0.0 ? top * (-std::expm1(-size) / size) : top;
}

/// A term whose factors are all above 0 at both ends.
void split_by_logarithms(std::span<const double> first, std::span<const double> last, double top,
                         std::span<double> effects) {
  CompensatedSum all;
  for (std::size_t k = 0; k < first.size(); ++k) {
    effects[k] = log_of_ratio(last[k], first[k]);
    all.add(effects[k]);
  }
  const double weight = mean_below(top, all.value());
  for (double& effect : effects) effect *= weight;
}

/// A term that is 0 at one end: `change` in equal parts over the factors that are 0 there, which is the limit of all of
/// them becoming small together.
void split_by_zeros(std::span<const double> where_zero, double change, std::span<double> effects) {
  const auto zeros = static_cast<double>(std::count(where_zero.begin(), where_zero.end(), 0.0));
  for (std::size_t k = 0; k < where_zero.size(); ++k) effects[k] = where_zero[k] == 0.0 ? change / zeros : 0.0;
}

[[nodiscard]] bool has_zero(std::span<const double> values) {
  return std::find(values.begin(), values.end(), 0.0) != values.end();
}

void split_term(std::span<const double> first, std::span<const double> last, double before, double after,
                std::span<double> effects) {
  const bool zero_before = has_zero(first), zero_after = has_zero(last);
  if (zero_before && zero_after) return;
  if (zero_before) {
    split_by_zeros(first, after, effects);
  } else if (zero_after) {
    split_by_zeros(last, -before, effects);
  } else {
    split_by_logarithms(first, last, std::max(before, after), effects);
  }
}

[[nodiscard]] bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

/// The first value that no decomposition can take.
[[nodiscard]] std::optional<LmdiRefusal> refusal_of(std::span<const double> values, std::size_t factors, bool in_last) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= 0.0 && std::isfinite(values[i])) continue;
    const auto reason = std::isfinite(values[i]) ? LmdiRefusal::Reason::negative : LmdiRefusal::Reason::not_finite;
    return LmdiRefusal{reason, i / factors, i % factors, in_last};
  }
  return std::nullopt;
}

/// Effects and totals; the multipliers follow from them.
[[nodiscard]] Lmdi additive(std::span<const double> first, std::span<const double> last, std::size_t factors) {
  Lmdi out;
  out.factors = factors;
  out.terms = first.size() / factors;
  out.effects.assign(first.size(), 0.0);
  CompensatedSum total_before, total_after;
  std::vector<CompensatedSum> sums(factors);
  for (std::size_t row = 0; row < out.terms; ++row) {
    const auto before = first.subspan(row * factors, factors), after = last.subspan(row * factors, factors);
    const std::span<double> effects = std::span(out.effects).subspan(row * factors, factors);
    const double value_before = product_of(before), value_after = product_of(after);
    split_term(before, after, value_before, value_after, effects);
    total_before.add(value_before);
    total_after.add(value_after);
    for (std::size_t k = 0; k < factors; ++k) sums[k].add(effects[k]);
  }
  out.first = total_before.value();
  out.last = total_after.value();
  for (const CompensatedSum& sum : sums) out.factor_effects.push_back(sum.value());
  return out;
}

/// ln of a multiplier is the effect over the logarithmic mean of the totals (Ang 2005, table 1).
[[nodiscard]] std::optional<Lmdi::Multipliers> multipliers_of(const Lmdi& additive) {
  const double mean = logarithmic_mean(additive.first, additive.last);
  if (!(mean > 0.0)) return std::nullopt;
  Lmdi::Multipliers out;
  for (const double effect : additive.effects) out.parts.push_back(std::exp(effect / mean));
  for (const double effect : additive.factor_effects) out.factors.push_back(std::exp(effect / mean));
  if (!all_finite(out.parts) || !all_finite(out.factors)) return std::nullopt;
  return out;
}

}  // namespace

double logarithmic_mean(double a, double b) {
  const double low = std::min(a, b), high = std::max(a, b);
  return low > 0.0 ? mean_below(high, log_of_ratio_above_one(high, low)) : 0.0;
}

std::variant<Lmdi, LmdiRefusal> lmdi(std::span<const double> first, std::span<const double> last, std::size_t factors) {
  if (factors == 0 || first.size() != last.size() || first.size() % factors != 0) return LmdiRefusal{};
  if (const auto refusal = refusal_of(first, factors, false)) return *refusal;
  if (const auto refusal = refusal_of(last, factors, true)) return *refusal;
  Lmdi out = additive(first, last, factors);
  const bool finite =
      std::isfinite(out.first) && std::isfinite(out.last) && all_finite(out.effects) && all_finite(out.factor_effects);
  if (!finite) return LmdiRefusal{LmdiRefusal::Reason::overflow, 0, 0, false};
  out.multipliers = multipliers_of(out);
  return out;
}

}  // namespace citypeak::stats
