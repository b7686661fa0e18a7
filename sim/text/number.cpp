// SPDX-License-Identifier: MIT
// Numbers as planners write them: strict decimal numbers, what follows them, and the traps that look like numbers.
#include "sim/text/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace citypeak::text {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - from;
}

/// The length of `[digits][.digits][e[sign]digits]` at the beginning; 0 if there is none.
std::size_t unsigned_length(std::string_view text) {
  std::size_t length = digits_at(text, 0);
  const bool has_whole = length > 0;
  if (length < text.size() && text[length] == '.') {
    const auto fraction = digits_at(text, length + 1);
    if (fraction > 0)
      length += 1 + fraction;
    else if (!has_whole)
      return 0;
  }
  if (length == 0 || length >= text.size() || (text[length] != 'e' && text[length] != 'E')) return length;
  const bool has_sign = length + 1 < text.size() && (text[length + 1] == '+' || text[length + 1] == '-');
  const std::size_t first_digit = length + (has_sign ? 2 : 1);
  const auto exponent = digits_at(text, first_digit);
  return exponent > 0 ? first_digit + exponent : length;
}

/// Whether what follows the digits shows that they were only the beginning of something else.
bool runs_on(std::string_view rest) {
  if (rest.empty()) return false;
  const bool digit_follows = rest.size() > 1 && is_digit(rest[1]);
  const bool joins = rest[0] == '-' || rest[0] == '+' || rest[0] == ':' || rest[0] == '\'';
  const auto after_blanks = trimmed(rest);
  const bool per = after_blanks.size() > 2 && after_blanks.substr(0, 2) == "1/" && !is_digit(after_blanks[2]);
  const bool next_digits = rest[0] == ' ' && !after_blanks.empty() && is_digit(after_blanks[0]) && !per;
  return rest[0] == '_' || rest[0] == ',' || rest[0] == '.' || (joins && digit_follows) || next_digits;
}

bool is_based(std::string_view text) {
  return text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X' || text[1] == 'o' || text[1] == 'b') &&
         (is_digit(text[2]) || (text[1] != 'b' && text[1] != 'o' &&
                                std::string_view("abcdefABCDEF").find(text[2]) != std::string_view::npos));
}

std::string small(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

bool is_word_of_old_yaml(const std::string& word) {
  constexpr std::array<std::string_view, 11> words = {"yes",  "no",   "on",  "off", "y",       "n",
                                                      ".nan", ".inf", "nan", "inf", "infinity"};
  const bool has_sign = !word.empty() && (word[0] == '-' || word[0] == '+');
  return std::find(words.begin(), words.end(), std::string_view(word).substr(has_sign ? 1 : 0)) != words.end();
}

/// Full-width letters, digits and signs as half-width ones; what is already half-width stays.
std::string half_width(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t ahead) {
      return static_cast<unsigned>(static_cast<unsigned char>(text[i + ahead]));
    };
    const bool three = (byte(0) & 0xF0U) == 0xE0U && i + 2 < text.size();
    const unsigned code = three ? ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU) : 0U;
    const bool full = code >= 0xFF01 && code <= 0xFF5E;
    if (full)
      result += static_cast<char>(code - 0xFEE0U);
    else if (code == 0x3000)
      result += ' ';
    else if (code == 0x2212)
      result += '-';  // the minus of mathematics
    else if (code == 0x3002)
      result += '.';  // the Chinese full stop
    else
      result += text.substr(i, three ? 3 : 1);
    i += three ? 3 : 1;
  }
  return result;
}

std::string suggested_number(const std::string& text) {
  if (parse_number(text)) return text;
  const auto trap = number_trap(text);
  return trap ? trap->suggestion : std::string{};
}

/// `1,234,567.8 t` -> `1234567.8 t` if `separator` (a comma, a blank, an apostrophe) stands before groups of three.
std::optional<std::string> without_groups(std::string_view text, char separator) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const auto first = digits_at(text, at);
  if (first == 0 || first > 3) return std::nullopt;
  at += first;
  std::string result(text.substr(0, at));
  bool grouped = false;
  while (at < text.size() && text[at] == separator && digits_at(text, at + 1) == 3) {
    result += text.substr(at + 1, 3);
    at += 4;
    grouped = true;
  }
  if (!grouped) return std::nullopt;
  result += text.substr(at);
  return parse_number(result) ? std::optional(result) : std::nullopt;
}

