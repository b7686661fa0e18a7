// SPDX-License-Identifier: MIT
// When the numbers go wrong: which value it was, and what to tell the user.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "sim/plan/plan.hpp"
#include "sim/run/draws.hpp"

namespace citypeak::run {

/// The numbers went wrong: the smallest draw in which a variable was not finite, the same for any thread count.
struct RunError {
  std::string message_en, message_zh;
};

/// A bad value, ordered by draw, then plan: what the user is told does not depend on the schedule.
struct BadValue {
  std::uint64_t draw = std::numeric_limits<std::uint64_t>::max();
  std::size_t plan = 0;
  std::uint32_t year = 0, output = 0;
  friend bool operator<(const BadValue& a, const BadValue& b) {
    return a.draw != b.draw ? a.draw < b.draw : a.plan < b.plan;
  }
};

/// What to say of a value that is no number.
[[nodiscard]] RunError error_of(std::span<const plan::Plan> plans, const Draws& draws, const Kernel& kernel,
                                const BadValue& bad);

/// What to say of a cell whose draws spread too widely to be summed.
[[nodiscard]] RunError too_wide(const plan::Plan& plan, std::size_t cell);
/// The same of a number that has a name.
[[nodiscard]] RunError too_wide(const std::string& name, const std::string& scenario);

}  // namespace citypeak::run
