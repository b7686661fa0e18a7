// SPDX-License-Identifier: MIT
// `citypeak merge`: the shards of one run -> the files of that run, byte for byte, from their states alone.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

#include "generated/version.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/publication.hpp"
#include "sim/cli/shard_state.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/assembly.hpp"

namespace citypeak::cli {

namespace {

namespace fs = std::filesystem;
using text::joined;

constexpr std::string_view known_options[] = {"out", "force", "threads"};
constexpr std::size_t most_named = 8;  // stretches in a message

/// A shard as the first reading left it.
struct Part {
  std::string folder;
  Shard shard;
  run::BlockRange range;
  std::string sha256;
  [[nodiscard]] std::string name() const { return fmt::format("{}/{}", shard.index, shard.count); }
};

// --- are they of one run? ----------------------------------------------------------------------------------------

/// The words of one option; of the three that every run has, what holds where they are not written.
[[nodiscard]] std::string option_of(const ShardState& state, const std::string& name) {
  const Options defaults;
  for (const auto& option : state.options) {
    if (option.first == name) return joined(words_of({option}));
  }
  if (name == "draws") return fmt::format("--draws={}", defaults.draws);
  if (name == "seed") return fmt::format("--seed={}", defaults.seed);
  if (name == "design") return fmt::format("--design={}", run::name_of(defaults.design));
  return {};
}

/// A shard and the folder it was read from.
struct Named {
  const ShardState& state;
  const std::string& folder;
};

[[nodiscard]] text::Finding finding(std::string id, std::vector<std::string> args) {
  return {std::move(id), text::Severity::error, {}, std::move(args), {}};
}

[[nodiscard]] std::optional<text::Finding> option_difference(const Named& one, const Named& other) {
  std::set<std::string> names;
  for (const Named& each : {one, other}) {
    for (const auto& option : each.state.options) names.insert(option.first);
  }
  for (const std::string& name : names) {
    const std::string first = option_of(one.state, name), second = option_of(other.state, name);
    if (first == second) continue;
    if (first.empty()) return finding("merge_option_missing", {second, other.folder, one.folder});
    if (second.empty()) return finding("merge_option_missing", {first, one.folder, other.folder});
    return finding("merge_mixed", {first, one.folder, second, other.folder});
  }
  return std::nullopt;
}

[[nodiscard]] std::optional<text::Finding> file_difference(const Named& one, const Named& other) {
  const auto &first = one.state.sources, &second = other.state.sources;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    if (first[i].shown != second[i].shown)
      return finding("merge_mixed", {first[i].shown, one.folder, second[i].shown, other.folder});
    if (first[i].bytes != second[i].bytes)
      return finding("merge_file_differs", {first[i].shown, one.folder, other.folder});
  }
  return std::nullopt;
}

/// The difference that tells most; there is one.
[[nodiscard]] text::Finding difference(const Named& one, const Named& other) {
  if (one.state.command != other.state.command)
    return finding("merge_mixed", {one.state.command, one.folder, other.state.command, other.folder});
  if (one.state.files != other.state.files)
    return finding("merge_mixed", {joined(one.state.files), one.folder, joined(other.state.files), other.folder});
  if (const auto option = option_difference(one, other)) return *option;
  if (const auto file = file_difference(one, other)) return *file;
  return finding("state_broken", {(fs::path(other.folder) / state_name).string()});
}

// --- is every draw there once? -----------------------------------------------------------------------------------

/// Stretches of whole numbers in words, `first..last` each made by `word`.
template <class Word>
[[nodiscard]] std::string stretches(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& list,
                                    const Word& word) {
  std::vector<std::string> out;
  for (const auto& [first, last] : list) {
    if (out.size() == most_named) {
      out.emplace_back("...");
      break;
    }
    out.push_back(first == last ? word(first) : word(first) + ".." + word(last));
  }
  return joined(out);
}

/// Which shards hold draws that no folder has; nothing where the folders do not agree on how many shards there are.
[[nodiscard]] std::string missing_shards(const std::vector<Part>& parts, std::uint64_t draws) {
  const std::uint64_t count = parts.front().shard.count;
  std::set<std::uint64_t> there;
  for (const Part& part : parts) {
    if (part.shard.count != count) return {};
    there.insert(part.shard.index);
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> missing;
  for (std::uint64_t index = 1; index <= count && missing.size() <= most_named; ++index) {
    if (there.count(index) > 0 || run::part_of(draws, index, count).count == 0) continue;
    const bool goes_on = !missing.empty() && missing.back().second + 1 == index;
    if (goes_on) {
      missing.back().second = index;
    } else {
      missing.emplace_back(index, index);
    }
  }
  return stretches(missing, [count](std::uint64_t index) { return fmt::format("{}/{}", index, count); });
}

/// Overlaps and gaps of the parts among all draws.
void check_cover(std::vector<Part> parts, std::uint64_t draws, text::Findings& findings) {
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return std::pair(a.range.first, a.range.count) < std::pair(b.range.first, b.range.count);
  });
  std::uint64_t next = 0;  // the first draw that no shard so far has
  const Part* before = nullptr;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;
  for (const Part& part : parts) {
    const auto& [first, count] = part.range;
    if (count == 0) continue;
    if (first < next) {
      const std::string shared = fmt::format("{}..{}", first, std::min(next, first + count) - 1);
      findings.add("merge_overlap", {}, {before->folder, before->name(), part.folder, part.name(), shared});
    }
    if (first > next) gaps.emplace_back(next, first - 1);
    if (first + count > next) before = &part;
    next = std::max(next, first + count);
  }
  if (next < draws) gaps.emplace_back(next, draws - 1);
  if (gaps.empty()) return;
  const std::string missing = stretches(gaps, [](std::uint64_t draw) { return fmt::format("{}", draw); });
  const std::string shards = missing_shards(parts, draws);
  const std::string all = fmt::format("{}", draws);
  if (shards.empty()) {
    findings.add("merge_gap", {}, {missing, all});
  } else {
    findings.add("merge_missing", {}, {shards, missing, all});
  }
}

