#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""With a history both ends are censored: the exact law of already_peaked, the base year and not_peaked.

log E(t)/E(t0) = o*t with one normal o, so the projection is largest at the horizon if o > 0 and in the base year if not.
The known past was R times the base year. Then, with T years to the horizon and Phi the normal law:
  R > 1: already_peaked if exp(o*T) < R, else not_peaked;    R < 1: the base year if o < 0, else not_peaked.
"""
import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.program import STANDARD_ERRORS, Checks, peaks, rows, run, scenario_file, workplace  # noqa: E402

MEAN, SD, YEARS, DRAWS = 0.001, 0.01, 30, 40000
CITY = """city: past
base_year: 2020
horizon: 2050
population: {{value: 1 million person}}
economy: {{gdp: 100 billion CNY, growth_offset: {{normal: [{mean}, {sd}]}}}}
sectors: {{all: {{driver: gdp, energy: 100 PJ, carriers: {{coal: 100 %}}}}}}
carriers: {{coal: {{factor: 90 kgCO2/GJ}}}}
history:
  - variable: emissions.total
{history}
"""


def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def law(folder, checks, name, history, expected, assessed=True):
    out = folder / name
    run(scenario_file(folder, name, CITY.format(mean=MEAN, sd=SD, history=history)), out, "--draws", DRAWS)
    found = {row["outcome"]: row for row in peaks(out)}
    for outcome, exact in expected.items():
        row = found[outcome]
        checks.true(abs(row["probability"] - exact) <= STANDARD_ERRORS * row["standard_error"],
                    f"{name}: P({outcome}) is {row['probability']}, exact {exact}")
    checks.true(abs(sum(row["probability"] for row in found.values()) - 1) < 1e-12, f"{name}: the outcomes sum to 1")
    checks.true((found["already_peaked"]["note"] == "") == assessed, f"{name}: note {found['already_peaked']['note']!r}")
    observed = [row for row in rows(out / "projection.csv") if row["statistic"] == "observed"]
    checks.true(bool(observed) == assessed, f"{name}: {len(observed)} observed rows")


def main():
    checks = Checks()
    with workplace() as folder:
        already = normal_cdf((math.log(1.2) / YEARS - MEAN) / SD)
        falls = normal_cdf(-MEAN / SD)
        past = "    series: {2005: 6 MtCO2, 2010: 12 MtCO2, 2015: 11 MtCO2, 2020: 10 MtCO2}"
        law(folder, checks, "higher", past, {"already_peaked": already, "2020": 0.0, "not_peaked": 1.0 - already})
        lower = "    series: {2010: 8 MtCO2, 2020: 10 MtCO2}"
        law(folder, checks, "lower", lower, {"already_peaked": 0.0, "2020": falls, "not_peaked": 1.0 - falls})
        # Spliced: h(2020) = 11*0.9 = 9.9 times a lognormal factor whose p95 is 1.15 (grade medium), ratio 12/9.9.
        splice = past.replace(", 2020: 10 MtCO2", "") + "\n    splice: {value: 0.9, source: test, grade: medium}"
        spread = math.log(1.15) / 1.6448536269514722
        steps = 4000
        both = here = 0.0
        for i in range(steps):  # over the splice factor, by its quantiles
            z = -6.0 + 12.0 * (i + 0.5) / steps
            weight = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * 12.0 / steps
            ratio = math.log(12 / 9.9) - spread * z
            both += weight * (normal_cdf((ratio / YEARS - MEAN) / SD) if ratio > 0 else 0.0)
            here += weight * (falls if ratio < 0 else 0.0)
        law(folder, checks, "spliced", splice, {"already_peaked": both, "2020": here, "not_peaked": 1.0 - both - here})
        other = "    boundary: scope1_co2\n" + past
        law(folder, checks, "other_boundary", other, {"already_peaked": 0.0, "2020": falls, "not_peaked": 1.0 - falls}, assessed=False)
        table = folder / "past.csv"
        table.write_text("year,variable,value,unit,place\n2010,emissions.total,12,MtCO2,past\n2010,emissions.total,99,MtCO2,elsewhere\n"
                         "2020,emissions.total,10,MtCO2,past\n")
        law(folder, checks, "from_csv", "    file: past.csv", {"already_peaked": already, "2020": 0.0, "not_peaked": 1.0 - already})
    checks.finish()


main()
