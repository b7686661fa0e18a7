// SPDX-License-Identifier: MIT
// Parsing with Boost.Program_options: everything is read as text first, so that `--draws -5` is a message and not
// 4294967291.
#include "sim/cli/options.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <system_error>

#include "sim/text/number.hpp"

namespace citypeak::cli {

namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

constexpr double most_draws = 1e9;
constexpr int most_threads = 1024;

constexpr OptionRow rows[] = {
    {"draws", "N", {"draws, 1..1e9 (10000)", "抽样次数，1..1e9（10000）"}},
    {"seed", "S", {"seed of the random numbers (1)", "随机数种子（1）"}},
    {"design",
     "D",
     {"monte_carlo, latin_hypercube, sobol (monte_carlo)",
      "抽样设计：monte_carlo、latin_hypercube、sobol（monte_carlo）"}},
    {"until-se",
     "X",
     {"add draws until every P(peak<=Y) has a standard error of at most X; --draws is then the most",
      "不断增加抽样，直到各 P(peak<=Y) 的标准误不超过 X；此时 --draws 为上限"}},
    {"shard",
     "I/N",
     {"only the I-th of N parts of the draws, for `merge`; not with --until-se or --central",
      "只计算全部抽样 N 份中的第 I 份，之后用 merge 合并；不能与 --until-se 或 --central 同用"}},
    {"reference",
     "ID",
     {"scenario that the others are compared with (the first)", "与其他情景对比的基准情景（第一个）"}},
    {"threads", "N", {"threads, 1..1024 (all)", "线程数，1..1024（全部）"}},
    {"isa", "I", {"instruction set: auto, v2, v3, v4 (auto)", "指令集：auto、v2、v3、v4（auto）"}},
    {"out", "DIR", {"result folder (runs/<first id>)", "结果文件夹（runs/<首个情景代号>）"}},
    {"force", "", {"replace a folder that is not ours", "覆盖并非本程序生成的文件夹"}},
    {"format",
     "L",
     {"run: csv,md (also netcdf, verdicts); analyses: csv,md (also svg, pdf, png); check: json; explain: csv or md; "
      "schema: json or md",
      "run：csv,md（另有 netcdf、verdicts）；分析类命令：csv,md（另有 svg、pdf、png）；check：json；explain：csv 或 "
      "md；schema：json 或 md"}},
    {"lang", "L", {"en or zh, for terminal and files", "终端与文件的语言：en 或 zh"}},
    {"variables",
     "L",
     {"variables to write: names, globs such as emissions.*", "要输出的变量：名称或通配符，如 emissions.*"}},
    {"years", "L", {"years to write, such as 2025,2030..2035 (all)", "要输出的年份，如 2025,2030..2035（全部）"}},
    {"set", "KEY=VALUE", {"override an input; repeatable; VALUE is YAML", "覆盖某项输入，可重复；VALUE 为 YAML"}},
    {"save-draws",
     "",
     {"write draws.csv and outcomes.csv (--format netcdf: ensemble.nc, with or without this)",
      "输出 draws.csv 与 outcomes.csv（--format netcdf 输出 ensemble.nc，与本选项无关）"}},
    {"central",
     "",
     {"one path: medians, no shocks; every intermediate to central.csv",
      "中位路径：取中位数、无冲击，全部中间量写入 central.csv"}},
    {"library", "DIR", {"lever library (beside the program)", "措施库（程序旁）"}},
    {"quantiles", "U,...", {"print input,u,value for these u", "按给定 u 输出 input,u,value"}},
    {"of",
     "RESULT,...",
     {"what is asked of each draw, such as emissions.total@2035, sum(gdp,2025..2035), P(peak<=2030); repeatable",
      "针对每次抽样的结果，如 emissions.total@2035、sum(gdp,2025..2035)、P(peak<=2030)；可重复"}},
    {"table", "FILE", {"values from this CSV in place of a scenario", "以该 CSV 中的数值代替情景"}},
    {"method", "M", {"tornado, morris, sobol, rank or shapley", "方法：tornado、morris、sobol、rank 或 shapley"}},
    {"groups",
     "NAME=GLOB,...",
     {"inputs that are varied together, such as growth=economy.*,population.*; repeatable",
      "一并变动的参数，如 growth=economy.*,population.*；可重复"}},
    {"second", "", {"sobol: second-order indices of all pairs too", "sobol：另算所有参数对的二阶指数"}},
    {"x", "COLUMN", {"column of income", "收入所在的列"}},
    {"y", "COLUMN,...", {"columns of indicators", "指标所在的列"}},
    {"model",
     "M",
     {"linear, quadratic, cubic, or auto for the one with the least AICc (quadratic)",
      "linear、quadratic、cubic，或 auto 取 AICc 最小者（quadratic）"}},
    {"scale", "S", {"level, or log to fit logarithms of both (level)", "level，或 log：两侧均取对数拟合（level）"}},
    {"shock-years",
     "L",
     {"years of crisis that may not decide a verdict, such as 2008,2020..2022, or none (2020..2022)",
      "不得左右结论的冲击年份，如 2008,2020..2022，或 none（2020..2022）"}},
    {"from", "Y", {"first year of the change (the table's first)", "起始年份（表中首年）"}},
    {"to", "Y", {"last year of the change (the table's last)", "终止年份（表中末年）"}},
    {"yearly", "", {"also each step between neighbouring years of the table", "同时给出表中相邻年份之间的逐段分解"}},
    {"gdp",
     "L",
     {"factors whose product is GDP, or a CSV file with a variable gdp by year (gdp, else population,gdp_per_capita)",
      "GDP 为哪些因素之积，或含逐年 gdp 的 CSV 文件（gdp，否则 population,gdp_per_capita）"}},
    {"partial-year", "Y", {"a year that was not over when its value was taken", "取数时尚未结束的年份"}},
    {"help", "", {"this help", "显示本帮助"}},
};

[[nodiscard]] UsageError usage(std::string id, std::vector<std::string> args, std::string suggestion = {}) {
  return {text::Finding{std::move(id), text::Severity::error, {}, std::move(args), std::move(suggestion)}};
}

/// Values with what they may be, for messages.
class Values {
 public:
  Values(std::string_view command, const po::variables_map& map, text::Language language)
      : command_(command), map_(map), language_(language) {}

