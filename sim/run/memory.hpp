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

/// One plan by itself, for quick looks. The plan must outlive it.
class SinglePlan {
 public:
  SinglePlan(const plan::Plan& plan, const Kernel& kernel)
      : view_(plan.view()), kernel_(kernel), inputs_({&plan, 1}), values_(inputs_.view()), memory_(view_, kernel) {}
  /// Runs the block that begins with draw `first`.
  [[nodiscard]] SingleBlock run(const Draws& draws, std::uint64_t first, int count) const {
    values_.fill(draws, kernel_, first);
    const Workspace work = memory_.workspace(values_, inputs_.places(0));
    const BlockStatus status = kernel_.run(view_, work, count);
    return {{work.outputs, work.outputs + outputs_size(view_)}, status};
  }

 private:
  plan::PlanView view_;
  const Kernel& kernel_;
  plan::Inputs inputs_;
  InputMemory values_;
  WorkerMemory memory_;
};

}  // namespace citypeak::run
