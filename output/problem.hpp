// SPDX-License-Identifier: MIT
// What can go wrong when results are written, as a kind that programs tell apart and a sentence for people.
#pragma once

#include "sim/table/table.hpp"

#include <string>

namespace citypeak::output {

struct Problem {
  enum class Kind {
    not_ours,       ///< a folder with other things in it, and no leave to replace it
    symbolic_link,  ///< the target is a link: what it points to is not replaced behind its back
    not_a_folder,   ///< a file stands where the folder (or one above it) should be
    around_us,      ///< the folder we are working in, or one around it
    bad_name,       ///< a file name that would leave the folder, or no name at all
    no_space,       ///< disk or quota full, or a file larger than allowed
    read_only,      ///< a file system that cannot be written
    no_permission,
    name_too_long,
    other  ///< anything else the system said; see error_number
  };
  Kind kind = Kind::other;
  std::string path;
  int error_number = 0;  ///< errno, 0 where the system was not asked

  /// True where the user named a wrong folder (exit 2), false where the machine could not finish (exit 1).
  [[nodiscard]] bool is_input_error() const;
  /// A stable name for programs: `output_not_ours`, `output_no_space`, ...
  [[nodiscard]] std::string id() const;
  /// What happened and how to mend it.
  [[nodiscard]] std::string message(table::Language language) const;
};

/// The problem behind an errno value.
[[nodiscard]] Problem problem_of(int error_number, std::string path);

}  // namespace citypeak::output
