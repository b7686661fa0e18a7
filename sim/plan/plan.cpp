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

namespace citypeak::plan {

namespace {

using model::Quantity;

// Canonical units to the plan's units; divisions by powers of ten that a double holds exactly.
constexpr double joule_per_pj = 1e15;
constexpr double kg_per_mt = 1e9;
constexpr double cny_per_billion = 1e9;
constexpr double plan_factor_per_canonical = 1e6;  // Mt/PJ per kg/J
// Tonnes of coal equivalent of a kilowatt-hour: by its heat, and by the coal a plant burns for it
// (docs/method/energy.md).
constexpr double joule_per_kwh = 3.6e6;
constexpr double joule_per_kgce = 29.3076e6;
constexpr double kgce_per_kwh_by_plant = 0.305;
// The logistic rises from 1 % of reach at `start`; 90 % comes 1.5457 rises later (model.md section 5).
constexpr double logistic_until = 1.5457;
// A straight line from 0 has 10 % after rise/8 and 90 % after 9/8 of the rise.
constexpr double linear_until = 1.125;
constexpr double largest_increase = 10.0;     // of a change, as in the field's range
constexpr double log_2 = 0.6931471805599453;  // written out: libm may differ between machines
constexpr double shortest_rise = 0.01;        // years; keeps an uncertain `until` after `start`

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
        build_(plan_, request.seed, findings) {
    plan_.scenario = scenario;
    plan_.confirm = scenario.peak.confirm;
    plan_.seed = request.seed;
    if (request.tables != nullptr) plan_.tables = *request.tables;
    years_ = scenario.horizon - scenario.base_year + 1;
    plan_.years = static_cast<std::uint32_t>(years_);
  }

  [[nodiscard]] Plan make() {
    CityPlan city;
    city.population =
        growth(city_.population.value, 1.0, city_.population.growth, city_.population.growth_offset, "population");
    city.gdp = growth(city_.economy.gdp, cny_per_billion, city_.economy.growth, city_.economy.growth_offset, "gdp");
    shock(city);
    add_levers(city);
    branches(city);
    add_sectors(city);
    add_carriers(city);
    power(city);
    add_effects(city);
    city.state = state_layout(city_, plan_.sector_carriers.size(), scenario_.levers.size());
    plan_.cities.push_back(city);
    plan_.variables = city_variables(scenario_, city.state, share_names_, 0);
    add_outputs(city);
    return std::move(plan_);
  }

 private:
  [[nodiscard]] Row row(const Quantity& quantity) { return build_.input(quantity); }
  [[nodiscard]] Row divided(const Quantity& quantity, double divisor) {
    const Row canonical = row(quantity);
    return divisor == 1.0 ? canonical : build_.divide(canonical, build_.constant(divisor));
  }
  [[nodiscard]] Row zero() { return build_.constant(0.0); }
  [[nodiscard]] Row one() { return build_.constant(1.0); }

  // --- paths ----------------------------------------------------------------------------------------------------

  /// One row per year of a rate that holds by period; the base year takes 0 (nothing has grown yet).
  template <class Make>
  [[nodiscard]] YearRows rate(const model::Path& path, Make make) {
    std::vector<Row> rows(static_cast<std::size_t>(years_), zero());
    for (const auto& piece : path.pieces) {
      const Row value = make(piece.value);
      for (int year = std::max(piece.first, scenario_.base_year + 1); year <= std::min(piece.last, scenario_.horizon);
           ++year) {
        rows[static_cast<std::size_t>(year - scenario_.base_year)] = value;
      }
    }
    return build_.years(rows);
  }
  /// `none` if the rate is 0 throughout.
  [[nodiscard]] YearRows rate(const model::Path& path) {
    const bool still = std::all_of(path.pieces.begin(), path.pieces.end(), [](const auto& piece) {
      return piece.value.is_constant() && piece.value.value == 0.0;
    });
    return still ? none : rate(path, [this](const Quantity& q) { return row(q); });
  }
  [[nodiscard]] YearRows log_rate(const model::Path& path) {
    return rate(path, [this](const Quantity& q) {
      const bool still = q.is_constant() && q.value == 0.0;
      return still ? zero() : build_.log(build_.add(one(), row(q)));
    });
  }

