// SPDX-License-Identifier: MIT
// Sentences about measured series.
#include "sim/table/history_words.hpp"

#include <fmt/format.h>

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

}  // namespace citypeak::table::words::history
