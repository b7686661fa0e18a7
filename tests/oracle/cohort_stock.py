# SPDX-License-Identifier: MIT
"""A stock of vehicles by cohorts, against a fleet whose vintages are followed one by one, and closed forms.

The fleet below is a list of vintages. Each year every vintage loses the part that its age loses, then as many new ones are
bought as the fleet is short of, split by the sales of that year. Nothing of the sums of the model is used.
Closed forms for an exponential life L and constant sales sigma, base share w0:
  constant fleet      S = sigma + (w0 - sigma)*e^(-t/L)
  fleet growing as N  S = sigma + (w0 - sigma)*e^(-t/L)/N
and for sales that rise in a straight line from w0 by b a year in a constant fleet S' = S*e^(-1/L) + (1 - e^(-1/L))*sales.
"""
import sys
from math import exp, gamma
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, central, run, scenario_file, workplace  # noqa: E402

BASE, HORIZON = 2020, 2060
ROUNDING = 1e-12  # a sum of forty vintages, each off by 1e-16; shares are compared as differences
CITY = """city: fleet
base_year: 2020
horizon: 2060
population: {{value: 1 million person}}
economy: {{gdp: 100 billion CNY, price_year: 2020}}
sectors:
  transport:
    driver: path
    path: {{{path}}}
    energy: 100 PJ
    intensity_trend: -1 %
    carriers: {{electricity: {electric} %, oil: rest}}
    efficiency: {{electricity: 80 %, oil: 25 %}}
    stock:
      life: {life} a
      survival: {survival}
      sales: {{{sales}}}
carriers: {{oil: {{factor: 73 kgCO2/GJ}}, electricity: {{factor: 0.5 kgCO2/kWh}}}}
{levers}
"""
LEVER = """lever: quota
name: {en: Quota, zh: 配额}
parameters: {}
adoption: {curve: linear, start: 2024.5, rise: 8 a, reach: 90 %}
effects:
  - {id: sold, sales: sectors.transport, from: oil, to: electricity, strength: 70 %}
"""


def quota(year):
    """Share of the oil-driven sales that the lever turns: a line over ten years from the middle of 2024."""
    return 0.7 * 0.9 * min(1.0, max(0.0, (year - 2024.5) / 10))


def between(points, year):
    """Straight lines between the years, the last value after them."""
    years = sorted(points)
    if year >= years[-1]:
        return points[years[-1]]
    left = max(y for y in years if y <= year)
    right = min(y for y in years if y > year)
    return points[left] + (points[right] - points[left]) * (year - left) / (right - left)


class Vintage:
    """What was sold in one year, or was already there in the base year at one age."""

    def __init__(self, size, electric, age):
        self.size, self.electric, self.age = size, electric, age


class Fleet:
    """Follows each vintage; `left(age)` is the share that reaches an age."""

    def __init__(self, left, electric):
        self.left = left
        ages = range(0, 2000)
        whole = sum(left(age) for age in ages)  # as many are sold every year as wear out: ages in proportion to survival
        self.vintages = [Vintage(left(age) / whole, electric, age) for age in ages if left(age) > 1e-300]

    def grow_older(self):
        for vintage in self.vintages:
            before, after = self.left(vintage.age), self.left(vintage.age + 1)
            vintage.size *= after / before if before > 0 else 0.0
            vintage.age += 1
        self.vintages = [v for v in self.vintages if v.size > 1e-30]

    def size(self):
        return sum(v.size for v in self.vintages)

    def buy(self, wanted, electric):
        self.vintages.append(Vintage(max(0.0, wanted - self.size()), electric, 0))

    def electric(self):
        return sum(v.size * v.electric for v in self.vintages) / self.size()


def survival_of(kind, life):
    if kind == "exponential":
        return lambda age: exp(-age / life)
    scale = life / gamma(1.25)
    return lambda age: exp(-(age / scale) ** 4)


