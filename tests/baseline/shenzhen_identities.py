#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the Shenzhen reference must satisfy, each from docs/method/shenzhen_2022.md: the identities that pin its assumptions."""
import sys
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import SCENARIOS, Checks, projection, run, workplace  # noqa: E402


def main():
    checks = Checks()
    with workplace() as folder:
        run(SCENARIOS / "shenzhen" / "reference.yaml", folder / "out", "--variables",
            "emissions.*,energy.per_gdp,energy.carrier.electricity,gdp,population,waste.*", "--years", "2022,2023,2025")
        values = {key: value for key, (value, _) in projection(folder / "out").items()}

        def median(name, year):
            return values[name, year, "p50"]

        # Imports of 33 Mt on top of about 45 Mt inside the city (derived in the evidence), the error being its own judgement.
        checks.near(median("emissions.territorial_plus_imports", 2022), 78, 15, "territorial_plus_imports in 2022 [Mt]")
        # CEADs 44.3 (2019) and CMCC 45.7 (2021): fuels and processes inside the city, plants included.
        fuels = median("emissions.scope1", 2022) + median("emissions.local_plants", 2022)
        checks.near(fuels, 45, 5, "fuels burnt in the city with plants [Mt]")
        # Waste, in shares of all of it: 26.1 % kitchen waste, 48.8 % recovered in all; half a point is the rounding of
        # judgements by class, a point what the doubt about composition adds to a median.
        generated = median("waste.generated", 2022)
        checks.near(100 * median("waste.digestion", 2022) / generated, 26.1, 1, "kitchen waste of all waste [%]")
        recovered = median("waste.digestion", 2022) + median("waste.recycling", 2022)
        checks.near(100 * recovered / generated, 48.8, 1.5, "recovered of all waste [%]")
        # 6693/0.261 t/day in 2023, per head the same the year before.
        checks.close(generated / median("population", 2022) * median("population", 2023) * 1e6 / 365, 25640, 0.03,
                     "waste of 2023 [t/day]")
        burnt = median("waste.incineration", 2022)
        checks.true(burnt * 1e6 / 365 < 18000, "waste burnt exceeds the incinerators")
        # 0.33 to 0.55 t of fossil CO2 per tonne of mixed waste; recycling takes plastics out, so rather the low end.
        checks.near(median("emissions.sector.waste", 2022) / burnt, 0.38, 0.08, "fossil CO2 per tonne burnt")
        # 1073.8 x 10^8 kWh (1128.6 of 2023 over 1.051); the draws' median within 1 %.
        checks.close(median("energy.carrier.electricity", 2022) / 3.6, 107.38, 0.01, "electricity in 2022 [TWh]")
        checks.close(median("energy.carrier.electricity", 2023) / 3.6, 112.86, 0.01, "electricity in 2023 [TWh]")
        # The plan asks for 14.5 % in 2020-25, 3.08 % a year; the past was a little slower or faster.
        decline = 100 * log(median("energy.per_gdp", 2022) / median("energy.per_gdp", 2025)) / 3
        checks.near(decline, 2.75, 0.75, "yearly decline of energy per GDP, 2022-25 [%]")
        # Observed years are taken as they are in every draw.
        for name, known in (("population", 17790100), ("gdp", 3238.768 * 1.06)):
            for statistic in ("p05", "p95"):
                # The file rounds GDP to 0.01 x 10^8 CNY.
                checks.close(values[name, 2023, statistic], known, 1e-6, f"{name} 2023, {statistic}")
    checks.finish()


main()
