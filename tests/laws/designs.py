# SPDX-License-Identifier: MIT
"""The designs keep what docs/method/sampling.md promises: prefixes, streams of their own, strata, the same bytes."""
import os
import shutil
import subprocess
import sys
from math import log, sqrt
from pathlib import Path
from statistics import NormalDist, fmean, variance

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import hill
from support.program import PROGRAM, SCENARIOS, Checks, columns, projection, run, scenario_file, summary, workplace

SANITIZED = bool(os.environ.get("CITYPEAK_SANITIZE", ""))
DESIGNS = ("monte_carlo", "latin_hypercube", "sobol")
REPLICATES, BLOCK = 16, 64
SMALLEST = REPLICATES * BLOCK
DRAWS = 4 * SMALLEST if SANITIZED else 8 * SMALLEST
KAYA = SCENARIOS / "tutorial" / "kaya.yaml"
REFERENCE = SCENARIOS / "shenzhen" / "reference.yaml"
GREEN_CEMENT = SCENARIOS / "shenzhen" / "green_cement.yaml"
FEW = ("--variables", "emissions.total", "--format", "csv")
STANDARD_NORMAL = NormalDist()

# Nothing here reaches the emissions, so the Sobol design has no direction to turn to. Uniform laws give u back.
IDLE = """
city: idle
base_year: 2020
horizon: 2060
population:
  value: 1 million person
  growth: {2021..2030: {uniform: [0 %, 1 %]}, 2031..2040: {uniform: [0 %, 1 %]}, 2041..2060: {uniform: [0 %, 1 %]}}
economy: {gdp: 100 billion CNY, growth: 1 %}
sectors: {all: {driver: gdp, energy: 100 PJ, carriers: {coal: 100 %}}}
carriers: {coal: {factor: 50 kgCO2/GJ}}
"""

LEVERS = """
extends: {base}
id: {id}
uncertainty: {{implementation_quality: 0.4}}
levers:
  - use: green_buildings
  - use: hydrogen
{more}
"""
# First in the alphabet, where a careless factorization would let it go first.
ONE_MORE = "  - use: congestion_charge\n    adoption: {reach: {uniform: [60 %, 100 %]}}\n"


def by_column(folder, name="draws.csv"):
    header, body = columns(folder / name)
    return {column: values for column, values in zip(header, zip(*body)) if column not in ("draw", "scenario", "city")}


def drawn(place, name, scenario, design, draws, *options, seed=1):
    run(scenario, place / name, "--design", design, "--draws", draws, "--save-draws", "--seed", seed, *FEW, *options)
    return place / name


def replicate_of(draw):
    return draw // BLOCK % REPLICATES


def by_replicate(values):
    """The numbers of each replicate in the order of their index: blocks of 64 are dealt in turn."""
    out = [[] for _ in range(REPLICATES)]
    for draw, value in enumerate(values):
        out[replicate_of(draw)].append(value)
    return out


# --- stability ------------------------------------------------------------------------------------------------------

def more_draws_go_on(place):
    for design, most, numbers in (("monte_carlo", 3000, (1, 65, 1000)),
                                  ("latin_hypercube", 4 * SMALLEST, (SMALLEST, 2 * SMALLEST))):
        many = drawn(place, "many", GREEN_CEMENT, design, most, "--threads", 2)
        for draws in numbers:
            few = drawn(place, "few", GREEN_CEMENT, design, draws, "--threads", 3)
            for name in ("draws.csv", "outcomes.csv"):
                text = (few / name).read_bytes()
                checks.equal(text.count(b"\n"), draws + 1, f"{design}: lines of {name}")
                checks.true((many / name).read_bytes().startswith(text), f"{design}: {name}, {draws} of {most} draws")
    # Sobol's directions come from the scenario and a few fixed points, not from the number of draws.
    many, few = (drawn(place, f"sobol_{n}", KAYA, "sobol", n * SMALLEST) for n in (2, 1))
    for name in ("draws.csv", "outcomes.csv"):
        checks.true((many / name).read_bytes().startswith((few / name).read_bytes()), f"sobol: {name}")


