# SPDX-License-Identifier: MIT
"""`decompose` against the formulas of LMDI-I and Tapio written once more, on tables with zeros, shared rows and steps."""
import csv
import math
import random
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import PROGRAM, ROOT, Checks, environment, rows, summary, workplace

checks = Checks()


def decompose(table, out, *options, code=0):
    done = subprocess.run([str(PROGRAM), "decompose", str(table), "--out", str(out), *options], capture_output=True,
                          check=False, timeout=60, env=environment())
    checks.equal(done.returncode, code, f"exit code of {table.name} {' '.join(options)}")
    return done.stderr.decode("utf-8")


def mean(a, b):
    return 0.0 if min(a, b) == 0 else a if a == b else (a - b) / math.log(a / b)


def effects_of(first, last):
    """A term's effects by the limits of Ang and Liu, by factor name."""
    before, after = math.prod(first.values()), math.prod(last.values())
    gone, come = [f for f in first if last[f] == 0], [f for f in first if first[f] == 0]
    if gone and come:
        return dict.fromkeys(first, 0.0)
    if come:
        return {f: after / len(come) if f in come else 0.0 for f in first}
    if gone:
        return {f: -before / len(gone) if f in gone else 0.0 for f in first}
    return {f: mean(after, before) * math.log(last[f] / first[f]) for f in first}


def state_of(emissions, gdp):
    if gdp == 0:
        return "undefined"
    ratio = emissions / gdp
    if ratio < 0:
        return "strong_decoupling" if gdp > 0 else "strong_negative_decoupling"
    if ratio < 0.8:
        return "weak_decoupling" if gdp > 0 else "weak_negative_decoupling"
    if ratio <= 1.2:
        return "expansive_coupling" if gdp > 0 else "recessive_coupling"
    return "expansive_negative_decoupling" if gdp > 0 else "recessive_decoupling"


def number(text):
    return float(text) if text else None


def compare(folder, data, periods, name):
    """`data[year][term][factor]`; every row of both files."""
    lmdi = {(int(r["from"]), int(r["to"]), r["term"], r["factor"]): (number(r["additive"]), number(r["multiplicative"]))
            for r in rows(folder / "lmdi.csv")}
    tapio = {(int(r["from"]), int(r["to"])): r for r in rows(folder / "tapio.csv")}
    checks.equal(list(tapio), periods, f"{name}: periods")
    wanted = 0
    for a, b in periods:
        v0, v1 = (sum(math.prod(term.values()) for term in data[y].values()) for y in (a, b))
        top = max(v0, v1)
        totals = {}
        for term in data[a]:
            for factor, effect in effects_of(data[a][term], data[b][term]).items():
                wanted += 1
                got = lmdi[a, b, term, factor]
                # Naive logarithms of ratios near 1 lose some digits; relative to the total that is nothing.
                checks.near(got[0], effect, 1e-12 * top, f"{name} {a} {b} {term} {factor}")
                if v0 > 0 and v1 > 0:
                    checks.close(got[1], math.exp(effect / mean(v1, v0)), 1e-11, f"{name} {a} {b} {term} {factor} ratio")
                else:
                    checks.equal(got[1], None, f"{name} {a} {b} {term} {factor} ratio")
                totals[factor] = totals.get(factor, 0.0) + effect
        product = 1.0
        for factor, effect in totals.items():
            wanted += 1
            got = lmdi[a, b, "total", factor]
            checks.near(got[0], effect, 1e-12 * top, f"{name} {a} {b} total {factor}")
            product *= got[1] if got[1] is not None else 1.0
        checks.near(sum(lmdi[a, b, "total", f][0] for f in totals), v1 - v0, 1e-12 * top, f"{name} {a} {b}: a rest")
        if v0 > 0 and v1 > 0:
            checks.close(product, v1 / v0, 1e-12, f"{name} {a} {b}: a rest of the product")
        common = [next(iter(data[y].values()))["population"] * next(iter(data[y].values()))["gdp_per_capita"] for y in (a, b)]
        row = tapio[a, b]
        if v0 > 0:
            emissions, gdp = (v1 - v0) / v0, (common[1] - common[0]) / common[0]
            checks.close(number(row["d_emissions"]), emissions, 1e-11, f"{name} {a} {b} d_emissions")
            checks.close(number(row["d_gdp"]), gdp, 1e-11, f"{name} {a} {b} d_gdp")
            checks.close(number(row["elasticity"]), emissions / gdp, 1e-11, f"{name} {a} {b} elasticity")
            checks.equal(row["state"], state_of(emissions, gdp), f"{name} {a} {b} state")
        else:
            checks.equal((row["d_emissions"], row["elasticity"], row["state"]), ("", "", "undefined"), f"{name} {a} {b}")
    checks.equal(len(lmdi), wanted, f"{name}: rows")


def write(path, data, shared):
    """Shared factors stand once a year, without a term; rows in any order."""
    lines = []
    for year, terms in data.items():
        for factor in shared:
            lines.append([year, "", factor, repr(next(iter(terms.values()))[factor])])
        for term, factors in terms.items():
            lines += [[year, term, f, repr(v)] for f, v in factors.items() if f not in shared]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["year", "term", "factor", "value"])
        writer.writerows(lines)


