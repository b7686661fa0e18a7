// SPDX-License-Identifier: MIT
// Laws that every distribution keeps, quantiles known on paper, and the kernel's version against the reference.
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>

#include "sim/model/distribution.hpp"
#include "sim/plan/marginal.hpp"
#include "sim/run/marginals.hpp"
#include "tests/catch.hpp"

namespace model = citypeak::model;
namespace plan = citypeak::plan;
namespace lanes = citypeak::run::CITYPEAK_ISA;
using model::Distribution;

namespace {

/// Ordinary and awkward examples of every distribution of the list.
std::vector<Distribution> examples() {
  std::vector<double> many;
  for (int i = 0; i < 40; ++i) many.push_back(std::sqrt(i * 37 % 41));
  return {
      model::Uniform{-1.0, 3.0},
      model::Uniform{2.0, 2.0},
      model::LogUniform{0.5, 8.0},
      model::LogUniform{1e-6, 1e6},
      model::LogUniform{3.0, 3.0},
      model::Triangular{1.0, 2.0, 9.0},
      model::Triangular{1.0, 1.0, 9.0},
      model::Triangular{1.0, 9.0, 9.0},
      model::Triangular{0.0, 0.0, 1.0},
      model::Triangular{0.0, 1e-9, 1.0},
      model::Triangular{4.0, 4.0, 4.0},
      model::Pert{1.0, 2.0, 9.0, 4.0},
      model::Pert{1.0, 1.0, 9.0, 4.0},
      model::Pert{-9.0, 1.0, 1.0, 2.5},
      model::Pert{0.0, 0.9, 1.0, 60.0},
      model::Pert{4.0, 4.0, 4.0, 4.0},
      model::Normal{-0.035, 0.008},
      model::Normal{5.0, 0.0},
      model::TruncatedNormal{1.0, 2.0, 0.0, 4.0},
      model::TruncatedNormal{0.0, 1.0, 5.0, 9.0},
      model::TruncatedNormal{0.0, 1.0, -30.0, -20.0},
      model::TruncatedNormal{0.0, 1.0, -8.2, 8.2},
      model::TruncatedNormal{0.0, 1.0, -1e9, 1e9},
      model::TruncatedNormal{10.0, 0.5, 10.0, 1e9},
      model::TruncatedNormal{0.0, 1e9, 1.0, 2.0},
      model::TruncatedNormal{0.0, 1.0, 20.0, 20.0001},
      model::TruncatedNormal{-10.0, 1.0, 0.0, 1.0},
      model::TruncatedNormal{5.0, 1.0, -100.0, 5.5},
      model::Lognormal{0.7, 1.35},
      model::Lognormal{0.7, 1.0},
      model::Beta{2.0, 5.0, 0.0, 1.0},
      model::Beta{0.5, 0.5, -2.0, 2.0},
      model::Beta{0.5, 3.0, 0.0, 1.0},
      model::Beta{0.1, 0.2, 0.0, 10.0},
      model::Beta{3.0, 0.05, 0.0, 1.0},
      model::Beta{1e5, 2e5, 0.0, 1.0},
      model::Beta{1.0, 1.0, 0.0, 1.0},
      model::Discrete{{3.0, 1.0, 2.0, 1.0}, {1.0, 2.0, 0.0, 3.0}},
      model::Discrete{{7.0}, {0.1}},
      model::Empirical{{2.0, -1.0, 5.0, 5.0}},
      model::Empirical{many},
      model::LogitNormal{0.3, 0.5},
      model::LogitNormal{0.97, 3.0},
      model::LogitNormal{0.25, 0.0},
  };
}

std::vector<double> probabilities() {
  std::vector<double> points{1e-12, 1e-9, 1e-6, 1e-4};
  for (int i = 1; i < 200; ++i) points.push_back(i / 200.0 + 1e-5 * (i % 3));  // off the corners of step laws
  for (const double tail : {1e-4, 1e-6, 1e-9, 1e-12}) points.push_back(1.0 - tail);
  return points;
}

std::string described(const Distribution& law) {
  return std::string(model::kind_of(law)) + " with median " + std::to_string(model::quantile(law, 0.5));
}

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Known {
  Distribution law;
  double u, value;
};

}  // namespace

