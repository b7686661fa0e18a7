// SPDX-License-Identifier: MIT
// The options of all commands in one table: spelling, what they take, help; and their values after parsing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/scenario.hpp"
#include "sim/run/design.hpp"
#include "sim/text/diagnostics.hpp"

namespace citypeak::cli {

struct Words {
  std::string_view en, zh;
  [[nodiscard]] std::string_view in(text::Language language) const { return language == text::Language::zh ? zh : en; }
};

/// A row of the table of options (spellings of contract.md).
struct OptionRow {
  std::string_view name;
  std::string_view argument;  ///< empty for a flag
  Words help;
};
[[nodiscard]] std::span<const OptionRow> option_table();

/// `--shard I/N`: the I-th of N parts of the draws.
struct Shard {
  std::uint64_t index = 1, count = 1;
};

/// What the user asked.
struct Options {
  std::string command;
  std::vector<std::string> files;
  std::uint64_t draws = 10000, seed = 1;
  bool draws_given = false;
  std::optional<double> until_se;  ///< add draws until every P(peak<=Y) is this sure
  std::optional<Shard> shard;      ///< only this part of the draws
  std::string reference;           ///< id of the scenario that others are compared with; empty: the first
  int threads = 0;                 ///< 0: all
  bool central = false, save_draws = false, force = false;
  std::string isa = "auto";
  run::Design design = run::Design::monte_carlo;
  std::optional<std::filesystem::path> out;
  std::vector<std::string> formats;  ///< empty: csv, md
  std::string format;                ///< as written, for check and explain
  std::optional<text::Language> language_option;
  text::Language terminal = text::Language::en;
  std::vector<std::string> variables, sets;
  std::vector<std::string> results;            ///< of `--of`, as written
  std::optional<std::filesystem::path> table;  ///< of `--table`: in place of a scenario
  std::string method;                          ///< of `sensitivity`
  std::vector<std::string> groups;             ///< of `--groups`, as written: NAME=GLOB,GLOB
  bool second = false;                         ///< second order too
  std::vector<std::string> year_ranges;        ///< as written: 2025 or 2030..2035
  std::vector<double> quantiles;
  std::optional<int> partial_year;                 ///< of a series: not over when its value was taken
  std::vector<std::string> x_columns, y_columns;   ///< of a table
  std::optional<std::size_t> degree = 2;           ///< of a Kuznets curve; nothing: by AICc
  bool logs = false;                               ///< fit logarithms
  std::vector<int> shock_years{2020, 2021, 2022};  ///< of the pandemic, unless told otherwise
  std::optional<int> from, to;                     ///< years of a decomposition; nothing: first and last
  bool yearly = false;                             ///< and the steps between them
  std::vector<std::string> gdp;                    ///< factors whose product it is, or one CSV file
  std::filesystem::path library;
  std::vector<std::pair<std::string, std::vector<std::string>>> given;  ///< for the manifest

  [[nodiscard]] bool asks_for(std::string_view format_name) const;
  /// ensemble.nc holds the draws, whether or not they are wanted as CSV too.
  [[nodiscard]] bool keeps_draws() const { return save_draws || asks_for("netcdf"); }
};

/// The command line was wrong: one finding without a place.
struct UsageError {
  text::Finding finding;
};
struct HelpWanted {};

/// Language of the terminal from LC_ALL, LC_MESSAGES, LANG.
[[nodiscard]] text::Language locale_language();

/// The language to answer `words` in: the last `--lang en|zh`, else that of the terminal.
[[nodiscard]] text::Language language_of(const std::vector<std::string>& words);

/// Reads the words behind the command's name; throws UsageError or HelpWanted.
[[nodiscard]] Options parse_options(std::string_view command, std::span<const std::string_view> known, bool takes_files,
                                    const std::vector<std::string>& words);

/// The given options that decide what a result holds, under the names they are written with: two calls with equal files
/// and equal ones of these give the same bytes. What is written out but is the default is left out.
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::string>>> deciding_options(const Options& options);

/// The options as words of a command line.
[[nodiscard]] std::vector<std::string> words_of(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& options);

/// Where shipped scenarios and policies lie: the nearest folder above the program that holds `policies`.
[[nodiscard]] std::filesystem::path program_folder();
[[nodiscard]] model::Places places_of(const Options& options);

}  // namespace citypeak::cli
