// SPDX-License-Identifier: MIT
// Bytes of a state, and reading them back with distrust.
#include "sim/cli/shard_state.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <system_error>

#include "output/sha256.hpp"
#include "sim/run/assembly.hpp"
#include "sim/summary/bytes.hpp"

namespace citypeak::cli {

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;
using summary::ByteReader;
using summary::ByteWriter;

// First a byte that is no text, last a line feed, so that a transfer "as text" is noticed at once.
constexpr std::string_view magic =
    "\x89"
    "citypeak state\n";
constexpr std::uint64_t format_version = 1;
constexpr std::size_t head_bytes = 32;  // magic, format version, length of the whole file
constexpr std::size_t hash_digits = 64;
constexpr std::size_t largest_source = 4U << 20U;  // bytes; no larger file is ever read
constexpr std::uint64_t most_draws = 1000000000;

[[nodiscard]] std::string_view view(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// --- writing -----------------------------------------------------------------------------------------------------

void put_text(std::string_view text, Bytes& bytes) {
  ByteWriter(bytes).put_short(text.size());
  bytes.insert(bytes.end(), text.begin(), text.end());
}

void put_texts(const std::vector<std::string>& texts, Bytes& bytes) {
  ByteWriter(bytes).put_short(texts.size());
  for (const std::string& text : texts) put_text(text, bytes);
}

/// Each content once, however often it was read; then the files in the order of reading.
void put_sources(const std::vector<text::Sources::Source>& sources, Bytes& bytes) {
  std::map<std::string_view, std::uint64_t> known;
  std::vector<std::string> contents;
  for (const auto& source : sources) {
    if (known.emplace(source.bytes, contents.size()).second) contents.push_back(source.bytes);
  }
  put_texts(contents, bytes);
  ByteWriter out(bytes);
  out.put_short(sources.size());
  for (const auto& source : sources) {
    put_text(source.shown, bytes);
    out.put_short(known.at(source.bytes));
  }
}

/// All that decides the result of every shard.
[[nodiscard]] Bytes deciding_bytes(const ShardState& state) {
  Bytes bytes;
  put_text(state.version, bytes);
  put_text(state.commit, bytes);
  put_text(state.command, bytes);
  put_texts(state.files, bytes);
  ByteWriter out(bytes);
  out.put_short(state.options.size());
  for (const auto& [name, values] : state.options) {
    put_text(name, bytes);
    put_texts(values, bytes);
  }
  put_sources(state.sources, bytes);
  out.put(state.draws);
  return bytes;
}

[[nodiscard]] Bytes front_of(const ShardState& state) {
  Bytes rest = deciding_bytes(state);
  put_text(state.identity, rest);
  ByteWriter out(rest);
  for (const std::uint64_t number : {state.shard.index, state.shard.count, state.part.first, state.part.count})
    out.put(number);
  out.put(std::uint64_t{state.payload.size()});
  Bytes bytes(magic.begin(), magic.end());
  ByteWriter(bytes).put(format_version);
  ByteWriter(bytes).put(std::uint64_t{head_bytes + rest.size() + state.payload.size() + hash_digits});
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

// --- reading -----------------------------------------------------------------------------------------------------

/// Takes texts and lists off the front of bytes; nothing is set aside for what is not there.
class Parser {
 public:
  explicit Parser(std::span<const std::uint8_t> bytes) : in_(bytes) {}
  [[nodiscard]] bool ok() const { return in_.ok() && good_; }
  [[nodiscard]] std::span<const std::uint8_t> rest() const { return in_.rest(); }
  [[nodiscard]] std::uint64_t number() { return in_.take(); }

  [[nodiscard]] std::uint64_t below(std::uint64_t limit) {
    const std::uint64_t value = in_.take_short();
    good_ = good_ && value < limit;
    return ok() ? value : 0;
  }

  [[nodiscard]] std::string text() {
    const std::uint64_t size = below(in_.rest().size() + 1);
    const std::span<const std::uint8_t> bytes = in_.rest();
    if (!ok() || size > bytes.size()) {
      good_ = false;
      return {};
    }
    in_ = ByteReader(bytes.subspan(size));
    return std::string(view(bytes.first(size)));
  }

  /// take(): one item.
  template <class Take>
  [[nodiscard]] auto list(const Take& take) {
    std::vector<decltype(take())> out;
    for (std::uint64_t left = below(in_.rest().size() + 1); left > 0 && ok(); --left) out.push_back(take());
    return out;
  }

  [[nodiscard]] std::vector<std::string> texts() {
    return list([this] { return text(); });
  }

  [[nodiscard]] std::vector<text::Sources::Source> sources() {
    const std::vector<std::string> contents = texts();
    good_ = good_ && std::all_of(contents.begin(), contents.end(),
                                 [](const std::string& content) { return content.size() <= largest_source; });
    std::uint64_t bytes = 0;
    return list([&] {
      std::string shown = text();
      const std::uint64_t content = below(contents.size());
      if (!ok()) return text::Sources::Source{};
      bytes += contents[content].size();
      good_ = bytes <= most_source_bytes;  // many files with one large content
      return text::Sources::Source{shown, shown, contents[content]};
    });
  }

 private:
  static constexpr std::uint64_t most_source_bytes = std::uint64_t{1} << 30;
  ByteReader in_;
  bool good_ = true;
};

/// What stands between head and hash, or nothing if it cannot have been written by us.
[[nodiscard]] std::optional<ShardState> parsed(std::span<const std::uint8_t> bytes) {
  Parser in(bytes);
  ShardState out;
  out.version = in.text();
  out.commit = in.text();
  out.command = in.text();
  out.files = in.texts();
  out.options = in.list([&] {
    std::string name = in.text();
    return std::pair(std::move(name), in.texts());
  });
  out.sources = in.sources();
  out.draws = in.number();
  out.identity = in.text();
  out.shard = {in.number(), in.number()};
  out.part = {in.number(), in.number()};
  const std::uint64_t size = in.number();
  if (!in.ok() || size != in.rest().size()) return std::nullopt;
  out.payload.assign(in.rest().begin(), in.rest().end());
  const bool counted = out.draws >= 1 && out.draws <= 2 * most_draws && out.shard.index >= 1 &&
                       out.shard.index <= out.shard.count && out.shard.count <= most_draws;
  if (!counted || out.files.empty() || identity_of(out) != out.identity) return std::nullopt;
  const run::BlockRange part = run::part_of(out.draws, out.shard.index, out.shard.count);
  if (part.first != out.part.first || part.count != out.part.count) return std::nullopt;
  return out;
}

/// A file that is read piece by piece and closes itself.
class StateFile {
 public:
  explicit StateFile(const fs::path& path)
      : number_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {
    struct stat status {};
    error_ = number_ < 0 || ::fstat(number_, &status) != 0 ? errno : 0;
    regular_ = error_ == 0 && S_ISREG(status.st_mode);
    size_ = regular_ ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  ~StateFile() {
    if (number_ >= 0) ::close(number_);
  }
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] bool is_regular() const { return regular_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Appends up to `count` bytes; fewer at the end of the file or after an error.
  void read(std::size_t count, Bytes& bytes) {
    constexpr std::size_t piece = 1U << 20U;
    while (count > 0 && error_ == 0) {
      const std::size_t before = bytes.size();
      bytes.resize(before + std::min(count, piece));
      const ssize_t got = ::read(number_, bytes.data() + before, std::min(count, piece));
      bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) error_ = errno;
      if (got <= 0) return;
      count -= static_cast<std::size_t>(got);
    }
  }

 private:
  int number_, error_ = 0;
  bool regular_ = false;
  std::uint64_t size_ = 0;
};

[[nodiscard]] text::Finding finding(std::string id, std::vector<std::string> args) {
  return {std::move(id), text::Severity::error, {}, std::move(args), {}};
}

/// What the first bytes say is wrong.
[[nodiscard]] std::optional<text::Finding> problem_of_head(const Bytes& head, std::uint64_t size,
                                                           const std::string& shown) {
  const std::string_view beginning = view(head).substr(0, magic.size());
  if (head.empty() || beginning != magic.substr(0, beginning.size())) return finding("state_foreign", {shown});
  if (head.size() < head_bytes) return finding("state_broken", {shown});
  ByteReader numbers(std::span<const std::uint8_t>(head).subspan(magic.size()));
  const std::uint64_t version = numbers.take(), length = numbers.take();
  if (version > format_version)
    return finding("state_newer", {shown, fmt::format("{}", version), fmt::format("{}", format_version)});
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (version < 1 || length != size || static_cast<double>(size) > there) return finding("state_broken", {shown});
  return std::nullopt;
}

}  // namespace

std::string ShardState::name() const { return fmt::format("{}/{}", shard.index, shard.count); }

std::string identity_of(const ShardState& state) { return output::sha256(view(deciding_bytes(state))); }

std::optional<output::Problem> write_state(const ShardState& state, output::ResultFolder& folder) {
  return folder.write(state_name, [&](const output::Sink& sink) {
    output::Sha256 hash;
    const Bytes front = front_of(state);
    for (const std::string_view piece : {view(front), view(state.payload)}) {
      hash.add(piece);
      sink(piece);
    }
    sink(hash.finish());
  });
}

std::variant<ShardState, text::Finding> read_state(const fs::path& folder) {
  const std::string shown = (folder / state_name).string();
  StateFile file(folder / state_name);
  if (file.error() == ENOENT || file.error() == ENOTDIR) return finding("state_missing", {folder.string()});
  if (file.error() == 0 && !file.is_regular()) return finding("not_a_regular_file", {shown});
  Bytes bytes;
  file.read(head_bytes, bytes);
  if (file.error() == 0) {
    if (auto problem = problem_of_head(bytes, file.size(), shown)) return *problem;
    bytes.reserve(file.size());
    file.read(file.size() - head_bytes, bytes);
  }
  if (file.error() != 0) return finding("file_unreadable", {shown, std::generic_category().message(file.error())});
  if (bytes.size() != file.size() || bytes.size() < head_bytes + hash_digits) return finding("state_broken", {shown});
  const std::span<const std::uint8_t> all(bytes);
  const std::size_t hashed = bytes.size() - hash_digits;
  if (output::sha256(view(all.first(hashed))) != view(all.subspan(hashed))) return finding("state_broken", {shown});
  auto state = parsed(all.subspan(head_bytes, hashed - head_bytes));
  if (!state) return finding("state_broken", {shown});
  state->sha256 = output::sha256(view(all));
  return std::move(*state);
}

}  // namespace citypeak::cli