TEST_CASE("every distribution of the list has an example, a name and fields") {
  std::vector<bool> seen(model::kinds().size(), false);
  for (const Distribution& law : examples()) {
    seen[law.index()] = true;
    std::visit(
        [](const auto& one) {
          CHECK_FALSE(one.fields().empty());
          for (const auto& field : one.fields()) {
            CHECK_FALSE((field.name.empty() || field.meaning_en.empty() || field.meaning_zh.empty()));
            CHECK((field.number == nullptr) != (field.list == nullptr));
          }
        },
        law);
    CHECK(model::problem(law).empty());
  }
  for (std::size_t i = 0; i < seen.size(); ++i) {
    INFO(model::kinds()[i]);
    CHECK(seen[i]);
  }
  CHECK(model::kinds()[3] == "pert");
  CHECK(model::Pert::fields().back().fallback == 4.0);
}

TEST_CASE("the quantile of every distribution is finite, never falls and stays in its support") {
  for (const Distribution& law : examples()) {
    INFO(described(law));
    const model::Support support = model::support(law);
    double last = -infinity;
    for (const double u : probabilities()) {
      const double x = model::quantile(law, u);
      INFO("u = " << u << ", x = " << x);
      REQUIRE(std::isfinite(x));
      REQUIRE(x >= last);
      REQUIRE(x >= support.lowest);
      REQUIRE(x <= support.highest);
      last = x;
    }
  }
}

TEST_CASE("quantiles known on paper come out") {
  const double score_of_05 = -1.6448536269514727;  // standard normal tables
  const std::vector<Known> table{
      {model::Uniform{-1.0, 3.0}, 0.25, 0.0},
      {model::LogUniform{0.5, 8.0}, 0.75, 4.0},
      {model::Triangular{0.0, 1.0, 2.0}, 0.125, 0.5},
      {model::Triangular{0.0, 1.0, 2.0}, 0.875, 1.5},
      {model::Triangular{1.0, 1.0, 9.0}, 0.75, 5.0},
      {model::Triangular{1.0, 9.0, 9.0}, 0.25, 5.0},
      {model::Triangular{0.0, 0.0, 1.0}, 1e-12, 5.00000000000125e-13},  // 1 - sqrt(1 - u)
      {model::Pert{0.0, 0.5, 1.0, 2.0}, 5.0 / 32.0, 0.25},              // shapes 2 and 2: F = 3 x^2 - 2 x^3
      {model::Pert{0.0, 0.0, 1.0, 1.0}, 0.75, 0.5},                     // shapes 1 and 2: F = 1 - (1 - x)^2
      {model::Normal{10.0, 2.0}, 0.05, 10.0 + 2.0 * score_of_05},
      {model::TruncatedNormal{3.0, 2.0, 1.0, 5.0}, 0.5, 3.0},  // symmetric
      {model::TruncatedNormal{0.0, 1.0, 0.0, 1e9}, 0.9, -score_of_05},
      {model::TruncatedNormal{0.0, 1e9, 1.0, 2.0}, 0.25, 1.25},  // as good as uniform
      {model::TruncatedNormal{1.0, 2.0, 0.0, 4.0}, 1e-12, 3.548519053244183e-12},
      {model::Lognormal{2.0, std::exp(0.5)}, 0.05, 2.0 * std::exp(0.5 * score_of_05)},
      {model::Beta{0.5, 0.5, 0.0, 1.0}, 1.0 / 3.0, 0.25},  // arcsine law: x = sin^2(pi u / 2)
      {model::Beta{3.0, 1.0, 2.0, 4.0}, 0.125, 3.0},       // F = x^3
      {model::Beta{0.5, 1.0, 0.0, 1.0}, 1e-12, 1e-24},     // F = sqrt x
      {model::Discrete{{3.0, 1.0, 2.0}, {1.0, 2.0, 1.0}}, 0.5, 1.0},
      {model::Discrete{{3.0, 1.0, 2.0}, {1.0, 2.0, 1.0}}, 0.51, 2.0},
      {model::Discrete{{3.0, 1.0, 2.0}, {1.0, 2.0, 1.0}}, 0.76, 3.0},
      {model::Empirical{{2.0, -1.0, 5.0, 5.0}}, 0.25, -1.0},
      {model::Empirical{{2.0, -1.0, 5.0, 5.0}}, 0.6, 5.0},
      {model::LogitNormal{0.2, 1.0}, 0.95, 1.0 / (1.0 + 4.0 * std::exp(score_of_05))},
  };
  for (const Known& known : table) {
    INFO(described(known.law) << " at " << known.u);
    CHECK(std::abs(model::quantile(known.law, known.u) - known.value) <= 1e-12 * std::abs(known.value) + 1e-30);
  }
}

