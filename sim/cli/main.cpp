// SPDX-License-Identifier: MIT
// Hands the command line to the program.
#include "sim/cli/command.hpp"

int main(int count, char** words) { return citypeak::cli::run_program({words + (count > 0 ? 1 : 0), words + count}); }
