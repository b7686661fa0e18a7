# SPDX-License-Identifier: MIT
"""What the result files promise: their form, and that summaries, probabilities and input laws agree with the draws."""
import csv
import hashlib
import json
import math
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from statistics import NormalDist

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import (MANIFEST, PROGRAM, ROOT, SCENARIOS, STANDARD_ERRORS, STATISTICS, Checks, columns, peaks,
                             projection, rows, run, scenario_file, summary, workplace)
from support.laws import LAWS, kolmogorov

HEADERS = {
    "projection.csv": "scenario,city,variable,unit,year,statistic,value,standard_error",
    "peak.csv": "scenario,city,variable,definition,outcome,probability,standard_error,cumulative,"
                "cumulative_standard_error,note",
    "peak_summary.csv": "scenario,city,variable,definition,quantity,statistic,value,standard_error",
    "central.csv": "scenario,city,variable,unit,year,value",
    "draws.csv": "draw,",
    "outcomes.csv": "scenario,city,draw,peak_outcome,peak_level,",
}
# Columns that hold text; every other cell is a number or empty. `value` of peak_summary.csv may be a word.
WORDS = {"scenario", "city", "variable", "unit", "statistic", "definition", "outcome", "note", "quantity",
         "peak_outcome"}
OUTCOME = re.compile(r"already_peaked|not_peaked|\d{4}")
EMPTY_ALLOWED = {("peak.csv", "cumulative"), ("peak.csv", "cumulative_standard_error"), ("peak.csv", "note"),
                 ("peak_summary.csv", "standard_error")}
VARIABLES = ["population", "gdp", "gdp_per_capita", "value_added.*", "emissions.total", "emissions.co2",
             "emissions.ghg", "emissions.consumption", "emissions.territorial_plus_imports", "emissions.local_plants",
             "emissions.scope1", "emissions.scope2", "emissions.scope3", "emissions.sector.*", "emissions.process",
             "emissions.sink", "emissions.per_capita", "emissions.per_gdp", "energy.total", "energy.sector.*",
             "energy.carrier.*", "energy.per_gdp", "electricity.factor", "activity.*", "lever.*.adoption",
             "cost.*", "emissions.scope1_with_plants", "electricity.demand", "emissions.avoided", "waste.*", "lever.*",
             "intensity.*", "factor.*", "share.*"]
UNITS = {"population": "person", "gdp": "billion CNY/year", "gdp_per_capita": "CNY/person/year",
         "value_added": "billion CNY/year", "emissions": "MtCO2e/year", "emissions.per_capita": "tCO2e/person/year",
         "emissions.per_gdp": "tCO2e/million CNY", "energy": "PJ/year", "energy.per_gdp": "GJ/million CNY",
         "electricity.factor": "kgCO2e/kWh", "electricity.demand": "PJ/year", "lever": "share",
         "cost": "million CNY/year"}
PEAK_QUANTITIES = ["year", "level", "gdp_per_capita", "plateau_first", "plateau_last"]


# ---------------------------------------------------------------------------------------------- form
def is_shortest(text):
    """A finite number in as few digits as read back to the same double, and no -0."""
    value = float(text)
    if not math.isfinite(value) or (value == 0 and text.startswith("-")):
        return False
    return len(Decimal(text).normalize().as_tuple().digits) <= len(Decimal(repr(value)).normalize().as_tuple().digits)


def check_form(path):
    data = path.read_bytes()
    name = path.name
    checks.true(not data.startswith(b"\xef\xbb\xbf"), f"{name}: a byte order mark")
    checks.true(b"\r" not in data, f"{name}: a carriage return")
    checks.true(data.endswith(b"\n") and not data.endswith(b"\n\n"), f"{name}: its end")
    data.decode("utf-8")
    header, body = columns(path)
    checks.true(",".join(header).startswith(HEADERS[name]), f"{name}: header {','.join(header)[:120]}")
    if name not in ("draws.csv", "outcomes.csv"):
        checks.equal(",".join(header), HEADERS[name], f"{name}: header")
    checks.equal(len(set(header)), len(header), f"{name}: columns with one name twice")
    bad = []
    for number, row in enumerate(body, 2):
        if len(row) != len(header):
            bad.append(f"{name}:{number}: {len(row)} cells")
            continue
        for column, cell in zip(header, row):
            if column in WORDS:
                continue
            if cell == "":
                # A scenario without levers has nothing to put under another's levers.
                other_lever = name == "outcomes.csv" and column.startswith("lever.") and row[0] == "reference"
                if (name, column) not in EMPTY_ALLOWED and not other_lever:
                    bad.append(f"{name}:{number}: {column} is empty")
            elif name == "peak_summary.csv" and column == "value" and OUTCOME.fullmatch(cell):
                continue
            else:
                try:
                    if not is_shortest(cell):
                        bad.append(f"{name}:{number}: {column} is {cell}")
                except ValueError:
                    bad.append(f"{name}:{number}: {column} is no number: {cell}")
    checks.equal(bad[:3], [], f"{name}: cells ({len(bad)} wrong)")
    return body


