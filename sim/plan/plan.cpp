// SPDX-License-Identifier: MIT
// From a validated scenario to flat arrays: every quantity becomes a row, every reference a position.
#include "sim/plan/plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "sim/model/checks.hpp"
#include "sim/model/targets.hpp"
#include "sim/plan/builder.hpp"
#include "sim/plan/lever_plan.hpp"
#include "sim/plan/paths.hpp"
#include "sim/plan/waste_plan.hpp"

namespace citypeak::plan {

namespace {

using model::Quantity;

// Tonnes of coal equivalent of a kilowatt-hour: by its heat, and by the coal a plant burns for it
// (docs/method/energy.md).
constexpr double joule_per_kgce = 29.3076e6;
constexpr double kgce_per_kwh_by_plant = 0.305;

/// The position of a name in a sorted-by-file list that is known to hold it.
template <class T>
[[nodiscard]] std::uint32_t position(const model::Named<T>& things, std::string_view id) {
  return static_cast<std::uint32_t>(*model::index_of(things, id));
}

class Planner {
 public:
  Planner(const model::Scenario& scenario, const Request& request, text::Findings& findings)
      : scenario_(scenario),
        city_(scenario.city),
        request_(request),
        findings_(findings),
        build_(plan_, request.seed, findings),
        paths_(scenario, build_),
        levers_(plan_, paths_, scenario) {
    plan_.scenario = scenario;
    plan_.confirm = scenario.peak.confirm;
    plan_.seed = request.seed;
    if (request.tables != nullptr) plan_.tables = *request.tables;
    years_ = scenario.horizon - scenario.base_year + 1;
    plan_.years = static_cast<std::uint32_t>(years_);
  }

  [[nodiscard]] Plan make() {
    CityPlan city;
    city.population = paths_.growth(city_.population.value, 1.0, city_.population.growth,
                                    city_.population.growth_offset, "population");
    city.gdp =
        paths_.growth(city_.economy.gdp, cny_per_billion, city_.economy.growth, city_.economy.growth_offset, "gdp");
    shocks(city);
    feedback(city);
    levers_.add_levers(city);
    branches(city);
    add_sectors(city);
    add_carriers(city);
    power(city);
    city.waste = plan_waste(plan_, paths_, scenario_, {is_asked("waste.power"), is_asked("emissions.avoided")});
    add_sinks(city);
    levers_.add_effects(city);
    if (wants_costs()) levers_.add_costs(city);
    city.state = state_layout(city_, plan_.sector_carriers.size(), scenario_.levers.size());
    plan_.cities.push_back(city);
    plan_.variables = city_variables(scenario_, city.state, share_names_, 0);
    add_outputs(city);
    return std::move(plan_);
  }

 private:
  // --- economy --------------------------------------------------------------------------------------------------

  void shocks(CityPlan& city) {
    const model::Economy& economy = city_.economy;
    const std::uint32_t start = last_known_gdp();
    if (economy.shock) {
      city.has_shock = 1;
      city.shock = process(*economy.shock, "shock", start);
    }
    if (economy.recession) {
      city.has_recession = 1;
      city.recession = recession(*economy.recession, start);
    }
    if (economy.intensity_shock) {
      const Quantity& correlation = economy.intensity_shock->correlation;
      city.has_intensity_shock = 1;
      city.intensity_shock.process = process(*economy.intensity_shock, "intensity_shock", start);
      if (correlation.present()) city.intensity_shock.correlation = paths_.row(correlation);
    }
  }

  /// Index of the year from which shocks go on: the last one of known GDP, or the base year.
  [[nodiscard]] std::uint32_t last_known_gdp() const {
    std::uint32_t last = 0;
    for (const model::Observation& known : city_.observed) {
      if (known.variable != "gdp") continue;
      for (const auto& piece : known.years)
        last = std::max(last, static_cast<std::uint32_t>(piece.first - scenario_.base_year));
    }
    return last;
  }

