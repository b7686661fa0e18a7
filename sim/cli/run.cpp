// SPDX-License-Identifier: MIT
// `citypeak run`: scenarios -> draws -> the distribution of the peak year, in a result folder and in the terminal.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>

#include "generated/version.hpp"
#include "output/result_folder.hpp"
#include "output/sha256.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/report.hpp"
#include "sim/run/rotation.hpp"
#include "sim/run/shock_shares.hpp"
#include "sim/summary/ensemble.hpp"
#include "sim/summary/run_tables.hpp"
#include "sim/summary/summary_json.hpp"
#include "sim/text/yaml_writer.hpp"

namespace citypeak::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view known_options[] = {"draws",      "seed",    "design",    "until-se",  "threads", "isa",
                                              "out",        "force",   "format",    "variables", "years",   "set",
                                              "save-draws", "central", "reference", "library"};
constexpr std::uint64_t first_draws = 1024;  // of `--until-se`: what they show tells how many more are needed
constexpr double memory_share = 0.8;         // of the machine's memory that a run may take

/// Ends the command with an exit code after its message has been printed.
struct Ended {
  int code;
};

[[nodiscard]] bool is_chinese(text::Language language) { return language == text::Language::zh; }
[[nodiscard]] table::Language table_language(text::Language language) {
  return is_chinese(language) ? table::Language::zh : table::Language::en;
}

/// One call of `run` from its options to its folder.
class RunCommand {
 public:
  explicit RunCommand(const Options& options)
      : options_(options), began_(std::chrono::steady_clock::now()), started_(std::time(nullptr)) {}

  int run() {
    check_formats();
    inputs_ = read_inputs(options_);
    if (!inputs_.findings.has_errors()) check_together(inputs_);
    stop_if_wrong();
    find_reference();
    warn_of_other_cities();
    choose_kernel();
    output::ResultFolder folder(target(), options_.force);
    stop_if(folder.check());
    make_plans();
    check_memory();
    print_findings(inputs_.findings, inputs_.sources, options_.terminal);
    compute();
    add_warnings();
    write(folder);
    report();
    return done;
  }

 private:
  void check_formats() const {
    for (const std::string& format : options_.formats) {
      std::vector<std::string> known;
      std::string list;
      for (const output::Format& f : output::formats()) {
        known.emplace_back(f.name);
        list += (list.empty() ? "" : ", ") + std::string(f.name);
      }
      if (std::find(known.begin(), known.end(), format) == known.end()) {
        throw UsageError{text::Finding{
            "option_value", text::Severity::error, {}, {"format", format, list, "run"}, text::nearest(format, known)}};
      }
      for (const output::Format& f : output::formats()) {
        if (f.name == format && f.files == nullptr)
          throw UsageError{text::Finding{"format_not_built", text::Severity::error, {}, {format}, {}}};
      }
    }
  }

  void stop_if_wrong() const {
    if (!inputs_.findings.has_errors()) return;
    print_findings(inputs_.findings, inputs_.sources, options_.terminal);
    throw Ended{wrong_input};
  }

  void stop_if(const std::optional<output::Problem>& problem) const {
    if (!problem) return;
    text::Findings findings;
    if (problem->is_input_error()) {
      findings.add("output_folder", {}, {problem->message(table_language(options_.terminal))});
      print_findings(findings, inputs_.sources, options_.terminal);
      throw Ended{wrong_input};
    }
    print_error(problem->message(table_language(options_.terminal)), problem->id());
    throw Ended{not_finished};
  }

  /// The position of `--reference` among the scenarios.
  void find_reference() {
    if (options_.reference.empty()) return;
    std::vector<std::string> known;
    std::string list;
    for (const model::Scenario& scenario : inputs_.scenarios) {
      if (scenario.id == options_.reference) reference_ = known.size();
      known.push_back(scenario.id);
      list += (list.empty() ? "" : ", ") + scenario.id;
    }
    if (std::find(known.begin(), known.end(), options_.reference) != known.end()) return;
    throw UsageError{text::Finding{"option_value",
                                   text::Severity::error,
                                   {},
                                   {"reference", options_.reference, list, options_.command},
                                   text::nearest(options_.reference, known)}};
  }

