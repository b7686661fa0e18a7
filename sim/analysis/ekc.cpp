// SPDX-License-Identifier: MIT
// From rows of a table to fitted curves.
#include "sim/analysis/ekc.hpp"

#include <cmath>
#include <map>
#include <set>

namespace citypeak::analysis {

namespace {

/// The points of one indicator on the scale of the fit.
struct Scaled {
  std::vector<double> x, y;
  std::vector<std::size_t> groups;
};

[[nodiscard]] Scaled scaled(const EkcResult& result, bool logs) {
  Scaled out{result.x, result.y, {}};
  if (logs) {
    for (std::vector<double>* values : {&out.x, &out.y}) {
      for (double& value : *values) value = std::log(value);
    }
  }
  std::map<std::string, std::size_t> known;
  for (const std::string& city : result.cities) {
    if (result.is_panel) out.groups.push_back(known.try_emplace(city, known.size()).first->second);
  }
  return out;
}

[[nodiscard]] EkcResult points_of(const std::vector<model::Observed>& rows, std::size_t indicator) {
  EkcResult out;
  std::set<std::string> cities;
  for (const model::Observed& row : rows) {
    if (!row.y[indicator]) continue;
    out.x.push_back(*row.x);
    out.y.push_back(*row.y[indicator]);
    if (row.year) out.years.push_back(*row.year);
    out.cities.push_back(row.city);
    cities.insert(row.city);
  }
  out.is_panel = cities.size() > 1;
  return out;
}

}  // namespace

stats::KuznetsVerdict EkcResult::verdict() const {
  return curve ? curve->verdict() : stats::KuznetsVerdict::not_testable;
}

std::vector<stats::Doubt> EkcResult::doubts() const {
  if (curve) return curve->doubts;
  if (x.size() < stats::fewest_points) return {stats::Doubt::too_few_points};
  return {stats::Doubt::no_turning_point};
}

std::vector<EkcResult> ekc(const std::vector<model::Observed>& rows, const EkcRequest& request) {
  std::vector<EkcResult> out;
  for (std::size_t i = 0; i < request.y.size(); ++i) {
    EkcResult result = points_of(rows, i);
    result.indicator = request.y[i];
    const Scaled on_scale = scaled(result, request.logs);
    const stats::KuznetsPoints points{on_scale.x, on_scale.y, result.years, on_scale.groups, request.shock_years};
    result.choice = stats::choose_degree(points);
    result.degree = request.degree ? *request.degree : result.choice.best.value_or(2);
    result.curve = stats::fit_kuznets(points, {result.degree, request.seed});
    if (result.curve && result.curve->turning)
      result.turning_year = stats::turning_year(points, result.curve->turning->x);
    out.push_back(std::move(result));
  }
  return out;
}

}  // namespace citypeak::analysis
