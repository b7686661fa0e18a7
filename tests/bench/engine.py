#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast the engine is and how much memory it takes: draws per second and core, by instruction set and number of draws.

usage: tests/bench/engine.py [SCENARIO]   (after ./citypeak has built the program)

CPU time of the whole process less that of a run of 64 draws (reading, tables, files), so the figure is the engine's own.
Shared machines are noisy: each row is the best of three.
"""
import collections
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
program = pathlib.Path(os.environ.get("CITYPEAK_PROGRAM", root / "build/release/bin/citypeak"))
START = 64  # draws of a run that is nearly all start and end

Use = collections.namedtuple("Use", "cpu memory wall")  # seconds, MB, seconds


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def measured(command, stdout=subprocess.DEVNULL, **options):
    """What a process used, or None if it failed."""
    began = time.monotonic()
    child = subprocess.Popen([str(word) for word in command], stdout=stdout, stderr=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    return Use(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, wall) if child.returncode == 0 else None


def run(scenario, draws, isa="auto", threads=1, options=()):
    with tempfile.TemporaryDirectory() as folder:
        return measured([program, "run", scenario, "--draws", draws, "--isa", isa, "--threads", threads, *options,
                         "--out", folder + "/out"])


def best(*rows):
    """The least time and the most memory of several runs; None if one failed."""
    return None if None in rows else Use(min(r.cpu for r in rows), max(r.memory for r in rows), min(r.wall for r in rows))


def main():
    scenario = sys.argv[1] if len(sys.argv) > 1 else str(root / "scenarios/shenzhen/five_levers.yaml")
    print(f"machine  {cpu_model()}, {os.cpu_count()} processors, Linux {platform.release()}")
    print("build    " + subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip())
    print(f"scenario {pathlib.Path(scenario).relative_to(root) if root in pathlib.Path(scenario).parents else scenario}")
    print(f"{'isa':>4} {'threads':>7} {'draws':>9} {'CPU s':>8} {'draws/s/core':>13} {'memory MB':>10}")
    for isa in ("v2", "v3", "v4"):
        start = best(*(run(scenario, START, isa) for _ in range(3)))
        if start is None:
            print(f"{isa:>4}  not on this machine")
            continue
        for draws, threads in ((10_000, 1), (100_000, 1), (1_000_000, 1), (1_000_000, 2)):
            use = best(*(run(scenario, draws, isa, threads) for _ in range(3)))
            rate = draws / max(use.cpu - start.cpu, 1e-9)
            print(f"{isa:>4} {threads:>7} {draws:>9} {use.cpu:>8.2f} {rate:>13,.0f} {use.memory:>10.0f}")


if __name__ == "__main__":
    main()
