// SPDX-License-Identifier: MIT
// One city through its years, on numbers of any kind: people and GDP, then each sector's activity, energy and CO2.
// Equations: docs/method/model.md; units inside: PJ, Mt CO2, billion CNY, person.
#pragma once

#include "sim/plan/plan_data.hpp"
#include "sim/run/adoption.hpp"
#include "sim/run/costs.hpp"
#include "sim/run/levers.hpp"
#include "sim/run/shocks.hpp"
#include "sim/run/stock.hpp"
#include "sim/run/traced.hpp"
#include "sim/run/waste.hpp"

namespace citypeak::run {

/// What a sector carries from year to year, and what it needs only within a year.
template <class T>
struct SectorState {
  T activity_trend;      ///< sum of log rates; of a proportional sector product of their exp
  T intensity, process;  ///< products of yearly factors
  T correction;          ///< log of known activity over computed, from the last observed year on
  T useful_base;         ///< useful energy of the base year [PJ]
  T activity_ratio;      ///< activity over that of the base year, levers included
  T electricity;         ///< bought this year, inside the city [PJ]
  T energy;              ///< final energy of the whole sector, wherever it stands [PJ]
};

template <class T>
struct CarrierState {
  T trend;
  T reference;            ///< Mt/PJ this year, before levers
  T factor, factor_seen;  ///< after levers: without and with the year's noise
  T made, electrolysed;   ///< of hydrogen: CO2 of making it [Mt/PJ], electricity for electrolysis [PJ/PJ]
};

/// The memory of one city; arrays are as long as the plan's.
template <class T>
struct CityMemory {
  AdoptionState<T>* adoption;
  T* coverage;
  SectorState<T>* sectors;
  CarrierState<T>* carriers;
  T* base_weights;  ///< useful shares of the base year, one per sector carrier
  T* weights;       ///< of the sector at hand
  T* reference_weights;
  T* stock_weights;      ///< shares of the stock at hand
  T* value_added_ratio;  ///< each branch's value added over that of the base year
  T* landfill;           ///< methane still to form, by class of waste
  T* stocks;             ///< StockState
  std::uint32_t stock_carriers;
  T* costs;  ///< CostState
  T* state;  ///< of this year, StateLayout
};

template <class T>
class CityLife {
 public:
  CityLife(const plan::PlanView& view, const plan::CityPlan& city, const T* rows, const CityMemory<T>& memory)
      : plan_(view), city_(city), rows_(rows), memory_(memory) {}

  /// Sets the state of the base year's beginning.
  inline void open() {
    log_population_ = log_gdp_ = log_reference_gdp_ = regained_ = log_intensity_ = broadcast<T>(0.0);
    known_effect_ = common_intensity_ = broadcast<T>(1.0);
    if (city_.has_shock != 0) open_shock(city_.shock, rows_, shock_);
    if (city_.has_intensity_shock != 0) open_shock(city_.intensity_shock.process, rows_, intensity_shock_);
    for (std::uint32_t l = 0; l < plan_.lever_count; ++l) {
      open_adoption(plan_.levers[l], rows_, static_cast<double>(plan_.base_year), memory_.adoption[l]);
    }
    for (std::uint32_t s = 0; s < city_.sectors.count; ++s) open_sector(s);
    for (std::uint32_t c = 0; c < city_.carriers.count; ++c) memory_.carriers[c].trend = broadcast<T>(1.0);
    for (std::uint32_t i = 0; i < plan_.stock_count; ++i)
      open_stock(plan_.stocks[i], rows_, plan_.years, stock_state(i));
    if (plan_.wants_costs != 0) {
      for (std::uint32_t i = 0; i < city_.costs.count; ++i)
        open_cost(plan_.costs[city_.costs.first + i], rows_, plan_.years, cost_state(i));
    }
    if (city_.feedback != plan::none) feedback_.open(feedback_plan(), rows_, row(city_.gdp.base));
  }

