// SPDX-License-Identifier: MIT
// How numbers, words and widths become text.
#include "sim/table/format.hpp"
#include "sim/table/json_writer.hpp"
#include "sim/table/table.hpp"
#include "sim/table/words.hpp"
#include "tests/catch.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <limits>

using namespace citypeak::table;

namespace {

std::string digits(double value, std::optional<double> error) {
  const Digits result = significant(value, error);
  return result.error.empty() ? result.value : result.value + " ± " + result.error;
}

}  // namespace

TEST_CASE("the shortest decimal of a number reads back as the same number") {
  for (const double value :
       {0.1, 1.0 / 3.0, 2e7, 17661800.0, 1e15, 1e16, 1e-5, 9.99e-6, -123.456, 5e-324, 1.7976931348623157e308}) {
    const std::string text = shortest(value);
    double back = 0.0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    CHECK(back == value);
  }
  CHECK(shortest(2e7) == "20000000");
  CHECK(shortest(0.00012) == "0.00012");
  CHECK(shortest(1e16) == "1e+16");
}

TEST_CASE("files never hold nan, inf or a negative zero") {
  CHECK(shortest(-0.0) == "0");
  CHECK(shortest(std::numeric_limits<double>::quiet_NaN()).empty());
  CHECK(shortest(-std::numeric_limits<double>::infinity()).empty());
  CHECK(significant(std::numeric_limits<double>::quiet_NaN(), 0.1).value.empty());
}

TEST_CASE("a number is cut at the second digit of its standard error and at its own fourth") {
  CHECK(digits(5.31234, 0.0241) == "5.312 ± 0.024");
  CHECK(digits(55.31234, 0.0241) == "55.31 ± 0.02");
  CHECK(digits(55.31234, 0.0996) == "55.31 ± 0.10");  // the error itself rounds up to a longer number
  CHECK(digits(11724.0, 69.0) == "11720 ± 70");
  CHECK(digits(9999.6, 7.0) == "10000 ± 10");  // four digits of what the value rounds to
  CHECK(digits(5678.9, 123.4) == "5680 ± 120");
  CHECK(digits(-0.0004, 0.012) == "0.000 ± 0.012");
  CHECK(digits(0.0, 0.00009) == "0.000000 ± 0.000090");
  CHECK(digits(62.37, 0.48) == "62.37 ± 0.48");
}

TEST_CASE("an error below half a unit of the last digit shown is left out") {
  CHECK(digits(3.2384534, 0.0000047) == "3.238");
  CHECK(digits(3.2384534, 0.00049) == "3.238");
  CHECK(digits(3.2384534, 0.00051) == "3.238 ± 0.001");
  CHECK(digits(3.0, 0.0001) == "3.000");  // its zeros are known, unlike those of a constant
}

TEST_CASE("a percentage has at most two decimals in a table and one in a sentence") {
  const auto percent = [](double value, double error) {
    const Digits result = significant(value, error, of_percentages);
    return result.error.empty() ? result.value : result.value + " ± " + result.error;
  };
  CHECK(percent(50.7312, 0.4998) == "50.73 ± 0.50");
  CHECK(percent(100.0, 0.014) == "100.00 ± 0.01");
  CHECK(percent(99.95, 0.004) == "99.95");
  CHECK(percent(29.21, 5.14) == "29.2 ± 5.1");
  CHECK(significant(50.7312, {}, of_percentages_in_a_sentence).value == "50.7");
  CHECK(significant(100.0, {}, of_percentages_in_a_sentence).value == "100");
}

TEST_CASE("a constant keeps at most four significant digits and no idle zeros") {
  CHECK(digits(3238.76812345, {}) == "3239");
  CHECK(digits(17661800.0, 0.0) == "17660000");
  CHECK(digits(1.23456e-20, {}) == "1.235e-20");
  CHECK(digits(0.5, {}) == "0.5");
  CHECK(digits(999999.7, {}) == "1000000");
  CHECK(digits(0.0, 0.0) == "0");
  CHECK(digits(-0.0, {}) == "0");
  // An error of rounding in the sums is no error of the number.
  CHECK(digits(52.5, 1e-12) == "52.5");
}

TEST_CASE("a calendar year is a whole number with its error only from one year on") {
  CHECK(calendar_year(2029.0, 0.5).value == "2029");
  CHECK(calendar_year(2029.0, 0.5).error.empty());
  CHECK(calendar_year(2029.0, 1.0).error == "1");
  CHECK(calendar_year(2029.0, 2.5).error == "2.5");
  CHECK(calendar_year(2029.0, 0.0).error.empty());
}

