// SPDX-License-Identifier: MIT
// The random inputs of all scenarios of one call, each once: streams of random numbers, and the values made of them.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/plan/plan.hpp"

namespace citypeak::plan {

/// What several plans draw together. Plans that share an input share its numbers and, where its law is the same, its
/// value; what one plan draws does not depend on the others.
class Inputs {
 public:
  /// The plans must outlive the inputs' use in a run, not the object itself.
  explicit Inputs(std::span<const Plan> plans);

  /// Turns the normal scores by reflections: `directions` holds whole rows of one number per stream, each of length 1
  /// (score -= 2 (direction . score) direction, the first row first). All scores are turned, so all inputs need them.
  void reflect(std::vector<double> directions);

  /// Gives every stream a score, for those who vary scores themselves.
  void score_all();

  [[nodiscard]] InputsView view() const;
  /// For each column of plan `i` the position of its value.
  [[nodiscard]] const std::vector<std::uint32_t>& places(std::size_t i) const { return places_[i]; }
  /// The names of the streams in their order, which is the order of a design's dimensions.
  [[nodiscard]] const std::vector<std::string>& stream_names() const { return names_; }
  [[nodiscard]] std::size_t stream_count() const { return streams_.size(); }

 private:
  [[nodiscard]] std::uint32_t stream(std::uint64_t key, std::uint32_t sub, const std::string& name);
  [[nodiscard]] std::uint32_t input(const Plan& plan, const Column& column, const std::string& name);
  void sort_streams();
  void lay_scores(bool all);

  std::vector<Stream> streams_;
  std::vector<std::string> names_;
  std::map<std::pair<std::uint64_t, std::uint32_t>, std::uint32_t> known_;  // stream by key and sub-index
  std::map<std::uint32_t, std::vector<std::uint32_t>> inputs_of_;           // by stream, while they are gathered
  std::vector<Input> inputs_;
  std::vector<ScoreTerm> terms_;
  std::vector<double> knots_, directions_;
  std::vector<std::vector<std::uint32_t>> places_;
  std::uint32_t score_count_ = 0;
  bool by_score_ = false;
};

}  // namespace citypeak::plan
