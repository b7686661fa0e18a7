# SPDX-License-Identifier: MIT
"""Kuznets curves of `citypeak ekc`: everything that docs/method/history.md says of them, recomputed in fifty digits."""
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from support.program import Checks, call, evidence, python_with, rows, start_again, table_file, workplace

try:
    from calculation.kuznets import DEGREES, Curve, Point, answers_of, bootstrap, logarithms
    from mpmath import log, mp, mpf
except ModuleNotFoundError:
    start_again(python_with("mpmath", "python3-mpmath"))

TABLES = 40
BOOTSTRAPS = 25  # curves whose replicates are drawn here too
# Promised are nine digits; intervals of curves that hardly turn lose the most. The exp of a large number has the digits
# of that number.
DIGITS = 1e-9
# A number of the file is a double: below and above their range there is 0 and nothing.
SMALLEST, LARGEST = mpf("1e-300"), mpf("1e308")
ALL = {"fieller": {"bounded", "exclusive", "unbounded", None},
       "shape": {"rising", "falling", "u", "inverted_u", "half_inverted_u", "n", "inverted_n", "none", None},
       "verdict": {"identified", "not_identified", "not_testable"},
       "reason": {"no_turning_point", "outside_data", "top_at_first", "top_at_last", "not_significant",
                  "interval_not_bounded", "shock_years", "too_few_points"}}
checks = Checks()
worst, seen = {}, {key: set() for key in ALL}


def ekc(place, file, *options, **how):
    """indicator -> (model, quantity -> (value, word)) of one run; of reasons the set of words."""
    out = place / "out"
    done = call("ekc", file, "--x", "income", "--out", out, *options, **how)
    found = {}
    for r in rows(out / "ekc.csv"):
        model, quantities = found.setdefault(r["indicator"], (r["model"], {"reason": set()}))
        checks.equal(r["model"], model, f"{file.name}: one model for {r['indicator']}")
        if r["quantity"] == "reason":
            checks.true(r["word"] not in quantities["reason"], f"{file.name}: {r['word']} once")
            quantities["reason"].add(r["word"])
        else:
            checks.true(r["quantity"] not in quantities, f"{file.name}: {r['quantity']} once")
            quantities[r["quantity"]] = (float(r["value"]) if r["value"] else None, r["word"])
    return found, done.stdout.decode("utf-8")


def compare_number(name, quantity, wanted, got):
    if wanted is not None and abs(wanted) > LARGEST:
        wanted = None
    if wanted is None or got is None:
        checks.equal(got, wanted and float(wanted), f"{name}: {quantity}")
        return
    off = abs(mpf(got) - wanted) / abs(wanted) if abs(wanted) > SMALLEST else mpf(abs(got))
    off /= max(1, abs(log(abs(wanted)))) if abs(wanted) > SMALLEST and got > 0 else 1
    checks.true(off < DIGITS, f"{name}: {quantity} {got!r} instead of {mp.nstr(wanted, 17)}")
    if off >= worst.get(quantity, (0, ""))[0]:
        worst[quantity] = float(off), name


def compare(name, wanted, got):
    for quantity, value in wanted.items():
        found, word = got.get(quantity, (None, None)) if quantity not in ("tp_word", "reason") else (None, None)
        if quantity == "tp_word":
            checks.equal(got["tp"][1], value, f"{name}: the turning point is a")
        elif quantity == "reason":
            checks.equal(got["reason"], value, f"{name}: reasons")
        elif isinstance(value, str):
            checks.equal(word, value, f"{name}: {quantity}")
        else:
            compare_number(name, quantity, value, found)


