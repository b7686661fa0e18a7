// SPDX-License-Identifier: MIT
// Walks the field tables to describe them; nothing about a field is said here that its row does not say.
#include "sim/model/schema.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/model/scenario.hpp"
#include "sim/text/number.hpp"

namespace citypeak::model {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* id_pattern = "^[a-z][a-z0-9_]{0,63}$";

[[nodiscard]] Json reference(std::string_view definition) {
  return {{"$ref", fmt::format("#/definitions/{}", definition)}};
}

/// The text of a field: what it means, its unit, range and default.
[[nodiscard]] std::string described(const FieldRow& row) {
  std::string out = fmt::format("{} / {}", row.meaning.en, row.meaning.zh);
  if (row.unit != "share" && row.kind == FieldKind::quantity) out += fmt::format(" Unit: {}.", row.unit);
  if (!row.default_text.empty()) out += fmt::format(" Default: {}.", row.default_text);
  return out;
}

[[nodiscard]] Json map_of_ids(Json values) {
  return {{"type", "object"},
          {"propertyNames", {{"pattern", "^([a-z][a-z0-9_]{0,63}|source|grade)$"}}},
          {"additionalProperties", std::move(values)}};
}

[[nodiscard]] Json by_year(const char* pattern) {
  Json out{{"type", "object"}};
  out["patternProperties"][pattern] = reference("quantity");
  out["properties"] = {{"source", {{"type", "string"}}},
                       {"grade", {{"enum", {"high", "medium", "low"}}}},
                       {"note", {{"type", "string"}}}};
  out["additionalProperties"] = false;
  return out;
}

class Schema {
 public:
  [[nodiscard]] Json of(const FieldTable& table) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const FieldRow& row : table.rows) {
      Json field = field_of(row);
      field["description"] = described(row);
      properties[std::string(row.key)] = std::move(field);
      if (row.required) required.push_back(std::string(row.key));
    }
    for (const char* key : {"source", "note"}) {
      if (!properties.contains(key)) properties[key] = {{"type", "string"}};
    }
    if (!properties.contains("grade")) properties["grade"] = {{"enum", {"high", "medium", "low"}}};
    Json out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    // A scenario that extends another one, or a lever that is used, need not repeat what it inherits.
    if (!required.empty()) required_[std::string(table.name)] = required;
    return out;
  }

  [[nodiscard]] Json definitions() const {
    Json kinds_known = Json::object();
    for (const std::string_view kind : kinds()) kinds_known[std::string(kind)] = {{"type", {"array", "object"}}};
    kinds_known["value"] = {{"type", {"number", "string"}}};
    kinds_known["graded"] = {{"type", {"number", "string"}}};
    kinds_known["required"] = {{"type", "boolean"}};
    for (const char* key : {"source", "note", "shared", "unit", "status"}) kinds_known[key] = {{"type", "string"}};
    kinds_known["grade"] = {{"enum", {"high", "medium", "low"}}};
    kinds_known["lambda"] = {{"type", "number"}};
    Json out;
    out["quantity"] = {
        {"description",
         "A number with its unit, a distribution, or either with its source. / 带单位的数值、分布，或附来源的数值。"},
        {"anyOf",
         {{{"type", "number"}},
          {{"type", "string"}},
          {{"type", "object"}, {"properties", kinds_known}, {"additionalProperties", false}}}}};
    out["localized"] = {{"anyOf",
                         {{{"type", "string"}},
                          {{"type", "object"},
                           {"properties", {{"en", {{"type", "string"}}}, {"zh", {{"type", "string"}}}}},
                           {"additionalProperties", false}}}}};
    out["shares"] = map_of_ids(reference("quantity"));
    return out;
  }

 private:
  [[nodiscard]] Json field_of(const FieldRow& row) {
    switch (row.kind) {
      case FieldKind::quantity:
        return reference("quantity");
      case FieldKind::rate_path:
        return {{"anyOf", {reference("quantity"), by_year("^[0-9]{4}(\\.\\.([0-9]{4})?)?$")}}};
      case FieldKind::level_path:
        return {{"anyOf", {reference("quantity"), by_year("^[0-9]{4}$")}}};
      case FieldKind::shares:
        return reference("shares");
      case FieldKind::share_milestones: {
        Json out{{"type", "object"}, {"additionalProperties", false}};
        out["patternProperties"]["^[0-9]{4}$"] = reference("shares");
        return out;
      }
      case FieldKind::year:
      case FieldKind::whole:
        return {{"type", "integer"},
                {"minimum", static_cast<int>(row.range.minimum)},
                {"maximum", static_cast<int>(row.range.maximum)}};
      case FieldKind::choice: {
        Json words = Json::array();
        for (const std::string_view word : row.choices) words.push_back(std::string(word));
        return {{"enum", words}};
      }
      case FieldKind::localized:
        return reference("localized");
      case FieldKind::id:
        return {{"type", "string"}, {"pattern", id_pattern}};
      case FieldKind::ids:
        return {{"type", {"string", "array"}}, {"items", {{"type", "string"}}}};
      case FieldKind::nested:
        return of(row.children());
      case FieldKind::map_of:
        return map_of_ids(row.children != nullptr ? of(row.children()) : reference("quantity"));
      case FieldKind::list_of:
        return {{"type", "array"}, {"items", of(row.children())}};
      case FieldKind::observations: {
        Json out{{"type", "object"}};
        out["additionalProperties"] = {{"anyOf", {by_year("^[0-9]{4}$"), {{"type", "string"}}}}};
        return out;
      }
      case FieldKind::sources:
        return {{"type", "object"}};
      case FieldKind::text:
      case FieldKind::reference:
      case FieldKind::source:
      case FieldKind::file:
        return {{"type", {"string", "number"}}};
    }
    return Json::object();
  }

  std::map<std::string, Json> required_;
};

