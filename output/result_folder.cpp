// SPDX-License-Identifier: MIT
// A folder of results that appears whole or not at all, whatever interrupts the program.
#include "output/result_folder.hpp"

#include "output/sha256.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <system_error>
#include <utility>

namespace citypeak::output {
namespace {

namespace fs = std::filesystem;
using Kind = Problem::Kind;
using MaybeProblem = std::optional<Problem>;

constexpr int attempts = 16;  // against other programs doing the same at the same moment
constexpr mode_t folder_mode = 0777;
constexpr mode_t file_mode = 0666;
constexpr std::string_view partial_mark = ".partial-";
constexpr std::string_view aside_mark = ".old";
constexpr std::size_t random_digits = 16;

// A descriptor that is closed when it goes out of sight.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { (void)close(); }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  /// 0, or the errno of the close: some file systems report a full disk only here.
  int close() {
    if (number_ < 0) return 0;
    return ::close(std::exchange(number_, -1)) == 0 || errno == EINTR ? 0 : errno;
  }

 private:
  int number_;
};

MaybeProblem problem_at(const fs::path& path, int error_number = errno) {
  return problem_of(error_number, path.string());
}

// 0, or an errno. Some file systems cannot sync and say so with EINVAL: nothing more can be done there.
int synced(int descriptor) {
  while (::fsync(descriptor) != 0) {
    if (errno == EINTR) continue;
    return errno == EINVAL || errno == ENOTSUP ? 0 : errno;
  }
  return 0;
}

MaybeProblem sync_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.is_open()) return errno == EACCES ? std::nullopt : problem_at(folder);
  const int error = synced(descriptor.number());
  return error == 0 ? std::nullopt : problem_at(folder, error);
}

// 0, or an errno.
int hash_all(int descriptor, Sha256& hash) {
  std::vector<char> piece(std::size_t{1} << 20U);
  for (;;) {
    const ssize_t size = ::read(descriptor, piece.data(), piece.size());
    if (size == 0) return 0;
    if (size > 0) {
      hash.add({piece.data(), static_cast<std::size_t>(size)});
    } else if (errno != EINTR) {
      return errno;
    }
  }
}

// 0, or an errno.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

bool is_empty_folder(const fs::path& folder) {
  std::error_code error;
  const bool empty = fs::is_empty(folder, error);
  return empty && !error;
}

bool is_ours(const fs::path& folder) {
  const fs::path manifest = folder / manifest_name;
  const Descriptor descriptor(::open(manifest.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor.is_open()) return false;
  std::array<char, 256> beginning{};
  const ssize_t size = ::read(descriptor.number(), beginning.data(), beginning.size());
  return size > 0 && is_our_manifest(std::string_view(beginning.data(), static_cast<std::size_t>(size)));
}

// Is `inner` the folder `outer`, or somewhere in it?
bool lies_in(const fs::path& inner, const fs::path& outer) {
  const auto [rest, ignored] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return rest == outer.end();
}

// Replacing the folder we stand in (or the user's home) would pull the ground from under the shell.
bool is_around_us(const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (error) return false;
  const fs::path here = fs::current_path(error);
  if (!error && lies_in(here, real)) return true;
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return false;
  const fs::path real_home = fs::canonical(home, error);
  return !error && lies_in(real_home, real);
}

// `123-0123456789abcdef`: the process and a random number, as make_partial writes them.
bool is_partial_suffix(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || dash == 0 || text.size() != dash + 1 + random_digits) return false;
  const auto only = [](std::string_view part, std::string_view allowed) {
    return part.find_first_not_of(allowed) == std::string_view::npos;
  };
  return only(text.substr(0, dash), "0123456789") && only(text.substr(dash + 1), "0123456789abcdef");
}

void remove_whole(const fs::path& path) noexcept {
  std::error_code ignored;  // what cannot be removed now stays hidden, for the next run to try
  fs::remove_all(path, ignored);
}

