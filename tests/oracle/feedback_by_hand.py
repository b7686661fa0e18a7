# SPDX-License-Identifier: MIT
"""What a cost of 1 % of GDP does through the city's capital, worked out with exact fractions and 50-digit roots.

With Y = Yref*B*k^alpha*(1 - c), k = K/Kref, and per year K' = (1-delta)*K + s*Y/B - phi*X and
Kref' = (1-delta)*Kref + s*Yref:
  capital   X of 1 % of Yref each year (bought anew each year: a lifetime of one year);
  running   C of 1 % of GDP each year: c is 1 % from the year after the first;
  growth    b of 0.1 % a year: Y/Yref = 1.001^n, and capital stays on its reference.
A small cost x has a first-order answer: with s/kappa = delta + g the gap of capital d = k - 1 follows
  d' = ((1-delta)*d + (delta+g)*(alpha*d - c) - phi*x*(delta+g)/s)/(1+g)
and settles where GDP has lost alpha/(1-alpha)*phi*x/s (capital) or c/(1-alpha) (running).
Without levers, and with feedback off, GDP in projection.csv is that of the reference, to the bit.
"""
import subprocess
import sys
from decimal import Decimal, getcontext
from fractions import Fraction
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, central, command, environment, rows, run, scenario_file, workplace  # noqa: E402

getcontext().prec = 50
BASE, HORIZON, FIRST = 2020, 2050, 2022
GDP = 100  # billion CNY
ROUNDING = 1e-13  # thirty years of a dozen operations, each off by 1e-16
CITY = """city: sums
base_year: 2020
horizon: {horizon}
population: {{value: 1 million person}}
economy:
  gdp: 100 billion CNY
  price_year: 2020
  growth: {growth}
  feedback: {feedback}
  capital: {{{capital}}}
sectors: {{all: {{driver: gdp, energy: 100 PJ, carriers: {{coal: 100 %}}}}}}
carriers: {{coal: {{factor: 90 kgCO2/GJ}}}}
{levers}
"""
LEVER = """lever: {name}
name: {{en: {name}, zh: {name}}}
parameters: {{}}
adoption: {{curve: step, start: {start}, reach: 100 %}}
effects:
  - {effect}
cost: {{{cost}}}
"""
NO_EFFECT = "{id: nothing, on: sectors.all.intensity, change: -10 %}"


def write(library, lever, effect, cost):
    text = LEVER.format(name=lever, start=FIRST, effect=effect, cost=cost)
    (library / f"{lever}.yaml").write_text(text, encoding="utf-8")


def gdp(folder, name, levers, growth="0 %", capital="ratio: 3", feedback="true", horizon=HORIZON):
    """GDP by year of a city with these levers {name: (effect, cost)}."""
    place = folder / name
    library = place / "library" / "made"
    library.mkdir(parents=True)
    for lever, (effect, cost) in levers.items():
        write(library, lever, effect, cost)
    uses = "levers:\n" + "\n".join(f"  - use: {lever}" for lever in levers) if levers else ""
    text = CITY.format(growth=growth, capital=capital, feedback=feedback, horizon=horizon, levers=uses)
    run(scenario_file(place, "sums", text), place / "out", "--central", "--library", place / "library")
    path = central(place / "out")
    return {year: path["gdp", year] for year in range(BASE, horizon + 1)}, path


def recurrence(growth, alpha, delta, saving, kappa, phi, spending=Fraction(0), running=Fraction(0), direct=Fraction(0)):
    """GDP by year when each year from FIRST on costs these shares of the reference GDP; exact but for the root."""
    def decimal(fraction):
        return Decimal(fraction.numerator) / Decimal(fraction.denominator)

    reference, b, lost = Fraction(GDP), Fraction(1), Fraction(0)
    capital = held = decimal(kappa * reference)
    result = {}
    for year in range(BASE, HORIZON + 1):
        if year > BASE:
            reference *= 1 + growth
        if year >= FIRST:
            b *= 1 + direct
        ratio = (capital / held) ** decimal(alpha)
        result[year] = decimal(reference * b * (1 - lost)) * ratio
        on = 1 if year >= FIRST else 0
        capital = (decimal(1 - delta) * capital + decimal(saving / b) * result[year]
                   - decimal(phi * spending * on * reference))
        held = decimal(1 - delta) * held + decimal(saving * reference)
        lost = running * on
    return result


def costs(spending=0.0, running=0.0, growth=0.0):
    """Bought anew each year for so many billions, which grow from 2020 like the reference; running costs do not grow."""
    parts = ["lifetime: 1 a", f"learning: {-100 * log(1 + growth):.17g} %", f"capital: {spending:.17g} billion CNY"]
    if running:
        parts.append(f"running: {running:.17g} billion CNY/year")
    return ", ".join(parts)


