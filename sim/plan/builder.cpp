// SPDX-License-Identifier: MIT
// How rows are made and shared.
#include "sim/plan/builder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/plan/stream.hpp"

namespace citypeak::plan {

Row Builder::new_row(double value, bool constant) {
  plan_.constants.push_back(value);
  constant_.push_back(constant);
  return static_cast<Row>(plan_.constants.size() - 1);
}

Row Builder::constant(double value) {
  const double plain = value == 0.0 ? 0.0 : value;  // one row for 0 and -0
  const auto [at, fresh] = constants_.emplace(std::bit_cast<std::uint64_t>(plain), no_row);
  if (fresh) at->second = new_row(plain, true);
  return at->second;
}

void Builder::claim(std::uint64_t key, const std::string& name) {
  const auto [at, fresh] = keys_.emplace(key, name);
  if (!fresh && at->second != name) findings_.add("stream_collision", {}, {at->second, name});
}

Row Builder::input(const model::Quantity& quantity) {
  if (!quantity.uncertain()) return constant(quantity.value);
  const auto known = inputs_.find(quantity.name);
  if (known != inputs_.end()) return known->second;
  const std::uint64_t key = stream_key(seed_, quantity.name);
  claim(key, quantity.name);
  const Row row = new_row(0.0, false);
  plan_.columns.push_back({key, 0, row, latent(quantity.name), marginal_of(*quantity.distribution, plan_.tables)});
  plan_.input_names.push_back({quantity.name, quantity.unit, 0});
  inputs_.emplace(quantity.name, row);
  return row;
}

Span Builder::latent(const std::string& name) {
  Span out{static_cast<std::uint32_t>(plan_.latent_terms.size()), 0};
  for (const model::Latent& latent : plan_.scenario.latents) {
    if (latent.input != name) continue;
    for (const model::Latent::Term& term : latent.terms) {
      const std::uint64_t key = stream_key(seed_, term.stream);
      claim(key, term.stream);
      plan_.latent_terms.push_back({key, term.weight});
      plan_.latent_names.push_back(term.stream);
    }
    out.count = static_cast<std::uint32_t>(latent.terms.size());
  }
  return out;
}

Row Builder::yearly(const std::string& name, int year, const model::Distribution& law, const char* unit) {
  const std::uint64_t key = stream_key(seed_, name);
  claim(key, name);
  const Row row = new_row(0.0, false);
  plan_.columns.push_back({key, static_cast<std::uint32_t>(year), row, {}, marginal_of(law, plan_.tables)});
  plan_.input_names.push_back({name + "[" + std::to_string(year) + "]", unit, year});
  return row;
}

Row Builder::yearly_normal(const std::string& name, int year) {
  return yearly(name, year, model::Normal{0.0, 1.0}, "standard normal");
}

Row Builder::yearly_uniform(const std::string& name, int year) {
  return yearly(name, year, model::Uniform{0.0, 1.0}, "uniform");
}

Row Builder::op(Op::Kind kind, Row a, Row b) {
  if (constant_[a] && constant_[b]) {
    const double x = value(a), y = value(b);
    switch (kind) {
      case Op::Kind::add:
        return constant(x + y);
      case Op::Kind::subtract:
        return constant(x - y);
      case Op::Kind::multiply:
        return constant(x * y);
      case Op::Kind::divide:
        return constant(x / y);
      case Op::Kind::negate:
        return constant(-x);
      case Op::Kind::minimum:
        return constant(std::min(x, y));
      case Op::Kind::maximum:
        return constant(std::max(x, y));
      // exp, log and powers stay steps: only the kernel's own give the same digits on every machine.
      case Op::Kind::power:
      case Op::Kind::exponential:
      case Op::Kind::logarithm:
        break;
    }
  }
  const Row row = new_row(0.0, false);
  plan_.ops.push_back({kind, row, a, b});
  return row;
}

YearRows Builder::years(const std::vector<Row>& rows) {
  const auto [at, fresh] = pool_.emplace(rows, static_cast<YearRows>(plan_.year_rows.size()));
  if (fresh) plan_.year_rows.insert(plan_.year_rows.end(), rows.begin(), rows.end());
  return at->second;
}

LevelRows Builder::levels(const std::vector<std::pair<int, Row>>& knots, int first_year, int last_year) {
  const auto first = static_cast<LevelRows>(plan_.levels.size());
  std::size_t next = 0;
  for (int year = first_year; year <= last_year; ++year) {
    while (next < knots.size() && knots[next].first <= year) ++next;
    if (next == 0 || next == knots.size()) {
      const Row row = next == 0 ? knots.front().second : knots.back().second;
      plan_.levels.push_back({row, row, 0.0});
      continue;
    }
    const auto& [from, a] = knots[next - 1];
    const auto& [to, b] = knots[next];
    plan_.levels.push_back({a, b, static_cast<double>(year - from) / static_cast<double>(to - from)});
  }
  return first;
}

}  // namespace citypeak::plan
