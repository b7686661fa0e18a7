// SPDX-License-Identifier: MIT
// How scalars and maps become quantities, paths and shares, and what is said when they cannot.
#include "sim/model/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/model/fields_of.hpp"
#include "sim/text/number.hpp"

namespace citypeak::model {

namespace {

using text::Node;

constexpr std::string_view universal_keys[] = {"source", "grade", "note"};
constexpr double share_hint_limit = 100.0;

[[nodiscard]] bool is_universal(std::string_view key) {
  return std::find(std::begin(universal_keys), std::end(universal_keys), key) != std::end(universal_keys);
}

/// A value as a planner reads it in a message.
[[nodiscard]] std::string shown(const Node& node) {
  switch (node.kind) {
    case Node::Kind::scalar:
      return node.text;
    case Node::Kind::null:
      return "null";
    case Node::Kind::list: {
      std::string out = "[";
      for (const Node& item : node.items) out += (out.size() > 1 ? ", " : "") + shown(item);
      return out + "]";
    }
    case Node::Kind::map: {
      std::string out = "{";
      for (const text::Entry& entry : node.entries) {
        out += (out.size() > 1 ? ", " : "") + entry.key + ": " + shown(entry.value);
      }
      return out + "}";
    }
  }
  return {};
}

[[nodiscard]] text::Place part_of(const Node& node, std::size_t offset, std::size_t bytes) {
  return model::part_of(node.place, node.text, node.quoted, offset, bytes);
}

[[nodiscard]] bool is_id(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto inside = [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= 64 && lower(text.front()) && std::all_of(text.begin(), text.end(), inside);
}

/// What follows the number a text begins with; the whole text if it begins with none.
[[nodiscard]] std::string_view after_number(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789.");
  if (digits == 0 || digits == std::string_view::npos) return text;
  const std::size_t next = text.find_first_not_of(' ', digits);
  return next == std::string_view::npos ? std::string_view() : text.substr(next);
}

/// `-saving`, `min(a, b)`, `1 - share`, `0.5*share`; but `3 /year` is a quantity.
/// A quantity without what stands beside its law: it can be written back as it is.
[[nodiscard]] std::string shown_law(const Node& node) {
  if (!node.is_map()) return shown(node);
  static constexpr std::string_view beside[] = {"source", "grade", "note", "status", "shared", "unit"};
  Node law = node;
  std::erase_if(law.entries, [](const text::Entry& entry) {
    return std::find(std::begin(beside), std::end(beside), entry.key) != std::end(beside);
  });
  return shown(law);
}

/// `2026-2030`, with any dash, as the period `2026..2030`; empty if it is none.
[[nodiscard]] std::string with_dots(std::string_view key) {
  if (key.size() < 9) return {};
  const std::string dotted = std::string(key.substr(0, 4)) + ".." + std::string(key.substr(key.size() - 4));
  return parse_period(dotted) ? dotted : std::string();
}

[[nodiscard]] bool looks_like_formula(std::string_view text) {
  if (text.empty()) return false;
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (!std::any_of(text.begin(), text.end(), lower)) return false;
  const bool negative = text.front() == '-';
  if (lower(text.front()) || text.front() == '(') return true;
  const std::string_view positive = negative ? text.substr(1) : text;
  const std::string_view rest = after_number(positive);
  if (rest.size() == positive.size()) return negative;  // `-saving`; `-8 CNY/m2` is a quantity
  if (rest.empty()) return false;
  const bool divides = rest.front() == '/' && std::holds_alternative<UnitProblem>(parse_unit(rest));
  return divides || std::string_view("+-*^").find(rest.front()) != std::string_view::npos;
}

/// A percentage as a share, rounded once: `0.7 %` is the number 0.007 to the bit, which 0.7/100 is not.
[[nodiscard]] double hundredth(std::string_view digits, double value) {
  while (!digits.empty() && (digits.back() == ' ' || digits.back() == '\t')) digits.remove_suffix(1);
  if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
  const std::string shifted = std::string(digits) + "e-2";
  double out = 0.0;
  const auto read = std::from_chars(shifted.data(), shifted.data() + shifted.size(), out);
  const bool whole = read.ec == std::errc{} && read.ptr == shifted.data() + shifted.size();
  return whole ? out : value / 100.0;  // an exponent of its own
}

/// The dimension that a field's canonical unit stands for; `any`, shares and calendar years have none of their own.
[[nodiscard]] Dimension dimension_of_row(const FieldRow& row) {
  if (row.unit == "share" || row.unit == "any" || row.unit == "calendar year") return {};
  const auto parsed = parse_unit(row.unit);
  return std::get<Unit>(parsed).dimension;
}

/// The unit in which planners mostly write what is held in the canonical `unit`.
[[nodiscard]] std::string usual_unit(std::string_view unit) {
  constexpr std::pair<std::string_view, std::string_view> usual[] = {
      {"share", "%"}, {"J", "PJ"}, {"CNY", "billion CNY"}, {"person", "million person"}, {"kgCO2/J", "kgCO2/GJ"}};
  for (const auto& [canonical, written] : usual) {
    if (canonical == unit) return std::string(written);
  }
  return std::string(unit);
}

/// A value as it would be written in the unit of `like`, to four digits: for a number that was computed.
[[nodiscard]] std::string written_like(double value, const Node& like) {
  const auto number = like.is_scalar() ? text::parse_number(like.text) : std::nullopt;
  const auto parsed = number ? parse_unit(number->rest) : std::variant<Unit, UnitProblem>(UnitProblem{});
  const auto* unit = std::get_if<Unit>(&parsed);
  if (unit == nullptr || number->rest.empty()) return fmt::format("{:.4g}", value);
  return fmt::format("{:.4g} {}", value / unit->to_canonical(1.0), number->rest);
}

/// `Kaya City` -> `kaya_city`; empty where that is no id either.
[[nodiscard]] std::string nearest_id(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z', joins = c == ' ' || c == '-' || c == '.';
    out += upper ? static_cast<char>(c - 'A' + 'a') : joins ? '_' : c;
  }
  return is_id(out) ? out : std::string();
}

}  // namespace

text::Place part_of(const text::Place& place, std::string_view text, bool quoted, std::size_t offset,
                    std::size_t bytes) {
  if (quoted || offset > text.size()) return place;
  text::Place out = place;
  out.column += static_cast<int>(count_characters(text.substr(0, offset)));
  out.end_column =
      place.column + static_cast<int>(count_characters(text.substr(0, std::min(offset + bytes, text.size()))));
  out.end_column = std::max(out.end_column, out.column + 1);
  return out;
}

std::string_view grade_name(Grade grade) {
  switch (grade) {
    case Grade::high:
      return "high";
    case Grade::medium:
      return "medium";
    case Grade::low:
      return "low";
  }
  return "low";
}

double grade_spread(Grade grade) {
  switch (grade) {
    case Grade::high:
      return 1.05;
    case Grade::medium:
      return 1.15;
    case Grade::low:
      return 1.5;
  }
  return 1.5;
}

double Quantity::quantile(double u) const {
  if (kind != Kind::distribution) return value;
  return model::quantile(*distribution, u);
}

Quantity constant_quantity(double value) {
  Quantity quantity;
  quantity.kind = Quantity::Kind::constant;
  quantity.value = value;
  return quantity;
}

const Shares::Entry* Shares::find(std::string_view id) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.id == id; });
  return found == entries.end() ? nullptr : &*found;
}

