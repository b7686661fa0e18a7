// SPDX-License-Identifier: MIT
// The CSV reader against tables whose cells, places and findings are known.
#include <string>
#include <vector>

#include "sim/text/csv_reader.hpp"
#include "tests/catch.hpp"

using namespace citypeak::text;

namespace {

struct Read {
  Sources sources;
  Findings findings;
  std::optional<CsvTable> table;
  explicit Read(std::string bytes) {
    const auto file = sources.add("a.csv", {}, std::move(bytes));
    table = read_csv(sources, file, findings);
  }
  [[nodiscard]] std::string summary() const {
    std::string text;
    for (const auto& finding : findings.sorted()) {
      text += finding.id + "@" + std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column);
      for (const auto& arg : finding.args) text += "," + arg;
      text += " ";
    }
    return text.empty() ? "none" : text.substr(0, text.size() - 1);
  }
};

}  // namespace

TEST_CASE("cells keep their text and their place") {
  const Read read("\xEF\xBB\xBFyear,单位,note\r\n2020,亿元,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2021,,x\r\n");
  REQUIRE(read.table);
  const auto& table = *read.table;
  CHECK(table.columns == std::vector<std::string>{"year", "单位", "note"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0][2].text == "a, \"b\"\r\nc");
  CHECK(table.rows[0][1].place.line == 2);
  CHECK(table.rows[0][1].place.column == 6);
  CHECK(table.rows[0][1].place.end_column == 8);
  CHECK(table.rows[1][0].place.line == 5);
  CHECK(table.rows[1][1].text.empty());
  CHECK(table.find("note") == 2U);
  CHECK(!table.find("nothing"));
  CHECK(table.column_places[1].column == 6);
}

TEST_CASE("a last line without its end and a table without rows are tables") {
  CHECK(Read("a,b\n1,2").table->rows.size() == 1);
  CHECK(Read("a,b").table->rows.empty());
  CHECK(Read("a,b\n1,").table->rows[0][1].text.empty());
}

TEST_CASE("every kind of broken table gets its own finding with row and column") {
  CHECK(Read("").summary() == "csv_no_header@1:1");
  CHECK(Read("\n\n").summary() == "csv_no_header@1:1");
  CHECK(Read("a,,b\n").summary() == "csv_empty_column@1:3,2");
  CHECK(Read("a,b,a\n").summary() == "csv_duplicate_column@1:5,a");
  CHECK(Read("a,b\n1\n1,2,3\n").summary() == "csv_ragged_row@2:1,2,1,2,2 csv_ragged_row@3:5,3,3,2,3");
  CHECK(Read("a,b\n1,2\"3\n\"x\"y,4\n").summary() == "csv_quote@2:4,2,2 csv_quote@3:3,3,1");
  CHECK(Read("a,b\n1,\"x\n2,3\n").summary() == "csv_unclosed_quote@2:3,2,2");
  CHECK(Read("a;b\n1;2\n").summary() == "csv_separator@1:1,;");
  CHECK(Read("a，b\n").summary() == "csv_separator@1:1,，");
  CHECK(Read("a,b\n1,\xC9\xEE\n").summary() == "not_utf8@2:3,iconv -f GB18030 -t UTF-8 a.csv > NEW_FILE");
  CHECK(Read(std::string("a,b\n1,\0", 7)).summary() == "control_character@2:3,U+0000");
  std::string rows = "a\n";
  for (int i = 0; i <= 200'000; ++i) rows += "1\n";
  CHECK(Read(rows).summary() == "csv_too_many_rows@200002:1,200000");
  CHECK(Read(std::string((4U << 20U) + 1, 'a')).findings.sorted()[0].id == "file_too_large");
}
