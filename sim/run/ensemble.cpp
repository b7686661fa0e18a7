// SPDX-License-Identifier: MIT
// Blocks, workers and the merge. The only file that includes TBB.
#include "sim/run/ensemble.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <optional>

#include "sim/plan/inputs.hpp"
#include "sim/run/events.hpp"

namespace citypeak::run {

namespace {

constexpr std::size_t alignment = 64;
constexpr double bytes_per_cell = 7000.0;  // measured by tests/bench with 10^6 draws

struct AlignedDelete {
  void operator()(double* memory) const { ::operator delete[](memory, std::align_val_t{alignment}); }
};
using Memory = std::unique_ptr<double[], AlignedDelete>;

[[nodiscard]] Memory allocate(std::size_t doubles) {
  return Memory(static_cast<double*>(
      ::operator new[](std::max<std::size_t>(doubles, 8) * sizeof(double), std::align_val_t{alignment})));
}

/// One worker's inputs of a block.
class InputMemory {
 public:
  explicit InputMemory(const plan::InputsView& view)
      : view_(view), scores_(allocate(scores_size(view))), values_(allocate(values_size(view))) {}
  /// Makes the inputs of the block that begins with draw `first`.
  void fill(const Draws& draws, const Kernel& kernel, std::uint64_t first) const {
    for (std::uint32_t s = 0; s < view_.stream_count; ++s) {
      const plan::Stream& stream = view_.streams[s];
      if (stream.score != plan::none)
        draws.fill(stream, s, first, block_draws, scores_.get() + std::size_t{stream.score} * block_draws);
    }
    for (std::uint32_t i = 0; i < view_.input_count; ++i) {
      const std::uint32_t s = view_.inputs[i].stream;
      if (view_.streams[s].score == plan::none)
        draws.fill(view_.streams[s], s, first, block_draws, values_.get() + std::size_t{i} * block_draws);
    }
    kernel.transform(view_, scores_.get(), values_.get());
  }
  [[nodiscard]] const double* values() const { return values_.get(); }

 private:
  plan::InputsView view_;
  Memory scores_, values_;
};

/// One worker's scratch for one plan.
class WorkerMemory {
 public:
  WorkerMemory(const plan::PlanView& view, const Kernel& kernel)
      : rows_(allocate(rows_size(view))),
        state_(allocate(kernel.state_size(view))),
        outputs_(allocate(outputs_size(view))),
        peaks_(allocate(peaks_size(view))) {}
  /// `places` are those of the plan's columns among the inputs.
  [[nodiscard]] Workspace workspace(const InputMemory& inputs, const std::vector<std::uint32_t>& places) const {
    return {inputs.values(), places.data(), rows_.get(), state_.get(), outputs_.get(), peaks_.get()};
  }

