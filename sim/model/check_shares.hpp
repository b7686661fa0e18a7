// SPDX-License-Identifier: MIT
// Checks of a written set of shares: that it sums to one whole and names what exists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/model/reader.hpp"

namespace citypeak::model {

/// One `rest` where any entry is uncertain, else a sum of 1; warns of shares that exceed 1 in some draws.
void check_sum(const Shares& shares, std::string_view what, text::Findings& findings);
/// Every id is one of `known`.
void check_ids(const Shares& shares, const std::vector<std::string>& known, std::string_view what,
               text::Findings& findings);
/// Shares by year: each set sums to 1 and names known things; the years rise.
void check_years_of_shares(const std::vector<Milestone>& years, const std::vector<std::string>& known,
                           std::string_view what, std::string_view entry, text::Findings& findings);

}  // namespace citypeak::model
