// SPDX-License-Identifier: MIT
// The spread of estimates that each leave out one batch.
#include "sim/stats/index_estimate.hpp"

#include <cmath>

#include "sim/stats/regression.hpp"

namespace citypeak::stats {

std::vector<IndexEstimate> jackknife(const std::vector<double>& all, std::size_t batches,
                                     const std::function<std::vector<double>(std::size_t)>& without) {
  const auto count = static_cast<double>(batches);
  std::vector<double> sums(all.size(), 0.0), squares(all.size(), 0.0);
  for (std::size_t b = 0; b < batches; ++b) {
    const std::vector<double> rest = without(b);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double apart = rest[i] - all[i];  // small: its mean is taken off without cancellation
      sums[i] += apart;
      squares[i] += apart * apart;
    }
  }
  const double t = student_quantile(0.975, batches - 1);
  std::vector<IndexEstimate> out;
  out.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double spread = std::fmax(squares[i] - sums[i] * sums[i] / count, 0.0);
    const double reach = t * std::sqrt(spread * (count - 1.0) / count);
    out.push_back({all[i], all[i] - reach, all[i] + reach});
  }
  return out;
}

}  // namespace citypeak::stats
