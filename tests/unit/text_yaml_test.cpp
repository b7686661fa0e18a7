// SPDX-License-Identifier: MIT
// The YAML reader against texts whose tree, places and findings are known.
#include <string>
#include <vector>

#include "sim/text/document.hpp"
#include "tests/catch.hpp"

using namespace citypeak::text;

namespace {

struct Read {
  Sources sources;
  Findings findings;
  std::optional<Node> root;
  explicit Read(std::string bytes) {
    const auto file = sources.add("a.yaml", {}, std::move(bytes));
    root = read_yaml(sources, file, findings);
  }
  [[nodiscard]] std::string summary() const {
    std::string text;
    for (const auto& finding : findings.sorted()) {
      text += finding.id + "@" + std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) + " ";
    }
    return text.empty() ? "none" : text.substr(0, text.size() - 1);
  }
};

struct Known {
  std::string bytes, summary;
};

std::string place_text(const Place& place) {
  return std::to_string(place.line) + ":" + std::to_string(place.column) + "-" + std::to_string(place.end_column);
}

std::string repeated(const std::string& piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 8; ++i) {
    const auto last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + repeated(", " + last, 9) + "]\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every kind of broken YAML gets its own finding at its own place") {
  const std::vector<Known> cases = {
      {"a: 1\n", "none"},
      {"", "none"},
      {"# only a comment\n", "none"},
      {"\xEF\xBB\xBF"
       "a: 1\r\nb: [1,\r\n 2]\r\n",
       "none"},
      {"a: 1\n---\nb: 2\n", "second_document@2:1"},
      {"a: 1\n...\nb: 2\n", "second_document@2:1"},
      {"a: 1\n...\n", "none"},
      {"---\na: 1\n", "none"},
      {"a: 1\nb: 2\na: 3\n", "duplicate_key@3:1"},
      {"x: {a: 1, \"a\": 2, a: 3}\n", "duplicate_key@1:11 duplicate_key@1:19"},
      {"? [1]\n: 2\n", "bad_key@1:3"},
      {"{a: 1, ~: 2}\n", "bad_key@1:8"},
      {"a: &x 1\n*x : 2\n", "bad_key@2:1"},
      {"a: &x {k: 1}\nb:\n  <<: *x\n", "merge_key@3:3"},
      {"a: !!int 5\nb: !mine {c: 1}\nd: &x !t 7\n", "tag@1:4 tag@2:4 tag@3:7"},
      {"a: ! 7\n", "tag@1:4"},
      {"a: !<x\n", "tag@1:7"},
      {"a: *q\n", "alias_unknown@1:4"},
      {"a: &a [1, *a]\n", "alias_loop@1:11"},
      {bomb(), "alias_bomb@5:40"},
      {"a: 1\nb: 2：3\n", "none"},
      {"city：shenzhen\nbase_year: 2022\n", "fullwidth_colon@1:1"},
      {"a: 1\nb ：2\nc: 3\nd：4\n", "fullwidth_colon@2:1 fullwidth_colon@4:1"},
      {"x: {a：1, b: 2}\n", "fullwidth_colon@1:5"},
      {"e:\n  gdp：5\n", "fullwidth_colon@2:3"},
      {"人口：5\nb: 1\n", "fullwidth_colon@1:1"},
      {"e:\n  说明：五\n", "none"},
      {"a:1\n", "key_without_space@1:1"},
      {"a:1\nb:2\n", "key_without_space@1:1 key_without_space@2:1"},
      {"a: 1\nb:2\nc: 3\n", "key_without_space@2:1"},
      {"x: {a:1, b: 2}\n", "key_without_space@1:5"},
      {"e:\n  gdp:5\n", "key_without_space@2:3"},
      {"\"a\":1\n", "key_without_space@1:1"},
      {"a:\n  https://example.org/x\n", "none"},
      {"extends:\n  library:a/b\n", "none"},
      {"a:\n\tb: 1\n", "tab_indent@2:1"},
      {"a: 1\n\tb: 2\n", "tab_indent@2:1"},
      {"a:\n  - x\n\t- y\n", "tab_indent@3:1"},
      {"a: \"x\nb: \"y\"\nc: 1\n", "unclosed_quote@1:4"},
      {"a: \"x", "unclosed_quote@1:4"},
      {"a: 1\nb: '深\nc: 2\n", "unclosed_quote@2:4"},
      {"a: \"x\n---\ny\"\n", "unclosed_quote@1:4"},
      {"a: [1, 2\nb: 3\n", "unclosed_bracket@1:4"},
      {"a: {b: [1, 2}\n", "unclosed_bracket@1:8"},
      {"[1,2", "unclosed_bracket@1:1"},
      {"{a: 1", "unclosed_bracket@1:1"},
      {"a: ]\n", "stray_bracket@1:4"},
      {"{a: 1}}\n", "stray_bracket@1:7"},
      {",", "lone_comma@1:1"},
      {"\n  ,\n", "lone_comma@2:3"},
      {"a: 1\n,\n", "lone_comma@2:1"},
      {"a: b: c\n", "colon_in_value@1:5"},
      {"a: 1\n  b: 2\n", "bad_indent@2:3"},
      {"a:\n  b: 1\n c: 2\n", "bad_indent@3:2"},
      {"- 1\nb: 2\n", "bad_indent@2:1"},
      {"a: 1\n- b\n", "bad_indent@2:1"},
      {"a: \"\\q\"\n", "bad_escape@1:7"},
      {"a: @x\n", "reserved_character@1:4"},
      {"a: `x`\n", "reserved_character@1:4"},
      {"a: - b\n", "yaml_syntax@1:4"},
      {"a: x\x01y\n", "control_character@1:5"},
      {"a: \"x\\0y\"\n", "control_character@1:4"},
      {"a\rb: 1\n", "control_character@1:2"},
      {"a: 1\n深: \xC9\xEE\xDB\xDA\n", "not_utf8@2:4"},
      {"a: " + repeated("[", 100'000), "too_deep@1:68"},
      {repeated("{a: ", 100'000), "too_deep@1:257"},
      {repeated("- ", 100'000), "too_deep@1:129"},
      {repeated("? ", 100'000), "too_deep@1:129"},
      {"[" + repeated("1,", 300'000) + "1]", "too_many_values@1:400002"},
      {"[" + repeated("1,", 900'000) + "1]", "too_many_values@1:1000001"},
      {"a: |\n  city：x\n  b:2\nd: \"\n", "unclosed_quote@4:4"},
      {"a: |\n  city：x\n  b:2\n\t c\nd: 1\n", "tab_indent@4:1"},
      {"a: 'x\nc:a: 1'\nb: *q\n", "alias_unknown@3:4"},
      {"a: it's\nb: x [ y\nc: \"a\n  b\"\n", "none"},
  };
  for (const auto& known : cases) {
    INFO(known.bytes.substr(0, 200));
    CHECK(Read(known.bytes).summary() == known.summary);
  }
}

TEST_CASE("nesting of 64 levels is read and 65 levels are refused") {
  CHECK(Read(repeated("[", 64) + repeated("]", 64)).root.has_value());
  CHECK(Read(repeated("[", 65) + repeated("]", 65)).summary() == "too_deep@1:65");
  CHECK(Read("a: &x " + repeated("[", 40) + repeated("]", 40) + "\nb: " + repeated("[", 30) + "*x" + repeated("]", 30))
            .summary() == "too_deep@2:34");
}

TEST_CASE("a megabyte of any one sign is answered without exhausting anything") {
  for (const std::string piece :
       {"[",  "{", "]",     "- ",  "? ", ": ",  "\"",   "'",  "a: ",   "#", "&a ", "*a ",   "!",  "|\n", "\n", " ",
        "\t", "%", "---\n", "a\n", ",",  "[\n", "a:\n", "：", "b：\n", "-", "'' ", "\"\":", "，", "“a,", "｛ "}) {
    const Read read(repeated(piece, (1U << 20U) / piece.size()));
    INFO(piece);
    CHECK((read.root.has_value() || read.findings.has_errors()));
  }
}

TEST_CASE("values know their characters and their quotes") {
  const Read read(
      "城市: 深圳 湾\nq: \"a b\"  # c\nlist:\n  - 4.5 %\n  - {k: 'it''s'}\nempty:\nnull_too: ~\nblock: |\n  x\n");
  REQUIRE(read.root);
  const auto& root = *read.root;
  CHECK(place_text(root.entries[0].key_place) == "1:1-3");
  CHECK(place_text(root.find("城市")->place) == "1:5-9");
  CHECK(root.find("城市")->text == "深圳 湾");
  CHECK(place_text(root.find("q")->place) == "2:4-9");
  CHECK(root.find("q")->quoted);
  CHECK(place_text(root.find("list")->items[0].place) == "4:5-10");
  CHECK(!root.find("list")->items[0].quoted);
  CHECK(root.find("list")->items[1].find("k")->text == "it's");
  CHECK(place_text(root.find("list")->items[1].find("k")->place) == "5:9-16");
  CHECK(root.find("empty")->is_null());
  CHECK(place_text(root.find("empty")->place) == "6:1-6");
  CHECK(root.find("null_too")->is_null());
  CHECK(root.find("block")->text == "x\n");
  CHECK(root.find("block")->quoted);
  CHECK(root.find("nothing") == nullptr);
}

TEST_CASE("a repeated value stands where the alias is used") {
  const Read read("a: &x {k: 1}\nb: *x\nc: &y 5\nd: [*y]\n");
  REQUIRE(read.root);
  CHECK(place_text(read.root->find("b")->place) == "2:4-6");
  CHECK(place_text(read.root->find("b")->find("k")->place) == "1:11-12");
  CHECK(place_text(read.root->find("c")->place) == "3:7-8");
  CHECK(read.root->find("d")->items[0].text == "5");
}

TEST_CASE("a scalar or a list at the top is a tree of its own") {
  CHECK(Read("hello").root->text == "hello");
  CHECK(Read("- 1\n- 2\n").root->items.size() == 2);
  CHECK(Read("").root->is_null());
}

TEST_CASE("a file in GBK is told how to become UTF-8") {
  const Read read("name: \xC9\xEE\xDB\xDA\n");
  REQUIRE(read.findings.errors() == 1);
  CHECK(read.findings.sorted()[0].args[0] == "iconv -f GB18030 -t UTF-8 a.yaml > NEW_FILE");
}

TEST_CASE("full-width punctuation that was meant for YAML is named where it stands") {
  const std::vector<Known> cases = {
      {"a: {b: 42 %，c: rest}\n", "fullwidth_punctuation@1:12"},
      {"a: {b: 42 %, c: rest｝\nd: 1\n", "fullwidth_punctuation@1:21"},
      {"a: ｛b: 42 %, c: rest｝\n", "fullwidth_punctuation@1:4"},
      {"a: {b: ［1 %, 2 %］}\n", "fullwidth_punctuation@1:8"},
      {"a: {b: [1 %, 2 %］}\n", "fullwidth_punctuation@1:17"},
      {"a: {b: 【1 %，2 %】}\n", "fullwidth_punctuation@1:8"},
      {"a: {b: [1 %，2 %]}\n", "fullwidth_punctuation@1:12"},
      {"a: [x.y、x.z]\n", "fullwidth_punctuation@1:8"},
      {"a: \"深圳”\n", "fullwidth_punctuation@1:7"},
      {"a: {b: “深圳, 市”}\n", "fullwidth_punctuation@1:8"},
      {"“a”: 1\n", "fullwidth_punctuation@1:1"},
  };
  for (const auto& known : cases) {
    INFO(known.bytes);
    CHECK(Read(known.bytes).summary() == known.summary);
  }
}

TEST_CASE("full-width punctuation inside a Chinese text is text") {
  for (const std::string bytes : {
           "a: 深圳，中国\n",
           "a: “深圳”统计年鉴，2022\n",
           "a: \"深圳，中国｝\"\n",
           "a: {b: 统计年鉴，2022, c: 【通知】}\n",
           "a: {b: 2022年，2023年}\n",
           "a: [\"工业，建筑\", 'x｝']\n",
           "# 注释，｛\na: 1\n",
           "a: >\n  工业，建筑：｛1｝\n",
       }) {
    INFO(bytes);
    CHECK(Read(bytes).summary() == "none");
  }
  // Another mistake on the same line keeps its own finding.
  CHECK(Read("a: {b: 工业，建筑, c: 1\n").summary() == "unclosed_bracket@1:4");
  CHECK(Read("a: “工业”，建筑: 1\n").summary() == "colon_in_value@1:11");
}
