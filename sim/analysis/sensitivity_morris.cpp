// SPDX-License-Identifier: MIT
// Trajectories, single inputs at their percentiles, and regression: methods that place draws one by one.
#include <cmath>
#include <utility>

#include "sim/analysis/sensitivity.hpp"
#include "sim/analysis/sensitivity_player.hpp"
#include "sim/run/parallel.hpp"
#include "sim/stats/morris.hpp"
#include "sim/stats/rank_indices.hpp"

namespace citypeak::analysis {

namespace {

constexpr std::size_t levels = 4;

// --- Morris ------------------------------------------------------------------------------------------------------

[[nodiscard]] std::uint64_t hashed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

/// The points of trajectories as draws: point p of trajectory t is draw t*(groups + 1) + p. A group of one stream
/// stands where the design says; of several each has a level of its own and jumps when the group moves.
class TrajectoryDraws final : public run::Draws {
 public:
  TrajectoryDraws(const stats::MorrisDesign& design, const std::vector<InputGroup>& groups, std::uint64_t seed)
      : design_(design), seed_(seed) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (const std::uint32_t stream : groups[g].streams) {
        if (owners_.size() <= stream) owners_.resize(std::size_t{stream} + 1);
        owners_[stream] = {g, groups[g].streams.size() == 1};
      }
    }
  }
  void fill(const plan::Stream& stream, std::uint32_t dimension, std::uint64_t first, int count,
            double* out) const override {
    const std::uint64_t points = design_.inputs + 1, all = design_.trajectories * points;
    for (int i = 0; i < count; ++i) {
      const std::uint64_t draw = std::min(first + static_cast<std::uint64_t>(i), all - 1);
      const Owner& owner = owners_[dimension];
      const std::size_t at = static_cast<std::size_t>(draw) * design_.inputs + owner.group;
      out[i] = owner.alone ? design_.points[at] : own_level(stream, draw / points, at, owner.group);
    }
  }

 private:
  struct Owner {
    std::size_t group = 0;
    bool alone = true;
  };
  [[nodiscard]] double own_level(const plan::Stream& stream, std::uint64_t trajectory, std::size_t at,
                                 std::size_t group) const {
    const std::size_t start = static_cast<std::size_t>(trajectory) * (design_.inputs + 1) * design_.inputs + group;
    const bool has_moved = design_.points[at] != design_.points[start];
    const std::uint64_t level = hashed(hashed(stream.key ^ seed_) + trajectory * 0x100000001ULL + stream.sub) % levels;
    const std::uint64_t now = has_moved ? (level + levels / 2) % levels : level;
    return (static_cast<double>(now) + 0.5) / static_cast<double>(levels);
  }

  const stats::MorrisDesign& design_;
  std::uint64_t seed_;
  std::vector<Owner> owners_;
};

/// Trajectories to choose from: ten for each, fewer where distances between them would take longer than the paths.
[[nodiscard]] std::size_t candidates_for(std::size_t groups, std::size_t trajectories) {
  constexpr double steps = 2e9;
  const double size = static_cast<double>(groups);
  const double affordable = std::sqrt(2.0 * steps / (size * size * size));
  return std::clamp(static_cast<std::size_t>(std::min(affordable, 1e6)), trajectories, 10 * trajectories);
}

/// All points of a source of draws: results x draws.
[[nodiscard]] std::vector<std::vector<double>> results_of(const SensitivityTape& what, const run::Draws& draws,
                                                          std::uint64_t count, std::vector<double>* inputs = nullptr) {
  const std::uint64_t blocks = (count + block_draws - 1) / block_draws;
  const std::size_t columns = what.inputs().view().input_count;
  std::vector<std::vector<double>> out(what.results(), std::vector<double>(static_cast<std::size_t>(count)));
  if (inputs != nullptr) inputs->resize(static_cast<std::size_t>(count) * columns);
  const SensitivityRequest& request = what.request();
  Workers<SensitivityWorker> workers(static_cast<std::size_t>(run::thread_count(request.threads)));
  FirstError first_error;
  run::for_each_block(request.threads, blocks, [&](std::uint64_t block, std::size_t place) {
    first_error.guard(block, [&] {
      SensitivityWorker& worker = workers.at(place, what);
      worker.stop_if_asked();
      const std::uint64_t first = block * block_draws;
      const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(block_draws, count - first));
      worker.mixed.fill(draws, *request.kernel, first);
      ResultBlock results;
      worker.play(worker.mixed, static_cast<int>(here), first, draws, results);
      for (std::size_t r = 0; r < what.results(); ++r)
        std::copy_n(results.data() + r * block_draws, here, out[r].data() + first);
      for (std::size_t c = 0; c < columns && inputs != nullptr; ++c) {
        for (std::size_t d = 0; d < here; ++d)
          (*inputs)[(static_cast<std::size_t>(first) + d) * columns + c] = worker.mixed.rows()[c * block_draws + d];
      }
    });
  });
  first_error.rethrow();
  return out;
}