const std::vector<std::string>& quantity_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all{"graded", "required"};
    for (const std::string_view kind : kinds()) all.emplace_back(kind);
    return all;
  }();
  return keys;
}

bool is_quantity_map(const Node& node) {
  if (!node.is_map()) return false;
  return std::any_of(node.entries.begin(), node.entries.end(), [](const text::Entry& entry) {
    const auto& keys = quantity_keys();
    return entry.key == "value" || std::find(keys.begin(), keys.end(), entry.key) != keys.end();
  });
}

std::optional<Period> parse_period(std::string_view key) {
  const auto year = [](std::string_view digits) -> std::optional<int> {
    if (digits.size() != 4) return std::nullopt;
    int value = 0;
    for (const char c : digits) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const std::size_t dots = key.find("..");
  const auto first = year(key.substr(0, dots));
  if (!first) return std::nullopt;
  if (dots == std::string_view::npos) return Period{*first, *first};
  const std::string_view rest = key.substr(dots + 2);
  if (rest.empty()) return Period{*first, std::nullopt};
  const auto last = year(rest);
  if (!last || *last < *first) return std::nullopt;
  return Period{*first, *last};
}

bool require_map(Reader& reader, const Node& node, std::string_view what) {
  if (node.is_map()) return true;
  reader.findings.add("expected_map", node.place, {std::string(what), shown(node)});
  return false;
}

bool require_list(Reader& reader, const Node& node, std::string_view what) {
  if (node.is_list()) return true;
  reader.findings.add("expected_list", node.place, {std::string(what)});
  return false;
}

void read_names(Reader& reader, const Node& node, std::vector<Word>& names) {
  if (!node.is_list()) {
    names.emplace_back(reader.read_text(node), node.place);
    return;
  }
  for (const Node& item : node.items) {
    const bool again =
        std::any_of(names.begin(), names.end(), [&](const Word& word) { return word.text == item.text; });
    if (!again) names.emplace_back(reader.read_text(item), item.place);  // a target is acted on once
  }
}

/// The year that a key of a table by year names; a finding and nothing where it names none.
std::optional<int> year_of_key(Reader& reader, const text::Entry& entry) {
  const auto period = parse_period(entry.key);
  if (period && period->last == period->first) return period->first;
  reader.findings.add("not_a_year", entry.key_place, {entry.key});
  return std::nullopt;
}

bool check_entry(Reader& reader, const text::Entry& entry) {
  if (!check_id(reader, entry.key, entry.key_place)) return false;
  if (entry.value.is_null()) reader.findings.add("empty_value", entry.key_place, {entry.key});
  return !entry.value.is_null();
}

bool check_id(Reader& reader, std::string_view id, const text::Place& place) {
  const bool good = is_id(id);
  if (!good) reader.findings.add("bad_id", place, {std::string(id)}, nearest_id(id));
  return good;
}

Reader::Scope::Scope(Reader& reader, std::string_view key)
    : reader_(reader), path_length_(reader.path_.size()), place_before_(reader.key_place_) {
  if (!reader.path_.empty()) reader.path_ += '.';
  reader.path_ += key;
}
Reader::Scope::Scope(Reader& reader, std::string_view key, const text::Place& place) : Scope(reader, key) {
  reader.key_place_ = place;
}
Reader::Scope::~Scope() {
  reader_.path_.resize(path_length_);
  reader_.key_place_ = place_before_;
}

text::Place Reader::key_place(const text::Place& otherwise) const {
  return key_place_.line > 0 ? key_place_ : otherwise;
}

bool Reader::is_misspelt(const std::string& owner, std::string_view key) const {
  return misspelt_.count(owner + "." + std::string(key)) > 0;
}

Reader::Inherit::Inherit(Reader& reader, const Node& map) : reader_(reader) {
  const Node* source = map.find("source");
  const Node* grade = map.find("grade");
  const bool has = (source != nullptr && source->is_scalar()) || (grade != nullptr && grade->is_scalar());
  if (!has) return;
  Inherited next = reader.inherited_.empty() ? Inherited{} : reader.inherited_.back();
  if (source != nullptr && source->is_scalar()) {
    next.source = source->text;
    reader.cited_.emplace_back(source->text, source->place);
    next.grade.clear();
  }
  if (grade != nullptr && grade->is_scalar()) next.grade = grade->text;
  reader.inherited_.push_back(std::move(next));
  pushed_ = true;
}
Reader::Inherit::~Inherit() {
  if (pushed_) reader_.inherited_.pop_back();
}

void Reader::check_sources() {
  if (source_ids.empty()) return;  // sources in words only
  const std::set<std::string> known(source_ids.begin(), source_ids.end());
  for (const auto& [source, place] : cited_) {
    const bool in_words = source.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos;
    if (in_words || source == "assumption" || source == "judgement" || known.count(source) > 0) continue;
    findings.add("unknown_source", place, {source}, text::nearest(source, source_ids));
  }
}

void Reader::read_map(const Node& node, const FieldTable& table, void* object,
                      std::span<const std::string_view> extra_keys) {
  if (!require_map(*this, node, table.name)) return;
  const Inherit inherit(*this, node);
  for (const text::Entry& entry : node.entries) read_entry(entry, table, object, extra_keys);
  for (const FieldRow& row : table.rows) {
    if (row.required && node.find(row.key) == nullptr && !is_misspelt(path_, row.key)) {
      findings.add("missing_key", key_place(node.place), {std::string(row.key), std::string(table.name)});
    }
  }
  read_defaults(node, table, object);
}

void Reader::read_entry(const text::Entry& entry, const FieldTable& table, void* object,
                        std::span<const std::string_view> extra_keys) {
  const auto row =
      std::find_if(table.rows.begin(), table.rows.end(), [&](const FieldRow& r) { return r.key == entry.key; });
  if (row == table.rows.end()) {
    const bool extra = std::find(extra_keys.begin(), extra_keys.end(), entry.key) != extra_keys.end();
    if (extra || is_universal(entry.key)) return;
    std::vector<std::string> known;
    for (const FieldRow& each : table.rows) known.emplace_back(each.key);
    const std::string meant = text::nearest(entry.key, known);
    misspelt_.insert(path_ + "." + meant);
    findings.add("unknown_key", entry.key_place, {entry.key, std::string(table.name), joined(known)}, meant);
  } else if (entry.value.is_null()) {
    findings.add("empty_value", entry.key_place, {entry.key});
  } else {
    const Scope scope(*this, entry.key, entry.key_place);
    row->read(*this, entry.value, *row, object);
  }
}

void Reader::read_defaults(const Node& node, const FieldTable& table, void* object) {
  const std::size_t before = inputs.size();
  for (const FieldRow& row : table.rows) {
    if (row.has_defaults && !row.required && node.find(row.key) == nullptr) {
      Node empty;
      empty.kind = Node::Kind::map;
      empty.place = node.place;
      row.read(*this, empty, row, object);
      continue;
    }
    const bool value = row.kind == FieldKind::quantity || row.kind == FieldKind::number ||
                       row.kind == FieldKind::rate_path || row.kind == FieldKind::level_path;
    if (!value || row.default_text.empty() || node.find(row.key) != nullptr) continue;
    Node written;
    written.kind = Node::Kind::scalar;
    written.text = std::string(row.default_text);
    written.place = node.place;
    row.read(*this, written, row, object);
  }
  inputs.resize(before);  // a default is nobody's input
}

Provenance Reader::provenance_of(const Node* map) {
  Provenance out;
  std::string grade;
  if (!inherited_.empty()) {
    out.source = inherited_.back().source;
    grade = inherited_.back().grade;
  }
  if (map != nullptr) {
    if (const Node* source = map->find("source"); source != nullptr) {
      out.source = read_text(*source);
      cited_.emplace_back(out.source, source->place);
      grade.clear();
    }
    if (const Node* note = map->find("note"); note != nullptr) out.note = read_text(*note);
    if (const Node* status = map->find("status"); status != nullptr) out.status = read_text(*status);
    if (const Node* written = map->find("grade"); written != nullptr) grade = read_text(*written);
  }
  out.assumption = out.source.empty() || out.source == "assumption" || out.source == "judgement";
  if (out.source.empty()) out.source = "assumption";
  out.grade = out.assumption ? Grade::low : Grade::medium;
  if (grade == "high") out.grade = Grade::high;
  if (grade == "medium") out.grade = Grade::medium;
  if (grade == "low") out.grade = Grade::low;
  return out;
}

void Reader::finish(Quantity& quantity, const Node& node, const Node* map) {
  quantity.place = node.place;
  quantity.written = shown_law(node);
  quantity.provenance = provenance_of(map);
  quantity.name = city_.empty() ? path_ : city_ + "." + path_;
  if (map != nullptr) {
    if (const Node* grade = map->find("grade"); grade != nullptr) {
      const std::string word = read_text(*grade);
      if (word != "high" && word != "medium" && word != "low") {
        findings.add("unknown_choice", grade->place, {word, "grade", "high, medium, low"},
                     text::nearest(word, {"high", "medium", "low"}));
      }
    }
    if (const Node* shared = map->find("shared"); shared != nullptr && check_id(*this, shared->text, shared->place)) {
      quantity.name = "shared." + shared->text;
    }
  }
  if (quantity.present() && quantity.kind != Quantity::Kind::rest) inputs.push_back(quantity);
}

Quantity Reader::read_quantity(const Node& node, const FieldRow& row) {
  switch (node.kind) {
    case Node::Kind::scalar:
      return quantity_of_text(node, row);
    case Node::Kind::map:
      return quantity_of_map(node, row);
    case Node::Kind::list:
    case Node::Kind::null:
      break;
  }
  findings.add("expected_quantity", node.place, {std::string(row.key), shown(node)});
  return {};
}

Quantity Reader::quantity_of_text(const Node& node, const FieldRow& row) {
  Quantity quantity;
  quantity.unit = std::string(row.unit);
  if (node.text == "rest" && (row.kind == FieldKind::shares || row.kind == FieldKind::share_or_rest)) {
    quantity.kind = Quantity::Kind::rest;
    finish(quantity, node, nullptr);
    return quantity;
  }
  if (row.formula && looks_like_formula(node.text)) {
    auto parsed = parse_formula(node.text);
    if (auto* problem = std::get_if<FormulaProblem>(&parsed)) {
      findings.add(problem->id, part_of(node, problem->offset, problem->length), problem->args, problem->suggestion);
      return quantity;
    }
    quantity.kind = Quantity::Kind::formula;
    quantity.formula = std::move(std::get<Formula>(parsed));
    finish(quantity, node, nullptr);
    return quantity;
  }
  if (const auto value = number_in_unit(node, row)) {
    if (!in_range(*value, node, row)) return quantity;
    quantity.kind = Quantity::Kind::constant;
    quantity.value = *value;
    set_unit(quantity, node, row);
    finish(quantity, node, nullptr);
  }
  return quantity;
}

void Reader::set_unit(Quantity& quantity, const Node& node, const FieldRow& row) {
  const auto number = node.is_scalar() ? text::parse_number(node.text) : std::nullopt;
  const std::string unit_text = number ? std::string(number->rest) : std::string();
  quantity.tce = !unit_text.empty() && uses_tce(unit_text);
  quantity.written_unit = unit_text;
  const auto parsed = parse_unit(unit_text);
  if (const auto* unit = std::get_if<Unit>(&parsed)) quantity.written_factor = unit->to_canonical(1.0);
  if (row.unit != "any") {
    quantity.dimension = dimension_of_row(row);
    return;
  }
  quantity.unit = "share";
  if (unit_text.empty()) return;
  if (const auto* unit = std::get_if<Unit>(&parsed)) {
    quantity.dimension = unit->dimension;
    // A yearly amount: `Mt` and `Mt/year` are the same.
    if (row.yearly && unit->dimension.of(Base::time) == -1)
      quantity.dimension = unit->dimension * dimension_of(Base::time);
    if (!quantity.dimension.is_none()) quantity.unit = citypeak::model::unit_text(quantity.dimension);
  }
}

std::optional<double> Reader::number_in_unit(const Node& node, const FieldRow& row) {
  if (!node.is_scalar()) {
    findings.add("expected_quantity", node.place, {std::string(row.key), shown(node)});
    return std::nullopt;
  }
  const auto number = text::parse_number(node.text);
  if (const auto trap = text::number_trap(node.text)) {
    findings.add(trap->id, node.place, {node.text}, trap->suggestion);
    return std::nullopt;
  }
  if (!number) {
    findings.add("not_a_number", node.place, {node.text, std::string(row.key)});
    return std::nullopt;
  }
  const std::string_view unit_text = number->rest;
  const bool plain = row.unit == "calendar year" ||
                     (unit_text.empty() && (row.unit == "share" || row.unit == "any" || row.bare_years));
  if (plain) {
    if (!unit_text.empty() && unit_text != "年") {
      findings.add("unit_not_wanted", node.place, {std::string(row.key), std::string(unit_text)});
      return std::nullopt;
    }
    return number->value;
  }
  if (unit_text.empty()) {
    findings.add("missing_unit", node.place, {std::string(row.key), usual_unit(row.unit), node.text});
    return std::nullopt;
  }
  return in_unit(*number, node, row);
}

std::optional<double> Reader::in_unit(const text::NumberText& number, const Node& node, const FieldRow& row) {
  const std::size_t offset = static_cast<std::size_t>(number.rest.data() - node.text.data());
  const auto parsed = parse_unit(number.rest);
  if (const auto* problem = std::get_if<UnitProblem>(&parsed)) {
    findings.add(problem->id, part_of(node, offset + problem->offset, problem->token.size()),
                 {problem->token, std::string(number.rest)}, problem->suggestion);
    return std::nullopt;
  }
  const Unit& unit = std::get<Unit>(parsed);
  if (!std::isfinite(unit.to_canonical(number.value))) {
    findings.add("not_a_number", node.place, {node.text, std::string(row.key)});
    return std::nullopt;
  }
  const double canonical = unit.is_share_like && unit.divisor == 100.0 && unit.multiplier == 1.0
                               ? hundredth(std::string_view(node.text).substr(0, offset), number.value)
                               : unit.to_canonical(number.value);
  if (row.unit == "any") return canonical;
  const Dimension wanted = dimension_of_row(row);
  const bool yearly_amount = row.yearly && unit.dimension == wanted / dimension_of(Base::time);
  const bool yearly_share = row.unit == "share" && unit.dimension == dimension_of(Base::time, -1);
  if (unit.dimension == wanted || yearly_amount || yearly_share) return canonical;
  findings.add("wrong_dimension", part_of(node, offset, number.rest.size()),
               {std::string(row.key), std::string(number.rest), usual_unit(row.unit)});
  return std::nullopt;
}

bool Reader::in_range(double value, const Node& node, const FieldRow& row) {
  const bool low = value < row.range.minimum || (row.range.above_minimum && value <= row.range.minimum);
  if (!low && value <= row.range.maximum) return true;
  const bool forgot_percent = row.range.minimum == 0.0 && row.range.maximum == 1.0 && value > 1.0 &&
                              value <= share_hint_limit && node.is_scalar() && node.text.find('%') == std::string::npos;
  if (forgot_percent) {
    const std::string whole = fmt::format("{:.2f}", value / 100.0), fine = text::shortest(value / 100.0);
    findings.add("share_as_percent", node.place,
                 {std::string(row.key), node.text, fine.size() > whole.size() ? fine : whole}, node.text + " %");
  } else {
    findings.add(
        "out_of_range", node.place,
        {std::string(row.key), shown(node), text::shortest(row.range.minimum), text::shortest(row.range.maximum)});
  }
  return false;
}

Quantity Reader::quantity_of_map(const Node& node, const FieldRow& row) {
  const Inherit inherit(*this, node);
  static const std::vector<std::string> beside{"source", "grade", "note", "shared", "lambda", "unit", "status"};
  std::vector<std::string> known = quantity_keys();
  known.emplace_back("value");
  std::vector<const text::Entry*> laws;
  for (const text::Entry& entry : node.entries) {
    const bool is_law = entry.key == "value" || std::find(known.begin(), known.end(), entry.key) != known.end();
    if (is_law) {
      laws.push_back(&entry);
    } else if (!laws.empty() && entry.value.is_null() && text::parse_number(entry.key)) {
      std::string numbers = shown(laws.back()->value);  // `{normal: -2 %, 0.5 %}`
      for (const text::Entry& each : node.entries) {
        if (each.value.is_null() && text::parse_number(each.key)) numbers += ", " + each.key;
      }
      findings.add("missing_brackets", entry.key_place,
                   {entry.key, fmt::format("{}: [{}]", laws.back()->key, numbers)});
      return {};
    } else if (std::find(beside.begin(), beside.end(), entry.key) == beside.end()) {
      std::vector<std::string> all = known;
      all.insert(all.end(), beside.begin(), beside.end());
      findings.add("unknown_key", entry.key_place, {entry.key, "quantity", joined(all)}, text::nearest(entry.key, all));
      return {};
    }
  }
  if (laws.size() != 1) {
    if (laws.empty()) findings.add("quantity_without_value", key_place(node.place), {std::string(row.key)});
    if (!laws.empty()) findings.add("several_distributions", laws[1]->key_place, {std::string(row.key)});
    return {};
  }
  const text::Entry& law = *laws.front();
  if (law.key == "value") return quantity_with_source(law.value, node, row);
  Quantity quantity;
  quantity.unit = std::string(row.unit);
  if (law.key == "required") {
    if (!row.formula || row.unit != "any") {  // only a lever's parameter can be asked of the city
      findings.add("quantity_without_value", key_place(node.place), {std::string(row.key)});
      return {};
    }
    quantity.kind = Quantity::Kind::required;
    finish(quantity, node, &node);
    return quantity;
  }
  quantity.distribution = law.key == "graded" ? graded(law.value, node, row) : distribution_of(law, node, row);
  if (!quantity.distribution) return quantity;
  quantity.kind = Quantity::Kind::distribution;
  set_unit(quantity, first_scalar(law.value), row);
  if (!check_support(quantity, law.value, row)) return {};
  finish(quantity, node, &node);
  return quantity;
}

Quantity Reader::quantity_with_source(const Node& value, const Node& map, const FieldRow& row) {
  const std::size_t before = inputs.size();
  Quantity quantity = read_quantity(value, row);
  if (!quantity.present()) return quantity;
  inputs.resize(before);
  const std::string written = quantity.written;
  finish(quantity, map, &map);
  quantity.written = written;
  quantity.place = value.place;
  if (inputs.size() > before) inputs.back() = quantity;
  return quantity;
}

const Node& Reader::first_scalar(const Node& node) {
  const Node* at = &node;
  while (!at->is_scalar()) {
    if (at->is_list() && !at->items.empty()) {
      at = &at->items.front();
    } else if (at->is_map() && !at->entries.empty()) {
      at = &at->entries.front().value;
    } else {
      break;
    }
  }
  return *at;
}

std::optional<Distribution> Reader::graded(const Node& value, const Node& map, const FieldRow& row) {
  const auto median = number_in_unit(value, row);
  if (!median || !in_range(*median, value, row)) return std::nullopt;
  const double spread = std::log(grade_spread(provenance_of(&map).grade)) / 1.6448536269514727;  // Phi^-1(0.95)
  const bool share_of_parameter = row.unit == "any" && value.text.find('%') != std::string::npos;
  const bool is_share = share_of_parameter || (row.range.minimum == 0.0 && row.range.maximum == 1.0);
  if (is_share) {
    if (*median > 0.0 && *median < 1.0) return LogitNormal{*median, spread};
  } else if (*median > 0.0) {
    return Lognormal{*median, std::exp(spread)};
  }
  findings.add("graded_not_positive", value.place, {std::string(row.key), value.text});
  return std::nullopt;
}

namespace {

/// Calls `visit.template operator()<D>()` for every distribution of the list.
template <class Visit, std::size_t... i>
void for_each_law(Visit&& visit, std::index_sequence<i...>) {
  (visit.template operator()<std::variant_alternative_t<i, Distribution>>(), ...);
}

}  // namespace

std::optional<Distribution> Reader::distribution_of(const text::Entry& law, const Node& map, const FieldRow& row) {
  const bool quantiles = law.value.is_map() && (law.value.find("p05") != nullptr || law.value.find("p95") != nullptr);
  std::optional<Distribution> out;
  for_each_law(
      [&]<class D>() {
        if (D::kind == law.key) {
          if (auto read = quantiles ? by_quantiles<D>(law, map, row) : read_law<D>(law, map, row))
            out = std::move(*read);
        }
      },
      std::make_index_sequence<std::variant_size_v<Distribution>>());
  return out;
}

namespace {

/// Every problem a distribution can name has a finding of its own: `distribution_` and the problem's word.
void add_law_problem(text::Findings& findings, std::string_view problem, const text::Entry& law,
                     const Node* lambda = nullptr) {
  const bool of_lambda = lambda != nullptr && problem == "shape_not_positive";
  findings.add("distribution_" + std::string(problem), of_lambda ? lambda->place : law.value.place,
               {law.key, shown(of_lambda ? *lambda : law.value)});
}

}  // namespace

template <class D>
std::optional<D> Reader::read_law(const text::Entry& law, const Node& map, const FieldRow& row) {
  D out;
  const auto fields = D::fields();
  const bool one_list = fields.size() == 1 && fields.front().list != nullptr;
  if (one_list || law.value.is_map()) {
    if (!read_named_parameters(out, law, one_list, row)) return std::nullopt;
  } else if (!read_listed_parameters(out, law, row)) {
    return std::nullopt;
  }
  const bool all_in_list = law.value.is_list() && law.value.items.size() == fields.size();
  for (const auto& field : fields) {
    const Node* beside = field.fallback ? map.find(field.name) : nullptr;
    if (beside == nullptr) continue;
    const Node* inside = law.value.is_map() ? law.value.find(field.name) : nullptr;
    if (all_in_list || inside != nullptr) {
      const int line = inside != nullptr ? inside->place.line : law.value.place.line;
      findings.add("duplicate_key", beside->place, {std::string(field.name), std::to_string(line)});
      return std::nullopt;
    }
    const auto value = number_in_unit(*beside, pure_number_row(row, field.name));
    if (!value) return std::nullopt;
    out.*field.number = *value;
  }
  const bool takes_lambda =
      std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field.name == "lambda"; });
  if (!takes_lambda && !has_no_lambda(law, map)) return std::nullopt;
  if (out.problem().empty()) return out;
  add_law_problem(findings, out.problem(), law, map.find("lambda"));
  return std::nullopt;
}

