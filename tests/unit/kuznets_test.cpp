// SPDX-License-Identifier: MIT
// Kuznets curves whose answers can be told without a computer, and data that invite a wrong one.
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
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

TEST_CASE("the curve of several cities runs midway between them") {
  Data data;
  add_city(data, 0, 2000, 12, 10.0);
  add_city(data, 1, 2000, 12, 30.0);
  const auto curve = fit_kuznets(data.points(), {});
  REQUIRE(curve);
  // The cities differ by their levels alone: at each income both points lie 10 from the curve, but for the roughness.
  for (std::size_t i = 0; i < 12; ++i) CHECK(curve->at(data.x[i]) - data.y[i] == Approx(10.0).margin(0.03));
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

TEST_CASE("a straight line through four points has the errors that were worked out by hand") {
  // y = 1.1 x leaves -0.1, 0.8, -1.3, 0.6; leverages 0.7, 0.3, 0.3, 0.7; a lag of 1, weighed by a half.
  const std::vector<double> x{1, 2, 3, 4}, y{1, 3, 2, 5};
  const std::vector<int> years{2000, 2001, 2002, 2003}, with_gap{2000, 2001, 2003, 2004};
  const std::vector<long double> design = powers_of(x, 1);
  Regression regression;
  regression.design = design;
  regression.y = y;
  regression.columns = 2;
  regression.times = years;
  const auto fit = least_squares(regression);
  REQUIRE(fit);
  constexpr double rounding = 1e-14;  // a few operations on numbers near 1
  CHECK(fit->coefficients[0] == Approx(0.0).margin(rounding));
  CHECK(fit->coefficients[1] == Approx(1.1).epsilon(rounding));
  CHECK(fit->residual_sum == Approx(2.7).epsilon(rounding));
  CHECK(fit->r2 == Approx(1.0 - 2.7 / 8.75).epsilon(rounding));
  CHECK(fit->adjusted_r2 == Approx(1.0 - 2.7 / 2.0 / (8.75 / 3.0)).epsilon(rounding));
  CHECK(fit->standard_errors[1] == Approx(std::sqrt(1.35 / 5.0)).epsilon(rounding));
  const double freed = 2.25 / 9.0 + 0.25 * 64.0 / 49.0 + 0.25 * 169.0 / 49.0 + 2.25 * 4.0;
  CHECK(fit->hc3[1] == Approx(std::sqrt(freed / 25.0)).epsilon(rounding));
  CHECK(fit->lag == 1);
  CHECK(fit->newey_west[1] == Approx(std::sqrt(2.0 * (0.0566 - 0.0154))).epsilon(1e-13));
  CHECK_FALSE(fit->aicc);  // four points, three parameters

  regression.times = with_gap;  // the second and third points are no neighbours
  CHECK(least_squares(regression)->newey_west[1] == Approx(std::sqrt(2.0 * (0.0566 - 0.0258))).epsilon(1e-13));

  const auto curve = fit_kuznets({x, y}, {1, 1});
  REQUIRE(curve);
  CHECK(curve->at(2.0) == Approx(2.2).epsilon(rounding));
  CHECK(curve->error_at(2.5) == Approx(std::sqrt(1.35 / 4.0)).epsilon(rounding));
  CHECK(curve->error_at(4.0) == Approx(std::sqrt(1.35 * 0.7)).epsilon(rounding));
  CHECK_FALSE(curve->turning);
  CHECK_FALSE(curve->u_test);
}

TEST_CASE("what cannot be fitted is told by nothing, and a point of its own city leaves one kind of error untold") {
  const std::vector<double> x{1, 2, 3, 4}, y{1, 3, 2, 5};
  const std::vector<std::size_t> alone{0, 0, 0, 1}, all_alone{0, 1, 2, 3};
  CHECK_FALSE(fit_kuznets({x, y}, {3, 1}));                      // no degree of freedom
  CHECK_FALSE(fit_kuznets({x, y, {}, all_alone}, {1, 1}));       // every city has its constant
  CHECK_FALSE(fit_kuznets({{x.data(), 3}, {y.data(), 3}}, {}));  // three points, three coefficients
  const auto curve = fit_kuznets({x, y, {}, alone}, {1, 1});
  REQUIRE(curve);
  CHECK(curve->fit.df == 1);
  CHECK(curve->fit.coefficients[0] == Approx(0.5).epsilon(1e-14));  // of the three points of the first city
  CHECK(curve->fit.hc3.empty());
}

TEST_CASE("Student's law has its known quantiles in both directions") {
  CHECK(student_quantile(0.975, 1) == Approx(std::tan(0.475 * std::numbers::pi)).epsilon(1e-13));  // Cauchy's law
  CHECK(student_quantile(0.975, 2) == Approx(0.95 * std::sqrt(2.0 / (1.0 - 0.95 * 0.95))).epsilon(1e-13));
  CHECK(student_above(student_quantile(0.975, 7), 7) == Approx(0.025).epsilon(1e-13));
  CHECK(student_above(0.0, 5) == 0.5);
  CHECK(student_above(-1.0, 3) + student_above(1.0, 3) == Approx(1.0).epsilon(1e-15));
}

TEST_CASE("income reaches the turning point in the first year at or above it, in one city that began below") {
  const std::vector<double> x{1, 3, 2, 3, 4}, y{0, 0, 0, 0, 0};
  const std::vector<int> years{2001, 2003, 2004, 2007, 2010};
  const std::vector<std::size_t> cities{0, 0, 0, 1, 1};
  CHECK(turning_year({x, y, years}, 2.5) == 2003);
  CHECK(turning_year({x, y, years}, 3.0) == 2003);
  CHECK(turning_year({x, y, years}, 3.5) == 2010);
  CHECK_FALSE(turning_year({x, y, years}, 4.5));
  CHECK_FALSE(turning_year({x, y, years}, 1.0));
  CHECK_FALSE(turning_year({x, y}, 2.5));
  CHECK_FALSE(turning_year({x, y, years, cities}, 2.5));
}

TEST_CASE("shapes, intervals, doubts and verdicts of curves have the spellings of the method page") {
  CHECK(name_of(CurveShape::rising) == "rising");
  CHECK(name_of(CurveShape::falling) == "falling");
  CHECK(name_of(CurveShape::u) == "u");
  CHECK(name_of(CurveShape::inverted_u) == "inverted_u");
  CHECK(name_of(CurveShape::half_inverted_u) == "half_inverted_u");
  CHECK(name_of(CurveShape::n) == "n");
  CHECK(name_of(CurveShape::inverted_n) == "inverted_n");
  CHECK(name_of(CurveShape::none) == "none");
  CHECK(name_of(FiellerKind::bounded) == "bounded");
  CHECK(name_of(FiellerKind::exclusive) == "exclusive");
  CHECK(name_of(FiellerKind::unbounded) == "unbounded");
  CHECK(name_of(Doubt::too_few_points) == "too_few_points");
  CHECK(name_of(Doubt::no_turning_point) == "no_turning_point");
  CHECK(name_of(Doubt::outside_data) == "outside_data");
  CHECK(name_of(Doubt::top_at_first) == "top_at_first");
  CHECK(name_of(Doubt::top_at_last) == "top_at_last");
  CHECK(name_of(Doubt::shock_years) == "shock_years");
  CHECK(name_of(Doubt::not_significant) == "not_significant");
  CHECK(name_of(Doubt::interval_not_bounded) == "interval_not_bounded");
  CHECK(name_of(KuznetsVerdict::identified) == "identified");
  CHECK(name_of(KuznetsVerdict::not_identified) == "not_identified");
  CHECK(name_of(KuznetsVerdict::not_testable) == "not_testable");
}
