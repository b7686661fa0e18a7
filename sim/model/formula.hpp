// SPDX-License-Identifier: MIT
// The small formulas of levers (`public_share*compliance + (1 - public_share)*spillover`): read, checked, computed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/model/units.hpp"

namespace citypeak::model {

/// One step of a formula in postfix order: operands are pushed, operators take theirs from the top of a stack.
struct FormulaOp {
  enum class Kind : std::uint8_t {
    constant,
    name,
    add,
    subtract,
    multiply,
    divide,
    power,
    negate,
    minimum,  // of the two topmost; `min(a, b, c)` is two steps
    maximum,
    exponential,
    logarithm
  };
  Kind kind = Kind::constant;
  double value = 0;        ///< of a constant
  std::uint32_t name = 0;  ///< index into `Formula::names()`
};

/// A piece of the formula's text, in bytes.
struct FormulaSpan {
  std::size_t offset = 0, length = 0;
};

struct FormulaName {
  std::string text;
  FormulaSpan first;  ///< where it first stands
};

/// What is wrong in a formula, and where (bytes; `count_characters(text.substr(0, offset))` gives the column).
struct FormulaProblem {
  std::string id;
  std::size_t offset = 0, length = 0;
  std::string token;
  std::vector<std::string> args;  ///< of the finding; the token is the first
  std::string suggestion;
};

/// A formula that has been read. Its steps never take from an empty stack and leave exactly one value.
class Formula {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<FormulaOp>& ops() const { return ops_; }
  /// Where each step was written: the name, the number, the operator or the function.
  [[nodiscard]] const std::vector<FormulaSpan>& spans() const { return spans_; }
  /// The names it uses, each once, in order of their first appearance.
  [[nodiscard]] const std::vector<FormulaName>& names() const { return names_; }
  /// The most values that ever lie on the stack.
  [[nodiscard]] std::size_t stack_size() const { return stack_size_; }

 private:
  friend class FormulaReader;
  std::string text_;
  std::vector<FormulaOp> ops_;
  std::vector<FormulaSpan> spans_;
  std::vector<FormulaName> names_;
  std::size_t stack_size_ = 0;
};

inline constexpr std::size_t longest_formula = 2000;  ///< bytes
inline constexpr int deepest_formula = 64;            ///< parentheses, signs and powers within each other

/// Reads `+ - * / ^ ( )`, `min max exp log`, numbers and names (`measured_saving`, `sectors.cement.process.ratio`).
/// As in mathematics `^` binds tighter than a minus before it and groups from the right: -2^2 = -4, 2^3^2 = 512.
[[nodiscard]] std::variant<Formula, FormulaProblem> parse_formula(std::string_view text);

/// The dimension of a name, or nothing if nobody knows it.
using DimensionLookup = std::function<std::optional<Dimension>(std::string_view)>;

/// The dimension of the formula's value. Sums, min and max need equal dimensions (the literal 0 fits all of them),
/// exp and log plain numbers, a power of a dimensional value a whole number that contains no name.
[[nodiscard]] std::variant<Dimension, FormulaProblem> check_dimensions(const Formula& formula,
                                                                       const DimensionLookup& lookup);

/// The value for `values[i]` of `names()[i]`: a plain computation with the standard library, to test faster ones by.
[[nodiscard]] double evaluate(const Formula& formula, const std::vector<double>& values);

}  // namespace citypeak::model