std::optional<NumberTrap> separator_trap(std::string_view text) {
  for (const char separator : {',', ' ', '\''}) {
    if (auto plain = without_groups(text, separator)) return NumberTrap{"thousands_separator", std::move(*plain)};
  }
  const auto comma = text.find(',');
  const bool after_digit = comma != std::string_view::npos && comma > 0 && is_digit(text[comma - 1]);
  if (!after_digit || digits_at(text, comma + 1) == 0) return std::nullopt;
  std::string with_point(text);
  with_point[comma] = '.';
  if (!parse_number(with_point)) return std::nullopt;
  return NumberTrap{"decimal_comma", std::move(with_point)};
}

std::string from_base(std::string_view text) {
  const int base = text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'o' ? 8 : 2;
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data() + 2, text.data() + text.size(), value, base);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? std::to_string(value) : std::string{};
}

/// Dates, leading zeros, underscores, other bases; `text` begins with a digit, the sign stands in `sign`.
std::optional<NumberTrap> old_number(std::string_view text, const std::string& sign) {
  const auto trap = [&](const std::string& suggestion) {
    return NumberTrap{"yaml11_value", suggestion.empty() ? suggestion : sign + suggestion};
  };
  if (is_based(text)) return trap(from_base(text));
  const auto whole = digits_at(text, 0);
  const bool is_date = whole == 4 && text.size() >= 8 && text[4] == '-' && is_digit(text[5]);
  if (is_date) return trap(std::string(text.substr(0, 4)));
  const char next = whole < text.size() ? text[whole] : ' ';
  if (next == '_') {
    std::string plain(text);
    plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
    return trap(suggested_number(plain));
  }
  if (next == ':' && digits_at(text, whole + 1) > 0) return trap({});
  if (whole > 1 && text[0] == '0') {
    const auto first = std::min(text.find_first_not_of('0'), whole - 1);
    return trap(suggested_number(std::string(text.substr(first))));
  }
  return std::nullopt;
}

}  // namespace

std::optional<NumberText> parse_number(std::string_view text) {
  text = trimmed(text);
  const bool has_sign = !text.empty() && (text[0] == '-' || text[0] == '+');
  const bool negative = has_sign && text[0] == '-';
  if (has_sign) text.remove_prefix(1);
  const auto length = unsigned_length(text);
  if (length == 0 || is_based(text)) return std::nullopt;
  const bool leading_zero = text[0] == '0' && length > 1 && is_digit(text[1]);
  const auto rest = text.substr(length);
  if (leading_zero || runs_on(rest)) return std::nullopt;
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + length, value);
  if (read.ec != std::errc{} || read.ptr != text.data() + length || !std::isfinite(value)) return std::nullopt;
  return NumberText{negative ? -value : value, trimmed(rest)};
}

std::string shortest(double value) {
  if (!std::isfinite(value)) return {};
  if (value == 0) return "0";
  constexpr int plain_from = -5, plain_to = 15;
  std::array<char, 32> buffer{};
  const auto scientific =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(scientific.ptr - buffer.data()));
  const auto mark = text.find('e');
  int exponent = 0;
  const std::size_t first = mark + (text[mark + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + first, text.data() + text.size(), exponent);
  if (exponent < plain_from || exponent > plain_to) {
    return std::string(text.substr(0, mark)) + "e" + std::to_string(exponent);
  }
  std::array<char, 64> plain{};
  const auto end = std::to_chars(plain.data(), plain.data() + plain.size(), value, std::chars_format::fixed);
  return std::string(plain.data(), end.ptr);
}

std::optional<NumberTrap> number_trap(std::string_view text) {
  text = trimmed(text);
  const auto narrow = half_width(text);
  if (narrow != text) {
    const bool is_number = parse_number(narrow) || number_trap(narrow);
    return is_number ? std::optional(NumberTrap{"fullwidth_digits", suggested_number(narrow)}) : std::nullopt;
  }
  if (text.empty() || parse_number(text)) return std::nullopt;
  if (is_word_of_old_yaml(small(text))) return NumberTrap{"yaml11_value", {}};
  const bool has_sign = text[0] == '-' || text[0] == '+';
  const auto digits = text.substr(has_sign ? 1 : 0);
  if (digits.empty() || !is_digit(digits[0])) return std::nullopt;
  if (auto separator = separator_trap(text)) return separator;
  return old_number(digits, text[0] == '-' ? "-" : "");
}

}  // namespace citypeak::text
