# SPDX-License-Identifier: MIT
"""Verdicts and targets: recomputed from the saved draws by their definitions, they are the counts that were printed."""
import sys
from itertools import combinations
from math import erfc, sqrt
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, columns, peaks, rows, run, scenario_file, summary, workplace

BASE_YEAR, HORIZON, DRAWS = 2020, 2040, 400
RULES = {"maximum": ("peaked", "not_peaked"), "confirmed": ("peaked", "not_peaked", "not_confirmed"),
         "plateau": ("peaked", "plateau", "not_peaked"), "c40": ("peaked", "not_peaked", "not_confirmed")}
# Sums of the shares of at most three verdicts, each rounded once.
ROUNDING = 1e-15

CITY = """
city: quay
id: {id}
base_year: 2020
horizon: 2040
population: {{value: 1 million person, growth: 0.5 %}}
economy:
  gdp: 100 billion CNY
  price_year: 2020
  growth: 4 %
  growth_offset: {{normal: [0 %, 1 %]}}
  shock: {{sd: 3 %, persistence: 0.5}}
sectors:
  works: {{driver: gdp, energy: 100 PJ, intensity_trend: {{normal: [-4.5 %, 1.5 %]}}, carriers: {{coal: 100 %}}}}
  homes:
    driver: population
    energy: 40 PJ
    intensity_trend: {{normal: [-1 %, 1 %]}}
    carriers: {{electricity: 100 %}}
carriers:
  coal: {{factor: 95 kgCO2/GJ, factor_trend: {{normal: [-0.5 %, 0.5 %]}}}}
  electricity: {{factor: {{2020: 0.6 kgCO2/kWh, 2040: 0.4 kgCO2/kWh}}{noise}}}
{more}
"""
TARGETS = """targets:
  - {id: cap, variable: emissions.total, year: 2030, at_most: 16 MtCO2}
  - {id: cap_as_well, variable: emissions.total, year: 2030, at_most: 1600 万tCO2/year}
  - {id: above, variable: energy.total, year: 2030, at_least: 130 PJ}
  - {id: intensity, variable: energy.per_gdp, year: 2025, relative_to: 2020, at_most: 83 %, source: the plan}
  - {id: per_head, variable: gdp_per_capita, year: 2035, at_least: 18 万元/人}
  - {id: since_history, variable: emissions.total, year: 2028, relative_to: 2015, at_most: 95 %}
  - {id: hidden, variable: energy.sector.homes, year: 2040, relative_to: 2025, at_most: 90 %}
"""
# emissions known for every year before the base year; then with gaps and ending early, so that it must be spliced.
YEARLY = {2013: 15.0, 2014: 16.2, 2015: 17.4, 2016: 17.0, 2017: 17.4, 2018: 16.9, 2019: 16.6, 2020: 16.17}
GAPS = {2010: 14.0, 2015: 18.2, 2017: 17.1, 2019: 16.4}


def history(values, more=""):
    series = ", ".join(f"{year}: {value} MtCO2" for year, value in values.items())
    return f"history:\n  - {{variable: emissions.total, series: {{{series}}}{more}}}\n"


class Draws:
    """outcomes.csv and draws.csv of one run: the paths and inputs of every draw."""

    def __init__(self, folder):
        header, self.rows = columns(folder / "outcomes.csv")
        self.at = {name: i for i, name in enumerate(header)}
        header, self.inputs = columns(folder / "draws.csv")
        self.input_at = {name: i for i, name in enumerate(header)}

    def value(self, draw, variable, year):
        return float(self.rows[draw][self.at[f"{variable}@{year}"]])

    def input(self, draw, name):
        return float(self.inputs[draw][self.input_at[name]])


def sign(number):
    return (number > 0) - (number < 0)


def falls(values, significance):
    """Mann-Kendall with ties, and the median of all slopes."""
    n = len(values)
    s = sum(sign(b - a) for a, b in combinations(values, 2))
    ties = sum(t * (t - 1) * (2 * t + 5) for t in (values.count(v) for v in set(values)))
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    if s == 0 or variance == 0:
        return False
    p = erfc(abs(s - sign(s)) / sqrt(variance) / sqrt(2))
    slope = median((values[j] - values[i]) / (j - i) for i, j in combinations(range(n), 2))
    return p < significance and slope < 0


