// SPDX-License-Identifier: MIT
// Reads a lever's formula into postfix steps, checks that it adds only like with like, and computes it.
#include "sim/model/formula.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

namespace citypeak::model {
namespace {

using Kind = FormulaOp::Kind;

struct Function {
  std::string_view name;
  Kind kind;
  bool takes_many;  // two or more values; the others take one
};
constexpr Function functions[] = {{"min", Kind::minimum, true},
                                  {"max", Kind::maximum, true},
                                  {"exp", Kind::exponential, false},
                                  {"log", Kind::logarithm, false}};

// What people write for our functions and operators.
constexpr std::pair<std::string_view, std::string_view> usual_functions[] = {
    {"ln", "log"}, {"minimum", "min"}, {"maximum", "max"}};
constexpr std::pair<std::string_view, std::string_view> usual_signs[] = {
    {"×", "*"},  {"·", "*"},  {"÷", "/"},  {"−", "-"},  {"–", "-"},  {"（", "("},
    {"）", ")"}, {"，", ","}, {"、", ","}, {"＋", "+"}, {"－", "-"}, {"＊", "*"},
    {"／", "/"}, {"＾", "^"}, {"．", "."}, {"。", "."}, {"²", "^2"}, {"³", "^3"}};

const Function* find_function(std::string_view name) {
  const auto* found = std::find_if(std::begin(functions), std::end(functions),
                                   [&](const Function& function) { return function.name == name; });
  return found == std::end(functions) ? nullptr : found;
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_small(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }
bool continues_name(char letter) {
  return is_small(letter) || is_capital(letter) || is_digit(letter) || letter == '_' || letter == '.';
}

// Bytes of the character at the front, so that a complaint never cuts a Chinese character in two.
std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  const bool is_ascii = static_cast<unsigned char>(text.front()) < 0x80;
  while (!is_ascii && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

bool is_name(std::string_view name) {
  bool begins = true;
  for (const char letter : name) {
    const bool allowed = begins ? is_small(letter) : continues_name(letter) && !is_capital(letter);
    if (!allowed) return false;
    begins = letter == '.';
  }
  return !begins;
}

struct Token {
  enum class Type { end, number, name, sign };
  Type type = Type::end;
  FormulaSpan span;
  std::string_view text;
};

FormulaProblem problem_at(std::string_view id, const FormulaSpan& span, std::string_view token,
                          std::string suggestion = {}) {
  return {std::string(id), span.offset, span.length, std::string(token), {std::string(token)}, std::move(suggestion)};
}

}  // namespace

/// Recursive descent over the grammar
///   sum := product {("+" | "-") product}       product := signed {("*" | "/") signed}
///   signed := "-" signed | power                power := value ["^" signed]
///   value := number | name | function "(" sum {"," sum} ")" | "(" sum ")"
/// Each rule returns false once a problem is noted; the first problem stays.
class FormulaReader {
 public:
  explicit FormulaReader(std::string_view text) : text_(text) { formula_.text_ = text; }

  std::variant<Formula, FormulaProblem> read() {
    if (text_.size() > longest_formula) return problem_at("formula_too_long", {0, 0}, {});
    advance();
    if (token_.type == Token::Type::end && !problem_) return problem_at("formula_empty", {0, text_.size()}, {});
    if (read_sum() && token_.type != Token::Type::end) fail_at_token();
    if (problem_) return *problem_;
    return std::move(formula_);
  }

 private:
  // ---- tokens ----
  void advance() {
    std::size_t at = token_.span.offset + token_.span.length;
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t' || text_[at] == '\n')) ++at;
    const std::string_view rest = text_.substr(at);
    if (rest.empty()) {
      set_token(Token::Type::end, at, 0);
    } else if (is_digit(rest.front())) {
      set_token(Token::Type::number, at, number_length(rest));
    } else if (is_small(rest.front()) || is_capital(rest.front()) || rest.front() == '_') {
      set_token(Token::Type::name, at, name_length(rest));
    } else {
      set_token(Token::Type::sign, at, rest.starts_with("**") ? 2 : character_size(rest));
    }
  }

  void set_token(Token::Type type, std::size_t offset, std::size_t length) {
    token_ = {type, {offset, length}, text_.substr(offset, length)};
  }

  static std::size_t name_length(std::string_view rest) {
    const auto end = std::find_if_not(rest.begin(), rest.end(), continues_name);
    return static_cast<std::size_t>(end - rest.begin());
  }

  // Digits, a point, an exponent, and whatever letters are stuck to them: `1e-3`, but also `10kg` and `0x1F`.
  static std::size_t number_length(std::string_view rest) {
    std::size_t end = 0;
    while (end < rest.size()) {
      const char letter = rest[end];
      const bool after_e = end > 0 && (rest[end - 1] == 'e' || rest[end - 1] == 'E');
      const bool digits_follow = end + 1 < rest.size() && is_digit(rest[end + 1]);
      const bool sign_of_exponent = (letter == '+' || letter == '-') && after_e && digits_follow;
      if (!continues_name(letter) && !sign_of_exponent) break;
      ++end;
    }
    return end;
  }

  bool at_sign(std::string_view sign) const { return token_.type == Token::Type::sign && token_.text == sign; }

  // ---- complaints ----
  bool fail(std::string_view id, const Token& token, std::string suggestion = {}) {
    if (!problem_) problem_ = problem_at(id, token.span, token.text, std::move(suggestion));
    return false;
  }

  bool fail_at_token() {
    if (token_.type == Token::Type::end) return fail("formula_incomplete", token_);
    if (token_.type != Token::Type::sign) return fail("formula_syntax", token_);
    if (token_.text == "**") return fail("formula_character", token_, "^");
    if (token_.text == "%") return fail("formula_percent", token_);
    constexpr std::string_view ours = "+-*/^(),";
    if (token_.text.size() == 1 && ours.find(token_.text) != std::string_view::npos) {
      return fail("formula_syntax", token_);
    }
    for (const auto& [usual, sign] : usual_signs) {
      if (token_.text == usual) return fail("formula_character", token_, std::string(sign));
    }
    return fail("formula_character", token_);
  }

  // ---- steps ----
  void push(const FormulaOp& op, const FormulaSpan& span) {
    formula_.ops_.push_back(op);
    formula_.spans_.push_back(span);
    const bool is_operand = op.kind == Kind::constant || op.kind == Kind::name;
    const bool takes_one = op.kind == Kind::negate || op.kind == Kind::exponential || op.kind == Kind::logarithm;
    if (is_operand) {
      formula_.stack_size_ = std::max(formula_.stack_size_, ++height_);
    } else if (!takes_one) {
      --height_;
    }
  }

  void push_operator(Kind kind, const FormulaSpan& span) { push({kind, 0, 0}, span); }

  void push_name(const Token& token) {
    std::vector<FormulaName>& names = formula_.names_;
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const FormulaName& name) { return name.text == token.text; });
    const auto index = static_cast<std::uint32_t>(found - names.begin());
    if (found == names.end()) names.push_back({std::string(token.text), token.span});
    push({Kind::name, 0, index}, token.span);
  }

