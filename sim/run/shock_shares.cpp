// SPDX-License-Identifier: MIT
// The same draws again with one kind of shock from elsewhere in its streams.
#include "sim/run/shock_shares.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "sim/run/memory.hpp"

namespace citypeak::run {

namespace {

constexpr std::uint64_t draws_taken = 256;
constexpr std::uint64_t elsewhere = std::uint64_t{1} << 40;  // draws that no run reaches

/// The draws of `base`, except that some streams are read elsewhere.
class Redrawn final : public Draws {
 public:
  Redrawn(const Draws& base, std::set<std::uint64_t> keys) : base_(base), keys_(std::move(keys)) {}
  void fill(const plan::Stream& stream, std::uint32_t dimension, std::uint64_t first, int count,
            double* out) const override {
    base_.fill(stream, dimension, keys_.count(stream.key) > 0 ? first + elsewhere : first, count, out);
  }

 private:
  const Draws& base_;
  std::set<std::uint64_t> keys_;
};

/// Keys of each kind's streams; the kind is the name without city and year.
[[nodiscard]] std::map<std::string, std::set<std::uint64_t>> kinds_of(const plan::Plan& plan) {
  std::map<std::string, std::set<std::uint64_t>> out;
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    if (plan.input_names[c].year == 0) continue;
    const std::string& name = plan.input_names[c].name;
    const std::size_t dot = name.find('.') + 1;
    out[name.substr(dot, name.find('[') - dot)].insert(plan.columns[c].key);
  }
  return out;
}

[[nodiscard]] std::vector<int> years_shown(const model::Scenario& scenario) {
  std::vector<int> out;
  for (const int year : {2030, 2035}) {
    if (year > scenario.base_year && year < scenario.horizon) out.push_back(year);
  }
  out.push_back(scenario.horizon);
  return out;
}

/// Total emissions by year and draw.
using Sample = std::vector<std::vector<double>>;
[[nodiscard]] Sample sample(const plan::Plan& plan, SinglePlan& single, std::uint32_t output,
                            const std::vector<int>& years, const Draws& draws) {
  Sample out(years.size());
  for (std::uint64_t first = 0; first < draws_taken; first += block_draws) {
    const SingleBlock block = single.run(draws, first, block_draws);
    for (std::size_t y = 0; y < years.size(); ++y) {
      const auto t = static_cast<std::size_t>(years[y] - plan.scenario.base_year);
      const double* row = block.outputs.data() + (std::size_t{output} * plan.years + t) * block_draws;
      out[y].insert(out[y].end(), row, row + block_draws);
    }
  }
  return out;
}

[[nodiscard]] double variance(const std::vector<double>& values) {
  double mean = 0.0, squares = 0.0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / (static_cast<double>(values.size()) - 1.0);
}

[[nodiscard]] summary::Estimate share_of(const std::vector<double>& before, const std::vector<double>& after) {
  const double count = static_cast<double>(before.size());
  double mean = 0.0, share = 0.0, all = 0.0;
  for (std::size_t d = 0; d < before.size(); ++d) mean += 0.5 * (before[d] + after[d]) / count;
  const auto half = [&](std::size_t d) { return 0.5 * (after[d] - before[d]) * (after[d] - before[d]); };
  const auto spread = [&](std::size_t d) {
    return 0.5 * ((before[d] - mean) * (before[d] - mean) + (after[d] - mean) * (after[d] - mean));
  };
  for (std::size_t d = 0; d < before.size(); ++d) {
    share += half(d) / count;
    all += spread(d) / count;
  }
  if (!(all > 0.0)) return {std::nan(""), std::nan("")};  // nothing varies
  share /= all;
  // The error of a ratio of two means: of what each draw adds to it.
  std::vector<double> parts;
  for (std::size_t d = 0; d < before.size(); ++d) parts.push_back((half(d) - share * spread(d)) / all);
  return {share, std::sqrt(variance(parts) / count)};
}

}  // namespace

std::vector<summary::ShockShare> shock_shares(const plan::Plan& plan, const Draws& draws, const Kernel& kernel) {
  std::vector<summary::ShockShare> out;
  const auto kinds = kinds_of(plan);
  if (kinds.empty()) return out;
  const auto total = std::find_if(plan.kept_variables.begin(), plan.kept_variables.end(), [&](std::uint32_t variable) {
    return plan.variables[variable].name == "emissions.total";
  });
  const std::uint32_t output = plan.kept_outputs[static_cast<std::size_t>(total - plan.kept_variables.begin())];
  const std::vector<int> years = years_shown(plan.scenario);
  SinglePlan single(plan, kernel);
  const Sample before = sample(plan, single, output, years, draws);
  for (const auto& [kind, keys] : kinds) {
    const Sample after = sample(plan, single, output, years, Redrawn(draws, keys));
    for (std::size_t y = 0; y < years.size(); ++y) out.push_back({kind, years[y], share_of(before[y], after[y])});
  }
  return out;
}

}  // namespace citypeak::run
