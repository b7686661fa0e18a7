// SPDX-License-Identifier: MIT
// Figures -> files: the numbers as CSV, a gnuplot script beside them, and what gnuplot makes of both.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "output/writer.hpp"
#include "sim/table/figure.hpp"

namespace citypeak::output {

/// The columns series,x,y,y_high,text of a figure, in the order of its series.
[[nodiscard]] std::string figure_csv(const table::Figure& figure);

/// A script that draws the figure from `ID.csv` beside it, to be run in the folder of both; the terminal is set by the
/// caller, or to `ID.pdf` where none is. Words of users stand in single quotes and are never read as commands or marks.
[[nodiscard]] std::string figure_script(const table::Figure& figure, table::Language language);

/// The figures of one command, drawn when the first drawing is asked for: one gnuplot makes them all as PDF, SVG and
/// PNG come from that by pdftocairo. Same figures, same bytes.
class Drawing {
 public:
  /// `between_pieces` is called while other programs work; what it throws ends them.
  Drawing(std::vector<table::Figure> figures, table::Language language, std::function<void()> between_pieces);
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;
  ~Drawing();

  /// figures/ID.csv and figures/ID.gp, and figures/ID.EXTENSION (svg, pdf, png) if it can be drawn here.
  [[nodiscard]] std::vector<OutputFile> files(std::string_view extension);
  /// The Debian packages that are missing here to draw these formats; empty if all is there.
  [[nodiscard]] static std::vector<std::string> missing_packages(table::Language language);

 private:
  [[nodiscard]] int draw();
  [[nodiscard]] int convert(std::size_t figure, std::string_view extension, const std::string& target);

  std::vector<table::Figure> figures_;
  table::Language language_;
  std::function<void()> between_pieces_;
  std::filesystem::path folder_;  ///< where the PDFs are made
  bool drawn_ = false;
};

}  // namespace citypeak::output
