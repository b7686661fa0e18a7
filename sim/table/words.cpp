// SPDX-License-Identifier: MIT
// Sentences, units and boundaries of results in English and Chinese.
#include "sim/table/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <variant>

namespace citypeak::table::words {
namespace {

struct Definition {
  Phrase word;
  std::string_view note_en, note_zh;
};

constexpr std::array<Definition, 3> definitions{{
    {{"underlying", "underlying path", "趋势路径"},
     "Underlying path: yearly noise of the grid factor at its mean; shocks to GDP and intensity kept.",
     "趋势路径（剔除电网因子年际波动）：电网排放因子取多年平均水平，保留经济与能耗强度冲击。"},
    {{"as_observed", "with yearly noise", "含年际波动路径"},
     "With yearly noise: the year of the largest value, all noise kept.",
     "含年际波动路径：含全部年际波动的最大值所在年份。"},
    {{"centred_5", "centred 5-year mean", "五年滑动平均"},
     "Centred 5-year mean: the year of the largest five-year running mean.",
     "五年滑动平均：以五年中心滑动平均值的最大值判定。"},
}};

// GB/T 2589: one kilogram of standard coal is 29.3076 MJ (7000 kcal); one kilowatt-hour is 3.6 MJ.
constexpr double gigajoules_per_tce = 29.3076;
constexpr double wan_tce_per_petajoule = 1e6 / gigajoules_per_tce / 1e4;
constexpr double tce_per_wan_yuan = 0.01 / gigajoules_per_tce;  // from GJ per million CNY
constexpr double yi_kwh_per_petajoule = 1.0 / 0.36;

struct UnitEntry {
  std::string_view contract, en, zh;
  double en_factor, zh_factor;
};

constexpr std::string_view co2_mass = "MtCO2e/year";
constexpr std::string_view co2_sum = "MtCO2e";  // over several years
constexpr std::array<UnitEntry, 14> units{{
    {co2_mass, "Mt CO2e", "万吨二氧化碳当量", 1.0, 100.0},
    {co2_sum, "Mt CO2e", "万吨二氧化碳当量", 1.0, 100.0},
    {"billion CNY/year", "billion CNY", "亿元", 1.0, 10.0},
    {"person", "million", "万人", 1e-6, 1e-4},
    {"CNY/person/year", "1000 CNY", "万元", 1e-3, 1e-4},
    {"tCO2e/person/year", "t/person", "吨/人", 1.0, 1.0},
    {"tCO2e/million CNY", "t/million CNY", "吨/万元", 1.0, 0.01},
    {"PJ/year", "PJ", "万吨标准煤", 1.0, wan_tce_per_petajoule},
    {"GJ/million CNY", "GJ/million CNY", "吨标准煤/万元", 1.0, tce_per_wan_yuan},
    {"kgCO2e/kWh", "kg/kWh", "千克/千瓦时", 1.0, 1.0},
    {"million CNY/year", "million CNY", "亿元", 1.0, 0.01},
    {"share", "%", "%", 100.0, 100.0},
    {"year", "", "", 1.0, 1.0},
    {"", "", "", 1.0, 1.0},
}};

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return result;
}

// a, b and c
std::string enumerated(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t index = 0; index < items.size(); ++index) {
    if (index > 0) text += index + 1 == items.size() ? " and " : ", ";
    text += items[index];
  }
  return text;
}

std::string chained(const std::vector<std::string>& items, std::string_view link) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : std::string(link)) + item;
  return text;
}

bool is_word(const Cell& cell, const Phrase& phrase) {
  const auto* word = std::get_if<Word>(&cell);
  return word != nullptr && word->id == phrase.id;
}

int year_of(const Cell& cell) {
  const auto* number = std::get_if<Number>(&cell);
  return number == nullptr ? 0 : static_cast<int>(number->value);
}

std::string peak_en(const Cell& cell, const Answer& parts) {
  if (is_word(cell, already_peaked)) return fmt::format("before {}", parts.base_year);
  if (is_word(cell, not_peaked)) return fmt::format("no peak by {}", parts.horizon);
  return std::to_string(year_of(cell));
}

std::string peak_zh(const Cell& cell, const Answer& parts) {
  if (is_word(cell, already_peaked)) return fmt::format("{}年以前", parts.base_year);
  if (is_word(cell, not_peaked)) return fmt::format("{}年以后", parts.horizon);
  return fmt::format("{}年", year_of(cell));
}

