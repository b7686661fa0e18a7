// SPDX-License-Identifier: MIT
// Inheritance and `--set` against files whose merged tree and findings are known.
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "sim/text/layers.hpp"
#include "tests/catch.hpp"

using namespace citypeak::text;
namespace fs = std::filesystem;

namespace {

const MergeRules rules{{"value", "normal", "uniform"}, {"curve"}, {"as", "use", "id"}, {{"rise", "until"}}};

/// A folder of its own for one test, removed at its end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "citypeak-layers-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = fs::canonical(name);
  }
  ~Folder() {
    std::error_code failed;
    fs::remove_all(path_, failed);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// A tree on one line: maps in braces, lists in brackets.
std::string flat(const Node& node) {
  std::string text;
  if (node.is_null()) return "~";
  if (node.is_scalar()) return node.text;
  for (const auto& item : node.items) text += (text.empty() ? "" : ", ") + flat(item);
  for (const auto& entry : node.entries) text += (text.empty() ? "" : ", ") + entry.key + ": " + flat(entry.value);
  return node.is_map() ? "{" + text + "}" : "[" + text + "]";
}

std::string ids(const Findings& findings) {
  std::string text;
  for (const auto& finding : findings.sorted()) {
    text += (text.empty() ? "" : " ") + finding.id;
    if (finding.place.line > 0)
      text += "@" + std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column);
  }
  return text.empty() ? "none" : text;
}

Node tree(const std::string& text) {
  Sources sources;
  Findings findings;
  auto node = read_yaml(sources, sources.add("t", {}, text), findings);
  REQUIRE(node);
  return *node;
}

struct Layers {
  Sources sources;
  Findings findings;
  std::optional<Node> root;
  Layers(const Folder& folder, const std::string& name) {
    const auto file = folder.path() / name;
    const auto program = folder.path() / "program";
    root = read_layers(sources, file, name, tree_of(file, {}, program), program, rules, findings);
  }
  [[nodiscard]] std::string text() const { return root ? flat(*root) : "nothing"; }
};

std::string merged(const std::string& base, const std::string& over) {
  return flat(merge_trees(tree(base), tree(over), rules));
}

std::string set(const std::string& base, const std::string& assignment) {
  Sources sources;
  Findings findings;
  auto node = tree(base);
  apply_set(sources, node, assignment, rules, findings);
  return findings.empty() ? flat(node) : ids(findings);
}

}  // namespace

TEST_CASE("a newer layer merges maps, replaces quantities and lists, and removes by null") {
  CHECK(merged("{a: 1, b: {c: 2, d: 3}}", "{b: {c: 4}, e: 5}") == "{a: 1, b: {c: 4, d: 3}, e: 5}");
  CHECK(merged("{a: 1, b: 2}", "{a: ~}") == "{b: 2}");
  CHECK(merged("{a: {b: 1}}", "{a: {c: {d: ~, e: 1}}}") == "{a: {b: 1, c: {e: 1}}}");
  CHECK(merged("{q: {uniform: [0, 1], source: x}}", "{q: {normal: [0, 1]}}") == "{q: {normal: [0, 1]}}");
  CHECK(merged("{q: {uniform: [0, 1]}}", "{q: {grade: low}}") == "{q: {uniform: [0, 1], grade: low}}");
  CHECK(merged("{g: {2022: 1, 2030: 2}}", "{g: {2023: 3, 2024..2025: 4, 2031..: 5}}") ==
        "{g: {2023: 3, 2024..2025: 4, 2031..: 5}}");
  CHECK(merged("{a: {curve: linear, start: 1}}", "{a: {curve: step}}") == "{a: {curve: step}}");
  CHECK(merged("{a: {curve: linear, start: 1}}", "{a: {curve: linear, lag: 2}}") ==
        "{a: {curve: linear, start: 1, lag: 2}}");
  CHECK(merged("{l: [1, 2]}", "{l: [3]}") == "{l: [3]}");
  CHECK(merged("{l: [{use: a, x: 1}, {use: b}]}", "{l: [{use: a, y: 2}, {use: b, as: c}]}") ==
        "{l: [{use: a, x: 1, y: 2}, {use: b}, {use: b, as: c}]}");
  CHECK(merged("{l: [{use: a}, 5]}", "{l: [{use: a, y: 2}]}") == "{l: [{use: a, y: 2}]}");
}

TEST_CASE("of two keys that exclude each other the newer layer's one drops the older layer's") {
  const auto merged = [](const std::string& base, const std::string& over) {
    return flat(citypeak::text::merge_trees(tree(base), tree(over), rules));
  };
  CHECK(merged("{start: 1, rise: 10}", "{until: 2035}") == "{start: 1, until: 2035}");
  CHECK(merged("{start: 1, until: 2035}", "{rise: 5}") == "{start: 1, rise: 5}");
  CHECK(merged("{rise: 10}", "{rise: 5, until: 2035}") == "{rise: 5, until: 2035}");  // said later, as an error
  CHECK(merged("{rise: 10}", "{until: ~}") == "{rise: 10}");
}

