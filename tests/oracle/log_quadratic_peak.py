# SPDX-License-Identifier: MIT
"""Emissions whose logarithm is a parabola in time with a normal vertex: the exact law of the peak year, both ends cut.

Year n after the base year adds `bend*(middle - n) + offset` to log emissions, offset ~ normal: the rise ends, and the
path peaks at n = k, where bend*(k - middle) < offset <= bend*(k + 1 - middle). Vertices before the base year peak in
the base year, those in the last `confirm` years have not peaked.
"""
import sys
from math import exp, expm1, pi, sqrt
from pathlib import Path
from statistics import NormalDist

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import (STANDARD_ERRORS, Checks, peaks, projection, rows, run, scenario_file, summary, workplace)

DRAWS = 100_000
BASE_YEAR, YEARS = 2020, 40
BEND, MIDDLE = 0.0008, 20.0
SPREAD = BEND * 20  # vertices lie within 2020..2060 for one standard deviation to either side
EMISSIONS = 100 * 50e-3  # 100 PJ at 50 kg/GJ
STANDARD_NORMAL = NormalDist()

CITY = """
city: parabola
id: {id}
base_year: {base}
horizon: {horizon}
population: {{value: 1 million person, growth: 0 %}}
economy: {{gdp: 100 billion CNY, price_year: {base}, growth: {growth}, growth_offset: {growth_offset}}}
sectors:
  all:
    driver: gdp
    energy: {energy}
    intensity_trend: {trend}
    intensity_offset: {offset}
    carriers: {{coal: 100 %}}
carriers: {{coal: {{factor: 50 kgCO2/GJ}}}}
{peak}
"""


def city(place, name, horizon=BASE_YEAR + YEARS, confirm=None, **changes):
    fields = {"growth": "0 %", "growth_offset": "0 %", "trend": "0 %", "offset": "0 %", "energy": "100 PJ", **changes}
    peak = "" if confirm is None else f"peak: {{confirm: {confirm}}}"
    return scenario_file(place, name, CITY.format(id=name, base=BASE_YEAR, horizon=horizon, peak=peak, **fields))


def slope(n):
    return BEND * (MIDDLE - n)


def path(value_of_year):
    return "{" + ", ".join(f"{BASE_YEAR + n}: {100 * value_of_year(n)!r} %" for n in range(1, YEARS + 1)) + "}"


NORMAL = f"{{normal: [0 %, {100 * SPREAD!r} %]}}"
BY_INTENSITY = {"trend": path(slope), "offset": NORMAL}
BY_GROWTH = {"growth": path(lambda n: expm1(slope(n))), "growth_offset": NORMAL}


def cut(k):
    """P(the vertex lies at year k or before), i.e. that year k + 1 does not rise."""
    return STANDARD_NORMAL.cdf(BEND * (k + 1 - MIDDLE) / SPREAD)


def law(confirm):
    """Probability of each outcome; `confirm: 0` asks as much as 1, the last year itself."""
    last = YEARS - max(confirm, 1)
    cumulative = [cut(k) for k in range(last + 1)]
    probability = {"already_peaked": 0.0}
    for k in range(YEARS + 1):
        probability[str(BASE_YEAR + k)] = (cumulative[k] - (cumulative[k - 1] if k else 0.0)) if k <= last else 0.0
    probability["not_peaked"] = 1 - cumulative[-1]
    return probability


def binomial_error(probability):
    """Monte Carlo standard error by Agresti and Coull at 95 % (z = 1.96): z^2/2 successes and failures added."""
    extra = 1.96 ** 2
    size = DRAWS + extra
    middle = (probability * DRAWS + extra / 2) / size
    return sqrt(middle * (1 - middle) / size)


