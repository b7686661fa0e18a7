// SPDX-License-Identifier: MIT
// Reads a planner's YAML into a tree that knows where each value was written; the only file that knows yaml-cpp.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "sim/text/colon_trap.hpp"
#include "sim/text/comma_trap.hpp"
#include "sim/text/document.hpp"
#include "sim/text/text_lines.hpp"
#include "sim/text/wide_trap.hpp"
#include "sim/text/yaml_outline.hpp"

namespace citypeak::text {
namespace {

constexpr std::size_t largest_text = 4U << 20U;     // bytes
constexpr std::size_t deepest = 64;                 // maps and lists inside one another
constexpr std::size_t most_values = 200'000;        // keys and values of one file
constexpr std::size_t most_marks = 1'000'000;       // commas, colons, words: refused before yaml-cpp stores them all
constexpr std::size_t most_alias_values = 100'000;  // made by repeating aliases
constexpr std::size_t most_alias_bytes = 16U << 20U;
constexpr std::size_t most_findings = 100;  // of one kind in one file: after that they repeat themselves
constexpr auto nowhere = std::string_view::npos;

/// Thrown inside this file only: a finding was added and no tree can come of this text.
struct Refused {};
/// Thrown where a key is no word; an unclosed bracket can look like that, so the finding is added later.
struct BadKey {
  Place place;
};

/// One text on its way to a tree: its bytes, their places, and what was found in it.
class Text {
 public:
  Text(const Sources& sources, FileId file, std::size_t offset, Findings& findings)
      : file_(file), all_(sources[file].bytes), lines_(all_), findings_(findings), sources_(sources) {
    offset_ = offset > 0 ? std::min(offset, all_.size()) : lines_.line_start(0);
  }

  [[nodiscard]] std::string_view bytes() const { return all_.substr(offset_); }
  [[nodiscard]] Place place(std::size_t begin, std::size_t end) const {
    return lines_.place(file_, begin + offset_, end + offset_);
  }
  [[nodiscard]] std::size_t line_index(std::size_t at) const { return lines_.line_index(at + offset_); }
  [[nodiscard]] std::size_t line_count() const { return lines_.line_count(); }
  /// Where line `index` begins, and its text (the first line of a part begins at the part).
  [[nodiscard]] std::size_t line_start(std::size_t index) const {
    return std::max(lines_.line_start(index), offset_) - offset_;
  }
  [[nodiscard]] std::string_view line(std::size_t index) const {
    const std::size_t cut = std::max(lines_.line_start(index), offset_) - lines_.line_start(index);
    const auto whole = lines_.line(index);
    return whole.substr(std::min(cut, whole.size()));
  }
  [[nodiscard]] bool readable() const { return check_characters(sources_, file_, lines_, findings_); }

  void add(std::string_view id, const Place& at, std::vector<std::string> args = {}, std::string suggestion = {}) {
    if (++added_[id] <= most_findings) findings_.add(id, at, std::move(args), std::move(suggestion));
  }
  [[noreturn]] void refuse(std::string_view id, const Place& at, std::vector<std::string> args = {}) {
    add(id, at, std::move(args));
    throw Refused{};
  }

  /// A full-width sign at `offset` behind where `trap` was looked for.
  void add_wide(const WideTrap& trap, std::size_t offset = 0) {
    add("fullwidth_punctuation", place(trap.begin + offset, trap.end + offset), {trap.sign, trap.meant});
  }

  /// A half-width quote at `begin` that is not closed, or closed by a full-width one.
  void add_open_quote(std::size_t begin) {
    const auto rest = bytes().substr(begin);
    const auto line = rest.substr(0, rest.find('\n'));
    const auto wide = line.empty() ? std::nullopt : wide_closing_quote(line, line.front());
    if (wide) return add_wide(*wide, begin);
    add("unclosed_quote", place(begin, begin + 1));
  }

