// SPDX-License-Identifier: MIT
// The only file that includes TBB.
#include "sim/run/parallel.hpp"

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace citypeak::run {

int thread_count(int asked) { return asked > 0 ? asked : tbb::this_task_arena::max_concurrency(); }

void for_each_block(int threads, std::uint64_t blocks,
                    const std::function<void(std::uint64_t block, std::size_t worker)>& body) {
  const int count = thread_count(threads);
  // The library holds back threads beyond the cores unless it is told that more are wanted.
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count));
  tbb::task_arena arena(count);
  arena.execute([&] {
    tbb::parallel_for(tbb::blocked_range<std::uint64_t>(0, blocks), [&](const tbb::blocked_range<std::uint64_t>& part) {
      const auto worker = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
      for (std::uint64_t block = part.begin(); block != part.end(); ++block) body(block, worker);
    });
  });
}

}  // namespace citypeak::run
