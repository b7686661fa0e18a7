# SPDX-License-Identifier: MIT
"""Levers: neither their order nor their names matter, copies in one group add nothing, shifted shares sum to 1."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, central, columns, projection, relative, run, scenario_file, summary, workplace

BASE_YEAR, HORIZON = 2020, 2050
# Another order of the same few multiplications: a rounding or two, 2^-53 each.
REORDERED = 1e-12

CITY = """
city: quay
id: {id}
base_year: 2020
horizon: 2050
population: {{value: 1 million person, growth: 0.5 %, growth_offset: {{normal: [0 %, 0.1 %]}}}}
economy:
  gdp: 100 billion CNY
  price_year: 2020
  growth: 4 %
  growth_offset: {{normal: [0 %, 0.5 %]}}
  shock: {{sd: 1 %, persistence: 0.5}}
sectors:
  works:
    driver: gdp
    energy: 100 PJ
    intensity_trend: {{normal: [-2 %, 0.3 %]}}
    carriers: {{coal: {{pert: [40 %, 50 %, 60 %]}}, gas: 20 %, electricity: rest}}
    efficiency: {{coal: 50 %, gas: 80 %, electricity: 95 %}}
    milestones: {{2035: {{coal: 30 %, gas: 25 %, electricity: rest}}}}
  even:   # efficiencies of 1: useful and final shares are the same
    driver: population
    energy: 50 PJ
    carriers: {{coal: 50 %, gas: 20 %, electricity: 20 %, heat: 10 %}}
  cement:
    driver: population
    activity: 2 Mt
    energy: 5 PJ
    carriers: {{coal: 100 %}}
    process: {{factor: 0.5 tCO2/t, ratio: 70 %}}
  away: {{driver: gdp, energy: 20 PJ, carriers: {{coal: 100 %}}, local_share: 0 %}}
carriers:
  coal: {{factor: 95 kgCO2/GJ}}
  gas: {{factor: 55 kgCO2/GJ}}
  heat: {{factor: 40 kgCO2/GJ}}
  straw: {{factor: 0 kgCO2/GJ}}
  electricity: {{factor: {{2020: 0.6 kgCO2/kWh, 2050: 0.1 kgCO2/kWh}}, factor_noise: {{sd: 4 %}}}}
