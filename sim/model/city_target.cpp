// SPDX-License-Identifier: MIT
// The keys of a target, and the mistakes that show in it alone.
#include "sim/model/city_target.hpp"

#include <set>

#include "sim/model/fixed.hpp"

namespace citypeak::model {

namespace {

constexpr Range calendar_years{1900.0, 2600.0, false};
constexpr double most_of_another_year = 10.0;  // 1000 %: a larger number was surely meant in percent

/// A calendar year that remembers where it stands.
template <auto Year, auto Where>
[[nodiscard]] constexpr FieldRow placed_year(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::year, meaning, "share", calendar_years};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    member<Where>(object) = node.place;
    const auto year =
        reader.read_whole(node, static_cast<int>(field.range.minimum), static_cast<int>(field.range.maximum));
    if (year) member<Year>(object) = *year;
  };
  return row;
}

/// Exactly one limit; said of what is written, so that a limit with a mistake of its own is not also a missing one.
void check_count(const Reader& reader, const text::Node& item, const CityTarget& target) {
  const text::Node* most = item.find("at_most");
  const text::Node* least = item.find("at_least");
  const std::string owner = "targets." + target.id;
  if (reader.is_misspelt(owner, "at_most") || reader.is_misspelt(owner, "at_least")) return;
  if ((most != nullptr) == (least != nullptr))
    reader.findings.add("target_limits", most != nullptr ? least->place : target.place, {target.id});
}

/// A share of another year's value has no unit and is no multiple of ten.
void check_share(const CityTarget& target, text::Findings& findings) {
  const Quantity& limit = target.limit();
  if (target.relative_to == 0 || !limit.present()) return;
  const std::string key = target.at_most.present() ? "at_most" : "at_least";
  if (!limit.dimension.is_none()) {
    findings.add("wrong_dimension", limit.place, {key, limit.written_unit, "%"});
  } else if (limit.value > most_of_another_year) {
    findings.add("share_as_percent", limit.place, {key, limit.written, text::shortest(limit.value / 100.0)},
                 limit.written + " %");
  }
}

}  // namespace

const FieldTable& CityTarget::fields() {
  static const FieldRow rows[] = {
      required(words<&CityTarget::id>("id", FieldKind::id, {"Id of the target.", "目标代号。"})),
      required(words<&CityTarget::variable>(
          "variable", FieldKind::reference,
          {"The variable, such as emissions.total or energy.per_gdp.", "变量，如 emissions.total、energy.per_gdp。"})),
      required(placed_year<&CityTarget::year, &CityTarget::year_place>(
          "year", {"Year in which it is to be met.", "目标年份。"})),
      placed_year<&CityTarget::relative_to, &CityTarget::relative_place>(
          "relative_to",
          {"Year whose value the limit is a share of: a year of the projection or of a comparable history.",
           "比较年份，限值为该年数值的比例；可为预测期内或同口径历史数据中的年份。"}),
      yearly(fixed<&CityTarget::at_most>("at_most", "any", any_number,
                                         {"Upper limit: an amount, or with `relative_to` a share. Exactly one limit.",
                                          "上限：数值；写了 relative_to 时为比例。上下限须且只能写一个。"})),
      yearly(fixed<&CityTarget::at_least>("at_least", "any", any_number,
                                          {"Lower limit, in place of `at_most`.", "下限，代替 at_most。"})),
  };
  static const FieldTable table{"target", rows};
  return table;
}

std::vector<CityTarget> read_targets(Reader& reader, const text::Node& list) {
  std::vector<CityTarget> out;
  if (!list.is_list()) {
    reader.findings.add("expected_list", list.place, {"targets"});
    return out;
  }
  for (const text::Node& item : list.items) {
    const text::Node* id = item.find("id");
    const Reader::Scope scope(reader, id != nullptr && id->is_scalar() ? id->text : "target", item.place);
    CityTarget& target = out.emplace_back();
    target.place = item.place;
    reader.read_map(item, CityTarget::fields(), &target);
    check_count(reader, item, target);
  }
  return out;
}

void check_targets(const std::vector<CityTarget>& targets, int base_year, int horizon, text::Findings& findings) {
  std::set<std::string> seen;
  for (const CityTarget& target : targets) {
    if (target.id == all_targets) findings.add("target_all", target.place, {target.id});
    if (!target.id.empty() && !seen.insert(target.id).second) findings.add("target_twice", target.place, {target.id});
    check_share(target, findings);
    if (target.year != 0 && (target.year < base_year || target.year > horizon)) {
      findings.add("target_year", target.year_place,
                   {std::to_string(target.year), target.id, std::to_string(base_year), std::to_string(horizon)});
    }
  }
}

}  // namespace citypeak::model
