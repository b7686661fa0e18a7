// SPDX-License-Identifier: MIT
// Words for what drives emissions, in English and Chinese: factors, periods, states of decoupling.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/table/words.hpp"

namespace citypeak::table::words::drivers {

inline constexpr Phrase lmdi_title{"lmdi", "What drove the change (LMDI)", "排放变化的驱动因素（LMDI分解）"};
inline constexpr Phrase ratio_title{"lmdi_ratios", "The same as ratios", "驱动因素（乘法分解）"};
inline constexpr Phrase term_title{"lmdi_terms", "What drove the change, by term", "分项驱动因素"};
inline constexpr Phrase tapio_title{"tapio", "Did emissions decouple from the economy? (Tapio)",
                                    "排放与经济增长的脱钩状态（Tapio）"};
inline constexpr Phrase period{"period", "period", "时段"};
inline constexpr Phrase term{"term", "term", "项"};
inline constexpr Phrase emissions_first{"first", "at the beginning", "期初排放"};
inline constexpr Phrase emissions_last{"last", "at the end", "期末排放"};
inline constexpr Phrase sum{"sum", "sum", "合计"};
inline constexpr Phrase product{"product", "product", "乘积"};
inline constexpr Phrase all_terms{"total", "total", "合计"};
inline constexpr Phrase sum_of_steps{"steps", "sum of the steps", "各时段之和"};
inline constexpr Phrase emissions_change{"d_emissions", "change of emissions", "ΔC/C"};
inline constexpr Phrase gdp_change{"d_gdp", "change of GDP", "ΔGDP/GDP"};
inline constexpr Phrase elasticity{"elasticity", "elasticity", "弹性"};
inline constexpr Phrase state{"state", "state", "脱钩状态"};
inline constexpr Phrase emissions{"emissions", "emissions", "排放"};
inline constexpr Phrase rising{"rising", "raised emissions", "增排"};
inline constexpr Phrase falling{"falling", "lowered emissions", "减排"};

namespace note {
inline constexpr Phrase additive{
    "",
    "In the unit of the product of the factors. The effects of a period add up to its change, nothing is left over.",
    "单位与各因素之积相同；同一时段各因素的贡献之和等于排放变化，没有残差。"};
inline constexpr Phrase ratios{"",
                               "Ratios above 1 raised emissions; those of a period multiply to the ratio of its ends.",
                               "大于1为增排；同一时段各因素之积等于期末与期初排放之比。"};
inline constexpr Phrase steps{
    "",
    "The whole period is told from its two ends alone, the steps follow the way between: their effects add up to the "
    "same change, but need not agree factor by factor.",
    "全时段仅由首末两年算得，各时段则沿途逐段计算：合计变化相同，各因素的贡献未必一致。"};
inline constexpr Phrase zeros{
    "",
    "Some factors are 0 at an end. A term that appears or vanishes belongs to the factors that were or became 0, in "
    "equal parts.",
    "部分因素在期初或期末为0：新增或消失的项，其变化由为0的因素等分。"};
inline constexpr Phrase tapio{
    "",
    "Elasticity: relative change of emissions over that of GDP, which must be in constant prices. From 0.8 to 1.2 the "
    "two move together (coupling).",
    "弹性为排放变化率与GDP变化率之比，GDP须为可比价；弹性在0.8至1.2之间为连接。"};
}  // namespace note

/// A factor by its name in the file: known names in both languages, others as they are.
[[nodiscard]] Label factor_label(const std::string& name);
/// A state of decoupling by its id.
[[nodiscard]] Word state_word(std::string_view id);
/// That the numbers are means over draws.
[[nodiscard]] Label of_draws(std::uint64_t draws);
/// `2010 to 2020: what drove the change`.
[[nodiscard]] Label drivers_of(int from, int to);

/// A factor and its effect, as readers see it: `GDP per head +7.15`.
struct Effect {
  Label factor;
  std::string amount;  ///< with its sign
};
struct DriverSentence {
  int from = 0, to = 0;
  std::string first, last;  ///< emissions
  std::vector<Effect> upwards, downwards;
};
/// What moved emissions, the largest first.
[[nodiscard]] Label driver_answer(const DriverSentence& sentence);

struct DecouplingSentence {
  int from = 0, to = 0;
  std::string_view state;                  ///< id
  std::string emissions, gdp, elasticity;  ///< percent with signs; the last is empty where it is undefined
};
[[nodiscard]] Label decoupling_answer(const DecouplingSentence& sentence);

}  // namespace citypeak::table::words::drivers