def exactly(checks, folder):
    """Five economies, each with its own exact path."""
    half, percent = Fraction(1, 2), Fraction(1, 100)
    usual = {"alpha": half, "delta": Fraction(96, 1000), "saving": Fraction(43, 100), "kappa": Fraction(3),
             "phi": Fraction(1)}
    cases = {
        "capital_cost": ({}, dict(spending=percent), "ratio: 3", {}),
        "capital_cost_while_growing": (dict(growth=0.05), dict(spending=percent, growth=Fraction(5, 100)), "ratio: 3", {}),
        "running_cost": ({}, dict(running=percent), "ratio: 3", {}),
        "a_saving": ({}, dict(running=-percent), "ratio: 3", {}),
        "both": ({}, dict(spending=percent, running=percent), "ratio: 3", {}),
        "half_from_outside": ({}, dict(spending=percent), "ratio: 3, crowding_out: 50 %", dict(phi=half)),
        "other_economy": ({}, dict(spending=percent, running=percent),
                          "ratio: 2.5, share: 25 %, depreciation: 5 %, saving: 30 %",
                          dict(alpha=Fraction(1, 4), delta=Fraction(5, 100), saving=Fraction(3, 10), kappa=Fraction(5, 2))),
    }
    for name, (written, shares, capital, changed) in cases.items():
        wanted = recurrence(**{"growth": Fraction(0), **usual, **changed, **shares})
        growth = written.get("growth", 0.0)
        cost = costs(float(shares.get("spending", 0)) * GDP, float(shares.get("running", 0)) * GDP, growth)
        found, path = gdp(folder, name, {"measure": (NO_EFFECT, cost)}, f"{100 * growth:g} %", capital)
        for year, value in wanted.items():
            checks.close(found[year], float(value), ROUNDING, f"{name}: GDP of {year}")
            spent = float(shares.get("spending", 0)) * 1e5 * (1 + growth) ** (year - BASE) if year >= FIRST else 0.0
            checks.close(path["cost.capital", year], spent, ROUNDING, f"{name}: capital spent in {year}")
        last = found[HORIZON] / (GDP * (1 + growth) ** (HORIZON - BASE)) - 1
        print(f"{name}: GDP of {HORIZON} {100 * last:+.3f} %")


def by_hand(checks, folder):
    """The first years of the capital cost, written out: kappa 3, delta 9.6 %, s 43 %, alpha 1/2, X = 1 of 100 from 2022."""
    found, _ = gdp(folder, "written_out", {"measure": (NO_EFFECT, costs(spending=1.0))}, horizon=2025)
    # The reference: 300; 300*0.904 + 43 = 314.2; 314.2*0.904 + 43 = 327.0368; 338.6412672; 349.1317055488; 358.6150618161152
    # With the lever: the same up to 2022, then 1 less in 2023; the GDP of 2023 is 100*sqrt(337.6412672/338.6412672).
    checks.near(found[2022], 100.0, 1e-11, "written out: spending of 2022 is felt in 2023")
    checks.near(found[2023], 99.85224197, 1e-8, "written out: GDP of 2023")
    # K[2024] = 0.904*337.6412672 + 0.43*99.85224197 - 1 = 347.16416978; over 349.1317055488, the root
    capital = 0.904 * 337.6412672 + 0.43 * found[2023] - 1
    checks.near(found[2024], 100 * (capital / 349.1317055488) ** 0.5, 1e-9, "written out: GDP of 2024")
    capital = 0.904 * capital + 0.43 * found[2024] - 1
    checks.near(found[2025], 100 * (capital / 358.6150618161152) ** 0.5, 1e-9, "written out: GDP of 2025")


def first_order(checks, folder):
    """A cost of a millionth of GDP: the linear recurrence year by year, and where it settles (of second order: 1e-5)."""
    small, alpha, delta, saving, g, far = 1e-6, 0.5, 0.096, 0.43, 0.03, 2400
    for name, spending, running, settled in (("small_capital", small, 0.0, alpha / (1 - alpha) * small / saving),
                                             ("small_running", 0.0, small, small / (1 - alpha))):
        rate = g if not running else 0.0
        kappa = saving / (delta + rate)
        # kappa is left out: saving/(depreciation + mean growth), which keeps capital and GDP in step.
        cost = costs(spending * GDP, running * GDP, rate)
        found, _ = gdp(folder, name, {"measure": (NO_EFFECT, cost)}, f"{100 * rate:g} %", "")
        gap, lost = 0.0, 0.0
        for year in range(BASE, HORIZON + 1):
            loss = found[year] / (GDP * (1 + rate) ** (year - BASE)) - 1
            wanted = alpha * gap - lost
            checks.near(loss, wanted, 2e-5 * small + 1e-14, f"{name}: the loss of {year}")
            on = 1 if year >= FIRST else 0
            gap = ((1 - delta) * gap + (saving * wanted - spending * on) / kappa) / (1 + rate)
            lost = running * on
        for _ in range(far):
            gap = ((1 - delta) * gap + (saving * (alpha * gap - running) - spending) / kappa) / (1 + rate)
        checks.close(alpha * gap - running, -settled, 1e-9, f"{name}: where it settles")


