# SPDX-License-Identifier: MIT
"""Shipped files fit the JSON Schema that the program writes, broken ones do not."""
import copy
import json
import os
import re
import subprocess

from support.tree import files, finish, shown, skip

try:
    import jsonschema
    import yaml
except ImportError as missing:
    skip(f"needs python3-jsonschema and python3-yaml ({missing.name})")

PROGRAM = os.environ.get("CITYPEAK_PROGRAM", "")
if not os.access(PROGRAM, os.X_OK):
    skip("needs the built program")

SMALLEST = """
city: kaya
base_year: 2020
horizon: 2060
population: {value: 10 million person, growth: 0.4 %, growth_offset: {normal: [0 %, 0.1 %]}}
economy: {gdp: 1200 billion CNY, growth: 4.5 %, shock: {sd: 1.5 %, persistence: 0.6, start: zero}}
sectors: {all: {driver: gdp, energy: 600 PJ, carriers: {coal: 60 %, gas: rest}}}
carriers: {coal: {factor: 94.6 kgCO2/GJ}, gas: {factor: {2020: 56.1 kgCO2/GJ, 2030: 50 kgCO2/GJ}}}
"""
LEVER = """
lever: retrofit
parameters: {saving: {pert: [8 %, 15 %, 25 %], source: report, grade: medium}}
adoption: {start: 2025, rise: 10 a, reach: 50 %}
effects: [{id: saving, on: sectors.all.intensity, change: "-saving", overlap: {group: codes, degree: 0.5}}]
"""
# Every group of fields that the smallest city does without.
WHOLE_CITY = """
city: kaya
base_year: 2020
horizon: 2060
population: {value: 10 million person}
economy:
  gdp: 1200 billion CNY
  growth: 4.5 %
  shock: {sd: 1.3 %}
  recession: {probability: 5 %, depth: {pert: [2 %, 4 %, 6 %]}, recovery: 50 %}
  intensity_shock: {sd: 1.5 %, persistence: 0.2, correlation: -0.3, start: zero}
  feedback: true
  capital: {share: 0.4, depreciation: 9.6 %, saving: {pert: [30 %, 40 %, 45 %]}, ratio: 3, crowding_out: 50 %}
  inflation: 2 %
sectors:
  all:
    driver: gdp
    activity: 5 billion vkm
    energy: 600 PJ
    carriers: {oil: 90 %, hydrogen: rest}
    zone: {share: 5 %, trip_cost: 25 CNY/trip}
    stock: {life: 13 a, survival: exponential, sales: {2020: {oil: 90 %, hydrogen: rest}, 2030: {oil: rest}, note: a}}
carriers:
  oil: {factor: 73 kgCO2/GJ, price: 200 CNY/GJ}
  electricity: {factor: 0.5 kgCO2/kWh, price: 0.6 CNY/kWh}
  hydrogen: {price: 300 CNY/GJ, production: {made_inside: 20 %, routes: {gas: 40 %, electrolysis: rest},
    gas: 10.5 kgCO2/kg, electrolysis: 52.5 kWh/kg, dispensing: 3 kWh/kg}}
waste:
  amount: 1.2 kg/person/day
  elasticity: 0.3
  saturation: 1.6 kg/person/day
  routes: {landfill: 5 %, incineration: rest}
  gwp: 27.2
  landfill: {recovery: 50 %, past: {1985: 0.5 Mt, 2020: 0.3 Mt}}
  incineration: {efficiency: 22 %, power_credit: false}
  composting: 0.18 tCO2/t
  classes:
    food: {share: 55 %, routes: {digestion: 100 %}, carbon: 15 %, decay: 0.4 1/year, heat: 2 MJ/kg}
    plastics: {share: rest, fossil: 100 %, recycling_credit: -1 kgCO2/kg}
sinks: {forest: {uptake: {2020: 0.1 MtCO2, 2060: 0.2 MtCO2}}}
sink_accounting: inside
inventories: [{id: published, name: {en: A, zh: B}, year: 2019, value: 44.3 MtCO2, source: paper}]
planned: [{variable: energy.per_gdp, from: 2020, to: 2025, change: -14.5 %}]
"""
PRICED = """
lever: priced
parameters: {charge: 10 CNY/trip}
adoption: {curve: table, values: {2025: 0 %, 2035: 100 %}}
effects:
  - {id: toll, price: sectors.all.activity, strength: sectors.all.zone.share, charge: charge, trip_cost: 25 CNY/trip,
     elasticity: -0.7, outside_change: -1 %, indexed: false}
  - {id: measured, price: sectors.all.activity, strength: 5 %, reduction: 15 %}
  - {id: tax, price: sectors.all.intensity, strength: 100 %, carbon_price: 100 CNY/tCO2, elasticity: -0.3}
  - {id: sold, sales: sectors.all, from: oil, to: electricity, strength: 50 %}
  - {id: more, add: [sinks.forest], strength: 1 MtCO2}
cost: {capital: 300 CNY/person, running: -8 CNY/person/year, revenue: 3 CNY/person/year, per: population,
  lifetime: 25 a, learning: 2 %, public_share: 30 %}
"""
BASS = "{lever: fast, adoption: {curve: bass, start: 2025, innovation: 1 %, imitation: 30 %}, effects: []}"
OVER = "{extends: base.yaml, population: {growth: 1 %}, levers: [{use: retrofit, adoption: {until: 2035, rise: null}}]}"