template <class D>
bool Reader::read_listed_parameters(D& out, const text::Entry& law, const FieldRow& row) {
  if (!law.value.is_list()) {
    findings.add("expected_list", law.value.place, {law.key});
    return false;
  }
  const auto fields = D::fields();
  const auto needed =
      static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), [](const auto& f) { return !f.fallback; }));
  const std::size_t given = law.value.items.size();
  if (given < needed || given > fields.size()) {
    findings.add("parameter_count", law.value.place, {law.key, std::to_string(needed), std::to_string(given)});
    return false;
  }
  FieldRow like_first = row;
  std::string unit;
  for (std::size_t i = 0; i < given; ++i) {
    if (fields[i].number == nullptr) {
      findings.add("discrete_lists", law.value.place, {law.key});
      return false;
    }
    const bool pure = fields[i].role == ParameterRole::number;
    const auto value = number_in_unit(law.value.items[i], pure ? pure_number_row(row, fields[i].name) : like_first);
    if (!value) return false;
    out.*fields[i].number = *value;
    if (pure || row.unit != "any") continue;
    // Where any unit may stand, the first number settles what is measured.
    const auto parsed = parse_unit(text::parse_number(law.value.items[i].text)->rest);
    unit = citypeak::model::unit_text(std::get<Unit>(parsed).dimension);
    like_first.unit = unit == "1" ? std::string_view("share") : std::string_view(unit);
  }
  return true;
}

