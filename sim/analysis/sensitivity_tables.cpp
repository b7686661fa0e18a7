// SPDX-License-Identifier: MIT
// Rows for programs as they come; for readers sorted by what matters.
#include "sim/analysis/sensitivity_tables.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "sim/table/format.hpp"
#include "sim/table/sensitivity_words.hpp"

namespace citypeak::analysis {

namespace {

namespace words = table::words::sensitivity;
using table::Cell;
using table::Empty;
using table::Kind;
using table::Number;
using table::Word;

constexpr std::size_t most_inputs = 15, most_results = 12;

/// The indices of a method in the order of its columns; the first decides what matters.
[[nodiscard]] std::vector<std::string> indices_of(std::string_view method) {
  if (method == "tornado") return {"swing", "low_result", "high_result"};
  if (method == "morris") return {"mu_star", "mu", "sigma"};
  if (method == "sobol") return {"total", "first"};
  if (method == "rank") return {"src", "prcc"};
  return {"shapley"};
}

struct Ranked {
  std::string input;
  std::map<std::string, const SensitivityRow*> rows;  ///< by index
  double weight = 0.0;
};

[[nodiscard]] std::vector<std::string> results_of(const SensitivityRun& run) {
  std::vector<std::string> out;
  for (const SensitivityRow& row : run.rows) {
    if (out.empty() || out.back() != row.of) out.push_back(row.of);
  }
  return out;
}

/// The inputs of a result, those that matter most first.
[[nodiscard]] std::vector<Ranked> ranked(std::string_view method, const SensitivityRun& run, const std::string& of) {
  const std::string leading = indices_of(method).front();
  std::vector<Ranked> out;
  std::map<std::string, std::size_t> positions;
  for (const SensitivityRow& row : run.rows) {
    if (row.of != of || !row.input_2.empty()) continue;
    const auto [at, is_new] = positions.try_emplace(row.input, out.size());
    if (is_new) out.push_back({row.input, {}, 0.0});
    Ranked& input = out[at->second];
    input.rows[row.index] = &row;
    if (row.index == leading) input.weight = std::abs(row.value.value_or(0.0));
  }
  std::stable_sort(out.begin(), out.end(), [](const Ranked& a, const Ranked& b) { return a.weight > b.weight; });
  return out;
}

[[nodiscard]] Cell number(std::optional<double> value) {
  if (value && std::isfinite(*value)) return Number{*value, {}};
  return Empty{};
}

/// `0.271 (0.266 to 0.276)`, the digits as far as the interval lets them mean something.
[[nodiscard]] Cell estimate_cell(const SensitivityRow* row) {
  if (row == nullptr || !row->value) return Empty{};
  if (!row->low || !row->high) return Number{*row->value, {}};
  constexpr double errors_between = 3.92;  // standard errors between the ends of a 95 % interval
  const double error = (*row->high - *row->low) / errors_between;
  const auto shown = [error](double value) { return table::significant(value, error).value; };
  const std::string value = shown(*row->value), low = shown(*row->low), high = shown(*row->high);
  return Word{row->index, {value + " (" + low + " to " + high + ")", value + "（" + low + "～" + high + "）"}};
}

/// Without the city's id where all have the same.
[[nodiscard]] std::string short_name(const std::string& name, const std::vector<Ranked>& all) {
  const std::string city = name.substr(0, name.find('.') + 1);
  const bool is_common =
      std::all_of(all.begin(), all.end(), [&](const Ranked& each) { return each.input.rfind(city, 0) == 0; });
  if (!is_common || city.empty()) return name;
  std::string out;
  for (std::size_t from = 0; from <= name.size();) {
    const std::size_t plus = std::min(name.find('+', from), name.size());
    const std::string part = name.substr(from, plus - from);
    out += (out.empty() ? "" : "+") + (part.rfind(city, 0) == 0 ? part.substr(city.size()) : part);
    from = plus + 1;
  }
  return out;
}

[[nodiscard]] table::Table table_of(std::string_view method, const SensitivityRun& run, const std::string& of,
                                    std::size_t position) {
  table::Table out;
  out.id = "sensitivity";
  out.part = std::to_string(position);
  out.title = words::title(method, of);
  out.columns = {{std::string(words::input.id), words::input.label(), {}, Kind::word, false}};
  const std::vector<std::string> indices = indices_of(method);
  for (const std::string& index : indices)
    out.columns.push_back({index, words::index_label(index), {}, Kind::number, false});
  const std::vector<Ranked> inputs = ranked(method, run, of);
  const bool is_flat = std::none_of(inputs.begin(), inputs.end(), [](const Ranked& input) {
    return std::any_of(input.rows.begin(), input.rows.end(),
                       [](const auto& entry) { return entry.second->value.has_value(); });
  });
  if (is_flat) {
    out.columns.clear();
    out.notes.push_back(words::no_variance(of));
    return out;
  }
  for (std::size_t i = 0; i < std::min(inputs.size(), most_inputs); ++i) {
    table::Row row{Word{short_name(inputs[i].input, inputs), {}}};
    for (const std::string& index : indices) {
      const auto found = inputs[i].rows.find(index);
      row.push_back(estimate_cell(found == inputs[i].rows.end() ? nullptr : found->second));
    }
    out.rows.push_back(std::move(row));
  }
  if (inputs.size() > most_inputs) out.notes.push_back(words::shown_of(most_inputs, inputs.size()));
  return out;
}

[[nodiscard]] table::Figure figure_of(std::string_view method, const SensitivityRun& run, const std::string& of,
                                      std::size_t position) {
  table::Figure out;
  out.id = "sensitivity_" + std::to_string(position);
  out.title = words::title(method, of);
  const std::string leading = indices_of(method).front();
  out.x.label = method == "tornado" ? table::Label{of, of} : words::index_label(leading);
  table::FigureSeries bars{leading, {}, table::Mark::bars, table::Role::subject};
  const std::vector<Ranked> inputs = ranked(method, run, of);
  for (std::size_t i = 0; i < std::min(inputs.size(), most_inputs); ++i) {
    const auto value = [&](const std::string& index) {
      const auto found = inputs[i].rows.find(index);
      return found == inputs[i].rows.end() ? 0.0 : found->second->value.value_or(0.0);
    };
    const bool spans = method == "tornado";
    const double from = spans ? value("low_result") : 0.0, to = spans ? value("high_result") : value(leading);
    bars.x.push_back(static_cast<double>(i));
    bars.y.push_back(std::min(from, to));
    bars.y_high.push_back(std::max(from, to));
    bars.texts.push_back(short_name(inputs[i].input, inputs));
  }
  out.series.push_back(std::move(bars));
  return out;
}

}  // namespace

table::Table sensitivity_table(std::string_view method, const SensitivityRun& run) {
  table::Table out;
  out.id = "sensitivity";
  for (const char* id : {"method", "of", "input", "input_2", "index"})
    out.columns.push_back({id, {}, {}, Kind::word, false});
  for (const char* id : {"value", "low", "high"}) out.columns.push_back({id, {}, {}, Kind::number, false});
  out.columns.push_back({"word", {}, {}, Kind::word, false});
  for (const SensitivityRow& row : run.rows) {
    out.rows.push_back({Word{std::string(method), {}}, Word{row.of, {}}, Word{row.input, {}}, Word{row.input_2, {}},
                        Word{row.index, {}}, number(row.value), number(row.low), number(row.high), Word{row.word, {}}});
  }
  return out;
}

std::vector<table::Table> sensitivity_for_readers(std::string_view method, const SensitivityRun& run,
                                                  std::size_t joined) {
  std::vector<table::Table> out;
  for (const std::string& of : results_of(run)) {
    if (out.size() < most_results) out.push_back(table_of(method, run, of, out.size() + 1));
  }
  if (out.empty()) return out;
  std::vector<table::Label>& notes = out.back().notes;
  for (const SensitivityRun::Censored& each : run.censored)
    notes.push_back(words::censored(each.of, each.already_peaked, each.not_peaked));
  for (const auto& [of, r2] : run.r2) notes.push_back(words::straight_line(of, r2));
  if (joined > 0) notes.push_back(words::groups(joined));
  notes.push_back(words::reading(method));
  return out;
}

std::vector<table::Figure> sensitivity_figures(std::string_view method, const SensitivityRun& run) {
  std::vector<table::Figure> out;
  for (const std::string& of : results_of(run)) {
    if (out.size() < most_results) out.push_back(figure_of(method, run, of, out.size() + 1));
  }
  return out;
}

std::vector<table::Label> sensitivity_answers(std::string_view method, const SensitivityRun& run) {
  std::vector<table::Label> out;
  const std::string leading = indices_of(method).front();
  for (const std::string& of : results_of(run)) {
    const std::vector<Ranked> inputs = ranked(method, run, of);
    if (out.size() == most_results || inputs.empty() || !(inputs[0].weight > 0.0)) continue;
    const auto leader = [&](const Ranked& input) {
      return words::Leader{short_name(input.input, inputs),
                           table::significant(*input.rows.at(leading)->value, {}).value};
    };
    const words::Leader first = leader(inputs[0]);
    const bool has_second = inputs.size() > 1 && inputs[1].weight > 0.0;
    const words::Leader second = has_second ? leader(inputs[1]) : words::Leader{};
    out.push_back(words::answer(of, first, has_second ? &second : nullptr, leading));
  }
  return out;
}

}  // namespace citypeak::analysis