  /// Scenarios of another city than the reference's are run, not compared.
  void warn_of_other_cities() {
    const model::Scenario& reference = inputs_.scenarios[reference_];
    for (const model::Scenario& scenario : inputs_.scenarios) {
      if (scenario.city.id != reference.city.id)
        inputs_.findings.add("other_city", {}, {scenario.id, scenario.city.id, reference.id, reference.city.id});
    }
  }

  [[nodiscard]] bool asks_for(std::string_view format) const {
    return std::find(options_.formats.begin(), options_.formats.end(), format) != options_.formats.end();
  }

  /// ensemble.nc holds the draws, whether or not they are wanted as CSV too.
  [[nodiscard]] bool keeps_draws() const { return options_.save_draws || asks_for("netcdf"); }

  [[nodiscard]] bool compares() const { return inputs_.scenarios.size() > 1 && !options_.central; }

  void choose_kernel() {
    const auto kernel = run::choose_kernel(options_.isa);
    if (!kernel) {
      std::string list;
      for (const run::NamedKernel& usable : run::usable_kernels())
        list += (list.empty() ? "" : ", ") + std::string(usable.name);
      throw UsageError{text::Finding{"isa_missing", text::Severity::error, {}, {options_.isa, list}, {}}};
    }
    kernel_ = *kernel;
  }

  [[nodiscard]] fs::path target() const {
    if (options_.out) return *options_.out;
    const std::size_t more = inputs_.scenarios.size() - 1;
    return fs::path("runs") / (inputs_.scenarios.front().id + (more > 0 ? fmt::format("+{}", more) : ""));
  }

  void make_plans() {
    plan::Request request;
    request.variables = options_.variables;
    request.seed = options_.seed;
    request.intermediates = options_.central;
    request.every_input = keeps_draws();
    request.compare = compares();
    request.verdicts = !options_.central && asks_for("verdicts");
    for (const model::Scenario& scenario : inputs_.scenarios) {
      plans_.push_back(plan::make_plan(scenario, request, inputs_.findings));
      tables_ = plans_.back().tables;  // laws that the next scenario has too need no second table
      request.tables = &tables_;
    }
    most_draws_ = most_draws();
    asked_.draws = options_.central ? 1 : most_draws_;
    if (options_.until_se && !options_.central)
      asked_.draws = std::min(most_draws_, run::rounded_draws(options_.design, first_draws));
    asked_.seed = options_.seed;
    asked_.design = options_.central ? "central" : std::string(run::name_of(options_.design));
    asked_.years = years();
    stop_if_wrong();
  }

  /// Draws that the run may take at most: what is asked, or all there are if it ends by its standard error.
  [[nodiscard]] std::uint64_t most_draws() const {
    constexpr std::uint64_t all = 1000000000;
    if (!options_.until_se) return run::rounded_draws(options_.design, options_.draws);
    const std::uint64_t most = options_.draws_given ? options_.draws : all;
    std::uint64_t rounded = run::rounded_draws(options_.design, most);
    const bool may_halve = rounded > most && rounded > run::rounded_draws(options_.design, 1);
    return may_halve ? rounded / 2 : rounded;
  }

  /// Draws to add to those done, 0 when every P(peak<=Y) is as sure as was asked.
  [[nodiscard]] std::uint64_t more_draws(const run::RunResult& result) {
    worst_error_ = run::worst_peak_error(plans_, result);
    if (worst_error_ <= *options_.until_se || result.draws >= most_draws_) return 0;
    std::uint64_t wanted = 2 * result.draws;
    if (options_.design == run::Design::monte_carlo) {
      const double ratio = worst_error_ / *options_.until_se;
      const auto blocks =
          static_cast<std::uint64_t>(static_cast<double>(result.draws) * ratio * ratio / run::block_draws) + 1;
      wanted = std::max(result.draws + run::block_draws, blocks * run::block_draws);
    }
    return std::min(wanted, most_draws_) - result.draws;
  }

