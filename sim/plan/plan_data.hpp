// SPDX-License-Identifier: MIT
// The plan as the kernel sees it: plain numbers and positions, no strings, no containers, the same bytes for every
// instruction set. Units inside: PJ, Mt CO2, billion CNY, person, and each sector's own activity.
#pragma once

#include <cstdint>

#include "sim/plan/marginal_data.hpp"

namespace citypeak::plan {

/// Position of a value that is known before the year loop: a constant, an input, or computed from others.
using Row = std::uint32_t;
inline constexpr Row no_row = 0xFFFFFFFFU;
/// First of one row per year, as an index into `PlanView::year_rows`.
using YearRows = std::uint32_t;
inline constexpr std::uint32_t none = 0xFFFFFFFFU;
/// A level in one year: a + (b - a)*weight, between two rows that are known for other years.
struct LevelYear {
  Row a = 0, b = 0;
  double weight = 0.0;
};
/// First of one LevelYear per year, as an index into `PlanView::levels`.
using LevelRows = std::uint32_t;

/// A range of another array.
struct Span {
  std::uint32_t first = 0, count = 0;
};

/// A part of a correlated input's normal score: the score of a stream, with a weight.
struct LatentTerm {
  std::uint64_t key = 0;
  double weight = 0.0;
};

/// One random number of a draw: its stream, its law and the row it fills.
struct Column {
  std::uint64_t key = 0;
  std::uint32_t sub = 0;  ///< 0, or the calendar year of a yearly shock
  Row row = 0;
  Span latent;  ///< of Plan::latent_terms; none: the stream's own number
  Marginal marginal;
};

/// A source of uniform numbers.
struct Stream {
  std::uint64_t key = 0;
  std::uint32_t sub = 0;
  std::uint32_t score = none;  ///< its place among the normal scores, if somebody needs it
};
/// The same as LatentTerm, by position of the stream.
struct ScoreTerm {
  std::uint32_t stream = 0;
  double weight = 0.0;
};
/// The value of a column, made from the number of its stream or from a sum of scores.
struct Input {
  std::uint32_t stream = 0;
  Span terms;  ///< of InputsView::terms
  Marginal marginal;
};
/// The random inputs of one or several plans; belongs to plan::Inputs.
struct InputsView {
  const Stream* streams = nullptr;
  std::uint32_t stream_count = 0;
  std::uint32_t score_count = 0;
  const Input* inputs = nullptr;
  std::uint32_t input_count = 0;
  const ScoreTerm* terms = nullptr;
  const double* knots = nullptr;
  const double* directions = nullptr;  ///< direction_count rows of stream_count numbers
  std::uint32_t direction_count = 0;
  bool by_score = false;  ///< every input is made from its score; else only those that are sums of scores
};

/// A step that runs once per draw, before the years.
struct Op {
  enum class Kind : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    power,
    negate,
    minimum,
    maximum,
    exponential,
    logarithm
  };
  Kind kind = Kind::add;
  Row out = 0, a = 0, b = 0;
};

/// A level that grows by log rates; known values replace it where a year's row is present.
struct Growth {
  Row base = 0, offset = 0;
  YearRows log_rate = 0;     ///< log(1 + rate) of each year
  YearRows observed = none;  ///< log(known / base), no_row where unknown
};

/// e[t] = rho*e[t-1] + sigma*sqrt(1 - rho^2)*z[t], from `start` on.
struct ShockProcess {
  Row sd = 0, persistence = 0;
  YearRows z = 0;
  std::uint32_t start = 0;       ///< year index of the state that the first shock follows
  std::uint32_t stationary = 1;  ///< the state at `start` is sigma*z[start], else 0
};

/// Log growth of GDP changes by `loss` in a year in which u < probability, and by -`regained` in the year after.
struct RecessionPlan {
  Row probability = 0;
  Row loss = 0;      ///< log(1 - depth)
  Row regained = 0;  ///< recovery * loss
  YearRows u = 0;
  std::uint32_t start = 0;  ///< year index after which recessions may come
};

