// SPDX-License-Identifier: MIT
// How formulas are checked.
#include "sim/model/formula_checks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "sim/model/targets.hpp"

namespace citypeak::model {

DimensionLookup FormulaChecks::lookup_for(const Lever* lever) const {
  return [this, lever](std::string_view name) -> std::optional<Dimension> {
    if (lever != nullptr) {
      for (const auto& [id, quantity] : lever->parameters) {
        if (id == name)
          return quantity.kind == Quantity::Kind::formula ? dimension_of_formula(*lever, quantity, 0)
                                                          : quantity.dimension;
      }
    }
    if (const Quantity* field = city_field(city_, name)) return field->dimension;
    return std::nullopt;
  };
}

std::optional<Dimension> FormulaChecks::dimension_of_formula(const Lever& lever, const Quantity& quantity,
                                                             int depth) const {
  if (depth > static_cast<int>(lever.parameters.size()))
    return std::nullopt;  // parameters that use each other in a ring
  const auto result = check_dimensions(*quantity.formula, [&](std::string_view name) -> std::optional<Dimension> {
    for (const auto& [id, other] : lever.parameters) {
      if (id == name)
        return other.kind == Quantity::Kind::formula ? dimension_of_formula(lever, other, depth + 1) : other.dimension;
    }
    const Quantity* field = city_field(city_, name);
    return field != nullptr ? std::optional(field->dimension) : std::nullopt;
  });
  const auto* dimension = std::get_if<Dimension>(&result);
  return dimension != nullptr ? std::optional(*dimension) : std::nullopt;
}

void FormulaChecks::check(const Quantity& quantity, const Lever* lever, std::optional<Dimension> wanted,
                          bool or_yearly) {
  if (quantity.kind != Quantity::Kind::formula) return;
  const auto result = check_dimensions(*quantity.formula, lookup_for(lever));
  if (const auto* problem = std::get_if<FormulaProblem>(&result)) {
    add_problem(*problem, quantity, lever);
    return;
  }
  const Dimension& dimension = std::get<Dimension>(result);
  const bool yearly = or_yearly && wanted && dimension == *wanted / dimension_of(Base::time);
  if (wanted && dimension != *wanted && !yearly) {
    findings_.add("formula_result", quantity.place, {unit_text(dimension), unit_text(*wanted)});
  }
}

/// The value of a lever's formula with every input at its median; not a number if a name is unknown.
double FormulaChecks::median_of(const Quantity& quantity, const Lever& lever, int depth) const {
  if (quantity.kind != Quantity::Kind::formula) return quantity.quantile(0.5);
  std::vector<double> values;
  for (const FormulaName& name : quantity.formula->names()) {
    const Quantity* known = find_named(lever.parameters, name.text);
    if (known == nullptr) known = city_field(city_, name.text);
    const bool usable = known != nullptr && depth <= static_cast<int>(lever.parameters.size());
    values.push_back(usable ? median_of(*known, lever, depth + 1) : std::nan(""));
  }
  return evaluate(*quantity.formula, values);
}

void FormulaChecks::check_range(const Quantity& quantity, const Lever& lever, double minimum, double maximum) {
  if (quantity.kind != Quantity::Kind::formula || has_wrong_parameter_) return;
  const auto result = check_dimensions(*quantity.formula, lookup_for(&lever));
  const auto* dimension = std::get_if<Dimension>(&result);
  if (dimension == nullptr || !dimension->is_none()) return;  // wrong in itself, and said
  const double value = median_of(quantity, lever);
  if (std::isnan(value) && findings_.has_errors()) return;  // a name or a dimension is wrong, and said
  if (value >= minimum && value <= maximum) return;
  findings_.add(
      "formula_range", lever.mendable(quantity.place),
      {quantity.written, fmt::format("{:.4g}", value), fmt::format("{:g}", minimum), fmt::format("{:g}", maximum)});
}

void FormulaChecks::add_problem(const FormulaProblem& problem, const Quantity& quantity, const Lever* lever) {
  const bool unknown = problem.id == "formula_unknown_name";
  const bool own = lever != nullptr && find_named(lever->parameters, problem.token) != nullptr;
  if (unknown && own) return;  // the parameter's own formula is wrong, and that has been said
  const bool of_library = lever != nullptr && quantity.place.file == lever->library_file;
  if (unknown && of_library && problem.token.find('.') != std::string_view::npos) {
    findings_.add("formula_field_missing", lever->place, {lever->id(), std::string(problem.token)});
    return;
  }
  std::string suggestion = problem.suggestion;
  std::vector<std::string> args = problem.args;
  if (unknown) {
    std::vector<std::string> known;
    if (lever != nullptr) {
      for (const auto& [id, parameter] : lever->parameters) known.push_back(id);
    }
    const std::vector<std::string> fields = city_field_names(city_);
    known.insert(known.end(), fields.begin(), fields.end());
    suggestion = text::nearest(problem.token, known);
    args = {std::string(problem.token), joined(known)};
  }
  const bool quoted =
      quantity.place.end_column - quantity.place.column > static_cast<int>(count_characters(quantity.written));
  findings_.add(problem.id, part_of(quantity.place, quantity.written, quoted, problem.offset, problem.length), args,
                suggestion);
}

bool FormulaChecks::has_parameter_ring(const Lever& lever) {
  for (const auto& [id, parameter] : lever.parameters) {
    if (parameter.kind != Quantity::Kind::formula) continue;
    std::set<std::string> seen;
    std::vector<const Quantity*> open{&parameter};
    bool ring = false;
    while (!open.empty() && !ring) {
      const Quantity* at = open.back();
      open.pop_back();
      for (const FormulaName& name : at->formula->names()) {
        ring = ring || name.text == id;
        const Quantity* next = find_named(lever.parameters, name.text);
        if (next != nullptr && next->kind == Quantity::Kind::formula && seen.insert(name.text).second)
          open.push_back(next);
      }
    }
    if (!ring) continue;
    findings_.add("parameter_ring", parameter.place, {id, lever.id()});
    return true;
  }
  return false;
}

}  // namespace citypeak::model
