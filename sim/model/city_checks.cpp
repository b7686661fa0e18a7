// SPDX-License-Identifier: MIT
// What can be inconsistent in a city's stocks, hydrogen, waste, sinks, shocks and plan figures.
#include "sim/model/city_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/model/check_shares.hpp"
#include "sim/model/targets.hpp"

namespace citypeak::model {

namespace {

constexpr double water_heat = 2.442e6;  // J/kg: heat that evaporating water takes at 25 degrees Celsius

[[nodiscard]] std::vector<std::string> names_of(std::span<const std::string_view> names) {
  return {names.begin(), names.end()};
}

/// Whether a quantity that is written can be other than 0.
[[nodiscard]] bool is_used(const Quantity& written) { return !written.is_constant() || written.value != 0.0; }

class CityChecks {
 public:
  CityChecks(const Scenario& scenario, const Reader& reader)
      : scenario_(scenario),
        city_(scenario.city),
        reader_(reader),
        findings_(reader.findings),
        all_read_(reader.all_read()) {}

  void all() {
    for (const auto& [id, sector] : city_.sectors) check_stock(id, sector);
    for (const auto& [id, carrier] : city_.carriers) check_carrier(id, carrier);
    if (city_.waste) check_waste(*city_.waste);
    check_capital();
    check_intensity_shock();
    std::set<std::string> published;
    for (const Inventory& inventory : city_.inventories) {
      if (!inventory.id.empty() && !published.insert(inventory.id).second)
        findings_.add("inventory_twice", inventory.place, {inventory.id});
    }
    for (const Planned& planned : city_.planned) {
      if (planned.from > 0 && planned.to > 0 && planned.to <= planned.from)
        findings_.add("planned_years", planned.place, {std::to_string(planned.from), std::to_string(planned.to)});
    }
  }

 private:
  void check_stock(const std::string& id, const Sector& sector) {
    if (!sector.stock) return;
    const Stock& stock = *sector.stock;
    if (!sector.milestones.empty()) {
      findings_.add("stock_and_milestones", stock.place, {id});
      return;
    }
    check_years_of_shares(stock.sales, ids_of(city_.carriers), "sales", "carrier", findings_);
    check_begin(stock.sales, "sales");
    if (stock.sales.empty() && all_read_) findings_.add("path_empty", stock.place, {"sales"});
  }

  /// Capital that neither wears out nor is outgrown has no lasting ratio to GDP.
  void check_capital() {
    const Economy& economy = city_.economy;
    if (!economy.feedback || !all_read_ || economy.capital.ratio.present()) return;
    double growth = economy.growth_offset.quantile(0.5), years = 0.0, sum = 0.0;
    for (const auto& piece : economy.growth.pieces) {
      const int first = std::max(piece.first, scenario_.base_year + 1), last = std::min(piece.last, scenario_.horizon);
      if (last < first) continue;
      sum += piece.value.quantile(0.5) * (last - first + 1);
      years += last - first + 1;
    }
    if (years > 0.0) growth += sum / years;
    if (economy.capital.depreciation.quantile(0.5) + growth > 0.0) return;
    findings_.add("capital_ratio", economy.capital.place.line > 0 ? economy.capital.place : economy.place);
  }

  /// A shock of intensity can only go with a shock of GDP that there is.
  void check_intensity_shock() {
    const Economy& economy = city_.economy;
    if (!economy.intensity_shock || economy.shock || reader_.is_misspelt("economy", "shock")) return;
    const Quantity& correlation = economy.intensity_shock->correlation;
    if (correlation.present()) findings_.add("correlation_without_shock", correlation.place);
  }

  /// Shares by year begin in the base year.
  void check_begin(const std::vector<Milestone>& years, std::string_view what) {
    if (years.empty() || scenario_.base_year == 0) return;
    const Milestone& first = *std::min_element(years.begin(), years.end(),
                                               [](const Milestone& a, const Milestone& b) { return a.year < b.year; });
    if (first.year == scenario_.base_year) return;
    findings_.add("path_start", first.shares.place,
                  {std::string(what), std::to_string(scenario_.base_year), std::to_string(first.year)});
  }

  void check_carrier(const std::string& id, const Carrier& carrier) {
    if (!carrier.production) {
      const bool written = carrier.factor.place.line > 0 || reader_.is_misspelt("carriers." + id, "factor") ||
                           reader_.is_misspelt("carriers." + id, "production");
      if (!carrier.factor.present() && !written) findings_.add("missing_key", carrier.place, {"factor", "carrier"});
      return;
    }
    const Production& production = *carrier.production;
    if (id == "electricity") findings_.add("production_carrier", production.place, {id});
    const auto refuse = [&](bool there, const text::Place& place, std::string_view key) {
      if (there) findings_.add("factor_and_production", place, {id, std::string(key)});
    };
    const auto& trend = carrier.factor_trend.pieces;
    const bool moves = std::any_of(trend.begin(), trend.end(), [](const auto& piece) { return is_used(piece.value); });
    refuse(carrier.factor.present(), carrier.factor.place, "factor");
    refuse(moves, carrier.factor_trend.place, "factor_trend");
    refuse(carrier.factor_offset.present() && is_used(carrier.factor_offset), carrier.factor_offset.place,
           "factor_offset");
    refuse(carrier.factor_noise.has_value(), carrier.factor_noise ? carrier.factor_noise->place : production.place,
           "factor_noise");
    const auto known = names_of(Production::route_names());
    check_years_of_shares(production.routes, known, "routes", "route", findings_);
    check_begin(production.routes, "routes");
    for (const std::string& route : known) check_route(production, route);
  }

