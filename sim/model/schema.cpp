// SPDX-License-Identifier: MIT
// Walks the field tables to make the JSON Schema; nothing about a field is said here that its row does not say.
#include "sim/model/schema.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "sim/model/scenario.hpp"

namespace citypeak::model {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* id_pattern = "^[a-z][a-z0-9_]{0,63}$";
constexpr const char* year_pattern = "^[0-9]{4}$";
constexpr const char* period_pattern = "^[0-9]{4}(\\.\\.([0-9]{4})?)?$";
constexpr const char* number_pattern = "[0-9]";  // a quantity in one string has a digit somewhere

/// A whole file, or one that changes another (`extends:`, `use:`): nothing need be repeated, null removes.
enum class Form { whole, change };

[[nodiscard]] Json list_of(std::initializer_list<Json> items) {
  Json out = Json::array();
  for (const Json& item : items) out.push_back(item);
  return out;
}
[[nodiscard]] Json text_type() { return {{"type", {"string", "number"}}}; }
[[nodiscard]] Json grades() { return {{"enum", {"high", "medium", "low"}}}; }
[[nodiscard]] Json required_key(std::string_view key) { return {{"required", list_of({std::string(key)})}}; }
[[nodiscard]] Json reference(std::string_view name) { return {{"$ref", fmt::format("#/definitions/{}", name)}}; }

/// What a field means, its unit and its default.
[[nodiscard]] std::string described(const FieldRow& row) {
  std::string out = fmt::format("{} / {}", row.meaning.en, row.meaning.zh);
  if (row.unit != "share" && row.kind == FieldKind::quantity) out += fmt::format(" Unit: {}.", row.unit);
  if (!row.default_text.empty()) out += fmt::format(" Default: {}.", row.default_text);
  return out;
}

/// How a number may be written where a quantity stands.
struct Writing {
  const char* name;     ///< of the definition
  bool bare;            ///< a number without a unit
  const char* pattern;  ///< of a text; null: any, a formula
};
constexpr Writing plain_writing{"quantity", true, number_pattern};
constexpr Writing unit_writing{"quantity_with_unit", false, number_pattern};
constexpr Writing share_writing{"share", true, "[0-9]|^rest$"};
constexpr Writing formula_writing{"quantity_or_formula", true, nullptr};

[[nodiscard]] Writing writing_of(const FieldRow& row) {
  if (row.formula) return formula_writing;
  const bool bare = row.unit == "share" || row.unit == "any" || row.unit == "calendar year" || row.bare_years;
  return bare ? plain_writing : unit_writing;
}

[[nodiscard]] Json scalar_of(const Writing& writing) {
  Json text{{"type", "string"}};
  if (writing.pattern != nullptr) text["pattern"] = writing.pattern;
  if (!writing.bare) return text;
  return {{"anyOf", list_of({{{"type", "number"}}, text})}};
}

/// One law: its parameters in a list or by name; some also by two quantiles.
template <class D>
[[nodiscard]] Json law_of(const Json& value) {
  const Json number = scalar_of(plain_writing);
  Json list{{"type", "array"}, {"items", value}}, named{{"type", "object"}}, required = Json::array();
  std::size_t least = 0;
  const auto fields = D::fields();
  for (const auto& field : fields) {
    const Json& one = field.role == ParameterRole::number ? number : value;
    named["properties"][std::string(field.name)] =
        field.list == nullptr ? one : Json{{"type", "array"}, {"items", one}};
    if (field.fallback) continue;
    required.push_back(std::string(field.name));
    ++least;
  }
  if (fields.size() == 1 && fields.front().list != nullptr) {
    list["minItems"] = 1;
    return list;
  }
  named["required"] = required;
  named["additionalProperties"] = false;
  if (fields.front().list != nullptr) return named;
  // A list mixes levels and pure numbers (`[median, gsd]`).
  list["items"] = {{"anyOf", list_of({value, number})}};
  list["minItems"] = least;
  list["maxItems"] = fields.size();
  Json out{{"anyOf", list_of({list, named})}};
  if (HasQuantilePair<D>) {
    out["anyOf"].push_back({{"type", "object"},
                            {"properties", {{"p05", value}, {"p95", value}}},
                            {"required", {"p05", "p95"}},
                            {"additionalProperties", false}});
  }
  return out;
}

template <std::size_t... i>
[[nodiscard]] Json laws_of(const Json& value, std::index_sequence<i...>) {
  Json out = Json::object();
  ((out[std::string(std::variant_alternative_t<i, Distribution>::kind)] =
        law_of<std::variant_alternative_t<i, Distribution>>(value)),
   ...);
  return out;
}

[[nodiscard]] Json quantity_definition(const Writing& writing) {
  const Json value = scalar_of(writing.pattern == nullptr ? plain_writing : writing);
  Json map = laws_of(value, std::make_index_sequence<std::variant_size_v<Distribution>>());
  map["graded"] = value;
  map["value"] = reference(writing.name);
  map["required"] = {{"type", {"boolean", "object"}}};
  Json one_of = Json::array();
  for (const auto& [key, law] : map.items()) one_of.push_back(required_key(key));
  map["lambda"] = scalar_of(plain_writing);
  for (const char* key : {"source", "note", "shared", "unit", "status"}) map[key] = text_type();
  map["grade"] = grades();
  const Json object{{"type", "object"},
                    {"properties", std::move(map)},
                    {"additionalProperties", false},
                    {"oneOf", std::move(one_of)}};
  Json out{
      {"description",
       "A number with its unit, a distribution, or either with its source. / 带单位的数值、分布，或附来源的数值。"}};
  out["anyOf"] = list_of({scalar_of(writing), object});
  return out;
}

class Schema {
 public:
  [[nodiscard]] Json of_scenario() {
    Json out = head("scenario");
    const FieldTable& table = scenario_fields();
    out["if"] = required_key("extends");
    out["then"] = defined(table, Form::change);
    out["else"] = defined(table, Form::whole);
    out["definitions"] = std::move(definitions_);
    return out;
  }

