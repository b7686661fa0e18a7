// SPDX-License-Identifier: MIT
// Blocks found by their names and rows, trajectories by their steps, then the estimators.
#include "sim/analysis/table_sensitivity.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include "sim/stats/morris.hpp"
#include "sim/stats/rank_indices.hpp"
#include "sim/stats/shapley_effects.hpp"
#include "sim/stats/sobol_indices.hpp"

namespace citypeak::analysis {

namespace {

constexpr std::size_t fewest_rows = 32;
using Row = model::DesignTable::Row;
using text::Findings;

void add(SensitivityRun& run, const std::string& of, const std::string& input, const std::string& input_2,
         std::string_view index, const std::optional<stats::IndexEstimate>& estimate) {
  SensitivityRow row{of, input, input_2, std::string(index), {}, {}, {}, estimate ? "" : "no_variance"};
  if (estimate) {
    row.value = estimate->value;
    row.low = estimate->low;
    row.high = estimate->high;
  }
  run.rows.push_back(std::move(row));
}

[[nodiscard]] std::optional<stats::IndexEstimate> at(const std::optional<std::vector<stats::IndexEstimate>>& all,
                                                     std::size_t i) {
  if (!all) return std::nullopt;
  return (*all)[i];
}

// --- Sobol -------------------------------------------------------------------------------------------------------

/// Results by block and row.
using Blocks = std::map<std::string, std::map<std::string, double>>;

[[nodiscard]] Blocks blocks_of(const model::DesignTable& table, Findings& findings) {
  Blocks out;
  for (const Row& row : table.rows) {
    const bool is_new = out[row.block].try_emplace(row.row, row.y).second;
    if (!is_new) findings.add("design_row_twice", row.place, {row.row, row.block});
  }
  return out;
}

void check_block_names(const model::DesignTable& table, Findings& findings) {
  std::vector<std::string> known{"A", "B"};
  for (const std::string& input : table.inputs) {
    known.push_back("AB:" + input);
    known.push_back("BA:" + input);
  }
  for (const Row& row : table.rows) {
    if (std::find(known.begin(), known.end(), row.block) == known.end()) {
      findings.add("design_block_unknown", row.place, {row.block}, text::nearest(row.block, known));
      return;
    }
  }
}

/// The results of a block in the order of A's rows; a finding where one is missing.
[[nodiscard]] std::vector<double> in_order(const Blocks& blocks, const std::string& name, const text::Place& place,
                                           Findings& findings) {
  std::vector<double> out;
  const auto block = blocks.find(name);
  if (block == blocks.end()) {
    findings.add("design_block_missing", place, {name});
    return out;
  }
  const auto first = blocks.find("A");
  for (const auto& [row, y] : first->second) {
    const auto found = block->second.find(row);
    if (found == block->second.end()) {
      findings.add("design_row_missing", place, {row, name});
      return {};
    }
    out.push_back(found->second);
  }
  return out;
}

void add_sobol(const model::DesignTable& table, const std::string& of, SensitivityRun& run, Findings& findings) {
  if (!table.has_rows || !table.has_blocks) {
    findings.add("design_needs", table.place, {"row, block"});
    return;
  }
  check_block_names(table, findings);
  const Blocks blocks = blocks_of(table, findings);
  if (blocks.count("A") == 0) findings.add("design_block_missing", table.place, {"A"});
  if (findings.has_errors()) return;
  const std::size_t inputs = table.inputs.size();
  const std::vector<double> a = in_order(blocks, "A", table.place, findings),
                            b = in_order(blocks, "B", table.place, findings);
  std::vector<std::vector<double>> ab, ba;
  const bool second =
      std::any_of(blocks.begin(), blocks.end(), [](const auto& block) { return block.first.rfind("BA:", 0) == 0; });
  for (const std::string& input : table.inputs) ab.push_back(in_order(blocks, "AB:" + input, table.place, findings));
  for (std::size_t i = 0; i < inputs && second; ++i)
    ba.push_back(in_order(blocks, "BA:" + table.inputs[i], table.place, findings));
  if (a.size() < fewest_rows)
    findings.add("design_too_few", table.place, {std::to_string(a.size()), std::to_string(fewest_rows)});
  if (findings.has_errors()) return;
  double mean = 0.0;
  for (std::size_t r = 0; r < a.size(); ++r) mean += (a[r] + b[r]) / (2.0 * static_cast<double>(a.size()));
  std::vector<stats::SobolSums> batches;
  for (std::size_t r = 0; r < a.size(); ++r) {
    std::vector<double> mixed, back;
    for (std::size_t i = 0; i < inputs; ++i) mixed.push_back(ab[i][r]);
    for (std::size_t i = 0; i < inputs && second; ++i) back.push_back(ba[i][r]);
    batches.emplace_back(inputs, second);
    batches.back().add({{&a[r], 1}, {&b[r], 1}, mixed, back}, mean);
  }
  const auto found = stats::sobol_indices(batches);
  for (std::size_t i = 0; i < inputs; ++i)
    add(run, of, table.inputs[i], "", "first", found ? std::optional(found->first[i]) : std::nullopt);
  for (std::size_t i = 0; i < inputs; ++i)
    add(run, of, table.inputs[i], "", "total", found ? std::optional(found->total[i]) : std::nullopt);
  std::size_t pair = 0;
  for (std::size_t i = 0; i < inputs && second; ++i) {
    for (std::size_t j = i + 1; j < inputs; ++j, ++pair)
      add(run, of, table.inputs[i], table.inputs[j], "second",
          found ? std::optional(found->second[pair]) : std::nullopt);
  }
  run.draws = table.rows.size();
}

// --- Morris ------------------------------------------------------------------------------------------------------

[[nodiscard]] double number_of(const std::string& text) {
  double out = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() ? out : 0.0;
}

/// The points of each trajectory in the order of their rows.
[[nodiscard]] std::map<std::string, std::vector<const Row*>> trajectories_of(const model::DesignTable& table) {
  std::map<std::string, std::vector<const Row*>> out;
  for (const Row& row : table.rows) out[row.block].push_back(&row);
  for (auto& [block, points] : out) {
    std::stable_sort(points.begin(), points.end(),
                     [](const Row* one, const Row* other) { return number_of(one->row) < number_of(other->row); });
  }
  return out;
}

void add_morris(const model::DesignTable& table, const std::string& of, SensitivityRun& run, Findings& findings) {
  if (!table.has_rows || !table.has_blocks) {
    findings.add("design_needs", table.place, {"row, block"});
    return;
  }
  std::vector<std::vector<double>> effects(table.inputs.size());
  bool varies = false;
  for (const auto& [block, points] : trajectories_of(table)) {
    for (std::size_t p = 1; p < points.size(); ++p) {
      std::vector<std::size_t> moved;
      for (std::size_t i = 0; i < table.inputs.size(); ++i) {
        if (points[p]->x[i] != points[p - 1]->x[i]) moved.push_back(i);
      }
      if (moved.size() != 1) {
        findings.add("design_step", points[p]->place, {block, std::to_string(moved.size())});
        return;
      }
      const double change = points[p]->y - points[p - 1]->y;
      varies = varies || change != 0.0;
      effects[moved[0]].push_back(change / (points[p]->x[moved[0]] - points[p - 1]->x[moved[0]]));
    }
  }
  for (std::size_t i = 0; i < effects.size(); ++i) {
    if (effects[i].size() < 2)
      findings.add("design_few_effects", table.place, {table.inputs[i], std::to_string(effects[i].size())});
  }
  if (findings.has_errors()) return;
  for (const std::string_view index : {"mu", "mu_star", "sigma"}) {
    for (std::size_t i = 0; i < effects.size(); ++i) {
      const auto found = stats::morris_indices(effects[i]);
      const auto estimate = index == "mu" ? found->mu : index == "sigma" ? found->sigma : found->mu_star;
      add(run, of, table.inputs[i], "", index, varies ? std::optional(estimate) : std::nullopt);
    }
  }
  run.draws = table.rows.size();
}

// --- samples -----------------------------------------------------------------------------------------------------

struct Sample {
  std::vector<double> x, y;
};

[[nodiscard]] Sample sample_of(const model::DesignTable& table) {
  Sample out;
  for (const Row& row : table.rows) {
    const bool is_mixed = row.block.rfind("AB:", 0) == 0 || row.block.rfind("BA:", 0) == 0;
    if (is_mixed) continue;
    out.x.insert(out.x.end(), row.x.begin(), row.x.end());
    out.y.push_back(row.y);
  }
  return out;
}

void add_ranks(const model::DesignTable& table, const std::string& of, SensitivityRun& run, Findings& findings) {
  const Sample sample = sample_of(table);
  const std::size_t inputs = table.inputs.size(), least = inputs + 4;
  if (sample.y.size() < least)
    findings.add("design_too_few", table.place, {std::to_string(sample.y.size()), std::to_string(least)});
  if (findings.has_errors()) return;
  const auto straight = stats::standardized_coefficients(sample.x, sample.y, inputs);
  const auto ranks = stats::partial_rank_correlations(sample.x, sample.y, inputs);
  for (std::size_t i = 0; i < inputs; ++i)
    add(run, of, table.inputs[i], "", "src", straight ? std::optional(straight->coefficients[i]) : std::nullopt);
  for (std::size_t i = 0; i < inputs; ++i) add(run, of, table.inputs[i], "", "prcc", at(ranks, i));
  if (straight) run.r2.emplace_back(of, straight->r2);
  run.draws = sample.y.size();
}

void add_shapley(const model::DesignTable& table, const std::string& of, SensitivityRun& run, Findings& findings) {
  const Sample sample = sample_of(table);
  const std::size_t inputs = table.inputs.size();
  if (sample.y.size() < stats::fewest_shapley_rows)
    findings.add("design_too_few", table.place,
                 {std::to_string(sample.y.size()), std::to_string(stats::fewest_shapley_rows)});
  if (inputs > stats::most_shapley_inputs)
    findings.add("design_too_many_inputs", table.place,
                 {std::to_string(inputs), std::to_string(stats::most_shapley_inputs)});
  if (findings.has_errors()) return;
  const auto found = stats::shapley_effects(sample.x, sample.y, inputs);
  for (std::size_t i = 0; i < inputs; ++i) add(run, of, table.inputs[i], "", "shapley", at(found, i));
  run.draws = sample.y.size();
}

}  // namespace

SensitivityRun sensitivity_of_table(std::string_view method, const model::DesignTable& table, const std::string& of,
                                    Findings& findings) {
  SensitivityRun out;
  if (method == "sobol") add_sobol(table, of, out, findings);
  if (method == "morris") add_morris(table, of, out, findings);
  if (method == "rank") add_ranks(table, of, out, findings);
  if (method == "shapley") add_shapley(table, of, out, findings);
  if (method == "tornado") findings.add("tornado_of_table", table.place);
  return out;
}

}  // namespace citypeak::analysis
