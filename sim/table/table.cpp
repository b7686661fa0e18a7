// SPDX-License-Identifier: MIT
// How one cell and one heading of a table read, for programs and for people.
#include "sim/table/table.hpp"

#include "sim/table/format.hpp"
#include "sim/table/words.hpp"

#include <cmath>

namespace citypeak::table {
namespace {

template <class... Cases>
struct Choice : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Choice(Cases...) -> Choice<Cases...>;

std::string shown(const Digits& digits, bool with_error) {
  return with_error && !digits.error.empty() ? digits.value + " ± " + digits.error : digits.value;
}

std::string shown(const Number& number, const Column& column, Language language) {
  if (!std::isfinite(number.value)) return words::undefined.label().in(language);
  if (column.kind == Kind::year_or_word) {
    return shown(calendar_year(number.value, number.standard_error), column.with_error);
  }
  const double factor = column.unit.factor(language);
  std::optional<double> error = number.standard_error;
  if (error) error = *error * factor;
  const Precision& precision = column.unit.is_percent() ? of_percentages : of_numbers;
  return shown(significant(number.value * factor, error, precision), column.with_error);
}

const std::string& text_of(const Word& word, Language language) {
  const std::string& text = word.text.in(language);
  return text.empty() ? word.id : text;
}

}  // namespace

const std::string& Label::in(Language language) const {
  const std::string& wanted = language == Language::zh ? zh : en;
  const std::string& other = language == Language::zh ? en : zh;
  return wanted.empty() ? other : wanted;
}

void for_each_row(const Table& table, const std::function<void(const Row&)>& visit) {
  for (const Row& row : table.rows) visit(row);
  Row row;
  for (std::size_t index = 0; index < table.lazy_rows; ++index) {
    row.clear();
    table.lazy_row(index, row);
    visit(row);
  }
}

std::string machine_text(const Cell& cell) {
  return std::visit(Choice{[](const Empty&) { return std::string(); }, [](const Word& word) { return word.id; },
                           [](std::int64_t integer) { return std::to_string(integer); },
                           [](const Number& number) { return shortest(number.value); }},
                    cell);
}

std::string reader_text(const Cell& cell, const Column& column, Language language) {
  return std::visit(Choice{[&](const Empty&) { return words::undefined.label().in(language); },
                           [&](const Word& word) { return text_of(word, language); },
                           [](std::int64_t integer) { return std::to_string(integer); },
                           [&](const Number& number) { return shown(number, column, language); }},
                    cell);
}

std::string heading(const Column& column, Language language) {
  const std::string& label = column.label.in(language);
  const std::string& name = label.empty() ? column.id : label;
  const std::string& unit = column.unit.label.in(language);
  if (unit.empty()) return name;
  return language == Language::zh ? name + "（" + unit + "）" : name + " (" + unit + ")";
}

}  // namespace citypeak::table
