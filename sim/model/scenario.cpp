// SPDX-License-Identifier: MIT
// From a file to a validated scenario: layers, fields, levers from the library, then the checks that span fields.
#include "sim/model/scenario.hpp"

#include <algorithm>
#include <map>

#include "sim/model/checks.hpp"
#include "sim/model/fields_of.hpp"
#include "sim/model/history.hpp"
#include "sim/model/library.hpp"

namespace citypeak::model {

namespace {

using text::Node;

constexpr int longest_horizon = 500;
constexpr std::string_view languages[] = {"en", "zh"};
constexpr std::string_view sink_accountings[] = {"beside", "inside"};
constexpr std::string_view accountings[] = {"consumption", "territorial_plus_imports"};

/// Everything that can stand at the top of a city or scenario file.
struct Draft {
  std::string city, id, language, power_accounting;
  LocalText name, description, city_name;
  int base_year = 0, horizon = 0;
  Named<SourceEntry> sources;
  Population population;
  Economy economy;
  std::vector<Observation> observed;
  std::vector<HistorySeries> history;
  Named<Sector> sectors;
  Named<Carrier> carriers;
  std::optional<Power> power;
  std::optional<Waste> waste;
  Named<Sink> sinks;
  std::string sink_accounting;
  std::vector<Inventory> inventories;
  std::vector<Planned> planned;
  PeakRules peak;
  std::vector<CityTarget> targets;
  std::vector<Correlation> correlation;
  Uncertainty uncertainty;
  const Node* levers = nullptr;
};

[[nodiscard]] constexpr FieldRow observed_row() {
  FieldRow row{"observed",
               FieldKind::observations,
               {"Known values after the base year; every draw takes them, shocks start after the last.",
                "基准年之后的已知值，所有抽样都采用，冲击从最后观测年之后开始。"},
               "any"};
  row.yearly = true;
  row.read = [](Reader& reader, const Node& node, const FieldRow& field, void* object) {
    if (!require_map(reader, node, "observed")) return;
    const Reader::Inherit inherit(reader, node);
    for (const text::Entry& entry : node.entries) {
      if ((entry.key == "source" || entry.key == "grade") && entry.value.is_scalar()) continue;
      const Reader::Scope scope(reader, entry.key, entry.key_place);
      FieldRow year_row = field;
      year_row.key = entry.key;
      year_row.kind = FieldKind::rate_path;
      year_row.range = positive;
      if (entry.key == "population") year_row.unit = "person";
      if (entry.key == "gdp") year_row.unit = "CNY";
      static_cast<Draft*>(object)->observed.push_back(reader.read_observation(entry.value, year_row, entry.key_place));
    }
  };
  return row;
}

[[nodiscard]] constexpr FieldRow history_row() {
  FieldRow row{"history",
               FieldKind::list_of,
               {"Known values before the base year; without them `already_peaked` is not assessed.",
                "基准年之前的已知值；缺少时不评估“已达峰”。"}};
  row.children = &HistorySeries::fields;
  row.read = [](Reader& reader, const Node& node, const FieldRow&, void* object) {
    if (!node.is_list()) {
      reader.findings.add("expected_list", node.place, {"history"});
      return;
    }
    for (const Node& item : node.items) {
      const Node* variable = item.find("variable");
      const Reader::Scope scope(reader, variable != nullptr && variable->is_scalar() ? variable->text : "series",
                                item.place);
      auto& history = static_cast<Draft*>(object)->history;
      history.emplace_back();
      history.back().place = item.place;
      reader.read_map(item, HistorySeries::fields(), &history.back());
    }
  };
  return row;
}

[[nodiscard]] constexpr FieldRow targets_row() {
  FieldRow row{
      "targets", FieldKind::list_of, {"What the plan promises; P(met) is counted.", "规划目标，统计其实现概率。"}};
  row.children = &CityTarget::fields;
  row.read = [](Reader& reader, const Node& node, const FieldRow&, void* object) {
    static_cast<Draft*>(object)->targets = read_targets(reader, node);
  };
  return row;
}

[[nodiscard]] constexpr FieldRow levers_row() {
  FieldRow row{"levers", FieldKind::list_of, {"The measures of the scenario.", "情景所含的措施。"}};
  row.children = &Lever::fields;
  row.read = [](Reader& reader, const Node& node, const FieldRow&, void* object) {
    if (node.is_list()) {
      static_cast<Draft*>(object)->levers = &node;
    } else {
      reader.findings.add("expected_list", node.place, {"levers"});
    }
  };
  return row;
}

/// `extends` is taken out by the layers; the row stands here for the schema, the docs and the suggestions.
[[nodiscard]] constexpr FieldRow extends_row() {
  FieldRow row{"extends", FieldKind::file, {"The scenario this one builds on.", "所继承的情景文件。"}};
  row.read = [](Reader&, const Node&, const FieldRow&, void*) {};
  return row;
}

/// Reads `base_year` or `horizon` ahead of the rest, since paths need them; complaints come with the full reading.
[[nodiscard]] int early_year(const Node& tree, std::string_view key) {
  const Node* node = tree.find(key);
  const auto number = node != nullptr && node->is_scalar() ? text::parse_number(node->text) : std::nullopt;
  return number && number->value >= 1800.0 && number->value <= 2600.0 ? static_cast<int>(number->value) : 0;
}

void check_years(const Node& tree, Reader& reader) {
  if (reader.base_year == 0 || reader.horizon == 0) return;
  const Node* node = tree.find("horizon");
  if (reader.horizon < reader.base_year) {
    reader.findings.add("horizon_before_base", node->place,
                        {std::to_string(reader.horizon), std::to_string(reader.base_year)});
  } else if (reader.horizon - reader.base_year > longest_horizon) {
    reader.findings.add("horizon_too_far", node->place,
                        {std::to_string(reader.horizon - reader.base_year), std::to_string(longest_horizon)});
  } else {
    return;
  }
  reader.horizon = 0;  // unknown: no year is outside it
}

[[nodiscard]] Scenario scenario_of(Draft&& draft, const std::filesystem::path& file) {
  Scenario out;
  out.id = draft.id.empty() ? file.stem().string() : draft.id;
  out.name = draft.name;
  if (out.name.en.empty()) out.name = {out.id, out.id};
  out.description = std::move(draft.description);
  out.language = draft.language;
  out.base_year = draft.base_year;
  out.horizon = draft.horizon;
  out.peak = std::move(draft.peak);
  out.targets = std::move(draft.targets);
  out.city.id = draft.city;
  out.city.name = draft.city_name.en.empty() ? LocalText{draft.city, draft.city} : draft.city_name;
  out.city.population = std::move(draft.population);
  out.city.economy = std::move(draft.economy);
  out.city.observed = std::move(draft.observed);
  out.city.history = std::move(draft.history);
  out.city.sectors = std::move(draft.sectors);
  out.city.carriers = std::move(draft.carriers);
  out.city.power = std::move(draft.power);
  out.city.territorial = draft.power_accounting == "territorial_plus_imports";
  out.city.waste = std::move(draft.waste);
  out.city.sinks = std::move(draft.sinks);
  out.city.sinks_inside = draft.sink_accounting == "inside";
  out.city.inventories = std::move(draft.inventories);
  out.city.planned = std::move(draft.planned);
  for (auto& [id, carrier] : out.city.carriers) {
    if (carrier.scope == 0) carrier.scope = id == "electricity" ? 2 : 1;
  }
  return out;
}

}  // namespace

const FieldTable& scenario_fields() {
  static const FieldRow rows[] = {
      required(words<&Draft::city>("city", FieldKind::id, {"Id of the city.", "城市代号。"})),
      words<&Draft::id>("id", FieldKind::id,
                        {"Id of the scenario; the file's name without `.yaml` if left out.",
                         "情景代号，缺省为不含 .yaml 的文件名。"}),
      extends_row(),
      localized<&Draft::city_name>("city_name", {"Name of the city shown in tables.", "表中显示的城市名称。"}),
      localized<&Draft::name>("name", {"Name of the scenario shown in tables.", "表中显示的情景名称。"}),
      localized<&Draft::description>("description", {"What the scenario says, in a sentence.", "一句话说明情景。"}),
      otherwise(choice<&Draft::language>("language", languages, {"Language of the result files.", "结果文件的语言。"}),
                "en"),
      required(whole<&Draft::base_year>("base_year", FieldKind::year, {1900.0, 2500.0, false},
                                        {"Year of the data that everything starts from.", "数据基准年。"})),
      required(whole<&Draft::horizon>("horizon", FieldKind::year, {1900.0, 2600.0, false},
                                      {"Last year of the projection.", "预测末年。"})),
      map_of<&Draft::sources>("sources", {"Bibliography; `source:` elsewhere names an id of it.",
                                          "参考文献，其他处的 source 引用其代号。"}),
      required(nested<&Draft::population>("population", {"Residents.", "常住人口。"})),
      required(
          nested<&Draft::economy>("economy", {"Gross domestic product and its growth.", "地区生产总值及其增长。"})),
      observed_row(),
      history_row(),
      required(map_of<&Draft::sectors>("sectors", {"Sectors by id.", "各部门。"})),
      required(map_of<&Draft::carriers>("carriers", {"Energy carriers by id.", "各能源品种。"})),
      nested<&Draft::power>("power", {"Local generation.", "本地发电。"}),
      otherwise(choice<&Draft::power_accounting>("power_accounting", accountings,
                                                 {"How electricity's emissions are counted.", "电力排放的核算方式。"}),
                "consumption"),
      nested<&Draft::waste>("waste", {"Household waste and where it goes.", "生活垃圾及其去向。"}),
      map_of<&Draft::sinks>("sinks", {"What takes CO2 up, by id.", "碳汇。"}),
      otherwise(choice<&Draft::sink_accounting>("sink_accounting", sink_accountings,
                                                {"beside: a line of their own; inside: the headline is net of them.",
                                                 "beside：单列；inside：总量扣除碳汇。"}),
                "beside"),
      list_of<&Draft::inventories>("inventories", "id",
                                   {"Published totals, shown beside ours with their boundaries.",
                                    "已公布的排放总量及其口径，与本模型结果对照。"}),
      list_of<&Draft::planned>("planned", "variable",
                               {"What the city's own plan says, shown beside what the scenario implies.",
                                "规划给出的变化，与情景隐含值对照。"}),
      nested<&Draft::peak>("peak", {"How peaks are told.", "达峰判定。"}),
      targets_row(),
      list_of<&Draft::correlation>("correlation", "id", {"Inputs that vary together.", "共同变动的输入。"}),
      nested<&Draft::uncertainty>("uncertainty", {"How uncertain inputs hang together.", "不确定输入之间的关联。"}),
      levers_row(),
  };
  static const FieldTable table{"scenario", rows};
  return table;
}

text::MergeRules merge_rules() {
  text::MergeRules rules;
  rules.replaces_whole = quantity_keys();
  rules.discriminators = {"curve"};
  rules.list_ids = {"as", "use", "id"};
  rules.alternatives = {{"rise", "until"},          {"past", "past_growth"},    {"at_most", "at_least"},
                        {"milestones", "stock"},    {"factor", "production"},   {"reduction", "charge"},
                        {"reduction", "trip_cost"}, {"reduction", "elasticity"}};
  return rules;
}

int Scenario::input_count() const {
  return static_cast<int>(
      std::count_if(inputs.begin(), inputs.end(), [](const Quantity& q) { return q.is_constant() || q.uncertain(); }));
}

int Scenario::assumptions() const {
  return static_cast<int>(std::count_if(inputs.begin(), inputs.end(), [](const Quantity& q) {
    return (q.is_constant() || q.uncertain()) && q.provenance.assumption;
  }));
}

std::optional<Scenario> read_scenario(text::Sources& sources, const std::filesystem::path& file,
                                      const std::string& shown, const std::vector<std::string>& sets,
                                      const Places& places, text::Findings& findings) {
  const std::size_t errors_before = findings.errors();
  const text::Tree tree = text::tree_of(file, places.library, places.program_folder);
  const text::MergeRules rules = merge_rules();
  const text::Place top{static_cast<text::FileId>(sources.size()), 1, 1, 2};
  auto layers = text::read_layers(sources, file, shown, tree, places.program_folder, rules, findings);
  if (!layers) return std::nullopt;
  Node& root = *layers;
  if (!root.is_map()) {
    if (root.is_null()) findings.add("empty_file", top);
    if (!root.is_null()) findings.add("expected_map", root.place, {"scenario", root.is_list() ? "[...]" : root.text});
    return std::nullopt;
  }
  const bool sets_levers = std::any_of(sets.begin(), sets.end(), [](const std::string& set) {
    return set.substr(0, set.find('=')).find("levers.") != std::string::npos;
  });
  if (sets_levers) unfold_levers(sources, root, tree, rules);
  for (const std::string& set : sets) text::apply_set(sources, root, set, rules, findings);

  const Node* city = root.find("city");
  Reader reader(findings, city != nullptr && city->is_scalar() ? city->text : std::string());
  reader.base_year = early_year(root, "base_year");
  reader.horizon = early_year(root, "horizon");
  check_years(root, reader);
  Draft draft;
  draft.peak.variables = {"emissions.total", "emissions.sector.*", "energy.total", "energy.carrier.electricity"};
  reader.read_map(root, scenario_fields(), &draft);
  std::vector<Lever> levers;
  if (draft.levers != nullptr) levers = read_levers(sources, *draft.levers, tree, rules, reader);
  for (HistorySeries& series : draft.history) read_history_file(sources, series, tree, reader);
  for (const auto& source : draft.sources) reader.source_ids.push_back(source.first);
  reader.check_sources();
  Uncertainty uncertainty = std::move(draft.uncertainty);
  uncertainty.correlation.insert(uncertainty.correlation.begin(), draft.correlation.begin(), draft.correlation.end());
  Scenario scenario = scenario_of(std::move(draft), file);
  if (const Node* accounting = root.find("power_accounting")) scenario.accounting_place = accounting->place;
  scenario.levers = std::move(levers);
  check_scenario(scenario, reader);
  if (reader.horizon > 0) check_targets(scenario.targets, scenario.base_year, scenario.horizon, findings);
  if (findings.errors() > errors_before) return std::nullopt;
  scenario.latents = correlate(uncertainty, scenario.city.id, reader.inputs, scenario.levers, findings);
  if (findings.errors() > errors_before) return std::nullopt;
  std::sort(scenario.levers.begin(), scenario.levers.end(),
            [](const Lever& a, const Lever& b) { return a.id() < b.id(); });
  scenario.inputs = std::move(reader.inputs);
  scenario.tree = std::move(root);
  return scenario;
}

}  // namespace citypeak::model
