// SPDX-License-Identifier: MIT
// Lays a scenario over the files it extends, and every `--set` over the result.
#include "sim/text/layers.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace citypeak::text {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_layers = 16;
constexpr std::string_view library_prefix = "library:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_year(std::string_view text) { return text.size() == 4 && std::all_of(text.begin(), text.end(), is_digit); }

/// `2030`, `2024..2025`, `2031..`
bool is_period(std::string_view key) {
  const auto dots = key.find("..");
  if (dots == std::string_view::npos) return is_year(key);
  const auto last = key.substr(dots + 2);
  return is_year(key.substr(0, dots)) && (last.empty() || is_year(last));
}

bool replaces_whole(const Node& map, const MergeRules& rules) {
  const auto is_kind = [&](const std::string& key) { return map.find(key) != nullptr; };
  const bool has_kind = std::any_of(rules.replaces_whole.begin(), rules.replaces_whole.end(), is_kind);
  const auto& entries = map.entries;
  const bool all_periods = !entries.empty() && std::all_of(entries.begin(), entries.end(),
                                                           [](const Entry& entry) { return is_period(entry.key); });
  return has_kind || all_periods;
}

bool other_kind(const Node& base, const Node& over, const MergeRules& rules) {
  return std::any_of(rules.discriminators.begin(), rules.discriminators.end(), [&](const std::string& key) {
    const auto* old_kind = base.find(key);
    const auto* new_kind = over.find(key);
    return old_kind && new_kind && old_kind->is_scalar() && new_kind->is_scalar() && old_kind->text != new_kind->text;
  });
}

/// The id of a list's entry, or nullptr: the text under the first of the naming keys that is present.
const std::string* id_of(const Node& item, const MergeRules& rules) {
  if (!item.is_map()) return nullptr;
  for (const auto& key : rules.list_ids) {
    const auto* id = item.find(key);
    if (id) return id->is_scalar() ? &id->text : nullptr;
  }
  return nullptr;
}

bool all_named(const Node& list, const MergeRules& rules) {
  return std::all_of(list.items.begin(), list.items.end(),
                     [&](const Node& item) { return id_of(item, rules) != nullptr; });
}

Node* find_item(Node& list, std::string_view id, const MergeRules& rules) {
  const auto found = std::find_if(list.items.begin(), list.items.end(), [&](const Node& item) {
    const auto* own = id_of(item, rules);
    return own && *own == id;
  });
  return found == list.items.end() ? nullptr : &*found;
}

/// A value that inherits nothing: its nulls have nothing to remove and go.
Node without_nulls(Node node) {
  auto& entries = node.entries;
  entries.erase(
      std::remove_if(entries.begin(), entries.end(), [](const Entry& entry) { return entry.value.is_null(); }),
      entries.end());
  for (auto& entry : entries) entry.value = without_nulls(std::move(entry.value));
  return node;
}

/// What becomes of a null once it has removed what it stands for.
enum class Nulls { drop, keep };
Node merged_trees(const Node& base, const Node& over, const MergeRules& rules, Nulls nulls);

Node merge_lists(const Node& base, const Node& over, const MergeRules& rules) {
  Node result = base;
  result.place = over.place;
  for (const auto& item : over.items) {
    // What `use:` names is laid under the entry later: a null must wait for it.
    const Nulls nulls = item.find("use") != nullptr || item.find("as") != nullptr ? Nulls::keep : Nulls::drop;
    if (auto* inherited = find_item(result, *id_of(item, rules), rules)) {
      *inherited = merged_trees(*inherited, item, rules, nulls);
    } else {
      result.items.push_back(nulls == Nulls::keep ? item : without_nulls(item));
    }
  }
  return result;
}

void remove_entry(Node& map, std::string_view key) {
  auto& entries = map.entries;
  entries.erase(std::remove_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; }),
                entries.end());
}

/// What `key`, newly written, stands in place of is dropped; `newer` is the map it is written in, if there is one.
void drop_alternatives(Node& map, std::string_view key, const Node* newer, const MergeRules& rules) {
  for (const auto& group : rules.alternatives) {
    if (std::find(group.begin(), group.end(), key) == group.end()) continue;
    for (const auto& other : group) {
      if (other != key && (newer == nullptr || newer->find(other) == nullptr)) remove_entry(map, other);
    }
  }
}

void lay_entry(Node& map, const Entry& entry, const MergeRules& rules, Nulls nulls) {
  if (entry.value.is_null()) {
    remove_entry(map, entry.key);
    if (nulls == Nulls::keep) map.entries.push_back(entry);
    return;
  }
  const auto same_key = [&](const Entry& other) { return other.key == entry.key; };
  const auto found = std::find_if(map.entries.begin(), map.entries.end(), same_key);
  if (found == map.entries.end()) {
    map.entries.push_back(
        {entry.key, entry.key_place, nulls == Nulls::keep ? entry.value : without_nulls(entry.value)});
    return;
  }
  found->value = merged_trees(found->value, entry.value, rules, nulls);
  found->key_place = entry.key_place;
}

