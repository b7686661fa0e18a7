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

TEST_CASE("points on a curve have no residual, and powers that they do not need are nothing") {
  struct Exact {
    double b0, b1, b2;
    CurveShape shape;
    bool turns;
    std::size_t best;  // the lowest degree that passes through all
  };
  const std::vector<Exact> all{
      {7.0, 0.0, 0.0, CurveShape::none, false, 1},     {4.0, 3.0, 0.0, CurveShape::rising, false, 1},
      {0.3, -0.1, 0.0, CurveShape::falling, false, 1}, {75.0, 10.0, -1.0, CurveShape::inverted_u, true, 2},
      {75.0, -10.0, 1.0, CurveShape::u, true, 2},      {0.0, 42.0, -1.0, CurveShape::half_inverted_u, true, 2}};
  for (const Exact& exact : all) {
    Data data;
    for (int i = 1; i <= 10; ++i) {
      data.x.push_back(i);
      data.y.push_back(exact.b0 + i * exact.b1 + i * i * exact.b2);
    }
    CAPTURE(exact.b0, exact.b1, exact.b2);
    for (const std::size_t degree : {2U, 3U}) {
      const auto curve = fit_kuznets(data.points(), {degree, 1});
      REQUIRE(curve);
      CHECK(curve->fit.residual_sum == 0.0);
      CHECK_FALSE(curve->fit.aicc);
      CHECK((degree == 2 || curve->fit.coefficients[3] == 0.0));
      CHECK((exact.b2 != 0.0 || curve->fit.coefficients[2] == 0.0));
      // A cubic knows no half inverted U.
      CHECK((curve->shape == exact.shape || (degree == 3 && curve->shape == CurveShape::rising)));
      CHECK(curve->turning.has_value() == exact.turns);
      if (!curve->turning) continue;
      CHECK(curve->turning->x == Approx(-exact.b1 / (2.0 * exact.b2)).epsilon(1e-14));  // a few roundings
      CHECK(curve->turning->standard_error == 0.0);
      CHECK(curve->turning->fieller_low == curve->turning->fieller_high);
    }
    CHECK(choose_degree(data.points()).best == exact.best);
  }
}

TEST_CASE("income that changes in no city fits no curve, however its means are rounded") {
  Data data;
  for (std::size_t city = 0; city < 3; ++city) {
    for (int i = 0; i < 7; ++i) {
      data.x.push_back(0.1 + 0.6 * static_cast<double>(city));
      data.y.push_back(1.0 + roughness(static_cast<std::size_t>(i)));
      data.groups.push_back(city);
    }
  }
  for (const std::size_t degree : {1U, 2U, 3U}) CHECK_FALSE(fit_kuznets(data.points(), {degree, 1}));
  CHECK_FALSE(choose_degree(data.points()).best);
}

TEST_CASE("Fieller's interval keeps its digits where it is a hair's breadth wide") {
  // 1e-9 to either side of the parabola 1 - (x - 6)^2.
  Data data;
  for (int i = 1; i <= 12; ++i) {
    data.x.push_back(i);
    data.y.push_back(1.0 - (i - 6.0) * (i - 6.0) + (i * i % 3 == 0 ? 1e-9 : -1e-9));
  }
  const auto curve = fit_kuznets(data.points(), {});
  REQUIRE((curve && curve->turning && curve->turning->fieller_low));
  CHECK(curve->turning->fieller == FiellerKind::bounded);
  const double half = 0.5 * (*curve->turning->fieller_high - *curve->turning->fieller_low);
  const double reach = curve->turning->high - curve->turning->x;
  // In so good a fit both intervals are the same up to the square of their width; their ends have 16 digits of 6.
  CHECK(half == Approx(reach).margin(4e-15));
}
