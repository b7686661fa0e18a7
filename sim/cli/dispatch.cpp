// SPDX-License-Identifier: MIT
// The list of commands, their help, and the way from argv to an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <vector>

#include "generated/version.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/dispatch.hpp"

namespace citypeak::cli {

namespace {

[[nodiscard]] std::string program_help(text::Language language) {
  const bool zh = language == text::Language::zh;
  std::string out = zh ? "citypeak：城市何时碳达峰，有多大把握？\n\n用法：citypeak 命令 [选项] 文件...\n\n"
                       : "citypeak: when do a city's emissions peak, and how sure are we?\n\nusage: citypeak COMMAND "
                         "[options] FILE...\n\n";
  for (const Command& command : commands())
    out += fmt::format("  {:<12} {}\n", command.name, command.summary.in(language));
  out += zh ? "\ncitypeak 命令 --help 显示该命令的选项；citypeak --version 显示版本。\n"
            : "\ncitypeak COMMAND --help shows its options; citypeak --version the version.\n";
  return out;
}

[[nodiscard]] std::string command_help(const Command& command, text::Language language) {
  const bool zh = language == text::Language::zh;
  std::string out = fmt::format("{}citypeak {} {}\n\n{}\n\n{}\n", zh ? "用法：" : "usage: ", command.name,
                                command.usage.in(language), command.summary.in(language), zh ? "选项：" : "options:");
  for (const OptionRow& row : option_table()) {
    bool known = row.name == "help" || row.name == "lang";
    for (const std::string_view name : command.options) known = known || name == row.name;
    if (known)
      out += fmt::format("  {:<20} {}\n", fmt::format("--{} {}", row.name, row.argument), row.help.in(language));
  }
  return out;
}

[[nodiscard]] std::string version_text() {
  const auto kernel = run::choose_kernel("auto");
  return fmt::format("citypeak {} ({}, {}, {}, {})\n", version, commit, compiler, build_type,
                     kernel ? kernel->name : "no usable instruction set");
}

void print_usage_error(const UsageError& error, text::Language language) {
  const text::Sources none;
  const std::string text = text::rendered(error.finding, none, language);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// Options that concern every command may stand before it; they are moved behind it.
[[nodiscard]] std::vector<std::string> command_first(const std::vector<std::string>& words) {
  std::size_t at = 0;
  std::vector<std::string> before;
  while (at < words.size()) {
    const bool lang = words[at] == "--lang" && at + 1 < words.size();
    const bool alone = words[at] == "--help" || words[at].rfind("--lang=", 0) == 0;
    if (!lang && !alone) break;
    before.insert(before.end(), words.begin() + static_cast<std::ptrdiff_t>(at),
                  words.begin() + static_cast<std::ptrdiff_t>(at + (lang ? 2 : 1)));
    at += lang ? 2 : 1;
  }
  if (at == words.size()) {  // no command: help, if that was asked for, goes first
    const auto help = std::find(before.begin(), before.end(), "--help");
    if (help != before.end()) return {"--help"};
    return {};
  }
  std::vector<std::string> out{words[at]};
  out.insert(out.end(), before.begin(), before.end());
  out.insert(out.end(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
  return out;
}

[[nodiscard]] int dispatch(const std::vector<std::string>& words) {
  const text::Language language = language_of(words);
  const std::vector<std::string> arguments = command_first(words);
  if (arguments.empty()) {
    std::fputs(program_help(language).c_str(), stderr);
    return wrong_input;
  }
  const std::string& word = arguments.front();
  if (word == "--help" || word == "help") {
    print(program_help(language));
    return done;
  }
  if (word == "--version") {
    print(version_text());
    return done;
  }
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    names.emplace_back(command.name);
    if (command.name != word) continue;
    try {
      return command.run(parse_options(command.name, command.options, command.takes_files, rest));
    } catch (const HelpWanted&) {
      print(command_help(command, language));
      return done;
    }
  }
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  throw UsageError{
      text::Finding{"command_unknown", text::Severity::error, {}, {word, list}, text::nearest(word, names)}};
}

}  // namespace

std::span<const Command> commands() {
  static const std::vector<Command> list{
      init_command(),    check_command(),     run_command(),         compare_command(),   merge_command(),
      levers_command(),  explain_command(),   sensitivity_command(), attribute_command(), ekc_command(),
      verdict_command(), decompose_command(), schema_command()};
  return list;
}

int run_program(const std::vector<std::string>& arguments) {
  const SignalWatch watch;
  const bool zh = language_of(arguments) == text::Language::zh;
  int code = done;
  try {
    code = dispatch(arguments);
    flush_output();
  } catch (const UsageError& error) {
    print_usage_error(error, language_of(arguments));
    return wrong_input;
  } catch (const OutputLost&) {
    print_error(zh ? "无法写标准输出（读取方已退出，或磁盘已满）"
                   : "stdout could not be written (its reader has gone, or the disk is full)",
                "output_lost");
    return not_finished;
  } catch (const std::bad_alloc&) {
    print_error(
        zh ? "内存不足：请减少抽样数，或去掉 --save-draws" : "out of memory: use fewer draws, or no --save-draws",
        "out_of_memory");
    return not_finished;
  } catch (const std::exception& error) {
    print_error(fmt::format(fmt::runtime(zh ? "程序内部错误，请报告：{}" : "internal error, please report it: {}"),
                            error.what()),
                "internal_error");
    return not_finished;
  }
  return SignalWatch::exit_code() != 0 && code == not_finished ? SignalWatch::exit_code() : code;
}

}  // namespace citypeak::cli