/// Of the log growth of every sector's useful energy intensity; its own innovations stand in `process.z`.
struct IntensityShockPlan {
  ShockProcess process;
  Row correlation = no_row;  ///< with the innovations of the GDP shock
};

enum class CurveKind : std::uint8_t { logistic, linear, step, bass, table };

/// u[t] of a lever, or of a structural change (reach = 1).
struct AdoptionPlan {
  CurveKind kind = CurveKind::logistic;
  std::uint8_t erodes = 0;
  Row start = 0;  ///< calendar year, lag added
  Row rise = 0;   ///< years from 10 % to 90 %; Bass: innovation + imitation; else unused
  Row ratio = 0;  ///< Bass: imitation over innovation
  LevelRows table = none;
  Row reach = 0;
  Row on = no_row;  ///< 1 in draws where a lever is at work, 0 where it is not; none: it always is
  Row keep = 0;     ///< 2^(-1/half_life)
  Row persistent = 0;
};

struct EffectPlan {
  enum class Kind : std::uint8_t { reduce, toward, charge, carbon_price };
  Kind kind = Kind::reduce;
  std::uint32_t lever = 0;
  Row strength = 0;    ///< e*(1 - rebound); share of the way; share moved; share covered
  Row value = no_row;  ///< toward: where to; charge: over the cost of a trip; carbon price: over that of energy
  Row elasticity = no_row, inflation = no_row, outside = no_row;  ///< of prices
};
/// An amount that a lever adds to a target, in the plan's units.
struct AdditionPlan {
  std::uint32_t lever = 0;
  Row amount = 0;
};
/// Effects that overlap: (1-w)*(1-prod(1-r)) + w*max r.
struct GroupPlan {
  Span effects;
  Row degree = 0;
};
struct TargetPlan {
  Span groups;
  Span additions;
};

/// Share moved away from one carrier of a sector by all levers together, and where each lever's part goes.
struct ShiftPlan {
  std::uint32_t from = 0;  ///< position in the sector's carriers
  Span groups;
  Span moves;
};
struct MovePlan {
  std::uint32_t effect = 0, to = 0;  ///< to: position in the sector's carriers
};

struct SectorCarrier {
  std::uint32_t carrier = 0;
  Row efficiency = 0, inverse_efficiency = 0;
  Row base_share = 0;               ///< of final energy in the base year
  LevelRows share = 0;              ///< final-energy share of each year before levers; of a stock: share of its sales
  std::uint32_t use_target = none;  ///< carbon prices on this carrier's use
};

/// Vehicles, boilers or buildings that are replaced with age.
struct StockPlan {
  Row life = 0;  ///< mean [year]
  std::uint32_t exponential = 0;
  std::uint32_t ages = 0;  ///< whole years of age beyond which nothing is left
  Span shifts;             ///< of sales
};

enum class DriverKind : std::uint8_t { population, gdp, gdp_per_capita, value_added, activity, path };

struct SectorPlan {
  std::uint32_t order = 0;  ///< the i-th sector to be computed (each after the one it follows)
  DriverKind driver = DriverKind::gdp;
  std::uint8_t has_process = 0;
  std::uint8_t idle = 0;           ///< uses no energy in any draw
  std::uint8_t moving_shares = 0;  ///< shares differ between years
  std::uint8_t proportional = 0;   ///< activity follows its driver one to one: no exp or log is needed
  std::uint32_t driver_index = 0;
  LevelRows driver_path = none;  ///< the path over its first value
  Row elasticity = 0, activity = 0, inverse_activity = 0, energy = 0, local_share = 0;
  YearRows activity_trend = 0;  ///< yearly log rates; of a proportional sector their exp
  YearRows observed = none;     ///< log(known / activity)
  YearRows intensity_factors = none;
  Span carriers;  ///< of PlanView::sector_carriers
  Row process_factor = 0, process_ratio = 0;
  YearRows process_factors = none;
  std::uint32_t activity_target = none, intensity_target = none, process_target = none, ratio_target = none;
  Span shifts;
  std::uint32_t stock = none;
};