 private:
  Memory rows_, state_, outputs_, peaks_;
};

/// One block of one plan by itself.
struct SingleBlock {
  std::vector<double> outputs;  ///< outputs x years x block_draws
  BlockStatus status;
};
[[nodiscard]] SingleBlock single_block(const plan::Plan& plan, const Draws& draws, const Kernel& kernel,
                                       std::uint64_t first, int count) {
  const plan::PlanView view = plan.view();
  const plan::Inputs inputs({&plan, 1});
  const InputMemory values(inputs.view());
  values.fill(draws, kernel, first);
  const WorkerMemory memory(view, kernel);
  const Workspace work = memory.workspace(values, inputs.places(0));
  const BlockStatus status = kernel.run(view, work, count);
  return {{work.outputs, work.outputs + outputs_size(view)}, status};
}

/// A bad value, ordered by draw, then plan: what the user is told does not depend on the schedule.
struct BadValue {
  std::uint64_t draw = std::numeric_limits<std::uint64_t>::max();
  std::size_t plan = 0;
  std::uint32_t year = 0, output = 0;
  friend bool operator<(const BadValue& a, const BadValue& b) {
    return a.draw != b.draw ? a.draw < b.draw : a.plan < b.plan;
  }
};

[[nodiscard]] std::string output_name(const plan::Plan& plan, std::uint32_t output) {
  if (output < plan.written.size()) return plan.variables[plan.written[output]].name;
  for (const plan::Variable& variable : plan.variables) {
    if (variable.state == plan.outputs[output].state) return variable.name;
  }
  return "emissions.total";
}

/// Where levers took all that was saved, or made, there is no GDP in the year after: the lever that cost most.
[[nodiscard]] std::optional<std::string> biggest_spender(const plan::Plan& plan, const Draws& draws,
                                                         const Kernel& kernel, const BadValue& bad) {
  if (plan.feedbacks.empty() || bad.year == 0) return std::nullopt;
  plan::Request request;
  request.seed = plan.seed;
  request.tables = &plan.tables;
  request.variables = {"gdp", "lever.*.capital", "lever.*.running"};
  text::Findings unused;
  const plan::Plan watched = plan::make_plan(plan.scenario, request, unused);
  const std::uint64_t first = bad.draw / block_draws * block_draws;
  const std::vector<double> block = single_block(watched, draws, kernel, first, block_draws).outputs;
  const auto value = [&](std::size_t output, std::uint32_t year) {
    return block[(output * watched.years + year) * block_draws + static_cast<std::size_t>(bad.draw - first)];
  };
  std::optional<std::string> out;
  double most = 0.0;
  for (std::size_t k = 0; k < watched.written.size(); ++k) {
    const std::string& name = watched.variables[watched.written[k]].name;
    if (name == "gdp" && std::isfinite(value(k, bad.year))) return std::nullopt;
    if (name == "gdp" || !(value(k, bad.year - 1) > most)) continue;
    most = value(k, bad.year - 1);
    out = name.substr(6, name.rfind('.') - 6);  // lever.NAME.capital
  }
  return out;
}

[[nodiscard]] RunError error_of(std::span<const plan::Plan> plans, const Draws& draws, const Kernel& kernel,
                                const BadValue& bad) {
  const plan::Plan& plan = plans[bad.plan];
  const std::string name = output_name(plan, bad.output);
  const int year = plan.scenario.base_year + static_cast<int>(bad.year);
  if (const auto lever = biggest_spender(plan, draws, kernel, bad)) {
    return {fmt::format(
                "the levers cost more in {} than the economy of scenario {} saves or makes (draw {}); most of it is "
                "lever '{}': look at its `cost`, or lower `economy.capital.crowding_out`",
                year - 1, plan.scenario.id, bad.draw, *lever),
            fmt::format("情景 {1} 第 {2} 次抽样、{0} "
                        "年措施的成本超过全部储蓄或产出，其中最多的是措施“{3}”：请检查其 `cost`，或降低 "
                        "`economy.capital.crowding_out`",
                        year - 1, plan.scenario.id, bad.draw, *lever)};
  }
  return {fmt::format(
              "{} is not a finite number in draw {} of scenario {}, year {}: an input is too extreme for the model; "
              "look at its distribution with `citypeak explain`",
              name, bad.draw, plan.scenario.id, year),
          fmt::format("情景 {2} 第 {1} 次抽样、{3} 年的 {0} 不是有限数：某项输入超出模型可算范围，请用 `citypeak "
                      "explain` 检查其分布",
                      name, bad.draw, plan.scenario.id, year)};
}

/// What must be known of a plan before its first draw.
struct Prepared {
  plan::PlanView view;
  std::vector<summary::CellSpec> cells;
};

[[nodiscard]] double scale_for(double reference, double largest) {
  return summary::scale_of(reference != 0.0 ? reference : largest);
}

[[nodiscard]] Prepared prepare(const plan::Plan& plan, const Kernel& kernel) {
  Prepared out{plan.view(), {}};
  const std::vector<double> central = central_path(plan, kernel);
  const auto largest_of = [&](std::size_t output) {
    double largest = 0.0;
    for (std::uint32_t t = 0; t < plan.years; ++t)
      largest = std::max(largest, std::abs(central[output * plan.years + t]));
    return largest;
  };
  for (std::size_t k = 0; k < plan.written.size(); ++k) {
    const double largest = largest_of(k);
    for (std::uint32_t t = 0; t < plan.years; ++t) {
      const double reference = central[k * plan.years + t];
      out.cells.push_back({reference, scale_for(reference, largest), true});
    }
  }
  for (const plan::PeakPlan& peak : plan.peaks) {
    const double level = largest_of(peak.output), income = largest_of(peak.gdp_per_capita);
    out.cells.push_back({level, scale_for(level, 0.0), true});
    out.cells.push_back({income, scale_for(income, 0.0), true});
  }
  return out;
}

[[nodiscard]] PlanSummary empty_summary(const plan::Plan& plan, const Prepared& prepared) {
  PlanSummary out;
  out.cells = summary::CellBank(prepared.cells);
  out.targets = summary::TargetCounts(plan.events.size());
  out.verdicts = summary::VerdictCounts(plan.verdicts.size(), plan.years);
  for (std::size_t p = 0; p < plan.peaks.size(); ++p) {
    out.peaks.emplace_back(plan.scenario.base_year, plan.scenario.horizon);
    out.plateau_first.emplace_back(plan.years, 0);
    out.plateau_last.emplace_back(plan.years, 0);
  }
  return out;
}

/// Index as in PeakCounts: 0 for already_peaked, 1 .. Y for years, Y + 1 for not_peaked.
[[nodiscard]] std::size_t outcome_index(const plan::PlanView& view, double first, double last) {
  const auto confirmed = static_cast<double>(view.years) - static_cast<double>(view.confirm);
  return last >= confirmed ? view.years + 1 : static_cast<std::size_t>(first + 1.0);  // -1: already_peaked
}

[[nodiscard]] const double* peak_row(const Workspace& work, std::size_t peak, PeakField field) {
  return work.peaks + (peak * peak_field_count + static_cast<std::uint32_t>(field)) * block_draws;
}

void add_values(const Kernel& kernel, const double* values, std::size_t count, std::size_t cell,
                summary::CellBank& cells) {
  constexpr std::size_t size = summary::CellBank::block_size;
  std::size_t done = 0;
  for (; done + size <= count; done += size) {
    const BlockMoments block = kernel.moments(values + done, cells.reference(cell), cells.inverse_scale(cell));
    cells.add(cell, values + done, summary::CellBank::Moments{block.sum, block.squares, block.minimum, block.maximum});
  }
  if (done < count) cells.add(cell, values + done, count - done);
}

/// GDP per head in the peak year, of the draws that peak in the projection: the horizon is no peak.
void add_incomes(const Kernel& kernel, const double* incomes, const std::size_t* outcomes, std::size_t not_peaked,
                 std::size_t count, std::size_t cell, summary::CellBank& cells) {
  double kept[block_draws];
  std::size_t size = 0;
  for (std::size_t d = 0; d < count; ++d) {
    if (outcomes[d] > 0 && outcomes[d] < not_peaked) kept[size++] = incomes[d];
  }
  if (size > 0) add_values(kernel, kept, size, cell, cells);
}

void add_block(const Kernel& kernel, const plan::Plan& plan, const plan::PlanView& view, const Workspace& work,
               std::size_t count, PlanSummary& into) {
  static_assert(block_draws % summary::CellBank::block_size == 0 && moment_draws == summary::CellBank::block_size);
  std::size_t cell = 0;
  for (std::size_t k = 0; k < plan.written.size(); ++k) {
    if (plan.counted_as[k] != k) {
      cell += view.years;
      continue;
    }
    for (std::uint32_t t = 0; t < view.years; ++t) {
      add_values(kernel, work.outputs + (k * view.years + t) * block_draws, count, cell++, into.cells);
    }
  }
  for (std::size_t p = 0; p < view.peak_count; ++p) {
    add_values(kernel, peak_row(work, p, PeakField::level), count, cell++, into.cells);
    const double* first = peak_row(work, p, PeakField::first_index);
    const double* last = peak_row(work, p, PeakField::last_index);
    std::size_t outcomes[block_draws];
    for (std::size_t d = 0; d < count; ++d) {
      outcomes[d] = outcome_index(view, first[d], last[d]);
      into.peaks[p].add(outcomes[d]);
    }
    const std::size_t not_peaked = view.years + 1;
    add_incomes(kernel, peak_row(work, p, PeakField::gdp_per_capita), outcomes, not_peaked, count, cell++, into.cells);
    const double* from = peak_row(work, p, PeakField::plateau_first);
    const double* to = peak_row(work, p, PeakField::plateau_last);
    for (std::size_t d = 0; d < count; ++d) {
      if (to[d] < 0.0 || outcomes[d] == not_peaked) continue;  // the top lies in the known past, or is none
      ++into.plateau_first[p][static_cast<std::size_t>(from[d])];
      ++into.plateau_last[p][static_cast<std::size_t>(to[d])];
    }
  }
}

void merge_into(PlanSummary& into, const PlanSummary& from) {
  (void)into.cells.merge(from.cells);
  into.targets.merge(from.targets);
  into.verdicts.merge(from.verdicts);
  for (std::size_t p = 0; p < into.peaks.size(); ++p) {
    (void)into.peaks[p].merge(from.peaks[p]);
    for (std::size_t t = 0; t < into.plateau_first[p].size(); ++t) {
      into.plateau_first[p][t] += from.plateau_first[p][t];
      into.plateau_last[p][t] += from.plateau_last[p][t];
    }
  }
}

void keep_block(const plan::Plan& plan, const plan::PlanView& view, const Workspace& work, std::uint64_t at,
                std::size_t count, KeptDraws& kept) {
  const std::size_t columns = view.column_count, outputs = plan.kept_outputs.size() * view.years;
  for (std::size_t d = 0; d < count; ++d) {
    const std::size_t row = static_cast<std::size_t>(at) + d;
    for (std::size_t c = 0; c < columns; ++c)
      kept.inputs[row * columns + c] = work.inputs[std::size_t{work.places[c]} * block_draws + d];
    for (std::size_t k = 0; k < plan.kept_outputs.size(); ++k) {
      for (std::uint32_t t = 0; t < view.years; ++t) {
        kept.outputs[row * outputs + k * view.years + t] =
            work.outputs[(std::size_t{plan.kept_outputs[k]} * view.years + t) * block_draws + d];
      }
    }
    kept.level[row] = peak_row(work, plan.headline_peak, PeakField::level)[d];
    kept.outcome[row] =
        static_cast<std::uint32_t>(outcome_index(view, peak_row(work, plan.headline_peak, PeakField::first_index)[d],
                                                 peak_row(work, plan.headline_peak, PeakField::last_index)[d]));
  }
}

[[nodiscard]] KeptDraws room_for(const plan::Plan& plan, std::uint64_t draws) {
  KeptDraws kept;
  const auto n = static_cast<std::size_t>(draws);
  kept.inputs.resize(n * plan.columns.size());
  kept.outputs.resize(n * plan.kept_outputs.size() * plan.years);
  kept.level.resize(n);
  kept.outcome.resize(n);
  return kept;
}

/// One worker: scratch and accumulators for every plan, and the worst that happened.
struct Worker {
  std::optional<InputMemory> inputs;
  std::vector<WorkerMemory> memory;
  std::vector<EventJudge> judges;
  std::vector<PlanSummary> summaries;
  BadValue bad;
};

class Ensemble {
 public:
  Ensemble(std::span<const plan::Plan> plans, const Draws& draws, BlockRange range, const Kernel& kernel,
           const EnsembleOptions& options)
      : plans_(plans), inputs_(plans), draws_(draws), range_(range), kernel_(kernel), options_(options) {
    for (const plan::Plan& plan : plans) {
      prepared_.push_back(prepare(plan, kernel));
      results_.emplace_back();
      if (options.keep_draws) results_.back().kept = room_for(plan, range.count);
    }
  }

