// SPDX-License-Identifier: MIT
// Writes JSON text in the order in which things are said: the same content is always the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace citypeak::table {

/// Objects and arrays are opened and closed in pairs; inside an object every value follows its key.
///
/// Numbers  shortest round trip; what is not finite is null.
/// Text     UTF-8 as it is; control characters escaped, bytes that are not UTF-8 become U+FFFD.
/// Layout   one member per line inside `block` containers, everything on one line inside `line` containers.
class JsonWriter {
 public:
  enum class Layout { block, line };

  void begin_object(Layout layout = Layout::block) { begin('{', layout); }
  void end_object() { end('}'); }
  void begin_array(Layout layout = Layout::block) { begin('[', layout); }
  void end_array() { end(']'); }
  void key(std::string_view name);
  void text(std::string_view value);
  void number(double value);
  void integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value);
  void boolean(bool value);
  void null();

  void member(std::string_view name, std::string_view value) { key(name), text(value); }
  void member(std::string_view name, const std::vector<std::string>& values);

  /// The finished text with a line feed at its end.
  [[nodiscard]] std::string take();

 private:
  struct Open {
    Layout layout;
    bool has_members;
  };
  void begin(char bracket, Layout layout);
  void end(char bracket);
  void before_value();
  void separate();
  void add_quoted(std::string_view value);

  std::string text_;
  std::vector<Open> open_;
  bool after_key_ = false;
};

}  // namespace citypeak::table