def check_table(table, name):
    """What holds for every table of outcomes, whatever the law."""
    probabilities = [row["probability"] for row in table]
    # Shares of whole counts: a sum of a few dozen rounded quotients.
    checks.near(sum(probabilities), 1.0, 1e-12, f"{name}: the probabilities' sum")
    counts = [p * DRAWS for p in probabilities]
    checks.true(all(abs(c - round(c)) < 1e-6 for c in counts), f"{name}: a probability is no share of the draws")
    checks.equal(sum(round(c) for c in counts), DRAWS, f"{name}: draws counted")
    running = 0
    for row, count in zip(table, counts):
        running += round(count)
        where = f"{name} {row['outcome']}"
        checks.close(row["standard_error"], binomial_error(row["probability"]), 1e-9, f"{where}, standard error")
        if row["outcome"] == "not_peaked":
            checks.equal(row["cumulative"], None, f"{where}, cumulative")
            checks.equal(row["cumulative_standard_error"], None, f"{where}, cumulative standard error")
        else:
            checks.close(row["cumulative"], running / DRAWS, 1e-12, f"{where}, cumulative")
            checks.close(row["cumulative_standard_error"], binomial_error(running / DRAWS), 1e-9,
                         f"{where}, cumulative standard error")


def check_law(place, name, confirm, **changes):
    scenario = city(place, name, confirm=confirm, **changes)
    out = place / f"{name}_out"
    run(scenario, out, "--draws", DRAWS)
    table = peaks(out)
    wanted = law(5 if confirm is None else confirm)
    checks.equal([row["outcome"] for row in table], list(wanted), f"{name}: outcomes")
    check_table(table, name)
    running = 0.0
    for row in table:
        p = wanted[row["outcome"]]
        where = f"{name} {row['outcome']}"
        checks.near(row["probability"], p, STANDARD_ERRORS * sqrt(p * (1 - p) / DRAWS) + 1e-12, where)
        running += p
        if row["cumulative"] is not None:
            error = sqrt(max(0.0, running * (1 - running)) / DRAWS)
            checks.near(row["cumulative"], running, STANDARD_ERRORS * error + 1e-12, f"{where}, cumulative")
    return out, wanted


def outcome_at(wanted, p):
    """The outcome in which the cumulative law passes p, and how far p is from its two ends."""
    running = 0.0
    for outcome, probability in wanted.items():
        if running < p <= running + probability:
            return outcome, min(p - running, running + probability - p)
        running += probability
    return None, 0.0


