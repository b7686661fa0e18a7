// SPDX-License-Identifier: MIT
// What a plan promises of one variable in one year: at most or at least an amount, or a share of another year's value.
#pragma once

#include <vector>

#include "sim/model/quantity.hpp"
#include "sim/model/reader.hpp"

namespace citypeak::model {

struct CityTarget {
  std::string id;
  Word variable;
  int year = 0;
  int relative_to = 0;  ///< 0: the limit is an amount
  Quantity at_most, at_least;
  text::Place place, year_place, relative_place;
  static const FieldTable& fields();

  /// The one of the two that is written.
  [[nodiscard]] const Quantity& limit() const { return at_most.present() ? at_most : at_least; }
};

/// The id of the row for all targets together; no target may have it.
inline constexpr std::string_view all_targets = "all";

/// The list under `targets:`.
[[nodiscard]] std::vector<CityTarget> read_targets(Reader& reader, const text::Node& list);

/// What can be said without knowing the city's variables: ids, exactly one limit, the year, shares of another year.
void check_targets(const std::vector<CityTarget>& targets, int base_year, int horizon, text::Findings& findings);

}  // namespace citypeak::model