def rank(variable):
    for place, pattern in enumerate(VARIABLES):
        start, star, end = pattern.partition("*")
        if variable == pattern or (star and variable.startswith(start) and variable.endswith(end)):
            return place
    return None


def unit_of(variable):
    if variable.startswith("lever.") and variable.endswith((".capital", ".running")):
        return UNITS["cost"]
    return UNITS.get(variable) or UNITS.get(variable.split(".")[0])


def check_order(body, name, scenarios):
    """Scenarios as on the command line, then variables as the contract lists them, then years, then statistics."""
    keys, seen = [], {}
    for row in body:
        place = rank(row[2])
        checks.true(place is not None, f"{name}: variable {row[2]} is not in the contract")
        seen.setdefault((row[0], row[2]), len(seen))
        key = [scenarios.index(row[0]), place or 0, seen[row[0], row[2]]]
        if name == "projection.csv":
            key += [int(row[4]), STATISTICS.index(row[5])]
        elif name == "peak_summary.csv":
            key += [("underlying", "as_observed", "centred_5").index(row[3]), PEAK_QUANTITIES.index(row[4]),
                    STATISTICS.index(row[5])]
        elif name == "central.csv":
            key += [int(row[4])]
        else:
            key += [("underlying", "as_observed", "centred_5").index(row[3])]
        keys.append(key)
    checks.true(keys == sorted(keys), f"{name}: the order of its rows")
    if name in ("projection.csv", "central.csv"):
        wrong = {(row[2], row[3]) for row in body if unit_of(row[2]) and row[3] != unit_of(row[2])}
        checks.equal(wrong, set(), f"{name}: units")


def check_files(place):
    files = [SCENARIOS / "shenzhen" / "green_cement.yaml", SCENARIOS / "shenzhen" / "reference.yaml"]
    names = [file.stem for file in files]
    out = place / "all"
    run(files, out, "--draws", 200, "--save-draws", "--variables", "*")
    for name in HEADERS:
        if name != "central.csv":
            body = check_form(out / name)
            if name in ("projection.csv", "peak.csv", "peak_summary.csv"):
                check_order(body, name, names)
    chosen = place / "chosen"
    run(files[0], chosen, "--draws", 20, "--variables", "emissions.*,gdp", "--years", "2025,2030..2032", "--save-draws")
    found = projection(chosen)
    checks.equal(sorted({year for _, year, _ in found}), [2025, 2030, 2031, 2032], "--years")
    checks.true({"gdp", "emissions.total"} <= {v for v, _, _ in found}, "--variables")
    checks.true(all(v == "gdp" or v.startswith("emissions.") for v, _, _ in found), "--variables lets others through")
    run(files, place / "central", "--central")
    check_order(check_form(place / "central" / "central.csv"), "central.csv", names)
    checks.equal(sorted(path.name for path in (place / "central").iterdir()),
                 ["central.csv", MANIFEST, "summary.json"], "files of --central")
    check_summary(out, names)
    check_manifest(out, files)


