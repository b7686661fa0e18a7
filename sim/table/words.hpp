// SPDX-License-Identifier: MIT
// The only place with words for results, in English and Chinese: outcomes, statistics, headings, units, sentences.
#pragma once

#include "sim/table/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace citypeak::table::words {

/// A word with its id for programs.
struct Phrase {
  std::string_view id, en, zh;
  [[nodiscard]] Label label() const { return {std::string(en), std::string(zh)}; }
  [[nodiscard]] Word word() const { return {std::string(id), label()}; }
};

// Outcomes and states.
inline constexpr Phrase already_peaked{"already_peaked", "already peaked", "已达峰"};
inline constexpr Phrase not_peaked{"not_peaked", "not peaked", "未达峰"};
inline constexpr Phrase not_assessed{"not_assessed", "not assessed", "未评估"};
inline constexpr Phrase undefined{"undefined", "undefined", "未定义"};
// Verdicts: judged with what is known up to a year, unlike the outcomes above.
inline constexpr Phrase judged_peaked{"peaked", "judged peaked", "判为已达峰"};
inline constexpr Phrase judged_not_peaked{"not_peaked", "judged not peaked", "判为未达峰"};
inline constexpr Phrase plateau{"plateau", "on a plateau", "处于平台期"};
inline constexpr Phrase not_confirmed{"not_confirmed", "not confirmed", "尚待确认"};
inline constexpr Phrase effect_none{"none", "no effect", "无作用"};
inline constexpr Phrase effect_lowers{"lowers", "lowers emissions", "降低排放"};
inline constexpr Phrase effect_raises{"raises", "raises emissions", "增加排放"};

// Statistics.
inline constexpr Phrase mean{"mean", "mean", "均值"};
inline constexpr Phrase observed{"observed", "observed", "观测值"};
inline constexpr Phrase p05{"p05", "P5", "P5"};
inline constexpr Phrase p25{"p25", "P25", "P25"};
inline constexpr Phrase p50{"p50", "P50", "P50"};
inline constexpr Phrase p75{"p75", "P75", "P75"};
inline constexpr Phrase p95{"p95", "P95", "P95"};

/// Headings of columns and rows.
namespace column {
inline constexpr Phrase scenario{"scenario", "scenario", "情景"};
inline constexpr Phrase city{"city", "city", "城市"};
inline constexpr Phrase variable{"variable", "variable", "指标"};
inline constexpr Phrase definition{"definition", "definition", "达峰口径"};
inline constexpr Phrase year{"year", "year", "年份"};
inline constexpr Phrase sector{"sector", "sector", "部门"};
inline constexpr Phrase lever{"lever", "lever", "措施"};
inline constexpr Phrase effect{"effect", "effect on emissions", "对排放的作用"};
inline constexpr Phrase reason{"reason", "reason, if none", "未起作用的原因"};
inline constexpr Phrase rule{"rule", "rule", "判定规则"};
inline constexpr Phrase verdict{"verdict", "verdict", "判定"};
inline constexpr Phrase target{"target", "target", "目标"};
inline constexpr Phrase limit{"limit", "required", "目标值"};
inline constexpr Phrase met{"met", "probability of being met", "实现概率"};
inline constexpr Phrase all_targets{"all", "all of them", "全部目标同时实现"};
inline constexpr Phrase peak_year{"peak_year", "peak year", "达峰年份"};
inline constexpr Phrase peak_level{"peak_level", "peak level", "峰值"};
inline constexpr Phrase already_peaked_share{"already_peaked", "already peaked", "已达峰概率"};
inline constexpr Phrase not_peaked_share{"not_peaked", "no peak by the horizon", "至预测末年未达峰概率"};
inline constexpr Phrase gdp_per_capita_at_peak{"gdp_per_capita", "GDP per head at the peak", "达峰时人均GDP"};
inline constexpr Phrase emissions_per_gdp{"emissions_per_gdp", "CO2 per GDP", "单位GDP二氧化碳排放"};
inline constexpr Phrase ghg_per_gdp{"emissions_per_gdp", "emissions per GDP", "单位GDP温室气体排放"};
inline constexpr Phrase energy_per_gdp{"energy_per_gdp", "final energy per GDP", "单位GDP终端能耗"};
inline constexpr Phrase emissions_per_capita{"emissions_per_capita", "CO2 per head", "人均二氧化碳排放"};
inline constexpr Phrase ghg_per_capita{"emissions_per_capita", "emissions per head", "人均温室气体排放"};
inline constexpr Phrase gdp{"gdp", "GDP", "GDP"};
inline constexpr Phrase population{"population", "population", "常住人口"};
inline constexpr Phrase co2_total{"total", "CO2", "二氧化碳排放总量"};
inline constexpr Phrase ghg_total{"total", "greenhouse gases", "温室气体排放总量"};
inline constexpr Phrase sum_of_means{"total", "total (mean)", "合计（均值）"};
inline constexpr Phrase total_median{"total_median", "total (median)", "合计（中位数）"};
inline constexpr Phrase other_sources{"other", "other sources and sinks", "其他排放源与碳汇"};
inline constexpr Phrase account{"account", "account", "核算来源"};
inline constexpr Phrase boundary{"boundary", "boundary", "核算边界"};
inline constexpr Phrase source{"source", "source", "数据来源"};
inline constexpr Phrase electricity{"electricity", "electricity use", "用电量"};
inline constexpr Phrase nothing{"", "—", "—"};  // a cell that has nothing to say, unlike one that is undefined
inline constexpr Phrase change{"change", "change", "变化量"};
inline constexpr Phrase scope3_change{"scope3_change", "scope 3", "范围3变化"};
inline constexpr Phrase reference{"reference", "against", "参照情景"};
inline constexpr Phrase shock{"shock", "shock", "冲击"};
}  // namespace column

