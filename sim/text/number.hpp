// SPDX-License-Identifier: MIT
// Numbers as planners write them: strict decimal numbers, what follows them, and the traps that look like numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace citypeak::text {

/// The number a text begins with, and the text after it without blanks round it (its unit, for instance).
struct NumberText {
  double value = 0;
  std::string_view rest;
};

/// Reads `4534.14 万tce`, `15%`, `-2 %`, `1e6 t`. Refused (nullopt): inf, nan, hexadecimal, leading zeros, `1_000`,
/// `1,000`, dates, numbers that no double holds. `1 eV` is 1 with the unit eV.
[[nodiscard]] std::optional<NumberText> parse_number(std::string_view text);

/// The shortest text that reads back as the same number: plain decimals for exponents of ten from -5 to 15, else with
/// an exponent; never `-0`; empty for what is no number (an undefined result is an empty cell).
[[nodiscard]] std::string shortest(double value);

/// A text in place of a number that older YAML or another country would read as one: the finding's id and, where it is
/// known, what to write instead.
struct NumberTrap {
  std::string_view id;  ///< yaml11_value, thousands_separator, decimal_comma or fullwidth_digits
  std::string suggestion;
};
[[nodiscard]] std::optional<NumberTrap> number_trap(std::string_view text);

}  // namespace citypeak::text
