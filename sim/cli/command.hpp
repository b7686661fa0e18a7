// SPDX-License-Identifier: MIT
// A subcommand: its name, its help in both languages, the options it knows, and what it does.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/options.hpp"

namespace citypeak::cli {

inline constexpr int done = 0, not_finished = 1, wrong_input = 2;

struct Command {
  std::string_view name;
  Words summary;
  Words usage;                                ///< what stands behind the name
  std::span<const std::string_view> options;  ///< names from the table of options
  bool takes_files = true;
  int (*run)(const Options& options);
};

/// The only list of subcommands.
[[nodiscard]] std::span<const Command> commands();

/// One per file, named like its command; run.cpp holds compare too.
[[nodiscard]] Command attribute_command();
[[nodiscard]] Command check_command();
[[nodiscard]] Command compare_command();
[[nodiscard]] Command decompose_command();
[[nodiscard]] Command ekc_command();
[[nodiscard]] Command explain_command();
[[nodiscard]] Command init_command();
[[nodiscard]] Command levers_command();
[[nodiscard]] Command merge_command();
[[nodiscard]] Command run_command();
[[nodiscard]] Command schema_command();
[[nodiscard]] Command sensitivity_command();
[[nodiscard]] Command verdict_command();

/// Parses, dispatches, and turns every failure into its exit code and one message.
[[nodiscard]] int run_program(const std::vector<std::string>& arguments);

}  // namespace citypeak::cli
