// SPDX-License-Identifier: MIT
// A first quick look over a YAML text, before the real reader: how deep its brackets go and which quotes stay open.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace citypeak::text {

/// What one pass over the bytes finds, in time proportional to them and without recursion. It guards the reader against
/// texts that would exhaust its memory, and tells where a quote or bracket began when the reader stops much later.
struct YamlOutline {
  struct Range {
    std::size_t begin, end;  ///< bytes; `end` is one past the closing quote
  };
  std::optional<std::size_t> too_deep;     ///< the bracket or dash that goes one level too deep
  std::optional<std::size_t> too_many;     ///< where the text has more values than are read
  std::optional<std::size_t> open_quote;   ///< a quote that is never closed
  std::vector<std::size_t> open_brackets;  ///< brackets still open at the end
  std::optional<Range> wrong_bracket;      ///< the first pair of brackets of different kinds
  std::vector<Range> long_quotes;          ///< quoted texts over several lines, and block texts
};

[[nodiscard]] YamlOutline outline_of(std::string_view bytes, std::size_t deepest, std::size_t most);

}  // namespace citypeak::text
