// SPDX-License-Identifier: MIT
// A tree that holds nothing but what the options say, read by the table of the scenario's own field.
#include "sim/model/peak_sets.hpp"

#include "sim/model/fields_of.hpp"
#include "sim/model/scenario.hpp"

namespace citypeak::model {

namespace {

struct Holder {
  PeakRules peak;
};

[[nodiscard]] const FieldTable& holder_fields() {
  static const FieldRow rows[] = {nested<&Holder::peak>("peak", {"How peaks are told.", "达峰的判定方式。"})};
  static const FieldTable table{"--set", rows};
  return table;
}

}  // namespace

PeakRules read_peak_sets(text::Sources& sources, const std::vector<std::string>& sets, text::Findings& findings) {
  text::Node root;
  root.kind = text::Node::Kind::map;
  for (const std::string& set : sets) text::apply_set(sources, root, set, merge_rules(), findings);
  Holder out;
  Reader reader(findings, {});
  if (!root.entries.empty()) reader.read_map(root, holder_fields(), &out);
  return out.peak;
}

}  // namespace citypeak::model
