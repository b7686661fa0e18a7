// SPDX-License-Identifier: MIT
// Findings as planners see them: order, caret, width of Chinese characters, both languages, JSON.
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "sim/text/diagnostics.hpp"
#include "tests/catch.hpp"

using namespace citypeak::text;

namespace {

std::string braces(std::string_view text) {
  std::string found;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] == '}') found += text[i + 1];
  }
  return found;
}

std::set<char> slots(const Wording& wording) {
  const auto all = braces(wording.message) + braces(wording.why) + braces(wording.mend);
  return {all.begin(), all.end()};
}

Finding finding(std::string id, Place place, std::vector<std::string> args, std::string suggestion = {}) {
  return {std::move(id), Severity::error, place, std::move(args), std::move(suggestion)};
}

}  // namespace

TEST_CASE("every entry of the catalogue is complete in both languages and named once") {
  std::set<std::string_view> ids;
  for (const auto& entry : catalogue()) {
    INFO(entry.id);
    CHECK(ids.insert(entry.id).second);
    CHECK(&catalogue_entry(entry.id) == &entry);
    for (const auto* wording : {&entry.en, &entry.zh}) {
      CHECK(!wording->message.empty());
      CHECK(!wording->why.empty());
      CHECK(!wording->mend.empty());
    }
    CHECK(slots(entry.en) == slots(entry.zh));
    const bool has_chinese =
        std::any_of(entry.zh.message.begin(), entry.zh.message.end(), [](char c) { return c < 0; });
    CHECK(has_chinese);
  }
}

TEST_CASE("a finding shows the line, a caret as wide as the text, the reason and the remedy") {
  Sources sources;
  const auto file = sources.add("scenarios/a.yaml", {}, "x: 1\n深圳: 4.5 ％\n");
  const auto wide = finding("fullwidth_digits", {file, 2, 5, 10}, {"4.5 ％"}, "4.5 %");
  CHECK(rendered(wide, sources, Language::en) ==
        "scenarios/a.yaml:2:5: error: '4.5 ％' has full-width characters [fullwidth_digits]\n"
        "  2 | 深圳: 4.5 ％\n"
        "    |       ^~~~~~\n"
        "  why:  numbers and units are read in half-width characters only\n"
        "  mend: did you mean '4.5 %'? (switch the input method to half-width for numbers)\n");
  CHECK(rendered(wide, sources, Language::zh) ==
        "scenarios/a.yaml:2:5: error: “4.5 ％”含有全角字符 [fullwidth_digits]\n"
        "  2 | 深圳: 4.5 ％\n"
        "    |       ^~~~~~\n"
        "  原因：数字和单位只按半角字符读取\n"
        "  处理：是否想写“4.5 %”？（输入数字时请切换到半角）\n");
}

TEST_CASE("a finding without a place names the program") {
  const Sources sources;
  const auto text = rendered(finding("file_not_found", {}, {"a\x1B[31m.yaml"}), sources, Language::en);
  CHECK(text.substr(0, text.find('\n')) == "citypeak: error: there is no file 'a\\x1B[31m.yaml' [file_not_found]");
}

TEST_CASE("what cannot be seen in a line is printed as an escape") {
  CHECK(escaped("a\tb\x1B\x7F\xFF"
                "c") == "a\\tb\\x1B\\x7F\\xFFc");
  CHECK(escaped("\u202E\u200B") == "\\u202E\\u200B");
  Sources sources;
  const auto file = sources.add("a.yaml", {}, "\tb: 1");
  const auto text = rendered(finding("tab_indent", {file, 1, 1, 2}, {}), sources, Language::en);
  CHECK(text.find("  1 | \\tb: 1\n    | ^~\n") != std::string::npos);
}

TEST_CASE("a long line is cut round the caret") {
  Sources sources;
  const auto file = sources.add("a.yaml", {}, std::string(5000, 'x') + "@" + std::string(5000, 'y'));
  const auto text = rendered(finding("yaml_syntax", {file, 1, 5001, 5002}, {}), sources, Language::en);
  const auto line = text.find("  1 | …");
  REQUIRE(line != std::string::npos);
  const auto caret = text.find('^');
  const auto begin_of_caret_line = text.rfind('\n', caret) + 1;
  const auto at = text.find('@');
  CHECK(at - (line + 2) == caret - begin_of_caret_line);  // the ellipsis has 3 bytes and 1 column: two less
  CHECK(text.size() < 600);
}

TEST_CASE("findings come in the order of the files, those without a place first, equal ones once") {
  Findings findings;
  findings.add("tab_indent", {1, 2, 1, 2});
  findings.add("tab_indent", {0, 9, 1, 2});
  findings.add("csv_unknown_column", {0, 2, 7, 8}, {"x", "y"});
  findings.add("tab_indent", {0, 9, 1, 2});
  findings.add("set_syntax", {}, {"x"});
  const auto sorted = findings.sorted();
  REQUIRE(sorted.size() == 4);
  CHECK(sorted[0].id == "set_syntax");
  CHECK(sorted[1].severity == Severity::warning);
  CHECK(sorted[2].place.line == 9);
  CHECK(sorted[3].place.file == 1);
  CHECK(findings.errors() == 4);
}

TEST_CASE("the JSON list has every key and null where there is no place") {
  Sources sources;
  const auto file = sources.add("a.yaml", {}, "a: 1");
  const auto list = nlohmann::json::parse(rendered_json(
      {finding("tab_indent", {file, 1, 1, 2}, {}), finding("set_syntax", {}, {"\xFF"}, "y")}, sources, Language::zh));
  REQUIRE(list.size() == 2);
  CHECK(list[0]["file"] == "a.yaml");
  CHECK(list[0]["end_column"] == 2);
  CHECK(list[0]["suggestion"].is_null());
  CHECK(list[1]["line"].is_null());
  CHECK(list[1]["suggestion"] == "y");
  for (const auto* key :
       {"id", "severity", "file", "line", "column", "end_column", "message", "why", "mend", "suggestion"}) {
    CHECK(list[0].contains(key));
  }
}

TEST_CASE("the nearest known word is a misspelling away and nothing is guessed beyond") {
  CHECK(nearest("strat", {"start", "lag", "rise", "reach"}) == "start");
  CHECK(nearest("Horizn", {"horizon", "base_year"}) == "horizon");
  CHECK(nearest("electrcity", {"electricity", "gas"}) == "electricity");
  CHECK(nearest("wxyz", {"start", "lag"}).empty());
  CHECK(nearest("a", {"b"}).empty());
  CHECK(nearest("", {"b"}).empty());
}

TEST_CASE("lines end at LF or CRLF and a byte order mark is no character") {
  Sources sources;
  const auto file = sources.add("a", {}, "\xEF\xBB\xBFone\r\ntwo\n");
  CHECK(sources.line(file, 1) == "one");
  CHECK(sources.line(file, 2) == "two");
  CHECK(sources.line(file, 3).empty());
  CHECK(sources.line(file, 9).empty());
}
