// SPDX-License-Identifier: MIT
// Sentences about drivers and decoupling.
#include "sim/table/driver_words.hpp"

#include <fmt/format.h>

#include <array>

namespace citypeak::table::words::drivers {

namespace {

constexpr std::array<Phrase, 16> factors{{{"population", "population", "人口"},
                                          {"gdp", "GDP", "GDP"},
                                          {"gdp_per_capita", "GDP per head", "人均GDP"},
                                          {"structure", "structure", "产业结构"},
                                          {"intensity", "intensity", "强度"},
                                          {"energy_intensity", "energy intensity", "能源强度"},
                                          {"carbon_intensity", "carbon intensity", "碳排放强度"},
                                          {"mix", "fuel mix", "能源结构"},
                                          {"fuel_mix", "fuel mix", "能源结构"},
                                          {"energy_mix", "energy mix", "能源结构"},
                                          {"factor", "emission factor", "排放系数"},
                                          {"emission_factor", "emission factor", "排放系数"},
                                          {"activity", "activity", "活动水平"},
                                          {"energy", "energy", "能源消费"},
                                          {"process", "process emissions", "工业过程"},
                                          {"other", "waste, sinks and the rest", "废弃物、碳汇及其他"}}};

constexpr std::array<Phrase, 9> states{
    {{"expansive_negative_decoupling", "expansive negative decoupling", "扩张负脱钩"},
     {"expansive_coupling", "expansive coupling", "扩张连接"},
     {"weak_decoupling", "weak decoupling", "弱脱钩"},
     {"strong_decoupling", "strong decoupling", "强脱钩"},
     {"recessive_decoupling", "recessive decoupling", "衰退脱钩"},
     {"recessive_coupling", "recessive coupling", "衰退连接"},
     {"weak_negative_decoupling", "weak negative decoupling", "弱负脱钩"},
     {"strong_negative_decoupling", "strong negative decoupling", "强负脱钩"},
     {"undefined", "undefined", "未定义"}}};

[[nodiscard]] std::string list_of(const std::vector<Effect>& effects, Language language) {
  std::string out;
  for (const Effect& effect : effects)
    out += fmt::format("{}{} {}",
                       out.empty()                ? ""
                       : language == Language::zh ? "、"
                                                  : ", ",
                       effect.factor.in(language), effect.amount);
  return out;
}

[[nodiscard]] std::string driver_text(const DriverSentence& sentence, Language language) {
  const bool zh = language == Language::zh;
  std::string out =
      zh ? fmt::format("{}—{}年：排放由 {} 变为 {}。", sentence.from, sentence.to, sentence.first, sentence.last)
         : fmt::format("{} to {}: emissions from {} to {}.", sentence.from, sentence.to, sentence.first, sentence.last);
  if (!sentence.upwards.empty())
    out += fmt::format(fmt::runtime(zh ? "增排因素：{}。" : " Upwards: {}."), list_of(sentence.upwards, language));
  if (!sentence.downwards.empty())
    out += fmt::format(fmt::runtime(zh ? "减排因素：{}。" : " Downwards: {}."), list_of(sentence.downwards, language));
  return out;
}

[[nodiscard]] std::string decoupling_text(const DecouplingSentence& sentence, Language language) {
  const bool zh = language == Language::zh;
  const std::string state = state_word(sentence.state).text.in(language);
  const std::string elasticity =
      sentence.elasticity.empty()
          ? ""
          : fmt::format(fmt::runtime(zh ? "，弹性 {}" : ", elasticity {}"), sentence.elasticity);
  return fmt::format(
      fmt::runtime(zh ? "{}—{}年：{}（排放 {} %，GDP {} %{}）。" : "{} to {}: {} (emissions {} %, GDP {} %{})."),
      sentence.from, sentence.to, state, sentence.emissions, sentence.gdp, elasticity);
}

}  // namespace

Label factor_label(const std::string& name) {
  for (const Phrase& factor : factors) {
    if (factor.id == name) return factor.label();
  }
  return {name, name};
}

Word state_word(std::string_view id) {
  for (const Phrase& each : states) {
    if (each.id == id) return each.word();
  }
  return {std::string(id), {}};
}

Label of_draws(std::uint64_t draws) {
  return {
      fmt::format("Mean effects over {} draws: in each draw they add up to its change, so the means do too.", draws),
      fmt::format("各项为{}次抽样的均值：每次抽样中各因素之和等于其排放变化，均值亦然。", draws)};
}

Label drivers_of(int from, int to) {
  return {fmt::format("{} to {}: what drove emissions", from, to), fmt::format("{}—{}年排放变化的驱动因素", from, to)};
}

Label driver_answer(const DriverSentence& sentence) {
  return {driver_text(sentence, Language::en), driver_text(sentence, Language::zh)};
}

Label decoupling_answer(const DecouplingSentence& sentence) {
  return {decoupling_text(sentence, Language::en), decoupling_text(sentence, Language::zh)};
}

}  // namespace citypeak::table::words::drivers