  /// Computes the state of year index `t`; years come in order.
  inline void live(std::uint32_t t) {
    const double year = static_cast<double>(plan_.base_year) + static_cast<double>(t);
    year_ = year;
    for (std::uint32_t l = 0; l < plan_.lever_count; ++l) {
      const plan::AdoptionPlan& lever = plan_.levers[l];
      const T table = lever.table == plan::none ? broadcast<T>(0.0) : level(lever.table, t);
      memory_.coverage[l] = adopt(lever, rows_, year, table, memory_.adoption[l]);
    }
    for (std::uint32_t l = 0; l < city_.levers.count; ++l) state(city_.state.adoption + l) = memory_.coverage[l];
    economy(t);
    factors(t);
    clear_sums();
    for (std::uint32_t i = 0; i < city_.sectors.count; ++i) sector(sector_plan(i).order, t);
    if (city_.waste != plan::none) waste(t);
    sinks(t);
    grid(t);
    sums();
    if (plan_.wants_costs != 0) spend(t);
  }

 private:
  T row(plan::Row at) const { return rows_[at]; }
  T year_row(plan::YearRows path, std::uint32_t t) const { return rows_[plan_.year_rows[path + t]]; }
  T level(plan::LevelRows path, std::uint32_t t) const {
    const plan::LevelYear& at = plan_.levels[path + t];
    const T a = rows_[at.a];
    return at.weight == 0.0 ? a : a + (rows_[at.b] - a) * at.weight;
  }
  T& state(std::uint32_t at) const { return memory_.state[at]; }
  StockState<T> stock_state(std::uint32_t i) const {
    return StockState<T>::at(memory_.stocks, i, plan_.years, memory_.stock_carriers);
  }
  CostState<T> cost_state(std::uint32_t i) const { return CostState<T>::at(memory_.costs, i, plan_.years); }
  LeverYear<T> levers() const { return {plan_, rows_, memory_.coverage, year_}; }
  const plan::FeedbackPlan& feedback_plan() const { return plan_.feedbacks[city_.feedback]; }
  const plan::SectorPlan& sector_plan(std::uint32_t s) const { return plan_.sectors[city_.sectors.first + s]; }
  const plan::CarrierPlan& carrier_plan(std::uint32_t c) const { return plan_.carriers[city_.carriers.first + c]; }

  /// Multiplies by this year's factor of a path that may be absent.
  void advance(T& product, plan::YearRows path, std::uint32_t t) const {
    if (path != plan::none && t > 0) product = product * year_row(path, t);
  }

  inline void open_sector(std::uint32_t s) {
    const plan::SectorPlan& sector = sector_plan(s);
    SectorState<T>& own = memory_.sectors[s];
    own.correction = broadcast<T>(0.0);
    own.activity_trend = broadcast<T>(sector.proportional != 0 ? 1.0 : 0.0);
    own.intensity = own.process = broadcast<T>(1.0);
    own.useful_base = row(sector.energy) * weigh_base(sector, memory_.base_weights + sector.carriers.first);
  }

