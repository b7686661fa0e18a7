// SPDX-License-Identifier: MIT
// Two samples and their mixtures: Sobol's indices, and Shapley effects along random orders.
#include <numeric>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include "sim/analysis/sensitivity.hpp"
#include "sim/analysis/sensitivity_player.hpp"
#include "sim/run/parallel.hpp"
#include "sim/stats/sobol_indices.hpp"

namespace citypeak::analysis {

namespace {

constexpr std::uint32_t replicates = run::even_replicates;

/// A worker with both samples of a block.
struct PairWorker {
  explicit PairWorker(const SensitivityTape& what) : worker(what), a(what.inputs().view()), b(what.inputs().view()) {}
  SensitivityWorker worker;
  run::InputMemory a, b;
  ResultBlock of_a, of_b, of_mixed;
};

/// The even design, its second sample, and the blocks of each replicate in a few chunks: the pieces of work. What is
/// summed within a chunk, and the order of chunks, do not depend on threads.
class PairDesign {
 public:
  explicit PairDesign(const SensitivityTape& what)
      : first_(run::Design::sobol, *what.request().kernel),
        second_(first_, static_cast<std::uint32_t>(what.inputs().stream_count())),
        blocks_(what.request().size / block_draws / replicates) {
    constexpr std::uint64_t results_at_once = 512;  // so that few sums are held at a time
    chunks_ = std::clamp<std::uint64_t>(results_at_once / std::max<std::size_t>(what.results(), 1), 1, blocks_);
  }
  [[nodiscard]] const run::Draws& first() const { return first_; }
  [[nodiscard]] std::uint64_t tasks() const { return chunks_ * replicates; }
  [[nodiscard]] std::size_t replicate_of(std::uint64_t task) const { return static_cast<std::size_t>(task / chunks_); }
  /// Calls body(first row) for each block of a task after filling both samples.
  template <class Body>
  void for_each(std::uint64_t task, PairWorker& pair, const run::Kernel& kernel, const Body& body) const {
    const std::uint64_t replicate = task / chunks_, chunk = task % chunks_;
    for (std::uint64_t i = chunk * blocks_ / chunks_; i < (chunk + 1) * blocks_ / chunks_; ++i) {
      pair.worker.stop_if_asked();
      const std::uint64_t row = (i * replicates + replicate) * block_draws;
      pair.a.fill(first_, kernel, row);
      pair.b.fill(second_, kernel, row);
      body(row);
    }
  }

