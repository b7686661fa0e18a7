// SPDX-License-Identifier: MIT
// Other programs at work for us: found on the path, started without a shell, ended in time.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace citypeak::output {

/// Whether a program of this name stands on PATH.
[[nodiscard]] bool is_on_path(std::string_view program);

struct Child {
  std::vector<std::string> words;  ///< the program's name and its arguments
  std::filesystem::path folder;    ///< where it works
  std::chrono::seconds limit{30};
};

/// Runs a program to its end, with nothing to read and its output thrown away (or into `output` if that is given), in
/// UTC, with SOURCE_DATE_EPOCH=0 for those who heed it.
///
/// Result  0 if it ended with exit code 0, ETIME if it was ended for taking too long, ENOEXEC if it failed, or the
///         errno of not starting.
/// Throws  what `between` throws, after ending the program.
[[nodiscard]] int run_child(const Child& child, const std::function<void()>& between, std::string* output = nullptr);

}  // namespace citypeak::output
