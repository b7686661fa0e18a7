// SPDX-License-Identifier: MIT
// The register of output variables: contract spelling, unit, words in both languages, and where each lies in a year's
// state.
#include <utility>

#include "sim/plan/plan.hpp"

namespace citypeak::plan {

StateLayout state_layout(const model::City& city, std::size_t sector_carriers, std::size_t levers) {
  StateLayout layout;
  const auto branches = city.economy.value_added ? city.economy.value_added->shares.entries.size() : 0;
  std::uint32_t next = layout.fixed;
  const auto take = [&next](std::size_t count) {
    return std::exchange(next, next + static_cast<std::uint32_t>(count));
  };
  layout.value_added = take(branches);
  layout.activity = take(city.sectors.size());
  layout.sector_energy = take(city.sectors.size());
  layout.sector_emissions = take(city.sectors.size());
  layout.sector_underlying = take(city.sectors.size());
  layout.intensity = take(city.sectors.size());
  layout.carrier_energy = take(city.carriers.size());
  layout.factor = take(city.carriers.size());
  layout.share = take(sector_carriers);
  layout.adoption = take(levers);
  layout.lever_capital = take(levers);
  layout.lever_running = take(levers);
  layout.size = next;
  return layout;
}

namespace {

// From the plan's units (PJ, Mt, billion CNY, person) to those of contract.md.
constexpr double gj_per_million_cny = 1e3;      // PJ per billion CNY
constexpr double tonnes_per_million_cny = 1e3;  // Mt per billion CNY
constexpr double tonnes_per_mt = 1e6;
constexpr double cny_per_billion = 1e9;
constexpr double million_per_billion = 1e3;
constexpr double kg_per_kwh = 3.6;  // Mt/PJ = 1e-6 kg/J; 1 kWh = 3.6e6 J

[[nodiscard]] Label label_of(const model::LocalText& name, const std::string& id) {
  return name.en.empty() ? Label{id, id} : Label{name.en, name.zh};
}

class Register {
 public:
  Register(const model::Scenario& scenario, const StateLayout& layout, const std::vector<std::string>& share_names,
           std::uint32_t city_index)
      : scenario_(scenario),
        city_(scenario.city),
        layout_(layout),
        share_names_(share_names),
        city_index_(city_index) {}

  [[nodiscard]] std::vector<Variable> all() {
    economy();
    emissions();
    energy();
    add("electricity.factor", "kgCO2e/kWh", {"Electricity emission factor", "电力排放因子"}, layout_.electricity_factor,
        kg_per_kwh);
    activities();
    levers();
    costs();
    additional();
    intermediates();
    return std::move(out_);
  }

 private:
  void add(std::string name, std::string unit, Label label, std::uint32_t state, double multiplier = 1.0,
           bool headline = true, bool intermediate = false) {
    out_.push_back(
        {std::move(name), std::move(unit), std::move(label), city_index_, state, multiplier, headline, intermediate});
  }

  void economy() {
    add("population", "person", {"Population", "常住人口"}, layout_.population);
    add("gdp", "billion CNY/year", {"GDP", "地区生产总值"}, layout_.gdp);
    add("gdp_per_capita", "CNY/person/year", {"GDP per head", "人均地区生产总值"}, layout_.gdp_per_capita,
        cny_per_billion);
    if (!city_.economy.value_added) return;
    std::uint32_t at = layout_.value_added;
    for (const auto& entry : city_.economy.value_added->shares.entries) {
      add("value_added." + entry.id, "billion CNY/year", {"Value added, " + entry.id, "增加值：" + entry.id}, at++, 1.0,
          false);
    }
  }