def verdicts(path, known, year, confirm, limits):
    """The four verdicts as of `year`; path and known: year -> value, known before the base year."""
    every = {**known, **{y: v for y, v in path.items() if y <= year}}
    largest = max(every.values())
    when = [y for y in sorted(every) if every[y] == largest]
    if every[year] == largest:
        return {rule: "not_peaked" for rule in RULES}
    peak = when[0]
    after = [every[y] for y in range(peak + 1, year + 1) if y in every]
    if len(after) < year - peak:  # a gap: the projection's years alone
        after = [v for y, v in path.items() if y <= year]
    lately = any(y > year - confirm for y in when)
    fall = 1 - (every[year] / largest) ** (1 / (year - peak))
    far_below = every[year] <= (1 - limits["c40_fall"]) * largest
    return {"maximum": "not_peaked" if lately else "peaked",
            "confirmed": "peaked" if len(after) >= confirm and falls(after, limits["significance"])
                         else "not_confirmed",
            "plateau": "plateau" if fall < limits["plateau_fall"] else "peaked",
            "c40": "peaked" if year - peak >= limits["c40_years"] and far_below else "not_confirmed"}


DEFAULT = {"significance": 0.05, "plateau_fall": 0.02, "c40_years": 5, "c40_fall": 0.10}


def agresti_coull(count, draws):
    z = 1.96
    n = draws + z * z
    p = (count + z * z / 2) / n
    return sqrt(p * (1 - p) / n)


def recount(folder, draws, variable, known, what, confirm=5, limits=None):
    """verdicts.csv of one variable against the definitions; `known` gives the past of a draw."""
    limits = limits or DEFAULT
    counts = {}
    for draw in range(DRAWS):
        path = {year: draws.value(draw, variable, year) for year in range(BASE_YEAR, HORIZON + 1)}
        past = known(draw, path[BASE_YEAR])
        for year in path:
            for rule, verdict in verdicts(path, past, year, confirm, limits).items():
                counts[rule, year, verdict] = counts.get((rule, year, verdict), 0) + 1
    found = [r for r in rows(folder / "verdicts.csv") if r["variable"] == variable]
    checks.equal(len(found), (HORIZON - BASE_YEAR + 1) * sum(len(v) for v in RULES.values()), f"{what}: rows")
    seen = set()
    for r in found:
        key = r["rule"], int(r["year"]), r["verdict"]
        count = counts.get(key, 0)
        checks.equal(float(r["probability"]), count / DRAWS, f"{what}: {key}")
        # A root and a division in another order.
        checks.close(float(r["standard_error"]), agresti_coull(count, DRAWS), 1e-12, f"{what}: error of {key}")
        if count:
            seen.add((r["rule"], r["verdict"]))
    checks.equal(sum(counts.values()), DRAWS * 4 * (HORIZON - BASE_YEAR + 1), f"{what}: nothing else was decided")
    return seen


def sums(folder):
    totals = {}
    for r in rows(folder / "verdicts.csv"):
        key = r["scenario"], r["city"], r["variable"], r["rule"], r["year"]
        totals[key] = totals.get(key, 0) + float(r["probability"])
        checks.true(r["verdict"] in RULES[r["rule"]], f"{r['rule']} never says {r['verdict']}")
        checks.true(float(r["standard_error"]) > 0, f"{key}: no error")
    for key, total in totals.items():
        checks.near(total, 1, ROUNDING, f"sum of {key}")


def without_past(draw, base):
    return {}