  /// One row per year from year index `first` on; none is needed before.
  template <class Make>
  [[nodiscard]] YearRows rows_from(std::uint32_t first, Make make) {
    std::vector<Row> rows;
    for (std::uint32_t t = 0; t < plan_.years; ++t)
      rows.push_back(t >= first ? make(scenario_.base_year + static_cast<int>(t)) : paths_.zero());
    return build_.years(rows);
  }

  /// Of a shock of GDP or of intensity.
  template <class Shock>
  [[nodiscard]] ShockProcess process(const Shock& shock, const std::string& key, std::uint32_t start) {
    ShockProcess out;
    out.sd = paths_.row(shock.sd);
    out.persistence = paths_.row(shock.persistence);
    out.stationary = shock.start == "stationary" ? 1 : 0;
    out.start = start;
    out.z = rows_from(start, [&](int year) { return build_.yearly_normal(city_.id + ".economy." + key, year); });
    return out;
  }

  [[nodiscard]] RecessionPlan recession(const model::Recession& recession, std::uint32_t start) {
    RecessionPlan out;
    out.probability = paths_.row(recession.probability);
    out.loss = build_.log(build_.subtract(paths_.one(), paths_.row(recession.depth)));
    out.regained = build_.multiply(paths_.row(recession.recovery), out.loss);
    out.start = start;
    out.u =
        rows_from(start + 1, [&](int year) { return build_.yearly_uniform(city_.id + ".economy.recession", year); });
    return out;
  }

  /// Whether anybody asks for a variable: by name, by a target, with the central path or with every input.
  [[nodiscard]] bool is_asked(const std::string& name) const {
    const auto names = [&](const std::string& pattern) { return matches(pattern, name); };
    return request_.intermediates || request_.every_input ||
           std::any_of(request_.variables.begin(), request_.variables.end(), names) ||
           std::any_of(scenario_.targets.begin(), scenario_.targets.end(),
                       [&](const model::CityTarget& target) { return target.variable.text == name; });
  }

  /// Costs are planned where they are asked for or act on GDP.
  [[nodiscard]] bool wants_costs() {
    const auto lever_asked = [this](const model::Lever& lever) {
      return is_asked("lever." + lever.id() + ".capital") || is_asked("lever." + lever.id() + ".running");
    };
    plan_.wants_costs = plan_.wants_costs || is_asked("cost.capital") || is_asked("cost.running") ||
                        is_asked("cost.public") ||
                        std::any_of(scenario_.levers.begin(), scenario_.levers.end(), lever_asked);
    return plan_.wants_costs;
  }

  /// Capital over GDP, if it is not written, is what saving sustains at the reference's mean growth.
  void feedback(CityPlan& city) {
    if (!city_.economy.feedback) return;
    const model::Capital& capital = city_.economy.capital;
    FeedbackPlan out;
    out.share = paths_.row(capital.share);
    out.depreciation = paths_.row(capital.depreciation);
    out.saving = paths_.row(capital.saving);
    out.crowding_out = paths_.row(capital.crowding_out);
    if (capital.ratio.present()) {
      out.ratio = paths_.row(capital.ratio);
    } else {
      const Row needed = build_.add(out.depreciation, mean_growth());
      out.ratio = build_.divide(out.saving, needed);
    }
    city.feedback = static_cast<std::uint32_t>(plan_.feedbacks.size());
    plan_.feedbacks.push_back(out);
    plan_.wants_costs = true;
  }

  /// Mean yearly growth of the reference as written, its lasting deviation included.
  [[nodiscard]] Row mean_growth() {
    Row sum = paths_.zero();
    for (const auto& piece : city_.economy.growth.pieces) {
      const int first = std::max(piece.first, scenario_.base_year + 1), last = std::min(piece.last, scenario_.horizon);
      if (last < first) continue;
      const Row years = build_.constant(static_cast<double>(last - first + 1));
      sum = build_.add(sum, build_.multiply(paths_.row(piece.value), years));
    }
    const Row mean = build_.divide(sum, build_.constant(static_cast<double>(std::max(years_ - 1, 1))));
    return build_.add(mean, paths_.row(city_.economy.growth_offset));
  }