# kind, the file that is changed, path of the change, new value (None: the key is taken out)
BROKEN = [
    ("scenario", SMALLEST, ["city"], None),
    ("scenario", SMALLEST, ["sectors"], None),
    ("scenario", SMALLEST, ["population", "value"], None),
    ("scenario", SMALLEST, ["carriers", "coal", "factor"], None),
    ("scenario", SMALLEST, ["sectors", "all", "driver"], None),
    ("scenario", SMALLEST, ["citty"], "kaya"),
    ("scenario", SMALLEST, ["city"], "Kaya City"),
    ("scenario", SMALLEST, ["horizon"], "2060 a"),
    ("scenario", SMALLEST, ["horizon"], 20600),
    ("scenario", SMALLEST, ["language"], "fr"),
    ("scenario", SMALLEST, ["economy", "gdp"], 1200),
    ("scenario", SMALLEST, ["economy", "gdp"], "plenty"),
    ("scenario", SMALLEST, ["economy", "gdp"], [1200, "CNY"]),
    ("scenario", SMALLEST, ["economy", "gdp"], {"normall": ["1 CNY", "2 CNY"]}),
    ("scenario", SMALLEST, ["economy", "gdp"], {"uniform": ["1 CNY", "2 CNY", "3 CNY"]}),
    ("scenario", SMALLEST, ["economy", "gdp"], {"uniform": ["1 CNY", "2 CNY"], "value": "1 CNY"}),
    ("scenario", SMALLEST, ["economy", "gdp"], {"value": "1 CNY", "grade": "good"}),
    ("scenario", SMALLEST, ["economy", "gdp"], {"normal": {"p05": "1 CNY"}}),
    ("scenario", SMALLEST, ["economy", "gdp"], {"discrete": {"values": ["1 CNY"]}}),
    ("scenario", SMALLEST, ["economy", "shock", "start"], "one"),
    ("scenario", SMALLEST, ["economy", "recession"], {"probability": "5 %"}),
    ("scenario", SMALLEST, ["economy", "intensity_shock"], {"sd": "1 %", "with": "shock"}),
    ("scenario", SMALLEST, ["economy", "growth"], {"2021-2030": "4 %"}),
    ("scenario", SMALLEST, ["carriers", "gas", "factor"], {"2020..2030": "56 kgCO2/GJ"}),
    ("scenario", SMALLEST, ["carriers", "coal", "scope"], 3),
    ("scenario", SMALLEST, ["sectors", "all", "carriers"], {"Coal": "100 %"}),
    ("scenario", SMALLEST, ["sectors", "all", "carriers"], {"coal": "the rest"}),
    ("scenario", SMALLEST, ["sectors", "all", "milestones"], {"later": {"coal": "100 %"}}),
    ("scenario", SMALLEST, ["sectors", "all", "energy"], True),
    ("scenario", SMALLEST, ["levers"], {"use": "retrofit"}),
    ("scenario", SMALLEST, ["levers"], [{"adoption": {"start": 2025}}]),
    ("scenario", SMALLEST, ["levers"], [{"use": "retrofit", "strength": "5 %"}]),
    ("scenario", SMALLEST, ["observed"], {"population": "10 million person"}),
    ("scenario", SMALLEST, ["power"], {"behind": "1 PJ"}),
    ("scenario", OVER, ["citty"], "kaya"),
    ("scenario", OVER, ["population", "growth"], {"soon": "1 %"}),
    ("scenario", OVER, ["levers"], [{"adoption": {"start": 2025}}]),
    ("lever", LEVER, ["lever"], None),
    ("lever", LEVER, ["adoption"], None),
    ("lever", LEVER, ["adoption", "start"], None),
    ("lever", LEVER, ["adoption", "curve"], "bent"),
    ("lever", LEVER, ["adoption", "strat"], 2034),
    ("lever", LEVER, ["use"], "retrofit"),
    ("lever", LEVER, ["effects"], [{"on": "sectors.all.intensity", "change": "-15 %"}]),
    ("lever", LEVER, ["effects"], [{"id": "saving", "change": "-15 %"}]),
    ("lever", LEVER, ["effects"], [{"id": "a", "on": "x", "toward": "y", "change": "-15 %"}]),
    ("lever", LEVER, ["effects"], [{"id": "a", "on": "x", "change": "-15 %", "overlap": {"group": "g"}}]),
    ("lever", LEVER, ["effects"], [{"id": "a", "price": "x", "add": "x", "strength": "5 %"}]),
    ("lever", LEVER, ["adoption"], {"curve": "table"}),
    ("lever", LEVER, ["adoption"], {"curve": "bass", "innovation": "1 %", "imitation": "30 %"}),
    ("lever", PRICED, ["effects", 0, "indexed"], "yes"),
    ("lever", PRICED, ["effects", 0, "trip_costs"], "25 CNY/trip"),
    ("lever", PRICED, ["cost", "per"], ["population"]),
    ("scenario", WHOLE_CITY, ["economy", "feedback"], "yes"),
    ("scenario", WHOLE_CITY, ["economy", "capital", "depreciaton"], "9.6 %"),
    ("scenario", WHOLE_CITY, ["sectors", "all", "stock", "life"], None),
    ("scenario", WHOLE_CITY, ["sectors", "all", "stock", "survival"], "weibul"),
    ("scenario", WHOLE_CITY, ["sectors", "all", "stock", "sales"], {"oil": "100 %"}),
    ("scenario", WHOLE_CITY, ["sectors", "all", "zone", "trip_cost"], None),
    ("scenario", WHOLE_CITY, ["carriers", "oil", "factor"], None),
    ("scenario", WHOLE_CITY, ["carriers", "hydrogen", "production"], None),
    ("scenario", WHOLE_CITY, ["carriers", "hydrogen", "production", "made_inside"], None),
    ("scenario", WHOLE_CITY, ["waste", "amount"], 1.2),
    ("scenario", WHOLE_CITY, ["waste", "classes"], None),
    ("scenario", WHOLE_CITY, ["waste", "classes", "food", "share"], None),
    ("scenario", WHOLE_CITY, ["waste", "incineration", "power_credit"], "on"),
    ("scenario", WHOLE_CITY, ["waste", "landfill", "past"], {"before": "1 Mt"}),
    ("scenario", WHOLE_CITY, ["sinks", "forest", "uptake"], None),
    ("scenario", WHOLE_CITY, ["inventories", 0, "year"], None),
    ("scenario", WHOLE_CITY, ["planned", 0, "to"], "soon"),
]