[[nodiscard]] const FieldTable& table_of(std::string_view what) {
  return what == "lever" ? Lever::fields() : scenario_fields();
}

[[nodiscard]] std::string kind_words(const FieldRow& row, bool zh) {
  switch (row.kind) {
    case FieldKind::quantity:
      return row.formula ? (zh ? "数值、分布或公式" : "quantity or formula") : (zh ? "数值或分布" : "quantity");
    case FieldKind::rate_path:
      return zh ? "按时段的路径" : "path by period";
    case FieldKind::level_path:
      return zh ? "按年份的路径" : "path by year";
    case FieldKind::shares:
      return zh ? "比例组" : "shares";
    case FieldKind::share_milestones:
      return zh ? "按年份的比例组" : "shares by year";
    case FieldKind::year:
      return zh ? "年份" : "year";
    case FieldKind::whole:
      return zh ? "整数" : "whole number";
    case FieldKind::choice:
      return zh ? "选项" : "choice";
    case FieldKind::text:
    case FieldKind::localized:
      return zh ? "文本" : "text";
    case FieldKind::id:
      return zh ? "代号" : "id";
    case FieldKind::ids:
      return zh ? "名称列表" : "list of names";
    case FieldKind::nested:
      return zh ? "映射" : "map";
    case FieldKind::map_of:
      return zh ? "按代号的映射" : "map by id";
    case FieldKind::list_of:
      return zh ? "列表" : "list";
    case FieldKind::sources:
      return zh ? "参考文献" : "bibliography";
    case FieldKind::observations:
      return zh ? "观测值" : "known values";
    case FieldKind::reference:
      return zh ? "引用" : "reference";
    case FieldKind::source:
      return zh ? "来源" : "source";
    case FieldKind::file:
      return zh ? "文件" : "file";
  }
  return {};
}

[[nodiscard]] std::string range_words(const FieldRow& row) {
  const bool numeric = row.kind == FieldKind::quantity || row.kind == FieldKind::rate_path ||
                       row.kind == FieldKind::level_path || row.kind == FieldKind::shares ||
                       row.kind == FieldKind::whole || row.kind == FieldKind::year;
  if (row.kind == FieldKind::choice) {
    std::string words;
    for (const std::string_view word : row.choices) words += fmt::format("{}`{}`", words.empty() ? "" : ", ", word);
    return words;
  }
  if (!numeric || (std::isinf(row.range.minimum) && std::isinf(row.range.maximum))) return "";
  if (std::isinf(row.range.maximum))
    return fmt::format("{} {}", row.range.above_minimum ? ">" : "≥", text::shortest(row.range.minimum));
  return fmt::format("{} .. {}", text::shortest(row.range.minimum), text::shortest(row.range.maximum));
}

void page(const FieldTable& table, const std::string& path, bool zh, std::set<std::string_view>& seen,
          std::string& out) {
  if (!seen.insert(table.name).second) return;
  out += fmt::format("\n## {}\n\n",
                     path.empty() ? fmt::format("`{}`", table.name) : fmt::format("`{}` ({})", path, table.name));
  out += zh ? "| 键 | 类型 | 单位 | 范围 | 缺省 | 含义 |\n|---|---|---|---|---|---|\n"
            : "| key | kind | unit | range | default | meaning |\n|---|---|---|---|---|---|\n";
  for (const FieldRow& row : table.rows) {
    const bool has_unit =
        row.kind == FieldKind::quantity || row.kind == FieldKind::rate_path || row.kind == FieldKind::level_path;
    const std::string standard = row.required               ? (zh ? "必需" : "required")
                                 : row.default_text.empty() ? ""
                                                            : fmt::format("`{}`", row.default_text);
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", row.key, kind_words(row, zh), has_unit ? row.unit : "",
                       range_words(row), standard, zh ? row.meaning.zh : row.meaning.en);
  }
  for (const FieldRow& row : table.rows) {
    if (row.children == nullptr) continue;
    const std::string inner = (path.empty() ? "" : path + ".") + std::string(row.key) +
                              (row.kind == FieldKind::map_of    ? ".ID"
                               : row.kind == FieldKind::list_of ? "[]"
                                                                : "");
    page(row.children(), inner, zh, seen, out);
  }
}

}  // namespace

std::string json_schema(std::string_view what) {
  Schema schema;
  Json out{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", fmt::format("citypeak {}", what)}};
  Json body = schema.of(table_of(what));
  for (auto& [key, value] : body.items()) out[key] = value;
  out["definitions"] = schema.definitions();
  return out.dump(2) + "\n";
}

std::string format_page(std::string_view what, text::Language language) {
  const bool zh = language == text::Language::zh;
  std::string out =
      zh ? fmt::format("# 文件格式：{}\n\n由 `citypeak schema --format md` 根据字段表生成，请勿手改。\n", what)
         : fmt::format(
               "# File format: {}\n\nGenerated from the field tables by `citypeak schema --format md`; do not edit.\n",
               what);
  std::set<std::string_view> seen;
  page(table_of(what), "", zh, seen, out);
  return out;
}

}  // namespace citypeak::model
