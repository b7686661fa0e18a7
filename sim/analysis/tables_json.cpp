// SPDX-License-Identifier: MIT
// Any table as JSON.
#include "sim/analysis/tables_json.hpp"

#include <variant>

#include "sim/summary/summary_json.hpp"
#include "sim/table/json_writer.hpp"

namespace citypeak::analysis {

namespace {

using table::JsonWriter;

void add_cell(JsonWriter& json, const table::Cell& cell) {
  if (const auto* word = std::get_if<table::Word>(&cell)) {
    json.text(word->id);
  } else if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    json.integer(*integer);
  } else if (const auto* number = std::get_if<table::Number>(&cell)) {
    json.number(number->value);
  } else {
    json.null();
  }
}

void add_table(JsonWriter& json, const table::Table& table) {
  json.key(table.id);
  json.begin_object();
  json.key("columns");
  json.begin_array(JsonWriter::Layout::line);
  for (const table::Column& column : table.columns) json.text(column.id);
  json.end_array();
  json.key("rows");
  json.begin_array();
  table::for_each_row(table, [&](const table::Row& row) {
    json.begin_array(JsonWriter::Layout::line);
    for (const table::Cell& cell : row) add_cell(json, cell);
    json.end_array();
  });
  json.end_array();
  json.end_object();
}

}  // namespace

std::string tables_json(std::string_view command, const std::vector<table::Table>& tables,
                        const std::vector<summary::WarningResult>& warnings) {
  JsonWriter json;
  json.begin_object();
  json.member("format", "citypeak.summary/1");
  json.member("command", command);
  json.key("tables");
  json.begin_object();
  for (const table::Table& table : tables) add_table(json, table);
  json.end_object();
  summary::add_warnings(json, warnings);
  json.end_object();
  return json.take();
}

}  // namespace citypeak::analysis
