# SPDX-License-Identifier: MIT
"""Trend tests of `citypeak verdict`, in fractions: Mann-Kendall, Sen's slope and interval, Hamed and Rao's correction."""
import random
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from support.program import Checks, call, python_with, rows, start_again, table_file, workplace

try:
    from calculation.trend import number, tests
    from mpmath import log, mp, mpf
    from scipy.stats import theilslopes
except ModuleNotFoundError as missing:
    best = python_with("mpmath, scipy.stats", "python3-scipy", needed=False)
    if best not in (None, sys.executable):
        start_again(best)
    if missing.name == "mpmath":
        start_again(python_with("mpmath", "python3-mpmath"))
    theilslopes = None

SERIES = 400
DIGITS = 1e-12
DEFINED = ("mk_s", "mk_var", "mk_z", "mk_p", "sen", "sen_low", "sen_high")
# year -> value: (S, 18 Var S, Sen's slope), worked by hand.
WORKED = {
    "five falling": ({2010: 10, 2011: 9, 2012: 8, 2013: 7, 2014: 6}, -10, 300, -1),
    "four falling": ({2010: 9, 2011: 8, 2012: 7, 2013: 6}, -6, 156, -1),
    "five with a pair": ({2010: 5, 2011: 5, 2012: 4, 2013: 3, 2014: 2}, -9, 282, -1),
    "two years": ({2010: 2, 2011: 3}, 1, 18, 1),
    "a gap": ({2010: 8, 2012: 6, 2013: 5}, -3, 66, -1),
    "a rise and a fall": ({2010: 1, 2011: 2, 2012: 1}, 0, 48, 0),
    "flat": ({2010: 4, 2011: 4, 2012: 4, 2013: 4}, 0, 0, 0),
}
checks = Checks()
worst, seen = {}, set()


def series(rng):
    """Random walks, noise and trends, of few or many different values, every year or some."""
    n = rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 13, 20, 35))
    first = rng.randrange(1950, 2000)
    years = sorted(rng.sample(range(first, first + n + n // 2), n)) if rng.random() < 0.4 else range(first, first + n)
    drift, memory, digits = rng.choice((-1.0, -0.3, 0.0, 0.4)), rng.choice((-0.7, 0.0, 0.8, 1.0)), rng.choice((0, 1, 6))
    level, state, out = rng.choice((-20.0, 0.0, 50.0, 4000.0)), 0.0, {}
    for i, year in enumerate(years):
        state = memory * state + rng.gauss(0, 1)
        out[year] = round(level + drift * i + rng.choice((1, 1, 3)) * state, digits)
    return out


def judged(place, all_series):
    """(place, rule) -> quantity -> (value, word) of one run."""
    lines = [(name, year, "emissions", value) for name, values in all_series.items() for year, value in values.items()]
    random.Random(3).shuffle(lines)  # the order of rows does not matter
    file = table_file(place, "series", ["place", "year", "variable", "value"], lines)
    call("verdict", file, "--out", place / "out")
    out = {}
    for r in rows(place / "out" / "verdict.csv"):
        quantities = out.setdefault((r["place"], r["rule"]), {})
        checks.true(r["quantity"] not in quantities, f"{r['place']}: {r['rule']} {r['quantity']} once")
        quantities[r["quantity"]] = (float(r["value"]) if r["value"] else None, r["word"])
    return out


def compare(name, wanted, got, largest):
    for quantity, value in wanted.items():
        found = got.get(quantity, (None, ""))[0]
        if value is None or found is None:
            checks.equal(found, value if value is None else float(value), f"{name}: {quantity}")
            continue
        # Slopes are differences of values: a few roundings of the largest. A tiny p has the digits of its exponent.
        scale = largest if quantity.startswith("sen") else abs(value)
        if quantity.startswith("mk_p"):
            scale = max(scale * max(1, abs(log(scale))), mpf("1e-300"))
        off = float(abs(mpf(found) - value) / scale) if scale else abs(found)
        checks.true(off <= DIGITS, f"{name}: {quantity} {found!r} instead of {mp.nstr(mpf(value), 17)}")
        worst[quantity] = max(worst.get(quantity, 0), off)
    defined = "defined" if wanted["mk_var_adjusted"] is not None else "undefined"
    changed = wanted["mk_var_adjusted"] not in (None, wanted["mk_var"])
    seen.update({defined, "adjusted" if changed else "as it was"})


def of_scipy(name, years, values, wanted):
    """Another hand's slope and interval."""
    if theilslopes is None or len(years) < 2 or wanted["mk_var"] == 0:
        return 0
    found = theilslopes(values, years, alpha=0.95)
    checks.near(found[0], float(wanted["sen"]), 1e-12 * max(map(abs, values)), f"{name}: scipy's slope")
    for got, quantity in zip(found[2:], ("sen_low", "sen_high")):
        checks.near(got, float(wanted[quantity]), 1e-12 * max(map(abs, values)), f"{name}: scipy's {quantity}")
    return 1


def confirmed(name, values, got):
    """The rule on the years after the first largest value, and its verdict."""
    top = max(values.values())
    peak = min(year for year, value in values.items() if value == top)
    after = {year: Fraction(value) for year, value in values.items() if year > peak}
    wanted = tests(list(after), list(after.values()))
    compare(f"{name} since {peak}", wanted, got, float(abs(top)) or 1.0)
    if values[max(values)] == top:
        verdict = "not_peaked"
    else:
        falls = len(after) >= 5 and wanted["mk_p"] < mpf("0.05") and wanted["sen"] < 0
        verdict = "peaked" if falls else "not_confirmed"
    checks.equal(got["verdict"][1], verdict, f"{name}: confirmed")
    seen.add(verdict)


def main():
    rng = random.Random(11)
    all_series = {f"p{i}": series(rng) for i in range(SERIES)}
    all_series.update({name: worked[0] for name, worked in WORKED.items()})
    compared = 0
    with workplace() as place:
        found = judged(place, all_series)
    for name, values in all_series.items():
        exact = {year: Fraction(value) for year, value in sorted(values.items())}
        wanted = tests(list(exact), list(exact.values()))
        largest = float(max(map(abs, values.values()))) or 1.0
        compare(name, wanted, found[name, "trend"], largest)
        compared += of_scipy(name, list(values), list(values.values()), wanted)
        confirmed(name, {year: values[year] for year in sorted(values)}, found[name, "confirmed"])
    for name, (_, s, eighteen, slope) in WORKED.items():
        got = found[name, "trend"]
        checks.equal(got["mk_s"][0], s, f"{name}: S")
        checks.near(got["mk_var"][0], eighteen / 18, 1e-14 * eighteen, f"{name}: its variance")
        checks.near(got["sen"][0], float(number(Fraction(slope))), 1e-15, f"{name}: the slope of Sen")
    checks.near(found["five falling", "trend"]["mk_z"][0], -2.2045407685048604, 1e-14, "five falling: z")
    checks.near(found["five falling", "trend"]["mk_p"][0], 0.027486336111510346, 1e-15, "five falling: p")
    checks.near(found["four falling", "trend"]["mk_p"][0], 0.0894, 5e-5, "four falling: p, of the method page")
    kinds = {"defined", "undefined", "adjusted", "as it was", "peaked", "not_peaked", "not_confirmed"}
    checks.equal(seen, kinds, "kinds of answers")
    print(f"compared with scipy: {compared if theilslopes else 'not installed'}")
    print("at most off: " + ", ".join(f"{quantity} {off:.2g}" for quantity, off in worst.items()))


main()
checks.finish()
