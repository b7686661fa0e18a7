// SPDX-License-Identifier: MIT
// How long it takes to remember one output of one draw, in nanoseconds per value, and how much memory that needs.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "sim/summary/cell_bank.hpp"

namespace {

using citypeak::summary::CellBank;
using citypeak::summary::CellSpec;

constexpr std::size_t block = CellBank::block_size;

/// A lognormal with logarithmic deviation 0.2 spreads over some two and a half octaves in 10^6 draws.
std::vector<double> lognormal_values(std::size_t count) {
  std::mt19937_64 bits(1);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) {
    value = 50.0 * std::exp(0.2 * normal(bits));
  }
  return values;
}

std::vector<double> values_across_zero(std::size_t count) {
  std::vector<double> values = lognormal_values(count);
  for (double& value : values) {
    value = 250.0 * std::log(value / 50.0);
  }
  return values;
}

/// Visits the cells in turn, one block each, as the ensemble does.
void add_blocks(benchmark::State& state, const std::vector<double>& values, const CellSpec& spec) {
  const std::size_t cells = static_cast<std::size_t>(state.range(0));
  CellBank bank(std::vector<CellSpec>(cells, spec));
  std::size_t next = 0;
  for (auto _ : state) {
    for (std::size_t cell = 0; cell < cells; ++cell) {
      bank.add(cell, &values[next], block);
      next = next + block < values.size() ? next + block : 0;
    }
  }
  const double added = static_cast<double>(state.iterations()) * static_cast<double>(cells * block);
  state.counters["ns_per_value"] =
      benchmark::Counter(added * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["megabytes"] = static_cast<double>(bank.memory_bytes()) / 1e6;
}

void lognormal(benchmark::State& state) {
  add_blocks(state, lognormal_values(std::size_t{1} << 16), {50.0, 32.0, true});
}

void mean_only(benchmark::State& state) {
  add_blocks(state, lognormal_values(std::size_t{1} << 16), {50.0, 32.0, false});
}

void normal_across_zero(benchmark::State& state) {
  add_blocks(state, values_across_zero(std::size_t{1} << 16), {0.0, 32.0, true});
}

void constant(benchmark::State& state) { add_blocks(state, std::vector<double>(block, 50.0), {50.0, 32.0, true}); }

void all_zero(benchmark::State& state) { add_blocks(state, std::vector<double>(block, 0.0), {0.0, 1.0, true}); }

CellBank filled_bank(std::size_t cells, const std::vector<double>& values) {
  CellBank bank(std::vector<CellSpec>(cells, {50.0, 32.0, true}));
  for (std::size_t cell = 0; cell < cells; ++cell) {
    bank.add(cell, values.data(), values.size());
  }
  return bank;
}

void merge_800_cells(benchmark::State& state) {
  const std::vector<double> values = lognormal_values(std::size_t{1} << 16);
  const CellBank part = filled_bank(800, values);
  CellBank bank = filled_bank(800, values);
  for (auto _ : state) {
    benchmark::DoNotOptimize(bank.merge(part));
  }
}

void statistics_800_cells(benchmark::State& state) {
  const CellBank bank = filled_bank(800, lognormal_values(std::size_t{1} << 16));
  for (auto _ : state) {
    for (std::size_t cell = 0; cell < 800; ++cell) {
      benchmark::DoNotOptimize(bank.statistics(cell));
    }
  }
}

}  // namespace

BENCHMARK(lognormal)->Arg(1)->Arg(100)->Arg(800);
BENCHMARK(mean_only)->Arg(800);
BENCHMARK(normal_across_zero)->Arg(1)->Arg(800);
BENCHMARK(constant)->Arg(800);
BENCHMARK(all_zero)->Arg(800);
BENCHMARK(merge_800_cells)->Unit(benchmark::kMillisecond);
BENCHMARK(statistics_800_cells)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