bool Reader::has_no_lambda(const text::Entry& law, const Node& map) {
  const Node* lambda = map.find("lambda");
  if (lambda != nullptr) findings.add("unknown_key", lambda->place, {"lambda", law.key, "source, grade, note, shared"});
  return lambda == nullptr;
}

template <class D>
bool Reader::read_named_parameters(D& out, const text::Entry& law, bool one_list, const FieldRow& row) {
  if (one_list && !law.value.is_list()) {
    findings.add("expected_list", law.value.place, {law.key});
    return false;
  }
  if (law.value.is_map()) {
    std::vector<std::string> known;
    for (const auto& field : D::fields()) known.emplace_back(field.name);
    if (HasQuantilePair<D>) known.insert(known.end(), {"p05", "p95"});
    for (const text::Entry& entry : law.value.entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      findings.add("unknown_key", entry.key_place, {entry.key, law.key, joined(known)},
                   text::nearest(entry.key, known));
      return false;
    }
  }
  std::optional<std::size_t> length;  // of the lists, which belong together entry by entry
  for (const auto& field : D::fields()) {
    const Node* written = one_list ? &law.value : law.value.find(field.name);
    if (written == nullptr && field.fallback) continue;
    if (written == nullptr || (field.list != nullptr) != written->is_list()) {
      if (field.list != nullptr) findings.add("discrete_lists", law.value.place, {law.key});
      if (field.list == nullptr) findings.add("missing_key", law.value.place, {std::string(field.name), law.key});
      return false;
    }
    const FieldRow parameter_row = field.role == ParameterRole::number ? pure_number_row(row, field.name) : row;
    if (field.list == nullptr) {
      const auto value = number_in_unit(*written, parameter_row);
      if (!value) return false;
      out.*field.number = *value;
      continue;
    }
    if (length.value_or(written->items.size()) != written->items.size()) {
      findings.add("discrete_lists", written->place, {law.key});
      return false;
    }
    length = written->items.size();
    for (const Node& item : written->items) {
      const auto value = number_in_unit(item, parameter_row);
      if (!value) return false;
      (out.*field.list).push_back(*value);
    }
  }
  return true;
}