 private:
  run::EvenDraws first_;
  run::SecondSample second_;
  std::uint64_t blocks_, chunks_;
};

void add_estimate(SensitivityRun& run, const std::string& of, const std::string& input, const std::string& input_2,
                  std::string_view index, const std::optional<stats::IndexEstimate>& estimate) {
  SensitivityRow row{of, input, input_2, std::string(index), {}, {}, {}, {}};
  if (estimate) {
    row.value = estimate->value;
    row.low = estimate->low;
    row.high = estimate->high;
  } else {
    row.word = "no_variance";
  }
  run.rows.push_back(std::move(row));
}

// --- Sobol -------------------------------------------------------------------------------------------------------

/// The sums of one task, result by result.
using TaskSums = std::vector<stats::SobolSums>;

/// One block: both samples and every mixture, added to the sums.
void add_block(PairWorker& pair, const std::vector<InputGroup>& groups, const std::vector<double>& references,
               const run::Draws& draws, std::uint64_t row, bool second, TaskSums& sums) {
  const std::size_t results = references.size();
  pair.worker.play(pair.a, block_draws, row, draws, pair.of_a);
  pair.worker.play(pair.b, block_draws, row, draws, pair.of_b);
  std::vector<std::vector<double>> mixed(results), back(second ? results : 0);
  const auto take = [&](std::vector<std::vector<double>>& to) {
    for (std::size_t r = 0; r < results; ++r)
      to[r].insert(to[r].end(), pair.of_mixed.begin() + static_cast<std::ptrdiff_t>(r * block_draws),
                   pair.of_mixed.begin() + static_cast<std::ptrdiff_t>((r + 1) * block_draws));
  };
  for (const bool backwards : {false, true}) {
    if (backwards && !second) break;
    const run::InputMemory& base = backwards ? pair.b : pair.a;
    const run::InputMemory& other = backwards ? pair.a : pair.b;
    pair.worker.copy_all(base);
    for (const InputGroup& group : groups) {
      pair.worker.copy_rows(other, group.rows);
      pair.worker.play(pair.worker.mixed, block_draws, row, draws, pair.of_mixed);
      pair.worker.copy_rows(base, group.rows);
      take(backwards ? back : mixed);
    }
  }
  for (std::size_t r = 0; r < results; ++r) {
    const std::span<const double> of_a(pair.of_a), of_b(pair.of_b);
    stats::SobolRows rows{
        of_a.subspan(r * block_draws, block_draws), of_b.subspan(r * block_draws, block_draws), mixed[r], {}};
    if (second) rows.ba = back[r];
    sums[r].add(rows, references[r]);
  }
}

void add_indices(SensitivityRun& run, const std::string& of, const std::vector<InputGroup>& groups,
                 const std::optional<stats::SobolIndices>& found, bool second) {
  const auto at = [&](const std::vector<stats::IndexEstimate> stats::SobolIndices::*member, std::size_t i) {
    return found ? std::optional(((*found).*member)[i]) : std::nullopt;
  };
  for (std::size_t g = 0; g < groups.size(); ++g)
    add_estimate(run, of, groups[g].name, "", "first", at(&stats::SobolIndices::first, g));
  for (std::size_t g = 0; g < groups.size(); ++g)
    add_estimate(run, of, groups[g].name, "", "total", at(&stats::SobolIndices::total, g));
  std::size_t pair = 0;
  for (std::size_t g = 0; g < groups.size() && second; ++g) {
    for (std::size_t h = g + 1; h < groups.size(); ++h)
      add_estimate(run, of, groups[g].name, groups[h].name, "second", at(&stats::SobolIndices::second, pair++));
  }
}

// --- Shapley -----------------------------------------------------------------------------------------------------

/// Inputs that are correlated with one another and no others, by their normal scores.
class CorrelatedSet {
 public:
  CorrelatedSet(const plan::InputsView& view, const InputGroup& group) : view_(view), rows_(group.rows) {
    const auto count = static_cast<Eigen::Index>(rows_.size());
    weights_ = Eigen::MatrixXd::Zero(count, static_cast<Eigen::Index>(group.streams.size()));
    for (Eigen::Index i = 0; i < count; ++i) {
      const plan::Input& input = view.inputs[rows_[static_cast<std::size_t>(i)]];
      if (input.terms.count == 0) weights_(i, position_of(group, input.stream)) = 1.0;
      for (std::uint32_t t = input.terms.first; t < input.terms.first + input.terms.count; ++t)
        weights_(i, position_of(group, view.terms[t].stream)) += view.terms[t].weight;
      own_streams_.push_back({0, 0, static_cast<std::uint32_t>(i)});
      own_terms_.push_back({static_cast<std::uint32_t>(i), 1.0});
      own_inputs_.push_back({static_cast<std::uint32_t>(i), {static_cast<std::uint32_t>(i), 1}, input.marginal});
    }
    for (const std::uint32_t stream : group.streams) scores_.push_back(view.streams[stream].score);
    covariance_ = weights_ * weights_.transpose();
  }
  [[nodiscard]] const std::vector<std::uint32_t>& rows() const { return rows_; }

  /// Puts into `mixed` the members of B given that the `known` ones are as in A: what B has, moved by what its known
  /// ones are off (Matheron's rule; Hoffman and Ribak 1991, doi:10.1086/186160).
  void mix(const run::InputMemory& a, const run::InputMemory& b, const std::vector<bool>& known,
           const run::Kernel& kernel, run::InputMemory& mixed) const {
    const Eigen::MatrixXd of_a = weights_ * scores_of(a), of_b = weights_ * scores_of(b);
    std::vector<Eigen::Index> given;
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (known[i]) given.push_back(static_cast<Eigen::Index>(i));
    }
    Eigen::MatrixXd values = of_b;
    if (!given.empty()) {
      const Eigen::MatrixXd off = of_a(given, Eigen::all) - of_b(given, Eigen::all);
      const Eigen::MatrixXd solved =
          Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd>(covariance_(given, given)).solve(off);
      values += covariance_(Eigen::all, given) * solved;
    }
    write(values, kernel, mixed);
    for (std::size_t i = 0; i < known.size(); ++i) {  // those that are known, to the last digit
      if (!known[i]) continue;
      std::copy_n(a.rows() + std::size_t{rows_[i]} * block_draws, block_draws,
                  mixed.rows() + std::size_t{rows_[i]} * block_draws);
    }
  }