  void emissions() {
    const std::string mt = "MtCO2e/year";
    add("emissions.total", mt, {"CO2 emissions, scope 1 and 2", "CO2 排放总量（范围1+2）"}, layout_.total);
    add("emissions.co2", mt, {"CO2 emissions", "CO2 排放"}, layout_.total, 1.0, false);
    add("emissions.ghg", mt, {"Greenhouse gases, scope 1 and 2", "温室气体排放（范围1+2）"}, layout_.ghg, 1.0,
        city_.waste.has_value());
    add("emissions.consumption", mt, {"CO2 emissions, electricity where it is used", "CO2 排放（电力按消费侧核算）"},
        city_.territorial ? layout_.consumption : layout_.total);
    add("emissions.territorial_plus_imports", mt,
        {"CO2 emissions, local plants plus imported electricity", "CO2 排放（本地电厂加净调入电力核算）"},
        city_.territorial ? layout_.total : layout_.territorial);
    add("emissions.local_plants", mt, {"CO2 of local power plants (memo)", "本地电厂 CO2 排放（备注）"},
        layout_.local_plants, 1.0, false);
    add("emissions.scope1", mt, {"CO2 emissions, scope 1", "CO2 排放：范围1"}, layout_.scope1);
    add("emissions.scope2", mt, {"CO2 emissions, scope 2", "CO2 排放：范围2"}, layout_.scope2);
    add("emissions.scope3", mt, {"CO2 emissions, scope 3 (beside the total)", "CO2 排放：范围3（不计入总量）"},
        layout_.scope3);
    std::uint32_t at = layout_.sector_emissions;
    for (const auto& [id, sector] : city_.sectors) {
      const Label label = label_of(sector.name, id);
      add("emissions.sector." + id, mt, {"CO2 emissions, " + label.en, "CO2 排放：" + label.zh}, at++);
    }
    if (city_.waste)
      add("emissions.sector.waste", mt, {"CO2 emissions, Waste", "CO2 排放：垃圾处理"}, layout_.waste_emissions);
    add("emissions.process", mt, {"Process CO2", "工业过程 CO2"}, layout_.process);
    add("emissions.sink", mt, {"CO2 taken up by sinks", "碳汇吸收 CO2"}, layout_.sink, 1.0, !city_.sinks.empty());
    add("emissions.per_capita", "tCO2e/person/year", {"CO2 per head", "人均 CO2 排放"}, layout_.per_capita,
        tonnes_per_mt);
    add("emissions.per_gdp", "tCO2e/million CNY", {"CO2 per GDP", "单位 GDP CO2 排放"}, layout_.per_gdp,
        tonnes_per_million_cny);
  }

  void energy() {
    add("energy.total", "PJ/year", {"Final energy", "终端能源消费量"}, layout_.energy);
    std::uint32_t at = layout_.sector_energy;
    for (const auto& [id, sector] : city_.sectors) {
      const Label label = label_of(sector.name, id);
      add("energy.sector." + id, "PJ/year", {"Final energy, " + label.en, "终端能源：" + label.zh}, at++, 1.0, false);
    }
    at = layout_.carrier_energy;
    for (const auto& [id, carrier] : city_.carriers) {
      const Label label = label_of(carrier.name, id);
      add("energy.carrier." + id, "PJ/year", {"Final energy, " + label.en, "终端能源：" + label.zh}, at++, 1.0,
          id == "electricity");
    }
    add("energy.per_gdp", "GJ/million CNY", {"Final energy per GDP", "单位 GDP 终端能耗"}, layout_.energy_per_gdp,
        gj_per_million_cny);
  }

  // Beyond the contract's list: what its variables are made of.
  void additional() {
    if (city_.power && city_.power->local_plants.present() && !city_.territorial) {
      add("emissions.scope1_with_plants", "MtCO2e/year",
          {"CO2 emissions, scope 1 with power plants", "CO2 排放：范围1（含并网电厂）"}, layout_.scope1_with_plants);
    }
    add("electricity.demand", "PJ/year", {"Electricity used", "用电量"}, layout_.electricity_demand, 1.0, false);
    waste();
    for (std::uint32_t l = 0; l < scenario_.levers.size(); ++l) {
      const model::Lever& lever = scenario_.levers[l];
      add("lever." + lever.id() + ".capital", "million CNY/year",
          {"Capital spending, " + lever.name.en, "投资：" + lever.name.zh}, layout_.lever_capital + l,
          million_per_billion, false);
      add("lever." + lever.id() + ".running", "million CNY/year",
          {"Running cost, " + lever.name.en, "运行成本：" + lever.name.zh}, layout_.lever_running + l,
          million_per_billion, false);
    }
  }

