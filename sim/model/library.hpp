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

/// The levers of a scenario's `levers:` list; complaints go to the reader's findings.
[[nodiscard]] std::vector<Lever> read_levers(text::Sources& sources, const text::Node& list, const text::Tree& tree,
                                             const text::MergeRules& rules, Reader& reader);

}  // namespace citypeak::model
