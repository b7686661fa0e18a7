// SPDX-License-Identifier: MIT
// How sets of shares are checked.
#include "sim/model/check_shares.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/model/checks.hpp"

namespace citypeak::model {

namespace {

constexpr double share_tolerance = 1e-9;  // of a written sum: rounding of a few decimal fractions

}  // namespace

void check_sum(const Shares& shares, std::string_view what, text::Findings& findings) {
  int rests = 0;
  bool uncertain = false;
  double sum = 0.0;
  text::Place last_rest;
  for (const auto& entry : shares.entries) {
    if (!entry.value.present()) return;  // already said
    if (entry.value.kind == Quantity::Kind::rest) {
      ++rests;
      last_rest = entry.value.place;
    }
    uncertain = uncertain || entry.value.uncertain();
    if (entry.value.is_constant()) sum += entry.value.value;
  }
  const std::string name(what);
  if (rests > 1) {
    findings.add("several_rests", last_rest, {name});
  } else if (rests == 0 && uncertain) {
    findings.add("rest_needed", shares.place, {name});
  } else if (rests == 0 && std::abs(sum - 1.0) > share_tolerance) {
    findings.add("shares_not_one", shares.place, {name, fmt::format("{:.6g} %", 100.0 * sum)});
  } else if (rests == 1 && !uncertain && sum > 1.0 + share_tolerance) {
    findings.add("shares_exceed_one", shares.place, {name, fmt::format("{:.6g} %", 100.0 * sum)});
  } else if (rests == 1 && uncertain) {
    const double often = share_excess(shares);
    if (often > 0.0) findings.add("shares_scaled", shares.place, {name, fmt::format("{:.1f} %", 100.0 * often)});
  }
}

void check_ids(const Shares& shares, const std::vector<std::string>& known, std::string_view what,
               text::Findings& findings) {
  if (known.empty() && findings.has_errors()) return;  // what is missing altogether has been said
  for (const auto& entry : shares.entries) {
    if (std::find(known.begin(), known.end(), entry.id) == known.end()) {
      findings.add("unknown_reference", entry.place, {entry.id, std::string(what), joined(known)},
                   text::nearest(entry.id, known));
    }
  }
}

void check_years_of_shares(const std::vector<Milestone>& years, const std::vector<std::string>& known,
                           std::string_view what, std::string_view entry, text::Findings& findings) {
  int last = 0;
  for (const Milestone& milestone : years) {
    check_sum(milestone.shares, what, findings);
    check_ids(milestone.shares, known, entry, findings);
    if (milestone.year <= last && last > 0) {
      findings.add("years_order", milestone.shares.place,
                   {std::to_string(milestone.year), std::string(what), std::to_string(last)});
    }
    last = milestone.year;
  }
}

}  // namespace citypeak::model
