# SPDX-License-Identifier: MIT
"""Made-up cities with random levers, every kind of path and curve: the central path against the other calculation."""
import csv
import random
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import ROOT, Checks, central, python_with_yaml, relative, run, scenario_file, workplace

CITIES = 40
BASE_YEAR = 2020
# A few hundred operations, each off by a unit in the last place or two; shares moved away almost whole are differences
# of nearly equal numbers and lose a few digits.
ROUNDING = 1e-11
CARRIERS = ("coal", "gas", "oil", "electricity", "heat")
# The other calculation takes its library from beside itself: run with another.
OTHER = """
import sys
sys.path.insert(0, {folder!r})
import shenzhen_central
shenzhen_central.LIBRARY = {library!r}
shenzhen_central.main({arguments!r})
"""


class Maker:
    """Writes a random city and a random library for it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.horizon = BASE_YEAR + self.random.choice((1, 2, 7, 25, 40))

    def number(self, low, high):
        return f"{self.random.uniform(low, high):.6g}"

    def percent(self, low, high):
        """A constant share or one of several laws, whose median both calculations need."""
        a, b, c = sorted(self.random.uniform(low, high) for _ in range(3))
        return self.random.choice((
            f"{b:.6g} %", f"{b:.6g} %", f"{{uniform: [{a:.6g} %, {c:.6g} %]}}",
            f"{{triangular: [{a:.6g} %, {b:.6g} %, {c:.6g} %]}}", f"{{pert: [{a:.6g} %, {b:.6g} %, {c:.6g} %]}}",
            f"{{truncated_normal: [{b:.6g} %, {c - a:.6g} %, {a:.6g} %, {c:.6g} %]}}",
            f"{{beta: [2, 3.5, {a:.6g} %, {c:.6g} %]}}"))

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

    def shares(self, carriers):
        parts = [self.random.uniform(0.05, 1) for _ in carriers]
        total = sum(parts)
        written = [f"{name}: {100 * part / total:.6g} %" for name, part in zip(carriers[1:], parts[1:])]
        return "{" + ", ".join([*written, f"{carriers[0]}: rest"]) + "}"

    def adoption(self):
        start = self.random.uniform(BASE_YEAR - 5, BASE_YEAR + 20)
        curve = self.random.choice(("logistic", "linear", "step"))
        parts = [f"curve: {curve}", f"start: {start:.4g}", f"reach: {self.percent(20, 100)}"]
        if self.random.random() < 0.5:
            parts.append(f"lag: {self.number(0, 4)} a")
        if curve != "step":
            parts.append(f"until: {start + self.random.uniform(6, 30):.5g}" if self.random.random() < 0.3
                         else f"rise: {self.number(2, 30)} a")
        if self.random.random() < 0.4:
            parts.append(f"erosion: {{half_life: {self.number(1, 20)} a, persistent: {self.percent(10, 90)}}}")
        return "{" + ", ".join(parts) + "}"

    def sector(self, name, earlier, branches):
        drivers = ["population", "gdp", "gdp_per_capita", "path", *(f"activity.{other}" for other in earlier),
                   *(f"value_added.{branch}" for branch in branches)]
        driver = self.random.choice(drivers)
        carriers = self.random.sample(CARRIERS, self.random.randint(1, len(CARRIERS)))
        parts = [f"driver: {driver}", f"activity: {self.number(1, 900)} Mt", f"energy: {self.number(1, 300)} PJ",
                 f"elasticity: {self.number(0.5, 1.4)}", f"activity_trend: {self.rate(-3, 1)}",
                 f"intensity_trend: {self.rate(-4, 2)}", f"intensity_offset: {self.percent(-1, 1)}",
                 f"carriers: {self.shares(carriers)}"]
        if driver == "path":
            parts.append(f"path: {self.level(1, 3, 'Mt')}")
        efficiencies = [f"{c}: {self.number(30, 300)} %" for c in carriers if self.random.random() < 0.7]
        if efficiencies:
            parts.append(f"efficiency: {{{', '.join(efficiencies)}}}")
        if self.random.random() < 0.5 and self.horizon > BASE_YEAR + 2:
            years = sorted(self.random.sample(range(BASE_YEAR + 1, BASE_YEAR + 45), 2))
            parts.append("milestones: {" + ", ".join(f"{y}: {self.shares(carriers)}" for y in years) + "}")
        if self.random.random() < 0.4:
            parts.append(f"process: {{factor: {self.number(0.1, 0.9)} tCO2/t, ratio: {self.percent(60, 90)}, "
                         f"trend: {self.rate(-2, 0)}}}")
        if self.random.random() < 0.3:
            parts.append(f"local_share: {self.percent(0, 100)}")
        return carriers, "process: {" in parts[-1] or "process: {" in parts[-2], f"  {name}: {{{', '.join(parts)}}}"

    def effects(self, sectors):
        """One to three effects on what the sectors have."""
        lines = []
        for number in range(self.random.randint(1, 3)):
            name, (carriers, has_process) = self.random.choice(list(sectors.items()))
            kind = self.random.choice(("on", "on", "shift", "toward"))
            if kind == "shift" and len(carriers) > 1:
                source, into = self.random.sample(carriers, 2)
                lines.append(f"{{id: e{number}, shift: sectors.{name}, from: {source}, to: {into}, strength: a*b}}")
            elif kind == "toward" and has_process:
                lines.append(f"{{id: e{number}, toward: sectors.{name}.process.ratio, value: \"min(a, 0.5) + 0.1*b\", "
                             f"strength: \"a^(1 + b)/(1 + a)\"}}")
            else:
                target = self.random.choice([f"sectors.{name}.activity", f"sectors.{name}.intensity",
                                             f"carriers.{self.random.choice(carriers)}.factor"]
                                            + ([f"sectors.{name}.process"] if has_process else []))
                overlap = self.random.choice(("", ", overlap: {group: one, degree: 0.3}"))
                rebound = self.random.choice(("", ", rebound: b")) if target.endswith("intensity") else ""
                lines.append(f"{{id: e{number}, on: {target}, change: \"-a*(1 - b)\"{rebound}{overlap}}}")
        return lines

    def write(self, place):
        family = place / "library" / "made"
        family.mkdir(parents=True)
        branches, value_added = [], ""
        if self.random.random() < 0.6:
            branches = ["goods", "services", "farms"]
            curve = self.random.choice(("linear", "logistic"))
            value_added = (f", value_added: {{shares: {self.shares(branches)}, target: {self.shares(branches)}, "
                           f"adoption: {{curve: {curve}, start: 2020, rise: {self.number(5, 40)} a}}}}")
        sectors, lines = {}, []
        for name in ("one", "two", "three")[:self.random.randint(1, 3)]:
            carriers, has_process, line = self.sector(name, list(sectors), branches)
            sectors[name] = (carriers, has_process)
            lines.append(line)
        levers = []
        for number in range(self.random.randint(0, 5)):
            name = f"lever_{number}"
            text = [f"lever: {name}", f"name: {{en: {name}, zh: {name}}}",
                    f"parameters: {{a: {self.percent(10, 60)}, b: {self.percent(0, 50)}}}",
                    f"adoption: {self.adoption()}", "effects:", *(f"  - {e}" for e in self.effects(sectors))]
            (family / f"{name}.yaml").write_text("\n".join(text) + "\n", encoding="utf-8")
            levers.append(f"  - use: {name}")
        factors = [f"  {c}: {{factor: {self.level(20, 120, 'kgCO2/GJ')}, factor_trend: {self.rate(-3, 1)}, "
                   f"factor_offset: {self.percent(-1, 1)}}}" for c in CARRIERS]
        known = f"observed: {{gdp: {{{BASE_YEAR + 1}: 103 billion CNY}}}}" if self.random.random() < 0.5 else ""
        power = f"power: {{behind_meter: {self.level(0, 30, 'PJ')}}}" if self.random.random() < 0.5 else ""
        text = [f"city: made\nbase_year: {BASE_YEAR}\nhorizon: {self.horizon}",
                f"population: {{value: 2 million person, growth: {self.rate(-1, 2)}, "
                f"growth_offset: {self.percent(-1, 1)}}}",
                f"economy: {{gdp: 100 billion CNY, price_year: 2020, growth: {self.rate(0, 7)}, "
                f"growth_offset: {self.percent(-1, 1)}{value_added}}}", known, "sectors:", *lines, "carriers:",
                *factors, power, "levers:" if levers else "", *levers]
        return scenario_file(place, "made", "\n".join(text) + "\n")


def other_calculation(scenario, library):
    code = OTHER.format(folder=str(ROOT / "tests" / "oracle"), library=str(library), arguments=[str(scenario)])
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr, scenario.read_text(encoding="utf-8"))
        sys.exit(1)
    return {(row["variable"], int(row["year"])): float(row["value"])
            for row in csv.DictReader(done.stdout.splitlines())}


PYTHON = python_with_yaml()
checks = Checks()
with workplace() as here:
    for seed in range(CITIES):
        made = here / str(seed)
        made.mkdir()
        file = Maker(seed).write(made)
        run(file, made / "out", "--central", "--library", made / "library")
        found = central(made / "out")
        for (variable, year), value in other_calculation(file, made / "library").items():
            got = found[variable, year]
            checks.true(relative(got, value) <= ROUNDING or abs(got - value) <= 1e-15,
                        f"city {seed}: {variable}@{year} is {got!r} instead of {value!r}")
checks.finish()