  /// Reports every line that has a trap of this kind, outside texts in quotes; whether there was one.
  bool add_traps(std::string_view id, const YamlOutline& outline) {
    std::size_t quote = 0;
    bool found = false;
    for (std::size_t index = 0; index < line_count(); ++index) {
      const auto start = line_start(index);
      while (quote < outline.long_quotes.size() && outline.long_quotes[quote].end <= start) ++quote;
      const bool quoted = quote < outline.long_quotes.size() && outline.long_quotes[quote].begin < start;
      const auto trap = quoted ? std::nullopt : colon_trap(line(index), KeyScript::any);
      if (!trap || trap->id != id) continue;
      add(id, place(start + trap->begin, start + trap->end), {trap->key});
      found = true;
    }
    return found;
  }

 private:
  FileId file_;
  std::string_view all_;
  TextLines lines_;
  Findings& findings_;
  const Sources& sources_;
  std::size_t offset_ = 0;
  std::map<std::string_view, std::size_t> added_;
};

/// Builds the tree from the parser's events and refuses what a scenario may not hold.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Text& text) : text_(text) {}

  [[nodiscard]] Node take() { return std::move(root_); }
  /// Whether a key with its value became one word: what misses that key would only repeat the finding.
  [[nodiscard]] bool is_broken() const { return broken_; }
  /// Where the innermost list or map that is still open begins.
  [[nodiscard]] std::optional<std::size_t> innermost() const {
    return frames_.empty() ? std::nullopt : std::optional(frames_.back().begin);
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto at = offset(mark);
    if (expects_key()) throw BadKey{text_.place(at, at + 1)};
    Node node;
    const bool under_key = !frames_.empty() && frames_.back().is_map();
    node.place = under_key ? frames_.back().key_place : text_.place(at, at + written_null(at));
    finish(std::move(node), anchor, 1);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto at = offset(mark);
    const auto place = text_.place(at, word_end(at));
    if (expects_key()) throw BadKey{place};
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) text_.refuse("alias_loop", place);
    const auto& source = found->second;
    if (frames_.size() + source.depth > deepest) text_.refuse("too_deep", place, {std::to_string(deepest)});
    charge(source, place);
    Node copy = source.node;
    copy.place = place;
    attach(std::move(copy), source.depth, source.values, source.bytes);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const auto at = value_begin(mark, tag);
    const bool quoted = tag == "!";
    const auto place = text_.place(at, scalar_end(at, quoted, value));
    check_escapes(value, place);
    if (!quoted) check_width(value, at);
    if (expects_key()) {
      take_key(value, quoted, place, anchor);
      return;
    }
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = value;
    node.quoted = quoted;
    node.place = place;
    if (!quoted) find_trap(node, at);
    finish(std::move(node), anchor, 1);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    std::size_t begin = 0;
    YAML::anchor_t anchor = 0;
    bool in_brackets = false;
    bool has_key = false;
    bool key_quoted = false;
    std::string key;
    Place key_place;
    std::unordered_map<std::string, int> lines;  // of the keys so far
    std::size_t depth = 1, values = 1, bytes = 0;
    [[nodiscard]] bool is_map() const { return node.is_map(); }
  };
  /// A value marked with an anchor, and what repeating it costs.
  struct Anchored {
    Node node;
    std::size_t depth = 0, values = 0, bytes = 0;
  };