def check_summary(folder, names):
    found = summary(folder)
    checks.equal(found["format"], "citypeak.summary/1", "summary.json: format")
    for key, value in (("command", "run"), ("base_year", 2022), ("horizon", 2060), ("draws", 200), ("seed", 1),
                       ("design", "monte_carlo")):
        checks.equal(found[key], value, f"summary.json: {key}")
    checks.true(isinstance(found["differences"], list) and isinstance(found["warnings"], list), "summary.json: lists")
    for warning in found["warnings"]:
        checks.true({"id", "file", "line", "message"} <= set(warning), f"summary.json: warning {warning}")
        checks.equal(set(warning["message"]), {"en", "zh"}, "summary.json: message of a warning")
    checks.equal([scenario["id"] for scenario in found["scenarios"]], names, "summary.json: scenarios")
    table = {}
    for r in rows(folder / "projection.csv"):
        table[r["scenario"], r["variable"], int(r["year"]), r["statistic"]] = (float(r["value"]),
                                                                                float(r["standard_error"]))
    outcomes = {(r["scenario"], r["variable"], r["definition"], r["outcome"]): r for r in rows(folder / "peak.csv")}
    compared = 0
    for scenario in found["scenarios"]:
        checks.equal(set(scenario["name"]), {"en", "zh"}, "summary.json: name of a scenario")
        for city in scenario["cities"]:
            checks.true({"id", "name", "boundary", "variables", "peak", "levers"} <= set(city), "summary.json: city")
            checks.true({"scopes", "gases", "gwp"} <= set(city["boundary"]), "summary.json: boundary")
            for variable, values in city["variables"].items():
                checks.equal(values["unit"], unit_of(variable) or values["unit"], f"summary.json: unit of {variable}")
                for i, year in enumerate(values["years"]):
                    for statistic in STATISTICS:
                        error = values["standard_error"].get(statistic)
                        value = table[scenario["id"], variable, year, statistic]
                        compared += 1
                        if values[statistic][i] != value[0] or (error is not None and error[i] != value[1]):
                            checks.true(False, f"summary.json: {variable}@{year} {statistic}")
            for variable, definitions in city["peak"].items():
                for definition, peak in definitions.items():
                    where = f"summary.json: peak of {variable}, {definition}"
                    checks.true({"outcomes", "cumulative", "year", "level"} <= set(peak), where)
                    checks.true({"p05", "p50", "p95"} <= set(peak["year"]), f"{where}, year")
                    checks.true({"mean", "p05", "p50", "p95"} <= set(peak["level"]), f"{where}, level")
                    for outcome, pair in peak["outcomes"].items():
                        row = outcomes[scenario["id"], variable, definition, outcome]
                        checks.equal(pair, [float(row["probability"]), float(row["standard_error"])], where)
            for lever in city["levers"]:
                checks.true(lever["effect"] in ("none", "lowers", "raises"), f"summary.json: effect of {lever['id']}")
                checks.equal(lever["effect"] == "none", bool(lever["reason"]["en"]), f"reason of {lever['id']}")
    checks.equal(compared, len(table), "summary.json: numbers of projection.csv")


def check_manifest(folder, files):
    found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    needed = {"format", "version", "command", "options", "inputs", "resolved", "seed", "design", "draws", "build",
              "isa", "threads", "host", "started", "seconds", "files"}
    checks.equal(needed - set(found), set(), "manifest.json: keys that are missing")
    written = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()
               if path.name != MANIFEST}
    checks.equal({entry["path"]: entry["sha256"] for entry in found["files"]}, written, "manifest.json: files")
    checks.equal(len(found["files"]), len(written), "manifest.json: files listed once")
    for entry in found["inputs"]:
        path = Path(entry["path"])
        path = path if path.is_absolute() else ROOT / path
        checks.equal(entry["sha256"], hashlib.sha256(path.read_bytes()).hexdigest(), f"manifest.json: {path.name}")
    named = {Path(entry["path"]).name for entry in found["inputs"]}
    checks.true({file.name for file in files} | {"green_buildings.yaml"} <= named, f"manifest.json: inputs {named}")
    checks.equal(sorted(found["resolved"]), sorted(file.stem for file in files), "manifest.json: resolved")
    # The resolved text is a scenario of its own with the same answer.
    again = folder.parent / "resolved"
    again.mkdir()
    for name, text in found["resolved"].items():
        scenario_file(again, name, text)
    run([again / f"{file.stem}.yaml" for file in files], again / "out", "--draws", 200, "--save-draws",
        "--variables", "*", "--library", ROOT / "policies")
    for name in ("projection.csv", "peak.csv", "outcomes.csv", "draws.csv"):
        checks.true((again / "out" / name).read_bytes() == (folder / name).read_bytes(),
                    f"{name} of the resolved scenarios")


# ---------------------------------------------------------------------------------------------- summaries and draws
def quantile(ordered, p):
    """Hyndman and Fan's type 7."""
    place = (len(ordered) - 1) * p
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def peak_of(path, confirm):
    """(peak index, level) of one path: the first of equals; None if an equal maximum lies in the last years."""
    top = max(path)
    last = max(i for i, value in enumerate(path) if value == top)
    return (None if last > len(path) - 1 - max(confirm, 1) else path.index(top)), top


