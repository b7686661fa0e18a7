# SPDX-License-Identifier: MIT
"""The central path of every shipped scenario, against two calculations that share no code with the program."""
import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import ROOT, SCENARIOS, Checks, central, python_with_yaml, relative, run, workplace

ORACLES = ROOT / "tests" / "oracle"
# A path is a few hundred multiplications, exponentials and logarithms, each off by at most two units in the last place
# (2^-52 = 2.2e-16); errors add up to a few 1e-14 over 38 years.
ROUNDING = 1e-12
# A net value may be near nothing in some year: compared with a hundredth of the largest of its path; sums of costs and
# savings over levers with the largest itself.
SMALL = 1e-2
BY_HAND = 1e-9  # the tutorial's promise
NEEDED = ("population", "gdp", "gdp_per_capita", "emissions.total", "emissions.scope3", "energy.total")


def other_calculation(scenario):
    done = subprocess.run([PYTHON, str(ORACLES / "shenzhen_central.py"), str(scenario)], check=True,
                          capture_output=True, text=True)
    return {(row["variable"], int(row["year"])): float(row["value"])
            for row in csv.DictReader(done.stdout.splitlines())}


def compare(found, wanted, tolerance, name):
    largest = {}
    for (variable, _), value in wanted.items():
        largest[variable] = max(largest.get(variable, 0.0), abs(value))
    for (variable, year), value in wanted.items():
        if (variable, year) not in found:
            checks.true(False, f"{name}: {variable}@{year} is not in central.csv")
            continue
        small = (1.0 if variable.startswith("cost.") else SMALL) * largest[variable]
        checks.true(abs(found[variable, year] - value) <= tolerance * max(abs(value), small),
                    f"{name}: {variable}@{year} is {found[variable, year]!r} instead of {value!r}, "
                    f"{relative(found[variable, year], value):.3g} of it off")


def by_hand():
    wanted = {}
    with open(ORACLES / "tutorial_by_hand.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wanted.setdefault(row["scenario"], {})[row["variable"], int(row["year"])] = float(row["value"])
    return wanted


PYTHON = python_with_yaml()
checks = Checks()
shipped = sorted(SCENARIOS.glob("*/*.yaml"))
with workplace() as place:
    central_paths = {}
    for file in shipped:
        out = place / file.stem
        run(file, out, "--central")
        central_paths[file.stem] = central(out)
        wanted_path = other_calculation(file)
        years = Counter(variable for variable, _ in wanted_path)
        for needed in NEEDED:
            checks.true(years[needed] >= 21, f"{file.stem}: {needed} was not calculated")
        compare(central_paths[file.stem], wanted_path, ROUNDING, file.stem)
    for name, wanted_path in by_hand().items():
        compare(central_paths[name], wanted_path, BY_HAND, f"{name} by hand")
checks.true(len(shipped) >= 5, f"{len(shipped)} scenarios")
checks.finish()