  [[nodiscard]] bool has(const char* name) const { return map_.count(name) > 0; }
  [[nodiscard]] std::string text(const char* name) const { return map_[name].as<std::vector<std::string>>().back(); }
  [[nodiscard]] std::vector<std::string> texts(const char* name) const {
    return map_[name].as<std::vector<std::string>>();
  }

  [[nodiscard]] UsageError bad(const char* name, const std::string& value, Words takes) const {
    return usage("option_value", {name, value, std::string(takes.in(language_)), std::string(command_)});
  }

  /// A whole number written plainly or as 1e6.
  [[nodiscard]] double whole(const char* name, double minimum, double maximum, Words takes) const {
    const std::string value = text(name);
    const auto number = text::parse_number(value);
    const bool good = number && number->rest.empty() && number->value == std::floor(number->value) &&
                      number->value >= minimum && number->value <= maximum;
    if (!good) throw bad(name, value, takes);
    return number->value;
  }

  [[nodiscard]] int year(const char* name) const {
    return static_cast<int>(whole(name, 1000.0, 2999.0, {"a year, such as 2026", "年份，如 2026"}));
  }

  [[nodiscard]] std::uint64_t seed() const {
    const std::string value = text("seed");
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (error != std::errc() || end != value.data() + value.size())
      throw bad("seed", value, {"a whole number, 0..18446744073709551615", "0..18446744073709551615 的整数"});
    return out;
  }

  /// A standard error of a probability that a run can reach.
  [[nodiscard]] double standard_error() const {
    constexpr double least = 2e-5, most = 0.5;  // 10^9 draws reach 1.6e-5
    const std::string value = text("until-se");
    const auto number = text::parse_number(value);
    if (!number || !number->rest.empty() || !(number->value >= least && number->value < most))
      throw bad("until-se", value, {"a number, 0.00002..0.5, such as 0.005", "0.00002..0.5 之间的数，如 0.005"});
    return number->value;
  }

  /// `3/8`; nothing else.
  [[nodiscard]] Shard shard() const {
    constexpr std::uint64_t most_shards = 1000000;
    const std::string value = text("shard");
    const char* end = value.data() + value.size();
    Shard out;
    const auto index = std::from_chars(value.data(), end, out.index);
    const bool parted = index.ec == std::errc() && index.ptr != end && *index.ptr == '/';
    const auto count = parted ? std::from_chars(index.ptr + 1, end, out.count) : index;
    const bool whole = parted && count.ec == std::errc() && count.ptr == end;
    if (!whole || out.count > most_shards || out.index < 1 || out.index > out.count) {
      throw bad("shard", value,
                {"I/N with I from 1 to N and N up to 1000000, such as 3/8",
                 "I/N，其中 I 为 1 到 N，N 不超过 1000000，如 3/8"});
    }
    return out;
  }

