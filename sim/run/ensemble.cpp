// SPDX-License-Identifier: MIT
// Blocks, workers and the merge.
#include "sim/run/ensemble.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include "sim/run/events.hpp"
#include "sim/run/memory.hpp"
#include "sim/run/parallel.hpp"

namespace citypeak::run {

namespace {

constexpr double bytes_per_cell = 7000.0;  // measured by tests/bench with 10^6 draws
constexpr double bytes_per_pair_cell =
    30000.0;  // of 25,000 to 30,000 seen with every variable: differences spread over many octaves
constexpr double bytes_per_replicate = 100.0;  // of a cell
constexpr std::size_t scratch_rows = 400;      // of a tape, of 130 to 260 seen
constexpr std::uint64_t pilot_blocks = 8;      // whose quantiles become the limits of an even design's cells

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

/// One worker: scratch and accumulators for every plan, and the worst that happened.
struct Worker {
  std::optional<InputMemory> inputs;
  std::vector<WorkerMemory> memory;
  std::vector<EventJudge> judges;
  std::vector<PlanSummary> summaries;
  std::vector<SharedCells> shared;  ///< of each plan with the first
  std::vector<PairSummary> pairs;
  BadValue bad;
};

/// Cells of a plan or a pair before the first draw, and their limits once they are known.
struct Prepared {
  std::vector<summary::CellSpec> cells;
  Limits limits;
};

[[nodiscard]] Limits limits_of(const summary::CellBank& cells) {
  Limits out(cells.size());
  for (std::size_t cell = 0; cell < out.size(); ++cell) {
    for (std::size_t k = 0; k < out[cell].size(); ++k)
      out[cell][k] = cells.quantile(cell, summary::ReplicateBank::shares[k]).value_or(0.0);
  }
  return out;
}

class Ensemble {
 public:
  Ensemble(std::span<const plan::Plan> plans, const plan::Inputs& inputs, const Draws& draws, const Kernel& kernel,
           const EnsembleOptions& options)
      : plans_(plans), inputs_(inputs), draws_(draws), kernel_(kernel), options_(options) {
    std::vector<std::vector<double>> central;
    for (const plan::Plan& plan : plans) {
      tapes_.push_back(std::make_unique<PlanTape>(plan, inputs.places(views_.size())));
      views_.push_back(plan.view());
      central.push_back(central_path(plan, kernel));
      prepared_.push_back({cells_of(plan, central.back()), {}});
    }
    result_.plans.resize(plans.size());
    if (!options.reference) return;
    result_.pairs = pairs_of(plans, *options.reference, options.compared_years);
    for (const Pair& pair : result_.pairs) {
      prepared_pairs_.push_back(
          {cells_of(pair, plans[pair.reference], central[pair.reference], central[pair.plan]), {}});
    }
    aim_pairs();
  }

