# SPDX-License-Identifier: MIT
"""`attribute`: shares counted again from runs of every subset, what they add up to, and what cannot change them."""
import itertools
import os
import subprocess
import sys
from math import factorial, sqrt
from pathlib import Path
from statistics import fmean, stdev

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import wharf
from support.program import PROGRAM, Checks, columns, environment, projection, rows, run, workplace

SANITIZED = bool(os.environ.get("CITYPEAK_SANITIZE", ""))
DRAWS = 256 if SANITIZED else 1000  # not whole blocks of 64
YEARS = range(wharf.BASE_YEAR, wharf.HORIZON + 1)
OF = ("emissions.total@2035", "sum(emissions.total,2021..2050)", "gdp@2035", "peak_level", "peak_year_restricted",
      "P(peak<=2030)", "P(not_peaked)", "energy.total@2040", "peak_year_restricted(emissions.sector.works)")
LEVERS = tuple(wharf.LEVERS)
# Sums of a few hundred thousand numbers of the size of the results, each rounded once.
ROUNDING = 1e-12
SIZES = {"gdp@2035": 200, "peak_year_restricted": 2050, "peak_year_restricted(emissions.sector.works)": 2050,
         "sum(emissions.total,2021..2050)": 500, "energy.total@2040": 200}


class Attributed:
    """The files of one call."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.values, self.intervals, self.order = {}, {}, []
        for r in rows(self.folder / "attribution.csv"):
            key = r["of"], r["measure"], r["lever"]
            self.order.append(key)
            self.values[key] = float(r["value"])
            if r["low"]:
                self.intervals[key] = float(r["low"]), float(r["high"])
        self.pairs = {(r["of"], r["lever_a"], r["lever_b"]): float(r["value"])
                      for r in rows(self.folder / "interactions.csv")}

    def of(self, result, lever, measure="shapley"):
        return self.values[result, measure, lever]

    def results(self):
        return list(dict.fromkeys(key[0] for key in self.order))

    def levers(self):
        return [key[2] for key in self.order if key[:2] == (self.order[0][0], "first_in")]


def attribute(place, name, *words, code=0, of=OF, draws=DRAWS):
    options = ["--of", ",".join(of)] if of else []
    if draws:
        options += ["--draws", str(draws)]
    if "--table" not in words:
        options += ["--library", str(place / "library")]
    command = [str(PROGRAM), "attribute", *map(str, words), "--out", str(place / name), *options]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300, env=environment())
    checks.equal(done.returncode, code, f"{name}: exit code, {done.stderr.decode('utf-8', 'replace')[-500:]}")
    return Attributed(place / name) if done.returncode == 0 else None


# --- from runs of every subset ---------------------------------------------------------------------------------------

def from_run(place, uses):
    """Result -> its values by draw, from outcomes.csv of a run with these levers."""
    name = "run_" + "_".join(uses)
    run(wharf.wharf(place, name, uses), place / name, "--draws", DRAWS, "--save-draws", "--library",
        place / "library", "--variables", "emissions.total,gdp,energy.total", "--format", "csv")
    header, body = columns(place / name / "outcomes.csv")
    at = {column: i for i, column in enumerate(header)}
    column = lambda what: [float(row[at[what]]) for row in body]
    outcomes = [row[at["peak_outcome"]] for row in body]
    yearly = [column(f"emissions.total@{year}") for year in range(2021, 2051)]
    return {
        "emissions.total@2035": column("emissions.total@2035"),
        "sum(emissions.total,2021..2050)": [sum(values) for values in zip(*yearly)],
        "gdp@2035": column("gdp@2035"),
        "peak_level": column("peak_level"),
        "peak_year_restricted": [2050 if o == "not_peaked" else int(o) for o in outcomes],
        "P(peak<=2030)": [int(o != "not_peaked" and int(o) <= 2030) for o in outcomes],
        "P(not_peaked)": [int(o == "not_peaked") for o in outcomes],
        "energy.total@2040": column("energy.total@2040"),
    }, projection(place / name)


def shapley_by_draw(worth, levers, lever):
    """By the definition: the mean over subsets of the others, each size counting the same."""
    n, others = len(levers), [each for each in levers if each != lever]
    out = [0.0] * len(worth[()])
    for size in range(n):
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        for subset in itertools.combinations(others, size):
            before, after = worth[subset], worth[tuple(sorted((*subset, lever)))]
            out = [o + weight * (a - b) for o, a, b in zip(out, after, before)]
    return out


def interaction(mean, levers, a, b):
    n, others = len(levers), [each for each in levers if each not in (a, b)]
    out = 0.0
    for size in range(n - 1):
        weight = factorial(size) * factorial(n - size - 2) / factorial(n - 1)
        for subset in itertools.combinations(others, size):
            at = lambda *more: mean[tuple(sorted((*subset, *more)))]
            out += weight * (at(a, b) - at(a) - at(b) + at())
    return out


def probability_error(values):
    """Half a draw more of each kind: both, none, the one, the other (Agresti and Min 2005)."""
    squares, net, all_ = sum(v * v for v in values) + 1, sum(values), DRAWS + 2
    return sqrt(squares - net * net / all_) / all_


def counted_again(place):
    levers = ("blend", "retrofit", "saving", "swap")
    subsets = [subset for size in range(5) for subset in itertools.combinations(levers, size)]
    runs = {subset: from_run(place, subset) for subset in subsets}
    found = attribute(place, "counted", wharf.wharf(place, "counted", levers), of=OF[:-1])
    checks.equal(found.results(), list(OF[:-1]), "results as asked")
    checks.equal(found.levers(), list(levers), "levers by name")
    for of in OF[:-1]:
        worth = {subset: values[of] for subset, (values, _) in runs.items()}
        mean = {subset: fmean(values) for subset, values in worth.items()}
        near = ROUNDING * SIZES.get(of, 20)
        error = probability_error if of.startswith("P(") else lambda values: stdev(values) / sqrt(DRAWS)
        total = [a - b for a, b in zip(worth[levers], worth[()])]
        expected = {("shapley", "total"): total}
        for lever in levers:
            rest = tuple(each for each in levers if each != lever)
            expected["shapley", lever] = shapley_by_draw(worth, levers, lever)
            expected["first_in", lever] = [a - b for a, b in zip(worth[(lever,)], worth[()])]
            expected["last_in", lever] = [a - b for a, b in zip(worth[levers], worth[rest])]
        for (measure, lever), values in expected.items():
            what = f"{of}, {lever}, {measure}"
            checks.near(found.of(of, lever, measure), fmean(values), near, what)
            low, high = found.intervals[of, measure, lever]
            reach = 1.96 * error(values)
            checks.near(high - low, 2 * reach, 1e-7 * reach + 4 * near, f"{what}: interval")
            checks.near(low + high, 2 * found.of(of, lever, measure), 4 * near, f"{what}: middle")
        for a, b in itertools.combinations(levers, 2):
            checks.near(found.pairs[of, a, b], interaction(mean, levers, a, b), 8 * near, f"{of}: {a} with {b}")
    # The same numbers that `run` prints, not only their differences.
    for of, variable, year in (("emissions.total@2035", "emissions.total", 2035), ("gdp@2035", "gdp", 2035)):
        with_all, without = (runs[s][1][variable, year, "mean"][0] for s in (levers, ()))
        checks.near(found.of(of, "total"), with_all - without, ROUNDING * 200, f"{of} of two runs")
    wedges = {(int(r["year"]), r["lever"]): float(r["value"]) for r in rows(place / "counted" / "wedges.csv")}
    checks.equal(sorted({year for year, _ in wedges}), list(YEARS), "a wedge every year")
    for year in YEARS:
        mean = lambda subset: runs[subset][1]["emissions.total", year, "mean"][0]
        checks.near(wedges[year, "total"], mean(levers) - mean(()), ROUNDING * 20, f"wedges of {year}")
        checks.near(sum(wedges[year, lever] for lever in levers), wedges[year, "total"], ROUNDING * 20,
                    f"wedges of {year}: sum")
    checks.near(wedges[2035, "swap"], found.of("emissions.total@2035", "swap"), ROUNDING * 20, "wedge and share")
    # The table of the same means gives the same shares.
    table = place / "means.csv"
    lines = ["subset,value"] + [f"{'+'.join(reversed(subset))},{fmean(runs[subset][0][OF[0]])!r}" for subset in subsets]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    again = attribute(place, "again", "--table", table, of=(), draws=None)
    for (_, measure, lever), value in again.values.items():
        checks.near(value, found.of(OF[0], lever, measure), ROUNDING * 20, f"{lever}, {measure} from a table")
    for (_, a, b), value in again.pairs.items():
        checks.near(value, found.pairs[OF[0], a, b], ROUNDING * 20, f"{a} with {b} from a table")
    checks.equal(again.intervals, {}, "a table knows no errors")
    lines[1:] = reversed(lines[1:])
    table.write_text("\ufeff" + "\r\n".join(lines) + "\r\n", encoding="utf-8")
    attribute(place, "backwards", "--table", table, of=(), draws=None)
    checks.same_files(place / "again", place / "backwards", "rows of a table in another order", but=("manifest.json",))


# --- what shares must be ---------------------------------------------------------------------------------------------

def add_up(place):
    for design in ("monte_carlo", "latin_hypercube", "sobol"):
        found = attribute(place, f"sum_{design}", wharf.wharf(place, "sums", LEVERS), "--design", design)
        for of in found.results():
            shares = [found.of(of, lever) for lever in found.levers()]
            checks.near(sum(shares), found.of(of, "total"), 1e-9, f"{design}: {of}: sum of shares")
            checks.equal(found.of(of, "slogan"), 0.0, f"{design}: {of}: a lever that opens after the horizon")
            for measure in ("first_in", "last_in"):
                checks.equal(found.of(of, "slogan", measure), 0.0, f"{design}: {of}: slogan {measure}")


def copies_share(place):
    """Two levers that do the same work get half each, and others do not notice."""
    copies = ["{use: retrofit, as: first_copy}", "{use: retrofit, as: second_copy}"]
    single = attribute(place, "single", wharf.wharf(place, "single", ["retrofit", "blend", "saving"]))
    # The same random numbers in both: a copy with numbers of its own would not do the very same work.
    certain = "parameters: {saving: 20 %}"
    single = attribute(place, "single",
                       wharf.wharf(place, "single", [f"{{use: retrofit, {certain}}}", "blend", "saving"]))
    double = attribute(place, "double", wharf.wharf(
        place, "double", [f"{copy[:-1]}, {certain}}}" for copy in copies] + ["blend", "saving"]))
    for of in single.results():
        near = ROUNDING * SIZES.get(of, 20)
        checks.near(double.of(of, "total"), single.of(of, "total"), near, f"{of}: a copy adds nothing")
        half = single.of(of, "retrofit") / 2
        if not of.startswith(("P(", "peak")):  # in a peak's year levers meet each other
            checks.near(double.of(of, "first_copy"), half, near, f"{of}: half")
            for other in ("blend", "saving"):
                checks.near(double.of(of, other), single.of(of, other), near, f"{of}: {other} untouched")
        checks.near(double.of(of, "first_copy"), double.of(of, "second_copy"), near, f"{of}: two halves")
        checks.near(double.of(of, "first_copy", "last_in"), 0.0, near, f"{of}: nothing on top of its copy")
        checks.near(double.of(of, "second_copy", "first_in"), single.of(of, "retrofit", "first_in"), near,
                    f"{of}: all of it alone")


def same_work_shared(place):
    """Fully overlapping levers of other numbers: still what the larger brings, in total."""
    found = attribute(place, "overlap", wharf.wharf(place, "overlap", [
        "{use: retrofit, as: weak, parameters: {saving: 10 %}}", "{use: retrofit, as: strong, parameters: {saving: 30 %}}"]))
    of = "emissions.total@2035"
    weak, strong = (found.of(of, name, "first_in") for name in ("weak", "strong"))
    checks.near(found.of(of, "total"), strong, ROUNDING * 20, "the strong one covers the weak one")
    checks.near(found.of(of, "weak"), weak / 2, ROUNDING * 20, "the weak one gets half of what both can do")
    checks.near(found.of(of, "strong"), strong - weak / 2, ROUNDING * 20, "the strong one the rest")
    checks.near(found.pairs[of, "strong", "weak"], -weak, ROUNDING * 20, "what both do is done once")


# --- what cannot change them -----------------------------------------------------------------------------------------

def threads_and_order(place):
    file = wharf.wharf(place, "same", LEVERS)
    attribute(place, "one", file, "--threads", "1")
    for threads in (2, 5):
        attribute(place, f"on_{threads}", file, "--threads", threads)
        checks.same_files(place / "one", place / f"on_{threads}", f"{threads} threads")
    (place / "other").mkdir()
    (place / "other" / "library").symlink_to(place / "library")
    reordered = wharf.wharf(place / "other", "same", LEVERS[::-1])
    attribute(place / "other", "one", reordered)
    checks.same_files(place / "one", place / "other" / "one", "levers in another order")
    if DRAWS > 256:
        names = dict(zip(LEVERS, ("e", "d", "c", "b", "a")))
        certain = {"saving": "part: 10 %", "retrofit": "saving: 20 %", "swap": "part: 30 %", "blend": "goal: 55 %",
                   "slogan": "part: 10 %"}
        use = lambda lever, named: f"{{use: {lever}, {named}parameters: {{{certain[lever]}}}}}"
        plain = attribute(place, "plain", wharf.wharf(place, "plain", [use(lever, "") for lever in LEVERS]))
        renamed = attribute(place, "renamed", wharf.wharf(
            place, "renamed", [use(lever, f"as: {names[lever]}, ") for lever in LEVERS]))
        for (of, measure, lever), value in plain.values.items():
            checks.near(renamed.of(of, names.get(lever, lever), measure), value, ROUNDING * SIZES.get(of, 20),
                        f"{of}: {lever} under another name, {measure}")


def more_draws_begin_with_the_same(place):
    """Seeds matter, and nothing else that chance could hide behind."""
    file = wharf.wharf(place, "seeds", LEVERS[:3])
    one, other = (attribute(place, f"seed_{seed}", file, "--seed", seed) for seed in (1, 2))
    of = "emissions.total@2035"
    checks.true(one.of(of, "swap") != other.of(of, "swap"), "another seed, other draws")
    low, high = one.intervals[of, "shapley", "swap"]
    checks.near(one.of(of, "swap"), other.of(of, "swap"), 5 / 1.96 * sqrt(2) * (high - low) / 2, "two seeds")


# --- many levers -----------------------------------------------------------------------------------------------------

def sampled_orders(place):
    """15 levers, 11 of which never open: the shares of the others are those of four levers, within their errors."""
    idle = ["{use: slogan, as: idle_%d}" % i for i in range(11)]
    four = ["blend", "retrofit", "saving", "swap"]
    of = OF[:6]
    draws = 256 if SANITIZED else 512
    exact = attribute(place, "exact", wharf.wharf(place, "four", four), of=of, draws=draws)
    sampled = attribute(place, "sampled", wharf.wharf(place, "fifteen", four + idle), of=of, draws=draws)
    checks.equal(len(sampled.levers()), 15, "fifteen levers")
    for result in of:
        checks.near(sum(sampled.of(result, lever) for lever in sampled.levers()), sampled.of(result, "total"), 1e-9,
                    f"{result}: sampled shares add up")
        checks.near(sampled.of(result, "total"), exact.of(result, "total"), ROUNDING * SIZES.get(result, 20),
                    f"{result}: the total is not sampled")
        for lever in four:
            low, high = sampled.intervals[result, "shapley", lever]
            # Both share their draws: the error is of the orders alone, which is less than that of both.
            checks.near(sampled.of(result, lever), exact.of(result, lever), 5 / 1.96 * (high - low) / 2,
                        f"{result}: {lever} by sampled orders")
            for measure in ("first_in", "last_in"):
                checks.near(sampled.of(result, lever, measure), exact.of(result, lever, measure),
                            ROUNDING * SIZES.get(result, 20), f"{result}: {lever}, {measure} is not sampled")
        for lever in (name for name in sampled.levers() if name.startswith("idle")):
            checks.equal(sampled.of(result, lever), 0.0, f"{result}: {lever} sampled")
    checks.close(sampled.pairs[of[0], "saving", "swap"], exact.pairs[of[0], "saving", "swap"], 0.2,
                 "what two do together, sampled")
    again = attribute(place, "sampled_again", wharf.wharf(place, "fifteen", four + idle), "--threads", "1", of=of,
                      draws=draws)
    checks.same_files(place / "sampled", place / "sampled_again", "sampled orders on one thread")
    checks.equal(again.levers(), sampled.levers(), "levers")


checks = Checks()
with workplace() as here:
    wharf.library(here)
    for law in (counted_again, add_up, copies_share, same_work_shared, threads_and_order,
                more_draws_begin_with_the_same, sampled_orders):
        law(here)
checks.finish()