void add_row(SensitivityRun& run, const std::string& of, const std::string& input, std::string_view index,
             const std::optional<stats::IndexEstimate>& estimate, bool varies = true) {
  SensitivityRow row{of, input, "", std::string(index), {}, {}, {}, varies ? "" : "no_variance"};
  if (estimate && varies) {
    row.value = estimate->value;
    row.low = estimate->low;
    row.high = estimate->high;
  }
  run.rows.push_back(std::move(row));
}

[[nodiscard]] bool varies(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [&](double value) { return value != values.front(); });
}

// --- tornado -----------------------------------------------------------------------------------------------------

/// Inputs of a plan by their own number alone, whatever they are correlated with.
class UncorrelatedInputs {
 public:
  explicit UncorrelatedInputs(const plan::InputsView& view)
      : streams_(view.streams, view.streams + view.stream_count), inputs_(view.inputs, view.inputs + view.input_count) {
    for (plan::Stream& stream : streams_) stream.score = plan::none;
    for (plan::Input& input : inputs_) input.terms.count = 0;
    view_ = view;
    view_.streams = streams_.data();
    view_.inputs = inputs_.data();
    view_.score_count = view_.direction_count = 0;
    view_.by_score = false;
  }
  /// Values of every input at this probability.
  [[nodiscard]] std::vector<double> at(double u, const run::Kernel& kernel) const {
    const run::InputMemory memory(view_);
    memory.fill(run::ConstantDraws(u), kernel, 0);
    std::vector<double> out;
    for (std::size_t row = 0; row < inputs_.size(); ++row) out.push_back(memory.rows()[row * block_draws]);
    return out;
  }

 private:
  std::vector<plan::Stream> streams_;
  std::vector<plan::Input> inputs_;
  plan::InputsView view_;
};

}  // namespace

SensitivityRun morris_of(const SensitivityRequest& request, const std::vector<InputGroup>& groups) {
  const SensitivityTape what(request);
  const auto trajectories = static_cast<std::size_t>(request.size);
  const stats::MorrisDesign design = stats::morris_design(
      groups.size(), trajectories, candidates_for(groups.size(), trajectories), levels, request.seed);
  const TrajectoryDraws draws(design, groups, request.seed);
  const std::uint64_t count = trajectories * (groups.size() + 1);
  const auto results = results_of(what, draws, count);
  SensitivityRun out;
  out.draws = count;
  for (std::size_t r = 0; r < results.size(); ++r) {
    std::vector<std::vector<double>> effects(groups.size());
    for (std::size_t t = 0; t < trajectories; ++t) {
      for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::size_t at = t * groups.size() + i, point = t * (groups.size() + 1) + i;
        effects[design.moved[at]].push_back((results[r][point + 1] - results[r][point]) / design.step *
                                            design.direction[at]);
      }
    }
    const bool moves = varies(results[r]);
    for (const std::string_view index : {"mu", "mu_star", "sigma"}) {
      for (std::size_t g = 0; g < groups.size(); ++g) {
        const bool signless = index == "mu" && groups[g].streams.size() > 1;  // members move up and down at once
        const auto found = stats::morris_indices(effects[g]);
        std::optional<stats::IndexEstimate> estimate;
        if (found && !signless) estimate = index == "mu" ? found->mu : index == "sigma" ? found->sigma : found->mu_star;
        add_row(out, request.results[r].text, groups[g].name, index, estimate, moves);
      }
    }
  }
  return out;
}

