# SPDX-License-Identifier: MIT
"""Shards, merged, are the whole run to the byte; what cannot be merged is refused with a reason, whatever its bytes."""
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import MANIFEST, PROGRAM, ROOT, SCENARIOS, Checks, digests, environment, run, scenario_file, workplace

SANITIZED = bool(os.environ.get("CITYPEAK_SANITIZE", ""))
CI = os.environ.get("CI") == "true"
GREEN_CEMENT = SCENARIOS / "shenzhen" / "green_cement.yaml"
REFERENCE = SCENARIOS / "shenzhen" / "reference.yaml"
KAYA = SCENARIOS / "tutorial" / "kaya.yaml"
HARBOUR = SCENARIOS / "tutorial" / "harbour.yaml"
BOTH = (GREEN_CEMENT, REFERENCE)
STATE = "state.citypeak"
HEAD, HASH = 32, 64  # bytes before the content of a state, digits behind it
PATIENCE = 60  # seconds until a program that does not do what we wait for is given up; nothing is timed
FAR = """
city: far
base_year: 2020
horizon: 2520
population: {value: 1 million person, growth: 0 %}
economy: {gdp: 100 billion CNY, price_year: 2020, growth: 45 %, growth_offset: {uniform: [0 %, 50 %]}}
sectors: {all: {driver: gdp, energy: 100 PJ, intensity_trend: {uniform: [0 %, 50 %]}, carriers: {coal: 100 %}}}
carriers: {coal: {factor: 50 kgCO2/GJ, factor_trend: {uniform: [0 %, 50 %]}}}
"""


def program(*words, code=0, cwd=None, preexec_fn=None, **variables):
    """What the program says on stderr; ends in a failed check if the exit code is another."""
    done = subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, check=False, cwd=cwd, timeout=300,
                          env=environment(**variables), preexec_fn=preexec_fn, restore_signals=preexec_fn is None)
    said = done.stderr.decode("utf-8", "replace")
    checks.equal(done.returncode, code, f"exit of {' '.join(map(str, words))[-160:]} ({said[-300:]!r})")
    return said


def shard(files, folder, index, count, *options, **how):
    files = files if isinstance(files, (list, tuple)) else [files]
    program("run", *files, "--shard", f"{index}/{count}", "--out", folder, *options, **how)
    return folder


def shards(files, place, count, *options, **how):
    """The folders of all shards, each with other threads."""
    return [shard(files, place / f"{index}of{count}", index, count, *options, "--threads", 1 + index % 3, **how)
            for index in range(1, count + 1)]


def merge(folders, out, *options, **how):
    return program("merge", *folders, "--out", out, *options, **how)


def refused(folders, finding, *parts, out=None):
    """The merge is refused with this finding alone, which names these; nothing is written."""
    out = out or folders[0].parent / "refused"
    said = merge(folders, out, code=2)
    checks.equal(said.count("[" + finding + "]"), said.count("error:"), f"{finding}: {said!r}")
    for part in parts:
        checks.true(str(part) in said, f"{finding} names {part}: {said!r}")
    checks.true(not out.exists(), f"{finding}: something was written")
    return said


# --- the same bytes -------------------------------------------------------------------------------------------------

def same_as_the_whole(place, name, files, counts, *options):
    own = place / name
    said = run(files, own / "whole", *options).stderr.decode()
    language = ("--lang", "zh") if "--lang" in options else ()  # of the terminal; the files' stands in the states
    for count in counts:
        folders = shards(files, own, count, *options)
        checks.equal(sorted(path.name for path in folders[0].iterdir()), [MANIFEST, STATE], f"{name}: files of a shard")
        told = merge(folders[::-1] if count % 2 else folders[1:] + folders[:1], own / f"merged{count}", *language)
        checks.same_files(own / "whole", own / f"merged{count}", f"{name}, {count} shards")
        checks.equal(told, said, f"{name}, {count} shards: what is said")
    return own


def every_design(place):
    for design, counts in (("monte_carlo", (1, 3, 8)), ("latin_hypercube", (3,)), ("sobol", (8,))):
        same_as_the_whole(place, design, list(BOTH), counts, "--draws", 1500, "--design", design, "--save-draws",
                          "--format", "csv,md,verdicts", "--reference", "reference")


