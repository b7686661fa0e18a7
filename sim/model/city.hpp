// SPDX-License-Identifier: MIT
// A city as its file describes it: people, economy, sectors, carriers, and what is known after the base year.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/model/fields_of.hpp"

namespace citypeak::model {

/// An entry of a file's bibliography.
struct SourceEntry {
  std::string title, address, note, licence;
  text::Place place;
  static const FieldTable& fields();
};

/// Adoption of a measure, or of a structural target, over the years (model.md section 5).
struct Adoption {
  std::string curve = "logistic";
  Quantity start, lag, rise, until, reach;
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

/// Branches of value added: shares today and, if given, where they go.
struct ValueAdded {
  Shares shares, target;
  std::optional<Adoption> adoption;
  text::Place place;
  static const FieldTable& fields();
};

struct Economy {
  Quantity gdp;
  int price_year = 0;
  Path growth;
  Quantity growth_offset;
  std::optional<Shock> shock;
  std::optional<ValueAdded> value_added;
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

/// Final-energy shares of a sector in a later year.
struct Milestone {
  int year = 0;
  Shares shares;
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
  Quantity local_share;
  text::Place place;
  static const FieldTable& fields();
};

/// The carriers a sector ever uses: those of the base year, then those that only milestones name, then those that
/// only have an efficiency (levers may move energy to them).
[[nodiscard]] std::vector<std::string> carriers_of(const Sector& sector);

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

/// How peaks are told (model.md section 7).
struct PeakRules {
  int confirm = 5;
  std::vector<Word> variables;
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
};

}  // namespace citypeak::model
