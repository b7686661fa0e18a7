// SPDX-License-Identifier: MIT
// What drove a change of emissions, and did they decouple from the economy: as numbers, tables, figures and words.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/factors.hpp"
#include "sim/stats/lmdi.hpp"
#include "sim/stats/tapio.hpp"
#include "sim/table/figure.hpp"
#include "sim/table/table.hpp"

namespace citypeak::analysis {

/// A change between two years.
struct DecomposedChange {
  int from = 0, to = 0;
  stats::Lmdi lmdi;
  std::optional<stats::Decoupling> decoupling;  ///< nothing where GDP is not known or emissions begin at 0
};

/// `changes` begin with the whole period; where steps were asked for and there are several, they follow in order.
struct Decomposition {
  std::vector<std::string> terms, factors;
  std::vector<DecomposedChange> changes;
  bool has_zeros = false;  ///< a factor was 0 at an end, so limits were taken
};

/// `years` rise, two or more: the whole period is from the first to the last. GDP by year, of any unit, where it is
/// known. Nothing if the factors' product is too large to be written. `table` must be whole in these years.
[[nodiscard]] std::optional<Decomposition> decompose(const model::FactorTable& table, const std::vector<int>& years,
                                                     const std::map<int, double>& gdp);

/// lmdi.csv: from,to,term,factor,additive,multiplicative; the term `total` holds the sum and the product over terms.
[[nodiscard]] table::Table lmdi_table(const Decomposition& decomposition);
/// tapio.csv: from,to,d_emissions,d_gdp,elasticity,state; changes as shares of the first year.
[[nodiscard]] table::Table tapio_table(const Decomposition& decomposition);
/// Drivers by period, the same as ratios, by term where there are several, and decoupling.
[[nodiscard]] std::vector<table::Table> decomposition_for_readers(const Decomposition& decomposition);
/// From the emissions of the first year to those of the last, a bar for each factor.
[[nodiscard]] std::vector<table::Figure> decomposition_figures(const Decomposition& decomposition);
[[nodiscard]] std::vector<table::Label> decomposition_answers(const Decomposition& decomposition);

}  // namespace citypeak::analysis
