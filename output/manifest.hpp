// SPDX-License-Identifier: MIT
// manifest.json: what a result was made from and by, so that it can be repeated and checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace citypeak::output {

/// The file by which a result folder is known to be ours, and how its format begins.
inline constexpr std::string_view manifest_name = "manifest.json";
inline constexpr std::string_view manifest_format = "citypeak.manifest/1";

struct HashedFile {
  std::string path, sha256;
};

/// An option as given; repeatable ones have a list even for one value.
struct ManifestOption {
  std::string name;
  std::vector<std::string> values;
  bool is_list = false;
};

/// A part that was computed elsewhere: its folder as named, which part it is, and the SHA-256 of its state.
struct ManifestShard {
  std::string folder, shard, sha256;
};

struct Manifest {
  std::string version, command;
  std::vector<ManifestOption> options;
  std::vector<HashedFile> inputs;
  std::vector<std::pair<std::string, std::string>> resolved;  ///< scenario id, resolved YAML text
  std::uint64_t seed = 0;
  std::string design;
  std::vector<std::string> dimensions;  ///< of a Sobol sequence: the random numbers in their order; else empty
  std::uint64_t draws = 0;
  std::string build, isa;
  int threads = 0;
  std::string host;
  std::string started;  ///< UTC, 2026-01-31T12:00:00Z
  double seconds = 0.0;
  std::vector<ManifestShard> shards;  ///< of a merged result; else empty
  std::vector<HashedFile> files;
};

[[nodiscard]] std::string manifest_json(const Manifest& manifest);

/// Whether the beginning of a manifest.json says that one of our commands wrote it.
[[nodiscard]] bool is_our_manifest(std::string_view beginning);

}  // namespace citypeak::output
