#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How often the truth lies within 1.96 printed standard errors, and how wide they are, by design and number of draws.

usage: tests/bench/coverage.py [--seeds 2000] [--draws 1024,4096] [--cities hill,kaya] [--jobs 1]

The same seeds for each design: P(peak<=Y) where it is between 0.02 and 0.98, and emissions of four years. The hill
(tests/support/hill.py) and the emissions of scenarios/tutorial/kaya.yaml have laws in closed form; the peak of kaya is
taken from 2^24 Sobol draws of another seed, whose error is a few percent of that of 4096 draws.

Columns: share within 1.96 and within 2.131 (Student, 15 degrees of freedom) printed standard errors; the same for the
spread of the replicates without the program's own widening (`plain`); lowest and highest share of a single quantity
within 1.96; root mean square error over all seeds against the printed error (`honesty`); variance of monte_carlo with
the same draws over its own (`gain`).
"""
import argparse
import concurrent.futures
import sys
from math import log, exp, sqrt
from pathlib import Path
from statistics import NormalDist

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import hill
from support.program import SCENARIOS, peaks, projection, run, workplace

DESIGNS = ("monte_carlo", "latin_hypercube", "sobol")
YEARS = (2025, 2030, 2040, 2060)
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
WIDENED = 1.7530503556925547 / 1.6448536269514722  # in the standard errors of replicates
TRUTH_DRAWS, TRUTH_SEED = 2 ** 24, 10 ** 9
OPTIONS = ("--years", ",".join(map(str, YEARS)), "--variables", "emissions.total", "--format", "csv", "--threads", 1)


def kaya_emissions(year, statistic):
    """Closed form of tests/oracle/kaya_lognormal.py."""
    n = year - 2020
    mean = log(600.0 * 94.6e-3) + n * (log(1.045) - 0.035 - 0.008)
    scale = 0.015 * sqrt(1 - 0.6 ** 2)
    shocks = sum((scale * (1 - 0.6 ** k) / 0.4) ** 2 for k in range(1, n + 1))
    variance = (n * 0.01) ** 2 + (n * 0.008) ** 2 + (n * 0.004) ** 2 + shocks
    if statistic == "mean":
        return exp(mean + variance / 2)
    return exp(mean + NormalDist().inv_cdf(statistic) * sqrt(variance))


def found(folder):
    """quantity -> (value, standard error) of a result folder."""
    result = {("P", row["outcome"]): (row["cumulative"], row["cumulative_standard_error"])
              for row in peaks(folder) if row["outcome"].isdigit()}
    of_years = projection(folder)
    result.update({(statistic, year): of_years["emissions.total", year, statistic]
                   for statistic in ("mean", *QUANTILES) for year in YEARS})
    return result


def truth(city, place):
    """scenario file and quantity -> exact value."""
    emissions = hill.emissions if city == "hill" else kaya_emissions
    wanted = {(statistic, year): emissions(year, QUANTILES.get(statistic, statistic))
              for statistic in ("mean", *QUANTILES) for year in YEARS}
    if city == "hill":
        scenario = hill.hill(place)
        chances = {str(year): hill.peak_by(year) for year in range(hill.BASE_YEAR, hill.HORIZON - hill.CONFIRM + 1)}
    else:
        scenario = SCENARIOS / "tutorial" / "kaya.yaml"
        out = place / "truth"
        run(scenario, out, "--draws", TRUTH_DRAWS, "--seed", TRUTH_SEED, "--design", "sobol", *OPTIONS)
        chances = {outcome: value for (kind, outcome), (value, _) in found(out).items()
                   if kind == "P" and int(outcome) <= 2055}
    wanted.update({("P", year): chance for year, chance in chances.items() if 0.02 <= chance <= 0.98})
    return scenario, wanted


def group(quantity):
    return "P(peak<=Y)" if quantity[0] == "P" else f"emissions {quantity[0]}"


def one(scenario, place, design, draws, seed):
    out = place / f"{design}_{draws}_{seed % 2}"
    run(scenario, out, "--design", design, "--draws", draws, "--seed", seed, *OPTIONS)
    return found(out)


class Tally:
    """Of one quantity over all seeds."""

    def __init__(self):
        self.runs = self.normal = self.student = self.plain = 0
        self.errors = self.printed = 0.0

    def add(self, value, standard_error, wanted, widened):
        off = abs(value - wanted)
        self.runs += 1
        self.normal += off <= 1.96 * standard_error
        self.student += off <= 2.131 * standard_error
        self.plain += off <= 2.131 * standard_error / widened
        self.errors += off ** 2
        self.printed += (standard_error / widened) ** 2


def report(city, draws, tallies):
    print(f"\n{city}, {draws} draws")
    print(f"{'quantities':<16} {'design':<16} {'number':>6} {'1.96 se':>8} {'2.131 se':>8} {'plain t':>8} "
          f"{'lowest':>7} {'highest':>7} {'honesty':>7} {'gain':>7}")
    groups = dict.fromkeys(group(quantity) for _, quantity in tallies)
    for name in groups:
        for design in DESIGNS:
            own = {q: t for (d, q), t in tallies.items() if d == design and group(q) == name}
            runs = sum(t.runs for t in own.values())
            shares = [t.normal / t.runs for t in own.values()]
            honesty = sqrt(sum(t.errors / t.printed for t in own.values()) / len(own))
            gain = sum(tallies["monte_carlo", q].errors / t.errors for q, t in own.items()) / len(own)
            normal, student, plain = (sum(getattr(t, kind) for t in own.values()) / runs
                                      for kind in ("normal", "student", "plain"))
            print(f"{name:<16} {design:<16} {len(own):>6} {normal:>8.2%} {student:>8.2%} {plain:>8.2%} "
                  f"{min(shares):>7.2%} {max(shares):>7.2%} {honesty:>7.3f} {gain:>7.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--draws", default="1024,4096")
    parser.add_argument("--cities", default="hill,kaya")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    with workplace() as place, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for city in options.cities.split(","):
            scenario, wanted = truth(city, place)
            for draws in map(int, options.draws.split(",")):
                tallies = {(design, quantity): Tally() for quantity in wanted for design in DESIGNS}
                for design in DESIGNS:
                    widened = 1.0 if design == "monte_carlo" else WIDENED
                    for first in range(1, options.seeds + 1, 2):  # two at a time: each pair has its own folders
                        seeds = range(first, min(first + 2, options.seeds + 1))
                        answers = pool.map(lambda seed: one(scenario, place, design, draws, seed), seeds)
                        for answer in answers:
                            for quantity, exact in wanted.items():
                                tallies[design, quantity].add(*answer[quantity], exact, widened)
                report(city, draws, tallies)


main()