/// What the file of all draws says of its variables; ids are names in the file.
namespace ensemble {
inline constexpr Phrase scenario{"scenario", "id of the scenario", "情景代号"};
inline constexpr Phrase draw{"draw", "number of the draw, from 0", "抽样序号，从 0 起"};
inline constexpr Phrase year{"year", "calendar year", "年份"};
inline constexpr Phrase scenario_name{"scenario_name", "name of the scenario", "情景名称"};
inline constexpr Phrase scenario_name_zh{"scenario_name_zh", "name of the scenario in Chinese", "情景中文名称"};
inline constexpr Phrase scopes{"scopes", "scopes counted", "核算范围"};
inline constexpr Phrase gases{"gases", "gases counted", "核算气体"};
inline constexpr Phrase gwp{"gwp", "global warming potentials", "全球增温潜势"};
inline constexpr Phrase power_accounting{"power_accounting", "where electricity is counted", "电力核算口径"};
inline constexpr Phrase peak_outcome{"peak_outcome", "year of the largest emissions, or the word for there being none",
                                     "排放最大的年份，或表示没有该年份的词"};
}  // namespace ensemble

/// Differences between scenarios.
namespace difference {
inline constexpr Phrase advance{"years_of_advance", "years of advance", "平均提前"};
inline constexpr Phrase earlier{"earlier", "peaks earlier", "更早达峰"};
inline constexpr Phrase same{"same", "same year or neither peaks", "同年或均未达峰"};
inline constexpr Phrase later{"later", "peaks later", "更晚达峰"};
inline constexpr Phrase emissions{"emissions", "emissions", "排放"};
/// `Δ peak level`.
[[nodiscard]] Label of(const Label& what);
/// `Δ emissions 2030`.
[[nodiscard]] Label in_year(const Label& what, int year);
/// `Δ emissions 2022-2060`.
[[nodiscard]] Label over(const Label& what, int from, int to);
}  // namespace difference

/// With what the register of variables opens the label of a sector's emissions; tables about sectors leave it out.
inline constexpr Phrase sector_prefix{"emissions.sector.", "CO2 emissions, ", "CO2 排放："};

/// Titles of tables.
namespace title {
inline constexpr Phrase peak{"peak", "When emissions peak, and how high", "碳达峰时间与峰值"};
inline constexpr Phrase sector_peaks{"peak_parts", "Peaks of emissions by sector", "分部门排放达峰情况"};
inline constexpr Phrase energy_peaks{"peak_parts", "Peaks of energy use", "能源消费达峰情况"};
inline constexpr Phrase electricity_peaks{"peak_parts", "Peak of electricity use", "用电量达峰情况"};
inline constexpr Phrase peak_classic{"peak_classic", "Peak year, peak level and milestones",
                                     "各情景达峰年份、峰值与主要年份排放"};
inline constexpr Phrase projection{"projection", "Projection", "主要指标预测"};
inline constexpr Phrase sectors{"sectors", "Emissions by sector", "分部门排放"};
inline constexpr Phrase verdicts{"verdicts", "Has it peaked? Verdicts by four rules", "达峰判定（四种规则）"};
inline constexpr Phrase targets{"targets", "Targets and how likely they are met", "规划目标及其实现概率"};
inline constexpr Phrase base_year{"base_year", "Base year reconciled", "基准年核对"};
inline constexpr Phrase implied{"implied", "What the scenario implies: change per year", "情景隐含的年均变化率"};
inline constexpr Phrase differences{"differences", "What each scenario changes, draw by draw",
                                    "情景对比（逐次抽样配对）"};
inline constexpr Phrase levers{"scenario_levers", "Measures and what they do", "减排措施及其作用"};
inline constexpr Phrase shocks{"shocks", "What yearly shocks contribute to the spread of emissions",
                               "年度冲击对排放离散程度的贡献"};
inline constexpr Phrase warnings{"warnings", "Warnings of this run", "运行提示"};
}  // namespace title

