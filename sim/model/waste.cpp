// SPDX-License-Identifier: MIT
// The field tables of waste; defaults are those of the IPCC's guidelines where they have one.
#include "sim/model/waste.hpp"

#include <algorithm>

namespace citypeak::model {

namespace {

constexpr std::string_view routes_of_waste[] = {"landfill", "incineration", "composting", "digestion", "recycling"};
constexpr Range heat_range{-2.5e6, 5e7, false};  // J/kg: from water, which must be dried, to plastics
constexpr Range credit_range{-20.0, 20.0, false};

}  // namespace

std::span<const std::string_view> Waste::route_names() { return routes_of_waste; }

const FieldTable& WasteClass::fields() {
  static const FieldRow rows[] = {
      localized<&WasteClass::name>("name", {"Name shown in tables.", "表中显示的名称。"}),
      required(
          share_or_rest<&WasteClass::share>("share", {"Share of the wet mass of all waste.", "占垃圾湿重的比例。"})),
      share_set<&WasteClass::routes>("routes", {"Where the class goes, base year; that of all waste if left out.",
                                                "该组分在基准年的处理去向，缺省同全部垃圾。"}),
      otherwise(quantity<&WasteClass::carbon>(
                    "carbon", "share", share_range,
                    {"Degradable organic carbon per wet mass (DOC).", "单位湿重的可降解有机碳（DOC）。"}),
                "0 %"),
      otherwise(quantity<&WasteClass::decay>("decay", "share", {0.0, 10.0, false},
                                             {"Rate of decay in the landfill (k).", "填埋场内的降解速率（k）。"}),
                "0"),
      otherwise(quantity<&WasteClass::dry_matter>("dry_matter", "share", share_range,
                                                  {"Dry mass per wet mass.", "干物质占湿重的比例。"}),
                "100 %"),
      otherwise(quantity<&WasteClass::dry_carbon>("dry_carbon", "share", share_range,
                                                  {"Carbon per dry mass.", "干物质中碳的比例。"}),
                "0 %"),
      otherwise(quantity<&WasteClass::fossil>("fossil", "share", share_range,
                                              {"Fossil share of that carbon.", "其中化石碳的比例。"}),
                "0 %"),
      otherwise(quantity<&WasteClass::heat>("heat", "J/kg", heat_range,
                                            {"Lower heating value of the wet mass.", "湿基低位热值。"}),
                "0 J/kg"),
      otherwise(quantity<&WasteClass::recycling_credit>(
                    "recycling_credit", "kgCO2/kg", credit_range,
                    {"CO2 that recycling a mass of it spares elsewhere (negative): a line of its own, in no scope.",
                     "每单位质量再生利用在别处减少的 CO2（负值）：单列，不计入任何范围。"}),
                "0 kgCO2/kg"),
  };
  static const FieldTable table{"waste class", rows};
  return table;
}

const FieldTable& Landfill::fields() {
  static const FieldRow rows[] = {
      otherwise(quantity<&Landfill::correction>("correction", "share", share_range,
                                                {"Methane correction factor (MCF).", "甲烷修正因子（MCF）。"}),
                "100 %"),
      otherwise(quantity<&Landfill::decomposing>("decomposing", "share", share_range,
                                                 {"Share of the degradable carbon that decomposes (DOCf).",
                                                  "可降解有机碳中实际降解的比例（DOCf）。"}),
                "50 %"),
      otherwise(
          quantity<&Landfill::methane>("methane", "share", share_range,
                                       {"Methane in landfill gas, by volume (F).", "填埋气中甲烷的体积比例（F）。"}),
          "50 %"),
      otherwise(quantity<&Landfill::recovery>("recovery", "share", share_range,
                                              {"Share of the methane that is captured (R).", "甲烷回收比例（R）。"}),
                "0 %"),
      otherwise(quantity<&Landfill::oxidation>(
                    "oxidation", "share", share_range,
                    {"Share of the rest that the cover oxidises (OX).", "覆盖层氧化的比例（OX）。"}),
                "0 %"),
      yearly(table_of_years<&Landfill::past>("past", "kg", not_negative,
                                             {"Waste landfilled by year up to the base year; linear between the years.",
                                              "截至基准年的逐年填埋量，年份之间线性变化。"})),
      quantity<&Landfill::past_growth>(
          "past_growth", "share", {-0.5, 1.0, false},
          {"In place of `past`: yearly growth of the landfilled waste until the base year, log points.",
           "可代替 past：基准年以前填埋量的年增长率，对数点。"}),
      otherwise(whole<&Landfill::since>("since", FieldKind::year, {1800.0, 2600.0, false},
                                        {"First year of that growth.", "该增长的起始年份。"}),
                "50 years before the base year"),
  };
  static const FieldTable table{"landfill", rows};
  return table;
}

const FieldTable& Incineration::fields() {
  static const FieldRow rows[] = {
      otherwise(quantity<&Incineration::efficiency>("efficiency", "share", share_range,
                                                    {"Electricity per heat.", "发电效率（电/热）。"}),
                "0 %"),
      flag<&Incineration::power_credit>("power_credit",
                                        {"Take the electricity made off what the city draws from the grid.",
                                         "从城市自电网取用的电量中扣除焚烧发电量。"}),
  };
  static const FieldTable table{"incineration", rows};
  return table;
}

const FieldTable& Waste::fields() {
  static const FieldRow rows[] = {
      required(quantity<&Waste::amount>("amount", "kg/person/year", not_negative,
                                        {"Waste per head in the base year.", "基准年人均垃圾产生量。"})),
      otherwise(quantity<&Waste::elasticity>("elasticity", "share", {-5.0, 5.0, false},
                                             {"Elasticity to GDP per head.", "对人均 GDP 的弹性。"}),
                "0"),
      quantity<&Waste::saturation>("saturation", "kg/person/year", positive,
                                   {"Waste per head that no income exceeds.", "人均垃圾产生量的饱和值。"}),
      share_set<&Waste::routes>("routes", {"Where waste goes, base year: landfill, incineration, composting, "
                                           "digestion, recycling.",
                                           "基准年处理去向：landfill 填埋、incineration 焚烧、composting 堆肥、"
                                           "digestion 厌氧消化、recycling 回收。"}),
      otherwise(quantity<&Waste::gwp>("gwp", "share", {0.0, 200.0, false},
                                      {"Warming potential of methane (28: AR5, 27.2: AR6, both over 100 years).",
                                       "甲烷增温潜势（28：AR5；27.2：AR6，均为100年）。"}),
                "28"),
      nested<&Waste::landfill>("landfill", {"How landfilled waste decays.", "填埋垃圾的降解。"}),
      nested<&Waste::incineration>("incineration", {"Heat and power of incineration.", "焚烧的热与电。"}),
      otherwise(quantity<&Waste::composting>(
                    "composting", "kgCO2/kg", not_negative,
                    {"Gases of composting other than CO2, CO2 equivalent.", "堆肥排放的非 CO2 温室气体，CO2 当量。"}),
                "0 kgCO2/kg"),
      otherwise(quantity<&Waste::digestion>("digestion", "kgCO2/kg", not_negative,
                                            {"Gases that digestion loses other than CO2, CO2 equivalent.",
                                             "厌氧消化逸散的非 CO2 温室气体，CO2 当量。"}),
                "0 kgCO2/kg"),
      required(map_of<&Waste::classes>("classes", {"Classes of waste by id.", "垃圾组分。"})),
  };
  static const FieldTable table{"waste", rows};
  return table;
}

}  // namespace citypeak::model
