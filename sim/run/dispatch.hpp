// SPDX-License-Identifier: MIT
// Which instruction sets this machine has, and the kernel compiled for one of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/kernel.hpp"

namespace citypeak::run {

struct NamedKernel {
  std::string_view name;  ///< v2, v3 or v4
  const Kernel* kernel;
};

/// The kernels that this machine can run, the oldest first; empty on a machine older than x86-64-v2.
[[nodiscard]] std::vector<NamedKernel> usable_kernels();

/// The kernel of `isa` (auto, v2, v3, v4), or nothing if the machine has not got it.
[[nodiscard]] std::optional<NamedKernel> choose_kernel(std::string_view isa);

}  // namespace citypeak::run
