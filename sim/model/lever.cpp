// SPDX-License-Identifier: MIT
// The field tables of a lever.
#include "sim/model/lever.hpp"

#include <algorithm>

namespace citypeak::model {

namespace {

[[nodiscard]] constexpr FieldRow parameters_row() {
  FieldRow row{
      "parameters", FieldKind::map_of, {"Named quantities that the formulas use.", "公式所用的具名参数。"}, "any"};
  row.formula = true;
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    auto& lever = *static_cast<Lever*>(object);
    if (!require_map(reader, node, "parameters")) return;
    const Reader::Inherit inherit(reader, node);
    for (const text::Entry& entry : node.entries) {
      if ((entry.key == "source" || entry.key == "grade") && entry.value.is_scalar()) continue;
      if (!check_entry(reader, entry)) continue;
      const Reader::Scope scope(reader, entry.key, entry.key_place);
      lever.parameters.emplace_back(entry.key, reader.read_quantity(entry.value, field));
    }
  };
  return row;
}

[[nodiscard]] constexpr FieldRow sources_row() {
  FieldRow row{"sources", FieldKind::sources, {"Bibliography of the lever.", "措施的参考文献。"}};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
    auto& lever = *static_cast<Lever*>(object);
    read_named(reader, node, lever.sources);
    for (const auto& source : lever.sources) reader.source_ids.push_back(source.first);
  };
  return row;
}

[[nodiscard]] constexpr FieldRow effects_row() {
  FieldRow row{"effects", FieldKind::list_of, {"What the lever changes.", "措施改变什么。"}};
  row.children = &Effect::fields;
  row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
    auto& lever = *static_cast<Lever*>(object);
    if (!node.is_list()) {
      reader.findings.add("expected_list", node.place, {"effects"});
      return;
    }
    for (const text::Node& item : node.items) {
      const text::Node* id = item.find("id");
      Effect effect;
      effect.place = id != nullptr ? id->place : item.place;
      const Reader::Scope scope(reader, id != nullptr && id->is_scalar() ? id->text : "effect", effect.place);
      reader.read_map(item, Effect::fields(), &effect);
      lever.effects.push_back(std::move(effect));
    }
  };
  return row;
}

}  // namespace

const FieldTable& Overlap::fields() {
  static const FieldRow rows[] = {
      required(words<&Overlap::group>("group", FieldKind::id,
                                      {"Name of the group of overlapping effects.", "重叠效应组的名称。"})),
      required(quantity<&Overlap::degree>(
          "degree", "share", share_range,
          {"0: effects multiply; 1: only the largest counts.", "0：效应相乘；1：只计最大者。"})),
  };
  static const FieldTable table{"overlap", rows};
  return table;
}

const FieldTable& Effect::fields() {
  static const FieldRow rows[] = {
      required(
          words<&Effect::id>("id", FieldKind::id, {"Name of the effect within the lever.", "措施内该效应的名称。"})),
      names<&Effect::on>("on",
                         {"Targets that are multiplied: sectors.S.activity, sectors.S.intensity, sectors.S.process, "
                          "sectors.S.process.ratio, carriers.C.factor.",
                          "按比例改变的对象：sectors.S.activity、sectors.S.intensity、sectors.S.process、"
                          "sectors.S.process.ratio、carriers.C.factor。"}),
      names<&Effect::toward>("toward", {"Targets that are moved towards `value`.", "向 value 靠近的对象。"}),
      names<&Effect::shift>("shift",
                            {"Sectors in which useful energy, or classes of waste (waste.CLASS) that move `from` "
                             "one carrier or route `to` another.",
                             "把有用能（部门）或垃圾（waste.组分）从 from 移到 to。"}),
      names<&Effect::sales>("sales", {"Sectors with a stock, of which new stock moves `from` one carrier `to` another.",
                                      "有存量的部门，其新增存量从 from 移到 to。"}),
      names<&Effect::price>("price",
                            {"Targets of a charge (sectors.S.activity) or a carbon price (sectors.S.intensity).",
                             "收费（sectors.S.activity）或碳价（sectors.S.intensity）作用的对象。"}),
      names<&Effect::add>(
          "add", {"Targets that `strength` is added to, in their own unit.", "按自身单位增加 strength 的对象。"}),
      words<&Effect::from>("from", FieldKind::id, {"Carrier that loses share.", "减少的能源品种。"}),
      words<&Effect::to>("to", FieldKind::id, {"Carrier that gains share.", "增加的能源品种。"}),
      or_formula(
          quantity<&Effect::change>("change", "share", {-1.0, 10.0, false},
                                    {"Change at full adoption; negative reduces.", "完全采用时的变化，负值为减少。"})),
      or_formula(
          quantity<&Effect::strength>("strength", "any", any_number,
                                      {"At full adoption: share of the way (toward), of the carrier's or route's share "
                                       "(shift), of sales (sales), covered share (price), or amount (add).",
                                       "完全采用时：靠近的程度（toward）、移动的比例（shift、sales）、"
                                       "覆盖的比例（price）或增加的数量（add）。"})),
      or_formula(
          quantity<&Effect::value>("value", "any", not_negative, {"The value moved towards.", "靠近的目标值。"})),
      or_formula(
          quantity<&Effect::charge>("charge", "CNY/trip", not_negative, {"Charge per trip.", "每次出行的收费。"})),
      or_formula(quantity<&Effect::trip_cost>("trip_cost", "CNY/trip", positive,
                                              {"Cost of a trip without the charge.", "不含收费的单次出行成本。"})),
      or_formula(quantity<&Effect::elasticity>("elasticity", "share", {-10.0, 0.0, false},
                                               {"Elasticity to the price.", "价格弹性。"})),
      or_formula(quantity<&Effect::reduction>("reduction", "share", {-1.0, 1.0, false},
                                              {"Measured reduction, in place of charge, trip_cost and elasticity.",
                                               "实测降幅，可代替 charge、trip_cost 和 elasticity。"})),
      or_formula(quantity<&Effect::outside_change>(
          "outside_change", "share", {-1.0, 1.0, false},
          {"Change outside the zone (0 if left out).", "区域外的变化（缺省为 0）。"})),
      or_formula(
          quantity<&Effect::carbon_price>("carbon_price", "CNY/kgCO2", not_negative, {"Price of carbon.", "碳价。"})),
      otherwise(flag<&Effect::indexed>("indexed", {"Whether the charge rises with prices.", "收费是否随物价调整。"}),
                "true"),
      otherwise(
          or_formula(quantity<&Effect::rebound>("rebound", "share", {-1.0, 3.0, false},
                                                {"Share of the saving that is taken back.", "被回弹抵消的节约比例。"})),
          "0 %"),
      nested<&Effect::overlap>("overlap",
                               {"Overlap with other effects on the same target.", "与同一对象上其他效应的重叠。"}),
  };
  static const FieldTable table{"effect", rows};
  return table;
}

