// SPDX-License-Identifier: MIT
// A validated scenario: a city, its levers and the list of everything that was assumed, each with its place.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/city_target.hpp"
#include "sim/model/correlation.hpp"
#include "sim/model/lever.hpp"
#include "sim/text/layers.hpp"

namespace citypeak::model {

struct Scenario {
  std::string id;
  LocalText name, description;
  std::string language;  ///< of files, empty if not written
  int base_year = 0, horizon = 0;
  City city;
  text::Place accounting_place;  ///< of `power_accounting`
  PeakRules peak;
  std::vector<CityTarget> targets;
  std::vector<Lever> levers;     ///< sorted by id
  std::vector<Quantity> inputs;  ///< every written quantity, in reading order
  std::vector<Latent> latents;   ///< of the inputs that are correlated with others
  text::Node tree;               ///< as resolved, for the manifest and `explain`

  /// Inputs that hold a number or a distribution (formulas are computed from them), and how many nobody measured.
  [[nodiscard]] int input_count() const;
  [[nodiscard]] int assumptions() const;
};

/// Where files are looked for.
struct Places {
  std::filesystem::path program_folder;  ///< holds scenarios/ and policies/
  std::filesystem::path library;         ///< `--library`, or empty
};

/// Reads FILE with all it extends, `--set` laid over, levers resolved, everything checked.
/// Findings collect every complaint; nullopt when there is an error.
[[nodiscard]] std::optional<Scenario> read_scenario(text::Sources& sources, const std::filesystem::path& file,
                                                    const std::string& shown, const std::vector<std::string>& sets,
                                                    const Places& places, text::Findings& findings);

/// How trees of fields merge under `extends:`, `use:` and `--set`.
[[nodiscard]] text::MergeRules merge_rules();

/// The table that a city or scenario file is read by (a lever file: `Lever::fields()`).
[[nodiscard]] const FieldTable& scenario_fields();

}  // namespace citypeak::model
