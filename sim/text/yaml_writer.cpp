// SPDX-License-Identifier: MIT
// The plainest YAML that reads back the same.
#include "sim/text/yaml_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace citypeak::text {

namespace {

/// Words of letters, digits and a few signs that no YAML reader takes for anything else.
[[nodiscard]] bool is_plain(const Node& scalar) {
  if (scalar.quoted || scalar.text.empty()) return false;
  const auto harmless = [](char c) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
    return letter || (c >= '0' && c <= '9') || std::string_view(" ._/%+-*()^").find(c) != std::string_view::npos;
  };
  const std::string& text = scalar.text;
  const bool begins = std::string_view("*%").find(text.front()) == std::string_view::npos &&
                      !(text.front() == '-' && text.size() > 1 && text[1] == ' ');
  return begins && text.front() != ' ' && text.back() != ' ' && text != "-" &&
         std::all_of(text.begin(), text.end(), harmless);
}

[[nodiscard]] std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20U) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

[[nodiscard]] std::string scalar_text(const Node& node) { return is_plain(node) ? node.text : quoted(node.text); }

void write(const Node& node, std::size_t indent, std::string& out);

/// What stands behind `key:` or `-`: on the same line where it fits there, else below.
void write_value(const Node& node, std::size_t indent, std::string& out) {
  const bool empty = (node.is_map() && node.entries.empty()) || (node.is_list() && node.items.empty());
  if (node.is_null()) {
    out += " null\n";
  } else if (node.is_scalar()) {
    out += " " + scalar_text(node) + "\n";
  } else if (empty) {
    out += node.is_map() ? " {}\n" : " []\n";
  } else {
    out += "\n";
    write(node, indent + 2, out);
  }
}

void write(const Node& node, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  for (const Entry& entry : node.entries) {
    Node key;
    key.kind = Node::Kind::scalar;
    key.text = entry.key;
    out += margin + scalar_text(key) + ":";
    write_value(entry.value, indent, out);
  }
  for (const Node& item : node.items) {
    out += margin + "-";
    write_value(item, indent, out);
  }
}

}  // namespace

std::string to_yaml(const Node& node) {
  std::string out;
  if (node.is_scalar()) return scalar_text(node) + "\n";
  write(node, 0, out);
  return out;
}

}  // namespace citypeak::text
