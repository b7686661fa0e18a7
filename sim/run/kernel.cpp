// SPDX-License-Identifier: MIT
// A block of draws from uniforms to inputs, and from inputs to outputs: the steps before the years, the years of every
// city, the peaks.
// Compiled once per instruction set; see lanes.hpp for what must not be included here.
#include "sim/run/kernel.hpp"

#include "sim/run/city_life.hpp"
#include "sim/run/lanes.hpp"
#include "sim/run/marginals.hpp"
#include "sim/run/peaks.hpp"
#include "sim/run/philox.hpp"
#include "sim/run/scramble.hpp"

namespace citypeak::run::CITYPEAK_ISA {

namespace {

inline constexpr int groups_per_block = block_draws / lane_count;

[[gnu::always_inline]] inline Lane compute(plan::Op::Kind kind, Lane a, Lane b) {
  switch (kind) {
    case plan::Op::Kind::add:
      return a + b;
    case plan::Op::Kind::subtract:
      return a - b;
    case plan::Op::Kind::multiply:
      return a * b;
    case plan::Op::Kind::divide:
      return a / b;
    case plan::Op::Kind::power:
      return pow(a, b);
    case plan::Op::Kind::negate:
      return 0.0 - a;
    case plan::Op::Kind::minimum:
      return min(a, b);
    case plan::Op::Kind::maximum:
      return max(a, b);
    case plan::Op::Kind::exponential:
      return exp(a);
    case plan::Op::Kind::logarithm:
      return log(a);
  }
  return a;
}

/// Hands out consecutive stretches of the scratch memory, counted in lanes.
class Scratch {
 public:
  explicit Scratch(double* memory) : memory_(reinterpret_cast<Lane*>(memory)) {}
  template <class Thing>
  Thing* take(std::size_t count) {
    static_assert(sizeof(Thing) % sizeof(Lane) == 0);
    Lane* at = memory_ == nullptr ? nullptr : memory_ + used_;  // without memory it only counts
    used_ += count * (sizeof(Thing) / sizeof(Lane));
    return reinterpret_cast<Thing*>(at);
  }
  std::size_t used() const { return used_; }

