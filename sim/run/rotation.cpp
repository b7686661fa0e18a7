// SPDX-License-Identifier: MIT
// Secants of the headline, made orthogonal, as reflections.
#include "sim/run/rotation.hpp"

#include <algorithm>
#include <cmath>

#include "sim/run/memory.hpp"

namespace citypeak::run {

namespace {

constexpr std::uint32_t points_taken = 4;
constexpr double step = 1.0;       // of a score: a secant this long sees past kinks
constexpr double smallest = 1e-6;  // of a gradient: what is left of a direction that others span already
using Vector = std::vector<double>;

/// Years whose gradients are followed, the most important first: counted from the base year, within the horizon.
[[nodiscard]] std::vector<std::uint32_t> years_followed(std::uint32_t years) {
  std::vector<std::uint32_t> out;
  for (const std::uint32_t year : {13U, 8U, 23U, 3U, 38U}) {
    const std::uint32_t inside = std::min(year, years - 1);
    if (std::find(out.begin(), out.end(), inside) == out.end()) out.push_back(inside);
  }
  return out;
}

[[nodiscard]] double dot(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Divides by the length; false if there is none.
[[nodiscard]] bool normalize(Vector& a, double least) {
  const double length = std::sqrt(dot(a, a));
  if (!(length > least) || !std::isfinite(length)) return false;
  for (double& x : a) x /= length;
  return true;
}

/// The reference at scores near a few points.
class Secants {
 public:
  Secants(const plan::Plan& plan, const std::vector<std::uint32_t>& places, const plan::Inputs& inputs,
          const Kernel& kernel)
      : plan_(plan),
        view_(plan.view()),
        inputs_(inputs.view()),
        kernel_(kernel),
        values_(inputs_),
        tape_(plan, places),
        memory_(tape_),
        work_(memory_.workspace(values_)) {
    for (const std::uint32_t place : places) {
      const plan::Input& input = inputs_.inputs[place];
      used_.push_back(input.stream);
      for (std::uint32_t t = 0; t < input.terms.count; ++t)
        used_.push_back(inputs_.terms[input.terms.first + t].stream);
    }
    std::sort(used_.begin(), used_.end());
    used_.erase(std::unique(used_.begin(), used_.end()), used_.end());
  }

  /// Adds the secants at the scores `point` to one gradient per year.
  void add(const Vector& point, const std::vector<std::uint32_t>& years, std::vector<Vector>& gradients) {
    Vector here(years.size());
    // The first lane of the first block is the point itself.
    for (std::size_t begin = 0, lane = 1; begin < used_.size(); lane = 0) {
      const std::size_t count = std::min<std::size_t>(used_.size() - begin, block_draws - lane);
      for (std::uint32_t s = 0; s < inputs_.stream_count; ++s)
        std::fill_n(values_.scores() + std::size_t{s} * block_draws, block_draws, point[s]);
      for (std::size_t i = 0; i < count; ++i)
        values_.scores()[std::size_t{used_[begin + i]} * block_draws + lane + i] += step;
      values_.fill_from_scores(kernel_);
      if (memory_.run(kernel_, values_, block_draws).bad) return;  // an odd point teaches nothing
      for (std::size_t y = 0; y < years.size(); ++y) {
        const double* row = work_.outputs + (std::size_t{headline()} * view_.years + years[y]) * block_draws;
        if (lane == 1) here[y] = row[0];
        for (std::size_t i = 0; i < count; ++i) gradients[y][used_[begin + i]] += (row[lane + i] - here[y]) / step;
      }
      begin += count;
    }
  }

 private:
  [[nodiscard]] std::uint32_t headline() const { return plan_.peaks[plan_.headline_peak].output; }

  const plan::Plan& plan_;
  plan::PlanView view_;
  plan::InputsView inputs_;
  const Kernel& kernel_;
  InputMemory values_;
  PlanTape tape_;
  WorkerMemory memory_;
  Workspace work_;
  std::vector<std::uint32_t> used_;
};

/// Reflections that carry the first unit vectors, in turn, to these orthogonal directions; the last to be applied
/// first.
[[nodiscard]] std::vector<double> reflections(std::vector<Vector> directions) {
  std::vector<Vector> rows;
  for (std::size_t k = 0; k < directions.size(); ++k) {
    // The unit vector less the direction, whose sign is free: away from the unit vector the difference keeps its
    // digits.
    const double sign = directions[k][k] > 0.0 ? -1.0 : 1.0;
    Vector row(directions[k].size());
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = (i == k ? 1.0 : 0.0) - sign * directions[k][i];
    if (!normalize(row, 0.0)) continue;
    for (std::size_t j = k + 1; j < directions.size(); ++j) {
      const double along = 2.0 * dot(row, directions[j]);
      for (std::size_t i = 0; i < row.size(); ++i) directions[j][i] -= along * row[i];
    }
    rows.push_back(std::move(row));
  }
  std::vector<double> out;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) out.insert(out.end(), row->begin(), row->end());
  return out;
}

}  // namespace

std::vector<double> leading_directions(const plan::Plan& reference, std::size_t place, plan::Inputs inputs,
                                       const Draws& points, const Kernel& kernel) {
  const std::size_t streams = inputs.stream_count();
  if (streams == 0) return {};
  inputs.score_all();
  const plan::InputsView view = inputs.view();
  const auto years = years_followed(reference.years);
  std::vector<Vector> gradients(years.size(), Vector(streams, 0.0));
  std::vector<double> scores(streams * block_draws);
  for (std::uint32_t s = 0; s < streams; ++s)
    points.fill(view.streams[s], s, 0, block_draws, scores.data() + std::size_t{s} * block_draws);
  kernel.to_scores(scores.data(), scores.size());
  Secants secants(reference, inputs.places(place), inputs, kernel);
  for (std::uint32_t p = 0; p < points_taken; ++p) {
    Vector point(streams);
    for (std::size_t s = 0; s < streams; ++s) point[s] = scores[s * block_draws + p];
    secants.add(point, years, gradients);
  }
  std::vector<Vector> directions;
  for (Vector& gradient : gradients) {
    if (directions.size() == streams || !normalize(gradient, 0.0)) continue;
    for (const Vector& known : directions) {
      const double along = dot(known, gradient);
      for (std::size_t i = 0; i < streams; ++i) gradient[i] -= along * known[i];
    }
    if (normalize(gradient, smallest)) directions.push_back(gradient);
  }
  return reflections(std::move(directions));
}

void turn_for(Design design, const plan::Plan& reference, std::size_t place, plan::Inputs& inputs,
              const Kernel& kernel) {
  if (design == Design::sobol)
    inputs.reflect(leading_directions(reference, place, inputs, CounterDraws(kernel), kernel));
}

}  // namespace citypeak::run