  [[nodiscard]] std::string choice(const char* name, const std::vector<std::string>& known) const {
    std::string value = text(name);
    if (std::find(known.begin(), known.end(), value) != known.end()) return value;
    std::string list;
    for (const std::string& word : known) list += (list.empty() ? "" : ", ") + word;
    throw usage("option_value", {name, value, list, std::string(command_)}, text::nearest(value, known));
  }

  /// `cn`, `zh-CN`, `chinese` are meant as zh; no spelling rule would find that.
  [[nodiscard]] text::Language language() const {
    const std::string value = text("lang");
    std::string small = value;
    for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (value == "zh") return text::Language::zh;
    if (value == "en") return text::Language::en;
    const auto begins = [&](std::string_view word) { return small.rfind(word, 0) == 0; };
    const bool chinese = begins("zh") || begins("cn") || begins("ch") || begins("中") || begins("汉");
    const bool english = begins("en") || begins("英");
    throw usage("option_value", {"lang", value, "en, zh", std::string(command_)},
                chinese   ? "zh"
                : english ? "en"
                          : text::nearest(value, {"en", "zh"}));
  }

  /// Comma-separated words in which brackets hold commas of their own; none may be empty.
  [[nodiscard]] std::vector<std::string> outside_brackets(const char* name) const {
    std::vector<std::string> out;
    for (const std::string& value : texts(name)) {
      int depth = 0;
      out.emplace_back();
      for (const char c : value) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth == 0) {
          out.emplace_back();
        } else {
          out.back() += c;
        }
      }
      for (const std::string& word : out) {
        if (word.empty()) throw bad(name, value, {"results with commas between them", "以逗号分隔的结果名"});
      }
    }
    return out;
  }

  /// Comma-separated words; none may be empty.
  [[nodiscard]] std::vector<std::string> list(const char* name) const {
    std::vector<std::string> out;
    for (const std::string& value : texts(name)) {
      std::size_t from = 0;
      while (from <= value.size()) {
        const std::size_t comma = std::min(value.find(',', from), value.size());
        out.push_back(value.substr(from, comma - from));
        if (out.back().empty()) throw bad(name, value, {"words with commas between them", "以逗号分隔的词"});
        from = comma + 1;
      }
    }
    return out;
  }

 private:
  std::string_view command_;
  const po::variables_map& map_;
  text::Language language_;
};

[[nodiscard]] po::options_description describe(std::span<const std::string_view> known) {
  po::options_description out;
  for (const OptionRow& row : rows) {
    if (std::find(known.begin(), known.end(), row.name) == known.end() && row.name != "help" && row.name != "lang")
      continue;
    const std::string name(row.name);
    if (row.argument.empty()) {
      out.add_options()(name.c_str(), "");
    } else {
      out.add_options()(name.c_str(), po::value<std::vector<std::string>>()->composing(), "");
    }
  }
  out.add_options()("file", po::value<std::vector<std::string>>()->composing(), "");
  return out;
}

/// `--draws -5` is an option with a value, whatever the value looks like.
[[nodiscard]] std::vector<std::string> joined(std::string_view command, const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].size() > 1 && words[i].front() == '-' && words[i][1] != '-') {
      throw usage("option_unknown", {words[i], std::string(command)});
    }
    const bool is_option = words[i].rfind("--", 0) == 0 && words[i].find('=') == std::string::npos;
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const OptionRow& r) { return is_option && words[i].substr(2) == r.name; });
    const bool takes_value = row != std::end(rows) && !row->argument.empty();
    if (takes_value && i + 1 < words.size()) {
      out.push_back(words[i] + "=" + words[i + 1]);
      ++i;
    } else {
      out.push_back(words[i]);
    }
  }
  return out;
}

