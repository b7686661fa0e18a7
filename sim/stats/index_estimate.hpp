// SPDX-License-Identifier: MIT
// A sensitivity index with its 95 % interval, and the leave-one-out way to get one.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace citypeak::stats {

struct IndexEstimate {
  double value = 0.0, low = 0.0, high = 0.0;
};

/// Intervals of 95 % by the jackknife: `all` are the estimates from all batches, `without(b)` the same number of them
/// from all but batch b; Student's law with batches - 1 degrees of freedom. Two batches at least, alike in size.
///
/// Source  Efron and Stein (1981), doi:10.1214/aos/1176345462; docs/method/sensitivity.md.
[[nodiscard]] std::vector<IndexEstimate> jackknife(const std::vector<double>& all, std::size_t batches,
                                                   const std::function<std::vector<double>(std::size_t)>& without);

}  // namespace citypeak::stats
