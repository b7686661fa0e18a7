// SPDX-License-Identifier: MIT
// `citypeak schema`: the JSON Schema of a scenario or a lever, for editors; or a page of docs/formats.
#include "sim/model/schema.hpp"

#include <algorithm>

#include "sim/cli/command.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/model/pages.hpp"
#include "sim/plan/variables_page.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"format"};
constexpr std::string_view with_schema[] = {"scenario", "city", "lever"};
constexpr std::string_view only_pages[] = {"findings", "units", "distributions", "variables"};

template <std::size_t count>
[[nodiscard]] bool holds(const std::string_view (&words)[count], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

[[nodiscard]] UsageError wrong(std::string option, std::string value, const std::string& known,
                               std::string suggestion = {}) {
  return {text::Finding{"option_value",
                        text::Severity::error,
                        {},
                        {std::move(option), std::move(value), known, "schema"},
                        std::move(suggestion)}};
}

[[nodiscard]] std::string page(std::string_view what, text::Language language) {
  if (what == "findings") return model::findings_page(language);
  if (what == "units") return model::units_page();
  if (what == "distributions") return model::distributions_page();
  if (what == "variables") return plan::variables_page();
  return model::format_page(what, language);
}

int schema(const Options& options) {
  const std::string what = options.files.empty() ? "scenario" : options.files.front();
  const bool has_schema = holds(with_schema, what);
  if (!(has_schema || holds(only_pages, what)) || options.files.size() > 1) {
    throw wrong("schema", what, "one of scenario, city, lever, findings, units, distributions, variables",
                text::nearest(what, {"scenario", "city", "lever", "findings", "units", "distributions", "variables"}));
  }
  const bool json = options.format == "json" || (options.format.empty() && has_schema);
  if (!has_schema && json) throw wrong("format", options.format, "md");
  if (!json && !options.format.empty() && options.format != "md") throw wrong("format", options.format, "json, md");
  print(json ? model::json_schema(what) : page(what, options.terminal));
  return done;
}

}  // namespace

Command schema_command() {
  return {"schema",
          {"print the JSON Schema for editors, or a page about fields, findings, units, distributions or variables",
           "输出供编辑器使用的 JSON Schema，或字段、问题、单位、分布、变量的说明页"},
          {"[scenario|city|lever|findings|units|distributions|variables]",
           "[scenario|city|lever|findings|units|distributions|variables]"},
          known_options,
          false,
          &schema};
}

}  // namespace citypeak::cli