TEST_CASE("a scenario inherits along its chain and each value keeps its own place") {
  const Folder folder;
  folder.write("scenarios/x/base.yaml", "city: x\na: 1\nb: 2\n");
  folder.write("scenarios/x/middle.yaml", "extends: base.yaml\nb: 3\n");
  folder.write("scenarios/x/top.yaml", "extends: ../x/middle.yaml\nc: 4\n");
  const Layers layers(folder, "scenarios/x/top.yaml");
  CHECK(ids(layers.findings) == "none");
  CHECK(layers.text() == "{city: x, a: 1, b: 3, c: 4}");
  CHECK(layers.sources[layers.root->find("a")->place.file].shown == "scenarios/x/base.yaml");
  CHECK(layers.root->find("b")->place.line == 2);
}

TEST_CASE("a scenario may start from the program's own cities") {
  const Folder folder;
  folder.write("program/scenarios/shenzhen/base.yaml", "a: 1\n");
  folder.write("program/scenarios/shenzhen/reference.yaml", "extends: base.yaml\nb: 2\n");
  folder.write("mine/my.yaml", "extends: library:shenzhen/reference\nc: 3\n");
  const Layers layers(folder, "mine/my.yaml");
  CHECK(layers.text() == "{a: 1, b: 2, c: 3}");
  CHECK(layers.sources[layers.root->find("a")->place.file].shown == "library:shenzhen/base.yaml");
}

TEST_CASE("a chain that cannot be followed says why at its extends") {
  const Folder folder;
  folder.write("secret.yaml", "a: 1\n");
  folder.write("scenarios/self.yaml", "extends: self.yaml\n");
  folder.write("scenarios/one.yaml", "extends: two.yaml\n");
  folder.write("scenarios/two.yaml", "x: 1\nextends: ./one.yaml\n");
  folder.write("scenarios/out.yaml", "extends: ../secret.yaml\n");
  folder.write("scenarios/absolute.yaml", "extends: /etc/passwd\n");
  folder.write("scenarios/link_out.yaml", "extends: link.yaml\n");
  fs::create_symlink(folder.path() / "secret.yaml", folder.path() / "scenarios/link.yaml");
  folder.write("scenarios/missing.yaml", "extends: secrt.yaml\n");
  folder.write("scenarios/secret.yaml", "- a\n");
  folder.write("scenarios/list.yaml", "extends: secret.yaml\n");
  folder.write("scenarios/odd.yaml", "extends: [a]\n");
  folder.write("scenarios/empty.yaml", "extends:\n");
  folder.write("scenarios/climb.yaml", "extends: library:../secret\n");
  folder.write("scenarios/pipe.yaml", "extends: fifo\n");
  REQUIRE(::mkfifo((folder.path() / "scenarios/fifo").c_str(), 0600) == 0);
  folder.write("scenarios/folder.yaml", "extends: sub\n");
  folder.write("scenarios/sub/x.yaml", "a: 1\n");
  for (int i = 0; i < 20; ++i) {
    folder.write("scenarios/d" + std::to_string(i) + ".yaml", "extends: d" + std::to_string(i + 1) + ".yaml\n");
  }
  const auto found = [&](const std::string& name) { return ids(Layers(folder, "scenarios/" + name).findings); };
  CHECK(found("self.yaml") == "extends_loop@1:10");
  CHECK(found("one.yaml") == "extends_loop@2:10");
  CHECK(found("out.yaml") == "outside_tree@1:10");
  CHECK(found("absolute.yaml") == "outside_tree@1:10");
  CHECK(found("link_out.yaml") == "outside_tree@1:10");
  CHECK(found("missing.yaml") == "file_not_found@1:10");
  CHECK(Layers(folder, "scenarios/missing.yaml").findings.sorted()[0].suggestion == "scenarios/secret.yaml");
  CHECK(found("list.yaml") == "base_not_map@1:10");
  CHECK(found("odd.yaml") == "extends_syntax@1:10");
  CHECK(found("empty.yaml") == "extends_syntax@1:1");
  CHECK(found("climb.yaml") == "extends_syntax@1:10");
  CHECK(found("pipe.yaml") == "not_a_regular_file@1:10");
  CHECK(found("folder.yaml") == "not_a_file_but_folder@1:10");
  CHECK(found("d0.yaml") == "extends_depth@1:10");
  CHECK(found("d4.yaml") == "file_not_found@1:10");
  CHECK(found("nothing.yaml") == "file_not_found");
}