std::uint64_t random_number() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | std::uint64_t{device()};
}

enum class Locked { yes, by_another, not_supported };

Locked lock_now(int descriptor) {
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    return errno == EWOULDBLOCK ? Locked::by_another : Locked::not_supported;
  }
  return Locked::yes;
}

bool is_same_folder(int descriptor, const fs::path& path) {
  struct stat open_one {};
  struct stat named_one {};
  return ::fstat(descriptor, &open_one) == 0 && ::lstat(path.c_str(), &named_one) == 0 &&
         open_one.st_dev == named_one.st_dev && open_one.st_ino == named_one.st_ino;
}

// A hidden folder goes only if its maker is gone: the lock died with it. Without locks we cannot know, and leave it.
void remove_if_dead(const fs::path& partial) {
  const Descriptor descriptor(::open(partial.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (descriptor.is_open() && lock_now(descriptor.number()) == Locked::yes) remove_whole(partial);
}

bool something_at(const fs::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

// 0, or an errno.
int renamed(const fs::path& from, const fs::path& to, unsigned flags) {
  const int status = flags == 0 ? ::rename(from.c_str(), to.c_str())
                                : ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags);
  return status == 0 ? 0 : errno;
}

bool lacks_flags(int error_number) {
  return error_number == EINVAL || error_number == ENOSYS || error_number == ENOTSUP;
}

}  // namespace

ResultFolder::ResultFolder(fs::path target, bool force, Exchange exchange)
    : target_(std::move(target)), force_(force), exchange_(exchange) {
  unusable_ = resolve();
}

ResultFolder::~ResultFolder() { abandon(); }

// Splits the target into the folder above it and its own name, without a slash at the end.
MaybeProblem ResultFolder::resolve() {
  std::string text = target_.string();
  if (text.empty() || text.find('\0') != std::string::npos) return Problem{Kind::bad_name, text, 0};
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  target_ = text;
  const std::string last = target_.filename().string();
  if (last == "." || last == "..") {
    std::error_code error;
    target_ = fs::canonical(target_, error);
    if (error) return problem_at(text, error.value());
  }
  if (target_.filename().empty()) return Problem{Kind::around_us, text, 0};
  parent_ = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  return std::nullopt;
}

MaybeProblem ResultFolder::check() const {
  if (unusable_) return unusable_;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    struct stat before {};
    if (::lstat(target_.c_str(), &before) != 0) return errno == ENOENT ? std::nullopt : problem_at(target_);
    if (S_ISLNK(before.st_mode)) return Problem{Kind::symbolic_link, target_.string(), 0};
    if (!S_ISDIR(before.st_mode)) return Problem{Kind::not_a_folder, target_.string(), 0};
    if (is_around_us(target_)) return Problem{Kind::around_us, target_.string(), 0};
    if (force_ || is_ours(target_) || is_empty_folder(target_)) return std::nullopt;
    struct stat after {};
    const bool same = ::lstat(target_.c_str(), &after) == 0 && after.st_ino == before.st_ino;
    if (same) break;  // else another program replaced it while we looked
  }
  return Problem{Kind::not_ours, target_.string(), 0};
}

MaybeProblem ResultFolder::begin() {
  if (auto problem = check()) return problem;
  if (auto problem = make_parents()) {
    abandon();
    return problem;
  }
  clear_leftovers();
  if (auto problem = check()) return problem;  // an interrupted replacement may have put the old folder back
  if (auto problem = make_partial()) {
    abandon();
    return problem;
  }
  return std::nullopt;
}

MaybeProblem ResultFolder::make_parents() {
  std::vector<fs::path> missing;
  for (fs::path folder = parent_; !folder.empty() && !something_at(folder); folder = folder.parent_path()) {
    missing.push_back(folder);
  }
  for (auto folder = missing.rbegin(); folder != missing.rend(); ++folder) {
    if (::mkdir(folder->c_str(), folder_mode) == 0) {
      made_.push_back(*folder);
    } else if (errno != EEXIST) {
      return problem_at(*folder);
    }
  }
  std::error_code error;
  return fs::is_directory(parent_, error) ? std::nullopt
                                          : MaybeProblem(Problem{Kind::not_a_folder, parent_.string(), 0});
}

