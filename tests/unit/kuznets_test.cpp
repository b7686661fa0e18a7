// SPDX-License-Identifier: MIT
// Kuznets curves whose answers can be told without a computer, and data that invite a wrong one.
#include "tests/catch.hpp"

#include <algorithm>
#include <vector>

#include "sim/stats/kuznets.hpp"

using namespace citypeak::stats;

namespace {

struct Data {
  std::vector<double> x, y;
  std::vector<int> years;
  std::vector<std::size_t> groups;
  std::vector<int> shocks;
  [[nodiscard]] KuznetsPoints points() const { return {x, y, years, groups, shocks}; }
};

/// A hundredth to either side of the curve, in turns that no power follows.
double roughness(std::size_t i) { return i * i % 3 == 0 ? 0.01 : -0.01; }

/// Yearly points of a city from `first` on, at incomes 1, 2, ..., with a top in the middle.
void add_city(Data& data, std::size_t group, int first, std::size_t count, double level) {
  const double top = 0.5 * static_cast<double>(count) + 0.7;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i + 1);
    data.x.push_back(x);
    data.y.push_back(level - 0.1 * (x - top) * (x - top) + roughness(i));
    data.years.push_back(first + static_cast<int>(i));
    data.groups.push_back(group);
  }
}

bool doubts(const KuznetsCurve& curve, Doubt doubt) {
  return std::find(curve.doubts.begin(), curve.doubts.end(), doubt) != curve.doubts.end();
}

}  // namespace

TEST_CASE("a city whose first year was one of crisis stays a city of its own without it") {
  Data data;
  add_city(data, 0, 2000, 12, 10.0);
  add_city(data, 1, 2008, 12, 500.0);
  data.shocks = {2008};
  const auto curve = fit_kuznets(data.points(), {});
  REQUIRE(curve);
  CHECK(curve->shape == CurveShape::inverted_u);
  CHECK(curve->verdict() == KuznetsVerdict::identified);
}

TEST_CASE("where every year was one of crisis nothing is left to hold a turning point") {
  Data data;
  add_city(data, 0, 2000, 12, 10.0);
  add_city(data, 1, 2000, 12, 20.0);
  data.y.back() = 21.0;  // the top of one of two cities is its last year: neither most cities nor a crisis after it
  for (int year = 2000; year < 2012; ++year) data.shocks.push_back(year);
  const auto curve = fit_kuznets(data.points(), {});
  REQUIRE(curve);
  CHECK(doubts(*curve, Doubt::shock_years));
  CHECK_FALSE(fit_kuznets({}, {}));
}
