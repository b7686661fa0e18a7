# SPDX-License-Identifier: MIT
"""The four rules of `citypeak verdict` on series whose answers were written down by hand, from the documents."""
import random
import shlex
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, call, rows, table_file, workplace

RULES = ("maximum", "confirmed", "plateau", "c40")
LETTERS = {"peaked": "p", "plateau": "t", "not_peaked": "n", "not_confirmed": "u"}
checks = Checks()


def since(year, *values):
    return {year + i: value for i, value in enumerate(values)}


FALLING = since(2010, 100, 95, 90, 85, 80, 75)
# What helps to follow: n falling years in a row have p = 0.296 (3), 0.089 (4), 0.027 (5), 0.0085 (6); of five years
# with one pair the wrong way round S = -8 and p = 0.086. A fall under 2 % a year is a plateau: 0.98^5 = 0.904.
# options -> name -> (series, verdicts by the four rules, peak year, first and last year of the plateau).
HAND = {
    "": {
        # At its largest now: no rule sees a peak.
        "rises to the end": (since(2010, 10, 11, 12, 13), "nnnn", 2013, (2013, 2013)),
        "one year only": ({2020: 7}, "nnnn", 2020, (2020, 2020)),
        "two years, rising": (since(2010, 5, 6), "nnnn", 2011, (2011, 2011)),
        "two equal years": (since(2010, 5, 5), "nnnn", 2010, (2010, 2011)),
        "flat": (since(2010, 50, 50, 50, 50, 50, 50), "nnnn", 2010, (2010, 2015)),
        "fell and came back": (since(2010, 100, 80, 100), "nnnn", 2010, (2010, 2012)),
        "fell and rose higher": (since(2010, 100, 80, 60, 80, 101), "nnnn", 2014, (2010, 2014)),
        "all zero": (since(2010, 0, 0, 0), "nnnn", 2010, None),
        "below zero and rising": (since(2010, -5, -4, -3), "nnnn", 2012, None),
        "flat with lost years": ({1990: 3, 1995: 3, 2019: 3}, "nnnn", 1990, (1990, 2019)),
        # A fall that every rule believes.
        "falls from the start": (FALLING, "pppp", 2010, (2010, 2010)),
        "rises, then falls": (since(2005, 60, 70, 80, 90, 100, 95, 90, 85, 80, 75), "pppp", 2009, (2009, 2009)),
        "in units of grams": (since(2010, 1e12, 9.5e11, 9e11, 8.5e11, 8e11, 7.5e11), "pppp", 2010, (2010, 2010)),
        "in minute units": (since(2010, 1e-9, 9.5e-10, 9e-10, 8.5e-10, 8e-10, 7.5e-10), "pppp", 2010, (2010, 2010)),
        # Too early for all but the plateau, which asks for the mean fall alone.
        "two years, falling": (since(2010, 6, 5), "nupu", 2010, (2010, 2010)),
        "one year later, a little lower": (since(2010, 100, 99.5), "nutu", 2010, (2010, 2011)),
        "four falling years": (since(2010, 100, 90, 80, 70, 60), "nupu", 2010, (2010, 2010)),
        # The limits themselves.
        "two per cent a year is no plateau": (since(2010, 100, 98), "nupu", 2010, (2010, 2010)),
        "just over two per cent a year": (since(2010, 100, 98, 96.03), "nupu", 2010, (2010, 2010)),
        "just under two per cent a year": (since(2010, 100, 98, 96.05), "nutu", 2010, (2010, 2010)),
        "ten per cent below": (since(2010, 100, 98, 96, 94, 92, 90), "pppp", 2010, (2010, 2010)),
        "hardly less than ten per cent below": (since(2010, 100, 98, 96, 94, 92, 90.01), "pppu", 2010, (2010, 2010)),
        "one per cent below on both sides": (since(2010, 99, 100, 99, 98.9), "nutu", 2011, (2010, 2012)),
        "slow, long and sure": (since(2010, 100, 99, 98, 97, 96, 95), "pptu", 2010, (2010, 2011)),
        # The fall is large, but no trend: 92 91 93 90 88, S = -6.
        "falls by jumps": (since(2010, 100, 92, 91, 93, 90, 88), "pupp", 2010, (2010, 2010)),
        "one pair the wrong way round": (since(2010, 100, 95, 90, 85, 75, 80), "pupp", 2010, (2010, 2010)),
        "down once and level since": (since(2010, 100, 80, 80, 80, 80, 80), "pupp", 2010, (2010, 2010)),
        "saws": (since(2005, 60, 70, 80, 90, 100, 97, 98, 94, 95, 91), "putu", 2009, (2009, 2009)),
        "5 2 1 1 0 is a trend": (since(2010, 10, 5, 2, 1, 1, 0), "pppp", 2010, (2010, 2010)),  # S = -9, p = 0.043
        # Ties and second peaks: the first year counts, except for `maximum`, which asks for the last.
        "two peaks, then a long fall":
            (since(2010, 90, 100, 95, 100, 94, 92, 90, 88, 86, 84), "pppp", 2011, (2011, 2013)),
        "two peaks, the second lately": (since(2010, 100, 90, 80, 100, 90), "nupu", 2010, (2010, 2013)),
        "a second peak a little lower": (since(2010, 100, 90, 80, 99.9, 90), "nupu", 2010, (2010, 2013)),
        "two peaks ten years apart":  # 97 96 95 94 93 92 100 89: S = -16, p = 0.063
            ({2000: 100, 2001: 97, 2002: 96, 2003: 95, 2004: 94, 2005: 93, 2006: 92, 2010: 100, 2016: 89},
             "putp", 2000, (2000, 2010)),
        "a table mountain": (since(2010, 100, 99.5, 100, 99.7, 99.9, 99.4), "nutu", 2010, (2010, 2015)),
        "a second peak five years ago": (since(2010, 100, 90, 100, 90, 90, 90, 90, 90), "putp", 2010, (2010, 2012)),
        # Lost years: distances are counted in calendar years, the years to confirm in known ones.
        "lost years after the peak":  # 0.88^(1/7) = 0.982
            ({2010: 80, 2011: 100, 2014: 96, 2015: 94, 2016: 92, 2017: 90, 2018: 88}, "pptp", 2011, (2011, 2011)),
        "too few known years after the peak": ({2011: 100, 2015: 96, 2016: 90, 2017: 80}, "pupp", 2011, (2011, 2011)),
        "ten years, two of them known": ({2010: 100, 2011: 98, 2020: 97}, "putu", 2010, (2010, 2010)),
        "a lost year before the peak":
            ({2008: 90, 2010: 100, 2011: 97, 2012: 94, 2013: 91}, "nupu", 2010, (2010, 2010)),
        # Net sinks: what falls to nothing has fallen by all; below zero no share can be told.
        "becomes a sink": (since(2010, 10, 8, 6, 4, 2, 0, -2), "pppp", 2010, (2010, 2010)),
        "falls to nothing": (since(2010, 10, 8, 6, 4, 2, 0), "pppp", 2010, (2010, 2010)),
        "a sink all along": (since(2010, -1, -2, -3, -4, -5, -6), "pptu", 2010, None),
        "from nothing to a sink": (since(2010, 0, -1, -2, -3, -4, -5), "pptu", 2010, None),
        # 78 79 75 74 73 70: S = -13, p = 0.024.
        "深圳市": (since(2008, 50, 60, 70, 80, 78, 79, 75, 74, 73, 70), "pppp", 2011, (2011, 2011)),
        "香港特别行政区，离岛": (since(2014, 44.5, 43.9, 41.7, 40.7, 40.1, 33.7), "pppp", 2014, (2014, 2014)),
    },
    # A year that was not over: left out of everything, unless what has been counted already reaches the top.
    "--partial-year 2016": {
        "low": ({**FALLING, 2016: 20}, "pppp", 2010, (2010, 2010)),
        "just below the top": ({**FALLING, 2016: 99.9}, "pppp", 2010, (2010, 2010)),
        "at the top": ({**FALLING, 2016: 100}, "nnnn", 2010, (2010, 2010)),
        "above the top": ({**FALLING, 2016: 120}, "nnnn", 2010, (2010, 2010)),
        "not in the series": (FALLING, "pppp", 2010, (2010, 2010)),
        "not the last one": ({**FALLING, 2016: 20, 2017: 70}, "pppp", 2010, (2010, 2010)),
        "after a rise": ({2013: 10, 2014: 11, 2015: 12, 2016: 3}, "nnnn", 2015, (2015, 2015)),
        "after a lost year": ({2010: 100, 2011: 98, 2012: 97, 2016: 3}, "nutu", 2010, (2010, 2010)),
        "low, below zero": ({2014: -5, 2015: -4, 2016: -9}, "nnnn", 2015, None),
    },
    "--set peak.confirm=3": {
        "three falling years": (since(2010, 100, 95, 90, 85), "pupu", 2010, (2010, 2010)),
        "five falling years": (FALLING, "pppp", 2010, (2010, 2010)),
        "a second peak three years ago": (since(2010, 100, 90, 100, 98, 97, 96), "putu", 2010, (2010, 2012)),
        "a second peak two years ago": (since(2010, 100, 90, 95, 100, 98, 97), "nutu", 2010, (2010, 2013)),
    },
    "--set peak.confirm=0": {
        "lower in the last year": (since(2010, 100, 99), "putu", 2010, (2010, 2011)),
        "at the top in the last year": (since(2010, 99, 100), "nnnn", 2011, (2010, 2011)),
    },
    "--set peak.confirm=3 --set peak.verdicts.significance=30%": {
        "three falling years": (since(2010, 100, 95, 90, 85), "pppu", 2010, (2010, 2010)),
        # Two pairs fall and one is level, z = 1/sqrt(8/3), p = 0.54.
        "two of three": (since(2010, 100, 95, 95, 85), "pupu", 2010, (2010, 2010)),
    },
    "--set peak.confirm=10": {
        "nine falling years": (since(2010, *range(100, 0, -10)), "nupp", 2010, (2010, 2010)),
        "ten falling years": (since(2010, *range(110, 0, -10)), "pppp", 2010, (2010, 2010)),
    },
    "--set 'peak.verdicts.significance=10 %'": {
        "one pair the wrong way round": (since(2010, 100, 95, 90, 85, 75, 80), "pppp", 2010, (2010, 2010)),
        # 80 80 80 80 80 79 79: S = -10, p = 0.081, but most slopes are level, and so is their median.
        "a trend without a slope": (since(2010, 100, 80, 80, 80, 80, 80, 79, 79), "pupp", 2010, (2010, 2010)),
    },
    "--set peak.verdicts.plateau_fall=6%": {"falls by 5.6 % a year": (FALLING, "pptp", 2010, (2010, 2010))},
    "--set peak.verdicts.plateau_band=5%": {
        "five per cent below": (FALLING, "pppp", 2010, (2010, 2011)),
        "on both sides": (since(2010, 94, 95, 100, 94, 96, 90), "nupu", 2012, (2011, 2014)),
    },
    "--set peak.verdicts.plateau_band=0%": {
        "nothing but the top": (since(2010, 100, 99.9, 100, 99), "nutu", 2010, (2010, 2012)),
    },
    "--set peak.verdicts.c40_years=6": {"five years ago": (FALLING, "pppu", 2010, (2010, 2010))},
    "--set peak.verdicts.c40_fall=25%": {"a quarter below": (FALLING, "pppp", 2010, (2010, 2010))},
    "--set peak.verdicts.c40_fall=26%": {"a quarter is too little": (FALLING, "pppu", 2010, (2010, 2010))},
    "--set peak.verdicts.c40_years=0 --set peak.verdicts.c40_fall=1%": {
        "last year": (since(2010, 100, 98), "nupp", 2010, (2010, 2010)),
    },
}