TEST_CASE("only regular files of at most four megabytes are opened") {
  const Folder folder;
  Sources sources;
  Findings findings;
  REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
  folder.write("big.yaml", std::string((4U << 20U) + 1, ' '));
  folder.write("locked.yaml", "a: 1");
  fs::permissions(folder.path() / "locked.yaml", fs::perms::none);
  const auto open = [&](const fs::path& path) {
    return open_source(sources, path, path.filename().string(), {}, {}, findings);
  };
  CHECK(!open(folder.path() / "fifo"));
  CHECK(!open(folder.path()));
  CHECK(!open("/dev/zero"));
  CHECK(!open(folder.path() / "big.yaml"));
  CHECK(findings.sorted()[0].id == "not_a_regular_file");
  CHECK(findings.sorted()[3].id == "file_too_large");
  if (::geteuid() != 0) CHECK(!open(folder.path() / "locked.yaml"));
  fs::create_symlink("loop", folder.path() / "loop");
  CHECK(!open(folder.path() / "loop"));
  CHECK(findings.sorted().back().id == "file_unreadable");
}

TEST_CASE("the tree of a file is the nearest scenarios folder above it or its own folder") {
  const Folder folder;
  folder.write("scenarios/a/b/c.yaml", "");
  folder.write("policies/x.yaml", "");
  folder.write("other/c.yaml", "");
  folder.write("program/policies/x.yaml", "");
  const auto program = folder.path() / "program";
  const auto inside = tree_of(folder.path() / "scenarios/a/b/c.yaml", {}, program);
  CHECK(inside.root == folder.path() / "scenarios");
  CHECK(inside.library == folder.path() / "policies");
  CHECK(tree_of(folder.path() / "other/c.yaml", {}, program).root == folder.path() / "other");
  fs::remove_all(folder.path() / "policies");
  CHECK(tree_of(folder.path() / "other/c.yaml", {}, program).library == program / "policies");
  CHECK(tree_of(folder.path() / "other/c.yaml", folder.path() / "mine", program).library == folder.path() / "mine");
}

TEST_CASE("one value is set by its dotted name") {
  CHECK(set("{a: {b: 1}}", "a.b=2 %") == "{a: {b: 2 %}}");
  CHECK(set("{city: kaya, a: {b: 1}}", "kaya.a.b=2") == "{city: kaya, a: {b: 2}}");
  CHECK(set("{city: kaya}", "city=other") == "{city: other}");
  CHECK(set("{a: 1}", "b.c.d={normal: [0 %, 1 %]}") == "{a: 1, b: {c: {d: {normal: [0 %, 1 %]}}}}");
  CHECK(set("{a: {b: 1}}", "a.b=null") == "{a: {}}");
  CHECK(set("{a: {b: 1}}", "a.b=") == "set_syntax@1:1");
  CHECK(set("{a: {b: 1}}", "a=~") == "{}");
  CHECK(set("{a: {normal: [0, 1]}}", "a=5 %") == "{a: 5 %}");
  CHECK(set("{a: {normal: [0, 1]}}", "a={uniform: [0, 1]}") == "{a: {uniform: [0, 1]}}");
  CHECK(set("{l: [{use: h, adoption: {reach: 1}}]}", "l.h.adoption.reach=50 %") ==
        "{l: [{use: h, adoption: {reach: 50 %}}]}");
  CHECK(set("{l: [{use: h}, {use: k}]}", "l.h=null") == "{l: [{use: k}]}");
  CHECK(set("{o: {activity.road: {2023: 1}}}", "o.activity.road.2023=2") == "{o: {activity.road: {2023: 2}}}");
  CHECK(set("{g: {2024..2025: 1, 2031..: 2}}", "g.2031..=3") == "{g: {2024..2025: 1, 2031..: 3}}");
  CHECK(set("{g: {}}", "g.2024..2025=1") == "{g: {2024..2025: 1}}");
  CHECK(set("{a: }", "a.b=1") == "{a: {b: 1}}");
  CHECK(set("{a: 1}", "peak=x:y") == "{a: 1, peak: x:y}");
  CHECK(set("{g: {}}", "g.2031..=1") == "{g: {2031..: 1}}");
}

TEST_CASE("a wrong --set is placed in the text of the option") {
  CHECK(set("{a: 1}", "a") == "set_syntax@1:1");
  CHECK(set("{a: 1}", "=1") == "set_syntax@1:1");
  CHECK(set("{a: 1}", "a..=1") == "set_syntax@1:1");
  CHECK(set("{a: 1}", "a.=1") == "set_syntax@1:1");
  CHECK(set("{a: 1}", "a.b=1") == "set_target@1:3");
  CHECK(set("{l: [{use: hydrogen}]}", "l.hydrogn.x=1") == "set_target@1:3");
  CHECK(set("{a: 1}", "深=[1") == "unclosed_bracket@1:3");
  CHECK(set("{a: 1}", "a={b: 1, b: 2}") == "duplicate_key@1:10");
}

TEST_CASE("a value that was set stands in the option") {
  Sources sources;
  Findings findings;
  auto node = tree("{a: {b: 1}}");
  apply_set(sources, node, "a.深=2 %", rules, findings);
  const auto* value = node.find("a")->find("深");
  REQUIRE(value);
  CHECK(sources[value->place.file].shown == "--set");
  CHECK(value->place.column == 5);
  CHECK(value->place.end_column == 8);
  CHECK(node.find("a")->entries[1].key_place.column == 3);
}
