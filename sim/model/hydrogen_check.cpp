// SPDX-License-Identifier: MIT
// The break-even of hydrogen at the medians of all inputs (docs/method, hydrogen).
#include "sim/model/hydrogen_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace citypeak::model {

namespace {

[[nodiscard]] double median(const Quantity& quantity, double otherwise) {
  return quantity.is_constant() || quantity.uncertain() ? quantity.quantile(0.5) : otherwise;
}

/// A level in a year: linear between its years, constant beyond them.
[[nodiscard]] double level_in(const Path& path, int year) {
  if (!path.present()) return 0.0;
  const auto after = std::find_if(path.pieces.begin(), path.pieces.end(),
                                  [&](const Path::Piece& piece) { return piece.first > year; });
  if (after == path.pieces.begin()) return median(after->value, 0.0);
  const auto before = std::prev(after);
  const double low = median(before->value, 0.0);
  if (after == path.pieces.end()) return low;
  const double way = static_cast<double>(year - before->first) / static_cast<double>(after->first - before->first);
  return low + (median(after->value, 0.0) - low) * way;
}

/// The carrier's emission factor in a year [kg CO2/J].
[[nodiscard]] double factor_in(const Carrier& carrier, int base_year, int year) {
  double log = median(carrier.factor_offset, 0.0) * (year - base_year);
  for (const auto& piece : carrier.factor_trend.pieces) {
    const int first = std::max(piece.first, base_year + 1), last = std::min(piece.last, year);
    if (last >= first) log += median(piece.value, 0.0) * (last - first + 1);
  }
  return level_in(carrier.factor, year) * std::exp(log);
}

/// The share of an id in a set of shares, `rest` worked out.
[[nodiscard]] double share_of(const Shares& shares, std::string_view id) {
  double others = 0.0, own = 0.0;
  bool is_rest = false;
  for (const auto& entry : shares.entries) {
    const bool rest = entry.value.kind == Quantity::Kind::rest;
    if (entry.id == id) {
      is_rest = rest;
      own = median(entry.value, 0.0);
    }
    if (!rest) others += median(entry.value, 0.0);
  }
  return is_rest ? std::max(0.0, 1.0 - others) : own;
}

[[nodiscard]] double route_share(const Production& production, std::string_view route, int year) {
  const auto& years = production.routes;
  const auto after = std::find_if(years.begin(), years.end(), [&](const Milestone& at) { return at.year > year; });
  if (after == years.begin()) return after == years.end() ? 0.0 : share_of(after->shares, route);
  const auto before = std::prev(after);
  const double low = share_of(before->shares, route);
  if (after == years.end()) return low;
  const double way = static_cast<double>(year - before->year) / static_cast<double>(after->year - before->year);
  return low + (share_of(after->shares, route) - low) * way;
}

[[nodiscard]] double efficiency_of(const Sector& sector, const std::string& carrier) {
  const Shares::Entry* known = sector.efficiency.find(carrier);
  return known == nullptr ? 1.0 : median(known->value, 1.0);
}

/// The year in which a lever opens, kept within the projection.
[[nodiscard]] int opening_of(const Lever& lever, const Scenario& scenario) {
  const double opens = median(lever.adoption.start, scenario.base_year) + median(lever.adoption.lag, 0.0);
  return std::clamp(static_cast<int>(std::ceil(opens)), scenario.base_year, scenario.horizon);
}

}  // namespace

HydrogenBalance hydrogen_balance(const Scenario& scenario, const Sector& sector, const std::string& from,
                                 const std::string& to, int year) {
  const City& city = scenario.city;
  const Production& production = *find_named(city.carriers, to)->production;
  const Carrier* electricity = find_named(city.carriers, "electricity");
  const double grid = electricity == nullptr ? 0.0 : factor_in(*electricity, scenario.base_year, year);
  HydrogenBalance out;
  out.made = median(production.dispensing, 0.0) * grid;
  for (const std::string_view route : Production::route_names()) {
    const Quantity* emission = production.emission_of(route);
    const double each = emission != nullptr ? median(*emission, 0.0) : median(production.electrolysis, 0.0) * grid;
    out.made += route_share(production, route, year) * each;
  }
  const double useful = hydrogen_joule_per_kg * efficiency_of(sector, to);
  out.displaced =
      useful / efficiency_of(sector, from) * factor_in(*find_named(city.carriers, from), scenario.base_year, year);
  const auto used = carriers_of(sector);
  if (electricity != nullptr && std::find(used.begin(), used.end(), "electricity") != used.end())
    out.battery = useful / efficiency_of(sector, "electricity") * grid;
  return out;
}

void check_hydrogen(const Scenario& scenario, text::Findings& findings) {
  for (const Lever& lever : scenario.levers) {
    for (const Effect& effect : lever.effects) {
      const Carrier* to = find_named(scenario.city.carriers, effect.to.text);
      const Carrier* from = find_named(scenario.city.carriers, effect.from.text);
      if (to == nullptr || !to->production || from == nullptr || from->production) continue;
      const auto& names = effect.sales.empty() ? effect.shift : effect.sales;
      for (const Word& name : names) {
        const std::string id = name.text.rfind("sectors.", 0) == 0 ? name.text.substr(8) : name.text;
        const Sector* sector = find_named(scenario.city.sectors, id);
        if (sector == nullptr) continue;
        const int year = opening_of(lever, scenario);
        const HydrogenBalance balance = hydrogen_balance(scenario, *sector, effect.from, effect.to, year);
        if (balance.made <= balance.displaced) continue;
        findings.add("hydrogen_breakeven", lever.place,
                     {lever.id(), std::to_string(year), fmt::format("{:.1f}", balance.made),
                      fmt::format("{:.1f}", balance.displaced), effect.from.text,
                      balance.battery ? fmt::format("{:.1f} kg", *balance.battery) : "-"});
      }
    }
  }
}

}  // namespace citypeak::model