  [[nodiscard]] Json of_lever() {
    Json out = head("lever");
    out["allOf"] = list_of({defined(Lever::fields(), Form::whole)});
    out["definitions"] = std::move(definitions_);
    return out;
  }

 private:
  [[nodiscard]] static Json head(std::string_view what) {
    return {{"$schema", "http://json-schema.org/draft-07/schema#"},
            {"title", fmt::format("citypeak {}", what)},
            {"type", "object"}};
  }

  [[nodiscard]] Json defined(const std::string& name, const Json& definition) {
    definitions_[name] = definition;
    return reference(name);
  }
  [[nodiscard]] Json defined(const Writing& writing) {
    return definitions_.contains(writing.name) ? reference(writing.name)
                                               : defined(writing.name, quantity_definition(writing));
  }
  [[nodiscard]] Json defined(const FieldTable& table, Form form) {
    const std::string name = std::string(table.name) + (form == Form::change ? "_change" : "");
    if (definitions_.contains(name)) return reference(name);
    Json object = object_of(table, form);
    if (table.name == "lever") {  // in its own file
      object["properties"].erase("use");
      object["properties"].erase("as");
      object["required"].push_back("lever");
    }
    if (table.name == "effect" && form == Form::change) object["required"] = list_of({"id"});
    if (form == Form::whole) add_either_or(table, object);
    return defined(name, object);
  }

  /// What is needed only where something else is not written, which no row can say.
  static void add_either_or(const FieldTable& table, Json& object) {
    if (table.name == "effect") {
      Json kinds = Json::array();
      for (const char* kind : {"on", "toward", "shift", "sales", "price", "add"}) kinds.push_back(required_key(kind));
      object["oneOf"] = std::move(kinds);
    }
    if (table.name == "carrier") object["anyOf"] = list_of({required_key("factor"), required_key("production")});
    if (table.name == "adoption") {
      const Json table_curve{{"properties", {{"curve", {{"const", "table"}}}}}, {"required", {"curve", "values"}}};
      object["anyOf"] = list_of({required_key("start"), table_curve});
    }
  }

  /// An entry of `levers:` lies over the library's file; one that lies over a scenario's may name its `as` only.
  [[nodiscard]] Json used_lever(Form form) {
    const std::string name = form == Form::whole ? "used_lever" : "used_lever_change";
    Json object = object_of(Lever::fields(), Form::change);
    object["properties"].erase("lever");
    if (form == Form::whole) object["required"] = list_of({"use"});
    if (form == Form::change) object["anyOf"] = list_of({required_key("use"), required_key("as")});
    return defined(name, object);
  }