[[nodiscard]] po::variables_map parse(std::string_view command, std::span<const std::string_view> known,
                                      const std::vector<std::string>& words) {
  const po::options_description description = describe(known);
  po::positional_options_description files;
  files.add("file", -1);
  po::variables_map map;
  const int style = po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent |
                    po::command_line_style::long_allow_next;
  try {
    po::store(po::command_line_parser(joined(command, words)).options(description).positional(files).style(style).run(),
              map);
  } catch (const po::unknown_option& problem) {
    std::vector<std::string> names;
    for (const std::string_view name : known) names.emplace_back(name);
    std::string word = problem.get_option_name();
    word = word.substr(0, word.find('='));
    const std::size_t letters = std::min(word.find_first_not_of('-'), word.size());
    const std::string nearest = text::nearest(word.substr(letters), names);
    throw usage("option_unknown", {word, std::string(command)}, nearest.empty() ? "" : "--" + nearest);
  } catch (const po::error_with_option_name& problem) {
    std::string name = problem.get_option_name();
    name.erase(0, std::min(name.find_first_not_of('-'), name.size()));
    const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const OptionRow& r) { return r.name == name; });
    const bool flag = row != std::end(rows) && row->argument.empty();
    const Words takes =
        flag ? Words{"no value: it is there or not", "：不带值，写上即可"} : Words{"a value behind it", "后面的一个值"};
    throw usage("option_value", {name, "", std::string(takes.in(language_of(words))), std::string(command)});
  } catch (const po::error&) {
    throw usage("option_unknown", {"-", std::string(command)});
  }
  return map;
}

void read_numbers(const Values& values, Options& out) {
  if (values.has("draws"))
    out.draws =
        static_cast<std::uint64_t>(values.whole("draws", 1.0, most_draws, {"a whole number, 1..1e9", "1..1e9 的整数"}));
  out.draws_given = values.has("draws");
  if (values.has("until-se")) out.until_se = values.standard_error();
  if (values.has("shard")) out.shard = values.shard();
  if (values.has("threads"))
    out.threads =
        static_cast<int>(values.whole("threads", 1.0, most_threads, {"a whole number, 1..1024", "1..1024 的整数"}));
  if (values.has("seed")) out.seed = values.seed();
  if (values.has("partial-year")) out.partial_year = values.year("partial-year");
  if (values.has("from")) out.from = values.year("from");
  if (values.has("to")) out.to = values.year("to");
  if (!values.has("quantiles")) return;
  for (const std::string& word : values.list("quantiles")) {
    const auto number = text::parse_number(word);
    if (!number || !number->rest.empty() || number->value <= 0.0 || number->value >= 1.0) {
      throw values.bad("quantiles", word, {"numbers between 0 and 1", "0 与 1 之间的数"});
    }
    out.quantiles.push_back(number->value);
  }
}

/// `2008,2020..2022`, or `none`.
[[nodiscard]] std::vector<int> listed_years(const Values& values, const char* name) {
  constexpr int longest = 1000;
  std::vector<int> out;
  if (values.text(name) == "none") return out;
  for (const std::string& word : values.list(name)) {
    const auto period = model::parse_period(word);
    const int last = period ? period->last.value_or(0) : 0;
    if (!period || last < period->first || last - period->first > longest)
      throw values.bad(name, word, {"years such as 2008,2020..2022, or none", "年份，如 2008,2020..2022，或 none"});
    for (int year = period->first; year <= last; ++year) out.push_back(year);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void read_curve_words(const Values& values, Options& out) {
  if (values.has("x")) out.x_columns = {values.text("x")};
  if (values.has("y")) out.y_columns = values.list("y");
  if (values.has("model")) {
    const std::string model = values.choice("model", {"linear", "quadratic", "cubic", "auto"});
    out.degree = model == "linear" ? 1 : model == "quadratic" ? 2 : 3;
    if (model == "auto") out.degree.reset();
  }
  if (values.has("scale")) out.logs = values.choice("scale", {"level", "log"}) == "log";
  if (values.has("shock-years")) out.shock_years = listed_years(values, "shock-years");
}

void read_words(const Values& values, Options& out) {
  read_curve_words(values, out);
  if (values.has("isa")) out.isa = values.choice("isa", {"auto", "v2", "v3", "v4"});
  if (values.has("design"))
    out.design = *run::design_of(values.choice("design", {"monte_carlo", "latin_hypercube", "sobol"}));
  if (values.has("reference")) out.reference = values.text("reference");
  if (values.has("lang")) {
    out.language_option = values.language();
    out.terminal = *out.language_option;
  }
  if (values.has("format")) {
    out.formats = values.list("format");
    out.format = values.text("format");
  }
  if (values.has("gdp")) out.gdp = values.list("gdp");
  if (values.has("variables")) out.variables = values.list("variables");
  if (values.has("years")) out.year_ranges = values.list("years");
  if (values.has("set")) out.sets = values.texts("set");
  if (values.has("of")) out.results = values.outside_brackets("of");
  if (values.has("table")) out.table = values.text("table");
  if (values.has("method")) out.method = values.choice("method", {"tornado", "morris", "sobol", "rank", "shapley"});
  if (values.has("groups")) out.groups = values.texts("groups");
  out.second = values.has("second");
  if (values.has("out")) {
    out.out = values.text("out");
    if (out.out->empty()) throw values.bad("out", "", {"the name of a folder", "文件夹名称"});
  }
  if (!values.has("library")) return;
  out.library = values.text("library");
  std::error_code error;
  if (!fs::is_directory(out.library, error)) {
    throw values.bad("library", out.library.string(), {"a folder of levers", "存放措施的文件夹"});
  }
}

}  // namespace

std::span<const OptionRow> option_table() { return rows; }

bool Options::asks_for(std::string_view format_name) const {
  return std::find(formats.begin(), formats.end(), format_name) != formats.end();
}

text::Language locale_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0')
      return std::string_view(value).substr(0, 2) == "zh" ? text::Language::zh : text::Language::en;
  }
  return text::Language::en;
}

