// SPDX-License-Identifier: MIT
// Means and deviations that a standards institute has certified to many digits, and quantiles of every textbook sort.
#include "tests/catch.hpp"

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/summary/cell_bank.hpp"
#include "tests/support/evidence.hpp"

namespace {

using citypeak::summary::CellBank;
using citypeak::summary::CellSpec;
using citypeak::summary::scale_of;
using citypeak::tests::evidence;
using citypeak::tests::number;
using citypeak::tests::rows_of;
using citypeak::tests::split;

/// The tables of certified univariate statistics.
std::optional<std::filesystem::path> univariate() { return evidence("nist/univariate"); }

CellBank bank_of(const std::vector<double>& values) {
  CellBank bank(std::vector<CellSpec>{{values.front(), scale_of(values.front()), true}});
  bank.add(0, values.data(), values.size());
  return bank;
}

}  // namespace

TEST_CASE("Certified means and standard deviations are met") {
  const std::optional<std::filesystem::path> folder = univariate();
  if (!folder) {
    WARN("skipped: no evidence folder; name it in CITYPEAK_EVIDENCE");
    return;
  }
  int compared = 0;
  for (const std::vector<std::string>& row : rows_of(*folder / "nist_univariate.csv")) {
    if (row[1] == "autocorr1") {
      continue;
    }
    std::vector<double> values;
    for (const std::vector<std::string>& line : rows_of(*folder / ("data_" + row[0] + ".csv"))) {
      values.push_back(number(line[0]));
    }
    REQUIRE(values.size() == static_cast<std::size_t>(number(row[2])));
    const auto mean = bank_of(values).statistics(0).mean;
    CAPTURE(row[0], row[1]);
    if (row[1] == "mean") {
      CHECK(mean.value == Approx(number(row[4])).epsilon(1e-14));
    } else {
      // The data are rounded to doubles: 2e-9 for 0.1 in ten million (NumAcc4), so 1e-8 of a deviation.
      const double deviation = mean.standard_error * std::sqrt(static_cast<double>(values.size()));
      CHECK(deviation == Approx(number(row[4])).epsilon(1e-8));
    }
    ++compared;
  }
  CHECK(compared == 16);
}

TEST_CASE("Type 7 quantiles of small sets are met within the width of a bin") {
  const std::optional<std::filesystem::path> folder = univariate();
  if (!folder) {
    WARN("skipped: no evidence folder; name it in CITYPEAK_EVIDENCE");
    return;
  }
  int compared = 0;
  for (const std::vector<std::string>& row : rows_of(*folder / "hf_quantiles.csv")) {
    std::vector<double> values;
    for (const std::string& text : split(row[1], ' ')) {
      values.push_back(number(text));
    }
    const double exact = number(row[9]);
    CAPTURE(row[0], row[2]);
    CHECK(*bank_of(values).quantile(0, number(row[2])) == Approx(exact).epsilon(0x1p-10).margin(1e-12));
    ++compared;
  }
  CHECK(compared == 120);
}
