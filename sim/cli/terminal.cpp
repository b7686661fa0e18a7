// SPDX-License-Identifier: MIT
// Writing to stdout and stderr, progress, signals.
#include "sim/cli/terminal.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace citypeak::cli {

namespace {

std::atomic<bool> stop_flag{false};
std::atomic<int> caught{0};

extern "C" void on_signal(int number) {
  if (caught.exchange(number) != 0) _exit(128 + number);
  stop_flag.store(true);
}

}  // namespace

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) throw OutputLost{};
}

void flush_output() {
  if (std::fflush(stdout) != 0) throw OutputLost{};
}

void print_findings(const text::Findings& findings, const text::Sources& sources, text::Language language) {
  for (const text::Finding& finding : findings.sorted()) {
    const std::string text = text::rendered(finding, sources, language);
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
}

void print_error(std::string_view text, std::string_view id) {
  const std::string line = fmt::format("citypeak: error: {} [{}]\n", text, id);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

SignalWatch::SignalWatch() {
  struct sigaction action {};
  action.sa_handler = &on_signal;
  sigemptyset(&action.sa_mask);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaction(number, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit on files fails like one to a full disk, and is said like it
}

const std::atomic<bool>& SignalWatch::stop() const { return stop_flag; }
int SignalWatch::exit_code() { return caught.load() == 0 ? 0 : 128 + caught.load(); }

Progress::Progress(std::uint64_t total, text::Language language) : total_(total), language_(language) {
  if (isatty(STDERR_FILENO) == 1) thread_ = std::thread([this] { watch(); });
}

Progress::~Progress() {
  finished_ = true;
  if (!thread_.joinable()) return;
  thread_.join();
  std::fputs("\r\033[K", stderr);
}

void Progress::watch() {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  while (!finished_) {
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    const double share = static_cast<double>(done.load()) / static_cast<double>(total_);
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    if (!(share > 0.0) || finished_) continue;  // nothing yet, or nothing to do
    const double left = seconds * (1.0 - share) / share;
    const std::string line = language_ == text::Language::zh
                                 ? fmt::format("\r\033[K已完成 {:.0f} %，约剩 {:.0f} 秒", 100.0 * share, left)
                                 : fmt::format("\r\033[K{:.0f} % done, {:.0f} s left", 100.0 * share, left);
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
  }
}

}  // namespace citypeak::cli