levers:{levers}
"""

# name: (parameters, adoption, effects); the first six have uncertain numbers.
UNCERTAIN = {
    "retrofit": ("{saving: {pert: [10 %, 20 %, 30 %]}, back: {uniform: [0 %, 30 %]}}",
                 "{curve: logistic, start: 2023, lag: {pert: [0 a, 1 a, 3 a]}, rise: 10 a, "
                 "reach: {pert: [20 %, 50 %, 80 %]}}",
                 ["{id: saving, on: [sectors.works.intensity, sectors.even.intensity], change: -saving, rebound: back, "
                  "overlap: {group: codes, degree: 0.5}}"]),
    "code": ("{saving: {uniform: [5 %, 25 %]}}",
             "{curve: linear, start: 2022, rise: 8 a, reach: 70 %, erosion: {half_life: 8 a, persistent: 40 %}}",
             ["{id: saving, on: sectors.even.intensity, change: -saving, overlap: {group: codes, degree: 0.5}}"]),
    "gas_for_coal": ("{part: {uniform: [20 %, 60 %]}}", "{curve: linear, start: 2021, rise: 10 a, reach: 90 %}",
                     ["{id: works, shift: sectors.works, from: coal, to: gas, strength: part}",
                      "{id: even, shift: sectors.even, from: coal, to: gas, strength: part}"]),
    "power_for_coal": ("{part: {uniform: [20 %, 60 %]}}", "{curve: logistic, start: 2021, rise: 12 a, reach: 90 %}",
                       ["{id: works, shift: sectors.works, from: coal, to: electricity, strength: part}",
                        "{id: gas, shift: sectors.works, from: gas, to: electricity, strength: part}"]),
    "blend": ("{goal: {pert: [50 %, 55 %, 60 %]}, part: {uniform: [30 %, 90 %]}}",
              "{curve: logistic, start: 2022, rise: 7 a, reach: 100 %}",
              ["{id: blend, toward: sectors.cement.process.ratio, value: goal, strength: part}"]),
    "greener_grid": ("{cut: {uniform: [5 %, 20 %]}}", "{curve: step, start: 2030, reach: 100 %}",
                     ["{id: cut, on: carriers.electricity.factor, change: -cut}"]),
}
STEP = "{curve: step, start: 2030, reach: 100 %}"
CERTAIN = {
    "fifth": ("{}", STEP, ["{id: cut, on: sectors.even.intensity, change: -20 %}"]),
    "third": ("{}", STEP, ["{id: cut, on: sectors.even.intensity, change: -30 %}"]),
    "grouped_fifth": ("{}", STEP, ["{id: cut, on: sectors.even.intensity, change: -20 %, "
                                   "overlap: {group: one, degree: 1}}"]),
    "half_fifth": ("{}", STEP, ["{id: cut, on: sectors.even.intensity, change: -20 %, "
                                "overlap: {group: two, degree: 0.25}}"]),
    "half_third": ("{}", STEP, ["{id: cut, on: sectors.even.intensity, change: -30 %, "
                                "overlap: {group: two, degree: 0.25}}"]),
    "to_gas": ("{}", STEP, ["{id: move, shift: sectors.even, from: coal, to: gas, strength: 40 %}"]),
    "to_power": ("{}", STEP, ["{id: move, shift: sectors.even, from: coal, to: electricity, strength: 40 %}"]),
    "to_heat": ("{}", STEP, ["{id: move, shift: sectors.even, from: coal, to: heat, strength: 20 %}"]),
    "half_way": ("{}", STEP, ["{id: blend, toward: sectors.cement.process.ratio, value: 60 %, strength: 50 %}"]),
    "grouped_half_way": ("{}", STEP, ["{id: blend, toward: sectors.cement.process.ratio, value: 60 %, strength: 50 %, "
                                      "overlap: {group: ratio, degree: 1}}"]),
    "grouped_move": ("{}", STEP, ["{id: move, shift: sectors.even, from: coal, to: gas, strength: 40 %, "
                                  "overlap: {group: coal, degree: 1}}"]),
    "unused": ("{}", STEP, ["{id: move, shift: sectors.even, from: straw, to: gas, strength: 40 %}"]),
    "elsewhere": ("{}", STEP, ["{id: cut, on: sectors.away.intensity, change: -30 %}"]),
}


def write_library(place):
    folder = place / "library" / "tested"
    folder.mkdir(parents=True)
    for name, (parameters, adoption, effects) in {**UNCERTAIN, **CERTAIN}.items():
        lines = [f"lever: {name}", f"name: {{en: {name}, zh: {name}}}", f"parameters: {parameters}",
                 f"adoption: {adoption}", "effects:", *(f"  - {effect}" for effect in effects)]
        (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place / "library"


class Quay:
    """Runs the city with a list of levers, each a name or a line such as `use: fifth, as: other`."""

    def __init__(self, place):
        self.place, self.library, self.runs = place, write_library(place), 0

    def run(self, levers, *options):
        self.runs += 1
        folder = self.place / str(self.runs)
        folder.mkdir()
        lines = "".join(f"\n  - {{{lever if ':' in lever else f'use: {lever}'}}}" for lever in levers) or " []"
        scenario_file(folder, "quay", CITY.format(id="quay", levers=lines))
        # From the folder of the scenario, so that no file or message depends on where that is.
        self.done = run("quay.yaml", "out", "--library", self.library, *options, cwd=folder)
        return folder / "out"

    def path(self, *levers):
        return central(self.run(levers, "--central"))


def order_never_shows(quay):
    names = list(UNCERTAIN)
    options = ("--draws", 500, "--save-draws", "--variables", "emissions.*,energy.*,lever.*,gdp")
    first = quay.run(names, *options)
    for other in (names[::-1], names[3:] + names[:3], names[1::2] + names[::2]):
        checks.same_files(first, quay.run(other, *options), f"order {' '.join(other)}")
    one, other = quay.run(names, "--central"), quay.run(names[::-1], "--central")
    checks.same_files(one, other, "the central path in another order")


def names_never_show(quay):
    names = list(UNCERTAIN)
    # New names reverse the order of the ids, by which the program multiplies.
    renamed = [f"use: {name}, as: z{len(names) - i}_{name}" for i, name in enumerate(sorted(names))]
    one, other = quay.path(*names), quay.path(*renamed)
    compared = 0
    for (variable, year), value in one.items():
        if not variable.startswith("lever."):
            compared += 1
            checks.true(relative(other[variable, year], value) <= REORDERED, f"other names: {variable}@{year}")
    checks.true(compared > 20 * (HORIZON - BASE_YEAR), "the central path is compared")


def copies_add_nothing(quay):
    without = quay.run([], "--draws", 500)
    for name in ("grouped_fifth", "grouped_half_way", "grouped_move"):
        once = quay.run([name], "--draws", 500)
        checks.true((once / "projection.csv").read_bytes() != (without / "projection.csv").read_bytes(),
                    f"{name} changes something")
        for copies in ([f"{name}_again"], ["b_copy", "zz_copy"]):
            other = quay.run([name, *(f"use: {name}, as: {copy}" for copy in copies)], "--draws", 500)
            if name == "grouped_move":
                # The share moved is dealt out to each copy and added up again: a rounding or two.
                same = projection(other)
                for place, (value, _) in projection(once).items():
                    checks.close(same[place][0], value, REORDERED, f"copies of {name}: {place}")
            else:
                checks.same_files(once, other, f"copies of {name}", but=("manifest.json", "summary.json", "tables.md"))
            # Each is hidden by the others, and says so.
            effects = {lever["id"]: lever["effect"] for lever in levers_of(other)}
            checks.equal(effects, {lever: "none" for lever in (name, *copies)}, f"effects of {name} and its copies")


def levers_of(folder):
    return summary(folder)["scenarios"][0]["cities"][0]["levers"]


def idle_levers_say_why(quay):
    without = quay.run([], "--draws", 200)
    cases = [
        ("use: fifth, adoption: {reach: 0 %}", "reach is zero", "覆盖目标为零"),
        ("use: fifth, adoption: {start: 2060}", "too late to act by the horizon 2050", "到预测末年 2050 来不及见效"),
        ("use: fifth, adoption: {start: 2020}", "by the base year 2020", "基准年 2020"),
        ("use: fifth, adoption: {start: 2015}", "by the base year 2020", "基准年 2020"),
        ("use: to_gas, effects: [{id: move, strength: 0 %}]", "strength", "强度"),
        ("use: fifth, effects: [{id: cut, change: 0 %}]", "strength", "强度"),
        ("use: unused", "does not use the carrier", "不使用"),
        ("use: elsewhere", "scope 3", "范围3"),
    ]
    for lever, english, chinese in cases:
        out = quay.run([lever], "--draws", 200)
        found = levers_of(out)[0]
        checks.equal(found["effect"], "none", lever)
        reason = found["reason"] or {"en": "", "zh": ""}
        checks.true(english in reason["en"], f"{lever}: '{english}' is not in the reason {reason['en']!r}")
        checks.true(chinese in reason["zh"], f"{lever}: '{chinese}' is not in the reason {reason['zh']!r}")
        warnings = [w for w in summary(out)["warnings"] if w["id"] == "no_effect"]
        checks.equal(len(warnings), 1, f"{lever}: warnings in summary.json")
        said = quay.done.stderr.decode("utf-8")
        checks.true("[no_effect]" in said and english in said, f"{lever}: the warning on the terminal, {said!r}")
        if lever != "use: elsewhere":
            checks.true((out / "projection.csv").read_bytes() == (without / "projection.csv").read_bytes(),
                        f"{lever}: the projection changes")
        checks.true((out / "peak.csv").read_bytes() == (without / "peak.csv").read_bytes(),
                    f"{lever}: the peak changes")
    for lever in ("fifth", "use: fifth, adoption: {start: 2050}"):
        checks.equal(levers_of(quay.run([lever], "--draws", 200))[0]["effect"], "lowers", lever)


def shares_sum_to_one(quay):
    names = list(UNCERTAIN)
    path = quay.path(*names)
    for sector in ("works", "even"):
        for year in range(BASE_YEAR, HORIZON + 1):
            shares = [v for (variable, y), v in path.items() if y == year and variable.startswith(f"share.{sector}.")]
            checks.near(sum(shares), 1.0, 1e-14 * len(shares), f"final shares of {sector} in {year}")
            checks.true(min(shares) >= 0, f"a share of {sector} in {year} is negative")
    out = quay.run(names, "--draws", 300, "--save-draws", "--variables", "energy.*")
    header, body = columns(out / "outcomes.csv")
    at = {name: i for i, name in enumerate(header)}
    carriers = [name[:-5] for name in header if name.startswith("energy.carrier.") and name.endswith("@2020")]
    sectors = [name[:-5] for name in header if name.startswith("energy.sector.") and name.endswith("@2020")]
    checks.equal(len(carriers), 5, "carriers in outcomes.csv")
    worst = 0.0
    for row in body:
        for year in range(BASE_YEAR, HORIZON + 1):
            total = float(row[at[f"energy.total@{year}"]])
            for parts in (carriers, sectors):
                worst = max(worst, relative(sum(float(row[at[f"{part}@{year}"]]) for part in parts), total))
    # A sum of five terms in two orders.
    checks.near(worst, 0.0, 1e-13, "energy by carrier or sector against the total, in the worst draw and year")


def combinations(quay):
    none = quay.path()

    def factor(variable, *levers, year=2040):
        return quay.path(*levers)[variable, year] / none[variable, year]

    checks.close(factor("intensity.even", "fifth"), 0.8, REORDERED, "one reduction")
    checks.close(factor("intensity.even", "fifth", "third"), 0.8 * 0.7, REORDERED, "two reductions multiply")
    checks.close(factor("energy.sector.even", "fifth", "third"), 0.8 * 0.7, REORDERED, "energy follows intensity")
    together = (1 - 0.25) * (1 - 0.8 * 0.7) + 0.25 * 0.3
    checks.close(factor("intensity.even", "half_fifth", "half_third"), 1 - together, REORDERED, "overlap of a quarter")
    checks.close(factor("intensity.even", "fifth", "half_fifth", "half_third"), 0.8 * (1 - together), REORDERED,
                 "a group and one outside")
    checks.close(factor("emissions.process", "half_way"), 65 / 70, REORDERED, "half of the way from 70 % to 60 %")
    checks.close(factor("intensity.even", "fifth", year=2029), 1.0, 0.0, "before it opens")
    checks.close(factor("intensity.even", "fifth", year=2030), 0.8, REORDERED, "in the year it opens")

    def share(path, carrier):
        return path[f"share.even.{carrier}", 2040]

    path = quay.path("to_gas", "to_power")
    moved = 0.5 * (1 - 0.6 * 0.6)
    checks.near(share(path, "coal"), 0.5 - moved, 1e-15, "two shifts leave their product")
    checks.near(share(path, "gas") - 0.2, moved / 2, 1e-15, "equal shifts split evenly: gas")
    checks.near(share(path, "electricity") - 0.2, moved / 2, 1e-15, "equal shifts split evenly: electricity")
    path = quay.path("to_gas", "to_heat")
    moved = 0.5 * (1 - 0.6 * 0.8)
    checks.near(share(path, "gas") - 0.2, moved * 2 / 3, 1e-15, "shifts split by strength: gas")
    checks.near(share(path, "heat") - 0.1, moved / 3, 1e-15, "shifts split by strength: heat")
    checks.close(factor("energy.sector.even", "to_gas", "to_heat"), 1.0, REORDERED, "energy at equal efficiencies")


checks = Checks()
with workplace() as here:
    city = Quay(here)
    order_never_shows(city)
    names_never_show(city)
    copies_add_nothing(city)
    idle_levers_say_why(city)
    shares_sum_to_one(city)
    combinations(city)
checks.finish()
