// SPDX-License-Identifier: MIT
// The four rules, one function or line for each.
#include "sim/stats/verdict.hpp"

#include <algorithm>
#include <cmath>

namespace citypeak::stats {

namespace {

constexpr std::string_view rule_names[] = {"maximum", "confirmed", "plateau", "c40"};
constexpr std::string_view verdict_names[] = {"peaked", "plateau", "not_peaked", "not_confirmed"};
constexpr Verdict of_maximum[] = {Verdict::peaked, Verdict::not_peaked};
constexpr Verdict of_plateau[] = {Verdict::peaked, Verdict::plateau, Verdict::not_peaked};
constexpr Verdict of_a_proof[] = {Verdict::peaked, Verdict::not_peaked, Verdict::not_confirmed};

}  // namespace

std::string_view name_of(VerdictRule rule) { return rule_names[static_cast<std::size_t>(rule)]; }
std::string_view name_of(Verdict verdict) { return verdict_names[static_cast<std::size_t>(verdict)]; }

std::span<const Verdict> verdicts_of(VerdictRule rule) {
  switch (rule) {
    case VerdictRule::maximum:
      return of_maximum;
    case VerdictRule::plateau:
      return of_plateau;
    case VerdictRule::confirmed:
    case VerdictRule::c40:
      break;
  }
  return of_a_proof;
}

void PathJudge::begin(const std::optional<KnownPast>& past) {
  has_level_ = past.has_value();
  year_ = -1;
  after_.clear();
  if (!past) return;
  level_ = past->largest;
  first_ = past->first;
  last_ = past->last;
  for (const double value : past->after) after_.add(value);
}

void PathJudge::add(double value) {
  ++year_;
  value_ = value;
  if (!has_level_ || value > level_) {
    has_level_ = true;
    level_ = value;
    first_ = last_ = year_;
    after_.clear();
    return;
  }
  if (value == level_) last_ = year_;
  after_.add(value);
}

Verdicts PathJudge::verdicts() {
  Verdicts out;
  out.fill(Verdict::not_peaked);
  if (value_ == level_) return out;  // at its largest now
  const auto of = [&out](VerdictRule rule) -> Verdict& { return out[static_cast<std::size_t>(rule)]; };
  const bool lately = last_ > year_ - std::max(limits_.confirm, 1);
  of(VerdictRule::maximum) = lately ? Verdict::not_peaked : Verdict::peaked;
  const bool long_enough = after_.size() >= static_cast<std::size_t>(std::max(limits_.confirm, 0));
  const bool proven = long_enough && after_.falls(limits_.significance);
  of(VerdictRule::confirmed) = proven ? Verdict::peaked : Verdict::not_confirmed;
  of(VerdictRule::plateau) = plateau();
  of(VerdictRule::c40) = c40();
  return out;
}

double PathJudge::slow_fall(std::size_t years) {
  for (std::size_t n = slow_falls_.size(); n <= years; ++n)
    slow_falls_.push_back(std::pow(1.0 - limits_.plateau_fall, static_cast<double>(n)));
  return slow_falls_[years];
}

// Below a largest value that is not above zero there is no share by which a value has fallen.
Verdict PathJudge::plateau() {
  if (!(level_ > 0.0)) return Verdict::plateau;
  // The mean fall 1 - (x/M)^(1/n) is under the limit f exactly if x is above (1 - f)^n M; a net sink never is.
  return value_ > slow_fall(static_cast<std::size_t>(year_ - first_)) * level_ ? Verdict::plateau : Verdict::peaked;
}

Verdict PathJudge::c40() const {
  const bool long_ago = year_ - first_ >= limits_.c40_years;
  const bool well_below = level_ > 0.0 && value_ <= (1.0 - limits_.c40_fall) * level_;
  return long_ago && well_below ? Verdict::peaked : Verdict::not_confirmed;
}

}  // namespace citypeak::stats
