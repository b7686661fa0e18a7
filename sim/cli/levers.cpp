// SPDX-License-Identifier: MIT
// `citypeak levers`: the library as a list, or one lever's card: what it does, where it was proven, its ranges and
// sources.
#include <fmt/format.h>

#include <algorithm>

#include "output/writer.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/model/library.hpp"
#include "sim/table/words.hpp"

namespace citypeak::cli {

namespace {

constexpr std::string_view known_options[] = {"library"};

using model::Quantity;

[[nodiscard]] table::Column word(const char* id, const char* en, const char* zh) {
  return {id, {en, zh}, {}, table::Kind::word};
}
[[nodiscard]] table::Cell cell(const std::string& text) { return table::Word{text.empty() ? "–" : text, {}}; }
/// A word of ours, in the reader's language.
[[nodiscard]] table::Cell known_cell(const std::string& text) {
  return text.empty() ? cell(text) : table::Cell(table::words::input_word(text));
}
[[nodiscard]] table::Cell source_cell(const std::string& source) {
  return source.empty() ? cell(source) : table::Cell(table::words::source_word(source));
}

[[nodiscard]] std::string joined(const std::vector<model::Word>& words) {
  std::string out;
  for (const model::Word& each : words) out += (out.empty() ? "" : ", ") + each.text;
  return out;
}

[[nodiscard]] std::string described_price(const model::Effect& effect) {
  const std::string where = fmt::format("on {} of {}", effect.strength.written, joined(effect.price));
  if (effect.carbon_price.present())
    return fmt::format("carbon price {} {}, elasticity {}", effect.carbon_price.written, where,
                       effect.elasticity.written);
  std::string out = effect.reduction.present()
                        ? fmt::format("measured reduction {} {}", effect.reduction.written, where)
                        : fmt::format("charge {} {}, per trip of {}, elasticity {}, {}", effect.charge.written, where,
                                      effect.trip_cost.written, effect.elasticity.written,
                                      effect.indexed ? "indexed" : "not indexed");
  if (effect.outside_change.present()) out += fmt::format(", outside {}", effect.outside_change.written);
  return out;
}

/// What an effect does, in the file's own words: `on sectors.homes.intensity, change -saving`.
[[nodiscard]] std::string described(const model::Effect& effect) {
  std::string out;
  if (!effect.on.empty()) out = fmt::format("on {}, change {}", joined(effect.on), effect.change.written);
  if (!effect.toward.empty()) {
    out = fmt::format("toward {} of {}, strength {}", effect.value.written, joined(effect.toward),
                      effect.strength.written);
  }
  if (!effect.shift.empty()) {
    out = fmt::format("shift {} to {} in {}, strength {}", effect.from.text, effect.to.text, joined(effect.shift),
                      effect.strength.written);
  }
  if (!effect.sales.empty()) {
    out = fmt::format("move sales of {} from {} to {}, strength {}", joined(effect.sales), effect.from.text,
                      effect.to.text, effect.strength.written);
  }
  if (!effect.add.empty()) out = fmt::format("add {} to {}", effect.strength.written, joined(effect.add));
  if (!effect.price.empty()) out = described_price(effect);
  const bool rebounds = !effect.rebound.is_constant() || effect.rebound.value != 0.0;
  if (rebounds) out += fmt::format(", rebound {}", effect.rebound.written);
  if (effect.overlap) out += fmt::format(", overlap {} {}", effect.overlap->group, effect.overlap->degree.written);
  return out;
}

void add_quantity(table::Table& table, const std::string& name, const Quantity& quantity) {
  if (!quantity.present()) return;
  const bool written = !quantity.name.empty();
  const bool computed = quantity.kind == Quantity::Kind::formula;  // from parameters that have sources of their own
  const bool sourced = written && !computed;
  table.rows.push_back({cell(name), cell(quantity.written), source_cell(sourced ? quantity.provenance.source : ""),
                        known_cell(sourced ? std::string(model::grade_name(quantity.provenance.grade)) : ""),
                        known_cell(quantity.provenance.status), cell(quantity.provenance.note)});
}

[[nodiscard]] table::Table card(const model::Lever& lever) {
  table::Table out;
  out.id = lever.lever;
  out.title = {lever.name.en, lever.name.zh};
  out.columns = {word("field", "field", "项目"), word("value", "as written", "原文"), word("source", "source", "来源"),
                 word("grade", "grade", "等级"), word("status", "status", "依据"),    word("note", "note", "说明")};
  for (const auto& [id, parameter] : lever.parameters) add_quantity(out, "parameters." + id, parameter);
  const auto add_words = [&out](const std::string& field, const std::string& text) {
    out.rows.push_back({cell(field), known_cell(text), cell({}), cell({}), cell({}), cell({})});
  };
  add_words("adoption.curve", lever.adoption.curve);
  add_quantity(out, "adoption.start", lever.adoption.start);
  add_quantity(out, "adoption.lag", lever.adoption.lag);
  add_quantity(out, "adoption.rise", lever.adoption.rise);
  add_quantity(out, "adoption.until", lever.adoption.until);
  add_quantity(out, "adoption.innovation", lever.adoption.innovation);
  add_quantity(out, "adoption.imitation", lever.adoption.imitation);
  add_quantity(out, "adoption.reach", lever.adoption.reach);
  if (lever.adoption.erosion) {
    add_quantity(out, "adoption.erosion.half_life", lever.adoption.erosion->half_life);
    add_quantity(out, "adoption.erosion.persistent", lever.adoption.erosion->persistent);
  }
  for (const model::Effect& effect : lever.effects) add_words("effects." + effect.id, described(effect));
  if (lever.cost) {
    add_words("cost.per", lever.cost->per.empty() ? "the whole programme" : lever.cost->per.text);
    add_quantity(out, "cost.capital", lever.cost->capital);
    add_quantity(out, "cost.running", lever.cost->running);
    add_quantity(out, "cost.revenue", lever.cost->revenue);
    add_quantity(out, "cost.lifetime", lever.cost->lifetime);
    add_quantity(out, "cost.learning", lever.cost->learning);
    add_quantity(out, "cost.public_share", lever.cost->public_share);
  }
  const auto note = [&](const char* en, const char* zh, const model::LocalText& text) {
    if (!text.en.empty()) out.notes.push_back({fmt::format("{}: {}", en, text.en), fmt::format("{}：{}", zh, text.zh)});
  };
  note("Mechanism", "作用机制", lever.mechanism);
  if (lever.origin) {
    note("City of origin", "来源城市", lever.origin->city);
    note("Programme", "项目", lever.origin->programme);
  }
  for (const auto& [id, source] : lever.sources) {
    const std::string text = source.address.empty() ? source.title : source.title + ", " + source.address;
    out.notes.push_back({fmt::format("{}: {}", id, text), fmt::format("{}：{}", id, text)});
  }
  return out;
}

[[nodiscard]] table::Table list(const std::vector<model::LibraryEntry>& entries,
                                const std::vector<model::Lever>& levers) {
  table::Table out;
  out.id = "levers";
  out.title = {"The lever library", "措施库"};
  out.columns = {word("lever", "lever", "代号"), word("name", "name", "名称"), word("family", "family", "类别"),
                 word("city", "city of origin", "来源城市"), word("acts_on", "acts on", "作用对象")};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::vector<model::Word> targets;
    for (const model::Effect& effect : levers[i].effects) {
      for (const auto* names : {&effect.on, &effect.toward, &effect.shift, &effect.sales, &effect.price, &effect.add}) {
        for (const model::Word& name : *names) {
          const bool again = std::any_of(targets.begin(), targets.end(),
                                         [&](const model::Word& known) { return known.text == name.text; });
          if (!again) targets.push_back(name);
        }
      }
    }
    const table::Cell city = levers[i].origin
                                 ? table::Cell(table::Word{levers[i].origin->city.en,
                                                           {levers[i].origin->city.en, levers[i].origin->city.zh}})
                                 : table::Cell(table::Empty{});
    out.rows.push_back({cell(entries[i].id), table::Word{entries[i].id, {levers[i].name.en, levers[i].name.zh}},
                        known_cell(entries[i].family), city, cell(joined(targets))});
  }
  return out;
}

int levers(const Options& options) {
  const model::Places places = places_of(options);
  const auto folder = places.library.empty() ? places.program_folder / "policies" : places.library;
  const auto entries = model::library_entries(folder);
  text::Sources sources;
  text::Findings findings;
  std::vector<model::Lever> read;
  read.reserve(entries.size());
  for (const model::LibraryEntry& entry : entries)
    read.push_back(model::read_library_lever(sources, entry, folder, findings));
  print_findings(findings, sources, options.terminal);
  if (findings.has_errors()) return wrong_input;
  const auto language = options.terminal == text::Language::zh ? table::Language::zh : table::Language::en;
  if (options.files.empty()) {
    print(output::render_markdown({list(entries, read)}, language));
    return done;
  }
  std::vector<std::string> known;
  known.reserve(entries.size());
  for (const model::LibraryEntry& entry : entries) known.push_back(entry.id);
  for (const std::string& name : options.files) {
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end()) {
      std::string all;
      for (const std::string& id : known) all += (all.empty() ? "" : ", ") + id;
      throw UsageError{
          text::Finding{"unknown_lever", text::Severity::error, {}, {name, all}, text::nearest(name, known)}};
    }
    print(output::render_markdown({card(read[static_cast<std::size_t>(at - known.begin())])}, language));
  }
  return done;
}

}  // namespace

Command levers_command() {
  return {"levers",
          {"the lever library, or one lever's card", "措施库一览，或某项措施的卡片"},
          {"[NAME...]", "[名称...]"},
          known_options,
          false,
          &levers};
}

}  // namespace citypeak::cli