  [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const {
    return mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), text_.bytes().size());
  }
  [[nodiscard]] char at_or_end(std::size_t at) const { return at < text_.bytes().size() ? text_.bytes()[at] : '\n'; }
  [[nodiscard]] bool expects_key() const {
    return !frames_.empty() && frames_.back().is_map() && !frames_.back().has_key;
  }

  [[nodiscard]] std::size_t word_end(std::size_t at) const {
    const auto end = text_.bytes().find_first_of(" \t\r\n,[]{}", at);
    return end == nowhere ? text_.bytes().size() : end;
  }

  [[nodiscard]] std::size_t written_null(std::size_t at) const {
    const auto rest = text_.bytes().substr(at, 4);
    return rest == "null" || rest == "Null" || rest == "NULL" ? 4 : 1;
  }

  /// Skips anchors and tags, which stand before the value they belong to; complains about tags.
  std::size_t value_begin(const YAML::Mark& mark, const std::string& tag) {
    std::size_t at = offset(mark);
    bool tagged = false;
    while (at_or_end(at) == '&' || at_or_end(at) == '!') {
      const auto end = word_end(at);
      if (at_or_end(at) == '!') {
        text_.add("tag", text_.place(at, end), {std::string(text_.bytes().substr(at, end - at))});
        tagged = true;
      }
      at = after_blanks(end);
    }
    const bool known = tag.empty() || tag == "?" || tag == "!";
    if (!known && !tagged) text_.add("tag", text_.place(at, at + 1), {tag});
    return at;
  }

  [[nodiscard]] std::size_t after_blanks(std::size_t at) const {
    const auto bytes = text_.bytes();
    while (at < bytes.size()) {
      at = std::min(bytes.find_first_not_of(" \t\r\n", at), bytes.size());
      if (at_or_end(at) != '#') break;
      at = std::min(bytes.find('\n', at), bytes.size());
    }
    return at;
  }

  [[nodiscard]] std::size_t scalar_end(std::size_t at, bool quoted, const std::string& value) const {
    const auto bytes = text_.bytes();
    if (!quoted) {
      std::size_t length = 0;
      while (length < value.size() && at_or_end(at + length) == value[length]) ++length;
      return at + std::max<std::size_t>(length, 1);
    }
    const char quote = at_or_end(at);
    if (quote != '"' && quote != '\'') return at + 1;
    for (std::size_t i = at + 1; i < bytes.size(); ++i) {
      if (quote == '"' && bytes[i] == '\\') {
        ++i;
      } else if (bytes[i] == quote) {
        if (quote == '"' || at_or_end(i + 1) != quote) return i + 1;
        ++i;
      }
    }
    text_.add_open_quote(at);  // yaml-cpp 0.7 takes it where the last line has its end
    throw Refused{};
  }

  /// Escapes inside double quotes can hide what `check_characters` refuses in the open.
  void check_escapes(const std::string& value, const Place& place) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto byte = static_cast<unsigned char>(value[i]);
      const bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
      const bool upper_control =
          byte == 0xC2 && i + 1 < value.size() && static_cast<unsigned char>(value[i + 1]) < 0xA0;
      if (!control && !upper_control) continue;
      constexpr std::string_view digits = "0123456789ABCDEF";
      const unsigned code = control ? byte : static_cast<unsigned char>(value[i + 1]);
      text_.add("control_character", place, {std::string("U+00") + digits[code >> 4U] + digits[code & 15U]});
      return;
    }
  }

  /// Full-width signs that changed what is a key and what a value: no tree can come of it.
  void check_width(const std::string& value, std::size_t at) {
    if (frames_.empty()) return;
    const auto& frame = frames_.back();
    if (!expects_key()) {
      const auto trap = wide_trap_in_value(value, frame.in_brackets && !frame.is_map());
      if (trap) refuse_wide(*trap, at);
      return;
    }
    const auto in_key = wide_trap_in_key(value);
    if (!in_key || colon_trap(value, KeyScript::any)) return;
    const auto first = frame.in_brackets ? wide_trap(text_.bytes(), frame.begin, at) : std::nullopt;
    if (first) refuse_wide(*first, 0);
    refuse_wide(*in_key, at);
  }

  [[noreturn]] void refuse_wide(const WideTrap& trap, std::size_t at) {
    text_.add_wide(trap, at);
    throw Refused{};
  }

  void take_key(const std::string& value, bool quoted, const Place& place, YAML::anchor_t anchor) {
    auto& frame = frames_.back();
    count(place);
    if (value.empty()) throw BadKey{place};
    frame.has_key = true;
    frame.key = value;
    frame.key_quoted = quoted;
    frame.key_place = place;
    frame.bytes += value.size();
    if (anchor == 0) return;
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = value;
    node.quoted = quoted;
    node.place = place;
    anchored_[anchor] = {std::move(node), 0, 1, value.size()};
  }

  /// A value alone on its line that reads `key:value` or `key：value` was meant as a map.
  void find_trap(const Node& node, std::size_t at) {
    const bool under_key = !frames_.empty() && frames_.back().is_map() && frames_.back().has_key;
    if (!under_key || frames_.back().key_place.line == node.place.line) return;
    const auto trap = colon_trap(node.text, KeyScript::latin);
    if (trap) text_.add(trap->id, text_.place(at, at + trap->end), {trap->key});
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const auto at = value_begin(mark, tag);
    if (expects_key()) throw BadKey{text_.place(at, at + 1)};
    if (frames_.size() == deepest) text_.refuse("too_deep", text_.place(at, at + 1), {std::to_string(deepest)});
    Frame frame;
    frame.node.kind = kind;
    frame.node.place = text_.place(at, at + 1);
    frame.begin = at;
    frame.anchor = anchor;
    frame.in_brackets = at_or_end(at) == '{' || at_or_end(at) == '[';
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    count(frame.node.place);
    keep(frame.node, frame.anchor, frame.depth, frame.values, frame.bytes);
    attach(std::move(frame.node), frame.depth, frame.values, frame.bytes);
  }

  void finish(Node node, YAML::anchor_t anchor, std::size_t values) {
    count(node.place);
    const auto bytes = node.text.size();
    keep(node, anchor, 0, values, bytes);
    attach(std::move(node), 0, values, bytes);
  }

  void count(const Place& place) {
    if (++values_ > most_values) text_.refuse("too_many_values", place, {std::to_string(most_values)});
  }

  void charge(const Anchored& source, const Place& place) {
    alias_values_ += source.values;
    alias_bytes_ += source.bytes;
    const bool too_many = alias_values_ > most_alias_values || alias_bytes_ > most_alias_bytes;
    if (too_many) text_.refuse("alias_bomb", place, {std::to_string(most_alias_values)});
  }

  /// Remembers an anchored value; the copy costs as much as a use of it.
  void keep(const Node& node, YAML::anchor_t anchor, std::size_t depth, std::size_t values, std::size_t bytes) {
    if (anchor == 0) return;
    Anchored kept{{}, depth, values, bytes};
    charge(kept, node.place);
    kept.node = node;
    anchored_[anchor] = std::move(kept);
  }

  void attach(Node node, std::size_t depth, std::size_t values, std::size_t bytes) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& frame = frames_.back();
    frame.depth = std::max(frame.depth, depth + 1);
    frame.values += values;
    frame.bytes += bytes;
    if (frame.is_map()) {
      attach_entry(frame, std::move(node));
    } else {
      frame.node.items.push_back(std::move(node));
    }
  }

  void attach_entry(Frame& frame, Node node) {
    frame.has_key = false;
    if (frame.key == "<<" && !frame.key_quoted) {
      text_.add("merge_key", frame.key_place);
      return;
    }
    if (node.is_null() && frame.in_brackets && !frame.key_quoted) {
      const auto trap = colon_trap(frame.key, KeyScript::any);
      if (trap) {
        text_.add(trap->id, frame.key_place, {trap->key});
        broken_ = true;
      }
    }
    const auto [first, is_new] = frame.lines.try_emplace(frame.key, frame.key_place.line);
    if (!is_new) {
      text_.add("duplicate_key", frame.key_place, {frame.key, std::to_string(first->second)});
      return;
    }
    frame.node.entries.push_back({std::move(frame.key), frame.key_place, std::move(node)});
  }

  Text& text_;
  Node root_;
  bool broken_ = false;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Anchored> anchored_;
  std::size_t values_ = 0, alias_values_ = 0, alias_bytes_ = 0;
};

