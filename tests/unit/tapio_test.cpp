// SPDX-License-Identifier: MIT
// The eight states of decoupling, their bounds, and what happens where nothing changes.
#include "tests/catch.hpp"

#include <set>
#include <string>
#include <vector>

#include "sim/stats/tapio.hpp"

using namespace citypeak::stats;

namespace {

struct Case {
  double emissions, gdp;  // in percent of the beginning
  double elasticity;
  std::string_view state;
};

Decoupling decoupled(double emissions, double gdp) {
  const auto out = decoupling(100.0, emissions, 100.0, gdp);
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("each state of Tapio is told by the signs of the changes and the elasticity") {
  const std::vector<Case> all{
      {120, 110, 2.0, "expansive_negative_decoupling"},
      {110, 110, 1.0, "expansive_coupling"},
      {104, 110, 0.4, "weak_decoupling"},
      {95, 110, -0.5, "strong_decoupling"},
      {80, 90, 2.0, "recessive_decoupling"},
      {90, 90, 1.0, "recessive_coupling"},
      {96, 90, 0.4, "weak_negative_decoupling"},
      {105, 90, -0.5, "strong_negative_decoupling"},
  };
  for (const Case& each : all) {
    const Decoupling got = decoupled(each.emissions, each.gdp);
    CHECK(name_of(got.state) == each.state);
    CHECK(*got.elasticity == Approx(each.elasticity).epsilon(1e-13));  // two divisions
    CHECK(got.emissions_change == Approx((each.emissions - 100.0) / 100.0).epsilon(1e-13));
    CHECK(got.gdp_change == Approx((each.gdp - 100.0) / 100.0).epsilon(1e-13));
  }
}

TEST_CASE("both bounds of coupling belong to it however the decimals round") {
  const double starts[] = {1.0, 3.0, 7.0, 40.7, 1234.5};
  for (const double start : starts) {
    for (int percent = 1; percent < 60; ++percent) {
      const double growth = percent / 100.0;
      for (const double bound : {0.8, 1.2}) {
        const auto rising = decoupling(start, start * (1.0 + bound * growth), start, start * (1.0 + growth));
        const auto falling = decoupling(start, start * (1.0 - bound * growth), start, start * (1.0 - growth));
        CHECK(rising->state == DecouplingState::expansive_coupling);
        CHECK(falling->state == DecouplingState::recessive_coupling);
      }
    }
  }
  CHECK(decoupled(107.99, 110).state == DecouplingState::weak_decoupling);
  CHECK(decoupled(112.01, 110).state == DecouplingState::expansive_negative_decoupling);
  CHECK(decoupled(92.01, 90).state == DecouplingState::weak_negative_decoupling);
  CHECK(decoupled(87.99, 90).state == DecouplingState::recessive_decoupling);
}

TEST_CASE("emissions that stay decouple weakly from an economy that grows or falls") {
  CHECK(decoupled(100, 110).state == DecouplingState::weak_decoupling);
  CHECK(*decoupled(100, 110).elasticity == 0.0);
  CHECK(decoupled(100, 90).state == DecouplingState::weak_negative_decoupling);
}

TEST_CASE("an economy that does not change leaves the elasticity and the state undefined") {
  for (const double emissions : {90.0, 100.0, 110.0}) {
    const Decoupling got = decoupled(emissions, 100.0);
    CHECK(!got.elasticity);
    CHECK(got.state == DecouplingState::undefined);
    CHECK(got.gdp_change == 0.0);
  }
  CHECK(decoupled(90, 100).emissions_change == Approx(-0.1));
}

TEST_CASE("a change that only rounding made is none") {
  const double thirds = 0.1 * 3.0;  // the next number above 0.3
  CHECK(thirds != 0.3);
  const auto economy = decoupling(5.0, 6.0, 0.3, thirds);
  CHECK(economy->state == DecouplingState::undefined);
  CHECK(!economy->elasticity);
  const auto emissions = decoupling(thirds, 0.3, 5.0, 6.0);
  CHECK(emissions->state == DecouplingState::weak_decoupling);
  CHECK(*emissions->elasticity == 0.0);
}

TEST_CASE("a change is no share of a beginning that is not above zero") {
  CHECK(!decoupling(0.0, 5.0, 10.0, 11.0));
  CHECK(!decoupling(-1.0, 5.0, 10.0, 11.0));
  CHECK(!decoupling(5.0, 5.0, 0.0, 11.0));
  CHECK(decoupling(5.0, -1.0, 10.0, 11.0)->state == DecouplingState::strong_decoupling);
}

TEST_CASE("every state of decoupling has a name of its own") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < decoupling_state_count; ++i)
    names.insert(std::string(name_of(static_cast<DecouplingState>(i))));
  CHECK(names.size() == decoupling_state_count);
}