def random_city(dice, zeros):
    terms = [f"sector {i}, fuel {j}" for i in range(dice.randint(1, 3)) for j in range(dice.randint(1, 3))]
    factors = ["structure", "intensity", "mix", "factor"][:dice.randint(1, 4)]
    data, population, income = {}, dice.uniform(1, 20), dice.uniform(10, 100)
    for year in sorted(dice.sample(range(1990, 2030), dice.randint(2, 6))):
        population *= dice.uniform(0.95, 1.1)
        income *= dice.uniform(0.9, 1.5)
        data[year] = {}
        for term in terms:
            own = {f: 0.0 if dice.random() < zeros else dice.uniform(0.01, 2) for f in factors}
            data[year][term] = {"population": population, "gdp_per_capita": income, **own}
    return data


with workplace() as folder:
    dice = random.Random(14)
    for trial in range(24):
        data = random_city(dice, 0.0 if trial % 2 else 0.25)
        years = list(data)
        table = folder / f"city_{trial}.csv"
        write(table, data, ("population", "gdp_per_capita") if trial % 3 else ())
        steps = list(zip(years, years[1:])) if len(years) > 2 else []
        decompose(table, folder / f"out_{trial}", "--yearly")
        compare(folder / f"out_{trial}", data, [(years[0], years[-1]), *steps], f"city {trial}")
        if len(years) > 3:
            decompose(table, folder / f"part_{trial}", "--from", str(years[1]), "--to", str(years[-2]))
            compare(folder / f"part_{trial}", data, [(years[1], years[-2])], f"part of city {trial}")

    # The same rows in summary.json, and in both languages.
    example = ROOT / "scenarios" / "tutorial" / "drivers.csv"
    for language in ("en", "zh"):
        decompose(example, folder / language, "--yearly", "--lang", language)
    for name in ("lmdi.csv", "tapio.csv"):
        checks.equal((folder / "en" / name).read_bytes(), (folder / "zh" / name).read_bytes(), f"{name} in both languages")
    tables = summary(folder / "en")["tables"]
    checks.equal(len(tables["lmdi"]["rows"]), len(rows(folder / "en" / "lmdi.csv")), "rows in summary.json")

    # GDP from other places than population and income.
    small = folder / "small.csv"
    small.write_text("year,term,factor,value\n2010,a,x,10\n2010,a,y,2\n2020,a,x,11\n2020,a,y,3\n", encoding="utf-8")
    gdp = folder / "gdp.csv"
    gdp.write_text("year,variable,value\n2010,gdp,100\n2020,gdp,150\n2010,population,1\n2020,population,2\n",
                   encoding="utf-8")
    complaints = decompose(small, folder / "without")
    checks.true("[gdp_not_known]" in complaints, f"no warning: {complaints}")
    checks.equal(rows(folder / "without" / "tapio.csv")[0]["state"], "undefined", "state without GDP")
    checks.close(float(rows(folder / "without" / "tapio.csv")[0]["d_emissions"]), 0.65, 1e-12, "change without GDP")
    for options, wanted in ((("--gdp", "x"), 6.5), (("--gdp", str(gdp)), 1.3), (("--gdp", "x,y"), 1.0)):
        decompose(small, folder / "with", *options)
        checks.close(float(rows(folder / "with" / "tapio.csv")[0]["elasticity"]), wanted, 1e-12, f"elasticity {options}")

    # Wrong questions: exit 2, a named finding in both languages, nothing written.
    broken = folder / "broken.csv"
    for text, options, finding in (
            (None, ("--from", "2011"), "year_not_there"), (None, ("--to", "2010"), "years_do_not_rise"),
            (None, ("--from", "soon"), "option_value"), (None, ("--gdp", "z"), "gdp_factor_unknown"),
            (None, ("--gdp", str(small)), "csv_missing_column"), (None, ("--format", "netcdf"), "option_value"),
            ("year,term,factor,value\n2010,a,x,1\n2010,b,x,1\n2011,a,x,1\n", (), "factor_missing"),
            ("year,term,factor,value\n2010,a,x,1\n2011,a,x,-1\n", (), "factor_negative"),
            ("year,term,factor,value\n2010,a,x,1\n", (), "years_do_not_rise"),
            ("year,term,factor,value\n2010,a,x,1e300\n2010,a,y,1e300\n2011,a,x,1\n2011,a,y,1\n", (), "factors_overflow"),
            ("year,variable,value\n2010,gdp,1\n", (), "csv_missing_column")):
        if text:
            broken.write_text(text, encoding="utf-8")
        for language in ("en", "zh"):
            complaints = decompose(broken if text else small, folder / "nothing", *options, "--lang", language, code=2)
            checks.true(f"[{finding}]" in complaints, f"{finding}: {complaints}")
            checks.true(not (folder / "nothing").exists(), f"{finding}: something was written")
checks.finish()