std::string interval_zh(const Answer& parts) {
  const std::string low = peak_zh(parts.low, parts);
  const std::string high = peak_zh(parts.high, parts);
  if (low == high) return fmt::format("90%区间均为{}", low);
  return fmt::format("90%区间为{}至{}", low, high);
}

std::string median_en(const Answer& parts) {
  if (is_word(parts.median, already_peaked)) return fmt::format("the median peak lies before {}", parts.base_year);
  if (is_word(parts.median, not_peaked)) return fmt::format("the median path does not peak by {}", parts.horizon);
  return fmt::format("the median peak year is {}", year_of(parts.median));
}

std::string median_zh(const Answer& parts) {
  if (is_word(parts.median, already_peaked)) return fmt::format("达峰年份中位数早于{}年", parts.base_year);
  if (is_word(parts.median, not_peaked)) return fmt::format("中位情形至{}年仍未达峰", parts.horizon);
  return fmt::format("达峰年份中位数为{}年", year_of(parts.median));
}

// When the model cannot see before its base year and many draws are largest there.
std::string base_year_en(const Answer& parts) {
  if (parts.base_year_share.empty()) return {};
  return fmt::format(
      " In {} % of draws the largest value is the base year {} itself; the true peak may lie earlier, which only a "
      "history can tell.",
      parts.base_year_share, parts.base_year);
}

std::string base_year_zh(const Answer& parts) {
  if (parts.base_year_share.empty()) return {};
  return fmt::format("其中{}%的抽样最大值就在基准年{}年，实际可能更早达峰；补充历史数据（history）后方可判定。",
                     parts.base_year_share, parts.base_year);
}

}  // namespace

Word definition_word(std::string_view id) {
  for (const Definition& entry : definitions) {
    if (entry.word.id == id) return entry.word.word();
  }
  return {std::string(id), {}};
}

Label definition_note(std::string_view id) {
  for (const Definition& entry : definitions) {
    if (entry.word.id == id) return {std::string(entry.note_en), std::string(entry.note_zh)};
  }
  return {};
}

Unit readers_unit(std::string_view variable, std::string_view contract_unit, bool co2_only) {
  if (variable == "energy.carrier.electricity" && contract_unit == "PJ/year") {
    return {{"PJ", "亿千瓦时"}, 1.0, yi_kwh_per_petajoule};
  }
  if ((contract_unit == co2_mass || contract_unit == co2_sum) && co2_only) return {{"Mt CO2", "万吨"}, 1.0, 100.0};
  for (const UnitEntry& entry : units) {
    if (entry.contract == contract_unit) {
      return {{std::string(entry.en), std::string(entry.zh)}, entry.en_factor, entry.zh_factor};
    }
  }
  return {{std::string(contract_unit), std::string(contract_unit)}, 1.0, 1.0};
}

Unit percent() { return {{"%", "%"}, 100.0, 100.0}; }
Unit years() { return {{"years", "年"}, 1.0, 1.0}; }

namespace difference {
Label of(const Label& what) { return {"Δ " + what.en, what.zh + "变化"}; }
Label in_year(const Label& what, int year) {
  return {fmt::format("Δ {} {}", what.en, year), fmt::format("{}年{}变化", year, what.zh)};
}
Label over(const Label& what, int from, int to) {
  return {fmt::format("Δ {} {}–{}", what.en, from, to), fmt::format("{}–{}年{}累计变化", from, to, what.zh)};
}
}  // namespace difference

Label shock_name(std::string_view id) {
  constexpr std::array<Phrase, 3> names{{{"economy.shock", "growth shocks", "增长冲击"},
                                         {"economy.recession", "recessions", "经济衰退"},
                                         {"economy.intensity_shock", "energy-intensity shocks", "能耗强度冲击"}}};
  for (const Phrase& name : names) {
    if (name.id == id) return name.label();
  }
  constexpr std::string_view prefix = "carriers.", suffix = ".factor_noise";
  if (id.size() > prefix.size() + suffix.size() && id.substr(0, prefix.size()) == prefix) {
    const std::string carrier(id.substr(prefix.size(), id.size() - prefix.size() - suffix.size()));
    if (carrier == "electricity") return {"yearly noise of the grid factor (hydrology)", "电网因子年际波动（来水）"};
    return {"yearly noise of the factor of " + carrier, carrier + "排放因子年际波动"};
  }
  return {std::string(id), std::string(id)};
}

