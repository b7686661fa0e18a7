# SPDX-License-Identifier: MIT
"""The smallest city has lognormal results in every year: its means, quantiles and standard errors in closed form."""
import sys
from math import exp, log, pi, sqrt
from pathlib import Path
from statistics import NormalDist

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import SCENARIOS, STANDARD_ERRORS, STATISTICS, Checks, projection, rows, run, workplace

DRAWS = 200_000
BASE_YEAR, HORIZON = 2020, 2060
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
# Numbers of scenarios/tutorial/kaya.yaml, typed again.
PEOPLE, GDP, ENERGY, FACTOR = 10e6, 1200.0, 600.0, 94.6e-3  # person, billion CNY, PJ, Mt CO2 per PJ
PEOPLE_GROWTH, GDP_GROWTH = log(1.004), log(1.045)
PEOPLE_OFFSET, GDP_OFFSET = 0.001, 0.01
SHOCK, PERSISTENCE = 0.015, 0.6
INTENSITY, INTENSITY_SPREAD = -0.035, 0.008
TREND, TREND_SPREAD = -0.008, 0.004
# Histogram bins keep 9 bits of the mantissa: at most 0.2 % wide, so within 0.1 % of |value| even without any
# interpolation (docs/formats/contract.md promises 0.1 %).
BIN = 1e-3
# A law that covers many bins is interpolated within them: what is left is far below its standard error.
WIDE = 0.02


def shock_variance(years):
    """Variance of the sum of e[1..n], e[i] = rho*e[i-1] + sigma*sqrt(1 - rho^2)*z[i], e[0] = 0."""
    scale = SHOCK * sqrt(1 - PERSISTENCE ** 2)
    # z[j] reaches the sum with 1 + rho + ... + rho^(n-j).
    weights = (scale * (1 - PERSISTENCE ** k) / (1 - PERSISTENCE) for k in range(1, years + 1))
    return sum(w * w for w in weights)


def laws(n):
    """variable -> (mean, variance) of its logarithm, n years after the base year."""
    gdp = log(GDP) + n * GDP_GROWTH
    gdp_variance = (n * GDP_OFFSET) ** 2 + shock_variance(n)
    intensity_variance, trend_variance = (n * INTENSITY_SPREAD) ** 2, (n * TREND_SPREAD) ** 2
    growth = gdp - log(GDP)  # energy follows GDP; people do not enter
    return {
        "population": (log(PEOPLE) + n * PEOPLE_GROWTH, (n * PEOPLE_OFFSET) ** 2),
        "gdp": (gdp, gdp_variance),
        "energy.total": (log(ENERGY) + growth + n * INTENSITY, gdp_variance + intensity_variance),
        "emissions.total": (log(ENERGY * FACTOR) + growth + n * (INTENSITY + TREND),
                            gdp_variance + intensity_variance + trend_variance),
        "emissions.per_gdp": (log(ENERGY * FACTOR / GDP * 1e3) + n * (INTENSITY + TREND),
                              intensity_variance + trend_variance),
    }


def theory(statistic, mean, variance):
    """Value of a statistic of a lognormal law and its standard error over DRAWS draws."""
    sd = sqrt(variance)
    if statistic == "mean":
        value = exp(mean + variance / 2)
        return value, value * sqrt((exp(variance) - 1) / DRAWS)
    p = QUANTILES[statistic]
    z = NormalDist().inv_cdf(p)
    value = exp(mean + z * sd)
    # sqrt(p(1-p)/N) over the density at the quantile, phi(z)/(sd*value).
    return value, sqrt(p * (1 - p) / DRAWS) * sd * value * sqrt(2 * pi) * exp(z * z / 2)


