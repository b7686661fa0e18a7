// SPDX-License-Identifier: MIT
// Many pieces of work on all cores: the door to the thread library, which nothing else sees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace citypeak::run {

/// The threads that `asked` stands for: 0 is all that there are.
[[nodiscard]] int thread_count(int asked);

/// Calls body(block, worker) once for each block 0 .. blocks - 1, in any order, on up to `threads` threads (0: all).
/// `worker` is below thread_count(threads), and no two calls with the same worker run at once: it names a place in
/// memory that is the caller's own. What comes out must not depend on which worker met which block.
///
/// Throws  what `body` throws; blocks that have not begun are left out then.
void for_each_block(int threads, std::uint64_t blocks,
                    const std::function<void(std::uint64_t block, std::size_t worker)>& body);

}  // namespace citypeak::run