  void branches(CityPlan& city) {
    if (!city_.economy.value_added) return;
    const model::ValueAdded& value_added = *city_.economy.value_added;
    const auto today = paths_.share_rows(value_added.shares);
    auto target = today;
    if (value_added.target.present()) {
      target = paths_.share_rows(value_added.target);
      city.structure = static_cast<std::uint32_t>(plan_.levers.size());
      plan_.levers.push_back(levers_.adoption(*value_added.adoption, nullptr));
    }
    city.branches.first = static_cast<std::uint32_t>(plan_.branches.size());
    for (const auto& entry : value_added.shares.entries) {
      const Row share = today.at(entry.id);
      plan_.branches.push_back({share, build_.divide(paths_.one(), share), target.at(entry.id)});
    }
    city.branches.count = static_cast<std::uint32_t>(value_added.shares.entries.size());
  }

  // --- sectors and carriers -------------------------------------------------------------------------------------

  void add_sectors(CityPlan& city) {
    order_ = model::sector_order(city_);
    plan_.sectors.resize(city_.sectors.size());
    city.sectors = {0, static_cast<std::uint32_t>(city_.sectors.size())};
    for (std::size_t i = 0; i < city_.sectors.size(); ++i)
      plan_.sectors[i] = sector(city_.sectors[i].second, city_.sectors[i].first);
    for (std::size_t i = 0; i < order_.size(); ++i) plan_.sectors[i].order = static_cast<std::uint32_t>(order_[i]);
  }

  [[nodiscard]] SectorPlan sector(const model::Sector& sector, const std::string& id) {
    SectorPlan out;
    drive(out, sector);
    out.elasticity = paths_.row(sector.elasticity);
    out.activity = paths_.row(sector.activity);
    out.inverse_activity = build_.divide(paths_.one(), out.activity);
    out.local_share = paths_.row(sector.local_share);
    out.observed = paths_.observed("activity." + id, out.activity, 1.0);
    out.intensity_factors = paths_.factors(sector.intensity_trend, sector.intensity_offset);
    const auto is_constant = [](const Quantity& quantity, double value) {
      return quantity.is_constant() && quantity.value == value;
    };
    // With elasticity 1 the activity follows its driver without logarithms, unless known years must be met.
    out.proportional = is_constant(sector.elasticity, 1.0) && out.observed == none ? 1 : 0;
    out.activity_trend =
        out.proportional != 0 ? paths_.factors(sector.activity_trend) : paths_.rate(sector.activity_trend);
    const auto base_shares = paths_.share_rows(sector.carriers);
    out.energy = energy(sector, base_shares);
    out.idle = build_.is_constant(out.energy) && build_.value(out.energy) == 0.0 ? 1 : 0;
    sector_carriers(out, sector, id, base_shares);
    if (sector.stock) stock(out, *sector.stock);
    if (sector.process) {
      out.has_process = 1;
      out.process_factor = paths_.divided(sector.process->factor, kg_per_mt);
      out.process_ratio = paths_.row(sector.process->ratio);
      out.process_factors = paths_.factors(sector.process->trend);
    }
    return out;
  }

  void drive(SectorPlan& out, const model::Sector& sector) {
    if (sector.driver == "population") {
      out.driver = DriverKind::population;
    } else if (sector.driver == "gdp") {
      out.driver = DriverKind::gdp;
    } else if (sector.driver == "gdp_per_capita") {
      out.driver = DriverKind::gdp_per_capita;
    } else if (sector.driver == "path") {
      out.driver = DriverKind::path;
      std::vector<std::pair<int, Row>> knots;
      for (const auto& piece : sector.driver_path.pieces) {
        knots.emplace_back(piece.first,
                           build_.divide(paths_.row(piece.value), paths_.row(sector.driver_path.pieces.front().value)));
      }
      out.driver_path = paths_.levels(knots);
    } else if (const auto branch = model::driving_branch(city_, sector)) {
      out.driver = DriverKind::value_added;
      out.driver_index = static_cast<std::uint32_t>(*branch);
    } else {
      out.driver = DriverKind::activity;
      out.driver_index = static_cast<std::uint32_t>(*model::driving_sector(city_, sector));
    }
  }