def program(folder, name, kind, life, electric, path, sales, lever=False):
    """Electricity's share of useful energy by year."""
    place = folder / name
    library = place / "library" / "made"
    library.mkdir(parents=True)
    if lever:
        (library / "quota.yaml").write_text(LEVER, encoding="utf-8")
    text = CITY.format(path=", ".join(f"{y}: {v} Mt" for y, v in path.items()), electric=electric, life=life, survival=kind,
                       sales=", ".join(f"{y}: {{electricity: {v} %, oil: rest}}" for y, v in sales.items()),
                       levers="levers:\n  - use: quota" if lever else "")
    run(scenario_file(place, "fleet", text), place / "out", "--central", "--library", place / "library")
    found = central(place / "out")
    result = {}
    for year in range(BASE, HORIZON + 1):
        power, oil = found["energy.carrier.electricity", year] * 0.8, found["energy.carrier.oil", year] * 0.25
        result[year] = power / (power + oil)
    return result


def base_share(electric):
    """The share of useful energy: electricity is 80 % useful, oil 25 %."""
    return electric * 0.8 / (electric * 0.8 + (100 - electric) * 0.25)


CASES = {
    "even": ("weibull", 13, 5, {2020: 1}, {2020: 5, 2030: 80}, False),
    "growing": ("weibull", 13, 5, {2020: 1, 2060: 2.5}, {2020: 20, 2025: 60, 2035: 95}, False),
    "quota": ("weibull", 9.5, 2, {2020: 1, 2040: 1.3, 2060: 1.1}, {2020: 10, 2030: 40}, True),
    "falling": ("weibull", 15, 30, {2020: 1, 2025: 0.3, 2040: 0.2, 2060: 1.5}, {2020: 100, 2030: 0, 2045: 50}, False),
    "short_life": ("weibull", 0.7, 50, {2020: 1, 2060: 2}, {2020: 10, 2040: 90}, True),
    "exponential": ("exponential", 12, 10, {2020: 1, 2050: 3}, {2020: 15, 2040: 85}, True),
    "exponential_falling": ("exponential", 25, 0, {2020: 1, 2030: 0.2, 2060: 0.9}, {2020: 100}, False),
    "nothing_new": ("weibull", 13, 0, {2020: 1, 2060: 1.4}, {2020: 0}, False),
    "all_electric": ("exponential", 5, 100, {2020: 1}, {2020: 100, 2021: 0}, False),
}


def against_vintages(checks, folder):
    for name, (kind, life, electric, path, sales, lever) in CASES.items():
        fleet = Fleet(survival_of(kind, life), base_share(electric))
        found = program(folder, name, kind, life, electric, path, sales, lever)
        for year in range(BASE, HORIZON + 1):
            if year > BASE:
                fleet.grow_older()
                sold = between(sales, year) / 100
                fleet.buy(between(path, year) / path[BASE], sold + (quota(year) * (1 - sold) if lever else 0.0))
            checks.near(found[year], fleet.electric(), ROUNDING, f"{name}: electric share of {year}")
        print(f"{name}: electric {found[BASE]:.3f} -> {found[HORIZON]:.3f}")


def against_closed_forms(checks, folder):
    life, electric, sold = 12.5, 10, 0.7
    first = base_share(electric)
    constant = program(folder, "closed_constant", "exponential", life, electric, {2020: 1}, {2020: 70})
    growing = program(folder, "closed_growing", "exponential", life, electric, {2020: 1, 2060: 3}, {2020: 70})
    rising = program(folder, "closed_rising", "exponential", life, electric, {2020: 1}, {2020: 10, 2060: 90})
    share = first
    for year in range(BASE, HORIZON + 1):
        t = year - BASE
        left = (first - sold) * exp(-t / life)
        checks.near(constant[year], sold + left, ROUNDING, f"closed form, constant fleet: {year}")
        checks.near(growing[year], sold + left / (1 + 2 * t / 40), ROUNDING, f"closed form, growing fleet: {year}")
        if t:
            share = share * exp(-1 / life) + (1 - exp(-1 / life)) * (0.1 + 0.02 * t)
        checks.near(rising[year], share, ROUNDING, f"closed form, rising sales: {year}")
    # Weibull: a vintage lasts `life` years in the mean, so that stock over sales is about the life and half a year.
    kept = survival_of("weibull", 13)
    checks.near(sum(kept(age) for age in range(100)), 13.5, 1e-3, "stock over sales of a fleet of mean life 13")


def main():
    checks = Checks()
    with workplace() as folder:
        against_vintages(checks, folder)
        against_closed_forms(checks, folder)
    checks.finish()


main()
