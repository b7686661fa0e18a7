# SPDX-License-Identifier: MIT
"""The scenario city41 lies as near the workload as its README says, and the workload in NumPy gives the known values."""
import csv
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
from support.program import python_with, run, workplace

# Largest distance in any year, as README.md states it: what the model cannot say in the workload's way.
WITHIN = {"gdp": 0.006, "population": 0.006, "emissions.total": 0.013, "emissions.sector.industry": 0.02,
          "emissions.sector.buildings": 0.02, "emissions.sector.transport": 0.02, "emissions.sector.power": 0.02,
          "emissions.sector.waste": 0.02, "emissions.sector.cement": 0.02, "emissions.per_gdp": 0.013}
OF_WORKLOAD = {"gdp": ("gdp", 1.0), "population": ("pop", 1e6), "emissions.total": ("tot", 1.0),
               "emissions.sector.industry": ("ind", 1.0), "emissions.sector.buildings": ("bld", 1.0),
               "emissions.sector.transport": ("tra", 1.0), "emissions.sector.power": ("pow", 1.0),
               "emissions.sector.waste": ("was", 1.0), "emissions.sector.cement": ("cem", 1.0),
               "emissions.per_gdp": ("intensity", 1e3)}


def central_path():
    with workplace() as place:
        run(HERE / "scenarios" / "city41.yaml", place / "out", "--central")
        with open(place / "out" / "central.csv", newline="", encoding="utf-8") as file:
            return {(row["variable"], int(row["year"])): float(row["value"]) for row in csv.DictReader(file)}


def compare():
    import numpy_city41 as workload
    central, point = central_path(), workload.at([0.5] * 120)
    complaints = []
    for variable, within in WITHIN.items():
        name, scale = OF_WORKLOAD[variable]
        row = point[workload.VARIABLES.index(name)] * scale
        distance = [central[variable, workload.BASE_YEAR + t] / value - 1.0 for t, value in enumerate(row)]
        worst = max(range(len(distance)), key=lambda t: abs(distance[t]))
        if abs(distance[worst]) > within:
            complaints.append(f"{variable}: {100 * distance[worst]:+.2f} % from the workload in "
                              f"{workload.BASE_YEAR + worst}, README says {100 * within:g} %")
        elif "--show" in sys.argv:
            print(f"{variable:27}", " ".join(f"{100 * distance[t]:+.2f}" for t in range(0, len(row), 5)))
    return complaints + workload.check(draws=20_000, seed=1, chunk=2048)


if __name__ == "__main__":
    python = python_with("numpy", "python3-numpy")
    if python != sys.executable:
        sys.exit(subprocess.run([python, *sys.argv], check=False).returncode)
    found = compare()
    print("\n".join(found) or "the scenario is as near the workload as stated; the workload gives its known values")
    sys.exit(1 if found else 0)
