// SPDX-License-Identifier: MIT
// A quantity as a planner wrote it: a number, a distribution, a formula or the rest of a whole, with unit, source and
// place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/distribution.hpp"
#include "sim/model/formula.hpp"
#include "sim/model/units.hpp"
#include "sim/text/diagnostics.hpp"

namespace citypeak::model {

/// Quality of a datum; the default spreads stand in `grade_spread`.
enum class Grade { high, medium, low };
[[nodiscard]] std::string_view grade_name(Grade grade);

/// p95 / median (and median / p05) of an input known only by its grade: judgements, docs/method/uncertainty.md.
[[nodiscard]] double grade_spread(Grade grade);

/// Where a number comes from.
struct Provenance {
  std::string source;  ///< id in the file's `sources:`, or free text; `assumption` where there is none
  Grade grade = Grade::low;
  bool assumption = true;  ///< nobody measured it: no source, `assumption` or `judgement`
  std::string note;
  std::string status;  ///< of a lever's parameter: read, or judgement
};

/// A value in canonical units (J, kgCO2, kg, CNY, person, m, year, shares as fractions).
struct Quantity {
  enum class Kind { absent, constant, distribution, formula, rest, required };
  Kind kind = Kind::absent;
  double value = 0.0;  ///< of a constant
  std::optional<Distribution> distribution;
  std::optional<Formula> formula;
  Dimension dimension{};
  std::string unit;     ///< canonical unit, `share` if none
  std::string written;  ///< as the planner wrote it, for explain
  std::string name;     ///< input name of contract.md, with the city id or `shared.` in front
  text::Place place;
  Provenance provenance;
  std::string written_unit;     ///< the unit as written, empty for plain numbers
  double written_factor = 1.0;  ///< one of that unit in canonical units
  bool tce = false;             ///< written in tonnes of coal equivalent

  [[nodiscard]] bool present() const { return kind != Kind::absent; }
  [[nodiscard]] bool is_constant() const { return kind == Kind::constant; }
  [[nodiscard]] bool uncertain() const { return kind == Kind::distribution; }
  /// The quantile at u of a constant or a distribution; 0.5 is the value of `--central`.
  [[nodiscard]] double quantile(double u) const;
};

/// A constant that no file wrote: a default.
[[nodiscard]] Quantity constant_quantity(double value);

/// Values over the years. A rate holds for a period; a level is linear between its years and constant after the last.
struct Path {
  struct Piece {
    int first = 0, last = 0;  ///< levels: both the year
    Quantity value;
  };
  std::vector<Piece> pieces;  ///< ascending; a single value has first = base year, last = horizon
  text::Place place;
  [[nodiscard]] bool present() const { return !pieces.empty(); }
};

}  // namespace citypeak::model