Label shock_line(const Label& scenario, int year, const std::vector<std::pair<Label, std::string>>& items) {
  Label out{fmt::format("{}: share of the variance of emissions in {}: ", scenario.in(Language::en), year),
            fmt::format("{}：{}年排放方差的构成：", scenario.in(Language::zh), year)};
  for (std::size_t i = 0; i < items.size(); ++i) {
    out.en += fmt::format("{}{} {} %", i == 0 ? "" : ", ", items[i].first.en, items[i].second);
    out.zh += fmt::format("{}{}占{} %", i == 0 ? "" : "、", items[i].first.zh, items[i].second);
  }
  return out;
}

std::string difference_line(const DifferenceParts& parts, Language language) {
  const bool later = !parts.advance.empty() && parts.advance.front() == '-';
  const std::string years = later ? parts.advance.substr(1) : parts.advance;
  if (language == Language::zh) {
    const std::string counted = parts.lower_bound   ? "（下限）"
                                : parts.horizon > 0 ? fmt::format("（未达峰者按{}年计）", parts.horizon)
                                                    : "";
    return fmt::format(
        "{}与{}相比（同一组抽样）：平均{}达峰{}年{}；更早{} %、同年或均未达峰{} %、更晚{} "
        "%；{}年及以前达峰概率变化{}个百分点，"
        "{}年排放变化{}{}",
        parts.scenario, parts.reference, later ? "推迟" : "提前", years, counted, parts.earlier, parts.same,
        parts.later, parts.year, parts.probability, parts.year, parts.emissions, parts.emissions_unit);
  }
  const std::string counted = parts.horizon > 0 ? fmt::format(" (counted to {})", parts.horizon) : "";
  return fmt::format(
      "{} against {}, in the same draws: peaks {}{} years {} on average{}; earlier in {} %, in the same year or "
      "neither in "
      "{} %, later in {} %; P(peak by {}) {} points, emissions in {} {} {}",
      parts.scenario, parts.reference, parts.lower_bound ? "at least " : "", years, later ? "later" : "earlier",
      counted, parts.earlier, parts.same, parts.later, parts.year, parts.probability, parts.year, parts.emissions,
      parts.emissions_unit);
}

Label scopes(const std::vector<std::string>& ids) {
  constexpr std::string_view prefix = "scope";
  std::vector<std::string> numbers;
  numbers.reserve(ids.size());
  for (const std::string& id : ids) {
    numbers.push_back(id.compare(0, prefix.size(), prefix) == 0 ? id.substr(prefix.size()) : id);
  }
  return {(numbers.size() == 1 ? "scope " : "scopes ") + enumerated(numbers), "范围" + chained(numbers, "+")};
}

Label gases(const std::vector<std::string>& ids, std::string_view gwp) {
  if (ids.size() == 1 && ids.front() == "co2") return {"CO2", "二氧化碳"};
  std::vector<std::string> formulas;
  std::transform(ids.begin(), ids.end(), std::back_inserter(formulas), [](const std::string& id) { return upper(id); });
  const std::string potentials = gwp == "none" ? std::string() : upper(gwp);
  const std::string en = potentials.empty() ? "" : fmt::format(" (GWP {})", potentials);
  const std::string zh = potentials.empty() ? "" : fmt::format("（GWP采用{}）", potentials);
  return {chained(formulas, ", ") + en, "温室气体：" + chained(formulas, "、") + zh};
}

Label power_accounting(std::string_view id) {
  if (id == "consumption") return {"electricity counted where it is used", "电力按消费侧核算"};
  if (id == "territorial_plus_imports") {
    return {"local power plants plus imported electricity", "电力按本地电厂加净调入核算"};
  }
  return {std::string(id), std::string(id)};
}

Label boundary(const Label& city, const Label& scopes, const Label& gases, const Label& power) {
  const auto line = [&](Language language, std::string_view pattern) {
    return fmt::format(fmt::runtime(pattern), city.in(language), gases.in(language), scopes.in(language),
                       power.in(language));
  };
  return {line(Language::en, "{}: {}, {}, {}"), line(Language::zh, "{}：{}，{}，{}")};
}

