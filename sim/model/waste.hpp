// SPDX-License-Identifier: MIT
// A city's waste: how much there is, of which classes, and where each of them goes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/model/fields_of.hpp"

namespace citypeak::model {

/// A class of waste: its share of the wet mass, its routes, its carbon and its heat.
struct WasteClass {
  LocalText name;
  Quantity share;
  Shares routes;                            ///< those of the whole waste if left out
  Quantity carbon, decay;                   ///< degradable carbon per wet mass; decay in the landfill per year
  Quantity dry_matter, dry_carbon, fossil;  ///< dry per wet mass, carbon per dry mass, fossil share of that carbon
  Quantity heat, recycling_credit;
  text::Place place;
  static const FieldTable& fields();
};

struct Landfill {
  Quantity correction, decomposing, methane, recovery, oxidation;
  Observation past;      ///< tonnes landfilled by year, up to the base year
  Quantity past_growth;  ///< in place of `past`: how the tonnes grew until the base year
  int since = 0;         ///< first year of that growth
  text::Place place;
  static const FieldTable& fields();
};

struct Incineration {
  Quantity efficiency;
  bool power_credit = false;
  text::Place place;
  static const FieldTable& fields();
};

/// Years before the base year from which a landfill is taken to have been filled, if nothing is written.
inline constexpr int landfill_memory = 50;

struct Waste {
  Quantity amount, elasticity, saturation;
  Shares routes;
  Quantity gwp;
  Landfill landfill;
  Incineration incineration;
  Quantity composting, digestion;
  Named<WasteClass> classes;
  text::Place place;
  static const FieldTable& fields();
  /// landfill, incineration, composting, digestion, recycling: their order is that of the plan.
  static std::span<const std::string_view> route_names();
  /// The routes of a class: its own or those of the whole waste.
  [[nodiscard]] const Shares& routes_of(const WasteClass& one) const {
    return one.routes.present() ? one.routes : routes;
  }
};

}  // namespace citypeak::model
