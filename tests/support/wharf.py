# SPDX-License-Identifier: MIT
"""A small city with levers of its own library: two that do the same work, others that do not meet them."""
from support.program import scenario_file

BASE_YEAR, HORIZON = 2020, 2050

CITY = """
city: wharf
base_year: 2020
horizon: 2050
population: {value: 1 million person, growth: 0.5 %, growth_offset: {normal: [0 %, 0.1 %]}}
economy:
  gdp: 100 billion CNY
  price_year: 2020
  growth: {2021..2030: 5 %, 2031..: 1 %}
  growth_offset: {normal: [0 %, 0.4 %]}
  shock: {sd: 1 %, persistence: 0.5}
sectors:
  works:
    driver: gdp
    energy: 100 PJ
    intensity_trend: {normal: [-2.4 %, 0.3 %]}
    carriers: {coal: 60 %, gas: rest}
  homes: {driver: population, energy: 50 PJ, carriers: {coal: 50 %, gas: 50 %}}
  cement: {driver: population, activity: 2 Mt, energy: 5 PJ, carriers: {coal: 100 %},
    process: {factor: 0.5 tCO2/t, ratio: 70 %}}
carriers:
  coal: {factor: 95 kgCO2/GJ}
  gas: {factor: 55 kgCO2/GJ}
"""

# name: (parameters, adoption, effects)
LEVERS = {
    "retrofit": ("{saving: {uniform: [10 %, 30 %]}}", "{curve: linear, start: 2023, rise: 6 a, reach: 80 %}",
                 "{id: cut, on: sectors.homes.intensity, change: -saving, overlap: {group: codes, degree: 1}}"),
    "blend": ("{goal: {pert: [50 %, 55 %, 60 %]}}", "{curve: linear, start: 2022, rise: 4 a, reach: 90 %}",
              "{id: ratio, toward: sectors.cement.process.ratio, value: goal, strength: 1}"),
    "swap": ("{part: {uniform: [20 %, 40 %]}}", "{curve: logistic, start: 2021, rise: 8 a, reach: 90 %}",
             "{id: fuel, shift: sectors.works, from: coal, to: gas, strength: part}"),
    "saving": ("{part: {uniform: [5 %, 20 %]}}", "{curve: linear, start: 2024, rise: 5 a, reach: 100 %}",
               "{id: cut, on: sectors.works.intensity, change: -part}"),
    "slogan": ("{part: 10 %}", "{curve: step, start: 2060, reach: 100 %}",
               "{id: cut, on: sectors.works.intensity, change: -part}"),
}


def library(place):
    """Writes the levers' files and gives the folder."""
    folder = place / "library" / "tested"
    folder.mkdir(parents=True, exist_ok=True)
    for name, (parameters, adoption, effect) in LEVERS.items():
        (folder / f"{name}.yaml").write_text(
            f"lever: {name}\nname: {{en: {name.title()}, zh: {name}}}\nparameters: {parameters}\n"
            f"adoption: {adoption}\neffects:\n  - {effect}\n", encoding="utf-8")
    return place / "library"


def wharf(place, name, uses, more=""):
    """A scenario with these levers: names of the library, or `{use: ..., as: ...}`."""
    entries = "".join(f"\n  - {use if use.startswith('{') else '{use: ' + use + '}'}" for use in uses)
    return scenario_file(place, name, f"{CITY}id: {name}\nlevers:{entries or ' []'}\n{more}")