def no_history(place):
    path = scenario_file(place, "plain", CITY.format(id="plain", noise="", more=""))
    out = place / "plain"
    run(path, out, "--draws", DRAWS, "--save-draws", "--variables", "emissions.*,energy.*", "--format",
        "csv,md,verdicts")
    draws, seen = Draws(out), set()
    for variable in ("emissions.total", "emissions.sector.works", "emissions.sector.homes", "energy.total",
                     "energy.carrier.electricity"):
        seen |= recount(out, draws, variable, without_past, variable)
    checks.equal(seen, {(rule, verdict) for rule, all in RULES.items() for verdict in all}, "every verdict occurs")
    sums(out)
    last = [r for r in rows(out / "verdicts.csv")
            if r["variable"] == "emissions.total" and r["rule"] == "maximum" and r["year"] == str(HORIZON)]
    at_end = {r["verdict"]: float(r["probability"]) for r in last}
    checks.equal(at_end["not_peaked"], peaks(out)[-1]["probability"], "as of the horizon the rule is the peak's own")
    city = summary(out)["scenarios"][0]["cities"][0]
    for r in rows(out / "verdicts.csv"):
        pair = city["verdicts"][r["variable"]][r["rule"]][r["year"]][r["verdict"]]
        checks.equal(pair, [float(r["probability"]), float(r["standard_error"])], f"summary.json: {r}")
    checks.true("targets" not in city and not (out / "targets.csv").exists(), "no targets, no file")
    tables = (out / "tables.md").read_text(encoding="utf-8")
    checks.true("as of 2030" in tables and "as of 2040" in tables and "plateau" in tables, "tables.md has verdicts")

    plain = place / "asked_for_less"
    run(path, plain, "--draws", DRAWS, "--save-draws", "--variables", "emissions.*,energy.*", "--format", "csv")
    checks.true(not (plain / "verdicts.csv").exists(), "verdicts.csv comes on request only")
    checks.true("verdicts" not in summary(plain)["scenarios"][0]["cities"][0], "summary.json too")
    for name in ("projection.csv", "peak.csv", "peak_summary.csv", "draws.csv", "outcomes.csv"):
        checks.true((plain / name).read_bytes() == (out / name).read_bytes(), f"asking for verdicts changes {name}")
    few = place / "few"
    run(path, few, "--draws", DRAWS, "--years", "2029,2033", "--format", "verdicts")
    checks.equal(sorted(p.name for p in few.iterdir()), ["manifest.json", "summary.json", "verdicts.csv"], "files")
    checks.equal({r["year"] for r in rows(few / "verdicts.csv")}, {"2029", "2033"}, "the years asked for")
    checks.equal([r for r in rows(out / "verdicts.csv") if r["year"] in ("2029", "2033") and
                  r["variable"] == "energy.total"],
                 [r for r in rows(few / "verdicts.csv") if r["variable"] == "energy.total"], "the same verdicts")


def known_past(place):
    more = history(YEARLY) + "peak: {confirm: 3, variables: [emissions.total], verdicts: {significance: 10 %, " \
        "plateau_fall: 1.5 %, c40_years: 8, c40_fall: 20 %}}\n"
    path = scenario_file(place, "yearly", CITY.format(id="yearly", noise="", more=more))
    out = place / "yearly"
    run(path, out, "--draws", DRAWS, "--save-draws", "--format", "csv,verdicts")

    def known(draw, base):
        # The same products as the program's, so that equal years of the history stay equal.
        top = base * (max(YEARLY.values()) / YEARLY[BASE_YEAR])
        return {year: top * (value / max(YEARLY.values())) for year, value in YEARLY.items() if year < BASE_YEAR}

    recount(out, Draws(out), "emissions.total", known, "a history of every year", confirm=3,
            limits={"significance": 0.10, "plateau_fall": 0.015, "c40_years": 8, "c40_fall": 0.20})
    sums(out)

    more = history(GAPS, ", splice: {uniform: [95 %, 101 %], grade: high}")
    path = scenario_file(place, "gaps", CITY.format(id="gaps", noise="", more=more))
    out = place / "gaps"
    run(path, out, "--draws", DRAWS, "--save-draws", "--format", "csv,verdicts")
    draws = Draws(out)

    def spliced(draw, base):
        factor = draws.input(draw, "quay.history.emissions.total.splice") * \
            draws.input(draw, "quay.history.emissions.total.splice_error")
        return {year: base * (value / GAPS[2019] / factor) for year, value in GAPS.items()}

    recount(out, draws, "emissions.total", spliced, "a history with gaps and a splice")