FieldRow Reader::pure_number_row(const FieldRow& row, std::string_view parameter) {
  FieldRow pure = row;
  pure.key = parameter;
  pure.unit = "share";
  pure.range = any_number;
  return pure;
}

template <class D>
std::optional<D> Reader::by_quantiles(const text::Entry& law, const Node& map, const FieldRow& row) {
  const Node* low = law.value.find("p05");
  const Node* high = law.value.find("p95");
  if (!HasQuantilePair<D> || low == nullptr || high == nullptr || law.value.entries.size() != 2) {
    findings.add("quantile_pair", law.value.place, {law.key});
    return std::nullopt;
  }
  const auto a = number_in_unit(*low, row);
  const auto b = number_in_unit(*high, row);
  if (!a || !b) return std::nullopt;
  if (!has_no_lambda(law, map)) return std::nullopt;
  if constexpr (HasQuantilePair<D>) {
    const D out = D::from_quantiles(*a, *b);
    const std::string_view problem = out.problem();
    if (problem.empty()) return out;
    const bool of_spread = problem == "sd_negative" || problem == "gsd_below_one";  // nobody wrote one
    add_law_problem(findings, of_spread ? "not_increasing" : problem, law);
  }
  return std::nullopt;
}

bool Reader::check_support(const Quantity& quantity, const Node& node, const FieldRow& row) {
  // 0.01 %: what lies further out is left to the run, which names the draw if it breaks the model.
  constexpr double tail = 1e-4;
  for (const double u : {tail, 1.0 - tail}) {
    const double value = quantity.quantile(u);
    const bool low = value < row.range.minimum || (row.range.above_minimum && value <= row.range.minimum);
    if (low || value > row.range.maximum) {
      findings.add("distribution_out_of_range", node.place,
                   {std::string(row.key), written_like(value, first_scalar(node)), text::shortest(row.range.minimum),
                    text::shortest(row.range.maximum)});
      return false;
    }
  }
  return true;
}

