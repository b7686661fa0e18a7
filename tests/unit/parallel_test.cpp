// SPDX-License-Identifier: MIT
// Blocks on many threads: each is met once, and workers do not meet in the same memory.
#include "sim/run/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include "tests/catch.hpp"

using namespace citypeak::run;

TEST_CASE("each block is met once whatever the number of threads", "[parallel]") {
  for (const int threads : {1, 2, 5}) {
    std::vector<std::atomic<int>> met(1000);
    for_each_block(threads, met.size(), [&](std::uint64_t block, std::size_t) { ++met[block]; });
    for (const std::atomic<int>& times : met) CHECK(times == 1);
  }
}

TEST_CASE("a worker's number is below the number of threads and never met twice at once", "[parallel]") {
  constexpr int threads = 4;
  std::vector<std::atomic<int>> inside(threads);
  std::atomic<bool> wrong{false};
  for_each_block(threads, 5000, [&](std::uint64_t, std::size_t worker) {
    if (worker >= threads) {
      wrong = true;
      return;
    }
    if (++inside[worker] != 1) wrong = true;
    --inside[worker];
  });
  CHECK_FALSE(wrong);
}

TEST_CASE("what goes wrong in a block reaches the caller", "[parallel]") {
  const auto fail = [](std::uint64_t block, std::size_t) {
    if (block == 7) throw std::runtime_error("seven");
  };
  CHECK_THROWS_AS(for_each_block(2, 10, fail), std::runtime_error);
}

TEST_CASE("no blocks are no work", "[parallel]") {
  for_each_block(2, 0, [](std::uint64_t, std::size_t) { FAIL("there is no block"); });
  CHECK(thread_count(3) == 3);
  CHECK(thread_count(0) >= 1);
}
