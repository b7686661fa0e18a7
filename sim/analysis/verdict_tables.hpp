// SPDX-License-Identifier: MIT
// Verdicts on measured series as tables, figures and sentences.
#pragma once

#include <vector>

#include "sim/analysis/series_verdict.hpp"
#include "sim/table/figure.hpp"
#include "sim/table/table.hpp"

namespace citypeak::analysis {

/// A series and what was judged of it; series without a whole year are left out before.
struct JudgedSeries {
  model::Series series;
  SeriesVerdict verdict;
};

/// verdict.csv: place,variable,rule,quantity,value,word; besides the four rules the rows of rule `trend`, the tests on
/// all years.
[[nodiscard]] table::Table verdict_table(const std::vector<JudgedSeries>& judged);
/// The table `verdict` of the white paper, a row a series, with its notes.
[[nodiscard]] table::Table verdict_for_readers(const std::vector<JudgedSeries>& judged, const SeriesRules& rules);
/// A figure a series: its values, the peak, the plateau, Sen's slope after the peak.
[[nodiscard]] std::vector<table::Figure> verdict_figures(const std::vector<JudgedSeries>& judged, double plateau_band);
/// A sentence a series, of a few series.
[[nodiscard]] std::vector<table::Label> verdict_answers(const std::vector<JudgedSeries>& judged);

}  // namespace citypeak::analysis
