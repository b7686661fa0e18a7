# SPDX-License-Identifier: MIT
"""What drives a scenario: effects add up in every table, agree with the run's own means, and redo by hand on one path."""
import math
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import SCENARIOS, Checks, call, central, projection, rows, run, workplace

DRIVERS = ["population", "gdp_per_capita", "structure", "intensity", "mix", "factor", "process"]


def effects_of(folder):
    table = defaultdict(dict)
    for row in rows(folder / "lmdi.csv"):
        table[int(row["from"]), int(row["to"])][row["term"], row["factor"]] = row
    return table


def log_mean(a, b):
    if a == b:
        return a
    return (a - b) / math.log(a / b) if a > 0 and b > 0 else 0.0


def by_hand(path, first, last):
    """The factors' effects of the total on one path, from central.csv alone; zeros do not occur here."""
    def products(year):
        at = lambda name: path[name, year]
        terms = {}
        for name, when in path:
            if when != year or not name.startswith("share."):
                continue
            _, sector, carrier = name.split(".")
            activity, energy = at(f"activity.{sector}"), at(f"energy.sector.{sector}")
            if at(name) > 0 and energy > 0:
                terms[sector, carrier] = [at("population"), at("gdp") / at("population"), activity / at("gdp"),
                                          energy / activity, at(name), at(f"factor.{carrier}") * 1e-3]
        return terms
    before, after = products(first), products(last)
    sums = [0.0] * 6
    for key in before.keys() & after.keys():
        value, other = math.prod(before[key]), math.prod(after[key])
        for i in range(6):
            if value > 0 and other > 0:
                sums[i] += log_mean(value, other) * math.log(after[key][i] / before[key][i])
    return sums


checks = Checks()
with workplace() as folder:
    for name in ("tutorial/ten_million", "shenzhen/five_levers"):
        scenario = SCENARIOS / f"{name}.yaml"
        out = folder / name.replace("/", "_")
        call("decompose", scenario, "--draws", 2000, "--out", out)
        run(scenario, folder / "run", "--draws", 2000, "--force", "--variables", "emissions.total")
        means = projection(folder / "run")
        for (first, last), table in effects_of(out).items():
            factors = [factor for term, factor in table if term == "total"]
            sums = {factor: float(table["total", factor]["additive"]) for factor in factors}
            change = means["emissions.total", last, "mean"][0] - means["emissions.total", first, "mean"][0]
            # Means of exact sums on both sides: roundings only.
            checks.near(math.fsum(sums.values()), change, 1e-9 * means["emissions.total", first, "mean"][0],
                        f"{name} {first}..{last}: the effects add up to the change of the run's means")
            for factor in factors:
                parts = [float(row["additive"]) for (term, which), row in table.items()
                         if which == factor and term != "total"]
                checks.near(math.fsum(parts), sums[factor], 1e-9, f"{name} {first}..{last}: {factor} by term")
                low, high = (float(table["total", factor][key]) for key in ("p05", "p95"))
                checks.true(low <= high, f"{name}: the quantiles of {factor} stand in order")
            product = math.prod(float(table["total", factor]["multiplicative"]) for factor in factors)
            checks.true(product > 0, f"{name} {first}..{last}: ratios are above zero")

    # One path without shocks, redone from what a reviewer gets.
    scenario = SCENARIOS / "tutorial" / "ten_million.yaml"
    call("decompose", scenario, "--central", "--from", 2025, "--to", 2040, "--out", folder / "one")
    run(scenario, folder / "path", "--central")
    path = central(folder / "path")
    first, last = 2025, 2040
    table = effects_of(folder / "one")[first, last]
    for driver, wanted in zip(DRIVERS, by_hand(path, first, last)):
        checks.near(float(table["total", driver]["additive"]), wanted, 1e-9, f"one path: {driver} by hand")
    ratio = math.prod(float(row["multiplicative"]) for (term, _), row in table.items() if term == "total")
    checks.close(ratio, path["emissions.total", last] / path["emissions.total", first], 1e-12, "one path: the product of ratios")

    # The same bytes again, and refusals.
    call("decompose", scenario, "--draws", 500, "--out", folder / "a")
    call("decompose", scenario, "--draws", 500, "--out", folder / "b")
    checks.same_files(folder / "a", folder / "b", "a second time")
    for words in (("--from", 1990), ("--from", 2040, "--to", 2030), ("--to", 2999)):
        call("decompose", scenario, *words, "--out", folder / "none", code=2)
        checks.true(not (folder / "none").exists(), f"nothing is written for {words}")
    call("decompose", SCENARIOS / "tutorial" / "drivers.csv", "--draws", 100, "--out", folder / "none", code=2)
checks.finish()
