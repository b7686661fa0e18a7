// SPDX-License-Identifier: MIT
// A city as its file describes it: people, economy, sectors, carriers, and what is known after the base year.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/model/fields_of.hpp"
#include "sim/model/verdict_rules.hpp"
#include "sim/model/waste.hpp"

namespace citypeak::model {

/// An entry of a file's bibliography.
struct SourceEntry {
  std::string title, address, note, licence;
  text::Place place;
  static const FieldTable& fields();
};

/// Adoption of a measure, or of a structural target, over the years (docs/method/model.md, section 6).
struct Adoption {
  std::string curve = "logistic";
  Quantity start, lag, rise, until, reach;
  Quantity innovation, imitation;  ///< of a Bass curve, per year
  Observation values;              ///< of a table: share of `reach` by year
  struct Erosion {
    Quantity half_life, persistent;
    text::Place place;
    static const FieldTable& fields();
  };
  std::optional<Erosion> erosion;
  text::Place place;
  static const FieldTable& fields();
  static std::span<const std::string_view> curves();
};

struct Population {
  Quantity value;
  Path growth;
  Quantity growth_offset;
  text::Place place;
  static const FieldTable& fields();
};

/// Yearly shocks that follow a first-order autoregression.
struct Shock {
  Quantity sd, persistence;
  std::string start = "stationary";
  text::Place place;
  static const FieldTable& fields();
};

/// Years in which GDP falls below its path and then comes part of the way back.
struct Recession {
  Quantity probability, depth, recovery;
  text::Place place;
  static const FieldTable& fields();
};

/// Yearly shocks of every sector's energy intensity alike, which may go with those of GDP.
struct IntensityShock {
  Quantity sd, persistence, correlation;
  std::string start = "stationary";
  text::Place place;
  static const FieldTable& fields();
};

/// Branches of value added: shares today and, if given, where they go.
struct ValueAdded {
  Shares shares, target;
  std::optional<Adoption> adoption;
  text::Place place;
  static const FieldTable& fields();
};

/// How lever capital acts on GDP: a stock that saving feeds and that spending on levers may crowd out.
struct Capital {
  Quantity share, depreciation, saving, ratio, crowding_out;
  text::Place place;
  static const FieldTable& fields();
};

struct Economy {
  Quantity gdp;
  int price_year = 0;
  Path growth;
  Quantity growth_offset;
  std::optional<Shock> shock;
  std::optional<Recession> recession;
  std::optional<IntensityShock> intensity_shock;
  std::optional<ValueAdded> value_added;
  bool feedback = false;  ///< costs and growth effects of levers act on GDP
  Capital capital;
  Quantity inflation;
  text::Place place;
  static const FieldTable& fields();
};

/// Process CO2 per unit of activity = factor * ratio * exp(trend).
struct Process {
  Quantity factor, ratio;
  Path trend;
  text::Place place;
  static const FieldTable& fields();
};

/// The part of a sector inside a charging zone and its hours; nobody but the city can know it.
struct Zone {
  Quantity share, trip_cost;
  text::Place place;
  static const FieldTable& fields();
};

/// Vehicles, boilers or buildings that are replaced at the end of their lives by what is sold then.
struct Stock {
  Quantity life;
  std::string survival = "weibull";
  std::vector<Milestone> sales;  ///< shares of new stock by carrier
  text::Place place;
  static const FieldTable& fields();
};

struct Sector {
  LocalText name;
  Word driver;
  Path driver_path;
  Quantity elasticity, activity;
  Path activity_trend;
  Quantity energy;
  Word electricity_as;
  Path intensity_trend;
  Quantity intensity_offset;
  Shares carriers, efficiency;
  std::vector<Milestone> milestones;
  std::optional<Process> process;
  std::optional<Zone> zone;
  std::optional<Stock> stock;
  Quantity local_share;
  text::Place place;
  static const FieldTable& fields();
};

/// The carriers a sector ever uses: those of the base year, then those that only milestones name, then those that
/// only have an efficiency (levers may move energy to them).
[[nodiscard]] std::vector<std::string> carriers_of(const Sector& sector);

/// How a carrier is made from others: hydrogen, by route and place.
struct Production {
  Quantity made_inside;
  std::vector<Milestone> routes;  ///< shares of the routes by year
  Quantity coal, gas, gas_capture, by_product, electrolysis, dispensing;
  text::Place place;
  static const FieldTable& fields();
  static std::span<const std::string_view> route_names();
  /// The emission of a route per mass of hydrogen; nullptr for electrolysis, which uses electricity instead.
  [[nodiscard]] const Quantity* emission_of(std::string_view route) const;
};

/// Energy of a kilogram of hydrogen, lower heating value: 33.33 kWh (the figure of the evidence).
inline constexpr double hydrogen_joule_per_kg = 33.33 * 3.6e6;

/// Yearly noise of a carrier's factor (hydrology); it enters the emission account only.
struct FactorNoise {
  Quantity sd;
  text::Place place;
  static const FieldTable& fields();
};

struct Carrier {
  LocalText name;
  Path factor;
  Path factor_trend;
  Quantity factor_offset;
  std::optional<FactorNoise> factor_noise;
  Quantity price;
  std::optional<Production> production;
  int scope = 0;  ///< 0: not written (2 for electricity, else 1)
  text::Place place;
  static const FieldTable& fields();
};

struct Power {
  Path behind_meter, local_generation, local_plants;
  Quantity import_factor;
  text::Place place;
  static const FieldTable& fields();
};

/// What takes CO2 up: forests, wetlands.
struct Sink {
  LocalText name;
  Path uptake;
  text::Place place;
  static const FieldTable& fields();
};

/// A published total of the city's emissions, to stand beside ours with its boundary.
struct Inventory {
  std::string id;
  LocalText name, boundary;
  int year = 0;
  Quantity value;
  text::Place place;
  static const FieldTable& fields();
};

/// What the city's own plan says of a variable, to stand beside what the scenario implies.
struct Planned {
  Word variable;
  int from = 0, to = 0;
  Quantity change;
  text::Place place;
  static const FieldTable& fields();
};

/// How peaks are told (docs/method/model.md, section 8).
struct PeakRules {
  int confirm = 5;
  std::vector<Word> variables;
  VerdictRules verdicts;
  text::Place place;
  static const FieldTable& fields();
};

/// The boundary of the headline; only a history of the same one is compared with it.
inline constexpr std::string_view headline_boundary = "scope1_scope2_co2";

/// Known values of a variable before the base year, for `already_peaked`.
struct HistorySeries {
  Word variable;
  std::string boundary{headline_boundary};
  Observation series;
  Word file;
  Quantity splice;  ///< base-year value over that of the last year, where the series ends before the base year
  text::Place place;
  static const FieldTable& fields();
  static std::span<const std::string_view> boundaries();
};

struct City {
  std::string id;
  LocalText name;
  Population population;
  Economy economy;
  std::vector<Observation> observed;
  std::vector<HistorySeries> history;
  Named<Sector> sectors;
  Named<Carrier> carriers;
  std::optional<Power> power;
  bool territorial = false;  ///< the headline counts power where it is made, plus imports
  std::optional<Waste> waste;
  Named<Sink> sinks;
  bool sinks_inside = false;  ///< the headline is net of the sinks
  std::vector<Inventory> inventories;
  std::vector<Planned> planned;
};

}  // namespace citypeak::model