/// Stops at the first sign of a second document and remembers where it begins.
class SecondDocument final : public YAML::EventHandler {
 public:
  [[nodiscard]] int begin() const { return begin_; }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { stop(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { stop(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { stop(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    stop(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    stop(mark);
  }
  void OnMapEnd() override {}

 private:
  [[noreturn]] void stop(const YAML::Mark& mark) {
    begin_ = std::max(mark.pos, 0);
    throw Refused{};
  }
  int begin_ = -1;
};

/// Says in our words why the parser stopped.
class Explanation {
 public:
  Explanation(Text& text, const YamlOutline& outline, std::optional<std::size_t> innermost)
      : text_(text), outline_(outline), innermost_(innermost) {}

  void explain(const YAML::Exception& stop) {
    const auto size = text_.bytes().size();
    at_ = stop.mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(stop.mark.pos), size);
    line_ = text_.line_index(at_);
    if (found_open_quote(stop.msg) || found_colon_trap() || found_tab(stop.msg) || found_long_quote() ||
        found_wide_sign()) {
      return;
    }
    by_message(stop.msg);
  }

  void explain_key(const Place& place) {
    at_ = text_.bytes().size();
    if (place.line > 0) at_ = text_.line_start(static_cast<std::size_t>(place.line) - 1);
    line_ = text_.line_index(at_);
    if (found_wide_sign()) return;
    if (outline_.open_brackets.empty()) return text_.add("bad_key", place);
    unclosed_bracket();
  }

  /// What follows a complete document, at `at`.
  void explain_rest(std::size_t at, const Node& first) {
    at_ = std::min(at, text_.bytes().size());
    line_ = text_.line_index(at_);
    const bool glued = peek() == ':' && first.is_scalar();
    if (glued) return text_.add("key_without_space", first.place, {first.text});
    if (found_colon_trap() || found_long_quote() || found_wide_sign()) return;
    if (const auto marker = marker_before()) {
      return text_.add("second_document", text_.place(text_.line_start(*marker), text_.line_start(*marker) + 3));
    }
    stray();
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.bytes().size() ? text_.bytes()[at_] : '\n'; }
  void add(std::string_view id, std::vector<std::string> args = {}) {
    text_.add(id, text_.place(at_, at_ + 1), std::move(args));
  }

  static bool begins(const std::string& message, const char* known) { return message.rfind(known, 0) == 0; }

  bool found_open_quote(const std::string& message) {
    const bool in_quote = message == YAML::ErrorMsg::EOF_IN_SCALAR || message == YAML::ErrorMsg::DOC_IN_SCALAR;
    if (!in_quote) return false;
    std::size_t begin = outline_.open_quote.value_or(at_);
    for (const auto& quote : outline_.long_quotes) {
      if (quote.begin < at_ && at_ < quote.end) begin = quote.begin;
    }
    text_.add_open_quote(begin);
    return true;
  }

  /// A full-width sign between the bracket that is still open, or the beginning of this line, and the end of it.
  bool found_wide_sign() {
    const auto bytes = text_.bytes();
    std::size_t begin = text_.line_start(line_);
    const auto include = [&](std::optional<std::size_t> bracket) {
      const bool is_bracket = bracket && *bracket < bytes.size() && (bytes[*bracket] == '[' || bytes[*bracket] == '{');
      if (is_bracket) begin = std::min(begin, *bracket);
    };
    include(innermost_);
    if (!outline_.open_brackets.empty()) include(outline_.open_brackets.back());
    if (outline_.wrong_bracket && outline_.wrong_bracket->end <= at_ + 1) include(outline_.wrong_bracket->begin);
    const auto end = std::min(bytes.find('\n', std::min(at_, bytes.size())), bytes.size());
    const auto trap = wide_trap(bytes, begin, end);
    if (trap) text_.add_wide(*trap);
    return trap.has_value();
  }

  bool found_colon_trap() {
    const auto trap_on = [&](std::size_t index) {
      const auto trap = colon_trap(text_.line(index), KeyScript::any);
      return trap && text_.add_traps(trap->id, outline_);
    };
    if (trap_on(line_)) return true;
    std::size_t before = line_;
    while (before > 0 && text_.line(before - 1).find_first_not_of(" \t") == nowhere) --before;
    return before > 0 && trap_on(before - 1);
  }

  bool found_tab(const std::string& message) {
    const auto line = text_.line(line_);
    const auto tab = line.substr(0, line.find_first_not_of(" \t")).find('\t');
    if (tab == nowhere && message != YAML::ErrorMsg::TAB_IN_INDENTATION) return false;
    const auto begin = tab == nowhere ? at_ : text_.line_start(line_) + tab;
    text_.add("tab_indent", text_.place(begin, begin + 1));
    return true;
  }

  /// A quote left open swallows lines up to the next quote; the parser stumbles over what stands behind that one.
  bool found_long_quote() {
    for (const auto& quote : outline_.long_quotes) {
      const char mark = text_.bytes()[quote.begin];
      const bool ends_here = quote.end <= at_ && text_.line_index(quote.end - 1) == line_;
      if (!ends_here || (mark != '"' && mark != '\'')) continue;
      text_.add_open_quote(quote.begin);
      return true;
    }
    return false;
  }

  void by_message(const std::string& message) {
    using namespace YAML::ErrorMsg;
    if (message == FLOW_END) return closing_bracket();
    if (message == END_OF_MAP_FLOW || message == END_OF_SEQ_FLOW) return unclosed_bracket();
    if (message == MAP_VALUE) return second_colon();
    if (message == END_OF_MAP || message == END_OF_SEQ) return stray();
    if (begins(message, UNKNOWN_ANCHOR)) return alias_unknown();
    if (begins(message, INVALID_ESCAPE) || begins(message, INVALID_HEX) || begins(message, INVALID_UNICODE)) {
      return add("bad_escape");
    }
    if (message == UNKNOWN_TOKEN) return add("reserved_character", {std::string(1, peek())});
    if (message == END_OF_VERBATIM_TAG || message == CHAR_IN_TAG_HANDLE || message == TAG_WITH_NO_SUFFIX ||
        message == MULTIPLE_TAGS) {
      return add("tag", {"!"});
    }
    if (message == BAD_FILE) return add("too_deep", {std::to_string(deepest)});
    add("yaml_syntax");
  }

  /// A closing bracket too many, or of the wrong kind because one before it is missing.
  void closing_bracket() {
    const auto& wrong = outline_.wrong_bracket;
    if (!wrong || wrong->end != at_) return add("stray_bracket", {std::string(1, peek())});
    text_.add("unclosed_bracket", text_.place(wrong->begin, wrong->begin + 1),
              {std::string(1, text_.bytes()[wrong->begin])});
  }

  void unclosed_bracket() {
    auto begin = outline_.open_brackets.empty() ? std::nullopt : std::optional(outline_.open_brackets.back());
    if (!begin) begin = innermost_;
    const auto bytes = text_.bytes();
    const bool is_bracket = begin && *begin < bytes.size() && (bytes[*begin] == '[' || bytes[*begin] == '{');
    if (!is_bracket) return add("yaml_syntax");
    text_.add("unclosed_bracket", text_.place(*begin, *begin + 1), {std::string(1, bytes[*begin])});
  }

  void second_colon() {
    const auto start = text_.line_start(line_);
    const auto before = text_.bytes().substr(start, at_ - std::min(start, at_));
    const bool is_second = before.find(": ") != nowhere;
    if (is_second) return add("colon_in_value");
    at_ = start;
    whole_line();
  }

  void alias_unknown() {
    const auto end = text_.bytes().find_first_of(" \t\r\n,[]{}", at_);
    text_.add("alias_unknown", text_.place(at_, std::min(end, text_.bytes().size())));
  }

  /// The line of a `---` or `...` between the end of the document and what follows it.
  [[nodiscard]] std::optional<std::size_t> marker_before() const {
    for (std::size_t index = line_ + 1; index-- > 0;) {
      const auto line = text_.line(index);
      const auto start = line.substr(0, 3);
      if (start == "---" || start == "...") return index;
      const auto word = line.find_first_not_of(" \t");
      const bool empty = word == nowhere || line[word] == '#' || line[word] == '%';
      if (!empty && index != line_) return std::nullopt;
    }
    return std::nullopt;
  }

  void stray() {
    const char c = peek();
    if (c == ',') return add("lone_comma");
    if (c == ']' || c == '}') return add("stray_bracket", {std::string(1, c)});
    whole_line();
  }

  void whole_line() {
    const auto line = text_.line(line_);
    const auto first = line.find_first_not_of(" \t");
    const auto last = line.find_last_not_of(" \t");
    const auto start = text_.line_start(line_);
    if (first == nowhere || start + first < at_) return add("bad_indent");
    text_.add("bad_indent", text_.place(start + first, start + last + 1));
  }

  Text& text_;
  const YamlOutline& outline_;
  std::optional<std::size_t> innermost_;
  std::size_t at_ = 0, line_ = 0;
};

/// What stands first in the text that YAML takes as a value but that has none: `,` for instance.
bool begins_with_comma(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return first != nowhere && bytes[first] == ',';
}

std::optional<Node> parse(Text& text, const YamlOutline& outline) {
  std::istringstream stream{std::string(text.bytes())};
  TreeBuilder builder(text);
  SecondDocument second;
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return Node{};
    auto root = builder.take();
    bool has_more = false;
    try {
      has_more = parser.HandleNextDocument(second);
    } catch (const Refused&) {
      has_more = true;
    }
    if (!has_more && builder.is_broken()) return std::nullopt;
    if (!has_more) return root;
    const auto rest = second.begin() < 0 ? text.bytes().size() : static_cast<std::size_t>(second.begin());
    Explanation(text, outline, std::nullopt).explain_rest(rest, root);
  } catch (const BadKey& key) {
    Explanation(text, outline, std::nullopt).explain_key(key.place);
  } catch (const Refused&) {
    // its finding has been added
  } catch (const YAML::Exception& stop) {
    Explanation(text, outline, builder.innermost()).explain(stop);
  }
  return std::nullopt;
}

/// The whole file read as one word, because no colon in it is a YAML colon.
bool is_one_trapped_word(Text& text, const Node& root, const YamlOutline& outline) {
  if (!root.is_scalar() || root.quoted) return false;
  const auto trap = colon_trap(root.text, KeyScript::any);
  return trap && text.add_traps(trap->id, outline);
}

}  // namespace

std::optional<Node> read_yaml(Sources& sources, FileId file, std::size_t offset, Findings& findings) {
  if (sources[file].bytes.size() > largest_text) {
    findings.add("file_too_large", {}, {sources[file].shown, std::to_string(largest_text >> 20U)});
    return std::nullopt;
  }
  Text text(sources, file, offset, findings);
  if (!text.readable()) return std::nullopt;
  const auto outline = outline_of(text.bytes(), deepest, most_marks);
  const auto refused = [&](std::string_view id, std::size_t at, std::vector<std::string> args) {
    text.add(id, text.place(at, at + 1), std::move(args));
    return std::nullopt;
  };
  if (outline.too_deep) return refused("too_deep", *outline.too_deep, {std::to_string(deepest)});
  if (outline.too_many) return refused("too_many_values", *outline.too_many, {std::to_string(most_values)});
  if (begins_with_comma(text.bytes())) return refused("lone_comma", text.bytes().find(','), {});
  auto root = parse(text, outline);
  const bool whole_file = offset == 0;
  if (root && whole_file && is_one_trapped_word(text, *root, outline)) return std::nullopt;
  if (root) rejoin_numbers(*root);
  return root;
}

std::optional<Node> read_yaml(Sources& sources, FileId file, Findings& findings) {
  return read_yaml(sources, file, 0, findings);
}

}  // namespace citypeak::text