def density_noise(statistic, variance):
    """Relative noise of a density that is read from the draws within one standard error, or in the narrowest bin."""
    p = QUANTILES[statistic]
    within = 2 * sqrt(DRAWS * p * (1 - p))
    z = NormalDist().inv_cdf(p)
    in_bin = DRAWS * exp(-z * z / 2) / sqrt(2 * pi * variance) / 1024  # bins are 2^-10 to 2^-9 of their value wide
    return 1 / sqrt(min(within, in_bin))


def draw_by_draw(place):
    """The same laws once more, in each draw from its own inputs: no chance is left."""
    run(SCENARIOS / "tutorial" / "kaya.yaml", place / "few", "--draws", 200, "--save-draws", "--variables",
        "population,gdp,energy.total,emissions.total,emissions.per_gdp")
    for inputs, outcomes in zip(rows(place / "few" / "draws.csv"), rows(place / "few" / "outcomes.csv")):
        people_offset, gdp_offset, intensity, trend = (float(inputs[f"kaya.{name}"]) for name in (
            "population.growth_offset", "economy.growth_offset", "sectors.all.intensity_trend",
            "carriers.coal.factor_trend"))
        shock = shocks = 0.0
        for n in range(HORIZON - BASE_YEAR + 1):
            if n > 0:
                z = float(inputs[f"kaya.economy.shock[{BASE_YEAR + n}]"])
                shock = PERSISTENCE * shock + SHOCK * sqrt(1 - PERSISTENCE ** 2) * z
                shocks += shock
            growth = n * (GDP_GROWTH + gdp_offset) + shocks
            wanted = {
                "population": PEOPLE * exp(n * (PEOPLE_GROWTH + people_offset)),
                "gdp": GDP * exp(growth),
                "energy.total": ENERGY * exp(growth + n * intensity),
                "emissions.total": ENERGY * FACTOR * exp(growth + n * (intensity + trend)),
                "emissions.per_gdp": ENERGY * FACTOR / GDP * 1e3 * exp(n * (intensity + trend)),
            }
            for variable, value in wanted.items():
                # 40 additions of logarithms below 4, each rounded, then an exponential.
                checks.close(float(outcomes[f"{variable}@{BASE_YEAR + n}"]), value, 1e-12,
                             f"draw {inputs['draw']}: {variable}@{BASE_YEAR + n}")


checks, ratios = Checks(), {}
with workplace() as here:
    run(SCENARIOS / "tutorial" / "kaya.yaml", here / "out", "--draws", DRAWS, "--seed", 1)
    found = projection(here / "out")
    draw_by_draw(here)

for year in range(BASE_YEAR, HORIZON + 1):
    for variable, (mean, variance) in laws(year - BASE_YEAR).items():
        for statistic in STATISTICS:
            where = f"{variable} {year} {statistic}"
            value, standard_error = found[variable, year, statistic]
            wanted, wanted_error = theory(statistic, mean, variance)
            rounding = 1e-12 * wanted  # the base year is certain; what is left is the rounding of exp and log
            bins = 0 if statistic == "mean" or variance == 0 or sqrt(variance) > WIDE else BIN * wanted
            checks.near(value, wanted, STANDARD_ERRORS * wanted_error + bins + rounding, where)
            if variance == 0:
                checks.equal(standard_error, 0.0, f"{where}, standard error of a certain number")
            elif statistic == "mean":
                # The sample sd of 2e5 draws of these laws is within 0.5 % of the true one.
                checks.close(standard_error, wanted_error, 0.1, f"{where}, standard error")
            elif sqrt(variance) > WIDE:
                ratio = standard_error / wanted_error
                checks.near(ratio, 1, STANDARD_ERRORS * density_noise(statistic, variance),
                            f"{where}, standard error over theory")
                ratios.setdefault((variable, statistic), []).append(ratio)

for (variable, statistic), of_years in ratios.items():
    # 10 %: over the years the noise of single densities cancels, a wrong formula would not.
    checks.near(sum(of_years) / len(of_years), 1, 0.1, f"{variable} {statistic}, mean standard error over theory")
checks.finish()