  /// Final energy of the base year [PJ]; a total in coal equivalents counts electricity by the coal a plant burns.
  [[nodiscard]] Row energy(const model::Sector& sector, const std::map<std::string, Row>& shares) {
    const Row written = paths_.divided(sector.energy, joule_per_pj);
    const auto electricity = shares.find("electricity");
    if (sector.electricity_as != "coal_equivalent" || electricity == shares.end()) return written;
    constexpr double ratio = kgce_per_kwh_by_plant * joule_per_kgce / joule_per_kwh;
    return build_.divide(written,
                         build_.add(paths_.one(), build_.multiply(electricity->second, build_.constant(ratio - 1.0))));
  }

  void sector_carriers(SectorPlan& out, const model::Sector& sector, const std::string& id,
                       const std::map<std::string, Row>& base_shares) {
    std::vector<std::pair<int, std::map<std::string, Row>>> knots;
    if (!sector.stock) knots.emplace_back(scenario_.base_year, base_shares);
    for (const model::Milestone& milestone : sector.stock ? sector.stock->sales : sector.milestones) {
      if (milestone.year > scenario_.horizon && !knots.empty() && knots.back().first >= scenario_.horizon) break;
      knots.emplace_back(milestone.year, paths_.share_rows(milestone.shares));
    }
    out.moving_shares = knots.size() > 1 && !sector.stock ? 1 : 0;
    std::vector<std::string> carriers = model::carriers_of(sector);
    for (const std::string& carrier : levers_.destinations(*model::index_of(city_.sectors, id))) {
      if (std::find(carriers.begin(), carriers.end(), carrier) == carriers.end()) carriers.push_back(carrier);
    }
    out.carriers.first = static_cast<std::uint32_t>(plan_.sector_carriers.size());
    for (const std::string& carrier : carriers) {
      SectorCarrier entry;
      entry.carrier = position(city_.carriers, carrier);
      const auto* efficiency = sector.efficiency.find(carrier);
      entry.efficiency = efficiency == nullptr ? paths_.one() : paths_.row(efficiency->value);
      entry.inverse_efficiency = build_.divide(paths_.one(), entry.efficiency);
      const auto base = base_shares.find(carrier);
      entry.base_share = base == base_shares.end() ? paths_.zero() : base->second;
      entry.share = paths_.share_levels(knots, {carrier}).front();
      plan_.sector_carriers.push_back(entry);
      share_names_.push_back(id + "." + carrier);
    }
    out.carriers.count = static_cast<std::uint32_t>(carriers.size());
  }

  /// Stocks are followed by whole years of age until next to nothing is left of the longest-lived.
  void stock(SectorPlan& out, const model::Stock& stock) {
    constexpr double longest_lives = 2.5;  // Weibull of shape 4: exp(-(2.5*0.906)^4) is below 1e-11
    constexpr double least_u = 1e-9;       // of the life's law
    StockPlan plan;
    plan.life = paths_.row(stock.life);
    plan.exponential = stock.survival == "exponential" ? 1 : 0;
    plan.ages = static_cast<std::uint32_t>(std::ceil(longest_lives * stock.life.quantile(1.0 - least_u))) + 1;
    out.stock = static_cast<std::uint32_t>(plan_.stocks.size());
    plan_.stocks.push_back(plan);
  }

  void add_sinks(CityPlan& city) {
    city.sinks = {static_cast<std::uint32_t>(plan_.sinks.size()), static_cast<std::uint32_t>(city_.sinks.size())};
    city.sinks_inside = city_.sinks_inside ? 1 : 0;
    for (const auto& entry : city_.sinks) plan_.sinks.push_back({paths_.level(entry.second.uptake, kg_per_mt)});
  }