Label our_account(std::string_view variable, bool headline) {
  constexpr std::array<Phrase, 5> accounts{
      {{"emissions.consumption", "electricity counted where it is used", "电力按消费侧核算"},
       {"emissions.territorial_plus_imports", "local power plants plus imported electricity",
        "电力按本地电厂加净调入核算"},
       {"emissions.scope1", "scope 1", "范围1"},
       {"emissions.scope1_with_plants", "scope 1 with power plants", "范围1（含并网电厂）"},
       {"emissions.local_plants", "local power plants (memo)", "本地电厂（备注）"}}};
  const auto found =
      std::find_if(accounts.begin(), accounts.end(), [&](const Phrase& account) { return account.id == variable; });
  const Phrase account = found == accounts.end() ? Phrase{variable, variable, variable} : *found;
  return {fmt::format("This model: {}{}", account.en, headline ? " (headline)" : ""),
          fmt::format("本模型：{}{}", account.zh, headline ? "（主口径）" : "")};
}

Label our_boundary(std::string_view variable, bool territorial) {
  if (variable == "emissions.consumption") {
    return {
        "Scopes 1 and 2: fuels and processes in the city, all electricity from the grid at the grid's factor; fuel "
        "of grid-connected power plants is not counted again",
        "范围1+2：市域内燃料燃烧与工业过程，加全部网供电力（按电网排放因子）；并网电厂燃料不重复计入"};
  }
  if (variable == "emissions.territorial_plus_imports") {
    return {
        "Scopes 1 and 2: fuels and processes in the city, power plants included, plus the electricity that local "
        "generation does not cover",
        "范围1+2：市域内燃料燃烧与工业过程（含并网电厂），加本地发电以外的净调入电力"};
  }
  if (variable == "emissions.scope1") {
    return territorial
               ? Label{"Fuels and processes in the city, power plants included", "市域内燃料燃烧与工业过程，含并网电厂"}
               : Label{"Fuels and processes in the city, grid-connected power plants left out",
                       "市域内燃料燃烧与工业过程，不含并网电厂"};
  }
  if (variable == "emissions.scope1_with_plants") {
    return {
        "Territorial: fuels and processes in the city, grid-connected power plants included, imported electricity "
        "left out; compare CEADs and the like with this",
        "属地口径：市域内燃料燃烧与工业过程，含并网电厂，不含净调入电力；与CEADs等清单比较时用此行"};
  }
  if (variable == "emissions.local_plants") {
    return territorial ? Label{"Fuel of grid-connected power plants in the city; inside scope 1",
                               "市域内并网电厂燃料，已含在范围1内"}
                       : Label{"Fuel of grid-connected power plants in the city; outside the headline",
                               "市域内并网电厂燃料，不计入主口径"};
  }
  return {};
}

Word input_word(std::string_view id) {
  constexpr std::array<Phrase, 22> known{{{"constant", "constant", "常数"},
                                          {"distribution", "distribution", "分布"},
                                          {"formula", "formula", "公式"},
                                          {"high", "high", "高"},
                                          {"medium", "medium", "中"},
                                          {"low", "low", "低"},
                                          {"read", "read", "原文查得"},
                                          {"judgement", "judgement", "判断值"},
                                          {"share", "share", "比例"},
                                          {"person", "person", "人"},
                                          {"year", "year", "年"},
                                          {"calendar year", "calendar year", "年份"},
                                          {"CNY", "CNY", "元"},
                                          {"any", "any", "—"},
                                          {"logistic", "logistic", "logistic（S 形曲线）"},
                                          {"step", "step", "step（阶跃）"},
                                          {"transport", "transport", "交通"},
                                          {"waste", "waste", "垃圾"},
                                          {"buildings", "buildings", "建筑"},
                                          {"energy", "energy", "能源"},
                                          {"industry", "industry", "工业"},
                                          {"the whole programme", "the whole programme", "整个项目"}}};
  const auto found = std::find_if(known.begin(), known.end(), [&](const Phrase& phrase) { return phrase.id == id; });
  return found == known.end() ? Word{std::string(id), {}} : found->word();
}

Word source_word(std::string_view source) {
  constexpr std::array<Phrase, 2> ours{{{"judgement", "judgement", "判断值"}, {"assumption", "assumption", "假设值"}}};
  for (const Phrase& word : ours) {
    if (word.id == source) return word.word();
  }
  return source.empty() ? column::nothing.word() : Word{std::string(source), {}};
}