TEST_CASE("the distribution function undoes the quantile in the middle and in both tails") {
  for (const auto& [alpha, beta] :
       {std::array{2.0, 5.0}, std::array{0.5, 3.0}, std::array{0.05, 3.0}, std::array{80.0, 2.0}}) {
    for (const double u : probabilities()) {
      const model::UnitPoint point = model::unit_beta_point(alpha, beta, {u, 1.0 - u});
      INFO("beta " << alpha << ", " << beta << " at u = " << u);
      // The smaller side is compared, at the end that has digits; 1e-11 allows for shapes up to 80 times 1e-13.
      const double below = boost::math::ibeta(alpha, beta, point.x);
      const double above = boost::math::ibeta(beta, alpha, point.distance_from_one);
      if (u < 0.5) CHECK(std::abs(below / u - 1.0) < 1e-11);
      if (u >= 0.5) CHECK(std::abs(above / (1.0 - u) - 1.0) < 1e-11);
    }
  }
  const boost::math::normal_distribution<double> standard;
  for (const double u : probabilities()) {
    const double z = model::quantile(model::Normal{0.0, 1.0}, u);
    const double share = u < 0.5 ? cdf(standard, z) / u : cdf(complement(standard, z)) / (1.0 - u);
    CHECK(std::abs(share - 1.0) < 1e-13);  // z^2 times a rounding
  }
}

TEST_CASE("a guess changes the cost of a beta quantile and not its value") {
  for (const double z : {-8.0, -3.0, -0.2, 0.0, 1.0, 7.5}) {
    const model::Probability probability = model::probability_of_score(z);
    const model::UnitPoint plain = model::unit_beta_point(1.5, 4.5, probability);
    for (const double guess : {0.0, 0.1, 0.5, 0.99, 1.0, plain.x * 1.001}) {
      const model::UnitPoint guessed = model::unit_beta_point(1.5, 4.5, probability, guess);
      CHECK(std::abs(guessed.x - plain.x) <= 1e-13 * plain.x);
      CHECK(std::abs(guessed.density - plain.density) <= 1e-10 * plain.density);
    }
  }
}

TEST_CASE("laws meet the two quantiles they are written by") {
  const model::Normal normal = model::Normal::from_quantiles(-2.0, 7.0);
  CHECK(std::abs(normal.quantile(0.05) + 2.0) < 1e-14);
  CHECK(std::abs(normal.quantile(0.95) - 7.0) < 1e-14);
  const model::Lognormal lognormal = model::Lognormal::from_quantiles(0.2, 5.0);
  CHECK(std::abs(lognormal.quantile(0.05) - 0.2) < 1e-15);
  CHECK(std::abs(lognormal.quantile(0.95) - 5.0) < 1e-14);
  const model::Uniform uniform = model::Uniform::from_quantiles(-1.0, 17.0);
  CHECK(std::abs(uniform.a + 2.0) < 1e-14);
  CHECK(std::abs(uniform.b - 18.0) < 1e-14);
  const model::LogUniform log_uniform = model::LogUniform::from_quantiles(2.0, 2.0 * std::exp(9.0));
  CHECK(std::abs(log_uniform.a - 2.0 * std::exp(-0.5)) < 1e-14);
  CHECK(std::abs(log_uniform.quantile(0.95) / (2.0 * std::exp(9.0)) - 1.0) < 1e-14);
  const model::LogitNormal logit_normal = model::LogitNormal::from_quantiles(0.2, 0.9);
  CHECK(std::abs(logit_normal.quantile(0.05) - 0.2) < 1e-15);
  CHECK(std::abs(logit_normal.quantile(0.95) - 0.9) < 1e-15);
  CHECK(std::abs(logit_normal.median - 0.6) < 1e-15);  // odds 1/4 and 9: in the middle 3/2
  CHECK(model::Uniform::from_quantiles(5.0, 0.2).problem() == "not_increasing");
  CHECK(model::LogUniform::from_quantiles(-1.0, 5.0).problem() == "not_positive");
  CHECK(model::LogUniform::from_quantiles(5.0, 0.2).problem() == "not_increasing");
  CHECK(model::LogitNormal::from_quantiles(0.0, 0.5).problem() == "not_a_share");
  CHECK(model::LogitNormal::from_quantiles(0.5, 1.0).problem() == "not_a_share");
  CHECK(model::LogitNormal::from_quantiles(0.9, 0.2).problem() == "sd_negative");
  CHECK(model::Lognormal::from_quantiles(0.0, 5.0).problem() == "not_positive");
  CHECK(model::Lognormal::from_quantiles(5.0, 0.2).problem() == "gsd_below_one");
  CHECK(model::Normal::from_quantiles(5.0, 0.2).problem() == "sd_negative");
}