/// Notes under tables.
namespace note {
inline constexpr Phrase errors{
    "", "± is one standard error of the draws: what another set of draws would change, not how wrong an input may be.",
    "±为一倍抽样标准误，仅反映抽样次数的影响，不代表参数本身的偏差。"};
inline constexpr Phrase lever_changes{
    "",
    "Changes: the path of medians with the lever less that without it, the other levers in place. Effects of several "
    "levers do not add up, and none carries an error.",
    "变化量：其他措施不变，中位路径上有、无该措施之差；多项措施的作用不能简单相加，且未给出误差。"};
inline constexpr Phrase short_errors{"", "±: one standard error of the draws.", "±为一倍抽样标准误。"};
inline constexpr Phrase differences{
    "",
    "Mean of the scenario less the reference in the same draws, and its own error. Earlier, same, later: share of "
    "draws "
    "in which the scenario's headline peaks before, with or after the reference's; two that do not peak are the same.",
    "同一组抽样下情景减去参照情景的均值及其标准误。更早、相同、更晚：情景达峰早于、等于、晚于参照情景的抽样占比，二者均"
    "未达峰计"
    "为相同。"};
inline constexpr Phrase shocks{
    "",
    "Share of the variance of total emissions that goes with each kind of shock, by drawing it anew in 256 draws; the "
    "rest comes from what is uncertain for good. Shares need not add up.",
    "在256次抽样中单独重抽某类冲击所得的排放方差占比；其余来自长期不确定因素，各占比之和不必为100 %。"};
inline constexpr Phrase censored_advance{
    "",
    "Years of advance count a path without a peak by the horizon as if it peaked in the last year: a lower bound where "
    "only the reference has such paths.",
    "至预测末年仍未达峰的路径按末年达峰计；仅当只有参照情景存在此类路径时，提前年数为下限。"};
inline constexpr Phrase digits{
    "", "At most four significant digits (percentages: two decimals), fewer where the error of the draws is larger.",
    "数值按抽样标准误取位，最多保留四位有效数字（百分比两位小数）。"};
inline constexpr Phrase shared_draws{
    "", "Scenarios share their draws: judge a difference between them by the lines below, not by these ±.",
    "各情景使用同一组随机数，情景间的差异及其误差见下，不宜以表中的±判断。"};
inline constexpr Phrase energy{"", "Final energy, electricity by its heat value; not the official energy intensity.",
                               "能耗为终端能源消费，电力按当量值折算（0.1229千克标准煤/千瓦时），"
                               "与统计公报的单位GDP能耗（等价值）不可直接比较。"};
inline constexpr Phrase verdicts{
    "",
    "On the underlying path; a path at its largest is judged not peaked. Judged with what is known up to that year, so "
    "lower than \"peak by\" above, which knows all later years; not the same as \"already peaked\".",
    "按趋势路径判定；当年为最大值者一律判为未达峰。本表只看截至当年的数据，因此低于上表的“达峰概率”（后者知道以后"
    "全部年份）；与“已达峰”（基准年之前）不是一回事。"};
inline constexpr Phrase targets{
    "", "Probabilities that the model's own figure keeps the promise; official statistics may count otherwise.",
    "实现概率按本模型口径计算，与官方统计口径可能不同。"};
inline constexpr Phrase published{
    "",
    "Published totals differ from ours and from each other by what they count (boundary) and by their data: only "
    "totals of one boundary and year may be compared.",
    "各总量之间的差异来自核算边界和基础数据的不同，只有边界和年份一致的总量才能直接比较。"};
inline constexpr Phrase implied{
    "", "Change of the medians, compounded over each period; the first and the last may be shorter than five years.",
    "各时段中位数的年均（复合）变化率；首末两个时段可能不足五年。"};
inline constexpr Phrase planned{
    "",
    "The plan's change over its own years is shown as an equal change a year, in every period that these touch; "
    "its statistics may count otherwise than the model.",
    "规划值按其起止年份折算为年均变化率，列于与之重叠的各时段；其统计口径可能与本模型不同。"};
inline constexpr Phrase medians{"",
                                "Totals and milestones are medians (P50), each year for itself; they need not add up.",
                                "总量与主要年份数值均为逐年中位数（P50），各项之间不具可加性。"};
inline constexpr Phrase projection_medians{"", "Columns without P5 or P95 are medians, each year for itself.",
                                           "未标注分位数的各列为逐年中位数（P50）。"};
inline constexpr Phrase means{
    "", "Sectors are means, so that they add up to the mean of the total; its median stands apart.",
    "分部门数值为均值，可加总为总量均值；总量中位数单列。"};
inline constexpr Phrase every_year{"", "Every year is in projection.csv.", "逐年数据见 projection.csv。"};
inline constexpr Phrase fall{"", "Fall from peak: one minus the median in that year over the median peak level.",
                             "较峰值下降比例＝1－该年排放中位数／峰值中位数。"};
inline constexpr Phrase no_history{"", "No comparable history: \"already peaked\" is not assessed.",
                                   "缺少同口径历史数据，“已达峰”未予评估。"};
inline constexpr Phrase rows_without_history{"", "Rows marked \"not assessed\" have no comparable history.",
                                             "标为“未评估”的行缺少同口径历史数据。"};
inline constexpr Phrase short_history{
    "", "The history is too short for the centred 5-year mean: \"already peaked\" is not assessed in that row.",
    "五年滑动平均口径的历史数据不足，该行“已达峰”未予评估。"};
inline constexpr Phrase scaled_history{
    "", "The history is scaled to the model's base year, so a past peak may stand above the printed statistic.",
    "历史序列已按基准年排放衔接，峰值可能高于原始统计值。"};
}  // namespace note

