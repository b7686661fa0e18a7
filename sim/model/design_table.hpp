// SPDX-License-Identifier: MIT
// Anybody's points and results as a table: which row and block each belongs to, its inputs, its result.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/text/csv_reader.hpp"

namespace citypeak::model {

struct DesignTable {
  struct Row {
    std::string row, block;  ///< as written; empty where the table has no such column
    std::vector<double> x;   ///< of `inputs`
    double y = 0.0;
    text::Place place;  ///< of the result
  };
  std::vector<std::string> inputs;  ///< names of the columns that are neither row, block nor the result
  std::vector<Row> rows;
  text::Place place;  ///< of the table
  bool has_rows = false, has_blocks = false;
};

/// Findings: no column `y`, text or nothing in place of numbers, no inputs, no rows.
[[nodiscard]] DesignTable read_design(const text::Sources& sources, text::FileId file, const text::CsvTable& table,
                                      const std::string& y, text::Findings& findings);

}  // namespace citypeak::model
