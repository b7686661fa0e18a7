// SPDX-License-Identifier: MIT
// Data of others that lie beside the project and not in it: where they are, and their tables as text.
#pragma once

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace citypeak::tests {

/// `part` of CITYPEAK_EVIDENCE, else of `shared/evidence` in a folder above or beside the one the test runs in.
inline std::optional<std::filesystem::path> evidence(const std::filesystem::path& part) {
  std::vector<std::filesystem::path> candidates;
  if (const char* named = std::getenv("CITYPEAK_EVIDENCE")) {
    candidates.emplace_back(named);
  } else {
    std::filesystem::path folder = std::filesystem::current_path();
    for (; folder != folder.parent_path(); folder = folder.parent_path()) {
      candidates.push_back(folder / "shared" / "evidence");
    }
  }
  for (const std::filesystem::path& candidate : candidates) {
    if (std::filesystem::exists(candidate / part)) return candidate / part;
  }
  return std::nullopt;
}

inline std::vector<std::string> split(std::string_view line, char mark) {
  std::vector<std::string> parts(1);
  for (const char letter : line) {
    if (letter == mark) {
      parts.emplace_back();
    } else if (letter != '\r') {
      parts.back() += letter;
    }
  }
  return parts;
}

/// The rows below the names of the columns.
inline std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line)) rows.push_back(split(line, ','));
  return rows;
}

inline double number(std::string_view text) {
  double value = 0.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  REQUIRE(read.ec == std::errc());
  return value;
}

}  // namespace citypeak::tests
