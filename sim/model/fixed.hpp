// SPDX-License-Identifier: MIT
// Numbers that are rules or aims rather than inputs: fixed, never drawn, and not counted among the assumptions.
#pragma once

#include <optional>

#include "sim/model/fields_of.hpp"

namespace citypeak::model {

/// One number with its unit; a distribution is refused. Leaves the list of inputs as it was.
[[nodiscard]] std::optional<Quantity> read_fixed(Reader& reader, const text::Node& node, const FieldRow& row);

inline void store_fixed(double& target, const Quantity& number) { target = number.value; }
inline void store_fixed(Quantity& target, const Quantity& number) { target = number; }

/// A row for such a number; the member is a double or a Quantity.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow fixed(std::string_view key, std::string_view unit, Range range, Meaning meaning) {
  FieldRow row{key, FieldKind::number, meaning, unit, range};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    if (const auto number = read_fixed(reader, node, field)) store_fixed(member<Pointer>(object), *number);
  };
  return row;
}

}  // namespace citypeak::model
