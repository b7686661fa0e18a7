// SPDX-License-Identifier: MIT
// Writes a tree back as YAML text that reads as the same tree: the resolved scenario in a manifest.
#pragma once

#include <string>

#include "sim/text/document.hpp"

namespace citypeak::text {

/// Block style, two spaces; quoted where it was quoted or must be.
[[nodiscard]] std::string to_yaml(const Node& node);

}  // namespace citypeak::text