Path Reader::read_path(const Node& node, const FieldRow& row) {
  Path out;
  out.place = key_place(node.place);
  const bool by_year = node.is_map() && !is_quantity_map(node);
  if (!by_year) {
    Quantity value = read_quantity(node, row);
    if (value.present()) out.pieces.push_back({base_year, horizon, std::move(value)});
    return out;
  }
  const bool sound = read_pieces(out, node, row);
  if (sound && out.pieces.empty()) findings.add("path_empty", out.place, {std::string(row.key)});
  if (sound && !out.pieces.empty()) check_years(out, node, row);
  return out;
}

/// Reads the years or periods in rising order; false if one of them could not be read (and that has been said).
bool Reader::read_pieces(Path& out, const Node& node, const FieldRow& row) {
  const Inherit inherit(*this, node);
  const bool level = row.kind == FieldKind::level_path;
  bool sound = true;
  for (const text::Entry& entry : node.entries) {
    if (is_universal(entry.key)) continue;
    const auto period = parse_period(entry.key);
    if (!period || (level && period->last != period->first)) {
      findings.add(level ? "not_a_year" : "not_a_period", entry.key_place, {entry.key},
                   level ? "" : with_dots(entry.key));
      sound = false;
      continue;
    }
    const Scope scope(*this, entry.key, entry.key_place);
    Quantity value = read_quantity(entry.value, row);
    sound = sound && value.present();
    if (value.present()) out.pieces.push_back({period->first, period->last.value_or(horizon), std::move(value)});
  }
  std::sort(out.pieces.begin(), out.pieces.end(),
            [](const Path::Piece& a, const Path::Piece& b) { return a.first < b.first; });
  return sound;
}

