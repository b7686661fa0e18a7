// SPDX-License-Identifier: MIT
// A table of results before anybody has decided how it looks: typed columns with units and both languages' words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace citypeak::table {

enum class Language { en, zh };

/// The same words in both languages; where one is missing the other stands in.
struct Label {
  std::string en, zh;
  [[nodiscard]] const std::string& in(Language language) const;
};

/// A unit as readers see it: the value shown is the stored value times the language's factor (Mt -> 万吨 is 100).
struct Unit {
  Label label;
  double en_factor = 1.0, zh_factor = 1.0;
  [[nodiscard]] double factor(Language language) const { return language == Language::en ? en_factor : zh_factor; }
  [[nodiscard]] bool is_percent() const { return label.en == "%"; }
};

enum class Kind { word, integer, number, probability, year_or_word };

struct Column {
  std::string id;
  Label label;
  Unit unit;
  Kind kind = Kind::number;
  bool with_error = false;  ///< readers see `value ± standard error`; otherwise the error only sets the digits
};

struct Empty {};

/// A word of ours or a name of theirs: the id for programs, the text for readers (empty: the id itself).
struct Word {
  std::string id;
  Label text;
};

struct Number {
  double value = 0.0;
  std::optional<double> standard_error;
};

using Cell = std::variant<Empty, Word, std::int64_t, Number>;
using Row = std::vector<Cell>;

/// Rows are held in `rows`; a table as long as the draws instead makes them one at a time by `lazy_row`, which fills
/// the row it is given and may refer to the results it was made from, so these must live as long as the table.
struct Table {
  std::string id;    ///< the file's stem for machine tables, an id of the white paper for readers' tables
  std::string part;  ///< which of several tables with this id (a scenario, a city); empty for the only one
  Label title;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<Label> notes;
  std::size_t lazy_rows = 0;
  std::function<void(std::size_t, Row&)> lazy_row;
};

/// Calls `visit` with each row from first to last.
void for_each_row(const Table& table, const std::function<void(const Row&)>& visit);

/// A cell for programs: ids, shortest round-trip numbers, nothing where it is undefined (and never nan, inf or -0).
[[nodiscard]] std::string machine_text(const Cell& cell);

/// A cell for readers: in their language and unit, digits as far as the standard error lets them mean something.
[[nodiscard]] std::string reader_text(const Cell& cell, const Column& column, Language language);

/// A column's heading for readers, with its unit: `peak level (Mt CO2)`, `峰值（万吨）`.
[[nodiscard]] std::string heading(const Column& column, Language language);

}  // namespace citypeak::table
