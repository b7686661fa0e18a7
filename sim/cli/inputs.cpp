// SPDX-License-Identifier: MIT
// One scenario after the other, all findings together.
#include "sim/cli/inputs.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace citypeak::cli {

Inputs read_inputs(const Options& options, text::Sources sources) {
  Inputs out;
  out.sources = std::move(sources);
  const model::Places places = places_of(options);
  for (const std::string& file : options.files) {
    auto scenario = model::read_scenario(out.sources, file, file, options.sets, places, out.findings);
    if (scenario) out.scenarios.push_back(std::move(*scenario));
  }
  return out;
}

void check_together(Inputs& inputs) {
  std::set<std::string> ids;
  const model::Scenario& first = inputs.scenarios.front();
  for (const model::Scenario& scenario : inputs.scenarios) {
    if (!ids.insert(scenario.id).second) inputs.findings.add("scenario_twice", {}, {scenario.id});
    if (scenario.base_year != first.base_year || scenario.horizon != first.horizon) {
      inputs.findings.add("years_differ", {},
                          {scenario.id, fmt::format("{}..{}", scenario.base_year, scenario.horizon),
                           fmt::format("{}..{}", first.base_year, first.horizon)});
    }
  }
}

}  // namespace citypeak::cli
