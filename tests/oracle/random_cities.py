# SPDX-License-Identifier: MIT
"""Made-up cities with random levers, every kind of path and curve: the central path against the other calculation, and
a few draws where only yearly shocks are uncertain.

    python3 tests/oracle/random_cities.py                                 # what the test runs
    python3 tests/oracle/random_cities.py --features stock,waste --cities 100 --first 1000 --keep FOLDER

Each city has some of the FEATURES, drawn at random; `--features` allows only those named (`none`: the plain model),
`--all` gives every city all that are allowed. Sizes include the edges: a horizon equal to the base year, zero and whole
shares, elasticities of 0, lifetimes that are not whole, measures that open before, in and after the base year and after
the horizon.
"""
import argparse
import csv
import random
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import (ROOT, Checks, central, projection, python_with_yaml, rows, run, scenario_file,
                             workplace)

CITIES = 120
CERTAIN = 4  # every fourth city has no distributions
DRAWS = 11  # of such a city: more than one lane of eight
BASE_YEAR = 2020
FEATURES = ("feedback", "cost", "bass", "table", "add", "stock", "sales", "charge", "carbon_price", "hydrogen", "waste",
            "sorting", "sinks", "accounts", "local_share", "observed_activity", "shock", "recession", "intensity_shock")
YEARLY = {"shock", "recession", "intensity_shock"}  # features with numbers of their own in each year
# A few hundred operations, each off by a unit in the last place or two; shares moved away almost whole are differences
# of nearly equal numbers and lose a few digits. A net value (credits, sinks inside) is small beside its parts: it is
# compared with a thousandth of the largest value of its path where it is smaller than that. A share that is 0 as the rest
# of the others may be 1e-16 by another order of the sum: 1e-14 PJ or Mt.
ROUNDING = 1e-10
SMALL = 1e-3
NOTHING = 1e-12
CARRIERS = ("coal", "gas", "oil", "electricity", "heat")
ROUTES = ("landfill", "incineration", "composting", "digestion", "recycling")
CLASSES = ("food", "plastics", "paper", "other")


