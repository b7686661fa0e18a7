// SPDX-License-Identifier: MIT
// Reads a planner's table in CSV into cells that know where they were written.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/text/diagnostics.hpp"

namespace citypeak::text {

/// A cell's text without its quotes, and its place with them.
struct CsvCell {
  std::string text;
  Place place;
};

struct CsvTable {
  std::vector<std::string> columns;  ///< names in the order of the file, each once
  std::vector<Place> column_places;
  std::vector<std::vector<CsvCell>> rows;  ///< as many cells in each as there are columns

  /// The position of the column named `name`, wherever it stands.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
};

/// Reads a table after RFC 4180: comma, double quotes, LF or CRLF, one header row, byte order mark allowed, empty lines
/// skipped; at most 4 MB and 200,000 rows. nullopt when findings were added; they name row (the header is row 1) and
/// column.
[[nodiscard]] std::optional<CsvTable> read_csv(Sources& sources, FileId file, Findings& findings);

}  // namespace citypeak::text