SensitivityRun tornado_of(const SensitivityRequest& request) {
  constexpr double low = 0.1, middle = 0.5, high = 0.9;
  const SensitivityTape what(request);
  const std::vector<InputGroup> inputs = single_inputs(*request.plan, what.inputs());
  const UncorrelatedInputs alone(what.inputs().view());
  const std::vector<double> at_low = alone.at(low, *request.kernel), at_middle = alone.at(middle, *request.kernel),
                            at_high = alone.at(high, *request.kernel);
  SensitivityWorker worker(what);
  const run::CentralDraws central;
  const std::size_t variants = 2 * inputs.size();
  std::vector<std::vector<double>> results(what.results());
  for (std::size_t from = 0; from < variants; from += block_draws) {
    worker.stop_if_asked();
    const std::size_t here = std::min<std::size_t>(block_draws, variants - from);
    for (std::size_t row = 0; row < at_middle.size(); ++row)
      std::fill_n(worker.mixed.rows() + row * block_draws, block_draws, at_middle[row]);
    for (std::size_t i = 0; i < here; ++i) {
      const std::size_t variant = from + i;
      for (const std::uint32_t row : inputs[variant / 2].rows)
        worker.mixed.rows()[std::size_t{row} * block_draws + i] = variant % 2 == 0 ? at_low[row] : at_high[row];
    }
    ResultBlock block;
    worker.play(worker.mixed, static_cast<int>(here), from, central, block);
    for (std::size_t r = 0; r < what.results(); ++r)
      results[r].insert(results[r].end(), block.begin() + static_cast<std::ptrdiff_t>(r * block_draws),
                        block.begin() + static_cast<std::ptrdiff_t>(r * block_draws + here));
  }
  SensitivityRun out;
  out.draws = variants;
  const auto number = [](double value) { return stats::IndexEstimate{value, value, value}; };
  for (std::size_t r = 0; r < what.results(); ++r) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const double down = results[r][2 * i], up = results[r][2 * i + 1];
      for (const auto& [index, value] :
           {std::pair("low_result", down), std::pair("high_result", up), std::pair("swing", std::abs(up - down))}) {
        add_row(out, request.results[r].text, inputs[i].name, index, number(value));
        out.rows.back().low.reset();
        out.rows.back().high.reset();
      }
    }
  }
  return out;
}

SensitivityRun rank_of(const SensitivityRequest& request) {
  const SensitivityTape what(request);
  const std::vector<InputGroup> inputs = single_inputs(*request.plan, what.inputs());
  const run::CounterDraws draws(*request.kernel);
  std::vector<double> all;
  const auto results = results_of(what, draws, request.size, &all);
  const std::size_t columns = what.inputs().view().input_count, count = inputs.size();
  std::vector<double> x;
  x.reserve(static_cast<std::size_t>(request.size) * count);
  for (std::size_t d = 0; d < static_cast<std::size_t>(request.size); ++d) {
    for (const InputGroup& input : inputs) x.push_back(all[d * columns + input.rows.front()]);
  }
  std::vector<std::optional<stats::StandardizedCoefficients>> straight(results.size());
  std::vector<std::optional<std::vector<stats::IndexEstimate>>> ranks(results.size());
  run::for_each_block(request.threads, 2 * results.size(), [&](std::uint64_t task, std::size_t) {
    const auto r = static_cast<std::size_t>(task / 2);
    if (task % 2 == 0)
      straight[r] = stats::standardized_coefficients(x, results[r], count);
    else
      ranks[r] = stats::partial_rank_correlations(x, results[r], count);
  });
  SensitivityRun out;
  out.draws = request.size;
  for (std::size_t r = 0; r < results.size(); ++r) {
    const std::string& of = request.results[r].text;
    for (std::size_t i = 0; i < count; ++i)
      add_row(out, of, inputs[i].name, "src", straight[r] ? std::optional(straight[r]->coefficients[i]) : std::nullopt,
              straight[r].has_value());
    for (std::size_t i = 0; i < count; ++i)
      add_row(out, of, inputs[i].name, "prcc", ranks[r] ? std::optional((*ranks[r])[i]) : std::nullopt,
              ranks[r].has_value());
    if (straight[r]) out.r2.emplace_back(of, straight[r]->r2);
  }
  return out;
}

std::vector<double> means_of(const SensitivityRequest& request) {
  constexpr std::uint64_t draws = 10000;
  const SensitivityTape what(request);
  const auto results = results_of(what, run::CounterDraws(*request.kernel), draws);
  std::vector<double> out;
  for (const std::vector<double>& values : results) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    out.push_back(sum / static_cast<double>(draws));
  }
  return out;
}

}  // namespace citypeak::analysis
