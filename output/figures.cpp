// SPDX-License-Identifier: MIT
// gnuplot scripts, one palette, and the programs that turn them into pages.
#include "output/figures.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "output/child_process.hpp"
#include "sim/table/format.hpp"

namespace citypeak::output {

namespace {

namespace fs = std::filesystem;
using table::Figure;
using table::FigureSeries;
using table::Language;
using table::Mark;
using table::Role;

constexpr std::string_view chinese_font = "Noto Sans CJK SC";

/// Of parts of a whole, the largest first.
constexpr std::array<std::string_view, 10> part_colours{"#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9",
                                                        "#D55E00", "#F0E442", "#7A5C00", "#004D73", "#999999"};

/// Colours that readers with any kind of colour vision tell apart (Okabe and Ito 2008), with unlike greys in print.
[[nodiscard]] std::string_view colour_of(const FigureSeries& series) {
  switch (series.role) {
    case Role::part:
      return part_colours[series.part % part_colours.size()];
    case Role::subject:
      return "#0072B2";
    case Role::reference:
      return "#444444";
    case Role::fit:
      return "#D55E00";
    case Role::uncertainty:
      return "#E69F00";
    case Role::milestone:
      break;
  }
  return "#009E73";
}

/// A text in single quotes, in which gnuplot obeys nothing; line ends would end the command. An apostrophe becomes a
/// typographic one: a doubled one, gnuplot's own way, ends the text where it stands at its beginning (seen in 5.4).
[[nodiscard]] std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char letter : text) {
    const bool control = static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
    if (letter == '\'') {
      out += "\u2019";
    } else {
      out += control ? ' ' : letter;
    }
  }
  return out + "'";
}

/// `x` in rows of this series, nothing in the others.
[[nodiscard]] std::string only(const FigureSeries& series, std::string_view column) {
  return fmt::format("(strcol(1) eq {} ? ${} : 1/0)", in_quotes(series.id), column);
}

[[nodiscard]] std::string title_of(const FigureSeries& series, Language language) {
  const std::string& words = series.label.in(language);
  return words.empty() ? "notitle" : "title " + in_quotes(words) + " noenhanced";
}

/// One element of `plot`.
[[nodiscard]] std::string plotted(const Figure& figure, const FigureSeries& series, Language language) {
  const std::string file = in_quotes(figure.id + ".csv");
  const std::string_view colour = colour_of(series);
  const std::string x = only(series, "2");
  switch (series.mark) {
    case Mark::line:
      return fmt::format("{} using {}:3 with lines linewidth 2 linecolor rgb '{}'{} {}", file, x, colour,
                         series.role == Role::reference ? " dashtype 2" : "", title_of(series, language));
    case Mark::points:
      return fmt::format("{} using {}:3 with points pointtype 7 pointsize 0.6 linecolor rgb '{}' {}", file, x, colour,
                         title_of(series, language));
    case Mark::band:
      return fmt::format(
          "{} using {}:3:4 with filledcurves fillcolor rgb '{}' fillstyle transparent solid {} noborder {}", file, x,
          colour, series.role == Role::part ? 0.85 : 0.3, title_of(series, language));
    case Mark::bars:
      return fmt::format(
          "{} using 3:{}:3:4:($2-0.35):($2+0.35) with boxxyerror fillcolor rgb '{}' fillstyle solid 0.8 {}", file, x,
          colour, title_of(series, language));
    case Mark::cells:
      return fmt::format("{} using {}:3:4 with image pixels {}", file, x, title_of(series, language));
    case Mark::vertical:
      break;
  }
  // A graph coordinate has no place in a plot: the line itself is an arrow, this is its key.
  return fmt::format("1/0 with lines linewidth 1.5 dashtype 4 linecolor rgb '{}' {}", colour,
                     title_of(series, language));
}

[[nodiscard]] std::string axis_commands(char axis, const table::Axis& of, Language language) {
  std::string out = fmt::format("set {}label {} noenhanced\n", axis, in_quotes(of.label.in(language)));
  if (of.logarithmic) out += fmt::format("set logscale {}\n", axis);
  out += fmt::format("set format {} '{}'\n", axis, of.years ? "%.0f" : "%.10g");
  return out;
}

/// Remarks stand below the axis in small letters.
void add_remarks(const Figure& figure, Language language, std::string& out) {
  constexpr int columns = 110;      // of letters of 8 points on 16 cm
  constexpr double below_axis = 4;  // rows for the numbers and the label of the axis
  std::vector<std::string> lines;
  for (const table::Label& remark : figure.remarks) {
    for (std::string& line : table::wrapped(remark.in(language), columns)) lines.push_back(std::move(line));
  }
  out += fmt::format("set bmargin {:g}\n", below_axis + static_cast<double>(lines.size()));
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += fmt::format("set label {} at character 2, character {:g} left font ',8' noenhanced\n", in_quotes(lines[i]),
                       static_cast<double>(lines.size() - i) - 0.3);
}

