// SPDX-License-Identifier: MIT
// manifest.json: what a result was made from and by, so that it can be repeated and checked.
#include "output/manifest.hpp"

#include "sim/table/json_writer.hpp"

namespace citypeak::output {
namespace {

using table::JsonWriter;

void add_files(JsonWriter& json, std::string_view key, const std::vector<HashedFile>& files) {
  json.key(key);
  json.begin_array();
  for (const HashedFile& file : files) {
    json.begin_object(JsonWriter::Layout::line);
    json.member("path", file.path);
    json.member("sha256", file.sha256);
    json.end_object();
  }
  json.end_array();
}

void add_shards(JsonWriter& json, const std::vector<ManifestShard>& shards) {
  json.key("shards");
  json.begin_array();
  for (const ManifestShard& shard : shards) {
    json.begin_object(JsonWriter::Layout::line);
    json.member("folder", shard.folder);
    json.member("shard", shard.shard);
    json.member("sha256", shard.sha256);
    json.end_object();
  }
  json.end_array();
}

void add_options(JsonWriter& json, const std::vector<ManifestOption>& options) {
  json.key("options");
  json.begin_object();
  for (const ManifestOption& option : options) {
    if (option.is_list) {
      json.member(option.name, option.values);
    } else {
      json.member(option.name, option.values.empty() ? std::string() : option.values.front());
    }
  }
  json.end_object();
}

// Takes `token` off the front of `text`, blanks first.
bool take(std::string_view& text, std::string_view token) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || text.compare(start, token.size(), token) != 0) return false;
  text.remove_prefix(start + token.size());
  return true;
}

}  // namespace

std::string manifest_json(const Manifest& manifest) {
  JsonWriter json;
  json.begin_object();
  json.member("format", manifest_format);
  json.member("version", manifest.version);
  json.member("command", manifest.command);
  add_options(json, manifest.options);
  add_files(json, "inputs", manifest.inputs);
  json.key("resolved");
  json.begin_object();
  for (const auto& [id, text] : manifest.resolved) json.member(id, text);
  json.end_object();
  json.key("seed");
  json.unsigned_integer(manifest.seed);
  json.member("design", manifest.design);
  if (!manifest.dimensions.empty()) json.member("dimensions", manifest.dimensions);
  json.key("draws");
  json.unsigned_integer(manifest.draws);
  json.member("build", manifest.build);
  json.member("isa", manifest.isa);
  json.key("threads");
  json.integer(manifest.threads);
  json.member("host", manifest.host);
  json.member("started", manifest.started);
  json.key("seconds");
  json.number(manifest.seconds);
  if (!manifest.shards.empty()) add_shards(json, manifest.shards);
  add_files(json, "files", manifest.files);
  json.end_object();
  return json.take();
}

bool is_our_manifest(std::string_view beginning) {
  return take(beginning, "{") && take(beginning, "\"format\"") && take(beginning, ":") &&
         take(beginning, "\"citypeak.");
}

}  // namespace citypeak::output
