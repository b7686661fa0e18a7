// SPDX-License-Identifier: MIT
// The years of a plan as a straight list of steps over rows of draws: what the kernel reads (docs/decisions/0012).
// Plain numbers only: the kernel, which may not share a function with other objects, includes this.
#pragma once

#include <cstdint>

namespace citypeak::run {

/// Where a step finds a row of `block_draws` numbers, or one number: the kind in the two highest bits, below them a
/// distance from the kind's beginning, in doubles.
using Operand = std::uint32_t;
enum class Place : std::uint32_t { scratch, input, output, constant };
inline constexpr std::uint32_t place_bits = 30;
inline constexpr std::uint32_t largest_distance = (1U << place_bits) - 1;

/// What a step does. A capital letter stands for one number of the plan, a small one for a row.
enum class Step : std::uint8_t {
  copy,             ///< a
  fill,             ///< A
  add,              ///< a + b
  add_number,       ///< a + B
  subtract,         ///< a - b
  subtract_from,    ///< B - a
  multiply,         ///< a b
  scale,            ///< a B
  divide,           ///< a / b
  divide_by,        ///< a / B
  divide_number,    ///< B / a
  multiply_add,     ///< a b + c
  scale_add,        ///< a B + c
  multiply_shift,   ///< a b + C
  scale_shift,      ///< a B + C
  add_less,         ///< c - a b
  shift_less,       ///< C - a b
  scale_less,       ///< c - a B
  scale_reverse,    ///< C - a B
  multiply_less,    ///< a b - c
  scale_minus,      ///< a B - c
  rest_of,          ///< (B - a) c
  rest_of_product,  ///< (D - a b) c
  add_products,     ///< a b + c d
  minimum,          ///< of a and b
  maximum,
  minimum_of,  ///< of B and a
  maximum_of,
  exponential,
  logarithm,
  square_root,
  magnitude,
  select_less,        ///< c where a < b, else d
  select_less_equal,  ///< c where a <= b, else d
  odds_share,         ///< a / (1 + a)
  ratio_or_zero,      ///< a / b where b > 0, else 0
  adopted,            ///< c max(0, 1 - a b)
  multiply_thrice,    ///< a b c
  scale_multiply,     ///< a B c
  add_thrice          ///< a + b + c
};

struct Instruction {
  Step step = Step::copy;
  Operand out = 0, a = 0, b = 0, c = 0, d = 0;
};

/// All the kernel needs to turn the inputs of a block into outputs.
struct TapeView {
  const Instruction* instructions = nullptr;
  std::uint32_t count = 0;
  const double* constants = nullptr;
  bool has_alarm = false;       ///< there may be draws for which the tape is wrong
  std::uint32_t alarm_row = 0;  ///< row of the outputs that is above 0 in them
};

}  // namespace citypeak::run
