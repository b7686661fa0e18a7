// SPDX-License-Identifier: MIT
// Asks the processor what it can do.
#include "sim/run/dispatch.hpp"

namespace citypeak::run {

namespace isa_v2 {
extern const Kernel kernel;
}
namespace isa_v3 {
extern const Kernel kernel;
}
namespace isa_v4 {
extern const Kernel kernel;
}

namespace {

[[nodiscard]] bool has_v2() {
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("ssse3");
}
[[nodiscard]] bool has_v3() {
  return has_v2() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}
[[nodiscard]] bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd");
}

}  // namespace

std::vector<NamedKernel> usable_kernels() {
  std::vector<NamedKernel> out;
  if (has_v2()) out.push_back({"v2", &isa_v2::kernel});
  if (has_v3()) out.push_back({"v3", &isa_v3::kernel});
  if (has_v4()) out.push_back({"v4", &isa_v4::kernel});
  return out;
}

std::optional<NamedKernel> choose_kernel(std::string_view isa) {
  const auto usable = usable_kernels();
  if (usable.empty()) return std::nullopt;
  if (isa == "auto") return usable.back();
  for (const NamedKernel& kernel : usable) {
    if (kernel.name == isa) return kernel;
  }
  return std::nullopt;
}

}  // namespace citypeak::run