/// How hydrogen is made, per energy of it.
struct ProductionPlan {
  Row inside = 0;                 ///< share made in the city
  std::uint32_t route_count = 0;  ///< routes that emit
  LevelRows routes[4] = {none, none, none, none};
  Row emission[4] = {0, 0, 0, 0};  ///< of each route [Mt/PJ]
  LevelRows electrolysis = none;   ///< share of the route
  Row electricity = 0;             ///< it needs [PJ/PJ]
  Row dispensing = 0;              ///< electricity in the city [PJ/PJ]
};

struct CarrierPlan {
  LevelRows factor = 0;
  YearRows factors = none;  ///< by which the factor is multiplied each year
  std::uint32_t scope = 1;
  std::uint32_t target = none;
  std::uint32_t production = none;
  Row noise_sd = no_row;
  YearRows noise_z = none;
};

/// Where a city's variables lie in its state of one year.
struct StateLayout {
  std::uint32_t population = 0, gdp = 1, gdp_per_capita = 2, total = 3, total_underlying = 4, scope1 = 5, scope2 = 6,
                scope3 = 7, process = 8, per_capita = 9, per_gdp = 10, energy = 11, energy_per_gdp = 12,
                electricity_factor = 13, consumption = 14, territorial = 15, local_plants = 16, value_added = 0,
                ghg = 17, sink = 18, electricity_demand = 19, cost_capital = 20, cost_running = 21, cost_public = 22,
                waste_generated = 23, waste_route = 24, waste_methane = 29, waste_power = 30, waste_emissions = 31,
                avoided = 32, scope1_with_plants = 33, fixed = 34, activity = 0, sector_energy = 0,
                sector_emissions = 0, sector_underlying = 0, carrier_energy = 0, factor = 0, adoption = 0,
                lever_capital = 0, lever_running = 0, intensity = 0, share = 0, size = 0;
};

/// CO2 that a forest or the like takes up.
struct SinkPlan {
  LevelRows uptake = none;
  std::uint32_t target = none;
};

/// A branch of value added: from today's share to its target along the city's structural curve.
struct BranchPlan {
  Row share = 0, inverse_share = 0, target = 0;
};

/// Routes of waste in the order of model::Waste::route_names().
inline constexpr std::uint32_t route_count = 5;
enum class Route : std::uint8_t { landfill, incineration, composting, digestion, recycling };

/// A class of waste: masses in Mt, CO2 and methane in Mt, energy in PJ.
struct WasteClassPlan {
  Row share = 0;
  Row routes[route_count] = {0, 0, 0, 0, 0};  ///< shares of the base year
  std::uint32_t used = 0;                     ///< bit r: some of it goes, or may be moved, to route r
  Row methane = 0;                            ///< that a landfilled mass will form
  Row keep = 0;                               ///< exp(-k)
  Row fossil = 0;                             ///< CO2 of an incinerated mass
  Row heat = 0, credit = 0;
  Span shifts;
};

struct WastePlan {
  Row per_person = 0;  ///< Mt per person in the base year
  Row elasticity = 0;
  Row headroom = no_row;    ///< saturation over the base year's amount, less 1
  std::uint32_t moves = 0;  ///< the amount follows income
  std::uint32_t amount_target = none;
  Row emitted = 0;  ///< share of the methane formed that escapes: (1 - R)*(1 - OX)
  Row gwp = 0, composting = 0, digestion = 0, efficiency = 0;
  std::uint32_t power_credit = 0;
  std::uint32_t wants_power = 0, wants_avoided = 0;  ///< anybody asks for them
  Span classes;
  std::uint32_t past_years = 0;  ///< years before the base year of which tonnages are known
  LevelRows past = none;         ///< landfilled [Mt], the first of them first
  Row past_growth = no_row;      ///< else: log growth up to the base year, over `past_years` years
};

/// What a lever costs: billion CNY per unit of what it covers, in the plan's units.
struct CostPlan {
  enum class Per : std::uint8_t { programme, activity, energy, population, waste };
  Per per = Per::programme;
  std::uint32_t index = 0;  ///< of the sector
  std::uint32_t lever = 0;
  Row capital = 0, running = 0, revenue = 0, learning = 0, public_share = 0;
  Row lifetime = no_row;
};

