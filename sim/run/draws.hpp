// SPDX-License-Identifier: MIT
// Where the uniforms of a block come from: a counter, the middle of every law, or anything else that is a pure function
// of (input, draw).
#pragma once

#include <cstdint>

#include "sim/run/kernel.hpp"

namespace citypeak::run {

/// A source of u(input, draw).
class Draws {
 public:
  Draws() = default;
  Draws(const Draws&) = delete;
  Draws& operator=(const Draws&) = delete;
  virtual ~Draws() = default;
  /// Fills the uniforms of a stream for draws [first, first + count); first is a multiple of the block, count of 8.
  /// `dimension` is the stream's position among those of the call.
  virtual void fill(const plan::Stream& stream, std::uint32_t dimension, std::uint64_t first, int count,
                    double* out) const = 0;
  /// Whether the numbers of a stream are the same whatever other streams there are.
  [[nodiscard]] virtual bool stand_alone() const { return true; }
  /// Independent repetitions that the draws fall into: block b of 64 belongs to repetition b mod replicates.
  [[nodiscard]] virtual std::uint32_t replicates() const { return 1; }
};

/// Counter-based random numbers: Philox keyed by (seed, input name), docs/method/sampling.md.
class CounterDraws final : public Draws {
 public:
  explicit CounterDraws(const Kernel& kernel) : kernel_(kernel) {}
  void fill(const plan::Stream& stream, std::uint32_t, std::uint64_t first, int count, double* out) const override {
    kernel_.fill(stream.key, stream.sub, first, count, out);
  }

 private:
  const Kernel& kernel_;
};

/// Every input at its median, no shocks.
class CentralDraws final : public Draws {
 public:
  void fill(const plan::Stream&, std::uint32_t, std::uint64_t, int count, double* out) const override {
    for (int i = 0; i < count; ++i) out[i] = 0.5;
  }
};

/// A second sample beside `first`, independent of it: the same design, by other keys and in the dimensions behind.
class SecondSample final : public Draws {
 public:
  /// `dimensions`: streams of the call. `first` must outlive this.
  SecondSample(const Draws& first, std::uint32_t dimensions) : first_(first), dimensions_(dimensions) {}
  void fill(const plan::Stream& stream, std::uint32_t dimension, std::uint64_t first, int count,
            double* out) const override {
    constexpr std::uint64_t other_key = 0x5ec0d5a3b1e2f497ULL;
    first_.fill({stream.key ^ other_key, stream.sub, stream.score}, dimensions_ + dimension, first, count, out);
  }
  [[nodiscard]] std::uint32_t replicates() const override { return first_.replicates(); }

 private:
  const Draws& first_;
  std::uint32_t dimensions_;
};

/// The same number in every draw of every stream.
class ConstantDraws final : public Draws {
 public:
  explicit ConstantDraws(double u) : u_(u) {}
  void fill(const plan::Stream&, std::uint32_t, std::uint64_t, int count, double* out) const override {
    for (int i = 0; i < count; ++i) out[i] = u_;
  }

 private:
  double u_;
};

}  // namespace citypeak::run
