// SPDX-License-Identifier: MIT
// Numbers with a thousands separator inside braces, which YAML takes apart.
#include <string>

#include "sim/text/document.hpp"
#include "tests/catch.hpp"

using namespace citypeak::text;

namespace {

/// The entries of a one-line map as `key=value` with a blank between them.
std::string entries_of(std::string bytes) {
  Sources sources;
  Findings findings;
  const auto file = sources.add("a.yaml", {}, std::move(bytes));
  const auto root = read_yaml(sources, file, findings);
  std::string text;
  for (const Entry& entry : root->entries) {
    text += (text.empty() ? "" : " ") + entry.key + "=" + (entry.value.is_null() ? "null" : entry.value.text);
  }
  return text;
}

}  // namespace

TEST_CASE("a thousands separator inside braces stays part of its number") {
  CHECK(entries_of("{a: 1,000 t, b: 2}") == "a=1,000 t b=2");
  CHECK(entries_of("{a: 12,345,678.9 person}") == "a=12,345,678.9 person");
  CHECK(entries_of("{a: 1,200}") == "a=1,200");
}

TEST_CASE("what only resembles a thousands separator is left as YAML reads it") {
  CHECK(entries_of("{a: 1, 200: }") == "a=1 200=null");
  CHECK(entries_of("{2029: 1,2030: 2}") == "2029=1 2030=2");
  CHECK(entries_of("{a: 1,200: 2}") == "a=1 200=2");
  CHECK(entries_of("{a: word,200: }") == "a=word 200=null");
}
