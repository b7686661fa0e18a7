// SPDX-License-Identifier: MIT
// Any bytes as a formula and as a unit: read or refused with a place inside the text, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "sim/model/formula.hpp"
#include "sim/model/units.hpp"

namespace {

using namespace citypeak::model;

void require(bool holds) {
  if (!holds) std::abort();
}

std::optional<Dimension> any_dimension(std::string_view name) {
  if (name.size() % 5 == 4) return std::nullopt;
  const auto base = static_cast<Base>(name.size() % base_count);
  return name.size() % 2 == 0 ? Dimension{} : dimension_of(base);
}

void try_formula(std::string_view text) {
  const auto read = parse_formula(text);
  if (const auto* problem = std::get_if<FormulaProblem>(&read)) {
    require(problem->offset + problem->length <= text.size());
    require(text.size() > longest_formula || text.substr(problem->offset, problem->length).size() == problem->length);
    return;
  }
  const Formula& formula = std::get<Formula>(read);
  static_cast<void>(evaluate(formula, std::vector<double>(formula.names().size(), 0.5)));
  const auto checked = check_dimensions(formula, any_dimension);
  if (const auto* dimension = std::get_if<Dimension>(&checked)) require(is_plausible(*dimension));
}

void try_unit(std::string_view text) {
  const auto read = parse_unit(text);
  if (const auto* problem = std::get_if<UnitProblem>(&read)) {
    require(problem->offset <= text.size());
    require(text.substr(problem->offset, problem->token.size()) == problem->token);
    return;
  }
  const Unit& unit = std::get<Unit>(read);
  require(unit.factor > 0);
  const auto again = parse_unit(unit_text(unit.dimension));
  const auto* canonical = std::get_if<Unit>(&again);
  require(canonical != nullptr && canonical->dimension == unit.dimension && canonical->factor == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_formula(text);
  try_unit(text);
  return 0;
}