  /// A route that is used says what it emits, or what electricity it needs.
  void check_route(const Production& production, const std::string& route) {
    const bool used = std::any_of(production.routes.begin(), production.routes.end(), [&](const Milestone& year) {
      const Shares::Entry* entry = year.shares.find(route);
      return entry != nullptr && is_used(entry->value);
    });
    const Quantity* emission = production.emission_of(route);
    const Quantity& needed = emission != nullptr ? *emission : production.electrolysis;
    if (used && !needed.present() && all_read_) findings_.add("route_figure", production.place, {route});
    const bool dispenses = production.dispensing.present() && is_used(production.dispensing);
    if (used && (emission == nullptr || dispenses) && city_carries_no_power())
      findings_.add("missing_key", production.place, {"electricity", "carriers"});
  }

  [[nodiscard]] bool city_carries_no_power() const { return find_named(city_.carriers, "electricity") == nullptr; }

  void check_waste(const Waste& waste) {
    if (find_named(city_.sectors, "waste") != nullptr)
      findings_.add("waste_sector", find_named(city_.sectors, "waste")->place);
    Shares whole;
    whole.place = waste.place;
    for (const auto& [id, one] : waste.classes) whole.entries.push_back({id, one.share, one.place});
    if (!whole.entries.empty()) check_sum(whole, "classes", findings_);
    if (whole.entries.empty() && all_read_) findings_.add("waste_classes", waste.place);
    const auto routes = names_of(Waste::route_names());
    if (waste.routes.present()) {
      check_sum(waste.routes, "routes", findings_);
      check_ids(waste.routes, routes, "route", findings_);
    }
    for (const auto& [id, one] : waste.classes) check_class(waste, id, one, routes);
    if (waste.saturation.present() && waste.saturation.quantile(0.05) < waste.amount.quantile(0.95))
      findings_.add("waste_saturation", waste.saturation.place, {waste.saturation.written, waste.amount.written});
    check_landfill(waste);
  }

  void check_class(const Waste& waste, const std::string& id, const WasteClass& one,
                   const std::vector<std::string>& routes) {
    if (one.routes.present()) {
      check_sum(one.routes, "routes", findings_);
      check_ids(one.routes, routes, "route", findings_);
    } else if (!waste.routes.present() && one.routes.place.line == 0) {
      findings_.add("missing_key", one.place, {"routes", "waste class"});
    }
    // What burns gives at least the heat that its own water takes: then no sorting can give more heat than there was
    // before plus that of the water which is drained with the sorted part (docs/method/model.md).
    if (!one.heat.present() || !one.dry_matter.present()) return;
    const double least = -water_heat * (1.0 - one.dry_matter.quantile(0.9995));
    const double lowest = one.heat.quantile(0.0005);
    if (lowest < least * (1.0 + 1e-9))
      findings_.add("waste_heat", one.heat.place, {id, one.heat.written, fmt::format("{:.3g} MJ/kg", least * 1e-6)});
  }

  /// Landfills remember: what was tipped before the base year must be known or assumed, and is said to be assumed.
  void check_landfill(const Waste& waste) {
    if (scenario_.base_year == 0) return;
    const Landfill& landfill = waste.landfill;
    const bool past = !landfill.past.years.empty();
    if (past && landfill.past_growth.present()) {
      findings_.add("landfill_past", landfill.past_growth.place);
      return;
    }
    if (landfill.since > scenario_.base_year)
      findings_.add("landfill_since", landfill.place, {std::to_string(landfill.since)});
    for (const auto& piece : landfill.past.years) {
      if (piece.first > scenario_.base_year)
        findings_.add("landfill_year", piece.value.place,
                      {std::to_string(piece.first), std::to_string(scenario_.base_year)});
    }
    const bool landfills = std::any_of(waste.classes.begin(), waste.classes.end(), [&](const auto& one) {
      const Shares::Entry* share = waste.routes_of(one.second).find("landfill");
      return share != nullptr && is_used(share->value);
    });
    if (!past && landfills && !findings_.has_errors()) {
      const int since = landfill.since != 0 ? landfill.since : scenario_.base_year - landfill_memory;
      findings_.add("waste_backcast", landfill.place.line > 0 ? landfill.place : waste.place, {std::to_string(since)});
    }
  }

  const Scenario& scenario_;
  const City& city_;
  const Reader& reader_;
  text::Findings& findings_;
  bool all_read_;  ///< false: some fields are missing because they were wrong, so nothing may be said of them again
};

}  // namespace

void check_city_parts(const Scenario& scenario, const Reader& reader) { CityChecks(scenario, reader).all(); }

}  // namespace citypeak::model
