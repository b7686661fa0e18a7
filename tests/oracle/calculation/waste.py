# SPDX-License-Identifier: MIT
# Household waste: how much, which way it goes, and the gases of landfills, incinerators, composting and digestion.
"""Waste of a city.

Readings chosen where the text leaves room:
  W1  The landfill holds M[t] = M[t-1]*exp(-k) + D[t], the base year's own deposit D[t0] included; the past gives the
      deposits of the years before t0 only, so a tonnage written for the base year serves only to interpolate towards it.
  W2  Past tonnes by year go to the classes by their share of the waste generated (`share`), not of the waste landfilled
      today. Before the first year nothing was landfilled; after the last year written the tonnage stays.
  W3  A back-cast continues what each class landfills in the base year: D[t0]*exp(-g*(t0-y)) for `since` <= y < t0.
      The correction MCF and the decomposing share DOCf of today hold for the past too.
  W4  `since` left out: 50 years before the base year. Neither `past` nor `past_growth`: a back-cast of no growth. An
      empty site is written as a past of 0.
  W5  Reductions and additions by levers act on the waste per head after income and saturation.
  W6  Income per head y is that of the year, levers' feedback included; y0 that of the base year.
  W7  A recycling credit is a line of its own, emissions.avoided, with its own sign (negative spares); it is in no scope.
  W8  A class with its own `routes` replaces the default routes as a whole.
"""
import math

from calculation.quantities import Level, quantity, shares

ROUTES = ("landfill", "incineration", "composting", "digestion", "recycling")
METHANE_PER_CARBON = 16.0 / 12.0
CO2_PER_CARBON = 44.0 / 12.0


class Waste:
    def __init__(self, node, first):
        self.node, self.first = node, first
        self.per_head = quantity(node["amount"])
        self.elasticity = quantity(node.get("elasticity", 0))
        self.saturation = quantity(node["saturation"]) if "saturation" in node else None
        self.classes = node["classes"]
        self.class_shares = shares({name: entry["share"] for name, entry in self.classes.items()})
        self.routes = {name: shares(entry.get("routes", node.get("routes"))) for name, entry in self.classes.items()}
        self.held = {}  # class -> decomposing carbon in the landfill at the end of the year before

    def of(self, part, key, default):
        return quantity(self.node.get(part, {}).get(key, default))

    def of_class(self, name, key, default=0):
        return quantity(self.classes[name].get(key, default))

    def amount(self, income, levers, year):
        """Kilograms per head and year; `income` is GDP per head relative to the base year."""
        if self.saturation is None:
            reference = self.per_head * income ** self.elasticity
        else:
            over = self.saturation / self.per_head - 1.0
            reference = self.saturation / (1.0 + over * income ** -self.elasticity)
        return reference * levers.factor("waste.amount", year, reference) + levers.added("waste.amount", year)

    def year(self, year, people, income, levers):
        """Everything of one year, in kilograms and joules; years come in order."""
        generated = people * self.amount(income, levers, year)
        tonnes = {name: {route: generated * share * part for route, part in levers.moved(
            "shift", f"waste.{name}", self.routes[name], year).items()} for name, share in self.class_shares.items()}
        by_route = {route: sum(t.get(route, 0.0) for t in tonnes.values()) for route in ROUTES}
        burnt = {name: t.get("incineration", 0.0) for name, t in tonnes.items()}
        heat = sum(w * self.of_class(name, "heat") for name, w in burnt.items())
        fossil = sum(w * self.of_class(name, "dry_matter", 1) * self.of_class(name, "dry_carbon")
                     * self.of_class(name, "fossil") for name, w in burnt.items()) * CO2_PER_CARBON
        credit = sum(t.get("recycling", 0.0) * self.of_class(name, "recycling_credit") for name, t in tonnes.items())
        return {"generated": generated, "routes": by_route, "fossil_co2": fossil, "credit": credit,
                "methane": self.methane(year, {name: t.get("landfill", 0.0) for name, t in tonnes.items()}),
                "composting": by_route["composting"] * quantity(self.node.get("composting", 0)),
                "digestion": by_route["digestion"] * quantity(self.node.get("digestion", 0)),
                "power": heat * self.of("incineration", "efficiency", 0)}

    @property
    def warming(self):
        return quantity(self.node.get("gwp", 28))

    @property
    def power_credit(self):
        return str(self.node.get("incineration", {}).get("power_credit", "false")) == "true"

    def decomposing(self, name, landfilled):
        """Carbon that will decay, of the waste of a class that is landfilled."""
        return (landfilled * self.of_class(name, "carbon") * self.of("landfill", "decomposing", 0.5)
                * self.of("landfill", "correction", 1))

    def methane(self, year, landfilled):
        """First-order decay: what was there at the end of last year gives methane, this year's deposit joins it."""
        formed = 0.0
        for name, tonnes in landfilled.items():
            kept = math.exp(-self.of_class(name, "decay"))
            if year == self.first:
                self.held[name] = self.past(name, tonnes, kept)
            formed += self.held[name] * (1.0 - kept)
            self.held[name] = self.held[name] * kept + self.decomposing(name, tonnes)
        return (formed * self.of("landfill", "methane", 0.5) * METHANE_PER_CARBON
                * (1.0 - self.of("landfill", "recovery", 0)) * (1.0 - self.of("landfill", "oxidation", 0)))

    def past(self, name, today, kept):
        """What the landfill holds of a class at the end of the year before the base year."""
        node = self.node.get("landfill", {})
        if "past" in node:
            level = Level(node["past"])
            share, since = self.class_shares[name], level.points[0][0]
            deposits = {year: share * level.at(year) for year in range(since, self.first)}  # W2
        else:
            growth, since = quantity(node.get("past_growth", 0)), int(node.get("since", self.first - 50))  # W4
            deposits = {year: today * math.exp(-growth * (self.first - year))
                        for year in range(since, self.first)}  # W3
        held = 0.0
        for _, tonnes in sorted(deposits.items()):
            held = held * kept + self.decomposing(name, tonnes)
        return held