def inputs_keep_their_numbers(place):
    shutil.copy(REFERENCE, place)  # a scenario extends files of its own folder
    levers = {name: scenario_file(place, name, LEVERS.format(id=name, base=REFERENCE.name, more=more))
              for name, more in (("two", ""), ("three", ONE_MORE))}
    for design in ("monte_carlo", "latin_hypercube"):
        def compare(name, less, more, fewest):
            checks.true(len(more) >= len(less) + fewest, f"{design}, {name}: nothing was added")
            changed = [column for column in less if more.get(column) != less[column]]
            checks.equal(changed, [], f"{design}, {name}: inputs that changed")

        reference = by_column(drawn(place, "reference", REFERENCE, design, SMALLEST))
        compare("levers", reference, by_column(drawn(place, "levers", GREEN_CEMENT, design, SMALLEST)), 5)
        wider = drawn(place, "wider", REFERENCE, design, SMALLEST, "--set",
                      "economy.growth.2028..2029={normal: [4.5 %, 1 %]}")
        compare("an input", reference, by_column(wider), 1)
        two = by_column(drawn(place, "two", levers["two"], design, SMALLEST))
        three = by_column(drawn(place, "three", levers["three"], design, SMALLEST))
        compare("levers of one quality", reference, two, 5)
        # The lever that stands first among three takes nothing from the others: each hangs on the common cause alone.
        compare("a lever of one quality", two, three, 2)
        alone = by_column(drawn(place, "alone", levers["two"], design, SMALLEST, "--set",
                                "uncertainty.implementation_quality=0"))
        changed = {column for column in two if two[column] != alone[column]}
        checks.equal(changed, {"shenzhen.levers.green_buildings.adoption.reach",
                               "shenzhen.levers.hydrogen.parameters.realisation"},
                     f"{design}: what the common quality changes")


# --- strata ---------------------------------------------------------------------------------------------------------

def in_strata(numbers):
    """Of every aligned power of two of numbers in (0, 1) one lies in each stratum; the sizes at which that fails."""
    failed, size = set(), 1
    while size <= len(numbers):
        for first in range(0, len(numbers) - size + 1, size):
            if len({int(u * size) for u in numbers[first:first + size]}) < size:
                failed.add(size)
        size *= 2
    return sorted(failed)


def in_boxes(pairs):
    """The same for two numbers at once, in each way to cut the square into boxes of equal area."""
    failed, size, digits = set(), 1, 0
    while size <= len(pairs):
        for first in range(0, len(pairs) - size + 1, size):
            for across in range(digits + 1):
                wide, high = 2 ** across, 2 ** (digits - across)
                if len({(int(u * wide), int(v * high)) for u, v in pairs[first:first + size]}) < size:
                    failed.add((wide, high))
        size, digits = 2 * size, digits + 1
    return sorted(failed)


def correlation(xs, ys):
    x_mean, y_mean = fmean(xs), fmean(ys)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys)) / (len(xs) - 1) / sqrt(variance(xs) * variance(ys))


def uniform_numbers(folder):
    return {name.rsplit(".", 1)[1]: [100 * float(text) for text in values]
            for name, values in by_column(folder).items()}


def points_are_even(place):
    scenario = scenario_file(place, "idle", IDLE)
    for design in DESIGNS:
        found = uniform_numbers(drawn(place, f"idle_{design}", scenario, design, DRAWS))
        checks.equal(len(found), 3, f"{design}: uncertain inputs")
        names, replicates = list(found), {name: by_replicate(values) for name, values in found.items()}
        for name in names:
            failed = [in_strata(numbers) for numbers in replicates[name]]
            if design == "monte_carlo":  # the test itself must see the difference
                checks.true(all(4 in sizes for sizes in failed), "independent draws would be stratified")
            else:
                # What the file says of u has 15 digits or more, and u stands half a unit of 2^-32 inside its stratum.
                checks.equal(failed, [[]] * REPLICATES, f"{design}, {name}: strata in which points miss")
        for i, one in enumerate(names):
            checks.true(found[one][:4] != sorted(found[one][:4]) or found[one][4:8] != sorted(found[one][4:8]),
                        f"{design}, {one}: in order")
            for other in names[:i]:
                # Independent between replicates; within one, near 0 too: five standard errors of independent draws.
                checks.near(correlation(found[one], found[other]), 0, 5 / sqrt(DRAWS), f"{design}: {one} and {other}")
                for r in range(REPLICATES):
                    checks.near(correlation(replicates[one][r], replicates[other][r]), 0,
                                5.5 / sqrt(DRAWS / REPLICATES), f"{design}, replicate {r}: {one} and {other}")
            # Replicates of Sobol's sequence go through the same strata in the same order; where in them differs.
            for r in range(1, REPLICATES if design == "latin_hypercube" else 1):
                checks.near(correlation(replicates[one][r], replicates[one][r - 1]), 0,
                            5.5 / sqrt(DRAWS / REPLICATES), f"{design}, {one}: replicates {r - 1} and {r}")
        if design == "sobol":
            # The first two dimensions of Sobol's sequence are a (0, 2)-sequence, and nested scrambling keeps that.
            first, second = names[:2]
            for r in range(REPLICATES):
                checks.equal(in_boxes(list(zip(replicates[first][r], replicates[second][r]))), [],
                             f"sobol, replicate {r}: boxes in which points miss")