def every_option(place):
    own = same_as_the_whole(place, "chinese", GREEN_CEMENT, (3,), "--draws", 1000, "--lang", "zh")
    merge([own / f"{index}of3" for index in (1, 2, 3)], own / "unasked")
    checks.same_files(own / "whole", own / "unasked", "files in the language of the shards")
    same_as_the_whole(place, "chosen", list(BOTH), (3,), "--draws", 1000, "--variables", "emissions.*,gdp", "--years",
                      "2030,2040..2042", "--set", "population.growth=0.5 %", "--set", "shenzhen.economy.growth=4 %",
                      "--seed", "18446744073709551615", "--format", "csv")
    same_as_the_whole(place, "history", HARBOUR, (3,), "--draws", 1000)
    same_as_the_whole(place, "few", KAYA, (7,), "--draws", 200, "--save-draws")
    same_as_the_whole(place, "one", KAYA, (2,), "--draws", 1, "--save-draws")
    # Only the language of the terminal, never the locale, may differ; and a merge may ask for another of its own.
    folders = shards(GREEN_CEMENT, place / "local", 2, "--draws", 500, LC_ALL="zh_CN.UTF-8")
    merge(folders, place / "local" / "merged")
    run(GREEN_CEMENT, place / "local" / "whole", "--draws", 500)
    checks.same_files(place / "local" / "whole", place / "local" / "merged", "shards in a Chinese locale")
    merge(folders, place / "local" / "in_chinese", "--lang", "zh")
    run(GREEN_CEMENT, place / "local" / "chinese", "--draws", 500, "--lang", "zh")
    checks.same_files(place / "local" / "chinese", place / "local" / "in_chinese", "merge --lang zh")


def every_instruction_set(place):
    folders = []
    for index, isa in enumerate(("v2", "v3", "auto"), 1):
        words = ["run", GREEN_CEMENT, "--shard", f"{index}/3", "--draws", 1000, "--out", place / isa]
        done = subprocess.run([str(PROGRAM), *map(str, words), "--isa", isa], capture_output=True, check=False,
                              env=environment())
        if done.returncode:
            program(*words)
        folders.append(place / isa)
    merge(folders, place / "merged", "--threads", 1)
    run(GREEN_CEMENT, place / "whole", "--draws", 1000)
    checks.same_files(place / "whole", place / "merged", "a shard for each instruction set")


def compare_too(place):
    program("compare", *BOTH, "--draws", 640, "--out", place / "whole")
    folders = [place / f"s{index}" for index in (1, 2)]
    for index, folder in enumerate(folders, 1):
        program("compare", *BOTH, "--draws", 640, "--shard", f"{index}/2", "--out", folder)
    merge(folders, place / "merged")
    checks.same_files(place / "whole", place / "merged", "compare --shard")
    program("run", *BOTH, "--draws", 640, "--shard", "2/2", "--out", place / "run")
    refused([folders[0], place / "run"], "merge_mixed", "compare", "run in")


def unlike_numbers_of_shards(place):
    """Halves and quarters go together where their draws do."""
    run(KAYA, place / "whole", "--draws", 1024)
    half = shard(KAYA, place / "half", 1, 2, "--draws", 1024)
    quarters = [shard(KAYA, place / f"q{index}", index, 4, "--draws", "1.024e3", "--seed", 1) for index in (2, 3, 4)]
    merge([quarters[2], half, quarters[1]], place / "merged")
    checks.same_files(place / "whole", place / "merged", "a half and two quarters")
    refused([half, quarters[2]], "merge_gap", "512..767", "1024")
    refused([half, *quarters], "merge_overlap", half, quarters[0], "1/2", "2/4", "256..511")


def by_gnu_parallel(place):
    if not shutil.which("parallel"):
        if CI:
            checks.true(False, "there is no GNU parallel, and where CI=true it must be")
        else:
            print("skipped: needs GNU parallel (the other checks were made)")
        return
    run(KAYA, place / "whole", "--draws", 2000)
    done = subprocess.run(["parallel", "--will-cite", "--jobs", "2", "--halt", "now,fail=1", str(PROGRAM), "run",
                           str(KAYA), "--draws", "2000", "--threads", "1", "--shard", "{}/4", "--out", "part{}", ":::",
                           "1", "2", "3", "4"], check=False, cwd=place, capture_output=True,
                          env=environment(HOME=str(place)))
    checks.equal(done.returncode, 0, f"GNU parallel: {done.stderr!r}")
    merge([place / f"part{index}" for index in range(1, 5)], place / "merged")
    checks.same_files(place / "whole", place / "merged", "GNU parallel")


