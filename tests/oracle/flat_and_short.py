# SPDX-License-Identifier: MIT
"""A city in which nothing changes, and runs of one or two years: the contract's answers, and no nan in any file.

  flat            every variable is not_peaked with probability 1, since the last years equal the largest value; with a
                  stock of vehicles too, whose shares are sums that stay the same but for rounding
  base_year only  not_peaked, whatever `confirm` is: the only year is the last one
  two years       falling: the base year with `confirm: 0` or 1, not_peaked with 2 or more; rising: always not_peaked
  flat, then a lever that lowers: the base year (the first of equals); then one that raises: not_peaked
"""
import csv
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, peaks, rows, run, scenario_file, workplace  # noqa: E402

BASE = 2020
DRAWS = 300
BAD_NUMBER = re.compile(r"^[-+]?(nan|inf|infinity)(\(.*\))?$|^-0(\.0*)?$", re.I)
PLAIN = """city: still
base_year: 2020
horizon: {horizon}
population: {{value: 1 million person}}
economy: {{gdp: 100 billion CNY, price_year: 2020, growth: {growth}, feedback: {feedback}}}
peak: {{confirm: {confirm}, variables: [emissions.total, "emissions.sector.*", energy.total, energy.carrier.electricity]}}
sectors:
  transport: {{driver: gdp, energy: 60 PJ, carriers: {{oil: 70 %, electricity: 20 %, hydrogen: rest}}{stock}}}
  works: {{driver: gdp, activity: 5 Mt, energy: 40 PJ, carriers: {{coal: 100 %}}, process: {{factor: 0.5 tCO2/t}}}}
carriers:
  oil: {{factor: 73 kgCO2/GJ}}
  coal: {{factor: 94.6 kgCO2/GJ}}
  electricity: {{factor: 0.4 kgCO2/kWh}}
  hydrogen: {{production: {{made_inside: 50 %, routes: {{coal: 50 %, electrolysis: rest}}, coal: 19 kgCO2/kg,
    electrolysis: 55 kWh/kg, dispensing: 3 kWh/kg}}}}
waste:
  amount: 1 kg/person/day
  elasticity: 0.3
  routes: {{landfill: 30 %, incineration: rest}}
  landfill: {{past: {{2020: 0.1095 Mt}}}}
  incineration: {{efficiency: 20 %, power_credit: true}}
  classes:
    food: {{share: 60 %, carbon: 15 %, decay: 0.4, dry_matter: 40 %, dry_carbon: 38 %, fossil: 0 %, heat: 2 MJ/kg}}
    plastics: {{share: rest, dry_matter: 90 %, dry_carbon: 75 %, fossil: 100 %, heat: 30 MJ/kg}}
sinks: {{forest: {{uptake: 0.1 MtCO2}}}}
{levers}
"""
STOCK = ", stock: {life: 13 a, sales: {2020: {oil: 70 %, electricity: 20 %, hydrogen: rest}}}"
LEVER = """lever: {name}
name: {{en: {name}, zh: {name}}}
parameters: {{size: {{pert: [5 %, 10 %, 20 %]}}}}
adoption: {{curve: {curve}, reach: 80 %}}
effects:
  - {{id: use, on: [sectors.works.activity, sectors.transport.intensity], change: "{sign}size"}}
  - {{id: sorting, shift: waste.food, from: landfill, to: digestion, strength: size}}
cost: {{capital: 100 million CNY, running: -5 million CNY/year, lifetime: 7.5 a, public_share: 40 %}}
"""
# Opens in 2030: ten flat years come before it.
CURVES = {"lowers": ("linear, start: 2030, rise: 8 a", "-"), "raises": ("linear, start: 2030, rise: 8 a", ""),
          "never": ("step, start: 2100", "-"), "before": ("step, start: 2010", "-")}


