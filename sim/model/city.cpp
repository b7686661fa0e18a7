// SPDX-License-Identifier: MIT
// The field tables of a city: every key with its unit, range, default and meaning in both languages.
#include "sim/model/city.hpp"

#include <algorithm>

namespace citypeak::model {

namespace {

constexpr std::string_view curve_names[] = {"logistic", "linear", "step", "bass", "table"};
constexpr std::string_view boundary_names[] = {headline_boundary, "scope1_co2", "scope1_scope2_ghg", "other"};
constexpr std::string_view survivals[] = {"weibull", "exponential"};
constexpr std::string_view routes_of_hydrogen[] = {"coal", "gas", "gas_capture", "by_product", "electrolysis"};
constexpr std::string_view shock_starts[] = {"stationary", "zero"};
constexpr std::string_view electricity_conventions[] = {"calorific", "coal_equivalent"};
constexpr Range calendar_years{1800.0, 2600.0, false};
constexpr Range efficiency_range{0.0, 100.0, true};  // heat pumps give more than they take
constexpr Range noise_range{0.0, 0.2, false};
constexpr Range persistence_range{-0.999, 0.999, false};
constexpr Range recession_range{0.0, 0.5, false};  // the central path, u = 0.5, meets no recession
constexpr Range depth_range{0.0, 0.9, false};      // of a whole loss the logarithm is no number
constexpr Range correlation_range{-1.0, 1.0, false};

}  // namespace

const FieldTable& SourceEntry::fields() {
  static const FieldRow rows[] = {
      words<&SourceEntry::title>("title", FieldKind::text, {"Title.", "标题。"}),
      words<&SourceEntry::address>("address", FieldKind::text, {"Where it can be found.", "出处地址。"}),
      words<&SourceEntry::note>("note", FieldKind::text, {"Remark.", "备注。"}),
      words<&SourceEntry::licence>("licence", FieldKind::text, {"Terms of use.", "使用许可。"}),
  };
  static const FieldTable table{"source", rows};
  return table;
}

std::span<const std::string_view> Adoption::curves() { return curve_names; }

const FieldTable& Adoption::Erosion::fields() {
  static const FieldRow rows[] = {
      required(or_formula(in_years(quantity<&Erosion::half_life>(
          "half_life", "year", positive,
          {"Years until half of the part that erodes is lost.", "会消退部分减半所需的年数。"})))),
      otherwise(or_formula(quantity<&Erosion::persistent>(
                    "persistent", "share", share_range,
                    {"Share of each year's adoption that never erodes.", "每年新增采用中不消退的比例。"})),
                "0 %"),
  };
  static const FieldTable table{"erosion", rows};
  return table;
}

const FieldTable& Adoption::fields() {
  static const FieldRow rows[] = {
      otherwise(choice<&Adoption::curve>("curve", curve_names,
                                         {"Shape of the rise: logistic, linear, step, bass or table.",
                                          "采用曲线：logistic、linear、step、bass 或 table。"}),
                "logistic"),
      or_formula(quantity<&Adoption::start>(
          "start", "calendar year", calendar_years,
          {"Year the measure opens; a curve rises from it, a step jumps in it. Required, except with a table.",
           "措施启动年份；曲线由此上升，step 在当年跃升。除 table 外必填。"})),
      otherwise(
          or_formula(in_years(quantity<&Adoption::lag>(
              "lag", "year", not_negative,
              {"Years from opening to the first effect, added to `start`.", "从启动到见效的年数，加在 start 上。"}))),
          "0 a"),
      or_formula(in_years(quantity<&Adoption::rise>(
          "rise", "year", positive,
          {"Years from 10 % to 90 % of the reach.", "从覆盖目标的 10 % 升到 90 % 所需年数。"}))),
      or_formula(quantity<&Adoption::until>("until", "calendar year", calendar_years,
                                            {"Year in which 90 % of the reach is adopted; in place of `rise`.",
                                             "达到覆盖目标 90 % 的年份，可代替 rise。"})),
      quantity<&Adoption::innovation>("innovation", "share", {0.0, 10.0, true},
                                      {"With `curve: bass`: yearly share of those left who adopt by themselves (p).",
                                       "curve 为 bass 时：未采用者每年自发采用的比例（p）。"}),
      quantity<&Adoption::imitation>(
          "imitation", "share", {0.0, 10.0, false},
          {"With `curve: bass`: further yearly share for all having adopted (q), who are imitated.",
           "curve 为 bass 时：全部采用时模仿带来的年比例（q）。"}),
      table_of_years<&Adoption::values>(
          "values", "share", share_range,
          {"With `curve: table`: share of the reach by year; 0 before the first, linear between, constant after.",
           "curve 为 table 时：逐年占 reach 的比例；首年之前为 0，年份之间线性，末年之后不变。"}),
      otherwise(
          or_formula(quantity<&Adoption::reach>(
              "reach", "share", share_range, {"Coverage added over the reference.", "相对于基准情景新增的覆盖率。"})),
          "100 %"),
      nested<&Adoption::erosion>("erosion", {"How adoption fades again.", "采用效果的消退。"}),
  };
  static const FieldTable table{"adoption", rows};
  return table;
}

const FieldTable& Population::fields() {
  static const FieldRow rows[] = {
      required(quantity<&Population::value>("value", "person", positive,
                                            {"Residents in the base year.", "基准年常住人口。"})),
      otherwise(path<&Population::growth>("growth", FieldKind::rate_path, "share", {-0.5, 1.0, false},
                                          {"Yearly growth, compounding, by period.", "按时段的年增长率（复利）。"}),
                "0 %"),
      otherwise(quantity<&Population::growth_offset>(
                    "growth_offset", "share", {-0.5, 0.5, false},
                    {"Lasting deviation of growth, log points a year.", "增长率的持久偏差，对数点/年。"}),
                "0 %"),
  };
  static const FieldTable table{"population", rows};
  return table;
}

const FieldTable& Shock::fields() {
  static const FieldRow rows[] = {
      required(quantity<&Shock::sd>("sd", "share", {0.0, 1.0, false},
                                    {"Stationary standard deviation, log points.", "平稳标准差，对数点。"})),
      otherwise(quantity<&Shock::persistence>("persistence", "share", persistence_range,
                                              {"First-order autocorrelation.", "一阶自相关系数。"}),
                "0"),
      otherwise(choice<&Shock::start>("start", shock_starts,
                                      {"State in the base year (or the last observed year): stationary or zero.",
                                       "基准年（或最后观测年）的状态：stationary 或 zero。"}),
                "stationary"),
  };
  static const FieldTable table{"shock", rows};
  return table;
}

const FieldTable& Recession::fields() {
  static const FieldRow rows[] = {
      required(
          quantity<&Recession::probability>("probability", "share", recession_range,
                                            {"Probability that a year is one of recession. The central path has none.",
                                             "某一年发生衰退的概率；中位路径不含衰退。"})),
      required(quantity<&Recession::depth>(
          "depth", "share", depth_range,
          {"By how much GDP of such a year lies below what it would have been.", "衰退当年 GDP 低于正常水平的比例。"})),
      otherwise(quantity<&Recession::recovery>("recovery", "share", share_range,
                                               {"Share of the loss, in logarithms, that the year after brings back.",
                                                "次年恢复的损失比例（对数）。"}),
                "50 %"),
  };
  static const FieldTable table{"recession", rows};
  return table;
}

const FieldTable& IntensityShock::fields() {
  static const FieldRow rows[] = {
      required(quantity<&IntensityShock::sd>("sd", "share", {0.0, 1.0, false},
                                             {"Stationary standard deviation, log points.", "平稳标准差，对数点。"})),
      otherwise(quantity<&IntensityShock::persistence>("persistence", "share", persistence_range,
                                                       {"First-order autocorrelation.", "一阶自相关系数。"}),
                "0"),
      quantity<&IntensityShock::correlation>(
          "correlation", "share", correlation_range,
          {"Correlation of a year's innovation with that of `economy.shock`, which it needs; 0 if left out.",
           "当年当年随机冲击与 economy.shock 当年随机冲击的相关系数，须同时写 economy.shock；缺省为 0。"}),
      otherwise(choice<&IntensityShock::start>(
                    "start", shock_starts,
                    {"State in the base year (or the last year of observed GDP): stationary or zero.",
                     "基准年（或 GDP 最后观测年）的状态：stationary 或 zero。"}),
                "stationary"),
  };
  static const FieldTable table{"intensity_shock", rows};
  return table;
}

const FieldTable& ValueAdded::fields() {
  static const FieldRow rows[] = {
      required(share_set<&ValueAdded::shares>(
          "shares", {"Shares of the branches in value added, base year.", "基准年各产业增加值占比。"})),
      share_set<&ValueAdded::target>("target", {"Shares that the branches move to.", "各产业的目标占比。"}),
      nested<&ValueAdded::adoption>("adoption", {"Curve of the move; without `reach`.", "变化曲线，不写 reach。"}),
  };
  static const FieldTable table{"value_added", rows};
  return table;
}

const FieldTable& Capital::fields() {
  static const FieldRow rows[] = {
      otherwise(quantity<&Capital::share>("share", "share", {0.0, 0.99, false},
                                          {"Elasticity of GDP to capital (alpha).", "GDP 对资本的弹性（α）。"}),
                "50 %"),
      otherwise(quantity<&Capital::depreciation>(
                    "depreciation", "share", {0.0, 1.0, false},
                    {"Share of the capital that is worn out in a year (delta).", "资本年折旧率（δ）。"}),
                "9.6 %"),
      otherwise(quantity<&Capital::saving>("saving", "share", {0.0, 1.0, true},
                                           {"Share of GDP that is invested (s).", "GDP 中用于投资的比例（s）。"}),
                "43 %"),
      quantity<&Capital::ratio>("ratio", "share", {0.0, 100.0, true},
                                {"Capital over GDP in the base year (kappa); saving/(depreciation + mean growth of the "
                                 "reference) if left out.",
                                 "基准年资本产出比（κ），缺省为 saving/(depreciation + 基准情景平均增速)。"}),
      otherwise(
          quantity<&Capital::crowding_out>("crowding_out", "share", share_range,
                                           {"Share of the levers' capital that is taken from other investment (phi).",
                                            "措施投资中挤出其他投资的比例（φ）。"}),
          "100 %"),
  };
  static const FieldTable table{"capital", rows};
  return table;
}

const FieldTable& Economy::fields() {
  static const FieldRow rows[] = {
      required(yearly(quantity<&Economy::gdp>("gdp", "CNY", positive,
                                              {"Gross domestic product of the base year.", "基准年地区生产总值。"}))),
      otherwise(whole<&Economy::price_year>("price_year", FieldKind::year, {1900.0, 2600.0, false},
                                            {"Year of the prices.", "价格基期年份。"}),
                "base_year"),
      otherwise(path<&Economy::growth>("growth", FieldKind::rate_path, "share", {-0.5, 1.0, false},
                                       {"Real yearly growth, compounding, by period (the median path).",
                                        "按时段的实际年增长率（复利，中位路径）。"}),
                "0 %"),
      otherwise(quantity<&Economy::growth_offset>(
                    "growth_offset", "share", {-0.5, 0.5, false},
                    {"Lasting deviation of growth, log points a year.", "增长率的持久偏差，对数点/年。"}),
                "0 %"),
      nested<&Economy::shock>("shock", {"Yearly growth shocks.", "年度增长冲击。"}),
      nested<&Economy::recession>("recession", {"Rare years in which GDP falls back.", "偶发的经济衰退年份。"}),
      nested<&Economy::intensity_shock>("intensity_shock", {"Yearly shocks of every sector's energy intensity alike.",
                                                            "各部门能源强度共同的年度冲击。"}),
      nested<&Economy::value_added>("value_added", {"Branches of value added.", "增加值的产业构成。"}),
      flag<&Economy::feedback>(
          "feedback", {"Whether costs and growth effects of levers act on GDP.", "措施的成本与增长效应是否影响 GDP。"}),
      nested<&Economy::capital>("capital", {"The capital stock through which they act.", "其作用所经由的资本存量。"}),
      quantity<&Economy::inflation>(
          "inflation", "share", {-0.5, 1.0, false},
          {"Yearly rise of prices, for charges that are not indexed.", "物价年涨幅，用于不随物价调整的收费。"}),
  };
  static const FieldTable table{"economy", rows};
  return table;
}

const FieldTable& Process::fields() {
  static const FieldRow rows[] = {
      required(quantity<&Process::factor>("factor", "any", not_negative,
                                          {"CO2 per unit of activity at ratio 1.", "ratio 为 1 时单位活动量的 CO2。"})),
      otherwise(quantity<&Process::ratio>("ratio", "share", {0.0, 10.0, false},
                                          {"Multiplier, such as clinker per cement.", "乘数，例如水泥的熟料系数。"}),
                "100 %"),
      otherwise(path<&Process::trend>("trend", FieldKind::rate_path, "share", {-1.0, 1.0, false},
                                      {"Change, log points a year.", "变化率，对数点/年。"}),
                "0 %"),
  };
  static const FieldTable table{"process", rows};
  return table;
}

const FieldTable& Zone::fields() {
  static const FieldRow rows[] = {
      required(quantity<&Zone::share>("share", "share", share_range,
                                      {"Share of the sector's activity inside the zone and its hours.",
                                       "该部门活动量位于收费区域和时段内的比例。"})),
      required(quantity<&Zone::trip_cost>("trip_cost", "CNY/trip", positive,
                                          {"Generalised cost of a trip without the charge: money and time.",
                                           "不含收费的单次出行广义成本（费用与时间）。"})),
  };
  static const FieldTable table{"zone", rows};
  return table;
}

const FieldTable& Stock::fields() {
  static const FieldRow rows[] = {
      required(in_years(quantity<&Stock::life>("life", "year", {0.5, 200.0, false}, {"Mean life.", "平均寿命。"}))),
      otherwise(choice<&Stock::survival>("survival", survivals,
                                         {"weibull (shape 4: most last about the mean life) or exponential.",
                                          "weibull（形状参数 4，寿命集中在均值附近）或 exponential。"}),
                "weibull"),
      required(shares_by_year<&Stock::sales>(
          "sales", false,
          {"Shares of the carriers in new stock by year, from the base year on; linear between the years.",
           "自基准年起逐年新增存量中各能源品种的比例，年份之间线性变化。"})),
  };
  static const FieldTable table{"stock", rows};
  return table;
}

const FieldTable& Sector::fields() {
  static const FieldRow rows[] = {
      localized<&Sector::name>("name", {"Name shown in tables.", "表中显示的名称。"}),
      required(words<&Sector::driver>(
          "driver", FieldKind::reference,
          {"What the activity follows: population, gdp, gdp_per_capita, value_added.BRANCH, activity.SECTOR or path.",
           "活动量的驱动因素：population、gdp、gdp_per_capita、value_added.产业、activity.部门 或 path。"})),
      path<&Sector::driver_path>(
          "path", FieldKind::level_path, "any", positive,
          {"The driver itself by year, with `driver: path`.", "driver 为 path 时逐年的驱动值。"}),
      otherwise(quantity<&Sector::elasticity>("elasticity", "share", {-10.0, 10.0, false},
                                              {"Elasticity of activity to the driver.", "活动量对驱动因素的弹性。"}),
                "1"),
      otherwise(yearly(quantity<&Sector::activity>(
                    "activity", "any", positive,
                    {"Amount of activity in the base year, with its unit.", "基准年活动量及单位。"})),
                "1"),
      otherwise(path<&Sector::activity_trend>(
                    "activity_trend", FieldKind::rate_path, "share", {-1.0, 1.0, false},
                    {"Further change of activity, log points a year.", "活动量的额外变化，对数点/年。"}),
                "0 %"),
      otherwise(yearly(quantity<&Sector::energy>("energy", "J", not_negative,
                                                 {"Final energy used in the base year.", "基准年终端能源消费量。"})),
                "0 J"),
      choice<&Sector::electricity_as>(
          "electricity_as", electricity_conventions,
          {"How electricity is counted in an `energy` written in tce.", "energy 以吨标准煤给出时电力的折算口径。"}),
      otherwise(
          path<&Sector::intensity_trend>("intensity_trend", FieldKind::rate_path, "share", {-1.0, 1.0, false},
                                         {"Change of useful energy per activity, log points a year; negative falls.",
                                          "单位活动有用能的变化，对数点/年，负值为下降。"}),
          "0 %"),
      otherwise(quantity<&Sector::intensity_offset>(
                    "intensity_offset", "share", {-0.5, 0.5, false},
                    {"Lasting deviation of that change, log points a year.", "该变化率的持久偏差，对数点/年。"}),
                "0 %"),
      share_set<&Sector::carriers>("carriers",
                                   {"Shares of the carriers in final energy, base year; required with `energy`.",
                                    "基准年各能源品种占终端能源的比例，写 energy 时必需。"}),
      within(
          share_set<&Sector::efficiency>("efficiency", {"Useful energy per final energy, by carrier (1 if left out).",
                                                        "各能源品种的有用能/终端能之比（缺省为 1）。"}),
          efficiency_range),
      shares_by_year<&Sector::milestones>("milestones", false,
                                          {"Final-energy shares in later years; linear between the years.",
                                           "以后年份的终端能源占比，年份之间线性变化。"}),
      nested<&Sector::stock>(
          "stock", {"Stock that is replaced with age, in place of milestones.", "随寿命更新的存量，代替 milestones。"}),
      nested<&Sector::zone>("zone", {"The part inside a charging zone.", "位于收费区域内的部分。"}),
      nested<&Sector::process>("process", {"Process CO2 of the activity.", "活动的工业过程 CO2。"}),
      otherwise(quantity<&Sector::local_share>("local_share", "share", share_range,
                                               {"Share of the sector inside the city; the rest is scope 3.",
                                                "部门位于城市边界内的比例，其余计入范围3。"}),
                "100 %"),
  };
  static const FieldTable table{"sector", rows};
  return table;
}

std::vector<std::string> carriers_of(const Sector& sector) {
  std::vector<std::string> out;
  const auto take = [&out](const Shares& shares) {
    for (const auto& entry : shares.entries) {
      if (std::find(out.begin(), out.end(), entry.id) == out.end()) out.push_back(entry.id);
    }
  };
  take(sector.carriers);
  for (const Milestone& milestone : sector.milestones) take(milestone.shares);
  if (sector.stock) {
    for (const Milestone& year : sector.stock->sales) take(year.shares);
  }
  take(sector.efficiency);
  return out;
}

const FieldTable& FactorNoise::fields() {
  static const FieldRow rows[] = {
      required(quantity<&FactorNoise::sd>(
          "sd", "share", noise_range,
          {"Relative standard deviation of the yearly factor.", "年度排放因子的相对标准差。"})),
  };
  static const FieldTable table{"factor_noise", rows};
  return table;
}

std::span<const std::string_view> Production::route_names() { return routes_of_hydrogen; }

const Quantity* Production::emission_of(std::string_view route) const {
  if (route == "coal") return &coal;
  if (route == "gas") return &gas;
  if (route == "gas_capture") return &gas_capture;
  if (route == "by_product") return &by_product;
  return nullptr;
}

const FieldTable& Production::fields() {
  static const FieldRow rows[] = {
      required(quantity<&Production::made_inside>(
          "made_inside", "share", share_range,
          {"Share made inside the city: its CO2 is scope 1 and its electricity the city's; the rest is scope 3.",
           "市内制取的比例：其 CO2 属范围1、用电计入本市；其余计入范围3。"})),
      required(shares_by_year<&Production::routes>(
          "routes", true,
          {"Shares of the routes, for all years or by year: coal, gas, gas_capture, by_product, electrolysis.",
           "各制氢路线的比例（不变或按年份）：coal、gas、gas_capture、by_product、electrolysis。"})),
      quantity<&Production::coal>("coal", "kgCO2/kg", not_negative, {"CO2 per mass from coal.", "煤制氢单位排放。"}),
      quantity<&Production::gas>("gas", "kgCO2/kg", not_negative,
                                 {"CO2 per mass from natural gas.", "天然气制氢单位排放。"}),
      quantity<&Production::gas_capture>("gas_capture", "kgCO2/kg", not_negative,
                                         {"The same with capture.", "带碳捕集的天然气制氢单位排放。"}),
      quantity<&Production::by_product>(
          "by_product", "kgCO2/kg", not_negative,
          {"CO2 booked on hydrogen that other processes leave over.", "工业副产氢分摊的单位排放。"}),
      quantity<&Production::electrolysis>("electrolysis", "J/kg", not_negative,
                                          {"Electricity per mass by electrolysis.", "电解制氢单位电耗。"}),
      otherwise(
          quantity<&Production::dispensing>("dispensing", "J/kg", not_negative,
                                            {"Electricity per mass for compression and dispensing, always in the city.",
                                             "压缩与加注单位电耗，始终在市内。"}),
          "0 J/kg"),
  };
  static const FieldTable table{"production", rows};
  return table;
}

const FieldTable& Sink::fields() {
  static const FieldRow rows[] = {
      localized<&Sink::name>("name", {"Name shown in tables.", "表中显示的名称。"}),
      required(yearly(path<&Sink::uptake>("uptake", FieldKind::level_path, "kgCO2", not_negative,
                                          {"CO2 taken up in a year.", "年吸收的 CO2。"}))),
  };
  static const FieldTable table{"sink", rows};
  return table;
}

const FieldTable& Inventory::fields() {
  static const FieldRow rows[] = {
      required(words<&Inventory::id>("id", FieldKind::id, {"Its id.", "代号。"})),
      localized<&Inventory::name>("name", {"Who published it.", "发布者。"}),
      localized<&Inventory::boundary>("boundary", {"What it covers.", "核算边界。"}),
      required(whole<&Inventory::year>("year", FieldKind::year, {1900.0, 2600.0, false}, {"Its year.", "年份。"})),
      required(yearly(
          quantity<&Inventory::value>("value", "kgCO2", not_negative, {"Its total, with source.", "总量及来源。"}))),
  };
  static const FieldTable table{"inventory", rows};
  return table;
}

const FieldTable& Planned::fields() {
  static const FieldRow rows[] = {
      required(words<&Planned::variable>("variable", FieldKind::reference, {"The variable.", "变量。"})),
      required(whole<&Planned::from>("from", FieldKind::year, {1900.0, 2600.0, false}, {"First year.", "起始年份。"})),
      required(whole<&Planned::to>("to", FieldKind::year, {1900.0, 2600.0, false}, {"Last year.", "终止年份。"})),
      required(quantity<&Planned::change>("change", "share", {-1.0, 100.0, false},
                                          {"Change between them, with source.", "期间变化及来源。"})),
  };
  static const FieldTable table{"planned", rows};
  return table;
}

const FieldTable& Carrier::fields() {
  static const FieldRow rows[] = {
      localized<&Carrier::name>("name", {"Name shown in tables.", "表中显示的名称。"}),
      path<&Carrier::factor>("factor", FieldKind::level_path, "kgCO2/J", not_negative,
                             {"CO2 per unit of energy; required unless the carrier has a `production`.",
                              "单位能源的 CO2 排放；未写 production 时必填。"}),
      quantity<&Carrier::price>("price", "CNY/J", positive, {"Price, for carbon prices.", "价格，用于碳价。"}),
      nested<&Carrier::production>("production", {"How hydrogen is made, by route and place.", "制氢的路线与地点。"}),
      otherwise(
          path<&Carrier::factor_trend>("factor_trend", FieldKind::rate_path, "share", {-1.0, 1.0, false},
                                       {"Change of the factor, log points a year.", "排放因子的变化，对数点/年。"}),
          "0 %"),
      otherwise(quantity<&Carrier::factor_offset>(
                    "factor_offset", "share", {-0.5, 0.5, false},
                    {"Lasting deviation of that change, log points a year.", "该变化率的持久偏差，对数点/年。"}),
                "0 %"),
      nested<&Carrier::factor_noise>("factor_noise", {"Yearly noise of the factor.", "排放因子的年度波动。"}),
      otherwise(whole<&Carrier::scope>(
                    "scope", FieldKind::whole, {1.0, 2.0, false},
                    {"1: burnt in the city, 2: bought power or heat.", "1：市内燃烧；2：外购电力或热力。"}),
                "1 (electricity: 2)"),
  };
  static const FieldTable table{"carrier", rows};
  return table;
}

std::span<const std::string_view> HistorySeries::boundaries() { return boundary_names; }

const FieldTable& HistorySeries::fields() {
  FieldRow series{
      "series", FieldKind::level_path, {"Values by year, up to the base year.", "截至基准年的逐年数值。"}, "any"};
  series.range = not_negative;
  series.yearly = true;
  series.read = [](Reader& reader, const text::Node& node, const FieldRow& row, void* object) {
    static_cast<HistorySeries*>(object)->series = reader.read_history(node, row);
  };
  static const FieldRow rows[] = {
      required(words<&HistorySeries::variable>("variable", FieldKind::reference,
                                               {"The variable: emissions.total, energy.total, a sector or a carrier.",
                                                "变量：emissions.total、energy.total、某部门或某能源品种。"})),
      otherwise(choice<&HistorySeries::boundary>("boundary", boundary_names,
                                                 {"What the emissions cover; only that of the headline is compared.",
                                                  "排放的核算边界，只有与总量口径一致者才用于比较。"}),
                "scope1_scope2_co2"),
      series,
      words<&HistorySeries::file>("file", FieldKind::file,
                                  {"CSV with columns year, variable, value, unit (and place), in place of `series`.",
                                   "CSV 文件，含 year、variable、value、unit（及 place）列，可代替 series。"}),
      quantity<&HistorySeries::splice>("splice", "share", positive,
                                       {"Base-year value over that of the last year, where the series ends before it.",
                                        "序列止于基准年之前时，基准年值与末年值之比。"}),
  };
  static const FieldTable table{"history", rows};
  return table;
}

const FieldTable& Power::fields() {
  static const FieldRow rows[] = {
      yearly(path<&Power::local_generation>(
          "local_generation", FieldKind::level_path, "J", not_negative,
          {"Electricity that grid-connected plants in the city generate; with `local_plants`.",
           "市内并网电厂的发电量，须与 local_plants 同时给出。"})),
      yearly(path<&Power::local_plants>("local_plants", FieldKind::level_path, "kgCO2", not_negative,
                                        {"CO2 of those plants' fuel: a memo line in consumption accounting.",
                                         "这些电厂燃料的 CO2 排放，消费侧核算中仅作备注。"})),
      quantity<&Power::import_factor>(
          "import_factor", "kgCO2/J", not_negative,
          {"Factor of imported electricity in the base year; it moves with the grid's (the grid's, if left out).",
           "基准年净调入电力的排放因子，随电网因子变化（缺省为电网因子）。"}),
      otherwise(yearly(path<&Power::behind_meter>("behind_meter", FieldKind::level_path, "J", not_negative,
                                                  {"Electricity generated behind the meter, not drawn from the grid.",
                                                   "用户侧自发自用、不取自电网的电量。"})),
                "0 J"),
  };
  static const FieldTable table{"power", rows};
  return table;
}

const FieldTable& PeakRules::fields() {
  static FieldRow variables{"variables",
                            FieldKind::ids,
                            {"Variables whose peaks are written; names or globs.", "输出达峰结果的变量，可用通配符。"}};
  variables.default_text = "[emissions.total, emissions.sector.*, energy.total, energy.carrier.electricity]";
  variables.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
    auto& rules = *static_cast<PeakRules*>(object);
    if (!node.is_list()) {
      reader.findings.add("expected_list", node.place, {"variables"});
      return;
    }
    rules.variables.clear();
    for (const text::Node& item : node.items) rules.variables.emplace_back(reader.read_text(item), item.place);
  };
  static const FieldRow rows[] = {
      otherwise(whole<&PeakRules::confirm>(
                    "confirm", FieldKind::whole, {0.0, 100.0, false},
                    {"Years at the end in which a maximum is not confirmed.", "末尾若干年内出现的最大值不予确认。"}),
                "5"),
      variables,
      nested<&PeakRules::verdicts>("verdicts", {"Limits of the rules for verdicts.", "达峰判定规则的阈值。"}),
  };
  static const FieldTable table{"peak", rows};
  return table;
}

}  // namespace citypeak::model
