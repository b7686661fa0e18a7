// SPDX-License-Identifier: MIT
// The designs whose points are spread evenly: Latin hypercube and Sobol, each in 16 independent replicates.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/run/draws.hpp"

namespace citypeak::run {

/// How the random numbers of the inputs are chosen.
enum class Design : std::uint8_t { monte_carlo, latin_hypercube, sobol };
[[nodiscard]] std::string_view name_of(Design design);
[[nodiscard]] std::optional<Design> design_of(std::string_view name);

/// Independent repetitions of an even design, from whose spread its standard errors come. Draw d belongs to replicate
/// (d / 64) mod 16, so that more draws go on with every replicate.
inline constexpr std::uint32_t even_replicates = 16;
[[nodiscard]] constexpr std::uint32_t replicates_of(Design design) {
  return design == Design::monte_carlo ? 1 : even_replicates;
}

/// Draws that a design can run: Monte Carlo any number, the others 16 times 64, 128, 256, ..., at least as many.
[[nodiscard]] std::uint64_t rounded_draws(Design design, std::uint64_t draws);

/// Dimensions of Sobol's sequence that are used; streams beyond them take Latin hypercube numbers.
inline constexpr std::uint32_t sobol_dimensions = 1024;

/// The numbers of an even design: of each stream and replicate a pure function of seed, name and draw; with Sobol also
/// of the stream's position among those of the call.
class EvenDraws final : public Draws {
 public:
  EvenDraws(Design design, const Kernel& kernel);
  void fill(const plan::Stream& stream, std::uint32_t dimension, std::uint64_t first, int count,
            double* out) const override;
  [[nodiscard]] bool stand_alone() const override { return design_ != Design::sobol; }
  [[nodiscard]] std::uint32_t replicates() const override { return even_replicates; }

 private:
  Design design_;
  const Kernel& kernel_;
  std::vector<std::uint32_t> directions_;  ///< of sobol_dimensions dimensions, 32 each, digits reversed
};

/// The source of random numbers of a design.
[[nodiscard]] std::unique_ptr<Draws> make_draws(Design design, const Kernel& kernel);

}  // namespace citypeak::run
