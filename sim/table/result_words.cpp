// SPDX-License-Identifier: MIT
// Sentences and headings about results.
#include "sim/table/result_words.hpp"

#include <fmt/format.h>

namespace citypeak::table::words::result {

Label in_year(const Label& variable, int year) {
  return {fmt::format("{} {}", variable.in(Language::en), year),
          fmt::format("{}年{}", year, variable.in(Language::zh))};
}

Label over(const Label& variable, int from, int to) {
  return {fmt::format("{} {}–{}", variable.in(Language::en), from, to),
          fmt::format("{}–{}年{}累计", from, to, variable.in(Language::zh))};
}

Label of_variable(const Label& what, const Label& variable) {
  return {fmt::format("{}, {}", what.in(Language::en), variable.in(Language::en)),
          fmt::format("{}：{}", what.in(Language::zh), variable.in(Language::zh))};
}

Label restricted_year(int horizon) {
  return {fmt::format("peak year ({} at most)", horizon), fmt::format("达峰年份（至多{}年）", horizon)};
}

}  // namespace citypeak::table::words::result

namespace citypeak::table::words::attribution {

Label avoided(int year) { return {fmt::format("avoided {}", year), fmt::format("{}年减排量", year)}; }

Label avoided(int from, int to) {
  return {fmt::format("avoided {}–{}", from, to), fmt::format("{}–{}年累计减排量", from, to)};
}

Label draws_note(std::uint64_t draws, bool sampled) {
  if (sampled) {
    return {fmt::format("Shapley values: what a measure adds when it arrives, over orders of arrival drawn at random, "
                        "eight in each of {} draws; ± is one standard error of draws and orders.",
                        draws),
            fmt::format("Shapley值：措施按随机次序逐项加入时的平均增量，{}次抽样中每次随机取8个次序；±为一倍标准误（"
                        "含抽样与次序）。",
                        draws)};
  }
  return {
      fmt::format("Shapley values: what a measure adds when it arrives, averaged over all orders of arrival in each "
                  "of {} draws; ± is one standard error.",
                  draws),
      fmt::format("Shapley值：措施按全部可能次序逐项加入时的平均增量，在{}次抽样中逐次计算；±为一倍标准误。", draws)};
}

Label sums_note() {
  return {"They add up to what all measures change together.", "各项措施的分摊贡献之和等于全部措施的总作用。"};
}

Label ways_note() {
  return {"Alone: beside no other measure. On top of the others: what would be lost without it. Neither adds up.",
          "单独实施：没有其他措施时的作用；在其他措施之上：去掉该项措施后的损失。这两列均不可加总。"};
}

Label interactions_note() {
  return {
      "Above 0 in the direction of the heading: the two bring more together than each by itself; below 0: they do the "
      "same work twice.",
      "与表头同方向为正：两项同时实施的作用大于各自之和；为负：两项作用相互重叠。"};
}

Label advance_note() {
  return {"Years of advance count a path without a peak by the horizon as if it peaked in the last year.",
          "至预测末年仍未达峰的路径按末年达峰计。"};
}

Label from_table_note() {
  return {"From a table of values, one for each subset: no errors are known.", "由各组合的给定数值计算，无误差信息。"};
}

Label answer(const Answer& parts) {
  const auto worded = [&](Language language) {
    const bool zh = language == Language::zh;
    const std::string unit = parts.unit.in(language).empty() ? "" : (zh ? "" : " ") + parts.unit.in(language);
    std::string out = fmt::format(fmt::runtime(zh ? "{}项措施合计，{}：{}{}" : "All {} measures together, {}: {}{}"),
                                  parts.levers, parts.what.in(language), parts.value.in(language), unit);
    if (!parts.low.in(language).empty())
      out += fmt::format(fmt::runtime(zh ? "（95 %区间{}至{}）" : " (95 % interval {} to {})"), parts.low.in(language),
                         parts.high.in(language));
    if (!parts.most.in(language).empty() && !parts.share.empty())
      out += fmt::format(fmt::runtime(zh ? "，其中{}贡献最大（{} %）" : "; most of it by {} ({} %)"),
                         parts.most.in(language), parts.share);
    return out + (zh ? "。" : ".");
  };
  return {worded(Language::en), worded(Language::zh)};
}

}  // namespace citypeak::table::words::attribution