  [[nodiscard]] std::vector<PlanResult> run() {
    const int threads = options_.threads > 0 ? options_.threads : tbb::this_task_arena::max_concurrency();
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
    tbb::task_arena arena(threads);
    const std::uint64_t blocks = (range_.count + block_draws - 1) / block_draws;
    arena.execute([&] {
      tbb::parallel_for(tbb::blocked_range<std::uint64_t>(0, blocks),
                        [&](const tbb::blocked_range<std::uint64_t>& part) {
                          Worker& worker = local();
                          for (std::uint64_t block = part.begin(); block != part.end() && !stopped(); ++block)
                            run_block(worker, block);
                        });
    });
    if (stopped()) throw Interrupted{};
    gather();
    return std::move(results_);
  }

 private:
  [[nodiscard]] bool stopped() const {
    return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
  }

  [[nodiscard]] Worker& local() {
    Worker& worker = workers_.local();
    if (!worker.inputs) {
      worker.inputs.emplace(inputs_.view());
      for (std::size_t i = 0; i < plans_.size(); ++i) {
        worker.memory.emplace_back(prepared_[i].view, kernel_);
        worker.judges.emplace_back(plans_[i]);
        worker.summaries.push_back(empty_summary(plans_[i], prepared_[i]));
      }
    }
    return worker;
  }

