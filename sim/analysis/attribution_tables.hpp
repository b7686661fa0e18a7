// SPDX-License-Identifier: MIT
// What each lever brings, as tables, figures and a sentence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/attribution.hpp"
#include "sim/model/subset_table.hpp"
#include "sim/table/figure.hpp"
#include "sim/table/table.hpp"

namespace citypeak::analysis {

/// A result that is attributed, for programs and for readers.
struct AttributedResult {
  std::string of;           ///< RESULT
  std::optional<int> year;  ///< that it is about
  table::Label heading;     ///< of what is shown: emissions avoided, years of advance, else the change
  table::Unit unit;
  double sign = 1.0;  ///< by which a change is multiplied to be what the heading says
};

/// An attribution with all its names.
struct NamedAttribution {
  Attribution numbers;
  std::vector<AttributedResult> results;
  std::vector<table::Label> levers;
  bool from_table = false;
};

[[nodiscard]] NamedAttribution named(Attribution numbers, const std::vector<plan::ResultName>& results,
                                     const plan::Plan& plan);

/// The same arithmetic on a planner's own table of values, which have no errors.
[[nodiscard]] NamedAttribution attribution_of(const model::SubsetTable& table);

/// attribution.csv: of,lever,measure,year,value,low,high; measure shapley (last of them lever `total`), first_in,
/// last_in. A value is what the lever changes: below 0 where emissions fall.
[[nodiscard]] table::Table attribution_table(const NamedAttribution& attribution);
/// interactions.csv: of,lever_a,lever_b,value; each pair once.
[[nodiscard]] table::Table interactions_table(const NamedAttribution& attribution);
/// wedges.csv: year,lever,value,low,high of emissions.total, last lever `total`.
[[nodiscard]] table::Table wedges_table(const NamedAttribution& attribution);

[[nodiscard]] std::vector<table::Table> attribution_for_readers(const NamedAttribution& attribution);
[[nodiscard]] std::vector<table::Figure> attribution_figures(const NamedAttribution& attribution);
[[nodiscard]] std::vector<table::Label> attribution_answers(const NamedAttribution& attribution);

}  // namespace citypeak::analysis
