// SPDX-License-Identifier: MIT
// Words for what history says, in English and Chinese: verdicts on measured series and Kuznets curves.
#pragma once

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

}  // namespace citypeak::table::words::history
