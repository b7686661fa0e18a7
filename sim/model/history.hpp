// SPDX-License-Identifier: MIT
// Reads a history of emissions or energy from a CSV table.
#pragma once

#include "sim/model/city.hpp"
#include "sim/text/layers.hpp"

namespace citypeak::model {

/// Fills `series` from its `file:` (columns year, variable, value, unit; with `place`, only rows of this city), if it
/// names one. The file lies in the scenario's tree and is named relative to the file that names it.
void read_history_file(text::Sources& sources, HistorySeries& series, const text::Tree& tree, Reader& reader);

}  // namespace citypeak::model
