// SPDX-License-Identifier: MIT
// Looking up a key in a map of a planner's file.
#include "sim/text/document.hpp"

#include <algorithm>
#include <utility>

namespace citypeak::text {

const Node* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

}  // namespace citypeak::text