def turned_scores(place):
    """With directions to follow the inputs share their dimensions, but for those that touch no direction."""
    out = drawn(place, "turned", KAYA, "sobol", SMALLEST)
    found = by_column(out)
    # Directions are of years up to 2058, and stand in the first five dimensions.
    for column, stratified in (("kaya.economy.shock[2059]", True), ("kaya.economy.shock[2060]", True),
                               ("kaya.economy.shock[2040]", False), ("kaya.economy.growth_offset", False)):
        scale = 0.01 if column.endswith("offset") else 1.0
        failed = [in_strata([STANDARD_NORMAL.cdf(float(text) / scale) for text in numbers])
                  for numbers in by_replicate(found[column])]
        checks.equal(failed == [[]] * REPLICATES, stratified, f"sobol: {column} is stratified")
    # Turned or not, scores stay standard normal and independent: mean, variance, correlation within five errors of
    # independent draws.
    shocks = [[float(text) for text in found[f"kaya.economy.shock[{year}]"]] for year in (2022, 2040)]
    for scores in shocks:
        checks.near(fmean(scores), 0, 5 / sqrt(SMALLEST), "sobol: mean of a score")
        checks.near(variance(scores), 1, 5 * sqrt(2 / SMALLEST), "sobol: variance of a score")
    checks.near(correlation(*shocks), 0, 5 / sqrt(SMALLEST), "sobol: two scores")


def even_designs_know_more(place):
    """Squared errors of the mean over seeds, against the law in closed form; and the errors that are printed."""
    scenario, seeds = hill.hill(place), 10 if SANITIZED else 25
    squares, printed = {}, {}
    for design in DESIGNS:
        of_seeds = []
        for seed in range(1, seeds + 1):
            run(scenario, place / "mean", "--design", design, "--draws", SMALLEST, "--seed", seed, "--years", 2035,
                *FEW)
            of_seeds.append(projection(place / "mean")["emissions.total", 2035, "mean"])
        squares[design] = fmean((value - hill.emissions(2035, "mean")) ** 2 for value, _ in of_seeds)
        printed[design] = fmean(error ** 2 for _, error in of_seeds)
        # Of 25 squared errors (10): their mean is within a factor of 2 (3) with a chance of some 1e-3; seeds are fixed.
        checks.near(log(squares[design] / printed[design]), 0, log(3 if SANITIZED else 2), f"{design}: squared error")
    # By theory 1/1024 of the variance left is at most what the sum's curvature leaves: a factor far above 20.
    for design in DESIGNS[1:]:
        checks.true(squares[design] < squares["monte_carlo"] / 20, f"{design}: {squares}")
        checks.true(printed[design] < printed["monte_carlo"] / 20, f"{design}, printed: {printed}")


# --- the same bytes -------------------------------------------------------------------------------------------------

def usable_isas(place):
    for isa in ("v2", "v3", "v4"):
        done = subprocess.run([str(PROGRAM), "run", str(KAYA), "--draws", "1", "--isa", isa, "--out",
                               str(place / "isa")], capture_output=True, check=False)
        if done.returncode == 0:
            yield isa


