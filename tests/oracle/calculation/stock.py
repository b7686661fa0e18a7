# SPDX-License-Identifier: MIT
# The stock of vehicles, boilers or buildings of a sector: what was sold when, and how much of it is still in use.
"""Shares of carriers in a stock by cohorts.

Readings chosen where the text leaves room:
  S1  The stock in year v is met exactly: n[v] = max(0, N[v] - survivors[v]); where survivors exceed N nothing is
      scrapped early, shares are those of the survivors.
  S2  Ages of the base year's stock are whole years 0, 1, 2, .. without end, weighted by survival.
  S3  `sales` effects of levers move the sales shares of the year in which the unit is sold.
  S4  `shift` effects on a sector with a stock move the shares of the stock of the year (after sales).
"""
import math


def survival(node, life):
    """Share of a vintage left after `age` years."""
    if node.get("survival", "weibull") == "exponential":
        return lambda age: math.exp(-age / life)
    scale = life / math.gamma(1.25)
    return lambda age: math.exp(-(age / scale) ** 4)


class Stock:
    def __init__(self, kept, base_shares, first):
        self.kept, self.first = kept, first
        self.base_shares = base_shares
        self.vintages = {}  # year -> (units sold, shares of the sales)
        self.ages = 0
        while kept(self.ages) > 1e-18:
            self.ages += 1

    def base_left(self, year):
        """Share of the base year's stock still in use."""
        later = year - self.first
        return (math.fsum(self.kept(age + later) for age in range(self.ages))
                / math.fsum(self.kept(age) for age in range(self.ages)))

    def shares(self, year, size, sales):
        """Shares of the stock in a year whose size relative to the base year is `size`; years come in order."""
        if year > self.first:
            alive = self.base_left(year) + math.fsum(n * self.kept(year - v) for v, (n, _) in self.vintages.items())
            self.vintages[year] = (max(0.0, size - alive), sales)
        names = list(dict.fromkeys([*self.base_shares, *sales]))
        held = {c: self.base_left(year) * self.base_shares.get(c, 0.0)
                + math.fsum(n * sold.get(c, 0.0) * self.kept(year - v) for v, (n, sold) in self.vintages.items())
                for c in names}
        total = math.fsum(held.values())
        return {c: held[c] / total for c in names}
