// SPDX-License-Identifier: MIT
// Two numbers handled at once, which every 64-bit processor of the last twenty years can do.
#pragma once

#include <cstdint>
#include <cstring>

namespace citypeak::summary {

using Pair = double __attribute__((vector_size(16)));
using BitPair = std::uint64_t __attribute__((vector_size(16)));

template <class T>
T load_pair(const double* values) {
  T pair;
  std::memcpy(&pair, values, sizeof(pair));
  return pair;
}

}  // namespace citypeak::summary
