// SPDX-License-Identifier: MIT
// posix_spawn, and a wait that looks up now and then.
#include "output/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <thread>

extern char** environ;

namespace citypeak::output {

namespace {

constexpr std::chrono::milliseconds glance{5};

/// Ends a program that nobody waits for any more.
class RunningChild {
 public:
  explicit RunningChild(pid_t id) : id_(id) {}
  RunningChild(const RunningChild&) = delete;
  RunningChild& operator=(const RunningChild&) = delete;
  ~RunningChild() {
    if (ended_) return;
    ::kill(id_, SIGKILL);
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) continue;
  }
  /// True once it has ended; `status` is then as waitpid gives it.
  [[nodiscard]] bool has_ended(int& status) {
    const pid_t answer = ::waitpid(id_, &status, WNOHANG);
    ended_ = answer == id_ || (answer < 0 && errno != EINTR);
    return ended_;
  }

 private:
  pid_t id_;
  bool ended_ = false;
};

class FileActions {
 public:
  FileActions(const std::filesystem::path& folder, int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (output >= 0)
      ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    else
      ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
  }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

[[nodiscard]] std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

[[nodiscard]] std::vector<std::string> dateless_environment() {
  constexpr std::string_view fixed[] = {"SOURCE_DATE_EPOCH=0", "LC_ALL=C.UTF-8", "TZ=UTC0"};
  std::vector<std::string> out(std::begin(fixed), std::end(fixed));
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view word(*each), name = word.substr(0, word.find('=') + 1);
    const bool is_fixed = std::any_of(std::begin(fixed), std::end(fixed),
                                      [name](std::string_view one) { return one.substr(0, name.size()) == name; });
    if (!is_fixed) out.emplace_back(word);
  }
  return out;
}

/// An anonymous file that takes what a program prints.
class Capture {
 public:
  explicit Capture(bool wanted) : file_(wanted ? std::tmpfile() : nullptr) {}
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() {
    if (file_ != nullptr) std::fclose(file_);
  }
  [[nodiscard]] int number() const { return file_ == nullptr ? -1 : ::fileno(file_); }
  [[nodiscard]] std::string text() const {
    std::string out;
    char piece[4096];
    std::rewind(file_);
    for (std::size_t size = 0; (size = std::fread(piece, 1, sizeof piece, file_)) > 0;) out.append(piece, size);
    return out;
  }

 private:
  std::FILE* file_;
};

}  // namespace

bool is_on_path(std::string_view program) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (true) {
    const std::size_t colon = rest.find(':');
    const std::string file = std::string(rest.substr(0, colon)) + "/" + std::string(program);
    if (::access(file.c_str(), X_OK) == 0) return true;
    if (colon == std::string_view::npos) return false;
    rest.remove_prefix(colon + 1);
  }
}

int run_child(const Child& child, const std::function<void()>& between, std::string* output) {
  std::vector<std::string> words = child.words, settings = dateless_environment();
  const std::vector<char*> arguments = pointers_to(words), environment = pointers_to(settings);
  const Capture capture(output != nullptr);
  const FileActions actions(child.folder, capture.number());
  pid_t id = 0;
  const int error = ::posix_spawnp(&id, arguments[0], actions.get(), nullptr, arguments.data(), environment.data());
  if (error != 0) return error;
  RunningChild running(id);
  const auto end = std::chrono::steady_clock::now() + child.limit;
  int status = 0;
  while (!running.has_ended(status)) {
    if (between) between();
    if (std::chrono::steady_clock::now() > end) return ETIME;
    std::this_thread::sleep_for(glance);
  }
  if (output != nullptr && capture.number() >= 0) *output = capture.text();
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ENOEXEC;
}

}  // namespace citypeak::output