/// What a definition of the peak is called (underlying, as_observed, centred_5), and what it means.
[[nodiscard]] Word definition_word(std::string_view id);
[[nodiscard]] Label definition_note(std::string_view id);

/// A variable's unit as readers see it. `co2_only`: the boundary holds CO2 alone, so nothing is "equivalent".
[[nodiscard]] Unit readers_unit(std::string_view variable, std::string_view contract_unit, bool co2_only);
/// Probabilities and shares in readers' tables.
[[nodiscard]] Unit percent();
[[nodiscard]] Unit years();

/// What a line of the terminal says of one scenario beside the reference; the numbers with their errors.
struct DifferenceParts {
  std::string scenario, reference, advance, earlier, same, later, probability, emissions, emissions_unit;
  int year = 0;
  int horizon = 0;  ///< to which years are counted, where that matters; else 0
  bool lower_bound = false;
};
/// What a kind of yearly shock is called: economy.shock, carriers.electricity.factor_noise, ...
[[nodiscard]] Label shock_name(std::string_view id);
/// `NAME: of the variance of emissions in 2035 ...`; items are name and share.
[[nodiscard]] Label shock_line(const Label& scenario, int year,
                               const std::vector<std::pair<Label, std::string>>& items);

[[nodiscard]] std::string difference_line(const DifferenceParts& parts, Language language);

/// `scopes 1 and 2`, `范围1+2`.
[[nodiscard]] Label scopes(const std::vector<std::string>& ids);
/// `CO2`, `二氧化碳`; `CO2, CH4, N2O (GWP ar5)`.
[[nodiscard]] Label gases(const std::vector<std::string>& ids, std::string_view gwp);
/// How bought electricity is counted.
[[nodiscard]] Label power_accounting(std::string_view id);
/// The three above in one line: every peak year is printed with it.
[[nodiscard]] Label boundary(const Label& city, const Label& scopes, const Label& gases, const Label& power);

/// One of our own accounts of the base year by its variable, and what it covers in full. `headline`: the total whose
/// peak is the answer; `territorial`: the headline counts local power plants.
[[nodiscard]] Label our_account(std::string_view variable, bool headline);
[[nodiscard]] Label our_boundary(std::string_view variable, bool territorial);
/// What `explain` and the levers' cards call inputs by: kinds, grades, units, families; other words are the file's.
[[nodiscard]] Word input_word(std::string_view id);
/// Who says so: `judgement` and `assumption` are words of ours, everything else is the file's.
[[nodiscard]] Word source_word(std::string_view source);
/// `ceads: Emission inventories of cities`.
[[nodiscard]] Label source_line(std::string_view source, std::string_view title);
[[nodiscard]] Label plan_source(std::string_view source);
/// Our median and its interval in the base year.
[[nodiscard]] Label our_medians(int base_year);
/// `2022–2025`; `plan, 2020–2025`.
[[nodiscard]] Label period(int first, int last);
[[nodiscard]] Label plan_of(int from, int to);
/// Both totals of the base year in the terminal, with their unit; `opening` is empty where there is but one scenario.
struct BaseYear {
  Label opening, unit;
  int year = 0;
  bool territorial = false;         ///< the second is the headline
  Label consumption, with_imports;  ///< numbers
  bool same = false;                ///< the accounts do not differ
};
[[nodiscard]] Label base_year_line(const BaseYear& parts);

