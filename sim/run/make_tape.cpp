// SPDX-License-Identifier: MIT
// From plans to their tape: record the equations, drop what no output needs, join steps, and give every number that
// must be remembered a place in the scratch memory for as long as it is needed.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "sim/run/equations.hpp"
#include "sim/run/make_tape.hpp"

namespace citypeak::run {

namespace {

using Node = Recorder::Node;
constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

[[nodiscard]] constexpr std::uint32_t operand_count(Action action) {
  switch (action) {
    case Action::constant:
    case Action::input:
      return 0;
    case Action::exponential:
    case Action::logarithm:
    case Action::square_root:
    case Action::magnitude:
    case Action::odds_share:
      return 1;
    case Action::add:
    case Action::subtract:
    case Action::multiply:
    case Action::divide:
    case Action::minimum:
    case Action::maximum:
    case Action::ratio_or_zero:
      return 2;
    case Action::adopted:
      return 3;
    case Action::select_less:
    case Action::select_less_equal:
      return 4;
  }
  return 0;
}

[[nodiscard]] Operand operand(Place place, std::size_t distance) {
  return static_cast<std::uint32_t>(place) << place_bits | static_cast<std::uint32_t>(distance);
}

/// A step with nodes for operands.
struct Draft {
  Step step = Step::copy;
  std::uint32_t out = 0;  ///< node
  std::uint32_t operands[4] = {nowhere, nowhere, nowhere, nowhere};
};

/// One number wanted of the recording, and the row where the kernel leaves it.
struct Wanted {
  std::uint32_t node = 0, row = 0;
};

class Assembler {
 public:
  Assembler(const Recorder& recorder, std::vector<Wanted> wanted)
      : nodes_(recorder.nodes()), wanted_(std::move(wanted)) {}

  [[nodiscard]] Tape assemble() {
    count_uses();
    join();
    draft();
    find_last_uses();
    place_outputs();
    for (std::uint32_t i = 0; i < drafts_.size(); ++i) emit(i);
    fill_outputs();
    tape_.scratch_rows = rows_used_;
    return std::move(tape_);
  }

 private:
  [[nodiscard]] bool is_number(std::uint32_t node) const { return nodes_[node].action == Action::constant; }
  [[nodiscard]] bool is_row(std::uint32_t node) const { return node != nowhere && !is_number(node); }

  template <class Visit>
  void for_operands(const Node& node, const Visit& visit) const {
    const std::uint32_t all[4] = {node.a, node.b, node.c, node.d};
    for (std::uint32_t i = 0; i < operand_count(node.action); ++i) visit(all[i]);
  }

  void count_uses() {
    uses_.assign(nodes_.size(), 0);
    for (const Wanted& wanted : wanted_) ++uses_[wanted.node];
    is_wanted_.assign(nodes_.size(), false);
    for (const Wanted& wanted : wanted_) is_wanted_[wanted.node] = true;
    for (std::size_t n = nodes_.size(); n-- > 0;) {
      if (uses_[n] > 0) for_operands(nodes_[n], [&](std::uint32_t operand) { ++uses_[operand]; });
    }
  }

  /// A product, a sum or a difference from a number that only one step needs becomes a part of that step.
  void join() {
    joined_.assign(nodes_.size(), false);
    inner_.assign(nodes_.size(), nowhere);
    second_.assign(nodes_.size(), nowhere);
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
      const Node& node = nodes_[n];
      if (uses_[n] == 0 || operand_count(node.action) != 2) continue;
      if (node.action == Action::add || node.action == Action::subtract) join_to_sum(n);
      if (node.action == Action::multiply && is_row(node.a) && is_row(node.b)) join_to_product(n);
    }
  }

  void join_to_sum(std::uint32_t n) {
    const Node& node = nodes_[n];
    const auto is_sum = [&](std::uint32_t m) {
      return nodes_[m].action == Action::add && is_row(nodes_[m].b) && is_free(m) && inner_[m] == nowhere;
    };
    const bool rows = node.action == Action::add && is_row(node.a) && is_row(node.b);
    if (is_product(node.b) && is_product(node.a) && rows && is_row(nodes_[node.a].b) && is_row(nodes_[node.b].b)) {
      take(n, node.a);
      second_[n] = node.b;
      joined_[node.b] = true;
    } else {
      const bool one = take_first(n, [&](std::uint32_t m) { return is_product(m); });
      if (!one && rows) (void)take_first(n, is_sum);
    }
  }

  void join_to_product(std::uint32_t n) {
    // A number less a row, or less a product that has been joined to the difference.
    const auto is_rest = [&](std::uint32_t m) {
      if (nodes_[m].action != Action::subtract || !is_number(nodes_[m].a) || !is_free(m)) return false;
      return inner_[m] == nowhere || is_row(nodes_[inner_[m]].b);
    };
    if (!take_first(n, is_rest)) (void)take_first(n, [&](std::uint32_t m) { return is_product(m); });
  }

