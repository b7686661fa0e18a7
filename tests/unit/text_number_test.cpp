// SPDX-License-Identifier: MIT
// Numbers in texts: what is read, what is refused, what is suggested, and how numbers are printed.
#include <charconv>
#include <limits>
#include <string>

#include "sim/text/number.hpp"
#include "tests/catch.hpp"

using namespace citypeak::text;

namespace {

std::string read(std::string_view text) {
  const auto number = parse_number(text);
  return number ? shortest(number->value) + "|" + std::string(number->rest) : "none";
}

std::string trap(std::string_view text) {
  const auto found = number_trap(text);
  return found ? std::string(found->id) + "|" + found->suggestion : "none";
}

}  // namespace

TEST_CASE("a number is read up to its unit") {
  CHECK(read("4534.14 万tce") == "4534.14|万tce");
  CHECK(read("15%") == "15|%");
  CHECK(read(" -2 % ") == "-2|%");
  CHECK(read("+5") == "5|");
  CHECK(read("1e6 t") == "1000000|t");
  CHECK(read("5e-3t") == "0.005|t");
  CHECK(read("1 eV") == "1|eV");
  CHECK(read("1e") == "1|e");
  CHECK(read("2e+x") == "2|e+x");
  CHECK(read(".5") == "0.5|");
  CHECK(read("0.0") == "0|");
  CHECK(read("94.6 kgCO2/GJ") == "94.6|kgCO2/GJ");
  CHECK(read("2022") == "2022|");
}

TEST_CASE("what only begins like a number is none") {
  for (const auto* text :
       {"",    "-",     ".",     "inf",        "nan",   ".nan",       "0x1F",  "0o7", "0123", "-01", "1_000", "1,000",
        "1,5", "1 000", "1e999", "2025-01-01", "12:30", "2024..2025", "4.5.6", "--1", "+-1",  "x1",  "４５",  "%"}) {
    INFO(text);
    CHECK(read(text) == "none");
  }
}

TEST_CASE("numbers print as the shortest text that reads back") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(-0.0) == "0");
  CHECK(shortest(1e15) == "1000000000000000");
  CHECK(shortest(1e16) == "1e16");
  CHECK(shortest(1e-5) == "0.00001");
  CHECK(shortest(1.5e-6) == "1.5e-6");
  CHECK(shortest(-123456.789) == "-123456.789");
  CHECK(shortest(std::numeric_limits<double>::quiet_NaN()).empty());
  CHECK(shortest(std::numeric_limits<double>::infinity()).empty());
  for (const double value : {1.0 / 3, 5e-324, 1.7976931348623157e308, 9007199254740993.0, 123456789012345.6}) {
    const auto text = shortest(value);
    double again = 0;
    std::from_chars(text.data(), text.data() + text.size(), again);
    CHECK(again == value);  // exact by the promise of the shortest round trip
  }
}

TEST_CASE("leftovers of older YAML and habits of other countries are named with what to write") {
  CHECK(trap("yes") == "yaml11_value|");
  CHECK(trap("Off") == "yaml11_value|");
  CHECK(trap("-.inf") == "yaml11_value|");
  CHECK(trap("NaN") == "yaml11_value|");
  CHECK(trap("0123") == "yaml11_value|123");
  CHECK(trap("-007.5 %") == "yaml11_value|-7.5 %");
  CHECK(trap("0x1F") == "yaml11_value|31");
  CHECK(trap("0o17") == "yaml11_value|15");
  CHECK(trap("1_000 t") == "yaml11_value|1000 t");
  CHECK(trap("2025-01-01") == "yaml11_value|2025");
  CHECK(trap("12:30") == "yaml11_value|");
  CHECK(trap("1,000") == "thousands_separator|1000");
  CHECK(trap("1,234,567.8 tce") == "thousands_separator|1234567.8 tce");
  CHECK(trap("12 000 t") == "thousands_separator|12000 t");
  CHECK(trap("4,5 %") == "decimal_comma|4.5 %");
  CHECK(trap("４５ ％") == "fullwidth_digits|45 %");
  CHECK(trap("15 ％") == "fullwidth_digits|15 %");
  CHECK(trap("１，０００") == "fullwidth_digits|1000");
  CHECK(trap("−2 %") == "fullwidth_digits|-2 %");
  CHECK(trap("深圳") == "none");
  CHECK(trap("45 %") == "none");
  CHECK(trap("no_such_word") == "none");
}
