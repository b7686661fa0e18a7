// SPDX-License-Identifier: MIT
// What results of draws are called, and what analyses say of them, in English and Chinese.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/table/words.hpp"

namespace citypeak::table::words::result {

/// `GDP 2035`, `2035年地区生产总值`.
[[nodiscard]] Label in_year(const Label& variable, int year);
/// `GDP 2023–2060`, `2023–2060年地区生产总值累计`.
[[nodiscard]] Label over(const Label& variable, int from, int to);
/// Of the peak of another variable than the headline: `peak level, Final energy`.
[[nodiscard]] Label of_variable(const Label& what, const Label& variable);
/// `peak year (2060 at most)`: a path without a peak counts as one that peaks in the last year.
[[nodiscard]] Label restricted_year(int horizon);
/// `95 % interval`
inline constexpr Phrase low{"low", "95 % from", "95 %区间下限"};
inline constexpr Phrase high{"high", "to", "上限"};

}  // namespace citypeak::table::words::result

namespace citypeak::table::words::attribution {

inline constexpr Phrase measures_title{"measures", "What each measure brings", "各项措施的贡献"};
inline constexpr Phrase ways_title{"attribution", "Shared among all, alone, and on top of all others",
                                   "平均分摊、单独实施与最后加入的贡献"};
inline constexpr Phrase interactions_title{"interactions", "What two measures do together beyond each for itself",
                                           "两两措施的协同作用"};
inline constexpr Phrase wedge_title{"wedge", "What each measure takes off emissions", "各项措施的逐年减排贡献"};
inline constexpr Phrase avoided_title{"wedge_avoided", "Emissions avoided by each measure", "各项措施的逐年减排量"};
inline constexpr Phrase avoided_axis{"avoided", "Mt CO2 avoided a year", "减排量（百万吨CO2/年）"};
inline constexpr Phrase total{"total", "all together", "合计"};
inline constexpr Phrase shapley{"shapley", "its share (Shapley)", "分摊贡献（Shapley值）"};
inline constexpr Phrase first_in{"first_in", "alone", "单独实施"};
inline constexpr Phrase last_in{"last_in", "on top of the others", "在其他措施之上"};
inline constexpr Phrase share{"share", "of the total", "贡献率"};
inline constexpr Phrase value{"value", "value", "数值"};
inline constexpr Phrase without{"without", "without these measures", "不采取上述措施"};
inline constexpr Phrase with{"with", "with all of them", "采取全部措施"};
inline constexpr Phrase other_measures{"other", "other measures", "其他措施"};
inline constexpr Phrase emissions_axis{"emissions", "Mt CO2 a year", "百万吨CO2/年"};
/// `avoided 2030`, `2030年减排量`; of another variable than the headline with its name.
[[nodiscard]] Label avoided(int year);
[[nodiscard]] Label avoided(int from, int to);
[[nodiscard]] Label draws_note(std::uint64_t draws, bool sampled);
[[nodiscard]] Label sums_note();
[[nodiscard]] Label ways_note();
[[nodiscard]] Label interactions_note();
[[nodiscard]] Label advance_note();
[[nodiscard]] Label from_table_note();

/// The answer: what all bring together, and who brings most. Numbers with units, in the reader's language.
struct Answer {
  std::size_t levers = 0;
  Label what;  ///< `avoided 2030`
  Label value, low, high, unit;
  Label most;         ///< the lever that brings most; empty: none brings anything
  std::string share;  ///< in percent; empty where there is no whole to share
};
[[nodiscard]] Label answer(const Answer& parts);

}  // namespace citypeak::table::words::attribution
