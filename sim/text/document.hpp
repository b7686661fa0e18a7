// SPDX-License-Identifier: MIT
// A YAML text as a tree of values that know where they were written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/text/diagnostics.hpp"

namespace citypeak::text {

struct Entry;

/// A located value. Scalars keep their text as written; nothing is interpreted here.
struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;            ///< of a scalar
  bool quoted = false;         ///< a scalar in quotes (or a block): text, never a number
  Place place;                 ///< of the value (for maps and lists: where they begin)
  std::vector<Entry> entries;  ///< of a map, in file order, keys unique
  std::vector<Node> items;     ///< of a list

  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  /// The value under `key`, or nullptr.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
};

struct Entry {
  std::string key;
  Place key_place;
  Node value;
};

/// One YAML document, built from parser events; nullopt when findings were added that leave no tree.
/// Refuses: second documents, duplicate keys, aliases that refer to themselves or multiply beyond 100,000 nodes,
/// merge keys, tags, nesting over 64, invalid UTF-8 and control characters. An empty file is a null node.
[[nodiscard]] std::optional<Node> read_yaml(Sources& sources, FileId file, Findings& findings);

/// The same for a text that begins at byte `offset` of its source (the VALUE of `--set KEY=VALUE`).
[[nodiscard]] std::optional<Node> read_yaml(Sources& sources, FileId file, std::size_t offset, Findings& findings);

}  // namespace citypeak::text