TEST_CASE("a Chinese character takes two columns of a terminal and a combining mark none") {
  CHECK(display_width("peak") == 4);
  CHECK(display_width("达峰年份") == 8);
  CHECK(display_width("峰值（万吨）") == 12);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xFF\xFE") == 2);  // not UTF-8: one column a byte, and no crash
  CHECK(padded_left("峰", 4) == "  峰");
  CHECK(padded_right("峰", 4) == "峰  ");
  CHECK(padded_right("达峰", 2) == "达峰");
}

TEST_CASE("readers see a value in the unit of their language") {
  const Column total{"total",
                     {"CO2", "二氧化碳排放总量"},
                     words::readers_unit("emissions.total", "MtCO2e/year", true),
                     Kind::number,
                     true};
  const Cell cell = Number{52.5, 0.024};
  CHECK(reader_text(cell, total, Language::en) == "52.50 ± 0.02");
  CHECK(reader_text(cell, total, Language::zh) == "5250 ± 2");
  CHECK(heading(total, Language::en) == "CO2 (Mt CO2)");
  CHECK(heading(total, Language::zh) == "二氧化碳排放总量（万吨）");
  CHECK(machine_text(cell) == "52.5");

  const Column gdp{"gdp", {}, words::readers_unit("gdp", "billion CNY/year", true), Kind::number, false};
  CHECK(reader_text(Number{3238.768, {}}, gdp, Language::zh) == "32390");
  CHECK(heading(gdp, Language::zh) == "gdp（亿元）");
}

TEST_CASE("one petajoule is 3.41208 ten thousand tonnes of standard coal") {
  // GB/T 2589: 29.3076 GJ a tonne, so 1e6 / 29.3076 t.
  const Unit unit = words::readers_unit("energy.total", "PJ/year", true);
  CHECK(unit.zh_factor == Approx(3.412084).epsilon(1e-6));  // the literal has seven digits
  CHECK(words::readers_unit("energy.carrier.electricity", "PJ/year", true).zh_factor * 0.36 == Approx(1.0));
}

TEST_CASE("an undefined cell is empty for programs and a word for readers") {
  const Column column{"x", {}, {}, Kind::number, false};
  CHECK(machine_text(Empty{}).empty());
  CHECK(reader_text(Empty{}, column, Language::en) == "undefined");
  CHECK(reader_text(Empty{}, column, Language::zh) == "未定义");
  const Cell broken = Number{std::numeric_limits<double>::quiet_NaN(), {}};
  CHECK(machine_text(broken).empty());
  CHECK(reader_text(broken, column, Language::en) == "undefined");
}

TEST_CASE("a boundary names scopes, gases and how electricity is counted") {
  CHECK(words::scopes({"scope1", "scope2"}).en == "scopes 1 and 2");
  CHECK(words::scopes({"scope1", "scope2", "scope3"}).en == "scopes 1, 2 and 3");
  CHECK(words::scopes({"scope1"}).en == "scope 1");
  CHECK(words::scopes({"scope1", "scope2"}).zh == "范围1+2");
  CHECK(words::gases({"co2"}, "none").en == "CO2");
  CHECK(words::gases({"co2", "ch4"}, "ar5").en == "CO2, CH4 (GWP AR5)");
}

TEST_CASE("a sector's emissions are called by the sector's name where a table is about them") {
  CHECK(words::without_sector_prefix({"CO2 emissions, Industry", "CO2 排放：工业"}).en == "Industry");
  CHECK(words::without_sector_prefix({"CO2 emissions, Industry", "CO2 排放：工业"}).zh == "工业");
  CHECK(words::without_sector_prefix({"Industry", "工业"}).zh == "工业");
}

TEST_CASE("JSON text keeps its order, escapes what it must and reads back") {
  JsonWriter json;
  json.begin_object();
  json.member("text", "a \"quoted\" \\ line\nwith \x01 and \xFF byte");
  json.key("numbers");
  json.begin_array(JsonWriter::Layout::line);
  json.number(-0.0);
  json.number(std::numeric_limits<double>::infinity());
  json.number(0.1);
  json.end_array();
  json.key("nothing");
  json.begin_object();
  json.end_object();
  json.key("largest");
  json.unsigned_integer(18446744073709551615ULL);
  json.end_object();
  const std::string text = json.take();
  CHECK(text.find("[0, null, 0.1]") != std::string::npos);
  const auto parsed = nlohmann::json::parse(text);
  CHECK(parsed["text"] == "a \"quoted\" \\ line\nwith \x01 and \xEF\xBF\xBD byte");
  CHECK(parsed["largest"] == 18446744073709551615ULL);
  CHECK(parsed["nothing"].empty());
}
