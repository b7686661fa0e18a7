// SPDX-License-Identifier: MIT
// Walks a located tree along the field tables: the one place where text becomes numbers, with every complaint
// collected.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/fields.hpp"
#include "sim/text/document.hpp"
#include "sim/text/number.hpp"

namespace citypeak::model {

/// Words in both languages; `en` falls back to `zh` and the reverse.
struct LocalText {
  std::string en, zh;
};

/// A word that remembers where it stands; it can be used as the text it holds.
struct Word {
  std::string text;
  text::Place place;

  Word() = default;
  Word(std::string word, const text::Place& where = {}) : text(std::move(word)), place(where) {}
  Word(const char* word) : text(word) {}
  operator const std::string&() const { return text; }
  [[nodiscard]] bool empty() const { return text.empty(); }
  friend bool operator==(const Word& a, std::string_view b) { return a.text == b; }
};

/// A written set of shares: entry ids with their values, one of which may be `rest`.
struct Shares {
  struct Entry {
    std::string id;
    Quantity value;
    text::Place place = {};  ///< of the id
  };
  std::vector<Entry> entries;  ///< in the order of the file
  text::Place place;           ///< of the key
  [[nodiscard]] bool present() const { return !entries.empty(); }
  [[nodiscard]] const Entry* find(std::string_view id) const;
};

/// Shares in one year: of carriers in final energy, of carriers in sales, of routes.
struct Milestone {
  int year = 0;
  Shares shares;
};

/// Known values of a variable after the base year.
struct Observation {
  std::string variable;
  text::Place place;
  std::vector<Path::Piece> years;
};

/// State of one walk: findings, where we are, which source is inherited, and the list of inputs met.
class Reader {
 public:
  Reader(text::Findings& collect, std::string city)
      : findings(collect), errors_before_(collect.errors()), city_(std::move(city)) {}

  /// Whether this walk met no error, so that nothing is missing because it was wrong.
  [[nodiscard]] bool all_read() const { return findings.errors() == errors_before_; }

  /// Fills `object` from the map `node` along `table`; `extra_keys` are accepted and left to the caller.
  void read_map(const text::Node& node, const FieldTable& table, void* object,
                std::span<const std::string_view> extra_keys = {});

  [[nodiscard]] Quantity read_quantity(const text::Node& node, const FieldRow& row);
  [[nodiscard]] Path read_path(const text::Node& node, const FieldRow& row);
  [[nodiscard]] Shares read_shares(const text::Node& node, const FieldRow& row);
  void read_shares_by_year(const text::Node& node, const FieldRow& row, std::vector<Milestone>& years);
  [[nodiscard]] Observation read_observation(const text::Node& node, const FieldRow& row, const text::Place& place);
  [[nodiscard]] Observation read_history(const text::Node& node, const FieldRow& row);
  /// Values by year, whichever years they are.
  [[nodiscard]] Observation read_table(const text::Node& node, const FieldRow& row);
  [[nodiscard]] LocalText read_localized(const text::Node& node);
  [[nodiscard]] std::string read_id(const text::Node& node);
  [[nodiscard]] std::string read_text(const text::Node& node);
  [[nodiscard]] std::optional<int> read_whole(const text::Node& node, int minimum, int maximum);
  [[nodiscard]] std::string read_choice(const text::Node& node, const FieldRow& row);
  /// `true` or `false`, spelt so; nothing else of what YAML once took for a truth value.
  [[nodiscard]] bool read_flag(const text::Node& node, const FieldRow& row);

  /// Where the key stands whose value is being read; `otherwise` at the top of a file.
  [[nodiscard]] text::Place key_place(const text::Place& otherwise) const;
  /// Whether `key` was written below `owner` (a path such as `sectors.works`), but misspelt: said once is enough.
  [[nodiscard]] bool is_misspelt(const std::string& owner, std::string_view key) const;

  /// Descends into `key` for the length of the scope, so that input names and inherited sources follow the tree.
  class Scope {
   public:
    Scope(Reader& reader, std::string_view key);
    Scope(Reader& reader, std::string_view key, const text::Place& place);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Reader& reader_;
    std::size_t path_length_;
    text::Place place_before_;
  };
  class Inherit {
   public:
    Inherit(Reader& reader, const text::Node& map);
    ~Inherit();
    Inherit(const Inherit&) = delete;
    Inherit& operator=(const Inherit&) = delete;