def centred(path):
    """Mean of five years; towards the ends of as many as fit evenly."""
    result = []
    for t in range(len(path)):
        reach = min(2, t, len(path) - 1 - t)
        result.append(math.fsum(path[t - reach:t + reach + 1]) / (2 * reach + 1))
    return result


def check_draws(place, scenario, name, first, last, underlying_is_observed, *options):
    draws = 3001  # ranks of the quantiles then are whole or not, as it comes
    out = place / name
    run(scenario, out, "--draws", draws, "--save-draws", "--variables",
        "emissions.total,emissions.scope3,gdp,population,energy.total,electricity.factor", *options)
    found = projection(out)
    header, body = columns(out / "outcomes.csv")
    checks.equal(len(body), draws, f"{name}: draws")
    checks.equal([row[header.index("draw")] for row in body], [str(d) for d in range(draws)], f"{name}: column draw")
    for i, column in enumerate(header):
        if "@" not in column:
            continue
        variable, year = column.split("@")
        values = sorted(float(row[i]) for row in body)
        mean = math.fsum(values) / draws
        where = f"{name}: {column}"
        # The mean is an exact sum of the draws, divided once.
        checks.close(found[variable, int(year), "mean"][0], mean, 1e-12, f"{where} mean")
        sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (draws - 1))
        # Squares are summed about a fixed centre in fixed point: some digits less.
        checks.near(found[variable, int(year), "mean"][1], sd / math.sqrt(draws), 1e-6 * sd + 1e-9 * abs(mean),
                    f"{where} standard error of the mean")
        for statistic in STATISTICS[1:]:
            exact = quantile(values, int(statistic[1:]) / 100)
            checks.close(found[variable, int(year), statistic][0], exact, 1e-3, f"{where} {statistic}")
    said = Counter(row[header.index("peak_outcome")] for row in body)
    for entry in peaks(out):
        checks.equal(round(entry["probability"] * draws), said[entry["outcome"]], f"{name}: count {entry['outcome']}")
        checks.close(entry["probability"], said[entry["outcome"]] / draws, 1e-15, f"{name}: P {entry['outcome']}")
    for variable in sorted({row["variable"] for row in rows(out / "peak.csv")}):
        table = peaks(out, variable)
        checks.near(math.fsum(e["probability"] for e in table), 1.0, 1e-12, f"{name}: sum of P, {variable}")
    # The peaks again, from the emissions of each draw.
    where = [header.index(f"emissions.total@{year}") for year in range(first, last + 1)]
    paths = [[float(row[i]) for i in where] for row in body]
    for definition in ("as_observed", "centred_5", "underlying"):
        if definition == "underlying" and not underlying_is_observed:
            continue
        outcomes = [peak_of(centred(path) if definition == "centred_5" else path, 5) for path in paths]
        counts = Counter("not_peaked" if k is None else str(first + k) for k, _ in outcomes)
        for entry in peaks(out, definition=definition):
            checks.equal(round(entry["probability"] * draws), counts[entry["outcome"]],
                         f"{name}: {definition} {entry['outcome']} from the paths")
        if definition == "underlying":
            words = ["not_peaked" if k is None else str(first + k) for k, _ in outcomes]
            checks.true(words == [row[header.index("peak_outcome")] for row in body], f"{name}: peak_outcome")
            levels = [float(row[header.index("peak_level")]) for row in body]
            checks.true(levels == [level for _, level in outcomes], f"{name}: peak_level")


# Numbers so far apart that they leave the histogram's usual window.
WIDE = """
city: wide
base_year: 2020
horizon: 2040
population: {value: 1 million person, growth: 0.5 %, growth_offset: {normal: [0 %, 4 %]}}
economy: {gdp: 100 billion CNY, price_year: 2020, growth: 3 %, shock: {sd: 5 %, persistence: 0.8}}
sectors:
  all:
    driver: gdp
    energy: {log_uniform: [1e-3 PJ, 1000 PJ]}
    intensity_trend: {normal: [-3 %, 20 %]}
    carriers: {coal: 80 %, electricity: rest}
carriers: {coal: {factor: 95 kgCO2/GJ}, electricity: {factor: 0.5 kgCO2/kWh}}
"""


