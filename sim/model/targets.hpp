// SPDX-License-Identifier: MIT
// What a lever may change and what a formula may read: dotted names resolved against a city.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/city.hpp"

namespace citypeak::model {

/// A thing that effects act on.
struct Target {
  enum class Kind { activity, intensity, process, ratio, factor, sink, behind_meter, growth, waste_amount };
  Kind kind = Kind::activity;
  std::size_t index = 0;  ///< of the sector, of the carrier for `factor`, of the sink
  friend bool operator==(const Target&, const Target&) = default;
};

/// The target that `name` means in this city, or nullopt.
[[nodiscard]] std::optional<Target> target_of(const City& city, std::string_view name);
/// Every name that `target_of` understands for this city.
[[nodiscard]] std::vector<std::string> target_names(const City& city);
/// The ways in which effects may act on a target.
enum class Action { on, toward, add, charge, carbon_price };
[[nodiscard]] bool suits(const Target& target, Action action);
/// What an amount for `add` must measure.
[[nodiscard]] Dimension added_dimension(const City& city, const Target& target);
/// What a value for `toward` must measure; nullopt where nothing can be moved towards a value (intensity).
[[nodiscard]] std::optional<Dimension> value_dimension(const City& city, const Target& target);

/// The base-year quantity that a dotted path names (`sectors.cement.process.ratio`, `population.value`), or nullptr.
[[nodiscard]] const Quantity* city_field(const City& city, std::string_view path);
[[nodiscard]] std::vector<std::string> city_field_names(const City& city);

/// Position of `id` in a named list.
template <class T>
[[nodiscard]] std::optional<std::size_t> index_of(const Named<T>& things, std::string_view id) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (things[i].first == id) return i;
  }
  return std::nullopt;
}

}  // namespace citypeak::model