text::Language language_of(const std::vector<std::string>& words) {
  text::Language out = locale_language();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool apart = words[i] == "--lang" && i + 1 < words.size();
    const std::string word = apart ? "--lang=" + words[i + 1] : words[i];
    if (word == "--lang=zh") out = text::Language::zh;
    if (word == "--lang=en") out = text::Language::en;
  }
  return out;
}

Options parse_options(std::string_view command, std::span<const std::string_view> known, bool takes_files,
                      const std::vector<std::string>& words) {
  const po::variables_map map = parse(command, known, words);
  const Values values(command, map, language_of(words));
  Options out;
  out.command = std::string(command);
  out.terminal = language_of(words);
  read_words(values, out);
  if (values.has("help")) throw HelpWanted{};
  read_numbers(values, out);
  out.central = values.has("central");
  for (const char* other : {"until-se", "central"}) {
    if (out.shard && values.has(other)) throw usage("option_conflict", {"shard", other});
  }
  out.save_draws = values.has("save-draws");
  out.yearly = values.has("yearly");
  out.force = values.has("force");
  if (values.has("file")) out.files = values.texts("file");
  if (takes_files && out.files.empty()) {
    throw usage("option_missing", {std::string(command)});
  }
  for (const auto& [name, value] : map) {
    if (name == "file" || name == "help") continue;
    const auto* texts = boost::any_cast<std::vector<std::string>>(&value.value());
    out.given.emplace_back(name, texts != nullptr ? *texts : std::vector<std::string>{});
  }
  return out;
}

std::vector<std::pair<std::string, std::vector<std::string>>> deciding_options(const Options& options) {
  // Where and how fast things are done; the levers of a library are recorded themselves.
  constexpr std::string_view without_trace[] = {"out", "force", "threads", "isa", "library", "shard"};
  constexpr std::string_view lists[] = {"format", "variables", "years", "set"};
  const Options defaults;
  const auto is_in = [](const auto& names, std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  };
  std::vector<std::pair<std::string, std::vector<std::string>>> out;
  for (const auto& [name, values] : options.given) {
    if (is_in(without_trace, name)) continue;
    if (name == "draws") {
      if (options.draws != defaults.draws) out.emplace_back(name, std::vector{std::to_string(options.draws)});
    } else if (name == "seed") {
      if (options.seed != defaults.seed) out.emplace_back(name, std::vector{std::to_string(options.seed)});
    } else if (name == "design") {
      if (options.design != defaults.design) out.emplace_back(name, std::vector{values.back()});
    } else if (values.empty() || is_in(lists, name)) {
      out.emplace_back(name, values);
    } else {
      out.emplace_back(name, std::vector{values.back()});  // of an option given twice the last one counts
    }
  }
  return out;
}

std::vector<std::string> words_of(const std::vector<std::pair<std::string, std::vector<std::string>>>& options) {
  std::vector<std::string> out;
  for (const auto& [name, values] : options) {
    if (values.empty()) out.push_back("--" + name);
    for (const std::string& value : values) out.push_back("--" + name + "=" + value);
  }
  return out;
}

fs::path program_folder() {
  std::error_code error;
  fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  while (!folder.empty() && folder != folder.root_path()) {
    if (fs::is_directory(folder / "policies", error)) return folder;
    folder = folder.parent_path();
  }
  return fs::current_path(error);
}

model::Places places_of(const Options& options) { return {program_folder(), options.library}; }

}  // namespace citypeak::cli
