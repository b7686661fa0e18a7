// SPDX-License-Identifier: MIT
// state.citypeak: what a shard leaves for `merge`, enough by itself: the inputs as they were read, the options, the
// part of the draws and what survived of it. docs/formats/state.md describes the bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "output/result_folder.hpp"
#include "sim/cli/options.hpp"
#include "sim/run/ensemble.hpp"

namespace citypeak::cli {

inline constexpr std::string_view state_name = "state.citypeak";

struct ShardState {
  std::string version, commit;  ///< of the program
  std::string command;
  std::vector<std::string> files;                                         ///< scenarios as named
  std::vector<std::pair<std::string, std::vector<std::string>>> options;  ///< deciding_options()
  std::vector<text::Sources::Source> sources;                             ///< every file read, in its order
  Shard shard;
  std::uint64_t draws = 0;  ///< of all shards
  run::BlockRange part;     ///< of this one
  std::vector<std::uint8_t> payload;
  std::string identity;  ///< SHA-256 of all that decides the result: everything but shard, part and payload
  std::string sha256;    ///< of the file

  /// `3/8`
  [[nodiscard]] std::string name() const;
};

/// SHA-256 of all that decides the result of every shard.
[[nodiscard]] std::string identity_of(const ShardState& state);

/// Writes the file into `folder`.
[[nodiscard]] std::optional<output::Problem> write_state(const ShardState& state, output::ResultFolder& folder);

/// Reads FOLDER/state.citypeak whole. Every byte of it may be wrong: then one finding with the file's name.
[[nodiscard]] std::variant<ShardState, text::Finding> read_state(const std::filesystem::path& folder);

}  // namespace citypeak::cli
