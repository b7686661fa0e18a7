// SPDX-License-Identifier: MIT
// Makes the generated pages of docs/formats from the tables that the reader itself uses.
#include "sim/model/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/model/scenario.hpp"
#include "sim/text/number.hpp"

namespace citypeak::model {

namespace {

/// The words of one language; a page is written by `say(English, Chinese)`.
struct Say {
  bool zh;
  std::string_view operator()(std::string_view en, std::string_view chinese) const { return zh ? chinese : en; }
  std::string_view operator()(const Meaning& meaning) const { return zh ? meaning.zh : meaning.en; }
};

[[nodiscard]] std::string generated(const Say& say, std::string_view command) {
  return say.zh ? fmt::format("由 `citypeak schema {}` 生成，请勿手改；`docs/formats/generate.sh` 重写全部此类页面。\n",
                              command)
                : fmt::format(
                      "Written by `citypeak schema {}`; do not edit. `docs/formats/generate.sh` rewrites all "
                      "pages of this kind.\n",
                      command);
}

// --- fields ---------------------------------------------------------------------------------------------------

[[nodiscard]] std::string_view kind_words(const FieldRow& row, const Say& say) {
  switch (row.kind) {
    case FieldKind::quantity:
      return row.formula ? say("quantity or formula", "数值、分布或公式") : say("quantity", "数值或分布");
    case FieldKind::number:
      return say("fixed number", "确定的数值");
    case FieldKind::rate_path:
      return say("path by period", "按时段的路径");
    case FieldKind::level_path:
      return say("path by year", "按年份的路径");
    case FieldKind::shares:
      return say("shares", "比例组");
    case FieldKind::share_milestones:
      return say("shares by year", "按年份的比例组");
    case FieldKind::year:
      return say("year", "年份");
    case FieldKind::whole:
      return say("whole number", "整数");
    case FieldKind::choice:
      return say("choice", "选项");
    case FieldKind::flag:
      return say("`true` or `false`", "`true` 或 `false`");
    case FieldKind::share_or_rest:
      return say("share, or `rest`", "比例，或 `rest`");
    case FieldKind::text:
      return say("text", "文本");
    case FieldKind::localized:
      return say("text, or `{en:, zh:}`", "文本，或 `{en:, zh:}`");
    case FieldKind::id:
      return say("id", "代号");
    case FieldKind::ids:
      return say("list of names", "名称列表");
    case FieldKind::nested:
      return say("map", "映射");
    case FieldKind::map_of:
      return say("map by id", "按代号的映射");
    case FieldKind::list_of:
      return say("list", "列表");
    case FieldKind::sources:
      return say("bibliography", "参考文献");
    case FieldKind::observations:
      return say("known values: variable, year, quantity", "已知值：变量、年份、数值");
    case FieldKind::reference:
      return say("name", "名称");
    case FieldKind::source:
      return say("source", "来源");
    case FieldKind::file:
      return say("file", "文件");
  }
  return {};
}

[[nodiscard]] bool is_numeric(const FieldRow& row) {
  switch (row.kind) {
    case FieldKind::quantity:
    case FieldKind::number:
    case FieldKind::rate_path:
    case FieldKind::level_path:
    case FieldKind::shares:
    case FieldKind::share_or_rest:
    case FieldKind::share_milestones:
    case FieldKind::whole:
    case FieldKind::year:
      return true;
    default:
      return false;
  }
}

[[nodiscard]] std::string range_words(const FieldRow& row) {
  if (row.kind == FieldKind::choice) {
    std::string words;
    for (const std::string_view word : row.choices) words += fmt::format("{}`{}`", words.empty() ? "" : ", ", word);
    return words;
  }
  if (!is_numeric(row) || (std::isinf(row.range.minimum) && std::isinf(row.range.maximum))) return "";
  const std::string low = text::shortest(row.range.minimum), high = text::shortest(row.range.maximum);
  const std::string_view sign = row.range.above_minimum ? ">" : "≥";
  if (std::isinf(row.range.maximum)) return fmt::format("{} {}", sign, low);
  return row.range.above_minimum ? fmt::format("> {}, ≤ {}", low, high) : fmt::format("{} .. {}", low, high);
}

[[nodiscard]] std::string_view unit_words(const FieldRow& row, const Say& say) {
  const bool quantity = is_numeric(row) && row.kind != FieldKind::whole && row.kind != FieldKind::year;
  if (!quantity) return "";
  if (row.unit == "any") return say("any", "任意");
  if (row.unit == "share") return say("share, pure number", "比例、纯数");
  if (row.unit == "calendar year") return say("calendar year", "公历年份");
  return row.unit;
}

/// The tables met on a walk, in order, with the paths at which each stands.
class Tables {
 public:
  struct Entry {
    const FieldTable* table;
    std::vector<std::string> paths;
  };

