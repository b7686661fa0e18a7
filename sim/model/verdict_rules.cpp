// SPDX-License-Identifier: MIT
// The keys of `peak: {verdicts: ...}`.
#include "sim/model/verdict_rules.hpp"

#include "sim/model/fixed.hpp"

namespace citypeak::model {

namespace {

constexpr Range open_share{0.0, 1.0, true};
constexpr Range below_one{0.0, 0.99, false};

}  // namespace

const FieldTable& VerdictRules::fields() {
  static const FieldRow rows[] = {
      otherwise(
          fixed<&VerdictRules::significance>("significance", "share", open_share,
                                             {"`confirmed`: the p-value of the Mann-Kendall test must lie below it.",
                                              "规则 confirmed：Mann-Kendall 检验的 p 值须低于此值。"}),
          "5 %"),
      otherwise(fixed<&VerdictRules::plateau_fall>(
                    "plateau_fall", "share", share_range,
                    {"`plateau`: a mean fall per year since the maximum below it is a plateau.",
                     "规则 plateau：最大值之后年均降幅低于此值即为平台期。"}),
                "2 %"),
      otherwise(fixed<&VerdictRules::plateau_band>(
                    "plateau_band", "share", below_one,
                    {"The span of a plateau: first to last year within this share of the largest value.",
                     "平台期起止：与最大值相差不超过此比例的首末年份。"}),
                "1 %"),
      otherwise(whole<&VerdictRules::c40_years>(
                    "c40_years", FieldKind::whole, {0.0, 100.0, false},
                    {"`c40`: the maximum lies at least this many years back.", "规则 c40：最大值距评估年至少的年数。"}),
                "5"),
      otherwise(fixed<&VerdictRules::c40_fall>("c40_fall", "share", share_range,
                                               {"`c40`: the value lies at least this share below the maximum.",
                                                "规则 c40：评估年较最大值至少下降的比例。"}),
                "10 %"),
  };
  static const FieldTable table{"verdicts", rows};
  return table;
}

}  // namespace citypeak::model
