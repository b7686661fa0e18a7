// SPDX-License-Identifier: MIT
// Puts a number such as `1,000 t` together again that YAML took apart at its comma inside braces.
#pragma once

#include "sim/text/document.hpp"

namespace citypeak::text {

/// In `{value: 1,000 t}` YAML sees the value `1` and a key `000 t` without a value. The value becomes `1,000 t` as it
/// was written, so that whoever reads it can say what is wrong with it; nothing else is changed.
void rejoin_numbers(Node& tree);

}  // namespace citypeak::text