def growth_effect(checks, folder):
    effect = "{id: cluster, add: economy.growth, strength: 0.1 %}"
    found, _ = gdp(folder, "cluster", {"cluster": (effect, "running: 0 CNY/year")}, "2 %")
    for year, value in found.items():
        wanted = GDP * 1.02 ** (year - BASE) * 1.001 ** max(0, year - FIRST + 1)
        checks.close(value, wanted, ROUNDING, f"growth effect: GDP of {year}")
    off, _ = gdp(folder, "cluster_off", {"cluster": (effect, "running: 0 CNY/year")}, "2 %", feedback="false")
    for year, value in off.items():
        checks.close(value, GDP * 1.02 ** (year - BASE), ROUNDING, f"growth effect without feedback: GDP of {year}")


RANDOM = """city: random
base_year: 2020
horizon: 2040
population: {{value: 1 million person}}
economy:
  gdp: 100 billion CNY
  price_year: 2020
  growth: 4 %
  growth_offset: {{normal: [0 %, 1 %]}}
  shock: {{sd: 2 %, persistence: 0.6}}
  feedback: {feedback}
  value_added: {{shares: {{goods: 40 %, services: rest}}}}
observed: {{gdp: {{2021: 103 billion CNY}}}}
sectors: {{all: {{driver: gdp, energy: 100 PJ, carriers: {{coal: 100 %}}}}}}
carriers: {{coal: {{factor: 90 kgCO2/GJ}}}}
{levers}
"""


def to_the_bit(checks, folder):
    place = folder / "bits"
    library = place / "library" / "made"
    library.mkdir(parents=True)
    write(library, "measure", NO_EFFECT, costs(1.0, 1.0))
    used = "levers:\n  - use: measure"
    kinds = {"reference": ("false", ""), "feedback_without_levers": ("true", ""), "levers_without_feedback": ("false", used),
             "both": ("true", used)}
    found = {}
    for name, (feedback, levers) in kinds.items():
        file = scenario_file(place, name, RANDOM.format(feedback=feedback, levers=levers))
        run(file, place / name, "--draws", 700, "--variables", "gdp,gdp_per_capita,value_added.*", "--library",
            place / "library")
        table = [row for row in rows(place / name / "projection.csv") if row["variable"].startswith(("gdp", "value_added"))]
        found[name] = [tuple(value for key, value in row.items() if key != "scenario") for row in table]
        checks.true(len(found[name]) >= 4 * 21 * 6, f"to the bit: {len(found[name])} rows of GDP in {name}")
    for name in ("feedback_without_levers", "levers_without_feedback"):
        checks.true(found[name] == found["reference"], f"to the bit: GDP of {name} differs from the reference's")
    checks.true(found["both"] != found["reference"], "to the bit: levers with feedback change GDP")


def too_dear(checks, folder):
    """43 of 100 billion are saved: levers that take 50 stop the run, and the dearest is named."""
    place = folder / "dear"
    library = place / "library" / "made"
    library.mkdir(parents=True)
    for lever, billions in (("cheap", 10.0), ("dear", 40.0)):
        write(library, lever, NO_EFFECT, costs(billions))
    text = CITY.format(growth="0 %", capital="ratio: 3", feedback="true", horizon=2030,
                       levers="levers:\n  - use: cheap\n  - use: dear")
    file = scenario_file(place, "sums", text)
    for option in (["--central"], ["--draws", "100"]):
        done = subprocess.run([*command(file, place / "out", *option), "--library", str(place / "library")],
                              capture_output=True, text=True, check=False, timeout=300, env=environment())
        checks.true(done.returncode in (1, 2), f"too dear, {option[0]}: exit {done.returncode}")
        checks.true("dear" in done.stderr and "cheap" not in done.stderr, f"too dear, {option[0]}: {done.stderr.strip()!r}")
        checks.true(not (place / "out").exists(), f"too dear, {option[0]}: a result was written")


def main():
    checks = Checks()
    with workplace() as folder:
        exactly(checks, folder)
        by_hand(checks, folder)
        first_order(checks, folder)
        growth_effect(checks, folder)
        to_the_bit(checks, folder)
        too_dear(checks, folder)
    checks.finish()


main()
