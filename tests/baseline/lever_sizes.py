#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How large each core measure is by itself in a city of ten million, against sizes worked out beforehand.

    tests/baseline/lever_sizes.py            compares, and fails if docs/method/lever_sizes.md is not what it would write
    tests/baseline/lever_sizes.py --update   writes that page
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import ROOT, Checks, command, environment, rows, scenario_file, workplace  # noqa: E402

import subprocess  # noqa: E402

PAGE = ROOT / "docs" / "method" / "lever_sizes.md"
OPENED, SETTLED = 2026, 2060  # the first year of a measure, and a year in which everything has settled
# At full effect from 2026 on. A curve of another kind replaces reach and erosion as well.
FULL = "adoption: {curve: step, start: 2026}"
CLEAN, COAL_HEAVY = "0.37 kgCO2/kWh", "0.53 kgCO2/kWh"  # a grid of 2035, the national one of 2023

LEVERS = {
    "buildings": "{use: green_buildings, adoption: {curve: step, start: 2026, reach: 30 %}, "
                 "parameters: {measured_saving: 15 %, rebound: 30 %}}",
    # Its own curve is a step already; erosion of 0.3 with a time constant of 4 years.
    "charge": "{use: congestion_charge, adoption: {start: 2026, lag: 0 a, "
              "erosion: {half_life: 2.8 a, persistent: 70 %}}, "
              "parameters: {charge: 10 CNY/trip, elasticity: -0.7, outside_change: 0 %}}",
    "cement": "{use: low_carbon_cement, " + FULL + ", parameters: {public_share: 40 %, compliance: 80 %, "
              "spillover: 20 %, target_clinker_ratio: 50 %, left_after_clay: 69.2 %}}",
    # 1 000 buses of 60 000 km and 3.26 kWh/km are 0.524 % of the road fuel; 800 of them come.
    "hydrogen": "{use: hydrogen, " + FULL + ", parameters: {target_share: 0.524208 %, realisation: 80 %}}",
    "sorting": "{use: garbage_sorting, " + FULL + ", parameters: {participation: 100 %, participation_before: 0 %, "
               "capture: 60 %, purity: 100 %, recyclables_moved: 15 %}}",
}

ROUTES = "carriers: {{electricity: {{factor: {grid}}}, hydrogen: {{production: {{routes: {routes}{more}}}}}}}"
LANDFILL = "waste: {{routes: {{landfill: 100 %, incineration: 0 %}}, landfill: {{recovery: {recovery}}}}}"


def only(route):
    """Hydrogen made by one route; the file's own shares are overlaid one by one."""
    return "{" + ", ".join(f"{one}: {'100 %' if one == route else '0 %'}"
                           for one in ("coal", "gas", "by_product", "electrolysis")) + "}"


def grid(factor):
    return f"carriers: {{electricity: {{factor: {factor}}}}}"


# city, what of it is changed, lever, variable, year, wanted change [Mt], and how far it may be off, with the reason.
CASES = [
    ("Buildings, 30 % of floor, grid at 0.37", grid(CLEAN), "buildings", "emissions.total", SETTLED, -0.53, 0.02,
     "the same arithmetic; the wanted figure is rounded"),
    ("Buildings, 30 % of floor, grid at 0.53", grid(COAL_HEAVY), "buildings", "emissions.total", SETTLED, -0.74, 0.02,
     "the same arithmetic; the wanted figure is rounded"),
    ("Charge, zone 5 %, first year", "", "charge", "emissions.total", OPENED, -0.078, 0.02,
     "the same arithmetic; the wanted figure is rounded"),
    ("Charge, zone 5 %, after erosion", "", "charge", "emissions.total", SETTLED, -0.054, 0.02,
     "the same arithmetic; the wanted figure is rounded"),
    ("Cement with 50 % clinker, 44 % covered", "", "cement", "emissions.scope3", SETTLED, -0.25, 0.02,
     "the same arithmetic (limestone, kiln fuel and clay); the wanted figure is rounded"),
    ("Hydrogen buses, by-product at 1 kg/kg", ROUTES.format(grid=COAL_HEAVY, routes=only("by_product"), more=""),
     "hydrogen", "emissions.total", SETTLED, -0.038, 0.02, "the same arithmetic; the wanted figure is rounded"),
    ("Hydrogen buses, at the break-even of 9.93 kg/kg",
     ROUTES.format(grid=COAL_HEAVY, routes=only("gas"), more=", gas: 9.93 kgCO2/kg"),
     "hydrogen", "emissions.total", SETTLED, 0.0, 0.0001, "Mt: 9.93 is rounded, 800 buses use 4.2 kt of hydrogen"),
    ("Hydrogen buses, China's routes of 2019 (14.2 kg/kg)", grid(COAL_HEAVY), "hydrogen", "emissions.total", SETTLED,
     0.018, 0.02, "the same arithmetic; the wanted figure is rounded"),
    ("Hydrogen buses, electrolysis from the grid (27.9 kg/kg)",
     ROUTES.format(grid="0.5306 kgCO2/kWh", routes=only("electrolysis"), more=""), "hydrogen", "emissions.total",
     SETTLED, 0.076, 0.02, "the same arithmetic; the wanted figure is rounded"),
    ("Sorting, all waste burnt", "", "sorting", "emissions.ghg", SETTLED, -0.17, 0.4,
     "a life-cycle figure (33 kg/t, 10 to 60) that credits power; here plastics recycled less leaks of digesters"),
    ("Sorting, all waste buried, half of the gas captured", LANDFILL.format(recovery="50 %"), "sorting",
     "emissions.ghg", SETTLED, -1.0, 0.25, "paper and textiles leave too, methane counts 28 and not 27.2"),
    ("Sorting, all waste buried, no gas captured", LANDFILL.format(recovery="0 %"), "sorting", "emissions.ghg",
     SETTLED, -2.0, 0.25, "paper and textiles leave too, methane counts 28 and not 27.2"),
]