class Maker:
    """Writes a random city and a random library for it."""

    def __init__(self, seed, features, everything=False, certain=False):
        self.random, self.certain = random.Random(seed), certain
        self.horizon = BASE_YEAR + self.random.choice((0, 1, 2, 7, 25, 25, 40, 40))
        self.features = {f for f in FEATURES if f in features and (everything or self.random.random() < 0.5)}
        self.sectors, self.sinks = {}, []
        self.carriers = (*CARRIERS, "hydrogen") if "hydrogen" in self.features else CARRIERS

    def has(self, feature, chance=1.0):
        return feature in self.features and self.random.random() < chance

    def number(self, low, high):
        return f"{self.random.uniform(low, high):.6g}"

    def percent(self, low, high):
        """A constant share or one of several laws, whose median both calculations need."""
        a, b, c = sorted(self.random.uniform(low, high) for _ in range(3))
        return f"{b:.6g} %" if self.certain else self.random.choice((
            f"{b:.6g} %", f"{b:.6g} %", f"{{uniform: [{a:.6g} %, {c:.6g} %]}}",
            f"{{triangular: [{a:.6g} %, {b:.6g} %, {c:.6g} %]}}", f"{{pert: [{a:.6g} %, {b:.6g} %, {c:.6g} %]}}",
            f"{{truncated_normal: [{b:.6g} %, {c - a:.6g} %, {a:.6g} %, {c:.6g} %]}}",
            f"{{beta: [2, 3.5, {a:.6g} %, {c:.6g} %]}}"))

    def edge(self, low, high, *edges):
        """A share between the two, or now and then one of the edges."""
        return self.random.choice(edges) if self.random.random() < 0.25 else self.percent(low, high)

    def amount(self, low, high, unit):
        a, b = sorted((self.random.uniform(low, high), self.random.uniform(low, high)))
        if self.certain:
            return f"{a:.6g} {unit}"
        return self.random.choice((f"{a:.6g} {unit}", f"{{uniform: [{a:.6g} {unit}, {b:.6g} {unit}]}}"))

    def rate(self, low, high):
        if self.horizon < BASE_YEAR + 7 or self.random.random() < 0.4:
            return self.percent(low, high)
        a, b = self.random.sample(range(BASE_YEAR + 1, self.horizon), 2)
        a, b = min(a, b), max(a, b)
        return (f"{{{BASE_YEAR + 1}..{a}: {self.percent(low, high)}, {a + 1}..{b}: {self.percent(low, high)}, "
                f"{b + 1}..: {self.percent(low, high)}}}")

    def level(self, low, high, unit):
        if self.random.random() < 0.5:
            return f"{self.number(low, high)} {unit}"
        years = sorted({BASE_YEAR, *self.random.sample(range(BASE_YEAR + 1, BASE_YEAR + 60), 2)})
        return "{" + ", ".join(f"{year}: {self.number(low, high)} {unit}" for year in years) + "}"

    def shares(self, names, edges=True):
        """Shares of a sum of 1; the first is the rest. Some are nothing, now and then one is everything."""
        parts = [self.random.choice((0.0 if edges else 0.5, *(self.random.uniform(0.05, 1) for _ in range(5))))
                 for _ in names]
        if edges and self.random.random() < 0.1:
            parts = [0.0] * len(parts)
        parts[self.random.randrange(len(parts))] = 1.0
        total = sum(parts)  # whole hundredths, rounded down: the others never exceed what is left for the rest
        written = [f"{name}: {int(10000 * part / total) / 100:g} %" for name, part in zip(names[1:], parts[1:])]
        return "{" + ", ".join([*written, f"{names[0]}: rest"]) + "}"

    def shares_by_year(self, names):
        years = [BASE_YEAR, *sorted(self.random.sample(range(BASE_YEAR + 1, BASE_YEAR + 45), self.random.randint(0, 2)))]
        return "{" + ", ".join(f"{year}: {self.shares(names)}" for year in years) + "}"

    # ------------------------------------------------------------------------------------------ adoption
    def opening(self):
        return self.random.choice((BASE_YEAR, self.horizon, self.horizon + 3, BASE_YEAR + 1,
                                   *(self.random.uniform(BASE_YEAR - 5, BASE_YEAR + 20) for _ in range(8))))

    def table(self):
        years = sorted(self.random.sample(range(BASE_YEAR - 3, BASE_YEAR + 50), self.random.randint(1, 4)))
        if years[0] < BASE_YEAR:  # nothing may be covered in the base year
            years = sorted({*years, BASE_YEAR, BASE_YEAR + 4})
        values = [0.0 if year <= BASE_YEAR else self.random.choice((0.0, 100.0, self.random.uniform(0, 100)))
                  for year in years]
        return "{" + ", ".join(f"{year}: {value:.6g} %" for year, value in zip(years, values)) + "}"

    def adoption(self):
        curves = ["logistic", "linear", "step"] + ["bass"] * 2 * self.has("bass") + ["table"] * 2 * self.has("table")
        curve, start = self.random.choice(curves), self.opening()
        parts = [f"curve: {curve}", f"reach: {self.edge(20, 100, '100 %', '0 %')}"]
        if curve == "table":
            parts.append(f"values: {self.table()}")
        else:
            parts.append(f"start: {start:.6g}")
            if self.random.random() < 0.5:
                parts.append(f"lag: {self.number(0, 4)} a")
        if curve == "bass":
            parts.append(f"innovation: {self.percent(0.1, 5)}")
            parts.append(f"imitation: {self.edge(5, 60, '0 %')}")
        elif curve in ("logistic", "linear"):
            parts.append(f"until: {start + self.random.uniform(6, 30):.6g}" if self.random.random() < 0.3
                         else f"rise: {self.number(2, 30)} a")
        if self.random.random() < 0.4:
            parts.append(f"erosion: {{half_life: {self.number(1, 20)} a, persistent: {self.edge(10, 90, '0 %', '100 %')}}}")
        return curve, "{" + ", ".join(parts) + "}"

    # ------------------------------------------------------------------------------------------ the city
    def sector(self, name, branches):
        drivers = ["population", "gdp", "gdp_per_capita", "path", *(f"activity.{other}" for other in self.sectors),
                   *(f"value_added.{branch}" for branch in branches)]
        driver = self.random.choice(drivers)
        carriers = self.random.sample(self.carriers, self.random.randint(1, len(self.carriers)))
        if self.has("hydrogen", 0.7) and "hydrogen" not in carriers:
            carriers.append("hydrogen")
        elasticities = [self.number(0.5, 1.4), "0"]
        made = {"carriers": carriers, "activity": self.random.uniform(1, 900), "energy": self.random.uniform(1, 300)}
        parts = [f"driver: {driver}", f"activity: {made['activity']:.6g} Mt", f"energy: {made['energy']:.6g} PJ",
                 f"elasticity: {self.random.choice(elasticities)}",
                 f"activity_trend: {self.rate(-3, 1)}",
                 f"intensity_trend: {self.rate(-4, 2)}", f"intensity_offset: {self.percent(-1, 1)}",
                 f"carriers: {self.shares(carriers)}"]
        if driver == "path":
            parts.append(f"path: {self.level(1, 3, 'Mt')}")
        efficiencies = [f"{c}: {self.number(30, 300)} %" for c in carriers if self.random.random() < 0.7]
        if efficiencies:
            parts.append(f"efficiency: {{{', '.join(efficiencies)}}}")
        made["stock"] = self.has("stock", 0.7)
        if made["stock"]:
            parts.append(f"stock: {{life: {self.random.choice(('1 a', '9 a', self.number(0.5, 40) + ' a'))}, survival: "
                         f"{self.random.choice(('weibull', 'exponential'))}, sales: {self.shares_by_year(carriers)}}}")
        elif self.random.random() < 0.5 and self.horizon > BASE_YEAR + 2:
            years = sorted(self.random.sample(range(BASE_YEAR + 1, BASE_YEAR + 45), 2))
            parts.append("milestones: {" + ", ".join(f"{y}: {self.shares(carriers)}" for y in years) + "}")
        made["process"] = self.random.random() < 0.4
        if made["process"]:
            parts.append(f"process: {{factor: {self.number(0.1, 0.9)} tCO2/t, ratio: {self.percent(60, 90)}, "
                         f"trend: {self.rate(-2, 0)}}}")
        made["part"] = self.has("local_share", 0.6)
        if made["part"]:
            parts.append(f"local_share: {self.edge(0, 100, '0 %', '100 %')}")
        if self.has("charge"):
            parts.append(f"zone: {{share: {self.edge(5, 95, '0 %', '100 %')}, trip_cost: {self.amount(10, 40, 'CNY/trip')}}}")
            made["zone"] = True
        self.sectors[name] = made
        return f"  {name}: {{{', '.join(parts)}}}"

    def hydrogen(self):
        names = ["coal", "gas", "gas_capture", "by_product", "electrolysis"]
        routes = self.shares(names) if self.random.random() < 0.4 else self.shares_by_year(names)
        parts = [f"made_inside: {self.edge(0, 100, '0 %', '100 %')}", f"routes: {routes}",
                 f"coal: {self.amount(15, 22, 'kgCO2/kg')}", f"gas: {self.number(8, 12)} kgCO2/kg",
                 f"gas_capture: {self.number(0, 3)} kgCO2/kg", f"by_product: {self.number(0, 2)} kgCO2/kg",
                 f"electrolysis: {self.number(48, 60)} kWh/kg"]
        if self.random.random() < 0.7:
            parts.append(f"dispensing: {self.random.choice(('0', self.number(1, 6)))} kWh/kg")
        price = f"price: {self.number(100, 400)} CNY/GJ, " if "carbon_price" in self.features else ""
        return f"  hydrogen: {{{price}production: {{{', '.join(parts)}}}}}"

    def waste_class(self):
        parts = [f"carbon: {self.edge(5, 40, '0 %')}", f"decay: {self.random.choice(('0', self.number(0.01, 0.7)))}",
                 f"dry_matter: {self.percent(20, 100)}", f"dry_carbon: {self.percent(20, 80)}",
                 f"fossil: {self.edge(0, 100, '0 %', '100 %')}", f"heat: {self.number(0, 30)} MJ/kg"]
        if self.random.random() < 0.5:
            parts.append(f"recycling_credit: {self.number(-3, 1)} kgCO2/kg")
        if self.random.random() < 0.6:
            parts.append(f"routes: {self.random.choice(('{landfill: 100 %}', self.shares(ROUTES), self.shares(ROUTES)))}")
        return parts

    def landfill(self):
        parts = [f"correction: {self.edge(40, 100, '100 %')}", f"decomposing: {self.percent(40, 70)}",
                 f"methane: {self.percent(45, 55)}", f"recovery: {self.edge(0, 80, '0 %', '100 %')}",
                 f"oxidation: {self.edge(0, 10, '0 %')}"]
        kind = self.random.choice(("past", "growth", "growth_since", "nothing"))
        if kind == "past":
            years = sorted(self.random.sample(range(BASE_YEAR - 45, BASE_YEAR), self.random.randint(1, 4)))
            if self.random.random() < 0.5:
                years.append(BASE_YEAR)
            parts.append("past: {" + ", ".join(f"{year}: {self.number(0, 3)} Mt" for year in years) + "}")
        elif kind != "nothing":
            parts.append(f"past_growth: {self.edge(-2, 8, '0 %')}")
            if kind == "growth_since":
                parts.append(f"since: {self.random.randint(BASE_YEAR - 60, BASE_YEAR)}")
        return "{" + ", ".join(parts) + "}"

    def waste(self):
        amount = self.random.uniform(0.5, 1.5)
        parts = [f"amount: {amount:.6g} kg/person/day", f"elasticity: {self.edge(10, 120, '0')}",
                 f"routes: {self.shares(ROUTES)}"]
        if self.random.random() < 0.5:
            parts.append(f"saturation: {amount * self.random.uniform(1, 2):.6g} kg/person/day")
        if self.random.random() < 0.5:
            parts.append(f"gwp: {self.random.choice(('28', '27.2', '80.8'))}")
        if self.random.random() < 0.8:
            parts.append(f"landfill: {self.landfill()}")
        if self.random.random() < 0.8:
            parts.append(f"incineration: {{efficiency: {self.percent(10, 30)}, "
                         f"power_credit: {self.random.choice(('true', 'false'))}}}")
        if self.random.random() < 0.7:
            parts.append(f"composting: {self.number(0, 0.3)} tCO2e/t")
            parts.append(f"digestion: {self.number(0, 0.1)} kgCO2/kg")
        self.classes = CLASSES[:self.random.randint(1, len(CLASSES))]
        parts_of = self.shares(self.classes).strip("{}").split(", ")
        classes = [f"{part.split(': ')[0]}: {{share: {part.split(': ')[1]}, {', '.join(self.waste_class())}}}"
                   for part in parts_of]
        if len(self.classes) == 1:
            classes = [classes[0].replace("share: rest", "share: 100 %")]
        parts.append(f"classes: {{{', '.join(classes)}}}")
        return f"waste: {{{', '.join(parts)}}}"

    # ------------------------------------------------------------------------------------------ levers
    def effect(self):
        """What one effect does, without its id; None where this city lacks what it needs."""
        name, made = self.random.choice(list(self.sectors.items()))
        kinds = ["on", "on", "shift", "toward"] + [k for k in ("add", "sales", "charge", "carbon_price", "sorting",
                                                               "sinks", "waste") if k in self.features] * 2
        kind = self.random.choice(kinds)
        overlap = self.random.choice(("", "", ", overlap: {group: one, degree: 0.3}"))
        if kind == "shift":
            return self.exchange(f"shift: sectors.{name}", made["carriers"], overlap)
        if kind == "sales":
            return self.exchange(f"sales: sectors.{name}", made["carriers"], overlap) if made["stock"] else None
        if kind == "toward":
            return self.toward(name, made, overlap)
        if kind == "add":
            return self.addition(name, made)
        if kind == "charge":
            return self.charge(name, overlap) if made.get("zone") else None
        if kind == "carbon_price":
            return (f"price: sectors.{name}.intensity, strength: a, carbon_price: {self.amount(0, 300, 'CNY/tCO2')}, "
                    f"elasticity: {self.random.choice(('0', '-b'))}")
        if kind == "sorting":
            return self.exchange(f"shift: waste.{self.random.choice(self.classes)}", ROUTES, overlap) if self.classes else None
        if kind == "sinks":
            return f"on: sinks.{self.random.choice(self.sinks)}, change: \"a - b\"{overlap}"
        if kind == "waste":
            return f"on: waste.amount, change: \"-a*b\"{overlap}"
        target = self.random.choice([f"sectors.{name}.activity", f"sectors.{name}.intensity",
                                     f"carriers.{self.random.choice(CARRIERS)}.factor"]
                                    + ([f"sectors.{name}.process"] if made["process"] else []))
        rebound = self.random.choice(("", ", rebound: b")) if target.endswith("intensity") else ""
        return f"on: {target}, change: \"-a*(1 - b)\"{rebound}{overlap}"

    def toward(self, name, made, overlap):
        value, target = self.random.choice((
            ("30 kgCO2/GJ", f"carriers.{self.random.choice(CARRIERS)}.factor"),
            (f"{made['activity'] * self.random.uniform(0.5, 1.5):.6g} Mt", f"sectors.{name}.activity"),
            ("\"min(a, 0.5) + 0.1*b\"", f"sectors.{name}.process.ratio"),
            ("0.2 tCO2/t", f"sectors.{name}.process")))
        if ".process" in target and not made["process"]:
            return None
        return f"toward: {target}, value: {value}, strength: \"a^(1 + b)/(1 + a)\"{overlap}"

    def exchange(self, what, names, overlap):
        if len(names) < 2:
            return None
        source, into = self.random.sample(list(names), 2)
        return f"{what}, from: {source}, to: {into}, strength: {self.random.choice(('a*b', 'a', '100 %'))}{overlap}"

    def addition(self, name, made):
        options = [(f"sectors.{name}.activity", self.amount(0, 20, "Mt")),
                   (f"carriers.{self.random.choice(CARRIERS)}.factor", self.amount(0, 9, "kgCO2/GJ")),
                   ("power.behind_meter", self.amount(0, 9, "PJ"))]
        if made["process"]:
            options += [(f"sectors.{name}.process", self.amount(0, 0.1, "tCO2/t")),
                        (f"sectors.{name}.process.ratio", self.percent(0, 5))]
        if "feedback" in self.features:
            options += [("economy.growth", self.percent(-1, 1))] * 2
        if "sinks" in self.features:
            options += [(f"sinks.{self.random.choice(self.sinks)}", self.amount(0, 0.5, "MtCO2"))] * 2
        target, strength = self.random.choice(options)
        return f"add: {target}, strength: {strength}"

    def charge(self, name, overlap):
        zone = f"sectors.{name}.zone"
        covered = self.random.choice((f"strength: {zone}.share", "strength: a"))
        outside = self.random.choice(("", ", outside_change: 2 %", ", outside_change: -b*0.1"))
        if self.random.random() < 0.3:
            return f"price: sectors.{name}.activity, {covered}, reduction: b{outside}{overlap}"
        # A table has no `start`: whether its charge loses value from its first year on or from the base year is open.
        indexed = self.random.choice(("", ", indexed: true", ", indexed: false"))
        cost = self.random.choice((f"{zone}.trip_cost", "20 CNY/trip"))
        return (f"price: sectors.{name}.activity, {covered}, charge: {self.amount(0, 15, 'CNY/trip')}, trip_cost: {cost}, "
                f"elasticity: {self.random.choice(('0', '-b', '-1.2'))}{outside}{indexed}{overlap}")

    def cost(self):
        """Costs of a size that the city can pay: at most a few billion a year of a GDP of 100."""
        name, made = self.random.choice(list(self.sectors.items()))
        options = [("", 1e9, "CNY"), ("", 1e9, "CNY"), ("population", 2e6, "CNY/person"),
                   (f"sectors.{name}.activity", made["activity"] * 1e6, "CNY/t"),
                   (f"sectors.{name}.energy", made["energy"] * 1e6, "CNY/GJ")]
        if "waste" in self.features:
            options.append(("waste", 1e6, "CNY/t"))
        per, units, unit = self.random.choice(options)
        scale = 1e9 / units if per else 1e9
        parts = [f"per: {per}"] if per else []
        capital = f"{self.number(0.1 * scale, 3 * scale)} {unit}"
        parts += [f"capital: {capital}", f"running: {self.number(-0.5 * scale, scale)} {unit}/year"]
        if self.random.random() < 0.5:
            parts.append(f"revenue: {self.number(0, scale)} {unit}/year")
        if self.random.random() < 0.7:
            parts.append(f"lifetime: {self.random.choice(('1 a', '2 a', self.number(1, 3) + ' a', self.number(3, 30) + ' a'))}")
        if self.random.random() < 0.6:
            parts.append(f"learning: {self.percent(-1, 5)}")
        if self.random.random() < 0.7:
            parts.append(f"public_share: {self.edge(0, 100, '0 %', '100 %')}")
        return "cost: {" + ", ".join(parts) + "}"

    def lever(self, family, number):
        name = f"lever_{number}"
        self.curve, adoption = self.adoption()
        effects = [e for e in (self.effect() for _ in range(self.random.randint(2, 4))) if e]
        effects = effects or [f"on: sectors.{next(iter(self.sectors))}.activity, change: -a"]
        text = [f"lever: {name}", f"name: {{en: {name}, zh: {name}}}",
                f"parameters: {{a: {self.percent(10, 60)}, b: {self.percent(0, 50)}}}", f"adoption: {adoption}", "effects:",
                *(f"  - {{id: e{i}, {e}}}" for i, e in enumerate(effects))]
        if self.has("cost", 0.8):
            text.append(self.cost())
        (family / f"{name}.yaml").write_text("\n".join(text) + "\n", encoding="utf-8")
        return f"  - use: {name}"

    # ------------------------------------------------------------------------------------------ all together
    def shocks(self):
        """The yearly shocks of GDP and intensity. Recessions are small enough for the city to pay its levers still."""
        parts = []
        start = self.random.choice(("", ", start: stationary", ", start: zero"))
        if "shock" in self.features:
            parts.append(f"shock: {{sd: {self.edge(0.5, 3, '0 %')}, persistence: {self.edge(-80, 90, '0')}{start}}}")
        if "recession" in self.features:
            recovery = self.random.choice(("", f", recovery: {self.edge(10, 90, '0 %', '100 %')}"))
            parts.append(f"recession: {{probability: {self.edge(5, 45, '0 %', '50 %')}, "
                         f"depth: {self.edge(1, 6, '0 %')}{recovery}}}")
        if "intensity_shock" in self.features:
            start = self.random.choice(("", ", start: stationary", ", start: zero"))
            correlation = (f", correlation: {self.edge(-90, 90, '-1', '1', '0 %')}"
                           if "shock" in self.features and self.random.random() < 0.8 else "")
            parts.append(f"intensity_shock: {{sd: {self.edge(0.5, 3, '0 %')}, persistence: {self.edge(-80, 90, '0')}"
                         f"{correlation}{start}}}")
        return "".join(f", {part}" for part in parts)

    def economy(self, branches):
        value_added = ""
        if branches:
            curve = self.random.choice(("linear", "logistic"))
            value_added = (f", value_added: {{shares: {self.shares(branches, False)}, "
                           f"target: {self.shares(branches)}, "
                           f"adoption: {{curve: {curve}, start: 2020, rise: {self.number(5, 40)} a}}}}")
        feedback = ""
        if "feedback" in self.features:
            parts = [f"share: {self.edge(20, 70, '0 %')}", f"depreciation: {self.edge(3, 12, '0 %')}",
                     f"saving: {self.percent(30, 45)}", f"ratio: {self.number(2, 4)}",
                     f"crowding_out: {self.edge(0, 100, '0 %', '100 %')}"]
            chosen = [part for part in parts if self.random.random() < 0.6 or part.startswith("ratio: ") and
                      "depreciation: 0 %" in parts]
            feedback = f", feedback: true, capital: {{{', '.join(chosen)}}}"
        inflation = f", inflation: {self.edge(0, 5, '0 %')}" if "charge" in self.features else ""
        return (f"economy: {{gdp: 100 billion CNY, price_year: 2020, growth: {self.rate(0, 7)}, "
                f"growth_offset: {self.percent(-1, 1)}{self.shocks()}{value_added}{feedback}{inflation}}}")

    def observed(self):
        if self.horizon == BASE_YEAR:
            return ""
        parts = [f"gdp: {{{BASE_YEAR + 1}: 103 billion CNY}}"] if self.random.random() < 0.5 else []
        if self.has("observed_activity"):
            name, made = self.random.choice(list(self.sectors.items()))
            parts.append(f"activity.{name}: {{{BASE_YEAR + 1}: {made['activity'] * self.random.uniform(0.8, 1.2):.6g} Mt}}")
        return "observed: {" + ", ".join(parts) + "}" if parts else ""

    def power(self):
        parts = [f"behind_meter: {self.level(0, 30, 'PJ')}"] if self.random.random() < 0.5 else []
        if "accounts" in self.features:
            parts += [f"local_generation: {self.level(0, 60, 'PJ')}", f"local_plants: {self.level(0, 15, 'MtCO2')}",
                      f"import_factor: {self.number(0.1, 0.9)} kgCO2/kWh"]
        text = f"power: {{{', '.join(parts)}}}" if parts else ""
        return text + ("\npower_accounting: territorial_plus_imports" if self.has("accounts", 0.5) else "")

    def write(self, place):
        family = place / "library" / "made"
        family.mkdir(parents=True)
        branches = ["goods", "services", "farms"] if self.random.random() < 0.6 else []
        sectors = [self.sector(name, branches) for name in ("one", "two", "three")[:self.random.randint(1, 3)]]
        self.classes = ()
        waste = self.waste() if "waste" in self.features else ""
        self.sinks = ["forest", "works"][:self.random.randint(1, 2)]
        sinks = ("sinks: {" + ", ".join(f"{s}: {{uptake: {self.level(0, 0.6, 'MtCO2')}}}" for s in self.sinks) + "}\n"
                 + self.random.choice(("", "sink_accounting: inside", "sink_accounting: beside"))
                 if "sinks" in self.features else "")
        levers = [self.lever(family, number) for number in range(self.random.randint(0, 5))]
        price = ", price: {} CNY/GJ" if "carbon_price" in self.features else ""
        factors = [f"  {c}: {{factor: {self.level(20, 120, 'kgCO2/GJ')}, factor_trend: {self.rate(-3, 1)}, "
                   f"factor_offset: {self.percent(-1, 1)}{price.format(self.number(15, 200))}}}" for c in CARRIERS]
        if "hydrogen" in self.features:
            factors.append(self.hydrogen())
        text = [f"city: made\nbase_year: {BASE_YEAR}\nhorizon: {self.horizon}",
                f"population: {{value: 2 million person, growth: {self.rate(-1, 2)}, "
                f"growth_offset: {self.percent(-1, 1)}}}",
                self.economy(branches), self.observed(), "sectors:", *sectors, "carriers:", *factors, self.power(), waste,
                sinks, "levers:" if levers else "", *levers]
        return scenario_file(place, "made", "\n".join(line for line in text if line) + "\n")


