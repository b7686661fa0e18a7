// SPDX-License-Identifier: MIT
// How `use: NAME` becomes a lever: the file of the library, the scenario's overrides, one walk along the fields.
#include "sim/model/library.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

namespace citypeak::model {

namespace fs = std::filesystem;
using text::Node;

std::vector<LibraryEntry> library_entries(const fs::path& library) {
  std::vector<LibraryEntry> out;
  std::error_code error;
  for (fs::directory_iterator family(library, error), end; !error && family != end; family.increment(error)) {
    if (!family->is_directory(error)) continue;
    std::error_code inner;
    for (fs::directory_iterator file(family->path(), inner), last; !inner && file != last; file.increment(inner)) {
      if (file->path().extension() != ".yaml") continue;
      out.push_back({file->path().stem().string(), family->path().filename().string(), file->path()});
    }
  }
  std::sort(out.begin(), out.end(), [](const LibraryEntry& a, const LibraryEntry& b) { return a.id < b.id; });
  return out;
}

namespace {

/// Reads lever files once, however often they are used.
class Library {
 public:
  Library(text::Sources& sources, const text::Tree& tree, text::Findings& findings)
      : sources_(sources),
        root_(tree.library.has_filename() ? tree.library : tree.library.parent_path()),
        findings_(findings) {
    if (!sources.is_replay()) entries_ = library_entries(tree.library);
  }

  /// The tree of lever `id`, or nullptr after a finding at `place`.
  [[nodiscard]] const Node* find(const std::string& id, const text::Place& place) {
    if (const auto known = trees_.find(id); known != trees_.end()) return known->second ? &*known->second : nullptr;
    if (sources_.is_replay()) return find_recorded(id, place);
    const auto entry =
        std::find_if(entries_.begin(), entries_.end(), [&](const LibraryEntry& e) { return e.id == id; });
    if (entry == entries_.end()) {
      std::vector<std::string> known;
      std::string list;
      for (const LibraryEntry& e : entries_) {
        known.push_back(e.id);
        list += (list.empty() ? "" : ", ") + e.id;
      }
      findings_.add("unknown_lever", place, {id, list}, text::nearest(id, known));
      return nullptr;
    }
    return read(id, entry->path, (root_.filename() / entry->family / entry->path.filename()).string(), place);
  }

 private:
  /// A recorded library has no folder to look into: the lever's file is the one that was opened here.
  [[nodiscard]] const Node* find_recorded(const std::string& id, const text::Place& place) {
    const auto* next = sources_.next_recorded();
    const std::string shown = next == nullptr ? id : next->shown;
    return read(id, shown, shown, place);
  }

  [[nodiscard]] const Node* read(const std::string& id, const fs::path& path, const std::string& shown,
                                 const text::Place& place) {
    auto& tree = trees_[id];
    const auto file = text::open_source(sources_, path, shown, {root_}, place, findings_);
    if (!file) return nullptr;
    tree = text::read_yaml(sources_, *file, findings_);
    if (tree && !tree->is_map()) {
      findings_.add("expected_map", tree->place, {"lever", tree->text});
      tree.reset();
    }
    if (tree) check_name(*tree, id);
    return tree ? &*tree : nullptr;
  }

  void check_name(const Node& tree, const std::string& id) {
    const Node* name = tree.find("lever");
    if (name == nullptr || name->text != id) {
      findings_.add("lever_name", name == nullptr ? tree.place : name->place, {name == nullptr ? "" : name->text, id});
    }
  }