class Maker:
    """Random tables: cities with lost years, incomes in yuan or 100,000 yuan, curves that turn or do not."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.logs = self.random.random() < 0.4
        self.cities = self.random.choice(([""], [""], [""], ["甲市", "乙市"], list("abcd"), list("xyz")))
        self.has_years = self.random.random() < 0.8
        self.unit = self.random.choice((1.0, 1e5))
        self.model = self.random.choice(("linear", "quadratic", "quadratic", "quadratic", "cubic", "auto"))
        self.shocks = self.random.choice((None, None, "none", "2008,2014..2016", "2019..2023"))
        self.indicators = [f"y{i}" for i in range(self.random.choice((3, 5)))]

    def incomes(self, count):
        x, out = self.random.uniform(0.3, 1.0), []
        for _ in range(count):
            x *= 1 + self.random.uniform(-0.01, 0.12)
            out.append(float(f"{x * self.unit:.6g}"))
        return out

    def curve(self, low, high):
        top = low + (high - low) * self.random.uniform(-0.4, 1.4)
        bend, twist = self.random.choice((-4.0, -2.0, 0.0, 3.0)), self.random.choice((0.0, 0.0, 20.0, -20.0))
        noise = self.random.choice((0.003, 0.03, 0.3))
        level = self.random.uniform(5.0, 500.0)

        def at(x, constant):
            along = (x - top) / (high - low)
            return level * (5 + constant + bend * along ** 2 + 0.3 * along * (bend == 0) + twist * along ** 3 / 4 +
                            self.random.gauss(0, noise)) / 5

        return at

    def table(self):
        """(header, rows), rows as (city, year, income, values or None)."""
        lines = []
        for city in self.cities:
            count = self.random.randrange(7, 26) if len(self.cities) == 1 else self.random.randrange(5, 10)
            years = sorted(self.random.sample(range(1998, 1998 + count + count // 3), count))
            if self.random.random() < 0.5:
                years = list(range(2021 - count, 2021))
            lines += [[city, year, x] for year, x in zip(years, self.incomes(count))]
        low, high = min(line[2] for line in lines), max(line[2] for line in lines)
        constants = {city: self.random.uniform(-1, 1) for city in self.cities}
        for _ in self.indicators:
            at, loss = self.curve(low, high), self.random.choice((0, 0, 0.1))
            for line in lines:
                value = at(line[2], constants[line[0]])
                lost = self.random.random() < loss or (self.logs and value <= 0)
                line.append(None if lost else float(f"{value:.7g}"))
        if self.has_years and self.random.random() < 0.3:
            self.random.shuffle(lines)
        return lines

    def write(self, place, lines):
        header = (["city"] if self.cities != [""] else []) + (["year"] if self.has_years else [])
        kept = [i for i, use in enumerate((self.cities != [""], self.has_years)) if use]
        body = [[line[i] for i in kept] + line[2:] for line in lines]
        return table_file(place, "table", header + ["income", *self.indicators], body)

    def points(self, lines, i):
        order = list(dict.fromkeys(line[0] for line in lines))
        known = [line for line in lines if line[3 + i] is not None]
        known.sort(key=lambda line: (order.index(line[0]), line[1 if self.has_years else 2]))
        return [Point(mpf(line[2]), mpf(line[3 + i]), line[1] if self.has_years else None, line[0]) for line in known]

    def shock_years(self):
        return {None: {2020, 2021, 2022}, "none": set(), "2008,2014..2016": {2008, 2014, 2015, 2016},
                "2019..2023": {2019, 2020, 2021, 2022, 2023}}[self.shocks]


def compare_bootstrap(name, curve, logs, got, rng):
    """The ends against shares of the other calculation's replicates: five standard errors of a share of 4,999, and as
    many of ours where they are drawn."""
    replicates = bootstrap(curve, rng)
    turned = sorted(each[0] for each in replicates if each)
    share = sum(each is not None and each[1] == curve.is_top for each in replicates) / len(replicates)
    checks.near(got["boot_share"][0], share, 10 * max(share * (1 - share), 1e-3) ** 0.5 / 4999 ** 0.5,
                f"{name}: share that turns the same way")
    lost = 1 - len(turned) / len(replicates)
    near = 10 * (0.025 * 0.975 / 4999) ** 0.5
    if lost > 0.025 - near:
        checks.true(lost < 0.025 + near or got["boot_low"][0] is None, f"{name}: too few replicates turn: {lost}")
        return 0
    for quantity, wanted in (("boot_low", 0.025), ("boot_high", 0.975)):
        end = got[quantity][0]
        if logs and (end is None or end == 0):
            continue  # beyond the numbers of the machine
        end = float(log(end)) if logs else end
        reach = 1e-9 * abs(end)
        below = sum(x < end - reach for x in turned) / len(turned)
        up_to = sum(x <= end + reach for x in turned) / len(turned)
        checks.true(below <= wanted + near and up_to >= wanted - near,
                    f"{name}: {quantity} {end}: a share of {below} to {up_to} lies below")
    return 1


def random_tables(place):
    rng, compared = random.Random(2024), 0
    for seed in range(TABLES):
        maker = Maker(seed)
        lines = maker.table()
        options = ["--y", ",".join(maker.indicators), "--model", maker.model, "--seed", seed]
        options += ["--scale", "log"] if maker.logs else []
        options += ["--shock-years", maker.shocks] if maker.shocks else []
        found, _ = ekc(place, maker.write(place, lines), *options)
        checks.equal(list(found), maker.indicators, f"table {seed}: indicators")
        for i, indicator in enumerate(maker.indicators):
            points = maker.points(lines, i)
            points = logarithms(points) if maker.logs else points
            model, got = found[indicator]
            name = f"table {seed} {indicator} ({model}, {'logs' if maker.logs else 'levels'}, {len(maker.cities)} " \
                f"{'cities' if len(maker.cities) > 1 else 'city'}, {'years' if maker.has_years else 'no years'}, " \
                f"n = {len(points)})"
            wanted = answers_of(points, DEGREES[model], maker.shock_years(), maker.logs)
            chosen = maker.model if maker.model != "auto" else wanted["aicc_choice"] or "quadratic"
            checks.equal(model, chosen, f"{name}: the model")
            compare(name, wanted, got)
            for key in ("fieller", "shape", "verdict"):
                seen[key].add(wanted.get(key))
            seen["reason"] |= wanted["reason"]
            if wanted.get("tp") is not None and compared < BOOTSTRAPS:
                compared += compare_bootstrap(name, Curve(points, DEGREES[model], set()), maker.logs, got, rng)
    checks.equal(compared, BOOTSTRAPS, "bootstraps compared")
    for key, words in ALL.items():
        checks.equal(words - seen[key], set(), f"{key}: words that no table gave")


def seeds_and_order(place):
    maker = Maker(1)
    maker.cities, maker.has_years, maker.logs, maker.model = [""], True, False, "quadratic"
    lines = maker.table()
    options = ["--y", ",".join(maker.indicators)]
    first, _ = ekc(place, maker.write(place, sorted(lines, key=lambda line: line[1])), *options)
    bytes_of = [(place / "out" / "ekc.csv").read_bytes()]
    maker.random.shuffle(lines)
    file = maker.write(place, lines)
    for more in ([], ["--seed", 1], ["--lang", "zh"]):
        ekc(place, file, *options, *more, LANG="zh_CN.UTF-8")
        bytes_of.append((place / "out" / "ekc.csv").read_bytes())
    checks.equal(len(set(bytes_of)), 1, "neither the order of rows nor the language shows, and the seed is 1")
    other, _ = ekc(place, file, *options, "--seed", 2)
    for indicator, (_, got) in other.items():
        for quantity, value in got.items():
            same = value == first[indicator][1][quantity]
            if quantity in ("boot_low", "boot_high"):
                checks.true(not same, f"{indicator}: another seed, another {quantity}")
            elif quantity != "boot_share":
                checks.true(same, f"{indicator}: another seed changes {quantity}")


def known_curves(place):
    years = range(2005, 2016)
    file = table_file(place, "exact", ["year", "income", "y"], [(y, y - 2004, 100 - (y - 2010) ** 2) for y in years])
    found, said = ekc(place, file, "--y", "y", "--model", "auto")
    model, got = found["y"]
    checks.equal(model, "quadratic", "the parabola is found to be one")
    for quantity, wanted in {"b0": 64, "b1": 12, "b2": -1, "se_b2": 0, "r2": 1, "rsd": 0, "tp": 6, "tp_se": 0,
                             "tp_low": 6, "tp_high": 6, "fieller_low": 6, "fieller_high": 6, "boot_low": 6,
                             "boot_high": 6, "boot_share": 1, "turning_year": 2010, "utest_p": 0}.items():
        checks.near(got[quantity][0], wanted, 1e-13, f"an exact parabola: {quantity}")  # a few roundings
    checks.equal((got["shape"][1], got["verdict"][1]), ("inverted_u", "identified"), "an exact parabola")
    checks.true("identified: inverted U, turns at 6 (95 % interval 6 to 6), which income reached in 2010" in said, said)


def years_of_crisis(place):
    """A top in the eighth of ten years and 2020 and 2021 after it: never identified unless told that these count."""
    rng, lines = random.Random(5), [[2012 + i, 5 + i] for i in range(10)]
    incomes, names = [line[1] for line in lines], [f"y{i}" for i in range(60)]
    for _ in names:
        top, steep = rng.uniform(11.6, 12.4), rng.uniform(0.5, 2)
        values = [100 - steep * (x - top) ** 2 + rng.uniform(-0.05, 0.05) for x in incomes]
        for line, value in zip(lines, values):
            line.append(round(value, 4))
    file = table_file(place, "crisis", ["year", "income", *names], lines)
    found, _ = ekc(place, file, "--y", ",".join(names))
    for name, (_, got) in found.items():
        checks.equal((got["shape"][1], got["verdict"][1]), ("inverted_u", "not_identified"), f"crisis {name}")
        checks.equal(got["reason"], {"shock_years"}, f"crisis {name}")
    for name, (_, got) in ekc(place, file, "--y", ",".join(names), "--shock-years", "none")[0].items():
        checks.equal((got["verdict"][1], got["reason"]), ("identified", set()), f"no crisis {name}")


def tops_at_the_start(place):
    """A largest value in the first year makes no inverted U, however the rest bends."""
    rng, names = random.Random(9), [f"y{i}" for i in range(200)]
    lines = [[2000 + i, 10 + i + rng.uniform(0, 0.8)] for i in range(14)]
    incomes = [line[1] for line in lines]
    for _ in names:
        top, steep = rng.uniform(5, 16), rng.uniform(0.01, 0.4)
        values = [50 - steep * (x - top) ** 2 + rng.gauss(0, 0.3) for x in incomes]
        values[0] = max(values[1:]) + rng.choice((0.001, 0.5))
        for line, value in zip(lines, values):
            line.append(round(value, 5))
    file = table_file(place, "falling", ["year", "income", *names], lines)
    shapes = {}
    for name, (_, got) in ekc(place, file, "--y", ",".join(names))[0].items():
        shapes[got["shape"][1]] = shapes.get(got["shape"][1], 0) + 1
        checks.equal(got["verdict"][1], "not_identified", f"top at the start {name}")
    checks.true("inverted_u" not in shapes and {"falling", "half_inverted_u"} <= set(shapes), f"shapes {shapes}")


def few_points(place):
    file = table_file(place, "two", ["year", "income", "y", "z"], [(2012, 9, 1, 1), (2019, 10, 2, None)])
    found, said = ekc(place, file, "--y", "y,z", "--format", "csv,md")
    checks.equal(found["y"][1]["verdict"][1], "not_testable", "two points")
    checks.equal((found["y"][1]["n"][0], found["z"][1]["n"][0]), (2, 1), "two points and one")
    checks.equal(found["y"][1]["reason"], {"too_few_points"}, "two points")
    checks.true("y: not testable: n = 2, need 8" in said and "z: not testable: n = 1, need 8" in said, said)
    chinese = ekc(place, file, "--y", "y,z", "--lang", "zh")[1]
    checks.true("n＝2" in chinese or "n=2" in chinese or "n = 2" in chinese, chinese)
    # Seven are fitted and not judged.
    seven = [(2000 + i, 1 + i, 10 - (i - 3) ** 2 + 0.1 * (i % 2)) for i in range(7)]
    got = ekc(place, table_file(place, "seven", ["year", "income", "y"], seven), "--y", "y")[0]["y"][1]
    checks.equal(got["verdict"][1], "not_testable", "seven points")
    checks.true(got["tp"][0] is not None and "shape" not in got, "seven points have a curve and no shape")
    # Income that takes two values fits a line only.
    pairs = [(2000 + i, 1 + i % 2, i * i) for i in range(10)]
    got = ekc(place, table_file(place, "pairs", ["year", "income", "y"], pairs), "--y", "y")[0]["y"][1]
    checks.equal((got["verdict"][1], got["reason"]), ("not_testable", {"no_turning_point"}), "two incomes")


def certified(place):
    """Pontius: a quadratic of 40 points that a standards institute has certified."""
    folder = evidence("nist/regression")
    if folder is None:
        print("skipped the certified curve: no evidence folder; name it in CITYPEAK_EVIDENCE")
        return
    data = [(float(r["x"]), float(r["y"])) for r in rows(folder / "nist_data_Pontius.csv")]
    got = ekc(place, table_file(place, "pontius", ["income", "y"], data), "--y", "y")[0]["y"][1]
    for r in rows(folder / "nist_certified.csv"):
        name = r["quantity"].lower()
        if r["dataset"] == "Pontius" and name in got:
            checks.close(got[name][0], float(r["exact20"]), 1e-12, f"Pontius: {name}")
            checks.close(got[name][0], float(r["certified"]), 1e-9, f"Pontius: {name}")


with workplace() as here:
    known_curves(here)
    years_of_crisis(here)
    tops_at_the_start(here)
    few_points(here)
    certified(here)
    seeds_and_order(here)
    random_tables(here)
for family in ("b", "se_b", "hc3_se_b", "nw_se_b", "p_b", "r2", "aicc", "tp", "fieller", "utest"):
    off, name = max(each for quantity, each in worst.items() if quantity.startswith(family))
    print(f"{family}: at most {off:.2g} off, in {name}")
checks.finish()