  /// Routes and figures per energy of hydrogen instead of per mass.
  [[nodiscard]] std::uint32_t production(const model::Production& written) {
    ProductionPlan out;
    std::vector<std::pair<int, std::map<std::string, Row>>> knots;
    for (const model::Milestone& year : written.routes) knots.emplace_back(year.year, paths_.share_rows(year.shares));
    const auto per_energy = [&](const Quantity& quantity, double scale) {
      return build_.multiply(paths_.row(quantity), build_.constant(scale / model::hydrogen_joule_per_kg));
    };
    out.inside = paths_.row(written.made_inside);
    for (const std::string_view name : model::Production::route_names()) {
      const std::string route(name);
      const Quantity* emission = written.emission_of(route);
      const LevelRows share = paths_.share_levels(knots, {route}).front();
      if (emission == nullptr) {
        out.electrolysis = share;
      } else if (emission->present()) {
        out.routes[out.route_count] = share;
        out.emission[out.route_count++] = per_energy(*emission, plan_factor_per_canonical);
      }
    }
    out.electricity = written.electrolysis.present() ? per_energy(written.electrolysis, 1.0) : paths_.zero();
    out.dispensing = per_energy(written.dispensing, 1.0);
    plan_.productions.push_back(out);
    return static_cast<std::uint32_t>(plan_.productions.size() - 1);
  }

  void add_carriers(CityPlan& city) {
    city.carriers = {0, static_cast<std::uint32_t>(city_.carriers.size())};
    for (std::size_t i = 0; i < city_.carriers.size(); ++i) {
      const auto& [id, carrier] = city_.carriers[i];
      if (id == "electricity") city.electricity = static_cast<std::uint32_t>(i);
      CarrierPlan out;
      std::vector<std::pair<int, Row>> knots;
      for (const auto& piece : carrier.factor.pieces) {
        knots.emplace_back(piece.first,
                           build_.multiply(paths_.row(piece.value), build_.constant(plan_factor_per_canonical)));
      }
      if (carrier.production) {
        out.production = production(*carrier.production);
        knots = {{scenario_.base_year, paths_.zero()}};
      }
      out.factor = paths_.levels(knots);
      out.factors = paths_.factors(carrier.factor_trend, carrier.factor_offset);
      out.scope = static_cast<std::uint32_t>(carrier.scope);
      if (carrier.factor_noise) noise(out, *carrier.factor_noise, id);
      plan_.carriers.push_back(out);
    }
  }

  void noise(CarrierPlan& out, const model::FactorNoise& noise, const std::string& id) {
    out.noise_sd = paths_.row(noise.sd);
    std::vector<Row> rows{paths_.zero()};  // the base year's factor is known
    for (int year = scenario_.base_year + 1; year <= scenario_.horizon; ++year) {
      rows.push_back(build_.yearly_normal(city_.id + ".carriers." + id + ".factor_noise", year));
    }
    out.noise_z = build_.years(rows);
  }

  void power(CityPlan& city) {
    city.territorial = city_.territorial ? 1 : 0;
    if (!city_.power) return;
    const model::Power& power = *city_.power;
    if (power.behind_meter.present()) city.behind_meter = paths_.level(power.behind_meter, joule_per_pj);
    if (power.local_generation.present()) city.local_generation = paths_.level(power.local_generation, joule_per_pj);
    if (power.local_plants.present()) city.local_plants = paths_.level(power.local_plants, kg_per_mt);
    const model::Carrier* electricity = model::find_named(city_.carriers, "electricity");
    if (power.import_factor.present() && electricity != nullptr) {
      city.import_ratio =
          build_.divide(paths_.row(power.import_factor), paths_.row(electricity->factor.pieces.front().value));
    }
  }

  // --- outputs --------------------------------------------------------------------------------------------------

  [[nodiscard]] std::uint32_t output(const Variable& variable, std::uint32_t state) {
    return output_of(plan_, variable, state);
  }

