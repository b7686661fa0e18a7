// SPDX-License-Identifier: MIT
// Headings and notes of the tables of sensitivity.
#include "sim/table/sensitivity_words.hpp"

#include <fmt/format.h>

#include <array>

namespace citypeak::table::words::sensitivity {

namespace {

constexpr std::array<Phrase, 11> indices{{{"first", "first order", "一阶指数"},
                                          {"total", "total", "总效应指数"},
                                          {"second", "second order", "二阶指数"},
                                          {"mu", "mean effect", "平均效应μ"},
                                          {"mu_star", "mean size of the effect", "平均绝对效应μ*"},
                                          {"sigma", "spread of the effect", "效应标准差σ"},
                                          {"src", "standardized coefficient", "标准化回归系数"},
                                          {"prcc", "partial rank correlation", "偏秩相关系数"},
                                          {"shapley", "share of the variance (Shapley)", "方差占比（Shapley）"},
                                          {"low_result", "at P10", "取P10时"},
                                          {"high_result", "at P90", "取P90时"}}};
constexpr Phrase swing{"swing", "difference", "变动幅度"};

constexpr std::array<Phrase, 5> methods{{{"tornado", "one at a time", "单因素变动"},
                                         {"morris", "elementary effects, Morris", "Morris筛选"},
                                         {"sobol", "Sobol indices", "Sobol指数"},
                                         {"rank", "regression and rank correlation", "回归与秩相关"},
                                         {"shapley", "Shapley effects", "Shapley效应"}}};

constexpr std::array<Phrase, 5> readings{
    {{"tornado",
      "Each input at its 10th and 90th percentile, all others at their medians, without shocks: how far it moves the "
      "result by itself, not how much of the uncertainty it brings.",
      "每次只让一个参数取P10和P90，其余取中位数且无冲击：反映该参数单独能使结果变动多少，不代表其对不确定性的贡献。"},
     {"morris",
      "Effects per unit of probability. A small mean size: the input may be fixed. A spread as large as the mean: its "
      "effect is not linear, or depends on others.",
      "效应按单位概率计。平均绝对效应小的参数可以固定；标准差与均值相当，说明效应非线性或依赖其他参数。"},
     {"sobol",
      "First order: the share of the variance that would vanish if the input were known. Total: the share that would "
      "remain if all others were. Their difference is interaction.",
      "一阶指数：若已知该参数，方差可减少的比例；总效应指数：若已知其他全部参数，仍然剩余的比例；二者之差为交互作用。"},
     {"rank",
      "Coefficient: standard deviations of the result per standard deviation of the input. Rank correlation: the same "
      "direction of change, whatever its form, the other inputs taken out. Shocks are not among the inputs.",
      "标准化系数：参数变动一个标准差时结果变动几个标准差；偏秩相关：剔除其他参数影响后的单调关系。冲击不在参数之列。"},
     {"shapley",
      "Shares of the variance; they add up to 1, also where inputs are correlated, which then share what they bring "
      "together.",
      "方差占比，合计为1；参数相关时，共同带来的部分由其分担。"}}};

template <std::size_t count>
[[nodiscard]] Label found(const std::array<Phrase, count>& phrases, std::string_view id) {
  for (const Phrase& phrase : phrases) {
    if (phrase.id == id) return phrase.label();
  }
  return {std::string(id), {}};
}

}  // namespace

Label index_label(std::string_view id) { return id == swing.id ? swing.label() : found(indices, id); }

Label title(std::string_view method, std::string_view of) {
  const Label name = found(methods, method);
  return {fmt::format("What {} depends on ({})", of, name.en), fmt::format("{} 取决于什么（{}）", of, name.zh)};
}

Label reading(std::string_view method) { return found(readings, method); }

Label shown_of(std::size_t shown, std::size_t all) {
  return {fmt::format("The first {} of {} inputs; the others are in sensitivity.csv.", shown, all),
          fmt::format("仅列前{}项（共{}项），其余见 sensitivity.csv。", shown, all)};
}

Label no_variance(std::string_view of) {
  return {fmt::format("{} is the same in every draw: there is nothing to explain.", of),
          fmt::format("{} 在每次抽样中都相同，没有可解释的变动。", of)};
}

Label straight_line(std::string_view of, double r2) {
  return {fmt::format("{}: a straight line in the inputs explains {:.0f} % of the variance.", of, 100.0 * r2),
          fmt::format("{}：参数的线性关系可解释方差的{:.0f}%。", of, 100.0 * r2)};
}

Label censored(std::string_view of, double already_peaked, double not_peaked) {
  return {fmt::format(
              "{}: {:.2f} % of the draws do not peak by the horizon and count as peaking in it; {:.2f} % peaked before "
              "the base year.",
              of, 100.0 * not_peaked, 100.0 * already_peaked),
          fmt::format("{}：{:.2f}%的抽样至预测末年未达峰，按末年计；{:.2f}%在基准年之前已达峰。", of,
                      100.0 * not_peaked, 100.0 * already_peaked)};
}

Label groups(std::size_t joined) {
  return {fmt::format(
              "{} groups hold several inputs: correlated ones, yearly shocks of all years, or as asked by --groups.",
              joined),
          fmt::format("其中{}组含多个参数：相关参数、历年冲击，或按 --groups 指定。", joined)};
}

Label answer(std::string_view of, const Leader& first, const Leader* second, std::string_view index) {
  const Label name = index_label(index);
  const std::string more_en = second == nullptr ? "" : fmt::format(", then {} ({})", second->input, second->value);
  const std::string more_zh = second == nullptr ? "" : fmt::format("，其次为 {}（{}）", second->input, second->value);
  return {fmt::format("{}: {} largest for {} ({}){}.", of, name.en, first.input, first.value, more_en),
          fmt::format("{}：{}最大的是 {}（{}）{}。", of, name.zh, first.input, first.value, more_zh)};
}

}  // namespace citypeak::table::words::sensitivity