// --- the command -------------------------------------------------------------------------------------------------

class MergeCommand {
 public:
  explicit MergeCommand(const Options& options) : options_(options) {
    if (options.files.empty()) throw UsageError{finding("merge_nothing", {})};
  }

  int run() {
    read_states();
    const Options original = original_options();
    Preparation prepared = read_and_check(original, text::Sources::replay(std::move(first_->sources)));
    output::ResultFolder folder(prepared.target(), options_.force);
    stop_if(folder.check(), options_.terminal);
    refuse_shard_as_target(folder.target());
    make_plans(prepared);
    if (prepared.asked.draws != first_->draws) refuse(finding("state_broken", {state_file(parts_.front().folder)}));
    check_memory(prepared, first_->draws);
    print_findings(prepared.inputs.findings, prepared.inputs.sources, options_.terminal);
    publish(prepared, merged(prepared), began_, shards(), folder);
    return done;
  }

 private:
  [[nodiscard]] static std::string state_file(const std::string& folder) {
    return (fs::path(folder) / state_name).string();
  }

  [[noreturn]] void refuse(const text::Finding& finding) const {
    text::Findings findings;
    findings.add(finding.id, {}, finding.args);
    print_findings(findings, {}, options_.terminal);
    throw Ended{wrong_input};
  }

  /// The first reading: everything but the payloads, one state at a time. All complaints together.
  void read_states() {
    text::Findings findings;
    std::set<fs::path> known;
    for (const std::string& named : options_.files) {
      stop_if_signalled();
      std::error_code error;
      const bool is_state = fs::path(named).filename() == state_name && fs::is_regular_file(named, error);
      const std::string folder = is_state ? (fs::path(named) / "..").lexically_normal().string() : named;
      const fs::path whole = fs::weakly_canonical(folder, error);
      if (!error && !known.insert(whole).second) {
        findings.add("merge_twice", {}, {folder});
      } else if (auto problem = take(folder)) {
        findings.add(problem->id, {}, problem->args);
      }
    }
    if (!findings.has_errors()) check_cover(parts_, first_->draws, findings);
    stop_if_wrong(findings, {}, options_.terminal);
  }

