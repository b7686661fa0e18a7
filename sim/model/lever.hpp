// SPDX-License-Identifier: MIT
// A measure proven elsewhere: its parameters, how it spreads, and what it changes.
#pragma once

#include "sim/model/city.hpp"

namespace citypeak::model {

/// What a group of overlapping effects shares: 0 they multiply, 1 only the largest counts.
struct Overlap {
  std::string group;
  Quantity degree;
  text::Place place;
  static const FieldTable& fields();
};

/// One change a lever makes. Exactly one of `on`, `toward`, `shift`, `sales`, `price`, `add` is written.
struct Effect {
  std::string id;
  std::vector<Word> on, toward;  ///< targets such as `sectors.buildings.intensity`
  std::vector<Word> shift;       ///< sectors whose carriers move, or classes of waste whose routes do
  std::vector<Word> sales;       ///< sectors whose new stock moves
  std::vector<Word> price, add;  ///< targets that a price acts on, that something is added to
  Word from, to;
  Quantity change, strength, value, rebound;
  Quantity charge, trip_cost, elasticity, reduction, outside_change, carbon_price;
  bool indexed = true;  ///< the charge follows prices
  std::optional<Overlap> overlap;
  text::Place place;  ///< of its id
  static const FieldTable& fields();
};

/// The city where the measure was proven.
struct Case {
  LocalText city, programme;
  std::string source;
  text::Place place;
  static const FieldTable& fields();
};

/// What a lever costs, per unit of what it covers.
struct LeverCost {
  Quantity capital, running, revenue;
  Word per;  ///< empty: the whole programme
  Quantity lifetime, learning, public_share;
  text::Place place;
  static const FieldTable& fields();
};

struct Lever {
  std::string lever, use, as;
  LocalText name, mechanism, description;
  Word quality;  ///< parameter that says how well the measure is carried out, or reach; empty: realisation, else reach
  std::optional<Case> origin;
  Named<SourceEntry> sources;
  Named<Quantity> parameters;
  Adoption adoption;
  std::vector<Effect> effects;
  std::optional<LeverCost> cost;
  text::Place place;              ///< of the scenario's `use:`
  text::FileId library_file = 0;  ///< where the rest comes from, unless the scenario overrides it
  static const FieldTable& fields();
  [[nodiscard]] const std::string& id() const { return as.empty() ? use : as; }
  /// Where the planner can mend what stands at `place`: in the scenario, never in the shipped library.
  [[nodiscard]] const text::Place& mendable(const text::Place& where) const {
    return where.file == library_file ? place : where;
  }
};

}  // namespace citypeak::model