  void waste() {
    if (!city_.waste) return;
    add("emissions.avoided", "MtCO2e/year",
        {"CO2 that recycling spares elsewhere (beside all scopes)", "回收利用在别处减少的 CO2（不计入各范围）"},
        layout_.avoided, 1.0, false);
    add("waste.generated", "Mt/year", {"Waste generated", "垃圾产生量"}, layout_.waste_generated, 1.0, false);
    constexpr std::pair<const char*, const char*> words[] = {{"Waste landfilled", "填埋量"},
                                                             {"Waste incinerated", "焚烧量"},
                                                             {"Waste composted", "堆肥量"},
                                                             {"Waste digested", "厌氧消化量"},
                                                             {"Waste recycled", "回收利用量"}};
    const auto routes = model::Waste::route_names();
    for (std::uint32_t r = 0; r < routes.size(); ++r) {
      add("waste." + std::string(routes[r]), "Mt/year", {words[r].first, words[r].second}, layout_.waste_route + r, 1.0,
          false);
    }
    add("waste.methane", "kt/year", {"Methane of landfills", "填埋场甲烷排放"}, layout_.waste_methane, 1e3, false);
    add("waste.power", "PJ/year", {"Electricity of incineration", "垃圾焚烧发电量"}, layout_.waste_power, 1.0, false);
  }

  void costs() {
    const std::string unit = "million CNY/year";
    add("cost.capital", unit, {"Capital spending on levers", "措施投资"}, layout_.cost_capital, million_per_billion,
        false);
    add("cost.running", unit, {"Running cost of levers", "措施运行成本"}, layout_.cost_running, million_per_billion,
        false);
    add("cost.public", unit, {"Public spending on levers", "措施公共支出"}, layout_.cost_public, million_per_billion,
        false);
  }

  void activities() {
    std::uint32_t at = layout_.activity;
    for (const auto& [id, sector] : city_.sectors) {
      const Label label = label_of(sector.name, id);
      const bool index = sector.activity.dimension.is_none();
      const std::string unit = index ? "index" : sector.activity.written_unit;
      const double in_own_unit = index ? 1.0 : 1.0 / sector.activity.written_factor;
      add("activity." + id, unit, {"Activity, " + label.en, "活动量：" + label.zh}, at++, in_own_unit, false);
    }
  }

  void levers() {
    std::uint32_t at = layout_.adoption;
    for (const model::Lever& lever : scenario_.levers) {
      add("lever." + lever.id() + ".adoption", "share", {"Adoption, " + lever.name.en, "采用率：" + lever.name.zh},
          at++, 1.0, false);
    }
  }

  // Only `--central` writes these: what a reviewer needs to redo the path by hand.
  void intermediates() {
    std::uint32_t at = layout_.intensity;
    for (const auto& [id, sector] : city_.sectors) {
      add("intensity." + id, "PJ per unit of activity", {"Useful energy per activity, " + id, "单位活动有用能：" + id},
          at++, 1.0, false, true);
    }
    at = layout_.factor;
    for (const auto& [id, carrier] : city_.carriers) {
      add("factor." + id, "kgCO2e/GJ", {"Emission factor, " + id, "排放因子：" + id}, at++, 1e3, false, true);
    }
    at = layout_.share;
    for (const std::string& name : share_names_) {
      add("share." + name, "share", {"Final-energy share, " + name, "终端能源占比：" + name}, at++, 1.0, false, true);
    }
  }

  const model::Scenario& scenario_;
  const model::City& city_;
  const StateLayout& layout_;
  const std::vector<std::string>& share_names_;
  std::uint32_t city_index_;
  std::vector<Variable> out_;
};

}  // namespace

std::vector<Variable> city_variables(const model::Scenario& scenario, const StateLayout& layout,
                                     const std::vector<std::string>& share_names, std::uint32_t city_index) {
  return Register(scenario, layout, share_names, city_index).all();
}

bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (name.substr(0, star) != pattern.substr(0, star)) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t i = star; i <= name.size(); ++i) {
    if (matches(rest, name.substr(i))) return true;
  }
  return false;
}

}  // namespace citypeak::plan
