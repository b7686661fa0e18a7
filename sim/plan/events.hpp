// SPDX-License-Identifier: MIT
// What is counted per draw beside the statistics: targets met and verdicts on peaks, with the known past they need.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/model/city.hpp"
#include "sim/plan/plan_data.hpp"

namespace citypeak::plan {

class Builder;
struct Plan;
struct Variable;

/// A known value before the base year over the base year's, in each draw: share / (splice*error); the last two are 1
/// where the history holds the base year.
struct PastShare {
  double share = 1.0;
  Row splice = no_row, error = no_row;
};

/// A promise: one year of an output against a limit, or against a share of another year's value.
struct EventPlan {
  std::uint32_t target = 0;  ///< of Scenario::targets
  std::uint32_t output = 0;
  std::uint32_t year = 0;  ///< index from the base year
  bool at_most = true;
  double limit = 0.0;  ///< in the unit of the variable, or a share
  enum class Reference : std::uint8_t { amount, year, past };
  Reference reference = Reference::amount;
  std::uint32_t reference_year = 0;
  PastShare past;
};

/// A peak that verdicts are passed on, with what is known of the years before the base year.
struct VerdictPlan {
  std::uint32_t peak = 0;
  bool has_past = false;
  PastShare past;                       ///< the largest known value
  int past_first = -1, past_last = -1;  ///< its first and last year, counted from the base year
  std::vector<double> past_after;       ///< values after its first year over the largest; only if none is missing
};

/// The output that holds `state` of a variable's city in the variable's unit; made if no other needs it.
[[nodiscard]] std::uint32_t output_of(Plan& plan, const Variable& variable, std::uint32_t state);

/// The comparable history of a variable that reaches the base year or has a splice; nullptr if there is none.
[[nodiscard]] const model::HistorySeries* comparable_history(const model::City& city, const std::string& variable);

/// The factor by which a spliced series may be wrong as a whole, an input of its own.
[[nodiscard]] model::Quantity splice_error(const model::City& city, const model::HistorySeries& series);

/// Adds the events of `targets:`; a variable, year or unit that does not fit becomes a finding.
void add_targets(Plan& plan, Builder& builder, text::Findings& findings);

/// Adds a verdict plan for each peak on the underlying path.
void add_verdicts(Plan& plan, Builder& builder);

}  // namespace citypeak::plan