/// The key of the piece that begins in `first`; the path's own if there is none.
text::Place Reader::place_of_piece(const Node& path, int first) {
  for (const text::Entry& entry : path.entries) {
    const auto period = parse_period(entry.key);
    if (period && period->first == first) return entry.key_place;
  }
  return path.place;
}

void Reader::check_years(const Path& path, const Node& node, const FieldRow& row) {
  if (base_year == 0 || horizon == 0) return;  // already said
  if (row.kind == FieldKind::level_path) {
    if (path.pieces.front().first != base_year) {
      findings.add("path_start", place_of_piece(node, path.pieces.front().first),
                   {std::string(row.key), std::to_string(base_year), std::to_string(path.pieces.front().first)});
    }
    return;
  }
  int next = base_year + 1;
  for (const Path::Piece& piece : path.pieces) {
    if (piece.last < next) continue;  // before the base year: of no use, but no harm
    const text::Place place = place_of_piece(node, piece.first);
    if (piece.first > next && next == base_year + 1) {
      findings.add("path_gap_at_start", place,
                   {std::string(row.key), std::to_string(next), std::to_string(piece.first)});
      return;
    }
    if (piece.first > next) {
      findings.add("path_gap", place, {std::string(row.key), std::to_string(next), std::to_string(horizon)});
      return;
    }
    if (piece.first < next && next != base_year + 1) {
      findings.add("path_overlap", place, {std::string(row.key), std::to_string(piece.first)});
      return;
    }
    next = piece.last + 1;
  }
  if (next <= horizon)
    findings.add("path_gap", path.place, {std::string(row.key), std::to_string(next), std::to_string(horizon)});
}