  /// The years of `--years`, ascending.
  [[nodiscard]] std::vector<int> years() const {
    const model::Scenario& first = inputs_.scenarios.front();
    std::vector<int> out;
    for (const std::string& range : options_.year_ranges) {
      const auto period = model::parse_period(range);
      const std::size_t dash = range.find('-');
      const std::string dotted = dash == std::string::npos ? "" : range.substr(0, dash) + ".." + range.substr(dash + 1);
      if (!period && model::parse_period(dotted)) {
        throw UsageError{text::Finding{"years_with_dash", text::Severity::error, {}, {range, dotted}, {}}};
      }
      const bool inside =
          period && period->first >= first.base_year && period->last.value_or(first.horizon) <= first.horizon;
      if (!inside) {
        throw UsageError{text::Finding{
            "option_value",
            text::Severity::error,
            {},
            {"years", range,
             fmt::format(fmt::runtime(is_chinese(options_.terminal) ? "{}..{} 之间的年份" : "years within {}..{}"),
                         first.base_year, first.horizon),
             "run"},
            {}}};
      }
      for (int year = period->first; year <= period->last.value_or(first.horizon); ++year) out.push_back(year);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Years in which scenarios are compared: those asked for, else every fifth, 2025, 2030, ..., and the horizon.
  [[nodiscard]] std::vector<int> compared_years() const {
    if (!asked_.years.empty()) return asked_.years;
    const model::Scenario& first = inputs_.scenarios.front();
    constexpr int every = 5;
    std::vector<int> out;
    for (int year = first.base_year; year <= first.horizon; ++year) {
      if (year % every == 0 || year == first.horizon) out.push_back(year);
    }
    return out;
  }

  void check_memory() const {
    const int threads = options_.threads > 0 ? options_.threads : static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
    // By its error a run takes a quarter over the square of it, at most; twice that with doubling.
    std::uint64_t draws = most_draws_;
    if (options_.until_se)
      draws =
          std::min(draws, static_cast<std::uint64_t>(0.5 / (*options_.until_se * *options_.until_se)) + first_draws);
    const double needed = run::memory_estimate(plans_, options_.central ? 1 : draws, threads,
                                               run::replicates_of(options_.design), keeps_draws());
    const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    if (needed <= memory_share * there) return;
    throw UsageError{text::Finding{"memory_limit",
                                   text::Severity::error,
                                   {},
                                   {fmt::format("{:.1f}", needed / 1e9), fmt::format("{:.1f}", there / 1e9)},
                                   {}}};
  }

  void compute() {
    const SignalWatch watch;
    run::EnsembleOptions ensemble;
    ensemble.threads = options_.central ? 1 : options_.threads;
    ensemble.keep_draws = keeps_draws();
    ensemble.stop = &watch.stop();
    if (compares()) ensemble.reference = reference_;
    ensemble.compared_years = compared_years();
    if (options_.until_se && !options_.central)
      ensemble.more = [this](const run::RunResult& result) { return more_draws(result); };
    const auto draws = make_draws();
    plan::Inputs inputs(plans_);
    if (options_.design == run::Design::sobol && !options_.central)
      inputs.reflect(run::leading_directions(plans_[reference_], reference_, inputs, run::CounterDraws(*kernel_.kernel),
                                             *kernel_.kernel));
    dimensions_ = inputs.stream_names();
    {
      Progress progress(asked_.draws, options_.terminal);
      ensemble.progress = &progress.done;
      const auto result = run::run(plans_, inputs, *draws, {0, asked_.draws}, *kernel_.kernel, ensemble);
      results_ = run::results_of(plans_, result, asked_);
    }
    results_.changes = options_.sets;
    const run::CounterDraws counter(*kernel_.kernel);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      results_.scenarios[i].levers = run::lever_results(plans_[i], counter, *kernel_.kernel);
      if (!options_.central) results_.scenarios[i].shocks = run::shock_shares(plans_[i], counter, *kernel_.kernel);
    }
  }

  [[nodiscard]] std::unique_ptr<run::Draws> make_draws() const {
    if (options_.central) return std::make_unique<run::CentralDraws>();
    if (options_.design == run::Design::monte_carlo) return std::make_unique<run::CounterDraws>(*kernel_.kernel);
    return std::make_unique<run::EvenDraws>(options_.design, *kernel_.kernel);
  }

  /// Warnings of the files, one for every lever without effect, and one where the draws did not suffice.
  void add_warnings() {
    text::Findings idle;
    if (options_.until_se && worst_error_ > *options_.until_se) {
      const std::vector<std::string> args{fmt::format("{}", results_.draws), fmt::format("{:.2g}", worst_error_),
                                          fmt::format("{}", *options_.until_se)};
      idle.add("until_se_missed", {}, args);
      results_.warnings.push_back(
          warning_of(text::Finding{"until_se_missed", text::Severity::warning, {}, args, {}}, nullptr));
    }
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      for (std::size_t l = 0; l < results_.scenarios[i].levers.size(); ++l) {
        const summary::LeverResult& lever = results_.scenarios[i].levers[l];
        if (lever.effect != summary::LeverResult::Effect::none) continue;
        const text::Place& place = plans_[i].scenario.levers[l].place;
        const std::vector<std::string> args{lever.id,
                                            is_chinese(options_.terminal) ? lever.reason.zh : lever.reason.en};
        idle.add("no_effect", place, args);
        results_.warnings.push_back(
            warning_of(text::Finding{"no_effect", text::Severity::warning, place, args, {}}, &lever.reason));
      }
    }
    for (const text::Finding& finding : inputs_.findings.sorted())
      results_.warnings.push_back(warning_of(finding, nullptr));
    print_findings(idle, inputs_.sources, options_.terminal);
  }

