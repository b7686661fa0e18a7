// SPDX-License-Identifier: MIT
// Sums of products, and indices from them.
#include "sim/stats/sobol_indices.hpp"

#include <algorithm>

namespace citypeak::stats {

namespace {

void add_to(std::vector<double>& to, const std::vector<double>& other, double sign) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += sign * other[i];
}

}  // namespace

SobolSums::SobolSums(std::size_t groups, bool second)
    : groups_(groups), second_(second), ab_(groups), b_ab_(groups), differences_(groups), a_b_(1) {
  if (!second) return;
  ba_.resize(groups);
  ba_ab_.resize(groups * groups);
}

void SobolSums::add(const SobolRows& rows, double reference) {
  const std::size_t n = rows.a.size();
  for (std::size_t r = 0; r < n; ++r) {
    const double a = rows.a[r] - reference, b = rows.b[r] - reference;
    a_ += a;
    b_ += b;
    squares_ += a * a + b * b;
    a_b_[0] += a * b;
  }
  rows_ += static_cast<double>(n);
  for (std::size_t i = 0; i < groups_; ++i) {
    const std::span<const double> mixed = rows.ab.subspan(i * n, n);
    double sum = 0.0, product = 0.0, difference = 0.0;
    for (std::size_t r = 0; r < n; ++r) {
      sum += mixed[r] - reference;
      product += (rows.b[r] - reference) * (mixed[r] - reference);
      difference += (rows.a[r] - mixed[r]) * (rows.a[r] - mixed[r]);
    }
    ab_[i] += sum;
    b_ab_[i] += product;
    differences_[i] += difference;
  }
  for (std::size_t i = 0; i < groups_ && second_; ++i) {
    const std::span<const double> back = rows.ba.subspan(i * n, n);
    for (std::size_t r = 0; r < n; ++r) ba_[i] += back[r] - reference;
    for (std::size_t j = 0; j < groups_; ++j) {
      const std::span<const double> mixed = rows.ab.subspan(j * n, n);
      double product = 0.0;
      for (std::size_t r = 0; r < n; ++r) product += (back[r] - reference) * (mixed[r] - reference);
      ba_ab_[i * groups_ + j] += product;
    }
  }
}

void SobolSums::add(const SobolSums& other) {
  rows_ += other.rows_;
  a_ += other.a_;
  b_ += other.b_;
  squares_ += other.squares_;
  for (auto member : {&SobolSums::ab_, &SobolSums::b_ab_, &SobolSums::differences_, &SobolSums::a_b_, &SobolSums::ba_,
                      &SobolSums::ba_ab_})
    add_to(this->*member, other.*member, 1.0);
}

void SobolSums::subtract(const SobolSums& other) {
  rows_ -= other.rows_;
  a_ -= other.a_;
  b_ -= other.b_;
  squares_ -= other.squares_;
  for (auto member : {&SobolSums::ab_, &SobolSums::b_ab_, &SobolSums::differences_, &SobolSums::a_b_, &SobolSums::ba_,
                      &SobolSums::ba_ab_})
    add_to(this->*member, other.*member, -1.0);
}

/// Of B with group i from A, and A with group j from B: they share i and j.
double SobolSums::mean_product(std::size_t i, std::size_t j, double mean) const {
  return (ba_ab_[i * groups_ + j] - mean * (ba_[i] + ab_[j])) / rows_ + mean * mean;
}

std::optional<std::vector<double>> SobolSums::indices() const {
  const double mean = (a_ + b_) / (2.0 * rows_);
  const double variance = squares_ / (2.0 * rows_) - mean * mean;
  constexpr double rounding = 1e-28;  // of the squares: what is left of equal values
  if (!(variance > rounding * squares_ / rows_)) return std::nullopt;
  std::vector<double> out;
  for (std::size_t i = 0; i < groups_; ++i)
    out.push_back((b_ab_[i] - a_b_[0] - mean * (ab_[i] - a_)) / rows_ / variance);
  for (std::size_t i = 0; i < groups_; ++i) out.push_back(differences_[i] / (2.0 * rows_) / variance);
  for (std::size_t i = 0; i < groups_ && second_; ++i) {
    for (std::size_t j = i + 1; j < groups_; ++j) {
      const double together = 0.5 * (mean_product(i, j, mean) + mean_product(j, i, mean)) / variance;
      out.push_back(together - out[i] - out[j]);
    }
  }
  return out;
}

std::optional<SobolIndices> sobol_indices(std::span<const SobolSums> batches) {
  SobolSums sum = batches.front();
  for (const SobolSums& batch : batches.subspan(1)) sum.add(batch);
  const auto all = sum.indices();
  if (!all) return std::nullopt;
  const std::vector<IndexEstimate> found = jackknife(*all, batches.size(), [&](std::size_t b) {
    SobolSums rest = sum;
    rest.subtract(batches[b]);
    return rest.indices().value_or(*all);
  });
  const auto groups = static_cast<std::ptrdiff_t>(sum.groups());
  return SobolIndices{{found.begin(), found.begin() + groups},
                      {found.begin() + groups, found.begin() + 2 * groups},
                      {found.begin() + 2 * groups, found.end()}};
}

}  // namespace citypeak::stats
