// SPDX-License-Identifier: MIT
// Reads a number that must not be uncertain.
#include "sim/model/fixed.hpp"

namespace citypeak::model {

std::optional<Quantity> read_fixed(Reader& reader, const text::Node& node, const FieldRow& row) {
  const std::size_t before = reader.inputs.size();
  Quantity number = reader.read_quantity(node, row);
  reader.inputs.resize(before);
  if (number.is_constant()) return number;
  if (number.present()) reader.findings.add("fixed_number", node.place, {std::string(row.key)});
  return std::nullopt;
}

}  // namespace citypeak::model