// What earlier programs into this target left: hidden folders of dead ones go; an old folder that was moved aside
// goes back if the program died before the new one took its place.
void ResultFolder::clear_leftovers() const {
  const std::string prefix = "." + target_.filename().string() + std::string(partial_mark);
  std::vector<fs::path> leftovers;
  std::error_code error;
  for (fs::directory_iterator entry(parent_, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.compare(0, prefix.size(), prefix) == 0) leftovers.push_back(entry->path());
  }
  std::sort(leftovers.begin(), leftovers.end());
  for (const fs::path& leftover : leftovers) {
    const std::string name = leftover.filename().string();
    std::string_view suffix = std::string_view(name).substr(prefix.size());
    const bool aside = suffix.size() > aside_mark.size() &&
                       suffix.compare(suffix.size() - aside_mark.size(), aside_mark.size(), aside_mark) == 0;
    if (aside) suffix.remove_suffix(aside_mark.size());
    if (!is_partial_suffix(suffix)) continue;
    if (!aside) {
      remove_if_dead(leftover);
    } else if (something_at(target_)) {
      remove_whole(leftover);
    } else {
      (void)::rename(leftover.c_str(), target_.c_str());
    }
  }
}

MaybeProblem ResultFolder::make_partial() {
  const std::string name = target_.filename().string();
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const fs::path partial = parent_ / fmt::format(".{}{}{}-{:016x}", name, partial_mark, ::getpid(), random_number());
    if (::mkdir(partial.c_str(), folder_mode) != 0) {
      if (errno == EEXIST) continue;
      return problem_at(target_);
    }
    Descriptor descriptor(::open(partial.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!descriptor.is_open()) {
      const int error = errno;
      if (error == ENOENT) continue;  // taken for a dead one between the two calls: make another
      remove_whole(partial);
      return problem_at(target_, error);
    }
    if (lock_now(descriptor.number()) == Locked::by_another) continue;
    if (!is_same_folder(descriptor.number(), partial)) continue;
    lock_ = descriptor.release();
    partial_ = partial;
    return std::nullopt;
  }
  return problem_at(target_, EBUSY);
}

MaybeProblem ResultFolder::make_folders_for(const fs::path& file) {
  fs::path folder = partial_;
  for (const fs::path& part : file.parent_path()) {
    folder /= part;
    if (::mkdir(folder.c_str(), folder_mode) == 0) {
      subfolders_.push_back(folder);
    } else if (errno != EEXIST) {
      return problem_at(target_ / file);
    }
  }
  return std::nullopt;
}

MaybeProblem ResultFolder::write(std::string_view name, std::string_view bytes) {
  return write(name, [bytes](const Sink& sink) { sink(bytes); });
}

MaybeProblem ResultFolder::make_room_for(std::string_view name) {
  const fs::path file(name);
  const bool leaves = std::any_of(file.begin(), file.end(),
                                  [](const fs::path& part) { return part == ".." || part == "." || part.empty(); });
  if (partial_.empty() || name.empty() || file.is_absolute() || leaves) {
    return Problem{Kind::bad_name, std::string(name), 0};
  }
  return make_folders_for(file);
}

void ResultFolder::list(const fs::path& file, std::string sha256) {
  HashedFile entry{file.generic_string(), std::move(sha256)};
  const auto place = std::lower_bound(files_.begin(), files_.end(), entry,
                                      [](const HashedFile& a, const HashedFile& b) { return a.path < b.path; });
  files_.insert(place, std::move(entry));
}