  [[nodiscard]] bool wanted(const Variable& variable) const {
    if (request_.only_named) {
      const auto& names = request_.variables;
      return std::find(names.begin(), names.end(), variable.name) != names.end();
    }
    if (request_.intermediates && request_.variables.empty()) return true;
    if (request_.variables.empty()) return variable.headline;
    return std::any_of(request_.variables.begin(), request_.variables.end(),
                       [&](const std::string& pattern) { return matches(pattern, variable.name); });
  }

  void add_outputs(const CityPlan& city) {
    for (std::uint32_t i = 0; i < plan_.variables.size(); ++i) {
      if (!wanted(plan_.variables[i])) continue;
      const Variable& variable = plan_.variables[i];
      plan_.written.push_back(i);
      plan_.counted_as.push_back(first_alike(variable));
      plan_.wants_intermediates = plan_.wants_intermediates || variable.intermediate;
      plan_.outputs.push_back({variable.city, variable.state, variable.multiplier});
    }
    for (const std::string& pattern : request_.variables) {
      if (std::none_of(plan_.variables.begin(), plan_.variables.end(),
                       [&](const Variable& v) { return matches(pattern, v.name); })) {
        std::vector<std::string> known;
        for (const Variable& v : plan_.variables) known.push_back(v.name);
        findings_.add("unknown_variable", {}, {pattern}, text::nearest(pattern, known));
      }
    }
    if (!request_.only_named) add_kept();
    if (request_.compare) add_compared();
    add_peaks(city);
    if (!request_.only_named) add_targets(plan_, build_, findings_);
    check_planned();
    if (request_.verdicts) add_verdicts(plan_, build_);
  }

  /// Where the values of the variable to be written next were written before, or its own place: the headline is one of
  /// the two power accounts, and need not be counted twice.
  [[nodiscard]] std::uint32_t first_alike(const Variable& variable) const {
    const auto same = [&](const OutputPlan& output) {
      return output.city == variable.city && output.state == variable.state && output.multiplier == variable.multiplier;
    };
    return static_cast<std::uint32_t>(std::find_if(plan_.outputs.begin(), plan_.outputs.end(), same) -
                                      plan_.outputs.begin());
  }

  /// outcomes.csv lists the total by year, and whatever else was asked for by name.
  void add_kept() {
    for (std::uint32_t i = 0; i < plan_.variables.size(); ++i) {
      const Variable& variable = plan_.variables[i];
      const bool named = std::any_of(request_.variables.begin(), request_.variables.end(),
                                     [&](const std::string& pattern) { return matches(pattern, variable.name); });
      if (!named && variable.name != "emissions.total") continue;
      plan_.kept_variables.push_back(i);
      plan_.kept_outputs.push_back(output(variable, variable.state));
    }
  }

  /// Scenarios are compared by emissions, energy and GDP, and by whatever else was asked for by name.
  void add_compared() {
    constexpr std::string_view always[] = {"emissions.total", "energy.total", "gdp"};
    for (std::uint32_t i = 0; i < plan_.variables.size(); ++i) {
      const Variable& variable = plan_.variables[i];
      const bool named = std::any_of(request_.variables.begin(), request_.variables.end(),
                                     [&](const std::string& pattern) { return matches(pattern, variable.name); });
      if (!named && std::find(std::begin(always), std::end(always), variable.name) == std::end(always)) continue;
      plan_.compared_variables.push_back(i);
      plan_.compared_outputs.push_back(output(variable, variable.state));
    }
  }

