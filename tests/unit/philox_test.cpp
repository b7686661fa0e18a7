// SPDX-License-Identifier: MIT
// The random numbers against the published generator and the layout that is fixed for good.
#include <cmath>
#include <cstdint>
#include <vector>

#include <Random123/philox.h>

#include "sim/plan/stream.hpp"
#include "sim/run/philox.hpp"
#include "tests/catch.hpp"

namespace lanes = citypeak::run::CITYPEAK_ISA;

namespace {

struct Words {
  std::uint64_t even, odd;
};

Words words_of_random123(std::uint64_t key, std::uint32_t sub, std::uint64_t pair) {
  const philox4x32_ctr_t counter{{static_cast<std::uint32_t>(pair), static_cast<std::uint32_t>(pair >> 32), sub, 0}};
  const philox4x32_key_t words{{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  const philox4x32_ctr_t x = philox4x32(counter, words);
  return {x.v[0] | (std::uint64_t{x.v[1]} << 32), x.v[2] | (std::uint64_t{x.v[3]} << 32)};
}

double uniform_of_word(std::uint64_t word) { return (static_cast<double>(word >> 12) + 0.5) * 0x1p-52; }

}  // namespace

TEST_CASE("Philox gives the published answer for a counter and key of zeros") {
  const auto words = lanes::inner::philox<std::uint64_t>(0, 0, 0);
  CHECK(words.even == 0xe169c58d6627e8d5ULL);  // words 6627e8d5 e169c58d bc57ac4c 9b00dbd8 of the authors' kat_vectors
  CHECK(words.odd == 0x9b00dbd8bc57ac4cULL);
}

TEST_CASE("Philox agrees with Random123 for scattered keys, years and draws") {
  std::uint64_t key = 0x9e3779b97f4a7c15ULL;
  for (int i = 0; i < 2000; ++i) {
    key = key * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto sub = static_cast<std::uint32_t>(key >> 7);
    const std::uint64_t pair = (key * 0xd1342543de82ef95ULL) >> (i % 64);
    const auto ours = lanes::inner::philox<std::uint64_t>(key, sub, pair);
    const Words theirs = words_of_random123(key, sub, pair);
    REQUIRE(ours.even == theirs.even);
    REQUIRE(ours.odd == theirs.odd);
  }
}

TEST_CASE("draws 2k and 2k + 1 take the low and the high word of one call") {
  for (const std::uint64_t draw :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{7}, (std::uint64_t{1} << 33) + 5}) {
    const Words words = words_of_random123(42, 2031, draw / 2);
    CHECK(lanes::uniform(42, 2031, draw) == uniform_of_word(draw % 2 == 0 ? words.even : words.odd));
  }
}

TEST_CASE("a word becomes a uniform exactly, and never 0 or 1") {
  std::uint64_t word = 1;
  for (int i = 0; i < 100000; ++i) {
    word = word * 6364136223846793005ULL + 1442695040888963407ULL;
    REQUIRE(lanes::inner::uniform_of<double>(word) == uniform_of_word(word));
  }
  CHECK(lanes::inner::uniform_of<double>(0) == 0x1p-53);
  CHECK(lanes::inner::uniform_of<double>(~std::uint64_t{0}) == 1.0 - 0x1p-53);
}

TEST_CASE("a block of uniforms holds the same bits as its draws one by one, whatever its start and length") {
  for (const std::uint64_t first :
       {std::uint64_t{0}, std::uint64_t{8}, std::uint64_t{64}, (std::uint64_t{1} << 34) - 16}) {
    for (const int count : {8, 16, 24, 64, 120}) {
      std::vector<double> block(static_cast<std::size_t>(count) + 1, -1.0);
      lanes::fill_uniforms(0x0123456789abcdefULL, 2040, first, count, block.data());
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        REQUIRE(block[i] == lanes::uniform(0x0123456789abcdefULL, 2040, first + i));
      }
      CHECK(block.back() == -1.0);  // nothing is written beyond
    }
  }
}

TEST_CASE("uniforms have the mean, spread and independence of uniforms") {
  constexpr int count = 1 << 16;
  std::vector<double> u(count), v(count);
  lanes::fill_uniforms(7, 0, 0, count, u.data());
  lanes::fill_uniforms(7, 1, 0, count, v.data());
  double sum = 0.0, squares = 0.0, products = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += u[i] - 0.5;
    squares += (u[i] - 0.5) * (u[i] - 0.5);
    products += (u[i] - 0.5) * (v[i] - 0.5);
  }
  // Five standard errors: 1/sqrt(12), 1/sqrt(180) and 1/12 over the square root of the count.
  CHECK(std::abs(sum / count) < 5 * 0.2887 / 256);
  CHECK(std::abs(squares / count - 1.0 / 12.0) < 5 * 0.0745 / 256);
  CHECK(std::abs(products / count) < 5 * 0.0833 / 256);
}

TEST_CASE("the key of a stream is fixed for good") {
  using citypeak::plan::stream_key;
  CHECK(stream_key(1, "shenzhen.economy.growth_offset") == 0xb944bcbd8e96154aULL);
  CHECK(stream_key(0, "") == 0x7a0b81a1f57055afULL);
  CHECK(stream_key(18446744073709551615ULL, "shared.grid") == 0x83175167d28341b0ULL);
}

TEST_CASE("seed and name each change the key of a stream") {
  using citypeak::plan::stream_key;
  CHECK(stream_key(1, "kaya.a") != stream_key(2, "kaya.a"));
  CHECK(stream_key(1, "kaya.a") != stream_key(1, "kaya.b"));
  CHECK(stream_key(256, "") != stream_key(1, ""));
}