  void run_block(Worker& worker, std::uint64_t block) {
    const std::uint64_t first = block * block_draws;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block_draws, range_.count - first));
    worker.inputs->fill(draws_, kernel_, range_.first + first);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const Workspace work = worker.memory[i].workspace(*worker.inputs, inputs_.places(i));
      const BlockStatus status = kernel_.run(prepared_[i].view, work, static_cast<int>(count));
      if (status.bad) {
        worker.bad = std::min(worker.bad, BadValue{range_.first + first + status.draw, i, status.year, status.output});
        continue;
      }
      add_block(kernel_, plans_[i], prepared_[i].view, work, count, worker.summaries[i]);
      worker.judges[i].count(work, count, worker.summaries[i].targets, worker.summaries[i].verdicts);
      if (options_.keep_draws) keep_block(plans_[i], prepared_[i].view, work, first, count, results_[i].kept);
    }
    if (options_.progress != nullptr) options_.progress->fetch_add(count, std::memory_order_relaxed);
  }

  void gather() {
    BadValue bad;
    // The first worker's sums become the result and the others are added one by one, each set free when it is done:
    // which worker is first does not show, since sums are exact.
    bool first = true;
    for (Worker& worker : workers_) {
      bad = std::min(bad, worker.bad);
      for (std::size_t i = 0; i < worker.summaries.size(); ++i) {
        if (first) {
          results_[i].summary = std::move(worker.summaries[i]);
        } else {
          merge_into(results_[i].summary, worker.summaries[i]);
        }
      }
      if (!worker.summaries.empty()) first = false;
      worker = Worker{};
    }
    if (bad.draw != std::numeric_limits<std::uint64_t>::max()) throw error_of(plans_, draws_, kernel_, bad);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      if (const auto failed = results_[i].summary.cells.first_failed()) throw too_wide(plans_[i], *failed);
    }
  }

  [[nodiscard]] static RunError too_wide(const plan::Plan& plan, std::size_t cell) {
    const std::size_t output = std::min(cell / plan.years, plan.written.empty() ? 0 : plan.written.size() - 1);
    const std::string name = output_name(plan, static_cast<std::uint32_t>(output));
    return {fmt::format("{} spreads too widely to be averaged in scenario {}: the squares of its draws about the "
                        "central path outgrow the sums",
                        name, plan.scenario.id),
            fmt::format("情景 {} 的 {} 离散过大，无法求均值：各次抽样偏离中位路径过远，平方和超出可计范围",
                        plan.scenario.id, name)};
  }

  std::span<const plan::Plan> plans_;
  plan::Inputs inputs_;
  const Draws& draws_;
  BlockRange range_;
  const Kernel& kernel_;
  const EnsembleOptions& options_;
  std::vector<Prepared> prepared_;
  std::vector<PlanResult> results_;
  tbb::enumerable_thread_specific<Worker> workers_;
};

}  // namespace