/// `12 of 30 inputs are assumptions`.
[[nodiscard]] Label assumptions(int assumptions, int inputs);
/// The same as the opening line of a scenario.
[[nodiscard]] Label assumptions_of(const Label& scenario, int assumptions, int inputs);
/// `P(≤2030)`, `2030年及以前达峰概率`.
[[nodiscard]] Label peaked_by(int year);
/// `peak by 2030`, `2030年及以前达峰概率`: a row of the terminal summary.
[[nodiscard]] Label peaked_by_row(int year);
[[nodiscard]] Label not_peaked_row(int horizon);
/// What the censored outcomes mean in this run.
[[nodiscard]] Label outcomes_note(int base_year, int horizon);
/// A rule for verdicts and a verdict, by their ids.
[[nodiscard]] Word verdict_rule_word(std::string_view id);
[[nodiscard]] Word verdict_word(std::string_view id);
/// The limits of the rules in one note.
[[nodiscard]] Label verdict_limits(int confirm, double significance, double plateau_fall, int c40_years,
                                   double c40_fall);
/// `as of 2030`, `截至2030年`.
[[nodiscard]] Label as_of(int year);
/// `at most 85.5 % of 2020`, `不高于2020年的85.5 %`; relative_to 0: an amount.
[[nodiscard]] Label limit(bool at_most, std::string_view written, int relative_to);
/// One target in the terminal, and all of a scenario's together.
[[nodiscard]] Label target_line(const Label& scenario, std::string_view id, const Label& variable, int year,
                                const Label& limit, std::string_view percent);
[[nodiscard]] Label all_targets_line(const Label& scenario, std::string_view percent);
/// How many draws, by which design, from which seed.
[[nodiscard]] Label draws_note(std::string_view draws, std::string_view design, std::string_view seed);
[[nodiscard]] Label since(int year);
[[nodiscard]] Label share_in(int year);
[[nodiscard]] Label fall_by(int year);
[[nodiscard]] Label in_year(int year);
/// A finding as it stood in the terminal, for those who read the tables alone.
[[nodiscard]] Label warning(std::string_view file, int line, const Label& message, std::string_view id);
/// A heading with what it is about: `peak year P5`; `Projection: Reference`.
[[nodiscard]] Label joined(const Label& first, const Label& second);
[[nodiscard]] Label titled(const Label& title, const Label& about);
/// A title with the unit of all its numbers: `Emissions by sector, Mt CO2`, `分部门排放（单位：万吨）`.
[[nodiscard]] Label with_unit(const Label& title, const Label& unit);
/// `Reference, Shenzhen`.
[[nodiscard]] Label listed(const Label& first, const Label& second);
/// A variable that is zero in every draw and so has no row among the peaks.
[[nodiscard]] Label not_listed(const Label& variable, bool emissions);
/// `CO2 emissions, Industry` -> `Industry`.
[[nodiscard]] Label without_sector_prefix(Label label);
/// What `--set` changed, KEY=VALUE each.
[[nodiscard]] Label changes(const std::vector<std::string>& assignments);
/// A lever that changes nothing, with the reason.
[[nodiscard]] Label without_effect(const Label& scenario, const Label& lever, const Label& reason);
/// Above the terminal's table.
[[nodiscard]] Label terminal_title(const Label& boundary);

/// Which definition, how many draws: under that title.
[[nodiscard]] Label run_line(const Label& definition, const Label& draws);

/// The parts of the answer, already in the reader's language.
struct Answer {
  std::string scenario, city, gases, scopes, power;
  int by = 0, base_year = 0, horizon = 0;
  std::string probability;      ///< in percent
  std::string base_year_share;  ///< in percent: draws largest in the base year; empty where that raises no doubt
  Cell median, low, high;       ///< peak years: a number or an outcome's word
  std::string level, level_error, level_low, level_high, level_unit;  ///< errors are empty where there is none
};
[[nodiscard]] std::string answer(const Answer& parts, Language language);

}  // namespace citypeak::table::words
