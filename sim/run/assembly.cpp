// SPDX-License-Identifier: MIT
// Splitting at blocks, and adding integers.
#include "sim/run/assembly.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/summary/bytes.hpp"

namespace citypeak::run {

namespace {

using Bytes = std::span<const std::uint8_t>;
constexpr std::size_t number_bytes = 8;

/// Draws of each replicate among blocks [first, last): block b is one of replicate b mod `replicates`.
[[nodiscard]] std::vector<std::uint64_t> draws_by_replicate(BlockRange part, std::size_t replicates) {
  if (replicates == 1) return {part.count};
  const std::uint64_t first = part.first / block_draws, last = (part.first + part.count) / block_draws;
  std::vector<std::uint64_t> out;
  for (std::uint64_t r = 0; r < replicates; ++r) {
    const auto before = [&](std::uint64_t blocks) { return blocks / replicates + (blocks % replicates > r ? 1 : 0); };
    out.push_back((before(last) - before(first)) * block_draws);
  }
  return out;
}

void write_numbers(const std::vector<double>& numbers, std::vector<std::uint8_t>& bytes) {
  summary::ByteWriter out(bytes);
  for (const double number : numbers) out.put(number);
}

/// Finite numbers for a stretch of `into`, whose room is there already.
[[nodiscard]] bool read_numbers(summary::ByteReader& in, std::size_t first, std::size_t count,
                                std::vector<double>& into) {
  if (in.rest().size() / number_bytes < count) return false;
  bool finite = true;
  for (std::size_t i = first; i < first + count; ++i) {
    into[i] = in.take_double();
    finite = finite && std::isfinite(into[i]);
  }
  return finite && in.ok();
}

}  // namespace

BlockRange part_of(std::uint64_t draws, std::uint64_t index, std::uint64_t count) {
  const std::uint64_t blocks = (draws + block_draws - 1) / block_draws;
  const auto boundary = [&](std::uint64_t part) { return std::min(blocks * part / count * block_draws, draws); };
  return {boundary(index - 1), boundary(index) - boundary(index - 1)};
}

void write_part(const RunResult& result, std::vector<std::uint8_t>& bytes) {
  for (const PlanResult& plan : result.plans) {
    plan.summary.write(bytes);
    write_numbers(plan.kept.inputs, bytes);
    write_numbers(plan.kept.outputs, bytes);
    write_numbers(plan.kept.level, bytes);
    for (const std::uint32_t outcome : plan.kept.outcome) summary::ByteWriter(bytes).put_short(outcome);
  }
  for (const PairSummary& pair : result.pair_summaries) pair.write(bytes);
}

Assembly::Assembly(std::span<const plan::Plan> plans, RunResult empty, std::uint64_t draws, bool keep_draws)
    : plans_(plans), empty_(std::move(empty)), whole_(empty_), keep_draws_(keep_draws) {
  whole_.draws = draws;
  for (std::size_t i = 0; i < plans.size() && keep_draws; ++i) make_room(plans[i], draws, whole_.plans[i].kept);
}

bool Assembly::add_kept(std::size_t plan, BlockRange part, Bytes& bytes) {
  const std::size_t first = part.first, count = part.count;
  const std::size_t columns = plans_[plan].columns.size();
  const std::size_t outputs = plans_[plan].kept_outputs.size() * plans_[plan].years;
  KeptDraws& kept = whole_.plans[plan].kept;
  summary::ByteReader in(bytes);
  const bool numbers = read_numbers(in, first * columns, count * columns, kept.inputs) &&
                       read_numbers(in, first * outputs, count * outputs, kept.outputs) &&
                       read_numbers(in, first, count, kept.level);
  if (!numbers) return false;
  for (std::size_t d = first; d < first + count && in.ok(); ++d) {
    const std::uint64_t outcome = in.take_short();
    if (outcome > plans_[plan].years + 1) return false;
    kept.outcome[d] = static_cast<std::uint32_t>(outcome);
  }
  bytes = in.rest();
  return in.ok();
}

bool Assembly::add(BlockRange part, Bytes bytes) {
  const auto draws = draws_by_replicate(part, empty_.plans.front().summary.counts.size());
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    PlanSummary summary = empty_.plans[i].summary;
    if (!summary.read(bytes, draws)) return false;
    whole_.plans[i].summary.merge(summary);
    if (keep_draws_ && !add_kept(i, part, bytes)) return false;
  }
  for (std::size_t i = 0; i < empty_.pair_summaries.size(); ++i) {
    PairSummary summary = empty_.pair_summaries[i];
    if (!summary.read(bytes, draws)) return false;
    whole_.pair_summaries[i].merge(summary);
  }
  return bytes.empty();
}

RunResult Assembly::finish() && {
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    if (const auto failed = whole_.plans[i].summary.cells.bank.first_failed()) throw too_wide(plans_[i], *failed);
  }
  return std::move(whole_);
}

}  // namespace citypeak::run