   private:
    Reader& reader_;
    bool pushed_ = false;
  };

  [[nodiscard]] const std::string& city() const { return city_; }

  text::Findings& findings;
  int base_year = 0, horizon = 0;
  std::vector<Quantity> inputs;         ///< every quantity that was written, in reading order
  std::vector<std::string> source_ids;  ///< declared under `sources:`
  /// Warns of every `source:` that looks like an id but is not declared, once everything has been read.
  void check_sources();

 private:
  void read_entry(const text::Entry& entry, const FieldTable& table, void* object,
                  std::span<const std::string_view> extra_keys);
  void read_defaults(const text::Node& node, const FieldTable& table, void* object);
  [[nodiscard]] Quantity quantity_of_text(const text::Node& node, const FieldRow& row);
  [[nodiscard]] Quantity quantity_of_map(const text::Node& node, const FieldRow& row);
  [[nodiscard]] Quantity quantity_with_source(const text::Node& value, const text::Node& map, const FieldRow& row);
  [[nodiscard]] std::optional<Distribution> distribution_of(const text::Entry& law, const text::Node& map,
                                                            const FieldRow& row);
  template <class D>
  [[nodiscard]] std::optional<D> by_quantiles(const text::Entry& law, const text::Node& map, const FieldRow& row);
  [[nodiscard]] bool has_no_lambda(const text::Entry& law, const text::Node& map);
  template <class D>
  [[nodiscard]] std::optional<D> read_law(const text::Entry& law, const text::Node& map, const FieldRow& row);
  template <class D>
  [[nodiscard]] bool read_listed_parameters(D& out, const text::Entry& law, const FieldRow& row);
  template <class D>
  [[nodiscard]] bool read_named_parameters(D& out, const text::Entry& law, bool one_list, const FieldRow& row);
  [[nodiscard]] std::optional<Distribution> graded(const text::Node& value, const text::Node& map, const FieldRow& row);
  [[nodiscard]] std::optional<double> number_in_unit(const text::Node& node, const FieldRow& row);
  [[nodiscard]] std::optional<double> in_unit(const text::NumberText& number, const text::Node& node,
                                              const FieldRow& row);
  [[nodiscard]] bool in_range(double value, const text::Node& node, const FieldRow& row);
  [[nodiscard]] bool check_support(const Quantity& quantity, const text::Node& node, const FieldRow& row);
  [[nodiscard]] bool read_pieces(Path& out, const text::Node& node, const FieldRow& row);
  [[nodiscard]] Observation read_years(const text::Node& node, const FieldRow& row, int first, int last,
                                       std::string_view outside);
  void check_years(const Path& path, const text::Node& node, const FieldRow& row);
  [[nodiscard]] static text::Place place_of_piece(const text::Node& path, int first);
  void set_unit(Quantity& quantity, const text::Node& node, const FieldRow& row);
  [[nodiscard]] Provenance provenance_of(const text::Node* map);
  void finish(Quantity& quantity, const text::Node& node, const text::Node* map);
  [[nodiscard]] static const text::Node& first_scalar(const text::Node& node);
  [[nodiscard]] static FieldRow pure_number_row(const FieldRow& row, std::string_view parameter);

  std::size_t errors_before_;
  std::vector<std::pair<std::string, text::Place>> cited_;
  std::string city_, path_;
  text::Place key_place_;
  std::set<std::string> misspelt_;  ///< paths of the keys that misspelt ones were meant to be
  struct Inherited {
    std::string source, grade;
  };
  std::vector<Inherited> inherited_;
};

/// The place of `bytes` bytes at `offset` of a plain scalar; a quoted one is marked whole.
[[nodiscard]] text::Place part_of(const text::Place& place, std::string_view text, bool quoted, std::size_t offset,
                                  std::size_t bytes);

using text::joined;

/// Known ids of distributions and of `value`-like keys that make a map a quantity.
[[nodiscard]] const std::vector<std::string>& quantity_keys();
[[nodiscard]] bool is_quantity_map(const text::Node& node);
/// A calendar year (four digits), a period `2026..2030` or an open period `2031..`.
struct Period {
  int first = 0;
  std::optional<int> last;
};
[[nodiscard]] std::optional<Period> parse_period(std::string_view key);

}  // namespace citypeak::model
