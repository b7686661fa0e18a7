# SPDX-License-Identifier: MIT
"""A city of three uncertain inputs, none alike, whose peak year and emissions have laws in closed form.

Year n after the base year adds `BEND*(MIDDLE - n) + offset` to log emissions. The offset is the sum of a normal, a
uniform and a symmetrical triangular number, so it is a normal number and three uniform ones: its cumulative law is the
third antiderivative of the normal one, differenced three times.
"""
from math import erf, exp, pi, sinh, sqrt

from support.program import scenario_file

BASE_YEAR, HORIZON = 2020, 2060
BEND, MIDDLE = 0.0008, 18.0
NORMAL, UNIFORM, TRIANGULAR = 0.008, 0.008, 0.012  # standard deviation, half a width, half a width
EMISSIONS = 100 * 50e-3  # 100 PJ at 50 kg/GJ
CONFIRM = 5

CITY = """
city: hill
id: {id}
base_year: 2020
horizon: 2060
population: {{value: 1 million person, growth: 0 %}}
economy: {{gdp: 100 billion CNY, price_year: 2020, growth: 0 %, growth_offset: {{normal: [0 %, {normal!r} %]}}}}
sectors:
  all:
    driver: gdp
    energy: 100 PJ
    intensity_trend: {trend}
    intensity_offset: {{uniform: [-{uniform!r} %, {uniform!r} %]}}
    carriers: {{coal: 100 %}}
carriers: {{coal: {{factor: 50 kgCO2/GJ, factor_trend: {{triangular: [-{triangular!r} %, 0 %, {triangular!r} %]}}}}}}
{more}
"""
INPUTS = ("hill.economy.growth_offset", "hill.sectors.all.intensity_offset", "hill.carriers.coal.factor_trend")


def slope(n):
    return BEND * (MIDDLE - n)


def hill(place, name="hill", more=""):
    """The scenario file, with `more` at its end."""
    trend = "{" + ", ".join(f"{BASE_YEAR + n}: {100 * slope(n)!r} %" for n in range(1, HORIZON - BASE_YEAR + 1)) + "}"
    return scenario_file(place, name, CITY.format(id=name, normal=100 * NORMAL, uniform=100 * UNIFORM,
                                                  triangular=100 * TRIANGULAR, trend=trend, more=more))


def third_antiderivative(z):
    """Of the standard normal cumulative law."""
    below, density = (1 + erf(z / sqrt(2))) / 2, exp(-z * z / 2) / sqrt(2 * pi)
    return ((z ** 3 + 3 * z) * below + (z * z + 2) * density) / 6


def offset_below(x):
    """P(offset <= x). Differences of numbers near 10 divided by numbers near 3: good to 1e-14."""
    total = 0.0
    for uniform_end in (UNIFORM, -UNIFORM):
        for weight, triangular_end in ((1, TRIANGULAR), (-2, 0.0), (1, -TRIANGULAR)):
            z = (x + uniform_end + triangular_end) / NORMAL
            total += (weight if uniform_end > 0 else -weight) * third_antiderivative(z)
    return total * NORMAL ** 3 / (2 * UNIFORM * TRIANGULAR ** 2)


def offset_quantile(p):
    low, high = -0.1, 0.1
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if offset_below(middle) < p else (low, middle)
    return (low + high) / 2


def peak_by(year):
    """P(peak <= year): year + 1 does not rise. The last years cannot be told apart from no peak."""
    return offset_below(BEND * (min(year, HORIZON - CONFIRM) - BASE_YEAR + 1 - MIDDLE))


def emissions(year, statistic):
    """Exact mean, or the quantile of a probability, of emissions.total in Mt."""
    n = year - BASE_YEAR
    middle = EMISSIONS * exp(sum(slope(k) for k in range(1, n + 1)))
    if statistic != "mean":
        return middle * exp(n * offset_quantile(statistic))
    if n == 0:
        return middle
    uniform = sinh(n * UNIFORM) / (n * UNIFORM)
    triangular = (sinh(n * TRIANGULAR / 2) / (n * TRIANGULAR / 2)) ** 2  # of two uniform numbers
    return middle * exp((n * NORMAL) ** 2 / 2) * uniform * triangular