Node merged_trees(const Node& base, const Node& over, const MergeRules& rules, Nulls nulls) {
  if (over.is_list() && base.is_list()) {
    const bool by_id = !over.items.empty() && all_named(base, rules) && all_named(over, rules);
    return by_id ? merge_lists(base, over, rules) : over;
  }
  const bool two_maps = base.is_map() && over.is_map();
  if (!two_maps || replaces_whole(over, rules) || other_kind(base, over, rules)) {
    return nulls == Nulls::keep ? over : without_nulls(over);
  }
  Node result = base;
  result.place = over.place;
  for (const auto& entry : over.entries) {
    if (!entry.value.is_null()) drop_alternatives(result, entry.key, &over, rules);
    lay_entry(result, entry, rules, nulls);
  }
  return result;
}

// ---- extends --------------------------------------------------------------------------------------------------

/// What `extends:` names: the file to open and its name in messages.
struct Target {
  fs::path path;
  std::string shown;
};

bool is_library_name(std::string_view name) {
  const bool letters = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '/' || c == '-';
  });
  return letters && !name.empty() && name.front() != '/' && name.back() != '/' &&
         name.find("//") == std::string_view::npos;
}

class LayerReader {
 public:
  LayerReader(Sources& sources, const Tree& tree, const fs::path& program_folder, const MergeRules& rules,
              Findings& findings)
      : sources_(sources), library_(program_folder / "scenarios"), rules_(rules), findings_(findings) {
    roots_ = {tree.root};
    if (!tree.library.empty()) roots_.push_back(tree.library);
    if (!program_folder.empty()) roots_.push_back(library_);
  }

  std::optional<Node> read(const Target& target, const std::vector<fs::path>& roots, const Place& from) {
    if (!enter(target, from)) return std::nullopt;
    auto node = read_entered(target, roots, from);
    chain_.pop_back();
    return node;
  }

 private:
  bool enter(const Target& target, const Place& from) {
    std::error_code failed;
    auto real = sources_.is_replay() ? target.path.lexically_normal() : fs::weakly_canonical(target.path, failed);
    if (failed) real = target.path;
    if (std::find(chain_.begin(), chain_.end(), real) != chain_.end()) {
      findings_.add("extends_loop", from, {target.shown});
      return false;
    }
    if (chain_.size() > most_layers) {
      findings_.add("extends_depth", from, {std::to_string(most_layers)});
      return false;
    }
    chain_.push_back(std::move(real));
    return true;
  }

  std::optional<Node> read_entered(const Target& target, const std::vector<fs::path>& roots, const Place& from) {
    const auto file = open_source(sources_, target.path, target.shown, roots, from, findings_);
    if (!file) return std::nullopt;
    auto node = read_yaml(sources_, *file, findings_);
    if (!node) return std::nullopt;
    const auto* extends = node->find("extends");
    const bool is_base = from.line > 0;
    if (is_base && !node->is_map()) {
      findings_.add("base_not_map", from, {target.shown});
      return std::nullopt;
    }
    if (!extends) return node;
    const auto place = extends->place;
    const auto next = target_of(*extends, target);
    remove_entry(*node, "extends");
    if (!next) {
      findings_.add("extends_syntax", place);
      return std::nullopt;  // without its base a scenario would lack nearly everything
    }
    const auto base = read(*next, roots_, place);
    return base ? std::optional(merge_trees(*base, *node, rules_)) : std::nullopt;
  }

  [[nodiscard]] std::optional<Target> target_of(const Node& extends, const Target& includer) const {
    if (!extends.is_scalar() || extends.text.empty()) return std::nullopt;
    const std::string_view name = extends.text;
    if (name.substr(0, library_prefix.size()) == library_prefix) {
      const auto inside = name.substr(library_prefix.size());
      if (!is_library_name(inside)) return std::nullopt;
      const auto file = std::string(inside) + ".yaml";
      return Target{library_ / file, std::string(library_prefix) + file};
    }
    const auto path = includer.path.parent_path() / fs::path(name);
    const auto shown = (fs::path(includer.shown).parent_path() / fs::path(name)).lexically_normal();
    return Target{path, shown.string()};
  }

  Sources& sources_;
  fs::path library_;
  const MergeRules& rules_;
  Findings& findings_;
  std::vector<fs::path> roots_;
  std::vector<fs::path> chain_;  // canonical paths on the way down
};

// ---- --set ----------------------------------------------------------------------------------------------------

/// One part of a dotted key and where it stands in the text of the option.
struct Part {
  std::string text;
  std::size_t begin = 0, end = 0;
};

/// Splits at single dots; the two dots of `2024..2025` and `2031..` belong to their part.
std::vector<Part> parts_of(std::string_view key) {
  std::vector<Part> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= key.size(); ++i) {
    const bool two_dots = i > 0 && is_digit(key[i - 1]) && key.substr(i, 2) == "..";
    if (two_dots) {
      ++i;
      continue;
    }
    if (i < key.size() && key[i] != '.') continue;
    parts.push_back({std::string(key.substr(begin, i - begin)), begin, i});
    begin = i + 1;
  }
  return parts;
}