void add_verticals(const Figure& figure, std::string& out) {
  for (const FigureSeries& series : figure.series) {
    if (series.mark != Mark::vertical) continue;
    for (const double x : series.x)
      out += fmt::format(
          "set arrow from first {0}, graph 0 to first {0}, graph 1 nohead dashtype 4 linewidth 1.5 linecolor "
          "rgb '{1}'\n",
          table::shortest(x), colour_of(series));
  }
}

/// Names of bars stand beside the axis, the first on top. Bars of several series in one place have one name.
void add_bar_names(const Figure& figure, std::string& out) {
  std::map<double, std::string> names;
  for (const FigureSeries& series : figure.series) {
    if (series.mark != Mark::bars) continue;
    for (std::size_t i = 0; i < series.texts.size(); ++i) names.try_emplace(series.x[i], series.texts[i]);
  }
  std::string tics;
  for (const auto& [place, name] : names)
    tics += fmt::format("{}{} {}", tics.empty() ? "" : ", ", in_quotes(name), table::shortest(place));
  if (!tics.empty()) out += "set ytics (" + tics + ") noenhanced\nset yrange [] reverse\n";
}

[[nodiscard]] bool has(const Figure& figure, Mark mark) {
  return std::any_of(figure.series.begin(), figure.series.end(),
                     [mark](const FigureSeries& series) { return series.mark == mark; });
}

[[nodiscard]] table::Cell number_at(const std::vector<double>& numbers, std::size_t i) {
  if (i < numbers.size()) return table::Number{numbers[i], {}};
  return table::Empty{};
}

[[nodiscard]] bool write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return file.flush().good();
}

/// The time of day that cairo writes into a PDF becomes the beginning of 1970, digit by digit: cairo 1.16 does not heed
/// SOURCE_DATE_EPOCH. In UTC the date has one length, so nothing else moves.
[[nodiscard]] bool take_date_out(const fs::path& path) {
  constexpr std::string_view before = "/CreationDate (D:", epoch = "19700101000000";
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::size_t at = bytes.rfind(before);
  if (at == std::string::npos || at + before.size() + epoch.size() > bytes.size()) return file.good() || file.eof();
  bytes.replace(at + before.size(), epoch.size(), epoch);
  return write_file(path, bytes);
}

[[nodiscard]] int copy_file(const fs::path& from, const std::string& to) {
  std::error_code error;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  return error.value();
}

}  // namespace

std::string figure_csv(const Figure& figure) {
  table::Table table;
  table.columns = {{"series", {}, {}, table::Kind::word, false},
                   {"x", {}, {}, table::Kind::number, false},
                   {"y", {}, {}, table::Kind::number, false},
                   {"y_high", {}, {}, table::Kind::number, false},
                   {"text", {}, {}, table::Kind::word, false}};
  for (const FigureSeries& series : figure.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      table::Row row{table::Word{series.id, {}}, table::Number{series.x[i], {}}};
      row.push_back(number_at(series.y, i));
      row.push_back(number_at(series.y_high, i));
      row.emplace_back(table::Word{i < series.texts.size() ? series.texts[i] : std::string(), {}});
      table.rows.push_back(std::move(row));
    }
  }
  return render_csv(table);
}

