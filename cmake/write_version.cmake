# SPDX-License-Identifier: MIT
# Writes generated/version.hpp; run by the build. Without git, or outside a repository, the commit is `unknown`.
set(commit unknown)
find_program(GIT git)
if(GIT)
  # An empty prefix: SOURCE is the top of its repository, not a copy inside somebody else's.
  execute_process(COMMAND "${GIT}" -C "${SOURCE}" rev-parse --show-prefix --short=12 HEAD
    OUTPUT_VARIABLE answer RESULT_VARIABLE status ERROR_QUIET)
  if(status EQUAL 0 AND answer MATCHES "^\n([0-9a-f]+)\n$")
    set(commit "${CMAKE_MATCH_1}")
    execute_process(COMMAND "${GIT}" -C "${SOURCE}" status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      string(APPEND commit "+changes")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT "${HEADER}" @ONLY CONTENT [[
// SPDX-License-Identifier: MIT
// Which citypeak this is; written by cmake/write_version.cmake.
#pragma once

#include <string_view>

namespace citypeak {
inline constexpr std::string_view version = "@VERSION@";
inline constexpr std::string_view commit = "@commit@";
inline constexpr std::string_view compiler = "@COMPILER@";
inline constexpr std::string_view build_type = "@BUILD_TYPE@";
}  // namespace citypeak
]])
