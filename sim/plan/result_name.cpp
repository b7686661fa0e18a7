// SPDX-License-Identifier: MIT
// The grammar of results, and what a city can answer.
#include "sim/plan/result_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace citypeak::plan {

namespace {

using Kind = ResultName::Kind;

constexpr std::string_view headline = "emissions.total";
constexpr std::string_view known_forms =
    "VARIABLE@YEAR, sum(VARIABLE,YEAR..YEAR), peak_level, P(peak<=YEAR), P(already_peaked), P(not_peaked), "
    "peak_year_restricted";

/// A word that stands for a peak, alone or with (VARIABLE) behind it.
struct PeakWord {
  std::string_view word;
  Kind kind;
};
constexpr std::array<PeakWord, 2> numbers{
    {{"peak_level", Kind::peak_level}, {"peak_year_restricted", Kind::peak_year_restricted}}};
constexpr std::array<PeakWord, 2> outcomes{
    {{"already_peaked", Kind::already_peaked}, {"not_peaked", Kind::not_peaked}}};

[[nodiscard]] bool takes_off(std::string_view& text, std::string_view front) {
  if (text.substr(0, front.size()) != front) return false;
  text.remove_prefix(front.size());
  return true;
}

/// What stands in brackets that open at the front and close at the back.
[[nodiscard]] std::optional<std::string_view> in_brackets(std::string_view text) {
  if (text.size() < 3 || text.front() != '(' || text.back() != ')') return std::nullopt;
  return text.substr(1, text.size() - 2);
}

[[nodiscard]] std::optional<int> year_in(std::string_view text) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.size() != 4 || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// Letters, digits, dots and underscores, such as a variable has.
[[nodiscard]] bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

/// The variable in brackets behind a word, the headline where there is nothing; none if it is something else.
[[nodiscard]] std::optional<std::string> variable_behind(std::string_view rest) {
  if (rest.empty()) return std::string(headline);
  const auto inside = in_brackets(rest);
  return inside && is_name(*inside) ? std::optional<std::string>(*inside) : std::nullopt;
}

[[nodiscard]] std::optional<ResultName> value_of(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || !is_name(text.substr(0, at))) return std::nullopt;
  const auto year = year_in(text.substr(at + 1));
  if (!year) return std::nullopt;
  return ResultName{Kind::value, {}, {}, std::string(text.substr(0, at)), *year, *year};
}

[[nodiscard]] std::optional<ResultName> sum_of(std::string_view text) {
  if (!takes_off(text, "sum")) return std::nullopt;
  const auto inside = in_brackets(text);
  const std::size_t comma = inside ? inside->find(',') : std::string_view::npos;
  if (comma == std::string_view::npos || !is_name(inside->substr(0, comma))) return std::nullopt;
  const std::string_view years = inside->substr(comma + 1);
  const std::size_t dots = years.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto first = year_in(years.substr(0, dots)), last = year_in(years.substr(dots + 2));
  if (!first || !last) return std::nullopt;
  return ResultName{Kind::sum, {}, {}, std::string(inside->substr(0, comma)), *first, *last};
}

[[nodiscard]] std::optional<ResultName> peak_number(std::string_view text) {
  for (const PeakWord& each : numbers) {
    std::string_view rest = text;
    if (!takes_off(rest, each.word)) continue;
    if (const auto variable = variable_behind(rest)) return ResultName{each.kind, {}, {}, *variable, 0, 0};
  }
  return std::nullopt;
}

[[nodiscard]] std::optional<ResultName> probability(std::string_view text) {
  if (!takes_off(text, "P")) return std::nullopt;
  auto inside = in_brackets(text);
  if (!inside) return std::nullopt;
  for (const PeakWord& each : outcomes) {
    std::string_view rest = *inside;
    if (!takes_off(rest, each.word)) continue;
    if (const auto variable = variable_behind(rest)) return ResultName{each.kind, {}, {}, *variable, 0, 0};
  }
  const std::size_t sign = inside->find("<=");
  std::string_view what = inside->substr(0, sign);
  if (sign == std::string_view::npos || !takes_off(what, "peak")) return std::nullopt;
  const auto variable = variable_behind(what);
  const auto year = year_in(inside->substr(sign + 2));
  if (!variable || !year) return std::nullopt;
  return ResultName{Kind::peaked_by, {}, {}, *variable, *year, *year};
}

