// SPDX-License-Identifier: MIT
// A block of draws from uniforms to inputs, and from inputs to outputs: the steps before the years, the years of every
// city, the peaks.
// Compiled once per instruction set; see lanes.hpp for what must not be included here.
#include "sim/run/kernel.hpp"

#include "sim/run/lanes.hpp"
#include "sim/run/marginals.hpp"
#include "sim/run/peaks.hpp"
#include "sim/run/philox.hpp"
#include "sim/run/scramble.hpp"

namespace citypeak::run::CITYPEAK_ISA {

namespace {

inline constexpr int groups_per_block = block_draws / lane_count;

/// Where the operands of a tape's steps begin, by kind.
struct Bases {
  double* begin[4];
  [[gnu::always_inline]] double* at(Operand operand) const {
    return begin[operand >> place_bits] + (operand & largest_distance);
  }
};

/// One step on a whole block: `compute` makes lanes of lanes.
template <class Compute>
[[gnu::always_inline]] inline void each(double* out, const double* a, const Compute& compute) {
#pragma GCC unroll 2
  for (int i = 0; i < block_draws; i += lane_count) store_aligned(out + i, compute(load_aligned(a + i)));
}
template <class Compute>
[[gnu::always_inline]] inline void each(double* out, const double* a, const double* b, const Compute& compute) {
#pragma GCC unroll 2
  for (int i = 0; i < block_draws; i += lane_count)
    store_aligned(out + i, compute(load_aligned(a + i), load_aligned(b + i)));
}
template <class Compute>
[[gnu::always_inline]] inline void each(double* out, const double* a, const double* b, const double* c,
                                        const Compute& compute) {
#pragma GCC unroll 2
  for (int i = 0; i < block_draws; i += lane_count)
    store_aligned(out + i, compute(load_aligned(a + i), load_aligned(b + i), load_aligned(c + i)));
}

template <class Compute>
[[gnu::always_inline]] inline void each(double* out, const double* a, const double* b, const double* c, const double* d,
                                        const Compute& compute) {
#pragma GCC unroll 2
  for (int i = 0; i < block_draws; i += lane_count)
    store_aligned(out + i, compute(load_aligned(a + i), load_aligned(b + i), load_aligned(c + i), load_aligned(d + i)));
}

/// Runs a tape on a block. A function of its own, so that a profile can tell it from the rest.
[[gnu::noinline]] void play(const TapeView& tape, const Bases& bases) {
  for (std::uint32_t i = 0; i < tape.count; ++i) {
    const Instruction& step = tape.instructions[i];
    double* const out = bases.at(step.out);
    const double* const a = bases.at(step.a);
    const double* const b = bases.at(step.b);
    const double* const c = bases.at(step.c);
    switch (step.step) {
      case Step::copy:
        each(out, a, [](const Lane& x) { return x; });
        break;
      case Step::fill: {
        const double number = *a;
        for (int k = 0; k < block_draws; ++k) out[k] = number;
        break;
      }
      case Step::add:
        each(out, a, b, [](const Lane& x, const Lane& y) { return x + y; });
        break;
      case Step::add_number:
        each(out, a, [number = *b](const Lane& x) { return x + number; });
        break;
      case Step::subtract:
        each(out, a, b, [](const Lane& x, const Lane& y) { return x - y; });
        break;
      case Step::subtract_from:
        each(out, a, [number = *b](const Lane& x) { return number - x; });
        break;
      case Step::multiply:
        each(out, a, b, [](const Lane& x, const Lane& y) { return x * y; });
        break;
      case Step::scale:
        each(out, a, [number = *b](const Lane& x) { return x * number; });
        break;
      case Step::divide:
        each(out, a, b, [](const Lane& x, const Lane& y) { return x / y; });
        break;
      case Step::divide_by:
        each(out, a, [number = *b](const Lane& x) { return x / number; });
        break;
      case Step::divide_number:
        each(out, a, [number = *b](const Lane& x) { return number / x; });
        break;
      case Step::multiply_add:
        each(out, a, b, c, [](const Lane& x, const Lane& y, const Lane& z) { return x * y + z; });
        break;
      case Step::scale_add:
        each(out, a, c, [number = *b](const Lane& x, const Lane& z) { return x * number + z; });
        break;
      case Step::multiply_shift:
        each(out, a, b, [number = *c](const Lane& x, const Lane& y) { return x * y + number; });
        break;
      case Step::scale_shift:
        each(out, a, [factor = *b, number = *c](const Lane& x) { return x * factor + number; });
        break;
      case Step::add_less:
        each(out, a, b, c, [](const Lane& x, const Lane& y, const Lane& z) { return z - x * y; });
        break;
      case Step::shift_less:
        each(out, a, b, [number = *c](const Lane& x, const Lane& y) { return number - x * y; });
        break;
      case Step::scale_less:
        each(out, a, c, [number = *b](const Lane& x, const Lane& z) { return z - x * number; });
        break;
      case Step::scale_reverse:
        each(out, a, [factor = *b, number = *c](const Lane& x) { return number - x * factor; });
        break;
      case Step::multiply_less:
        each(out, a, b, c, [](const Lane& x, const Lane& y, const Lane& z) { return x * y - z; });
        break;
      case Step::scale_minus:
        each(out, a, c, [number = *b](const Lane& x, const Lane& z) { return x * number - z; });
        break;
      case Step::rest_of:
        each(out, a, c, [number = *b](const Lane& x, const Lane& z) { return (number - x) * z; });
        break;
      case Step::rest_of_product:
        each(out, a, b, c, [number = *bases.at(step.d)](const Lane& x, const Lane& y, const Lane& z) {
          return (number - x * y) * z;
        });
        break;
      case Step::add_products:
        each(out, a, b, c, bases.at(step.d),
             [](const Lane& x, const Lane& y, const Lane& z, const Lane& w) { return x * y + z * w; });
        break;
      case Step::minimum:
        each(out, a, b, [](const Lane& x, const Lane& y) { return min(x, y); });
        break;
      case Step::maximum:
        each(out, a, b, [](const Lane& x, const Lane& y) { return max(x, y); });
        break;
      case Step::minimum_of:
        each(out, a, [number = broadcast(*b)](const Lane& x) { return min(number, x); });
        break;
      case Step::maximum_of:
        each(out, a, [number = broadcast(*b)](const Lane& x) { return max(number, x); });
        break;
      case Step::exponential:
        each(out, a, [](const Lane& x) { return exp(x); });
        break;
      case Step::logarithm:
        each(out, a, [](const Lane& x) { return log(x); });
        break;
      case Step::square_root:
        each(out, a, [](const Lane& x) { return sqrt(x); });
        break;
      case Step::magnitude:
        each(out, a, [](const Lane& x) { return abs(x); });
        break;
      case Step::select_less:
        each(out, a, b, c, bases.at(step.d),
             [](const Lane& x, const Lane& y, const Lane& z, const Lane& w) { return select(less(x, y), z, w); });
        break;
      case Step::select_less_equal:
        each(out, a, b, c, bases.at(step.d),
             [](const Lane& x, const Lane& y, const Lane& z, const Lane& w) { return select(less_equal(x, y), z, w); });
        break;
      case Step::odds_share:
        each(out, a, [](const Lane& x) { return x / (1.0 + x); });
        break;
      case Step::ratio_or_zero:
        each(out, a, b, [zero = broadcast(0.0), one = broadcast(1.0)](const Lane& x, const Lane& y) {
          const LaneMask some = less(zero, y);
          return select(some, x / select(some, y, one), zero);
        });
        break;
      case Step::adopted:
        each(out, a, b, c, [zero = broadcast(0.0)](const Lane& x, const Lane& y, const Lane& z) {
          return z * max(zero, 1.0 - x * y);
        });
        break;
      case Step::multiply_thrice:
        each(out, a, b, c, [](const Lane& x, const Lane& y, const Lane& z) { return x * y * z; });
        break;
      case Step::scale_multiply:
        each(out, a, c, [number = *b](const Lane& x, const Lane& z) { return x * number * z; });
        break;
      case Step::add_thrice:
        each(out, a, b, c, [](const Lane& x, const Lane& y, const Lane& z) { return x + y + z; });
        break;
    }
  }
}

[[nodiscard]] double* output_at(const plan::PlanView& plan, const Workspace& work, std::uint32_t output,
                                std::uint32_t t, int group) {
  return work.outputs + (std::size_t{output} * plan.years + t) * block_draws +
         static_cast<std::size_t>(group) * lane_count;
}

/// False if an output is no finite number.
[[nodiscard]] bool all_finite(const plan::PlanView& plan, const Workspace& work) {
  const Lane largest = broadcast(inner::largest_number);
  LaneMask finite = less_equal(largest, largest);
  const std::size_t count = std::size_t{plan.output_count} * plan.years * block_draws;
  for (std::size_t i = 0; i < count; i += lane_count)
    finite = finite & less_equal(abs(load_aligned(work.outputs + i)), largest);
  return !any(~finite);
}

[[gnu::noinline]] void find_peaks(const plan::PlanView& plan, const Workspace& work, int group) {
  for (std::uint32_t p = 0; p < plan.peak_count; ++p) {
    const plan::PeakPlan& peak = plan.peaks[p];
    const Trajectory path{output_at(plan, work, peak.output, 0, group), plan.years};
    const Trajectory income{output_at(plan, work, peak.gdp_per_capita, 0, group), plan.years};
    double* out =
        work.peaks + std::size_t{p} * peak_field_count * block_draws + static_cast<std::size_t>(group) * lane_count;
    if (peak.history == plan::no_row) {
      find_peak(path, income, peak.definition, nullptr, plan.plateau_share, out);
    } else {
      const double* known = work.outputs + std::size_t{history_row(plan, p)} * block_draws;
      const Lane history = path.at(0) * load(known + static_cast<std::size_t>(group) * lane_count);
      find_peak(path, income, peak.definition, &history, plan.plateau_share, out);
    }
  }
}

/// The first value, by draw, then year, then output, that is not finite.
[[nodiscard]] BlockStatus inspect(const plan::PlanView& plan, const Workspace& work, int count) {
  for (std::uint32_t draw = 0; draw < static_cast<std::uint32_t>(count); ++draw) {
    for (std::uint32_t t = 0; t < plan.years; ++t) {
      for (std::uint32_t k = 0; k < plan.output_count; ++k) {
        const double value = work.outputs[(std::size_t{k} * plan.years + t) * block_draws + draw];
        if (!(abs(value) <= inner::largest_number)) return {true, draw, t, k};
      }
    }
  }
  return {};
}

/// Reflects the scores of eight draws in each direction: z - 2 (v . z) v.
void reflect(const plan::InputsView& inputs, double* scores) {
  for (std::uint32_t r = 0; r < inputs.direction_count; ++r) {
    const double* direction = inputs.directions + std::size_t{r} * inputs.stream_count;
    Lane along = broadcast(0.0);
    for (std::uint32_t s = 0; s < inputs.stream_count; ++s)
      along = along + load(scores + std::size_t{s} * block_draws) * direction[s];
    along = along * 2.0;
    for (std::uint32_t s = 0; s < inputs.stream_count; ++s) {
      double* score = scores + std::size_t{s} * block_draws;
      store(score, load(score) - along * direction[s]);
    }
  }
}

void to_scores(double* uniforms, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lane_count) store(uniforms + i, inverse_normal(load(uniforms + i)));
}

void transform_inputs(const plan::InputsView& inputs, double* scores, double* values) {
  for (int i = 0; i < block_draws && inputs.direction_count > 0; i += lane_count) reflect(inputs, scores + i);
  for (std::uint32_t k = 0; k < inputs.input_count; ++k) {
    const plan::Input& input = inputs.inputs[k];
    double* value = values + std::size_t{k} * block_draws;
    if (input.terms.count > 0) {
      for (int i = 0; i < block_draws; i += lane_count) {
        Lane sum = broadcast(0.0);
        for (std::uint32_t t = input.terms.first; t < input.terms.first + input.terms.count; ++t) {
          const std::uint32_t score = inputs.streams[inputs.terms[t].stream].score;
          sum = sum + load(scores + std::size_t{score} * block_draws + i) * inputs.terms[t].weight;
        }
        store(value + i, sum);
      }
      transform_scores(input.marginal, inputs.knots, value, block_draws, value);
    } else if (inputs.by_score) {
      const std::uint32_t own = inputs.streams[input.stream].score;
      transform_scores(input.marginal, inputs.knots, scores + std::size_t{own} * block_draws, block_draws, value);
    } else {
      transform_block(input.marginal, inputs.knots, value, block_draws, value);
    }
  }
}

[[nodiscard]] bool is_alarmed(const double* row) {
  const Lane zero = broadcast(0.0);
  bool out = false;
  for (int i = 0; i < block_draws; i += lane_count) out = out || any(less(zero, load_aligned(row + i)));
  return out;
}

bool play_block(const TapeView& tape, const Workspace& work) {
  play(tape, {{work.scratch, const_cast<double*>(work.inputs), work.outputs, const_cast<double*>(tape.constants)}});
  return tape.has_alarm && is_alarmed(work.outputs + std::size_t{tape.alarm_row} * block_draws);
}

BlockStatus judge_block(const plan::PlanView& plan, const Workspace& work, int count) {
  for (int group = 0; group < groups_per_block; ++group) find_peaks(plan, work, group);
  return all_finite(plan, work) ? BlockStatus{} : inspect(plan, work, count);
}

/// Adds the eight numbers of a lane in the order that CellBank names.
[[nodiscard]] double folded(const Lane& lane) {
  double x[lane_count];
  store(x, lane);
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

/// Leaves the places of a block's values; true if one is outside.
[[nodiscard]] bool leave_places(const double* values, const PlaceWindow& window) {
  using Bits = inner::Bits<inner::Part>;
  using Short = std::uint16_t __attribute__((vector_size(2 * inner::part_draws)));
  Bits outside{};
  for (int i = 0; i < moment_draws; i += inner::part_draws) {
    Bits bits;
    __builtin_memcpy(&bits, values + i, sizeof bits);
    const Bits distance = (bits >> place_shift) - window.base;
    const auto beyond = distance >= window.size;
    const Bits place = beyond ? Bits{} + window.size : distance;
    outside |= __builtin_bit_cast(Bits, beyond);
    const Short narrow = __builtin_convertvector(place, Short);
    __builtin_memcpy(window.places + i, &narrow, sizeof narrow);
  }
  return inner::any_of(outside);
}

BlockMoments moments(const double* values, double reference, double inverse_scale, const PlaceWindow& window) {
  Lane sum = broadcast(0.0), squares = sum, smallest = load(values), largest = smallest;
  for (int i = 0; i < moment_draws; i += lane_count) {
    const Lane value = load(values + i);
    const Lane distance = (value - reference) * inverse_scale;
    sum = sum + distance;
    squares = squares + distance * distance;
    smallest = min(smallest, value);
    largest = max(largest, value);
  }
  double low[lane_count], high[lane_count];
  store(low, smallest);
  store(high, largest);
  BlockMoments out{folded(sum), folded(squares), low[0], high[0], false};
  for (int i = 1; i < lane_count; ++i) {
    out.minimum = min(out.minimum, low[i]);
    out.maximum = max(out.maximum, high[i]);
  }
  if (window.places != nullptr && out.minimum != out.maximum) out.outside = leave_places(values, window);
  return out;
}

void count_below(const double* values, const double* limits, std::uint32_t* below) {
  const Lane zero = broadcast(0.0), one = broadcast(1.0);
  for (std::uint32_t k = 0; k < shares_counted; ++k) {
    const Lane limit = broadcast(limits[k]);
    Lane count = zero;
    for (int i = 0; i < moment_draws; i += lane_count)
      count = count + select(less_equal(load(values + i), limit), one, zero);
    below[k] += static_cast<std::uint32_t>(folded(count));
  }
}

}  // namespace

extern const Kernel kernel;
const Kernel kernel{&fill_uniforms, &fill_latin,  &fill_sobol, &to_scores,  &transform_inputs,
                    &play_block,    &judge_block, &moments,    &count_below};

}  // namespace citypeak::run::CITYPEAK_ISA
