// SPDX-License-Identifier: MIT
// Collects what is wrong with the files and prints it beside the planner's own line, with a caret under the place.
#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "sim/text/diagnostics.hpp"

namespace citypeak::text {
namespace {

constexpr int line_width = 100;        // display columns of the user's line that are shown
constexpr int characters_before = 40;  // of a long line, kept before the caret
constexpr std::size_t argument_characters = 160;
constexpr std::string_view ellipsis = "…";

/// One character of a text: its bytes and its code point, or -1 for a byte that is not UTF-8.
struct Character {
  std::string_view bytes;
  utf8proc_int32_t code;
};

Character next_character(std::string_view text) {
  utf8proc_int32_t code = -1;
  const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto length =
      utf8proc_iterate(data, static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &code);
  if (length <= 0) return {text.substr(0, 1), -1};
  return {text.substr(0, static_cast<std::size_t>(length)), code};
}

bool invisible(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return false;
  }
}

std::string visible(const Character& character) {
  const auto code = character.code;
  if (code < 0) return fmt::format("\\x{:02X}", static_cast<unsigned char>(character.bytes.front()));
  if (code == '\t') return "\\t";
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (!invisible(code)) return std::string(character.bytes);
  if (code < 0x80) return fmt::format("\\x{:02X}", code);
  return code > 0xFFFF ? fmt::format("\\U{:08X}", code) : fmt::format("\\u{:04X}", code);
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const auto character = next_character(text);
    width += character.code < 0 ? 1 : utf8proc_charwidth(character.code);
    text.remove_prefix(character.bytes.size());
  }
  return width;
}

/// The part of a long line round the caret, made visible, with the caret's place in display columns.
struct ShownLine {
  std::string text;
  int caret = 0;
  int length = 1;
};

ShownLine shown_line(std::string_view line, const Place& place) {
  const int first_marked = std::max(place.column, 1) - 1;
  const int end_marked = std::max(place.end_column - 1, first_marked + 1);
  const bool is_long = characters_in(line) > line_width;
  int index = 0;
  ShownLine shown;
  if (is_long && first_marked > characters_before) {
    for (; index < first_marked - characters_before && !line.empty(); ++index) {
      line.remove_prefix(next_character(line).bytes.size());
    }
    shown.text = ellipsis;
  }
  int width = display_width(shown.text);
  int marked = 0;
  shown.caret = width;
  for (; !line.empty(); ++index) {
    if (width >= line_width && index > first_marked) {
      shown.text += ellipsis;
      break;
    }
    const auto character = next_character(line);
    const auto cell = visible(character);
    const int cell_width = display_width(cell);
    if (index < first_marked) shown.caret += cell_width;
    if (index >= first_marked && index < end_marked) marked += cell_width;
    shown.text += cell;
    width += cell_width;
    line.remove_prefix(character.bytes.size());
  }
  if (index < first_marked) shown.caret += 1;  // the place lies beyond the end of the line
  shown.length = std::max(marked, 1);
  return shown;
}

std::string shortened(std::string_view text) {
  std::string result;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == argument_characters) return result += ellipsis;
    const auto character = next_character(text);
    result += visible(character);
    text.remove_prefix(character.bytes.size());
  }
  return result;
}

/// `{2..}`: this argument and all that follow, each on a line of its own.
std::string listed(const std::vector<std::string>& args, std::size_t first) {
  std::string result;
  for (std::size_t i = first; i < args.size(); ++i) result += "\n    - " + shortened(args[i]);
  return result;
}

