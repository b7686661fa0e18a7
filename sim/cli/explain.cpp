// SPDX-License-Identifier: MIT
// `citypeak explain`: every resolved input with its law, its unit, and the file, line and source it comes from.
#include <fmt/format.h>

#include "output/writer.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/terminal.hpp"

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
      out.rows.push_back(
          {text_cell(input.name), text_cell(std::string(kind_names[static_cast<std::size_t>(input.kind)])),
           text_cell(input.unit), text_cell(input.written), quantile_cell(input, 0.05), quantile_cell(input, 0.5),
           quantile_cell(input, 0.95), text_cell(computed ? "" : input.provenance.source),
           text_cell(computed ? "" : std::string(model::grade_name(input.provenance.grade))),
           text_cell(sources[input.place.file].shown), std::int64_t{input.place.line}});
    }
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