  void add_peaks(const CityPlan& city) {
    const auto per_head = std::find_if(plan_.variables.begin(), plan_.variables.end(),
                                       [](const Variable& v) { return v.name == "gdp_per_capita"; });
    const std::uint32_t income = output(*per_head, per_head->state);
    std::vector<std::string> peaked{"emissions.total"};  // the headline always
    peaked.insert(peaked.end(), request_.peaks.begin(), request_.peaks.end());
    for (const model::Word& word : scenario_.peak.variables) {
      const std::string& pattern = word.text;
      if (request_.only_named) break;
      bool found = false;
      for (const Variable& variable : plan_.variables) {
        if (!matches(pattern, variable.name) || !can_peak(variable.name)) continue;
        found = true;
        if (std::find(peaked.begin(), peaked.end(), variable.name) == peaked.end()) peaked.push_back(variable.name);
      }
      if (!found && pattern != "energy.carrier.electricity")
        findings_.add("unknown_peak", word.place, {pattern}, nearest_peak(pattern));
    }
    for (const Variable& variable : plan_.variables) {
      if (std::find(peaked.begin(), peaked.end(), variable.name) == peaked.end()) continue;
      add_peak(variable, underlying_state(variable, city), PeakDefinition::underlying, income);
      if (variable.name != "emissions.total" || request_.only_named) continue;
      add_peak(variable, variable.state, PeakDefinition::as_observed, income);
      add_peak(variable, variable.state, PeakDefinition::centred_5, income);
    }
  }

  /// A plan's own figure can only stand beside a variable that the results have.
  void check_planned() {
    std::vector<std::string> known;
    for (const Variable& variable : plan_.variables) {
      if (!variable.intermediate) known.push_back(variable.name);
    }
    for (const model::Planned& planned : city_.planned) {
      const std::string& name = planned.variable.text;
      if (std::find(known.begin(), known.end(), name) == known.end())
        findings_.add("unknown_planned", planned.variable.place, {name}, text::nearest(name, known));
    }
  }

  void add_peak(const Variable& variable, std::uint32_t state, PeakDefinition definition, std::uint32_t income) {
    plan_.peaks.push_back({output(variable, state), definition, income, history(variable.name, definition)});
    const int known_year = history_year(variable.name);
    if (variable.name == "emissions.total" && definition == PeakDefinition::underlying) {
      plan_.headline_peak = plan_.peak_names.size();
      plan_.history_year = known_year;
    }
    plan_.peak_names.push_back({variable.city, variable.name, variable.unit, definition, known_year});
  }

  [[nodiscard]] std::string nearest_peak(const std::string& pattern) const {
    std::vector<std::string> known;
    for (const Variable& variable : plan_.variables) {
      if (can_peak(variable.name)) known.push_back(variable.name);
    }
    return text::nearest(pattern, known);
  }

  /// The largest known value before the base year over that of the base year, or no_row. A series that ends before the
  /// base year is spliced at the cost of one factor per draw, spread by the grade of the splice.
  [[nodiscard]] Row history(const std::string& variable, PeakDefinition definition) {
    for (const model::HistorySeries& known : city_.history) {
      const auto& years = known.series.years;
      if (known.variable.text != variable || !model::is_comparable(known) || years.empty()) continue;
      const bool reaches = years.back().first == scenario_.base_year;
      if (reaches && years.size() == 1) continue;
      const double largest = largest_before(years, definition);
      if (largest == 0.0) return no_row;  // too few years for five-year means
      const Row last = build_.constant(largest / years.back().value.value);
      if (reaches) return last;
      return build_.divide(last, build_.multiply(paths_.row(known.splice), paths_.row(splice_error(city_, known))));
    }
    return no_row;
  }

  /// The year of the largest known value before the base year, the first of equals.
  [[nodiscard]] int history_year(const std::string& variable) const {
    int out = scenario_.base_year;
    double largest = 0.0;
    for (const model::HistorySeries& known : city_.history) {
      if (known.variable.text != variable || !model::is_comparable(known)) continue;
      for (const auto& at : known.series.years) {
        if (at.first >= scenario_.base_year || at.value.value <= largest) continue;
        largest = at.value.value;
        out = at.first;
      }
    }
    return out;
  }

