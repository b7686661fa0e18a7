// SPDX-License-Identifier: MIT
// How a command that runs scenarios ends early: its message is printed where the trouble is found, its exit code here.
#pragma once

#include <functional>
#include <optional>

#include "output/problem.hpp"
#include "sim/cli/options.hpp"
#include "sim/table/table.hpp"

namespace citypeak::cli {

/// Ends the command with an exit code after its message has been printed.
struct Ended {
  int code;
};

[[nodiscard]] table::Language table_language(text::Language language);

/// Prints `findings` and ends with exit code 2 if there is an error among them.
void stop_if_wrong(const text::Findings& findings, const text::Sources& sources, text::Language language);

/// Prints what is wrong with a result folder and ends: 2 if the caller can mend it, 1 if the system failed.
void stop_if(const std::optional<output::Problem>& problem, text::Language language);

/// Ends the command if a signal has asked for it.
void stop_if_signalled();

/// Calls `command` and turns a bad draw, a signal or an early end into message and exit code.
[[nodiscard]] int guarded(text::Language language, const std::function<int()>& command);

}  // namespace citypeak::cli
