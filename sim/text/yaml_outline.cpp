// SPDX-License-Identifier: MIT
// A first quick look over a YAML text, before the real reader: how deep its brackets go and which quotes stay open.
#include "sim/text/yaml_outline.hpp"

#include <algorithm>
#include <utility>

namespace citypeak::text {
namespace {

constexpr auto nowhere = std::string_view::npos;

class OutlineScanner {
 public:
  OutlineScanner(std::string_view bytes, std::size_t deepest, std::size_t most)
      : bytes_(bytes), deepest_(deepest), most_(most) {}

  YamlOutline scan() {
    while (at_ < bytes_.size() && !stopped_) step();
    return std::move(outline_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < bytes_.size() ? bytes_[at_ + ahead] : '\n';
  }
  [[nodiscard]] bool blank(std::size_t ahead) const {
    const char c = peek(ahead);
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
  [[nodiscard]] bool in_brackets() const { return !outline_.open_brackets.empty(); }

  /// Reads one token; `at_` always stands where a token may begin.
  void step() {
    switch (peek()) {
      case '\n':
        begin_line();
        return;
      case ' ':
      case '\t':
      case '\r':
        ++at_;
        return;
      case '#':
        skip_line();
        return;
      case '[':
      case '{':
        open_bracket();
        return;
      case ']':
      case '}':
        close_bracket();
        return;
      case '"':
      case '\'':
        quoted();
        return;
      case '&':
      case '*':
      case '!':
        property();
        return;
      case '|':
      case '>':
        if (in_brackets())
          plain();
        else
          block_text();
        return;
      case ',':
        count();
        ++at_;
        return;
      case '-':
      case '?':
      case ':':
        indicator();
        return;
      default:
        plain();
    }
  }

  void count() {
    if (++values_ <= most_) return;
    outline_.too_many = std::min(at_, bytes_.size() - 1);
    stopped_ = true;
  }

  void begin_line() {
    ++at_;
    dashes_ = 0;
    line_begin_ = at_;
    last_dash_.reset();
    first_word_.reset();
  }

  void skip_line() { at_ = std::min(bytes_.find('\n', at_), bytes_.size()); }

  void remember_word() {
    if (!first_word_) first_word_ = at_ - line_begin_;
  }

  void too_deep() {
    outline_.too_deep = at_;
    stopped_ = true;
  }

  void open_bracket() {
    remember_word();
    if (outline_.open_brackets.size() == deepest_) return too_deep();
    outline_.open_brackets.push_back(at_);
    count();
    ++at_;
  }

  void close_bracket() {
    if (in_brackets()) {
      const auto begin = outline_.open_brackets.back();
      const bool is_pair = (bytes_[begin] == '[') == (peek() == ']');
      if (!is_pair && !outline_.wrong_bracket) outline_.wrong_bracket = YamlOutline::Range{begin, at_};
      outline_.open_brackets.pop_back();
    }
    ++at_;
  }

  void indicator() {
    if (!blank(1) && !(peek() == ':' && in_brackets())) return plain();
    count();
    if (peek() != ':') {
      last_dash_ = at_ - line_begin_;
      if (++dashes_ > deepest_) return too_deep();
    }
    ++at_;
  }

  void property() {
    remember_word();
    while (at_ < bytes_.size() && !blank(0) && !(in_brackets() && ends_in_brackets(peek()))) ++at_;
  }

  void quoted() {
    remember_word();
    count();
    const std::size_t begin = at_;
    const char quote = peek();
    for (++at_; at_ < bytes_.size(); ++at_) {
      if (quote == '"' && peek() == '\\') {
        ++at_;
      } else if (peek() == quote) {
        if (quote == '"' || peek(1) != quote) break;
        ++at_;
      }
    }
    if (at_ >= bytes_.size()) {
      outline_.open_quote = begin;
      stopped_ = true;
      return;
    }
    ++at_;
    const bool is_long = bytes_.substr(begin, at_ - begin).find('\n') != nowhere;
    if (is_long) outline_.long_quotes.push_back({begin, at_});
  }

  /// A text after `|` or `>`: it goes on while lines are indented deeper than the key or dash it belongs to.
  void block_text() {
    count();
    const std::size_t begin = at_;
    const std::size_t owner = first_word_ ? *first_word_ : last_dash_.value_or(0);
    const bool top_level = !first_word_ && !last_dash_;
    skip_line();
    while (at_ < bytes_.size()) {
      const std::size_t text = bytes_.find_first_not_of(' ', at_ + 1);
      if (text == nowhere) {
        at_ = bytes_.size();
        break;
      }
      const bool is_empty = bytes_[text] == '\n' || bytes_[text] == '\r';
      if (!is_empty && !top_level && text - at_ - 1 <= owner) break;
      at_ = std::min(bytes_.find('\n', text), bytes_.size());
    }
    outline_.long_quotes.push_back({begin, at_});
  }

  static bool ends_in_brackets(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

  void plain() {
    remember_word();
    count();
    for (++at_; at_ < bytes_.size() && peek() != '\n'; ++at_) {
      if (in_brackets() && ends_in_brackets(peek())) return;
      const bool ends_key = peek() == ':' && (blank(1) || (in_brackets() && ends_in_brackets(peek(1))));
      const bool begins_comment = peek() == '#' && (bytes_[at_ - 1] == ' ' || bytes_[at_ - 1] == '\t');
      if (ends_key || begins_comment) return;
    }
  }

  std::string_view bytes_;
  std::size_t deepest_, most_;
  std::size_t at_ = 0, line_begin_ = 0, dashes_ = 0, values_ = 0;
  std::optional<std::size_t> last_dash_, first_word_;  // columns in this line
  bool stopped_ = false;
  YamlOutline outline_;
};

}  // namespace

YamlOutline outline_of(std::string_view bytes, std::size_t deepest, std::size_t most) {
  return OutlineScanner(bytes, deepest, most).scan();
}

}  // namespace citypeak::text