  [[nodiscard]] LevelRows levels(const std::vector<std::pair<int, Row>>& knots) {
    return build_.levels(knots, scenario_.base_year, scenario_.horizon);
  }
  [[nodiscard]] LevelRows level(const model::Path& path, double divisor) {
    std::vector<std::pair<int, Row>> knots;
    for (const auto& piece : path.pieces) knots.emplace_back(piece.first, divided(piece.value, divisor));
    return levels(knots);
  }

  [[nodiscard]] YearRows observed(const std::string& variable, Row base, double divisor) {
    for (const model::Observation& known : city_.observed) {
      if (known.variable != variable || known.years.empty()) continue;
      std::vector<Row> rows(static_cast<std::size_t>(years_), no_row);
      for (const auto& piece : known.years) {
        rows[static_cast<std::size_t>(piece.first - scenario_.base_year)] =
            build_.log(build_.divide(divided(piece.value, divisor), base));
      }
      return build_.years(rows);
    }
    return none;
  }

  [[nodiscard]] Growth growth(const Quantity& base, double divisor, const model::Path& path, const Quantity& offset,
                              const std::string& name) {
    Growth out;
    out.base = divided(base, divisor);
    out.log_rate = log_rate(path);
    out.offset = row(offset);
    out.observed = observed(name, out.base, divisor);
    return out;
  }

  // --- economy --------------------------------------------------------------------------------------------------

  void shock(CityPlan& city) {
    if (!city_.economy.shock) return;
    const model::Shock& shock = *city_.economy.shock;
    city.has_shock = 1;
    city.shock.sd = row(shock.sd);
    city.shock.persistence = row(shock.persistence);
    city.shock.stationary = shock.start == "stationary" ? 1 : 0;
    city.shock.start = 0;
    for (const model::Observation& known : city_.observed) {
      if (known.variable != "gdp") continue;
      for (const auto& piece : known.years) {
        city.shock.start = std::max(city.shock.start, static_cast<std::uint32_t>(piece.first - scenario_.base_year));
      }
    }
    std::vector<Row> rows;
    for (int year = scenario_.base_year; year <= scenario_.horizon; ++year) {
      const bool used = year - scenario_.base_year >= static_cast<int>(city.shock.start);
      rows.push_back(used ? build_.yearly_normal(city_.id + ".economy.shock", year) : zero());
    }
    city.shock.z = build_.years(rows);
  }

  /// Written shares as rows: `rest` is what the others leave, and others beyond 1 are scaled to 1.
  [[nodiscard]] std::map<std::string, Row> share_rows(const model::Shares& shares) {
    std::map<std::string, Row> out;
    std::string rest;
    Row sum = zero();
    for (const auto& entry : shares.entries) {
      if (entry.value.kind == Quantity::Kind::rest) {
        rest = entry.id;
        continue;
      }
      out[entry.id] = row(entry.value);
      sum = build_.add(sum, out[entry.id]);
    }
    if (rest.empty()) return out;
    const Row scale = build_.op(Op::Kind::maximum, one(), sum);
    if (!build_.is_constant(scale) || build_.value(scale) != 1.0) {
      for (auto& [id, share] : out) share = build_.divide(share, scale);
    }
    out[rest] = build_.op(Op::Kind::maximum, zero(), build_.subtract(one(), sum));
    return out;
  }