  /// The largest value before the base year; for centred_5 of the means over the years within two, where all are known.
  [[nodiscard]] double largest_before(const std::vector<model::Path::Piece>& years, PeakDefinition definition) const {
    double largest = 0.0;
    for (const auto& at : years) {
      if (at.first >= scenario_.base_year) continue;
      double sum = 0.0;
      int count = 0;
      for (const auto& other : years) {
        if (std::abs(other.first - at.first) > 2) continue;
        sum += other.value.value;
        ++count;
      }
      const bool mean = definition == PeakDefinition::centred_5 && count == 5;
      if (definition != PeakDefinition::centred_5 || mean)
        largest = std::max(largest, mean ? sum / count : at.value.value);
    }
    return largest;
  }

  /// The state without yearly noise of the factors.
  [[nodiscard]] static std::uint32_t underlying_state(const Variable& variable, const CityPlan& city) {
    if (variable.name == "emissions.total") return city.state.total_underlying;
    if (variable.name == "emissions.sector.waste" && city.waste != none) return city.state.waste_emissions;
    if (matches("emissions.sector.*", variable.name))
      return variable.state - city.state.sector_emissions + city.state.sector_underlying;
    return variable.state;
  }

  const model::Scenario& scenario_;
  const model::City& city_;
  const Request& request_;
  text::Findings& findings_;
  Plan plan_;
  Builder build_;
  Paths paths_;
  LeverPlanner levers_;
  int years_ = 0;
  std::vector<std::size_t> order_;
  std::vector<std::string> share_names_;  // SECTOR.CARRIER of each of plan_.sector_carriers
};

}  // namespace

bool can_peak(std::string_view name) {
  return name == "emissions.total" || name == "energy.total" || matches("emissions.sector.*", name) ||
         matches("energy.sector.*", name) || matches("energy.carrier.*", name);
}

Plan make_plan(const model::Scenario& scenario, const Request& request, text::Findings& findings) {
  return Planner(scenario, request, findings).make();
}

PlanView Plan::view() const {
  PlanView out;
  out.years = years;
  out.base_year = scenario.base_year;
  out.confirm = static_cast<std::uint32_t>(std::max(confirm, 1));
  out.plateau_share = 1.0 - scenario.peak.verdicts.plateau_band;
  out.wants_intermediates = wants_intermediates ? 1 : 0;
  out.rows = static_cast<std::uint32_t>(constants.size());
  out.constants = constants.data();
  out.columns = columns.data();
  out.column_count = static_cast<std::uint32_t>(columns.size());
  out.ops = ops.data();
  out.op_count = static_cast<std::uint32_t>(ops.size());
  out.year_rows = year_rows.data();
  out.levels = levels.data();
  out.branches = branches.data();
  out.sector_carriers = sector_carriers.data();
  out.sectors = sectors.data();
  out.carriers = carriers.data();
  out.levers = levers.data();
  out.lever_count = static_cast<std::uint32_t>(levers.size());
  out.effects = effects.data();
  out.effect_count = static_cast<std::uint32_t>(effects.size());
  out.groups = groups.data();
  out.targets = targets.data();
  out.additions = additions.data();
  out.shifts = shifts.data();
  out.moves = moves.data();
  out.stocks = stocks.data();
  out.stock_count = static_cast<std::uint32_t>(stocks.size());
  out.productions = productions.data();
  out.wastes = wastes.data();
  out.waste_classes = waste_classes.data();
  out.waste_class_count = static_cast<std::uint32_t>(waste_classes.size());
  out.sinks = sinks.data();
  out.costs = costs.data();
  out.cost_count = static_cast<std::uint32_t>(costs.size());
  out.wants_costs = wants_costs ? 1 : 0;
  out.feedbacks = feedbacks.data();
  out.cities = cities.data();
  out.city_count = static_cast<std::uint32_t>(cities.size());
  out.outputs = outputs.data();
  out.output_count = static_cast<std::uint32_t>(outputs.size());
  out.peaks = peaks.data();
  out.peak_count = static_cast<std::uint32_t>(peaks.size());
  return out;
}

}  // namespace citypeak::plan
