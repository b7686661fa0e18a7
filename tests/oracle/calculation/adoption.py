# SPDX-License-Identifier: MIT
# How far a measure has spread in each year: logistic, linear, step, Bass and table curves, and erosion.
"""Coverage u[t] of a lever over the reference.

Readings chosen where the text leaves room:
  A1  `rise` is the time from 10 % to 90 % for every curve that has one: a linear ramp lasts rise/0.8 years, a logistic
      curve follows s(t) = 1/(1 + exp(-ln81/rise*(t - S - 1.0457*rise))) with exactly that 1.0457; S = start + lag.
  A2  `until` is the year in which 90 % of the reach stands (measured from S).
  A3  A Bass curve begins at S with F(0) = 0 and is rebased in the base year like the logistic one.
  A4  A table gives shares of the reach by year and is not rebased: its values up to the base year are 0 by rule, and
      it is 0 before its first year even where that first value is larger (a jump). A line from a 0 before the base
      year to a value after it does give coverage in the base year; it fades like what was covered in that year.
  A5  The opening year of a table (from which a charge that is not indexed loses value) is its first year.
"""
import math

from calculation.quantities import Level, quantity

LN81 = math.log(81.0)


class Adoption:
    def __init__(self, node, base_year, horizon, evaluate=quantity, reach=None):
        self.curve, self.base_year = node["curve"], base_year
        self.reach = reach if reach is not None else evaluate(node.get("reach", "100 %"))
        if self.curve == "table":
            self.values = Level(node["values"])
            self.start = float(self.values.points[0][0])
        else:
            self.start = evaluate(node["start"]) + (evaluate(node["lag"]) if "lag" in node else 0.0)
            self.spread(node, evaluate)
        raw = {year: self.raw(year) for year in range(base_year, horizon + 1)}
        self.raw_path = raw
        self.path = self.eroded(raw, node["erosion"], evaluate) if "erosion" in node else raw

    def spread(self, node, evaluate):
        ninety = {"logistic": 1.5457, "linear": 0.9 / 0.8}.get(self.curve)  # A2: (until - start)/rise
        if self.curve == "bass":
            self.innovation, self.imitation = evaluate(node["innovation"]), evaluate(node["imitation"])
        elif "until" in node and "rise" not in node:
            self.rise = (evaluate(node["until"]) - self.start) / ninety
        elif "rise" in node:
            self.rise = evaluate(node["rise"])

    @staticmethod
    def eroded(raw, node, evaluate):
        half_life, kept = evaluate(node["half_life"]), evaluate(node["persistent"])
        path, fading, before = {}, 0.0, 0.0
        for year, value in sorted(raw.items()):
            fading = fading * 2.0 ** (-1.0 / half_life) + (1.0 - kept) * max(0.0, value - before)
            path[year], before = kept * value + fading, value
        return path

    def raw(self, year):
        if self.curve == "table":
            return self.reach * (self.values.at(year) if year >= self.start else 0.0)  # A4
        if self.curve == "step":  # one that opened earlier is in the base year's data
            return self.reach if year >= self.start > self.base_year else 0.0
        shape = {"logistic": self.logistic, "linear": self.linear, "bass": self.bass}[self.curve]
        begin = max(self.start, float(self.base_year))
        if year <= begin:
            return 0.0
        already = shape(begin)
        if already >= 1.0:
            return 0.0  # complete before the base year
        return self.reach * (shape(year) - already) / (1.0 - already)

    def logistic(self, year):
        return 1.0 / (1.0 + math.exp(-LN81 / self.rise * (year - self.start - 1.0457 * self.rise)))

    def linear(self, year):  # A1
        return min(1.0, max(0.0, (year - self.start) / (self.rise / 0.8)))

    def bass(self, year):
        """F(tau) = (1 - e)/(1 + q/p*e), e = exp(-(p + q)*tau)."""
        left = math.exp(-(self.innovation + self.imitation) * (year - self.start))
        return (1.0 - left) / (1.0 + self.imitation / self.innovation * left)