  // ---- rules ----
  bool read_sum() {
    if (!read_product()) return false;
    while (at_sign("+") || at_sign("-")) {
      const Token sign = token_;
      advance();
      if (!read_product()) return false;
      push_operator(sign.text == "+" ? Kind::add : Kind::subtract, sign.span);
    }
    return true;
  }

  bool read_product() {
    if (!read_signed()) return false;
    while (at_sign("*") || at_sign("/")) {
      const Token sign = token_;
      advance();
      if (!read_signed()) return false;
      push_operator(sign.text == "*" ? Kind::multiply : Kind::divide, sign.span);
    }
    return true;
  }

  // Every nesting passes here, so depth is counted here only.
  bool read_signed() {
    if (depth_ >= deepest_formula) return fail("formula_too_deep", token_);
    ++depth_;
    const bool good = at_sign("-") ? read_negation() : read_power();
    --depth_;
    return good;
  }

  bool read_negation() {
    const Token sign = token_;
    advance();
    if (!read_signed()) return false;
    push_operator(Kind::negate, sign.span);
    return true;
  }

  bool read_power() {
    if (!read_value()) return false;
    if (!at_sign("^")) return true;
    const Token sign = token_;
    advance();
    if (!read_signed()) return false;
    push_operator(Kind::power, sign.span);
    return true;
  }

