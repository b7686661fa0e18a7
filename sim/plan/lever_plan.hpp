// SPDX-License-Identifier: MIT
// Levers made flat: how they spread, what they change, what they cost.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/model/targets.hpp"
#include "sim/plan/paths.hpp"

namespace citypeak::plan {

class LeverPlanner {
 public:
  LeverPlanner(Plan& plan, Paths& paths, const model::Scenario& scenario)
      : plan_(plan), paths_(paths), build_(paths.build), scenario_(scenario), city_(scenario.city) {}

  /// The curve of a lever, or of a structural change (reach = 1, no lever).
  [[nodiscard]] AdoptionPlan adoption(const model::Adoption& adoption, const model::Lever* lever);
  void add_levers(CityPlan& city);
  /// Levers stand sorted by id; effects are sorted here, so the order in the file never shows. The sectors, carriers,
  /// sinks and waste of the plan must stand already.
  void add_effects(CityPlan& city);
  /// Costs are planned only where they are asked for or act on GDP: sampling what nobody sees takes time.
  void add_costs(CityPlan& city);

  /// Carriers that levers bring into a sector that does not use them yet.
  [[nodiscard]] std::vector<std::string> destinations(std::size_t sector) const;

 private:
  /// One effect on one target, before it is put into the flat arrays.
  struct Placed {
    std::string group;  // the overlap group, or a name of its own
    EffectPlan effect;
    Row degree = 0;
    std::uint32_t to = 0;  // shift: position in the sector's carriers or among the routes
  };
  enum class Moved { sector, stock, waste };
  using TargetKey = std::tuple<int, std::size_t, std::size_t>;  // kind, index, carrier of a sector
  using ShiftKey = std::tuple<Moved, std::size_t, std::uint32_t>;

  void place(std::uint32_t l, const model::Lever& lever, const model::Effect& effect);
  void place_changes(Placed placed, const model::Lever& lever, const model::Effect& effect, Row kept);
  void place_shifts(Placed placed, const model::Lever& lever, const model::Effect& effect, Row kept);
  void place_prices(const Placed& placed, const model::Lever& lever, const model::Effect& effect);
  void place_charge(Placed placed, const model::Lever& lever, const model::Effect& effect, const model::Target& target);
  void place_carbon_price(Placed placed, const model::Lever& lever, const model::Effect& effect,
                          const model::Target& target);
  void place_additions(std::uint32_t l, const model::Lever& lever, const model::Effect& effect);
  [[nodiscard]] Row in_plan_units(Row value, const model::Target& target);
  [[nodiscard]] Row added_in_plan_units(Row value, const model::Target& target);
  [[nodiscard]] model::Quantity degree_of(const model::Overlap& overlap) const;
  [[nodiscard]] std::optional<std::uint32_t> carrier_position(std::size_t sector, const std::string& carrier) const;
  [[nodiscard]] Span grouped(std::vector<Placed>& placed, std::vector<std::uint32_t>* order = nullptr);
  void attach(CityPlan& city, const TargetKey& key, std::uint32_t index);
  [[nodiscard]] Span shifts_of(Moved moved, std::size_t index);
  [[nodiscard]] CostPlan cost(const model::LeverCost& cost, const model::Lever& lever);

  Plan& plan_;
  Paths& paths_;
  Builder& build_;
  const model::Scenario& scenario_;
  const model::City& city_;
  std::map<TargetKey, std::vector<Placed>> targets_;
  std::map<TargetKey, std::vector<AdditionPlan>> additions_;
  std::map<ShiftKey, std::vector<Placed>> shifts_;
};

}  // namespace citypeak::plan
