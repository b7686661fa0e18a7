// SPDX-License-Identifier: MIT
// Words for what history says, in English and Chinese: verdicts on measured series and Kuznets curves.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/table/words.hpp"

namespace citypeak::table::words::history {

inline constexpr Phrase verdict_title{"verdict", "Has it peaked? Four rules side by side", "达峰判定：四种规则对照"};
inline constexpr Phrase place{"place", "place", "地区"};
inline constexpr Phrase as_of{"as_of", "as of", "截至"};
inline constexpr Phrase plateau_years{"plateau", "plateau", "平台期起止"};
inline constexpr Phrase mk_z{"mk_z", "Mann-Kendall Z since the peak", "峰后MK Z"};
inline constexpr Phrase mk_p{"mk_p", "p", "p"};
inline constexpr Phrase mk_p_adjusted{"mk_p_adjusted", "p, autocorrelation", "p（自相关修正）"};
inline constexpr Phrase sen{"sen", "Sen's slope a year", "Sen斜率（每年）"};
inline constexpr Phrase fall_per_year{"fall_per_year", "fall a year", "峰后年均降幅"};
inline constexpr Phrase fall_from_peak{"fall_from_peak", "below the peak", "较峰值下降"};

inline constexpr Phrase not_over{"partial", "year not over", "未满一年"};
inline constexpr Phrase sen_line{"sen", "Sen's slope since the peak", "峰后Sen斜率"};
/// `largest in 2014`.
[[nodiscard]] Label largest(int year);
/// `C40: not confirmed`.
[[nodiscard]] Label judged(std::string_view rule, std::string_view verdict);
/// A p-value for readers; below 0.0001 only that.
[[nodiscard]] Cell p_value(double p);

/// Notes under the table of verdicts.
[[nodiscard]] Label missing_years(std::string_view series, const std::vector<int>& years);
[[nodiscard]] Label top_at_start(std::string_view series, int year);
[[nodiscard]] Label partial_year(std::string_view series, int year, bool at_top);
/// `2013 to 2016`.
[[nodiscard]] Label span(int first, int last);

/// The answer for one series in a sentence: the largest value, its year, and how many rules call it peaked.
struct VerdictSentence {
  std::string series;  ///< place and variable
  int as_of = 0, peak_year = 0;
  std::vector<std::string> peaked{}, plateau{}, not_peaked{}, not_confirmed{};  ///< rules by their verdict
};
[[nodiscard]] Label verdict_answer(const VerdictSentence& sentence);

// --- Kuznets curves ------------------------------------------------------------------------------------------------

namespace curve {
inline constexpr Phrase ekc_title{"ekc", "Environmental Kuznets curves: does it turn as income grows?",
                                  "环境库兹涅茨曲线：随收入增长是否出现拐点"};
inline constexpr Phrase indicator{"indicator", "indicator", "指标"};
inline constexpr Phrase period{"period", "years", "样本期"};
inline constexpr Phrase points{"n", "n", "样本数"};
inline constexpr Phrase first_value{"first_value", "first value", "首年值"};
inline constexpr Phrase top_value{"top_value", "largest value", "顶点值"};
inline constexpr Phrase top_year{"top_year", "its year", "顶点年份"};
inline constexpr Phrase shape{"shape", "shape", "形状"};
inline constexpr Phrase equation{"equation", "equation", "方程"};
inline constexpr Phrase r2{"r2", "R2", "R2"};
inline constexpr Phrase turning_point{"tp", "turns at income", "拐点收入"};
inline constexpr Phrase fieller{"fieller", "95 % interval (Fieller)", "95%区间（Fieller）"};
inline constexpr Phrase u_test{"utest_p", "U-test p", "U检验p"};
inline constexpr Phrase reading{"verdict", "reading", "解读"};
inline constexpr Phrase observed_points{"points", "observed", "观测值"};
inline constexpr Phrase fitted{"fit", "fitted", "拟合曲线"};
inline constexpr Phrase band{"band", "95 % band of the fit", "拟合95%区间"};
inline constexpr Phrase maximum{"maximum", "maximum", "极大"};
inline constexpr Phrase minimum{"minimum", "minimum", "极小"};
}  // namespace curve

/// A shape of a curve by its id.
[[nodiscard]] Word shape_word(std::string_view id);
/// What an interval of Fieller looks like: `90000 to 115000`, `outside 90000 to 115000`, `everywhere`.
struct FiellerWords {
  std::string_view kind;  ///< bounded, exclusive, unbounded
  std::string low, high;
};
[[nodiscard]] Label fieller_words(const FiellerWords& interval);
/// `turns at 101000`.
[[nodiscard]] Label turns_at(std::string_view income);

/// What a verdict on a curve rests on.
struct EkcReading {
  std::string_view verdict, shape;       ///< ids
  std::size_t n = 0, needed = 0;         ///< points there are, and points a verdict needs
  std::vector<std::string_view> doubts;  ///< ids
  bool is_top = true;                    ///< the turning point is a maximum
  std::string turning_point, low, high;  ///< as readers see them; empty where there is none
  std::optional<int> year;               ///< in which income reached it
};
/// The verdict in words, one sentence or two.
[[nodiscard]] Label ekc_reading(const EkcReading& reading);
/// `INDICATOR: READING`
[[nodiscard]] Label about(std::string_view indicator, const Label& reading);
/// How the table was made: scale, errors, years of crisis.
[[nodiscard]] Label ekc_note(bool logs, const std::vector<int>& shock_years);

}  // namespace citypeak::table::words::history
