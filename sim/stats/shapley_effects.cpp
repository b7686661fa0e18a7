// SPDX-License-Identifier: MIT
// Nearest neighbours in every subset of the inputs, planes through them, and Shapley's weights.
#include "sim/stats/shapley_effects.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <Eigen/QR>

#include "sim/stats/shapley.hpp"

namespace citypeak::stats {

namespace {

constexpr std::size_t parts = 20;           // of the jackknife
constexpr std::size_t most_anchors = 1500;  // rows about which neighbours are sought

/// Columns of mean 0 and variance 1, row by row; nothing if one does not vary.
[[nodiscard]] std::optional<std::vector<double>> standardized(std::span<const double> values, std::size_t columns) {
  std::vector<double> out(values.begin(), values.end());
  const std::size_t n = values.size() / columns;
  for (std::size_t c = 0; c < columns; ++c) {
    double mean = 0.0, squares = 0.0;
    for (std::size_t r = 0; r < n; ++r) mean += values[r * columns + c] / static_cast<double>(n);
    for (std::size_t r = 0; r < n; ++r) squares += (values[r * columns + c] - mean) * (values[r * columns + c] - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(n));
    if (!(deviation > 1e-14 * std::abs(mean))) return std::nullopt;
    for (std::size_t r = 0; r < n; ++r) out[r * columns + c] = (values[r * columns + c] - mean) / deviation;
  }
  return out;
}

[[nodiscard]] std::vector<std::size_t> members(std::size_t subset, std::size_t inputs) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < inputs; ++i) {
    if ((subset >> i & 1U) != 0) out.push_back(i);
  }
  return out;
}

class Neighbourhoods {
 public:
  Neighbourhoods(std::span<const double> x, std::span<const double> y, std::size_t inputs)
      : x_(x), y_(y), inputs_(inputs), rows_(y.size()) {
    const std::size_t anchors = std::min(rows_, most_anchors);
    for (std::size_t i = 0; i < anchors; ++i) anchors_.push_back(i * rows_ / anchors);
  }

  /// The mean variance of y that is left when the inputs of `known` are: of all rows, then without each part of them.
  [[nodiscard]] std::vector<double> left(const std::vector<std::size_t>& known) {
    const std::size_t wanted = 3 * known.size() + 8, fewest = known.size() + 2;
    std::vector<double> sums(parts + 1, 0.0), counts(parts + 1, 0.0);
    for (const std::size_t anchor : anchors_) {
      const std::vector<std::size_t> near = nearest(anchor, known, wanted);
      const double whole = variance_about_plane(anchor, known, near);
      for (std::size_t without = 0; without <= parts; ++without) {
        if (without > 0 && part_of(anchor) == without - 1) continue;
        const std::vector<std::size_t> rest = without > 0 ? all_but(near, without - 1) : near;
        if (rest.size() < fewest) continue;
        sums[without] += rest.size() == near.size() ? whole : variance_about_plane(anchor, known, rest);
        counts[without] += 1.0;
      }
    }
    for (std::size_t i = 0; i <= parts; ++i) sums[i] /= std::max(counts[i], 1.0);
    return sums;
  }

  /// The variance of y, of all rows and without each part.
  [[nodiscard]] std::vector<double> variances() const {
    std::vector<double> out;
    for (std::size_t without = 0; without <= parts; ++without) {
      double sum = 0.0, squares = 0.0, count = 0.0;
      for (std::size_t r = 0; r < rows_; ++r) {
        if (without > 0 && part_of(r) == without - 1) continue;
        sum += y_[r];
        squares += y_[r] * y_[r];
        count += 1.0;
      }
      out.push_back((squares - sum * sum / count) / (count - 1.0));
    }
    return out;
  }

 private:
  [[nodiscard]] static std::size_t part_of(std::size_t row) { return row % parts; }

