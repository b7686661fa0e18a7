// SPDX-License-Identifier: MIT
// `citypeak schema`: the JSON Schema of a scenario or a lever, for editors; or the page of docs/formats.
#include "sim/model/schema.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/terminal.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"format"};

int schema(const Options& options) {
  const std::string what = options.files.empty() ? "scenario" : options.files.front();
  const bool known = what == "scenario" || what == "city" || what == "lever";
  if (!known || options.files.size() > 1) {
    throw UsageError{text::Finding{"option_value",
                                   text::Severity::error,
                                   {},
                                   {"schema", what, "scenario, city or lever", "schema"},
                                   text::nearest(what, {"scenario", "city", "lever"})}};
  }
  if (!options.format.empty() && options.format != "json" && options.format != "md") {
    throw UsageError{
        text::Finding{"option_value", text::Severity::error, {}, {"format", options.format, "json, md", "schema"}, {}}};
  }
  print(options.format == "md" ? model::format_page(what, options.terminal) : model::json_schema(what));
  return done;
}

}  // namespace

Command schema_command() {
  return {
      "schema",
      {"print the JSON Schema for editors (or the fields as Markdown)", "输出供编辑器使用的 JSON Schema（或字段表）"},
      {"[scenario|city|lever]", "[scenario|city|lever]"},
      known_options,
      false,
      &schema};
}

}  // namespace citypeak::cli
