// SPDX-License-Identifier: MIT
// The field tables as a JSON Schema, which editors use to complete and check a planner's file.
#pragma once

#include <string>
#include <string_view>

namespace citypeak::model {

/// JSON Schema draft-07 of a `scenario`, a `city` (the same file) or a `lever`. A file with `extends:` need not repeat
/// what it inherits, and may remove with null.
[[nodiscard]] std::string json_schema(std::string_view what);

}  // namespace citypeak::model