Observation Reader::read_years(const Node& node, const FieldRow& row, int first, int last, std::string_view outside) {
  Observation out{std::string(row.key), node.place, {}};
  if (!require_map(*this, node, row.key)) return out;
  const Inherit inherit(*this, node);
  for (const text::Entry& entry : node.entries) {
    if (is_universal(entry.key)) continue;
    const auto year = year_of_key(*this, entry);
    if (!year) continue;
    const bool years_known = base_year > 0 && horizon > 0;
    if (years_known && (*year < first || *year > last)) {
      findings.add(outside, entry.key_place, {entry.key, std::to_string(base_year), std::to_string(horizon)});
      continue;
    }
    const Scope scope(*this, entry.key, entry.key_place);
    Quantity value = read_quantity(entry.value, row);
    if (value.present()) out.years.push_back({*year, *year, std::move(value)});
  }
  std::sort(out.years.begin(), out.years.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

Observation Reader::read_observation(const Node& node, const FieldRow& row, const text::Place& place) {
  Observation out = read_years(node, row, base_year + 1, horizon, "observed_year");
  out.place = place;
  return out;
}

Observation Reader::read_history(const Node& node, const FieldRow& row) {
  return read_years(node, row, 0, base_year, "history_year");
}

Observation Reader::read_table(const Node& node, const FieldRow& row) {
  return read_years(node, row, 0, 9999, "history_year");
}

Shares Reader::read_shares(const Node& node, const FieldRow& row) {
  Shares out;
  out.place = key_place(node.place);
  if (!require_map(*this, node, row.key)) return out;
  const Inherit inherit(*this, node);
  FieldRow entry_row = row;
  entry_row.kind = FieldKind::shares;
  for (const text::Entry& entry : node.entries) {
    if (is_universal(entry.key) || !check_entry(*this, entry)) continue;
    const Scope scope(*this, entry.key, entry.key_place);
    entry_row.key = entry.key;
    out.entries.push_back({entry.key, read_quantity(entry.value, entry_row), entry.key_place});
  }
  return out;
}

void Reader::read_shares_by_year(const Node& node, const FieldRow& row, std::vector<Milestone>& years) {
  if (!require_map(*this, node, row.key)) return;
  const bool any_year = std::any_of(node.entries.begin(), node.entries.end(),
                                    [](const text::Entry& entry) { return parse_period(entry.key).has_value(); });
  if (row.bare_years && !any_year) {  // one set for every year
    years.push_back({base_year, read_shares(node, row)});
    return;
  }
  const Inherit inherit(*this, node);
  for (const text::Entry& entry : node.entries) {
    if (is_universal(entry.key)) continue;
    const auto year = year_of_key(*this, entry);
    if (!year) continue;
    const Scope scope(*this, entry.key, entry.key_place);
    years.push_back({*year, read_shares(entry.value, row)});
  }
}

LocalText Reader::read_localized(const Node& node) {
  LocalText out;
  if (node.is_scalar()) {
    out.en = out.zh = node.text;
    return out;
  }
  if (!require_map(*this, node, "name")) return out;
  for (const text::Entry& entry : node.entries) {
    if (entry.key == "en") {
      out.en = read_text(entry.value);
    } else if (entry.key == "zh") {
      out.zh = read_text(entry.value);
    } else {
      findings.add("unknown_key", entry.key_place, {entry.key, "name", "en, zh"},
                   text::nearest(entry.key, {"en", "zh"}));
    }
  }
  if (out.en.empty()) out.en = out.zh;
  if (out.zh.empty()) out.zh = out.en;
  return out;
}

std::string Reader::read_text(const Node& node) {
  if (node.is_scalar()) return node.text;
  findings.add("expected_text", node.place, {shown(node)});
  return {};
}

std::string Reader::read_id(const Node& node) {
  if (!node.is_scalar()) {
    findings.add("expected_text", node.place, {shown(node)});
    return {};
  }
  return check_id(*this, node.text, node.place) ? node.text : std::string();
}

std::optional<int> Reader::read_whole(const Node& node, int minimum, int maximum) {
  const auto trap = node.is_scalar() ? text::number_trap(node.text) : std::nullopt;
  if (trap) {
    findings.add(trap->id, node.place, {node.text}, trap->suggestion);
    return std::nullopt;
  }
  const auto number = node.is_scalar() ? text::parse_number(node.text) : std::nullopt;
  if (!number || !number->rest.empty() || number->value != std::floor(number->value)) {
    findings.add("expected_whole", node.place, {shown(node)});
    return std::nullopt;
  }
  if (number->value < minimum || number->value > maximum) {
    findings.add("whole_out_of_range", node.place, {node.text, std::to_string(minimum), std::to_string(maximum)});
    return std::nullopt;
  }
  return static_cast<int>(number->value);
}

bool Reader::read_flag(const Node& node, const FieldRow& row) {
  const bool is_true = node.is_scalar() && !node.quoted && node.text == "true";
  const bool is_false = node.is_scalar() && !node.quoted && node.text == "false";
  if (!is_true && !is_false) {
    const std::string_view word = node.is_scalar() ? std::string_view(node.text) : std::string_view();
    const bool yes = word == "yes" || word == "on" || word == "True",
               no = word == "no" || word == "off" || word == "False";
    findings.add("expected_flag", node.place, {std::string(row.key), shown(node)}, yes ? "true" : no ? "false" : "");
  }
  return is_true;
}

std::string Reader::read_choice(const Node& node, const FieldRow& row) {
  std::vector<std::string> known;
  for (const std::string_view word : row.choices) known.emplace_back(word);
  std::string word = read_text(node);
  if (!node.is_scalar()) return known.empty() ? std::string() : known.front();  // said already
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    findings.add("unknown_choice", node.place, {word, std::string(row.key), joined(known)}, text::nearest(word, known));
    return known.empty() ? std::string() : known.front();
  }
  return word;
}

}  // namespace citypeak::model