std::string figure_script(const Figure& figure, Language language) {
  const bool zh = language == Language::zh;
  std::string out = fmt::format("# gnuplot {0}.gp, in this folder, draws {0}.csv as {0}.pdf\nreset\n", figure.id);
  out += fmt::format("set terminal pdfcairo size 16cm,10cm font '{},10'\nset output {}\n", zh ? chinese_font : "sans",
                     in_quotes(figure.id + ".pdf"));
  out +=
      "set datafile separator comma\nset key tmargin horizontal noenhanced\nset border 3 linecolor rgb "
      "'#444444'\n";
  out += "set tics nomirror\nset grid ytics linecolor rgb '#DDDDDD' linewidth 0.5\n";
  out += fmt::format("set title {} noenhanced\n", in_quotes(figure.title.in(language)));
  out += axis_commands('x', figure.x, language) + axis_commands('y', figure.y, language);
  if (has(figure, Mark::cells)) {
    out += "set palette cubehelix negative start 0.5 cycles -0.7 saturation 1\nset autoscale fix\n";
    out += fmt::format("set cblabel {} noenhanced\n", in_quotes(figure.colour_key.in(language)));
  }
  const bool plain = !figure.x.logarithmic && !figure.y.logarithmic && !has(figure, Mark::cells);
  if (plain) out += "set offsets graph 0.03, graph 0.03, graph 0.05, graph 0.03\nset autoscale xfix\n";
  add_verticals(figure, out);
  add_remarks(figure, language, out);
  add_bar_names(figure, out);
  std::string elements;
  const std::string file = in_quotes(figure.id + ".csv");
  for (const FigureSeries& series : figure.series) {
    const bool unseen = series.mark == Mark::vertical && series.label.in(language).empty();  // the line is drawn above
    if (series.x.empty() || unseen) continue;
    elements += (elements.empty() ? "" : ", \\\n  ") + plotted(figure, series, language);
    const bool named = series.mark == Mark::points && !series.texts.empty();
    if (named)
      elements += fmt::format(
          ", \\\n  {} using {}:3:(strcol(5)) with labels offset character 0,0.7 font ',8' noenhanced notitle", file,
          only(series, "2"));
  }
  if (elements.empty()) return out + "# there is nothing to draw\n";
  return out + "plot " + elements + "\nset output\n";
}

Drawing::Drawing(std::vector<Figure> figures, Language language, std::function<void()> between_pieces)
    : figures_(std::move(figures)), language_(language), between_pieces_(std::move(between_pieces)) {}

Drawing::~Drawing() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::vector<std::string> Drawing::missing_packages(Language language) {
  std::vector<std::string> out;
  if (!is_on_path("gnuplot")) out.emplace_back("gnuplot-nox");
  if (!is_on_path("pdftocairo")) out.emplace_back("poppler-utils");
  if (language != Language::zh || !is_on_path("fc-list")) return out;
  std::string fonts;
  const int error = run_child({{"fc-list", std::string(chinese_font), "family"}, "/"}, {}, &fonts);
  if (error == 0 && fonts.empty()) out.emplace_back("fonts-noto-cjk");
  return out;
}

std::vector<OutputFile> Drawing::files(std::string_view extension) {
  std::vector<OutputFile> out;
  const bool can_draw = is_on_path("gnuplot") && (extension == "pdf" || is_on_path("pdftocairo"));
  for (std::size_t i = 0; i < figures_.size(); ++i) {
    const std::string stem = "figures/" + figures_[i].id;
    out.push_back({stem + ".csv", [this, i](const Sink& sink) { sink(figure_csv(figures_[i])); }});
    out.push_back({stem + ".gp", [this, i](const Sink& sink) { sink(figure_script(figures_[i], language_)); }});
    if (!can_draw) continue;
    OutputFile drawn{stem + "." + std::string(extension), {}};
    drawn.write_by_path = [this, i, wanted = std::string(extension)](const std::string& path) {
      const int error = draw();
      return error != 0 ? error : convert(i, wanted, path);
    };
    out.push_back(std::move(drawn));
  }
  return out;
}

int Drawing::draw() {
  if (drawn_) return 0;
  std::error_code error;
  std::string name = (fs::temp_directory_path(error) / "citypeak-figures-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return errno;
  folder_ = name;
  Child gnuplot{{"gnuplot"}, folder_};
  for (const Figure& figure : figures_) {
    const bool written = write_file(folder_ / (figure.id + ".csv"), figure_csv(figure)) &&
                         write_file(folder_ / (figure.id + ".gp"), figure_script(figure, language_));
    if (!written) return ENOSPC;
    gnuplot.words.push_back(figure.id + ".gp");
  }
  if (const int failed = run_child(gnuplot, between_pieces_); failed != 0) return failed;
  for (const Figure& figure : figures_) {
    if (!take_date_out(folder_ / (figure.id + ".pdf"))) return EIO;
  }
  drawn_ = true;
  return 0;
}

int Drawing::convert(std::size_t figure, std::string_view extension, const std::string& target) {
  const std::string master = figures_[figure].id + ".pdf";
  if (extension == "pdf") return copy_file(folder_ / master, target);
  const std::string made = figures_[figure].id + "." + std::string(extension);
  Child pdftocairo{{"pdftocairo"}, folder_};
  if (extension == "svg") {
    pdftocairo.words.insert(pdftocairo.words.end(), {"-svg", master, made});
  } else {
    pdftocairo.words.insert(pdftocairo.words.end(), {"-png", "-r", "300", "-singlefile", master, figures_[figure].id});
  }
  const int failed = run_child(pdftocairo, between_pieces_);
  return failed != 0 ? failed : copy_file(folder_ / made, target);
}

}  // namespace citypeak::output