  /// The nearest rows, the anchor itself first, by distance and then by number.
  [[nodiscard]] std::vector<std::size_t> nearest(std::size_t anchor, const std::vector<std::size_t>& known,
                                                 std::size_t wanted) {
    distances_.resize(rows_);
    for (std::size_t r = 0; r < rows_; ++r) {
      double squares = 0.0;
      for (const std::size_t i : known) {
        const double apart = x_[r * inputs_ + i] - x_[anchor * inputs_ + i];
        squares += apart * apart;
      }
      distances_[r] = {squares, r};
    }
    distances_[anchor].first = -1.0;
    const auto end = distances_.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, rows_));
    std::nth_element(distances_.begin(), end - 1, distances_.end());
    std::sort(distances_.begin(), end);
    std::vector<std::size_t> out;
    for (auto each = distances_.begin(); each != end; ++each) out.push_back(each->second);
    return out;
  }

  [[nodiscard]] static std::vector<std::size_t> all_but(const std::vector<std::size_t>& rows, std::size_t part) {
    std::vector<std::size_t> out;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(out),
                 [part](std::size_t row) { return part_of(row) != part; });
    return out;
  }

  [[nodiscard]] double variance_about_plane(std::size_t anchor, const std::vector<std::size_t>& known,
                                            const std::vector<std::size_t>& rows) const {
    const auto n = static_cast<Eigen::Index>(rows.size()), k = static_cast<Eigen::Index>(known.size()) + 1;
    Eigen::MatrixXd design(n, k);
    Eigen::VectorXd result(n);
    for (Eigen::Index r = 0; r < n; ++r) {
      const std::size_t row = rows[static_cast<std::size_t>(r)];
      design(r, 0) = 1.0;
      for (Eigen::Index c = 1; c < k; ++c) {
        const std::size_t input = known[static_cast<std::size_t>(c - 1)];
        design(r, c) = x_[row * inputs_ + input] - x_[anchor * inputs_ + input];
      }
      result[r] = y_[row];
    }
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);  // ties leave columns that depend on one another
    const double free = static_cast<double>(n - qr.rank());
    return (result - design * qr.solve(result)).squaredNorm() / free;
  }

  std::span<const double> x_, y_;
  std::size_t inputs_, rows_;
  std::vector<std::size_t> anchors_;
  std::vector<std::pair<double, std::size_t>> distances_;
};

}  // namespace

std::optional<std::vector<IndexEstimate>> shapley_effects(std::span<const double> x, std::span<const double> y,
                                                          std::size_t inputs) {
  if (y.size() < fewest_shapley_rows || inputs == 0 || inputs > most_shapley_inputs) return std::nullopt;
  const auto scaled = standardized(x, inputs);
  const auto result = standardized(y, 1);
  if (!scaled || !result) return std::nullopt;
  Neighbourhoods neighbourhoods(*scaled, *result, inputs);
  const std::size_t subsets = std::size_t{1} << inputs;
  const std::vector<double> variances = neighbourhoods.variances();
  // Worth of a subset: the variance left when all but it is known; nothing is left when all is.
  std::vector<double> worths(subsets * (parts + 1), 0.0);
  for (std::size_t subset = 1; subset < subsets; ++subset) {
    const std::vector<std::size_t> known = members(subsets - 1 - subset, inputs);
    const std::vector<double> left = known.empty() ? variances : neighbourhoods.left(known);
    for (std::size_t c = 0; c <= parts; ++c) worths[subset * (parts + 1) + c] = left[c] / variances[c];
  }
  const std::vector<double> values = shapley_values(worths, inputs, parts + 1);
  const auto column = [&values, inputs](std::size_t c) {
    std::vector<double> out;
    for (std::size_t i = 0; i < inputs; ++i) out.push_back(values[i * (parts + 1) + c]);
    return out;
  };
  return jackknife(column(0), parts, [&column](std::size_t part) { return column(part + 1); });
}

}  // namespace citypeak::stats
