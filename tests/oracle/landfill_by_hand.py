# SPDX-License-Identifier: MIT
"""Methane of a landfill in closed form: docs/method/waste_example.md, and the same city run by the program.

A million people make a tonne of waste each, one class, all of it landfilled. D = 1 Mt * DOC * DOCf * MCF is the carbon
that will decay. By the equations of the model, n years after (n = 0 is the year itself, in which nothing decays yet):
  one deposit       CH4 = D*(1 - e^-k)*e^(-k(n-1))*F*16/12*(1-R)*(1-OX)
  constant, always  CH4 = D*F*16/12*(1-R)*(1-OX), whatever k
  constant, from an empty site  that times 1 - e^(-kn)
  a share s kept out of it for good  the constant value times 1 - s*(1 - e^(-kn))
  back-cast at growth g over J years  M = D*e^-g*(1 - e^(-(g+k)J))/(1 - e^(-(g+k))), CH4 of the base year M*(1 - e^-k)*...
"""
import re
import sys
from math import exp
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import ROOT, Checks, central, run, scenario_file, workplace  # noqa: E402

BASE, HORIZON = 2020, 2040
K, DOC, DOCF, MCF, F, R, OX, GWP = 0.4, 0.15, 0.5, 1.0, 0.5, 0.5, 0.1, 28
DECAYING = 1000.0 * DOC * DOCF * MCF  # kt of carbon in 1 Mt of waste
POTENTIAL = DECAYING * F * 16 / 12 * (1 - R) * (1 - OX)  # kt of methane that leave the site, over all years
ROUNDING = 1e-12  # forty years of a product and a sum
PAGE = ROOT / "docs" / "method" / "waste_example.md"

CITY = """city: dump
base_year: 2020
horizon: 2040
population: {{value: 1 million person}}
economy: {{gdp: 100 billion CNY, price_year: 2020}}
sectors: {{all: {{driver: gdp, energy: 100 PJ, carriers: {{coal: 100 %}}}}}}
carriers: {{coal: {{factor: 90 kgCO2/GJ}}}}
waste:
  amount: 1000 kg/person/year
  gwp: 28
  routes: {{{routes}}}
  landfill: {{correction: 100 %, decomposing: 50 %, methane: 50 %, recovery: 50 %, oxidation: 10 %{past}}}
  classes:
    food: {{share: 100 %, carbon: 15 %, decay: 0.4, dry_matter: 40 %, dry_carbon: 38 %, fossil: 0 %, heat: 2 MJ/kg}}
{levers}
"""
SORTING = """lever: sorting
name: {{en: Sorting, zh: 分类}}
parameters: {{kept_out: {share}}}
adoption: {{curve: step, start: {start}, reach: 100 %}}
effects:
  - {{id: out, shift: waste.food, from: landfill, to: digestion, strength: kept_out}}
"""
BURIED = "landfill: 100 %"
EMPTY = ", past: {2019: 0 Mt}"


class Site:
    """Runs the city with one kind of past, perhaps with sorting, and gives methane by year in kt."""

    def __init__(self, folder, name, routes=BURIED, past="", sorted_out=None):
        place = folder / name
        (place / "library" / "waste").mkdir(parents=True)
        levers = ""
        if sorted_out:
            start, share = sorted_out
            text = SORTING.format(start=start, share=share)
            (place / "library" / "waste" / "sorting.yaml").write_text(text, encoding="utf-8")
            levers = "levers:\n  - use: sorting"
        text = CITY.format(routes=routes, past=past, levers=levers)
        run(scenario_file(place, "dump", text), place / "out", "--central", "--library", place / "library")
        self.path = central(place / "out")

    def methane(self, year):
        return self.path["waste.methane", year]


