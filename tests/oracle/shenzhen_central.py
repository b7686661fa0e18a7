# SPDX-License-Identifier: MIT
# Computes the central path of any scenario file (every input at its median, no shocks) from the equations alone.
"""An independent answer to `citypeak run FILE --central`.

    /usr/bin/python3 tests/oracle/shenzhen_central.py scenarios/shenzhen/reference.yaml

prints `year,variable,value` for every year and variable (`--years 2022,2030` for some years). The files
shenzhen_reference.csv and shenzhen_green_cement.csv beside it hold what it printed for the shipped scenarios. It was written from docs/method and the format pages and
shares no code with the C++ program, so that a mistake in either shows as a difference. It reads valid files only:
it is an oracle, not a checker. Needs Python 3.9 or newer and PyYAML (Debian: python3-yaml), nothing else.

Choices of the equations that a reader may want to know:
  C1  `rise` is the time from 10 % to 90 % for every curve: a linear ramp lasts rise/0.8 years, a logistic curve
      follows s(t) = 1/(1 + exp(-ln81/rise*(t - start - 1.0457*rise))) with exactly that 1.0457.
  C2  `until` is the year in which 90 % of the reach stands (measured from start + lag).
  C3  between milestones the *final* shares are linear in time; each year they are turned into useful shares.
  C4  the median of a sum is not needed: every input is set to its own median, then the path is computed once.
  C5  yearly noise of the grid factor, GDP shocks: none (their medians).
"""
import csv
import math
import os
import re
import statistics
import sys

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = os.path.join(HERE, "..", "..", "policies")
OPEN_END = 10 ** 6

# ---------------------------------------------------------------------------------------------- units
# Each unit is a factor to the canonical unit of its kind: person, CNY, J, kg, m2, km, a year, a share.
PREFIX = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "m": 1e-3,
          "万": 1e4, "亿": 1e8, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
BASE = {"person": 1.0, "persons": 1.0, "人": 1.0, "CNY": 1.0, "元": 1.0, "J": 1.0, "Wh": 3600.0, "g": 1e-3,
        "gCO2": 1e-3, "gCO2e": 1e-3, "t": 1e3, "tCO2": 1e3, "tCO2e": 1e3, "吨": 1e3, "tce": 29.307e9, "m2": 1.0,
        "vehicle-km": 1.0, "a": 1.0, "year": 1.0, "%": 0.01, "1": 1.0}
QUANTITY = re.compile(r"^\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(.*?)\s*$")


def unit_factor(text):
    """Factor of a unit such as `kgCO2/kWh`, `billion CNY`, `万人`, `%`; an empty unit is 1."""
    factor = 1.0
    for position, part in enumerate(re.split(r"/", text)):
        part = part.replace(" ", "")
        if part == "":
            continue
        value = None
        for prefix in sorted(PREFIX, key=len):
            if part.startswith(prefix) and part[len(prefix):] in BASE:
                value = PREFIX[prefix] * BASE[part[len(prefix):]]
                break
        if value is None:
            raise ValueError(f"unknown unit {part!r}")
        factor = factor * value if position == 0 else factor / value
    return factor


def plain(scalar):
    """A number, or a number with its unit in one string, in canonical units."""
    if isinstance(scalar, bool):
        raise ValueError("a boolean is no quantity")
    if isinstance(scalar, (int, float)):
        return float(scalar)
    match = QUANTITY.match(str(scalar))
    if not match:
        raise ValueError(f"no quantity: {scalar!r}")
    return float(match.group(1)) * unit_factor(match.group(2))


def own_unit(node):
    """Factor of the unit that a quantity was written in: the activity of a sector is printed in it."""
    while isinstance(node, (dict, list)):
        node = next(iter(node.values())) if isinstance(node, dict) else node[0]
    match = QUANTITY.match(str(node))
    return unit_factor(match.group(2)) if match else 1.0


