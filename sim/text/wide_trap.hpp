// SPDX-License-Identifier: MIT
// Finds full-width commas, brackets and quotes that a Chinese input method wrote where YAML wants half-width ones.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace citypeak::text {

/// A full-width sign and what stands for it in YAML.
struct WideTrap {
  std::string sign;   ///< `，`
  std::string meant;  ///< `, `
  std::size_t begin, end;
};

/// The first sign in bytes [begin, end) that was meant for YAML, for a text that YAML could not read: a comma before a
/// key or a number, a bracket, a quote round what YAML would take apart. Texts in half-width quotes, remarks and the
/// punctuation of a Chinese sentence are passed over.
[[nodiscard]] std::optional<WideTrap> wide_trap(std::string_view text, std::size_t begin, std::size_t end);

/// A sign anywhere in a key, where none can stand.
[[nodiscard]] std::optional<WideTrap> wide_trap_in_key(std::string_view key);

/// A sign in a value that YAML could read but not as it was meant: numbers with a full-width comma between them
/// (`-2 %，0.5 %`), numbers in full-width brackets, and any full-width comma in the plain entry of a list in brackets.
[[nodiscard]] std::optional<WideTrap> wide_trap_in_value(std::string_view value, bool in_list);

/// The full-width quote that was meant to close the half-width `quote` on this line.
[[nodiscard]] std::optional<WideTrap> wide_closing_quote(std::string_view line, char quote);

}  // namespace citypeak::text
