// SPDX-License-Identifier: MIT
// One worker's memory: the inputs of a block, and the scratch of each tape.
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
  /// The values, for those who mix them from several samples: block_draws numbers an input.
  [[nodiscard]] double* rows() const { return values_.get(); }
  /// The rows behind the values.
  [[nodiscard]] double* more() const { return values_.get() + values_size(view_); }

 private:
  plan::InputsView view_;
  Memory scores_, values_;
};

/// One worker's scratch for a tape, and how a block of it is run.
class WorkerMemory {
 public:
  /// The tape must outlive this.
  explicit WorkerMemory(const PlanTape& tape)
      : tape_(&tape),
        scratch_(scratch_of(tape.usual())),
        outputs_(allocate(tape.first_output(tape.size()))),
        peaks_(allocate(tape.first_peak(tape.size()))) {}
  /// Of one of the tape's parts.
  [[nodiscard]] Workspace workspace(const InputMemory& inputs, std::size_t part = 0) const {
    return {inputs.values(), tape_->places(part).data(), scratch_.get(), outputs_.get() + tape_->first_output(part),
            peaks_.get() + tape_->first_peak(part)};
  }
  /// Turns the inputs of a block into the outputs of all parts.
  void play(const Kernel& kernel, const InputMemory& inputs) {
    Workspace work = workspace(inputs);
    if (!kernel.play(tape_->usual().view(), work)) return;
    const Tape& tape = tape_->with_rare_ways();
    if (!rare_scratch_) rare_scratch_ = scratch_of(tape);
    work.scratch = rare_scratch_.get();
    (void)kernel.play(tape.view(), work);
  }
  /// Finds the peaks of a part, and bad values among its first `count` draws.
  [[nodiscard]] BlockStatus judge(const Kernel& kernel, const InputMemory& inputs, int count,
                                  std::size_t part = 0) const {
    return kernel.judge(tape_->view(part), workspace(inputs, part), count);
  }
  /// Both, for a tape of one plan.
  [[nodiscard]] BlockStatus run(const Kernel& kernel, const InputMemory& inputs, int count) {
    play(kernel, inputs);
    return judge(kernel, inputs, count);
  }

 private:
  [[nodiscard]] static Memory scratch_of(const Tape& tape) {
    Memory out = allocate(std::size_t{tape.scratch_rows} * block_draws);
    for (const Tape::FixedRow& fixed : tape.fixed_rows)
      std::fill_n(out.get() + std::size_t{fixed.row} * block_draws, block_draws, fixed.value);
    return out;
  }

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
      : kernel_(kernel),
        inputs_({&plan, 1}),
        switches_(switches ? plan.lever_ids.size() : 0),
        tape_({Part{&plan, inputs_.places(0), switches_of(inputs_, switches_)}}),
        values_(inputs_.view(), switches_),
        memory_(tape_) {}
  /// Runs the block that begins with draw `first`.
  [[nodiscard]] SingleBlock run(const Draws& draws, std::uint64_t first, int count) {
    return run(draws, first, count, [](std::size_t, int) { return true; });
  }
  /// The same with lever l at work in the d-th draw of the block if `is_on(l, d)`.
  template <class IsOn>
  [[nodiscard]] SingleBlock run(const Draws& draws, std::uint64_t first, int count, const IsOn& is_on) {
    values_.fill(draws, kernel_, first);
    for (std::size_t l = 0; l < switches_; ++l) {
      for (int d = 0; d < block_draws; ++d)
        values_.more()[l * block_draws + static_cast<std::size_t>(d)] = is_on(l, d) ? 1.0 : 0.0;
    }
    const BlockStatus status = memory_.run(kernel_, values_, count);
    const double* outputs = memory_.workspace(values_).outputs;
    const plan::PlanView& view = tape_.view(0);
    return {{outputs, outputs + std::size_t{view.output_count} * view.years * block_draws}, status};
  }

 private:
  /// The switches stand behind the inputs.
  [[nodiscard]] static std::vector<Switch> switches_of(const plan::Inputs& inputs, std::size_t count) {
    std::vector<Switch> out;
    for (std::uint32_t l = 0; l < count; ++l) out.push_back({Switch::Kind::input, inputs.view().input_count + l});
    return out;
  }

  const Kernel& kernel_;
  plan::Inputs inputs_;
  std::size_t switches_;
  PlanTape tape_;
  InputMemory values_;
  WorkerMemory memory_;
};

}  // namespace citypeak::run
