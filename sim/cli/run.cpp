// SPDX-License-Identifier: MIT
// `citypeak run`: scenarios -> draws -> the distribution of the peak year, in a result folder and in the terminal.
#include "sim/cli/command.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/publication.hpp"
#include "sim/cli/shard.hpp"
#include "sim/cli/terminal.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"draws", "seed",       "design",  "until-se",  "shard",     "threads",
                                              "isa",   "out",        "force",   "format",    "variables", "years",
                                              "set",   "save-draws", "central", "reference", "library"};

/// All draws of a call, from its options to its folder.
[[nodiscard]] int run_whole(const Options& options) {
  const Began began;
  Preparation prepared = read_and_check(options, {});
  output::ResultFolder folder(prepared.target(), options.force);
  stop_if(folder.check(), options.terminal);
  make_plans(prepared);
  check_memory(prepared, prepared.most_draws);
  print_findings(prepared.inputs.findings, prepared.inputs.sources, options.terminal);
  publish(prepared, compute(prepared, {0, prepared.asked.draws}), began, {}, folder);
  return done;
}

int run_scenarios(const Options& options) {
  return guarded(options.terminal, [&] { return options.shard ? run_shard(options) : run_whole(options); });
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
