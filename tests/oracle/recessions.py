# SPDX-License-Identifier: MIT
"""Recessions and shocks of energy intensity in cities so small that their laws are known: shares, levels, spreads."""
import sys
from collections import Counter
from math import exp, log, sqrt
from pathlib import Path
from statistics import NormalDist, fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.laws import kolmogorov
from support.program import STANDARD_ERRORS, Checks, rows, run, scenario_file, workplace

DRAWS = 100_000
BASE_YEAR = 2020
GDP, ENERGY = 100.0, 50.0  # billion CNY, PJ
PROBABILITY, DEPTH, RECOVERY = 0.07, 0.05, 0.4
# Levels are a few logarithms added and one exponential.
ROUNDING = 1e-12
CITY = """
city: small
base_year: 2020
horizon: {horizon}
population: {{value: 1 million person, growth: 0 %}}
economy: {{gdp: 100 billion CNY, price_year: 2020, growth: 0 %, {economy}}}
{observed}
sectors:
  all: {{driver: gdp, activity: 10 Mt, energy: 50 PJ, carriers: {{coal: 100 %}}, process: {{factor: 0.5 tCO2/t}}}}
carriers: {{coal: {{factor: 95 kgCO2/GJ}}}}
"""


def draws_of(place, name, horizon, economy, observed="", draws=DRAWS, variables="gdp,energy.total", saved=False):
    """The rows of outcomes.csv, and those of draws.csv if asked for, as numbers by column."""
    file = scenario_file(place, name, CITY.format(horizon=horizon, economy=economy, observed=observed))
    run(file, place / name, "--draws", draws, "--variables", variables, "--save-draws")
    keep = ["outcomes.csv"] + ["draws.csv"] * saved
    return [[{key: float(value) for key, value in row.items() if "@" in key or "[" in key}
             for row in rows(place / name / each)] for each in keep]


def rare(count, draws, p, what):
    checks.near(count / draws, p, STANDARD_ERRORS * sqrt(p * (1 - p) / draws), what)


def recessions(place):
    """Growth 0, no other shock: GDP takes a handful of levels, each as often as its years say."""
    economy = f"recession: {{probability: {PROBABILITY}, depth: {DEPTH}, recovery: {RECOVERY}}}"
    outcomes, = draws_of(place, "rare", BASE_YEAR + 2, economy)
    left = 1 - DEPTH
    # (hit in the first year, hit in the second) -> GDP of both years over that of the base year
    wanted = {(False, False): (1, 1), (True, False): (left, left ** (1 - RECOVERY)), (False, True): (1, left),
              (True, True): (left, left ** (2 - RECOVERY))}
    seen = Counter()
    for row in outcomes:
        path = row["gdp@2021"] / GDP, row["gdp@2022"] / GDP
        case = min(wanted, key=lambda at: sum(abs(a - b) for a, b in zip(path, wanted[at])))
        seen[case] += 1
        for got, level in zip(path, wanted[case]):
            checks.close(got, level, ROUNDING, f"GDP of {case}")
        checks.close(row["energy.total@2022"], ENERGY * path[1], ROUNDING, "energy follows GDP")
    for case in wanted:
        p = (PROBABILITY if case[0] else 1 - PROBABILITY) * (PROBABILITY if case[1] else 1 - PROBABILITY)
        rare(seen[case], DRAWS, p, f"recession in (2021, 2022): {case}")


def known_years(place):
    """Up to the last known year of GDP nothing is hit, and nothing is made good after it."""
    economy = "recession: {probability: 50 %, depth: 10 %}, intensity_shock: {sd: 5 %}"
    outcomes, inputs = draws_of(place, "known", BASE_YEAR + 2, economy, "observed: {gdp: {2021: 103 billion CNY}}",
                                1000, saved=True)
    checks.equal(set(inputs[0]), {"small.economy.recession[2022]", "small.economy.intensity_shock[2021]",
                                  "small.economy.intensity_shock[2022]"}, "yearly numbers after a known year")
    for row, number in zip(outcomes, inputs):
        hit = number["small.economy.recession[2022]"] < 0.5
        checks.close(row["gdp@2021"], 103.0, ROUNDING, "known GDP")
        checks.close(row["gdp@2022"], 103.0 * (0.9 if hit else 1.0), ROUNDING, "GDP after a known year")
        checks.close(row["energy.total@2021"], ENERGY * 1.03, ROUNDING, "no shock of intensity in a known year")
        shocked = exp(0.05 * number["small.economy.intensity_shock[2022]"])
        checks.close(row["energy.total@2022"], ENERGY * row["gdp@2022"] / GDP * shocked, ROUNDING,
                     "intensity after a known year")