  explicit Tables(const FieldTable& top) { visit(top, ""); }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  void visit(const FieldTable& table, const std::string& path) {
    const auto known = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.table->name == table.name; });
    if (known == entries_.end()) {
      entries_.push_back({&table, {path}});
    } else {
      known->paths.push_back(path);
    }
    for (const FieldRow& row : table.rows) {
      if (row.children == nullptr) continue;
      std::string inner = path.empty() ? std::string(row.key) : fmt::format("{}.{}", path, row.key);
      if (row.kind == FieldKind::map_of) inner += ".ID";
      if (row.kind == FieldKind::list_of) inner += "[]";
      visit(row.children(), inner);
    }
  }

  std::vector<Entry> entries_;
};

[[nodiscard]] std::string field_line(const FieldRow& row, const Say& say) {
  std::string standard;
  if (row.required) standard = say("required", "必需");
  if (!row.default_text.empty()) standard = fmt::format("`{}`", row.default_text);
  std::string meaning(say(row.meaning));
  if (row.children != nullptr) {
    const std::string_view name = row.children().name;
    meaning += fmt::format("{}[{}](#{})", say(" Fields: ", "字段见 "), name, name);
  }
  return fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", row.key, kind_words(row, say), unit_words(row, say),
                     range_words(row), standard, meaning);
}

[[nodiscard]] std::string table_section(const Tables::Entry& entry, const Say& say) {
  std::string out = fmt::format("\n## {}\n\n", entry.table->name);
  std::string paths;
  for (const std::string& path : entry.paths) {
    if (!path.empty()) paths += fmt::format("{}`{}`", paths.empty() ? "" : say(", ", "、"), path);
  }
  if (!paths.empty()) out += fmt::format("{}{}{}\n\n", say("At ", "位于 "), paths, say(".", "。"));
  out += say("| key | kind | unit | range | default | meaning |\n|---|---|---|---|---|---|\n",
             "| 键 | 类型 | 单位 | 范围 | 缺省 | 含义 |\n|---|---|---|---|---|---|\n");
  for (const FieldRow& row : entry.table->rows) out += field_line(row, say);
  return out;
}

constexpr std::string_view how_to_write_en = R"(
Every map may also hold `source:`, `grade:` and `note:`; the first two then hold for all quantities inside that name
none.

- A **quantity** is a number with its unit in one text (`4534.14 万tce`, `15 %`), a map with a distribution
  (`{pert: [8 %, 15 %, 25 %]}`), or `{value: ..., source: ..., grade: ..., note: ...}`. Units: [units](units.md); laws:
  [distributions](distributions.md). A share may be written `15 %`, `15%` or `0.15`. The column *unit* names the
  canonical unit: any unit of the same dimension may be written. A yearly amount is the same with and without `/year`.
- A **path by period** is one quantity, or a map of years (`2023`), closed periods (`2024..2025`) and at the end perhaps
  an open one (`2031..`) that together name every year after the base year once. A value holds through its period.
- A **path by year** is one quantity, or a map of years, the first of them the base year; linear between, constant
  after.
- **Shares** list every entry; one may be `rest`, and must be where any is uncertain; otherwise they sum to 1.
- An **id** is a small letter, then at most 63 small letters, digits or `_`.
- A **formula** is a text with `+ - * / ^ ( )`, `min`, `max`, `exp`, `log` over the lever's parameters and these fields
  of the city: `population.value`, `economy.gdp`, `sectors.S.activity`, `.energy`, `.elasticity`, `.local_share`,
  `.process.factor`, `.process.ratio`, `carriers.C.factor` (base year). It is checked for dimensions.
)";
constexpr std::string_view how_to_write_zh = R"(
每个映射还可以写 `source:`、`grade:` 和 `note:`，前两者对其内部未另行说明的所有数值生效。

- **数值**：写在一个文本里的数和单位（`4534.14 万tce`、`15 %`），带分布的映射（`{pert: [8 %, 15 %, 25 %]}`），或
  `{value: ..., source: ..., grade: ..., note: ...}`。单位见 [units](units.md)，分布见 [distributions](distributions.md)。
  比例可写成 `15 %`、`15%` 或 `0.15`。“单位”一栏是规范单位，同一量纲的任何单位都可以写。年度总量写不写 `/year` 都一样。
- **按时段的路径**：一个数值，或以年份（`2023`）、时段（`2024..2025`）以及末尾的开口时段（`2031..`）为键的映射，基准年之后的
  每一年恰好出现一次；同一时段内取值不变。
