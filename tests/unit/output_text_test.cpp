// SPDX-License-Identifier: MIT
// CSV, Markdown and the manifest: valid, inert and complete whatever names hold.
#include "output/manifest.hpp"
#include "output/sha256.hpp"
#include "output/writer.hpp"
#include "tests/catch.hpp"

#include <nlohmann/json.hpp>

using namespace citypeak;
using table::Kind;
using table::Language;
using table::Number;
using table::Word;

namespace {

table::Table named_rows(const std::vector<std::string>& names) {
  table::Table table;
  table.id = "names";
  table.columns = {{"name", {"name", "名称"}, {}, Kind::word, false},
                   {"value", {"value", "值"}, {}, Kind::number, false}};
  for (const std::string& name : names) table.rows.push_back({Word{name, {}}, Number{-1.5, {}}});
  return table;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a text cell that a spreadsheet would run as a formula begins with an apostrophe") {
  CHECK(output::render_csv(named_rows({"=1+1", "+cmd", "-2", "@sum", "plain"})) ==
        "name,value\n'=1+1,-1.5\n'+cmd,-1.5\n'-2,-1.5\n'@sum,-1.5\nplain,-1.5\n");
}

TEST_CASE("CSV quotes commas, quotes and line ends as RFC 4180 says") {
  CHECK(output::render_csv(named_rows({"a,b", "say \"yes\"", "two\nlines", "=\"x\""})) ==
        "name,value\n\"a,b\",-1.5\n\"say \"\"yes\"\"\",-1.5\n\"two\nlines\",-1.5\n\"'=\"\"x\"\"\",-1.5\n");
}

TEST_CASE("a long table is written in pieces") {
  table::Table table = named_rows({});
  table.lazy_rows = 20000;
  table.lazy_row = [](std::size_t index, table::Row& row) {
    row = {Word{"row", {}}, Number{static_cast<double>(index), {}}};
  };
  int pieces = 0;
  std::string text;
  output::write_csv(table, [&](std::string_view piece) {
    ++pieces;
    text += piece;
  });
  CHECK(pieces > 1);
  CHECK(text == output::render_csv(table));
  CHECK(contains(text, "\nrow,19999\n"));
}

TEST_CASE("names are shown in Markdown, never obeyed") {
  const std::string text = output::render_markdown(
      {named_rows({"a|b", "`ls`", "*bold* _it_", "<script>alert(1)</script>", "[x](y)", "two\nlines", "\\|", "&lt;"})},
      Language::en);
  CHECK(contains(text, "a\\|b"));
  CHECK(contains(text, "\\`ls\\`"));
  CHECK(contains(text, "\\*bold\\* \\_it\\_"));
  CHECK(contains(text, "\\<script\\>alert(1)\\</script\\>"));
  CHECK(contains(text, "\\[x\\](y)"));
  CHECK(contains(text, "two lines"));
  CHECK(contains(text, "\\\\\\|"));
  CHECK(contains(text, "\\&lt;"));
}

TEST_CASE("a Markdown table is aligned for reading as plain text, Chinese too") {
  table::Table table = named_rows({"深圳", "Bay"});
  table.title = {"Names", "名称表"};
  table.notes = {{"- a note", "注"}};
  CHECK(output::render_markdown({table}, Language::en) ==
        "## Names\n\n"
        "| name | value |\n"
        "| ---- | -----:|\n"
        "| 深圳 |  -1.5 |\n"
        "| Bay  |  -1.5 |\n\n"
        "- \\- a note\n");
  CHECK(contains(output::render_markdown({table}, Language::zh), "## 名称表\n\n| 名称 |   值 |\n| ---- | ----:|\n"));
}

TEST_CASE("each format of the list names its files") {
  std::vector<table::Table> machine{named_rows({"a"}), named_rows({"c"})};
  machine.back().id = "verdicts";  // a file of its own, on request
  const std::vector<table::Table> readers{named_rows({"b"})};
  std::vector<std::string> names;
  for (const output::Format& format : output::formats()) {
    if (format.files == nullptr) continue;  // not built in
    for (const output::OutputFile& file : format.files({machine, readers, Language::en})) {
      names.push_back(std::string(format.name) + ":" + file.name);
      std::string text;
      file.write([&](std::string_view piece) { text += piece; });
      CHECK(!text.empty());
      CHECK(text.back() == '\n');
    }
  }
  CHECK(names == std::vector<std::string>{"csv:names.csv", "md:tables.md", "verdicts:verdicts.csv"});
}

TEST_CASE("SHA-256 gives the digests of the standard's examples") {
  // FIPS 180-4: the empty message and "abc".
  CHECK(output::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(output::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a manifest holds all of the contract's keys in order and is known as ours") {
  output::Manifest manifest;
  manifest.version = "1.0";
  manifest.command = "run";
  manifest.options = {{"draws", {"10000"}, false}, {"set", {"economy.gdp=1"}, true}};
  manifest.inputs = {{"reference.yaml", output::sha256("abc")}};
  manifest.resolved = {{"reference", "city: harbour\n"}};
  manifest.seed = 18446744073709551615ULL;
  manifest.files = {{"peak.csv", output::sha256("")}};
  const std::string text = output::manifest_json(manifest);
  const auto json = nlohmann::ordered_json::parse(text);
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  CHECK(keys == std::vector<std::string>{"format", "version", "command", "options", "inputs", "resolved", "seed",
                                         "design", "draws", "build", "isa", "threads", "host", "started", "seconds",
                                         "files"});
  CHECK(json["options"]["draws"] == "10000");
  CHECK(json["options"]["set"] == nlohmann::ordered_json::array({"economy.gdp=1"}));
  CHECK(json["seed"] == 18446744073709551615ULL);
  CHECK(json["resolved"]["reference"] == "city: harbour\n");
  CHECK(output::is_our_manifest(text.substr(0, 60)));
  CHECK(output::is_our_manifest("{\"format\":\"citypeak.manifest/1\"}"));
  CHECK(!output::is_our_manifest("{\"name\": \"a web page\", \"format\": \"citypeak.\"}"));
  CHECK(!output::is_our_manifest(""));
}
