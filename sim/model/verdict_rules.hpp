// SPDX-License-Identifier: MIT
// The limits by which a past maximum is called a peak or a plateau (docs/method/verdicts.md).
#pragma once

#include "sim/model/fields.hpp"
#include "sim/text/diagnostics.hpp"

namespace citypeak::model {

struct VerdictRules {
  double significance = 0.05;
  double plateau_fall = 0.02;  ///< per year
  double plateau_band = 0.01;  ///< of the largest value; the span of a plateau
  int c40_years = 5;
  double c40_fall = 0.10;
  text::Place place;
  static const FieldTable& fields();
};

}  // namespace citypeak::model
