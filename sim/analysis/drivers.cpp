// SPDX-License-Identifier: MIT
// Blocks of draws, the products that make up a sector's emissions in two years, and their decomposition.
#include "sim/analysis/drivers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <variant>

#include "sim/run/ensemble.hpp"
#include "sim/run/memory.hpp"
#include "sim/stats/lmdi.hpp"
#include "sim/summary/cell_bank.hpp"
#include "sim/table/driver_words.hpp"

namespace citypeak::analysis {

namespace {

using run::block_draws;
constexpr std::size_t product_factors = driver_count - 1;  // all but `other`
constexpr std::size_t other = driver_count - 1;
constexpr double mt_per_pj = 1e-3;  // of 1 kg/GJ

/// Where the variables of a plan stand among its outputs.
class Places {
 public:
  explicit Places(const plan::Plan& plan) {
    for (std::size_t k = 0; k < plan.written.size(); ++k) known_[plan.variables[plan.written[k]].name] = k;
  }
  [[nodiscard]] std::size_t of(const std::string& name) const { return known_.at(name); }
  [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const {
    const auto found = known_.find(name);
    if (found == known_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::string, std::size_t> known_;
};

/// A sector with its carriers, as outputs of the plan.
struct Sector {
  struct Carrier {
    std::size_t share = 0, factor = 0;
  };
  std::size_t activity = 0, energy = 0, emissions = 0;
  std::vector<Carrier> carriers;
  bool has_process = false;
};

struct City {
  std::size_t population = 0, gdp = 0, total = 0;
  std::vector<Sector> sectors;
};

[[nodiscard]] City city_of(const plan::Plan& plan) {
  const Places places(plan);
  City out{places.of("population"), places.of("gdp"), places.of("emissions.total"), {}};
  for (const auto& [id, sector] : plan.scenario.city.sectors) {
    Sector one;
    one.activity = places.of("activity." + id);
    one.energy = places.of("energy.sector." + id);
    one.emissions = places.of("emissions.sector." + id);
    one.has_process = sector.process.has_value();
    for (const auto& [carrier, unused] : plan.scenario.city.carriers) {
      const auto share = places.find("share." + id + "." + carrier);
      if (share) one.carriers.push_back({*share, places.of("factor." + carrier)});
    }
    out.sectors.push_back(std::move(one));
  }
  return out;
}

/// The paths of one draw within a block, or one year of them.
class Draw {
 public:
  Draw(const std::vector<double>& outputs, std::uint32_t years, std::size_t draw)
      : outputs_(outputs), years_(years), draw_(draw) {}
  [[nodiscard]] double at(std::size_t output, std::uint32_t year) const {
    return outputs_[(output * years_ + year) * block_draws + draw_];
  }

 private:
  const std::vector<double>& outputs_;
  std::uint32_t years_;
  std::size_t draw_;
};

/// The products of one year: a term for each carrier of each sector, and one for the process of those that have one.
struct Products {
  std::vector<double> factors;       ///< terms x product_factors
  std::vector<std::size_t> sectors;  ///< of the terms
  double explained = 0.0;            ///< their sum
  void add(std::size_t sector, const std::array<double, product_factors>& term) {
    double product = 1.0;
    for (const double factor : term) product *= factor;
    explained += product;
    factors.insert(factors.end(), term.begin(), term.end());
    sectors.push_back(sector);
  }
};

[[nodiscard]] double ratio(double a, double b) { return b > 0.0 ? a / b : 0.0; }

[[nodiscard]] Products products_of(const City& city, const Draw& draw, std::uint32_t year) {
  Products out;
  const double population = draw.at(city.population, year), gdp = draw.at(city.gdp, year);
  const double per_capita = ratio(gdp, population);
  for (std::size_t s = 0; s < city.sectors.size(); ++s) {
    const Sector& sector = city.sectors[s];
    const double activity = draw.at(sector.activity, year), energy = draw.at(sector.energy, year);
    const double structure = ratio(activity, gdp);
    double burnt = 0.0;
    for (const Sector::Carrier& carrier : sector.carriers) {
      const double share = std::max(draw.at(carrier.share, year), 0.0);
      const double factor = std::max(draw.at(carrier.factor, year), 0.0) * mt_per_pj;
      burnt += energy * share * factor;
      out.add(s, {population, per_capita, structure, ratio(energy, activity), share, factor, 1.0});
    }
    const double process = std::max(draw.at(sector.emissions, year) - burnt, 0.0);
    if (sector.has_process) out.add(s, {population, per_capita, structure, 1.0, 1.0, 1.0, ratio(process, activity)});
  }
  return out;
}

/// The effects of one draw over one period: terms x driver_count, the total last and what no product explains before
/// it.
struct Split {
  std::vector<double> effects;
  double first = 0.0, last = 0.0;
};

[[nodiscard]] Split split(const City& city, const Draw& draw, std::uint32_t from, std::uint32_t to) {
  const std::size_t rest = city.sectors.size(), total = rest + 1;
  Split out{std::vector<double>((total + 1) * driver_count, 0.0), draw.at(city.total, from), draw.at(city.total, to)};
  const Products first = products_of(city, draw, from), last = products_of(city, draw, to);
  const auto found = stats::lmdi(first.factors, last.factors, product_factors);
  if (const auto* lmdi = std::get_if<stats::Lmdi>(&found)) {
    for (std::size_t t = 0; t < lmdi->terms; ++t) {
      for (std::size_t f = 0; f < product_factors; ++f)
        out.effects[first.sectors[t] * driver_count + f] += lmdi->effects[t * product_factors + f];
    }
  }
  out.effects[rest * driver_count + other] = (out.last - last.explained) - (out.first - first.explained);
  for (std::size_t t = 0; t < total; ++t) {
    for (std::size_t f = 0; f < driver_count; ++f)
      out.effects[total * driver_count + f] += out.effects[t * driver_count + f];
  }
  return out;
}

/// What is gathered of one period.
class Gathering {
 public:
  Gathering(const City& city, int base_year, int from, int to, const Draw& central)
      : city_(city), base_year_(base_year), from_(from - base_year), to_(to - base_year) {
    const Split at_centre = split(city, central, from_year(), to_year());
    const double scale = summary::scale_of(at_centre.first);
    std::vector<summary::CellSpec> specs;
    for (const double effect : at_centre.effects) specs.push_back({effect, scale, true});
    specs.push_back({at_centre.first, scale, false});
    specs.push_back({at_centre.last, scale, false});
    specs.push_back({share_change(central, city.total), 1.0, false});
    specs.push_back({share_change(central, city.gdp), 1.0, false});
    bank_ = summary::CellBank(specs);
    logarithms_.assign(at_centre.effects.size(), 0.0);
  }

  void add(const std::vector<double>& outputs, std::uint32_t years, std::size_t count) {
    std::vector<std::vector<double>> rows(bank_.size());
    for (std::size_t d = 0; d < count; ++d) {
      const Draw draw(outputs, years, d);
      const Split one = split(city_, draw, from_year(), to_year());
      const std::size_t effects = one.effects.size();
      for (std::size_t i = 0; i < effects; ++i) rows[i].push_back(one.effects[i]);
      rows[effects].push_back(one.first);
      rows[effects + 1].push_back(one.last);
      rows[effects + 2].push_back(share_change(draw, city_.total));
      rows[effects + 3].push_back(share_change(draw, city_.gdp));
      add_logarithms(one);
      const auto state =
          stats::decoupling(one.first, one.last, draw.at(city_.gdp, from_year()), draw.at(city_.gdp, to_year()));
      ++states_[state ? state->state : stats::DecouplingState::undefined];
    }
    for (std::size_t cell = 0; cell < rows.size(); ++cell) bank_.add(cell, rows[cell].data(), rows[cell].size());
    draws_ += count;
  }

  void finish(Drivers& into) const {
    const std::size_t effects = logarithms_.size(), terms = effects / driver_count - 1;
    DecomposedChange change;
    change.from = base_year_ + from_;
    change.to = base_year_ + to_;
    change.lmdi.terms = terms;
    change.lmdi.factors = driver_count;
    std::vector<summary::Statistics> spread;
    for (std::size_t i = 0; i < effects; ++i) {
      spread.push_back(bank_.statistics(i));
      (i < terms * driver_count ? change.lmdi.effects : change.lmdi.factor_effects).push_back(spread.back().mean.value);
    }
    change.lmdi.first = bank_.statistics(effects).mean.value;
    change.lmdi.last = bank_.statistics(effects + 1).mean.value;
    if (has_ratios_ && draws_ > 0) change.lmdi.multipliers = multipliers(terms);
    const auto most = std::max_element(states_.begin(), states_.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    stats::Decoupling decoupling{
        bank_.statistics(effects + 2).mean.value, bank_.statistics(effects + 3).mean.value, {}, most->first};
    if (decoupling.gdp_change != 0.0) decoupling.elasticity = decoupling.emissions_change / decoupling.gdp_change;
    change.decoupling = decoupling;
    into.means.changes.push_back(std::move(change));
    into.spread.push_back(std::move(spread));
    into.state_probabilities.push_back(static_cast<double>(most->second) / static_cast<double>(draws_));
  }

 private:
  [[nodiscard]] std::uint32_t from_year() const { return static_cast<std::uint32_t>(from_); }
  [[nodiscard]] std::uint32_t to_year() const { return static_cast<std::uint32_t>(to_); }
  [[nodiscard]] double share_change(const Draw& draw, std::size_t output) const {
    const double before = draw.at(output, from_year());
    return before != 0.0 ? draw.at(output, to_year()) / before - 1.0 : 0.0;
  }
  /// The logarithm of a ratio is its effect over the logarithmic mean of the totals.
  void add_logarithms(const Split& one) {
    has_ratios_ = has_ratios_ && one.first > 0.0 && one.last > 0.0;
    if (!has_ratios_) return;
    const double mean = stats::logarithmic_mean(one.first, one.last);
    for (std::size_t i = 0; i < logarithms_.size(); ++i) logarithms_[i] += one.effects[i] / mean;
  }
  [[nodiscard]] stats::Lmdi::Multipliers multipliers(std::size_t terms) const {
    stats::Lmdi::Multipliers out;
    for (std::size_t i = 0; i < logarithms_.size(); ++i)
      (i < terms * driver_count ? out.parts : out.factors)
          .push_back(std::exp(logarithms_[i] / static_cast<double>(draws_)));
    return out;
  }

  const City& city_;
  int base_year_, from_, to_;
  summary::CellBank bank_;
  std::vector<double> logarithms_;
  bool has_ratios_ = true;
  std::map<stats::DecouplingState, std::uint64_t> states_;
  std::uint64_t draws_ = 0;
};

/// A table of changes with columns behind it.
void append_columns(table::Table& to, std::initializer_list<const char*> names) {
  for (const char* name : names) to.columns.push_back({name, {}, {}, table::Kind::number, false});
}

}  // namespace

std::vector<std::string> driver_variables() {
  return {"population",      "gdp",        "emissions.total", "emissions.sector.*",
          "energy.sector.*", "activity.*", "share.*",         "factor.*"};
}

Drivers drivers(const plan::Plan& plan, const run::Kernel& kernel, const std::vector<int>& years, std::uint64_t draws,
                bool central, const std::atomic<bool>& stop) {
  const City city = city_of(plan);
  const int base = plan.scenario.base_year;
  run::SinglePlan single(plan, kernel);
  const run::CounterDraws counter(kernel);
  const run::CentralDraws middle;
  const auto block_of = [&](const run::Draws& source, std::uint64_t first, int count) {
    run::SingleBlock block = single.run(source, first, count);
    if (block.status.bad)
      throw run::error_of({&plan, 1}, source, kernel,
                          {first + block.status.draw, 0, block.status.year, block.status.output});
    return block;
  };
  const run::SingleBlock at_centre = block_of(middle, 0, 1);
  std::vector<Gathering> periods;
  const Draw central_draw(at_centre.outputs, plan.years, 0);
  periods.emplace_back(city, base, years.front(), years.back(), central_draw);
  for (std::size_t i = 0; i + 1 < years.size() && years.size() > 2; ++i)
    periods.emplace_back(city, base, years[i], years[i + 1], central_draw);
  for (std::uint64_t first = 0; first < draws; first += block_draws) {
    if (stop.load(std::memory_order_relaxed)) throw run::Interrupted{};
    const auto count = std::min<std::uint64_t>(block_draws, draws - first);
    const run::SingleBlock block =
        block_of(central ? static_cast<const run::Draws&>(middle) : counter, first, static_cast<int>(count));
    for (Gathering& period : periods) period.add(block.outputs, plan.years, static_cast<std::size_t>(count));
  }
  Drivers out;
  out.draws = draws;
  for (const auto& [id, sector] : plan.scenario.city.sectors) out.means.terms.push_back(id);
  out.means.terms.emplace_back(driver_names[other]);
  out.means.factors.assign(std::begin(driver_names), std::end(driver_names));
  for (const Gathering& period : periods) period.finish(out);
  return out;
}

table::Table drivers_table(const Drivers& drivers) {
  table::Table out = lmdi_table(drivers.means);
  append_columns(out, {"p05", "p95", "standard_error"});
  std::size_t row = 0;
  for (const std::vector<summary::Statistics>& change : drivers.spread) {
    for (const summary::Statistics& each : change) {
      for (const double number : {each.p05.value, each.p95.value, each.mean.standard_error})
        out.rows[row].emplace_back(table::Number{number, {}});
      ++row;
    }
  }
  return out;
}

table::Table decoupling_table(const Drivers& drivers) {
  table::Table out = tapio_table(drivers.means);
  append_columns(out, {"probability"});
  for (std::size_t i = 0; i < out.rows.size(); ++i)
    out.rows[i].emplace_back(table::Number{drivers.state_probabilities[i], {}});
  return out;
}

std::vector<table::Table> drivers_for_readers(const Drivers& drivers) {
  std::vector<table::Table> out = decomposition_for_readers(drivers.means);
  out.front().notes.push_back(table::words::drivers::of_draws(drivers.draws));
  return out;
}

}  // namespace citypeak::analysis