  /// Joins the second operand, or else the first, if it fits.
  template <class Fits>
  [[nodiscard]] bool take_first(std::uint32_t n, const Fits& fits) {
    for (const std::uint32_t operand : {nodes_[n].b, nodes_[n].a}) {
      if (!fits(operand)) continue;
      take(n, operand);
      return true;
    }
    return false;
  }

  void take(std::uint32_t n, std::uint32_t inner) {
    inner_[n] = inner;
    joined_[inner] = true;
  }
  [[nodiscard]] bool is_free(std::uint32_t n) const { return uses_[n] == 1 && !is_wanted_[n]; }
  [[nodiscard]] bool is_product(std::uint32_t n) const {
    return nodes_[n].action == Action::multiply && is_free(n) && inner_[n] == nowhere;
  }

  void draft() {
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
      const bool computed = nodes_[n].action != Action::constant && nodes_[n].action != Action::input;
      if (computed && uses_[n] > 0 && !joined_[n]) drafts_.push_back(inner_[n] == nowhere ? plain(n) : joint(n));
    }
  }

  [[nodiscard]] Draft plain(std::uint32_t n) const {
    const Node& node = nodes_[n];
    const bool number_first = operand_count(node.action) > 1 && is_number(node.a);
    const bool number_second = operand_count(node.action) > 1 && is_number(node.b);
    const auto two = [&](Step rows, Step second, Step first) {
      if (number_second) return Draft{second, n, {node.a, node.b, nowhere, nowhere}};
      if (number_first) return Draft{first, n, {node.b, node.a, nowhere, nowhere}};
      return Draft{rows, n, {node.a, node.b, nowhere, nowhere}};
    };
    const auto one = [&](Step step) { return Draft{step, n, {node.a, nowhere, nowhere, nowhere}}; };
    switch (node.action) {
      case Action::add:
        return two(Step::add, Step::add_number, Step::add_number);
      case Action::subtract:
        return two(Step::subtract, Step::subtract, Step::subtract_from);
      case Action::multiply:
        return two(Step::multiply, Step::scale, Step::scale);
      case Action::divide:
        return two(Step::divide, Step::divide_by, Step::divide_number);
      case Action::minimum:
        return two(Step::minimum, Step::minimum, Step::minimum_of);
      case Action::maximum:
        return two(Step::maximum, Step::maximum, Step::maximum_of);
      case Action::exponential:
        return one(Step::exponential);
      case Action::logarithm:
        return one(Step::logarithm);
      case Action::square_root:
        return one(Step::square_root);
      case Action::magnitude:
        return one(Step::magnitude);
      case Action::odds_share:
        return one(Step::odds_share);
      case Action::ratio_or_zero:
        return {Step::ratio_or_zero, n, {node.a, node.b, nowhere, nowhere}};
      case Action::adopted:
        return {Step::adopted, n, {node.a, node.b, node.c, nowhere}};
      case Action::select_less:
        return {Step::select_less, n, {node.a, node.b, node.c, node.d}};
      case Action::select_less_equal:
        return {Step::select_less_equal, n, {node.a, node.b, node.c, node.d}};
      case Action::constant:
      case Action::input:
        break;
    }
    return {};
  }

  [[nodiscard]] Draft joint(std::uint32_t n) const {
    const Node& node = nodes_[n];
    const Node& inner = nodes_[inner_[n]];
    const std::uint32_t other = node.a == inner_[n] ? node.b : node.a;
    if (inner.action == Action::subtract && inner_[inner_[n]] == nowhere)
      return {Step::rest_of, n, {inner.b, inner.a, other, nowhere}};
    if (inner.action == Action::subtract) {
      const Node& product = nodes_[inner.b];
      return {Step::rest_of_product, n, {product.a, product.b, other, inner.a}};
    }
    if (second_[n] != nowhere) {
      const Node& second = nodes_[second_[n]];
      return {Step::add_products, n, {inner.a, inner.b, second.a, second.b}};
    }
    if (inner.action == Action::add) return {Step::add_thrice, n, {inner.a, inner.b, other, nowhere}};
    const bool scaled = is_number(inner.b), number = is_number(other);
    if (node.action == Action::multiply)
      return {scaled ? Step::scale_multiply : Step::multiply_thrice, n, {inner.a, inner.b, other, nowhere}};
    const auto choose = [&](Step rows, Step scale, Step rows_number, Step scale_number) {
      const Step step = number ? (scaled ? scale_number : rows_number) : (scaled ? scale : rows);
      return Draft{step, n, {inner.a, inner.b, other, nowhere}};
    };
    if (node.action == Action::add)
      return choose(Step::multiply_add, Step::scale_add, Step::multiply_shift, Step::scale_shift);
    if (node.b == inner_[n]) return choose(Step::add_less, Step::scale_less, Step::shift_less, Step::scale_reverse);
    return choose(Step::multiply_less, Step::scale_minus, Step::multiply_less, Step::scale_minus);
  }

