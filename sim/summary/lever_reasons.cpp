// SPDX-License-Identifier: MIT
// The sentences about levers without effect.
#include "sim/summary/lever_reasons.hpp"

#include <fmt/format.h>

namespace citypeak::summary {

Text lever_reason(LeverReason reason, int year, int limit) {
  switch (reason) {
    case LeverReason::no_effects:
      return {"the lever has no effect of its own: no number was found in the evidence",
              "该措施没有自身效应：未找到有据可依的数值"};
    case LeverReason::after_horizon:
      return {fmt::format("it opens in {}, too late to act by the horizon {}", year, limit),
              fmt::format("{} 年才启动，到预测末年 {} 来不及见效", year, limit)};
    case LeverReason::in_base_year:
      return {fmt::format("it was complete by the base year {}, whose data hold it already", limit),
              fmt::format("基准年 {} 之前已完成，基准年数据已包含其效果", limit)};
    case LeverReason::no_reach:
      return {"its reach is zero", "覆盖目标为零"};
    case LeverReason::scope3_only:
      return {"it acts outside the city (scope 3), which the headline does not count",
              "其作用在城市边界之外（范围3），不计入总量"};
    case LeverReason::feedback_off:
      return {"it acts on growth, and `economy.feedback` is false", "其作用于经济增长，而 `economy.feedback` 为 false"};
    case LeverReason::sink_beside:
      return {"it acts on sinks, which stand beside the headline (`sink_accounting: beside`)",
              "其作用于碳汇，而碳汇单列于总量之外（`sink_accounting: beside`）"};
    case LeverReason::other_gases:
      return {"it acts on gases other than CO2 (emissions.ghg), which the headline does not count",
              "其作用于 CO2 以外的温室气体（emissions.ghg），不计入总量"};
    case LeverReason::no_emissions:
      return {"it changes energy that emits nothing within the headline", "其改变的能源在总量口径内没有排放"};
    case LeverReason::carrier_unused:
      return {"the sector does not use the carrier that it would replace", "该部门不使用要被替代的能源品种"};
    case LeverReason::nothing_changes:
      return {"its strength or its target is zero, or another lever of its overlap group is at least as strong",
              "其强度或作用对象为零，或同一重叠组中另有不弱于它的措施"};
  }
  return {};
}

}  // namespace citypeak::summary
