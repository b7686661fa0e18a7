// SPDX-License-Identifier: MIT
// The field tables of a lever.
#include "sim/model/lever.hpp"

#include <algorithm>

namespace citypeak::model {

namespace {

/// One text or a list of texts.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow texts(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::ids, meaning};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
    auto& target = member<Pointer>(object);
    if (node.is_list()) {
      for (const text::Node& item : node.items) {
        const bool again =
            std::any_of(target.begin(), target.end(), [&](const Word& word) { return word.text == item.text; });
        if (!again) target.emplace_back(reader.read_text(item), item.place);  // a target is acted on once
      }
    } else {
      target.emplace_back(reader.read_text(node), node.place);
    }
  };
  return row;
}

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

/// The lever's bibliography: read for its form, kept in the tree.
[[nodiscard]] constexpr FieldRow sources_row() {
  FieldRow row{"sources", FieldKind::sources, {"Bibliography of the lever.", "措施的参考文献。"}};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void*) {
    Named<SourceEntry> sources;
    read_named(reader, node, sources);
    for (const auto& source : sources) reader.source_ids.push_back(source.first);
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
      texts<&Effect::on>("on",
                         {"Targets that are multiplied: sectors.S.activity, sectors.S.intensity, sectors.S.process, "
                          "sectors.S.process.ratio, carriers.C.factor.",
                          "按比例改变的对象：sectors.S.activity、sectors.S.intensity、sectors.S.process、"
                          "sectors.S.process.ratio、carriers.C.factor。"}),
      texts<&Effect::toward>("toward", {"Targets that are moved towards `value`.", "向 value 靠近的对象。"}),
      texts<&Effect::shift>("shift", {"Sectors in which useful energy moves `from` one carrier `to` another.",
                                      "把有用能从 from 移到 to 的部门。"}),
      words<&Effect::from>("from", FieldKind::id, {"Carrier that loses share.", "减少的能源品种。"}),
      words<&Effect::to>("to", FieldKind::id, {"Carrier that gains share.", "增加的能源品种。"}),
      or_formula(
          quantity<&Effect::change>("change", "share", {-1.0, 10.0, false},
                                    {"Change at full adoption; negative reduces.", "完全采用时的变化，负值为减少。"})),
      or_formula(
          quantity<&Effect::strength>("strength", "share", {0.0, 1.0, false},
                                      {"Share of the way (toward) or of the carrier's share (shift) at full adoption.",
                                       "完全采用时靠近的程度（toward）或移动的比例（shift）。"})),
      or_formula(
          quantity<&Effect::value>("value", "any", not_negative, {"The value moved towards.", "靠近的目标值。"})),
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
      nested<&Lever::origin>("case", {"The city where it was proven.", "实践过它的城市。"}),
      sources_row(),
      parameters_row(),
      required(nested<&Lever::adoption>("adoption", {"How it spreads.", "推广过程。"})),
      effects_row(),
  };
  static const FieldTable table{"lever", rows};
  return table;
}

}  // namespace citypeak::model
