// SPDX-License-Identifier: MIT
// Seeds of the replicates, and the direction numbers by Boost (Joe and Kuo 2008, doi:10.1137/070709359).
#include "sim/run/design.hpp"

#include <array>

#include <boost/random/sobol.hpp>

namespace citypeak::run {

namespace {

constexpr std::array<std::string_view, 3> design_names{"monte_carlo", "latin_hypercube", "sobol"};
constexpr std::uint32_t digits = 32;

/// A number that looks random, each bit depending on all of x (the finalizer of splitmix64; Steele et al. 2014,
/// doi:10.1145/2660193.2660195).
[[nodiscard]] std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

enum class Purpose : std::uint64_t { value = 1, order = 2 };
[[nodiscard]] std::uint64_t seed_of(const plan::Stream& stream, std::uint64_t replicate, Purpose purpose) {
  const std::uint64_t place = std::uint64_t{stream.sub} << 16 | replicate << 8 | static_cast<std::uint64_t>(purpose);
  return mixed(mixed(stream.key) ^ place);
}

[[nodiscard]] std::uint32_t reversed(std::uint32_t x) {
  std::uint32_t out = 0;
  for (std::uint32_t digit = 0; digit < digits; ++digit) out |= ((x >> digit) & 1U) << (digits - 1 - digit);
  return out;
}

/// Point 2^(k+1) - 1 of the sequence in Boost's order is the direction number of digit k.
[[nodiscard]] std::vector<std::uint32_t> reversed_directions() {
  boost::random::sobol_engine<std::uint32_t, digits> sequence(sobol_dimensions);
  std::vector<std::uint32_t> out(std::size_t{sobol_dimensions} * digits, 0);
  for (std::uint32_t digit = 0; digit + 1 < digits; ++digit) {
    sequence.seed((2U << digit) - 2U);
    for (std::uint32_t d = 0; d < sobol_dimensions; ++d) out[d * digits + digit] = reversed(sequence());
  }
  return out;
}

}  // namespace

std::string_view name_of(Design design) { return design_names[static_cast<std::size_t>(design)]; }

std::optional<Design> design_of(std::string_view name) {
  for (std::size_t i = 0; i < design_names.size(); ++i) {
    if (design_names[i] == name) return static_cast<Design>(i);
  }
  return std::nullopt;
}

std::uint64_t rounded_draws(Design design, std::uint64_t draws) {
  if (design == Design::monte_carlo) return draws;
  std::uint64_t size = std::uint64_t{even_replicates} * block_draws;
  while (size < draws) size *= 2;
  return size;
}

EvenDraws::EvenDraws(Design design, const Kernel& kernel) : design_(design), kernel_(kernel) {
  if (design == Design::sobol) directions_ = reversed_directions();
}

void EvenDraws::fill(const plan::Stream& stream, std::uint32_t dimension, std::uint64_t first, int count,
                     double* out) const {
  const std::uint64_t block = first / block_draws;
  const std::uint64_t replicate = block % even_replicates;
  const std::uint64_t index = block / even_replicates * block_draws + first % block_draws;
  const std::uint64_t seed = seed_of(stream, replicate, Purpose::value);
  if (design_ == Design::sobol && dimension < sobol_dimensions) {
    kernel_.sobol(directions_.data() + std::size_t{dimension} * digits, seed, index, count, out);
  } else {
    kernel_.latin(seed, seed_of(stream, replicate, Purpose::order), index, count, out);
  }
}

std::unique_ptr<Draws> make_draws(Design design, const Kernel& kernel) {
  if (design == Design::monte_carlo) return std::make_unique<CounterDraws>(kernel);
  return std::make_unique<EvenDraws>(design, kernel);
}

}  // namespace citypeak::run