const FieldTable& LeverCost::fields() {
  static const FieldRow rows[] = {
      or_formula(quantity<&LeverCost::capital>("capital", "any", not_negative,
                                               {"Capital per newly covered unit of `per`, or of the whole programme.",
                                                "每新覆盖一单位 per（未写 per 时为整个项目）的投资。"})),
      or_formula(quantity<&LeverCost::running>(
          "running", "any", any_number,
          {"Running cost per covered unit and year, less what it saves in bills and time.",
           "每覆盖单位每年的运行成本，扣除节省的费用和时间。"})),
      or_formula(quantity<&LeverCost::revenue>("revenue", "any", not_negative,
                                               {"Charges collected per covered unit and year: a transfer to the public "
                                                "purse.",
                                                "每覆盖单位每年收取的费用：转移给公共财政。"})),
      words<&LeverCost::per>("per", FieldKind::reference,
                             {"What is covered: sectors.S.activity, sectors.S.energy, population or waste; the whole "
                              "programme if left out.",
                              "覆盖对象：sectors.S.activity、sectors.S.energy、population 或 waste，缺省为整个项目。"}),
      in_years(quantity<&LeverCost::lifetime>(
          "lifetime", "year", {1.0, 500.0, false},
          {"Years after which the capital is renewed (never, if left out).", "更新周期（缺省为不更新）。"})),
      otherwise(quantity<&LeverCost::learning>(
                    "learning", "share", {-0.5, 0.5, false},
                    {"Yearly fall of the capital cost, log points.", "投资成本的年降幅，对数点。"}),
                "0 %"),
      otherwise(quantity<&LeverCost::public_share>("public_share", "share", share_range,
                                                   {"Share that the public purse pays.", "公共财政承担的比例。"}),
                "0 %"),
  };
  static const FieldTable table{"cost", rows};
  return table;
}

const FieldTable& Case::fields() {
  static const FieldRow rows[] = {
      localized<&Case::city>("city", {"City of origin.", "来源城市。"}),
      localized<&Case::programme>("programme", {"Programme there.", "当地的项目。"}),
      words<&Case::source>("source", FieldKind::source, {"Where it is described.", "出处。"}),
  };
  static const FieldTable table{"case", rows};
  return table;
}

const FieldTable& Lever::fields() {
  static const FieldRow rows[] = {
      words<&Lever::lever>("lever", FieldKind::id,
                           {"Id of the lever (in its own file).", "措施的代号（写在措施文件中）。"}),
      words<&Lever::use>("use", FieldKind::reference,
                         {"The lever of the library to use (in a scenario).", "情景中所用的措施库条目。"}),
      words<&Lever::as>("as", FieldKind::id,
                        {"Another id, needed if a lever is used twice.", "另取的代号，同一措施用两次时必需。"}),
      localized<&Lever::name>("name", {"Name shown in tables.", "表中显示的名称。"}),
      localized<&Lever::mechanism>("mechanism", {"How it works, in a sentence.", "一句话的作用机制。"}),
      localized<&Lever::description>("description", {"Notes for readers.", "给读者的说明。"}),
      words<&Lever::quality>(
          "quality", FieldKind::reference,
          {"The parameter that says how well the measure is carried out, or `reach`; `realisation` or "
           "else `reach` if left out. `uncertainty: {implementation_quality}` ties those of all levers.",
           "表示执行好坏的参数名，或 `reach`；缺省为 realisation，没有则为 reach。"
           "`uncertainty: {implementation_quality}` 使各措施的该项相关。"}),
      nested<&Lever::origin>("case", {"The city where it was proven.", "实践过它的城市。"}),
      sources_row(),
      parameters_row(),
      required(nested<&Lever::adoption>("adoption", {"How it spreads.", "推广过程。"})),
      effects_row(),
      nested<&Lever::cost>("cost", {"What it costs.", "成本。"}),
  };
  static const FieldTable table{"lever", rows};
  return table;
}

}  // namespace citypeak::model
