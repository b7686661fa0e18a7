// SPDX-License-Identifier: MIT
// The tape of a plan: its years written out as steps, with all that no draw changes computed beforehand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/run/kernel.hpp"
#include "sim/run/tape.hpp"

namespace citypeak::run {

/// A tape and the scratch memory that it asks for.
struct Tape {
  struct FixedRow {
    std::uint32_t row = 0;
    double value = 0.0;
  };
  std::vector<Instruction> instructions;
  std::vector<double> constants;
  std::vector<FixedRow> fixed_rows;  ///< rows of the scratch memory that hold one number, before the first block
  std::uint32_t scratch_rows = 0;    ///< of block_draws numbers
  bool has_alarm = false;            ///< there may be draws for which the tape is wrong
  std::uint32_t alarm_row = 0;       ///< where it says so

  [[nodiscard]] TapeView view() const {
    return {instructions.data(), static_cast<std::uint32_t>(instructions.size()), constants.data(), has_alarm,
            alarm_row};
  }
};

/// Whether a lever is at work: in every draw, in none, or where an input is 1 and not 0.
struct Switch {
  enum class Kind : std::uint8_t { on, off, input };
  Kind kind = Kind::on;
  std::uint32_t place = 0;  ///< of the input
};

/// A plan as one of the parts of a tape.
struct Part {
  const plan::Plan* plan = nullptr;
  std::vector<std::uint32_t> places;  ///< of the plan's columns among the inputs
  std::vector<Switch> switches{};     ///< one per lever of the plan; none: all are at work
};

/// The tape of one or several plans, and the one for blocks in which it raises an alarm: some curve is too steep for
/// its recurrence. What several parts compute alike stands on the tape once, so variants of a scenario cost what they
/// differ in.
class PlanTape {
 public:
  /// The plans must outlive this.
  ///
  /// Result  The same bits in every draw as the equations computed one draw at a time; what a part gets does not depend
  ///         on the others.
  /// Cost    About 0.2 us for each step of each part: 1.7 ms for 39 years of Shenzhen with five levers.
  explicit PlanTape(std::vector<Part> parts);
  PlanTape(const plan::Plan& plan, std::vector<std::uint32_t> places) : PlanTape({Part{&plan, std::move(places)}}) {}
  [[nodiscard]] const Tape& usual() const { return usual_; }
  /// Written when first asked for, by whichever thread.
  [[nodiscard]] const Tape& with_rare_ways() const;

  [[nodiscard]] std::size_t size() const { return parts_.size(); }
  [[nodiscard]] const plan::Plan& plan(std::size_t part) const { return *parts_[part].plan; }
  [[nodiscard]] const plan::PlanView& view(std::size_t part) const { return views_[part]; }
  [[nodiscard]] const std::vector<std::uint32_t>& places(std::size_t part) const { return parts_[part].places; }
  /// Where the numbers of a part begin among the outputs and among the peaks of all; of part size() how many there are.
  [[nodiscard]] std::size_t first_output(std::size_t part) const { return first_outputs_[part]; }
  [[nodiscard]] std::size_t first_peak(std::size_t part) const { return first_peaks_[part]; }

 private:
  [[nodiscard]] Tape make(bool takes_rare_ways) const;

  std::vector<Part> parts_;
  std::vector<plan::PlanView> views_;
  std::vector<std::size_t> first_outputs_, first_peaks_;
  Tape usual_;
  mutable std::once_flag once_;
  mutable Tape rare_;
};

}  // namespace citypeak::run
