// SPDX-License-Identifier: MIT
// What every method of sensitivity needs of the engine: a tape for the results, and a worker that plays mixed inputs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "sim/analysis/sensitivity.hpp"
#include "sim/run/ensemble.hpp"
#include "sim/run/memory.hpp"
#include "sim/run/result_values.hpp"

namespace citypeak::analysis {

using run::block_draws;

/// A block of results, result by result.
using ResultBlock = std::vector<double>;

/// Inputs and tape of one call.
class SensitivityTape {
 public:
  explicit SensitivityTape(const SensitivityRequest& request)
      : request_(&request),
        inputs_({request.plan, 1}),
        tape_({run::Part{request.plan, inputs_.places(0)}}, request.results) {}
  [[nodiscard]] const plan::Inputs& inputs() const { return inputs_; }
  [[nodiscard]] const run::ResultTape& tape() const { return tape_; }
  [[nodiscard]] const SensitivityRequest& request() const { return *request_; }
  [[nodiscard]] std::size_t results() const { return request_->results.size(); }
  /// A number near each result's mean.
  [[nodiscard]] std::vector<double> references() const {
    std::vector<double> out;
    for (const summary::MeanSpec& spec : run::mean_specs(tape_, inputs_, 0, *request_->kernel))
      out.push_back(spec.is_share ? 0.5 : spec.reference);
    return out;
  }

 private:
  const SensitivityRequest* request_;
  plan::Inputs inputs_;
  run::ResultTape tape_;
};

/// A worker: inputs that it may fill and mix, and the results that they give.
class SensitivityWorker {
 public:
  explicit SensitivityWorker(const SensitivityTape& what)
      : what_(&what), view_(what.inputs().view()), player_(what.tape(), *what.request().kernel), mixed(view_) {}

  /// Plays `inputs`; `first` is the number that messages give its first row.
  void play(const run::InputMemory& inputs, int count, std::uint64_t first, const run::Draws& draws, ResultBlock& out) {
    player_.play(inputs);
    const run::BlockStatus status = player_.judge(inputs, count, 0);
    if (status.bad) {
      const SensitivityRequest& request = what_->request();
      throw run::error_of({request.plan, 1}, draws, *request.kernel,
                          {first + status.draw, 0, status.year, status.output});
    }
    out.resize(what_->results() * block_draws);
    for (std::size_t r = 0; r < what_->results(); ++r)
      std::copy_n(player_.values(inputs, 0, r), block_draws, out.data() + r * block_draws);
    if (what_->request().progress != nullptr)
      what_->request().progress->fetch_add(static_cast<std::uint64_t>(count), std::memory_order_relaxed);
  }
  void copy_all(const run::InputMemory& from) { std::copy_n(from.rows(), run::values_size(view_), mixed.rows()); }
  void copy_rows(const run::InputMemory& from, const std::vector<std::uint32_t>& rows) {
    for (const std::uint32_t row : rows)
      std::copy_n(from.rows() + std::size_t{row} * block_draws, block_draws,
                  mixed.rows() + std::size_t{row} * block_draws);
  }
  void stop_if_asked() const {
    const auto* stop = what_->request().stop;
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw run::Interrupted{};
  }

 private:
  const SensitivityTape* what_;
  plan::InputsView view_;
  run::ResultPlayer player_;

 public:
  run::InputMemory mixed;
};

/// Workers made when they are first needed, one for each place of run::for_each_block.
template <class Worker>
class Workers {
 public:
  explicit Workers(std::size_t places) : workers_(places) {}
  template <class... Arguments>
  [[nodiscard]] Worker& at(std::size_t place, const Arguments&... arguments) {
    if (!workers_[place]) workers_[place].emplace(arguments...);
    return *workers_[place];
  }

 private:
  std::vector<std::optional<Worker>> workers_;
};

/// The first bad row in the order of tasks, whichever worker met it first.
class FirstError {
 public:
  /// Runs `task`, remembering its RunError if it is the first by number.
  template <class Task>
  void guard(std::uint64_t number, const Task& task) {
    try {
      task();
    } catch (const run::RunError& error) {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (error_ && number_ < number) return;
      number_ = number;
      error_ = error;
    }
  }
  void rethrow() const {
    if (error_) throw *error_;
  }

 private:
  std::mutex mutex_;
  std::uint64_t number_ = 0;
  std::optional<run::RunError> error_;
};

}  // namespace citypeak::analysis