 private:
  Lane* memory_;
  std::size_t used_ = 0;
};

[[nodiscard]] std::uint32_t carriers_of_sectors(const plan::PlanView& plan, const plan::CityPlan& city) {
  std::uint32_t count = 0;
  for (std::uint32_t s = 0; s < city.sectors.count; ++s) {
    const plan::Span span = plan.sectors[city.sectors.first + s].carriers;
    if (span.first + span.count > count) count = span.first + span.count;
  }
  return count;
}

/// Carriers of the sector that has most.
[[nodiscard]] std::uint32_t most_carriers(const plan::PlanView& plan, const plan::CityPlan& city) {
  std::uint32_t most = 0;
  for (std::uint32_t s = 0; s < city.sectors.count; ++s) {
    const std::uint32_t count = plan.sectors[city.sectors.first + s].carriers.count;
    if (count > most) most = count;
  }
  return most;
}

[[nodiscard]] CityMemory<Lane> memory_of(const plan::PlanView& plan, const plan::CityPlan& city, Scratch& scratch) {
  const std::uint32_t pairs = carriers_of_sectors(plan, city);
  CityMemory<Lane> memory{};
  memory.adoption = scratch.take<AdoptionState<Lane>>(plan.lever_count);
  memory.coverage = scratch.take<Lane>(plan.lever_count);
  memory.sectors = scratch.take<SectorState<Lane>>(city.sectors.count);
  memory.carriers = scratch.take<CarrierState<Lane>>(city.carriers.count);
  memory.base_weights = scratch.take<Lane>(pairs);
  memory.weights = scratch.take<Lane>(pairs);
  memory.reference_weights = scratch.take<Lane>(pairs);
  memory.stock_weights = scratch.take<Lane>(pairs);
  memory.value_added_ratio = scratch.take<Lane>(city.branches.count);
  memory.landfill = scratch.take<Lane>(plan.waste_class_count);
  memory.stock_carriers = most_carriers(plan, city);
  memory.stocks = scratch.take<Lane>(plan.stock_count * StockState<Lane>::size(plan.years, memory.stock_carriers));
  memory.costs = scratch.take<Lane>(city.costs.count * CostState<Lane>::size(plan.years));
  memory.state = scratch.take<Lane>(city.state.size);
  return memory;
}

/// Fills the rows of eight draws: inputs, then the steps in their order; the constants stand there already.
void fill_rows(const plan::PlanView& plan, const Workspace& work, int group, Lane* rows) {
  for (std::uint32_t c = 0; c < plan.column_count; ++c) {
    rows[plan.columns[c].row] =
        load(work.inputs + std::size_t{work.places[c]} * block_draws + static_cast<std::size_t>(group) * lane_count);
  }
  for (std::uint32_t i = 0; i < plan.op_count; ++i) {
    const plan::Op& op = plan.ops[i];
    rows[op.out] = compute(op.kind, rows[op.a], rows[op.b]);
  }
}

[[nodiscard]] double* output_at(const plan::PlanView& plan, const Workspace& work, std::uint32_t output,
                                std::uint32_t t, int group) {
  return work.outputs + (std::size_t{output} * plan.years + t) * block_draws +
         static_cast<std::size_t>(group) * lane_count;
}

/// The years of all cities for eight draws; false if a value is no finite number.
[[nodiscard]] bool live_group(const plan::PlanView& plan, const Workspace& work, int group, const Lane* rows) {
  const Lane largest = broadcast(inner::largest_number);
  LaneMask finite = less_equal(largest, largest);
  for (std::uint32_t c = 0; c < plan.city_count; ++c) {
    Scratch scratch(work.state);
    const CityMemory<Lane> memory = memory_of(plan, plan.cities[c], scratch);
    CityLife<Lane> life(plan, plan.cities[c], rows, memory);
    life.open();
    for (std::uint32_t t = 0; t < plan.years; ++t) {
      life.live(t);
      for (std::uint32_t k = 0; k < plan.output_count; ++k) {
        const plan::OutputPlan& output = plan.outputs[k];
        if (output.city != c) continue;
        const Lane value = memory.state[output.state] * output.multiplier;
        finite = finite & less_equal(abs(value), largest);
        store(output_at(plan, work, k, t, group), value);
      }
    }
  }
  return !any(~finite);
}

void find_peaks(const plan::PlanView& plan, const Workspace& work, int group, const Lane* rows) {
  for (std::uint32_t p = 0; p < plan.peak_count; ++p) {
    const plan::PeakPlan& peak = plan.peaks[p];
    const Trajectory path{output_at(plan, work, peak.output, 0, group), plan.years};
    const Trajectory income{output_at(plan, work, peak.gdp_per_capita, 0, group), plan.years};
    double* out =
        work.peaks + std::size_t{p} * peak_field_count * block_draws + static_cast<std::size_t>(group) * lane_count;
    if (peak.history == plan::no_row) {
      find_peak(path, income, peak.definition, nullptr, plan.plateau_share, out);
    } else {
      const Lane history = path.at(0) * rows[peak.history];
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

BlockStatus run_block(const plan::PlanView& plan, const Workspace& work, int count) {
  Lane* rows = reinterpret_cast<Lane*>(work.rows);
  for (std::uint32_t r = 0; r < plan.rows; ++r) rows[r] = broadcast(plan.constants[r]);
  bool finite = true;
  for (int group = 0; group < groups_per_block && group * lane_count < count; ++group) {
    fill_rows(plan, work, group, rows);
    finite = live_group(plan, work, group, rows) && finite;
    find_peaks(plan, work, group, rows);
  }
  return finite ? BlockStatus{} : inspect(plan, work, count);
}

/// Adds the eight numbers of a lane in the order that CellBank names.
[[nodiscard]] double folded(const Lane& lane) {
  double x[lane_count];
  store(x, lane);
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

BlockMoments moments(const double* values, double reference, double inverse_scale) {
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
  BlockMoments out{folded(sum), folded(squares), low[0], high[0]};
  for (int i = 1; i < lane_count; ++i) {
    out.minimum = min(out.minimum, low[i]);
    out.maximum = max(out.maximum, high[i]);
  }
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

std::size_t state_size(const plan::PlanView& plan) {
  std::size_t largest = 0;
  for (std::uint32_t c = 0; c < plan.city_count; ++c) {
    Scratch scratch(nullptr);
    (void)memory_of(plan, plan.cities[c], scratch);
    if (scratch.used() > largest) largest = scratch.used();
  }
  return largest * lane_count;
}

}  // namespace

extern const Kernel kernel;
const Kernel kernel{&fill_uniforms,    &fill_latin, &fill_sobol, &state_size, &to_scores,
                    &transform_inputs, &run_block,  &moments,    &count_below};

}  // namespace citypeak::run::CITYPEAK_ISA