  [[nodiscard]] Json object_of(const FieldTable& table, Form form) {
    Json properties = Json::object(), required = Json::array();
    for (const FieldRow& row : table.rows) {
      Json kinds = list_of({field_of(row, form)});
      if (form == Form::change) kinds.push_back({{"type", "null"}});
      properties[std::string(row.key)] = {{"description", described(row)}, {"anyOf", std::move(kinds)}};
      if (row.required) required.push_back(std::string(row.key));
    }
    add_universal(properties);
    Json out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (form == Form::whole && !required.empty()) out["required"] = std::move(required);
    return out;
  }

  /// Keys that may stand in every map: they are the source of all quantities below.
  static void add_universal(Json& properties) {
    for (const char* key : {"source", "note"}) {
      if (!properties.contains(key)) properties[key] = text_type();
    }
    if (!properties.contains("grade")) properties["grade"] = grades();
  }

  [[nodiscard]] static Json map_of_ids(Json values, Form form, bool with_note) {
    Json properties{{"source", text_type()}, {"grade", grades()}};
    if (with_note) properties["note"] = text_type();
    if (form == Form::change) values = {{"anyOf", list_of({values, {{"type", "null"}}})}};
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"propertyNames", {{"pattern", id_pattern}}},
            {"additionalProperties", std::move(values)}};
  }

  [[nodiscard]] static Json by_year(const char* pattern, const Json& value) {
    Json out{{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
    add_universal(out["properties"]);
    out["patternProperties"][pattern] = value;
    return out;
  }

  [[nodiscard]] Json shares(Form form) { return map_of_ids(defined(share_writing), form, true); }

  [[nodiscard]] Json children_of(const FieldRow& row, Form form) {
    const FieldTable& table = row.children();
    return row.kind == FieldKind::list_of && table.name == "lever" ? used_lever(form) : defined(table, form);
  }

  [[nodiscard]] Json field_of(const FieldRow& row, Form form) {
    switch (row.kind) {
      case FieldKind::quantity:
      case FieldKind::number:
        return defined(writing_of(row));
      case FieldKind::rate_path:
      case FieldKind::level_path: {
        const Json value = defined(writing_of(row));
        const char* years = row.kind == FieldKind::rate_path ? period_pattern : year_pattern;
        return {{"anyOf", list_of({value, by_year(years, value)})}};
      }
      case FieldKind::shares:
        return shares(form);
      case FieldKind::share_milestones: {
        const Json years = by_year(year_pattern, shares(form));
        return row.bare_years ? Json{{"anyOf", list_of({shares(form), years})}} : years;
      }
      case FieldKind::observations: {
        Json out = map_of_ids(by_year(year_pattern, defined(plain_writing)), form, false);
        out["propertyNames"] = {{"pattern", "^[a-z][a-z0-9_.]*$"}};
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
      case FieldKind::flag:
        return {{"type", "boolean"}};
      case FieldKind::share_or_rest:
        return defined(share_writing);
      case FieldKind::localized:
        return {{"anyOf", list_of({text_type(),
                                   {{"type", "object"},
                                    {"properties", {{"en", text_type()}, {"zh", text_type()}}},
                                    {"additionalProperties", false}}})}};
      case FieldKind::id:
        return {{"type", "string"}, {"pattern", id_pattern}};
      case FieldKind::ids:
        return {{"type", {"string", "array"}}, {"items", {{"type", "string"}}}};
      case FieldKind::nested:
        return children_of(row, form);
      case FieldKind::map_of:
        return map_of_ids(row.children != nullptr ? children_of(row, form) : defined(writing_of(row)), form, false);
      case FieldKind::list_of:
        return {{"type", "array"}, {"items", children_of(row, form)}};
      case FieldKind::sources:
        return map_of_ids(defined(SourceEntry::fields(), form), form, false);
      case FieldKind::reference:
        return {{"type", "string"}};
      case FieldKind::text:
      case FieldKind::source:
      case FieldKind::file:
        return text_type();
    }
    return Json::object();
  }

  Json definitions_ = Json::object();
};

}  // namespace

std::string json_schema(std::string_view what) {
  Schema schema;
  const Json out = what == "lever" ? schema.of_lever() : schema.of_scenario();
  return out.dump(2) + "\n";
}

}  // namespace citypeak::model