LIBRARY = ["green_buildings", "congestion_charge", "low_carbon_cement", "hydrogen", "garbage_sorting"]
LIBRARY_VARIABLES = ["emissions.scope1", "emissions.scope2", "emissions.scope3", "emissions.total", "emissions.ghg"]


def write(folder, name, changes, lever):
    levers = f"levers: [{lever}]\n" if lever else ""
    return scenario_file(folder, name, f"extends: library:tutorial/ten_million\nid: {name}\n{changes}\n{levers}")


def central_values(files, out):
    """(scenario, variable, year) -> value of one `--central` run of many files."""
    done = subprocess.run(command(files, out, "--central"), capture_output=True, check=False, timeout=300,
                          env=environment())
    if done.returncode != 0:
        print(done.stderr.decode("utf-8", "replace"))
        sys.exit(1)
    return {(r["scenario"], r["variable"], int(r["year"])): float(r["value"]) for r in rows(out / "central.csv")}


def calculate(folder):
    """The change of each case, and of each lever at the library's own figures by variable."""
    files = []
    for i, (_, changes, lever, *_rest) in enumerate(CASES):
        files.append(write(folder, f"without_{i}", changes, ""))
        files.append(write(folder, f"with_{i}", changes, LEVERS[lever]))
    files.append(write(folder, "library_none", "", ""))
    files.extend(write(folder, f"library_{name}", "", f"{{use: {name}}}") for name in LIBRARY)
    value = central_values(files, folder / "out")
    sizes = [value[f"with_{i}", case[3], case[4]] - value[f"without_{i}", case[3], case[4]]
             for i, case in enumerate(CASES)]
    shipped = {name: [value[f"library_{name}", v, SETTLED] - value["library_none", v, SETTLED]
                      for v in LIBRARY_VARIABLES] for name in LIBRARY}
    return sizes, shipped


def signed(number):
    """Three significant digits with a sign: another compiler's last digits do not show."""
    if abs(number) < 0.00005:
        return "0"
    return f"{number:+#.3g}".replace("-", "\u2212")


def written(number):
    """A number as it stands in CASES."""
    return f"{number:+g}".replace("-", "\u2212") if number else "0"


def page(sizes, shipped):
    lines = [
        "# Sizes of the core measures", "",
        "Written by `tests/baseline/lever_sizes.py --update`; do not edit.", "",
        "One measure at a time in an imaginary city of ten million that does not grow (`scenarios/tutorial/ten_million.yaml`):",
        "40 TWh and 10^9 m3 of gas in buildings, road traffic 10 Mt CO2, cement 10 Mt, waste 5 Mt. *Beforehand* is what was worked",
        "out by hand from the evidence before the program existed; *here* is the program's answer with the same figures.", "",
        "| case | variable | year | beforehand, Mt | here, Mt | may be off by | because |", "|---|---|---|---|---|---|---|"]
    for (name, _, _, variable, year, wanted, tolerance, reason), size in zip(CASES, sizes):
        allowed = f"{tolerance:.0%}" if wanted else f"{tolerance * 1000:.1f} kt"
        lines.append(f"| {name} | {variable} | {year} | {written(wanted)} | {signed(size)} | {allowed} | {reason} |")
    lines += [
        "", "## At the library's own figures", "",
        f"The same city in {SETTLED} with each lever as it is shipped: medians, its own adoption and erosion, grid at 0.37, waste burnt,",
        "hydrogen by China's routes of 2019. Change in Mt a year.", "",
        "| lever | scope 1 | scope 2 | scope 3 | headline | all gases |", "|---|---|---|---|---|---|"]
    for name in LIBRARY:
        lines.append(f"| {name} | " + " | ".join(signed(number) for number in shipped[name]) + " |")
    return "\n".join(lines) + "\n"


def main():
    checks = Checks()
    with workplace() as folder:
        sizes, shipped = calculate(folder)
    for (name, _, _, variable, year, wanted, tolerance, _), size in zip(CASES, sizes):
        allowed = tolerance * abs(wanted) if wanted else tolerance
        checks.near(size, wanted, allowed, f"{name}: change of {variable} in {year} [Mt]")
    # What the figures above must say to each other, whatever their size.
    by_name = {case[0]: size for case, size in zip(CASES, sizes)}
    checks.true(by_name["Hydrogen buses, China's routes of 2019 (14.2 kg/kg)"] > 0 >
                by_name["Hydrogen buses, by-product at 1 kg/kg"], "hydrogen must be able to raise and to lower emissions")
    checks.true(by_name["Sorting, all waste buried, no gas captured"] < 6 * by_name["Sorting, all waste burnt"],
                "what the city does with its waste today must decide what sorting is worth")
    checks.near(shipped["low_carbon_cement"][3], 0, 1e-12, "cement made elsewhere in the headline [Mt]")
    text = page(sizes, shipped)
    if "--update" in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    else:
        known = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        checks.true(known == text, f"{PAGE.relative_to(ROOT)} is stale: run tests/baseline/lever_sizes.py --update")
    checks.finish()


main()
