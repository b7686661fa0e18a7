// SPDX-License-Identifier: MIT
// Makes the rows of a field table from members of the struct they fill.
#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "sim/model/fields.hpp"
#include "sim/model/reader.hpp"

namespace citypeak::model {

/// Things with ids, in the order of the file.
template <class T>
using Named = std::vector<std::pair<std::string, T>>;

template <class T>
[[nodiscard]] const T* find_named(const Named<T>& things, std::string_view id) {
  for (const auto& [key, thing] : things) {
    if (key == id) return &thing;
  }
  return nullptr;
}

template <class T>
[[nodiscard]] std::vector<std::string> ids_of(const Named<T>& things) {
  std::vector<std::string> out;
  for (const auto& [id, thing] : things) out.push_back(id);
  return out;
}

template <class Pointer>
struct MemberOf;
template <class S, class M>
struct MemberOf<M S::*> {
  using Struct = S;
  using Member = M;
};
template <auto Pointer>
using StructOf = typename MemberOf<decltype(Pointer)>::Struct;
template <auto Pointer>
using TypeOf = typename MemberOf<decltype(Pointer)>::Member;
template <auto Pointer>
[[nodiscard]] TypeOf<Pointer>& member(void* object) {
  return static_cast<StructOf<Pointer>*>(object)->*Pointer;
}

/// A quantity with its unit and range.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow quantity(std::string_view key, std::string_view unit, Range range, Meaning meaning) {
  FieldRow row{key, FieldKind::quantity, meaning, unit, range};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    member<Pointer>(object) = reader.read_quantity(node, field);
  };
  return row;
}

/// A path over the years: `FieldKind::rate_path` (by period) or `FieldKind::level_path` (by year).
template <auto Pointer>
[[nodiscard]] constexpr FieldRow path(std::string_view key, FieldKind kind, std::string_view unit, Range range,
                                      Meaning meaning) {
  FieldRow row{key, kind, meaning, unit, range};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    member<Pointer>(object) = reader.read_path(node, field);
  };
  return row;
}

template <auto Pointer>
[[nodiscard]] constexpr FieldRow share_set(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::shares, meaning, "share", share_range};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    member<Pointer>(object) = reader.read_shares(node, field);
  };
  return row;
}

/// Shares keyed by year; with `plain` one set of shares may stand alone, for every year.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow shares_by_year(std::string_view key, bool plain, Meaning meaning) {
  FieldRow row{key, FieldKind::share_milestones, meaning, "share", share_range};
  row.bare_years = plain;
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    reader.read_shares_by_year(node, field, member<Pointer>(object));
  };
  return row;
}

template <auto Pointer>
[[nodiscard]] constexpr FieldRow localized(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::localized, meaning};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
    member<Pointer>(object) = reader.read_localized(node);
  };
  return row;
}

inline void store(std::string& target, std::string word, const text::Place&) { target = std::move(word); }
inline void store(Word& target, std::string word, const text::Place& place) { target = {std::move(word), place}; }

template <auto Pointer>
[[nodiscard]] constexpr FieldRow words(std::string_view key, FieldKind kind, Meaning meaning) {
  FieldRow row{key, kind, meaning};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    store(member<Pointer>(object), field.kind == FieldKind::id ? reader.read_id(node) : reader.read_text(node),
          node.place);
  };
  return row;
}

template <auto Pointer>
[[nodiscard]] constexpr FieldRow choice(std::string_view key, std::span<const std::string_view> choices,
                                        Meaning meaning) {
  FieldRow row{key, FieldKind::choice, meaning};
  row.choices = choices;
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    store(member<Pointer>(object), reader.read_choice(node, field), node.place);
  };
  return row;
}

/// `true` or `false`.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow flag(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::flag, meaning};
  row.default_text = "false";
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    member<Pointer>(object) = reader.read_flag(node, field);
  };
  return row;
}

/// A share of a whole whose other entries stand elsewhere; one of them may be `rest`.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow share_or_rest(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::share_or_rest, meaning, "share", share_range};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    member<Pointer>(object) = reader.read_quantity(node, field);
  };
  return row;
}

/// Values by year, whichever years they are; the member is an `Observation`.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow table_of_years(std::string_view key, std::string_view unit, Range range,
                                                Meaning meaning) {
  FieldRow row{key, FieldKind::level_path, meaning, unit, range};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    member<Pointer>(object) = reader.read_table(node, field);
  };
  return row;
}

/// Targets or places by name: one text or a list of texts; the member is a vector of `Word`.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow names(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::ids, meaning};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
    read_names(reader, node, member<Pointer>(object));
  };
  return row;
}

/// A whole number within `range`.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow whole(std::string_view key, FieldKind kind, Range range, Meaning meaning) {
  FieldRow row{key, kind, meaning, "share", range};
  row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
    if (const auto read =
            reader.read_whole(node, static_cast<int>(field.range.minimum), static_cast<int>(field.range.maximum))) {
      member<Pointer>(object) = *read;
    }
  };
  return row;
}