Label source_line(std::string_view source, std::string_view title) {
  return {fmt::format("{}: {}", source, title), fmt::format("{}：{}", source, title)};
}

Label plan_source(std::string_view source) {
  return {fmt::format("The plan's figures are from: {}", source), fmt::format("规划值来源：{}", source)};
}

Label our_medians(int base_year) {
  return {fmt::format("This model: median (P50) with P5 and P95 of {}, the base year.", base_year),
          fmt::format("本模型数值为基准年{}年的中位数（P50）及P5、P95。", base_year)};
}

Label period(int first, int last) { return {fmt::format("{}–{}", first, last), fmt::format("{}—{}年", first, last)}; }

Label plan_of(int from, int to) {
  const Label years = period(from, to);
  return {fmt::format("plan, {}", years.in(Language::en)), fmt::format("规划值（{}）", years.in(Language::zh))};
}

Label base_year_line(const BaseYear& parts) {
  const Label used = power_accounting("consumption"), made = power_accounting("territorial_plus_imports");
  const auto mark = [](bool headline, const char* words) { return headline ? words : ""; };
  std::string en, zh;
  if (parts.same) {
    en = fmt::format("{} {} in both accounts of electricity", parts.consumption.in(Language::en),
                     parts.unit.in(Language::en));
    zh = fmt::format("{}{}（两种电力核算口径相同）", parts.consumption.in(Language::zh), parts.unit.in(Language::zh));
  } else {
    en = fmt::format("{0} {2} ({3}{4}), {1} {2} ({5}{6})", parts.consumption.in(Language::en),
                     parts.with_imports.in(Language::en), parts.unit.in(Language::en), used.in(Language::en),
                     mark(!parts.territorial, "; headline"), made.in(Language::en),
                     mark(parts.territorial, "; headline"));
    zh = fmt::format("{0}{2}（{3}{4}），{1}{2}（{5}{6}）", parts.consumption.in(Language::zh),
                     parts.with_imports.in(Language::zh), parts.unit.in(Language::zh), used.in(Language::zh),
                     mark(!parts.territorial, "，主口径"), made.in(Language::zh), mark(parts.territorial, "，主口径"));
  }
  const std::string& opening_en = parts.opening.en;
  const std::string& opening_zh = parts.opening.zh;
  return {fmt::format("{}{}ase year {}, median: {}", opening_en.empty() ? "" : opening_en + ": ",
                      opening_en.empty() ? "B" : "b", parts.year, en),
          fmt::format("{}基准年{}年中位数：{}", opening_zh.empty() ? "" : opening_zh + "：", parts.year, zh)};
}

Label assumptions(int assumptions, int inputs) {
  return {fmt::format("{} of {} inputs are assumptions", assumptions, inputs),
          fmt::format("{}项输入参数中有{}项为假设值", inputs, assumptions)};
}

Label assumptions_of(const Label& scenario, int count, int inputs) {
  const Label line = assumptions(count, inputs);
  return {fmt::format("{}: {}", scenario.in(Language::en), line.en),
          fmt::format("{}：{}", scenario.in(Language::zh), line.zh)};
}

Label peaked_by(int year) { return {fmt::format("P(≤{})", year), peaked_by_row(year).zh}; }

Label peaked_by_row(int year) { return {fmt::format("peak by {}", year), fmt::format("{}年及以前达峰概率", year)}; }

Label not_peaked_row(int horizon) {
  return {fmt::format("no peak by {}", horizon), fmt::format("至{}年未达峰概率", horizon)};
}

Label outcomes_note(int base_year, int horizon) {
  return {fmt::format("Already peaked: the largest value lies before {}. Not peaked: no maximum is confirmed by "
                      "the end of the horizon, {}.",
                      base_year, horizon),
          fmt::format("已达峰：最大值出现在{}年之前；未达峰：至预测末年（{}年）仍未出现可确认的峰值。", base_year,
                      horizon)};
}

