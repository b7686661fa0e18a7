// SPDX-License-Identifier: MIT
// Sentences about measured series.
#include "sim/table/history_words.hpp"

#include <fmt/format.h>

#include <array>

namespace citypeak::table::words::history {

namespace {

[[nodiscard]] std::string list_of(const std::vector<std::string>& items, std::string_view between) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : std::string(between)) + item;
  return out;
}

/// `2015, 2017..2019`.
[[nodiscard]] std::string stretches(const std::vector<int>& years, std::string_view between) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < years.size();) {
    std::size_t last = i;
    while (last + 1 < years.size() && years[last + 1] == years[last] + 1) ++last;
    out.push_back(last == i ? fmt::format("{}", years[i]) : fmt::format("{}..{}", years[i], years[last]));
    i = last + 1;
  }
  return list_of(out, between);
}

[[nodiscard]] std::string named_rules(const std::vector<std::string>& rules, Language language) {
  std::vector<std::string> out;
  out.reserve(rules.size());
  for (const std::string& rule : rules) out.push_back(verdict_rule_word(rule).text.in(language));
  return list_of(out, language == Language::zh ? "、" : ", ");
}

void add_part(std::string& out, const std::vector<std::string>& rules, std::string_view verdict, Language language) {
  if (rules.empty()) return;
  const bool zh = language == Language::zh;
  out += fmt::format("{}{}{}{}",
                     out.empty() ? ""
                     : zh        ? "；"
                                 : "; ",
                     verdict_word(verdict).text.in(language), zh ? "：" : " by: ", named_rules(rules, language));
}

[[nodiscard]] std::string parts(const VerdictSentence& sentence, Language language) {
  std::string out;
  add_part(out, sentence.peaked, "peaked", language);
  add_part(out, sentence.plateau, "plateau", language);
  add_part(out, sentence.not_confirmed, "not_confirmed", language);
  add_part(out, sentence.not_peaked, "not_peaked", language);
  return out;
}

constexpr std::array<Phrase, 8> shapes{{{"rising", "rising", "上升"},
                                        {"falling", "falling", "下降"},
                                        {"u", "U", "U型"},
                                        {"inverted_u", "inverted U", "倒U型"},
                                        {"half_inverted_u", "half inverted U", "半倒U型"},
                                        {"n", "N", "N型"},
                                        {"inverted_n", "inverted N", "倒N型"},
                                        {"none", "none", "无明显关系"}}};

/// Why a turning point is doubted; of a minimum, "largest" becomes "smallest".
constexpr std::array<Phrase, 8> doubts{
    {{"too_few_points", "too few points", "样本过少"},
     {"no_turning_point", "the fitted curve does not turn", "拟合曲线没有拐点"},
     {"outside_data", "the turning point lies outside the data", "拐点落在数据范围之外"},
     {"top_at_first", "the {} value is the first observation, so the way to it was never seen",
      "{}值即首个观测值，此前的走势无从观察"},
     {"top_at_last", "the {} value is the last observation, so nothing is seen of the way from it",
      "{}值即末个观测值，此后的走势尚未观察到"},
     {"shock_years", "the turn rests on years of crisis", "拐点仅由冲击年份支撑"},
     {"not_significant", "the U-test does not find both slopes", "U检验未能同时确认两侧斜率"},
     {"interval_not_bounded", "Fieller's interval has no end: the turning point may lie anywhere",
      "Fieller区间无界，拐点可能在任何位置"}}};

[[nodiscard]] std::string doubt_text(std::string_view id, bool is_top, Language language) {
  const bool zh = language == Language::zh;
  const std::string_view extreme = zh ? (is_top ? "最大" : "最小") : is_top ? "largest" : "smallest";
  for (const Phrase& doubt : doubts) {
    if (doubt.id == id) return fmt::format(fmt::runtime(zh ? doubt.zh : doubt.en), extreme);
  }
  return std::string(id);
}

[[nodiscard]] std::string doubts_text(const EkcReading& reading, Language language) {
  std::vector<std::string> out;
  for (const std::string_view doubt : reading.doubts) {
    if (doubt != "too_few_points") out.push_back(doubt_text(doubt, reading.is_top, language));
  }
  return list_of(out, language == Language::zh ? "；" : "; ");
}

[[nodiscard]] std::string identified(const EkcReading& reading, Language language) {
  const std::string shape = shape_word(reading.shape).text.in(language);
  if (language == Language::zh)
    return fmt::format("已确认：{}，拐点 {}（95%区间 {} 至 {}）{}", shape, reading.turning_point, reading.low,
                       reading.high, reading.year ? fmt::format("，收入于{}年到达", *reading.year) : "");
  return fmt::format("identified: {}, turns at {} (95 % interval {} to {}){}", shape, reading.turning_point,
                     reading.low, reading.high,
                     reading.year ? fmt::format(", which income reached in {}", *reading.year) : "");
}