[[nodiscard]] std::string spelled(const ResultName& result) {
  const std::string behind = result.variable == headline ? "" : "(" + result.variable + ")";
  switch (result.kind) {
    case Kind::value:
      return result.variable + "@" + std::to_string(result.first_year);
    case Kind::sum:
      return "sum(" + result.variable + "," + std::to_string(result.first_year) + ".." +
             std::to_string(result.last_year) + ")";
    case Kind::peak_level:
      return "peak_level" + behind;
    case Kind::peaked_by:
      return "P(peak" + behind + "<=" + std::to_string(result.first_year) + ")";
    case Kind::already_peaked:
      return "P(already_peaked" + behind + ")";
    case Kind::not_peaked:
      return "P(not_peaked" + behind + ")";
    case Kind::peak_year_restricted:
      break;
  }
  return "peak_year_restricted" + behind;
}

[[nodiscard]] std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t') out += c;
  }
  return out;
}

[[nodiscard]] const Variable* find_variable(const Plan& plan, std::string_view name) {
  const auto found = std::find_if(plan.variables.begin(), plan.variables.end(),
                                  [&](const Variable& each) { return each.name == name; });
  return found == plan.variables.end() ? nullptr : &*found;
}

[[nodiscard]] bool is_inside(const ResultName& result, const Plan& plan) {
  if (result.first_year == 0) return true;
  return result.first_year >= plan.scenario.base_year && result.last_year >= result.first_year &&
         result.last_year <= plan.scenario.horizon;
}

[[nodiscard]] bool is_known(const ResultName& result, const Plan& plan) {
  const Variable* variable = find_variable(plan, result.variable);
  return variable != nullptr && (!result.is_of_peak() || can_peak(result.variable));
}

}  // namespace

std::optional<ResultName> parse_result(std::string_view text, text::Findings& findings) {
  const std::string plain = without_blanks(text);
  std::string_view rest = plain;
  std::string city;
  const std::size_t colon = rest.find(':');
  if (colon != std::string_view::npos && is_name(rest.substr(0, colon))) {
    city = std::string(rest.substr(0, colon));
    rest.remove_prefix(colon + 1);
  }
  std::optional<ResultName> out = value_of(rest);
  if (!out) out = sum_of(rest);
  if (!out) out = peak_number(rest);
  if (!out) out = probability(rest);
  if (!out) {
    const std::string near = text::nearest(
        rest, {"peak_level", "peak_year_restricted", "P(peak<=2030)", "P(already_peaked)", "P(not_peaked)"});
    findings.add("result_unknown", {}, {std::string(text), std::string(known_forms)}, near);
    return std::nullopt;
  }
  out->city = city;
  out->text = spelled(*out);
  return out;
}

bool has_result(const ResultName& result, const Plan& plan) {
  return (result.city.empty() || result.city == plan.scenario.city.id) && is_known(result, plan) &&
         is_inside(result, plan);
}

void check_result(const ResultName& result, const Plan& plan, text::Findings& findings) {
  if (!result.city.empty() && result.city != plan.scenario.city.id)
    findings.add("result_city", {}, {result.text, result.city, plan.scenario.city.id}, plan.scenario.city.id);
  if (!is_known(result, plan)) {
    std::vector<std::string> known;
    for (const Variable& variable : plan.variables) {
      if (!result.is_of_peak() || can_peak(variable.name)) known.push_back(variable.name);
    }
    findings.add(result.is_of_peak() ? "result_peak" : "result_variable", {}, {result.text, result.variable},
                 text::nearest(result.variable, known));
  }
  if (!is_inside(result, plan)) {
    findings.add("result_year", {},
                 {result.text, std::to_string(plan.scenario.base_year) + ".." + std::to_string(plan.scenario.horizon)});
  }
}

Request request_for(const std::vector<ResultName>& results, std::uint64_t seed) {
  Request out;
  out.seed = seed;
  out.only_named = true;
  for (const ResultName& result : results) {
    auto& names = result.is_of_peak() ? out.peaks : out.variables;
    if (std::find(names.begin(), names.end(), result.variable) == names.end()) names.push_back(result.variable);
  }
  return out;
}

std::string unit_of(const ResultName& result, const Plan& plan) {
  if (result.is_probability()) return "share";
  if (result.kind == Kind::peak_year_restricted) return "year";
  const Variable* variable = find_variable(plan, result.variable);
  std::string unit = variable == nullptr ? std::string() : variable->unit;
  constexpr std::string_view yearly = "/year";
  const bool is_yearly = unit.size() > yearly.size() && unit.substr(unit.size() - yearly.size()) == yearly;
  if (result.kind == Kind::sum && is_yearly) unit.resize(unit.size() - yearly.size());
  return unit;
}

}  // namespace citypeak::plan