MaybeProblem ResultFolder::write(std::string_view name, const std::function<void(const Sink&)>& fill) {
  if (auto problem = make_room_for(name)) return problem;
  const fs::path file(name), path = partial_ / file;
  const fs::path shown = target_ / file;  // the name that the user will look for
  Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode));
  if (!descriptor.is_open()) return problem_at(shown);
  Sha256 hash;
  int error = 0;
  fill([&](std::string_view piece) {
    if (error != 0) return;
    hash.add(piece);
    error = write_all(descriptor.number(), piece);
  });
  if (error == 0) error = synced(descriptor.number());
  const int close_error = descriptor.close();
  if (error == 0) error = close_error;
  if (error != 0) return problem_at(shown, error);
  list(file, hash.finish());
  return std::nullopt;
}

MaybeProblem ResultFolder::write_by_path(std::string_view name, const std::function<int(const std::string&)>& fill) {
  if (auto problem = make_room_for(name)) return problem;
  const fs::path file(name), path = partial_ / file, shown = target_ / file;
  if (const int error = fill(path.string())) return problem_at(shown, error);
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!descriptor.is_open()) return problem_at(shown);
  Sha256 hash;
  int error = synced(descriptor.number());
  if (error == 0) error = hash_all(descriptor.number(), hash);
  const int close_error = descriptor.close();
  if (error == 0) error = close_error;
  if (error != 0) return problem_at(shown, error);
  list(file, hash.finish());
  return std::nullopt;
}

MaybeProblem ResultFolder::write(const OutputFile& file) {
  return file.write_by_path ? write_by_path(file.name, file.write_by_path) : write(file.name, file.write);
}

MaybeProblem ResultFolder::commit() {
  if (partial_.empty()) return Problem{Kind::bad_name, target_.string(), 0};
  for (const fs::path& folder : subfolders_) {
    if (auto problem = sync_folder(folder)) return problem;
  }
  if (auto problem = sync_folder(partial_)) return problem;
  if (auto problem = put_in_place()) return problem;
  partial_.clear();
  made_.clear();
  Descriptor(std::exchange(lock_, -1)).close();
  (void)sync_folder(parent_);  // the results are in place already; only a power cut could undo the name
  return std::nullopt;
}

// Every step is one rename; another program may come between two of them, so a step that found the ground changed
// looks again.
MaybeProblem ResultFolder::put_in_place() {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    if (auto problem = check()) return problem;
    const int error = something_at(target_) ? replace_target() : take_free_name();
    if (error == 0) return std::nullopt;
    const bool changed = error == ENOENT || error == EEXIST || error == ENOTEMPTY;
    if (!changed) return problem_at(target_, error);
  }
  return problem_at(target_, EBUSY);
}

int ResultFolder::take_free_name() const {
  int error = EINVAL;
  if (exchange_ == Exchange::where_possible) error = renamed(partial_, target_, RENAME_NOREPLACE);
  return lacks_flags(error) ? renamed(partial_, target_, 0) : error;
}

int ResultFolder::replace_target() const {
  int error = EINVAL;
  if (exchange_ == Exchange::where_possible) error = renamed(partial_, target_, RENAME_EXCHANGE);
  if (error == 0) remove_whole(partial_);  // what stood there before
  return lacks_flags(error) ? move_aside_and_rename() : error;
}

int ResultFolder::move_aside_and_rename() const {
  const fs::path aside = partial_.string() + std::string(aside_mark);
  if (const int error = renamed(target_, aside, 0)) return error;
  const int error = renamed(partial_, target_, 0);
  if (error == 0 || something_at(target_)) {
    remove_whole(aside);  // the new folder, or that of another program, stands in its place
  } else {
    (void)renamed(aside, target_, 0);
  }
  return error;
}

void ResultFolder::abandon() noexcept {
  if (!partial_.empty()) remove_whole(partial_);
  partial_.clear();
  if (lock_ >= 0) ::close(std::exchange(lock_, -1));
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) ::rmdir(folder->c_str());  // only if empty
  made_.clear();
}

}  // namespace citypeak::output