# --- a state is enough by itself ------------------------------------------------------------------------------------

def without_the_files(place):
    """Merged where the scenarios are gone or others, even other levers beside the program."""
    own = place / "own"
    shutil.copytree(SCENARIOS / "shenzhen", own / "scenarios" / "shenzhen")
    shutil.copytree(ROOT / "policies", own / "policies")
    shutil.copytree(ROOT / "policies", own / "other" / "policies")
    (own / "scenarios" / "history.csv").write_text("year,variable,value,unit,remark\n2019,emissions.total,70,MtCO2,x\n"
                                                   "2022,emissions.total,79,MtCO2,x\n", encoding="utf-8")
    scenario_file(own / "scenarios", "mine", "extends: shenzhen/green_cement.yaml\nid: mine\nhistory:\n"
                  "  - {variable: emissions.total, file: history.csv, boundary: scope1_scope2_co2}\n")
    for name, options in (("beside", ()), ("library", ("--library", "other/policies", "--set",
                                                       "levers.green_buildings.adoption.start=2027"))):
        run("scenarios/mine.yaml", f"{name}_whole", "--draws", 300, *options, cwd=own)
        for index in (1, 2):
            shard("scenarios/mine.yaml", f"{name}{index}", index, 2, "--draws", 300, *options, cwd=own)
    for folder in ("scenarios", "policies", "other"):
        shutil.move(own / folder, place / f"gone_{folder}")
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    scenario_file(elsewhere, "mine", "not: even a scenario\n")
    for name in ("beside", "library"):
        for index in (1, 2):
            shutil.copytree(own / f"{name}{index}", elsewhere / f"{name}{index}")
        merge([f"{name}2", f"{name}1"], f"{name}_merged", cwd=elsewhere)
        checks.same_files(own / f"{name}_whole", elsewhere / f"{name}_merged", f"{name}: without the files")
    inputs = [json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["inputs"]
              for folder in (own / "library_whole", elsewhere / "library_merged")]
    checks.equal(inputs[1], inputs[0], "manifest.json: inputs of a merged result")


def manifest_names_the_shards(place):
    folders = shards(KAYA, place, 2, "--draws", 300, "--seed", 7)
    merge(folders, place / "merged")
    found = json.loads((place / "merged" / MANIFEST).read_text(encoding="utf-8"))
    checks.equal([found["command"], found["seed"], found["draws"], found["design"]], ["run", 7, 300, "monte_carlo"],
                 "manifest.json of a merged result")
    checks.equal(found["options"], {"files": [str(KAYA)], "draws": "300", "seed": "7"}, "its options")
    checks.equal(found["shards"], [{"folder": str(folder), "shard": f"{index}/2",
                                    "sha256": hashlib.sha256((folder / STATE).read_bytes()).hexdigest()}
                                   for index, folder in enumerate(folders, 1)], "its shards")
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folders[0].iterdir()
             if path.name != MANIFEST}
    own = json.loads((folders[0] / MANIFEST).read_text(encoding="utf-8"))
    checks.equal({entry["path"]: entry["sha256"] for entry in own["files"]}, files, "manifest.json of a shard: files")
    checks.equal(own["options"]["shard"], "1/2", "manifest.json of a shard: its part")
    again = place / "again"
    shard(KAYA, again, 1, 2, "--draws", 300, "--seed", 7)
    checks.true((again / STATE).read_bytes() == (folders[0] / STATE).read_bytes(), "a state's bytes, twice")


# --- what cannot be merged ------------------------------------------------------------------------------------------

def what_is_missing_or_twice(place):
    folders = shards(KAYA, place, 8, "--draws", 1000)
    refused([folders[0], *folders[2:]], "merge_missing", "2/8", "of 1000")
    refused([folders[i] for i in (0, 3, 5)], "merge_missing", "2/8..3/8, 5/8, 7/8..8/8",
            "128..383, 512..639, 768..999 of 1000")
    refused(folders[1:], "merge_missing", "1/8")
    refused(folders[:-1], "merge_missing", "8/8")
    refused([*folders, folders[3]], "merge_twice", folders[3])
    (place / "link").symlink_to(folders[3])
    refused([*folders, place / "link"], "merge_twice", place / "link")
    shutil.copytree(folders[3], place / "copy")
    refused([*folders, place / "copy"], "merge_overlap", folders[3], place / "copy", "4/8")
    refused([place / "nothing"], "state_missing", place / "nothing")
    run(KAYA, place / "result", "--draws", 100)
    refused([folders[0], place / "result"], "state_missing", place / "result")
    program("merge", *folders, "--out", folders[2], code=2)
    program("merge", *folders, "--out", place, "--force", code=2)
    program("merge", code=2)
    program("merge", *folders, "--draws", 10, code=2)
    checks.true(all((folder / STATE).is_file() for folder in folders), "no shard was touched")
    alone = [shard(KAYA, place / "last", 1000000, 1000000, "--draws", 100)]
    refused(alone, "merge_missing", "500000/1000000", "0..63")