def certain(place):
    """The central path never has a recession, however likely; probability 0 and depth 0 leave GDP to the bit."""
    for name, economy in {"never": "recession: {probability: 0 %, depth: 30 %}",
                          "harmless": "recession: {probability: 50 %, depth: 0 %}"}.items():
        outcomes, = draws_of(place, name, BASE_YEAR + 3, economy, draws=200)
        checks.equal({row["gdp@2023"] for row in outcomes}, {GDP}, f"GDP where a recession is {name}")
    file = scenario_file(place, "likely", CITY.format(
        horizon=BASE_YEAR + 3, economy="recession: {probability: 50 %, depth: 30 %}", observed=""))
    run(file, place / "likely", "--central")
    checks.equal({float(row["value"]) for row in rows(place / "likely" / "central.csv") if row["variable"] == "gdp"},
                 {GDP}, "GDP of the central path")


def summed_sd(sd, rho, years, stationary):
    """Standard deviation of e[1] + .. + e[n], e[i] = rho*e[i-1] + sd*sqrt(1 - rho^2)*z[i], e[0] = sd*z[0] or 0."""
    weights = [sd * sqrt(1 - rho * rho) * sum(rho ** k for k in range(years - i)) for i in range(years)]
    first = sd * sum(rho ** k for k in range(1, years + 1)) if stationary else 0.0
    return sqrt(first * first + sum(w * w for w in weights))


def intensity(place):
    """The log of energy per GDP is normal with the spread of the summed shocks; processes are left alone."""
    sd, years = 0.02, 4
    for rho, start in ((0.0, "stationary"), (0.6, "stationary"), (0.6, "zero"), (-0.5, "stationary")):
        name = f"intensity_{start}_{rho}".replace(".", "_").replace("-", "minus")
        outcomes, = draws_of(place, name, BASE_YEAR + years,
                             f"intensity_shock: {{sd: {sd}, persistence: {rho}, start: {start}}}",
                             variables="gdp,energy.total,emissions.process")
        for n in (1, years):
            law = NormalDist(0.0, summed_sd(sd, rho, n, start == "stationary"))
            logs = [log(row[f"energy.total@{BASE_YEAR + n}"] / row[f"gdp@{BASE_YEAR + n}"] * GDP / ENERGY)
                    for row in outcomes]
            # At a fixed seed; by chance one test in a million would fall below.
            checks.true(kolmogorov(logs, law.cdf) > 1e-6, f"{name}: log of energy per GDP after {n} years")
            checks.near(fmean(x * x for x in logs) / law.variance, 1.0, STANDARD_ERRORS * sqrt(2 / DRAWS),
                        f"{name}: variance after {n} years")
        checks.equal({row[f"gdp@{BASE_YEAR + years}"] for row in outcomes}, {GDP}, f"{name}: GDP")
        checks.equal({row[f"emissions.process@{BASE_YEAR + years}"] for row in outcomes},
                     {outcomes[0][f"emissions.process@{BASE_YEAR}"]}, f"{name}: process emissions")


def together(place):
    """The first year's shocks of GDP and of intensity have the written correlation; so have later ones of one rho."""
    for correlation in (-0.3, 0.8, -1.0):
        name = f"together_{correlation}".replace(".", "_").replace("-", "minus")
        outcomes, = draws_of(place, name, BASE_YEAR + 2, "shock: {sd: 1.5 %, persistence: 0.4}, "
                             f"intensity_shock: {{sd: 1 %, persistence: 0.4, correlation: {correlation}}}")
        for year in (BASE_YEAR + 1, BASE_YEAR + 2):
            growth = [log(row[f"gdp@{year}"] / row[f"gdp@{year - 1}"]) for row in outcomes]
            change = [log(row[f"energy.total@{year}"] / row[f"energy.total@{year - 1}"]) - g
                      for row, g in zip(outcomes, growth)]
            found = fmean(a * b for a, b in zip(growth, change)) / sqrt(fmean(a * a for a in growth) *
                                                                        fmean(b * b for b in change))
            # Standard error of a correlation of normal numbers; that of a perfect one is rounding.
            checks.near(found, correlation, STANDARD_ERRORS * (1 - correlation ** 2) / sqrt(DRAWS) + 1e-9,
                        f"{name}: correlation in {year}")


checks = Checks()
with workplace() as here:
    recessions(here)
    known_years(here)
    certain(here)
    intensity(here)
    together(here)
checks.finish()
