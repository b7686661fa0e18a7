// SPDX-License-Identifier: MIT
// From pairs of names to one lower triangle for each group of inputs that hang together.
#include "sim/model/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "sim/model/fixed.hpp"
#include "sim/stats/correlation.hpp"

namespace citypeak::model {

namespace {

constexpr std::string_view kinds_of_correlation[] = {"rank", "latent"};
constexpr Range correlation_range{-1.0, 1.0, false};
constexpr std::string_view quality_name = ".uncertainty.implementation_quality";

/// Two inputs, by position, smaller first.
using Pair = std::pair<std::size_t, std::size_t>;
[[nodiscard]] Pair pair_of(std::size_t a, std::size_t b) { return {std::min(a, b), std::max(a, b)}; }

struct Said {
  double latent = 0.0;
  bool as_rank = true;
  const Correlation* entry = nullptr;  ///< nullptr: of the common quality
};

/// The nearest correlations that can be. How much of the common quality an input holds cannot be written, so that stays
/// as it is, and what is left of the inputs without it gets the nearest matrix.
class Nearest {
 public:
  /// With `quality` the first variable is the common quality.
  Nearest(const std::vector<double>& matrix, std::size_t n, bool quality)
      : n_(n), first_(quality ? 1 : 0), common_(n, 0.0), left_(n, 1.0) {
    for (std::size_t i = first_; i < n && quality; ++i) {
      common_[i] = matrix[i];
      left_[i] = std::sqrt(std::max(0.0, 1.0 - matrix[i] * matrix[i]));
      least_left_ = std::min(least_left_, left_[i] * left_[i]);
    }
    const std::size_t m = n - first_;
    std::vector<double> rest(m * m, 0.0);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < m; ++j) {
        const std::size_t a = i + first_, b = j + first_;
        const double scale = left_[a] * left_[b];
        if (scale > 0.0) rest[i * m + j] = (matrix[a * n + b] - common_[a] * common_[b]) / scale;
        if (i == j) rest[i * m + j] = 1.0;
      }
    }
    rest_ = stats::nearest_correlation(rest, m);
  }

  /// The matrix, the common quality included.
  [[nodiscard]] std::vector<double> whole() const {
    std::vector<double> out(n_ * n_);
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) {
        const bool hidden = i < first_ || j < first_;
        out[i * n_ + j] = i == j ? 1.0 : hidden ? common_[std::max(i, j)] : shrunk(i, j, 0.0);
      }
    }
    return out;
  }

  /// A correlation with room for the rounding to four digits, so that what is copied can hold.
  [[nodiscard]] double with_room(std::size_t i, std::size_t j) const {
    constexpr double room = 1e-4;
    const double needed = room * static_cast<double>(n_);
    return shrunk(i, j, least_left_ > needed ? needed / least_left_ : 1.0);
  }

 private:
  [[nodiscard]] double shrunk(std::size_t i, std::size_t j, double share) const {
    const double rest = rest_[(i - first_) * (n_ - first_) + j - first_];
    return common_[i] * common_[j] + (1.0 - share) * rest * left_[i] * left_[j];
  }

  std::size_t n_, first_;
  std::vector<double> common_, left_, rest_;
  double least_left_ = 1.0;  ///< of a variance of 1, without the common quality
};

class Correlator {
 public:
  Correlator(const Uncertainty& uncertainty, const std::string& city, const std::vector<Quantity>& inputs,
             const std::vector<Lever>& levers, text::Findings& findings)
      : uncertainty_(uncertainty), city_(city), inputs_(inputs), levers_(levers), findings_(findings) {}

  [[nodiscard]] std::vector<Latent> latents() {
    const std::size_t errors = findings_.errors();
    check_qualities();
    for (const Correlation& entry : uncertainty_.correlation) read(entry);
    if (uncertainty_.implementation_quality > 0.0) add_quality();
    if (findings_.errors() > errors) return {};
    std::vector<Latent> out;
    for (const std::vector<std::size_t>& group : groups()) solve(group, out);
    return out;
  }

 private:
  // --- names ----------------------------------------------------------------------------------------------------

