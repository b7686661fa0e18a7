# SPDX-License-Identifier: MIT
"""`citypeak init` makes a folder that is sound and runs, in both languages; it never touches what is there."""
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import PROGRAM, ROOT, SCENARIOS, Checks, environment, run, summary, workplace

FILES = ["README.md", "city.yaml", "package.yaml"]
LANGUAGES = ("en", "zh")


def call(*words, cwd, **how):
    variables = how.pop("variables", {})
    return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, check=False, cwd=cwd,
                          timeout=60, env=environment(**variables), **how)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def told(done):
    """The commands that `init` printed."""
    return [line.strip() for line in done.stdout.splitlines() if "citypeak " in line]


def is_chinese(text):
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def both_languages_run(place):
    for language in LANGUAGES:
        folder = place / language
        done = call("init", language, "--lang", language, cwd=place)
        checks.equal((done.returncode, done.stderr), (0, ""), f"init in {language}")
        checks.equal(names(folder), FILES, f"{language}: files")
        comments = [line for line in (folder / "city.yaml").read_text(encoding="utf-8").splitlines()
                    if line.startswith("#")][1:]
        checks.true(all(is_chinese(line) == (language == "zh") for line in comments), f"{language}: comments")
        checks.true(60 <= len((folder / "city.yaml").read_text(encoding="utf-8").splitlines()) <= 90,
                    f"{language}: length of city.yaml")
        checked = call("check", "--lang", "en", folder / "city.yaml", folder / "package.yaml", cwd=place)
        checks.equal((checked.returncode, checked.stderr), (0, ""), f"{language}: check")
        if checked.returncode:
            continue
        counts = [line.split("; ")[1] for line in checked.stdout.splitlines()]
        inputs, assumed = (int(word.split()[0]) for word in counts[0].split(", ")[:2])
        checks.equal(assumed, inputs, f"{language}: inputs of city.yaml that are marked as examples")
        out = place / f"{language}_out"
        run([folder / "city.yaml", folder / "package.yaml"], out, "--draws", 200)
        tables = (out / "tables.md").read_text(encoding="utf-8")
        checks.equal(is_chinese(tables.split("\n")[0]), language == "zh", f"{language}: language of tables.md")
        levers = summary(out)["scenarios"][1]["cities"][0]["levers"]
        checks.equal([lever["effect"] for lever in levers], ["lowers"], f"{language}: the measure works")
    # The two starters are one city: without comments and language they agree.
    english, chinese = ([line.split("#")[0].rstrip() for line in
                         (place / language / "city.yaml").read_text(encoding="utf-8").splitlines()]
                        for language in LANGUAGES)
    different = [pair for pair in zip([e for e in english if e], [c for c in chinese if c]) if pair[0] != pair[1]]
    checks.true(all(pair[0].startswith(("language:", "  yearbook:")) for pair in different), f"differ: {different}")


def commands_work(place):
    """What is printed and what the README says can be pasted into a shell, whatever the name."""
    for number, name in enumerate(("plain", "my town", "某市 2030", "it's", "deep/er", "slash/", "$HOME;x")):
        here = place / f"commands_{number}"
        (here / "deep").mkdir(parents=True)
        done = call("init", name, cwd=here)
        checks.equal(done.returncode, 0, f"init {name!r}: {done.stderr}")
        lines = told(done)
        readme = (here / name / "README.md").read_text(encoding="utf-8")
        checks.equal([line.strip() for line in readme.splitlines() if line.startswith("    ")], lines,
                     f"{name!r}: the commands of README.md")
        checks.equal([shlex.split(line)[1] for line in lines], ["check", "run", "explain"], f"{name!r}: commands")
        for line in lines:
            words = shlex.split(line)
            checks.equal(words[0], str(PROGRAM_FOLDER / "citypeak"), f"{name!r}: the program")
            again = call(*words[1:], cwd=here)
            checks.equal(again.returncode, 0, f"{name!r}: {line}: {again.stderr}")
        checks.true((here / "runs" / "mytown" / "tables.md").is_file(), f"{name!r}: the result folder")
        checks.equal(call("init", name, cwd=here).returncode, 2, f"{name!r} a second time")


def languages(place):
    """The files follow `--lang` and never the locale; the terminal follows both."""
    done = call("init", "a", cwd=place, variables={"LANG": "zh_CN.UTF-8"})
    checks.true(is_chinese(done.stdout), "a Chinese locale: the terminal")
    checks.true("language: en" in (place / "a" / "city.yaml").read_text(encoding="utf-8"), "a Chinese locale: files")
    done = call("init", "b", "--lang", "en", cwd=place, variables={"LANG": "zh_CN.UTF-8"})
    checks.true(not is_chinese(done.stdout), "--lang en in a Chinese locale")
    done = call("--lang", "zh", "init", "c", cwd=place)
    checks.true(is_chinese(done.stdout) and "language: zh" in (place / "c" / "city.yaml").read_text(encoding="utf-8"),
                "--lang zh before the command")