[[nodiscard]] std::string not_testable(const EkcReading& reading, Language language) {
  const bool zh = language == Language::zh;
  if (reading.n >= reading.needed)
    return zh ? "无法检验：收入的不同取值过少，无法拟合" : "not testable: income takes too few values to fit a curve";
  return fmt::format(fmt::runtime(zh ? "无法检验：n = {}，至少需要 {}" : "not testable: n = {}, need {}"), reading.n,
                     reading.needed);
}

[[nodiscard]] std::string reading_text(const EkcReading& reading, Language language) {
  if (reading.verdict == "identified") return identified(reading, language);
  if (reading.verdict == "not_testable") return not_testable(reading, language);
  const bool zh = language == Language::zh;
  const std::string shape =
      reading.shape == "none" ? "" : shape_word(reading.shape).text.in(language) + (zh ? "；" : "; ");
  return shape + (zh ? "未能确认拐点：" : "no turning point identified: ") + doubts_text(reading, language);
}

}  // namespace

Label largest(int year) { return {fmt::format("largest in {}", year), fmt::format("最大值：{}年", year)}; }

Label judged(std::string_view rule, std::string_view verdict) {
  const Label named = verdict_rule_word(rule).text, said = verdict_word(verdict).text;
  return {named.en + ": " + said.en, named.zh + "：" + said.zh};
}

Cell p_value(double p) {
  constexpr double least = 1e-4;
  if (p < least) return Word{"", {"< 0.0001", "＜0.0001"}};
  return Number{p, {}};
}

Label missing_years(std::string_view series, const std::vector<int>& years) {
  return {fmt::format("{}: no value for {}; a larger one could lie there.", series, stretches(years, ", ")),
          fmt::format("{}：缺{}年的数值，真正的最大值可能就在其中。", series, stretches(years, "、"))};
}

Label top_at_start(std::string_view series, int year) {
  return {fmt::format("{}: the largest value is the first one, {}; the peak may lie before it.", series, year),
          fmt::format("{}：最大值即首个数值（{}年），真正的峰值可能更早。", series, year)};
}

Label partial_year(std::string_view series, int year, bool at_top) {
  if (at_top)
    return {fmt::format("{}: {} is not over and is at or above every year before it: not peaked.", series, year),
            fmt::format("{}：{}年尚未结束，数值已不低于以往各年，判为未达峰。", series, year)};
  return {fmt::format("{}: {} is not over and was left out.", series, year),
          fmt::format("{}：{}年尚未结束，未计入。", series, year)};
}

Label span(int first, int last) {
  if (first == last) return {fmt::format("{}", first), fmt::format("{}", first)};
  return {fmt::format("{} to {}", first, last), fmt::format("{}～{}", first, last)};
}

Label verdict_answer(const VerdictSentence& sentence) {
  return {fmt::format("{}: largest in {} (as of {}); {}.", sentence.series, sentence.peak_year, sentence.as_of,
                      parts(sentence, Language::en)),
          fmt::format("{}：最大值出现在{}年（截至{}年）；{}。", sentence.series, sentence.peak_year, sentence.as_of,
                      parts(sentence, Language::zh))};
}

Word shape_word(std::string_view id) {
  for (const Phrase& shape : shapes) {
    if (shape.id == id) return shape.word();
  }
  return {std::string(id), {}};
}

Label fieller_words(const FiellerWords& interval) {
  if (interval.kind == "bounded") return {interval.low + " to " + interval.high, interval.low + "～" + interval.high};
  if (interval.kind == "exclusive")
    return {"anywhere but " + interval.low + " to " + interval.high, interval.low + "～" + interval.high + "之外"};
  return {"anywhere", "无界"};
}

Label turns_at(std::string_view income) { return {fmt::format("turns at {}", income), fmt::format("拐点 {}", income)}; }

Label ekc_reading(const EkcReading& reading) {
  return {reading_text(reading, Language::en), reading_text(reading, Language::zh)};
}

Label about(std::string_view indicator, const Label& reading) {
  return {fmt::format("{}: {}.", indicator, reading.en), fmt::format("{}：{}。", indicator, reading.zh)};
}

Label ekc_note(bool logs, const std::vector<int>& shock_years) {
  const std::string years_en = shock_years.empty() ? "none" : stretches(shock_years, ", ");
  const std::string years_zh = shock_years.empty() ? "无" : stretches(shock_years, "、");
  return {
      fmt::format("Fitted in {}; years of crisis that may not decide: {}. A turning point counts as identified only if "
                  "it lies within the data, both slopes pass the U-test at 5 %, Fieller's interval is bounded, the "
                  "extreme value is neither first nor last, and all of it holds without the years of crisis.",
                  logs ? "logs of both" : "levels", years_en),
      fmt::format("以{}拟合；不得左右结论的冲击年份：{}。仅当拐点位于数据范围之内、两侧斜率均通过5%水平的U检验、"
                  "Fieller区间有界、极值既非首个也非末个观测值，且去掉冲击年份后依然成立时，才视为确认。",
                  logs ? "双对数" : "水平值", years_zh)};
}

}  // namespace citypeak::table::words::history
