// SPDX-License-Identifier: MIT
// Opens a planner's files safely: only regular files, only inside the folders they may come from.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "sim/text/layers.hpp"

namespace citypeak::text {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 4U << 20U;  // bytes
constexpr int most_neighbours = 1000;            // names looked at for a suggestion

/// An open file that closes itself.
class OpenFile {
 public:
  explicit OpenFile(const fs::path& path)
      : number_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW)),
        error_(number_ < 0 ? errno : 0) {}
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] int error() const { return error_; }

 private:
  int number_;
  int error_;
};

/// Reads at most one byte more than is allowed; returns the system's error or 0.
int read_all(int number, std::string& bytes) {
  constexpr std::size_t piece = 1U << 16U;
  std::string buffer(piece, '\0');
  while (bytes.size() <= largest_file) {
    const auto count = ::read(number, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) break;
    bytes.append(buffer, 0, static_cast<std::size_t>(count));
  }
  return 0;
}

bool is_inside(const fs::path& path, const fs::path& root) {
  std::error_code failed;
  auto folder = fs::weakly_canonical(root, failed);
  if (failed || root.empty()) return false;
  if (!folder.has_filename()) folder = folder.parent_path();
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() && rest != path.end();
}

std::string nearest_neighbour(const fs::path& path) {
  std::error_code failed;
  std::vector<std::string> names;
  fs::directory_iterator entry(path.parent_path(), failed);
  for (int count = 0; !failed && entry != fs::directory_iterator() && count < most_neighbours; ++count) {
    names.push_back(entry->path().filename().string());
    entry.increment(failed);
  }
  std::sort(names.begin(), names.end());
  return nearest(path.filename().string(), names);
}

/// The suggestion for a name that is not there: the same folder, the nearest name in it.
std::string suggested_name(const fs::path& path, const std::string& shown) {
  const auto name = nearest_neighbour(path);
  if (name.empty()) return {};
  const auto folder = fs::path(shown).parent_path();
  return folder.empty() ? name : (folder / name).string();
}

/// Says what stands where a file was meant.
void add_no_file(bool is_folder, const std::string& shown, const Place& from, Findings& findings) {
  findings.add(is_folder ? "not_a_file_but_folder" : "not_a_regular_file", from, {shown});
}

void add_open_error(int error, const fs::path& path, const std::string& shown, const Place& from, Findings& findings) {
  if (error == ENOENT || error == ENOTDIR) {
    findings.add("file_not_found", from, {shown}, suggested_name(path, shown));
  } else if (error == ENXIO || error == ENODEV || error == EISDIR) {
    add_no_file(error == EISDIR, shown, from, findings);
  } else {
    findings.add("file_unreadable", from, {shown, std::generic_category().message(error)});
  }
}

}  // namespace

std::optional<FileId> open_source(Sources& sources, const fs::path& path, std::string shown,
                                  const std::vector<fs::path>& roots, const Place& from, Findings& findings) {
  if (sources.is_replay()) {
    const auto file = sources.open_recorded(shown);
    if (!file) findings.add("file_not_found", from, {shown});
    return file;
  }
  std::error_code failed;
  const auto real = fs::weakly_canonical(fs::absolute(path, failed), failed);
  if (failed) {
    add_open_error(failed.value(), path, shown, from, findings);
    return std::nullopt;
  }
  const bool allowed =
      roots.empty() || std::any_of(roots.begin(), roots.end(), [&](const auto& root) { return is_inside(real, root); });
  if (!allowed) {
    findings.add("outside_tree", from, {shown});
    return std::nullopt;
  }
  struct stat status {};
  const bool is_something_else = ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  if (is_something_else) {
    add_no_file(S_ISDIR(status.st_mode), shown, from, findings);
    return std::nullopt;
  }
  const OpenFile file(real);
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    add_open_error(file.number() < 0 ? file.error() : errno, real, shown, from, findings);
    return std::nullopt;
  }
  if (!S_ISREG(status.st_mode)) {
    add_no_file(S_ISDIR(status.st_mode), shown, from, findings);
    return std::nullopt;
  }
  std::string bytes;
  if (const int error = read_all(file.number(), bytes); error != 0) {
    add_open_error(error, real, shown, from, findings);
    return std::nullopt;
  }
  if (bytes.size() > largest_file) {
    findings.add("file_too_large", from, {shown, std::to_string(largest_file >> 20U)});
    return std::nullopt;
  }
  return sources.add(std::move(shown), path.string(), std::move(bytes));
}

Tree tree_of(const fs::path& file, const fs::path& library_option, const fs::path& program_folder) {
  std::error_code failed;
  const auto absolute_file = fs::absolute(file, failed);
  auto folder = fs::weakly_canonical(absolute_file.parent_path(), failed);
  if (failed) folder = absolute_file.parent_path().lexically_normal();
  Tree tree{folder, {}};
  for (auto above = folder; above.has_relative_path(); above = above.parent_path()) {
    if (above.filename() != "scenarios") continue;
    tree.root = above;
    break;
  }
  const auto beside_tree = tree.root.parent_path() / "policies";
  const auto beside_program = program_folder / "policies";
  if (!library_option.empty())
    tree.library = fs::absolute(library_option, failed).lexically_normal();
  else if (fs::is_directory(beside_tree, failed))
    tree.library = beside_tree;
  else if (!program_folder.empty() && fs::is_directory(beside_program, failed))
    tree.library = beside_program;
  return tree;
}

}  // namespace citypeak::text