class Assignment {
 public:
  Assignment(FileId file, std::string_view text, std::vector<Part> parts, const MergeRules& rules, Findings& findings)
      : file_(file), text_(text), parts_(std::move(parts)), rules_(rules), findings_(findings) {}

  void apply(Node& tree, const Node& value) {
    const auto* city = tree.find("city");
    const bool names_city = city && city->is_scalar() && parts_.size() > 1 && parts_[0].text == city->text;
    set_below(tree, names_city ? 1 : 0, value);
  }

 private:
  [[nodiscard]] Place place(std::size_t first, std::size_t last) const {
    const int column = characters_in(text_.substr(0, parts_[first].begin)) + 1;
    const int end = characters_in(text_.substr(0, parts_[last - 1].end)) + 1;
    return {file_, 1, column, std::max(end, column + 1)};
  }

  [[nodiscard]] std::string joined(std::size_t first, std::size_t last) const {
    return std::string(text_.substr(parts_[first].begin, parts_[last - 1].end - parts_[first].begin));
  }

  void refuse(std::size_t at, std::string suggestion) {
    const auto owner = at > 0 ? joined(0, at) : std::string(".");
    findings_.add("set_target", place(at, parts_.size()), {owner, joined(at, parts_.size())}, std::move(suggestion));
  }

  /// Sets what the parts from `at` on name below `node`.
  void set_below(Node& node, std::size_t at, const Node& value) {
    if (node.is_list()) return set_in_list(node, at, value);
    if (node.is_scalar()) return refuse(at, {});
    if (node.is_null()) {
      node.kind = Node::Kind::map;
      node.place = place(at, parts_.size());
    }
    set_in_map(node, at, value);
  }

  void set_in_map(Node& map, std::size_t at, const Node& value) {
    const auto next = end_of_key(map, at);
    const auto key = joined(at, next);
    if (next == parts_.size()) {
      if (!value.is_null()) drop_alternatives(map, key, nullptr, rules_);
      return lay_entry(map, {key, place(at, next), value}, rules_, Nulls::drop);
    }
    auto* below = map.find(key);
    if (!below) {
      if (value.is_null()) return;  // nothing is there to remove
      map.entries.push_back({key, place(at, next), Node{}});
      below = &map.entries.back().value;
    }
    set_below(*below, next, value);
  }

  /// A key of the file may itself hold dots (`activity.road`): the longest one that is there wins.
  [[nodiscard]] std::size_t end_of_key(const Node& map, std::size_t at) const {
    for (std::size_t next = parts_.size(); next > at + 1; --next) {
      if (map.find(joined(at, next))) return next;
    }
    return at + 1;
  }

  void set_in_list(Node& list, std::size_t at, const Node& value) {
    auto* item = find_item(list, parts_[at].text, rules_);
    if (!item) {
      std::vector<std::string> known;
      for (const auto& other : list.items) {
        if (const auto* id = id_of(other, rules_)) known.push_back(*id);
      }
      return refuse(at, nearest(parts_[at].text, known));
    }
    if (at + 1 < parts_.size()) return set_below(*item, at + 1, value);
    if (value.is_null()) {
      list.items.erase(list.items.begin() + (item - list.items.data()));
    } else {
      *item = merge_trees(*item, value, rules_);
    }
  }

  FileId file_;
  std::string_view text_;
  std::vector<Part> parts_;
  const MergeRules& rules_;
  Findings& findings_;
};

}  // namespace

Node merge_trees(const Node& base, const Node& over, const MergeRules& rules) {
  return merged_trees(base, over, rules, Nulls::drop);
}

std::optional<Node> read_layers(Sources& sources, const fs::path& file, std::string shown, const Tree& tree,
                                const fs::path& program_folder, const MergeRules& rules, Findings& findings) {
  LayerReader reader(sources, tree, program_folder, rules, findings);
  return reader.read({file, std::move(shown)}, {}, {});
}

void apply_set(Sources& sources, Node& tree, const std::string& assignment, const MergeRules& rules,
               Findings& findings) {
  const auto file = sources.add("--set", {}, assignment);
  const auto equals = assignment.find('=');
  const auto parts = parts_of(std::string_view(assignment).substr(0, std::min(equals, assignment.size())));
  const bool empty_part = std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.text.empty(); });
  const bool empty_value =
      equals != std::string::npos && assignment.find_first_not_of(" \t", equals + 1) == std::string::npos;
  if (equals == std::string::npos || empty_part || empty_value) {
    const Place place{file, 1, 1, characters_in(assignment) + 1};
    findings.add("set_syntax", place, {assignment});
    return;
  }
  const auto value = read_yaml(sources, file, equals + 1, findings);
  if (!value) return;
  Assignment(file, assignment, parts, rules, findings).apply(tree, *value);
}

}  // namespace citypeak::text