  [[nodiscard]] summary::WarningResult warning_of(text::Finding finding, const summary::Text* reason) const {
    summary::WarningResult out;
    out.id = finding.id;
    out.line = finding.place.line;
    if (finding.place.line > 0) out.file = inputs_.sources[finding.place.file].shown;
    if (reason != nullptr) finding.args[1] = reason->en;
    out.message.en = text::worded(finding, text::Language::en).message;
    if (reason != nullptr) finding.args[1] = reason->zh;
    out.message.zh = text::worded(finding, text::Language::zh).message;
    return out;
  }

  /// Language of the files: `--lang`, else the first scenario's, else English; never the locale.
  [[nodiscard]] table::Language file_language() const {
    if (options_.language_option) return table_language(*options_.language_option);
    return inputs_.scenarios.front().language == "zh" ? table::Language::zh : table::Language::en;
  }

  void write(output::ResultFolder& folder) {
    std::vector<table::Table> machine, readers;
    if (options_.central) {
      std::vector<summary::CentralVariable> central;
      for (const plan::Plan& plan : plans_) {
        const auto more = run::central_variables(plan, *kernel_.kernel);
        central.insert(central.end(), more.begin(), more.end());
      }
      machine.push_back(summary::central_table(central, results_.base_year));
    } else {
      machine = summary::machine_tables(results_, options_.save_draws);
      readers = summary::readers_tables(results_);
    }
    std::optional<table::Ensemble> ensemble;
    if (!options_.central && asks_for("netcdf")) ensemble = summary::ensemble_of(results_, version);
    stop_if(folder.begin());
    stop_if(folder.write("summary.json", summary::summary_json(results_, options_.command)));
    const output::Tables tables{machine, readers, file_language(), ensemble ? &*ensemble : nullptr, &stop_if_signalled};
    for (const output::Format& format : output::formats()) {
      const bool wanted =
          options_.formats.empty() || (options_.central && format.name == "csv") || asks_for(format.name);
      if (!wanted || format.files == nullptr) continue;
      for (const output::OutputFile& file : format.files(tables)) {
        stop_if_signalled();
        stop_if(folder.write(file));
      }
    }
    stop_if(folder.write(output::manifest_name, manifest(folder)));
    stop_if_signalled();
    stop_if(folder.commit());
    folder_ = folder.target();
  }