  /// Which operands of a step are one number; other constants stand in rows.
  [[nodiscard]] static bool takes_number(Step step, int position) {
    switch (step) {
      case Step::add_number:
      case Step::subtract_from:
      case Step::scale:
      case Step::divide_by:
      case Step::divide_number:
      case Step::scale_add:
      case Step::scale_less:
      case Step::scale_minus:
      case Step::scale_multiply:
      case Step::rest_of:
      case Step::minimum_of:
      case Step::maximum_of:
        return position == 1;
      case Step::multiply_shift:
      case Step::shift_less:
        return position == 2;
      case Step::scale_shift:
      case Step::scale_reverse:
        return position == 1 || position == 2;
      case Step::rest_of_product:
        return position == 3;
      default:
        return false;
    }
  }

  void find_last_uses() {
    last_use_.assign(nodes_.size(), 0);
    for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
      for (const std::uint32_t node : drafts_[i].operands) {
        if (node != nowhere) last_use_[node] = i;
      }
    }
  }

  /// A wanted number is computed where it shall stand; if it is wanted more than once, it is copied in the end.
  void place_outputs() {
    where_.assign(nodes_.size(), nowhere);
    for (const Wanted& wanted : wanted_) {
      const bool computed =
          nodes_[wanted.node].action != Action::constant && nodes_[wanted.node].action != Action::input;
      if (computed && where_[wanted.node] == nowhere)
        where_[wanted.node] = operand(Place::output, row_size(wanted.row));
    }
  }

  void emit(std::uint32_t i) {
    const Draft& draft = drafts_[i];
    Instruction out;
    out.step = draft.step;
    Operand* const operands[4] = {&out.a, &out.b, &out.c, &out.d};
    for (int k = 0; k < 4; ++k) {
      if (draft.operands[k] != nowhere) *operands[k] = operand_of(draft.operands[k], takes_number(draft.step, k));
    }
    for (int k = 0; k < 4; ++k) release(draft.operands, k, i);
    if (where_[draft.out] == nowhere) where_[draft.out] = operand(Place::scratch, row_size(take_row()));
    out.out = where_[draft.out];
    tape_.instructions.push_back(out);
  }

  /// A row is free again once its last reader has been written down, which may then write there itself.
  void release(const std::uint32_t (&operands)[4], int k, std::uint32_t i) {
    const std::uint32_t node = operands[k];
    if (node == nowhere || is_number(node) || last_use_[node] != i) return;
    for (int before = 0; before < k; ++before) {
      if (operands[before] == node) return;
    }
    if (where_[node] != nowhere && where_[node] >> place_bits == static_cast<std::uint32_t>(Place::scratch))
      free_rows_.push_back(where_[node] / block_draws);
  }

  [[nodiscard]] Operand operand_of(std::uint32_t node, bool as_number) {
    if (nodes_[node].action == Action::input) return operand(Place::input, row_size(nodes_[node].a));
    if (!is_number(node)) return where_[node];
    return as_number ? number_of(nodes_[node].value) : row_of(nodes_[node].value);
  }

  [[nodiscard]] Operand number_of(double value) {
    const auto [at, fresh] = numbers_.try_emplace(std::bit_cast<std::uint64_t>(value), tape_.constants.size());
    if (fresh) tape_.constants.push_back(value);
    return operand(Place::constant, at->second);
  }

  /// A row of the scratch memory that holds one number for good.
  [[nodiscard]] Operand row_of(double value) {
    const auto [at, fresh] = fixed_.try_emplace(std::bit_cast<std::uint64_t>(value), rows_used_);
    if (fresh) {
      tape_.fixed_rows.push_back({rows_used_, value});
      ++rows_used_;
    }
    return operand(Place::scratch, row_size(at->second));
  }

  [[nodiscard]] std::uint32_t take_row() {
    if (free_rows_.empty()) return rows_used_++;
    const std::uint32_t row = free_rows_.back();
    free_rows_.pop_back();
    return row;
  }

  void fill_outputs() {
    for (const Wanted& wanted : wanted_) {
      const Operand out = operand(Place::output, row_size(wanted.row));
      if (where_[wanted.node] == out) continue;
      const bool number = is_number(wanted.node);
      tape_.instructions.push_back({number ? Step::fill : Step::copy, out, operand_of(wanted.node, number), 0, 0, 0});
    }
  }

  [[nodiscard]] static std::size_t row_size(std::size_t row) { return row * block_draws; }

  const std::vector<Node>& nodes_;
  std::vector<Wanted> wanted_;
  std::vector<std::uint32_t> uses_, inner_, second_, last_use_;
  std::vector<bool> is_wanted_, joined_;
  std::vector<Draft> drafts_;
  std::vector<Operand> where_;  // of each node that has been computed
  std::vector<std::uint32_t> free_rows_;
  std::uint32_t rows_used_ = 0;
  std::map<std::uint64_t, std::size_t> numbers_;
  std::map<std::uint64_t, std::uint32_t> fixed_;
  Tape tape_;
};