class Place:
    def __init__(self, folder):
        self.folder = folder
        self.library = folder / "library"
        (self.library / "made").mkdir(parents=True)
        for name, (curve, sign) in CURVES.items():
            text = LEVER.format(name=name, curve=curve, sign=sign)
            (self.library / "made" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def file(self, name, horizon, confirm=5, growth="0 %", levers=(), feedback="false", stock=False):
        uses = "levers:\n" + "\n".join(f"  - use: {lever}" for lever in levers) if levers else ""
        return scenario_file(self.folder, name, PLAIN.format(horizon=horizon, confirm=confirm, growth=growth, levers=uses,
                                                             feedback=feedback, stock=STOCK if stock else ""))

    def run(self, name, *arguments, options=(), **changes):
        out = self.folder / f"{name}_out"
        run(self.file(name, *arguments, **changes), out, "--draws", DRAWS, "--library", self.library, "--variables", "*",
            "--save-draws", *options)
        return out


def sound(checks, folder, name):
    """No nan, inf or -0 in any cell or JSON number; nothing like it as a word in the pages."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file()]
    checks.true(len(files) >= 3, f"{name}: {len(files)} files")
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".csv":
            with open(path, encoding="utf-8", newline="") as file:
                wrong = [cell for row in csv.reader(file) for cell in row if BAD_NUMBER.match(cell.strip())]
            checks.true(not wrong, f"{name}: {path.name} holds {wrong[:3]}")
        elif path.suffix == ".json":
            json.loads(text, parse_constant=lambda word: checks.true(False, f"{name}: {path.name} holds {word}"))  # noqa: B023
        else:
            found = re.findall(r"(?<![\w.])-?(?:nan|inf)(?![\w.])|(?<![\w.])-0(?:\.0*)?(?![\w.])", text, re.I)
            checks.true(not found, f"{name}: {path.name} holds {found[:3]}")


def sure(checks, out, outcome, name, variables):
    """Every peak of the variables has this outcome in all draws, and a standard error that is not 0."""
    for variable, definition in variables:
        table = peaks(out, variable, definition)
        checks.true(bool(table), f"{name}: no peak of {variable}, {definition}")
        checks.close(sum(row["probability"] for row in table), 1.0, 1e-12, f"{name}: outcomes of {variable}")
        for row in table:
            checks.equal(row["probability"], 1.0 if row["outcome"] == outcome else 0.0,
                         f"{name}: {variable}, {definition}, {row['outcome']}")
            if row["note"] != "not_assessed":
                checks.true(row["standard_error"] > 0, f"{name}: {variable}, {row['outcome']}: standard error 0")


ALL = [("emissions.total", "underlying"), ("emissions.total", "as_observed"), ("emissions.total", "centred_5"),
       ("emissions.sector.transport", "underlying"), ("emissions.sector.works", "underlying"), ("energy.total", "underlying"),
       ("energy.carrier.electricity", "underlying")]
HEADLINE = ALL[:1]


def flat(checks, place):
    for name, levers, feedback, stock in (("flat", (), "false", False), ("flat_feedback", (), "true", False),
                                          ("flat_never", ("never",), "true", False),
                                          ("flat_before", ("before",), "true", False), ("flat_stock", (), "false", True)):
        out = place.run(name, 2050, levers=levers, feedback=feedback, stock=stock)
        sound(checks, out, name)
        sure(checks, out, "not_peaked", name, ALL)
        for row in rows(out / "peak_summary.csv"):
            if row["quantity"] == "year":
                checks.equal(row["value"], "not_peaked", f"{name}: year of {row['variable']}, {row['statistic']}")
        first = {}
        for row in rows(out / "projection.csv"):
            key = (row["variable"], row["statistic"])
            if row["variable"] in ("waste.methane", "emissions.ghg"):  # a landfill takes its years to become flat
                continue
            value = float(row["value"])
            # The base year's stock wears out and is replaced by the same: equal but for rounding.
            checks.true(abs(value - first.setdefault(key, value)) <= 1e-12 * abs(value),
                        f"{name}: {key} of {row['year']} is {value}")
    for confirm in (0, 1, 30):
        out = place.run(f"flat_{confirm}", 2050, confirm=confirm)
        sure(checks, out, "not_peaked", f"flat, confirm {confirm}", HEADLINE)


def flat_then(checks, place):
    out = place.run("then_lowers", 2050, levers=("lowers",))
    sound(checks, out, "flat, then lower")
    sure(checks, out, "2020", "flat, then lower", [("emissions.sector.works", "underlying"), ("energy.total", "underlying")])
    out = place.run("then_raises", 2050, levers=("raises",))
    sound(checks, out, "flat, then higher")
    # Coverage is complete ten years before the end and stays: equal maxima among the last years.
    sure(checks, out, "not_peaked", "flat, then higher", [("emissions.sector.works", "underlying")])


def short(checks, place):
    for confirm in (0, 1, 5):
        for levers in ((), ("lowers",), ("before", "raises")):
            for feedback in ("false", "true"):
                name = f"one_year_{confirm}_{len(levers)}_{feedback}"
                out = place.run(name, BASE, confirm=confirm, levers=levers, feedback=feedback, stock=True)
                sound(checks, out, name)
                sure(checks, out, "not_peaked", name, ALL)
                years = {row["year"] for row in rows(out / "projection.csv")}
                checks.equal(years, {str(BASE)}, f"{name}: years of projection.csv")
                outcomes = [row["outcome"] for row in peaks(out)]
                checks.equal(outcomes, ["already_peaked", str(BASE), "not_peaked"], f"{name}: rows of peak.csv")
    for growth, confirm, outcome in (("-5 %", 0, "2020"), ("-5 %", 1, "2020"), ("-5 %", 2, "not_peaked"),
                                     ("-5 %", 5, "not_peaked"), ("5 %", 0, "not_peaked"), ("5 %", 5, "not_peaked")):
        name = f"two_years_{growth.split()[0].replace('-', 'minus_')}_{confirm}"
        out = place.run(name, BASE + 1, confirm=confirm, growth=growth, stock=True)
        sound(checks, out, name)
        sure(checks, out, outcome, name, HEADLINE)


def beside_each_other(checks, place):
    """Two one-year scenarios in one run, and the central path of one year."""
    files = [place.file("first", BASE), place.file("second", BASE, levers=("lowers",))]
    out = place.folder / "two_out"
    run(files, out, "--draws", DRAWS, "--library", place.library, "--variables", "*")
    sound(checks, out, "two one-year scenarios")
    run(files[1], place.folder / "central_out", "--central", "--library", place.library)
    sound(checks, place.folder / "central_out", "one year, central")


def main():
    checks = Checks()
    with workplace() as folder:
        place = Place(folder)
        flat(checks, place)
        flat_then(checks, place)
        short(checks, place)
        beside_each_other(checks, place)
    checks.finish()


main()
