// SPDX-License-Identifier: MIT
// Feeds arbitrary bytes to the YAML reader: it must answer with a tree or findings, never crash, hang or leak.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sim/text/document.hpp"
#include "sim/text/number.hpp"

namespace {

using citypeak::text::Finding;
using citypeak::text::Findings;
using citypeak::text::Language;
using citypeak::text::Node;
using citypeak::text::Sources;

void require(bool holds) {
  if (!holds) std::abort();
}

void visit(const Node& node, int depth) {
  require(depth <= 64);
  require(node.place.line >= 0 && node.place.column >= 0 && node.place.end_column >= node.place.column);
  if (node.is_scalar()) {
    (void)citypeak::text::number_trap(node.text);
    const auto number = citypeak::text::parse_number(node.text);
    const auto again = number ? citypeak::text::parse_number(citypeak::text::shortest(number->value)) : number;
    if (number) require(again && again->value == number->value && again->rest.empty());
  }
  for (const auto& item : node.items) visit(item, depth + 1);
  for (const auto& entry : node.entries) {
    require(!entry.key.empty() && node.find(entry.key) == &entry.value);
    visit(entry.value, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Sources sources;
  Findings findings;
  const auto file = sources.add("fuzz.yaml", {}, std::string(reinterpret_cast<const char*>(data), size));
  const auto root = citypeak::text::read_yaml(sources, file, findings);
  require(root || findings.has_errors());
  if (root) visit(*root, 0);
  const auto sorted = findings.sorted();
  for (const Finding& finding : sorted) {
    require(finding.place.line >= 1 && finding.place.column >= 1 && finding.place.end_column > finding.place.column);
    (void)citypeak::text::rendered(finding, sources, Language::zh);
  }
  (void)citypeak::text::rendered_json(sorted, sources, Language::en);
  return 0;
}