def check_summary(out, wanted, name):
    """Quantiles of the year, with a word in a censored class, and of the level, which rises with the vertex."""
    found = {(r["quantity"], r["statistic"]): r for r in rows(out / "peak_summary.csv")
             if r["variable"] == "emissions.total" and r["definition"] == "underlying"}
    for statistic, p in (("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)):
        outcome, distance = outcome_at(wanted, p)
        if distance > STANDARD_ERRORS * sqrt(p * (1 - p) / DRAWS):  # else chance decides between two outcomes
            checks.equal(found["year", statistic]["value"], outcome, f"{name}: {statistic} of the peak year")
        z = STANDARD_NORMAL.inv_cdf(p)
        k = next((k for k in range(YEARS) if z * SPREAD + slope(k + 1) <= 0), YEARS)
        level = EMISSIONS * exp(sum(slope(n) for n in range(1, k + 1)) + k * z * SPREAD)
        # The level's slope in z is k*SPREAD*level; one standard error of z is sqrt(p(1-p)/N)/density. A share of 0.1 %
        # is the width of the histogram's bins, all that is left where k = 0 and the level is certain.
        z_error = sqrt(p * (1 - p) / DRAWS) * sqrt(2 * pi) * exp(z * z / 2)
        checks.near(float(found["level", statistic]["value"]), level,
                    STANDARD_ERRORS * k * SPREAD * level * z_error + 1e-3 * level, f"{name}: {statistic} of the level")


def draw_by_draw(place, name, column, confirm, **changes):
    """The outcome of each draw from its own offset: no chance is left."""
    out = place / f"{name}_out"
    run(city(place, name, confirm=confirm, **changes), out, "--draws", 3000, "--save-draws", "--variables", "gdp")
    undecided = 0
    for inputs, outcomes in zip(rows(out / "draws.csv"), rows(out / "outcomes.csv")):
        offset = float(inputs[f"parabola.{column}"])
        k = next((k for k in range(YEARS) if offset + slope(k + 1) <= 0), YEARS)
        if any(abs(offset + slope(n)) < 1e-12 for n in range(1, YEARS + 1)):
            undecided += 1  # two years are equal but for rounding
            continue
        wanted = "not_peaked" if k > YEARS - max(confirm, 1) else str(BASE_YEAR + k)
        checks.equal(outcomes["peak_outcome"], wanted, f"{name}, draw {inputs['draw']}")
        level = EMISSIONS * exp(sum(slope(n) for n in range(1, k + 1)) + k * offset)
        checks.close(float(outcomes["peak_level"]), level, 1e-12, f"{name}, draw {inputs['draw']}: level")
    checks.equal(undecided, 0, f"{name}: draws on a boundary")


def only_outcome(place, name, outcome, **changes):
    """A city without chance: one outcome has all the draws."""
    scenario = city(place, name, **changes)
    out = place / f"{name}_out"
    run(scenario, out, "--draws", DRAWS)
    table = peaks(out)
    check_table(table, name)
    checks.equal({row["outcome"]: row["probability"] for row in table if row["probability"] != 0}, {outcome: 1.0}, name)
    base, horizon = BASE_YEAR, int(changes.get("horizon", BASE_YEAR + YEARS))
    checks.equal([row["outcome"] for row in table],
                 ["already_peaked", *(str(y) for y in range(base, horizon + 1)), "not_peaked"], f"{name}: outcomes")
    return out


checks = Checks()
with workplace() as here:
    for asked in (None, 0, 1, 5, 10):
        label = f"intensity_{asked}".lower()
        folder, expected = check_law(here, label, asked, **BY_INTENSITY)
        check_summary(folder, expected, label)
    folder, expected = check_law(here, "growth", 5, **BY_GROWTH)
    check_summary(folder, expected, "growth")
    peak = summary(folder)["scenarios"][0]["cities"][0]["peak"]["emissions.total"]["underlying"]
    for entry in peaks(folder):
        checks.equal(peak["outcomes"][entry["outcome"]], [entry["probability"], entry["standard_error"]],
                     f"summary.json and peak.csv, {entry['outcome']}")
    checks.equal(peaks(folder)[0]["note"], "not_assessed", "the note where there is no history")

    draw_by_draw(here, "draws_by_intensity", "sectors.all.intensity_offset", 5, **BY_INTENSITY)
    draw_by_draw(here, "draws_by_growth", "economy.growth_offset", 0, **BY_GROWTH)

    # Exact ties: the first of equals is the peak, and any equal maximum in the last years means not peaked.
    only_outcome(here, "flat", "not_peaked")
    only_outcome(here, "flat_but_unknown", "not_peaked", energy="{lognormal: [100 PJ, 1.3]}")
    only_outcome(here, "falling", "2020", trend="-1 %")
    only_outcome(here, "rising", "not_peaked", trend="1 %")
    only_outcome(here, "plateau", "2025", trend="{2021..2025: 1 %, 2026..2030: 0 %, 2031..: -1 %}")
    only_outcome(here, "long_plateau", "2025", trend="{2021..2025: 1 %, 2026..2055: 0 %, 2056..: -1 %}")
    only_outcome(here, "plateau_into_last", "not_peaked", trend="{2021..2025: 1 %, 2026..2056: 0 %, 2057..: -1 %}")
    only_outcome(here, "same_unconfirmed", "2025", trend="{2021..2025: 1 %, 2026..2056: 0 %, 2057..: -1 %}", confirm=1)
    only_outcome(here, "rising_to_2055", "2055", trend="{2021..2055: 1 %, 2056..: -1 %}")
    only_outcome(here, "rising_to_2056", "not_peaked", trend="{2021..2056: 1 %, 2057..: -1 %}")

    # A horizon as short as it gets is answered.
    only_outcome(here, "one_year", "not_peaked", horizon=BASE_YEAR)
    only_outcome(here, "two_years", "not_peaked", horizon=BASE_YEAR + 1, trend="-1 %")
    folder = only_outcome(here, "two_unconfirmed", "2020", horizon=BASE_YEAR + 1, trend="-1 %", confirm=0)
    checks.close(projection(folder)["emissions.total", BASE_YEAR + 1, "mean"][0], EMISSIONS * exp(-0.01), 1e-12,
                 "the last year's mean")
checks.finish()
