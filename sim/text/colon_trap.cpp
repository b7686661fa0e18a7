// SPDX-License-Identifier: MIT
// Finds keys that YAML does not see as keys: a full-width colon behind them, or no space behind the colon.
#include "sim/text/colon_trap.hpp"

#include <algorithm>

namespace citypeak::text {
namespace {

constexpr std::string_view wide_colon = "：";

bool begins_word(char c, KeyScript script) {
  const bool latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return latin || (script == KeyScript::any && static_cast<unsigned char>(c) >= 0x80);
}

bool continues_word(char c, KeyScript script) {
  return begins_word(c, script) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

std::size_t skip_blanks_and_dashes(std::string_view text) {
  std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  while (text.substr(begin, 2) == "- ") begin = std::min(text.find_first_not_of(' ', begin + 2), text.size());
  return begin;
}

/// Whether `after` shows that the half-width colon before it was meant to end a key (and not to begin an address).
bool looks_like_a_value(std::string_view after) {
  constexpr std::string_view never_first = " \t:\\";
  return !after.empty() && never_first.find(after.front()) == std::string_view::npos && after.substr(0, 2) != "//";
}

}  // namespace

std::optional<ColonTrap> colon_trap(std::string_view text, KeyScript script) {
  const std::size_t begin = skip_blanks_and_dashes(text);
  if (begin == text.size() || !begins_word(text[begin], script)) return std::nullopt;
  std::size_t end = begin;
  while (end < text.size() && continues_word(text[end], script) && text.substr(end, wide_colon.size()) != wide_colon)
    ++end;
  if (end == begin) return std::nullopt;
  const std::string key(text.substr(begin, end - begin));
  const std::size_t colon = std::min(text.find_first_not_of(' ', end), text.size());
  if (text.substr(colon, wide_colon.size()) == wide_colon) {
    return ColonTrap{"fullwidth_colon", key, begin, colon + wide_colon.size()};
  }
  const bool glued = end < text.size() && text[end] == ':' && looks_like_a_value(text.substr(end + 1));
  if (glued && key != "library") return ColonTrap{"key_without_space", key, begin, end + 1};
  return std::nullopt;
}

}  // namespace citypeak::text
