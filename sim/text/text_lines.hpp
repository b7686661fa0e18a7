// SPDX-License-Identifier: MIT
// Where a byte of a text stands as a planner sees it: its line and its character in that line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/text/diagnostics.hpp"

namespace citypeak::text {

/// Turns byte offsets into lines and columns without counting a long line anew each time.
class TextLines {
 public:
  /// `bytes` must outlive this object; a byte order mark at its beginning counts as no character.
  explicit TextLines(std::string_view bytes);
  [[nodiscard]] std::size_t line_index(std::size_t offset) const;  ///< from 0
  [[nodiscard]] std::size_t line_count() const { return starts_.size(); }
  [[nodiscard]] std::size_t line_start(std::size_t index) const { return starts_[index]; }
  /// Line `index` without its line end.
  [[nodiscard]] std::string_view line(std::size_t index) const;
  /// The place of bytes [begin, end), cut at the end of the line `begin` stands in, at least one character long.
  [[nodiscard]] Place place(FileId file, std::size_t begin, std::size_t end) const;

 private:
  [[nodiscard]] int characters_before(std::size_t offset) const;
  std::string_view bytes_;
  std::vector<std::size_t> starts_;
  std::vector<int> counted_;  // characters before every 256th byte
};

/// Checks that the bytes of a file are UTF-8 without control characters; adds findings and returns false if not.
[[nodiscard]] bool check_characters(const Sources& sources, FileId file, const TextLines& lines, Findings& findings);

}  // namespace citypeak::text