  [[nodiscard]] RunResult run(BlockRange range) {
    workers_.resize(static_cast<std::size_t>(thread_count(options_.threads)));
    if (draws_.replicates() > 1) look_ahead();
    first_ = range.first;
    std::uint64_t count = range.count;
    while (count > 0) {
      add({range.first + result_.draws, count});
      count = options_.more ? options_.more(result_) : 0;
    }
    if (result_.draws == 0) {  // no draws leave empty counts, not none
      make_ready(workers_.front());
      gather();
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool stopped() const {
    return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
  }

  /// Runs the first block of all plans, to see how far they lie apart.
  void aim_pairs() {
    if (result_.pairs.empty()) return;
    Worker scratch;
    scratch.inputs.emplace(inputs_.view());
    scratch.inputs->fill(draws_, kernel_, 0);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      scratch.memory.emplace_back(*tapes_[i]);
      (void)scratch.memory[i].run(kernel_, *scratch.inputs, block_draws);
    }
    for (std::size_t i = 0; i < result_.pairs.size(); ++i) {
      const Pair& pair = result_.pairs[i];
      aim_windows(pair, plans_[pair.reference], plans_[pair.plan], workspace(scratch, pair.reference),
                  workspace(scratch, pair.plan), prepared_pairs_[i].cells);
    }
  }

  /// The first few blocks, to learn roughly where the quantiles lie; they are run again and counted then. Always those
  /// of the whole design (which has a block for each replicate, at least): the limits show in the standard errors, and
  /// every part of the draws needs the same.
  void look_ahead() {
    looking_ahead_ = true;
    run_blocks({0, pilot_blocks * block_draws});
    Worker all;
    for (Worker& worker : workers_) merge(all, worker);
    looking_ahead_ = false;
    for (std::size_t i = 0; i < all.summaries.size(); ++i) prepared_[i].limits = limits_of(all.summaries[i].cells.bank);
    for (std::size_t i = 0; i < all.pairs.size(); ++i) prepared_pairs_[i].limits = limits_of(all.pairs[i].cells.bank);
  }

  void add(BlockRange range) {
    for (std::size_t i = 0; i < plans_.size() && options_.keep_draws; ++i)
      make_room(plans_[i], range.first - first_ + range.count, result_.plans[i].kept);
    run_blocks(range);
    gather();
    result_.draws += range.count;
  }

  void run_blocks(BlockRange range) {
    const std::uint64_t blocks = (range.count + block_draws - 1) / block_draws;
    for_each_block(options_.threads, blocks, [&](std::uint64_t block, std::size_t at) {
      if (stopped()) return;
      Worker& worker = workers_[at];
      make_ready(worker);
      const std::uint64_t done = block * block_draws;
      run_block(worker, range.first + done, std::min<std::uint64_t>(block_draws, range.count - done));
    });
    if (stopped()) throw Interrupted{};
  }

  /// Gives a worker its memory when it meets its first block, on its own thread.
  void make_ready(Worker& worker) {
    if (worker.inputs) return;
    worker.inputs.emplace(inputs_.view());
    const std::uint32_t replicates = draws_.replicates();
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      worker.memory.emplace_back(*tapes_[i]);
      worker.judges.emplace_back(plans_[i]);
      worker.summaries.push_back(empty_summary(plans_[i], prepared_[i].cells, prepared_[i].limits, replicates));
    }
    for (std::size_t i = 0; i < plans_.size(); ++i)
      worker.shared.emplace_back(plans_[i], worker.summaries[i].cells, plans_.front(), worker.summaries.front().cells);
    for (const Prepared& pair : prepared_pairs_)
      worker.pairs.push_back(empty_pair_summary(plans_.front(), pair.cells, pair.limits, replicates));
  }

  [[nodiscard]] Workspace workspace(const Worker& worker, std::size_t i) const {
    return worker.memory[i].workspace(*worker.inputs);
  }

  void run_block(Worker& worker, std::uint64_t first, std::size_t count) {
    const auto replicate = static_cast<std::uint32_t>(first / block_draws % draws_.replicates());
    const Block block{&kernel_, replicate, count};
    worker.inputs->fill(draws_, kernel_, first);
    bool good = true;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const BlockStatus status = worker.memory[i].run(kernel_, *worker.inputs, static_cast<int>(count));
      if (!status.bad) continue;
      worker.bad = std::min(worker.bad, BadValue{first + status.draw, i, status.year, status.output});
      good = false;
    }
    if (!good) return;
    for (std::size_t i = plans_.size(); i-- > 0;) {  // the first plan last: the others compare themselves with it
      const Workspace work = workspace(worker, i);
      PlanSummary& into = worker.summaries[i];
      if (i > 0) {
        worker.shared[i].add_block(block, plans_[i], work, workspace(worker, 0), worker.summaries.front(), into);
      } else {
        add_block(block, plans_[i], work, into);
      }
      worker.judges[i].count(work, count, into.counts[replicate].targets, into.counts[replicate].verdicts);
      if (options_.keep_draws && !looking_ahead_)
        keep_block(plans_[i], views_[i], work, first - first_, count, result_.plans[i].kept);
    }
    for (std::size_t i = 0; i < result_.pairs.size(); ++i) {
      const Pair& pair = result_.pairs[i];
      add_block(block, pair, plans_[pair.reference], plans_[pair.plan], workspace(worker, pair.reference),
                workspace(worker, pair.plan), worker.pairs[i]);
    }
    if (options_.progress != nullptr && !looking_ahead_) options_.progress->fetch_add(count, std::memory_order_relaxed);
  }

