// SPDX-License-Identifier: MIT
// SHA-256 fingerprints of inputs and results, so that a reviewer can tell whether a file is still the same.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace citypeak::output {

/// A fingerprint taken piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  void add(std::string_view bytes);
  /// 64 hexadecimal digits; call once, at the end.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace citypeak::output
