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

/// One change a lever makes. Exactly one of `on`, `toward`, `shift` is written.
struct Effect {
  std::string id;
  std::vector<Word> on, toward;  ///< targets such as `sectors.buildings.intensity`
  std::vector<Word> shift;       ///< sectors whose carriers move
  Word from, to;
  Quantity change, strength, value, rebound;
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

struct Lever {
  std::string lever, use, as;
  LocalText name, mechanism, description;
  std::optional<Case> origin;
  Named<Quantity> parameters;
  Adoption adoption;
  std::vector<Effect> effects;
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
