// SPDX-License-Identifier: MIT
// How numbers become text, for programs and for readers, and how wide a text stands in a terminal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace citypeak::table {

/// The shortest decimal that reads back as the same number, without an exponent from 1e-5 up to 1e16.
/// Empty for what is not a finite number; `-0` is `0`.
[[nodiscard]] std::string shortest(double value);
/// The same behind a text, for tables of millions of numbers.
void append_shortest(double value, std::string& text);

/// A number and its standard error cut to the same decimal place; `error` is empty for a constant.
struct Digits {
  std::string value, error;
};

/// How much of a number readers are told at most: significant digits, and digits after the point.
struct Precision {
  int digits = 4, decimals = 15;
};
inline constexpr Precision of_numbers{};
inline constexpr Precision of_percentages{5, 2};
inline constexpr Precision of_percentages_in_a_sentence{4, 1};

/// Keeps two significant digits of the standard error and the value down to the same place, but no more of either than
/// `precision`; an error below half a unit of the last digit shown is left out. A constant (no error, or one beyond the
/// ninth digit of the value) has no idle zeros. Empty if not finite.
[[nodiscard]] Digits significant(double value, std::optional<double> standard_error,
                                 const Precision& precision = of_numbers);

/// A calendar year: a whole number, its error in years only from one year on.
[[nodiscard]] Digits calendar_year(double value, std::optional<double> standard_error);

/// Columns that a text takes in a terminal: two for a Chinese character, none for a combining mark.
[[nodiscard]] int display_width(std::string_view text);

/// Text with blanks after it (or before it) up to a display width.
[[nodiscard]] std::string padded_right(std::string_view text, int width);
[[nodiscard]] std::string padded_left(std::string_view text, int width);

/// A text in lines of at most so many columns, broken at blanks, or beside any character wider than one column.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, int columns);

}  // namespace citypeak::table
