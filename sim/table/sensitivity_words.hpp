// SPDX-License-Identifier: MIT
// Words for what results depend on, in English and Chinese: methods, indices, how to read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/table/words.hpp"

namespace citypeak::table::words::sensitivity {

inline constexpr Phrase input{"input", "input", "参数"};

/// An index by its id: `first`, `total`, `mu_star`, ...
[[nodiscard]] Label index_label(std::string_view id);
/// `What emissions.total@2035 depends on (Sobol)`.
[[nodiscard]] Label title(std::string_view method, std::string_view of);
/// How the indices of a method are read.
[[nodiscard]] Label reading(std::string_view method);
[[nodiscard]] Label shown_of(std::size_t shown, std::size_t all);
[[nodiscard]] Label no_variance(std::string_view of);
[[nodiscard]] Label straight_line(std::string_view of, double r2);
[[nodiscard]] Label censored(std::string_view of, double already_peaked, double not_peaked);
/// That groups hold several inputs, because they are correlated or shocks of all years.
[[nodiscard]] Label groups(std::size_t joined);
/// `emissions.total@2035: most depends on A (0.41) and B (0.22).`
struct Leader {
  std::string input, value;
};
[[nodiscard]] Label answer(std::string_view of, const Leader& first, const Leader* second, std::string_view index);

}  // namespace citypeak::table::words::sensitivity