def kept_promises(place):
    noise = ", factor_noise: {sd: 4 %}"
    more = TARGETS + history(GAPS, ", splice: {uniform: [95 %, 101 %], grade: high}")
    path = scenario_file(place, "promised", CITY.format(id="promised", noise=noise, more=more))
    out = place / "promised"
    done = run(path, out, "--draws", DRAWS, "--save-draws", "--variables", "emissions.*,energy.*,gdp*")
    draws = Draws(out)

    def met(draw):
        def at(variable, year):
            return draws.value(draw, variable, year)

        factor = draws.input(draw, "quay.history.emissions.total.splice") * \
            draws.input(draw, "quay.history.emissions.total.splice_error")
        then = at("emissions.total", 2020) * (GAPS[2015] / GAPS[2019] / factor)
        return {"cap": at("emissions.total", 2030) <= 16, "cap_as_well": at("emissions.total", 2030) <= 16,
                "above": at("energy.total", 2030) >= 130,
                "intensity": at("energy.per_gdp", 2025) <= 0.83 * at("energy.per_gdp", 2020),
                "per_head": at("gdp_per_capita", 2035) >= 180000,
                "since_history": at("emissions.total", 2028) <= 0.95 * then,
                "hidden": at("energy.sector.homes", 2040) <= 0.9 * at("energy.sector.homes", 2025)}

    counted = [met(draw) for draw in range(DRAWS)]
    found = rows(out / "targets.csv")
    checks.equal([r["target"] for r in found], [*counted[0], "all"], "the rows of targets.csv")
    for r in found:
        name = r["target"]
        count = sum(all(draw.values()) if name == "all" else draw[name] for draw in counted)
        checks.equal(float(r["probability"]), count / DRAWS, f"target {name}")
        checks.close(float(r["standard_error"]), agresti_coull(count, DRAWS), 1e-12, f"error of target {name}")
        checks.true(name == "all" or 0 < count < DRAWS, f"target {name} is neither certain nor hopeless: {count}")
    checks.equal((found[-1]["variable"], found[-1]["year"]), ("", ""), "the row for all")
    said = done.stdout.decode("utf-8")
    checks.equal(said.count(": target "), len(counted[0]), "a line of the terminal for each")
    checks.true("all targets in the same draw" in said, "and one for all")
    written = summary(out)["scenarios"][0]["cities"][0]["targets"]
    checks.equal([(t["id"], t["probability"]) for t in written],
                 [(r["target"], [float(r["probability"]), float(r["standard_error"])]) for r in found], "summary.json")

    # Neither the variables written nor the threads nor the verdicts show in it.
    other = place / "other"
    run(path, other, "--draws", DRAWS, "--variables", "population", "--threads", 1, "--format", "csv,md,verdicts")
    checks.true((other / "targets.csv").read_bytes() == (out / "targets.csv").read_bytes(), "targets.csv elsewhere")
    again = place / "again"
    run(path, again, "--draws", DRAWS, "--variables", "population", "--threads", 3, "--format", "csv,md,verdicts")
    checks.same_files(other, again, "one thread and three")

    # A promise changes nothing that happens.
    more = history(GAPS, ", splice: {uniform: [95 %, 101 %], grade: high}")
    path = scenario_file(place, "unpromised", CITY.format(id="promised", noise=noise, more=more))
    quiet = place / "unpromised"
    run(path, quiet, "--draws", DRAWS, "--save-draws", "--variables", "emissions.*,energy.*,gdp*")
    for name in ("projection.csv", "peak.csv", "peak_summary.csv", "draws.csv", "outcomes.csv"):
        checks.true((quiet / name).read_bytes() == (out / name).read_bytes(), f"targets change {name}")
    for key in ("inputs", "assumptions"):
        checks.equal(summary(quiet)["scenarios"][0][key], summary(out)["scenarios"][0][key], f"targets count as {key}")


def layers_and_bands(place):
    scenario_file(place, "below", CITY.format(id="below", noise="", more=TARGETS.replace(
        "  - {id: since_history, variable: emissions.total, year: 2028, relative_to: 2015, at_most: 95 %}\n", "")))
    above = scenario_file(place, "above", "extends: below.yaml\nid: above\ntargets:\n"
                          "  - {id: cap, at_most: 15 MtCO2}\n"
                          "  - {id: new, variable: gdp, year: 2030, at_least: 1 CNY}\n")
    out = place / "layers"
    run([place / "below.yaml", above], out, "--draws", DRAWS, "--set", "targets.intensity.at_most=1 %")
    by = {(r["scenario"], r["target"]): float(r["probability"]) for r in rows(out / "targets.csv")}
    checks.equal(len(by), 7 + 8, "targets of a layer merge by id")
    checks.true(by["above", "cap"] < by["below", "cap"], "a stricter limit is met less often")
    checks.equal(by["above", "new"], 1.0, "a new target of the layer")
    checks.equal((by["above", "intensity"], by["above", "all"]), (0.0, 0.0), "--set reaches a target")

    spans = {}
    for band in ("0 %", "1 %", "20 %"):
        more = f"peak: {{verdicts: {{plateau_band: {band}}}}}\n"
        path = scenario_file(place, "band", CITY.format(id="band", noise="", more=more))
        out = place / "band"
        run(path, out, "--draws", DRAWS)
        mean = {r["quantity"]: float(r["value"]) for r in rows(out / "peak_summary.csv")
                if r["variable"] == "emissions.total" and r["definition"] == "underlying" and r["statistic"] == "mean"}
        spans[band] = mean["plateau_last"] - mean["plateau_first"]
    checks.equal(spans["0 %"], 0.0, "no band, no span")
    checks.true(0 < spans["1 %"] < spans["20 %"], f"a wider band, a longer plateau: {spans}")


checks = Checks()
with workplace() as here:
    no_history(here)
    known_past(here)
    kept_promises(here)
    layers_and_bands(here)
checks.finish()
