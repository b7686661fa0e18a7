// SPDX-License-Identifier: MIT
// A part of the draws and its folder: state.citypeak and manifest.json.
#include "sim/cli/shard.hpp"

#include <fmt/format.h>

#include "generated/version.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/ending.hpp"
#include "sim/cli/publication.hpp"
#include "sim/cli/shard_state.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/assembly.hpp"

namespace citypeak::cli {

namespace {

[[nodiscard]] ShardState state_of(const Preparation& prepared, run::BlockRange part) {
  const Options& options = *prepared.options;
  const text::Sources& sources = prepared.inputs.sources;
  ShardState out;
  out.version = std::string(version);
  out.commit = std::string(commit);
  out.command = options.command;
  out.files = options.files;
  out.options = deciding_options(options);
  for (text::FileId i = 0; i < sources.size(); ++i) {
    if (!sources[i].path.empty()) out.sources.push_back(sources[i]);
  }
  out.shard = *options.shard;
  out.draws = prepared.asked.draws;
  out.part = part;
  out.identity = identity_of(out);
  return out;
}

/// What was done, where it is, and what comes next; no results, which a part of the draws does not have.
void tell(const Options& options, const ShardState& state, double seconds, const std::filesystem::path& folder) {
  const bool zh = options.terminal == text::Language::zh;
  const auto& [first, count] = state.part;
  const std::string draws =
      count > 0 ? fmt::format(fmt::runtime(zh ? "编号 {} 至 {} 的抽样（从 0 起，共 {} 次）" : "draws {}..{} of {}"),
                              first, first + count - 1, state.draws)
                : fmt::format(fmt::runtime(zh ? "没有抽样（共 {} 次，不足以分给每一份）"
                                              : "no draws (there are {}, too few for every shard)"),
                              state.draws);
  print(fmt::format(
      fmt::runtime(zh ? "分片 {}：{}，用时{:.2f}秒；状态保存在 {}\n" : "shard {}: {} in {:.2f} s; state in {}\n"),
      state.name(), draws, seconds, (folder / state_name).string()));
  print(fmt::format(fmt::runtime(zh ? "{0} 个分片都完成后即可合并：citypeak merge 各分片文件夹...\n"
                                    : "once the shards 1/{0} to {0}/{0} are there: citypeak merge FOLDER...\n"),
                    state.shard.count));
}

}  // namespace

int run_shard(const Options& options) {
  const Began began;
  Preparation prepared = read_and_check(options, {});
  output::ResultFolder folder(prepared.target(), options.force);
  stop_if(folder.check(), options.terminal);
  make_plans(prepared);
  const run::BlockRange part = run::part_of(prepared.asked.draws, options.shard->index, options.shard->count);
  check_memory(prepared, part.count);
  print_findings(prepared.inputs.findings, prepared.inputs.sources, options.terminal);
  const Computation computed = compute(prepared, part);
  ShardState state = state_of(prepared, part);
  run::write_part(computed.result, state.payload);
  stop_if(folder.begin(), options.terminal);
  stop_if(write_state(state, folder), options.terminal);
  output::Manifest manifest = manifest_of(prepared, began);
  manifest.dimensions = computed.dimensions;
  manifest.files = folder.files();
  stop_if(folder.write(output::manifest_name, output::manifest_json(manifest)), options.terminal);
  stop_if_signalled();
  stop_if(folder.commit(), options.terminal);
  tell(options, state, began.seconds(), folder.target());
  return done;
}

}  // namespace citypeak::cli