  text::Sources& sources_;
  fs::path root_;
  std::vector<LibraryEntry> entries_;
  text::Findings& findings_;
  std::map<std::string, std::optional<Node>> trees_;
};

[[nodiscard]] std::string scalar_of(const Node& map, std::string_view key) {
  const Node* node = map.find(key);
  return node != nullptr && node->is_scalar() ? node->text : std::string();
}

/// Whether a formula of the lever uses the parameter `name`.
[[nodiscard]] bool uses(const Lever& lever, std::string_view name) {
  std::vector<const Quantity*> quantities{&lever.adoption.start, &lever.adoption.lag, &lever.adoption.rise,
                                          &lever.adoption.until, &lever.adoption.reach};
  for (const auto& [id, parameter] : lever.parameters) quantities.push_back(&parameter);
  for (const Effect& effect : lever.effects) {
    for (const Quantity* each :
         {&effect.change, &effect.strength, &effect.value, &effect.rebound, &effect.charge, &effect.trip_cost,
          &effect.elasticity, &effect.reduction, &effect.outside_change, &effect.carbon_price}) {
      quantities.push_back(each);
    }
  }
  if (lever.adoption.erosion) {
    quantities.push_back(&lever.adoption.erosion->half_life);
    quantities.push_back(&lever.adoption.erosion->persistent);
  }
  if (lever.cost) {
    for (const Quantity* each : {&lever.cost->capital, &lever.cost->running, &lever.cost->revenue})
      quantities.push_back(each);
  }
  return std::any_of(quantities.begin(), quantities.end(), [&](const Quantity* quantity) {
    if (!quantity->formula) return false;
    const auto names = quantity->formula->names();
    return std::any_of(names.begin(), names.end(), [&](const FormulaName& used) { return used.text == name; });
  });
}

/// A parameter that only the scenario writes and no formula uses is a misspelt one: it would change nothing.
void check_added_parameters(const Node& base, const Node& item, const Lever& lever, text::Findings& findings) {
  const Node* own = base.find("parameters");
  const Node* given = item.find("parameters");
  if (given == nullptr || !given->is_map()) return;
  std::vector<std::string> known;
  std::string list;
  if (own != nullptr) {
    for (const text::Entry& entry : own->entries) {
      known.push_back(entry.key);
      list += (list.empty() ? "" : ", ") + entry.key;
    }
  }
  for (const text::Entry& entry : given->entries) {
    const bool is_own = std::find(known.begin(), known.end(), entry.key) != known.end();
    if (is_own || entry.key == "source" || entry.key == "grade" || uses(lever, entry.key)) continue;
    findings.add("unknown_parameter", entry.key_place, {entry.key, lever.id(), list}, text::nearest(entry.key, known));
  }
}

/// A parameter keeps the unit of the library, and one that the library writes in percent stays a share: said where the
/// planner wrote it, before a formula of the library stumbles over it.
void check_overridden_parameters(const Node& base, const Node& item, const Lever& lever, text::Findings& findings) {
  constexpr double no_percent = 1.5;  // a share above 150 % is a percentage without its sign
  const Node* given = item.find("parameters");
  if (given == nullptr || !given->is_map()) return;
  text::Findings unsaid;  // the library's own faults are found when the lever is read
  Reader reader(unsaid, {});
  Lever own;
  reader.read_map(base, Lever::fields(), &own);
  const auto holds_numbers = [](const Quantity* quantity) {
    return quantity != nullptr && (quantity->is_constant() || quantity->uncertain());
  };
  for (const text::Entry& entry : given->entries) {
    const Quantity* before = find_named(own.parameters, entry.key);
    const Quantity* now = find_named(lever.parameters, entry.key);
    if (!holds_numbers(before) || !holds_numbers(now)) continue;
    if (before->dimension != now->dimension) {
      findings.add("parameter_unit", now->place,
                   {entry.key, lever.id(), unit_text(now->dimension), unit_text(before->dimension), before->written});
    } else if (before->written.find('%') != std::string::npos) {
      const double middle = now->quantile(0.5);
      if (middle > no_percent) findings.add("parameter_percent", now->place, {entry.key, now->written});
      if (middle < 0.0 && before->quantile(0.5) >= 0.0)
        findings.add("parameter_sign", now->place, {entry.key, now->written, before->written});
    }
  }
}

}  // namespace

std::vector<Lever> read_levers(text::Sources& sources, const Node& list, const text::Tree& tree,
                               const text::MergeRules& rules, Reader& reader) {
  std::vector<Lever> levers;
  std::set<std::string> ids;
  Library library(sources, tree, reader.findings);
  const Reader::Scope scope(reader, "levers");
  for (const Node& item : list.items) {
    if (!require_map(reader, item, "lever")) continue;
    const std::string use = scalar_of(item, "use");
    if (use.empty()) {
      reader.findings.add("missing_key", item.place, {"use", "lever"});
      continue;
    }
    const std::string as = scalar_of(item, "as");
    const std::string& id = as.empty() ? use : as;
    const Node& use_node = *item.find("use");
    if (!ids.insert(id).second) {
      reader.findings.add("duplicate_lever", use_node.place, {id});
      continue;
    }
    const Node* base = library.find(use, use_node.place);
    if (base == nullptr) continue;
    // Laid over the library already where `--set` had to see every field; again, what was removed would come back.
    const bool unfolded = item.find("lever") != nullptr;
    const Node merged = unfolded ? item : text::merge_trees(*base, item, rules);
    const Reader::Scope lever_scope(reader, id, use_node.place);
    Lever& lever = levers.emplace_back();
    lever.place = use_node.place;
    lever.library_file = base->place.file;
    reader.read_map(merged, Lever::fields(), &lever);
    check_added_parameters(*base, item, lever, reader.findings);
    check_overridden_parameters(*base, item, lever, reader.findings);
    if (lever.name.en.empty()) lever.name = {id, id};
  }
  return levers;
}

void unfold_levers(text::Sources& sources, Node& root, const text::Tree& tree, const text::MergeRules& rules) {
  Node* list = root.find("levers");
  if (list == nullptr || !list->is_list()) return;
  text::Findings said_later;  // unknown levers and broken files are found again when the levers are read
  Library library(sources, tree, said_later);
  for (Node& item : list->items) {
    const std::string use = scalar_of(item, "use");
    const Node* base = use.empty() ? nullptr : library.find(use, item.place);
    if (base != nullptr) item = text::merge_trees(*base, item, rules);
  }
}

Lever read_library_lever(text::Sources& sources, const LibraryEntry& entry, const fs::path& library,
                         text::Findings& findings) {
  Lever lever;
  const std::string shown = (fs::path("policies") / entry.family / entry.path.filename()).string();
  const auto file = text::open_source(sources, entry.path, shown, {library}, {}, findings);
  const auto tree = file ? text::read_yaml(sources, *file, findings) : std::nullopt;
  if (!tree) return lever;
  Reader reader(findings, {});
  reader.read_map(*tree, Lever::fields(), &lever);
  return lever;
}

}  // namespace citypeak::model
