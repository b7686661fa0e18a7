// SPDX-License-Identifier: MIT
// `citypeak explain`: every resolved input with its law, its unit, and the file, line and source it comes from.
#include <fmt/format.h>

#include <algorithm>

#include "output/writer.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/table/words.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"format", "set", "library", "quantiles"};
constexpr std::string_view kind_names[] = {"absent", "constant", "distribution", "formula", "rest", "required"};

using model::Quantity;

[[nodiscard]] table::Column word(const char* id, const char* en, const char* zh) {
  return {id, {en, zh}, {}, table::Kind::word};
}
[[nodiscard]] table::Column number(const char* id, const char* label) {
  return {id, {label, label}, {}, table::Kind::number};
}
[[nodiscard]] table::Cell text_cell(const std::string& text) {
  if (text.empty()) return table::Empty{};
  return table::Word{text, {}};
}
/// A word of ours, in the reader's language where the table is read by people.
[[nodiscard]] table::Cell known_cell(std::string_view text) {
  if (text.empty()) return table::Empty{};
  return table::words::input_word(text);
}
[[nodiscard]] table::Cell source_cell(const std::string& source) {
  if (source.empty()) return table::Empty{};
  return table::words::source_word(source);
}
[[nodiscard]] table::Cell quantile_cell(const Quantity& input, double u) {
  if (!input.is_constant() && !input.uncertain()) return table::Empty{};
  return table::Number{input.quantile(u), {}};
}

[[nodiscard]] table::Table explained(const std::vector<model::Scenario>& scenarios, const text::Sources& sources) {
  table::Table out;
  out.id = "explain";
  out.title = {"Inputs (canonical units)", "输入一览（规范单位）"};
  out.columns = {word("input", "input", "输入"),
                 word("kind", "kind", "类型"),
                 word("unit", "unit", "单位"),
                 word("distribution", "as written", "原文"),
                 number("p05", "P5"),
                 number("p50", "P50"),
                 number("p95", "P95"),
                 word("source", "source", "来源"),
                 word("grade", "grade", "等级"),
                 word("file", "file", "文件"),
                 {"line", {"line", "行"}, {}, table::Kind::integer}};
  for (const model::Scenario& scenario : scenarios) {
    for (const Quantity& input : scenario.inputs) {
      const bool computed = input.kind == Quantity::Kind::formula;  // from inputs that have sources of their own
      out.rows.push_back({text_cell(input.name), known_cell(kind_names[static_cast<std::size_t>(input.kind)]),
                          known_cell(input.unit), text_cell(input.written), quantile_cell(input, 0.05),
                          quantile_cell(input, 0.5), quantile_cell(input, 0.95),
                          source_cell(computed ? "" : input.provenance.source),
                          known_cell(computed ? std::string_view() : model::grade_name(input.provenance.grade)),
                          text_cell(sources[input.place.file].shown), std::int64_t{input.place.line}});
    }
    const int formulas =
        static_cast<int>(std::count_if(scenario.inputs.begin(), scenario.inputs.end(),
                                       [](const Quantity& q) { return q.kind == Quantity::Kind::formula; }));
    out.notes.push_back({fmt::format("{}: {} of {} inputs are assumptions; {} formulas are computed from inputs.",
                                     scenario.name.en, scenario.assumptions(), scenario.input_count(), formulas),
                         fmt::format("{}：{} 项输入中有 {} 项为假设值或判断值；另有 {} 个公式由输入计算得出。",
                                     scenario.name.zh, scenario.input_count(), scenario.assumptions(), formulas)});
  }
  return out;
}

[[nodiscard]] table::Table quantiles(const std::vector<model::Scenario>& scenarios, const std::vector<double>& levels) {
  table::Table out;
  out.id = "quantiles";
  out.columns = {word("input", "input", "输入"), number("u", "u"), number("value", "value")};
  for (const model::Scenario& scenario : scenarios) {
    for (const Quantity& input : scenario.inputs) {
      if (!input.is_constant() && !input.uncertain()) continue;
      for (const double u : levels)
        out.rows.push_back({text_cell(input.name), table::Number{u, {}}, table::Number{input.quantile(u), {}}});
    }
  }
  return out;
}

int explain(const Options& options) {
  if (!options.format.empty() && options.format != "csv" && options.format != "md") {
    throw UsageError{
        text::Finding{"option_value", text::Severity::error, {}, {"format", options.format, "csv, md", "explain"}, {}}};
  }
  const Inputs inputs = read_inputs(options);
  print_findings(inputs.findings, inputs.sources, options.terminal);
  if (inputs.findings.has_errors()) return wrong_input;
  const table::Table table = options.quantiles.empty() ? explained(inputs.scenarios, inputs.sources)
                                                       : quantiles(inputs.scenarios, options.quantiles);
  const auto language = options.terminal == text::Language::zh ? table::Language::zh : table::Language::en;
  const bool csv = options.format == "csv" || (options.format.empty() && !options.quantiles.empty());
  print(csv ? output::render_csv(table) : output::render_markdown({table}, language));
  return done;
}

}  // namespace

Command explain_command() {
  return {"explain",
          {"every input: its law, unit, source, file and line", "每项输入的分布、单位、来源与所在文件行"},
          {"[options] FILE...", "[选项] 文件..."},
          known_options,
          true,
          &explain};
}

}  // namespace citypeak::cli
