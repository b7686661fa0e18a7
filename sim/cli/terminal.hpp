// SPDX-License-Identifier: MIT
// What the user sees while and after a command runs: findings, progress, and a clean end after a signal.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>

#include "sim/text/diagnostics.hpp"

namespace citypeak::cli {

/// Prints to stdout; a reader that went away or a full disk is an error (exit 1).
struct OutputLost {};
void print(std::string_view text);
void flush_output();

/// Findings to stderr, in file order.
void print_findings(const text::Findings& findings, const text::Sources& sources, text::Language language);
/// `citypeak: error: TEXT [id]`
void print_error(std::string_view text, std::string_view id);

/// Signals that ask us to end: the flag is set, the number kept; a second one ends at once.
class SignalWatch {
 public:
  SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch() = default;
  [[nodiscard]] const std::atomic<bool>& stop() const;
  /// 128 + signal, or 0.
  [[nodiscard]] static int exit_code();
};

/// Shows the share done and the time left on a terminal, four times a second; silent elsewhere.
class Progress {
 public:
  Progress(std::uint64_t total, text::Language language);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();
  std::atomic<std::uint64_t> done{0};

 private:
  void watch();
  std::uint64_t total_;
  text::Language language_;
  std::atomic<bool> finished_{false};
  std::thread thread_;
};

}  // namespace citypeak::cli
