// SPDX-License-Identifier: MIT
// Units as yearbooks write them: known conversions, the algebra of dimensions, and every form that is refused.
#include <cmath>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "sim/model/units.hpp"
#include "tests/catch.hpp"

namespace citypeak::model {
namespace {

Unit unit(const std::string& text) {
  const auto read = parse_unit(text);
  INFO("unit: " << text);
  REQUIRE(std::holds_alternative<Unit>(read));
  return std::get<Unit>(read);
}

UnitProblem problem(const std::string& text) {
  const auto read = parse_unit(text);
  INFO("unit: " << text);
  REQUIRE(std::holds_alternative<UnitProblem>(read));
  return std::get<UnitProblem>(read);
}

struct Conversion {
  double number;
  const char* unit;
  double canonical;
  const char* canonical_unit;
};

TEST_CASE("figures of statistical yearbooks keep their meaning in canonical units") {
  const std::vector<Conversion> rows = {
      {4534.14, "万tce", 4534.14e4 * 29.3076e9, "J"},
      {4534.14, "万吨标准煤", 4534.14e4 * 29.3076e9, "J"},
      {4534.14, "10^4 tce", 4534.14e4 * 29.3076e9, "J"},
      {45.3414, "Mtce", 45.3414e6 * 29.3076e9, "J"},
      {300, "gce/kWh", 0.3 * 29.3076e6 / 3.6e6, "1"},
      {0.5, "kgce", 0.5 * 29.3076e6, "J"},
      {2, "toe", 83.736e9, "J"},
      {0.4403, "kgCO2/kWh", 0.4403 / 3.6e6, "kgCO2/J"},
      {0.4403, "kg CO2 / kWh", 0.4403 / 3.6e6, "kgCO2/J"},
      {0.4403, "千克二氧化碳/千瓦时", 0.4403 / 3.6e6, "kgCO2/J"},
      {94.6, "kgCO2/GJ", 94.6e-9, "kgCO2/J"},
      {1073.8, "亿kWh", 1073.8e8 * 3.6e6, "J"},
      {1073.8, "亿千瓦时", 1073.8e8 * 3.6e6, "J"},
      {1073.8, "亿 度", 1073.8e8 * 3.6e6, "J"},
      {107.38, "TWh", 107.38e12 * 3600, "J"},
      {600, "PJ", 6e17, "J"},
      {16.76, "百万吨", 16.76e9, "kg"},
      {16.76, "Mt", 16.76e9, "kg"},
      {100000, "t", 1e8, "kg"},
      {3, "Gg", 3e6, "kg"},
      {5, "mg", 5e-6, "kg"},
      {32387.68, "亿元", 32387.68e8, "CNY"},
      {32387.68, "10^8 CNY", 32387.68e8, "CNY"},
      {1200, "billion CNY", 1.2e12, "CNY"},
      {1.2, "万亿元", 1.2e12, "CNY"},
      {1766.18, "万人", 17661800, "person"},
      {10, "million person", 1e7, "person"},
      {183274, "CNY/person/year", 183274, "CNY/person/year"},
      {18.3274, "万元/人", 183274, "CNY/person"},
      {0.2, "tce/万元", 0.2 * 29.3076e9 / 1e4, "J/CNY"},
      {650, "Mm2", 650e6, "m2"},
      {6.5, "亿平方米", 650e6, "m2"},
      {6.5, "亿m²", 650e6, "m2"},
      {1997.47, "km2", 1997.47e6, "m2"},
      {1997.47, "km^2", 1997.47e6, "m2"},
      {2, "ha", 2e4, "m2"},
      {21, "亿m3", 21e8, "m3"},
      {21, "亿立方米", 21e8, "m3"},
      {65, "kWh/m2/year", 65 * 3.6e6, "J/m2/year"},
      {65, "kWh/(m2 year)", 65 * 3.6e6, "J/m2/year"},
      {65, "kWh m^-2 a^-1", 65 * 3.6e6, "J/m2/year"},
      {30, "G vehicle-km", 30e12, "m vehicle"},
      {30, "billion vehicle*km", 30e12, "m vehicle"},
      {1.3, "pkm/trip", 1300, "person m/trip"},
      {7, "亿吨公里", 7e8 * 1e6, "kg m"},
      {20, "万辆", 2e5, "vehicle"},
      {9, "万人次/日", 9e4 * 365, "trip/year"},
      {22000, "t/day", 22000.0 * 1000 * 365, "kg/year"},
      {6, "month", 0.5, "year"},
      {8760, "h", 1, "year"},
      {3, "a", 3, "year"},
      {2.5, "item/household", 2.5, "1"},
      {0.525, "tCO2/t", 0.525, "kgCO2/kg"},
      {0.655, "t/t", 0.655, "1"},
      {12, "MtCO2e/year", 12e9, "kgCO2/year"},
      {12, "万吨二氧化碳当量", 12e7, "kgCO2"},
      {12, "百万吨 CO2", 12e9, "kgCO2"},
      {12, "tCO₂", 12e3, "kgCO2"},
      {15, "%", 0.15, "1"},
      {3, "%/a", 0.03, "1/year"},
      {4, "1/year", 4, "1/year"},
      {4, "/a", 4, "1/year"},
      {3, "J·kg⋅m", 3, "J kg m"},
      {7, "", 7, "1"},
      {7, "1", 7, "1"},
  };
  for (const Conversion& row : rows) {
    INFO(row.number << " " << row.unit);
    const Unit read = unit(row.unit);
    CHECK(unit_text(read.dimension) == std::string(row.canonical_unit));
    // Four roundings in the expectation, two in the conversion: 1e-15 relative covers their sum.
    CHECK(std::fabs(read.to_canonical(row.number) - row.canonical) <= 1e-15 * std::fabs(row.canonical));
    CHECK(std::fabs(read.factor * row.number - row.canonical) <= 1e-15 * std::fabs(row.canonical));
  }
}

TEST_CASE("a share written in per cent is exactly the decimal number") {
  for (int hundredths = -1000; hundredths <= 1000; ++hundredths) {
    REQUIRE(unit("%").to_canonical(hundredths) == hundredths / 100.0);
  }
  CHECK(unit("%").is_share_like);
  CHECK(unit("%/year").is_share_like);
  CHECK_FALSE(unit("t/t").is_share_like);
  CHECK(unit("t/t").factor == 1);
}

TEST_CASE("a trend in per cent and in per cent a year is the same rate") {
  const Unit yearly = as_yearly_rate(unit("%/a"));
  CHECK(yearly.dimension.is_none());
  CHECK(yearly.to_canonical(4.5) == unit("%").to_canonical(4.5));
  CHECK(as_yearly_rate(unit("%")).dimension.is_none());
  CHECK(as_yearly_rate(unit("%/month")).to_canonical(1) == Approx(0.12).epsilon(1e-15));  // two roundings
  CHECK(as_yearly_rate(unit("J/year")).dimension == unit("J/year").dimension);
}

TEST_CASE("coal equivalent is recognised wherever it stands in a unit") {
  for (const char* text : {"tce", "万tce", "kgce/m2", "gce/kWh", "tce/万元", "亿吨标准煤", "1/tce", "10^4 tce"}) {
    INFO(text);
    CHECK(uses_tce(text));
  }
  for (const char* text : {"toe", "t", "kWh", "吨", "nonsense", ""}) {
    INFO(text);
    CHECK_FALSE(uses_tce(text));
  }
}

TEST_CASE("dimensions multiply, divide and take powers like exponents") {
  std::vector<Dimension> all;
  for (const UnitInfo& info : known_units()) all.push_back(info.unit.dimension);
  for (const Dimension& a : all) {
    CHECK((a / a).is_none());
    CHECK(a * Dimension{} == a);
    CHECK(pow(a, 0).is_none());
    CHECK(pow(a, 3) == a * a * a);
    CHECK(pow(a, -2) == Dimension{} / a / a);
    for (const Dimension& b : all) {
      REQUIRE(a * b == b * a);
      REQUIRE(a * b / b == a);
      REQUIRE(pow(a * b, 2) == pow(a, 2) * pow(b, 2));
      for (const Dimension& c : all) REQUIRE((a * b) / c == a * (b / c));
    }
  }
  CHECK_FALSE(is_plausible(pow(all.front(), 1000)));
  CHECK(dimension_of(Base::co2) != dimension_of(Base::mass));
}

TEST_CASE("a dimension is printed in a unit that reads back as itself") {
  for (const UnitInfo& above : known_units()) {
    for (const UnitInfo& below : known_units()) {
      const Dimension dimension = pow(above.unit.dimension, 2) / below.unit.dimension;
      const Unit read = unit(unit_text(dimension));
      REQUIRE(read.dimension == dimension);
      REQUIRE(read.factor == 1);
    }
  }
  CHECK(unit_text(unit("kgCO2/kWh").dimension) == "kgCO2/J");
  CHECK(dimension_words(unit("kgCO2/kWh").dimension, text::Language::en) == "CO2 per energy");
  CHECK(dimension_words(unit("kWh/m2/year").dimension, text::Language::en) == "energy per area per time");
  CHECK(dimension_words(unit("1/year").dimension, text::Language::en) == "per time");
  CHECK(dimension_words(unit("J/人").dimension, text::Language::zh) == "能量/人数");
  CHECK(dimension_words(Dimension{}, text::Language::zh) == "纯数或比例");
}

TEST_CASE("every unit of the table takes each of its prefixes and multipliers, and no spelling has two meanings") {
  std::set<std::string> seen;
  for (const UnitInfo& info : known_units()) {
    REQUIRE_FALSE(info.en.empty());
    REQUIRE_FALSE(info.zh.empty());
    for (const std::string& spelling : info.spellings) {
      INFO(spelling);
      CHECK(seen.insert(spelling).second);
      CHECK(unit(spelling).dimension == info.unit.dimension);
      CHECK(unit(spelling).factor == info.unit.factor);
      for (const char prefix : info.prefixes) {
        CHECK(seen.insert(prefix + spelling).second);
        CHECK(unit(prefix + spelling).dimension == info.unit.dimension);
      }
      for (const MultiplierInfo& multiplier : known_multipliers()) {
        const std::string text = std::string(multiplier.spelling) + " " + spelling;
        CHECK(unit(text).to_canonical(1) == Approx(multiplier.value * info.unit.factor).epsilon(1e-15));
      }
    }
  }
}

TEST_CASE("a multiplier belongs to its unit alone, a power to the unit without it") {
  CHECK(unit("万m2").factor == 1e4);
  CHECK(unit("万km^2").factor == 1e10);
  CHECK(unit("million m^2").factor == 1e6);
  CHECK(unit("CNY/million person").factor == 1e-6);
  CHECK(unit("元/万人").factor == 1e-4);
  CHECK(unit("(万t)^2").factor == 1e14);
}

struct Refusal {
  const char* text;
  const char* id;
  std::size_t offset;
  const char* token;
  const char* suggestion;
};

TEST_CASE("a unit that cannot be read says which token is wrong and what to write") {
  const std::vector<Refusal> rows = {
      {"Pj", "unit_unknown", 0, "Pj", "PJ"},
      {"KWH", "unit_unknown", 0, "KWH", "kWh"},
      {"kgCO2/KWh", "unit_unknown", 6, "KWh", "kWh"},
      {"mtce", "unit_unknown", 0, "mtce", "Mtce"},
      {"cny/person", "unit_unknown", 0, "cny", "CNY"},
      {"Million CNY", "unit_unknown", 0, "Million", "million"},
      {"KM2", "unit_unknown", 0, "KM2", "km2"},
      {"万Kwh", "unit_unknown", 3, "Kwh", "kWh"},
      {"kgCO2/kWh of power", "unit_unknown", 10, "of", ""},
      {"标准煤", "unit_unknown", 0, "标准煤", "吨标准煤"},
      {"tonnes", "unit_unknown", 0, "tonnes", "t"},
      {"percent", "unit_unknown", 0, "percent", "%"},
      {"kg per person", "unit_unknown", 3, "per", "/"},
      {"‰", "unit_unknown", 0, "‰", ""},
      {"t2", "unit_unknown", 0, "t2", ""},
      {"Mm", "unit_unknown", 0, "Mm", ""},
      {"kW", "unit_unknown", 0, "kW", ""},
      {"CO2", "unit_unknown", 0, "CO2", ""},
      {"￥", "unit_unknown", 0, "￥", "CNY"},
      {"millon CNY", "unit_unknown", 0, "millon", "million"},
      {"USD", "unit_currency", 0, "USD", ""},
      {"million EUR/year", "unit_currency", 8, "EUR", ""},
      {"usd", "unit_currency", 0, "usd", ""},
      {"亿美元", "unit_currency", 3, "美元", ""},
      {"GBP", "unit_currency", 0, "GBP", ""},
      {"JPY", "unit_currency", 0, "JPY", ""},
      {"％", "unit_full_width", 0, "％", "%"},
      {"kgCO2／kWh", "unit_full_width", 5, "／", "/"},
      {"ｋＷｈ", "unit_full_width", 0, "ｋＷｈ", "kWh"},
      {"J/person year", "unit_ambiguous", 9, "year", "/year"},
      {"J/person*year", "unit_ambiguous", 8, "*year", "/year"},
      {"J/person * million year", "unit_ambiguous", 9, "* million year", "/million year"},
      {"million", "unit_multiplier_alone", 0, "million", ""},
      {"万", "unit_multiplier_alone", 0, "万", ""},
      {"10^4", "unit_multiplier_alone", 0, "10^4", ""},
      {"M", "unit_multiplier_alone", 0, "M", ""},
      {"million/year", "unit_multiplier_alone", 0, "million", ""},
      {"10^4 million CNY", "unit_syntax", 5, "million", ""},
      {"100 km", "unit_number", 0, "100", ""},
      {"l/100 km", "unit_unknown", 0, "l", ""},
      {"t/100 km", "unit_number", 2, "100", ""},
      {"10 tce", "unit_number", 0, "10", ""},
      {"t 1", "unit_number", 2, "1", ""},
      {"10^0 t", "unit_power", 3, "0", ""},
      {"10^19 t", "unit_power", 3, "19", ""},
      {"10^-4 t", "unit_power", 3, "-4", ""},
      {"m^x", "unit_power", 2, "x", ""},
      {"m^0", "unit_power", 2, "0", ""},
      {"m^", "unit_incomplete", 2, "", ""},
      {"CNY/", "unit_incomplete", 4, "", ""},
      {"/", "unit_incomplete", 1, "", ""},
      {"kg *", "unit_incomplete", 4, "", ""},
      {"J/(person", "unit_unclosed", 2, "(", ""},
      {"()", "unit_syntax", 1, ")", ""},
      {"J)", "unit_syntax", 1, ")", ""},
      {"*J", "unit_syntax", 0, "*", ""},
      {"J//a", "unit_syntax", 2, "/", ""},
      {"^2", "unit_syntax", 0, "^", ""},
      {"J^32", "unit_too_large", 0, "J^32", ""},
      {"EJ^9", "unit_too_large", 0, "EJ^9", ""},
      {"((((((((((((((((((J))))))))))))))))))", "unit_too_large", 16, "(", ""},
  };
  for (const Refusal& row : rows) {
    INFO(row.text);
    const UnitProblem read = problem(row.text);
    CHECK(read.id == row.id);
    CHECK(read.offset == row.offset);
    CHECK(read.token == row.token);
    CHECK(read.suggestion == row.suggestion);
  }
  CHECK(problem(std::string(300, 'm')).id == "unit_too_long");
}

TEST_CASE("writing the suggestion in place of the token mends the unit") {
  for (std::string text : {"Pj", "KWH", "kgCO2/KWh", "万Kwh", "J/person year", "J/person*year", "kgCO2／kWh", "％",
                           "Million CNY", "kg per person", "ｋＷｈ／a"}) {
    INFO(text);
    // Each round mends one token, the longest of these texts has two wrong ones.
    for (int round = 0; round < 2; ++round) {
      const auto read = parse_unit(text);
      if (const auto* wrong = std::get_if<UnitProblem>(&read)) {
        text.replace(wrong->offset, wrong->token.size(), wrong->suggestion);
      }
    }
    CHECK(std::holds_alternative<Unit>(parse_unit(text)));
  }
}

TEST_CASE("columns count characters, not bytes") {
  CHECK(count_characters("") == 0);
  CHECK(count_characters("万tce") == 4);
  CHECK(count_characters("亿立方米/年") == 6);
}

}  // namespace
}  // namespace citypeak::model