  bool read_value() {
    if (token_.type == Token::Type::number) return read_number();
    if (token_.type == Token::Type::name) return read_name_or_call();
    if (at_sign("(")) return read_group();
    return fail_at_token();
  }

  bool read_number() {
    const std::string_view digits = token_.text;
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool leading_zero = digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]);
    const std::size_t point = digits.find('.');
    const bool bare_point = point != digits.npos && (point + 1 == digits.size() || !is_digit(digits[point + 1]));
    const bool whole = end == digits.data() + digits.size();
    if (error != std::errc{} || !whole || leading_zero || bare_point) return fail("formula_number", token_);
    push({Kind::constant, value, 0}, token_.span);
    advance();
    return true;
  }

  bool read_name_or_call() {
    const Token name = token_;
    advance();
    if (at_sign("(")) return read_call(name);
    if (find_function(name.text) != nullptr) return fail("formula_without_arguments", name);
    if (!is_name(name.text)) return fail_name(name);
    push_name(name);
    return true;
  }

  bool fail_name(const Token& name) {
    std::string small(name.text);
    for (char& letter : small) letter = is_capital(letter) ? static_cast<char>(letter - 'A' + 'a') : letter;
    return fail("formula_name", name, is_name(small) ? small : std::string());
  }

  bool read_call(const Token& name) {
    const Function* function = find_function(name.text);
    if (function == nullptr) return fail("formula_unknown_function", name, suggested_function(name.text));
    const Token open = token_;
    advance();
    if (!read_sum()) return false;
    std::size_t count = 1;
    while (at_sign(",")) {
      advance();
      if (!read_sum()) return false;
      if (function->takes_many) push_operator(function->kind, name.span);
      ++count;
    }
    if (!read_closing(open)) return false;
    if (function->takes_many ? count < 2 : count > 1) return fail("formula_arguments", name);
    if (!function->takes_many) push_operator(function->kind, name.span);
    return true;
  }

  static std::string suggested_function(std::string_view name) {
    for (const auto& [usual, ours] : usual_functions) {
      if (usual == name) return std::string(ours);
    }
    if (name.size() > 20) return {};  // nothing of ours is near
    std::vector<std::string> known;
    for (const Function& function : functions) known.emplace_back(function.name);
    return text::nearest(name, known);
  }

  bool read_group() {
    const Token open = token_;
    advance();
    return read_sum() && read_closing(open);
  }

  bool read_closing(const Token& open) {
    if (token_.type == Token::Type::end) return fail("formula_unclosed", open);
    if (!at_sign(")")) return fail_at_token();
    advance();
    return true;
  }

  std::string_view text_;
  Token token_;
  Formula formula_;
  std::optional<FormulaProblem> problem_;
  std::size_t height_ = 0;
  int depth_ = 0;
};

std::variant<Formula, FormulaProblem> parse_formula(std::string_view text) { return FormulaReader(text).read(); }

namespace {

double applied(Kind kind, double left, double right) {
  switch (kind) {
    case Kind::add:
      return left + right;
    case Kind::subtract:
      return left - right;
    case Kind::multiply:
      return left * right;
    case Kind::divide:
      return left / right;
    case Kind::power:
      return std::pow(left, right);
    case Kind::minimum:
      return right < left ? right : left;
    default:
      return left < right ? right : left;
  }
}

double applied(Kind kind, double value) {
  switch (kind) {
    case Kind::negate:
      return -value;
    case Kind::exponential:
      return std::exp(value);
    default:
      return std::log(value);
  }
}

bool takes_one(Kind kind) { return kind == Kind::negate || kind == Kind::exponential || kind == Kind::logarithm; }

// What is known of a value before any draw: its dimension, and itself if it contains no name.
struct Typed {
  Dimension dimension;
  std::optional<double> constant;

  [[nodiscard]] bool is_zero() const { return dimension.is_none() && constant && *constant == 0; }
};

class DimensionChecker {
 public:
  DimensionChecker(const Formula& formula, const DimensionLookup& lookup) : formula_(formula), lookup_(lookup) {}

