// SPDX-License-Identifier: MIT
// Field tables: key, kind, unit, range and meaning of every field, declared once and read by parsing, checks,
// suggestions, the JSON Schema, the generated docs and `explain`.
#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "sim/model/quantity.hpp"

namespace citypeak::text {
struct Node;
}

namespace citypeak::model {

class Reader;
struct FieldRow;

/// The fields of one kind of map.
struct FieldTable {
  std::string_view name;  ///< in messages: "a 'sector'"
  std::span<const FieldRow> rows;
};

/// The closed list of what a field can hold.
enum class FieldKind {
  quantity,
  number,  ///< a quantity that is never a distribution
  rate_path,
  level_path,
  shares,
  share_or_rest,
  share_milestones,
  year,
  whole,
  choice,
  flag,
  text,
  localized,
  id,
  ids,
  nested,
  map_of,
  list_of,
  sources,
  observations,
  reference,
  source,
  file
};

struct Meaning {
  std::string_view en, zh;
};

/// Which values a quantity may take.
struct Range {
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  bool above_minimum = false;  ///< the minimum itself is excluded
};
inline constexpr Range any_number{};
inline constexpr Range positive{0.0, std::numeric_limits<double>::infinity(), true};
inline constexpr Range not_negative{0.0, std::numeric_limits<double>::infinity(), false};
inline constexpr Range share_range{0.0, 1.0, false};

/// One field. Made by the functions of fields_of.hpp; `read` stores into the object that the table belongs to.
struct FieldRow {
  std::string_view key;
  FieldKind kind;
  Meaning meaning;
  std::string_view unit = "share";  ///< canonical unit; `any` accepts every dimension
  Range range = any_number;
  bool required = false;
  bool formula = false;                ///< a formula may stand here (levers)
  bool yearly = false;                 ///< a yearly amount: `PJ` and `PJ/year` are the same
  bool has_defaults = false;           ///< a map that may be left out and then holds its defaults
  bool bare_years = false;             ///< a number of years may stand without a unit
  std::string_view default_text = "";  ///< as it would be written; printed in docs and schema
  std::span<const std::string_view> choices = {};
  void (*read)(Reader&, const text::Node&, const FieldRow&, void*) = nullptr;
  const FieldTable& (*children)() = nullptr;  ///< of nested, map_of, list_of
};

}  // namespace citypeak::model
