// SPDX-License-Identifier: MIT
// A tape against the equations that it was recorded from, computed one draw at a time.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sim/model/scenario.hpp"
#include "sim/plan/plan.hpp"
#include "sim/run/dispatch.hpp"
#include "sim/run/equations.hpp"
#include "sim/run/memory.hpp"
#include "tests/catch.hpp"

namespace fs = std::filesystem;
using namespace citypeak;

namespace {

const fs::path source_folder = CITYPEAK_SOURCE_DIR;

plan::Plan plan_of(const fs::path& file, const std::vector<std::string>& sets, const std::vector<std::string>& wanted) {
  text::Sources sources;
  text::Findings findings;
  const auto scenario =
      model::read_scenario(sources, file, file.string(), sets, {source_folder, source_folder / "policies"}, findings);
  REQUIRE(scenario);
  plan::Request request;
  request.variables = wanted;
  return plan::make_plan(*scenario, request, findings);
}

/// The outputs of one draw by the equations, as the tape lays them out.
std::vector<double> outputs_of(const plan::PlanView& view, const std::vector<double>& inputs) {
  const auto rows = run::rows_of<double>(view, [&](std::uint32_t column) { return inputs[column]; });
  std::vector<double> out(std::size_t{view.output_count} * view.years);
  run::live_all_years(view, rows, [&](std::uint32_t output, std::uint32_t t, double value) {
    out[std::size_t{output} * view.years + t] = value;
  });
  return out;
}

/// Largest difference of any output in the first block of draws, relative to the largest value of that output.
double worst_difference(const plan::Plan& plan, const run::Kernel& kernel) {
  const plan::PlanView view = plan.view();
  const plan::Inputs inputs({&plan, 1});
  const run::CounterDraws draws(kernel);
  const run::InputMemory values(inputs.view());
  values.fill(draws, kernel, 0);
  const run::SingleBlock block = run::SinglePlan(plan, kernel).run(draws, 0, run::block_draws);
  CHECK_FALSE(block.status.bad);
  double worst = 0.0;
  for (std::size_t d = 0; d < run::block_draws; ++d) {
    std::vector<double> own;
    for (const std::uint32_t place : inputs.places(0))
      own.push_back(values.values()[std::size_t{place} * run::block_draws + d]);
    const std::vector<double> expected = outputs_of(view, own);
    for (std::uint32_t k = 0; k < view.output_count; ++k) {
      const auto first = expected.begin() + static_cast<std::ptrdiff_t>(std::size_t{k} * view.years);
      double size = 0.0;
      for (auto value = first; value != first + view.years; ++value) size = std::max(size, std::abs(*value));
      for (std::size_t t = 0; t < view.years; ++t) {
        const std::size_t at = std::size_t{k} * view.years + t;
        const double value = block.outputs[at * run::block_draws + d];
        if ((value == 0.0) != (expected[at] == 0.0)) return 1.0;  // nothing is nothing, not nearly nothing
        if (size > 0.0) worst = std::max(worst, std::abs(value - expected[at]) / size);
      }
    }
  }
  return worst;
}

/// Whether the usual tape finds itself wrong for the first block of draws.
bool is_alarmed(const plan::Plan& plan, const run::Kernel& kernel) {
  const plan::Inputs inputs({&plan, 1});
  const run::InputMemory values(inputs.view());
  values.fill(run::CounterDraws(kernel), kernel, 0);
  const run::PlanTape tape(plan, inputs.places(0));
  const run::WorkerMemory memory(tape);
  return kernel.play(tape.usual().view(), memory.workspace(values));
}

// Sums of zero and products with one are left out of a tape; what remains is rounded in the same way.
constexpr double rounding = 1e-14;

}  // namespace

TEST_CASE("a tape gives what its equations give, for every shipped scenario and instruction set", "[tape]") {
  const std::string file =
      GENERATE("shenzhen/reference.yaml", "shenzhen/five_levers.yaml", "shenzhen/accelerated.yaml",
               "shenzhen/five_levers_feedback.yaml", "shenzhen/green_cement.yaml", "tutorial/harbour_levers.yaml",
               "tutorial/harbour_history.yaml", "starter/en/package.yaml");
  const plan::Plan plan = plan_of(source_folder / "scenarios" / file, {}, {"*"});
  for (const run::NamedKernel& kernel : run::usable_kernels()) {
    CAPTURE(file, kernel.name);
    CHECK(worst_difference(plan, *kernel.kernel) <= rounding);
  }
}

TEST_CASE("a tape knows which draws have curves too steep for its recurrence", "[tape]") {
  // Some draws pass from nothing to all within days: their odds begin far beyond a double.
  const std::vector<std::string> sets{"levers.green_buildings.adoption.rise={log_uniform: [0.001 year, 20 year]}",
                                      "levers.green_buildings.adoption.curve=logistic",
                                      "levers.green_buildings.adoption.until=null",
                                      "levers.green_buildings.adoption.start=2030"};
  const plan::Plan plan = plan_of(source_folder / "scenarios/shenzhen/five_levers.yaml", sets, {"*"});
  for (const run::NamedKernel& kernel : run::usable_kernels()) {
    CAPTURE(kernel.name);
    CHECK(is_alarmed(plan, *kernel.kernel));
    CHECK(worst_difference(plan, *kernel.kernel) <= rounding);
  }
}

TEST_CASE("a measure whose opening differs between draws has covered exactly nothing until then", "[tape]") {
  const std::string start = GENERATE("{normal: [2030, 2]}", "{uniform: [2016, 2026]}", "{uniform: [2011, 2018]}");
  const std::string curve = GENERATE("logistic", "linear", "step");
  std::vector<std::string> sets{"levers.green_buildings.adoption.start=" + start,
                                "levers.green_buildings.adoption.curve=" + curve,
                                "levers.green_buildings.adoption.lag=0 a"};
  if (curve == "step") sets.emplace_back("levers.green_buildings.adoption.rise=null");
  const plan::Plan plan = plan_of(source_folder / "scenarios/shenzhen/five_levers.yaml", sets, {"*"});
  CAPTURE(start, curve);
  CHECK(worst_difference(plan, *run::usable_kernels().back().kernel) <= rounding);
}

TEST_CASE("a recording computes what no draw changes and records the rest once", "[tape]") {
  run::Recorder recorder(false);
  const run::Traced x = recorder.input(0), two = 2.0;
  CHECK((two * 3.0 + 1.0).value() == 7.0);
  CHECK((x * 0.0).is(0.0));
  CHECK((0.0 + x).node() == x.node());
  CHECK((1.0 * x / 1.0).node() == x.node());
  const run::Traced sum = x + two;
  CHECK((two + x).node() == sum.node());
  CHECK((x - (-2.0)).node() == sum.node());
  CHECK(run::select(run::less(1.0, two), x, sum).node() == x.node());
  CHECK(run::select(run::less(x, two), sum, sum).node() == sum.node());
  CHECK(run::ratio_or_zero(x, 0.0).is(0.0));
  CHECK(run::exp(run::Traced(0.0)).is(1.0));
  CHECK(recorder.alarm().is_constant());
  CHECK(run::logistic_where(x, two, sum).node() == sum.node());
  CHECK_FALSE(recorder.alarm().is_constant());
}
