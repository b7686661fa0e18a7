// SPDX-License-Identifier: MIT
// Regressions whose coefficients and errors a standards institute has certified, easy ones and ill-conditioned ones.
#include "tests/catch.hpp"

#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/stats/regression.hpp"
#include "tests/support/evidence.hpp"

using namespace citypeak::stats;
using namespace citypeak::tests;

namespace {

struct Set {
  std::string name;
  std::size_t degree;  // of a polynomial in x; 0: the columns as they are, with a constant
  bool constant;
  double digits;  // that must agree
};

struct Data {
  std::vector<double> y;
  std::vector<std::vector<double>> x;
};

Data read(const std::filesystem::path& file) {
  Data out;
  for (const std::vector<std::string>& row : rows_of(file)) {
    out.y.push_back(number(row[0]));
    out.x.emplace_back();
    for (std::size_t i = 1; i < row.size(); ++i) out.x.back().push_back(number(row[i]));
  }
  return out;
}

std::optional<LeastSquares> fit(const Set& set, const Data& data) {
  Regression regression;
  regression.y = data.y;
  regression.has_constant = set.constant;
  std::vector<long double> design;
  if (set.degree > 0) {
    std::vector<double> x;
    for (const auto& row : data.x) x.push_back(row.front());
    design = powers_of(x, set.degree, set.constant);
    regression.columns = set.degree + (set.constant ? 1 : 0);
  } else {
    for (const auto& row : data.x) {
      design.push_back(1.0L);
      design.insert(design.end(), row.begin(), row.end());
    }
    regression.columns = data.x.front().size() + 1;
  }
  regression.design = design;
  return least_squares(regression);
}

/// Leading digits in which both agree; of a certified zero, how small the other is beside `scale`.
double agreeing(double got, double certified, double scale) {
  const double size = certified != 0.0 ? std::abs(certified) : scale;
  const double off = std::abs(got - certified) / size;
  return off > 0.0 ? -std::log10(off) : 17.0;
}

}  // namespace

TEST_CASE("Certified regressions are met to nine digits, and ill-conditioned ones to seven or five") {
  const auto folder = evidence("nist/regression");
  if (!folder) {
    WARN("skipped: no evidence folder; name it in CITYPEAK_EVIDENCE");
    return;
  }
  std::map<std::string, std::map<std::string, double>> certified;
  for (const auto& row : rows_of(*folder / "nist_certified.csv")) {
    // Filip's and Longley's numbers are certified to fewer digits than their exact solution has.
    certified[row[0]][row[1]] = number(row.size() > 3 && !row[3].empty() ? row[3] : row[2]);
  }
  const std::vector<Set> sets{{"Norris", 1, true, 9},   {"Pontius", 2, true, 9},  {"NoInt1", 1, false, 9},
                              {"NoInt2", 1, false, 9},  {"Longley", 0, true, 9},  {"Filip", 10, true, 7},
                              {"Wampler1", 5, true, 7}, {"Wampler2", 5, true, 7}, {"Wampler3", 5, true, 7},
                              {"Wampler4", 5, true, 7}, {"Wampler5", 5, true, 5}};
  for (const Set& set : sets) {
    const Data data = read(*folder / ("nist_data_" + set.name + ".csv"));
    const auto found = fit(set, data);
    REQUIRE(found);
    const std::size_t first = set.constant ? 0 : 1;
    double worst = 17.0;
    for (std::size_t i = 0; i < found->coefficients.size(); ++i) {
      const std::string id = std::to_string(i + first);
      const auto& wanted = certified[set.name];
      REQUIRE(wanted.count("B" + id) == 1);
      worst = std::min(worst, agreeing(found->coefficients[i], wanted.at("B" + id), 1.0));
      // An exact fit leaves errors of rounding in place of zeros: beside the coefficient they are nothing.
      worst = std::min(worst,
                       agreeing(found->standard_errors[i], wanted.at("se_B" + id), std::abs(found->coefficients[i])));
    }
    worst = std::min(worst, agreeing(found->residual_deviation, certified[set.name].at("rsd"), 1.0));
    worst = std::min(worst, agreeing(found->r2, certified[set.name].at("r2"), 1.0));
    CAPTURE(set.name, worst);
    CHECK(worst >= set.digits);
  }
}
