// SPDX-License-Identifier: MIT
// Kuznets curves of the indicators in a table, as numbers, tables, figures and words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/observations.hpp"
#include "sim/stats/kuznets.hpp"
#include "sim/table/figure.hpp"
#include "sim/table/table.hpp"

namespace citypeak::analysis {

struct EkcRequest {
  std::string x;                      ///< the column of income
  std::vector<std::string> y;         ///< the columns of indicators
  std::optional<std::size_t> degree;  ///< nothing: the one with the least AICc
  bool logs = false;                  ///< of income and indicator
  std::vector<int> shock_years;
  std::uint64_t seed = 1;
};

/// What was found of one indicator. Numbers are in the file's units, whatever the scale of the fit.
struct EkcResult {
  std::string indicator;
  std::size_t degree = 2;
  std::vector<double> x, y;
  std::vector<int> years;                    ///< empty where none are known
  std::vector<std::string> cities;           ///< of the points; empty names where the table has none
  bool is_panel = false;                     ///< several cities, each with a constant of its own
  std::optional<stats::KuznetsCurve> curve;  ///< nothing where the points do not suffice for a fit
  stats::DegreeChoice choice;
  std::optional<int> turning_year;

  [[nodiscard]] stats::KuznetsVerdict verdict() const;
  [[nodiscard]] std::vector<stats::Doubt> doubts() const;
};

[[nodiscard]] std::vector<EkcResult> ekc(const std::vector<model::Observed>& rows, const EkcRequest& request);

/// ekc.csv: indicator,model,quantity,value,word.
[[nodiscard]] table::Table ekc_table(const std::vector<EkcResult>& results, const EkcRequest& request);
/// The table `ekc` of the white paper.
[[nodiscard]] table::Table ekc_for_readers(const std::vector<EkcResult>& results, const EkcRequest& request);
/// The points with their years, the fitted curve and its 95 % band.
[[nodiscard]] std::vector<table::Figure> ekc_figures(const std::vector<EkcResult>& results, const EkcRequest& request);
[[nodiscard]] std::vector<table::Label> ekc_answers(const std::vector<EkcResult>& results, const EkcRequest& request);

}  // namespace citypeak::analysis
