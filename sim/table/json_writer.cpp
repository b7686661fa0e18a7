// SPDX-License-Identifier: MIT
// Writes JSON text in the order in which things are said: the same content is always the same bytes.
#include "sim/table/json_writer.hpp"

#include "sim/table/format.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <utility>

namespace citypeak::table {

void JsonWriter::begin(char bracket, Layout layout) {
  before_value();
  const bool inside_line = !open_.empty() && open_.back().layout == Layout::line;
  text_ += bracket;
  open_.push_back({inside_line ? Layout::line : layout, false});
}

void JsonWriter::end(char bracket) {
  const Open closed = open_.back();
  open_.pop_back();
  if (closed.layout == Layout::block && closed.has_members) text_ += "\n" + std::string(2 * open_.size(), ' ');
  text_ += bracket;
}

void JsonWriter::separate() {
  if (open_.empty()) return;
  Open& container = open_.back();
  if (container.has_members) text_ += ',';
  if (container.layout == Layout::block) {
    text_ += "\n" + std::string(2 * open_.size(), ' ');
  } else if (container.has_members) {
    text_ += ' ';
  }
  container.has_members = true;
}

void JsonWriter::before_value() {
  if (!after_key_) separate();
  after_key_ = false;
}

void JsonWriter::key(std::string_view name) {
  separate();
  add_quoted(name);
  text_ += ": ";
  after_key_ = true;
}

void JsonWriter::text(std::string_view value) {
  before_value();
  add_quoted(value);
}

void JsonWriter::number(double value) {
  const std::string digits = shortest(value);
  before_value();
  text_ += digits.empty() ? "null" : digits;
}

void JsonWriter::integer(std::int64_t value) {
  before_value();
  text_ += std::to_string(value);
}

void JsonWriter::unsigned_integer(std::uint64_t value) {
  before_value();
  text_ += std::to_string(value);
}

void JsonWriter::boolean(bool value) {
  before_value();
  text_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  text_ += "null";
}

void JsonWriter::member(std::string_view name, const std::vector<std::string>& values) {
  key(name);
  begin_array(Layout::line);
  for (const std::string& value : values) text(value);
  end_array();
}

std::string JsonWriter::take() {
  text_ += '\n';
  return std::exchange(text_, {});
}

void JsonWriter::add_quoted(std::string_view value) {
  text_ += '"';
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(value.data());
  std::size_t at = 0;
  while (at < value.size()) {
    utf8proc_int32_t code_point = 0;
    const auto used = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(value.size() - at), &code_point);
    if (used <= 0) {
      text_ += "\xEF\xBF\xBD";
      ++at;
      continue;
    }
    const char first = value[at];
    if (code_point == '"' || code_point == '\\') {
      text_ += '\\';
      text_ += first;
    } else if (code_point == '\n') {
      text_ += "\\n";
    } else if (code_point < 0x20 || code_point == 0x7F) {
      text_ += fmt::format("\\u{:04x}", code_point);
    } else {
      text_ += value.substr(at, static_cast<std::size_t>(used));
    }
    at += static_cast<std::size_t>(used);
  }
  text_ += '"';
}

}  // namespace citypeak::table