def refusals(place):
    (place / "file").write_text("mine", encoding="utf-8")
    (place / "full").mkdir()
    (place / "full" / ".hidden").write_text("mine", encoding="utf-8")
    (place / "free").mkdir()
    (place / "link").symlink_to("free")
    run(SCENARIOS / "tutorial" / "kaya.yaml", place / "results", "--draws", 10)
    before = names(place)
    for words, finding in ((["full"], "init_not_empty"), (["results"], "init_not_empty"), (["file"], "init_folder"),
                           (["link"], "init_folder"), (["no/such"], "init_parent"), (["file/x"], "init_folder"),
                           ([""], "init_folder"), (["x" * 300], "init_folder"), (["a\nb"], "init_folder"),
                           ([], "init_names"), (["one", "two"], "init_names"), (["."], "init_not_empty")):
        for language in LANGUAGES:
            done = call("init", *words, "--lang", language, cwd=place)
            checks.equal((done.returncode, done.stdout), (2, ""), f"init {words}: {done.stderr}")
            checks.true(f"[{finding}]" in done.stderr and ("mend:" if language == "en" else "处理：") in done.stderr,
                        f"init {words}: {done.stderr}")
    checks.equal(names(place), before, "after the refusals")
    checks.equal((names(place / "full"), names(place / "free")), ([".hidden"], []), "inside the refused folders")
    checks.equal(call("init", ".", cwd=place / "free").returncode, 2, "the empty folder we stand in")
    checks.equal(call("init", "free", cwd=place).returncode, 0, "an empty folder that is there")
    checks.equal(names(place / "free"), FILES, "files in a folder that was there")


def machine_says_no(place):
    # The super-user may write anywhere: a copy of the program is run as another user.
    guest = place / "guest"
    closed = guest / "closed"
    closed.mkdir(parents=True)
    shutil.copy(PROGRAM, guest / "citypeak")
    (guest / "policies").mkdir()
    shutil.copytree(SCENARIOS / "starter", guest / "scenarios" / "starter")
    closed.chmod(0o555)
    place.chmod(0o755)
    how = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run([str(guest / "citypeak"), "init", "closed/town"], check=False, cwd=guest,
                          capture_output=True, text=True, env=environment(), **how)
    checks.equal(done.returncode, 1, f"a folder that may not be written: {done.stderr}")
    checks.true("closed/town" in done.stderr and "[output_no_permission]" in done.stderr, done.stderr)
    checks.equal(names(closed), [], "left in a folder that may not be written")

    shutil.rmtree(guest / "scenarios" / "starter" / "zh")
    done = subprocess.run([str(guest / "citypeak"), "init", "town", "--lang", "zh"], check=False, cwd=guest,
                          capture_output=True, text=True, env=environment())
    checks.equal(done.returncode, 1, f"the shipped texts are missing: {done.stderr}")
    checks.true(not (guest / "town").exists(), "the shipped texts are missing: something was written")

    # Files that cannot grow, as on a full disk: the first file fails, then a later one.
    sizes = sorted((ROOT / "scenarios" / "starter" / "en" / name).stat().st_size for name in FILES)
    for limit in (0, 1, sizes[0], sizes[-1] - 1):
        small = place / f"small_{limit}"
        small.mkdir()
        done = call("init", "town", cwd=small, restore_signals=False,
                    preexec_fn=lambda most=limit: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                                                   resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))))
        checks.equal(done.returncode, 1, f"files of at most {limit} bytes: {done.stderr}")
        checks.true("[output_no_space]" in done.stderr, f"files of at most {limit} bytes: {done.stderr}")
        checks.equal(names(small), [], f"left by files of at most {limit} bytes")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([str(PROGRAM), "init", "unsaid"], stdout=full, stderr=subprocess.PIPE, check=False,
                              cwd=place, env=environment())
    checks.equal(done.returncode, 1, "a full disk behind stdout")


def killed_at_many_moments(place):
    here = place / "killed"
    here.mkdir()
    began = time.monotonic()
    call("init", "whole", cwd=place)
    whole = time.monotonic() - began
    moments = 40
    for moment in range(moments):
        number = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)[moment % 4]
        process = subprocess.Popen([str(PROGRAM), "init", "town"], cwd=here, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=environment())
        time.sleep(whole * moment / moments)
        process.send_signal(number)
        code = process.wait(60)
        checks.true(code in (0, -number, 128 + number), f"{number.name} at moment {moment}: exit {code}")
        left = [name for name in names(here) if name != "town"]
        checks.true(all(name.startswith(".town.partial-") for name in left), f"{number.name}: left {left}")
        if number != signal.SIGKILL and code == 128 + number:
            checks.true(not (here / "town").exists() and not left, f"{number.name}: something was written")
        if (here / "town").exists():
            checks.equal(names(here / "town"), FILES, f"{number.name} at moment {moment}: the folder")
            shutil.rmtree(here / "town")
    checks.equal(call("init", "town", cwd=here).returncode, 0, "after all the kills")
    checks.equal(names(here), ["town"], "left beside the folder by the next init")


def program_folder():
    """The nearest folder above the program that holds `policies`, as the program looks for it."""
    return next(folder for folder in PROGRAM.resolve().parents if (folder / "policies").is_dir())


PROGRAM_FOLDER = program_folder()
checks = Checks()
with workplace() as base:
    for test in (both_languages_run, commands_work, languages, refusals, machine_says_no, killed_at_many_moments):
        folder_of_test = base / test.__name__
        folder_of_test.mkdir()
        base.chmod(0o755)
        test(folder_of_test)
checks.finish()
