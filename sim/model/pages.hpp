// SPDX-License-Identifier: MIT
// The pages of docs/formats that the program writes about itself: fields, findings, units, distributions.
#pragma once

#include <string>
#include <string_view>

#include "sim/text/diagnostics.hpp"

namespace citypeak::model {

/// Every field of a `scenario`, a `city` (the same file) or a `lever`, with kind, unit, range, default and meaning.
[[nodiscard]] std::string format_page(std::string_view what, text::Language language);

/// Every finding of the catalogue: id, message, why, mend.
[[nodiscard]] std::string findings_page(text::Language language);

/// Every unit and multiplier; meanings in both languages.
[[nodiscard]] std::string units_page();

/// Every distribution with its parameters; meanings in both languages.
[[nodiscard]] std::string distributions_page();

}  // namespace citypeak::model
