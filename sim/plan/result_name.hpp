// SPDX-License-Identifier: MIT
// What an analysis asks of each draw, by name: a value, a sum over years, the level or the year of a peak, whether it
// has come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/plan/plan.hpp"

namespace citypeak::plan {

/// A number of each draw (docs/formats/contract.md, "Results").
struct ResultName {
  enum class Kind : std::uint8_t {
    value,                ///< VAR@YEAR
    sum,                  ///< sum(VAR,Y1..Y2)
    peak_level,           ///< peak_level
    peaked_by,            ///< P(peak<=Y): 1 or 0, like the next two
    already_peaked,       ///< P(already_peaked)
    not_peaked,           ///< P(not_peaked)
    peak_year_restricted  ///< peak_year_restricted
  };
  Kind kind = Kind::value;
  std::string text;                   ///< as contract.md spells it
  std::string city;                   ///< as written in front; else empty
  std::string variable;               ///< of a peak that names none: emissions.total
  int first_year = 0, last_year = 0;  ///< of a sum both; of a value and of P(peak<=Y) the first

  [[nodiscard]] bool is_probability() const {
    return kind == Kind::peaked_by || kind == Kind::already_peaked || kind == Kind::not_peaked;
  }
  /// About the peak of `variable`, on its underlying path.
  [[nodiscard]] bool is_of_peak() const { return kind != Kind::value && kind != Kind::sum; }
};

/// Reads a RESULT; blanks do not matter. A peak of another variable: peak_level(VAR), P(peak(VAR)<=Y),
/// P(already_peaked(VAR)), P(not_peaked(VAR)), peak_year_restricted(VAR). Says what is wrong, without a place, and
/// gives nothing then.
[[nodiscard]] std::optional<ResultName> parse_result(std::string_view text, text::Findings& findings);

/// Says what the plan's city cannot answer: another city, a variable it lacks or that has no peak, a year outside.
void check_result(const ResultName& result, const Plan& plan, text::Findings& findings);

/// Whether the plan's city can answer it; for results that nobody wrote.
[[nodiscard]] bool has_result(const ResultName& result, const Plan& plan);

/// What a plan must be asked for so that these can be read of its draws, and nothing else.
[[nodiscard]] Request request_for(const std::vector<ResultName>& results, std::uint64_t seed);

/// The unit of a result: that of its variable, summed over years where it is a sum; `year`, or `share`.
[[nodiscard]] std::string unit_of(const ResultName& result, const Plan& plan);

}  // namespace citypeak::plan
