// SPDX-License-Identifier: MIT
// Finds keys that YAML does not see as keys: a full-width colon behind them, or no space behind the colon.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace citypeak::text {

struct ColonTrap {
  std::string_view id;  ///< fullwidth_colon or key_without_space
  std::string key;
  std::size_t begin, end;  ///< bytes of the text that was looked at: from the key to the colon
};

/// Which keys count. Chinese prose is full of full-width colons: where a text is a text, only latin keys are suspect.
enum class KeyScript { latin, any };

/// The trap at the beginning of a line or value (blanks and dashes before it are skipped), or none.
[[nodiscard]] std::optional<ColonTrap> colon_trap(std::string_view text, KeyScript script);

}  // namespace citypeak::text
