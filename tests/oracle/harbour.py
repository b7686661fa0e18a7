# SPDX-License-Identifier: MIT
# Works out the tutorial city year by year with plain arithmetic, so that the program's answer can be checked by hand.
"""The tutorial city Harbour, without and with its two levers, redone step by step.

    python3 tests/oracle/harbour.py > tests/oracle/tutorial_by_hand.csv

The numbers of scenarios/tutorial/harbour.yaml and harbour_levers.yaml are typed again below on purpose: this script
reads no scenario and shares no code with the program. docs/guide/tutorial.md prints the same steps for 2021 and 2030.
Standard library only.
"""
import csv
import sys
from math import exp

YEARS_SHOWN = (2020, 2021, 2024, 2025, 2026, 2030, 2033, 2040)
KILOGRAMS_PER_MEGATONNE = 1e9
JOULES_PER_PETAJOULE = 1e15
KILOGRAMS_PER_JOULE_OF_COAL = 100 / 1e9  # 100 kg CO2 per GJ
KILOGRAMS_PER_JOULE_OF_GAS = 50 / 1e9    # 50 kg CO2 per GJ
JOULES_PER_KILOWATT_HOUR = 3.6e6


def ramp(year, first, last):
    """0 up to `first`, 1 from `last`, a straight line between."""
    return min(1.0, max(0.0, (year - first) / (last - first)))


