// SPDX-License-Identifier: MIT
// Where a byte of a text stands as a planner sees it: its line and its character in that line.
#include "sim/text/text_lines.hpp"

#include <fmt/format.h>
#include <utf8.h>

#include <algorithm>

namespace citypeak::text {
namespace {

constexpr std::size_t step = 256;
constexpr int most_character_findings = 10;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

/// Whether the bytes read well as the older Chinese encodings (GBK and its four-byte extension GB18030).
bool looks_like_gbk(std::string_view bytes) {
  const auto byte = [&](std::size_t index) {
    return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : static_cast<unsigned char>(0);
  };
  const auto within = [](unsigned char value, int low, int high) { return value >= low && value <= high; };
  std::size_t characters = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    if (byte(i) < 0x80) {
      ++i;
      continue;
    }
    if (!within(byte(i), 0x81, 0xFE)) return false;
    if (within(byte(i + 1), 0x40, 0xFE) && byte(i + 1) != 0x7F) {
      i += 2;
    } else if (within(byte(i + 1), 0x30, 0x39) && within(byte(i + 2), 0x81, 0xFE) && within(byte(i + 3), 0x30, 0x39)) {
      i += 4;
    } else {
      return false;
    }
    ++characters;
  }
  return characters > 0;
}

std::string conversion(std::string_view bytes, const std::string& shown) {
  const auto start = bytes.substr(0, 2);
  const bool utf16 = start == "\xFF\xFE" || start == "\xFE\xFF";
  const auto* encoding = utf16 ? "UTF-16" : looks_like_gbk(bytes) ? "GB18030" : "ISO-8859-1";
  const bool plain_name = std::all_of(shown.begin(), shown.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' ||
           c == '_';
  });
  return fmt::format("iconv -f {} -t UTF-8 {} > NEW_FILE", encoding, plain_name ? shown : "FILE");
}

/// The length in bytes of a character that no text should hold at the beginning of `rest`, and its code point; or none.
struct Unwanted {
  std::size_t length;
  unsigned code;
};
std::optional<Unwanted> unwanted(std::string_view rest) {
  const auto byte = [&](std::size_t index) {
    return index < rest.size() ? static_cast<unsigned>(static_cast<unsigned char>(rest[index])) : 0U;
  };
  const unsigned first = byte(0);
  const bool line_end = first == '\n' || (first == '\r' && byte(1) == '\n');
  if ((first < 0x20 && first != '\t' && !line_end) || first == 0x7F) return Unwanted{1, first};
  if (first == 0xC2 && byte(1) < 0xA0) return Unwanted{2, byte(1)};
  if (rest.substr(0, 3) == byte_order_mark) return Unwanted{3, 0xFEFF};
  return std::nullopt;
}

}  // namespace

TextLines::TextLines(std::string_view bytes) : bytes_(bytes) {
  starts_.push_back(bytes_.substr(0, 3) == byte_order_mark ? byte_order_mark.size() : 0);
  int characters = 0;
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (i % step == 0) counted_.push_back(characters);
    if (begins_character(bytes_[i])) ++characters;
    if (bytes_[i] == '\n') starts_.push_back(i + 1);
  }
  counted_.push_back(characters);
}

std::size_t TextLines::line_index(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return after == starts_.begin() ? 0 : static_cast<std::size_t>(after - starts_.begin()) - 1;
}

std::string_view TextLines::line(std::size_t index) const {
  auto found = bytes_.substr(starts_[index]);
  found = found.substr(0, found.find('\n'));
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

int TextLines::characters_before(std::size_t offset) const {
  const std::size_t from = offset / step * step;
  int count = counted_[std::min(offset / step, counted_.size() - 1)];
  for (std::size_t i = from; i < std::min(offset, bytes_.size()); ++i) count += begins_character(bytes_[i]) ? 1 : 0;
  return count;
}

Place TextLines::place(FileId file, std::size_t begin, std::size_t end) const {
  const auto index = line_index(begin);
  const std::size_t line_end = starts_[index] + line(index).size();
  const std::size_t first = std::clamp(begin, starts_[index], std::max(line_end, starts_[index]));
  const int before = characters_before(starts_[index]);
  const int column = characters_before(first) - before + 1;
  const int end_column = characters_before(std::clamp(end, first, line_end)) - before + 1;
  return {file, static_cast<int>(index) + 1, column, std::max(end_column, column + 1)};
}

bool check_characters(const Sources& sources, FileId file, const TextLines& lines, Findings& findings) {
  const auto& source = sources[file];
  const std::string_view bytes = source.bytes;
  const auto invalid = utf8::find_invalid(bytes.begin(), bytes.end());
  if (invalid != bytes.end()) {
    const auto offset = static_cast<std::size_t>(invalid - bytes.begin());
    const auto index = lines.line_index(offset);
    const auto start = std::min(lines.line_start(index), offset);
    const int column = characters_in(bytes.substr(start, offset - start)) + 1;
    const Place place{file, static_cast<int>(index) + 1, column, column + 1};
    findings.add("not_utf8", place, {conversion(bytes, source.shown)});
    return false;
  }
  int found = 0;
  for (std::size_t i = lines.line_start(0); i < bytes.size() && found < most_character_findings; ++i) {
    const auto control = unwanted(bytes.substr(i));
    if (!control) continue;
    findings.add("control_character", lines.place(file, i, i + control->length),
                 {fmt::format("U+{:04X}", control->code)});
    ++found;
  }
  return found == 0;
}

}  // namespace citypeak::text