/// The equations of one part on a recording, and where the kernel leaves its outputs.
class RecordedPart {
 public:
  RecordedPart(const Part& part, std::size_t first_row, Recorder& recorder)
      : recorder_(recorder),
        view_(part.plan->view()),
        first_row_(static_cast<std::uint32_t>(first_row)),
        rows_(rows_of<Traced>(view_, [&](std::uint32_t column) { return recorder.input(part.places[column]); })),
        levers_(view_.levers, view_.levers + view_.lever_count) {
    for (std::size_t l = 0; l < part.switches.size(); ++l) put_switch(part.switches[l], levers_[l]);
    view_.levers = levers_.data();
    years_.emplace(view_, rows_);
  }
  RecordedPart(const RecordedPart&) = delete;
  RecordedPart& operator=(const RecordedPart&) = delete;
  ~RecordedPart() = default;

  void live(std::uint32_t t, std::vector<Wanted>& wanted) {
    if (t >= view_.years) return;
    years_->live(t, [&](std::uint32_t output, const Traced& value) {
      wanted.push_back({recorder_.node_of(value), first_row_ + output * view_.years + t});
    });
  }
  void add_histories(std::vector<Wanted>& wanted) const {
    for (std::uint32_t p = 0; p < view_.peak_count; ++p) {
      const plan::Row history = view_.peaks[p].history;
      if (history != plan::no_row)
        wanted.push_back({recorder_.node_of(rows_[history]), first_row_ + history_row(view_, p)});
    }
  }

 private:
  /// Puts a switch between a lever and what it reaches.
  void put_switch(const Switch& own, plan::AdoptionPlan& lever) {
    if (own.kind == Switch::Kind::on) return;
    const Traced on = own.kind == Switch::Kind::off ? Traced(0.0) : recorder_.input(own.place);
    const auto row = static_cast<plan::Row>(rows_.size());
    rows_.push_back(rows_[lever.reach] * on);
    rows_.push_back(on);
    lever.reach = row;
    lever.on = row + 1;
  }

  Recorder& recorder_;
  plan::PlanView view_;
  std::uint32_t first_row_;
  std::vector<Traced> rows_;
  std::vector<plan::AdoptionPlan> levers_;
  std::optional<Years<Traced>> years_;
};

}  // namespace

/// All parts live a year before any goes on to the next: what they share need not be remembered for long.
Tape PlanTape::make(bool takes_rare_ways) const {
  Recorder recorder(takes_rare_ways);
  std::deque<RecordedPart> recorded;
  std::uint32_t years = 0;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    recorded.emplace_back(parts_[p], first_outputs_[p] / block_draws, recorder);
    years = std::max(years, views_[p].years);
  }
  std::vector<Wanted> wanted;
  for (std::uint32_t t = 0; t < years; ++t) {
    for (RecordedPart& part : recorded) part.live(t, wanted);
  }
  for (const RecordedPart& part : recorded) part.add_histories(wanted);
  const std::uint32_t alarms = alarm_row(views_.front());
  const bool has_alarm = !recorder.alarm().is_constant();
  if (has_alarm) wanted.push_back({recorder.node_of(recorder.alarm()), alarms});
  Tape out = Assembler(recorder, std::move(wanted)).assemble();
  out.has_alarm = has_alarm;
  out.alarm_row = alarms;
  return out;
}

PlanTape::PlanTape(std::vector<Part> parts) : parts_(std::move(parts)), first_outputs_{0}, first_peaks_{0} {
  for (const Part& part : parts_) {
    views_.push_back(part.plan->view());
    first_outputs_.push_back(first_outputs_.back() + outputs_size(views_.back()));
    first_peaks_.push_back(first_peaks_.back() + peaks_size(views_.back()));
  }
  usual_ = make(false);
}

const Tape& PlanTape::with_rare_ways() const {
  std::call_once(once_, [this] { rare_ = make(true); });
  return rare_;
}

}  // namespace citypeak::run