/// How levers act on GDP.
struct FeedbackPlan {
  Row share = 0, depreciation = 0, saving = 0, ratio = 0, crowding_out = 0;
  std::uint32_t growth_target = none;
};

struct CityPlan {
  Growth population, gdp;
  std::uint32_t has_shock = 0, has_recession = 0, has_intensity_shock = 0;
  ShockProcess shock;
  RecessionPlan recession;
  IntensityShockPlan intensity_shock;
  Span branches;
  std::uint32_t structure = none;  ///< of PlanView::levers: the curve along which the branches move
  Span sectors, carriers, levers;
  std::uint32_t electricity = none;  ///< the carrier that the grid brings
  LevelRows behind_meter = none, local_generation = none, local_plants = none;
  Row import_ratio = no_row;      ///< factor of imports over that of the grid
  std::uint32_t territorial = 0;  ///< the headline's power accounting
  std::uint32_t behind_target = none;
  Span sinks;                      ///< of PlanView::sinks
  std::uint32_t sinks_inside = 0;  ///< the headline is net of them
  std::uint32_t waste = none, feedback = none;
  Span costs;
  StateLayout state;
};

/// A variable that survives the year loop: its trajectory is kept for the block.
struct OutputPlan {
  std::uint32_t city = 0;
  std::uint32_t state = 0;  ///< position in the city's state
  double multiplier = 1.0;  ///< from the plan's units to the unit of the variable
};

enum class PeakDefinition : std::uint8_t { underlying, as_observed, centred_5 };

struct PeakPlan {
  std::uint32_t output = 0;  ///< trajectory whose largest value is sought
  PeakDefinition definition = PeakDefinition::underlying;
  std::uint32_t gdp_per_capita = 0;  ///< output of gdp_per_capita
  Row history = no_row;              ///< largest known value before the base year over the base year's
};

/// Everything the kernel reads. Pointers belong to the `Plan`.
struct PlanView {
  std::uint32_t years = 0;
  int base_year = 0;
  std::uint32_t confirm = 5;              ///< last years in which an equal maximum means not_peaked, at least 1
  double plateau_share = 0.99;            ///< of the largest value: the years of a plateau are not below it
  std::uint32_t wants_intermediates = 0;  ///< final shares of carriers are asked for (the central path)
  std::uint32_t rows = 0;
  const double* constants = nullptr;  ///< one per row; rows that columns and ops fill hold 0
  const Column* columns = nullptr;
  std::uint32_t column_count = 0;
  const Op* ops = nullptr;
  std::uint32_t op_count = 0;
  const Row* year_rows = nullptr;
  const LevelYear* levels = nullptr;
  const BranchPlan* branches = nullptr;
  const SectorCarrier* sector_carriers = nullptr;
  const SectorPlan* sectors = nullptr;
  const CarrierPlan* carriers = nullptr;
  const AdoptionPlan* levers = nullptr;  ///< of levers, then of structural changes
  std::uint32_t lever_count = 0;
  const EffectPlan* effects = nullptr;
  std::uint32_t effect_count = 0;
  const GroupPlan* groups = nullptr;
  const TargetPlan* targets = nullptr;
  const AdditionPlan* additions = nullptr;
  const ShiftPlan* shifts = nullptr;
  const MovePlan* moves = nullptr;
  const StockPlan* stocks = nullptr;
  std::uint32_t stock_count = 0;
  const ProductionPlan* productions = nullptr;
  const WastePlan* wastes = nullptr;
  const WasteClassPlan* waste_classes = nullptr;
  std::uint32_t waste_class_count = 0;
  const SinkPlan* sinks = nullptr;
  const CostPlan* costs = nullptr;
  std::uint32_t cost_count = 0;
  std::uint32_t wants_costs = 0;  ///< costs are asked for, or act on GDP
  const FeedbackPlan* feedbacks = nullptr;
  const CityPlan* cities = nullptr;
  std::uint32_t city_count = 0;
  const OutputPlan* outputs = nullptr;
  std::uint32_t output_count = 0;
  const PeakPlan* peaks = nullptr;
  std::uint32_t peak_count = 0;
};

}  // namespace citypeak::plan
