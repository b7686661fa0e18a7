// SPDX-License-Identifier: MIT
// Units as planners and statistical yearbooks write them (`kgCO2/kWh`, `万吨`, `亿元`), and what they measure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/text/diagnostics.hpp"

namespace citypeak::model {

/// What can be counted or measured. CO2 is kept apart from other mass: a tonne of cement is never a tonne of CO2.
/// Canonical units: J, kgCO2, kg, CNY, person, m, year, vehicle, trip, item.
enum class Base : std::uint8_t { energy, co2, mass, money, person, length, time, vehicle, trip, item };
inline constexpr std::size_t base_count = 10;

/// The kind of a quantity, as a product of powers of the bases: energy per person is energy^1 person^-1.
/// Exponents saturate at +-127; whoever reads text refuses everything beyond `largest_exponent`.
struct Dimension {
  std::array<std::int8_t, base_count> exponents{};

  /// A plain number or a share.
  [[nodiscard]] constexpr bool is_none() const {
    for (const std::int8_t exponent : exponents) {
      if (exponent != 0) return false;
    }
    return true;
  }
  [[nodiscard]] constexpr int of(Base base) const { return exponents[static_cast<std::size_t>(base)]; }
  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;
};

/// Far above anything a city needs, far below where exponents saturate.
inline constexpr int largest_exponent = 31;

[[nodiscard]] constexpr Dimension dimension_of(Base base, int exponent = 1) {
  Dimension result;
  result.exponents[static_cast<std::size_t>(base)] = static_cast<std::int8_t>(exponent);
  return result;
}
[[nodiscard]] Dimension operator*(const Dimension& left, const Dimension& right);
[[nodiscard]] Dimension operator/(const Dimension& left, const Dimension& right);
[[nodiscard]] Dimension pow(const Dimension& base, int exponent);
/// Whether every exponent is within +-largest_exponent.
[[nodiscard]] bool is_plausible(const Dimension& dimension);

/// The canonical unit, in a spelling that `parse_unit` reads back: `kgCO2/J`, `CNY/person/year`, `1` for none.
[[nodiscard]] std::string unit_text(const Dimension& dimension);
/// The same in words: "energy per person per time", "能量/人数/时间".
[[nodiscard]] std::string dimension_words(const Dimension& dimension, text::Language language);

/// A unit as read from text.
struct Unit {
  Dimension dimension;
  double factor = 1;           ///< one of this unit in canonical units
  bool is_share_like = false;  ///< written with `%`
  bool uses_tce = false;       ///< written in tonnes of coal equivalent: the convention for electricity must be known
  double multiplier = 1;       ///< factor = multiplier/divisor; apart, so that `7 %` is exactly the number 0.07
  double divisor = 1;

  /// `number` of this unit in canonical units, rounded as little as possible.
  [[nodiscard]] double to_canonical(double number) const { return number * multiplier / divisor; }
};

/// Why a unit cannot be read. Replacing `token` at byte `offset` by a non-empty `suggestion` mends that place.
struct UnitProblem {
  std::string id;          ///< of the finding in the catalogue
  std::size_t offset = 0;  ///< bytes before the token; `count_characters` turns it into a column
  std::string token;       ///< empty where the text ends too early
  std::string suggestion;
};

/// Reads a unit. Products by space, `*` or `·`; divisions by `/`; powers `m2`, `m²`, `m^2`; parentheses; multipliers
/// `thousand` .. `trillion`, `千` .. `万亿`, `10^4`, and a lone `k`, `M`, `G`, `T`, `P`, `E` before a unit.
/// An empty text is the unit of a plain number. After `/`, a product without parentheses is refused as ambiguous.
[[nodiscard]] std::variant<Unit, UnitProblem> parse_unit(std::string_view text);

/// Whether a (readable) unit is written in tce or its kin.
[[nodiscard]] bool uses_tce(std::string_view unit_text);

/// Trends are shares of a year: `%`, `%/a`, `1/year` and plain numbers mean the same there. Gives the unit without its
/// "per time" (a rate per month is converted to one per year); other units are returned as they are.
[[nodiscard]] Unit as_yearly_rate(Unit unit);

/// Characters (code points) of a UTF-8 text.
[[nodiscard]] std::size_t count_characters(std::string_view utf8);

/// A row of the generated page of units.
struct UnitInfo {
  std::vector<std::string> spellings;  ///< the first one is preferred
  std::string prefixes;                ///< letters that may stand before each spelling
  Unit unit;
  std::string_view en, zh;  ///< meaning
};
/// Every unit that can be written, in the order of the table.
[[nodiscard]] std::vector<UnitInfo> known_units();

struct MultiplierInfo {
  std::string_view spelling;
  double value = 1;
};
/// Every word that may stand before a unit to multiply it.
[[nodiscard]] std::vector<MultiplierInfo> known_multipliers();

}  // namespace citypeak::model