  [[nodiscard]] std::optional<text::Finding> take(const std::string& folder) {
    auto read = read_state(folder);
    if (const auto* problem = std::get_if<text::Finding>(&read)) return *problem;
    auto& state = std::get<ShardState>(read);
    if (state.version != version || state.commit != commit) {
      return finding("state_of_other_build",
                     {state_file(folder), state.version + " " + state.commit, fmt::format("{} {}", version, commit)});
    }
    if (first_ && state.identity != first_->identity)
      return difference({*first_, parts_.front().folder}, {state, folder});
    parts_.push_back({folder, state.shard, state.part, state.sha256});
    if (first_) return std::nullopt;
    state.payload = std::vector<std::uint8_t>();  // `= {}` would keep its memory
    first_ = std::move(state);
    return std::nullopt;
  }

  /// The options of the run that the shards are of, with our own ways of writing.
  [[nodiscard]] Options original_options() const {
    const Command command = first_->command == "compare" ? compare_command() : run_command();
    std::vector<std::string> words = words_of(first_->options);
    words.insert(words.end(), first_->files.begin(), first_->files.end());
    std::optional<Options> out;
    try {
      out = parse_options(command.name, command.options, command.takes_files, words);
    } catch (const UsageError&) {  // no run can have had such options
    } catch (const HelpWanted&) {
    }
    const bool possible = out && command.name == first_->command && out->files == first_->files &&
                          deciding_options(*out) == first_->options && !out->central && !out->until_se;
    if (!possible) refuse(finding("state_broken", {state_file(parts_.front().folder)}));
    out->terminal = options_.terminal;
    out->out = options_.out;
    out->force = options_.force;
    out->threads = options_.threads;
    if (options_.language_option) set_language(*out, *options_.language_option);
    return *out;
  }

  /// The language of the files, and its word in the manifest: who repeats the run wants the same.
  static void set_language(Options& options, text::Language language) {
    options.language_option = language;
    auto& given = options.given;
    given.erase(std::remove_if(given.begin(), given.end(), [](const auto& option) { return option.first == "lang"; }),
                given.end());
    given.emplace_back("lang", std::vector<std::string>{language == text::Language::zh ? "zh" : "en"});
  }

  /// The target is replaced whole: a shard in it would be lost.
  void refuse_shard_as_target(const fs::path& target) const {
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(target, error);
    for (const Part& part : parts_) {
      const fs::path folder = fs::weakly_canonical(part.folder, error);
      const auto [rest, ignored] = std::mismatch(whole.begin(), whole.end(), folder.begin(), folder.end());
      if (rest == whole.end()) refuse(finding("merge_onto_shard", {target.string(), part.folder}));
    }
  }

  /// The second reading: payload after payload.
  [[nodiscard]] Computation merged(const Preparation& prepared) const {
    Computation out = compute(prepared, {0, 0});
    run::Assembly assembly(prepared.plans, std::move(out.result), first_->draws, prepared.options->keeps_draws());
    for (const Part& part : parts_) {
      stop_if_signalled();
      const auto read = read_state(part.folder);
      const auto* state = std::get_if<ShardState>(&read);
      const bool same = state != nullptr && state->sha256 == part.sha256;
      if (!same || !assembly.add(part.range, state->payload))
        refuse(finding("state_broken", {state_file(part.folder)}));
    }
    out.result = std::move(assembly).finish();
    return out;
  }

  [[nodiscard]] std::vector<output::ManifestShard> shards() const {
    std::vector<output::ManifestShard> out;
    for (const Part& part : parts_) out.push_back({part.folder, part.name(), part.sha256});
    return out;
  }

  const Options& options_;
  Began began_;
  std::optional<ShardState> first_;  // without its payload
  std::vector<Part> parts_;
};

int merge_shards(const Options& options) {
  return guarded(options.terminal, [&] { return MergeCommand(options).run(); });
}

}  // namespace

Command merge_command() {
  return {"merge",
          {"the shards of one run put together: the files of the whole run", "合并同一次运行的各分片，得到完整结果"},
          {"[options] FOLDER...", "[选项] 文件夹..."},
          known_options,
          false,
          &merge_shards};
}

}  // namespace citypeak::cli
