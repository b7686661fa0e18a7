// SPDX-License-Identifier: MIT
// Parts of a run, as bytes, put together again: the same as the whole, and no bytes at all can do harm.
#include <cstdint>
#include <string>
#include <vector>

#include "sim/model/scenario.hpp"
#include "sim/plan/inputs.hpp"
#include "sim/run/assembly.hpp"
#include "sim/run/design.hpp"
#include "tests/catch.hpp"

namespace citypeak {

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::uint64_t draws = 2048;

/// Two scenarios of one city beside each other, with an even design and rows of single draws: all that a part can hold.
class TwoScenarios {
 public:
  TwoScenarios() {
    text::Sources sources;
    text::Findings findings;
    plan::Request request;
    request.compare = request.verdicts = true;
    const std::string file = CITYPEAK_SOURCE_DIR "/scenarios/tutorial/kaya.yaml";
    for (const char* change : {"economy.growth=4 %", "economy.growth=5 %"}) {
      const auto scenario = model::read_scenario(sources, file, file, {change}, {CITYPEAK_SOURCE_DIR, {}}, findings);
      REQUIRE(scenario);
      plans_.push_back(plan::make_plan(*scenario, request, findings));
    }
  }

  [[nodiscard]] const std::vector<plan::Plan>& plans() const { return plans_; }

  [[nodiscard]] run::RunResult run(run::BlockRange range) const {
    const run::Kernel& kernel = *run::choose_kernel("auto")->kernel;
    run::EnsembleOptions options;
    options.threads = 2;
    options.keep_draws = true;
    options.reference = 0;
    options.compared_years = {2030, 2040};
    const plan::Inputs inputs(plans_);
    return run::run(plans_, inputs, run::EvenDraws(run::Design::latin_hypercube, kernel), range, kernel, options);
  }

  [[nodiscard]] run::Assembly assembly() const { return {plans_, run({0, 0}), draws, true}; }

 private:
  std::vector<plan::Plan> plans_;
};

[[nodiscard]] Bytes bytes_of(const run::RunResult& result) {
  Bytes out;
  run::write_part(result, out);
  return out;
}

}  // namespace

TEST_CASE("parts of a run in any order leave what the whole run leaves") {
  const TwoScenarios city;
  const Bytes whole = bytes_of(city.run({0, draws}));
  for (const std::uint64_t count : {1ULL, 3ULL, 50ULL}) {
    run::Assembly assembly = city.assembly();
    for (std::uint64_t index = count; index >= 1; --index) {
      const run::BlockRange part = run::part_of(draws, index, count);
      CHECK(assembly.add(part, bytes_of(city.run(part))));
    }
    const auto merged = std::move(assembly).finish();
    CHECK(bytes_of(merged) == whole);
  }
}

TEST_CASE("bytes of a part that were changed or cut do no harm") {
  const TwoScenarios city;
  const run::BlockRange part{64, 128};
  const Bytes good = bytes_of(city.run(part));
  const run::Assembly empty = city.assembly();
  const std::size_t step = good.size() / 60;
  for (std::size_t at = 0; at < good.size(); at += step) {
    run::Assembly cut = empty;
    CHECK_FALSE(cut.add(part, std::span<const std::uint8_t>(good.data(), at)));
    for (const int value : {0, 0x80, 0xff}) {
      Bytes changed = good;
      changed[at] = static_cast<std::uint8_t>(value);
      run::Assembly assembly = empty;
      (void)assembly.add(part, changed);
    }
  }
  run::Assembly other = empty;
  CHECK_FALSE(other.add({0, 128}, Bytes(good.begin(), good.end() - 1)));
  run::Assembly shorter = empty;
  CHECK_FALSE(shorter.add({64, 64}, good));
}

}  // namespace citypeak
