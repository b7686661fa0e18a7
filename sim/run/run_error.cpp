// SPDX-License-Identifier: MIT
// Names the variable, the year, the draw, and the lever that is to blame if one is.
#include "sim/run/run_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/run/memory.hpp"

namespace citypeak::run {

namespace {

[[nodiscard]] std::string output_name(const plan::Plan& plan, std::uint32_t output) {
  if (output < plan.written.size()) return plan.variables[plan.written[output]].name;
  for (const plan::Variable& variable : plan.variables) {
    if (variable.state == plan.outputs[output].state) return variable.name;
  }
  return "emissions.total";
}

/// Where levers took all that was saved, or made, there is no GDP in the year after: the lever that cost most.
[[nodiscard]] std::optional<std::string> biggest_spender(const plan::Plan& plan, const Draws& draws,
                                                         const Kernel& kernel, const BadValue& bad) {
  // Alone, the plan would meet other numbers of a Sobol sequence.
  if (plan.feedbacks.empty() || bad.year == 0 || !draws.stand_alone()) return std::nullopt;
  plan::Request request;
  request.seed = plan.seed;
  request.tables = &plan.tables;
  request.variables = {"gdp", "lever.*.capital", "lever.*.running"};
  text::Findings unused;
  const plan::Plan watched = plan::make_plan(plan.scenario, request, unused);
  const std::uint64_t first = bad.draw / block_draws * block_draws;
  const std::vector<double> block = SinglePlan(watched, kernel).run(draws, first, block_draws).outputs;
  const auto value = [&](std::size_t output, std::uint32_t year) {
    return block[(output * watched.years + year) * block_draws + static_cast<std::size_t>(bad.draw - first)];
  };
  std::optional<std::string> out;
  double most = 0.0;
  for (std::size_t k = 0; k < watched.written.size(); ++k) {
    const std::string& name = watched.variables[watched.written[k]].name;
    if (name == "gdp" && std::isfinite(value(k, bad.year))) return std::nullopt;
    if (name == "gdp" || !(value(k, bad.year - 1) > most)) continue;
    most = value(k, bad.year - 1);
    out = name.substr(6, name.rfind('.') - 6);  // lever.NAME.capital
  }
  return out;
}

}  // namespace

RunError error_of(std::span<const plan::Plan> plans, const Draws& draws, const Kernel& kernel, const BadValue& bad) {
  const plan::Plan& plan = plans[bad.plan];
  const std::string name = output_name(plan, bad.output);
  const int year = plan.scenario.base_year + static_cast<int>(bad.year);
  if (const auto lever = biggest_spender(plan, draws, kernel, bad)) {
    return {fmt::format(
                "the levers cost more in {} than the economy of scenario {} saves or makes (draw {}); most of it is "
                "lever '{}': look at its `cost`, or lower `economy.capital.crowding_out`",
                year - 1, plan.scenario.id, bad.draw, *lever),
            fmt::format("情景 {1} 第 {2} 次抽样、{0} "
                        "年措施的成本超过全部储蓄或产出，其中最多的是措施“{3}”：请检查其 `cost`，或降低 "
                        "`economy.capital.crowding_out`",
                        year - 1, plan.scenario.id, bad.draw, *lever)};
  }
  return {fmt::format(
              "{} is not a finite number in draw {} of scenario {}, year {}: an input is too extreme for the model; "
              "look at its distribution with `citypeak explain`",
              name, bad.draw, plan.scenario.id, year),
          fmt::format("情景 {2} 第 {1} 次抽样、{3} 年的 {0} 不是有限数：某项输入超出模型可算范围，请用 `citypeak "
                      "explain` 检查其分布",
                      name, bad.draw, plan.scenario.id, year)};
}

RunError too_wide(const plan::Plan& plan, std::size_t cell) {
  const std::size_t output = std::min(cell / plan.years, plan.written.empty() ? 0 : plan.written.size() - 1);
  return too_wide(output_name(plan, static_cast<std::uint32_t>(output)), plan.scenario.id);
}

RunError too_wide(const std::string& name, const std::string& scenario) {
  return {
      fmt::format("{} spreads too widely to be averaged in scenario {}: the squares of its draws about the "
                  "central path outgrow the sums",
                  name, scenario),
      fmt::format("情景 {} 的 {} 离散过大，无法求均值：各次抽样偏离中位路径过远，平方和超出可计范围", scenario, name)};
}

}  // namespace citypeak::run
