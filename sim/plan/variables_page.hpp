// SPDX-License-Identifier: MIT
// docs/formats/variables.md: every output variable, from the register that a plan itself uses.
#pragma once

#include <string>

namespace citypeak::plan {

/// Names, units, words in both languages; SECTOR, CARRIER, BRANCH and NAME stand for ids of the file.
[[nodiscard]] std::string variables_page();

}  // namespace citypeak::plan
