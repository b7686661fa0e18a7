# SPDX-License-Identifier: MIT
"""Sensitivity of scenarios: closed forms of nearly linear cities, agreement of methods, the same bytes on any threads."""
import math
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import SCENARIOS, Checks, call, central, rows, run, scenario_file, workplace

# Log GDP per head in 2030 is 10 (growth offset - population offset) plus a constant: with offsets this small the exponential
# bends it by parts in a thousand.
CITY = """\
city: line
base_year: 2020
horizon: 2040
population: {value: 10 million person, growth: 0.4 %, growth_offset: {normal: [0 %, 0.10 %]}}
economy: {gdp: 1200 billion CNY, price_year: 2020, growth: 4.5 %, growth_offset: {normal: [0 %, 0.20 %]}}
sectors: {all: {driver: gdp, elasticity: 1, energy: 600 PJ, intensity_trend: {normal: [-3.5 %, 0.15 %]}, carriers: {coal: 100 %}}}
carriers: {coal: {factor: 94.6 kgCO2/GJ}}
"""
CORRELATED = CITY + """\
uncertainty:
  correlation:
    - {between: [population.growth_offset, economy.growth_offset], value: 0.6, kind: latent}
"""
BENT = 0.02  # of a share: exponentials, and errors of the design


def indices(folder):
    """(result, input, index) -> row."""
    return {(r["of"], r["input"] + ("|" + r["input_2"] if r["input_2"] else ""), r["index"]): r
            for r in rows(folder / "sensitivity.csv")}


def values(folder, of, index):
    return {key[1]: float(row["value"]) for key, row in indices(folder).items() if key[0] == of and key[2] == index}