# ---------------------------------------------------------------------------------------------- laws of the inputs
def law_city(place):
    sectors, wanted = [], {}
    for name, (yaml, law, key) in LAWS.items():
        energy = yaml if key == "energy" else "1 PJ"
        offset = yaml if key == "intensity_offset" else "0 %"
        coal = yaml if key == "carriers.coal" else "100 %"
        rest = ", gas: rest" if key == "carriers.coal" else ""
        sectors.append(f"  {name}: {{driver: gdp, energy: {energy}, intensity_offset: {offset}, "
                       f"carriers: {{coal: {coal}{rest}}}}}")
        wanted[f"many.sectors.{name}.{key}"] = law
    text = "\n".join(["city: many", "base_year: 2020", "horizon: 2022",
                      "population: {value: 1 million person, growth: 0 %}",
                      "economy: {gdp: 100 billion CNY, price_year: 2020, growth: 1 %, "
                      "shock: {sd: 1 %, persistence: 0.3}}",
                      "sectors:", *sectors, "carriers: {coal: {factor: 95 kgCO2/GJ}, gas: {factor: 55 kgCO2/GJ}}"])
    for year in (2020, 2021, 2022):
        wanted[f"many.economy.shock[{year}]"] = NormalDist().cdf
    return scenario_file(place, "many", text + "\n"), wanted


def check_laws(place):
    draws = 20_000
    scenario, wanted = law_city(place)
    out = place / "many_out"
    run(scenario, out, "--draws", draws, "--save-draws", "--years", "2020", "--variables", "gdp")
    header, body = columns(out / "draws.csv")
    checks.equal(set(header[1:]), set(wanted), "inputs of draws.csv")
    checks.equal([row[0] for row in body], [str(d) for d in range(draws)], "draws.csv: column draw")
    scores = {}
    for i, name in enumerate(header[1:], 1):
        values = [float(row[i]) for row in body]
        law = wanted[name]
        if isinstance(law, dict):  # a few values, each with its probability
            counts = Counter(values)
            nearest = {value: min(law, key=lambda v, value=value: abs(v - value)) for value in counts}
            checks.true(all(abs(v - n) < 1e-12 for v, n in nearest.items()), f"{name}: values {sorted(counts)}")
            for value, p in law.items():
                count = sum(c for v, c in counts.items() if nearest[v] == value)
                checks.near(count / draws, p, STANDARD_ERRORS * math.sqrt(p * (1 - p) / draws), f"{name}: {value}")
            continue
        p_value = kolmogorov(values, law)
        # At a fixed seed; by chance one column in a million would fall below.
        checks.true(p_value > 1e-6, f"{name}: Kolmogorov-Smirnov p = {p_value:.3g}")
        order = sorted(range(draws), key=values.__getitem__)
        ranks = [0.0] * draws
        for r, d in enumerate(order):
            ranks[d] = r / (draws - 1) - 0.5
        scores[name] = ranks
    names = list(scores)
    for a, one in enumerate(names):
        # Rank correlation of independent columns, and of a column with itself one draw later: sd 1/sqrt(N).
        for two, lag in [(names[a - 1], 0), (one, 1)]:
            products = math.fsum(x * y for x, y in zip(scores[one], scores[two][lag:]))
            checks.near(12 * products / draws, 0.0, STANDARD_ERRORS / math.sqrt(draws),
                        f"{one} and {two} ({lag} later)")
    check_quantiles(scenario, wanted)


def check_quantiles(scenario, wanted):
    """`explain --quantiles` gives values whose probability is u."""
    asked = ("0.001", "0.05", "0.25", "0.5", "0.9", "0.999")
    done = subprocess.run([str(PROGRAM), "explain", str(scenario), "--format", "csv", "--quantiles", ",".join(asked)],
                          capture_output=True, text=True, check=True)
    compared = 0
    for row in csv.DictReader(done.stdout.splitlines()):
        law = wanted.get(row["input"])
        if law is None or isinstance(law, dict):
            continue
        compared += 1
        # 1e-9: the numeric integration of the beta laws is good to some 1e-11.
        checks.near(law(float(row["value"])), float(row["u"]), 1e-9, f"explain: {row['input']} at {row['u']}")
    checks.equal(compared, len(asked) * sum(not isinstance(law, dict) and "shock" not in name
                                            for name, law in wanted.items()), "explain: quantiles compared")


checks = Checks()
with workplace() as here:
    check_files(here)
    check_draws(here, SCENARIOS / "tutorial" / "kaya.yaml", "kaya", 2020, 2060, True)
    check_draws(here, SCENARIOS / "shenzhen" / "green_cement.yaml", "green_cement", 2022, 2060, False)
    check_draws(here, scenario_file(here, "wide", WIDE), "wide", 2020, 2040, True)
    check_laws(here)
checks.finish()
