// SPDX-License-Identifier: MIT
// `citypeak init DIR`: copies the starter scenarios into a new folder, whole or not at all, and says what to run next.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <system_error>

#include "output/result_folder.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/text/layers.hpp"

namespace citypeak::cli {

namespace {

namespace fs = std::filesystem;

/// What a starter folder holds. `scenarios/starter/LANGUAGE/` has the same files, ready to run where they lie.
constexpr std::array<std::string_view, 3> starter_files{"city.yaml", "package.yaml", "README.md"};
constexpr std::string_view launcher = "./citypeak";  // as the shipped README writes it

/// Ends the command: the named folder cannot be used.
[[nodiscard]] UsageError refusal(std::string id, std::vector<std::string> args) {
  return {text::Finding{std::move(id), text::Severity::error, {}, std::move(args), {}}};
}

/// A word that a shell reads as one, whatever its characters: quoted unless all of them are harmless.
[[nodiscard]] std::string shell_word(const std::string& word) {
  constexpr std::string_view harmless = "_-./+,:@%";
  const bool plain = std::all_of(word.begin(), word.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || harmless.find(c) != std::string_view::npos;
  });
  if (plain && !word.empty()) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// How the user starts the program from here: `./citypeak` in the project's folder, else the launcher's full name.
[[nodiscard]] std::string launcher_from_here() {
  std::error_code error;
  const fs::path folder = program_folder();
  if (fs::equivalent(folder, fs::current_path(error), error)) return std::string(launcher);
  if (fs::exists(folder / "citypeak", error)) return shell_word((folder / "citypeak").string());
  return "citypeak";
}

/// The shipped text with its own folder replaced by the user's: `scenarios/starter/en/city.yaml` -> `DIR/city.yaml`.
[[nodiscard]] std::string moved(std::string_view text, const std::string& from, const fs::path& to) {
  std::string out;
  while (true) {
    const std::size_t at = text.find(from);
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string_view name = text.substr(at + from.size(), end - at - from.size());
    out += shell_word((to / name).string());
    text.remove_prefix(end);
  }
}

[[nodiscard]] std::string with_launcher(std::string text, const std::string& word) {
  for (std::size_t at = text.find(launcher); at != std::string::npos; at = text.find(launcher, at + word.size()))
    text.replace(at, launcher.size(), word);
  return text;
}

/// The commands of a README: its indented lines.
[[nodiscard]] std::string commands_in(std::string_view readme) {
  constexpr std::string_view indent = "    ";
  std::string out;
  while (!readme.empty()) {
    const std::size_t end = std::min(readme.find('\n'), readme.size() - 1);
    if (readme.substr(0, indent.size()) == indent) out += fmt::format("  {}", readme.substr(indent.size(), end - 3));
    readme.remove_prefix(end + 1);
  }
  return out;
}

/// One call of `init`, from the name of the folder to the folder.
class InitCommand {
 public:
  explicit InitCommand(const Options& options)
      : options_(options),
        zh_(options.terminal == text::Language::zh),
        // The language of files: `--lang`, else English, never the locale.
        starter_(fmt::format("scenarios/starter/{}/", options.language_option == text::Language::zh ? "zh" : "en")) {}

  int run() {
    if (options_.files.size() != 1) throw refusal("init_names", {});
    std::string name = options_.files.front();
    while (name.size() > 1 && name.back() == '/') name.pop_back();
    target_ = name;
    refuse_unusable();
    if (!read_starter()) return not_finished;
    const int code = write();
    if (code == done) report();
    return code;
  }

 private:
  void refuse_unusable() const {
    const std::string shown = options_.files.front();
    // Such a name would disturb the terminal and the README.
    const bool unseen = std::any_of(shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    if (unseen) throw refusal("init_folder", {shown});
    std::error_code error;
    // A folder of results counts as free for `run`, but not for us: whatever is there stays.
    if (fs::is_directory(target_, error) && !fs::is_empty(target_, error) && !error) {
      throw refusal("init_not_empty", {shown});
    }
    const fs::path parent = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
    if (!fs::exists(parent, error) && !error) throw refusal("init_parent", {parent.string(), shown});
    const output::ResultFolder folder(target_, false);
    const auto problem = folder.check();
    if (problem && problem->is_input_error()) throw refusal("init_folder", {shown});
  }

  /// False, with a message, if the project's own files are not where they belong.
  [[nodiscard]] bool read_starter() {
    const std::string from_here = launcher_from_here();
    text::Sources sources;
    text::Findings findings;
    for (const std::string_view name : starter_files) {
      const std::string shown = starter_ + std::string(name);
      const auto file = text::open_source(sources, program_folder() / shown, shown, {}, {}, findings);
      if (!file) {
        print_findings(findings, sources, options_.terminal);
        return false;
      }
      texts_.push_back(with_launcher(moved(sources[*file].bytes, starter_, target_), from_here));
    }
    return true;
  }

  /// The exit code; unless it is `done`, nothing stays behind.
  [[nodiscard]] int write() const {
    output::ResultFolder folder(target_, false);
    auto problem = folder.begin();
    for (std::size_t i = 0; i < starter_files.size() && !problem; ++i)
      problem = folder.write(starter_files[i], texts_[i]);
    if (!problem && SignalWatch::exit_code() != 0) return interrupted();
    if (!problem) problem = folder.commit();
    return problem ? said(*problem) : done;
  }

  [[nodiscard]] int said(const output::Problem& problem) const {
    if (problem.is_input_error()) throw refusal("init_folder", {options_.files.front()});
    print_error(problem.message(zh_ ? table::Language::zh : table::Language::en), problem.id());
    return not_finished;
  }

  [[nodiscard]] int interrupted() const {
    print_error(zh_ ? "已中断，未写任何文件" : "interrupted; nothing was written", "interrupted");
    return not_finished;
  }

  void report() const {
    std::string list;
    for (const std::string_view name : starter_files)
      list += fmt::format("  {}\n", text::escaped((target_ / name).string()));
    print(fmt::format(fmt::runtime(zh_ ? "已写出：\n{}\n其中所有数字都是示例。接下来运行：\n{}"
                                       : "written:\n{}\nevery number in them is an example. Next:\n{}"),
                      list, commands_in(texts_.back())));
  }

  const Options& options_;
  bool zh_;
  std::string starter_;  ///< where the texts come from, within the project
  fs::path target_;
  std::vector<std::string> texts_;  ///< of starter_files, README last
};

int init(const Options& options) { return InitCommand(options).run(); }

}  // namespace

Command init_command() {
  return {"init",
          {"write a small commented scenario folder to start from", "生成一个带注释的小型情景文件夹，供起步使用"},
          {"[options] DIR", "[选项] 文件夹"},
          {},
          false,
          &init};
}

}  // namespace citypeak::cli