  /// The base year's useful shares; returns useful per final energy.
  inline T weigh_base(const plan::SectorPlan& sector, T* weights) const {
    const plan::SectorCarrier* carriers = plan_.sector_carriers + sector.carriers.first;
    T sum = broadcast<T>(0.0);
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c) {
      weights[c] = row(carriers[c].base_share) * row(carriers[c].efficiency);
      sum = sum + weights[c];
    }
    const T scale = 1.0 / sum;
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c) weights[c] = weights[c] * scale;
    return sum;
  }

  /// Useful shares of a year from final shares and efficiencies.
  inline void weigh(const plan::SectorPlan& sector, std::uint32_t t, T* weights) const {
    const plan::SectorCarrier* carriers = plan_.sector_carriers + sector.carriers.first;
    T sum = broadcast<T>(0.0);
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c) {
      weights[c] = level(carriers[c].share, t) * row(carriers[c].efficiency);
      sum = sum + weights[c];
    }
    const T scale = 1.0 / sum;
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c) weights[c] = weights[c] * scale;
  }

  inline void step_growth(const plan::Growth& growth, std::uint32_t t, T shock, T& log_level) const {
    if (t > 0) log_level = log_level + (year_row(growth.log_rate, t) + row(growth.offset) + shock);
    if (growth.observed == plan::none) return;
    const plan::Row known = plan_.year_rows[growth.observed + t];
    if (known != plan::no_row) log_level = rows_[known];
  }

  /// What this year's draws add to the log growth of the reference GDP.
  inline T growth_shock(std::uint32_t t) {
    T shock = broadcast<T>(0.0);
    if (city_.has_shock != 0 && t >= city_.shock.start)
      shock = shock_of(city_.shock, rows_, t, year_row(city_.shock.z, t), shock_);
    if (city_.has_recession != 0 && t > city_.recession.start)
      shock = shock + recession_of(city_.recession, rows_, year_row(city_.recession.u, t), regained_);
    return shock;
  }

  /// Moves useful energy per activity of all sectors; the innovation may share a part with that of GDP.
  inline void shock_intensity(std::uint32_t t) {
    const plan::IntensityShockPlan& shock = city_.intensity_shock;
    if (t < shock.process.start) return;
    T z = year_row(shock.process.z, t);
    if (shock.correlation != plan::no_row) {
      const T correlation = row(shock.correlation);
      z = correlation * year_row(city_.shock.z, t) + sqrt(1.0 - correlation * correlation) * z;
    }
    log_intensity_ = log_intensity_ + shock_of(shock.process, rows_, t, z, intensity_shock_);
    common_intensity_ = exp(log_intensity_);
  }

  inline void economy(std::uint32_t t) {
    if (city_.has_intensity_shock != 0) shock_intensity(t);
    step_growth(city_.population, t, broadcast<T>(0.0), log_population_);
    step_growth(city_.gdp, t, growth_shock(t), log_reference_gdp_);
    population_ratio_ = exp(log_population_);
    log_gdp_ = log_reference_gdp_;
    gdp_ratio_ = reference_gdp_ratio_ = exp(log_gdp_);
    if (city_.feedback != plan::none) feed_back(t);
    const T population = row(city_.population.base) * population_ratio_;
    const T gdp = row(city_.gdp.base) * gdp_ratio_;
    state(city_.state.population) = population;
    state(city_.state.gdp) = gdp;
    per_person_ = 1.0 / population;
    per_gdp_ = 1.0 / gdp;
    state(city_.state.gdp_per_capita) = gdp / population;
    const T moved = city_.structure == plan::none ? broadcast<T>(0.0) : memory_.coverage[city_.structure];
    for (std::uint32_t b = 0; b < city_.branches.count; ++b) {
      const plan::BranchPlan& branch = plan_.branches[city_.branches.first + b];
      const T today = row(branch.share);
      const T share = today + (row(branch.target) - today) * moved;
      state(city_.state.value_added + b) = gdp * share;
      memory_.value_added_ratio[b] =
          city_.structure == plan::none ? gdp_ratio_ : gdp_ratio_ * (share * row(branch.inverse_share));
    }
  }

  /// What levers have done to GDP so far. A known year is taken as it is, with whatever was at work in it, and later
  /// years go on from there.
  inline void feed_back(std::uint32_t t) {
    const bool known = city_.gdp.observed != plan::none && plan_.year_rows[city_.gdp.observed + t] != plan::no_row;
    const T growth = t == 0 ? broadcast<T>(0.0) : added(levers(), feedback_plan().growth_target);
    const T effect = feedback_.effect(feedback_plan(), rows_, growth);
    if (known) {
      known_effect_ = effect;
      return;
    }
    const T since_known = effect / known_effect_;
    log_gdp_ = log_gdp_ + log(since_known);
    gdp_ratio_ = gdp_ratio_ * since_known;
  }

  inline void factors(std::uint32_t t) {
    for (std::uint32_t c = 0; c < city_.carriers.count; ++c) {
      const plan::CarrierPlan& carrier = carrier_plan(c);
      CarrierState<T>& own = memory_.carriers[c];
      T reference = level(carrier.factor, t);
      if (carrier.factors != plan::none) {
        advance(own.trend, carrier.factors, t);
        reference = reference * own.trend;
      }
      own.reference = reference;
      own.factor = changed(levers(), carrier.target, reference, reference);
      own.factor_seen = own.factor;
      if (carrier.noise_sd != plan::no_row)
        own.factor_seen = own.factor * (1.0 + row(carrier.noise_sd) * year_row(carrier.noise_z, t));
      state(city_.state.factor + c) = own.factor_seen;
      if (carrier.production != plan::none) make(plan_.productions[carrier.production], t, own);
    }
    state(city_.state.electricity_factor) =
        city_.electricity == plan::none ? broadcast<T>(0.0) : memory_.carriers[city_.electricity].factor_seen;
  }

  /// What making hydrogen emits and uses this year, per energy of it.
  inline void make(const plan::ProductionPlan& production, std::uint32_t t, CarrierState<T>& own) const {
    own.made = broadcast<T>(0.0);
    for (std::uint32_t r = 0; r < production.route_count; ++r)
      own.made = own.made + level(production.routes[r], t) * row(production.emission[r]);
    own.electrolysed = level(production.electrolysis, t) * row(production.electricity);
  }

  inline void clear_sums() {
    for (std::uint32_t c = 0; c < city_.carriers.count; ++c) state(city_.state.carrier_energy + c) = broadcast<T>(0.0);
    scope1_ = scope1_seen_ = scope2_ = scope2_seen_ = scope3_ = process_ = energy_ = electricity_ = broadcast<T>(0.0);
    other_gases_ = waste_power_ = sink_ = broadcast<T>(0.0);
  }

  /// The driver over its value in the base year.
  inline T driver_ratio(const plan::SectorPlan& sector, std::uint32_t t) const {
    switch (sector.driver) {
      case plan::DriverKind::population:
        return population_ratio_;
      case plan::DriverKind::gdp:
        return gdp_ratio_;
      case plan::DriverKind::gdp_per_capita:
        return gdp_ratio_ / population_ratio_;
      case plan::DriverKind::value_added:
        return memory_.value_added_ratio[sector.driver_index];
      case plan::DriverKind::activity:
        return memory_.sectors[sector.driver_index].activity_ratio;
      case plan::DriverKind::path:
        return level(sector.driver_path, t);
    }
    return broadcast<T>(1.0);
  }

  /// The same as a logarithm; people and GDP have theirs already.
  inline T driver_log(const plan::SectorPlan& sector, std::uint32_t t) const {
    if (sector.driver == plan::DriverKind::population) return log_population_;
    if (sector.driver == plan::DriverKind::gdp) return log_gdp_;
    if (sector.driver == plan::DriverKind::gdp_per_capita) return log_gdp_ - log_population_;
    return log(driver_ratio(sector, t));
  }

  /// Activity over that of the base year: (driver ratio)^elasticity * trend * levers. A known year is taken as it is,
  /// with whatever measures were at work in it, and later years go on from there.
  inline T activity_ratio(const plan::SectorPlan& sector, SectorState<T>& own, std::uint32_t t) const {
    if (sector.proportional != 0) {
      advance(own.activity_trend, sector.activity_trend, t);
      return with_levers(sector, driver_ratio(sector, t) * own.activity_trend);
    }
    if (sector.activity_trend != plan::none && t > 0)
      own.activity_trend = own.activity_trend + year_row(sector.activity_trend, t);
    // A driver that vanishes drives nothing with elasticity 0: its log is no number to multiply by.
    const T elasticity = row(sector.elasticity), zero = broadcast<T>(0.0);
    const T driven = select(less(zero, abs(elasticity)), elasticity * driver_log(sector, t), zero);
    const T free = driven + own.activity_trend;
    if (sector.observed != plan::none) {
      const plan::Row known = plan_.year_rows[sector.observed + t];
      if (known != plan::no_row) own.correction = rows_[known] - log(with_levers(sector, exp(free)));
    }
    const T ratio = with_levers(sector, exp(free));
    return sector.observed == plan::none ? ratio : ratio * exp(own.correction);
  }

  T with_levers(const plan::SectorPlan& sector, T ratio) const {
    return changed(levers(), sector.activity_target, ratio, row(sector.activity) * ratio);
  }

  /// Useful energy per activity over that of the base year, levers included.
  inline T intensity_ratio(const plan::SectorPlan& sector, SectorState<T>& own, std::uint32_t t) const {
    advance(own.intensity, sector.intensity_factors, t);
    T reference = own.intensity;
    if (city_.has_intensity_shock != 0) reference = reference * common_intensity_;
    return changed(levers(), sector.intensity_target, reference, reference);
  }

  inline void sector(std::uint32_t s, std::uint32_t t) {
    const plan::SectorPlan& sector = sector_plan(s);
    SectorState<T>& own = memory_.sectors[s];
    own.activity_ratio = activity_ratio(sector, own, t);
    const T activity = row(sector.activity) * own.activity_ratio;
    if (sector.idle != 0) return idle(sector, s, activity, process_emissions(sector, own, t, activity));
    const T useful = own.useful_base * own.activity_ratio * intensity_ratio(sector, own, t);
    state(city_.state.activity + s) = activity;
    if (plan_.wants_intermediates != 0) state(city_.state.intensity + s) = ratio_or_zero(useful, activity);
    burn(sector, s, t, useful, process_emissions(sector, own, t, activity));
  }

  /// A sector that burns nothing: its process alone.
  inline void idle(const plan::SectorPlan& sector, std::uint32_t s, T activity, T process) {
    const T zero = broadcast<T>(0.0), local = row(sector.local_share), inside = local * process;
    state(city_.state.activity + s) = activity;
    if (plan_.wants_intermediates != 0) {
      state(city_.state.intensity + s) = zero;
      for (std::uint32_t c = 0; c < sector.carriers.count; ++c)
        state(city_.state.share + sector.carriers.first + c) = zero;
    }
    memory_.sectors[s].electricity = memory_.sectors[s].energy = zero;
    state(city_.state.sector_energy + s) = zero;
    state(city_.state.sector_underlying + s) = state(city_.state.sector_emissions + s) = inside;
    process_ = process_ + inside;
    scope1_ = scope1_ + inside;
    scope1_seen_ = scope1_seen_ + inside;
    scope3_ = scope3_ + (1.0 - local) * process;
  }

  inline T process_emissions(const plan::SectorPlan& sector, SectorState<T>& own, std::uint32_t t, T activity) const {
    if (sector.has_process == 0) return broadcast<T>(0.0);
    advance(own.process, sector.process_factors, t);
    const T ratio = row(sector.process_ratio);
    const T kept_ratio = changed(levers(), sector.ratio_target, ratio, ratio);
    const T reference = row(sector.process_factor) * kept_ratio * own.process;
    return activity * changed(levers(), sector.process_target, reference, reference);
  }

  /// Splits useful energy among the carriers and adds what each of them emits.
  inline void burn(const plan::SectorPlan& sector, std::uint32_t s, std::uint32_t t, T useful, T process) {
    const plan::SectorCarrier* carriers = plan_.sector_carriers + sector.carriers.first;
    const T* weights = shares(sector, t, memory_.sectors[s].activity_ratio);
    const T local = row(sector.local_share);
    T energy = broadcast<T>(0.0), direct = process, direct_seen = process, bought = energy, bought_seen = energy,
      away = process, elsewhere = energy, dispensed = energy;
    memory_.sectors[s].electricity = energy;
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c) {
      const std::uint32_t carrier = carriers[c].carrier;
      const CarrierState<T>& factor = memory_.carriers[carrier];
      T used = useful * weights[c] * row(carriers[c].inverse_efficiency);
      if (carriers[c].use_target != plan::none)
        used = changed(levers(), carriers[c].use_target, used, factor.reference);
      energy = energy + used;
      state(city_.state.share + sector.carriers.first + c) = used;
      state(city_.state.carrier_energy + carrier) = state(city_.state.carrier_energy + carrier) + local * used;
      const T emitted = used * factor.factor, emitted_seen = used * factor.factor_seen;
      away = away + emitted_seen;
      const std::uint32_t production = carrier_plan(carrier).production;
      if (production != plan::none) {
        const HydrogenUse made = hydrogen(plan_.productions[production], factor, used);
        direct = direct + made.inside;
        direct_seen = direct_seen + made.inside;
        away = away + made.inside;
        elsewhere = elsewhere + made.elsewhere;
        energy = energy + made.dispensed;
        dispensed = dispensed + made.dispensed;
        memory_.sectors[s].electricity = memory_.sectors[s].electricity + local * made.electricity;
        electricity_ = electricity_ + local * made.electricity;
        if (city_.electricity != plan::none) {
          T& final_electricity = state(city_.state.carrier_energy + city_.electricity);
          final_electricity = final_electricity + local * made.dispensed;
          away = away + made.electricity * memory_.carriers[city_.electricity].factor_seen;
        }
      } else if (carrier == city_.electricity) {
        memory_.sectors[s].electricity = memory_.sectors[s].electricity + local * used;
        electricity_ = electricity_ + local * used;
      } else if (carrier_plan(carrier).scope == 2) {
        bought = bought + emitted;
        bought_seen = bought_seen + emitted_seen;
      } else {
        direct = direct + emitted;
        direct_seen = direct_seen + emitted_seen;
      }
    }
    final_shares(sector, energy - dispensed);
    memory_.sectors[s].energy = energy;
    state(city_.state.sector_energy + s) = local * energy;
    state(city_.state.sector_underlying + s) = local * (direct + bought);
    state(city_.state.sector_emissions + s) = local * (direct_seen + bought_seen);
    energy_ = energy_ + local * energy;
    process_ = process_ + local * process;
    scope1_ = scope1_ + local * direct;
    scope1_seen_ = scope1_seen_ + local * direct_seen;
    scope2_ = scope2_ + local * bought;
    scope2_seen_ = scope2_seen_ + local * bought_seen;
    scope3_ = scope3_ + (1.0 - local) * away + elsewhere;
  }

  /// What using `used` PJ of hydrogen brings with it.
  struct HydrogenUse {
    T inside;       ///< CO2 of making it in the city
    T elsewhere;    ///< CO2 of making it elsewhere, electricity for it included
    T electricity;  ///< that the city uses for it
    T dispensed;    ///< the part of that electricity which is final energy
  };
  inline HydrogenUse hydrogen(const plan::ProductionPlan& production, const CarrierState<T>& own, T used) const {
    const T inside = row(production.inside);
    HydrogenUse out;
    out.inside = used * inside * own.made;
    const T grid =
        city_.electricity == plan::none ? broadcast<T>(0.0) : memory_.carriers[city_.electricity].factor_seen;
    out.elsewhere = used * (1.0 - inside) * (own.made + own.electrolysed * grid);
    out.dispensed = used * row(production.dispensing);
    out.electricity = out.dispensed + used * inside * own.electrolysed;
    return out;
  }

  /// Household waste: what burns is energy CO2 of the city, what decays counts among all gases only.
  inline void waste(std::uint32_t t) {
    const plan::WastePlan& waste = plan_.wastes[city_.waste];
    const WasteYear<T> year =
        waste_year(levers(), waste, t, state(city_.state.population), log_gdp_ - log_population_, memory_.landfill);
    scope1_ = scope1_ + year.fossil;
    scope1_seen_ = scope1_seen_ + year.fossil;
    other_gases_ = row(waste.gwp) * year.methane + year.other_gases;
    if (waste.power_credit != 0) waste_power_ = year.power;
    const plan::StateLayout& at = city_.state;
    state(at.waste_emissions) = year.fossil;
    state(at.waste_generated) = year.generated;
    for (std::uint32_t r = 0; r < plan::route_count; ++r) state(at.waste_route + r) = year.routes[r];
    state(at.waste_methane) = year.methane;
    state(at.avoided) = year.credit;
    state(at.waste_power) = year.power;
  }

  inline void sinks(std::uint32_t t) {
    for (std::uint32_t i = 0; i < city_.sinks.count; ++i) {
      const plan::SinkPlan& sink = plan_.sinks[city_.sinks.first + i];
      const T uptake = level(sink.uptake, t);
      sink_ = sink_ + changed(levers(), sink.target, uptake, uptake);
    }
    state(city_.state.sink) = 0.0 - sink_;
  }

  /// Costs of every lever, and what they leave of next year's capital.
  inline void spend(std::uint32_t t) {
    T capital = broadcast<T>(0.0), running = capital, paid_by_public = capital;
    for (std::uint32_t l = 0; l < city_.levers.count; ++l)
      state(city_.state.lever_capital + l) = state(city_.state.lever_running + l) = broadcast<T>(0.0);
    for (std::uint32_t i = 0; i < city_.costs.count; ++i) {
      const plan::CostPlan& cost = plan_.costs[city_.costs.first + i];
      const CostYear<T> year =
          cost_year(cost, rows_, t, memory_.adoption[cost.lever].adopted, covered_amount(cost), cost_state(i));
      capital = capital + year.capital;
      running = running + year.running;
      paid_by_public = paid_by_public + year.paid_by_public;
      state(city_.state.lever_capital + cost.lever) = year.capital;
      state(city_.state.lever_running + cost.lever) = year.running;
    }
    state(city_.state.cost_capital) = capital;
    state(city_.state.cost_running) = running;
    state(city_.state.cost_public) = paid_by_public;
    if (city_.feedback == plan::none) return;
    const T reference = row(city_.gdp.base) * reference_gdp_ratio_;
    feedback_.advance(feedback_plan(), rows_, state(city_.state.gdp), reference, capital, running);
  }

  inline T covered_amount(const plan::CostPlan& cost) const {
    switch (cost.per) {
      case plan::CostPlan::Per::programme:
        break;
      case plan::CostPlan::Per::activity:
        return state(city_.state.activity + cost.index);
      case plan::CostPlan::Per::energy:
        return memory_.sectors[cost.index].energy;
      case plan::CostPlan::Per::population:
        return state(city_.state.population);
      case plan::CostPlan::Per::waste:
        return state(city_.state.waste_generated);
    }
    return broadcast<T>(1.0);
  }

  /// Only the central path prints final shares; until then their places hold the energy of each carrier.
  inline void final_shares(const plan::SectorPlan& sector, T energy) const {
    if (plan_.wants_intermediates == 0) return;
    const T scale = 1.0 / select(less(broadcast<T>(0.0), energy), energy, broadcast<T>(1.0));
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c) {
      T& share = state(city_.state.share + sector.carriers.first + c);
      share = share * scale;
    }
  }

  inline const T* shares(const plan::SectorPlan& sector, std::uint32_t t, T activity) const {
    const T* reference = memory_.base_weights + sector.carriers.first;
    if (sector.moving_shares != 0) {
      weigh(sector, t, memory_.reference_weights);
      reference = memory_.reference_weights;
    }
    if (sector.stock != plan::none) reference = stock_shares(sector, t, activity);
    if (sector.shifts.count == 0) return reference;
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c) memory_.weights[c] = reference[c];
    move_shares(levers(), sector.shifts, reference, memory_.weights);
    return memory_.weights;
  }

  /// Shares of what is in use, by the years it was bought in; levers change what is sold.
  inline const T* stock_shares(const plan::SectorPlan& sector, std::uint32_t t, T activity) const {
    const plan::StockPlan& stock = plan_.stocks[sector.stock];
    const plan::SectorCarrier* carriers = plan_.sector_carriers + sector.carriers.first;
    for (std::uint32_t c = 0; c < sector.carriers.count; ++c)
      memory_.weights[c] = memory_.reference_weights[c] = level(carriers[c].share, t);
    move_shares(levers(), stock.shifts, memory_.reference_weights, memory_.weights);
    turn_over(t, plan_.years, sector.carriers.count, activity, memory_.base_weights + sector.carriers.first,
              memory_.weights, stock_state(sector.stock), memory_.stock_weights);
    return memory_.stock_weights;
  }

  /// Electricity in both accounts. Used: what is drawn from the grid, all at its factor. Made: the local plants' fuel,
  /// and what they and the generation behind the meter do not cover at the factor of imports. Sectors share by use.
  inline void grid(std::uint32_t t) {
    const T zero = broadcast<T>(0.0);
    const T plants = city_.local_plants == plan::none ? zero : level(city_.local_plants, t);
    T behind = city_.behind_meter == plan::none ? zero : level(city_.behind_meter, t);
    if (city_.behind_target != plan::none) behind = changed(levers(), city_.behind_target, behind, behind);
    const T drawn = max(zero, electricity_ - (behind + waste_power_));
    T imported = drawn;
    if (city_.local_generation != plan::none) imported = max(zero, drawn - level(city_.local_generation, t));
    if (city_.import_ratio != plan::no_row) imported = imported * row(city_.import_ratio);
    const bool electric = city_.electricity != plan::none;
    const T factor = electric ? memory_.carriers[city_.electricity].factor : zero;
    const T factor_seen = electric ? memory_.carriers[city_.electricity].factor_seen : zero;
    const T others = scope1_seen_ + scope2_seen_;
    const T taken_up = city_.sinks_inside != 0 ? sink_ : zero;
    state(city_.state.consumption) = others + drawn * factor_seen - taken_up;
    state(city_.state.territorial) = others + plants + imported * factor_seen - taken_up;
    state(city_.state.local_plants) = plants;
    state(city_.state.scope1_with_plants) = scope1_seen_ + plants;
    if (city_.territorial != 0) {
      scope1_ = scope1_ + plants;
      scope1_seen_ = scope1_seen_ + plants;
    }
    if (electric) share_electricity(city_.territorial != 0 ? imported : drawn, factor, factor_seen);
  }

  /// Adds what `bought` electricity emits to its scope and, by use, to the sectors.
  inline void share_electricity(T bought, T factor, T factor_seen) {
    const T per_use = ratio_or_zero(bought, electricity_);
    for (std::uint32_t s = 0; s < city_.sectors.count; ++s) {
      const T used = memory_.sectors[s].electricity * per_use;
      T& underlying = state(city_.state.sector_underlying + s);
      T& seen = state(city_.state.sector_emissions + s);
      underlying = underlying + used * factor;
      seen = seen + used * factor_seen;
    }
    const bool inside = carrier_plan(city_.electricity).scope == 1;
    T& account = inside ? scope1_ : scope2_;
    T& account_seen = inside ? scope1_seen_ : scope2_seen_;
    account = account + bought * factor;
    account_seen = account_seen + bought * factor_seen;
  }

  inline void sums() {
    const plan::StateLayout& at = city_.state;
    state(at.scope1) = scope1_seen_;
    state(at.scope2) = scope2_seen_;
    state(at.scope3) = scope3_;
    state(at.process) = process_;
    state(at.total_underlying) = scope1_ + scope2_;
    state(at.total) = scope1_seen_ + scope2_seen_;
    if (city_.sinks_inside != 0) {
      state(at.total_underlying) = state(at.total_underlying) - sink_;
      state(at.total) = state(at.total) - sink_;
    }
    state(at.ghg) = state(at.total) + other_gases_;
    state(at.electricity_demand) = electricity_;
    state(at.per_capita) = state(at.total) * per_person_;
    state(at.per_gdp) = state(at.total) * per_gdp_;
    state(at.energy) = energy_;
    state(at.energy_per_gdp) = energy_ * per_gdp_;
  }

  const plan::PlanView& plan_;
  const plan::CityPlan& city_;
  const T* rows_;
  CityMemory<T> memory_;
  T population_ratio_{}, gdp_ratio_{}, per_person_{}, per_gdp_{};
  T log_population_{}, log_gdp_{}, log_reference_gdp_{}, reference_gdp_ratio_{};
  ShockState<T> shock_, intensity_shock_;
  T regained_{};                            ///< of last year's recession
  T log_intensity_{}, common_intensity_{};  ///< of all sectors, moved by shocks
  T other_gases_{}, waste_power_{}, sink_{}, known_effect_{};
  Feedback<T> feedback_;
  double year_ = 0.0;
  T scope1_{}, scope1_seen_{}, scope2_{}, scope2_seen_{}, scope3_{}, process_{}, energy_{}, electricity_{};
};

}  // namespace citypeak::run
