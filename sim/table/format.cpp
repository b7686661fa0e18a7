// SPDX-License-Identifier: MIT
// How numbers become text, for programs and for readers, and how wide a text stands in a terminal.
#include "sim/table/format.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace citypeak::table {
namespace {

constexpr int error_digits = 2;              // significant digits of a standard error, as metrologists print them
constexpr double negligible_error = 1e-9;    // relative; rounding of the sums themselves stays below it
constexpr int most_decimals = 12;            // numbers that need more, or stand higher than `largest_place`,
constexpr int largest_place = 15;            // are written with an exponent
constexpr std::size_t longest_number = 400;  // 1.8e308 written out, with decimals

// Position of the leading digit after rounding to `digits` significant ones: 0 for units, -1 for tenths.
int leading_place(double value, int digits) {
  std::array<char, 64> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), std::abs(value), std::chars_format::scientific, digits - 1)
          .ptr;
  const char* mark = std::find(text.data(), end, 'e') + 1;
  const bool negative = *mark == '-';
  int place = 0;
  std::from_chars(mark + 1, end, place);
  return negative ? -place : place;
}

// Without a sign where only zeros are left: -0.00 says no more than 0.00.
std::string without_empty_sign(std::string text) {
  const bool only_zeros = text.find_first_of("123456789") == std::string::npos;
  if (only_zeros && !text.empty() && text.front() == '-') text.erase(0, 1);
  return text;
}

// Rounded to `decimals` places; a negative number of places rounds to tens, hundreds, ...
std::string rounded(double value, int decimals) {
  std::array<char, longest_number> text{};
  if (decimals < 0) {
    const double step = std::pow(10.0, -decimals);
    value = std::round(value / step) * step;
  }
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, std::max(decimals, 0)).ptr;
  return without_empty_sign(std::string(text.data(), end));
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// With an exponent, for what would be a row of zeros.
std::string scientific(double value, int digits) {
  std::array<char, 64> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific, digits - 1).ptr;
  return std::string(text.data(), end);
}

std::string constant(double value, const Precision& precision) {
  if (value == 0.0) return "0";
  const int place = leading_place(value, precision.digits);
  const bool too_small = place < -most_decimals && precision.decimals >= most_decimals;
  if (too_small || place > largest_place) return scientific(value, precision.digits);
  return without_trailing_zeros(rounded(value, std::min(precision.digits - 1 - place, precision.decimals)));
}

bool matters(double value, std::optional<double> standard_error) {
  return standard_error && std::isfinite(*standard_error) && *standard_error > 0.0 &&
         *standard_error >= negligible_error * std::abs(value);
}

}  // namespace

std::string shortest(double value) {
  std::string text;
  append_shortest(value, text);
  return text;
}

void append_shortest(double value, std::string& text) {
  if (!std::isfinite(value)) return;
  if (value == 0.0) {
    text += '0';
    return;
  }
  const double size = std::abs(value);
  const bool plain = size >= 1e-5 && size < 1e16;
  std::array<char, 64> digits{};
  char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                  plain ? std::chars_format::fixed : std::chars_format::scientific)
                        .ptr;
  text.append(digits.data(), end);
}

Digits significant(double value, std::optional<double> standard_error, const Precision& precision) {
  if (!std::isfinite(value)) return {};
  if (!matters(value, standard_error)) return {constant(value, precision), {}};
  const double size = std::max(std::abs(value), *standard_error);
  const int where_error_ends = error_digits - 1 - leading_place(*standard_error, error_digits);
  const int decimals =
      std::min({where_error_ends, precision.digits - 1 - leading_place(size, precision.digits), precision.decimals});
  if (decimals > most_decimals) {
    return {scientific(value, precision.digits), scientific(*standard_error, error_digits)};
  }
  const bool shows = *standard_error >= 0.5 * std::pow(10.0, -decimals);
  return {rounded(value, decimals), shows ? rounded(*standard_error, decimals) : std::string()};
}

Digits calendar_year(double value, std::optional<double> standard_error) {
  if (!std::isfinite(value)) return {};
  Digits digits{rounded(value, 0), {}};
  const bool shows = standard_error && std::isfinite(*standard_error) && *standard_error >= 1.0;
  if (shows) digits.error = without_trailing_zeros(significant(0.0, standard_error).error);
  return digits;
}

int display_width(std::string_view text) {
  int width = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t code_point = 0;
    const auto used = utf8proc_iterate(bytes, left, &code_point);
    width += used > 0 ? utf8proc_charwidth(code_point) : 1;
    const auto step = used > 0 ? used : 1;
    bytes += step;
    left -= step;
  }
  return width;
}

std::string padded_right(std::string_view text, int width) {
  const int blanks = std::max(0, width - display_width(text));
  return std::string(text) + std::string(static_cast<std::size_t>(blanks), ' ');
}

std::string padded_left(std::string_view text, int width) {
  const int blanks = std::max(0, width - display_width(text));
  return std::string(static_cast<std::size_t>(blanks), ' ') + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines(1);
  std::string word;
  const auto take_word = [&] {
    if (display_width(lines.back() + word) > columns && !lines.back().empty()) lines.emplace_back();
    lines.back() += word;
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    const std::string_view letter = text.substr(at, end - at);
    if (std::string_view("；，。、：）～").find(letter) != std::string_view::npos && end - at > 1) {
      take_word();
      lines.back() += letter;  // never begins a line
      at = end;
      continue;
    }
    word += letter;
    if (letter == " " || display_width(letter) > 1) take_word();
    at = end;
  }
  take_word();
  for (std::string& line : lines) line.erase(line.find_last_not_of(' ') + 1);
  return lines;
}

}  // namespace citypeak::table