  std::variant<Dimension, FormulaProblem> check() {
    stack_.reserve(formula_.stack_size());
    for (at_ = 0; at_ < formula_.ops().size(); ++at_) {
      if (!step(formula_.ops()[at_])) return problem_;
    }
    return stack_.back().dimension;
  }

 private:
  bool step(const FormulaOp& op) {
    if (op.kind == Kind::constant) {
      stack_.push_back({Dimension{}, op.value});
      return true;
    }
    if (op.kind == Kind::name) return step_name(op);
    return takes_one(op.kind) ? step_unary(op.kind) : step_binary(op.kind);
  }

  bool step_name(const FormulaOp& op) {
    const std::optional<Dimension> dimension = lookup_(formula_.names()[op.name].text);
    if (!dimension) return fail("formula_unknown_name", {});
    stack_.push_back({*dimension, std::nullopt});
    return true;
  }

  bool step_unary(Kind kind) {
    Typed& value = stack_.back();
    if (kind != Kind::negate && !value.dimension.is_none()) {
      return fail("formula_dimension_of_function", {unit_text(value.dimension)});
    }
    if (value.constant) value.constant = applied(kind, *value.constant);
    return true;
  }

  bool step_binary(Kind kind) {
    const Typed right = stack_.back();
    stack_.pop_back();
    const Typed left = stack_.back();
    Typed& result = stack_.back();
    result.constant.reset();
    if (left.constant && right.constant) result.constant = applied(kind, *left.constant, *right.constant);
    switch (kind) {
      case Kind::multiply:
        result.dimension = left.dimension * right.dimension;
        break;
      case Kind::divide:
        result.dimension = left.dimension / right.dimension;
        break;
      case Kind::power:
        return step_power(left, right);
      default:
        return step_likes(left, right);
    }
    return is_plausible(result.dimension) || fail("formula_dimension_range", {});
  }

  // Sums, differences, min and max compare like with like.
  bool step_likes(const Typed& left, const Typed& right) {
    const bool fits = left.dimension == right.dimension || left.is_zero() || right.is_zero();
    if (!fits) return fail("formula_dimension", {unit_text(left.dimension), unit_text(right.dimension)});
    if (left.is_zero()) stack_.back().dimension = right.dimension;
    return true;
  }

  bool step_power(const Typed& left, const Typed& right) {
    if (!right.dimension.is_none()) return fail("formula_dimension_of_exponent", {unit_text(right.dimension)});
    if (left.dimension.is_none()) return true;
    const bool whole = right.constant && std::trunc(*right.constant) == *right.constant;
    if (!whole) return fail("formula_dimension_of_power", {unit_text(left.dimension)});
    if (std::fabs(*right.constant) > largest_exponent) return fail("formula_dimension_range", {});
    stack_.back().dimension = pow(left.dimension, static_cast<int>(*right.constant));
    return is_plausible(stack_.back().dimension) || fail("formula_dimension_range", {});
  }

  bool fail(std::string_view id, std::vector<std::string> further) {
    const FormulaSpan& span = formula_.spans()[at_];
    problem_ = problem_at(id, span, std::string_view(formula_.text()).substr(span.offset, span.length));
    problem_.args.insert(problem_.args.end(), further.begin(), further.end());
    return false;
  }

  const Formula& formula_;
  const DimensionLookup& lookup_;
  std::vector<Typed> stack_;
  std::size_t at_ = 0;
  FormulaProblem problem_;
};

}  // namespace

std::variant<Dimension, FormulaProblem> check_dimensions(const Formula& formula, const DimensionLookup& lookup) {
  return DimensionChecker(formula, lookup).check();
}

double evaluate(const Formula& formula, const std::vector<double>& values) {
  std::vector<double> stack;
  stack.reserve(formula.stack_size());
  for (const FormulaOp& op : formula.ops()) {
    if (op.kind == Kind::constant || op.kind == Kind::name) {
      stack.push_back(op.kind == Kind::constant ? op.value : values.at(op.name));
    } else if (takes_one(op.kind)) {
      stack.back() = applied(op.kind, stack.back());
    } else {
      const double right = stack.back();
      stack.pop_back();
      stack.back() = applied(op.kind, stack.back(), right);
    }
  }
  return stack.back();
}

}  // namespace citypeak::model
