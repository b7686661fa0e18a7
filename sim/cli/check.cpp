// SPDX-License-Identifier: MIT
// `citypeak check`: reads everything, reports every finding, runs nothing.
#include <fmt/format.h>

#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/plan/plan.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"format", "set", "library"};

[[nodiscard]] std::string sound(const model::Scenario& scenario, const std::string& file, text::Language language) {
  return language == text::Language::zh
             ? fmt::format("{}：检查通过：输入参数{}项（其中假设值{}项），减排措施{}项\n", file, scenario.input_count(),
                           scenario.assumptions(), scenario.levers.size())
             : fmt::format("{}: sound; {} inputs, {} of them assumptions, {} levers\n", file, scenario.input_count(),
                           scenario.assumptions(), scenario.levers.size());
}

int check(const Options& options) {
  const bool json = options.format == "json";
  if (!options.format.empty() && !json) {
    throw UsageError{
        text::Finding{"option_value", text::Severity::error, {}, {"format", options.format, "json", "check"}, {}}};
  }
  Inputs inputs = read_inputs(options);
  for (const model::Scenario& scenario : inputs.scenarios) (void)plan::make_plan(scenario, {}, inputs.findings);
  if (json) {
    print(text::rendered_json(inputs.findings.sorted(), inputs.sources, options.terminal));
  } else {
    print_findings(inputs.findings, inputs.sources, options.terminal);
    for (std::size_t i = 0; i < inputs.scenarios.size() && !inputs.findings.has_errors(); ++i) {
      print(sound(inputs.scenarios[i], options.files[i], options.terminal));
    }
  }
  return inputs.findings.has_errors() ? wrong_input : done;
}

}  // namespace

Command check_command() {
  return {"check",
          {"read scenarios and report every mistake; runs nothing", "读取情景并报告所有问题，不运行"},
          {"[options] FILE...", "[选项] 文件..."},
          known_options,
          true,
          &check};
}

}  // namespace citypeak::cli