 private:
  [[nodiscard]] static Eigen::Index position_of(const InputGroup& group, std::uint32_t stream) {
    return std::find(group.streams.begin(), group.streams.end(), stream) - group.streams.begin();
  }
  [[nodiscard]] Eigen::MatrixXd scores_of(const run::InputMemory& sample) const {
    Eigen::MatrixXd out(static_cast<Eigen::Index>(scores_.size()), block_draws);
    for (std::size_t s = 0; s < scores_.size(); ++s) {
      for (int d = 0; d < block_draws; ++d)
        out(static_cast<Eigen::Index>(s), d) =
            sample.scores()[std::size_t{scores_[s]} * block_draws + static_cast<std::size_t>(d)];
    }
    return out;
  }
  void write(const Eigen::MatrixXd& scores, const run::Kernel& kernel, const run::InputMemory& mixed) const {
    plan::InputsView own = view_;
    own.streams = own_streams_.data();
    own.inputs = own_inputs_.data();
    own.terms = own_terms_.data();
    own.stream_count = own.score_count = own.input_count = static_cast<std::uint32_t>(rows_.size());
    own.direction_count = 0;
    own.by_score = false;
    const run::InputMemory made(own);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (int d = 0; d < block_draws; ++d)
        made.scores()[i * block_draws + static_cast<std::size_t>(d)] = scores(static_cast<Eigen::Index>(i), d);
    }
    made.fill_from_scores(kernel);
    for (std::size_t i = 0; i < rows_.size(); ++i)
      std::copy_n(made.rows() + i * block_draws, block_draws, mixed.rows() + std::size_t{rows_[i]} * block_draws);
  }

  plan::InputsView view_;
  std::vector<std::uint32_t> rows_, scores_;
  Eigen::MatrixXd weights_, covariance_;
  std::vector<plan::Stream> own_streams_;
  std::vector<plan::ScoreTerm> own_terms_;
  std::vector<plan::Input> own_inputs_;
};

/// A player: a group by itself, or a member of a correlated set.
struct Player {
  std::string name;
  const InputGroup* group = nullptr;
  std::optional<std::size_t> set;  ///< of the correlated sets
  std::size_t member = 0;          ///< of the set
};

struct Players {
  std::vector<Player> all;
  std::vector<CorrelatedSet> sets;
};

/// Whether each member is one row made of normal scores, so that it can be drawn given others.
[[nodiscard]] bool can_be_split(const plan::InputsView& view, const InputGroup& group, bool is_asked) {
  if (is_asked || group.has_shocks || group.members.size() < 2 || group.rows.size() != group.members.size())
    return false;
  return std::all_of(group.rows.begin(), group.rows.end(), [&](std::uint32_t row) {
    const plan::Input& input = view.inputs[row];
    return input.terms.count > 0 || view.streams[input.stream].score != plan::none;
  });
}

[[nodiscard]] Players players_of(const SensitivityTape& what, const std::vector<InputGroup>& groups) {
  Players out;
  const plan::InputsView view = what.inputs().view();
  for (const InputGroup& group : groups) {
    const auto& asked = what.request().groups;
    const bool is_asked =
        std::any_of(asked.begin(), asked.end(), [&](const GroupRequest& each) { return each.name == group.name; });
    if (!can_be_split(view, group, is_asked)) {
      out.all.push_back({group.name, &group, {}, 0});
      continue;
    }
    for (std::size_t i = 0; i < group.members.size(); ++i)
      out.all.push_back({group.members[i], &group, out.sets.size(), i});
    out.sets.emplace_back(view, group);
  }
  return out;
}

/// A number that looks random and belongs to its arguments (Steele and others 2014, doi:10.1145/2660193.2660195).
[[nodiscard]] std::uint64_t hashed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

[[nodiscard]] std::vector<std::size_t> random_order(std::size_t count, std::uint64_t seed, std::uint64_t row) {
  std::vector<std::size_t> out(count);
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::uint64_t state = hashed(hashed(seed) ^ row);
  for (std::size_t i = count; i > 1; --i) {
    state = hashed(state);
    std::swap(out[i - 1], out[static_cast<std::size_t>(((state >> 32U) * i) >> 32U)]);
  }
  return out;
}

/// What each player adds, and the whole, of one replicate: results x (players + 1).
using ShapleySums = std::vector<double>;

void follow_order(PairWorker& pair, const Players& players, const SensitivityTape& what, const run::Draws& draws,
                  std::uint64_t row, ShapleySums& sums) {
  const run::Kernel& kernel = *what.request().kernel;
  const std::size_t count = players.all.size(), results = what.results();
  pair.worker.play(pair.a, block_draws, row, draws, pair.of_a);
  pair.worker.copy_all(pair.a);
  std::vector<std::vector<bool>> known;
  for (const CorrelatedSet& set : players.sets) known.emplace_back(set.rows().size(), true);
  std::vector<double> before(results, 0.0);
  for (const std::size_t next : random_order(count, what.request().seed, row)) {
    const Player& player = players.all[next];
    if (player.set) {
      known[*player.set][player.member] = false;
      players.sets[*player.set].mix(pair.a, pair.b, known[*player.set], kernel, pair.worker.mixed);
    } else {
      pair.worker.copy_rows(pair.b, player.group->rows);
    }
    pair.worker.play(pair.worker.mixed, block_draws, row, draws, pair.of_mixed);
    for (std::size_t r = 0; r < results; ++r) {
      double half = 0.0;
      for (std::size_t d = r * block_draws; d < (r + 1) * block_draws; ++d)
        half += 0.5 * (pair.of_a[d] - pair.of_mixed[d]) * (pair.of_a[d] - pair.of_mixed[d]);
      sums[r * (count + 1) + next] += half - before[r];
      before[r] = half;
    }
  }
  for (std::size_t r = 0; r < results; ++r) sums[r * (count + 1) + count] += before[r];
}

