# SPDX-License-Identifier: MIT
"""The same question gives the same bytes: any threads, language, folder, time zone and instruction set."""
import contextlib
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import PROGRAM, SCENARIOS, Checks, columns, digests, run, workplace

GREEN_CEMENT = SCENARIOS / "shenzhen" / "green_cement.yaml"
REFERENCE = SCENARIOS / "shenzhen" / "reference.yaml"
DRAWS = 5000


def made_locales(place):
    """The languages to try, made in a folder of our own where the machine has their sources (Debian: locales)."""
    folder = place / "locales"
    folder.mkdir()
    for language in ("zh_CN", "de_DE"):
        with contextlib.suppress(OSError):
            subprocess.run(["localedef", "-i", language, "-f", "UTF-8", str(folder / f"{language}.UTF-8")],
                           capture_output=True, check=False)
        if (folder / f"{language}.UTF-8").exists():
            yield f"{language}.UTF-8", str(folder)
        else:
            print(f"{language}.UTF-8 cannot be made here")


def usable_isas(place):
    """Instruction sets of this processor: the program refuses the others with exit 2."""
    for isa in ("v2", "v3", "v4"):
        done = subprocess.run([str(PROGRAM), "run", str(REFERENCE), "--draws", "1", "--isa", isa, "--out",
                               str(place / "isa")], capture_output=True, check=False)
        if done.returncode == 0:
            yield isa
        else:
            checks.equal(done.returncode, 2, f"--isa {isa} on a processor without it")
            checks.true(b"isa_missing" in done.stderr, f"--isa {isa}: {done.stderr!r}")


def same_bytes_everywhere(place):
    wanted = {}

    def compare(what, *options, **how):
        out = place / "again"
        run(GREEN_CEMENT, out, "--draws", DRAWS, "--save-draws", *options, **how)
        if not wanted:
            wanted.update(digests(out))
            checks.equal(sorted(wanted), ["draws.csv", "outcomes.csv", "peak.csv", "peak_summary.csv",
                                          "projection.csv", "summary.json", "tables.md", "targets.csv"], "files written")
        found = digests(out)
        checks.equal([name for name in wanted if found.get(name) != wanted[name]], [], f"{what}: files that differ")

    for threads in (1, 2, 3, 8, 16):
        compare(f"{threads} threads", "--threads", threads)
    for isa in usable_isas(place):
        compare(f"--isa {isa}", "--isa", isa)
    compare("LC_ALL=C", LC_ALL="C")
    for name, folder in made_locales(place):
        compare(f"LC_ALL={name}", LC_ALL=name, LANG=name, LOCPATH=folder)
    compare("a missing locale", LC_ALL="xx_YY.UTF-8")
    compare("another time zone", TZ="Pacific/Kiritimati")
    # From another folder by the same spelling; the spelling itself stands in warnings.
    other = place / "elsewhere"
    other.mkdir()
    compare("another folder", cwd=other)
    # Also from a relative path, where warnings name the file as the caller wrote it.
    relative = os.path.relpath(GREEN_CEMENT, other)
    run(relative, place / "relative", "--draws", DRAWS, "--save-draws", cwd=other)
    found = digests(place / "relative")
    differing = [name for name in wanted if found.get(name) != wanted[name]]
    checks.true(set(differing) <= {"summary.json", "tables.md"}, f"a relative path: {differing} differ")


def draws_are_pure(place):
    """u is a function of seed, name and draw: nothing else that exists reshuffles it."""

    def drawn(name, scenario, *options):
        run(scenario, place / name, "--save-draws", *options)
        return place / name

    many = drawn("many", GREEN_CEMENT, "--draws", 3000)
    few = drawn("few", GREEN_CEMENT, "--draws", 1000)
    for name in ("draws.csv", "outcomes.csv"):
        checks.true((many / name).read_bytes().startswith((few / name).read_bytes()), f"{name}: 1000 of 3000 draws")
    for draws in (1, 2, 7, 63, 64, 65):  # blocks hold 64 draws, lanes 8
        part = drawn("part", GREEN_CEMENT, "--draws", draws, "--threads", 2)
        for name in ("draws.csv", "outcomes.csv"):
            text = (part / name).read_bytes()
            checks.equal(text.count(b"\n"), draws + 1, f"{name}: lines of {draws} draws")
            checks.true((few / name).read_bytes().startswith(text), f"{name}: {draws} of 1000 draws")
    again = drawn("odd", REFERENCE, "--draws", 1000, "--threads", 3)
    with_levers, without = by_column(few / "draws.csv"), by_column(again / "draws.csv")
    checks.true(len(with_levers) > len(without) > 50, "levers bring inputs")
    for name, values in without.items():
        checks.true(with_levers[name] == values, f"{name}: a lever reshuffles it")
    both = drawn("both", [REFERENCE, GREEN_CEMENT], "--draws", 1000)
    for name, values in by_column(both / "draws.csv").items():
        checks.true(with_levers[name] == values, f"{name}: two scenarios in one call reshuffle it")
    separate = (again / "outcomes.csv").read_bytes() + after_header(few / "outcomes.csv")
    checks.true((both / "outcomes.csv").read_bytes() == separate, "outcomes of two scenarios in one call")
    wide = drawn("wide", GREEN_CEMENT, "--draws", 1000, "--set",
                 "economy.growth.2028..2029={normal: [4.5 %, 1 %]}")
    more = by_column(wide / "draws.csv")
    checks.equal(len(more), len(with_levers) + 1, "inputs after one more is uncertain")
    for name, values in with_levers.items():
        checks.true(more[name] == values, f"{name}: one more input reshuffles it")
    other = by_column(drawn("seed", GREEN_CEMENT, "--draws", 1000, "--seed", 2) / "draws.csv")
    checks.equal(list(other), list(with_levers), "inputs under another seed")
    for name, values in other.items():
        checks.true(values != with_levers[name], f"{name}: another seed changes nothing")
    shared = [name for name in other if len(set(other[name]) & set(with_levers[name])) > 10]
    checks.equal(shared, [], "columns that two seeds share")


def by_column(path):
    header, body = columns(path)
    return {name: [row[i] for row in body] for i, name in enumerate(header) if name != "draw"}


def after_header(path):
    return path.read_bytes().split(b"\n", 1)[1]


checks = Checks()
with workplace() as here:
    same_bytes_everywhere(here)
    draws_are_pure(here)
checks.finish()