TEST_CASE("impossible parameters are named") {
  const double nan = std::nan("");
  CHECK(model::Uniform{2.0, 1.0}.problem() == "not_increasing");
  CHECK(model::Uniform{nan, 1.0}.problem() == "not_increasing");
  CHECK(model::LogUniform{0.0, 1.0}.problem() == "not_positive");
  CHECK(model::LogUniform{2.0, 1.0}.problem() == "not_increasing");
  CHECK(model::Triangular{1.0, 0.5, 2.0}.problem() == "mode_outside");
  CHECK(model::Triangular{2.0, 1.5, 1.0}.problem() == "not_increasing");
  CHECK(model::Pert{1.0, 2.5, 2.0, 4.0}.problem() == "mode_outside");
  CHECK(model::Pert{1.0, 1.5, 2.0, 0.0}.problem() == "shape_not_positive");
  CHECK(model::Normal{0.0, -1.0}.problem() == "sd_negative");
  CHECK(model::TruncatedNormal{0.0, -1.0, 0.0, 1.0}.problem() == "sd_negative");
  CHECK(model::TruncatedNormal{0.0, 1.0, 1.0, 0.0}.problem() == "not_increasing");
  CHECK(model::TruncatedNormal{0.0, 0.0, 0.0, 1.0}.problem() == "degenerate");
  CHECK(model::TruncatedNormal{0.0, 1.0, 1.0, 1.0}.problem() == "degenerate");
  CHECK(model::TruncatedNormal{0.0, 1.0, 50.0, 60.0}.problem() == "degenerate");
  CHECK(model::Lognormal{-1.0, 1.2}.problem() == "not_positive");
  CHECK(model::Lognormal{1.0, 0.9}.problem() == "gsd_below_one");
  CHECK(model::Beta{0.0, 1.0, 0.0, 1.0}.problem() == "shape_not_positive");
  CHECK(model::Beta{1.0, 1.0, 1.0, 0.0}.problem() == "not_increasing");
  CHECK(model::Beta{1.0, 1.0, 1.0, 1.0}.problem() == "degenerate");
  CHECK(model::Beta{1e-4, 1.0, 0.0, 1.0}.problem() == "degenerate");
  CHECK(model::Beta{1.0, 1e18, 0.0, 1.0}.problem() == "degenerate");
  CHECK(model::Pert{0.0, 0.3, 1.0, 1e18}.problem() == "degenerate");
  CHECK(model::Discrete{{}, {}}.problem() == "empty_list");
  CHECK(model::Discrete{{1.0, 2.0}, {1.0}}.problem() == "weights_invalid");
  CHECK(model::Discrete{{1.0, 2.0}, {1.0, -1.0}}.problem() == "weights_invalid");
  CHECK(model::Discrete{{1.0, 2.0}, {0.0, 0.0}}.problem() == "weights_invalid");
  CHECK(model::Empirical{{}}.problem() == "empty_list");
  CHECK(model::LogitNormal{0.0, 1.0}.problem() == "not_a_share");
  CHECK(model::LogitNormal{1.0, 1.0}.problem() == "not_a_share");
  CHECK(model::LogitNormal{0.5, -1.0}.problem() == "sd_negative");
}