def what_is_of_another_run(place):
    local = place / "scenarios"
    local.mkdir()
    shutil.copy(KAYA, local / "kaya.yaml")
    first = shard(local / "kaya.yaml", place / "first", 1, 2, "--draws", 1000)
    for name, options, parts in (("seed", ("--draws", 1000, "--seed", 2), ("--seed=1", "--seed=2")),
                                 ("draws", ("--draws", 2000), ("--draws=1000", "--draws=2000")),
                                 ("design", ("--draws", 1000, "--design", "sobol"), ("monte_carlo", "sobol")),
                                 ("years", ("--draws", 1000, "--years", "2030"), ("--years=2030",)),
                                 ("kept", ("--draws", 1000, "--save-draws"), ("--save-draws",)),
                                 ("format", ("--draws", 1000, "--format", "csv"), ("--format=csv",))):
        other = shard(local / "kaya.yaml", place / name, 2, 2, *options)
        finding = "merge_mixed" if len(parts) == 2 else "merge_option_missing"
        refused([first, other], finding, first, other, *parts)
        refused([other, first], finding, first, other, *parts)
    with open(local / "kaya.yaml", "a", encoding="utf-8") as file:
        file.write("# another day\n")
    other = shard(local / "kaya.yaml", place / "edited", 2, 2, "--draws", 1000)
    refused([first, other], "merge_file_differs", local / "kaya.yaml", first, other)
    other = shard(HARBOUR, place / "harbour", 2, 2, "--draws", 1000)
    refused([first, other], "merge_mixed", "harbour.yaml", "kaya.yaml", first, other)


