// SPDX-License-Identifier: MIT
// Rows of a block, sums of them, and what a peak's row says.
#include "sim/run/result_values.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/run/accumulate.hpp"
#include "sim/run/run_error.hpp"

namespace citypeak::run {

namespace {

using Kind = plan::ResultName::Kind;

/// The position of a variable among the written ones; the plan has been asked for it.
[[nodiscard]] std::size_t written(const plan::Plan& plan, const std::string& name) {
  const auto found = std::find_if(plan.written.begin(), plan.written.end(),
                                  [&](std::uint32_t at) { return plan.variables[at].name == name; });
  return static_cast<std::size_t>(found - plan.written.begin());
}

[[nodiscard]] std::size_t underlying_peak(const plan::Plan& plan, const std::string& variable) {
  const auto found = std::find_if(plan.peak_names.begin(), plan.peak_names.end(), [&](const plan::PeakName& name) {
    return name.variable == variable && name.definition == plan::PeakDefinition::underlying;
  });
  return static_cast<std::size_t>(found - plan.peak_names.begin());
}

[[nodiscard]] const double* row_of(const Workspace& work, std::size_t row) { return work.outputs + row * block_draws; }

/// Of the first draw.
[[nodiscard]] double largest(const Workspace& work, std::size_t first_row, std::size_t rows) {
  double out = 0.0;
  for (std::size_t r = 0; r < rows; ++r) out = std::max(out, std::abs(row_of(work, first_row + r)[0]));
  return out;
}

}  // namespace

ResultReader::ResultReader(const plan::Plan& plan, std::span<const plan::ResultName> results)
    : plan_(&plan), view_(plan.view()) {
  for (const plan::ResultName& result : results) entries_.push_back(entry_of(result));
}

ResultReader::Entry ResultReader::entry_of(const plan::ResultName& result) const {
  Entry out;
  out.kind = result.kind;
  const auto year_index = [&](int year) { return static_cast<std::size_t>(year - view_.base_year); };
  if (!result.is_of_peak()) {
    out.first_row = written(*plan_, result.variable) * view_.years + year_index(result.first_year);
    out.row_count = year_index(result.last_year) - year_index(result.first_year) + 1;
    return out;
  }
  out.peak = underlying_peak(*plan_, result.variable);
  if (result.kind == Kind::peaked_by) out.last_outcome = year_index(result.first_year) + 1;
  if (result.kind == Kind::not_peaked) out.first_outcome = out.last_outcome = view_.years + 1;
  return out;
}

const double* ResultReader::values(const Workspace& work, std::size_t result, double* spare) const {
  const Entry& entry = entries_[result];
  switch (entry.kind) {
    case Kind::value:
      return row_of(work, entry.first_row);
    case Kind::peak_level:
      return peak_row(work, entry.peak, PeakField::level);
    case Kind::sum:
      sum_years(work, entry, spare);
      break;
    case Kind::peaked_by:
    case Kind::already_peaked:
    case Kind::not_peaked:
    case Kind::peak_year_restricted:
      read_outcomes(work, entry, spare);
      break;
  }
  return spare;
}

void ResultReader::sum_years(const Workspace& work, const Entry& entry, double* out) const {
  std::fill_n(out, block_draws, 0.0);
  for (std::size_t r = 0; r < entry.row_count; ++r) {
    const double* row = row_of(work, entry.first_row + r);
    for (int d = 0; d < block_draws; ++d) out[d] += row[d];
  }
}

void ResultReader::read_outcomes(const Workspace& work, const Entry& entry, double* out) const {
  const double* first = peak_row(work, entry.peak, PeakField::first_index);
  const double* last = peak_row(work, entry.peak, PeakField::last_index);
  for (int d = 0; d < block_draws; ++d) {
    const std::size_t outcome = outcome_index(view_, first[d], last[d]);
    const bool held = outcome >= entry.first_outcome && outcome <= entry.last_outcome;
    out[d] = entry.kind == Kind::peak_year_restricted ? restricted_year(entry, outcome) : held ? 1.0 : 0.0;
  }
}

double ResultReader::restricted_year(const Entry& entry, std::size_t outcome) const {
  if (outcome == 0) return plan_->peak_names[entry.peak].history_year;
  if (outcome > view_.years) return plan_->scenario.horizon;
  return view_.base_year + static_cast<double>(outcome) - 1.0;
}

summary::MeanSpec ResultReader::spec(const Workspace& central, std::size_t result) const {
  const Entry& entry = entries_[result];
  switch (entry.kind) {
    case Kind::value: {
      const double value = row_of(central, entry.first_row)[0];
      return {value, scale_for(value, largest(central, entry.first_row / view_.years * view_.years, view_.years))};
    }
    case Kind::sum: {
      double sum = 0.0;
      for (std::size_t r = 0; r < entry.row_count; ++r) sum += row_of(central, entry.first_row + r)[0];
      return {sum, scale_for(sum, largest(central, entry.first_row, entry.row_count))};
    }
    case Kind::peak_level: {
      const std::size_t output = view_.peaks[entry.peak].output;
      const double value = largest(central, output * view_.years, view_.years);
      return {value, scale_for(value, 0.0)};
    }
    case Kind::peak_year_restricted:  // whole years from a whole year: sums are exact
      return {static_cast<double>(view_.base_year), 1.0};
    case Kind::peaked_by:
    case Kind::already_peaked:
    case Kind::not_peaked:
      break;
  }
  return {0.0, 1.0, true};
}

ResultTape::ResultTape(std::vector<Part> parts, std::span<const plan::ResultName> results) : tape(std::move(parts)) {
  for (std::size_t p = 0; p < tape.size(); ++p) readers.emplace_back(tape.plan(p), results);
}

void add_to_mean(const Kernel& kernel, std::uint32_t replicate, const double* values, std::size_t count,
                 std::size_t number, summary::MeanBank& into) {
  if (count < summary::CellBank::block_size) {
    into.add(replicate, number, values, count);
    return;
  }
  into.add_block(replicate, number, values, [&](double from, double scale, const summary::Histograms::Window& window) {
    const BlockMoments moments = kernel.moments(values, from, scale, {window.base, window.size, window.places});
    return summary::CellBank::Moments{moments.sum, moments.squares, moments.minimum, moments.maximum, moments.outside};
  });
}

std::vector<summary::MeanSpec> mean_specs(const ResultTape& what, const plan::Inputs& inputs, std::size_t switches,
                                          const Kernel& kernel) {
  const CentralDraws centre;
  const InputMemory values(inputs.view(), switches);
  values.fill(centre, kernel, 0);
  std::fill_n(values.more(), switches * block_draws, 1.0);
  ResultPlayer player(what, kernel);
  player.play(values);
  std::vector<summary::MeanSpec> out;
  for (std::size_t p = 0; p < what.readers.size(); ++p) {
    const BlockStatus status = player.judge(values, 1, p);
    if (status.bad) throw error_of({&what.tape.plan(p), 1}, centre, kernel, {0, 0, status.year, status.output});
    const Workspace work = player.workspace(values, p);
    for (std::size_t r = 0; r < what.readers[p].size(); ++r) out.push_back(what.readers[p].spec(work, r));
  }
  return out;
}

}  // namespace citypeak::run
