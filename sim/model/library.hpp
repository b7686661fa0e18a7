// SPDX-License-Identifier: MIT
// Finds levers in the library and lays a scenario's `use:` entries over them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/model/lever.hpp"
#include "sim/text/layers.hpp"

namespace citypeak::model {

/// A lever file of the library: policies/FAMILY/ID.yaml.
struct LibraryEntry {
  std::string id, family;
  std::filesystem::path path;
};

/// Every lever file below `library`, by id; files elsewhere than in a family folder are ignored.
[[nodiscard]] std::vector<LibraryEntry> library_entries(const std::filesystem::path& library);

/// Lays the scenario's `use:` entries over their library files in the tree itself, so that `--set` finds every field.
void unfold_levers(text::Sources& sources, text::Node& root, const text::Tree& tree, const text::MergeRules& rules);

/// A lever of the library as its file has it, without any city: only its form is checked.
[[nodiscard]] Lever read_library_lever(text::Sources& sources, const LibraryEntry& entry,
                                       const std::filesystem::path& library, text::Findings& findings);

/// The levers of a scenario's `levers:` list; complaints go to the reader's findings.
[[nodiscard]] std::vector<Lever> read_levers(text::Sources& sources, const text::Node& list, const text::Tree& tree,
                                             const text::MergeRules& rules, Reader& reader);

}  // namespace citypeak::model