def answers(folder):
    """place -> rule -> quantity -> (value, word)."""
    out = {}
    for r in rows(folder / "verdict.csv"):
        checks.equal(r["variable"], "碳排放", "the variable's name")
        out.setdefault(r["place"], {}).setdefault(r["rule"], {})[r["quantity"]] = \
            (float(r["value"]) if r["value"] else None, r["word"])
    return out


def check_falls(name, values, got, peak, is_partial):
    known = dict(values)
    if is_partial:
        known.pop(max(known))
    last, top = known[max(known)], known[peak]
    share = 1 - last / top if top > 0 else None
    yearly = None
    if top > 0 and max(known) > peak:
        yearly = 1.0 if last <= 0 else 1 - (last / top) ** (1 / (max(known) - peak))
    for rule, quantity, wanted in (("c40", "fall_from_peak", share), ("plateau", "fall_per_year", yearly)):
        found = got[rule].get(quantity, (None, ""))[0]
        if wanted is None or found is None:
            checks.equal(found, wanted, f"{name}: {quantity}")
        else:
            checks.near(found, wanted, 1e-14, f"{name}: {quantity}")  # a division and a root


def check_series(name, case, got, options):
    values, letters, peak, span = case
    checks.equal("".join(LETTERS[got[rule]["verdict"][1]] for rule in RULES), letters, f"{name}: verdicts")
    for rule in RULES:
        checks.equal(got[rule]["peak_year"][0], float(peak), f"{name}: peak year by {rule}")
        checks.equal(got[rule]["peak_level"][0], float(values[peak]), f"{name}: peak level by {rule}")
    found = tuple(got["plateau"].get(quantity, (None, ""))[0] for quantity in ("plateau_first", "plateau_last"))
    checks.equal(found, span or (None, None), f"{name}: years of the plateau")
    is_partial = "partial" in options and max(values) == 2016
    check_falls(name, values, got, peak, is_partial)


def main():
    count = 0
    with workplace() as place:
        for options, cases in HAND.items():
            lines = [(name, year, "碳排放", value) for name, (values, *_) in cases.items()
                     for year, value in values.items()]
            random.Random(1).shuffle(lines)
            file = table_file(place, "series", ["place", "year", "variable", "value"], lines)
            call("verdict", file, "--out", place / "out", *shlex.split(options))
            found = answers(place / "out")
            checks.equal(sorted(found), sorted(cases), f"{options}: places")
            for name, case in cases.items():
                check_series(f"{name} {options}".strip(), case, found[name], options)
                count += 1
            plain = (place / "out" / "verdict.csv").read_bytes()
            call("verdict", file, "--out", place / "out", *shlex.split(options), "--lang", "zh", LANG="zh_CN.UTF-8")
            checks.equal((place / "out" / "verdict.csv").read_bytes(), plain, f"{options}: the same file in Chinese")
    print(f"{count} series")


main()
checks.finish()
