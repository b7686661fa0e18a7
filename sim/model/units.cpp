// SPDX-License-Identifier: MIT
// The one table of units and multipliers, the arithmetic of dimensions, and the reader of unit texts.
#include "sim/model/units.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

namespace citypeak::model {
namespace {

// ---- the tables -----------------------------------------------------------------------------------------------------

// The order of the columns is for readers of the table, not for the few bytes of padding.
struct UnitRow {               // NOLINT(clang-analyzer-optin.performance.Padding)
  std::string_view spellings;  // separated by spaces
  std::string_view prefixes;   // letters allowed before each spelling
  Dimension dimension;
  double multiplier, divisor;  // whole numbers, so that conversions round once
  std::string_view en, zh;
  bool uses_tce = false;
};

constexpr Dimension energy = dimension_of(Base::energy);
constexpr Dimension co2 = dimension_of(Base::co2);
constexpr Dimension mass = dimension_of(Base::mass);
constexpr Dimension money = dimension_of(Base::money);
constexpr Dimension person = dimension_of(Base::person);
constexpr Dimension length = dimension_of(Base::length);
constexpr Dimension area = dimension_of(Base::length, 2);
constexpr Dimension volume = dimension_of(Base::length, 3);
constexpr Dimension time = dimension_of(Base::time);
constexpr Dimension vehicle = dimension_of(Base::vehicle);
constexpr Dimension trip = dimension_of(Base::trip);
constexpr Dimension item = dimension_of(Base::item);

constexpr Dimension over_length(Base base) {
  Dimension result = dimension_of(base);
  result.exponents[static_cast<std::size_t>(Base::length)] = 1;
  return result;
}

// Coal equivalent: 7000 kcal/kg of 4.1868 kJ each (GB/T 2589), oil equivalent: 10 Gcal of the same calorie.
constexpr double joules_per_tce = 29'307'600'000.0;
constexpr double joules_per_toe = 41'868'000'000.0;
// Yearbooks multiply daily figures by 365; the year is the unit of time, so the day follows from it.
constexpr double days_per_year = 365;
constexpr double hours_per_year = 8760;

constexpr UnitRow unit_rows[] = {
    {"J", "kMGTPE", energy, 1, 1, "joule", "焦耳"},
    {"焦耳 焦", "", energy, 1, 1, "joule", "焦耳"},
    {"千焦", "", energy, 1e3, 1, "kilojoule", "千焦"},
    {"兆焦", "", energy, 1e6, 1, "megajoule", "兆焦"},
    {"吉焦", "", energy, 1e9, 1, "gigajoule", "吉焦"},
    {"太焦", "", energy, 1e12, 1, "terajoule", "太焦"},
    {"Wh", "kMGTP", energy, 3600, 1, "watt-hour", "瓦时"},
    {"千瓦时 度", "", energy, 3.6e6, 1, "kilowatt-hour", "千瓦时（度）"},
    {"兆瓦时", "", energy, 3.6e9, 1, "megawatt-hour", "兆瓦时"},
    {"吉瓦时", "", energy, 3.6e12, 1, "gigawatt-hour", "吉瓦时"},
    {"tce", "kMG", energy, joules_per_tce, 1, "tonne of coal equivalent (29.3076 GJ)", "吨标准煤（29.3076 GJ）", true},
    {"gce", "k", energy, joules_per_tce, 1e6, "gram of coal equivalent", "克标准煤", true},
    {"吨标准煤 吨标煤", "", energy, joules_per_tce, 1, "tonne of coal equivalent", "吨标准煤", true},
    {"千克标准煤 公斤标准煤 千克标煤 公斤标煤", "", energy, joules_per_tce, 1e3, "kilogram of coal equivalent",
     "千克标准煤", true},
    {"克标准煤 克标煤", "", energy, joules_per_tce, 1e6, "gram of coal equivalent", "克标准煤", true},
    {"toe", "kM", energy, joules_per_toe, 1, "tonne of oil equivalent (41.868 GJ)", "吨标准油（41.868 GJ）"},
    {"吨标准油 吨标油", "", energy, joules_per_toe, 1, "tonne of oil equivalent", "吨标准油"},
    {"gCO2 gCO2e gCO2eq gCO2-eq", "kMGT", co2, 1, 1e3, "gram of CO2 (or CO2 equivalent)", "克二氧化碳（当量）"},
    {"tCO2 tCO2e tCO2eq tCO2-eq", "kMG", co2, 1e3, 1, "tonne of CO2 (or CO2 equivalent)", "吨二氧化碳（当量）"},
    {"吨二氧化碳 吨二氧化碳当量 吨CO2 吨CO2e 吨CO2当量", "", co2, 1e3, 1, "tonne of CO2 (or CO2 equivalent)",
     "吨二氧化碳（当量）"},
    {"千克二氧化碳 千克二氧化碳当量 公斤二氧化碳 公斤二氧化碳当量 千克CO2 千克CO2e 公斤CO2 公斤CO2e", "", co2, 1, 1,
     "kilogram of CO2 (or CO2 equivalent)", "千克二氧化碳（当量）"},
    {"克二氧化碳 克二氧化碳当量 克CO2 克CO2e", "", co2, 1, 1e3, "gram of CO2 (or CO2 equivalent)",
     "克二氧化碳（当量）"},
    {"t", "kMG", mass, 1e3, 1, "tonne", "吨"},
    {"g", "kmMGT", mass, 1, 1e3, "gram", "克"},
    {"吨", "", mass, 1e3, 1, "tonne", "吨"},
    {"千克 公斤", "", mass, 1, 1, "kilogram", "千克"},
    {"克", "", mass, 1, 1e3, "gram", "克"},
    {"CNY RMB 元 人民币", "", money, 1, 1, "yuan", "元"},
    {"person persons people capita 人", "", person, 1, 1, "person", "人"},
    {"m", "k", length, 1, 1, "metre", "米"},
    {"米", "", length, 1, 1, "metre", "米"},
    {"公里 千米", "", length, 1e3, 1, "kilometre", "公里"},
    {"Mm2", "", area, 1e6, 1, "million square metres (never a square of megametres)", "百万平方米"},
    {"ha 公顷", "", area, 1e4, 1, "hectare", "公顷"},
    {"亩", "", area, 2000, 3, "mu (1/15 ha)", "亩"},
    {"平方米", "", area, 1, 1, "square metre", "平方米"},
    {"平方公里 平方千米", "", area, 1e6, 1, "square kilometre", "平方公里"},
    {"Mm3", "", volume, 1e6, 1, "million cubic metres (never a cube of megametres)", "百万立方米"},
    {"立方米 方", "", volume, 1, 1, "cubic metre", "立方米"},
    {"year years a yr 年", "", time, 1, 1, "year", "年"},
    {"month months 月", "", time, 1, 12, "month, a twelfth of a year", "月"},
    {"day days d 天 日", "", time, 1, days_per_year, "day, 1/365 of a year", "天"},
    {"hour hours h 小时 时", "", time, 1, hours_per_year, "hour, 1/8760 of a year", "小时"},
    {"vehicle vehicles car cars 辆", "", vehicle, 1, 1, "vehicle", "辆"},
    {"vehicle-km car-km 车公里 辆公里", "", over_length(Base::vehicle), 1e3, 1, "vehicle-kilometre", "车公里"},
    {"vkm", "MGT", over_length(Base::vehicle), 1e3, 1, "vehicle-kilometre", "车公里"},
    {"person-km passenger-km 人公里", "", over_length(Base::person), 1e3, 1, "person-kilometre", "人公里"},
    {"pkm", "MGT", over_length(Base::person), 1e3, 1, "person-kilometre", "人公里"},
    {"t-km 吨公里", "", over_length(Base::mass), 1e6, 1, "tonne-kilometre", "吨公里"},
    {"tkm", "MGT", over_length(Base::mass), 1e6, 1, "tonne-kilometre", "吨公里"},
    {"trip trips 次 人次", "", trip, 1, 1, "trip", "次"},
    {"item items 个 件", "", item, 1, 1, "item", "个"},
    {"household households 户", "", item, 1, 1, "household", "户"},
    {"dwelling dwellings 套", "", item, 1, 1, "dwelling", "套（住宅）"},
    {"%", "", Dimension{}, 1, 100, "per cent", "百分之一"},
};

// Sorted so that of several that begin a word the longest comes first.
constexpr MultiplierInfo multiplier_rows[] = {
    {"trillion", 1e12}, {"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"十万", 1e5},  {"百万", 1e6},
    {"千万", 1e7},      {"十亿", 1e9},     {"百亿", 1e10},   {"千亿", 1e11},   {"万亿", 1e12}, {"百", 1e2},
    {"千", 1e3},        {"万", 1e4},       {"亿", 1e8},      {"k", 1e3},       {"M", 1e6},     {"G", 1e9},
    {"T", 1e12},        {"P", 1e15},       {"E", 1e18},
};

// Words that planners write and we do not read, with what to write instead.
constexpr std::pair<std::string_view, std::string_view> usual_words[] = {
    {"percent", "%"},
    {"pct", "%"},
    {"per", "/"},
    {"y", "year"},
    {"yrs", "years"},
    {"ton", "t"},
    {"tons", "t"},
    {"tonne", "t"},
    {"tonnes", "t"},
    {"kilogram", "kg"},
    {"kilograms", "kg"},
    {"kgs", "kg"},
    {"sqm", "m2"},
    {"sqkm", "km2"},
    {"mn", "million"},
    {"mln", "million"},
    {"bn", "billion"},
    {"yuan", "CNY"},
    {"Yuan", "CNY"},
    {"¥", "CNY"},
    {"￥", "CNY"},
    {"标准煤", "吨标准煤"},
    {"标煤", "吨标准煤"},
    {"inhabitants", "person"},
    {"veh", "vehicle"},
    {"passenger", "person"},
    {"passengers", "persons"},
    {"cap", "capita"},
    {"hr", "h"},
    {"hrs", "h"},
};

constexpr std::string_view other_currencies[] = {"USD",  "US$",  "$",    "GBP",  "£",    "EUR",  "€",    "euro",  "JPY",
                                                 "HKD",  "HK$",  "KRW",  "SGD",  "TWD",  "CHF",  "AUD",  "CAD",   "INR",
                                                 "美元", "英镑", "欧元", "日元", "港元", "港币", "韩元", "新台币"};

constexpr std::string_view canonical_names[base_count] = {"J", "kgCO2", "kg",      "CNY",  "person",
                                                          "m", "year",  "vehicle", "trip", "item"};
constexpr std::string_view base_words_en[base_count] = {"energy", "CO2",  "mass",    "money", "person",
                                                        "length", "time", "vehicle", "trip",  "item"};
constexpr std::string_view base_words_zh[base_count] = {"能量", "二氧化碳", "质量", "金额", "人数",
                                                        "长度", "时间",     "车辆", "出行", "件数"};

constexpr std::size_t longest_unit = 200;  // bytes; the longest sensible unit has about 40
constexpr int deepest_unit = 16;           // nested parentheses; guards the stack

// ---- the spellings, with their prefixes -----------------------------------------------------------------------------

struct Spelling {
  std::string text;
  const UnitRow* row = nullptr;
  double multiplier = 1, divisor = 1;
};

std::vector<std::string> split_at_spaces(std::string_view words) {
  std::vector<std::string> result;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) result.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return result;
}

std::optional<double> multiplier_of(std::string_view word) {
  for (const MultiplierInfo& row : multiplier_rows) {
    if (row.spelling == word) return row.value;
  }
  return std::nullopt;
}

void add_spelling(std::vector<Spelling>& spellings, const UnitRow& row, const std::string& text, double up,
                  double down) {
  spellings.push_back({text, &row, row.multiplier * up, row.divisor * down});
  const auto replaced = [&](std::string_view from, std::string_view to, std::size_t at) {
    std::string other = text;
    other.replace(at, from.size(), to);
    spellings.push_back({std::move(other), &row, row.multiplier * up, row.divisor * down});
  };
  if (const std::size_t at = text.find("CO2"); at != std::string::npos) replaced("CO2", "CO₂", at);
  if (text == "Mm2") replaced("2", "²", 2);
  if (text == "Mm3") replaced("3", "³", 2);
}

std::vector<Spelling> make_spellings() {
  std::vector<Spelling> result;
  for (const UnitRow& row : unit_rows) {
    for (const std::string& spelling : split_at_spaces(row.spellings)) {
      add_spelling(result, row, spelling, 1, 1);
      for (const char prefix : row.prefixes) {
        const bool milli = prefix == 'm';
        const double size = milli ? 1e3 : multiplier_of(std::string_view(&prefix, 1)).value_or(1);
        add_spelling(result, row, prefix + spelling, milli ? 1 : size, milli ? size : 1);
      }
    }
  }
  return result;
}

const std::vector<Spelling>& spellings() {
  static const std::vector<Spelling> result = make_spellings();
  return result;
}

const Spelling* find_spelling(std::string_view text) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const Spelling*> result;
    for (const Spelling& spelling : spellings()) result.emplace(spelling.text, &spelling);
    return result;
  }();
  const auto found = index.find(text);
  return found == index.end() ? nullptr : found->second;
}

