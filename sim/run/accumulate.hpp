// SPDX-License-Identifier: MIT
// What survives of the draws, block by block: of each plan, and of each plan beside the reference in the same draws.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/run/events.hpp"
#include "sim/run/kernel.hpp"
#include "sim/summary/cell_bank.hpp"
#include "sim/summary/event_counts.hpp"
#include "sim/summary/probability.hpp"
#include "sim/summary/replicates.hpp"

namespace citypeak::run {

/// Whole numbers of one plan.
struct PlanCounts {
  std::vector<summary::PeakCounts> peaks;
  std::vector<std::vector<std::uint64_t>> plateau_first, plateau_last;  ///< per peak: counts by year index
  summary::TargetCounts targets;                                        ///< by event of the plan
  summary::VerdictCounts verdicts;                                      ///< by verdict plan
  void merge(const PlanCounts& other);
  /// Of this and the following: the content as bytes and back into the same shape. `read` takes bytes off the front;
  /// false if they are not what `write` makes of so many draws. Sums and counts may have changed then.
  void write(std::vector<std::uint8_t>& bytes) const;
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes, std::uint64_t draws);
};

/// Numbers of many cells: what all draws leave, and with an even design what each replicate leaves.
struct Cells {
  summary::CellBank bank;
  summary::ReplicateBank replicates;
  void merge(const Cells& other);
  void merge_cell(std::size_t cell, const Cells& other, std::size_t from);
  /// Whether both cells count alike, so that the same draws leave the same.
  [[nodiscard]] bool is_like(std::size_t cell, const Cells& other, std::size_t from) const;
  [[nodiscard]] summary::Statistics statistics(std::size_t cell) const;
  void write(std::vector<std::uint8_t>& bytes) const;
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes, std::uint64_t draws);
};

/// What survives of one plan: counts and exact sums; merge is associative and commutative, to the bit.
struct PlanSummary {
  Cells cells;                     ///< written variables x years, then level and GDP per head of each peak
  std::vector<PlanCounts> counts;  ///< one per replicate
  void merge(const PlanSummary& other);
  [[nodiscard]] PlanCounts total() const;
  void write(std::vector<std::uint8_t>& bytes) const;
  /// `draws` of each replicate.
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes, std::span<const std::uint64_t> draws);
};

/// A plan beside the reference: which outputs are compared.
struct Pair {
  std::size_t reference = 0, plan = 0;
  struct Output {
    std::uint32_t reference = 0, plan = 0;  ///< outputs of the same variable
    std::uint32_t variable = 0;             ///< of the plan's register
  };
  std::vector<Output> outputs;
  std::vector<std::uint32_t> years;  ///< indices of the years in which outputs are compared
};
/// What survives of a pair. Cells: outputs x compared years, sums of the outputs over all years, peak level, peak year
/// (restricted to the horizon); all plan minus reference.
struct PairSummary {
  Cells cells;
  std::vector<std::array<std::uint64_t, 3>> order;  ///< per replicate: the plan peaks earlier, in the same year, later
  std::vector<std::uint64_t> joint;                 ///< outcome of the reference x outcome of the plan
  void merge(const PairSummary& other);
  void write(std::vector<std::uint8_t>& bytes) const;
  /// `draws` of each replicate.
  [[nodiscard]] bool read(std::span<const std::uint8_t>& bytes, std::span<const std::uint64_t> draws);
};

/// Pairs of all plans of the reference's city with the reference, compared in these calendar years.
[[nodiscard]] std::vector<Pair> pairs_of(std::span<const plan::Plan> plans, std::size_t reference,
                                         const std::vector<int>& years);

/// What must be known of cells before the first draw: references and scales, from central paths.
[[nodiscard]] std::vector<summary::CellSpec> cells_of(const plan::Plan& plan, const std::vector<double>& central);
[[nodiscard]] std::vector<summary::CellSpec> cells_of(const Pair& pair, const plan::Plan& reference,
                                                      const std::vector<double>& central_reference,
                                                      const std::vector<double>& central_plan);
/// Puts the windows of a pair's histograms where the differences of a few draws lie: two scenarios that differ in their
/// spread alone are the same on the central path.
void aim_windows(const Pair& pair, const plan::Plan& reference, const plan::Plan& plan, const Workspace& base,
                 const Workspace& work, std::vector<summary::CellSpec>& cells);

using Limits = std::vector<summary::ReplicateBank::Limits>;
[[nodiscard]] PlanSummary empty_summary(const plan::Plan& plan, const std::vector<summary::CellSpec>& cells,
                                        const Limits& limits, std::uint32_t replicates);
[[nodiscard]] PairSummary empty_pair_summary(const plan::Plan& plan, const std::vector<summary::CellSpec>& cells,
                                             const Limits& limits, std::uint32_t replicates);

/// One block of `count` draws that belong to one replicate.
struct Block {
  const Kernel* kernel = nullptr;
  std::uint32_t replicate = 0;
  std::size_t count = 0;
};
void add_block(const Block& block, const plan::Plan& plan, const Workspace& work, PlanSummary& into);

/// Cells of a plan that have been the same as those of the first plan in every draw so far: they are counted there
/// alone, and taken over when they part, or in the end. Scenarios of one call often differ in a few variables only.
class SharedCells {
 public:
  SharedCells(const plan::Plan& plan, const Cells& cells, const plan::Plan& first, const Cells& first_cells);
  /// add_block for this plan; the block has not been added to `first_into` yet.
  void add_block(const Block& block, const plan::Plan& plan, const Workspace& work, const Workspace& first_work,
                 const PlanSummary& first_into, PlanSummary& into);
  /// Takes over all that is still shared.
  void resolve(const PlanSummary& first, PlanSummary& into);

 private:
  [[nodiscard]] bool still_same(std::size_t cell, std::size_t count, const double* own, const double* other,
                                const PlanSummary& first, PlanSummary& into, std::size_t first_cell);

  std::vector<std::optional<std::size_t>> twins_;  // by written variable: the first plan's cell of its first year
  std::vector<bool> shared_;                       // by cell
  std::uint32_t years_ = 0;
};
void add_block(const Block& block, const Pair& pair, const plan::Plan& reference, const plan::Plan& plan,
               const Workspace& base, const Workspace& work, PairSummary& into);

/// Index as in PeakCounts: 0 for already_peaked, 1 .. Y for years, Y + 1 for not_peaked.
[[nodiscard]] std::size_t outcome_index(const plan::PlanView& view, double first, double last);
/// The power of two by which a number near `reference` is scaled, `largest` standing in for 0.
[[nodiscard]] double scale_for(double reference, double largest);
/// The year of such an outcome as a number: within the known past, within the projection, or the horizon.
[[nodiscard]] double restricted_year(const plan::Plan& plan, std::size_t outcome);
[[nodiscard]] const double* peak_row(const Workspace& work, std::size_t peak, PeakField field);

}  // namespace citypeak::run