  void branches(CityPlan& city) {
    if (!city_.economy.value_added) return;
    const model::ValueAdded& value_added = *city_.economy.value_added;
    const auto today = share_rows(value_added.shares);
    auto target = today;
    if (value_added.target.present()) {
      target = share_rows(value_added.target);
      city.structure = static_cast<std::uint32_t>(plan_.levers.size());
      plan_.levers.push_back(adoption(*value_added.adoption, nullptr, true));
    }
    city.branches.first = static_cast<std::uint32_t>(plan_.branches.size());
    for (const auto& entry : value_added.shares.entries) {
      const Row share = today.at(entry.id);
      plan_.branches.push_back({share, build_.divide(one(), share), target.at(entry.id)});
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
    out.elasticity = row(sector.elasticity);
    out.activity = row(sector.activity);
    out.inverse_activity = build_.divide(one(), out.activity);
    out.local_share = row(sector.local_share);
    out.activity_trend = rate(sector.activity_trend);
    out.observed = observed("activity." + id, out.activity, 1.0);
    out.intensity_trend = rate(sector.intensity_trend);
    out.intensity_offset = row(sector.intensity_offset);
    const auto is_constant = [](const Quantity& quantity, double value) {
      return quantity.is_constant() && quantity.value == value;
    };
    out.proportional =
        is_constant(sector.elasticity, 1.0) && out.activity_trend == none && out.observed == none ? 1 : 0;
    out.steady = is_constant(sector.intensity_offset, 0.0) && out.intensity_trend == none ? 1 : 0;
    const auto base_shares = share_rows(sector.carriers);
    out.energy = energy(sector, base_shares);
    sector_carriers(out, sector, id, base_shares);
    if (sector.process) {
      out.has_process = 1;
      out.process_factor = divided(sector.process->factor, kg_per_mt);
      out.process_ratio = row(sector.process->ratio);
      out.process_trend = rate(sector.process->trend);
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
        knots.emplace_back(piece.first, build_.divide(row(piece.value), row(sector.driver_path.pieces.front().value)));
      }
      out.driver_path = levels(knots);
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
    const Row written = divided(sector.energy, joule_per_pj);
    const auto electricity = shares.find("electricity");
    if (sector.electricity_as != "coal_equivalent" || electricity == shares.end()) return written;
    constexpr double ratio = kgce_per_kwh_by_plant * joule_per_kgce / joule_per_kwh;
    return build_.divide(written,
                         build_.add(one(), build_.multiply(electricity->second, build_.constant(ratio - 1.0))));
  }

  void sector_carriers(SectorPlan& out, const model::Sector& sector, const std::string& id,
                       const std::map<std::string, Row>& base_shares) {
    std::vector<std::pair<int, std::map<std::string, Row>>> knots{{scenario_.base_year, base_shares}};
    for (const model::Milestone& milestone : sector.milestones) {
      if (milestone.year > scenario_.horizon && knots.back().first >= scenario_.horizon) break;
      knots.emplace_back(milestone.year, share_rows(milestone.shares));
    }
    out.moving_shares = knots.size() > 1 ? 1 : 0;
    std::vector<std::string> carriers = model::carriers_of(sector);
    for (const std::string& carrier : shift_destinations(sector)) {
      if (std::find(carriers.begin(), carriers.end(), carrier) == carriers.end()) carriers.push_back(carrier);
    }
    out.carriers.first = static_cast<std::uint32_t>(plan_.sector_carriers.size());
    for (const std::string& carrier : carriers) {
      SectorCarrier entry;
      entry.carrier = position(city_.carriers, carrier);
      const auto* efficiency = sector.efficiency.find(carrier);
      entry.efficiency = efficiency == nullptr ? one() : row(efficiency->value);
      entry.inverse_efficiency = build_.divide(one(), entry.efficiency);
      std::vector<std::pair<int, Row>> shares;
      for (const auto& [year, known] : knots) {
        const auto at = known.find(carrier);
        shares.emplace_back(year, at == known.end() ? zero() : at->second);
      }
      entry.share = levels(shares);
      plan_.sector_carriers.push_back(entry);
      share_names_.push_back(id + "." + carrier);
    }
    out.carriers.count = static_cast<std::uint32_t>(carriers.size());
  }

  /// Carriers that levers bring into a sector that does not use them yet.
  [[nodiscard]] std::vector<std::string> shift_destinations(const model::Sector& sector) const {
    std::vector<std::string> out;
    for (const model::Lever& lever : scenario_.levers) {
      for (const model::Effect& effect : lever.effects) {
        for (const std::string& name : effect.shift) {
          if (&city_.sectors[position(city_.sectors, sector_id(name))].second == &sector) out.push_back(effect.to);
        }
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  [[nodiscard]] static std::string sector_id(const std::string& name) {
    return name.rfind("sectors.", 0) == 0 ? name.substr(8) : name;
  }

  void add_carriers(CityPlan& city) {
    city.carriers = {0, static_cast<std::uint32_t>(city_.carriers.size())};
    for (std::size_t i = 0; i < city_.carriers.size(); ++i) {
      const auto& [id, carrier] = city_.carriers[i];
      if (id == "electricity") city.electricity = static_cast<std::uint32_t>(i);
      CarrierPlan out;
      std::vector<std::pair<int, Row>> knots;
      for (const auto& piece : carrier.factor.pieces) {
        knots.emplace_back(piece.first, build_.multiply(row(piece.value), build_.constant(plan_factor_per_canonical)));
      }
      out.factor = levels(knots);
      out.trend = rate(carrier.factor_trend);
      out.offset = row(carrier.factor_offset);
      out.steady =
          out.trend == none && carrier.factor_offset.is_constant() && carrier.factor_offset.value == 0.0 ? 1 : 0;
      out.scope = static_cast<std::uint32_t>(carrier.scope);
      if (carrier.factor_noise) noise(out, *carrier.factor_noise, id);
      plan_.carriers.push_back(out);
    }
  }

  void noise(CarrierPlan& out, const model::FactorNoise& noise, const std::string& id) {
    out.noise_sd = row(noise.sd);
    std::vector<Row> rows{zero()};  // the base year's factor is known
    for (int year = scenario_.base_year + 1; year <= scenario_.horizon; ++year) {
      rows.push_back(build_.yearly_normal(city_.id + ".carriers." + id + ".factor_noise", year));
    }
    out.noise_z = build_.years(rows);
  }

  void power(CityPlan& city) {
    city.territorial = city_.territorial ? 1 : 0;
    if (!city_.power) return;
    const model::Power& power = *city_.power;
    if (power.behind_meter.present()) city.behind_meter = level(power.behind_meter, joule_per_pj);
    if (power.local_generation.present()) city.local_generation = level(power.local_generation, joule_per_pj);
    if (power.local_plants.present()) city.local_plants = level(power.local_plants, kg_per_mt);
    const model::Carrier* electricity = model::find_named(city_.carriers, "electricity");
    if (power.import_factor.present() && electricity != nullptr) {
      city.import_ratio = build_.divide(row(power.import_factor), row(electricity->factor.pieces.front().value));
    }
  }

  // --- levers ---------------------------------------------------------------------------------------------------

  [[nodiscard]] Row formula_row(const model::Formula& formula, const model::Lever* lever) {
    std::vector<Row> stack;
    const auto pop = [&stack] {
      const Row top = stack.back();
      stack.pop_back();
      return top;
    };
    for (const model::FormulaOp& step : formula.ops()) {
      using Kind = model::FormulaOp::Kind;
      if (step.kind == Kind::constant) {
        stack.push_back(build_.constant(step.value));
      } else if (step.kind == Kind::name) {
        stack.push_back(named_row(formula.names()[step.name].text, lever));
      } else if (step.kind == Kind::negate || step.kind == Kind::exponential || step.kind == Kind::logarithm) {
        const Row a = pop();
        const Op::Kind kind = step.kind == Kind::negate        ? Op::Kind::negate
                              : step.kind == Kind::exponential ? Op::Kind::exponential
                                                               : Op::Kind::logarithm;
        stack.push_back(build_.op(kind, a, a));
      } else {
        const Row b = pop();
        const Row a = pop();
        stack.push_back(build_.op(op_kind(step.kind), a, b));
      }
    }
    return stack.back();
  }

  [[nodiscard]] static Op::Kind op_kind(model::FormulaOp::Kind kind) {
    using Kind = model::FormulaOp::Kind;
    switch (kind) {
      case Kind::subtract:
        return Op::Kind::subtract;
      case Kind::multiply:
        return Op::Kind::multiply;
      case Kind::divide:
        return Op::Kind::divide;
      case Kind::power:
        return Op::Kind::power;
      case Kind::minimum:
        return Op::Kind::minimum;
      case Kind::maximum:
        return Op::Kind::maximum;
      default:
        return Op::Kind::add;
    }
  }

  [[nodiscard]] Row named_row(const std::string& name, const model::Lever* lever) {
    if (lever != nullptr) {
      for (const auto& [id, parameter] : lever->parameters) {
        if (id == name) return value_row(parameter, lever);
      }
    }
    return row(*model::city_field(city_, name));
  }

  /// A formula's value kept within the range of its field; numbers and distributions are held to it when read.
  [[nodiscard]] Row value_row(const Quantity& quantity, const model::Lever* lever, double minimum, double maximum) {
    const Row value = value_row(quantity, lever);
    if (quantity.kind != Quantity::Kind::formula) return value;
    return build_.op(Op::Kind::minimum, build_.op(Op::Kind::maximum, value, build_.constant(minimum)),
                     build_.constant(maximum));
  }

  [[nodiscard]] Row value_row(const Quantity& quantity, const model::Lever* lever) {
    return quantity.kind == Quantity::Kind::formula ? formula_row(*quantity.formula, lever) : row(quantity);
  }

  [[nodiscard]] AdoptionPlan adoption(const model::Adoption& adoption, const model::Lever* lever, bool structural) {
    AdoptionPlan out;
    out.kind = adoption.curve == "linear" ? CurveKind::linear
               : adoption.curve == "step" ? CurveKind::step
                                          : CurveKind::logistic;
    out.start = build_.add(value_row(adoption.start, lever), value_row(adoption.lag, lever));
    out.reach = structural ? one() : value_row(adoption.reach, lever, 0.0, 1.0);
    out.rise = one();
    if (adoption.rise.present()) out.rise = value_row(adoption.rise, lever);
    if (adoption.until.present()) {
      const Row span = build_.subtract(value_row(adoption.until, lever), out.start);
      const double rises = out.kind == CurveKind::linear ? linear_until : logistic_until;
      out.rise =
          build_.op(Op::Kind::maximum, build_.divide(span, build_.constant(rises)), build_.constant(shortest_rise));
    }
    out.keep = zero();
    out.persistent = one();
    if (adoption.erosion) {
      out.erodes = 1;
      const Row halvings = build_.divide(build_.constant(-log_2), value_row(adoption.erosion->half_life, lever));
      out.keep = build_.exp(halvings);
      out.persistent = value_row(adoption.erosion->persistent, lever);
    }
    return out;
  }

  void add_levers(CityPlan& city) {
    for (const model::Lever& lever : scenario_.levers) {
      plan_.levers.push_back(adoption(lever.adoption, &lever, false));
      plan_.lever_ids.push_back(lever.id());
    }
    city.levers = {0, static_cast<std::uint32_t>(scenario_.levers.size())};
  }

  /// One effect on one target, before it is put into the flat arrays.
  struct Placed {
    std::string group;  // the overlap group, or a name of its own
    EffectPlan effect;
    Row degree = 0;
    std::uint32_t to = 0;  // shift: position in the sector's carriers
  };
  using TargetKey = std::tuple<int, std::size_t, std::size_t>;

  /// Levers stand sorted by id; effects are sorted here, so the order in the file never shows.
  void add_effects(CityPlan&) {
    std::map<TargetKey, std::vector<Placed>> targets;
    std::map<std::pair<std::size_t, std::uint32_t>, std::vector<Placed>> shifts;
    for (std::size_t l = 0; l < scenario_.levers.size(); ++l) {
      const model::Lever& lever = scenario_.levers[l];
      std::vector<const model::Effect*> effects;
      for (const model::Effect& effect : lever.effects) effects.push_back(&effect);
      std::sort(effects.begin(), effects.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
      for (const model::Effect* effect : effects) place(static_cast<std::uint32_t>(l), lever, *effect, targets, shifts);
    }
    for (auto& [key, placed] : targets) attach(key, placed);
    add_shifts(shifts);
  }

  void place(std::uint32_t l, const model::Lever& lever, const model::Effect& effect,
             std::map<TargetKey, std::vector<Placed>>& targets,
             std::map<std::pair<std::size_t, std::uint32_t>, std::vector<Placed>>& shifts) {
    Placed placed;
    placed.group = effect.overlap ? "group " + effect.overlap->group : "own " + lever.id() + "." + effect.id;
    placed.degree = effect.overlap ? row(degree_of(*effect.overlap)) : zero();
    placed.effect.lever = l;
    const Row kept = build_.subtract(one(), value_row(effect.rebound, &lever));
    for (const std::string& name : effect.on) {
      const Row change = value_row(effect.change, &lever, -1.0, largest_increase);
      placed.effect.strength = build_.multiply(build_.op(Op::Kind::negate, change, change), kept);
      const model::Target target = *model::target_of(city_, name);
      targets[{static_cast<int>(target.kind), target.index, 0}].push_back(placed);
    }
    for (const std::string& name : effect.toward) {
      const model::Target target = *model::target_of(city_, name);
      placed.effect.kind = EffectPlan::Kind::toward;
      placed.effect.strength = build_.multiply(value_row(effect.strength, &lever, 0.0, 1.0), kept);
      const Row value = value_row(effect.value, &lever);
      placed.effect.value = target.kind == model::Target::Kind::factor
                                ? build_.multiply(value, build_.constant(plan_factor_per_canonical))
                            : target.kind == model::Target::Kind::process
                                ? build_.divide(value, build_.constant(kg_per_mt))
                                : value;
      targets[{static_cast<int>(target.kind), target.index, 0}].push_back(placed);
    }
    for (const std::string& name : effect.shift) {
      const std::size_t sector = position(city_.sectors, sector_id(name));
      const auto from = carrier_position(sector, effect.from);
      if (!from) continue;  // the sector never uses it: nothing to move (said as no_effect)
      placed.to = *carrier_position(sector, effect.to);
      placed.effect.strength = build_.multiply(value_row(effect.strength, &lever, 0.0, 1.0), kept);
      shifts[{sector, *from}].push_back(placed);
    }
  }

  /// The degree belongs to the group, not to its members: one input, one draw.
  [[nodiscard]] Quantity degree_of(const model::Overlap& overlap) const {
    Quantity degree = overlap.degree;
    if (degree.name.rfind("shared.", 0) != 0) degree.name = city_.id + ".overlap." + overlap.group + ".degree";
    return degree;
  }

  [[nodiscard]] std::optional<std::uint32_t> carrier_position(std::size_t sector, const std::string& carrier) const {
    const Span span = plan_.sectors[sector].carriers;
    for (std::uint32_t i = 0; i < span.count; ++i) {
      if (plan_.sector_carriers[span.first + i].carrier == position(city_.carriers, carrier)) return i;
    }
    return std::nullopt;
  }

  /// Puts the effects of one target into groups; the groups come in the order of their first member.
  [[nodiscard]] Span grouped(std::vector<Placed>& placed, std::vector<std::uint32_t>* order = nullptr) {
    std::vector<std::string> names;
    for (const Placed& p : placed) {
      if (std::find(names.begin(), names.end(), p.group) == names.end()) names.push_back(p.group);
    }
    const Span groups{static_cast<std::uint32_t>(plan_.groups.size()), static_cast<std::uint32_t>(names.size())};
    for (const std::string& name : names) {
      GroupPlan group;
      group.effects.first = static_cast<std::uint32_t>(plan_.effects.size());
      for (std::size_t i = 0; i < placed.size(); ++i) {
        if (placed[i].group != name) continue;
        group.degree = placed[i].degree;
        plan_.effects.push_back(placed[i].effect);
        if (order != nullptr) order->push_back(static_cast<std::uint32_t>(i));
      }
      group.effects.count = static_cast<std::uint32_t>(plan_.effects.size()) - group.effects.first;
      plan_.groups.push_back(group);
    }
    return groups;
  }

  void attach(const TargetKey& key, std::vector<Placed>& placed) {
    const auto index = static_cast<std::uint32_t>(plan_.targets.size());
    plan_.targets.push_back({grouped(placed)});
    const auto kind = static_cast<model::Target::Kind>(std::get<0>(key));
    const std::size_t at = std::get<1>(key);
    switch (kind) {
      case model::Target::Kind::activity:
        plan_.sectors[at].activity_target = index;
        break;
      case model::Target::Kind::intensity:
        plan_.sectors[at].intensity_target = index;
        break;
      case model::Target::Kind::process:
        plan_.sectors[at].process_target = index;
        break;
      case model::Target::Kind::ratio:
        plan_.sectors[at].ratio_target = index;
        break;
      case model::Target::Kind::factor:
        plan_.carriers[at].target = index;
        break;
    }
  }

  void add_shifts(std::map<std::pair<std::size_t, std::uint32_t>, std::vector<Placed>>& shifts) {
    for (std::size_t s = 0; s < plan_.sectors.size(); ++s) {
      plan_.sectors[s].shifts.first = static_cast<std::uint32_t>(plan_.shifts.size());
      for (auto& [key, placed] : shifts) {
        if (key.first != s) continue;
        ShiftPlan shift;
        shift.from = key.second;
        std::vector<std::uint32_t> order;
        const auto first_effect = static_cast<std::uint32_t>(plan_.effects.size());
        shift.groups = grouped(placed, &order);
        shift.moves.first = static_cast<std::uint32_t>(plan_.moves.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) plan_.moves.push_back({first_effect + i, placed[order[i]].to});
        shift.moves.count = static_cast<std::uint32_t>(order.size());
        plan_.shifts.push_back(shift);
      }
      plan_.sectors[s].shifts.count = static_cast<std::uint32_t>(plan_.shifts.size()) - plan_.sectors[s].shifts.first;
    }
  }

  // --- outputs --------------------------------------------------------------------------------------------------

  [[nodiscard]] std::uint32_t output(const Variable& variable, std::uint32_t state) {
    for (std::uint32_t i = 0; i < plan_.outputs.size(); ++i) {
      const OutputPlan& known = plan_.outputs[i];
      if (known.city == variable.city && known.state == state && known.multiplier == variable.multiplier) return i;
    }
    plan_.outputs.push_back({variable.city, state, variable.multiplier});
    return static_cast<std::uint32_t>(plan_.outputs.size() - 1);
  }

  [[nodiscard]] bool wanted(const Variable& variable) const {
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
    add_kept();
    add_peaks(city);
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

  void add_peaks(const CityPlan& city) {
    const auto per_head = std::find_if(plan_.variables.begin(), plan_.variables.end(),
                                       [](const Variable& v) { return v.name == "gdp_per_capita"; });
    const std::uint32_t income = output(*per_head, per_head->state);
    std::vector<std::string> peaked{"emissions.total"};  // the headline always
    for (const model::Word& word : scenario_.peak.variables) {
      const std::string& pattern = word.text;
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
      if (variable.name != "emissions.total") continue;
      add_peak(variable, variable.state, PeakDefinition::as_observed, income);
      add_peak(variable, variable.state, PeakDefinition::centred_5, income);
    }
  }

  void add_peak(const Variable& variable, std::uint32_t state, PeakDefinition definition, std::uint32_t income) {
    plan_.peaks.push_back({output(variable, state), definition, income, history(variable.name, definition)});
    if (variable.name == "emissions.total" && definition == PeakDefinition::underlying)
      plan_.headline_peak = plan_.peak_names.size();
    plan_.peak_names.push_back({variable.city, variable.name, variable.unit, definition});
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
      Quantity error;
      error.kind = Quantity::Kind::distribution;
      error.distribution = model::Lognormal::from_quantiles(1.0 / model::grade_spread(known.splice.provenance.grade),
                                                            model::grade_spread(known.splice.provenance.grade));
      error.name = city_.id + ".history." + variable + ".splice_error";
      error.unit = "share";
      return build_.divide(last, build_.multiply(row(known.splice), row(error)));
    }
    return no_row;
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

  [[nodiscard]] static bool can_peak(std::string_view name) {
    return name == "emissions.total" || name == "energy.total" || matches("emissions.sector.*", name) ||
           matches("energy.sector.*", name) || matches("energy.carrier.*", name);
  }

  /// The state without yearly noise of the factors.
  [[nodiscard]] static std::uint32_t underlying_state(const Variable& variable, const CityPlan& city) {
    if (variable.name == "emissions.total") return city.state.total_underlying;
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
  int years_ = 0;
  std::vector<std::size_t> order_;
  std::vector<std::string> share_names_;  // SECTOR.CARRIER of each of plan_.sector_carriers
};

}  // namespace

Plan make_plan(const model::Scenario& scenario, const Request& request, text::Findings& findings) {
  return Planner(scenario, request, findings).make();
}

Plan without_lever(const Plan& plan, std::size_t lever) {
  Plan out = plan;
  out.constants.push_back(0.0);
  out.levers[lever].reach = static_cast<Row>(out.constants.size() - 1);
  return out;
}

PlanView Plan::view() const {
  PlanView out;
  out.years = years;
  out.base_year = scenario.base_year;
  out.confirm = static_cast<std::uint32_t>(std::max(confirm, 1));
  out.wants_intermediates = wants_intermediates ? 1 : 0;
  out.rows = static_cast<std::uint32_t>(constants.size());
  out.constants = constants.data();
  out.columns = columns.data();
  out.column_count = static_cast<std::uint32_t>(columns.size());
  out.knots = tables.knots.data();
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
  out.shifts = shifts.data();
  out.moves = moves.data();
  out.cities = cities.data();
  out.city_count = static_cast<std::uint32_t>(cities.size());
  out.outputs = outputs.data();
  out.output_count = static_cast<std::uint32_t>(outputs.size());
  out.peaks = peaks.data();
  out.peak_count = static_cast<std::uint32_t>(peaks.size());
  return out;
}

}  // namespace citypeak::plan
