#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A bus changes nothing if its hydrogen carries just what its diesel did: 3.26 kWh/km * 0.268 / 0.088 = 9.93 kg CO2e/kg."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, central, run, scenario_file, workplace  # noqa: E402

DIESEL_PER_KM, DIESEL_FACTOR, HYDROGEN_PER_KM = 3.26, 0.268, 0.088  # kWh/km, kgCO2e/kWh, kg/km
HEAT = 33.33                                                        # kWh per kg of hydrogen
BREAK_EVEN = DIESEL_PER_KM * DIESEL_FACTOR / HYDROGEN_PER_KM
SCOPES = ("emissions.scope1", "emissions.scope2", "emissions.scope3")
FLEET = 10.0          # PJ of diesel before
GRID = 0.37           # kgCO2/kWh
# A dozen multiplications of doubles near 1; decimal numbers of the file add a rounding each.
ROUNDING = 1e-12

CITY = """
city: depot
id: {id}
base_year: 2025
horizon: 2027
population: {{value: 1 million person}}
economy: {{gdp: 100 billion CNY}}
sectors:
  transport:
    driver: population
    energy: 10 PJ
    carriers: {{oil: 100 %}}
    efficiency: {{oil: {oil!r}, hydrogen: {hydrogen!r}}}
carriers:
  oil: {{factor: 0.268 kgCO2/kWh}}
  electricity: {{factor: 0.37 kgCO2/kWh}}
  hydrogen:
    production:
      made_inside: {inside}
      routes: {{{route}: 100 %}}
      {figure}
      dispensing: {dispensing} kWh/kg
levers:
  - use: hydrogen
    adoption: {{curve: step, start: 2026}}
    parameters: {{target_share: 100 %, realisation: {share}}}
"""


def emissions(folder, name, share, inside="0 %", route="gas", figure=None, dispensing=0):
    """Emissions of 2026 by scope, and their sum [Mt]."""
    figure = figure or f"gas: {BREAK_EVEN!r} kgCO2/kg"
    # Useful energy per final energy such that one kilometre takes 3.26 kWh of diesel or 0.088 kg of hydrogen.
    file = scenario_file(folder, name, CITY.format(
        id=name, oil=HYDROGEN_PER_KM * HEAT / 10, hydrogen=DIESEL_PER_KM / 10, inside=inside, route=route,
        figure=figure, dispensing=dispensing, share=share))
    run(file, folder / name, "--central")
    values = central(folder / name)
    parts = [values[scope, 2026] for scope in SCOPES]
    return parts, sum(parts)


def main():
    checks = Checks()
    before = FLEET / 3.6 * DIESEL_FACTOR             # PJ / (MJ/kWh) * kg/kWh = Mt
    hydrogen = FLEET / 3.6 / DIESEL_PER_KM * HYDROGEN_PER_KM  # Mt of hydrogen if all of it turns
    checks.near(BREAK_EVEN, 9.93, 0.005, "the break-even of a bus [kg CO2e/kg]")
    with workplace() as folder:
        for inside in ("0 %", "40 %", "100 %"):
            part = float(inside.split()[0]) / 100
            for share in ("50 %", "100 %"):
                moved = float(share.split()[0]) / 100
                label = f"{share} of the fleet, {inside} made inside"
                parts, total = emissions(folder, f"even_{inside[:-2]}_{share[:-2]}", share, inside)
                checks.close(total, before, ROUNDING, f"{label}: all scopes")
                made = moved * before
                checks.close(parts[0], before - made + part * made, ROUNDING, f"{label}: scope 1")
                checks.near(parts[1], 0, ROUNDING, f"{label}: scope 2")
                checks.near(parts[2], (1 - part) * made, ROUNDING, f"{label}: scope 3")
        below = emissions(folder, "below", "100 %", figure="gas: 9 kgCO2/kg")[1]
        above = emissions(folder, "above", "100 %", figure="gas: 11 kgCO2/kg")[1]
        checks.close(below, 9 * hydrogen, ROUNDING, "hydrogen of 9 kg/kg")
        checks.close(above, 11 * hydrogen, ROUNDING, "hydrogen of 11 kg/kg")
        checks.true(below < before < above, "hydrogen lowers emissions below the break-even and raises them above it")
        # Electrolysis breaks even where the grid has 9.93/52.5 = 0.189 kg/kWh, whoever's scope it is.
        for inside, scope in (("100 %", 1), ("0 %", 2)):
            parts, total = emissions(folder, f"power_{inside[:-2]}", "100 %", inside, "electrolysis",
                                     "electrolysis: 52.5 kWh/kg")
            checks.close(total, 52.5 * GRID * hydrogen, ROUNDING, f"electrolysis, {inside} inside: all scopes")
            checks.close(parts[scope], total, ROUNDING, f"electrolysis, {inside} inside: its scope")
        # What the pump uses is bought in the city, wherever the gas comes from.
        parts, total = emissions(folder, "pump", "100 %", dispensing=3)
        checks.close(parts[1], 3 * GRID * hydrogen, ROUNDING, "dispensing in scope 2")
        checks.close(total, before + 3 * GRID * hydrogen, ROUNDING, "dispensing comes on top")
    checks.finish()


main()