- **按年份的路径**：一个数值，或以年份为键的映射，首个年份为基准年；年份之间线性变化，最后一年之后不变。
- **比例组**：列出全部条目，其中一项可写 `rest`；只要有一项不确定就必须有 `rest`，否则各项之和须为 1。
- **代号**：以小写字母开头，其后至多 63 个小写字母、数字或 `_`。
- **公式**：含 `+ - * / ^ ( )`、`min`、`max`、`exp`、`log` 的文本，可用措施参数以及城市字段 `population.value`、`economy.gdp`、
  `sectors.S.activity`、`.energy`、`.elasticity`、`.local_share`、`.process.factor`、`.process.ratio`、`carriers.C.factor`
  （基准年），读入时检查量纲。
)";
constexpr std::string_view layers_en = R"(
With `extends:` the file names only what it changes: maps merge key by key, lists of levers and effects by id, other
lists, distributions and paths are replaced whole, and `null` removes.
)";
constexpr std::string_view layers_zh = R"(
写了 `extends:` 的文件只需列出改动：映射逐键合并，措施和效应列表按代号合并，其他列表、分布和路径整体替换，`null` 表示删除。
)";

// --- distributions --------------------------------------------------------------------------------------------

template <class D>
[[nodiscard]] std::string example() {
  const auto fields = D::fields();
  if (fields.size() == 1 && fields.front().list != nullptr) return fmt::format("{{{}: [...]}}", D::kind);
  std::string inside, beside;
  for (const auto& field : fields) {
    if (field.list != nullptr) {
      inside += fmt::format("{}{}: [...]", inside.empty() ? "" : ", ", field.name);
    } else if (field.fallback) {
      beside += fmt::format(", {}: {}", field.name, text::shortest(*field.fallback));
    } else {
      inside += fmt::format("{}{}", inside.empty() ? "" : ", ", field.name);
    }
  }
  const bool lists = fields.front().list != nullptr;
  return fmt::format("{{{}: {}{}{}{}}}", D::kind, lists ? "{" : "[", inside, lists ? "}" : "]", beside);
}

[[nodiscard]] std::string_view role_words(ParameterRole role) {
  switch (role) {
    case ParameterRole::value:
      return "level, in the quantity's unit / 水平值，带单位";
    case ParameterRole::spread:
      return "difference, in the quantity's unit / 差值，带单位";
    case ParameterRole::number:
      return "pure number / 纯数";
  }
  return {};
}

template <class D>
[[nodiscard]] std::string law_section() {
  std::string out = fmt::format("\n## {}\n\n`{}`\n\n", D::kind, example<D>());
  out += "| parameter | measured in | default | meaning | 含义 |\n|---|---|---|---|---|\n";
  for (const auto& field : D::fields()) {
    const std::string standard = field.fallback ? fmt::format("`{}`", text::shortest(*field.fallback)) : "";
    out += fmt::format("| `{}`{} | {} | {} | {} | {} |\n", field.name, field.list != nullptr ? " (list)" : "",
                       role_words(field.role), standard, field.meaning_en, field.meaning_zh);
  }
  return out;
}

template <std::size_t... i>
[[nodiscard]] std::string law_sections(std::index_sequence<i...>) {
  return (law_section<std::variant_alternative_t<i, Distribution>>() + ...);
}

/// The laws that two quantiles can stand for.
template <std::size_t... i>
[[nodiscard]] std::string laws_by_quantiles(std::index_sequence<i...>) {
  std::string out;
  const auto add = [&]<class D>() {
    if (HasQuantilePair<D>) out += fmt::format("{}`{}`", out.empty() ? "" : ", ", D::kind);
  };
  (add.template operator()<std::variant_alternative_t<i, Distribution>>(), ...);
  return out;
}

[[nodiscard]] std::string grade_rows() {
  std::string out;
  for (const Grade grade : {Grade::high, Grade::medium, Grade::low}) {
    out += fmt::format("| `{}` | {} |\n", grade_name(grade), text::shortest(grade_spread(grade)));
  }
  return out;
}

[[nodiscard]] std::string codes(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += fmt::format("{}`{}`", out.empty() ? "" : " ", word);
  return out;
}

}  // namespace

