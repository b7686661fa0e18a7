// SPDX-License-Identifier: MIT
// One worker's memory: the inputs of a block, and the scratch of each plan.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "sim/plan/inputs.hpp"
#include "sim/run/draws.hpp"
#include "sim/run/kernel.hpp"
#include "sim/run/make_tape.hpp"

namespace citypeak::run {

inline constexpr std::size_t alignment = 64;
struct AlignedDelete {
  void operator()(double* memory) const { ::operator delete[](memory, std::align_val_t{alignment}); }
};
using Memory = std::unique_ptr<double[], AlignedDelete>;

[[nodiscard]] inline Memory allocate(std::size_t doubles) {
  return Memory(static_cast<double*>(
      ::operator new[](std::max<std::size_t>(doubles, 8) * sizeof(double), std::align_val_t{alignment})));
}

/// One worker's inputs of a block.
class InputMemory {
 public:
  /// With `more` rows behind the values.
  explicit InputMemory(const plan::InputsView& view, std::size_t more = 0)
      : view_(view), scores_(allocate(scores_size(view))), values_(allocate(values_size(view) + more * block_draws)) {}
  /// Makes the inputs of the block that begins with draw `first`.
  void fill(const Draws& draws, const Kernel& kernel, std::uint64_t first) const {
    for (std::uint32_t s = 0; s < view_.stream_count; ++s) {
      const plan::Stream& stream = view_.streams[s];
      if (stream.score != plan::none)
        draws.fill(stream, s, first, block_draws, scores_.get() + std::size_t{stream.score} * block_draws);
    }
    for (std::uint32_t i = 0; i < view_.input_count; ++i) {
      const plan::Input& input = view_.inputs[i];
      const std::uint32_t s = input.stream;
      // To a score and back would cost a number its last digit, for no more than another plan's correlation.
      if (!view_.by_score && input.terms.count == 0)
        draws.fill(view_.streams[s], s, first, block_draws, values_.get() + std::size_t{i} * block_draws);
    }
    kernel.to_scores(scores_.get(), scores_size(view_));
    kernel.transform(view_, scores_.get(), values_.get());
  }
  /// The same from scores that somebody has filled in.
  void fill_from_scores(const Kernel& kernel) const { kernel.transform(view_, scores_.get(), values_.get()); }
  [[nodiscard]] double* scores() const { return scores_.get(); }
  [[nodiscard]] const double* values() const { return values_.get(); }
  /// The rows behind the values.
  [[nodiscard]] double* more() const { return values_.get() + values_size(view_); }

 private:
  plan::InputsView view_;
  Memory scores_, values_;
};

/// One worker's scratch for one plan, and how a block of it is run.
class WorkerMemory {
 public:
  /// The tape must outlive this.
  WorkerMemory(const plan::PlanView& view, const PlanTape& tape)
      : view_(view),
        tape_(&tape),
        scratch_(scratch_of(tape.usual())),
        outputs_(allocate(outputs_size(view))),
        peaks_(allocate(peaks_size(view))) {}
  /// `places` are those of the plan's columns among the inputs.
  [[nodiscard]] Workspace workspace(const InputMemory& inputs, const std::vector<std::uint32_t>& places) const {
    return {inputs.values(), places.data(), scratch_.get(), outputs_.get(), peaks_.get()};
  }
  /// Turns the inputs of a block into outputs and peaks.
  [[nodiscard]] BlockStatus run(const Kernel& kernel, const Workspace& work, int count) {
    const BlockStatus status = kernel.run(view_, tape_->usual().view(), work, count);
    if (!status.alarmed) return status;
    const Tape& tape = tape_->with_rare_ways();
    if (!rare_scratch_) rare_scratch_ = scratch_of(tape);
    Workspace again = work;
    again.scratch = rare_scratch_.get();
    return kernel.run(view_, tape.view(), again, count);
  }

 private:
  [[nodiscard]] static Memory scratch_of(const Tape& tape) {
    Memory out = allocate(std::size_t{tape.scratch_rows} * block_draws);
    for (const Tape::FixedRow& fixed : tape.fixed_rows)
      std::fill_n(out.get() + std::size_t{fixed.row} * block_draws, block_draws, fixed.value);
    return out;
  }

  plan::PlanView view_;
  const PlanTape* tape_;
  Memory scratch_, outputs_, peaks_, rare_scratch_;
};

/// One block of one plan by itself.
struct SingleBlock {
  std::vector<double> outputs;  ///< outputs x years x block_draws
  BlockStatus status;
};

/// One plan by itself, for quick looks. The plan must outlive it.
class SinglePlan {
 public:
  /// With switches of its levers where `switches` is true.
  SinglePlan(const plan::Plan& plan, const Kernel& kernel, bool switches = false)
      : view_(plan.view()),
        kernel_(kernel),
        inputs_({&plan, 1}),
        places_(places_of(inputs_, switches ? plan.lever_ids.size() : 0)),
        tape_(plan, places_),
        values_(inputs_.view(), places_.size() - plan.columns.size()),
        memory_(view_, tape_) {}
  /// Runs the block that begins with draw `first`.
  [[nodiscard]] SingleBlock run(const Draws& draws, std::uint64_t first, int count) {
    return run(draws, first, count, [](std::size_t, int) { return true; });
  }
  /// The same with lever l at work in the d-th draw of the block if `is_on(l, d)`.
  template <class IsOn>
  [[nodiscard]] SingleBlock run(const Draws& draws, std::uint64_t first, int count, const IsOn& is_on) {
    values_.fill(draws, kernel_, first);
    for (std::size_t l = 0; l < places_.size() - view_.column_count; ++l) {
      for (int d = 0; d < block_draws; ++d)
        values_.more()[l * block_draws + static_cast<std::size_t>(d)] = is_on(l, d) ? 1.0 : 0.0;
    }
    const Workspace work = memory_.workspace(values_, places_);
    const BlockStatus status = memory_.run(kernel_, work, count);
    const std::size_t size = std::size_t{view_.output_count} * view_.years * block_draws;
    return {{work.outputs, work.outputs + size}, status};
  }

 private:
  [[nodiscard]] static std::vector<std::uint32_t> places_of(const plan::Inputs& inputs, std::size_t switches) {
    std::vector<std::uint32_t> out = inputs.places(0);
    const std::uint32_t first = inputs.view().input_count;
    for (std::uint32_t l = 0; l < switches; ++l) out.push_back(first + l);
    return out;
  }

  plan::PlanView view_;
  const Kernel& kernel_;
  plan::Inputs inputs_;
  std::vector<std::uint32_t> places_;
  PlanTape tape_;
  InputMemory values_;
  WorkerMemory memory_;
};

}  // namespace citypeak::run