Label draws_note(std::string_view draws, std::string_view design, std::string_view seed) {
  const std::string_view design_zh = design == "monte_carlo"       ? "蒙特卡洛抽样"
                                     : design == "latin_hypercube" ? "拉丁超立方抽样"
                                     : design == "sobol"           ? "Sobol序列抽样"
                                                                   : design;
  const std::string_view design_en = design == "monte_carlo"       ? "Monte Carlo"
                                     : design == "latin_hypercube" ? "Latin hypercube"
                                     : design == "sobol"           ? "Sobol"
                                                                   : design;
  return {fmt::format("{} draws ({}), seed {}.", draws, design_en, seed),
          fmt::format("{}{}次，随机种子{}。", design_zh, draws, seed)};
}

Word verdict_rule_word(std::string_view id) {
  constexpr std::array<Phrase, 4> rules{{{"maximum", "largest value", "最大值规则"},
                                         {"confirmed", "confirmed fall (Mann-Kendall)", "趋势检验规则（Mann-Kendall）"},
                                         {"plateau", "peak or plateau", "平台期规则"},
                                         {"c40", "C40", "C40规则"}}};
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Phrase& rule) { return rule.id == id; });
  return found == rules.end() ? Word{std::string(id), {}} : found->word();
}

Word verdict_word(std::string_view id) {
  for (const Phrase* verdict : {&judged_peaked, &plateau, &judged_not_peaked, &not_confirmed}) {
    if (verdict->id == id) return verdict->word();
  }
  return {std::string(id), {}};
}

Label verdict_limits(int confirm, double significance, double plateau_fall, int c40_years, double c40_fall) {
  return {
      fmt::format("Largest value: no equal one in the last {0} years. Confirmed fall: at least {0} years after it, "
                  "Mann-Kendall p < {1:g}, falling Sen slope. Plateau: mean fall below {2:g} % a year. C40: at least "
                  "{3} years ago and {4:g} % below it.",
                  confirm, significance, 100.0 * plateau_fall, c40_years, 100.0 * c40_fall),
      fmt::format(
          "最大值规则：最近{0}年内无同等最大值；趋势检验规则：最大值之后至少{0}年，Mann-Kendall "
          "p＜{1:g}且Sen斜率为负；平台期规则：年均降幅低于{2:g}%为平台期；C40规则：最大值距今至少{3}年且已下降{4:g}%。",
          confirm, significance, 100.0 * plateau_fall, c40_years, 100.0 * c40_fall)};
}

Label as_of(int year) { return {fmt::format("as of {}", year), fmt::format("截至{}年", year)}; }

Label limit(bool at_most, std::string_view written, int relative_to) {
  const std::string of_en = relative_to != 0 ? fmt::format(" of {}", relative_to) : "";
  const std::string of_zh = relative_to != 0 ? fmt::format("{}年的", relative_to) : "";
  return {fmt::format("{} {}{}", at_most ? "at most" : "at least", written, of_en),
          fmt::format("{}{}{}", at_most ? "不高于" : "不低于", of_zh, written)};
}

Label target_line(const Label& scenario, std::string_view id, const Label& variable, int year, const Label& limit,
                  std::string_view percent) {
  return {fmt::format("{}: target {}, {} {} in {}: met with a probability of {} %", scenario.in(Language::en), id,
                      variable.in(Language::en), limit.in(Language::en), year, percent),
          fmt::format("{}：目标 {}（{}年{}{}），实现概率为{}%", scenario.in(Language::zh), id, year,
                      variable.in(Language::zh), limit.in(Language::zh), percent)};
}

Label all_targets_line(const Label& scenario, std::string_view percent) {
  return {fmt::format("{}: all targets in the same draw: {} %", scenario.in(Language::en), percent),
          fmt::format("{}：全部目标同时实现的概率为{}%", scenario.in(Language::zh), percent)};
}

Label since(int year) { return {fmt::format("CO2 per GDP since {}", year), fmt::format("单位GDP排放较{}年", year)}; }

Label share_in(int year) { return {fmt::format("share {}", year), fmt::format("{}年占比", year)}; }

Label fall_by(int year) { return {fmt::format("fall from peak by {}", year), fmt::format("{}年较峰值下降", year)}; }

Label warning(std::string_view file, int line, const Label& message, std::string_view id) {
  const std::string place = line > 0 ? fmt::format("{}:{}: ", file, line) : std::string();
  return {fmt::format("{}{} [{}]", place, message.en, id), fmt::format("{}{} [{}]", place, message.zh, id)};
}

Label in_year(int year) { return {std::to_string(year), fmt::format("{}年", year)}; }

