#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast the engine is and how much memory it takes: draws per second and core, by instruction set and number of draws.

usage: tests/bench/engine.py [SCENARIO]   (after ./citypeak has built the program)

CPU time of the whole process less that of a run of 64 draws (reading, tables, files), so the figure is the engine's own.
Shared machines are noisy: each row is the best of three.
"""
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
program = pathlib.Path(os.environ.get("CITYPEAK_PROGRAM", root / "build/release/bin/citypeak"))
scenario = sys.argv[1] if len(sys.argv) > 1 else str(root / "scenarios/shenzhen/five_levers.yaml")


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def run(draws, isa, threads=1):
    """CPU seconds, and the largest resident memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "run", scenario, "--draws", str(draws), "--isa", isa, "--threads", str(threads), "--out", folder + "/out"]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        return None
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(draws, isa, threads=1):
    rows = [run(draws, isa, threads) for _ in range(3)]
    return None if None in rows else (min(r[0] for r in rows), max(r[1] for r in rows))


def main():
    print(f"machine  {cpu_model()}, {os.cpu_count()} processors, Linux {platform.release()}")
    print("build    " + subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip())
    print(f"scenario {pathlib.Path(scenario).relative_to(root) if root in pathlib.Path(scenario).parents else scenario}")
    print(f"{'isa':>4} {'threads':>7} {'draws':>9} {'CPU s':>8} {'draws/s/core':>13} {'memory MB':>10}")
    for isa in ("v2", "v3", "v4"):
        start = best(64, isa)
        if start is None:
            print(f"{isa:>4}  not on this machine")
            continue
        for draws, threads in ((10_000, 1), (100_000, 1), (1_000_000, 1), (1_000_000, 2)):
            seconds, memory = best(draws, isa, threads)
            rate = draws / max(seconds - start[0], 1e-9)
            print(f"{isa:>4} {threads:>7} {draws:>9} {seconds:>8.2f} {rate:>13,.0f} {memory:>10.0f}")


main()
