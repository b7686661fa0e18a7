// SPDX-License-Identifier: MIT
// What can go wrong when results are written, as a kind that programs tell apart and a sentence for people.
#include "output/problem.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace citypeak::output {
namespace {

using Kind = Problem::Kind;

struct Wording {
  Kind kind;
  std::string_view id, en, zh;
};

constexpr std::array<Wording, 10> wordings{{
    {Kind::not_ours, "output_not_ours",
     "the folder '{}' holds things that are not results of this program; choose another --out, or replace it whole "
     "with "
     "--force",
     "文件夹“{}”中有并非本程序生成的内容；请另选 --out，或用 --force 整体替换"},
    {Kind::symbolic_link, "output_symbolic_link", "'{}' is a symbolic link; give the folder itself as --out",
     "“{}”是符号链接；请将 --out 指向实际的文件夹"},
    {Kind::not_a_folder, "output_not_a_folder",
     "'{}' is not a folder, so results cannot be put there; choose another --out",
     "“{}”不是文件夹，无法存放结果；请另选 --out"},
    {Kind::around_us, "output_around_us",
     "'{}' is the folder we are in or one around it, and would be replaced whole; choose a folder inside it as --out",
     "“{}”是当前所在文件夹或其上级文件夹，写入时将被整体替换；请将 --out 指向其中的子文件夹"},
    {Kind::bad_name, "output_bad_name", "'{}' cannot be the name of a result", "“{}”不能作为结果的名称"},
    {Kind::no_space, "output_no_space",
     "no room left to write '{}' (disk, quota or largest file size); free some and run again",
     "写入“{}”时空间不足（磁盘、配额或单个文件大小上限）；请腾出空间后重新运行"},
    {Kind::read_only, "output_read_only", "'{}' is on a file system that is read-only; choose another folder",
     "“{}”所在的文件系统为只读；请另选文件夹"},
    {Kind::no_permission, "output_no_permission", "no permission to write '{}'; choose another folder",
     "没有写入“{}”的权限；请另选文件夹"},
    {Kind::name_too_long, "output_name_too_long", "the name '{}' is too long for this file system",
     "名称“{}”过长，文件系统无法接受"},
    {Kind::other, "output_failed", "could not write '{}'", "无法写入“{}”"},
}};

const Wording& wording_of(Kind kind) {
  for (const Wording& wording : wordings) {
    if (wording.kind == kind) return wording;
  }
  return wordings.back();
}

// The few other causes worth a word of their own; everything else is known by its number.
std::pair<std::string_view, std::string_view> cause(int error_number) {
  switch (error_number) {
    case EIO:
      return {"the disk reported an error", "磁盘报告读写错误"};
    case EMFILE:
    case ENFILE:
      return {"too many open files", "打开的文件过多"};
    case ENOMEM:
      return {"out of memory", "内存不足"};
    case EBUSY:
      return {"it is in use, perhaps as a mount point", "正在使用中，可能是挂载点"};
    case ENOENT:
      return {"it disappeared while we were writing", "写入过程中该路径消失"};
    case ETIME:
      return {"the program that draws it took too long", "绘图程序用时过长"};
    case ENOEXEC:
      return {"the program that draws it failed (gnuplot or pdftocairo)", "绘图程序出错（gnuplot 或 pdftocairo）"};
    case EXDEV:
      return {"it lies on another file system", "位于另一个文件系统"};
    default:
      return {};
  }
}

// The place of the problem as text that cannot disturb a terminal.
std::string printable(const std::string& path) {
  std::string text;
  for (const char character : path) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7F) {
      text += fmt::format("\\x{:02x}", byte);
    } else {
      text += character;
    }
  }
  return text;
}

}  // namespace

bool Problem::is_input_error() const {
  return kind == Kind::not_ours || kind == Kind::symbolic_link || kind == Kind::not_a_folder ||
         kind == Kind::around_us || kind == Kind::bad_name || kind == Kind::name_too_long;
}

std::string Problem::id() const { return std::string(wording_of(kind).id); }

std::string Problem::message(table::Language language) const {
  const bool zh = language == table::Language::zh;
  const Wording& wording = wording_of(kind);
  std::string text = fmt::format(fmt::runtime(zh ? wording.zh : wording.en), printable(path));
  if (kind != Kind::other || error_number == 0) return text;
  const auto [en_cause, zh_cause] = cause(error_number);
  if (zh)
    return text + (zh_cause.empty() ? fmt::format("（系统错误 {}）", error_number) : fmt::format("：{}", zh_cause));
  return text + (en_cause.empty() ? fmt::format(" (system error {})", error_number) : fmt::format(": {}", en_cause));
}

Problem problem_of(int error_number, std::string path) {
  const auto kind = [&] {
    switch (error_number) {
      case ENOSPC:
      case EDQUOT:
      case EFBIG:
        return Kind::no_space;
      case EROFS:
        return Kind::read_only;
      case EACCES:
      case EPERM:
        return Kind::no_permission;
      case ENOTDIR:
        return Kind::not_a_folder;
      case ENAMETOOLONG:
        return Kind::name_too_long;
      default:
        return Kind::other;
    }
  }();
  return {kind, std::move(path), error_number};
}

}  // namespace citypeak::output
