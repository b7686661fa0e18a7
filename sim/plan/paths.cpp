// SPDX-License-Identifier: MIT
// How quantities, formulas, paths and shares become rows.
#include "sim/plan/paths.hpp"

#include <algorithm>

#include "sim/model/targets.hpp"

namespace citypeak::plan {

using model::Quantity;

namespace {

[[nodiscard]] Op::Kind op_kind(model::FormulaOp::Kind kind) {
  using Kind = model::FormulaOp::Kind;
  switch (kind) {
    case Kind::subtract:
      return Op::Kind::subtract;
    case Kind::multiply:
      return Op::Kind::multiply;
    case Kind::divide:
      return Op::Kind::divide;
    case Kind::power:
      return Op::Kind::power;
    case Kind::negate:
      return Op::Kind::negate;
    case Kind::minimum:
      return Op::Kind::minimum;
    case Kind::maximum:
      return Op::Kind::maximum;
    case Kind::exponential:
      return Op::Kind::exponential;
    case Kind::logarithm:
      return Op::Kind::logarithm;
    case Kind::constant:
    case Kind::name:
    case Kind::add:
      break;
  }
  return Op::Kind::add;
}

[[nodiscard]] bool is_zero(const Quantity& quantity) { return quantity.is_constant() && quantity.value == 0.0; }

[[nodiscard]] bool is_still(const model::Path& path) {
  return std::all_of(path.pieces.begin(), path.pieces.end(), [](const auto& piece) { return is_zero(piece.value); });
}

[[nodiscard]] bool has_one_operand(model::FormulaOp::Kind kind) {
  using Kind = model::FormulaOp::Kind;
  return kind == Kind::negate || kind == Kind::exponential || kind == Kind::logarithm;
}

}  // namespace

Row Paths::divided(const Quantity& quantity, double divisor) {
  const Row canonical = row(quantity);
  return divisor == 1.0 ? canonical : build.divide(canonical, build.constant(divisor));
}

template <class Make>
YearRows Paths::rate(const model::Path& path, Row otherwise, Make make) {
  std::vector<Row> rows(static_cast<std::size_t>(scenario_.horizon - scenario_.base_year + 1), otherwise);
  for (const auto& piece : path.pieces) {
    const Row value = make(piece.value);
    const int first = std::max(piece.first, scenario_.base_year + 1), last = std::min(piece.last, scenario_.horizon);
    for (int year = first; year <= last; ++year) rows[static_cast<std::size_t>(year - scenario_.base_year)] = value;
  }
  return build.years(rows);
}

YearRows Paths::rate(const model::Path& path) {
  return is_still(path) ? none : rate(path, zero(), [this](const Quantity& q) { return row(q); });
}

YearRows Paths::factors(const model::Path& path, const Quantity& offset) {
  if (is_zero(offset)) return factors(path);
  const Row lasting = row(offset);
  return rate(path, one(), [&](const Quantity& q) { return build.exp(build.add(row(q), lasting)); });
}

YearRows Paths::factors(const model::Path& path) {
  if (is_still(path)) return none;
  return rate(path, one(), [&](const Quantity& q) { return is_zero(q) ? one() : build.exp(row(q)); });
}

YearRows Paths::log_rate(const model::Path& path) {
  return rate(path, zero(),
              [this](const Quantity& q) { return is_zero(q) ? zero() : build.log(build.add(one(), row(q))); });
}

LevelRows Paths::levels(const std::vector<std::pair<int, Row>>& knots) {
  return build.levels(knots, scenario_.base_year, scenario_.horizon);
}

LevelRows Paths::level(const model::Path& path, double divisor) {
  std::vector<std::pair<int, Row>> knots;
  for (const auto& piece : path.pieces) knots.emplace_back(piece.first, divided(piece.value, divisor));
  return levels(knots);
}

YearRows Paths::observed(const std::string& variable, Row base, double divisor) {
  for (const model::Observation& known : scenario_.city.observed) {
    if (known.variable != variable || known.years.empty()) continue;
    std::vector<Row> rows(static_cast<std::size_t>(scenario_.horizon - scenario_.base_year + 1), no_row);
    for (const auto& piece : known.years) {
      rows[static_cast<std::size_t>(piece.first - scenario_.base_year)] =
          build.log(build.divide(divided(piece.value, divisor), base));
    }
    return build.years(rows);
  }
  return none;
}

Growth Paths::growth(const Quantity& base, double divisor, const model::Path& path, const Quantity& offset,
                     const std::string& name) {
  Growth out;
  out.base = divided(base, divisor);
  out.log_rate = log_rate(path);
  out.offset = row(offset);
  out.observed = observed(name, out.base, divisor);
  return out;
}

std::map<std::string, Row> Paths::share_rows(const model::Shares& shares) {
  std::map<std::string, Row> out;
  std::string rest;
  Row sum = zero();
  for (const auto& entry : shares.entries) {
    if (entry.value.kind == Quantity::Kind::rest) {
      rest = entry.id;
      continue;
    }
    out[entry.id] = row(entry.value);
    sum = build.add(sum, out[entry.id]);
  }
  if (rest.empty()) return out;
  const Row scale = build.op(Op::Kind::maximum, one(), sum);
  if (!build.is_constant(scale) || build.value(scale) != 1.0) {
    for (auto& [id, share] : out) share = build.divide(share, scale);
  }
  out[rest] = build.op(Op::Kind::maximum, zero(), build.subtract(one(), sum));
  return out;
}

std::vector<LevelRows> Paths::share_levels(const std::vector<std::pair<int, std::map<std::string, Row>>>& knots,
                                           const std::vector<std::string>& ids) {
  std::vector<LevelRows> out;
  for (const std::string& id : ids) {
    std::vector<std::pair<int, Row>> shares;
    for (const auto& [year, known] : knots) {
      const auto at = known.find(id);
      shares.emplace_back(year, at == known.end() ? zero() : at->second);
    }
    out.push_back(levels(shares));
  }
  return out;
}

Row Paths::formula_row(const model::Formula& formula, const model::Lever* lever) {
  std::vector<Row> stack;
  const auto pop = [&stack] {
    const Row top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const model::FormulaOp& step : formula.ops()) {
    using Kind = model::FormulaOp::Kind;
    if (step.kind == Kind::constant) {
      stack.push_back(build.constant(step.value));
    } else if (step.kind == Kind::name) {
      stack.push_back(named_row(formula.names()[step.name].text, lever));
    } else if (has_one_operand(step.kind)) {
      const Row a = pop();
      stack.push_back(build.op(op_kind(step.kind), a, a));
    } else {
      const Row b = pop();
      const Row a = pop();
      stack.push_back(build.op(op_kind(step.kind), a, b));
    }
  }
  return stack.back();
}

Row Paths::named_row(const std::string& name, const model::Lever* lever) {
  if (lever != nullptr) {
    for (const auto& [id, parameter] : lever->parameters) {
      if (id == name) return value_row(parameter, lever);
    }
  }
  return row(*model::city_field(scenario_.city, name));
}

Row Paths::value_row(const Quantity& quantity, const model::Lever* lever) {
  return quantity.kind == Quantity::Kind::formula ? formula_row(*quantity.formula, lever) : row(quantity);
}

Row Paths::value_row(const Quantity& quantity, const model::Lever* lever, double minimum, double maximum) {
  const Row value = value_row(quantity, lever);
  if (quantity.kind != Quantity::Kind::formula) return value;
  return build.op(Op::Kind::minimum, build.op(Op::Kind::maximum, value, build.constant(minimum)),
                  build.constant(maximum));
}

}  // namespace citypeak::plan
