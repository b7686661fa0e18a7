#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many draws the even designs save: the variance of an answer over many seeds under Monte Carlo, over that under a
Latin hypercube and Sobol, at the same number of draws; and beside it the error they print over the error they make.

usage: tests/bench/designs.py [SCENARIO [DRAWS [SEEDS]]]   (after ./citypeak has built the program)

With S seeds a ratio is known to about +-2*sqrt(4/S) of itself.
"""
import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
program = pathlib.Path(os.environ.get("CITYPEAK_PROGRAM", root / "build/release/bin/citypeak"))
DESIGNS = ("monte_carlo", "latin_hypercube", "sobol")


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def answers(scenario, draws, design, seed):
    """Name of each answer -> value and printed error."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [program, "run", scenario, "--design", design, "--draws", str(draws), "--seed", str(seed), "--out", folder + "/o",
             "--years", "2030,2035", "--variables", "emissions.total", "--format", "csv"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        out = {}
        for row in rows(folder + "/o/projection.csv"):
            if row["year"] == "2035" and row["statistic"] in ("p05", "p50", "p95", "mean"):
                out[f"{row['statistic']} of emissions in 2035"] = float(row["value"]), float(row["standard_error"])
        for row in rows(folder + "/o/peak.csv"):
            if row["variable"] == "emissions.total" and row["definition"] == "underlying" and row["outcome"] in ("2025", "2030", "2035", "2040"):
                out[f"P(peak<={row['outcome']})"] = float(row["cumulative"]), float(row["cumulative_standard_error"])
        return out


def main():
    scenario = sys.argv[1] if len(sys.argv) > 1 else str(root / "scenarios/shenzhen/five_levers.yaml")
    draws = int(sys.argv[2]) if len(sys.argv) > 2 else 16384
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    samples = {design: [answers(scenario, draws, design, seed) for seed in range(1, seeds + 1)] for design in DESIGNS}
    print(f"{scenario.split('scenarios/')[-1]}, {draws} draws, {seeds} seeds\n")
    print("| answer | Latin hypercube saves | Sobol saves | error printed over error made: Monte Carlo | Latin hypercube | Sobol |")
    print("|---|---|---|---|---|---|")
    for name in samples["monte_carlo"][0]:
        variance = {d: statistics.variance(s[name][0] for s in sample) for d, sample in samples.items()}
        printed = {d: statistics.fmean(s[name][1] ** 2 for s in sample) for d, sample in samples.items()}
        if not all(variance.values()):
            continue
        saved = [f"{variance['monte_carlo'] / variance[d]:.1f}" for d in ("latin_hypercube", "sobol")]
        honest = [f"{(printed[d] / variance[d]) ** 0.5:.2f}" for d in samples]
        print(f"| {name} | {' | '.join(saved + honest)} |")


if __name__ == "__main__":
    main()