std::string filled(std::string_view text, const std::vector<std::string>& args) {
  constexpr std::string_view rest = "..}";
  std::string result;
  while (!text.empty()) {
    const bool is_list =
        text.size() >= 5 && text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text.substr(2, rest.size()) == rest;
    if (is_list) {
      result += listed(args, static_cast<std::size_t>(text[1] - '0'));
      text.remove_prefix(2 + rest.size());
      continue;
    }
    const bool is_slot = text.size() >= 3 && text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text[2] == '}';
    if (!is_slot) {
      result += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto index = static_cast<std::size_t>(text[1] - '0');
    if (index < args.size()) result += shortened(args[index]);
    text.remove_prefix(3);
  }
  return result;
}

std::string with_suggestion(std::string mend, const std::string& suggestion, Language language) {
  if (suggestion.empty()) return mend;
  const auto word = shortened(suggestion);
  if (language == Language::en) {
    return mend.empty() ? fmt::format("did you mean '{}'?", word) : fmt::format("did you mean '{}'? ({})", word, mend);
  }
  return mend.empty() ? fmt::format("是否想写“{}”？", word) : fmt::format("是否想写“{}”？（{}）", word, mend);
}

std::string_view severity_word(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

auto place_of(const Finding& finding) {
  const auto& place = finding.place;
  const bool has_place = place.line > 0;
  return std::tuple(has_place, has_place ? place.file : 0, has_place ? place.line : 0, has_place ? place.column : 0);
}

bool same(const Finding& a, const Finding& b) {
  return a.id == b.id && place_of(a) == place_of(b) && a.args == b.args && a.suggestion == b.suggestion;
}

/// The letters of a word as numbers, capitals made small.
std::u32string folded(std::string_view word) {
  std::u32string letters;
  while (!word.empty()) {
    const auto character = next_character(word);
    const auto code =
        character.code < 0 ? static_cast<unsigned char>(character.bytes.front()) : utf8proc_tolower(character.code);
    letters += static_cast<char32_t>(code);
    word.remove_prefix(character.bytes.size());
  }
  return letters;
}

/// Damerau-Levenshtein distance (neighbours exchanged count as one change), three rows at a time.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

FileId Sources::add(std::string shown, std::string path, std::string bytes) {
  sources_.push_back({std::move(shown), std::move(path), std::move(bytes)});
  return static_cast<FileId>(sources_.size() - 1);
}

Sources Sources::replay(std::vector<Source> recorded) {
  Sources out;
  out.recorded_ = std::move(recorded);
  return out;
}

const Sources::Source* Sources::next_recorded() const {
  return recorded_ && opened_ < recorded_->size() ? &(*recorded_)[opened_] : nullptr;
}

std::optional<FileId> Sources::open_recorded(const std::string& shown) {
  const Source* next = next_recorded();
  if (next == nullptr || next->shown != shown) return std::nullopt;
  ++opened_;
  return add(next->shown, next->path, next->bytes);
}

std::string_view Sources::line(FileId file, int line) const {
  if (file >= sources_.size() || line < 1) return {};
  std::string_view rest = sources_[file].bytes;
  if (rest.substr(0, 3) == "\xEF\xBB\xBF") rest.remove_prefix(3);
  for (int skipped = 1; skipped < line; ++skipped) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  auto found = rest.substr(0, rest.find('\n'));
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

void Findings::add(std::string_view id, const Place& place, std::vector<std::string> args, std::string suggestion) {
  const auto& entry = catalogue_entry(id);
  if (entry.severity == Severity::error) ++errors_;
  findings_.push_back({std::string(id), entry.severity, place, std::move(args), std::move(suggestion)});
}

bool Findings::has(std::string_view id) const {
  return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& finding) { return finding.id == id; });
}

std::vector<Finding> Findings::sorted() const {
  auto result = findings_;
  std::stable_sort(result.begin(), result.end(),
                   [](const Finding& a, const Finding& b) { return place_of(a) < place_of(b); });
  std::vector<Finding> unique;
  std::size_t first_here = 0;  // findings at the same place stand together
  for (auto& finding : result) {
    if (!unique.empty() && place_of(unique.back()) != place_of(finding)) first_here = unique.size();
    const auto from = unique.begin() + static_cast<std::ptrdiff_t>(first_here);
    if (std::none_of(from, unique.end(), [&](const Finding& other) { return same(other, finding); })) {
      unique.push_back(std::move(finding));
    }
  }
  return unique;
}

Worded worded(const Finding& finding, Language language) {
  const auto& entry = catalogue_entry(finding.id);
  const auto& wording = language == Language::en ? entry.en : entry.zh;
  return {filled(wording.message, finding.args), filled(wording.why, finding.args),
          with_suggestion(filled(wording.mend, finding.args), finding.suggestion, language)};
}

std::string rendered(const Finding& finding, const Sources& sources, Language language) {
  const auto words = worded(finding, language);
  const auto& place = finding.place;
  std::string result;
  if (place.line <= 0 || place.file >= sources.size()) {
    result = fmt::format("citypeak: {}: {} [{}]\n", severity_word(finding.severity), words.message, finding.id);
  } else {
    const auto shown = shown_line(sources.line(place.file, place.line), place);
    const auto number = std::to_string(place.line);
    result = fmt::format("{}:{}:{}: {}: {} [{}]\n", escaped(sources[place.file].shown), place.line, place.column,
                         severity_word(finding.severity), words.message, finding.id);
    result += fmt::format("  {} | {}\n", number, shown.text);
    result += fmt::format("  {} | {}^{}\n", std::string(number.size(), ' '),
                          std::string(static_cast<std::size_t>(shown.caret), ' '),
                          std::string(static_cast<std::size_t>(shown.length - 1), '~'));
  }
  const bool chinese = language == Language::zh;
  if (!words.why.empty()) result += fmt::format("  {}{}\n", chinese ? "原因：" : "why:  ", words.why);
  if (!words.mend.empty()) result += fmt::format("  {}{}\n", chinese ? "处理：" : "mend: ", words.mend);
  return result;
}

std::string rendered_json(const std::vector<Finding>& findings, const Sources& sources, Language language) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& finding : findings) {
    const auto words = worded(finding, language);
    const auto& place = finding.place;
    nlohmann::ordered_json item;
    item["id"] = finding.id;
    item["severity"] = severity_word(finding.severity);
    if (place.line > 0 && place.file < sources.size()) {
      item["file"] = sources[place.file].shown;
      item["line"] = place.line;
      item["column"] = place.column;
      item["end_column"] = place.end_column;
    } else {
      item["file"] = item["line"] = item["column"] = item["end_column"] = nullptr;
    }
    item["message"] = words.message;
    item["why"] = words.why;
    item["mend"] = words.mend;
    if (finding.suggestion.empty()) {
      item["suggestion"] = nullptr;
    } else {
      item["suggestion"] = finding.suggestion;
    }
    list.push_back(std::move(item));
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 200;  // longer words are not misspellings, and the cost grows with the square
  if (word.empty() || word.size() > longest) return {};
  const auto letters = folded(word);
  const std::size_t allowed = std::max<std::size_t>(1, letters.size() / 3);
  std::size_t best = allowed + 1;
  std::string found;
  for (const auto& candidate : known) {
    if (candidate.size() > longest) continue;
    const auto other = folded(candidate);
    const auto changes = distance(letters, other);
    const bool shares_a_letter = changes < std::max(letters.size(), other.size());
    if (changes >= best || !shares_a_letter) continue;
    best = changes;
    found = candidate;
  }
  return found;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

int characters_in(std::string_view text) {
  int count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(next_character(text).bytes.size());
  return count;
}

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto character = next_character(text);
    result += visible(character);
    text.remove_prefix(character.bytes.size());
  }
  return result;
}

}  // namespace citypeak::text
