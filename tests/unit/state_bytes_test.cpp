// SPDX-License-Identifier: MIT
// What survives of a part of the draws, as bytes and back: equal content, equal bytes, and nothing else is taken.
#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/assembly.hpp"
#include "sim/summary/bytes.hpp"
#include "sim/summary/cell_bank.hpp"
#include "sim/summary/event_counts.hpp"
#include "sim/summary/probability.hpp"
#include "sim/summary/replicates.hpp"
#include "tests/catch.hpp"

namespace citypeak {

namespace {

using Bytes = std::vector<std::uint8_t>;
using summary::CellBank;
using summary::ReplicateBank;

/// Whether `empty` takes `bytes`, and all of them; `draws` where a reader wants to know.
template <class Part, class... Draws>
bool takes(const Part& empty, const Bytes& bytes, Draws... draws) {
  Part part = empty;
  std::span<const std::uint8_t> rest(bytes);
  return part.read(rest, draws...) && rest.empty();
}

template <class Part, class... Draws>
void check_round_trip(const Part& full, const Part& empty, Draws... draws) {
  Bytes bytes;
  full.write(bytes);
  Part again = empty;
  std::span<const std::uint8_t> rest(bytes);
  REQUIRE(again.read(rest, draws...));
  CHECK(rest.empty());
  Bytes twice;
  again.write(twice);
  CHECK(bytes == twice);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(takes(empty, Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)), draws...));
  }
}

ReplicateBank replicates() {
  ReplicateBank out({{{1.0, 2.0, 3.0, 4.0, 5.0}}, {{-2.0, -1.0, 0.0, 0.5, 1e9}}}, 4);
  out.add(0, 0, 1.5, 64, {1, 2, 3, 4, 64});
  out.add(3, 1, -2.25, 64, {0, 0, 1, 5, 63});
  return out;
}

}  // namespace

TEST_CASE("counts of peaks, targets and verdicts come back from their bytes") {
  summary::PeakCounts peaks(2020, 2025);
  peaks.add(0, 3);
  peaks.add(7, 300);
  check_round_trip(peaks, summary::PeakCounts(2020, 2025), std::uint64_t{303});
  summary::TargetCounts targets(2);
  targets.add({true, false});
  targets.add({true, true});
  check_round_trip(targets, summary::TargetCounts(2), std::uint64_t{2});
  summary::VerdictCounts verdicts(1, 2);
  for (std::size_t year = 0; year < 2; ++year) verdicts.add(0, year, stats::Verdicts{});
  check_round_trip(verdicts, summary::VerdictCounts(1, 2), std::uint64_t{1});
}

TEST_CASE("counts that are not of so many draws are refused") {
  summary::PeakCounts peaks(2020, 2025);
  peaks.add(1, 10);
  Bytes bytes;
  peaks.write(bytes);
  CHECK(takes(summary::PeakCounts(2020, 2025), bytes, std::uint64_t{10}));
  CHECK_FALSE(takes(summary::PeakCounts(2020, 2025), bytes, std::uint64_t{11}));
  CHECK_FALSE(takes(summary::PeakCounts(2020, 2025), bytes, std::uint64_t{9}));
  CHECK_FALSE(takes(summary::PeakCounts(2020, 2024), bytes, std::uint64_t{10}));
}

TEST_CASE("what replicates have comes back from its bytes, for the same limits only") {
  const ReplicateBank full = replicates();
  const ReplicateBank empty({{{1.0, 2.0, 3.0, 4.0, 5.0}}, {{-2.0, -1.0, 0.0, 0.5, 1e9}}}, 4);
  check_round_trip(full, empty);
  Bytes bytes;
  full.write(bytes);
  CHECK_FALSE(takes(ReplicateBank({{{1.0, 2.0, 3.0, 4.0, 5.0}}, {{-2.0, -1.0, 0.0, 0.5, 2e9}}}, 4), bytes));
}

TEST_CASE("cells that were aimed at their draws come back from their bytes") {
  const std::vector<summary::CellSpec> specs{{0.0, 1.0, true, 0.125}, {5.0, 4.0, true, 0.0}};
  CellBank full(specs);
  const std::vector<double> values{0.1, -0.3, 0.2, 1e-5};
  full.add(0, values.data(), values.size());
  full.add(1, values.data(), values.size());
  check_round_trip(full, CellBank(specs));
}

TEST_CASE("a count beyond what there can be is refused") {
  Bytes bytes;
  summary::ByteWriter(bytes).put_counts(std::vector<std::uint64_t>{1, 200});
  std::vector<std::uint64_t> counts(2);
  summary::ByteReader fits(bytes);
  fits.take_counts(counts, 200);
  CHECK(fits.ok());
  CHECK(counts == std::vector<std::uint64_t>{1, 200});
  summary::ByteReader too_many(bytes);
  too_many.take_counts(counts, 199);
  CHECK_FALSE(too_many.ok());
}

TEST_CASE("parts of the draws follow each other, begin at blocks and leave none out") {
  for (const std::uint64_t draws : {1ULL, 63ULL, 64ULL, 65ULL, 1000ULL, 10000ULL, 1000000000ULL}) {
    for (const std::uint64_t count : {1ULL, 2ULL, 3ULL, 7ULL, 1000ULL}) {
      std::uint64_t next = 0;
      for (std::uint64_t index = 1; index <= count; ++index) {
        const run::BlockRange part = run::part_of(draws, index, count);
        CHECK((part.first == next && (part.first % 64 == 0 || part.count == 0)));
        next = part.first + part.count;
      }
      CHECK(next == draws);
    }
  }
}

}  // namespace citypeak