TEST_CASE("the kernel's quantile agrees with the reference for every distribution") {
  plan::MarginalTables tables;
  for (const Distribution& law : examples()) {
    INFO(described(law));
    const plan::Marginal marginal = plan::marginal_of(law, tables);
    const double range = model::quantile(law, 1.0 - 1e-15) - model::quantile(law, 1e-15);
    const bool table = marginal.kind == plan::Marginal::Kind::table;
    for (int i = 0; i < 3000; ++i) {
      const double u = (i + 0.4142135623) / 3000.0;
      const double exact = model::quantile(law, u);
      const double value = lanes::transform(marginal, tables.knots.data(), u);
      INFO("u = " << u << ": " << value << " for " << exact);
      // Tables promise 1e-9 of the range; closed forms differ by roundings, of the value or of the ends it is made
      // from.
      REQUIRE(std::abs(value - exact) <= (table ? 1e-9 * range : 1e-12 * std::abs(exact) + 1e-15 * range));
    }
    for (const double u : {1e-12, 1e-9, 1e-6, 1.0 - 1e-6, 1.0 - 1e-9, 1.0 - 1e-12, 0x1p-53, 1.0 - 0x1p-53}) {
      const double exact = model::quantile(law, u);
      const double value = lanes::transform(marginal, tables.knots.data(), u);
      INFO("u = " << u << ": " << value << " for " << exact);
      REQUIRE(std::abs(value - exact) <= (table ? 1e-9 * range : 1e-12 * std::abs(exact) + 1e-15 * range));
    }
  }
}

TEST_CASE("the kernel's quantile never falls where u rises, to a thousandth of its error") {
  plan::MarginalTables tables;
  for (const Distribution& law : examples()) {
    INFO(described(law));
    const plan::Marginal marginal = plan::marginal_of(law, tables);
    const double range = model::quantile(law, 1.0 - 1e-15) - model::quantile(law, 1e-15);
    double last = -infinity;
    for (int i = 1; i < 20000; ++i) {
      const double x = lanes::transform(marginal, tables.knots.data(), i / 20000.0);
      REQUIRE(x >= last - 1e-12 * range);
      last = x;
    }
  }
}

TEST_CASE("a block of draws, eight draws and one draw are transformed to the same bits") {
  plan::MarginalTables tables;
  for (const Distribution& law : examples()) {
    INFO(described(law));
    const plan::Marginal marginal = plan::marginal_of(law, tables);
    std::vector<double> u, block(1024);
    for (int i = 0; i < 1024; ++i) u.push_back((i + 0.5) / 1024.0);
    u[3] = 0x1p-53;
    u[4] = 1.0 - 0x1p-53;
    lanes::transform_block(marginal, tables.knots.data(), u.data(), 1024, block.data());
    for (std::size_t i = 0; i < u.size(); i += 8) {
      double eight[8];
      lanes::store(eight, lanes::transform(marginal, tables.knots.data(), lanes::load(u.data() + i)));
      for (std::size_t k = 0; k < 8; ++k) {
        REQUIRE(eight[k] == block[i + k]);
        REQUIRE(lanes::transform(marginal, tables.knots.data(), u[i + k]) == block[i + k]);
      }
    }
  }
}

TEST_CASE("inputs with the same shapes share one table, whatever their ends") {
  plan::MarginalTables tables;
  const plan::Marginal first = plan::marginal_of(model::Pert{0.0, 0.25, 1.0, 4.0}, tables);
  const std::size_t size = tables.knots.size();
  const plan::Marginal second = plan::marginal_of(model::Pert{-8.0, 0.0, 24.0, 4.0}, tables);
  CHECK(tables.knots.size() == size);
  CHECK(first.first == second.first);
  const double x = lanes::transform(first, tables.knots.data(), 0.3);
  const double y = lanes::transform(second, tables.knots.data(), 0.3);
  CHECK(std::abs(y - (-8.0 + 32.0 * x)) < 1e-13);
}