std::string format_page(std::string_view what, text::Language language) {
  const Say say{language == text::Language::zh};
  const bool lever = what == "lever";
  std::string out = lever ? std::string(say("# Lever files\n\n", "# 措施文件\n\n"))
                          : std::string(say("# City and scenario files\n\n", "# 城市与情景文件\n\n"));
  out += generated(say, fmt::format("{} --format md", what));
  out += lever ? say("\nOne lever per file, `policies/FAMILY/NAME.yaml`, with `lever: NAME`.\n",
                     "\n每个文件一项措施：`policies/类别/名称.yaml`，其中 `lever:` 与文件名相同。\n")
               : say("\nA city and a scenario are files of the same form; a scenario usually `extends:` a city's.\n",
                     "\n城市和情景是同一种文件，情景通常用 `extends:` 继承城市的基准情景。\n");
  out += say(how_to_write_en, how_to_write_zh);
  if (!lever) out += say(layers_en, layers_zh);
  const Tables tables(lever ? Lever::fields() : scenario_fields());
  for (const Tables::Entry& entry : tables.entries()) out += table_section(entry, say);
  return out;
}

std::string findings_page(text::Language language) {
  const Say say{language == text::Language::zh};
  std::string out(say("# Findings\n\n", "# 问题一览\n\n"));
  out += generated(say, "findings");
  out +=
      say("\nEverything the program can say about its input, in the order of the catalogue. `{0}`, `{1}` stand for "
          "what the\nfile holds. An error ends the command with exit code 2 before anything is written; a warning "
          "does not.\n",
          "\n程序对输入可能提出的全部问题，按目录顺序排列。`{0}`、`{1}` "
          "代表文件中的具体内容。出现错误时，命令在写出任何文件之前\n"
          "以退出码 2 结束；警告不影响运行。\n");
  for (const text::CatalogueEntry& entry : text::catalogue()) {
    const text::Wording& words = say.zh ? entry.zh : entry.en;
    const bool error = entry.severity == text::Severity::error;
    out += fmt::format("\n## {}\n\n{}{}\n\n- {}{}\n- {}{}\n", entry.id,
                       error ? say("Error: ", "错误：") : say("Warning: ", "警告："), words.message,
                       say("why: ", "原因："), words.why, say("mend: ", "处理："), words.mend);
  }
  return out;
}

std::string units_page() {
  const Say say{false};
  std::string out = "# Units\n\n" + generated(say, "units");
  out += R"(
A unit stands behind its number in the same text: `32 m2`, `0.4403 kgCO2/kWh`, `1766.18 万人`. Products are written with a
space, `*` or `·`, divisions with `/`, powers `m2`, `m²` or `m^2`; parentheses group. After a division only further
divisions may follow without parentheses. `CO₂` may stand for `CO2`. Lengths may carry 2 or 3: `km2`, `m3`.
Tonnes of coal equivalent need a convention for electricity: see [energy](../method/energy.md).

| unit | prefixes | canonical | one of it | meaning | 含义 |
|---|---|---|---|---|---|
)";
  for (const UnitInfo& unit : known_units()) {
    out += fmt::format("| {} | {} | `{}` | {} | {} | {} |\n", codes(unit.spellings),
                       unit.prefixes.empty() ? "" : "`" + unit.prefixes + "`", unit_text(unit.unit.dimension),
                       text::shortest(unit.unit.to_canonical(1.0)), unit.en, unit.zh);
  }
  out +=
      "\n## Multipliers\n\nOne may stand before a unit, apart from it (`1.2 million t`) or, the Chinese ones, joined "
      "to it (`万吨`).\n`10^4` .. `10^18` are read too; a lone `k`, `M`, `G`, `T`, `P`, `E` multiplies the unit "
      "after it (`30 G vehicle-km`).\n\n| word | times |\n|---|---|\n";
  for (const MultiplierInfo& multiplier : known_multipliers()) {
    out += fmt::format("| `{}` | {} |\n", multiplier.spelling, text::shortest(multiplier.value));
  }
  return out;
}

std::string distributions_page() {
  std::string out = "# Distributions\n\n" + generated(Say{false}, "distributions");
  out += R"(
A quantity with a distribution is a map with one law. Parameters stand in a list, in the order below, or in a map by
name. Each carries its own unit. Beside the law may stand `source:`, `grade:`, `note:` and `shared: NAME` (one
number for all inputs of that name). What each law means: [uncertainty](../method/uncertainty.md).
)";
  out += law_sections(std::make_index_sequence<std::variant_size_v<Distribution>>());
  out += R"(
## By two quantiles

`{normal: {p05: ..., p95: ...}}` names the 5 % and the 95 % quantile in place of the parameters. These laws can be
written so: )" +
         laws_by_quantiles(std::make_index_sequence<std::variant_size_v<Distribution>>()) + R"(.

## graded

`{graded: VALUE, grade: low}` is the default spread of a grade: lognormal with the median VALUE, 5 % quantile VALUE
divided by the factor, 95 % quantile VALUE times the factor. Where the field is a share (range 0 .. 1) the factor
acts on the odds in place of the value (logit-normal).

| grade | factor |
|---|---|
)";
  out += grade_rows();
  return out;
}

}  // namespace citypeak::model