// ---- suggestions ----------------------------------------------------------------------------------------------------

char lowered(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string lowered(std::string_view word) {
  std::string result(word);
  for (char& letter : result) letter = lowered(letter);
  return result;
}

bool is_other_currency(std::string_view word) {
  const std::string low = lowered(word);
  return std::any_of(std::begin(other_currencies), std::end(other_currencies),
                     [&](std::string_view currency) { return lowered(currency) == low; });
}

std::string same_but_for_case(std::string_view word) {
  const std::string low = lowered(word);
  for (const Spelling& spelling : spellings()) {
    if (lowered(spelling.text) == low) return spelling.text;
  }
  for (const MultiplierInfo& multiplier : multiplier_rows) {
    if (multiplier.spelling.size() > 1 && lowered(multiplier.spelling) == low) return std::string(multiplier.spelling);
  }
  const bool has_power = low.size() > 1 && (low.back() == '2' || low.back() == '3');
  if (has_power && (low == "m2" || low == "m3" || low == "km2" || low == "km3")) return std::string(low);
  return {};
}

std::string suggestion_for(std::string_view word) {
  for (const auto& [usual, ours] : usual_words) {
    if (usual == word) return std::string(ours);
  }
  if (std::string same = same_but_for_case(word); !same.empty()) return same;
  // Among short words everything is near to everything; no unit is near to a long one.
  const std::size_t characters = count_characters(word);
  if (characters < 4 || characters > 20) return {};
  static const std::vector<std::string> known = [] {
    std::vector<std::string> result;
    for (const Spelling& spelling : spellings()) result.push_back(spelling.text);
    for (const MultiplierInfo& multiplier : multiplier_rows) result.emplace_back(multiplier.spelling);
    return result;
  }();
  return text::nearest(word, known);
}

// ---- the reader -----------------------------------------------------------------------------------------------------

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Bytes of the UTF-8 character at the front; broken bytes count one each.
std::size_t character_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t wanted = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  std::size_t size = 1;
  while (size < wanted && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

// The half-width form of a full-width character (U+3000, U+FF01..U+FF5E), or 0.
char half_width(std::string_view character) {
  if (character == "\u3000" || character == "\u00A0") return ' ';
  if (character.size() != 3 || character[0] != '\xEF') return 0;
  const int high = static_cast<unsigned char>(character[1]) & 0x3F;
  const int code = high << 6 | (static_cast<unsigned char>(character[2]) & 0x3F);
  const bool full_width = code >= 0xF01 && code <= 0xF5E;  // the low 12 bits of the code point
  return full_width ? static_cast<char>(code - 0xF01 + '!') : char{0};
}

struct Token {
  enum class Kind { end, word, number, times, divide, power, open, close, full_width };
  Kind kind = Kind::end;
  std::size_t offset = 0;
  std::string_view text;
};

bool begins_full_width(std::string_view rest) { return half_width(rest.substr(0, character_size(rest))) != 0; }

bool begins_with_digit(std::string_view rest) { return is_digit(rest.front()); }

bool continues_word(std::string_view rest) {
  constexpr std::string_view symbols = " \t*/()^%";
  if (symbols.find(rest.front()) != std::string_view::npos || begins_full_width(rest)) return false;
  return !rest.starts_with("·") && !rest.starts_with("⋅");
}

// A product of units as read so far.
struct Amount {
  Dimension dimension;
  double multiplier = 1, divisor = 1;
  bool share_like = false, tce = false;
};

Amount product(const Amount& left, const Amount& right) {
  return {left.dimension * right.dimension, left.multiplier * right.multiplier, left.divisor * right.divisor,
          left.share_like || right.share_like, left.tce || right.tce};
}

Amount inverse(const Amount& amount) {
  return {Dimension{} / amount.dimension, amount.divisor, amount.multiplier, amount.share_like, amount.tce};
}

Amount power(const Amount& base, int exponent) {
  const Amount once = exponent < 0 ? inverse(base) : base;
  Amount result;
  for (int i = 0; i < std::abs(exponent); ++i) result = product(result, once);
  result.share_like = base.share_like;
  result.tce = base.tce;
  return result;
}

bool is_usable(const Amount& amount) {
  constexpr double largest = 1e100;  // so that no conversion of a sensible number overflows
  return is_plausible(amount.dimension) && amount.multiplier < largest && amount.divisor < largest;
}

std::optional<Amount> amount_of_word(std::string_view word) {
  if (const Spelling* spelling = find_spelling(word)) {
    const UnitRow& row = *spelling->row;
    return Amount{row.dimension, spelling->multiplier, spelling->divisor, word == "%", row.uses_tce};
  }
  struct Suffix {
    std::string_view text;
    int exponent;
    bool only_lengths;  // `m2` is an area, `t2` a misprint
  };
  constexpr Suffix suffixes[] = {{"2", 2, true}, {"3", 3, true}, {"²", 2, false}, {"³", 3, false}};
  for (const Suffix& suffix : suffixes) {
    if (word.size() <= suffix.text.size() || !word.ends_with(suffix.text)) continue;
    const Spelling* base = find_spelling(word.substr(0, word.size() - suffix.text.size()));
    if (base == nullptr || (suffix.only_lengths && base->row->dimension != length)) continue;
    return power({base->row->dimension, base->multiplier, base->divisor, false, base->row->uses_tce}, suffix.exponent);
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) { advance(); }

  std::variant<Unit, UnitProblem> read() {
    if (text_.size() > longest_unit) return UnitProblem{"unit_too_long", 0, {}, {}};
    if (token_.kind == Token::Kind::end) return Unit{};
    const std::optional<Amount> amount = read_product(0);
    if (amount && token_.kind != Token::Kind::end) fail_at_token();
    if (problem_) return *problem_;
    return finished(*amount);
  }

 private:
  static Unit finished(const Amount& amount) {
    double up = amount.multiplier;
    double down = amount.divisor;
    if (std::fmod(up, down) == 0) {
      up /= down;
      down = 1;
    } else if (std::fmod(down, up) == 0) {
      down /= up;
      up = 1;
    }
    return {amount.dimension, up / down, amount.share_like, amount.tce, up, down};
  }

  void advance() {
    previous_end_ = token_.offset + token_.text.size();
    std::size_t at = previous_end_;
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    token_ = scan(at);
  }

  Token scan(std::size_t at) const {
    using Kind = Token::Kind;
    const std::string_view rest = text_.substr(at);
    if (rest.empty()) return {Kind::end, at, {}};
    const std::string_view first = rest.substr(0, character_size(rest));
    if (first == "*" || first == "·" || first == "⋅") return {Kind::times, at, first};
    if (first == "/") return {Kind::divide, at, first};
    if (first == "^") return {Kind::power, at, first};
    if (first == "(") return {Kind::open, at, first};
    if (first == ")") return {Kind::close, at, first};
    if (first == "%") return {Kind::word, at, first};
    if (half_width(first) != 0) return {Kind::full_width, at, run(rest, begins_full_width)};
    if (is_digit(first.front())) return {Kind::number, at, run(rest, begins_with_digit)};
    return {Kind::word, at, run(rest, continues_word)};
  }

  // The longest beginning of `rest` of which every character satisfies `belongs`.
  static std::string_view run(std::string_view rest, bool (*belongs)(std::string_view)) {
    std::size_t end = 0;
    while (end < rest.size() && belongs(rest.substr(end))) end += character_size(rest.substr(end));
    return rest.substr(0, end);
  }

  std::optional<Amount> fail(std::string_view id, std::size_t offset, std::string_view token,
                             std::string suggestion = {}) {
    if (!problem_) problem_ = UnitProblem{std::string(id), offset, std::string(token), std::move(suggestion)};
    return std::nullopt;
  }

  std::optional<Amount> fail_at_token() {
    switch (token_.kind) {
      case Token::Kind::end:
        return fail("unit_incomplete", text_.size(), {});
      case Token::Kind::full_width:
        return fail_full_width();
      case Token::Kind::number:
        return fail("unit_number", token_.offset, token_.text);
      case Token::Kind::word:
        return fail_word(token_.offset, token_.text);
      default:
        return fail("unit_syntax", token_.offset, token_.text);
    }
  }

  std::optional<Amount> fail_full_width() {
    std::string narrow;
    for (std::string_view rest = token_.text; !rest.empty(); rest.remove_prefix(character_size(rest))) {
      narrow += half_width(rest.substr(0, character_size(rest)));
    }
    return fail("unit_full_width", token_.offset, token_.text, narrow);
  }

  std::optional<Amount> fail_word(std::size_t offset, std::string_view word) {
    if (is_other_currency(word)) return fail("unit_currency", offset, word);
    return fail("unit_unknown", offset, word, suggestion_for(word));
  }

  // unit := [factor] {("*" | "/" | space) factor}; a leading "/" takes the quantity's number as its numerator.
  std::optional<Amount> read_product(int depth) {
    Amount result;
    bool divided = false;
    if (token_.kind != Token::Kind::divide) {
      const std::optional<Amount> first = read_factor(depth);
      if (!first) return std::nullopt;
      result = *first;
    }
    while (token_.kind != Token::Kind::end && token_.kind != Token::Kind::close) {
      const Token before = token_;
      const bool divides = before.kind == Token::Kind::divide;
      if (divides || before.kind == Token::Kind::times) advance();
      const std::optional<Amount> factor = read_factor(depth);
      if (!factor) return std::nullopt;
      if (divided && !divides) return fail_ambiguous(before);
      result = product(result, divides ? inverse(*factor) : *factor);
      if (!is_usable(result)) return fail("unit_too_large", before.offset, since(before.offset));
      divided = divided || divides;
    }
    return result;
  }

  // `J/person year`: does the year multiply or divide?
  std::optional<Amount> fail_ambiguous(const Token& before) {
    const std::string_view whole = since(before.offset);
    const std::string_view factor = before.kind == Token::Kind::times ? whole.substr(before.text.size()) : whole;
    const std::size_t spaces = std::min(factor.find_first_not_of(" \t"), factor.size());
    return fail("unit_ambiguous", before.offset, whole, "/" + std::string(factor.substr(spaces)));
  }

  std::string_view since(std::size_t offset) const { return text_.substr(offset, previous_end_ - offset); }

  // factor := [multiplier] (word | "(" unit ")") ["^" integer]; the power binds to the unit, not to its multiplier.
  std::optional<Amount> read_factor(int depth) {
    const std::size_t begin = token_.offset;
    if (token_.kind == Token::Kind::number && token_.text == "1") return read_one();
    double multiplier = 1;
    const bool multiplied = read_multiplier(multiplier);
    if (problem_) return std::nullopt;
    std::optional<Amount> base;
    if (token_.kind == Token::Kind::open) {
      base = read_group(depth);
    } else if (token_.kind == Token::Kind::word) {
      base = read_word(multiplied, multiplier);
    } else if (multiplied && token_.kind != Token::Kind::full_width) {
      return fail("unit_multiplier_alone", begin, since(begin));
    } else {
      return fail_at_token();
    }
    if (!base || !read_exponent(*base)) return std::nullopt;
    base->multiplier *= multiplier;
    if (!is_usable(*base)) return fail("unit_too_large", begin, since(begin));
    return base;
  }

  // The numerator of `1/year`.
  std::optional<Amount> read_one() {
    const Token next = scan(token_.offset + token_.text.size());
    const bool stands_alone = next.kind == Token::Kind::end && token_.offset == 0;
    if (next.kind != Token::Kind::divide && !stands_alone) return fail_at_token();
    advance();
    return Amount{};
  }

  // `million`, `万` or `10^4` standing apart from their unit.
  bool read_multiplier(double& multiplier) {
    if (token_.kind == Token::Kind::number && token_.text == "10") return read_power_of_ten(multiplier);
    if (token_.kind != Token::Kind::word || find_spelling(token_.text) != nullptr) return false;
    const std::optional<double> value = multiplier_of(token_.text);
    if (!value) return false;
    multiplier = *value;
    advance();
    return true;
  }

  bool read_power_of_ten(double& multiplier) {
    const Token ten = token_;
    advance();
    if (token_.kind != Token::Kind::power) {
      fail("unit_number", ten.offset, ten.text);
      return false;
    }
    advance();
    const std::optional<int> exponent = integer_at_token();
    if (!exponent || *exponent < 1 || *exponent > 18) {
      fail("unit_power", token_.offset, token_.text);
      return false;
    }
    advance();
    for (int i = 0; i < *exponent; ++i) multiplier *= 10;
    return true;
  }

  std::optional<Amount> read_group(int depth) {
    const Token open = token_;
    if (depth >= deepest_unit) return fail("unit_too_large", open.offset, open.text);
    advance();
    const std::optional<Amount> inside = read_product(depth + 1);
    if (!inside) return std::nullopt;
    if (token_.kind != Token::Kind::close) return fail("unit_unclosed", open.offset, open.text);
    advance();
    return inside;
  }

  // A unit, perhaps with a Chinese multiplier glued to it (`万吨`), perhaps with CO2 standing apart (`t CO2`).
  std::optional<Amount> read_word(bool multiplied, double& multiplier) {
    const Token word = token_;
    advance();
    if (const std::optional<Amount> whole = read_joined(word.text)) return whole;
    if (multiplied && multiplier_of(word.text)) return fail("unit_syntax", word.offset, word.text);
    for (const MultiplierInfo& row : multiplier_rows) {
      const bool is_chinese = static_cast<unsigned char>(row.spelling.front()) >= 0x80;
      if (multiplied || !is_chinese || !word.text.starts_with(row.spelling)) continue;
      const std::string_view rest = word.text.substr(row.spelling.size());
      const std::optional<Amount> amount = read_joined(rest);
      if (!amount) return fail_word(word.offset + row.spelling.size(), rest);
      multiplier = row.value;
      return amount;
    }
    return fail_word(word.offset, word.text);
  }

  // The amount of `word`, or of `word` and the word after it (now the current token) if that says CO2.
  std::optional<Amount> read_joined(std::string_view word) {
    const std::optional<Amount> amount = amount_of_word(word);
    const bool is_mass = amount && amount->dimension == mass;
    if (!is_mass || token_.kind != Token::Kind::word) return amount;
    const std::string joined = std::string(word) + std::string(token_.text);
    if (find_spelling(joined) == nullptr || find_spelling(joined)->row->dimension != co2) return amount;
    advance();
    return amount_of_word(joined);
  }

  // Applies `^2` or `^-1`, if one follows; false when it cannot be read.
  bool read_exponent(Amount& base) {
    if (token_.kind != Token::Kind::power) return true;
    advance();
    const std::optional<int> exponent = integer_at_token();
    if (!exponent || *exponent == 0) {
      if (token_.kind == Token::Kind::end) fail_at_token();
      fail("unit_power", token_.offset, token_.text);
      return false;
    }
    base = power(base, *exponent);
    advance();
    return true;
  }

  // The current token as a whole number of at most two digits, negative ones too.
  std::optional<int> integer_at_token() const {
    std::string_view digits = token_.text;
    const bool negative = token_.kind == Token::Kind::word && digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    if (token_.kind != Token::Kind::number && !negative) return std::nullopt;
    if (digits.empty() || digits.size() > 2) return std::nullopt;
    if (!std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
    int value = 0;
    for (const char digit : digits) value = value * 10 + (digit - '0');
    return negative ? -value : value;
  }

  std::string_view text_;
  Token token_;
  std::size_t previous_end_ = 0;
  std::optional<UnitProblem> problem_;
};

// ---- the names of dimensions ----------------------------------------------------------------------------------------

std::int8_t saturated(int exponent) { return static_cast<std::int8_t>(std::clamp(exponent, -127, 127)); }

std::string canonical_power(std::size_t base, int exponent) {
  std::string text(canonical_names[base]);
  if (exponent == 1) return text;
  const bool is_length = base == static_cast<std::size_t>(Base::length);
  if (is_length && exponent <= 3) return text + std::to_string(exponent);
  return text + "^" + std::to_string(exponent);
}

std::string power_words(std::size_t base, int exponent, text::Language language) {
  const bool chinese = language == text::Language::zh;
  const bool is_length = base == static_cast<std::size_t>(Base::length);
  if (is_length && exponent == 2) return chinese ? "面积" : "area";
  if (is_length && exponent == 3) return chinese ? "体积" : "volume";
  std::string words(chinese ? base_words_zh[base] : base_words_en[base]);
  if (exponent == 1) return words;
  return words + "^" + std::to_string(exponent);
}

// Joins the powers of a dimension: what is counted first, then what it is counted per.
template <class PowerText>
std::string joined_powers(const Dimension& dimension, std::string_view times, std::string_view per,
                          std::string_view nothing, PowerText power_text) {
  std::string above;
  std::string below;
  for (std::size_t base = 0; base < base_count; ++base) {
    const int exponent = dimension.of(static_cast<Base>(base));
    if (exponent > 0) above += (above.empty() ? std::string() : std::string(times)) + power_text(base, exponent);
    if (exponent < 0) below += std::string(per) + power_text(base, -exponent);
  }
  return (above.empty() ? std::string(nothing) : above) + below;
}

}  // namespace

Dimension operator*(const Dimension& left, const Dimension& right) {
  Dimension result;
  for (std::size_t i = 0; i < base_count; ++i) result.exponents[i] = saturated(left.exponents[i] + right.exponents[i]);
  return result;
}

Dimension operator/(const Dimension& left, const Dimension& right) {
  Dimension result;
  for (std::size_t i = 0; i < base_count; ++i) result.exponents[i] = saturated(left.exponents[i] - right.exponents[i]);
  return result;
}

Dimension pow(const Dimension& base, int exponent) {
  const int bounded = std::clamp(exponent, -1000, 1000);  // saturates long before, and the product cannot overflow
  Dimension result;
  for (std::size_t i = 0; i < base_count; ++i) result.exponents[i] = saturated(base.exponents[i] * bounded);
  return result;
}

bool is_plausible(const Dimension& dimension) {
  return std::all_of(dimension.exponents.begin(), dimension.exponents.end(),
                     [](std::int8_t exponent) { return std::abs(static_cast<int>(exponent)) <= largest_exponent; });
}

std::string unit_text(const Dimension& dimension) { return joined_powers(dimension, " ", "/", "1", canonical_power); }

std::string dimension_words(const Dimension& dimension, text::Language language) {
  const bool chinese = language == text::Language::zh;
  if (dimension.is_none()) return chinese ? "纯数或比例" : "a plain number or share";
  const auto words = [&](std::size_t base, int exponent) { return power_words(base, exponent, language); };
  if (chinese) return joined_powers(dimension, "·", "/", "1", words);
  std::string result = joined_powers(dimension, " times ", " per ", "", words);
  return result.starts_with(' ') ? result.substr(1) : result;
}

std::variant<Unit, UnitProblem> parse_unit(std::string_view text) { return Reader(text).read(); }

bool uses_tce(std::string_view unit_text) {
  const std::variant<Unit, UnitProblem> read = parse_unit(unit_text);
  const Unit* unit = std::get_if<Unit>(&read);
  return unit != nullptr && unit->uses_tce;
}

Unit as_yearly_rate(Unit unit) {
  if (unit.dimension == dimension_of(Base::time, -1)) unit.dimension = Dimension{};
  return unit;
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

std::vector<UnitInfo> known_units() {
  std::vector<UnitInfo> result;
  for (const UnitRow& row : unit_rows) {
    const Unit unit{row.dimension, row.multiplier / row.divisor, row.spellings == "%", row.uses_tce, row.multiplier,
                    row.divisor};
    result.push_back({split_at_spaces(row.spellings), std::string(row.prefixes), unit, row.en, row.zh});
  }
  return result;
}

std::vector<MultiplierInfo> known_multipliers() { return {std::begin(multiplier_rows), std::end(multiplier_rows)}; }

}  // namespace citypeak::model