  /// Adds what a worker has gathered and sets its memory free. The first worker's sums become the result: which worker
  /// is first does not show, since sums are exact.
  static void merge(Worker& into, Worker& from) {
    for (std::size_t i = 1; i < from.shared.size(); ++i)
      from.shared[i].resolve(from.summaries.front(), from.summaries[i]);
    into.bad = std::min(into.bad, from.bad);
    const auto merge_all = [](auto& to, auto& parts) {
      if (to.empty()) {
        to = std::move(parts);
      } else if (!parts.empty()) {
        for (std::size_t i = 0; i < to.size(); ++i) to[i].merge(parts[i]);
      }
    };
    merge_all(into.summaries, from.summaries);
    merge_all(into.pairs, from.pairs);
    from = Worker{};
  }

  void gather() {
    Worker all;
    if (result_.draws > 0) {
      for (PlanResult& plan : result_.plans) all.summaries.push_back(std::move(plan.summary));
      all.pairs = std::move(result_.pair_summaries);
    }
    for (Worker& worker : workers_) merge(all, worker);
    if (all.bad.draw != std::numeric_limits<std::uint64_t>::max()) throw error_of(plans_, draws_, kernel_, all.bad);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      if (const auto failed = all.summaries[i].cells.bank.first_failed()) throw too_wide(plans_[i], *failed);
      result_.plans[i].summary = std::move(all.summaries[i]);
    }
    result_.pair_summaries = std::move(all.pairs);
  }

  std::span<const plan::Plan> plans_;
  const plan::Inputs& inputs_;
  const Draws& draws_;
  const Kernel& kernel_;
  const EnsembleOptions& options_;
  std::vector<plan::PlanView> views_;
  std::vector<std::unique_ptr<PlanTape>> tapes_;
  std::vector<Prepared> prepared_, prepared_pairs_;
  RunResult result_;
  std::uint64_t first_ = 0;
  bool looking_ahead_ = false;
  std::vector<Worker> workers_;
};

}  // namespace

void make_room(const plan::Plan& plan, std::uint64_t draws, KeptDraws& kept) {
  const auto n = static_cast<std::size_t>(draws);
  kept.inputs.resize(n * plan.columns.size());
  kept.outputs.resize(n * plan.kept_outputs.size() * plan.years);
  kept.level.resize(n);
  kept.outcome.resize(n);
}

std::vector<double> central_path(const plan::Plan& plan, const Kernel& kernel) {
  const SingleBlock block = SinglePlan(plan, kernel).run(CentralDraws{}, 0, 1);
  if (block.status.bad)
    throw error_of({&plan, 1}, CentralDraws{}, kernel, {0, 0, block.status.year, block.status.output});
  std::vector<double> out;
  for (std::size_t i = 0; i < block.outputs.size(); i += block_draws) out.push_back(block.outputs[i]);
  return out;
}

RunResult run(std::span<const plan::Plan> plans, const plan::Inputs& inputs, const Draws& draws, BlockRange range,
              const Kernel& kernel, const EnsembleOptions& options) {
  return Ensemble(plans, inputs, draws, kernel, options).run(range);
}

double memory_estimate(std::span<const plan::Plan> plans, std::uint64_t draws, int threads, std::uint32_t replicates,
                       bool keep_draws) {
  double bytes = 0.0;
  for (const plan::Plan& plan : plans) {
    const plan::PlanView view = plan.view();
    const double cells =
        static_cast<double>(plan.written.size()) * plan.years + 2.0 * static_cast<double>(plan.peaks.size());
    const double scratch = static_cast<double>(plan.columns.size() * block_draws + scratch_rows * block_draws +
                                               outputs_size(view) + peaks_size(view)) *
                           8.0;
    const double even = replicates > 1 ? bytes_per_replicate * replicates : 0.0;
    bytes += (cells * (bytes_per_cell + even) + scratch) * (threads + 1);
    const double per_draw = static_cast<double>(plan.columns.size() + plan.kept_outputs.size() * plan.years + 2) * 8.0;
    if (keep_draws) bytes += 2.0 * static_cast<double>(draws) * per_draw;  // as kept, and as rows of the files
    const double compared = static_cast<double>(plan.compared_outputs.size()) * (plan.years + 1.0) + 2.0;
    const double outcomes = (plan.years + 2.0) * (plan.years + 2.0);
    if (plans.size() > 1) bytes += (compared * (bytes_per_pair_cell + even) + outcomes * 8.0) * (threads + 1);
  }
  return bytes;
}

}  // namespace citypeak::run
