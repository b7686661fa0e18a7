# SPDX-License-Identifier: MIT
"""differences.csv, counted again from the draws: each number, its standard error, and what cannot change it."""
import os
import sys
from math import hypot, sqrt
from pathlib import Path
from statistics import fmean, stdev

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import hill
from support.program import Checks, columns, rows, run, scenario_file, workplace

SANITIZED = bool(os.environ.get("CITYPEAK_SANITIZE", ""))
DRAWS = 1024 if SANITIZED else 2048
REPLICATES, BLOCK = 16, 64
BASE_YEAR, HORIZON = hill.BASE_YEAR, hill.HORIZON
YEARS = range(BASE_YEAR, HORIZON + 1)
VARIABLES = ("gdp", "emissions.total", "energy.total")  # always compared, in the order of the file
SIZES = {"gdp": 300, "emissions.total": 20, "energy.total": 400}
SHARES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
STUDENT = 1.7530503556925547 / 1.6448536269514722  # t of 15 degrees of freedom over normal, at 0.95
PAST = 2016  # the year of the largest emissions before the base year: 6 % above it, so some draws have peaked already
HISTORY = f"history:\n  - {{variable: emissions.total, series: {{{PAST}: 5.3 MtCO2, 2020: 5 MtCO2}}}}\n"
LAYERS = {
    "greener": "economy: {growth: -0.4 %}\nsectors: {all: {intensity_offset: {uniform: [-1 %, 0.7 %]}}}\n",
    "slower": "carriers: {coal: {factor_trend: {triangular: [-1 %, 0.3 %, 1.4 %]}}}\n",
    "copy": "",
    # Neither law is normal: a number that became a score on the way would come back with another last digit.
    "bound": "correlation:\n  - {between: [sectors.all.intensity_offset, carriers.coal.factor_trend], value: 0.5}\n",
}
ROUNDING = 1e-12  # of sums of a few thousand numbers that are printed with all their digits
BIN = 1e-3        # of a quantile, from its histogram


def scenarios(place):
    files = {"hill": hill.hill(place, more=HISTORY)}
    for name, text in LAYERS.items():
        files[name] = scenario_file(place, name, f"extends: hill.yaml\nid: {name}\n{text}")
    return files


def compared(place, name, files, *options, design="monte_carlo"):
    run(files, place / name, "--draws", DRAWS, "--design", design, "--save-draws", "--variables", ",".join(VARIABLES),
        "--format", "csv", *options)
    return place / name


def differences(folder):
    """(reference, scenario) -> {(quantity, statistic): (value, standard error)}, in the file's order."""
    out = {}
    for r in rows(folder / "differences.csv"):
        own = out.setdefault((r["reference"], r["scenario"]), {})
        key = r["quantity"], r["statistic"]
        checks.true(key not in own, f"{key} stands twice")
        own[key] = float(r["value"]), float(r["standard_error"])
    return out


class Draws:
    """outcomes.csv of one scenario."""

    def __init__(self, folder, scenario):
        header, body = columns(folder / "outcomes.csv")
        self.at = {name: i for i, name in enumerate(header)}
        self.rows = [row for row in body if row[self.at["scenario"]] == scenario]
        self.outcome = [row[self.at["peak_outcome"]] for row in self.rows]

    def numbers(self, column):
        return [float(row[self.at[column]]) for row in self.rows]

    def order(self):
        last = {"already_peaked": 0, "not_peaked": 10 ** 4}
        return [last[word] if word in last else int(word) for word in self.outcome]

    def restricted(self):
        words = {"already_peaked": PAST, "not_peaked": HORIZON}
        return [words[word] if word in words else int(word) for word in self.outcome]


# --- numbers from draws ---------------------------------------------------------------------------------------------