std::vector<double> first_block(const plan::Plan& plan, const Draws& draws, const Kernel& kernel) {
  return single_block(plan, draws, kernel, 0, block_draws).outputs;
}

std::vector<double> central_path(const plan::Plan& plan, const Kernel& kernel) {
  const SingleBlock block = single_block(plan, CentralDraws{}, kernel, 0, 1);
  if (block.status.bad)
    throw error_of({&plan, 1}, CentralDraws{}, kernel, {0, 0, block.status.year, block.status.output});
  std::vector<double> out;
  for (std::size_t i = 0; i < block.outputs.size(); i += block_draws) out.push_back(block.outputs[i]);
  return out;
}

std::vector<PlanResult> run(std::span<const plan::Plan> plans, const Draws& draws, BlockRange range,
                            const Kernel& kernel, const EnsembleOptions& options) {
  return Ensemble(plans, draws, range, kernel, options).run();
}

double memory_estimate(std::span<const plan::Plan> plans, std::uint64_t draws, int threads, bool keep_draws) {
  double bytes = 0.0;
  for (const plan::Plan& plan : plans) {
    const plan::PlanView view = plan.view();
    const double cells =
        static_cast<double>(plan.written.size()) * plan.years + 2.0 * static_cast<double>(plan.peaks.size());
    const double scratch = static_cast<double>(plan.columns.size() * block_draws + rows_size(view) +
                                               outputs_size(view) + peaks_size(view)) *
                           8.0;
    bytes += (cells * bytes_per_cell + scratch) * (threads + 1);
    const double per_draw = static_cast<double>(plan.columns.size() + plan.kept_outputs.size() * plan.years + 2) * 8.0;
    if (keep_draws) bytes += static_cast<double>(draws) * per_draw;
  }
  return bytes;
}

}  // namespace citypeak::run
