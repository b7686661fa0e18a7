// SPDX-License-Identifier: MIT
// Feeds arbitrary bytes to the CSV reader: it must answer with a table or findings, never crash, hang or leak.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sim/text/csv_reader.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using citypeak::text::Language;
  citypeak::text::Sources sources;
  citypeak::text::Findings findings;
  const auto file = sources.add("fuzz.csv", {}, std::string(reinterpret_cast<const char*>(data), size));
  const auto table = citypeak::text::read_csv(sources, file, findings);
  require(table.has_value() != findings.has_errors());
  if (table) {
    for (const auto& row : table->rows) {
      require(row.size() == table->columns.size());
      for (const auto& cell : row) require(cell.place.line >= 1 && cell.place.end_column > cell.place.column);
    }
  }
  for (const auto& finding : findings.sorted()) (void)citypeak::text::rendered(finding, sources, Language::en);
  return 0;
}
