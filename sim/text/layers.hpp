// SPDX-License-Identifier: MIT
// A scenario file with everything it inherits and every `--set` laid over it: one tree, each value at its own place.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/text/document.hpp"

namespace citypeak::text {

/// Where included files may be: the tree of the FILE and the library (docs/formats, "Trees").
struct Tree {
  std::filesystem::path root;     ///< nearest folder above FILE named `scenarios`, else FILE's own folder
  std::filesystem::path library;  ///< lever library folder (may be empty if there is none)
};

/// The tree of FILE. `library_option` is `--library` or empty; `program_folder` holds the shipped `policies/` and
/// `scenarios/`.
[[nodiscard]] Tree tree_of(const std::filesystem::path& file, const std::filesystem::path& library_option,
                           const std::filesystem::path& program_folder);

/// Opens a file after the rules: regular file, at most 4 MB, inside one of `roots` after symlinks (no roots: anywhere).
/// `shown` is the name used in messages; findings are placed at `from`. Of a replay: the file that was recorded.
[[nodiscard]] std::optional<FileId> open_source(Sources& sources, const std::filesystem::path& path, std::string shown,
                                                const std::vector<std::filesystem::path>& roots, const Place& from,
                                                Findings& findings);

/// What `merge_trees` must know of the fields: a map that holds one of `replaces_whole` keys (distribution kinds,
/// `value`,
/// ...) or whose keys are years or periods replaces the inherited map instead of merging with it; if both maps hold a
/// `discriminator` (such as `curve`) with different texts, the newer map replaces the older one.
struct MergeRules {
  std::vector<std::string> replaces_whole;
  std::vector<std::string> discriminators;
  std::vector<std::string> list_ids;  ///< keys that name a list's entry, first present wins: as, use, id
  std::vector<std::vector<std::string>> alternatives;  ///< keys that exclude each other: writing one drops the others
};

/// `over` laid on `base`: maps key by key; lists of maps that all have an id entry by entry by id; other lists, scalars
/// and kinds replace; null removes.
[[nodiscard]] Node merge_trees(const Node& base, const Node& over, const MergeRules& rules);

/// Reads FILE, follows `extends:` (a path relative to the includer, or `library:CITY/SCENARIO` in the program's
/// scenarios folder; loops and more than 16 levels are errors), merges, and drops the `extends` key.
[[nodiscard]] std::optional<Node> read_layers(Sources& sources, const std::filesystem::path& file, std::string shown,
                                              const Tree& tree, const std::filesystem::path& program_folder,
                                              const MergeRules& rules, Findings& findings);

/// Lays one `--set KEY=VALUE` over the tree. KEY is dotted, ids in place of list positions; a leading city id may be
/// present or left out. VALUE is YAML. Missing maps on the way are made. Place: the text of the option, shown as
/// `--set`.
void apply_set(Sources& sources, Node& tree, const std::string& assignment, const MergeRules& rules,
               Findings& findings);

}  // namespace citypeak::text
