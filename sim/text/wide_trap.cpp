// SPDX-License-Identifier: MIT
// Finds full-width commas, brackets and quotes that a Chinese input method wrote where YAML wants half-width ones.
#include "sim/text/wide_trap.hpp"

#include <algorithm>

namespace citypeak::text {
namespace {

enum class Kind { comma, bracket, corner_open, corner_close, quote_open, quote_close };

struct Sign {
  std::string_view wide, narrow;
  Kind kind;
};

// Corner brackets also stand in Chinese titles, so they are looked at more closely than the others.
constexpr Sign signs[] = {
    {"，", ", ", Kind::comma},       {"、", ", ", Kind::comma},       {"｛", "{", Kind::bracket},
    {"｝", "}", Kind::bracket},      {"［", "[", Kind::bracket},      {"］", "]", Kind::bracket},
    {"【", "[", Kind::corner_open},  {"】", "]", Kind::corner_close}, {"「", "{", Kind::corner_open},
    {"」", "}", Kind::corner_close}, {"“", "\"", Kind::quote_open},   {"”", "\"", Kind::quote_close},
    {"‘", "'", Kind::quote_open},    {"’", "'", Kind::quote_close},
};

constexpr std::string_view blanks = " \t";
constexpr std::size_t widest_look = 200;  // bytes before and behind a sign, so that a hostile text costs little

const Sign* sign_at(std::string_view text, std::size_t at) {
  if (static_cast<unsigned char>(text[at]) < 0x80) return nullptr;
  const auto found = std::find_if(std::begin(signs), std::end(signs),
                                  [&](const Sign& sign) { return text.substr(at, sign.wide.size()) == sign.wide; });
  return found == std::end(signs) ? nullptr : found;
}

WideTrap trap_of(const Sign& sign, std::size_t at) {
  return {std::string(sign.wide), std::string(sign.narrow), at, at + sign.wide.size()};
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

bool begins_number(std::string_view text) {
  text = without_blanks(text.substr(0, widest_look));
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text = without_blanks(text.substr(1));
  return !text.empty() && is_digit(text[0]);
}

/// `services: rest`, `2030: 5 %`, `rest}`, or nothing more on this line.
bool begins_entry(std::string_view text) {
  text = without_blanks(text.substr(0, widest_look));
  std::size_t end = 0;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '.')) ++end;
  const auto rest = without_blanks(text.substr(end));
  if (rest.empty() || rest[0] == '\r' || rest[0] == '\n') return true;
  const bool colon = rest[0] == ':' || rest.substr(0, 3) == "：";
  return (end > 0 && colon) || rest[0] == '}' || rest[0] == ']';
}

/// What stands before `at` since the last half-width sign that begins a value.
std::string_view value_before(std::string_view text, std::size_t at) {
  const auto from = at - std::min(at, widest_look);
  const auto before = text.substr(from, at - from);
  const auto sign = before.find_last_of(",[{:\n");
  return without_blanks(sign == std::string_view::npos ? before : before.substr(sign + 1));
}

bool stands_first(std::string_view text, std::size_t at) { return value_before(text, at).empty(); }

/// Whether YAML would take apart what stands between full-width quotes.
bool needs_quotes(std::string_view text, std::size_t after) {
  const auto near = text.substr(after, widest_look);
  const auto rest = near.substr(0, near.find('\n'));
  const auto inside = rest.substr(0, std::min(rest.find("”"), rest.find("’")));
  return inside.find_first_of(",{}[]#") != std::string_view::npos || inside.find(": ") != std::string_view::npos;
}

bool meant_for_yaml(const Sign& sign, std::string_view text, std::size_t at) {
  const auto after = at + sign.wide.size();
  switch (sign.kind) {
    case Kind::comma:
      return begins_entry(text.substr(after)) || begins_number(value_before(text, at));
    case Kind::bracket:
      return true;
    case Kind::corner_open:
      return stands_first(text, at) && after < text.size() && is_ascii(text[after]);
    case Kind::corner_close:
      return at > 0 && is_ascii(text[at - 1]);
    case Kind::quote_open:
      return stands_first(text, at) && needs_quotes(text, after);
    case Kind::quote_close:
      return false;  // the opening one is named, or stands inside a sentence
  }
  return false;
}

/// Behind a text in half-width quotes or a remark that begins at `at`; `at` itself if none does.
std::size_t behind_text(std::string_view text, std::size_t at) {
  const char c = text[at];
  const bool after_blank = at == 0 || blanks.find(text[at - 1]) != std::string_view::npos || text[at - 1] == '\n';
  if (c == '#' && after_blank) return std::min(text.find('\n', at), text.size());
  if ((c != '"' && c != '\'') || !stands_first(text, at)) return at;
  const auto end = text.find(c, at + 1);
  return end == std::string_view::npos ? text.size() : end + 1;
}

bool has_bracketed_number(std::string_view value) {
  const Sign* sign = value.empty() ? nullptr : sign_at(value, 0);
  const bool opens = sign != nullptr && (sign->kind == Kind::bracket || sign->kind == Kind::corner_open);
  return opens && begins_number(value.substr(sign->wide.size()));
}

}  // namespace

std::optional<WideTrap> wide_trap(std::string_view text, std::size_t begin, std::size_t end) {
  end = std::min(end, text.size());
  for (std::size_t at = begin; at < end;) {
    if (const auto behind = behind_text(text, at); behind > at) {
      at = behind;
      continue;
    }
    const Sign* sign = sign_at(text, at);
    if (sign != nullptr && meant_for_yaml(*sign, text, at)) return trap_of(*sign, at);
    ++at;
  }
  return std::nullopt;
}

std::optional<WideTrap> wide_trap_in_key(std::string_view key) {
  for (std::size_t at = 0; at < key.size(); ++at) {
    if (const Sign* sign = sign_at(key, at)) return trap_of(*sign, at);
  }
  return std::nullopt;
}

std::optional<WideTrap> wide_trap_in_value(std::string_view value, bool in_list) {
  if (has_bracketed_number(value)) return trap_of(*sign_at(value, 0), 0);
  for (std::size_t at = 1; at < value.size(); ++at) {
    const Sign* sign = sign_at(value, at);
    if (sign == nullptr || sign->kind != Kind::comma) continue;
    const bool between_numbers =
        begins_number(value) && is_ascii(value[at - 1]) && begins_number(value.substr(at + sign->wide.size()));
    if (in_list || between_numbers) return trap_of(*sign, at);
  }
  return std::nullopt;
}

std::optional<WideTrap> wide_closing_quote(std::string_view line, char quote) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    const Sign* sign = sign_at(line, at);
    const bool is_quote = sign != nullptr && (sign->kind == Kind::quote_close || sign->kind == Kind::quote_open);
    const bool ends = is_quote && begins_entry(line.substr(at + sign->wide.size()));
    if (ends && sign->narrow.front() == quote) return trap_of(*sign, at);
  }
  return std::nullopt;
}

}  // namespace citypeak::text