def same_bytes(place):
    isas = [] if SANITIZED else list(usable_isas(place))
    changes = [("--threads", 1 + i % 3, "--isa", isa) for i, isa in enumerate(isas, 1)] or [("--threads", 2)]
    for design in DESIGNS:
        first = place / f"{design}_first"
        both = [SCENARIOS / "tutorial" / "harbour.yaml", SCENARIOS / "tutorial" / "harbour_levers.yaml"]
        options = ("--design", design, "--draws", SMALLEST, "--save-draws", "--years", "2025..2030", "--variables",
                   "emissions.*", "--format", "csv,md,verdicts")
        run(both, first, *options, "--threads", 1)
        checks.true((first / "differences.csv").exists(), "two scenarios are compared")
        for change in (*changes, ("--threads", 3)):
            run(both, place / "again", *options, *change)
            checks.same_files(first, place / "again", f"{design} {' '.join(map(str, change))}")


# --- the number of draws --------------------------------------------------------------------------------------------

def rounded(place):
    for design in DESIGNS[1:]:
        for asked, wanted in ((1, 1024), (1000, 1024), (1024, 1024), (1025, 2048), (3000, 4096)):
            done = run(KAYA, place / "rounded", "--design", design, "--draws", asked, "--save-draws", "--format", "csv",
                       "--variables", "gdp", "--years", 2030)
            said = done.stdout.decode("utf-8")
            checks.true(f"{wanted} draws" in said, f"{design}, {asked} draws: does not say {wanted}: {said[:200]}")
            checks.equal(summary(place / "rounded")["draws"], wanted, f"{design}, {asked} draws: in summary.json")
            checks.equal((place / "rounded" / "draws.csv").read_bytes().count(b"\n"), wanted + 1,
                         f"{design}, {asked} draws: lines of draws.csv")


def worst_error(folder):
    header, body = columns(folder / "peak.csv")
    at = {name: header.index(name) for name in ("variable", "definition", "cumulative_standard_error")}
    return max(float(row[at["cumulative_standard_error"]]) for row in body
               if row[at["variable"]] == "emissions.total" and row[at["definition"]] == "underlying"
               and row[at["cumulative_standard_error"]])


def until_sure(place):
    for design in DESIGNS:
        out = place / f"until_{design}"
        run(KAYA, out, "--design", design, "--until-se", "0.006", *FEW)
        draws = summary(out)["draws"]
        checks.true(worst_error(out) <= 0.006, f"{design}: --until-se 0.006 ends with {worst_error(out)}")
        checks.true(draws < (8000 if design == "monte_carlo" else 17000), f"{design}: {draws} draws for 0.006")
        again = place / "until_again"
        run(KAYA, again, "--design", design, "--draws", draws, *FEW)
        for name in ("projection.csv", "peak.csv", "peak_summary.csv"):
            checks.true((again / name).read_bytes() == (out / name).read_bytes(),
                        f"{design}: {name} of as many draws at once")
        done = run(KAYA, place / "until_missed", "--design", design, "--until-se", "0.001", "--draws", 3000, *FEW)
        checks.true(b"until_se_missed" in done.stderr, f"{design}: says not that 0.001 was missed")
        checks.equal(summary(place / "until_missed")["draws"], 3000 if design == "monte_carlo" else 2048,
                     f"{design}: --draws is the most")


def refused(place):
    for words, said in ((("--design", "halton"), "latin_hypercube"), (("--until-se", "0"), "0.5"),
                        (("--until-se", "2"), "0.5"), (("--until-se", "abc"), "abc"), (("--draws", "0"), "1..1e9"),
                        (("--draws", "2e9", "--design", "sobol"), "1..1e9")):
        done = run(KAYA, place / "refused", *words, code=2)
        checks.true(b"option_value" in done.stderr and said.encode() in done.stderr, f"{words}: {done.stderr!r}")
        checks.true(not (place / "refused").exists(), f"{words}: leaves a folder")


checks = Checks()
with workplace() as here:
    for law in (more_draws_go_on, inputs_keep_their_numbers, points_are_even, turned_scores, even_designs_know_more,
                same_bytes, rounded, until_sure, refused):
        law(here)
checks.finish()
