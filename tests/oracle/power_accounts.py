#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Both power accountings of one city, by hand.

100 TWh are used. 10 TWh are made behind the meter, 30 TWh by local plants whose fuel emits 15 Mt; the grid's factor is 0.5, that of
imports 0.4 kg/kWh; other fuels emit 20 Mt.
  consumption:              20 + (100 - 10)*0.5             = 65 Mt
  territorial_plus_imports: 20 + 15 + (100 - 10 - 30)*0.4   = 59 Mt
In the next year the grid's factor halves, and that of imports with it.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, central, run, scenario_file, summary, workplace  # noqa: E402

CITY = """city: power
base_year: 2020
horizon: 2021
{accounting}
population: {{value: 1 million person}}
economy: {{gdp: 100 billion CNY}}
sectors:
  homes: {{driver: gdp, energy: 60 TWh, carriers: {{electricity: 100 %}}}}
  works: {{driver: gdp, energy: 360 PJ, carriers: {{electricity: 40 %, fuel: 60 %}}}}
carriers:
  electricity: {{factor: {{2020: 0.5 kgCO2/kWh, 2021: 0.25 kgCO2/kWh}}}}
  fuel: {{factor: {fuel} kgCO2/GJ}}
power: {{behind_meter: 10 TWh, local_generation: 30 TWh, local_plants: 15 MtCO2, import_factor: 0.4 kgCO2/kWh}}
"""
FUEL_FACTOR = 20e9 / (0.6 * 360e6)  # kg/GJ, so that 60 % of 360 PJ emit 20 Mt
EXPECTED = {
    "emissions.consumption": {2020: 65.0, 2021: 20 + 90 * 0.25},
    "emissions.territorial_plus_imports": {2020: 59.0, 2021: 20 + 15 + 60 * 0.2},
    "emissions.local_plants": {2020: 15.0, 2021: 15.0},
}
TOLERANCE = 1e-12  # a handful of roundings


def main():
    checks = Checks()
    with workplace() as folder:
        for name, headline, scope1 in (("consumption", "emissions.consumption", 20.0),
                                       ("territorial_plus_imports", "emissions.territorial_plus_imports", 35.0)):
            out = folder / name
            text = CITY.format(accounting=f"power_accounting: {name}", fuel=FUEL_FACTOR)
            run(scenario_file(folder, name, text), out, "--central")
            path = central(out)
            for variable, years in EXPECTED.items():
                for year, value in years.items():
                    checks.close(path[variable, year], value, TOLERANCE, f"{name}: {variable} {year}")
            for year in (2020, 2021):
                total = path["emissions.total", year]
                checks.close(total, EXPECTED[headline][year], TOLERANCE, f"{name}: the headline of {year}")
                checks.close(path["emissions.scope1", year], scope1, TOLERANCE, f"{name}: scope 1 of {year}")
                checks.close(path["emissions.scope1", year] + path["emissions.scope2", year], total, TOLERANCE, f"{name}: scopes of {year}")
                sectors = path["emissions.sector.homes", year] + path["emissions.sector.works", year]
                plants = 15.0 if name != "consumption" else 0.0
                checks.close(sectors + plants, total, TOLERANCE, f"{name}: sectors and plants of {year}")
                # Homes use 60 of the 100 TWh.
                share = 0.6 * (total - 20 - plants)
                checks.close(path["emissions.sector.homes", year], share, TOLERANCE, f"{name}: the homes' part of {year}")
            city = summary(out)["scenarios"][0]["cities"][0]
            checks.equal(city["boundary"]["power_accounting"], name, f"{name}: the boundary names it")
    checks.finish()


main()
