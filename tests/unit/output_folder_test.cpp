// SPDX-License-Identifier: MIT
// The result folder appears whole or not at all, and never takes what is not ours.
#include "output/result_folder.hpp"
#include "output/sha256.hpp"
#include "tests/catch.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>

using namespace citypeak;
namespace fs = std::filesystem;
using output::Problem;
using output::ResultFolder;
using Kind = Problem::Kind;

namespace {

// A folder that is there during one test.
class Ground {
 public:
  Ground() {
    std::string name = (fs::temp_directory_path() / "citypeak-folder-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;
  ~Ground() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path operator/(const fs::path& name) const { return path_ / name; }
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : fs::directory_iterator(path_)) result.push_back(entry.path().filename().string());
    std::sort(result.begin(), result.end());
    return result;
  }

 private:
  fs::path path_;
};

void put(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string text_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

const std::string our_manifest = "{\n  \"format\": \"citypeak.manifest/1\"\n}\n";

// Writes a small result; the kind of the first problem, if any.
std::optional<Kind> run_into(const fs::path& target, const std::string& text, bool force = false,
                             ResultFolder::Exchange exchange = ResultFolder::Exchange::where_possible) {
  ResultFolder folder(target, force, exchange);
  for (const auto& step : std::vector<std::function<std::optional<Problem>()>>{
           [&] { return folder.begin(); }, [&] { return folder.write("peak.csv", text); },
           [&] { return folder.write("manifest.json", our_manifest); }, [&] { return folder.commit(); }}) {
    if (const auto problem = step()) return problem->kind;
  }
  return std::nullopt;
}

const auto each_exchange = {ResultFolder::Exchange::where_possible, ResultFolder::Exchange::never};

}  // namespace

TEST_CASE("a new result folder appears whole, with the folders above it") {
  const Ground ground;
  for (const auto exchange : each_exchange) {
    const fs::path target = ground / (exchange == ResultFolder::Exchange::never ? "a/b/one" : "a/b/two/");
    CHECK(run_into(target, "text", false, exchange) == std::nullopt);
    CHECK(text_of(target / "peak.csv") == "text");
  }
  CHECK(ground.names() == std::vector<std::string>{"a"});
  CHECK(std::distance(fs::directory_iterator(ground / "a/b"), fs::directory_iterator()) == 2);
}

TEST_CASE("nothing is at the target before commit, and nothing remains of an abandoned folder") {
  const Ground ground;
  {
    ResultFolder folder(ground / "deep/er/out", false);
    REQUIRE(folder.begin() == std::nullopt);
    REQUIRE(folder.write("figures/fan.svg", "<svg/>") == std::nullopt);
    CHECK(!fs::exists(ground / "deep/er/out"));
  }
  CHECK(ground.names().empty());
}

TEST_CASE("our own old folder is replaced whole") {
  for (const auto exchange : each_exchange) {
    const Ground ground;
    put(ground / "out/manifest.json", our_manifest);
    put(ground / "out/old.csv", "old");
    CHECK(run_into(ground / "out", "new", false, exchange) == std::nullopt);
    CHECK(text_of(ground / "out/peak.csv") == "new");
    CHECK(!fs::exists(ground / "out/old.csv"));
    CHECK(ground.names() == std::vector<std::string>{"out"});
  }
}

TEST_CASE("an empty folder is replaced without force") {
  const Ground ground;
  fs::create_directory(ground / "out");
  CHECK(run_into(ground / "out", "new") == std::nullopt);
  CHECK(text_of(ground / "out/peak.csv") == "new");
}

TEST_CASE("a folder of other things is refused and untouched unless forced") {
  const Ground ground;
  put(ground / "out/thesis.txt", "years of work");
  put(ground / "out/manifest.json", "{\"name\": \"a web page\"}");
  CHECK(run_into(ground / "out", "new") == Kind::not_ours);
  CHECK(text_of(ground / "out/thesis.txt") == "years of work");
  CHECK(ground.names() == std::vector<std::string>{"out"});
  CHECK(run_into(ground / "out", "new", true) == std::nullopt);
  CHECK(!fs::exists(ground / "out/thesis.txt"));
  CHECK(text_of(ground / "out/peak.csv") == "new");
}

TEST_CASE("links, files and the folder we stand in are never replaced") {
  const Ground ground;
  fs::create_directory(ground / "real");
  fs::create_directory_symlink(ground / "real", ground / "link");
  fs::create_directory_symlink(ground / "nowhere", ground / "dangling");
  put(ground / "file", "text");
  for (const bool force : {false, true}) {
    CHECK(run_into(ground / "link", "x", force) == Kind::symbolic_link);
    CHECK(run_into(ground / "link/", "x", force) == Kind::symbolic_link);
    CHECK(run_into(ground / "dangling", "x", force) == Kind::symbolic_link);
    CHECK(run_into(ground / "file", "x", force) == Kind::not_a_folder);
    CHECK(run_into(ground / "file/out", "x", force) == Kind::not_a_folder);
    CHECK(run_into(".", "x", force) == Kind::around_us);
    CHECK(run_into("..", "x", force) == Kind::around_us);
    CHECK(run_into("/", "x", force) == Kind::around_us);
    CHECK(run_into("", "x", force) == Kind::bad_name);
  }
  CHECK(fs::is_empty(ground / "real"));
  CHECK(text_of(ground / "file") == "text");
}

TEST_CASE("file names cannot leave the folder") {
  const Ground ground;
  ResultFolder folder(ground / "out", false);
  REQUIRE(folder.begin() == std::nullopt);
  for (const char* name : {"../escape", "/etc/escape", "a/../../escape", "", "a//..", "./a/."}) {
    const auto problem = folder.write(name, "x");
    REQUIRE(problem);
    CHECK(problem->kind == Kind::bad_name);
  }
  CHECK(folder.files().empty());
}

TEST_CASE("written files are listed by name with their SHA-256, however they were filled") {
  const Ground ground;
  ResultFolder folder(ground / "out", false);
  REQUIRE(folder.begin() == std::nullopt);
  REQUIRE(folder.write("z.csv", "abc") == std::nullopt);
  REQUIRE(folder.write("figures/a.csv", [](const output::Sink& sink) { sink("a"), sink("bc"); }) == std::nullopt);
  REQUIRE(folder.files().size() == 2);
  CHECK(folder.files()[0].path == "figures/a.csv");
  CHECK(folder.files()[0].sha256 == output::sha256("abc"));
  CHECK(folder.files()[1].sha256 == output::sha256("abc"));
  REQUIRE(folder.commit() == std::nullopt);
  CHECK(text_of(ground / "out/figures/a.csv") == "abc");
  const auto again = folder.write("z.csv", "abc");
  CHECK(again.has_value());  // nothing can be added after commit
}

TEST_CASE("a file that a library writes itself is listed with its SHA-256, or its errno is the problem") {
  const Ground ground;
  ResultFolder folder(ground / "out", false);
  REQUIRE(folder.begin() == std::nullopt);
  const std::string text(3'000'000, 'x');  // read back in several pieces
  const auto fill = [&](const std::string& path) {
    put(path, text);
    return 0;
  };
  REQUIRE(folder.write_by_path("a/b.nc", fill) == std::nullopt);
  REQUIRE(folder.files().size() == 1);
  CHECK(folder.files()[0].path == "a/b.nc");
  CHECK(folder.files()[0].sha256 == output::sha256(text));
  CHECK(folder.write_by_path("full.nc", [](const std::string&) { return ENOSPC; })->kind == Kind::no_space);
  CHECK(folder.write_by_path("absent.nc", [](const std::string&) { return 0; })->kind == Kind::other);
  CHECK(folder.write_by_path("../escape", fill)->kind == Kind::bad_name);
  CHECK(folder.files().size() == 1);
  REQUIRE(folder.commit() == std::nullopt);
  CHECK(text_of(ground / "out/a/b.nc") == text);
}

TEST_CASE("what a killed program left is removed by the next one into the same target") {
  const Ground ground;
  const pid_t child = ::fork();
  if (child == 0) {
    ResultFolder folder(ground / "out", false);
    if (folder.begin() || folder.write("half.csv", "half")) ::_exit(1);
    (void)::raise(SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(ground.names().size() == 1);
  CHECK(ground.names()[0].rfind(".out.partial-", 0) == 0);
  CHECK(run_into(ground / "out", "new") == std::nullopt);
  CHECK(ground.names() == std::vector<std::string>{"out"});
}

TEST_CASE("the hidden folder of a living program is left alone") {
  const Ground ground;
  ResultFolder living(ground / "out", false);
  REQUIRE(living.begin() == std::nullopt);
  CHECK(run_into(ground / "out", "first") == std::nullopt);
  CHECK(ground.names().size() == 2);
  REQUIRE(living.write("peak.csv", "second") == std::nullopt);
  REQUIRE(living.write("manifest.json", our_manifest) == std::nullopt);
  REQUIRE(living.commit() == std::nullopt);
  CHECK(text_of(ground / "out/peak.csv") == "second");
  CHECK(ground.names() == std::vector<std::string>{"out"});
}

TEST_CASE("only our own spelling of hidden folders is cleared away") {
  const Ground ground;
  put(ground / ".out.partial-notes/mine.txt", "mine");
  put(ground / ".out.partial-12-abc/mine.txt", "mine");
  put(ground / ".out.partial/journal", "of a sweep");
  put(ground / ".out2.partial-12-0123456789abcdef/x", "of another target");
  put(ground / ".out.partial-12-0123456789abcdef/x", "left by a dead run");
  CHECK(run_into(ground / "out", "new") == std::nullopt);
  CHECK(ground.names() == std::vector<std::string>{".out.partial", ".out.partial-12-abc", ".out.partial-notes",
                                                   ".out2.partial-12-0123456789abcdef", "out"});
}

TEST_CASE("an old folder that was moved aside comes back if the new one never took its place") {
  const Ground ground;
  put(ground / ".out.partial-12-0123456789abcdef.old/manifest.json", our_manifest);
  put(ground / ".out.partial-12-0123456789abcdef.old/peak.csv", "old");
  {
    ResultFolder folder(ground / "out", false);
    REQUIRE(folder.begin() == std::nullopt);
    CHECK(text_of(ground / "out/peak.csv") == "old");
  }
  CHECK(ground.names() == std::vector<std::string>{"out"});
  put(ground / ".out.partial-12-0123456789abcdef.old/peak.csv", "older");
  CHECK(run_into(ground / "out", "new") == std::nullopt);
  CHECK(text_of(ground / "out/peak.csv") == "new");
  CHECK(ground.names() == std::vector<std::string>{"out"});
}

TEST_CASE("a target that others fill while we run is not overwritten") {
  const Ground ground;
  ResultFolder folder(ground / "out", false);
  REQUIRE(folder.begin() == std::nullopt);
  put(ground / "out/thesis.txt", "years of work");
  const auto problem = folder.commit();
  REQUIRE(problem);
  CHECK(problem->kind == Kind::not_ours);
  folder.abandon();
  CHECK(ground.names() == std::vector<std::string>{"out"});
}

TEST_CASE("a folder that may not be written says so and leaves nothing") {
  const Ground ground;
  fs::create_directory(ground / "closed");
  fs::permissions(ground / "closed", fs::perms::owner_read | fs::perms::owner_exec);
  fs::permissions(ground.path(), fs::perms::all);
  constexpr uid_t nobody = 65534;
  const bool root = ::geteuid() == 0;
  if (root) {
    fs::permissions(ground / "closed", fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
    REQUIRE(::seteuid(nobody) == 0);
  }
  const auto kind = run_into(ground / "closed/new/out", "x");
  if (root) REQUIRE(::seteuid(0) == 0);
  CHECK(kind == Kind::no_permission);
  CHECK(fs::is_empty(ground / "closed"));
  fs::permissions(ground / "closed", fs::perms::owner_all);
}

TEST_CASE("a full disk is reported and leaves nothing") {
  const Ground ground;
  // A limit on the size of files fails a write in the middle, as a full disk does.
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  rlimit small = old_limit;
  small.rlim_cur = 4096;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const auto kind = run_into(ground / "runs/out", std::string(100000, 'x'));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  std::signal(SIGXFSZ, old_handler);
  CHECK(kind == Kind::no_space);
  CHECK(ground.names().empty());
}

TEST_CASE("each cause of failure has its own words in both languages") {
  using table::Language;
  CHECK(output::problem_of(ENOSPC, "out").kind == Kind::no_space);
  CHECK(output::problem_of(EDQUOT, "out").kind == Kind::no_space);
  CHECK(output::problem_of(EROFS, "out").kind == Kind::read_only);
  CHECK(output::problem_of(EACCES, "out").kind == Kind::no_permission);
  CHECK(output::problem_of(EIO, "out").message(Language::en) == "could not write 'out': the disk reported an error");
  CHECK(output::problem_of(EIO, "out").message(Language::zh) == "无法写入“out”：磁盘报告读写错误");
  CHECK(output::problem_of(ENOTTY, "out").message(Language::en) == "could not write 'out' (system error 25)");
  CHECK(output::problem_of(EROFS, "a\x1b[31m").message(Language::en).find('\x1b') == std::string::npos);
  CHECK(Problem{Kind::not_ours, "out", 0}.is_input_error());
  CHECK(!output::problem_of(ENOSPC, "out").is_input_error());
  CHECK(output::problem_of(ENOSPC, "out").id() == "output_no_space");
}
