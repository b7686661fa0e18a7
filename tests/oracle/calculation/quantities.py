# SPDX-License-Identifier: MIT
# Reads what a scenario says: units, quantities and their medians, paths by year, shares, formulas, files.
"""The first part of the other calculation: from YAML to numbers in canonical units (person, CNY, J, kg, m2, year)."""
import math
import os
import re
import statistics

import yaml

OPEN_END = 10 ** 6

# ---------------------------------------------------------------------------------------------- units
# Each unit is a factor to the canonical unit of its kind: person, CNY, J, kg, m2, km, a year, a share.
PREFIX = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "m": 1e-3,
          "万": 1e4, "亿": 1e8, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
BASE = {"person": 1.0, "persons": 1.0, "人": 1.0, "CNY": 1.0, "元": 1.0, "J": 1.0, "Wh": 3600.0, "g": 1e-3,
        "gCO2": 1e-3, "gCO2e": 1e-3, "t": 1e3, "tCO2": 1e3, "tCO2e": 1e3, "吨": 1e3, "tce": 29.3076e9, "m2": 1.0,
        "vehicle-km": 1.0, "trip": 1.0, "a": 1.0, "year": 1.0, "day": 1.0 / 365.0, "%": 0.01, "1": 1.0}
QUANTITY = re.compile(r"^\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(.*?)\s*$")
WORDS = ("万", "亿", "thousand", "million", "billion", "trillion")


def one_unit(text):
    """Factor of one unit with its prefix, and of a multiplier before it: `kWh`, `亿kWh`."""
    for prefix in sorted(PREFIX, key=len):
        if text.startswith(prefix) and text[len(prefix):] in BASE:
            return PREFIX[prefix] * BASE[text[len(prefix):]]
    for word in WORDS:
        if text.startswith(word):
            return PREFIX[word] * one_unit(text[len(word):])
    raise ValueError(f"unknown unit {text!r}")


def unit_factor(text):
    """Factor of a unit such as `kgCO2/kWh`, `billion CNY`, `万人`, `%`; an empty unit is 1."""
    factor = 1.0
    for position, part in enumerate(re.split(r"/", text)):
        part = part.replace(" ", "")
        if part == "":
            continue
        value = one_unit(part)
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


class SharesByYear:
    """Shares that are written for some years and linear between; constant after the last, and if written once."""

    def __init__(self, node, first):
        written = {k: v for k, v in node.items() if k not in ATTRIBUTES}
        years = all(re.fullmatch(r"[0-9]{4}", str(key)) for key in written)
        points = {int(year): shares(entry) for year, entry in written.items()} if years else {first: shares(written)}
        self.names = list(dict.fromkeys(name for entry in points.values() for name in entry))
        self.points = sorted(points.items())

    def at(self, year):
        before = [p for p in self.points if p[0] <= year][-1]
        after = next((p for p in self.points if p[0] > year), None)
        if after is None:
            return {name: before[1].get(name, 0.0) for name in self.names}
        part = (year - before[0]) / (after[0] - before[0])
        return {name: before[1].get(name, 0.0) + (after[1].get(name, 0.0) - before[1].get(name, 0.0)) * part
                for name in self.names}


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
        for one, other in (("rise", "until"), ("until", "rise")):  # two ways to say one thing: the upper layer's holds
            if one in over and other not in over:
                result.pop(other, None)
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


def lever_file(library, name):
    for family in sorted(os.listdir(library)):
        path = os.path.join(library, family, name + ".yaml")
        if os.path.exists(path):
            return read(path)
    raise ValueError(f"no lever {name!r}")


def field(document, path):
    """The median of a city field named by its dotted path."""
    node = document
    for part in path.split("."):
        node = node[part]
    return quantity(node)