def one_deposit(checks, folder):
    """Waste is landfilled in 2020 and never again; then the same tonnes in the past of a city that landfills nothing."""
    site = Site(folder, "once", past=EMPTY, sorted_out=(BASE + 1, "100 %"))
    before = Site(folder, "before", "incineration: 100 %", ", past: {2014: 0 Mt, 2015: 1 Mt, 2016: 0 Mt}")
    checks.near(site.methane(BASE), 0.0, 1e-15, "one deposit: the year of the deposit")
    for n in range(1, HORIZON - BASE + 1):
        wanted = POTENTIAL * (1 - exp(-K)) * exp(-K * (n - 1))
        checks.close(site.methane(BASE + n), wanted, ROUNDING, f"one deposit: after {n} years")
        if n >= BASE - 2015:
            checks.close(before.methane(2015 + n), wanted, ROUNDING, f"one deposit in 2015: after {n} years")
    whole = sum(site.methane(year) for year in range(BASE, HORIZON + 1))
    checks.close(whole, POTENTIAL * (1 - exp(-K * (HORIZON - BASE))), ROUNDING, "one deposit: all years together")


def constant(checks, folder):
    """The same tonnes every year: always, since an empty site, and with a share kept out from 2025."""
    always = Site(folder, "always", past=", past_growth: 0 %, since: 1820")
    empty = Site(folder, "empty", past=EMPTY)
    share, start = 0.6, 2025
    sorting = Site(folder, "sorting", past=", past_growth: 0 %, since: 1820", sorted_out=(start, "60 %"))
    written = Site(folder, "written", past=", past: {1820: 1 Mt}")
    for year in range(BASE, HORIZON + 1):
        checks.close(always.methane(year), POTENTIAL, ROUNDING, f"constant: {year}")
        checks.close(written.methane(year), POTENTIAL, ROUNDING, f"constant, past by year: {year}")
        checks.close(empty.methane(year), POTENTIAL * (1 - exp(-K * (year - BASE))), ROUNDING, f"since an empty site: {year}")
        closing = 1 - share * (1 - exp(-K * max(0, year - start)))
        checks.close(sorting.methane(year), POTENTIAL * closing, ROUNDING, f"sorted: {year}")
        carbon_dioxide = always.path["emissions.total", year]
        checks.close(carbon_dioxide, 9.0, ROUNDING, f"methane is outside the headline: {year}")
        checks.close(always.path["emissions.ghg", year], carbon_dioxide + GWP * POTENTIAL / 1000, ROUNDING,
                     f"methane is inside emissions.ghg: {year}")


def back_cast(checks, folder):
    """A past that grew by 3 log points a year since 1990, one of the default fifty years, and one that is not written."""
    for growth, since, written in ((0.03, 1990, ", past_growth: 3 %, since: 1990"), (0.05, 1970, ", past_growth: 5 %"),
                                   (-0.02, 2000, ", past_growth: -2 %, since: 2000"),
                                   (0.03, 2020, ", past_growth: 3 %, since: 2020"), (0.0, 1970, "")):
        both = growth + K
        held = DECAYING * exp(-growth) * (1 - exp(-both * (BASE - since))) / (1 - exp(-both))
        site = Site(folder, f"grown_{since}_{growth}", past=written)
        for n in range(0, 5):
            wanted = ((held * exp(-K * n) + DECAYING * sum(exp(-K * j) for j in range(n))) * (1 - exp(-K))
                      * F * 16 / 12 * (1 - R) * (1 - OX))
            checks.close(site.methane(BASE + n), wanted, ROUNDING, f"back-cast from {since}: after {n} years")


def page(checks):
    """The figures of the page: its table, and the products in its text."""
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([0-9.]+) \| ([0-9.]+) \| ([0-9.]+) \|$", text, re.M)
    checks.true(len(rows) >= 8, f"{len(rows)} rows in {PAGE.name}")
    for n, *figures in rows:
        n = int(n)
        once = POTENTIAL * (1 - exp(-K)) * exp(-K * (n - 1)) if n else 0.0
        wanted = (once, POTENTIAL * (1 - exp(-K * n)), POTENTIAL * (1 - 0.6 * (1 - exp(-K * n))))
        for found, value in zip(figures, wanted):
            checks.equal(found, f"{value:.3f}", f"{PAGE.name}: year {n}")
    for figure in (f"{DECAYING:g} kt", f"{POTENTIAL:g} kt", f"{GWP * POTENTIAL / 1000:g} Mt", f"{exp(-K):.6f}"):
        checks.true(figure in text, f"{PAGE.name}: no {figure}")


def main():
    checks = Checks()
    page(checks)
    with workplace() as folder:
        one_deposit(checks, folder)
        constant(checks, folder)
        back_cast(checks, folder)
    checks.finish()


main()