checks = Checks()
with workplace() as folder:
    plain = scenario_file(folder, "plain", CITY)
    correlated = scenario_file(folder, "correlated", CORRELATED)
    of = "gdp_per_capita@2030"
    people, growth, trend = "line.population.growth_offset", "line.economy.growth_offset", "line.sectors.all.intensity_trend"
    both = f"{people}+{growth}"

    # Independent: variances 0.1^2, 0.2^2 and 0, of a difference.
    for method in ("sobol", "shapley"):
        call("sensitivity", plain, "--method", method, "--of", of, "--draws", 4096, "--out", folder / method)
        for index in (("first", "total") if method == "sobol" else ("shapley",)):
            found = values(folder / method, of, index)
            for name, wanted in ((people, 0.2), (growth, 0.8), (trend, 0.0)):
                checks.near(found[name], wanted, BENT, f"{method} {index} of {name}")
    checks.near(sum(values(folder / "shapley", of, "shapley").values()), 1.0, 1e-12, "Shapley effects add up to 1")
    call("sensitivity", plain, "--method", "rank", "--of", of, "--draws", 4000, "--out", folder / "rank")
    for name, wanted in ((people, -math.sqrt(0.2)), (growth, math.sqrt(0.8)), (trend, 0.0)):
        row = indices(folder / "rank")[of, name, "src"]
        checks.true(float(row["low"]) - 0.01 <= wanted <= float(row["high"]) + 0.01, f"coefficient of {name}: {row}")
    call("sensitivity", plain, "--method", "morris", "--of", of, "--draws", 20, "--out", folder / "morris")
    mu, star, sigma = (values(folder / "morris", of, index) for index in ("mu", "mu_star", "sigma"))
    checks.true(mu[people] < 0 < mu[growth] and mu[trend] == 0 == sigma[trend], "signs of Morris' effects")
    # The jump from 0.125 to 0.625 or from 0.375 to 0.875 is as wide, in quantiles of the normal law: no spread but bending.
    checks.close(star[growth] / star[people], 2.0, 0.05, "Morris' sizes go like the deviations")

    # Correlated by 0.6: Shapley effects of Owen and Prieur, and Sobol by the set.
    call("sensitivity", correlated, "--method", "shapley", "--of", of, "--draws", 8192, "--out", folder / "owen")
    a, b, rho = 0.01, 0.04, -0.6  # of -population and growth
    cross = rho * math.sqrt(a * b)
    whole = a + b + 2 * cross
    effects = {people: (a + cross + rho ** 2 / 2 * (b - a)) / whole, growth: (b + cross + rho ** 2 / 2 * (a - b)) / whole}
    found = values(folder / "owen", of, "shapley")
    for name, wanted in effects.items():
        checks.near(found[name], wanted, 1.5 * BENT, f"Shapley effect of {name} with correlation")
    checks.near(sum(found.values()), 1.0, 1e-12, "Shapley effects with correlation add up to 1")
    call("sensitivity", correlated, "--method", "sobol", "--of", of, "--draws", 2048, "--out", folder / "set")
    checks.near(values(folder / "set", of, "first")[both], 1.0, BENT, "a correlated set by itself explains everything")
    call("sensitivity", plain, "--method", "sobol", "--groups", "growth=*.growth_offset", "--of",
         of, "--draws", 2048, "--out", folder / "groups")
    checks.near(values(folder / "groups", of, "total")["growth"], 1.0, BENT, "an asked group explains what its members do")
    # A nearly linear city has no interaction: of 95 % intervals at most three in ten may miss it (chance of more: 1e-3).
    held = 0
    for seed in range(10):
        call("sensitivity", plain, "--method", "sobol", "--groups", "growth=*.growth_offset", "--second", "--of",
             "emissions.total@2030", "--draws", 1024, "--seed", seed, "--force", "--out", folder / "pairs")
        pairs = [row for key, row in indices(folder / "pairs").items() if key[2] == "second"]
        checks.equal(len(pairs), 1, "pairs of two groups")
        held += float(pairs[0]["low"]) <= 0.0 <= float(pairs[0]["high"])
    checks.true(held >= 7, f"{held} of 10 intervals of the interaction hold 0")

    # A tornado is one path with an input moved.
    call("sensitivity", plain, "--method", "tornado", "--of", "emissions.total@2035", "--out", folder / "tornado")
    low = -3.5 - 0.15 * 1.2815515655446004
    run(plain, folder / "moved", "--central", "--set", f"sectors.all.intensity_trend={low!r} %")
    checks.close(values(folder / "tornado", "emissions.total@2035", "low_result")[trend],
                 central(folder / "moved")["emissions.total", 2035], 1e-9, "the tornado's low result is that path's")

    # Nothing varies in the base year; threads and a second time change nothing.
    call("sensitivity", plain, "--method", "sobol", "--of", "gdp@2020", "--draws", 1024, "--out", folder / "flat")
    words = {row["word"] for row in rows(folder / "flat" / "sensitivity.csv")}
    checks.equal(words, {"no_variance"}, "a result that does not vary gets a word")
    checks.true(all(row["value"] == "" for row in rows(folder / "flat" / "sensitivity.csv")), "and no number")
    shenzhen = SCENARIOS / "shenzhen" / "five_levers.yaml"
    for method in ("sobol", "shapley", "morris"):
        for threads in (1, 2):
            call("sensitivity", shenzhen, "--method", method, "--draws", 1024 if method != "morris" else 4, "--threads",
                 threads, "--out", folder / f"{method}_{threads}")
        checks.same_files(folder / f"{method}_1", folder / f"{method}_2", f"{method} on one thread and two")
    sums = defaultdict(float)
    for row in rows(folder / "shapley_1" / "sensitivity.csv"):
        sums[row["of"]] += float(row["value"])
    for result, total in sums.items():
        checks.near(total, 1.0, 1e-9, f"Shapley effects of {result} add up to 1")

    for words in (("--method", "sobl"), ("--method", "sobol", "--of", "emissions.totl@2030"), (),
                  ("--method", "sobol", "--draws", 3), ("--method", "sobol", "--groups", "x=nothing.like.this"),
                  ("--method", "sobol", "--groups", "x"), ("--method", "rank", "--draws", 20)):
        done = call("sensitivity", plain, *words, "--out", folder / "none", code=2)
        checks.true(not (folder / "none").exists(), f"nothing is written for {words}")
checks.finish()