def other_calculation(scenario, library, *options):
    """(variable, year) -> value, by draw; the central path is that of draw "central"."""
    done = subprocess.run([PYTHON, str(ROOT / "tests" / "oracle" / "shenzhen_central.py"), str(scenario), "--library",
                           str(library), *map(str, options)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr, scenario.read_text(encoding="utf-8"))
        sys.exit(1)
    paths = {}
    for row in csv.DictReader(done.stdout.splitlines()):
        paths.setdefault(row.get("draw", "central"), {})[row["variable"], int(row["year"])] = float(row["value"])
    return paths


def compare(name, found, wanted):
    largest = {}
    for (variable, _), value in wanted.items():
        largest[variable] = max(largest.get(variable, 0.0), abs(value))
    for (variable, year), value in wanted.items():
        got = found.get((variable, year))
        if got is None:
            checks.true(False, f"{name}: {variable}@{year} is not written")
            continue
        allowed = ROUNDING * max(abs(value), SMALL * largest[variable]) + NOTHING
        checks.true(abs(got - value) <= allowed, f"{name}: {variable}@{year} is {got!r} instead of {value!r}")


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--features", default=",".join(FEATURES))
    options.add_argument("--all", action="store_true")
    options.add_argument("--cities", type=int, default=CITIES)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--keep", help="copy the cities that differ there")
    return options.parse_args()


def few_draws(name, yearly, wanted, file, library, place):
    """By the kernel for many draws: each draw with the yearly numbers that it met; without any all equal `wanted`."""
    run(file, place / "draws", "--draws", DRAWS, "--variables", "*", "--save-draws", "--library", library)
    if not yearly:
        means = {key[:2]: value for key, (value, _) in projection(place / "draws").items() if key[2] == "mean"}
        compare(f"{name}, mean of equal draws", means, written_by_draws(wanted))
        return
    paths = other_calculation(file, library, "--draws", place / "draws" / "draws.csv")
    for row in rows(place / "draws" / "outcomes.csv"):
        found = {(column.split("@")[0], int(column.split("@")[1])): float(value) for column, value in row.items()
                 if "@" in column}
        compare(f"{name}, draw {row['draw']}", found, written_by_draws(paths[row["draw"]]))


def written_by_draws(path):
    return {key: value for key, value in path.items() if not key[0].endswith(".capital") or key[0] == "cost.capital"}


def one_city(seed, place):
    """The central path of a city; where nothing but yearly shocks is uncertain, a few draws too."""
    certain = seed % CERTAIN == 0
    maker = Maker(seed, options.features.split(","), options.all, certain)
    file, library = maker.write(place), place / "library"
    name = f"city {seed} ({' '.join(sorted(maker.features)) or 'plain'})"
    wanted = other_calculation(file, library)["central"]
    run(file, place / "out", "--central", "--library", library)
    compare(name, central(place / "out"), wanted)
    if certain:
        few_draws(name, YEARLY & maker.features, wanted, file, library, place)


PYTHON = python_with_yaml()
checks = Checks()
options = arguments()
with workplace() as here:
    for city in range(options.first, options.first + options.cities):
        made_here = here / str(city)
        made_here.mkdir()
        before = len(checks.failures)
        one_city(city, made_here)
        if options.keep and len(checks.failures) > before:
            shutil.copytree(made_here, Path(options.keep) / str(city), dirs_exist_ok=True)
checks.finish()
