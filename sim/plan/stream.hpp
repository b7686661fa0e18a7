// SPDX-License-Identifier: MIT
// The number of an input's random stream: from the seed and the input's name alone, so that adding an input never
// reshuffles the others.
#pragma once

#include <cstdint>
#include <string_view>

namespace citypeak::plan {

/// Key of the stream of one input, fixed for good: the first 8 bytes, lowest first, of the SHA-256 of the seed (8
/// bytes, lowest first) followed by the name in UTF-8. Two equal keys in one plan are an error, which the plan reports.
[[nodiscard]] std::uint64_t stream_key(std::uint64_t seed, std::string_view input_name);

}  // namespace citypeak::plan