def broken(place):
    """Any byte changed or left out is noticed; a forger who mends the checksum gets no crash out of the program."""
    folder = shard(KAYA, place / "good", 1, 1, "--draws", 200, "--save-draws", "--design", "sobol", "--years", "2030")
    good = (folder / STATE).read_bytes()
    bad = place / "bad"
    bad.mkdir()

    def with_bytes(data, allowed, *parts):
        (bad / STATE).write_bytes(data)
        done = subprocess.run([str(PROGRAM), "merge", str(bad), "--out", str(place / "out")], check=False,
                              capture_output=True, timeout=PATIENCE, env=environment(),
                              preexec_fn=None if SANITIZED else lambda: resource.setrlimit(resource.RLIMIT_AS,
                                                                                         (2 ** 32, 2 ** 32)))
        said = done.stderr.decode("utf-8", "replace")
        holds = done.returncode in allowed and "internal_error" not in said and "out_of_memory" not in said
        return holds and all(part in said for part in parts), f"exit {done.returncode}, {said[:400]!r}"

    def resealed(data):
        return data + hashlib.sha256(data).hexdigest().encode()

    checks.true(*with_bytes(good, (0,)))
    checks.equal(resealed(good[:-HASH]), good, "the checksum stands last and is of all before")
    steps = 16
    for at in sorted({0, 5, 16, 20, 24, HEAD, len(good) - 1, *range(0, len(good), len(good) // steps)}):
        changed = bytearray(good)
        changed[at] ^= 1 << at % 8
        wanted = "state_foreign" if at < 16 else "state_newer" if 16 < at < 24 else "state_broken"
        checks.true(*with_bytes(bytes(changed), (2,), wanted, STATE))
        cut = "state_foreign" if at == 0 else "state_broken"
        checks.true(*with_bytes(good[:at], (2,), cut, STATE))
    checks.true(*with_bytes(good + b"\0", (2,), "state_broken"))
    checks.true(*with_bytes(b"", (2,), "state_foreign"))
    checks.true(*with_bytes((SCENARIOS / "tutorial" / "kaya.yaml").read_bytes(), (2,), "state_foreign"))
    newer = bytearray(good)
    newer[16] = 2
    checks.true(*with_bytes(resealed(bytes(newer[:-HASH])), (2,), "state_newer", "format 2"))
    content = good[:-HASH]
    forged = 60  # most of it in front: the payload behind it is spoilt by tests/laws/assembly_test.cpp
    for number in range(forged):
        at = HEAD + int((len(content) - HEAD) * (number / forged) ** 3)
        for value in (0xFF, content[at] ^ 1):
            changed = bytearray(content)
            changed[at] = value
            checks.true(*with_bytes(resealed(bytes(changed)), (0, 1, 2)))
    (bad / STATE).unlink()
    os.mkfifo(bad / STATE)
    refused([bad], "not_a_regular_file", STATE)
    (bad / STATE).unlink()
    (bad / STATE).mkdir()
    refused([bad], "not_a_regular_file", STATE)
    (bad / STATE).rmdir()
    with open(bad / STATE, "wb") as file:  # a terabyte of nothing behind a good head
        file.write(good[:24] + (2 ** 40).to_bytes(8, "little"))
        file.truncate(2 ** 40)
    refused([bad], "state_broken", STATE)


# --- however it ends ------------------------------------------------------------------------------------------------

def bad_draws(place):
    far = scenario_file(place, "far", FAR)
    for design in ("monte_carlo", "sobol"):
        options = ("--draws", 4096, "--design", design)
        said = run(far, place / "whole", *options, code=1).stderr.decode()
        checks.true("[run_failed]" in said, f"a bad draw: {said!r}")
        checks.equal(program("run", far, *options, "--shard", "1/4", "--out", place / "out", code=1), said,
                     f"{design}: the same message from the shard of that draw")
        said = program("run", far, *options, "--shard", "3/4", "--out", place / "out", code=1)
        draw = int(said.split("finite number in draw ")[1].split()[0])
        checks.true(2048 <= draw < 3072, f"{design}: a bad draw of the third shard: {draw}")
    checks.true(not (place / "out").exists(), "a shard with a bad draw writes nothing")


def small_disks(place):
    folders = shards(GREEN_CEMENT, place, 2, "--draws", 2000, "--save-draws")
    before = digests(folders[0], but=())

    def small(most):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    said = program("run", GREEN_CEMENT, "--draws", 2000, "--save-draws", "--shard", "1/2", "--out", folders[0], code=1,
                   preexec_fn=small(1_000_000))
    checks.true(STATE in said, f"a shard on a full disk: {said!r}")
    checks.true(digests(folders[0], but=()) == before, "a shard on a full disk: the older one")
    said = merge(folders, place / "merged", code=1, preexec_fn=small(1_000_000))
    checks.true("error:" in said and ".csv" in said, f"a merge on a full disk: {said!r}")
    checks.equal(sorted(path.name for path in place.iterdir()), sorted(folder.name for folder in folders),
                 "left by a merge on a full disk")


def signals(place):
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen([str(PROGRAM), "run", str(KAYA), "--draws", "3e7", "--threads", "2", "--shard", "2/2",
                                    "--out", str(place / "runs" / "out")], env=environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            if len(os.listdir(f"/proc/{process.pid}/task")) > 1:
                break
            time.sleep(0.001)
        process.send_signal(number)
        checks.equal(process.wait(PATIENCE), code, f"{number.name} in a shard")
        checks.true(not (place / "runs").exists(), f"{number.name} in a shard: something was written")
    folders = shards(GREEN_CEMENT, place, 2, "--draws", 10000, "--save-draws")
    for moment in range(8):
        process = subprocess.Popen([str(PROGRAM), "merge", *map(str, folders), "--out", str(place / "merged")],
                                   env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.08 * moment)
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE)
        left = sorted(path.name for path in place.iterdir())
        if moment and code != 0:  # at the first moment it may not listen yet
            checks.equal(code, 130, f"a signal in a merge, moment {moment}")
        if code == 0:
            shutil.rmtree(place / "merged")
        else:
            checks.equal(left, sorted(folder.name for folder in folders), f"left by a merge, moment {moment}")


checks = Checks()
with workplace() as here:
    for law in (every_design, every_option, every_instruction_set, compare_too, unlike_numbers_of_shards,
                by_gnu_parallel, without_the_files, manifest_names_the_shards, what_is_missing_or_twice,
                what_is_of_another_run, broken, bad_draws, small_disks, signals):
        place = here / law.__name__
        place.mkdir()
        law(place)
checks.finish()
