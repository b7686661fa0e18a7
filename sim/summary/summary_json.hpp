// SPDX-License-Identifier: MIT
// summary.json: everything a run found, in the one file from which reports are rebuilt.
#pragma once

#include "sim/summary/results.hpp"
#include "sim/table/json_writer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace citypeak::summary {

/// Keys and order as in docs/formats/contract.md, format `citypeak.summary/1`. Undefined numbers are null; the same
/// results always give the same bytes.
[[nodiscard]] std::string summary_json(const Results& results, std::string_view command);

/// "warnings": [...], the same for all commands.
void add_warnings(table::JsonWriter& json, const std::vector<WarningResult>& warnings);

}  // namespace citypeak::summary
