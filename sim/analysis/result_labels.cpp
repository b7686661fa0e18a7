// SPDX-License-Identifier: MIT
// From the name of a result to the words for it.
#include "sim/analysis/result_labels.hpp"

#include <algorithm>

#include "sim/table/result_words.hpp"

namespace citypeak::analysis {

namespace {

namespace words = table::words;
using Kind = plan::ResultName::Kind;

/// Of a peak: its variable is named unless it is the headline.
[[nodiscard]] table::Label peak_label(const table::Label& what, const plan::ResultName& result,
                                      const plan::Plan& plan) {
  return result.variable == "emissions.total" ? what : words::result::of_variable(what, variable_label(result, plan));
}

}  // namespace

table::Label variable_label(const plan::ResultName& result, const plan::Plan& plan) {
  const auto found = std::find_if(plan.variables.begin(), plan.variables.end(),
                                  [&](const plan::Variable& each) { return each.name == result.variable; });
  if (found == plan.variables.end()) return {result.variable, result.variable};
  return {found->label.en, found->label.zh};
}

table::Label label_of(const plan::ResultName& result, const plan::Plan& plan) {
  switch (result.kind) {
    case Kind::value:
      return words::result::in_year(variable_label(result, plan), result.first_year);
    case Kind::sum:
      return words::result::over(variable_label(result, plan), result.first_year, result.last_year);
    case Kind::peak_level:
      return peak_label(words::column::peak_level.label(), result, plan);
    case Kind::peaked_by:
      return peak_label(words::peaked_by(result.first_year), result, plan);
    case Kind::already_peaked:
      return peak_label(words::column::already_peaked_share.label(), result, plan);
    case Kind::not_peaked:
      return peak_label(words::column::not_peaked_share.label(), result, plan);
    case Kind::peak_year_restricted:
      break;
  }
  return peak_label(words::result::restricted_year(plan.scenario.horizon), result, plan);
}

table::Unit readers_unit_of(const plan::ResultName& result, const plan::Plan& plan) {
  if (result.is_probability()) return words::percent();
  if (result.kind == Kind::peak_year_restricted) return {};
  return words::readers_unit(result.variable, plan::unit_of(result, plan), result.variable != "emissions.ghg");
}

table::Column column_of(const plan::ResultName& result, const plan::Plan& plan) {
  return {result.text, label_of(result, plan), readers_unit_of(result, plan), table::Kind::number, true};
}

}  // namespace citypeak::analysis