/// A map with fields of its own; the member is the struct or a std::optional of it.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow nested(std::string_view key, Meaning meaning) {
  FieldRow row{key, FieldKind::nested, meaning};
  using Member = TypeOf<Pointer>;
  if constexpr (requires(Member m) { m.has_value(); }) {
    row.children = &Member::value_type::fields;
    row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
      auto& target = member<Pointer>(object);
      target.emplace();
      target->place = reader.key_place(node.place);
      reader.read_map(node, Member::value_type::fields(), &*target);
    };
  } else {
    row.children = &Member::fields;
    row.has_defaults = true;
    row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
      member<Pointer>(object).place = reader.key_place(node.place);
      reader.read_map(node, Member::fields(), &member<Pointer>(object));
    };
  }
  return row;
}

/// A map from ids to maps with fields; the member is `Named<T>`.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow map_of(std::string_view key, Meaning meaning) {
  using Thing = typename TypeOf<Pointer>::value_type::second_type;
  FieldRow row{key, FieldKind::map_of, meaning};
  row.children = &Thing::fields;
  row.read = [](Reader& reader, const text::Node& node, const FieldRow&, void* object) {
    read_named(reader, node, member<Pointer>(object));
  };
  return row;
}

/// A list of maps with fields, `T::place` being that of the entry's id or of the entry; the member is a vector.
template <auto Pointer>
[[nodiscard]] constexpr FieldRow list_of(std::string_view key, std::string_view id_key, Meaning meaning) {
  using Thing = typename TypeOf<Pointer>::value_type;
  FieldRow row{key, FieldKind::list_of, meaning};
  row.children = &Thing::fields;
  row.default_text = "";
  if (id_key == "id") {
    row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
      read_list(reader, node, field.key, "id", member<Pointer>(object));
    };
  } else {
    row.read = [](Reader& reader, const text::Node& node, const FieldRow& field, void* object) {
      read_list(reader, node, field.key, "variable", member<Pointer>(object));
    };
  }
  return row;
}

/// Adds the finding and returns false unless `node` is a map.
[[nodiscard]] bool require_map(Reader& reader, const text::Node& node, std::string_view what);
/// Checks that an entry of a map with free ids has a well-spelt id and a value.
[[nodiscard]] bool check_entry(Reader& reader, const text::Entry& entry);
/// One text or a list of texts, each kept once.
void read_names(Reader& reader, const text::Node& node, std::vector<Word>& names);
/// Adds the finding and returns false unless `node` is a list.
[[nodiscard]] bool require_list(Reader& reader, const text::Node& node, std::string_view what);
/// Checks the spelling of an id used as a key.
[[nodiscard]] bool check_id(Reader& reader, std::string_view id, const text::Place& place);

/// Reads each map of a list; what stands under `id_key` names the inputs in it.
template <class T>
void read_list(Reader& reader, const text::Node& node, std::string_view key, std::string_view id_key,
               std::vector<T>& things) {
  if (!require_list(reader, node, key)) return;
  for (const text::Node& item : node.items) {
    const text::Node* id = item.find(id_key);
    const bool named = id != nullptr && id->is_scalar();
    T thing;
    thing.place = named ? id->place : item.place;
    const Reader::Scope scope(reader, named ? id->text : std::string(key), thing.place);
    reader.read_map(item, T::fields(), &thing);
    things.push_back(std::move(thing));
  }
}

template <class T>
void read_named(Reader& reader, const text::Node& node, Named<T>& things) {
  if (!require_map(reader, node, T::fields().name)) return;
  const Reader::Inherit inherit(reader, node);
  for (const text::Entry& entry : node.entries) {
    if ((entry.key == "source" || entry.key == "grade") && entry.value.is_scalar()) continue;
    if (!check_entry(reader, entry)) continue;
    const Reader::Scope scope(reader, entry.key, entry.key_place);
    things.emplace_back(entry.key, T{});
    things.back().second.place = entry.key_place;
    reader.read_map(entry.value, T::fields(), &things.back().second);
  }
}

[[nodiscard]] constexpr FieldRow required(FieldRow row) {
  row.required = true;
  return row;
}
[[nodiscard]] constexpr FieldRow otherwise(FieldRow row, std::string_view default_text) {
  row.default_text = default_text;
  return row;
}
[[nodiscard]] constexpr FieldRow within(FieldRow row, Range range) {
  row.range = range;
  return row;
}
[[nodiscard]] constexpr FieldRow yearly(FieldRow row) {
  row.yearly = true;
  return row;
}
[[nodiscard]] constexpr FieldRow or_formula(FieldRow row) {
  row.formula = true;
  return row;
}
[[nodiscard]] constexpr FieldRow in_years(FieldRow row) {
  row.bare_years = true;
  return row;
}

}  // namespace citypeak::model