  [[nodiscard]] std::size_t position(const std::string& name) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
    names_.push_back(name);
    return names_.size() - 1;
  }

  [[nodiscard]] const Quantity* quantity(const std::string& name) const {
    for (const Quantity& input : inputs_) {
      if (input.name == name || input.name == city_ + "." + name) return &input;
    }
    return nullptr;
  }

  /// The full name of an uncertain input, or a finding.
  [[nodiscard]] std::optional<std::string> resolve(const Word& word) {
    const Quantity* found = quantity(word.text);
    if (found == nullptr) {
      std::vector<std::string> known;
      for (const Quantity& input : inputs_) {
        if (input.uncertain()) known.push_back(short_name(input.name));
      }
      findings_.add("unknown_correlated", word.place, {word.text}, text::nearest(word.text, known));
      return std::nullopt;
    }
    if (!found->uncertain()) {
      findings_.add("correlated_constant", word.place, {word.text, found->written});
      return std::nullopt;
    }
    return found->name;
  }

  [[nodiscard]] std::string short_name(const std::string& name) const {
    return name.rfind(city_ + ".", 0) == 0 ? name.substr(city_.size() + 1) : name;
  }

  // --- pairs ----------------------------------------------------------------------------------------------------

  void read(const Correlation& entry) {
    std::vector<std::size_t> members;
    for (const Word& word : entry.between) {
      const auto name = resolve(word);
      if (!name) continue;
      const std::size_t at = position(*name);
      if (std::find(members.begin(), members.end(), at) != members.end()) {
        findings_.add("correlated_with_itself", word.place, {short_name(*name)});
      } else {
        members.push_back(at);
      }
    }
    if (entry.between.size() < 2) findings_.add("correlation_of_one", entry.place);
    const bool as_rank = entry.kind != "latent";
    const double latent = as_rank ? stats::latent_of_rank(entry.value) : entry.value;
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t j = i + 1; j < members.size(); ++j) {
        const auto [at, fresh] = said_.emplace(pair_of(members[i], members[j]), Said{latent, as_rank, &entry});
        if (!fresh && at->second.latent != latent)
          findings_.add("correlation_twice", entry.place,
                        {short_name(names_[members[i]]), short_name(names_[members[j]])});
      }
    }
  }

  /// How well a lever is carried out: the parameter that it names, or its realisation, or else how far it reaches.
  [[nodiscard]] const Quantity* quality_of(const Lever& lever) const {
    const std::string begin = city_ + ".levers." + lever.id() + ".";
    std::vector<std::string> ends{"parameters.realisation", "adoption.reach"};
    if (lever.quality == "reach") ends = {"adoption.reach"};
    if (!lever.quality.empty() && !(lever.quality == "reach")) ends = {"parameters." + lever.quality.text};
    for (const std::string& end : ends) {
      const Quantity* found = quantity(begin + end);
      if (found != nullptr && found->uncertain()) return found;
    }
    return nullptr;
  }

  void check_qualities() {
    for (const Lever& lever : levers_) {
      if (lever.quality.empty() || lever.quality == "reach") continue;
      const std::vector<std::string> known = ids_of(lever.parameters);
      if (std::find(known.begin(), known.end(), lever.quality.text) == known.end())
        findings_.add("unknown_quality", lever.quality.place, {lever.quality.text, lever.id()},
                      text::nearest(lever.quality.text, known));
    }
  }

  /// One common cause: each lever's quality has the score of the cause in it, so a lever more changes no other.
  void add_quality() {
    const double latent = stats::latent_of_rank(uncertainty_.implementation_quality);
    std::vector<std::size_t> members;
    std::vector<std::string> left_out;
    for (const Lever& lever : levers_) {
      if (const Quantity* quality = quality_of(lever)) {
        members.push_back(position(quality->name));
      } else {
        left_out.push_back(lever.id());
      }
    }
    if (members.size() < 2) {
      if (!levers_.empty()) findings_.add("quality_idle", uncertainty_.place);
      return;
    }
    if (!left_out.empty()) findings_.add("quality_without", uncertainty_.place, {joined(left_out)});
    quality_ = position(city_ + std::string(quality_name));
    for (std::size_t i = 0; i < members.size(); ++i) {
      said_.emplace(pair_of(*quality_, members[i]), Said{std::sqrt(latent), false, nullptr});
      for (std::size_t j = i + 1; j < members.size(); ++j)
        said_.emplace(pair_of(members[i], members[j]), Said{latent, true, nullptr});
    }
  }

  // --- groups ---------------------------------------------------------------------------------------------------

  [[nodiscard]] bool is_lever(std::size_t at) const { return names_[at].rfind(city_ + ".levers.", 0) == 0; }

  /// Inputs that hang together, each group in the order that latents() promises.
  [[nodiscard]] std::vector<std::vector<std::size_t>> groups() const {
    std::vector<std::size_t> group(names_.size());
    for (std::size_t i = 0; i < group.size(); ++i) group[i] = i;
    for (const auto& [pair, said] : said_) {
      const std::size_t from = group[pair.second], to = group[pair.first];
      std::replace(group.begin(), group.end(), from, to);
    }
    std::vector<std::size_t> order(names_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto rank = [this](std::size_t at) { return std::tuple(at != quality_, is_lever(at), names_[at]); };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    std::map<std::size_t, std::vector<std::size_t>> found;
    for (const std::size_t at : order) found[group[at]].push_back(at);
    std::vector<std::vector<std::size_t>> out;
    for (auto& [first, members] : found) {
      if (members.size() > 1) out.push_back(std::move(members));
    }
    return out;
  }

  [[nodiscard]] std::vector<double> matrix_of(const std::vector<std::size_t>& group) const {
    const std::size_t n = group.size();
    std::vector<double> matrix(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      matrix[i * n + i] = 1.0;
      for (std::size_t j = 0; j < i; ++j) {
        const auto said = said_.find(pair_of(group[i], group[j]));
        if (said != said_.end()) matrix[i * n + j] = matrix[j * n + i] = said->second.latent;
      }
    }
    return matrix;
  }

  void solve(const std::vector<std::size_t>& group, std::vector<Latent>& out) {
    const std::size_t n = group.size();
    std::vector<double> matrix = matrix_of(group);
    auto lower = stats::lower_factor(matrix, n);
    if (!lower) {
      const Nearest nearest(matrix, n, group.front() == quality_);
      complain(group, matrix, nearest);
      if (uncertainty_.nearest_correlation) lower = stats::lower_factor(nearest.whole(), n);
    }
    if (!lower) return;
    for (std::size_t i = 0; i < n; ++i) {
      if (group[i] == quality_) continue;
      Latent latent{names_[group[i]], {}};
      for (std::size_t j = 0; j <= i; ++j) {
        const double weight = (*lower)[i * n + j];
        if (weight != 0.0) latent.terms.push_back({names_[group[j]], weight});
      }
      const bool own_number = latent.terms.size() == 1 && latent.terms.front().stream == latent.input;
      if (!own_number) out.push_back(std::move(latent));
    }
  }

  /// The inputs at fault and the matrix that could stand, pair by pair in the words of the file.
  void complain(const std::vector<std::size_t>& group, const std::vector<double>& matrix, const Nearest& nearest) {
    const std::size_t n = group.size();
    std::vector<std::string> culprits, args(1);
    const Correlation* entry = nullptr;
    for (const std::size_t i : stats::offenders(matrix, n)) culprits.push_back(short_name(names_[group[i]]));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const auto said = said_.find(pair_of(group[i], group[j]));
        if (group[i] == quality_ || group[j] == quality_) continue;
        const bool as_rank = said == said_.end() || said->second.as_rank;
        if (said != said_.end() && said->second.entry != nullptr && (entry == nullptr || said->second.entry < entry))
          entry = said->second.entry;
        const double latent = nearest.with_room(i, j);
        const double value = as_rank ? stats::rank_of_latent(latent) : latent;
        args.push_back("{between: [" + short_name(names_[group[j]]) + ", " + short_name(names_[group[i]]) +
                       "], value: " + fixed_digits(value) + (as_rank ? "}" : ", kind: latent}"));
      }
    }
    args.front() = joined(culprits);
    findings_.add(uncertainty_.nearest_correlation ? "correlation_mended" : "correlation_impossible",
                  entry == nullptr ? uncertainty_.place : entry->between.front().place, args);
  }

  [[nodiscard]] static std::string fixed_digits(double value) {
    constexpr double digits = 1e4;
    return text::shortest(std::round(value * digits) / digits + 0.0);
  }

  const Uncertainty& uncertainty_;
  const std::string& city_;
  const std::vector<Quantity>& inputs_;
  const std::vector<Lever>& levers_;
  text::Findings& findings_;
  std::vector<std::string> names_;
  std::map<Pair, Said> said_;
  std::optional<std::size_t> quality_;
};

}  // namespace

