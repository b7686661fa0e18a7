# SPDX-License-Identifier: MIT
# People and GDP: reference growth, its shocks, the capital that levers' spending crowds out, running costs, growth
# effects; costs.
"""The economy and the costs of levers.

Readings chosen where the text leaves room:
  E1  kappa left out: saving/(depreciation + g), g the arithmetic mean over the years after the base year of the rate
      that is written, plus growth_offset (0 if there is no such year); observed years count with their written rate.
  E2  Observed GDP replaces the reference path, and is met in its year, levers or not, whatever was at work in it; later
      years go on from there, by the reference's growth and by what levers have changed since the last observed year.
  E3  Running costs enter C without the revenue of charges (a transfer); both are in prices of the price year.
  E4  `per: sectors.S.activity` counts the whole sector's activity (levers included, local share or not);
      `per: sectors.S.energy` the whole sector's final energy, the electricity of hydrogen stations included.
  E5  Coverage of the year before the base year is 0, so what is covered in the base year would be newly covered then.
  E6  Costs follow what was adopted, before erosion: who lapses has been paid for, and a programme runs on.
  E7  Nothing is shocked up to the last observed year of GDP: no recession hits there, and none before it is made good
      after it. The states of that year are drawn (`stationary`) or 0 and are themselves added to nothing.
  E8  A recession multiplies GDP by 1 - depth, and the year after divides it by (1 - depth)^recovery, hit again or not.
"""
import math

from calculation.quantities import Rate, quantity


class Shocks:
    """What single years bring: the factor on GDP's growth, and the log of every sector's useful intensity so far."""

    def __init__(self, node, city, observed, years, yearly):
        """`yearly` holds the numbers of one draw by input name; without them every number is the middle of its law."""
        self.years, self.start = years, max(observed or years[:1])  # E7
        def numbers(key, middle):
            return {year: yearly.get(f"{city}.economy.{key}[{year}]", middle) for year in years}
        z, own, u = numbers("shock", 0.0), numbers("intensity_shock", 0.0), numbers("recession", 0.5)
        self.growth = {year: math.exp(e) for year, e in self.autoregression(node.get("shock"), z).items()}
        if "recession" in node:
            self.recede(node["recession"], u)
        shock = node.get("intensity_shock", {})
        c = quantity(shock.get("correlation", 0))
        mixed = {year: c * z[year] + math.sqrt(1.0 - c * c) * own[year] for year in years}
        steps = self.autoregression(shock or None, mixed)
        self.intensity = {year: math.fsum(e for y, e in steps.items() if y <= year) for year in years}

    def autoregression(self, node, z):
        """year -> e of the year, 0 up to the start."""
        steps = dict.fromkeys(self.years, 0.0)
        if node is None:
            return steps
        sd, rho = quantity(node["sd"]), quantity(node.get("persistence", 0))
        state = 0.0 if node.get("start") == "zero" else sd * z[self.start]
        for year in self.years:
            if year > self.start:
                state = steps[year] = rho * state + sd * math.sqrt(1.0 - rho ** 2) * z[year]
        return steps

    def recede(self, node, u):
        left, recovery = 1.0 - quantity(node["depth"]), quantity(node.get("recovery", 0.5))
        for year in self.years:
            if year > self.start and u[year] < quantity(node["probability"]):
                self.growth[year] *= left
                if year < self.years[-1]:
                    self.growth[year + 1] /= left ** recovery  # E8


def grown(node, value_key, observed, years, shocked=None):
    growth, offset = Rate(node.get("growth")), quantity(node.get("growth_offset", 0))
    path = {years[0]: quantity(node[value_key])}
    for year in years[1:]:
        path[year] = path[year - 1] * (1.0 + growth.at(year)) * math.exp(offset) * (shocked[year] if shocked else 1.0)
        if observed and year in observed:
            path[year] = quantity(observed[year])
    return path


class Economy:
    def __init__(self, node, observed, years, levers, shocks):
        self.levers, self.years = levers, years
        self.observed = observed.get("gdp") or {}
        self.reference = grown(node, "gdp", observed.get("gdp"), years, shocks.growth)
        self.feedback = str(node.get("feedback", "false")) == "true"
        capital = node.get("capital", {})
        self.share = quantity(capital.get("share", 0.5))
        self.depreciation = quantity(capital.get("depreciation", 0.096))
        self.saving = quantity(capital.get("saving", 0.43))
        self.crowding_out = quantity(capital.get("crowding_out", 1))
        rate, offset = Rate(node.get("growth")), quantity(node.get("growth_offset", 0))
        mean = sum(rate.at(year) + offset for year in years[1:]) / max(1, len(years) - 1)  # E1
        ratio = quantity(capital["ratio"]) if "ratio" in capital else self.saving / (self.depreciation + mean)
        self.capital = self.capital_reference = ratio * self.reference[years[0]]
        self.direct, self.running_before, self.effect_known = 1.0, 0.0, 1.0

    def product(self, year):
        """GDP of the year in CNY; years come in order, each followed by `close`."""
        reference = self.reference[year]
        if not self.feedback:
            return reference
        if year > self.years[0]:
            self.direct *= 1.0 + self.levers.added("economy.growth", year)
        lost = self.running_before / self.reference[year - 1] if year > self.years[0] else 0.0
        effect = self.direct * (self.capital / self.capital_reference) ** self.share * (1.0 - lost)
        if year in self.observed:  # E2
            self.effect_known = effect
            return reference
        return reference * effect / self.effect_known

    def close(self, year, product, spending, running):
        """The capital of next year, from what was saved and spent in this one."""
        if not self.feedback:
            return
        invested = self.saving * product / self.direct - self.crowding_out * spending
        if invested <= 0.0:
            raise ValueError(f"{year}: levers spend more than the city saves")
        self.capital = (1.0 - self.depreciation) * self.capital + invested
        self.capital_reference = ((1.0 - self.depreciation) * self.capital_reference
                                  + self.saving * self.reference[year])
        self.running_before = running


class Cost:
    """What one lever costs: investment with renewal and learning, running costs, the public part."""

    def __init__(self, lever, first):
        node = lever.cost
        self.lever, self.first = lever, first

        def of(key, default):
            return lever.evaluate(node.get(key, default))

        self.capital, self.running, self.revenue = of("capital", 0), of("running", 0), of("revenue", 0)
        self.learning, self.public_share = of("learning", 0), of("public_share", 0)
        self.lifetime = of("lifetime", 0) if "lifetime" in node else None
        self.per = node.get("per")
        self.covered, self.bought = {first - 1: 0.0}, {}  # E5

    def renewed(self, year):
        if self.lifetime is None:
            return 0.0
        return math.fsum(max(0.0, 1.0 - abs(year - bought - self.lifetime)) * units
                         for bought, units in self.bought.items() if year - bought >= 1)

    def year(self, year, amounts):
        """(capital, running, public) in CNY; `amounts` gives the amount that `per` names."""
        amount = amounts[self.per] if self.per else 1.0
        self.covered[year] = self.lever.adopted(year) * amount  # E6
        self.bought[year] = max(0.0, self.covered[year] - self.covered[year - 1]) + self.renewed(year)
        capital = self.bought[year] * self.capital * math.exp(-self.learning * (year - self.first))
        running = self.covered[year] * self.running
        return capital, running, self.public_share * (capital + running) - self.covered[year] * self.revenue