void add_effects(SensitivityRun& run, const std::string& of, const Players& players,
                 const std::vector<ShapleySums>& parts, std::size_t result) {
  const std::size_t count = players.all.size();
  const auto shares = [&](std::optional<std::size_t> without) {
    std::vector<double> sums(count + 1, 0.0);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      for (std::size_t i = 0; i <= count && p != without; ++i) sums[i] += parts[p][result * (count + 1) + i];
    }
    if (!(sums[count] > 0.0)) return std::vector<double>();
    for (std::size_t i = 0; i < count; ++i) sums[i] /= sums[count];
    sums.pop_back();
    return sums;
  };
  const std::vector<double> all = shares({});
  std::vector<stats::IndexEstimate> found;
  if (!all.empty()) {
    found = stats::jackknife(all, parts.size(), [&](std::size_t part) {
      const std::vector<double> rest = shares(part);
      return rest.empty() ? all : rest;
    });
  }
  for (std::size_t i = 0; i < count; ++i)
    add_estimate(run, of, players.all[i].name, "", "shapley", all.empty() ? std::nullopt : std::optional(found[i]));
}

}  // namespace

SensitivityRun sobol_of(const SensitivityRequest& request, const std::vector<InputGroup>& groups) {
  const SensitivityTape what(request);
  const std::vector<double> references = what.references();
  const PairDesign design(what);
  Workers<PairWorker> workers(static_cast<std::size_t>(run::thread_count(request.threads)));
  std::vector<TaskSums> sums(static_cast<std::size_t>(design.tasks()));
  FirstError first_error;
  run::for_each_block(request.threads, design.tasks(), [&](std::uint64_t task, std::size_t place) {
    first_error.guard(task, [&] {
      PairWorker& pair = workers.at(place, what);
      TaskSums& into = sums[static_cast<std::size_t>(task)];
      into.assign(what.results(), stats::SobolSums(groups.size(), request.second));
      design.for_each(task, pair, *request.kernel, [&](std::uint64_t row) {
        add_block(pair, groups, references, design.first(), row, request.second, into);
      });
    });
  });
  first_error.rethrow();
  SensitivityRun out;
  out.draws = request.size * (2 + groups.size() * (request.second ? 2 : 1));
  for (std::size_t r = 0; r < what.results(); ++r) {
    std::vector<stats::SobolSums> batches(replicates, stats::SobolSums(groups.size(), request.second));
    for (std::size_t task = 0; task < sums.size(); ++task) batches[design.replicate_of(task)].add(sums[task][r]);
    add_indices(out, request.results[r].text, groups, stats::sobol_indices(batches), request.second);
  }
  return out;
}

SensitivityRun shapley_of(const SensitivityRequest& request, const std::vector<InputGroup>& groups) {
  const SensitivityTape what(request);
  const PairDesign design(what);
  const Players players = players_of(what, groups);
  Workers<PairWorker> workers(static_cast<std::size_t>(run::thread_count(request.threads)));
  const std::size_t numbers = what.results() * (players.all.size() + 1);
  std::vector<ShapleySums> sums(static_cast<std::size_t>(design.tasks()), ShapleySums(numbers, 0.0));
  FirstError first_error;
  run::for_each_block(request.threads, design.tasks(), [&](std::uint64_t task, std::size_t place) {
    first_error.guard(task, [&] {
      PairWorker& pair = workers.at(place, what);
      design.for_each(task, pair, *request.kernel, [&](std::uint64_t row) {
        follow_order(pair, players, what, design.first(), row, sums[static_cast<std::size_t>(task)]);
      });
    });
  });
  first_error.rethrow();
  std::vector<ShapleySums> parts(replicates, ShapleySums(numbers, 0.0));
  for (std::size_t task = 0; task < sums.size(); ++task) {
    for (std::size_t i = 0; i < numbers; ++i) parts[design.replicate_of(task)][i] += sums[task][i];
  }
  SensitivityRun out;
  out.draws = request.size * (1 + players.all.size());
  for (std::size_t r = 0; r < what.results(); ++r) add_effects(out, request.results[r].text, players, parts, r);
  return out;
}

}  // namespace citypeak::analysis