def harbour(with_levers):
    """Yields (year, variable, value) for every year from 2020 to 2040."""
    population, gdp = 1e6, 100.0  # persons; billion CNY
    # Logarithms of what the trends have done so far; each year adds its rate (log points).
    commercial_intensity = residential_intensity = cement_intensity = cement_activity = 0.0
    tertiary_2020, gdp_2020, population_2020 = 60.0, 100.0, 1e6
    for year in range(2020, 2041):
        # ---- step 1: people and GDP grow, a path of 6 % means times 1.06
        if year > 2020:
            population *= 1.01 if year <= 2030 else 1.005
            gdp *= 1.06 if year <= 2025 else 1.05 if year <= 2030 else 1.03
            commercial_intensity += -0.02
            residential_intensity += -0.01 if year <= 2030 else -0.005
            cement_intensity += -0.01
            cement_activity += -0.03
        # ---- step 2: value added; 10-90 % in 16 years is a straight line over 20 years, 2020 to 2040
        secondary_share = 0.40 + (0.30 - 0.40) * ramp(year, 2020, 2040)
        tertiary = (1 - secondary_share) * gdp
        # ---- step 3: how much of each lever is in force
        #   buildings: open 2022 + 1 year of lag, 8 years from 10 % to 90 % = 10 years in all, up to half of the floor
        #   cement: open 2025, 4 years from 10 % to 90 % = 5 years in all
        green = 0.5 * ramp(year, 2023, 2033) if with_levers else 0.0
        blend = 1.0 * ramp(year, 2025, 2030) if with_levers else 0.0
        # saving 20 % where adopted, a quarter of it taken back: 15 % net of the covered half
        building_factor = 1 - green * 0.20 * (1 - 0.25)
        # the clinker ratio goes the share u*s of the way from 0.7 to 0.6, s = 0.5*0.8 + 0.5*0.2 = 0.5
        strength = 0.5 * 0.8 + (1 - 0.5) * 0.2
        clinker_factor = 1 - blend * strength * (0.7 - 0.6) / 0.7
        # ---- step 4: the grid's factor, straight lines 0.6 (2020), 0.4 (2030), 0.2 (2040) kg per kWh
        grid = 0.6 + (0.4 - 0.6) * (year - 2020) / 10 if year <= 2030 else 0.4 + (0.2 - 0.4) * (year - 2030) / 10
        grid_per_joule = grid / JOULES_PER_KILOWATT_HOUR
        # ---- step 5: offices and shops. 10 PJ in 2020, a fifth of it gas (80 % useful), the rest electricity (200 %):
        #   useful energy 2020 = 2*0.8 + 8*2 = 17.6 PJ; it follows tertiary value added and falls 2 log points a year.
        useful = 10e15 * (0.2 * 0.8 + 0.8 * 2.0)
        useful *= tertiary / tertiary_2020 * exp(commercial_intensity) * building_factor
        #   final shares: gas 20 % in 2020, 10 % in 2030 and after, a straight line between. If a share x of the final
        #   energy is gas, one joule of final energy gives x*0.8 + (1-x)*2 of useful: divide to find the final energy.
        gas_share = 0.2 + (0.1 - 0.2) * ramp(year, 2020, 2030)
        commercial = useful / (gas_share * 0.8 + (1 - gas_share) * 2.0)
        commercial_gas, commercial_power = commercial * gas_share, commercial * (1 - gas_share)
        # ---- step 6: homes. 8 PJ, 10 % coal, 40 % gas, 50 % electricity; no milestone, so the shares stay.
        residential = 8e15 * population / population_2020 * exp(residential_intensity) * building_factor
        residential_coal, residential_gas, residential_power = 0.1 * residential, 0.4 * residential, 0.5 * residential
        # ---- step 7: cement. One million tonnes in 2020, growing with GDP less 3 log points a year.
        tonnes = 1e6 * gdp / gdp_2020 * exp(cement_activity)
        works = 3e15 * tonnes / 1e6 * exp(cement_intensity)
        works_coal, works_power = 0.9 * works, 0.1 * works
        limestone = tonnes * 1000 * 0.5 * 0.7 * clinker_factor  # kg of CO2
        # ---- step 8: CO2 = energy times factor, and limestone
        coal_co2, gas_co2 = KILOGRAMS_PER_JOULE_OF_COAL, KILOGRAMS_PER_JOULE_OF_GAS
        sectors = {
            "commercial": commercial_gas * gas_co2 + commercial_power * grid_per_joule,
            "residential": residential_coal * coal_co2 + residential_gas * gas_co2 + residential_power * grid_per_joule,
            "cement": works_coal * coal_co2 + works_power * grid_per_joule + limestone,
        }
        yield year, "population", population
        yield year, "gdp", gdp
        yield year, "gdp_per_capita", gdp * 1e9 / population
        yield year, "value_added.secondary", secondary_share * gdp
        yield year, "value_added.tertiary", tertiary
        yield year, "electricity.factor", grid
        for name, kilograms in sectors.items():
            yield year, f"emissions.sector.{name}", kilograms / KILOGRAMS_PER_MEGATONNE
        yield year, "emissions.process", limestone / KILOGRAMS_PER_MEGATONNE
        yield year, "emissions.total", sum(sectors.values()) / KILOGRAMS_PER_MEGATONNE
        yield year, "energy.carrier.coal", (residential_coal + works_coal) / JOULES_PER_PETAJOULE
        yield year, "energy.carrier.gas", (commercial_gas + residential_gas) / JOULES_PER_PETAJOULE
        power = commercial_power + residential_power + works_power
        yield year, "energy.carrier.electricity", power / JOULES_PER_PETAJOULE
        yield year, "energy.sector.commercial", commercial / JOULES_PER_PETAJOULE
        yield year, "energy.sector.residential", residential / JOULES_PER_PETAJOULE
        yield year, "energy.sector.cement", works / JOULES_PER_PETAJOULE
        yield year, "energy.total", (commercial + residential + works) / JOULES_PER_PETAJOULE
        if with_levers:
            yield year, "lever.green_buildings.adoption", green
            yield year, "lever.low_carbon_cement.adoption", blend


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["scenario", "year", "variable", "value"])
    for scenario, with_levers in (("harbour", False), ("harbour_levers", True)):
        for year, variable, value in harbour(with_levers):
            if year in YEARS_SHOWN:
                out.writerow([scenario, year, variable, repr(value)])


if __name__ == "__main__":
    main()