class Loader(yaml.SafeLoader):
    """Like an editor (YAML 1.2): `on` is a word, dates stay as written."""


UNWANTED = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in UNWANTED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def with_text_keys(value):
    if isinstance(value, dict):
        return {str(key): with_text_keys(item) for key, item in value.items()}
    return [with_text_keys(item) for item in value] if isinstance(value, list) else value


def load(text):
    return with_text_keys(yaml.load(text, Loader))


def validator(kind):
    written = subprocess.run([PROGRAM, "schema", kind], capture_output=True, check=False, timeout=60)
    try:
        schema = json.loads(written.stdout)
    except ValueError:
        return None
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def deepest(error):
    """The finding that goes deepest into the file; the outer ones only say `anyOf`."""
    inner = max((deepest(e) for e in error.context), key=lambda e: len(e.absolute_path), default=error)
    return inner if len(inner.absolute_path) > len(error.absolute_path) else error


def changed(text, path, value):
    tree = copy.deepcopy(load(text))
    at = tree
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return tree


validators = {kind: validator(kind) for kind in ("scenario", "city", "lever")}
if None in validators.values():
    print("'citypeak schema' writes no JSON")
    raise SystemExit(1)

complaints, checked = [], 0
for pattern, kinds in (("scenarios/**/*.yaml", ("scenario", "city")), ("policies/*/*.yaml", ("lever",))):
    for file in files(pattern):
        for kind in kinds:
            checked += 1
            for error in validators[kind].iter_errors(load(file.read_text(encoding="utf-8"))):
                inner = deepest(error)
                complaints.append(f"{shown(file)}: {'.'.join(map(str, inner.absolute_path))}: {inner.message[:200]}")
for kind, text in (("scenario", SMALLEST), ("scenario", WHOLE_CITY), ("scenario", OVER), ("lever", LEVER),
                   ("lever", PRICED), ("lever", BASS)):
    checked += 1
    for error in validators[kind].iter_errors(load(text)):
        complaints.append(f"a sound {kind} is refused: {deepest(error).message[:200]}")
for kind, text, path, value in BROKEN:
    checked += 1
    if validators[kind].is_valid(changed(text, path, value)):
        complaints.append(f"a broken {kind} is accepted: {'.'.join(map(str, path))} = {value}")
finish(complaints, checked, "files and broken variants")