const FieldTable& Correlation::fields() {
  static const FieldRow rows[] = {
      required(names<&Correlation::between>(
          "between", {"Two or more uncertain inputs by name; every two of them have this correlation.",
                      "两个或更多不确定输入的名称，两两具有该相关系数。"})),
      required(fixed<&Correlation::value>("value", "share", correlation_range, {"The correlation.", "相关系数。"})),
      otherwise(choice<&Correlation::kind>(
                    "kind", kinds_of_correlation,
                    {"rank: Spearman's correlation of the inputs; latent: that of their normal scores.",
                     "rank：输入的斯皮尔曼秩相关；latent：其正态得分的相关。"}),
                "rank"),
  };
  static const FieldTable table{"correlation", rows};
  return table;
}

const FieldTable& Uncertainty::fields() {
  static const FieldRow rows[] = {
      list_of<&Uncertainty::correlation>("correlation", "id",
                                         {"Inputs that vary together; the same as `correlation:` at the top.",
                                          "共同变动的输入，等同于顶层的 correlation。"}),
      flag<&Uncertainty::nearest_correlation>(
          "nearest_correlation", {"Take the nearest possible correlations where those written cannot all hold.",
                                  "所写相关系数不能同时成立时，采用最接近的可行值。"}),
      otherwise(
          fixed<&Uncertainty::implementation_quality>(
              "implementation_quality", "share", share_range,
              {"Rank correlation of how well the levers are carried out: of each lever's `realisation`, or of its "
               "`reach` where it has none. 0.1 weak, 0.3 usual, 0.6 strong.",
               "各措施执行质量的秩相关：取各措施的 realisation，没有则取 reach。0.1 弱，0.3 一般，0.6 强。"}),
          "0"),
  };
  static const FieldTable table{"uncertainty", rows};
  return table;
}

std::vector<Latent> correlate(const Uncertainty& uncertainty, const std::string& city,
                              const std::vector<Quantity>& inputs, const std::vector<Lever>& levers,
                              text::Findings& findings) {
  return Correlator(uncertainty, city, inputs, levers, findings).latents();
}

}  // namespace citypeak::model
