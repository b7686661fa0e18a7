// SPDX-License-Identifier: MIT
// Puts a number such as `1,000 t` together again that YAML took apart at its comma inside braces.
#include "sim/text/comma_trap.hpp"

#include <algorithm>

namespace citypeak::text {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `000`, `500 t`: three digits and not a fourth.
bool is_group(std::string_view text) {
  const bool three = text.size() >= 3 && std::all_of(text.begin(), text.begin() + 3, is_digit);
  return three && (text.size() == 3 || !is_digit(text[3]));
}

/// Whether `next` follows the digits of `value` with nothing but a comma between them.
bool continues(const Node& value, const Entry& next) {
  const bool digits_before = value.is_scalar() && !value.quoted && !value.text.empty() && is_digit(value.text.back());
  const bool adjacent = next.key_place.line == value.place.line && next.key_place.column == value.place.end_column + 1;
  return digits_before && adjacent && next.value.is_null() && is_group(next.key);
}

void rejoin_entries(std::vector<Entry>& entries) {
  for (std::size_t i = 1; i < entries.size();) {
    Node& value = entries[i - 1].value;
    if (!continues(value, entries[i])) {
      ++i;
      continue;
    }
    value.text += "," + entries[i].key;
    value.place.end_column = entries[i].key_place.end_column;
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace

void rejoin_numbers(Node& tree) {
  rejoin_entries(tree.entries);
  for (Entry& entry : tree.entries) rejoin_numbers(entry.value);
  for (Node& item : tree.items) rejoin_numbers(item);
}

}  // namespace citypeak::text
