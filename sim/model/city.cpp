// SPDX-License-Identifier: MIT
// The field tables of a city: every key with its unit, range, default and meaning in both languages.
#include "sim/model/city.hpp"

#include <algorithm>

namespace citypeak::model {

namespace {

constexpr std::string_view curve_names[] = {"logistic", "linear", "step"};
constexpr std::string_view boundary_names[] = {headline_boundary, "scope1_co2", "scope1_scope2_ghg", "other"};
constexpr std::string_view shock_starts[] = {"stationary", "zero"};
constexpr std::string_view electricity_conventions[] = {"calorific", "coal_equivalent"};
constexpr Range calendar_years{1800.0, 2600.0, false};
constexpr Range efficiency_range{0.0, 100.0, true};  // heat pumps give more than they take
constexpr Range noise_range{0.0, 0.2, false};
constexpr Range persistence_range{-0.999, 0.999, false};

/// The final-energy shares of later years, keyed by year.
[[nodiscard]] constexpr FieldRow milestones_row() {
  FieldRow row{
      "milestones",
      FieldKind::share_milestones,
      {"Final-energy shares in later years; linear between the years.", "以后年份的终端能源占比，年份之间线性变化。"}};
  row.unit = "share";
  row.range = share_range;
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    auto& sector = *static_cast<Sector*>(object);
    if (!require_map(reader, node, "milestones")) return;
    for (const text::Entry& entry : node.entries) {
      const auto period = parse_period(entry.key);
      if (!period || period->last != period->first) {
        reader.findings.add("not_a_year", entry.key_place, {entry.key});
        continue;
      }
      const Reader::Scope scope(reader, entry.key, entry.key_place);
      sector.milestones.push_back({period->first, reader.read_shares(entry.value, field)});
    }
  };
  return row;
}

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
      required(in_years(quantity<&Erosion::half_life>(
          "half_life", "year", positive,
          {"Years until half of the part that erodes is lost.", "会消退部分减半所需的年数。"}))),
      otherwise(quantity<&Erosion::persistent>(
                    "persistent", "share", share_range,
                    {"Share of each year's adoption that never erodes.", "每年新增采用中不消退的比例。"}),
                "0 %"),
  };
  static const FieldTable table{"erosion", rows};
  return table;
}

const FieldTable& Adoption::fields() {
  static const FieldRow rows[] = {
      otherwise(choice<&Adoption::curve>(
                    "curve", curve_names,
                    {"Shape of the rise: logistic, linear or step.", "采用曲线：logistic、linear 或 step。"}),
                "logistic"),
      required(
          or_formula(quantity<&Adoption::start>("start", "calendar year", calendar_years,
                                                {"Year the measure opens; a curve rises from it, a step jumps in it.",
                                                 "措施启动年份；曲线由此上升，step 在当年跃升。"}))),
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
      nested<&Economy::value_added>("value_added", {"Branches of value added.", "增加值的产业构成。"}),
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
      milestones_row(),
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

const FieldTable& Carrier::fields() {
  static const FieldRow rows[] = {
      localized<&Carrier::name>("name", {"Name shown in tables.", "表中显示的名称。"}),
      required(path<&Carrier::factor>("factor", FieldKind::level_path, "kgCO2/J", not_negative,
                                      {"CO2 per unit of energy.", "单位能源的 CO2 排放。"})),
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
           "基准年外购电力的排放因子，随电网因子变化（缺省为电网因子）。"}),
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
  };
  static const FieldTable table{"peak", rows};
  return table;
}

}  // namespace citypeak::model
