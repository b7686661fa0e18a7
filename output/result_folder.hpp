// SPDX-License-Identifier: MIT
// A folder of results that appears whole or not at all, whatever interrupts the program.
#pragma once

#include "output/manifest.hpp"
#include "output/problem.hpp"
#include "output/writer.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace citypeak::output {

/// Files are written to a hidden folder beside the target, `.NAME.partial-PID-RANDOM`, which takes the target's name
/// in one step. A target that is absent, empty or ours (its manifest.json says so) is replaced whole; any other only
/// with `force`. Until `commit` has succeeded nothing that stood there before is touched, and the destructor removes
/// the hidden folder; a killed program leaves it behind, and the next one into the same target removes it. A hidden
/// folder in use is locked, so two programs at once do not disturb each other: the last to commit wins.
///
/// Order   check (as early as possible) -> begin -> write ... -> commit. Each gives a problem, or nothing if all is
/// well.
class ResultFolder {
 public:
  /// Whether the swap of two folders in one step may be used; `never` is for file systems without it, and for tests.
  enum class Exchange { where_possible, never };

  ResultFolder(std::filesystem::path target, bool force, Exchange exchange = Exchange::where_possible);
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;
  ~ResultFolder();

  /// May the target be written? Touches nothing.
  [[nodiscard]] std::optional<Problem> check() const;
  /// Makes missing folders above the target and the hidden one, after removing what dead programs left of theirs.
  [[nodiscard]] std::optional<Problem> begin();
  /// A new file, down to the disk. `name` may have folders of its own: `figures/fan.svg`.
  [[nodiscard]] std::optional<Problem> write(std::string_view name, std::string_view bytes);
  /// The same, filled piece by piece.
  [[nodiscard]] std::optional<Problem> write(std::string_view name, const std::function<void(const Sink&)>& fill);
  /// The same, filled by a library that opens the file itself: `fill` gets the path and gives 0 or an errno. The file
  /// is read once more for its SHA-256.
  [[nodiscard]] std::optional<Problem> write_by_path(std::string_view name,
                                                     const std::function<int(const std::string&)>& fill);
  /// Whichever of the two the file is filled by.
  [[nodiscard]] std::optional<Problem> write(const OutputFile& file);
  /// Gives the folder its name.
  [[nodiscard]] std::optional<Problem> commit();
  /// Removes everything that was made since `begin`.
  void abandon() noexcept;

  /// What was written so far with its SHA-256, by name: the `files` of the manifest.
  [[nodiscard]] const std::vector<HashedFile>& files() const { return files_; }
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }

 private:
  [[nodiscard]] std::optional<Problem> resolve();
  [[nodiscard]] std::optional<Problem> make_parents();
  [[nodiscard]] std::optional<Problem> make_partial();
  [[nodiscard]] std::optional<Problem> make_room_for(std::string_view name);
  [[nodiscard]] std::optional<Problem> make_folders_for(const std::filesystem::path& file);
  void list(const std::filesystem::path& file, std::string sha256);
  [[nodiscard]] std::optional<Problem> put_in_place();
  // Each gives 0, or an errno.
  [[nodiscard]] int take_free_name() const;
  [[nodiscard]] int replace_target() const;
  [[nodiscard]] int move_aside_and_rename() const;
  void clear_leftovers() const;

  std::filesystem::path target_, parent_, partial_;
  std::optional<Problem> unusable_;  // what is wrong with the target's very name
  bool force_ = false;
  Exchange exchange_ = Exchange::where_possible;
  int lock_ = -1;                                  // descriptor of the hidden folder, locked while we live
  std::vector<std::filesystem::path> made_;        // folders above the target that were not there before
  std::vector<std::filesystem::path> subfolders_;  // within the hidden folder
  std::vector<HashedFile> files_;
};

}  // namespace citypeak::output
