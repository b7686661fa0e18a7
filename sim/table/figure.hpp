// SPDX-License-Identifier: MIT
// A figure before anybody has drawn it: numbers, what they mean in both languages, and how each kind is to be marked.
#pragma once

#include <string>
#include <vector>

#include "sim/table/table.hpp"

namespace citypeak::table {

/// How the points of a series are shown.
enum class Mark {
  line,
  points,    ///< with `texts` beside them where there are any
  band,      ///< between y and y_high
  vertical,  ///< a line at each x over the whole height
  bars,      ///< at category x from `y` to `y_high`, named by `texts`
  cells      ///< a heat map: y_high is the value at (x, y)
};

/// What a series is, which decides its colour: the same role has one colour in every figure.
enum class Role { subject, reference, fit, uncertainty, milestone, part };

struct FigureSeries {
  std::string id;  ///< in the column `series` of the figure's CSV
  Label label;     ///< in the legend; empty: not in it
  Mark mark = Mark::line;
  Role role = Role::subject;
  std::vector<double> x{}, y{};
  std::vector<double> y_high{};      ///< of bands, bars and cells, else empty
  std::vector<std::string> texts{};  ///< beside points, or the names of bars; else empty
  std::size_t part = 0;              ///< of series with the role part: which of them, each another colour
};

struct Axis {
  Label label;  ///< with its unit
  bool logarithmic = false;
  bool years = false;  ///< whole numbers without marks between thousands
};

/// Series are drawn in their order, the later over the earlier.
struct Figure {
  std::string id;  ///< file stem, an id of the white paper, with its part where there are several
  Label title;
  Axis x, y;
  Label colour_key;  ///< of cells: what the colour measures
  std::vector<FigureSeries> series;
  std::vector<Label> remarks{};  ///< short ones, below the figure
};

}  // namespace citypeak::table
