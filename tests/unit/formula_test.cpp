// SPDX-License-Identifier: MIT
// Formulas of levers: what they compute, what they may not add, and where a mistake is shown.
#include <cmath>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "sim/model/formula.hpp"
#include "tests/catch.hpp"

namespace citypeak::model {
namespace {

Formula formula(const std::string& text) {
  const auto read = parse_formula(text);
  INFO("formula: " << text);
  REQUIRE(std::holds_alternative<Formula>(read));
  return std::get<Formula>(read);
}

FormulaProblem problem(const std::string& text) {
  const auto read = parse_formula(text);
  INFO("formula: " << text);
  REQUIRE(std::holds_alternative<FormulaProblem>(read));
  return std::get<FormulaProblem>(read);
}

std::optional<Dimension> lookup(std::string_view name) {
  if (name == "joules") return dimension_of(Base::energy);
  if (name == "kilograms") return dimension_of(Base::mass);
  if (name == "tonnes_of_co2") return dimension_of(Base::co2);
  if (name == "metres") return dimension_of(Base::length);
  if (name == "share" || name == "other" || name == "sectors.cement.process.ratio") return Dimension{};
  return std::nullopt;
}

struct Value {
  const char* text;
  double value;
};

TEST_CASE("a formula has the value that an independent interpreter gives it") {
  // Computed once by CPython 3.11 with ^ written as ** (hand-picked ones first, then generated at random).
  const std::vector<Value> rows = {
      {"1+2*3", 7.0},
      {"-2^2", -4.0},
      {"2^3^2", 512.0},
      {"2^-1", 0.5},
      {"(-2)^2", 4.0},
      {"-2^-2", -0.25},
      {"8/4/2", 1.0},
      {"8-4-2", 2.0},
      {"2*-3", -6.0},
      {"1 - -1", 2.0},
      {"--3", 3.0},
      {"2^3*2", 16.0},
      {"-2*3^2", -18.0},
      {"min(3,1,2)", 1.0},
      {"max(1,min(5,4),2)", 4.0},
      {"exp(1)", 2.718281828459045},
      {"log(10)", 2.302585092994046},
      {"exp(log(2.5)*3)", 15.625000000000002},
      {"0.3*0.6+(1-0.3)*0.1", 0.25},
      {"1/(1+exp(-4.5))", 0.9890130573694068},
      {"2*(3+4)^2/7-1", 13.0},
      {"1e3/2.5e-2", 40000.0},
      {"(1+0.045)^10", 1.552969421732896},
      {"100/10*2", 20.0},
      {"2+3-4+5", 6.0},
      {"7-(2-(1-4))", 2.0},
      {"4^0.5", 2.0},
      {"2^(1/3)", 1.2599210498948732},
      {"3.29+(2.956)", 6.246},
      {"min(2.149-2.18, (1.194))", -0.03100000000000014},
      {"min(0.328-0.807+3.442+3.231, 0.392-2.705*1.872-3.525)-1.571", -9.767759999999999},
      {"2.608-0.845/0.48*1.816/4.729/0.418*4.127*4.446*2.362", -67.48417562774178},
      {"0.674", 0.674},
      {"3.864", 3.864},
      {"1.313", 1.313},
      {"(2.301)*(-(2.135))", -4.912635},
      {"((0.963)^2)-4.172-2.153*0.715+4.368", -0.41602599999999956},
      {"(2.459/0.43-3.044+0.841+min(1.119/1.336, 0.702/2.383))^2", 14.51755779318803},
      {"0.601*1.106*2.762+-3.25+0.919-3.917*3.963-4.11", -20.128153028},
      {"0.237*1.049*4.941*0.601/1.101+-3.337/-2.442-4.736/3.742+0.722-2.38", -0.8865887075045622},
      {"0.864-4.017+2.226-1.134*1.697/0.398*(4.094)/((0.844))", -24.38101596846793},
      {"(-0.834-3.653)+0.62+1.457+3.824+3.101-2.442-4.395*min(1.093, 2.142)", -2.730735},
      {"1.584+0.857*4.426/(2.488)^2-2.214/1.661*2.815", -1.5554419793776648},
      {"1.724*4.927-(1.401)^2", 6.531346999999999},
      {"3.917", 3.917},
      {"2.169*1.703*3.472/(0.182)+-4.296", 66.17047199999999},
      {"4.328", 4.328},
      {"min(0.733, 1.268)+(0.988)^2*2.284-4.038*0.19-3.286/4.455*1.779-1.803+(3.165)", 2.2451056906127946}};
  for (const Value& row : rows) {
    INFO(row.text);
    // Both sides make the same roundings, except that exp, log and powers may differ in their last bit.
    CHECK(std::fabs(evaluate(formula(row.text), {}) - row.value) <= 4e-16 * std::max(1.0, std::fabs(row.value)) * 4);
  }
}

TEST_CASE("a formula takes its names in order of first appearance, each once") {
  const Formula read = formula("public_share*compliance + (1 - public_share)*spillover");
  REQUIRE(read.names().size() == 3);
  CHECK(read.names()[0].text == "public_share");
  CHECK(read.names()[1].text == "compliance");
  CHECK(read.names()[1].first.offset == 13);
  CHECK(read.names()[1].first.length == 10);
  CHECK(read.names()[2].text == "spillover");
  CHECK(evaluate(read, {0.25, 0.8, 0.4}) == Approx(0.5).epsilon(1e-15));  // three roundings
  CHECK(formula("sectors.cement.process.ratio").names()[0].text == "sectors.cement.process.ratio");
  CHECK(evaluate(formula("x1_a - y"), {5, 3}) == 2);
  CHECK(evaluate(formula("expo*minimum"), {5, 3}) == 15);
  CHECK(evaluate(formula("e*inf*nan"), {1, 2, 3}) == 6);
}

TEST_CASE("a formula is a flat program that ends with one value on its stack") {
  for (const char* text : {"1", "-a", "a+b*c^d", "min(a,b,c,d,e)", "exp(min(1,-x))", "((((a))))"}) {
    INFO(text);
    const Formula read = formula(text);
    REQUIRE(read.ops().size() == read.spans().size());
    std::size_t height = 0;
    std::size_t highest = 0;
    for (const FormulaOp& op : read.ops()) {
      using Kind = FormulaOp::Kind;
      const bool operand = op.kind == Kind::constant || op.kind == Kind::name;
      const bool unary = op.kind == Kind::negate || op.kind == Kind::exponential || op.kind == Kind::logarithm;
      REQUIRE(height >= (operand ? 0U : unary ? 1U : 2U));
      height += operand ? 1U : 0U;
      height -= operand || unary ? 0U : 1U;
      highest = std::max(highest, height);
    }
    CHECK(height == 1);
    CHECK(highest == read.stack_size());
  }
  CHECK(formula("min(a,b,c,d,e)").stack_size() == 2);
}

struct Refusal {
  std::string text;
  const char* id;
  std::size_t offset;
  const char* token;
  const char* suggestion;
};

TEST_CASE("a formula that cannot be read says where and why") {
  const std::vector<Refusal> rows = {
      {"", "formula_empty", 0, "", ""},
      {"   ", "formula_empty", 0, "", ""},
      {"1 +", "formula_incomplete", 3, "", ""},
      {"2 *  ", "formula_incomplete", 5, "", ""},
      {"max(1, 2", "formula_unclosed", 3, "(", ""},
      {"(1 + (2", "formula_unclosed", 5, "(", ""},
      {"(1 + 2))", "formula_syntax", 7, ")", ""},
      {"()", "formula_syntax", 1, ")", ""},
      {"1 2", "formula_syntax", 2, "2", ""},
      {"a b", "formula_syntax", 2, "b", ""},
      {"+1", "formula_syntax", 0, "+", ""},
      {"1, 2", "formula_syntax", 1, ",", ""},
      {"(1, 2)", "formula_syntax", 2, ",", ""},
      {"1 */ 2", "formula_syntax", 3, "/", ""},
      {"2 ** 3", "formula_character", 2, "**", "^"},
      {"15 % * a", "formula_percent", 3, "%", ""},
      {"10kg", "formula_number", 0, "10kg", ""},
      {"010", "formula_number", 0, "010", ""},
      {"0x1F", "formula_number", 0, "0x1F", ""},
      {"1.", "formula_number", 0, "1.", ""},
      {"1.e3", "formula_number", 0, "1.e3", ""},
      {".5", "formula_character", 0, ".", ""},
      {"1_000", "formula_number", 0, "1_000", ""},
      {"1.2.3", "formula_number", 0, "1.2.3", ""},
      {"1e999", "formula_number", 0, "1e999", ""},
      {"sqrt(2)", "formula_unknown_function", 0, "sqrt", ""},
      {"1 + ln(2)", "formula_unknown_function", 4, "ln", "log"},
      {"mim(1, 2)", "formula_unknown_function", 0, "mim", "min"},
      {"min(1)", "formula_arguments", 0, "min", ""},
      {"exp(1, 2)", "formula_arguments", 0, "exp", ""},
      {"max * 2", "formula_without_arguments", 0, "max", ""},
      {"1 + Share", "formula_name", 4, "Share", "share"},
      {"a.", "formula_name", 0, "a.", ""},
      {"a..b", "formula_name", 0, "a..b", ""},
      {"a.1b", "formula_name", 0, "a.1b", ""},
      {"_a", "formula_name", 0, "_a", ""},
      {"a × b", "formula_character", 2, "×", "*"},
      {"（1+2）", "formula_character", 0, "（", "("},
      {"min(1，2)", "formula_character", 5, "，", ","},
      {"a > b", "formula_character", 2, ">", ""},
      {"a ? b", "formula_character", 2, "?", ""},
      {"比例", "formula_character", 0, "比", ""},
      {"a\xFF", "formula_character", 1, "\xFF", ""},
  };
  for (const Refusal& row : rows) {
    INFO(row.text);
    const FormulaProblem read = problem(row.text);
    CHECK(read.id == row.id);
    CHECK(read.offset == row.offset);
    CHECK(read.token == row.token);
    CHECK(read.suggestion == row.suggestion);
    REQUIRE_FALSE(read.args.empty());
    CHECK(read.args[0] == row.token);
    CHECK(read.offset + read.length <= row.text.size());
  }
}

TEST_CASE("sixty-three levels are read and a hundred thousand are refused without harm") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '(') + "1" + std::string(levels, ')'); };
  CHECK(evaluate(formula(nested(63)), {}) == 1);
  CHECK(problem(nested(64)).id == "formula_too_deep");
  CHECK(problem(nested(64)).offset == 64);
  CHECK(evaluate(formula(std::string(63, '-') + "1"), {}) == -1);
  CHECK(problem(std::string(64, '-') + "1").id == "formula_too_deep");
  std::string tower = "1";
  for (int i = 0; i < 64; ++i) tower += "^1";
  CHECK(problem(tower).id == "formula_too_deep");
  CHECK(problem(nested(100'000)).id == "formula_too_long");
  std::string sum = "1";
  for (int i = 0; i < 900; ++i) sum += "+1";
  CHECK(evaluate(formula(sum), {}) == 901);
}

struct Typing {
  const char* text;
  const char* unit;
};

TEST_CASE("a formula has the dimension that its parts give it") {
  const std::vector<Typing> rows = {
      {"joules/kilograms", "J/kg"},
      {"joules + 2*joules", "J"},
      {"max(0, joules)", "J"},
      {"min(joules, 0, 3*joules)", "J"},
      {"0 - joules", "J"},
      {"-joules", "J"},
      {"metres^2", "m2"},
      {"metres^(1+1)", "m2"},
      {"metres^-1", "1/m"},
      {"metres^0", "1"},
      {"share^other", "1"},
      {"2^share", "1"},
      {"exp(joules/joules)", "1"},
      {"log(metres*metres/metres^2)", "1"},
      {"(1 - share)*tonnes_of_co2/kilograms", "kgCO2/kg"},
      {"sectors.cement.process.ratio*share", "1"},
  };
  for (const Typing& row : rows) {
    INFO(row.text);
    const auto checked = check_dimensions(formula(row.text), lookup);
    REQUIRE(std::holds_alternative<Dimension>(checked));
    CHECK(unit_text(std::get<Dimension>(checked)) == std::string(row.unit));
  }
}

TEST_CASE("a formula that mixes what cannot be mixed is refused at the place where it does") {
  const std::vector<Refusal> rows = {
      {"share + unknown_name", "formula_unknown_name", 8, "unknown_name", ""},
      {"joules + kilograms", "formula_dimension", 7, "+", ""},
      {"kilograms - tonnes_of_co2", "formula_dimension", 10, "-", ""},
      {"joules + 1", "formula_dimension", 7, "+", ""},
      {"1 - joules", "formula_dimension", 2, "-", ""},
      {"min(share, joules)", "formula_dimension", 0, "min", ""},
      {"2*max(joules, joules, 1)", "formula_dimension", 2, "max", ""},
      {"exp(joules)", "formula_dimension_of_function", 0, "exp", ""},
      {"1 + log(metres)", "formula_dimension_of_function", 4, "log", ""},
      {"2^joules", "formula_dimension_of_exponent", 1, "^", ""},
      {"joules^joules", "formula_dimension_of_exponent", 6, "^", ""},
      {"joules^share", "formula_dimension_of_power", 6, "^", ""},
      {"joules^0.5", "formula_dimension_of_power", 6, "^", ""},
      {"joules^(0/0)", "formula_dimension_of_power", 6, "^", ""},
      {"joules^(1/0)", "formula_dimension_range", 6, "^", ""},
      {"joules^32", "formula_dimension_range", 6, "^", ""},
      {"joules^31*joules", "formula_dimension_range", 9, "*", ""},
  };
  for (const Refusal& row : rows) {
    INFO(row.text);
    const auto checked = check_dimensions(formula(row.text), lookup);
    REQUIRE(std::holds_alternative<FormulaProblem>(checked));
    const FormulaProblem& read = std::get<FormulaProblem>(checked);
    CHECK(read.id == row.id);
    CHECK(read.offset == row.offset);
    CHECK(read.token == row.token);
  }
  const auto mixed = check_dimensions(formula("joules + kilograms"), lookup);
  CHECK(std::get<FormulaProblem>(mixed).args == std::vector<std::string>{"+", "J", "kg"});
}

TEST_CASE("what a formula cannot compute is infinite or not a number, never a crash") {
  CHECK(std::isinf(evaluate(formula("1/0"), {})));
  CHECK(std::isnan(evaluate(formula("log(-1)"), {})));
  CHECK(std::isnan(evaluate(formula("(-8)^(1/3)"), {})));
  CHECK(evaluate(formula("0^0"), {}) == 1);
}

}  // namespace
}  // namespace citypeak::model