# ---------------------------------------------------------------------------------------------- medians
def incomplete_beta(a, b, x):
    """Regularised incomplete beta function I_x(a, b) by its continued fraction (Lentz)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny = 1e-300
    fraction, c, d = 1.0, 1.0, 0.0
    for i in range(0, 500):
        m = i // 2
        if i == 0:
            numerator = 1.0
        elif i % 2 == 0:
            numerator = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        else:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 + numerator * d
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = 1.0 + numerator / c
        c = c if abs(c) > tiny else tiny
        fraction *= c * d
        if abs(1.0 - c * d) < 1e-16:
            break
    return front * (fraction - 1.0)


def beta_median(a, b):
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if incomplete_beta(a, b, middle) < 0.5:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def median_pert(a, mode, b, weight=4.0):
    if a == b:
        return a
    return a + (b - a) * beta_median(1.0 + weight * (mode - a) / (b - a), 1.0 + weight * (b - mode) / (b - a))


def median_triangular(a, mode, b):
    if mode >= 0.5 * (a + b):
        return a + math.sqrt(0.5 * (b - a) * (mode - a))
    return b - math.sqrt(0.5 * (b - a) * (b - mode))


def median_truncated_normal(mean, sd, a, b):
    normal = statistics.NormalDist()
    return mean + sd * normal.inv_cdf(0.5 * (normal.cdf((a - mean) / sd) + normal.cdf((b - mean) / sd)))


DISTRIBUTIONS = ("uniform", "log_uniform", "triangular", "pert", "normal", "truncated_normal", "lognormal", "beta",
                 "discrete", "empirical", "graded")


def joules(node):
    """Final energy; tonnes of coal equivalent need a convention for electricity, so this oracle refuses them."""
    written = {k: v for k, v in node.items() if k not in ATTRIBUTES} if isinstance(node, dict) else node
    if "tce" in str(written):
        raise ValueError("this oracle reads energy in joules or kWh only")
    return quantity(node)


def quantity(node):
    """The median of a quantity, in canonical units: a number, a distribution map, or `{value: ...}`."""
    if not isinstance(node, dict):
        return plain(node)
    if "value" in node:
        return quantity(node["value"])
    kind = next((k for k in DISTRIBUTIONS if k in node), None)
    if kind is None:
        raise ValueError(f"no quantity: {node!r}")
    what = node[kind]
    if kind == "graded":  # lognormal about its value; shares the same on the odds: the median is the value
        return quantity(what)
    if kind == "discrete":
        values = sorted(zip((plain(v) for v in what["values"]), (float(w) for w in what["weights"])))
        total, running = sum(w for _, w in values), 0.0
        for value, weight in values:
            running += weight
            if running >= 0.5 * total:
                return value
    if kind in ("normal", "lognormal") and isinstance(what, dict):
        low, high = plain(what["p05"]), plain(what["p95"])
        return 0.5 * (low + high) if kind == "normal" else math.sqrt(low * high)
    v = [plain(x) for x in what]
    if kind == "empirical":
        return statistics.median(v)
    if kind == "beta":
        return v[2] + (v[3] - v[2]) * beta_median(v[0], v[1])
    if kind == "pert":
        return median_pert(*v, weight=float(node.get("lambda", 4.0)))
    if kind == "triangular":
        return median_triangular(*v)
    if kind == "truncated_normal":
        return median_truncated_normal(*v)
    return {"uniform": lambda: 0.5 * (v[0] + v[1]), "log_uniform": lambda: math.sqrt(v[0] * v[1]),
            "normal": lambda: v[0], "lognormal": lambda: v[0]}[kind]()


ATTRIBUTES = ("source", "grade", "note", "shared", "lambda", "name", "description", "status")


def is_quantity(node):
    return not isinstance(node, dict) or "value" in node or any(k in node for k in DISTRIBUTIONS)


# ---------------------------------------------------------------------------------------------- paths
def years_of(key):
    """(first, last) of a key: 2023, '2024..2025', '2031..'."""
    if isinstance(key, int):
        return key, key
    first, _, last = str(key).partition("..")
    if ".." not in str(key):
        return int(first), int(first)
    return int(first), (int(last) if last else OPEN_END)


class Rate:
    """A yearly rate, piecewise constant by period."""

    def __init__(self, node):
        if node is None:
            self.periods = [(0, OPEN_END, 0.0)]
        elif is_quantity(node):
            self.periods = [(0, OPEN_END, quantity(node))]
        else:
            self.periods = [(*years_of(k), quantity(v)) for k, v in node.items() if k not in ATTRIBUTES]

    def at(self, year):
        for first, last, value in self.periods:
            if first <= year <= last:
                return value
        raise ValueError(f"no rate for {year}")


class Level:
    """A level, linear between the years given, constant after the last."""

    def __init__(self, node):
        if is_quantity(node):
            self.points = [(0, quantity(node))]
        else:
            self.points = sorted((int(k), quantity(v)) for k, v in node.items() if k not in ATTRIBUTES)

    def at(self, year):
        before = [p for p in self.points if p[0] <= year]
        after = [p for p in self.points if p[0] > year]
        if not before:
            return after[0][1]
        if not after:
            return before[-1][1]
        (y0, v0), (y1, v1) = before[-1], after[0]
        return v0 + (v1 - v0) * (year - y0) / (y1 - y0)


def shares(node):
    """A set of shares; one entry may be `rest`; the others are scaled if they exceed 1."""
    entries = {k: v for k, v in node.items() if k not in ATTRIBUTES}
    given = {k: quantity(v) for k, v in entries.items() if v != "rest"}
    total = sum(given.values())
    if total > 1.0:
        given = {k: v / total for k, v in given.items()}
        total = 1.0
    return {k: (max(0.0, 1.0 - total) if v == "rest" else given[k]) for k, v in entries.items()}


# ---------------------------------------------------------------------------------------------- formulas
class Formula:
    """+ - * / ^ ( ) min max exp log over names; recursive descent, no eval."""

    TOKEN = re.compile(r"\s*(?:([0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?)|([a-z_][a-z0-9_.]*)|([-+*/^(),]))")

    def __init__(self, text, lookup):
        self.lookup, self.position, self.tokens = lookup, 0, []
        rest = text.strip()
        while rest:
            match = self.TOKEN.match(rest)
            if not match:
                raise ValueError(f"formula: {text!r}")
            self.tokens.append(match.group(0).strip())
            rest = rest[match.end():].strip()

    def peek(self):
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, expected=None):
        token = self.peek()
        if expected is not None and token != expected:
            raise ValueError(f"formula: expected {expected!r}, found {token!r}")
        self.position += 1
        return token

    def value(self):
        result = self.sum()
        if self.peek():
            raise ValueError(f"formula: unexpected {self.peek()!r}")
        return result

    def sum(self):
        result = self.product()
        while self.peek() in ("+", "-"):
            result = result + self.product() if self.take() == "+" else result - self.product()
        return result

    def product(self):
        result = self.signed()
        while self.peek() in ("*", "/"):
            result = result * self.signed() if self.take() == "*" else result / self.signed()
        return result

    def signed(self):
        if self.peek() in ("-", "+"):
            return -self.signed() if self.take() == "-" else self.signed()
        return self.power()

    def power(self):
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return base ** self.signed()
        return base

    def atom(self):
        token = self.take()
        if token == "(":
            inside = self.sum()
            self.take(")")
            return inside
        if token in ("min", "max", "exp", "log"):
            self.take("(")
            arguments = [self.sum()]
            while self.peek() == ",":
                self.take()
                arguments.append(self.sum())
            self.take(")")
            return {"min": min, "max": max, "exp": math.exp, "log": math.log}[token](*arguments)
        if token[0].isdigit():
            return float(token)
        return self.lookup(token)


# ---------------------------------------------------------------------------------------------- reading
class PlainLoader(yaml.SafeLoader):
    """YAML without the words that YAML 1.1 takes for booleans: `on:` is a key of an effect here."""


PlainLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def identity(item):
    if isinstance(item, dict):
        for key in ("as", "id", "use"):
            if key in item:
                return item[key]
    return None


def merged(under, over):
    """`over` laid on `under`: maps by key, lists of things with ids by id, everything else replaced; null removes.

    A quantity is one thing: it is replaced whole, never mixed with the one beneath. So is a map by years, and an
    adoption that names another curve.
    """
    if isinstance(under, dict) and isinstance(over, dict):
        if over and all(re.match(r"[0-9]{4}", str(key)) for key in over if key not in ATTRIBUTES):
            return over
        if under.get("curve") != over.get("curve") and "curve" in under and "curve" in over:
            return over
        if over and all(k in DISTRIBUTIONS + ATTRIBUTES + ("value",) for k in over) and is_quantity(over):
            return over
        result = dict(under)
        for key, value in over.items():
            if value is None:
                result.pop(key, None)
            else:
                result[key] = merged(result[key], value) if key in result else value
        return result
    if isinstance(under, list) and isinstance(over, list) and over and all(identity(x) for x in under + over):
        result = list(under)
        for item in over:
            index = next((i for i, x in enumerate(result) if identity(x) == identity(item)), None)
            if index is None:
                result.append(item)
            else:
                result[index] = merged(result[index], item)
        return result
    return over


def read(path):
    with open(path, encoding="utf-8") as file:
        document = yaml.load(file, Loader=PlainLoader)
    parent = document.pop("extends", None)
    if parent is None:
        return document
    return merged(read(os.path.join(os.path.dirname(path), parent)), document)


def lever_file(name):
    for family in sorted(os.listdir(LIBRARY)):
        path = os.path.join(LIBRARY, family, name + ".yaml")
        if os.path.exists(path):
            return read(path)
    raise ValueError(f"no lever {name!r}")


def field(document, path):
    """The median of a city field named by its dotted path."""
    node = document
    for part in path.split("."):
        node = node[part]
    return quantity(node)


# ---------------------------------------------------------------------------------------------- adoption
class Adoption:
    """u(t) by year, with erosion by vintage."""

    LN81 = math.log(81.0)

    def __init__(self, node, base_year, horizon, evaluate=quantity, reach=None):
        self.curve = node["curve"]
        self.start = evaluate(node["start"]) + (evaluate(node["lag"]) if "lag" in node else 0.0)
        self.reach = reach if reach is not None else evaluate(node["reach"])
        ninety = {"logistic": 1.5457, "linear": 0.9 / 0.8}.get(self.curve)  # C2: (until - start)/rise
        if "until" in node and "rise" not in node:
            self.rise = (evaluate(node["until"]) - self.start) / ninety
        elif "rise" in node:
            self.rise = evaluate(node["rise"])
        self.base_year = base_year
        raw = {year: self.raw(year) for year in range(base_year, horizon + 1)}
        self.path = raw
        if "erosion" in node:
            half_life, kept = evaluate(node["erosion"]["half_life"]), evaluate(node["erosion"]["persistent"])
            fading, self.path = 0.0, {base_year: kept * raw[base_year]}
            for year in range(base_year + 1, horizon + 1):
                fading = fading * 2.0 ** (-1.0 / half_life) + (1.0 - kept) * max(0.0, raw[year] - raw[year - 1])
                self.path[year] = kept * raw[year] + fading

    def raw(self, year):
        if self.curve == "step":
            return self.reach if year >= self.start > self.base_year else 0.0  # an earlier one is in the base year's data
        shape = self.logistic if self.curve == "logistic" else self.linear
        begin = max(self.start, float(self.base_year))
        if year <= begin:
            return 0.0
        already = shape(begin)
        if already >= 1.0:
            return 0.0  # complete before the base year
        return self.reach * (shape(year) - already) / (1.0 - already)

    def logistic(self, year):
        return 1.0 / (1.0 + math.exp(-self.LN81 / self.rise * (year - self.start - 1.0457 * self.rise)))

    def linear(self, year):  # C1
        return min(1.0, max(0.0, (year - self.start) / (self.rise / 0.8)))


# ---------------------------------------------------------------------------------------------- levers
class Lever:
    def __init__(self, use, document, base_year, horizon):
        override = {k: v for k, v in use.items() if k not in ("use", "as")}
        data = merged(lever_file(use["use"]), override)
        self.id = use.get("as", use["use"])
        parameters = data.get("parameters", {})

        def lookup(name):
            return quantity(parameters[name]) if name in parameters else field(document, name)

        def evaluate(node):
            if isinstance(node, str) and not QUANTITY.match(node):
                return Formula(node, lookup).value()
            return quantity(node)

        self.adoption = Adoption(data["adoption"], base_year, horizon, evaluate)
        self.effects = []
        for effect in data["effects"]:
            record = {"id": effect["id"], "overlap": effect.get("overlap")}
            if "on" in effect:
                targets = effect["on"] if isinstance(effect["on"], list) else [effect["on"]]
                rebound = evaluate(effect["rebound"]) if "rebound" in effect else 0.0
                record.update(kind="reduce", targets=targets, size=-evaluate(effect["change"]) * (1.0 - rebound))
            elif "toward" in effect:
                targets = effect["toward"] if isinstance(effect["toward"], list) else [effect["toward"]]
                record.update(kind="toward", targets=targets, value=evaluate(effect["value"]),
                              size=evaluate(effect.get("strength", 1)))
            else:
                record.update(kind="shift", target=effect["shift"], source=effect["from"], into=effect["to"],
                              size=evaluate(effect["strength"]))
            self.effects.append(record)


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


# ---------------------------------------------------------------------------------------------- the city
class City:
    def __init__(self, document):
        self.document = document
        self.first, self.last = int(document["base_year"]), int(document["horizon"])
        self.years = range(self.first, self.last + 1)
        self.levers = [Lever(use, document, self.first, self.last) for use in document.get("levers", [])]
        self.rows = {}
        self.population_and_economy()
        self.value_added()
        self.carriers()
        self.sectors()

    def put(self, year, variable, value):
        self.rows[(year, variable)] = value

    def get(self, year, variable):
        return self.rows[(year, variable)]

    def grown(self, node, value_key, observed):
        growth, offset = Rate(node.get("growth")), quantity(node.get("growth_offset", 0))
        path = {self.first: quantity(node[value_key])}
        for year in self.years[1:]:
            path[year] = path[year - 1] * (1.0 + growth.at(year)) * math.exp(offset)
            if observed and year in observed:
                path[year] = quantity(observed[year])
        return path

    def population_and_economy(self):
        observed = self.document.get("observed", {})
        people = self.grown(self.document["population"], "value", observed.get("population"))
        product = self.grown(self.document["economy"], "gdp", observed.get("gdp"))
        for year in self.years:
            self.put(year, "population", people[year])
            self.put(year, "gdp", product[year] / 1e9)
            self.put(year, "gdp_per_capita", product[year] / people[year])

    def value_added(self):
        node = self.document["economy"].get("value_added")
        if not node:
            return
        today = shares(node["shares"])
        target = shares(node["target"]) if "target" in node else today
        path = Adoption(node["adoption"], self.first, self.last, reach=1.0).path if "target" in node else None
        for year in self.years:
            for branch, share in today.items():
                u = path[year] if path else 0.0
                self.put(year, f"value_added.{branch}",
                         self.get(year, "gdp") * (share + u * (target[branch] - share)))

    def reductions(self, target, year, reference=None):
        result = []
        for lever in self.levers:
            u = lever.adoption.path[year]
            for effect in lever.effects:
                if effect["kind"] == "shift" or target not in effect["targets"]:
                    continue
                r = u * effect["size"]
                if effect["kind"] == "toward":
                    r *= (reference - effect["value"]) / reference
                overlap = effect["overlap"] or {}
                result.append((r, overlap.get("group"), float(overlap.get("degree", 0.0))))
        return remaining(result)

    def carriers(self):
        """Emission factors in kg CO2 per J."""
        self.factor, self.grid = {}, {}
        for name, node in self.document["carriers"].items():
            level, trend = Level(node["factor"]), Rate(node.get("factor_trend"))
            offset, logs = quantity(node.get("factor_offset", 0)), 0.0
            scope = int(node.get("scope", 2 if name == "electricity" else 1))
            self.grid[name] = scope == 2
            for year in self.years:
                logs += trend.at(year) + offset if year > self.first else 0.0
                reference = level.at(year) * math.exp(logs)
                self.factor[(name, year)] = reference * self.reductions(f"carriers.{name}.factor", year, reference)
        if "electricity" in self.document["carriers"]:
            for year in self.years:
                self.put(year, "electricity.factor", self.factor[("electricity", year)] * 3.6e6)

    def sectors(self):
        names = list(self.document["sectors"])
        order, waiting = [], names[:]
        while waiting:  # a sector driven by another's activity comes after it
            name = next(n for n in waiting if (d := self.document["sectors"][n].get("driver", ""))
                        .split(".")[0] != "activity" or d.split(".")[1] in order)
            order.append(name)
            waiting.remove(name)
        self.energy, self.fuel_co2, self.process_co2, self.elsewhere = {}, {}, {}, {}
        for name in order:
            self.sector(name, self.document["sectors"][name])
        behind = Level(self.document["power"].get("behind_meter", 0)) if "power" in self.document else None
        for year in self.years:
            self.totals(year, names, behind)

    def driver(self, node, year):
        kind = node["driver"]
        return Level(node["path"]).at(year) if kind == "path" else self.get(year, kind)

    def sector(self, name, node):
        where = f"sectors.{name}"
        activity0, elasticity = quantity(node.get("activity", 1)), quantity(node.get("elasticity", 1))
        activity_trend, intensity_trend = Rate(node.get("activity_trend")), Rate(node.get("intensity_trend"))
        intensity_offset, local = quantity(node.get("intensity_offset", 0)), quantity(node.get("local_share", 1))
        process = node.get("process")
        process_trend = Rate(process.get("trend")) if process else None
        final0 = joules(node["energy"]) if "energy" in node else 0.0
        base = shares(node["carriers"]) if final0 else {}
        eta = {c: quantity(node.get("efficiency", {}).get(c, 1)) for c in base}
        points = [(self.first, base)] + sorted((int(y), shares(s)) for y, s in node.get("milestones", {}).items())
        useful0 = final0 * sum(base[c] * eta[c] for c in base)  # J of useful energy in the base year
        activity_log = intensity_log = process_log = 0.0
        start = self.driver(node, self.first)
        for year in self.years:
            if year > self.first:
                activity_log += activity_trend.at(year)
                intensity_log += intensity_trend.at(year) + intensity_offset
                process_log += process_trend.at(year) if process else 0.0
            reference = (self.driver(node, year) / start) ** elasticity * math.exp(activity_log)
            index = reference * self.reductions(where + ".activity", year)
            self.put(year, f"activity.{name}", activity0 * index / own_unit(node.get("activity", 1)))
            self.elsewhere[(name, year)] = 0.0
            useful = useful0 * index * math.exp(intensity_log) * self.reductions(where + ".intensity", year)
            final_shares = self.between(points, year)
            norm = sum(final_shares[c] * eta[c] for c in final_shares)
            w = {c: final_shares[c] * eta[c] / norm for c in final_shares} if final_shares else {}
            fuel = 0.0
            for c, share in self.shifted(where, w, year).items():
                final = useful * share / eta[c]
                co2 = final * self.factor[(c, year)]
                self.energy[(name, c, year)] = final * local
                self.elsewhere[(name, year)] += co2 * (1.0 - local)
                if not self.grid[c]:
                    fuel += co2 * local
            self.fuel_co2[(name, year)] = fuel
            made = 0.0
            if process:
                ratio = quantity(process.get("ratio", 1))  # the trend is on the product, not on the ratio
                made = (activity0 * index * quantity(process["factor"]) * ratio * math.exp(process_log)
                        * self.reductions(where + ".process", year)
                        * self.reductions(where + ".process.ratio", year, ratio))
            self.process_co2[(name, year)] = made * local
            self.elsewhere[(name, year)] += made * (1.0 - local)

    @staticmethod
    def between(points, year):
        before = [p for p in points if p[0] <= year][-1]
        after = next((p for p in points if p[0] > year), None)
        if after is None:
            return before[1]
        part = (year - before[0]) / (after[0] - before[0])
        return {c: before[1][c] + (after[1].get(c, 0.0) - before[1][c]) * part for c in before[1]}

    def shifted(self, where, w, year):
        asked = {}
        for lever in self.levers:
            for effect in lever.effects:
                if effect["kind"] == "shift" and effect["target"] == where:
                    asked.setdefault(effect["source"], []).append(
                        (effect["into"], lever.adoption.path[year] * effect["size"]))
        result = dict(w)
        for source, wishes in asked.items():
            total = sum(s for _, s in wishes)
            if total == 0.0:
                continue
            moving = w[source] * (1.0 - math.prod(1.0 - s for _, s in wishes))
            result[source] -= moving
            for into, s in wishes:
                result[into] += moving * s / total
        return result

    def totals(self, year, names, behind):
        bought = {c: sum(self.energy.get((n, c, year), 0.0) for n in names) for c in self.grid if self.grid[c]}
        use = bought.get("electricity", 0.0)
        drawn = (max(0.0, use - behind.at(year)) / use) if behind and use > 0.0 else 1.0
        mega = 1e-9  # kg to Mt
        scope1 = scope2 = 0.0
        for name in names:
            one = (self.fuel_co2[(name, year)] + self.process_co2[(name, year)]) * mega
            two = sum(self.energy.get((name, c, year), 0.0) * self.factor[(c, year)]
                      * (drawn if c == "electricity" else 1.0) for c in bought) * mega
            self.put(year, f"emissions.sector.{name}", one + two)
            self.put(year, f"energy.sector.{name}",
                     sum(self.energy.get((name, c, year), 0.0) for c in self.grid) * 1e-15)
            scope1, scope2 = scope1 + one, scope2 + two
        total = scope1 + scope2
        for carrier in self.grid:
            self.put(year, f"energy.carrier.{carrier}",
                     sum(self.energy.get((n, carrier, year), 0.0) for n in names) * 1e-15)
        energy = sum(self.get(year, f"energy.sector.{n}") for n in names)
        self.put(year, "energy.total", energy)
        self.put(year, "energy.per_gdp", energy * 1e6 / (self.get(year, "gdp") * 1e3))
        self.put(year, "emissions.total", total)
        self.put(year, "emissions.scope1", scope1)
        self.put(year, "emissions.scope2", scope2)
        self.put(year, "emissions.scope3", sum(self.elsewhere[(n, year)] for n in names) * mega)
        self.put(year, "emissions.process", sum(self.process_co2[(n, year)] for n in names) * mega)
        self.put(year, "emissions.per_capita", total * 1e6 / self.get(year, "population"))
        self.put(year, "emissions.per_gdp", total * 1e6 / (self.get(year, "gdp") * 1e3))
        for lever in self.levers:
            self.put(year, f"lever.{lever.id}.adoption", lever.adoption.path[year])


def main(arguments):
    wanted = None
    if len(arguments) == 3 and arguments[1] == "--years":
        wanted = {int(year) for year in arguments[2].split(",")}
    elif len(arguments) != 1:
        sys.exit("usage: shenzhen_central.py FILE [--years 2022,2030,...]")
    city = City(read(arguments[0]))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["year", "variable", "value"])
    for (year, variable), value in sorted(city.rows.items()):
        if wanted is None or year in wanted:
            out.writerow([year, variable, repr(value)])


if __name__ == "__main__":
    main(sys.argv[1:])
