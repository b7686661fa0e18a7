// SPDX-License-Identifier: MIT
// Finds what several plans have in common among their random inputs.
#include "sim/plan/inputs.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace citypeak::plan {

namespace {

/// Numbers behind a marginal: a table has two per knot, steps a share and a value each.
[[nodiscard]] std::size_t knot_numbers(const Marginal& marginal) { return 2 * std::size_t{marginal.count}; }

[[nodiscard]] bool same_law(const Marginal& a, const double* knots_a, const Marginal& b, const double* knots_b) {
  return a.kind == b.kind && std::equal(std::begin(a.p), std::end(a.p), std::begin(b.p)) && a.count == b.count &&
         std::equal(knots_a + a.first, knots_a + a.first + knot_numbers(a), knots_b + b.first);
}

}  // namespace

Inputs::Inputs(std::span<const Plan> plans) {
  for (const Plan& plan : plans) {
    auto& places = places_.emplace_back();
    for (std::size_t c = 0; c < plan.columns.size(); ++c)
      places.push_back(input(plan, plan.columns[c], plan.input_names[c].name));
  }
  sort_streams();
  lay_scores(false);
}

std::uint32_t Inputs::stream(std::uint64_t key, std::uint32_t sub, const std::string& name) {
  const auto [at, fresh] = known_.emplace(std::pair(key, sub), static_cast<std::uint32_t>(streams_.size()));
  if (fresh) {
    streams_.push_back({key, sub, none});
    names_.push_back(name);
  }
  return at->second;
}

std::uint32_t Inputs::input(const Plan& plan, const Column& column, const std::string& name) {
  Input made{stream(column.key, column.sub, name),
             {static_cast<std::uint32_t>(terms_.size()), column.latent.count},
             column.marginal};
  std::vector<ScoreTerm> terms;
  for (std::uint32_t i = column.latent.first; i < column.latent.first + column.latent.count; ++i)
    terms.push_back({stream(plan.latent_terms[i].key, 0, plan.latent_names[i]), plan.latent_terms[i].weight});
  const double* knots = plan.tables.knots.data();
  const auto same_term = [](const ScoreTerm& a, const ScoreTerm& b) {
    return a.stream == b.stream && a.weight == b.weight;
  };
  auto& alike = inputs_of_[made.stream];
  for (const std::uint32_t i : alike) {
    const Input& other = inputs_[i];
    const auto* others = terms_.data() + other.terms.first;
    if (same_law(other.marginal, knots_.data(), made.marginal, knots) &&
        std::equal(terms.begin(), terms.end(), others, others + other.terms.count, same_term))
      return i;
  }
  const auto first = static_cast<std::uint32_t>(knots_.size());
  const double* own = knots + made.marginal.first;
  knots_.insert(knots_.end(), own, own + knot_numbers(made.marginal));
  made.marginal.first = first;
  terms_.insert(terms_.end(), terms.begin(), terms.end());
  inputs_.push_back(made);
  alike.push_back(static_cast<std::uint32_t>(inputs_.size() - 1));
  return alike.back();
}

/// Inputs of a whole draw first, then the shocks by year: a design's first dimensions are its best.
void Inputs::sort_streams() {
  std::vector<std::uint32_t> order(streams_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return streams_[a].sub < streams_[b].sub; });
  std::vector<std::uint32_t> moved(order.size());
  std::vector<Stream> streams;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < order.size(); ++i) {
    moved[order[i]] = static_cast<std::uint32_t>(i);
    streams.push_back(streams_[order[i]]);
    names.push_back(std::move(names_[order[i]]));
  }
  streams_ = std::move(streams);
  names_ = std::move(names);
  for (Input& input : inputs_) input.stream = moved[input.stream];
  for (ScoreTerm& term : terms_) term.stream = moved[term.stream];
  known_.clear();
  inputs_of_.clear();
}

/// Gives a place to each score that is summed; with reflections to all.
void Inputs::lay_scores(bool all) {
  std::vector<bool> needed(streams_.size(), all);
  for (const ScoreTerm& term : terms_) needed[term.stream] = true;
  score_count_ = 0;
  by_score_ = all;
  for (std::size_t s = 0; s < streams_.size(); ++s) streams_[s].score = needed[s] ? score_count_++ : none;
}

void Inputs::reflect(std::vector<double> directions) {
  directions_ = std::move(directions);
  lay_scores(!directions_.empty());
}

void Inputs::score_all() { lay_scores(true); }

InputsView Inputs::view() const {
  InputsView out;
  out.streams = streams_.data();
  out.stream_count = static_cast<std::uint32_t>(streams_.size());
  out.score_count = score_count_;
  out.inputs = inputs_.data();
  out.input_count = static_cast<std::uint32_t>(inputs_.size());
  out.terms = terms_.data();
  out.knots = knots_.data();
  out.directions = directions_.data();
  out.direction_count = streams_.empty() ? 0 : static_cast<std::uint32_t>(directions_.size() / streams_.size());
  out.by_score = by_score_;
  return out;
}

}  // namespace citypeak::plan