Label joined(const Label& first, const Label& second) {
  return {fmt::format("{} {}", first.in(Language::en), second.in(Language::en)),
          fmt::format("{} {}", first.in(Language::zh), second.in(Language::zh))};
}

Label titled(const Label& title, const Label& about) {
  return {fmt::format("{}: {}", title.in(Language::en), about.in(Language::en)),
          fmt::format("{}：{}", title.in(Language::zh), about.in(Language::zh))};
}

Label with_unit(const Label& title, const Label& unit) {
  return {fmt::format("{}, {}", title.in(Language::en), unit.in(Language::en)),
          fmt::format("{}（单位：{}）", title.in(Language::zh), unit.in(Language::zh))};
}

Label listed(const Label& first, const Label& second) {
  return {fmt::format("{}, {}", first.in(Language::en), second.in(Language::en)),
          fmt::format("{}（{}）", first.in(Language::zh), second.in(Language::zh))};
}

Label not_listed(const Label& variable, bool emissions) {
  return {fmt::format("{}: {}; not listed.", variable.in(Language::en),
                      emissions ? "no emissions inside the boundary" : "none is used"),
          fmt::format("{}：{}，未列。", variable.in(Language::zh), emissions ? "本市边界内无排放" : "无消费量")};
}

Label without_sector_prefix(Label label) {
  const auto drop = [](std::string& text, std::string_view prefix) {
    if (text.compare(0, prefix.size(), prefix) == 0) text.erase(0, prefix.size());
  };
  drop(label.en, sector_prefix.en);
  drop(label.zh, sector_prefix.zh);
  return label;
}

Label changes(const std::vector<std::string>& assignments) {
  return {"Changed on the command line: " + chained(assignments, "; "),
          "本次运行临时改动：" + chained(assignments, "；")};
}

Label without_effect(const Label& scenario, const Label& lever, const Label& reason) {
  const std::string& en = reason.in(Language::en);
  const std::string& zh = reason.in(Language::zh);
  return {fmt::format("{}: {} changes nothing{}", scenario.in(Language::en), lever.in(Language::en),
                      en.empty() ? en : ": " + en),
          fmt::format("{}：措施“{}”未产生减排作用{}", scenario.in(Language::zh), lever.in(Language::zh),
                      zh.empty() ? zh : "，原因：" + zh)};
}

Label terminal_title(const Label& boundary) {
  return {"Peak of " + boundary.in(Language::en), "碳达峰模拟结果——" + boundary.in(Language::zh)};
}

Label run_line(const Label& definition, const Label& draws) {
  return {fmt::format("Peak on the {}; {}", definition.in(Language::en), draws.in(Language::en)),
          fmt::format("达峰口径：{}；{}", definition.in(Language::zh), draws.in(Language::zh))};
}

std::string answer(const Answer& parts, Language language) {
  if (language == Language::zh) {
    const std::string error =
        parts.level_error.empty() ? "" : fmt::format("标准误{}{}，", parts.level_error, parts.level_unit);
    return fmt::format(
               "“{}”下，{}{}排放（{}，{}）在{}年及以前达峰的概率约为{}%；{}（{}），"
               "峰值中位数为{}{}（{}90%区间：{}～{}{}）。",
               parts.scenario, parts.city, parts.gases, parts.scopes, parts.power, parts.by, parts.probability,
               median_zh(parts), interval_zh(parts), parts.level, parts.level_unit, error, parts.level_low,
               parts.level_high, parts.level_unit) +
           base_year_zh(parts);
  }
  const auto with_error = [](const std::string& value, const std::string& error) {
    return error.empty() ? value : value + " ± " + error;
  };
  const std::string interval = fmt::format("{} to {}", peak_en(parts.low, parts), peak_en(parts.high, parts));
  return fmt::format(
             "In \"{}\", {} emissions of {} ({}, {}) peak by {} with a probability of about {} %; {} (90 % interval: "
             "{}), at a median level of {} {} (90 % interval: {} to {}).",
             parts.scenario, parts.gases, parts.city, parts.scopes, parts.power, parts.by, parts.probability,
             median_en(parts), interval, with_error(parts.level, parts.level_error), parts.level_unit, parts.level_low,
             parts.level_high) +
         base_year_en(parts);
}

}  // namespace citypeak::table::words
