// SPDX-License-Identifier: MIT
// Collects the rows of a plan: constants once each, inputs as columns, everything else as steps over rows.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/plan/plan.hpp"

namespace citypeak::plan {

class Builder {
 public:
  Builder(Plan& plan, std::uint64_t seed, text::Findings& findings) : plan_(plan), seed_(seed), findings_(findings) {}

  /// The row of a constant (one row per distinct value).
  [[nodiscard]] Row constant(double value);
  /// The row of an input: its own column if it is uncertain, else a constant. Formulas are for the caller.
  [[nodiscard]] Row input(const model::Quantity& quantity);
  /// A standard normal of the stream `name` for one calendar year.
  [[nodiscard]] Row yearly_normal(const std::string& name, int year);
  /// The same of a uniform number between 0 and 1.
  [[nodiscard]] Row yearly_uniform(const std::string& name, int year);

  /// out = a (kind) b; of two constants the result is a constant wherever the arithmetic is exact IEEE.
  [[nodiscard]] Row op(Op::Kind kind, Row a, Row b);
  [[nodiscard]] Row add(Row a, Row b) { return op(Op::Kind::add, a, b); }
  [[nodiscard]] Row subtract(Row a, Row b) { return op(Op::Kind::subtract, a, b); }
  [[nodiscard]] Row multiply(Row a, Row b) { return op(Op::Kind::multiply, a, b); }
  [[nodiscard]] Row divide(Row a, Row b) { return op(Op::Kind::divide, a, b); }
  [[nodiscard]] Row log(Row a) { return op(Op::Kind::logarithm, a, a); }
  [[nodiscard]] Row exp(Row a) { return op(Op::Kind::exponential, a, a); }
  /// Puts one row per year into the pool.
  [[nodiscard]] YearRows years(const std::vector<Row>& rows);
  /// Puts one level per year, first_year .. last_year, into the pool: linear between the given years, constant after.
  [[nodiscard]] LevelRows levels(const std::vector<std::pair<int, Row>>& knots, int first_year, int last_year);
  [[nodiscard]] bool is_constant(Row row) const { return constant_[row]; }
  [[nodiscard]] double value(Row row) const { return plan_.constants[row]; }

 private:
  [[nodiscard]] Row new_row(double value, bool constant);
  [[nodiscard]] Row yearly(const std::string& name, int year, const model::Distribution& law, const char* unit);
  void claim(std::uint64_t key, const std::string& name);
  /// The scores that a correlated input is summed of.
  [[nodiscard]] Span latent(const std::string& name);

  Plan& plan_;
  std::uint64_t seed_;
  text::Findings& findings_;
  std::vector<bool> constant_;
  std::map<std::uint64_t, Row> constants_;  // by bit pattern
  std::map<std::string, Row> inputs_;
  std::map<std::uint64_t, std::string> keys_;
  std::map<std::vector<Row>, YearRows> pool_;
};

}  // namespace citypeak::plan
