// SPDX-License-Identifier: MIT
// Asks the register for the variables of a city whose parts are called SECTOR, CARRIER, BRANCH and NAME.
#include "sim/plan/variables_page.hpp"

#include <fmt/format.h>

#include "sim/plan/plan.hpp"

namespace citypeak::plan {

namespace {

[[nodiscard]] model::Scenario placeholders() {
  model::Scenario out;
  model::ValueAdded value_added;
  value_added.shares.entries.push_back({"BRANCH", {}});
  out.city.economy.value_added = value_added;
  model::Sector sector;
  sector.activity.unit = "own unit";
  sector.activity.dimension = model::dimension_of(model::Base::item);
  out.city.sectors.emplace_back("SECTOR", sector);
  out.city.carriers.emplace_back("CARRIER", model::Carrier{});
  out.city.carriers.emplace_back("electricity", model::Carrier{});
  out.city.sinks.emplace_back("SINK", model::Sink{});
  out.city.waste.emplace();
  out.city.power.emplace().local_plants.pieces.emplace_back();
  model::Lever lever;
  lever.use = "NAME";
  lever.name = {"NAME", "NAME"};
  out.levers.push_back(lever);
  return out;
}

[[nodiscard]] std::string_view when_written(const Variable& variable) {
  if (variable.intermediate) return "`--central` only";
  return variable.headline ? "yes" : "on request";
}

}  // namespace

std::string variables_page() {
  const model::Scenario scenario = placeholders();
  const std::vector<std::string> shares{"SECTOR.CARRIER"};
  const StateLayout layout = state_layout(scenario.city, shares.size(), scenario.levers.size());
  std::string out = R"(# Output variables

Written by `citypeak schema variables`; do not edit. `docs/formats/generate.sh` rewrites all pages of this kind.

In this order they stand in projection.csv, summary.json and central.csv. `SECTOR`, `CARRIER`, `BRANCH` and `NAME`
are ids of the scenario: one row for each. *Written* says whether a run writes the variable by itself or only when
`--variables` names it (`--variables "energy.*"`). The city of this page has waste, sinks and local plants: without
them their rows fall away or, like `emissions.ghg` and `emissions.sink`, wait for a request. The equations:
[model](../method/model.md).

| name | unit | written | meaning | 含义 |
|---|---|---|---|---|
)";
  for (const Variable& variable : city_variables(scenario, layout, shares, 0)) {
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", variable.name, variable.unit, when_written(variable),
                       variable.label.en, variable.label.zh);
  }
  return out;
}

}  // namespace citypeak::plan
