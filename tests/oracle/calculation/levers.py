# SPDX-License-Identifier: MIT
# What the levers of a scenario do to each target in each year, and how several of them combine.
"""Effects of levers.

Readings chosen where the text leaves room:
  L1  A price effect is one more factor on its target: it counts as the reduction 1 - factor, inside an overlap group too.
  L2  `add` adds u*strength to what is left after the reductions, in the unit of the target: to the amount of activity,
      to the CO2 per unit of activity (process), to the ratio, to the factor, to the waste per head, to the uptake.
  L3  A charge that is not indexed is worth p/(1 + inflation)^(t - S) in year t after the opening year S; one that opened
      before the base year is worth p in the base year.
  L4  A carbon price multiplies the final energy of each carrier; several multiply.
  L5  A lever that targets `waste.CLASS` moves a share of what the class sends to the route `from`, by the rule of
      carriers: all at once, none before another.
"""
import math

from calculation.adoption import Adoption
from calculation.quantities import Formula, field, lever_file, merged, quantity


class Lever:
    def __init__(self, use, document, library, years):
        data = merged(lever_file(library, use["use"]), {k: v for k, v in use.items() if k not in ("use", "as")})
        self.id = use.get("as", use["use"])
        self.document, self.parameters = document, data.get("parameters", {})
        self.adoption = Adoption(data["adoption"], years[0], years[-1], self.evaluate)
        self.effects = [self.effect(node) for node in data["effects"]]
        self.cost = data.get("cost")

    def lookup(self, name):
        return self.evaluate(self.parameters[name]) if name in self.parameters else field(self.document, name)

    def evaluate(self, node):
        """A quantity, or a formula over the lever's parameters and the city's fields."""
        try:
            return quantity(node)
        except ValueError:  # no number with a unit
            return Formula(node, self.lookup).value()

    def covered(self, year):
        """After erosion: what the effects go by."""
        return self.adoption.path[year]

    def adopted(self, year):
        return self.adoption.raw_path[year]

    def effect(self, node):
        overlap = node.get("overlap") or {}
        record = {"group": overlap.get("group"), "degree": quantity(overlap.get("degree", 0))}
        kind = next(k for k in ("on", "toward", "shift", "sales", "price", "add") if k in node)
        targets = node[kind] if isinstance(node[kind], list) else [node[kind]]
        record.update(kind=kind, targets=list(dict.fromkeys(targets)))
        if kind == "on":
            rebound = self.evaluate(node["rebound"]) if "rebound" in node else 0.0
            record["size"] = -self.evaluate(node["change"]) * (1.0 - rebound)
        elif kind == "toward":
            record.update(value=self.evaluate(node["value"]), size=self.evaluate(node.get("strength", 1)))
        elif kind == "price":
            record.update(self.price(node))
        else:
            record["size"] = self.evaluate(node["strength"])
            if kind in ("shift", "sales"):
                record.update(source=node["from"], into=node["to"])
        return record

    def price(self, node):
        record = {"size": self.evaluate(node["strength"])}
        for key in ("charge", "trip_cost", "elasticity", "reduction", "carbon_price"):
            if key in node:
                record[key] = self.evaluate(node[key])
        record["outside"] = self.evaluate(node.get("outside_change", 0))
        record["indexed"] = str(node.get("indexed", "true")) == "true"
        return record


class Levers:
    """All levers of a scenario together."""

    def __init__(self, document, library, years):
        self.all = [Lever(use, document, library, years) for use in document.get("levers", [])]
        self.first = years[0]
        inflation = document["economy"].get("inflation")
        self.inflation = quantity(inflation) if inflation is not None else None

    def acting(self, target, *kinds):
        for lever in self.all:
            for effect in lever.effects:
                if effect["kind"] in kinds and target in effect["targets"]:
                    yield lever, effect

    def factor(self, target, year, reference=None):
        """What is left of a target after the reductions of all levers."""
        reductions = []
        for lever, effect in self.acting(target, "on", "toward", "price"):
            u = lever.covered(year)
            if effect["kind"] == "price":
                if "carbon_price" in effect:
                    continue
                r = 1.0 - self.charged(effect, u, year, lever.adoption.start)  # L1
            else:
                r = u * effect["size"]
                if effect["kind"] == "toward":
                    r *= (reference - effect["value"]) / reference if reference > 0.0 else 0.0
            reductions.append((r, effect["group"], effect["degree"]))
        return remaining(reductions)

    def added(self, target, year):
        return sum(lever.covered(year) * effect["size"] for lever, effect in self.acting(target, "add"))

    def charged(self, effect, u, year, opening):
        """Activity factor z*(1 - u*r) + (1 - z)*(1 + u*x) of a price at the place of use."""
        if "reduction" in effect:
            r = effect["reduction"]
        else:
            charge = effect["charge"]
            if not effect["indexed"]:
                charge /= (1.0 + self.inflation) ** max(0.0, year - max(opening, self.first))  # L3
            r = 1.0 - (1.0 + charge / effect["trip_cost"]) ** effect["elasticity"]
        z = effect["size"]
        return z * (1.0 - u * r) + (1.0 - z) * (1.0 + u * effect["outside"])

    def carbon_priced(self, sector, year, factor, price):
        """What is left of a carrier's use in a sector under carbon prices; `factor` in kg CO2 and `price` in CNY per J."""
        left = 1.0
        for lever, effect in self.acting(f"sectors.{sector}.intensity", "price"):
            kept = (1.0 + effect["carbon_price"] * factor / price) ** effect["elasticity"]
            left *= 1.0 - lever.covered(year) * effect["size"] * (1.0 - kept)
        return left

    def moved(self, kind, target, shares, year):
        """Shares after `shift` or `sales`: from each source all levers move together, then split what moves."""
        asked = {}
        for lever, effect in self.acting(target, kind):
            asked.setdefault(effect["source"], []).append(
                (effect["into"], lever.covered(year) * effect["size"], effect["group"], effect["degree"]))
        result = dict(shares)
        for source, wishes in asked.items():
            total = sum(s for _, s, _, _ in wishes)
            if total == 0.0:
                continue
            moving = shares.get(source, 0.0) * (1.0 - remaining([(s, group, degree) for _, s, group, degree in wishes]))
            result[source] = result.get(source, 0.0) - moving
            for into, s, _, _ in wishes:
                result[into] = result.get(into, 0.0) + moving * s / total
        return result


def remaining(reductions):
    """What is left after reductions [(r, group, degree)]: products, and the overlap rule inside a group."""
    factor, groups = 1.0, {}
    for r, group, degree in reductions:
        if group is None:
            factor *= 1.0 - r
        else:
            groups.setdefault(group, (degree, []))[1].append(r)
    for degree, members in groups.values():
        together = 1.0 - math.prod(1.0 - r for r in members)
        factor *= 1.0 - ((1.0 - degree) * together + degree * max(members))
    return factor
