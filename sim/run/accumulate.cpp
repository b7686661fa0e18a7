// SPDX-License-Identifier: MIT
// Adding blocks and merging workers.
#include "sim/run/accumulate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "sim/summary/bytes.hpp"

namespace citypeak::run {

namespace {

using summary::CellBank;
using summary::ReplicateBank;
static_assert(block_draws % CellBank::block_size == 0 && moment_draws == CellBank::block_size);
static_assert(place_shift == summary::dropped_bits);
static_assert(shares_counted == ReplicateBank::limit_count);

/// Central values of one output by year.
struct CentralPath {
  const std::vector<double>& values;
  std::uint32_t years;
  [[nodiscard]] double at(std::size_t output, std::uint32_t t) const { return values[output * years + t]; }
  [[nodiscard]] double largest(std::size_t output) const {
    double out = 0.0;
    for (std::uint32_t t = 0; t < years; ++t) out = std::max(out, std::abs(at(output, t)));
    return out;
  }
  [[nodiscard]] double sum(std::size_t output) const {
    double out = 0.0;
    for (std::uint32_t t = 0; t < years; ++t) out += at(output, t);
    return out;
  }
};

/// Adds values of one cell; of full blocks the kernel knows the moments.
void add_values(const Block& block, const double* values, std::size_t count, std::size_t cell, Cells& into) {
  constexpr std::size_t size = CellBank::block_size;
  const double reference = into.bank.reference(cell), inverse_scale = into.bank.inverse_scale(cell);
  const auto count_replicate = [&](const double* from, std::size_t draws, double sum) {
    if (into.replicates.empty()) return;
    std::array<std::uint32_t, ReplicateBank::limit_count> below{};
    const ReplicateBank::Limits& limits = into.replicates.limits(cell);
    if (draws == size) {
      block.kernel->count_below(from, limits.data(), below.data());
    } else {
      for (std::size_t i = 0; i < draws; ++i) {
        for (std::size_t k = 0; k < limits.size(); ++k) below[k] += from[i] <= limits[k] ? 1 : 0;
      }
    }
    into.replicates.add(block.replicate, cell, sum, static_cast<std::uint32_t>(draws), below);
  };
  std::size_t done = 0;
  for (; done + size <= count; done += size) {
    double sum = 0.0;
    into.bank.add_block(cell, values + done, [&](double from, double scale, const summary::Histograms::Window& window) {
      const BlockMoments moments =
          block.kernel->moments(values + done, from, scale, {window.base, window.size, window.places});
      sum = moments.sum;
      return CellBank::Moments{moments.sum, moments.squares, moments.minimum, moments.maximum, moments.outside};
    });
    count_replicate(values + done, size, sum);
  }
  if (done == count) return;
  into.bank.add(cell, values + done, count - done);
  double sum = 0.0;
  for (std::size_t i = done; i < count; ++i) sum += (values[i] - reference) * inverse_scale;
  count_replicate(values + done, count - done, sum);
}

/// GDP per head in the peak year, of the draws that peak in the projection: the horizon is no peak.
void add_incomes(const Block& block, const double* incomes, const std::size_t* outcomes, std::size_t not_peaked,
                 std::size_t cell, Cells& cells) {
  double kept[block_draws];
  std::size_t size = 0;
  for (std::size_t d = 0; d < block.count; ++d) {
    if (outcomes[d] > 0 && outcomes[d] < not_peaked) kept[size++] = incomes[d];
  }
  if (size > 0) add_values(block, kept, size, cell, cells);
}

void find_outcomes(const plan::PlanView& view, const Workspace& work, std::size_t peak, std::size_t count,
                   std::size_t* outcomes) {
  const double* first = peak_row(work, peak, PeakField::first_index);
  const double* last = peak_row(work, peak, PeakField::last_index);
  for (std::size_t d = 0; d < count; ++d) outcomes[d] = outcome_index(view, first[d], last[d]);
}

void add_counts(std::vector<std::uint64_t>& into, const std::vector<std::uint64_t>& from) {
  for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
}

[[nodiscard]] PlanCounts empty_counts(const plan::Plan& plan) {
  PlanCounts out;
  out.targets = summary::TargetCounts(plan.events.size());
  out.verdicts = summary::VerdictCounts(plan.verdicts.size(), plan.years);
  for (std::size_t p = 0; p < plan.peaks.size(); ++p) {
    out.peaks.emplace_back(plan.scenario.base_year, plan.scenario.horizon);
    out.plateau_first.emplace_back(plan.years, 0);
    out.plateau_last.emplace_back(plan.years, 0);
  }
  return out;
}

[[nodiscard]] Cells empty_cells(const std::vector<summary::CellSpec>& cells, const Limits& limits,
                                std::uint32_t replicates) {
  return {CellBank(cells), limits.empty() ? ReplicateBank() : ReplicateBank(limits, replicates)};
}

}  // namespace

double scale_for(double reference, double largest) { return summary::scale_of(reference != 0.0 ? reference : largest); }

double restricted_year(const plan::Plan& plan, std::size_t outcome) {
  if (outcome == 0) return plan.history_year;
  if (outcome > plan.years) return plan.scenario.horizon;
  return plan.scenario.base_year + static_cast<double>(outcome) - 1.0;
}

std::size_t outcome_index(const plan::PlanView& view, double first, double last) {
  const auto confirmed = static_cast<double>(view.years) - static_cast<double>(view.confirm);
  return last >= confirmed ? view.years + 1 : static_cast<std::size_t>(first + 1.0);  // -1: already_peaked
}

const double* peak_row(const Workspace& work, std::size_t peak, PeakField field) {
  return work.peaks + (peak * peak_field_count + static_cast<std::uint32_t>(field)) * block_draws;
}

void PlanCounts::merge(const PlanCounts& other) {
  targets.merge(other.targets);
  verdicts.merge(other.verdicts);
  for (std::size_t p = 0; p < peaks.size(); ++p) {
    (void)peaks[p].merge(other.peaks[p]);
    add_counts(plateau_first[p], other.plateau_first[p]);
    add_counts(plateau_last[p], other.plateau_last[p]);
  }
}

void Cells::merge(const Cells& other) {
  (void)bank.merge(other.bank);
  replicates.merge(other.replicates);
}

bool Cells::is_like(std::size_t cell, const Cells& other, std::size_t from) const {
  return bank.spec(cell) == other.bank.spec(from) &&
         (replicates.empty() || replicates.limits(cell) == other.replicates.limits(from));
}

void Cells::merge_cell(std::size_t cell, const Cells& other, std::size_t from) {
  (void)bank.merge_cell(cell, other.bank, from);
  if (!replicates.empty()) replicates.merge_cell(cell, other.replicates, from);
}

summary::Statistics Cells::statistics(std::size_t cell) const {
  summary::Statistics out = bank.statistics(cell);
  if (!replicates.empty()) replicates.correct(bank, cell, out);
  return out;
}

void PlanSummary::merge(const PlanSummary& other) {
  cells.merge(other.cells);
  for (std::size_t r = 0; r < counts.size(); ++r) counts[r].merge(other.counts[r]);
}

PlanCounts PlanSummary::total() const {
  PlanCounts out = counts.front();
  for (std::size_t r = 1; r < counts.size(); ++r) out.merge(counts[r]);
  return out;
}

void PairSummary::merge(const PairSummary& other) {
  cells.merge(other.cells);
  for (std::size_t r = 0; r < order.size(); ++r) {
    for (std::size_t k = 0; k < order[r].size(); ++k) order[r][k] += other.order[r][k];
  }
  add_counts(joint, other.joint);
}

// --- bytes ---------------------------------------------------------------------------------------------------------

namespace {

using Bytes = std::span<const std::uint8_t>;

[[nodiscard]] std::uint64_t sum_of(std::span<const std::uint64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Counts of some of the draws (`exactly`: of all) from the front of `bytes`.
[[nodiscard]] bool read_counts(Bytes& bytes, std::span<std::uint64_t> counts, std::uint64_t draws, bool exactly) {
  summary::ByteReader in(bytes);
  in.take_counts(counts, draws);
  if (!in.ok() || sum_of(counts) > draws || (exactly && sum_of(counts) != draws)) return false;
  bytes = in.rest();
  return true;
}

}  // namespace

void PlanCounts::write(std::vector<std::uint8_t>& bytes) const {
  summary::ByteWriter out(bytes);
  for (std::size_t p = 0; p < peaks.size(); ++p) {
    peaks[p].write(bytes);
    out.put_counts(plateau_first[p]);
    out.put_counts(plateau_last[p]);
  }
  targets.write(bytes);
  verdicts.write(bytes);
}

bool PlanCounts::read(Bytes& bytes, std::uint64_t draws) {
  for (std::size_t p = 0; p < peaks.size(); ++p) {
    const bool good = peaks[p].read(bytes, draws) && read_counts(bytes, plateau_first[p], draws, false) &&
                      read_counts(bytes, plateau_last[p], draws, false);
    if (!good) return false;
  }
  return targets.read(bytes, draws) && verdicts.read(bytes, draws);
}

void Cells::write(std::vector<std::uint8_t>& bytes) const {
  bank.write(bytes);
  replicates.write(bytes);
}

bool Cells::read(Bytes& bytes, std::uint64_t draws) {
  if (!bank.read(bytes) || !replicates.read(bytes)) return false;
  for (std::size_t cell = 0; cell < bank.size(); ++cell) {
    if (bank.draws(cell) > draws) return false;
  }
  return true;
}

void PlanSummary::write(std::vector<std::uint8_t>& bytes) const {
  cells.write(bytes);
  for (const PlanCounts& each : counts) each.write(bytes);
}

bool PlanSummary::read(Bytes& bytes, std::span<const std::uint64_t> draws) {
  if (!cells.read(bytes, sum_of(draws))) return false;
  for (std::size_t r = 0; r < counts.size(); ++r) {
    if (!counts[r].read(bytes, draws[r])) return false;
  }
  return true;
}

void PairSummary::write(std::vector<std::uint8_t>& bytes) const {
  cells.write(bytes);
  summary::ByteWriter out(bytes);
  for (const auto& counts : order) out.put_counts(counts);
  out.put_counts(joint);
}

bool PairSummary::read(Bytes& bytes, std::span<const std::uint64_t> draws) {
  if (!cells.read(bytes, sum_of(draws))) return false;
  for (std::size_t r = 0; r < order.size(); ++r) {
    if (!read_counts(bytes, order[r], draws[r], true)) return false;
  }
  return read_counts(bytes, joint, sum_of(draws), true);
}

std::vector<Pair> pairs_of(std::span<const plan::Plan> plans, std::size_t reference, const std::vector<int>& years) {
  std::vector<Pair> out;
  const plan::Plan& base = plans[reference];
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (i == reference || plans[i].scenario.city.id != base.scenario.city.id) continue;
    Pair pair{reference, i, {}, {}};
    for (const int year : years) pair.years.push_back(static_cast<std::uint32_t>(year - base.scenario.base_year));
    for (std::size_t k = 0; k < plans[i].compared_outputs.size(); ++k) {
      const std::string& name = plans[i].variables[plans[i].compared_variables[k]].name;
      for (std::size_t other = 0; other < base.compared_outputs.size(); ++other) {
        if (base.variables[base.compared_variables[other]].name == name)
          pair.outputs.push_back(
              {base.compared_outputs[other], plans[i].compared_outputs[k], plans[i].compared_variables[k]});
      }
    }
    out.push_back(std::move(pair));
  }
  return out;
}

std::vector<summary::CellSpec> cells_of(const plan::Plan& plan, const std::vector<double>& central) {
  std::vector<summary::CellSpec> out;
  const CentralPath path{central, plan.years};
  for (std::size_t k = 0; k < plan.written.size(); ++k) {
    const double largest = path.largest(k);
    for (std::uint32_t t = 0; t < plan.years; ++t)
      out.push_back({path.at(k, t), scale_for(path.at(k, t), largest), true});
  }
  for (const plan::PeakPlan& peak : plan.peaks) {
    for (const std::uint32_t output : {peak.output, peak.gdp_per_capita})
      out.push_back({path.largest(output), scale_for(path.largest(output), 0.0), true});
  }
  return out;
}

std::vector<summary::CellSpec> cells_of(const Pair& pair, const plan::Plan& reference,
                                        const std::vector<double>& central_reference,
                                        const std::vector<double>& central_plan) {
  std::vector<summary::CellSpec> out;
  const CentralPath base{central_reference, reference.years}, path{central_plan, reference.years};
  const auto add = [&](double difference, double size) { out.push_back({difference, scale_for(size, 1.0), true}); };
  for (const Pair::Output& output : pair.outputs) {
    for (const std::uint32_t t : pair.years)
      add(path.at(output.plan, t) - base.at(output.reference, t), base.largest(output.reference));
  }
  for (const Pair::Output& output : pair.outputs)
    add(path.sum(output.plan) - base.sum(output.reference), base.sum(output.reference));
  add(0.0, base.largest(reference.peaks[reference.headline_peak].output));
  add(0.0, 1.0);  // years
  return out;
}

PlanSummary empty_summary(const plan::Plan& plan, const std::vector<summary::CellSpec>& cells, const Limits& limits,
                          std::uint32_t replicates) {
  return {empty_cells(cells, limits, replicates), std::vector<PlanCounts>(replicates, empty_counts(plan))};
}

PairSummary empty_pair_summary(const plan::Plan& plan, const std::vector<summary::CellSpec>& cells,
                               const Limits& limits, std::uint32_t replicates) {
  const std::size_t outcomes = plan.years + 2;
  return {empty_cells(cells, limits, replicates), std::vector<std::array<std::uint64_t, 3>>(replicates),
          std::vector<std::uint64_t>(outcomes * outcomes, 0)};
}

namespace {

/// Levels, outcomes and plateaus of all peaks.
void add_peaks(const Block& block, const plan::Plan& plan, const Workspace& work, PlanSummary& into) {
  const plan::PlanView view = plan.view();
  PlanCounts& counts = into.counts[block.replicate];
  std::size_t cell = plan.written.size() * view.years;
  for (std::size_t p = 0; p < view.peak_count; ++p) {
    add_values(block, peak_row(work, p, PeakField::level), block.count, cell++, into.cells);
    std::size_t outcomes[block_draws];
    find_outcomes(view, work, p, block.count, outcomes);
    for (std::size_t d = 0; d < block.count; ++d) counts.peaks[p].add(outcomes[d]);
    const std::size_t not_peaked = view.years + 1;
    add_incomes(block, peak_row(work, p, PeakField::gdp_per_capita), outcomes, not_peaked, cell++, into.cells);
    const double* from = peak_row(work, p, PeakField::plateau_first);
    const double* to = peak_row(work, p, PeakField::plateau_last);
    for (std::size_t d = 0; d < block.count; ++d) {
      if (to[d] < 0.0 || outcomes[d] == not_peaked) continue;  // the top lies in the known past, or is none
      ++counts.plateau_first[p][static_cast<std::size_t>(from[d])];
      ++counts.plateau_last[p][static_cast<std::size_t>(to[d])];
    }
  }
}

}  // namespace

void add_block(const Block& block, const plan::Plan& plan, const Workspace& work, PlanSummary& into) {
  for (std::size_t k = 0; k < plan.written.size(); ++k) {
    for (std::size_t t = 0; t < plan.years && plan.counted_as[k] == k; ++t) {
      const std::size_t cell = k * plan.years + t;
      add_values(block, work.outputs + cell * block_draws, block.count, cell, into.cells);
    }
  }
  add_peaks(block, plan, work, into);
}

SharedCells::SharedCells(const plan::Plan& plan, const Cells& cells, const plan::Plan& first, const Cells& first_cells)
    : twins_(plan.written.size()), shared_(plan.written.size() * plan.years, false), years_(plan.years) {
  for (std::size_t k = 0; k < plan.written.size(); ++k) {
    const std::string& name = plan.variables[plan.written[k]].name;
    for (std::uint32_t other = 0; other < first.written.size() && plan.counted_as[k] == k; ++other) {
      if (first.variables[first.written[other]].name != name || first.counted_as[other] != other) continue;
      twins_[k] = std::size_t{other} * years_;
      for (std::size_t t = 0; t < years_; ++t)
        shared_[k * years_ + t] = cells.is_like(k * years_ + t, first_cells, *twins_[k] + t);
    }
  }
}

bool SharedCells::still_same(std::size_t cell, std::size_t count, const double* own, const double* other,
                             const PlanSummary& first, PlanSummary& into, std::size_t first_cell) {
  if (!shared_[cell]) return false;
  if (std::equal(own, own + count, other)) return true;
  into.cells.merge_cell(cell, first.cells, first_cell);
  shared_[cell] = false;
  return false;
}

void SharedCells::add_block(const Block& block, const plan::Plan& plan, const Workspace& work,
                            const Workspace& first_work, const PlanSummary& first_into, PlanSummary& into) {
  for (std::size_t k = 0; k < plan.written.size(); ++k) {
    for (std::size_t t = 0; t < years_ && plan.counted_as[k] == k; ++t) {
      const std::size_t cell = k * years_ + t, twin = twins_[k] ? *twins_[k] + t : 0;
      const double* own = work.outputs + cell * block_draws;
      if (!still_same(cell, block.count, own, first_work.outputs + twin * block_draws, first_into, into, twin))
        add_values(block, own, block.count, cell, into.cells);
    }
  }
  add_peaks(block, plan, work, into);
}

void SharedCells::resolve(const PlanSummary& first, PlanSummary& into) {
  for (std::size_t cell = 0; cell < shared_.size(); ++cell) {
    if (!shared_[cell]) continue;
    into.cells.merge_cell(cell, first.cells, *twins_[cell / years_] + cell % years_);
    shared_[cell] = false;
  }
}

namespace {

/// visit(cell, values) for every cell of a pair and `count` draws of a block.
template <class Visit>
void for_each_difference(const Pair& pair, const plan::Plan& reference, const plan::Plan& plan, const Workspace& base,
                         const Workspace& work, std::size_t count, const Visit& visit) {
  const std::size_t years = plan.years;
  std::size_t cell = 0;
  double difference[block_draws];
  std::vector<std::array<double, block_draws>> sums(pair.outputs.size());
  for (std::size_t k = 0; k < pair.outputs.size(); ++k) {
    sums[k].fill(0.0);
    for (std::uint32_t t = 0, next = 0; t < years; ++t) {
      const double* from = base.outputs + (pair.outputs[k].reference * years + t) * block_draws;
      const double* to = work.outputs + (pair.outputs[k].plan * years + t) * block_draws;
      for (std::size_t d = 0; d < count; ++d) {
        difference[d] = to[d] - from[d];
        sums[k][d] += difference[d];
      }
      if (next == pair.years.size() || pair.years[next] != t) continue;
      visit(cell++, difference);
      ++next;
    }
  }
  for (const auto& sum : sums) visit(cell++, sum.data());
  const double* level_before = peak_row(base, reference.headline_peak, PeakField::level);
  const double* level = peak_row(work, plan.headline_peak, PeakField::level);
  for (std::size_t d = 0; d < count; ++d) difference[d] = level[d] - level_before[d];
  visit(cell++, difference);
  std::size_t before[block_draws], after[block_draws];
  find_outcomes(reference.view(), base, reference.headline_peak, count, before);
  find_outcomes(plan.view(), work, plan.headline_peak, count, after);
  for (std::size_t d = 0; d < count; ++d)
    difference[d] = restricted_year(plan, after[d]) - restricted_year(reference, before[d]);
  visit(cell, difference);
}

}  // namespace

void aim_windows(const Pair& pair, const plan::Plan& reference, const plan::Plan& plan, const Workspace& base,
                 const Workspace& work, std::vector<summary::CellSpec>& cells) {
  constexpr double smallest = 1e-300;     // below it numbers lose digits
  constexpr double below_typical = 0.25;  // the window reaches 16 times down and up, and small differences are common
  for_each_difference(pair, reference, plan, base, work, block_draws, [&](std::size_t cell, const double* values) {
    double squares = 0.0;
    for (int d = 0; d < block_draws; ++d) squares += values[d] * values[d];
    const double typical = std::sqrt(squares / block_draws);
    if (std::isfinite(typical) && typical > smallest) cells[cell].centre = below_typical * typical;
  });
}

void add_block(const Block& block, const Pair& pair, const plan::Plan& reference, const plan::Plan& plan,
               const Workspace& base, const Workspace& work, PairSummary& into) {
  for_each_difference(pair, reference, plan, base, work, block.count, [&](std::size_t cell, const double* values) {
    add_values(block, values, block.count, cell, into.cells);
  });
  const std::size_t outcomes = plan.years + 2;
  std::size_t before[block_draws], after[block_draws];
  find_outcomes(reference.view(), base, reference.headline_peak, block.count, before);
  find_outcomes(plan.view(), work, plan.headline_peak, block.count, after);
  for (std::size_t d = 0; d < block.count; ++d) {
    ++into.order[block.replicate][after[d] < before[d] ? 0 : after[d] == before[d] ? 1 : 2];
    ++into.joint[before[d] * outcomes + after[d]];
  }
}

}  // namespace citypeak::run
