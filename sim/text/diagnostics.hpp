// SPDX-License-Identifier: MIT
// What is wrong with a planner's files: each finding has a place, a reason and a way to mend it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace citypeak::text {

/// Index of a file in `Sources`.
using FileId = std::uint32_t;

/// A range of characters in one line of one file. Lines and columns count from 1, columns count characters
/// (Unicode code points), `end_column` is one past the last character. line == 0: no place (an option, say).
struct Place {
  FileId file = 0;
  int line = 0;
  int column = 0;
  int end_column = 0;
};

enum class Severity { error, warning };
enum class Language { en, zh };

/// One entry of the catalogue: the only place where the words of findings stand.
/// {0}, {1}, ... are replaced by the finding's arguments.
struct Wording {
  std::string_view message, why, mend;
};
struct CatalogueEntry {
  std::string_view id;
  Severity severity;
  Wording en, zh;
};

/// The entry of `id`; an id that is not in the catalogue is our own mistake and ends the program.
[[nodiscard]] const CatalogueEntry& catalogue_entry(std::string_view id);
/// Every entry, in the order of the catalogue (docs/formats lists them; a test visits each).
[[nodiscard]] const std::vector<CatalogueEntry>& catalogue();

/// A complaint about the user's text.
struct Finding {
  std::string id;
  Severity severity = Severity::error;
  Place place;
  std::vector<std::string> args;
  std::string suggestion;  ///< what to write instead, or empty
};

/// The files read so far: their shown names, their bytes, their lines.
class Sources {
 public:
  struct Source {
    std::string shown;  ///< as the user named it (included files relative to the includer)
    std::string path;   ///< what was opened; empty for text that is no file (`--set`)
    std::string bytes;  ///< exactly what was read
  };
  Sources() = default;
  /// Sources that open `recorded` files again, in the order in which they were read, and never look at the disk.
  [[nodiscard]] static Sources replay(std::vector<Source> recorded);
  FileId add(std::string shown, std::string path, std::string bytes);
  [[nodiscard]] bool is_replay() const { return recorded_.has_value(); }
  /// Of a replay: the file that was opened next, or nullptr after the last.
  [[nodiscard]] const Source* next_recorded() const;
  /// Of a replay: opens that file; nothing if it was shown under another name.
  [[nodiscard]] std::optional<FileId> open_recorded(const std::string& shown);
  [[nodiscard]] const Source& operator[](FileId file) const { return sources_[file]; }
  [[nodiscard]] std::size_t size() const { return sources_.size(); }
  /// Line `line` (from 1) without its line end; empty beyond the file.
  [[nodiscard]] std::string_view line(FileId file, int line) const;

 private:
  std::vector<Source> sources_;
  std::optional<std::vector<Source>> recorded_;
  std::size_t opened_ = 0;  // of the recorded ones
};

/// Collects findings; nothing is thrown until everything that can be read has been read.
class Findings {
 public:
  /// Adds a finding; its severity comes from the catalogue.
  void add(std::string_view id, const Place& place, std::vector<std::string> args = {}, std::string suggestion = {});
  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  /// Whether a finding of this id has been added.
  [[nodiscard]] bool has(std::string_view id) const;
  /// In order of file, line, column; findings without a place first; equal ones once.
  [[nodiscard]] std::vector<Finding> sorted() const;
  [[nodiscard]] bool empty() const { return findings_.empty(); }

 private:
  std::vector<Finding> findings_;
  std::size_t errors_ = 0;
};

/// The user's files are wrong: ends in exit code 2.
struct InputError {
  Findings findings;
};

/// The three texts of a finding with its arguments put in (control characters escaped).
struct Worded {
  std::string message, why, mend;
};
[[nodiscard]] Worded worded(const Finding& finding, Language language);

/// `FILE:LINE:COL: error: TEXT [id]`, the user's line, a caret, why and mend; or `citypeak: error: TEXT [id]`.
[[nodiscard]] std::string rendered(const Finding& finding, const Sources& sources, Language language);
/// The list of `check --format json`: id, severity, file, line, column, end_column, message, why, mend, suggestion.
[[nodiscard]] std::string rendered_json(const std::vector<Finding>& findings, const Sources& sources,
                                        Language language);

/// The known word nearest to `word` (Damerau-Levenshtein, case ignored), or empty if none is near enough.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// `a, b, c`, for the words of a message.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

/// The number of characters (code points) of `text`; a byte that is not UTF-8 counts as one.
[[nodiscard]] int characters_in(std::string_view text);

/// `text` with what cannot be seen written as an escape: control and format characters, bytes that are not UTF-8.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace citypeak::text
