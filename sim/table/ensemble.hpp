// SPDX-License-Identifier: MIT
// Numbers of every draw before anybody has decided how a file holds them: what they are, and how to get them in pieces.
#pragma once

#include "sim/table/table.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace citypeak::table {

/// The draws of one call with all its scenarios. Holds no numbers: `fill` reads the results it was made from, so these
/// must live as long.
struct Ensemble {
  /// What a variable has a number for.
  enum class Over { draw, scenario_draw, scenario_draw_year };

  /// A value that stands for a word.
  struct Flag {
    std::int32_t value = 0;
    std::string meaning;
  };

  struct Variable {
    std::string name;  ///< as in the CSV files
    std::string unit;
    Label label;
    Over over = Over::draw;
    std::vector<std::pair<std::string, std::string>> notes;  ///< further attributes: name, text
    std::vector<Flag> flags;                                 ///< every value there is, ascending; empty: real numbers
    /// Writes draws [first, first + count) of a scenario (0 where the variable has none) to `into`, the years of a draw
    /// one behind another. False, and nothing written, if the scenario lacks the variable.
    std::function<bool(std::size_t scenario, std::size_t first, std::size_t count, double* into)> fill;
  };

  /// Words about each scenario.
  struct Words {
    std::string name;
    Label label;
    std::vector<std::string> values;  ///< one per scenario
  };

  std::size_t draws = 0;
  std::vector<int> years;
  std::vector<std::string> scenarios;  ///< ids
  std::vector<Words> words;
  std::vector<Variable> variables;
  std::vector<std::pair<std::string, std::variant<std::string, int>>> attributes;  ///< of the whole
};

}  // namespace citypeak::table
