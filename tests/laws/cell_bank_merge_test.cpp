// SPDX-License-Identifier: MIT
// The law that makes threads and shards invisible: however blocks are dealt out and merged, the bytes are the same.
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "sim/summary/cell_bank.hpp"

namespace {

using citypeak::summary::CellBank;
using citypeak::summary::CellSpec;

using Bytes = std::vector<std::uint8_t>;

Bytes content(const CellBank& bank) {
  Bytes bytes;
  bank.write(bytes);
  return bytes;
}

/// One of each sort: in the window, across zero, mostly zeros, out of the window, without quantiles, out of range.
const std::vector<CellSpec> specs{{50, 32, true},        {0, 1, true},  {1, 1, true},
                                  {1e-6, 0x1p-20, true}, {7, 4, false}, {1, 1, true}};

std::vector<double> values_of(std::size_t cell, const std::vector<double>& normals) {
  std::vector<double> values;
  for (const double z : normals) {
    const double candidates[] = {50 * std::exp(0.3 * z), z, z < 1 ? (z < 0 ? -0.0 : 0.0) : z, 100 + z, 7 + z,
                                 std::pow(10.0, 10 * z)};
    values.push_back(candidates[cell]);
  }
  return values;
}

/// Blocks of 64 and a last one of 29.
std::vector<std::vector<double>> blocks_of_normals() {
  std::mt19937_64 bits(11);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> blocks(301, std::vector<double>(64));
  blocks.back().resize(29);
  for (std::vector<double>& block : blocks) {
    for (double& value : block) {
      value = normal(bits);
    }
  }
  return blocks;
}

void add_block(CellBank& bank, const std::vector<double>& normals) {
  for (std::size_t cell = 0; cell < specs.size(); ++cell) {
    const std::vector<double> values = values_of(cell, normals);
    bank.add(cell, values.data(), values.size());
  }
}

}  // namespace

TEST_CASE("Any dealing of blocks to any number of workers merged in any order gives the same bytes") {
  const std::vector<std::vector<double>> blocks = blocks_of_normals();
  CellBank alone(specs);
  for (const std::vector<double>& block : blocks) {
    add_block(alone, block);
  }
  CHECK(alone.first_failed() == std::size_t{5});
  const Bytes expected = content(alone);
  std::mt19937_64 bits(12);
  for (const std::size_t workers : {1U, 2U, 3U, 8U, 40U}) {
    for (int trial = 0; trial < 5; ++trial) {
      std::vector<CellBank> banks(workers, CellBank(specs));
      std::vector<const std::vector<double>*> order;
      for (const std::vector<double>& block : blocks) {
        order.push_back(&block);
      }
      std::shuffle(order.begin(), order.end(), bits);
      for (const std::vector<double>* block : order) {
        add_block(banks[bits() % workers], *block);
      }
      while (banks.size() > 1) {  // a random tree of merges
        const std::size_t from = bits() % banks.size();
        const CellBank taken = std::move(banks[from]);
        banks.erase(banks.begin() + static_cast<std::ptrdiff_t>(from));
        REQUIRE(banks[bits() % banks.size()].merge(taken));
      }
      CHECK(content(banks[0]) == expected);
    }
  }
}

TEST_CASE("A bank that was written and read goes on as if it had never left") {
  const std::vector<std::vector<double>> blocks = blocks_of_normals();
  CellBank whole(specs), first(specs), second(specs);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    add_block(whole, blocks[i]);
    add_block(i < 100 ? first : second, blocks[i]);
  }
  const Bytes bytes = content(first);
  CellBank loaded(specs);
  std::span<const std::uint8_t> rest(bytes);
  REQUIRE(loaded.read(rest));
  CHECK(rest.empty());
  CHECK(content(loaded) == bytes);
  REQUIRE(loaded.merge(second));
  CHECK(content(loaded) == content(whole));
}

TEST_CASE("An empty bank is the neutral element of merging") {
  CellBank bank(specs);
  add_block(bank, blocks_of_normals().front());
  const Bytes before = content(bank);
  CHECK(bank.merge(CellBank(specs)));
  CHECK(content(bank) == before);
  CellBank empty(specs);
  CHECK(empty.merge(bank));
  CHECK(content(empty) == before);
}
