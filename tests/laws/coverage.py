# SPDX-License-Identifier: MIT
"""Standard errors are honest: over many seeds 1.96 of them to either side hold the exact value in about 95 %.

The city is that of tests/support/hill.py. tests/bench/coverage.py does the same with 2,000 seeds, and for more numbers.
"""
import os
import sys
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import hill
from support.program import STANDARD_ERRORS, Checks, peaks, projection, run, workplace

SANITIZED = bool(os.environ.get("CITYPEAK_SANITIZE", ""))
DESIGNS = ("monte_carlo", "latin_hypercube", "sobol")
SEEDS, DRAWS, YEAR = 30 if SANITIZED else 200, 1024, 2035
LOWEST, HIGHEST = 0.93, 0.97  # what a rate may truly be
STATISTICS = {"mean": "mean", "p50": 0.5}
# Peaks by neighbouring years are nearly the same event: a few far apart count.
PEAK_YEARS = ("2022", "2030", "2038", "2046", "2054")


def covered(place, design):
    """quantity -> how many seeds' intervals hold the truth, over all seeds; and mean squared error over printed."""
    wanted = {year: hill.peak_by(int(year)) for year in PEAK_YEARS}
    wanted.update({name: hill.emissions(YEAR, statistic) for name, statistic in STATISTICS.items()})
    hits, ratios = dict.fromkeys(wanted, 0), dict.fromkeys(wanted, 0.0)
    for seed in range(1, SEEDS + 1):
        run(place / "hill.yaml", place / "out", "--design", design, "--draws", DRAWS, "--seed", seed, "--years", YEAR,
            "--variables", "emissions.total", "--format", "csv", "--threads", 1)
        found = {row["outcome"]: (row["cumulative"], row["cumulative_standard_error"]) for row in peaks(place / "out")}
        of_year = projection(place / "out")
        found.update({name: of_year["emissions.total", YEAR, name] for name in STATISTICS})
        for quantity, exact in wanted.items():
            value, error = found[quantity]
            checks.true(error > 0, f"{design}, seed {seed}, {quantity}: standard error {error}")
            hits[quantity] += abs(value - exact) <= 1.96 * error
            ratios[quantity] += (value - exact) ** 2 / (error * error * SEEDS)
    return hits, ratios


def consistent(design, what, hit, runs, independent):
    """A count that some rate from LOWEST to HIGHEST would give; three binomial errors of as many runs as are
    independent (2e-3 to be wrong, once: the seeds are fixed)."""
    low = runs * (LOWEST - 3 * sqrt(LOWEST * (1 - LOWEST) / independent))
    high = runs * (HIGHEST + 3 * sqrt(HIGHEST * (1 - HIGHEST) / independent))
    checks.true(low <= hit <= high, f"{design}, {what}: {hit} of {runs} hold the truth, not {low:.1f} to {high:.1f}")


checks = Checks()
with workplace() as here:
    hill.hill(here)
    for one in PEAK_YEARS:
        checks.true(0.02 <= hill.peak_by(int(one)) <= 0.98, f"P(peak<={one}) is {hill.peak_by(int(one))}")
    for name in DESIGNS:
        counts, squares = covered(here, name)
        for key, count in counts.items():
            consistent(name, key, count, SEEDS, SEEDS)
            # The mean of 200 squared normal numbers is 1 +- 0.1. The errors of replicates are 1.066 times too wide
            # on purpose (Student), with the rounding to whole draws up to 1.3 times: the square may be as low as 0.6.
            checks.true(0.6 - STANDARD_ERRORS * sqrt(2 / SEEDS) < squares[key] < 1 + STANDARD_ERRORS * sqrt(2 / SEEDS),
                        f"{name}, {key}: squared error over printed {squares[key]:.2f}")
        # All together, as if only two of the years told something new.
        consistent(name, "P(peak<=Y)", sum(counts[one] for one in PEAK_YEARS), SEEDS * len(PEAK_YEARS), 2 * SEEDS)
checks.finish()