def type_7(values, p):
    ordered = sorted(values)
    place = (len(ordered) - 1) * p
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def by_replicate(values):
    out = [[] for _ in range(REPLICATES)]
    for draw, value in enumerate(values):
        out[draw // BLOCK % REPLICATES].append(value)
    return [fmean(part) for part in out]


def share_error(hits, design):
    """Of the share of draws that did something: Agresti and Coull, or the spread of replicates with their rounding."""
    if design == "monte_carlo":
        extra = 1.96 ** 2
        middle = (sum(hits) + extra / 2) / (DRAWS + extra)
        return sqrt(middle * (1 - middle) / (DRAWS + extra))
    each = DRAWS / REPLICATES
    return STUDENT * hypot(stdev(by_replicate(hits)), 1 / (sqrt(12) * each)) / sqrt(REPLICATES)


def mean_error(values, design):
    if design == "monte_carlo":
        return stdev(values) / sqrt(DRAWS)
    return STUDENT * stdev(by_replicate(values)) / sqrt(REPLICATES)


def shift_error(shifts, design):
    """Of the mean of draws that are -1, 0 or 1."""
    if design == "monte_carlo":
        # Half a draw more of each of the four kinds: both, none, the one, the other (Agresti and Min 2005).
        apart, net = sum(map(abs, shifts)) + 1, sum(shifts)
        return sqrt(apart - net * net / (DRAWS + 2)) / (DRAWS + 2)
    each = DRAWS / REPLICATES
    return hypot(mean_error(shifts, design), 1 / (each * sqrt(6 * REPLICATES)))


# --- one pair -------------------------------------------------------------------------------------------------------

def check_values(found, quantity, values, design, size, what):
    """Mean, error and quantiles of what lies between the draws; `size` is that of the numbers taken off each other."""
    value, error = found[quantity, "mean"]
    checks.near(value, fmean(values), ROUNDING * size, f"{what} {quantity}, mean")
    checks.near(error, mean_error(values, design), 1e-9 * size, f"{what} {quantity}, standard error")
    for name, p in SHARES.items():
        value, error = found[quantity, name]
        exact = type_7(values, p)
        # Between two draws that are far apart the histogram does not know where the lower one's bin ends.
        checks.near(value, exact, BIN * max(abs(exact), abs(value)) + ROUNDING * size, f"{what} {quantity}, {name}")
        checks.true(error >= 0, f"{what} {quantity}, {name}: standard error {error}")


def check_pair(found, before, after, design, years, what):
    # Which of the two peaks first.
    moves = [(a > b) - (a < b) for b, a in zip(before.order(), after.order())]
    total = 0.0
    for name, move in (("earlier", -1), ("same", 0), ("later", 1)):
        hits = [each == move for each in moves]
        value, error = found["peak_order", name]
        total += value
        checks.equal(value, sum(hits) / DRAWS, f"{what} peak_order {name}")
        checks.close(error, share_error(hits, design), 1e-9, f"{what} peak_order {name}, standard error")
    checks.near(total, 1, 1e-15, f"{what} peak_order: sum")  # shares of a power of two of draws are exact

    later = [a - b for b, a in zip(before.restricted(), after.restricted())]
    check_values(found, "peak_year_restricted", later, design, 100, what)

    outcomes = {"P(already_peaked)": (0, 0), "P(not_peaked)": (10 ** 4, 10 ** 4),
                **{f"P(peak<={year})": (0, year) for year in YEARS}}
    for quantity, (first, last) in outcomes.items():
        shifts = [(first <= a <= last) - (first <= b <= last) for b, a in zip(before.order(), after.order())]
        value, error = found[quantity, "mean"]
        checks.near(value, sum(shifts) / DRAWS, 1e-15, f"{what} {quantity}")
        checks.close(error, shift_error(shifts, design), 1e-9, f"{what} {quantity}, standard error")
        apart = sum(map(abs, shifts))
        if design == "monte_carlo" and apart > 0:
            # Against the sample's own: what is added is one draw apart and two draws in all.
            checks.close(error, stdev(shifts) / sqrt(DRAWS), 1.5 / apart + 3 / DRAWS,
                         f"{what} {quantity}, sample's own error")

    def column_differences(column):
        return [a - b for b, a in zip(before.numbers(column), after.numbers(column))]

    check_values(found, "peak_level", column_differences("peak_level"), design, 20, what)
    for variable in VARIABLES:
        of_years = {year: column_differences(f"{variable}@{year}") for year in YEARS}
        size = SIZES[variable]
        for year in years:
            check_values(found, f"{variable}@{year}", of_years[year], design, size, what)
        sums = [sum(values) for values in zip(*of_years.values())]
        check_values(found, f"sum({variable},{BASE_YEAR}..{HORIZON})", sums, design, 41 * size, what)

    wanted = [("peak_order", name) for name in ("earlier", "same", "later")]
    statistics = ("mean", *SHARES)
    wanted += [("peak_year_restricted", name) for name in statistics]
    wanted += [(quantity, "mean") for quantity in
               ("P(already_peaked)", *(f"P(peak<={year})" for year in YEARS), "P(not_peaked)")]
    wanted += [("peak_level", name) for name in statistics]
    for variable in VARIABLES:
        quantities = [f"{variable}@{year}" for year in years] + [f"sum({variable},{BASE_YEAR}..{HORIZON})"]
        wanted += [(quantity, name) for quantity in quantities for name in statistics]
    checks.true(list(found) == wanted, f"{what} other rows or another order: {set(found) ^ set(wanted)}")


def counted_again(place, files):
    fifth = [year for year in YEARS if year % 5 == 0]
    for design in ("monte_carlo", "latin_hypercube", "sobol"):
        out = compared(place, design, [files[name] for name in ("hill", "greener", "bound")], design=design)
        found = differences(out)
        checks.equal(list(found), [("hill", "greener"), ("hill", "bound")], f"{design}: pairs")
        draws = {name: Draws(out, name) for name in ("hill", "greener", "bound")}
        for name in ("greener", "bound"):
            kinds = {draws["hill"].outcome[d] for d in range(DRAWS)} & {"already_peaked", "not_peaked"}
            checks.equal(len(kinds), 2, f"{design}: both censored outcomes occur")
            check_pair(found["hill", name], draws["hill"], draws[name], design, fifth, f"{design}, {name}:")


# --- what cannot change them ----------------------------------------------------------------------------------------

def swapped(place, files):
    """The other one as the reference: the same draws seen from the other side."""
    turn = {"mean": "mean", "p05": "p95", "p25": "p75", "p50": "p50", "p75": "p25", "p95": "p05"}
    both = [files["hill"], files["greener"]]
    one = differences(compared(place, "one", both))["hill", "greener"]
    other = differences(compared(place, "other", both, "--reference", "greener"))["greener", "hill"]
    checks.equal(set(one), set(other), "rows with the other reference")
    for (quantity, statistic), (value, error) in one.items():
        what = f"{quantity} {statistic} with the other reference"
        if quantity == "peak_order":
            mirrored = {"earlier": "later", "same": "same", "later": "earlier"}[statistic]
            checks.equal(other[quantity, mirrored], (value, error), what)
            continue
        back, back_error = other[quantity, turn[statistic]]
        if statistic == "mean":
            checks.near(back, -value, ROUNDING * max(1, abs(value)), what)
            checks.near(back_error, error, 1e-9 * max(1, abs(error)), f"{what}, standard error")
        else:
            checks.near(back, -value, BIN * abs(value) + ROUNDING, what)
            # Of two places in the histogram, each within 0.1 % of the value.
            checks.near(back_error, error, BIN * abs(value) + ROUNDING, f"{what}, standard error")


def copied(place, files):
    """A scenario against its copy: nothing differs in any draw."""
    for design in ("monte_carlo", "latin_hypercube", "sobol"):
        found = differences(compared(place, "copied", [files["hill"], files["copy"]], design=design))["hill", "copy"]
        for (quantity, statistic), (value, error) in found.items():
            checks.equal(value, 1.0 if (quantity, statistic) == ("peak_order", "same") else 0.0,
                         f"{design}: {quantity} {statistic} of a copy")
            if quantity.startswith("P(") or quantity == "peak_order":
                # No draw apart out of 2048 is no proof: half a draw or a draw of doubt.
                checks.true(0 < error < 4 / DRAWS, f"{design}: {quantity} {statistic} of a copy, error {error}")
            else:
                checks.equal(error, 0.0, f"{design}: {quantity} {statistic} of a copy, standard error")


def after_header(path):
    return path.read_bytes().split(b"\n", 1)[1]


def alone(place, files):
    """What a scenario's own files say does not depend on the others, and the reference is among them."""
    names = ("hill", "greener", "slower", "bound")
    for design in ("monte_carlo", "latin_hypercube", "sobol"):
        together = compared(place, "together", [files[name] for name in names], design=design)
        # Sobol's directions are the reference's: only its own files are the same.
        kept = names if design != "sobol" else names[:1]
        single = [compared(place, f"alone_{name}", files[name], design=design) for name in kept]
        for name in ("projection.csv", "peak.csv", "peak_summary.csv", "outcomes.csv"):
            text = b"".join(after_header(folder / name) for folder in single)
            found = after_header(together / name)
            checks.true(text and (found == text if kept == names else found.startswith(text)),
                        f"{design}: {name} of one scenario at a time")
        checks.true(not (single[0] / "differences.csv").exists(), "nothing to compare, no file")


def reordered(place, files):
    """The order of the files is that of the rows, and nothing else; `compare` is `run` of several."""
    for design in ("monte_carlo", "latin_hypercube", "sobol"):
        one = compared(place, "forwards", [files[name] for name in ("hill", "greener", "slower")], design=design)
        other = compared(place, "backwards", [files[name] for name in ("slower", "greener", "hill")], "--reference",
                         "hill", design=design)
        checks.equal(list(differences(other)), [("hill", "slower"), ("hill", "greener")], f"{design}: pairs backwards")
        for name in ("differences.csv", "projection.csv", "peak.csv", "peak_summary.csv", "outcomes.csv"):
            lines = [sorted((folder / name).read_bytes().split(b"\n")) for folder in (one, other)]
            checks.true(lines[0] == lines[1], f"{design}: {name} in another order of files")
            text = [(folder / name).read_bytes() for folder in (one, other)]
            checks.true(text[0] != text[1], f"{design}: {name} keeps its order")


def years_asked_for(place, files):
    both = [files["hill"], files["greener"]]
    out = compared(place, "years", both, "--years", "2033,2041..2042")
    found = differences(out)["hill", "greener"]
    years = [q.split("@")[1] for q, s in found if s == "mean" and q.startswith("energy.total@")]
    checks.equal(years, ["2033", "2041", "2042"], "the years asked for")
    every = differences(compared(place, "every", both))["hill", "greener"]
    for key in found.keys() & every.keys():
        checks.equal(found[key], every[key], f"{key} with --years")
    # 3 of the order, 6 of the year, 5 probabilities, 6 of the level, 6 of each variable's sum.
    checks.equal(len(found.keys() & every.keys()), 38, "rows that are there with any years")


def drawn_apart(place, files):
    """draws.csv has an input of another law or correlation for the scenario that has it, at the end."""
    options = ("--draws", 128, "--save-draws")
    run([files["hill"], files["greener"]], place / "apart", *options)
    run([files["greener"]], place / "greener_alone", *options)
    name = "hill.sectors.all.intensity_offset"
    together, own = list(rows(place / "apart" / "draws.csv")), list(rows(place / "greener_alone" / "draws.csv"))
    checks.equal(list(together[0])[-1], f"greener:{name}", "the other law's column is the last")
    checks.equal([row[f"greener:{name}"] for row in together], [row[name] for row in own], "the other law's draws")
    checks.true(all(a[name] != b[name] for a, b in zip(together, own)), "the first scenario's are other draws")


checks = Checks()
with workplace() as here:
    FILES = scenarios(here)
    for law in (counted_again, swapped, copied, alone, reordered, years_asked_for, drawn_apart):
        law(here, FILES)
checks.finish()