  static void stop_if_signalled() {
    if (SignalWatch::exit_code() != 0) throw run::Interrupted{};
  }

  [[nodiscard]] std::string manifest(const output::ResultFolder& folder) const {
    output::Manifest out;
    out.version = std::string(version);
    out.command = options_.command;
    out.options.push_back({"files", options_.files, true});
    for (const auto& [name, values] : options_.given) out.options.push_back({name, values, name == "set"});
    for (text::FileId i = 0; i < inputs_.sources.size(); ++i) {
      const auto& source = inputs_.sources[i];
      if (!source.path.empty()) out.inputs.push_back({source.shown, output::sha256(source.bytes)});
    }
    for (const model::Scenario& scenario : inputs_.scenarios)
      out.resolved.emplace_back(scenario.id, text::to_yaml(scenario.tree));
    out.seed = options_.seed;
    out.design = results_.design;
    out.draws = results_.draws;
    if (options_.design == run::Design::sobol && !options_.central) out.dimensions = dimensions_;
    out.build = fmt::format("{} {} {}", commit, compiler, build_type);
    out.isa = std::string(kernel_.name);
    out.threads = options_.threads > 0 ? options_.threads : static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
    char host[256] = {};
    if (gethostname(host, sizeof host - 1) == 0) out.host = host;
    out.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(started_));
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    out.files = folder.files();
    return output::manifest_json(out);
  }

  void report() const {
    const table::Language language = table_language(options_.terminal);
    if (options_.central) {
      print(fmt::format(fmt::runtime(is_chinese(options_.terminal) ? "中位路径已写入 {}\n" : "central path in {}\n"),
                        (folder_ / "central.csv").string()));
      return;
    }
    print(summary::terminal_summary(results_, language));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    print(fmt::format(fmt::runtime(is_chinese(options_.terminal) ? "\n抽样{}次，用时{:.2f}秒；结果保存在 {}\n"
                                                                 : "\n{} draws in {:.2f} s; results in {}\n"),
                      results_.draws, seconds, folder_.string()));
    print("\n");  // the answer is what stays on the screen
    for (std::size_t i = 0; i < results_.scenarios.size(); ++i) print(summary::answer(results_, i, language) + "\n");
  }

  const Options& options_;
  std::chrono::steady_clock::time_point began_;
  std::time_t started_;
  Inputs inputs_;
  run::NamedKernel kernel_{};
  std::vector<plan::Plan> plans_;
  plan::MarginalTables tables_;
  run::Asked asked_;
  std::size_t reference_ = 0;
  std::uint64_t most_draws_ = 0;
  double worst_error_ = 0.0;
  std::vector<std::string> dimensions_;
  summary::Results results_;
  fs::path folder_;
};

int run_scenarios(const Options& options) {
  try {
    return RunCommand(options).run();
  } catch (const Ended& ended) {
    return ended.code;
  } catch (const run::Interrupted&) {
    print_error(is_chinese(options.terminal) ? "已中断，未写任何结果" : "interrupted; nothing was written",
                "interrupted");
    return not_finished;
  } catch (const run::RunError& error) {
    print_error(is_chinese(options.terminal) ? error.message_zh : error.message_en, "run_failed");
    return not_finished;
  }
}

/// The same as `run` with several files.
int compare_scenarios(const Options& options) {
  if (options.files.size() < 2) throw UsageError{text::Finding{"compare_one", text::Severity::error, {}, {}, {}}};
  return run_scenarios(options);
}

}  // namespace

Command run_command() {
  return {"run",
          {"when emissions peak: draws, tables, the answer in a sentence", "何时达峰：抽样、表格与一句话结论"},
          {"[options] FILE...", "[选项] 文件..."},
          known_options,
          true,
          &run_scenarios};
}

Command compare_command() {
  return {"compare",
          {"several scenarios on the same draws: what each changes against the reference",
           "在同一组抽样上对比多个情景：各情景相对基准的变化"},
          {"[options] FILE FILE...", "[选项] 文件 文件..."},
          known_options,
          true,
          &compare_scenarios};
}

}  // namespace citypeak::cli
