// SPDX-License-Identifier: MIT
// The field tables as a JSON Schema for editors and as pages for readers.
#pragma once

#include <string>
#include <string_view>

#include "sim/text/diagnostics.hpp"

namespace citypeak::model {

/// JSON Schema draft-07 of a scenario, a city (the same file) or a lever.
[[nodiscard]] std::string json_schema(std::string_view what);

/// docs/formats/scenario.md and lever.md: every field with unit, range, default and meaning.
[[nodiscard]] std::string format_page(std::string_view what, text::Language language);

}  // namespace citypeak::model
