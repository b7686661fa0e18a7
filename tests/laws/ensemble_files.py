# SPDX-License-Identifier: MIT
"""ensemble.nc, read back by another program's reader, holds exactly the numbers of draws.csv and outcomes.csv."""
import importlib.util
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import hill
from support.program import (MANIFEST, SCENARIOS, Checks, columns, command, digests, environment, python_with, rows,
                             run, scenario_file, workplace)

KAYA = SCENARIOS / "tutorial" / "kaya.yaml"
DRAWS = 1500        # of two scenarios and 41 years: one piece of a path is 799 draws
MANY_DRAWS = 33000  # more than one piece of an input
PATIENCE = 60
ALREADY_PEAKED, NOT_PEAKED = 0, 9999
HISTORY = "history:\n  - {variable: emissions.total, series: {2016: 5.3 MtCO2, 2020: 5 MtCO2}}\n"
# Another law for one input, and a sector that the first scenario lacks.
OTHER = """extends: hill.yaml
id: other
economy: {growth: -0.4 %}
carriers: {coal: {factor_trend: {triangular: [-1 %, 0.3 %, 1.4 %]}}}
sectors: {harbour: {driver: gdp, energy: 1 PJ, carriers: {coal: 100 %}}}
"""


def built_in(place):
    """Whether the program knows the format; if not, its message must say how it gets to."""
    done = subprocess.run(command(KAYA, place / "asked", "--draws", 10, "--format", "csv,netcdf"), capture_output=True,
                          check=False, env=environment())
    if done.returncode == 0:
        return True
    checks.equal(done.returncode, 2, "exit of a program without the format")
    checks.true(not (place / "asked").exists(), "a program without the format writes nothing")
    for language, word in (("en", "not built into"), ("zh", "未包含")):
        said = subprocess.run(command(KAYA, place / "asked", "--format", "netcdf", "--lang", language),
                              capture_output=True, text=True, check=False, env=environment()).stderr
        for part in (word, "[format_not_built]", "CITYPEAK_NETCDF=ON ./citypeak", "libnetcdf-dev", "-DCITYPEAK_NETCDF=ON"):
            checks.true(part in said, f"{part!r} is not in the message: {said}")
    return False


def code_of(outcome):
    words = {"already_peaked": ALREADY_PEAKED, "not_peaked": NOT_PEAKED}
    return words[outcome] if outcome in words else int(outcome)


def same(got, wanted, what):
    """Two arrays, number for number; what is missing is missing in both."""
    checks.equal(got.shape, wanted.shape, f"{what}: shape")
    masked = numpy.ma.getmaskarray(got)
    checks.true(got.shape == wanted.shape and bool((masked == numpy.isnan(wanted)).all())
                and bool((got.data[~masked] == wanted[~masked]).all()), f"{what}: numbers")


def column_of(header, body, name):
    index = header.index(name)
    return numpy.array([float(row[index]) if row[index] else numpy.nan for row in body])


def compare_inputs(data, folder):
    header, body = columns(folder / "draws.csv")
    found = [name for name, variable in data.variables.items() if variable.dimensions == ("draw",) and name != "draw"]
    checks.equal(found, header[1:], "inputs and their order")
    for name in header[1:]:
        same(data[name][:], column_of(header, body, name), name)
        checks.true(bool(data[name].units), f"{name}: unit")
    same(data["draw"][:], column_of(header, body, "draw"), "draw")
    return header[1:]


def compare_outcomes(data, folder):
    header, body = columns(folder / "outcomes.csv")
    scenarios, draws, years = list(data["scenario"][:]), len(data.dimensions["draw"]), list(data["year"][:])
    checks.equal([row[0] for row in body], [s for s in scenarios for _ in range(draws)], "scenarios in their order")
    checks.equal([row[1] for row in body[::draws]], list(data["city"][:]), "cities")
    shape = (len(scenarios), draws)
    codes = numpy.array([code_of(row[header.index("peak_outcome")]) for row in body])
    same(data["peak_outcome"][:], codes.reshape(shape), "peak_outcome")
    same(data["peak_level"][:], column_of(header, body, "peak_level").reshape(shape), "peak_level")
    names = list(dict.fromkeys(name.split("@")[0] for name in header if "@" in name))
    checks.equal([n for n, v in data.variables.items() if v.dimensions == ("scenario", "draw", "year")], names, "paths")
    checks.equal([name for name in header if "@" in name], [f"{name}@{year}" for name in names for year in years],
                 "years")
    for name in names:
        paths = numpy.stack([column_of(header, body, f"{name}@{year}").reshape(shape) for year in years], axis=2)
        same(data[name][:], paths, name)
    return names


def check_attributes(data, folder, design):
    said = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    checks.equal(data.Conventions, "CF-1.8", "Conventions")
    checks.equal((int(data.base_year), int(data.horizon), data.seed, data.design),
                 (said["base_year"], said["horizon"], str(said["seed"]), design), "attributes of the run")
    flags = data["peak_outcome"]
    words = dict(zip(flags.flag_values.tolist(), flags.flag_meanings.split()))
    checks.equal(words, {0: "already_peaked", 9999: "not_peaked",
                         **{y: str(y) for y in range(said["base_year"], said["horizon"] + 1)}}, "flags")
    for i, scenario in enumerate(said["scenarios"]):
        boundary = scenario["cities"][0]["boundary"]
        checks.equal((data["scopes"][i], data["gases"][i], data["gwp"][i]),
                     (" ".join(boundary["scopes"]), " ".join(boundary["gases"]), boundary["gwp"]), "boundary")
        for name, variable in scenario["cities"][0]["variables"].items():
            if name in data.variables:
                checks.equal(data[name].units, variable["unit"], f"{name}: unit")
                checks.true(data[name].long_name and data[name].long_name_zh, f"{name}: labels")


def two_scenarios(place, *options, design="monte_carlo", name="two"):
    files = [hill.hill(place, more=HISTORY), scenario_file(place, "other", OTHER)]
    run(files, place / name, "--draws", DRAWS, "--save-draws", "--format", "csv,netcdf", "--variables",
        "emissions.sector.*,gdp", "--design", design, *options)
    return place / name


def check_round_trip(place):
    folder = two_scenarios(place)
    with netCDF4.Dataset(folder / "ensemble.nc") as data:
        inputs, names = compare_inputs(data, folder), compare_outcomes(data, folder)
        check_attributes(data, folder, "monte_carlo")
        # The cases that the numbers above must have gone through.
        own = [name for name in inputs if name.startswith("other:")]
        checks.true(own and all(data[n].scenario == "other" and data[n].input == n[6:] for n in own), "SCENARIO:INPUT")
        lacking = data["emissions.sector.harbour"][:]
        checks.true(bool(lacking[0].mask.all()) and not numpy.ma.is_masked(lacking[1]), "a variable that one lacks")
        checks.true("emissions.sector.harbour" in names, f"variables: {names}")
        outcomes = set(numpy.unique(data["peak_outcome"][:]).tolist())
        checks.true({ALREADY_PEAKED, NOT_PEAKED} < outcomes, f"outcomes seen: {sorted(outcomes)}")
    folder = two_scenarios(place, "--years", "2025,2030..2032", design="latin_hypercube", name="even")
    with netCDF4.Dataset(folder / "ensemble.nc") as data:
        compare_inputs(data, folder)
        compare_outcomes(data, folder)
        check_attributes(data, folder, "latin_hypercube")
        checks.equal(list(data["year"][:]), [2025, 2030, 2031, 2032], "--years")


def check_many_draws(place):
    folder = place / "many"
    run(KAYA, folder, "--draws", MANY_DRAWS, "--save-draws", "--format", "csv,netcdf", "--years", "2030")
    with netCDF4.Dataset(folder / "ensemble.nc") as data:
        compare_inputs(data, folder)
        compare_outcomes(data, folder)
        same_probability = float((data["peak_outcome"][0] <= 2030).mean())
    row = next(r for r in rows(folder / "peak.csv") if r["variable"] == "emissions.total"
               and r["definition"] == "underlying" and r["outcome"] == "2030")
    checks.close(same_probability, float(row["cumulative"]), 1e-15, "P(peak<=2030) from the codes")


def check_same_bytes(place):
    folders = [place / f"threads_{threads}" for threads in (1, 2, 3)]
    for threads, folder in enumerate(folders, 1):
        run(KAYA, folder, "--draws", 3000, "--format", "csv,netcdf", "--threads", threads)
    for folder in folders[1:]:
        checks.same_files(folders[0], folder, "another number of threads")
    checks.true("ensemble.nc" in digests(folders[0]) and "draws.csv" not in digests(folders[0]),
                "the format keeps the draws without --save-draws, as ensemble.nc alone")
    entries = json.loads((folders[0] / MANIFEST).read_text(encoding="utf-8"))["files"]
    checks.equal({e["path"]: e["sha256"] for e in entries}, digests(folders[0]), "manifest.json: files")
    run(KAYA, place / "both", "--draws", 3000, "--format", "csv,netcdf", "--save-draws")
    checks.same_files(folders[0], place / "both", "--save-draws beside it", but=(MANIFEST, "draws.csv", "outcomes.csv"))
    run(KAYA, place / "plain", "--draws", 3000, "--format", "csv")
    checks.same_files(place / "plain", folders[0], "the other files", but=(MANIFEST, "ensemble.nc"))


def check_what_cannot_be_written(place):
    """A file that cannot grow, as on a full disk, wherever it stops: the ordinary message, nothing left, no crash."""
    small = place / "small" / "out"
    for limit in (1_000_000, 2_000_000, 5_000_000):
        process = subprocess.run(command(KAYA, small, "--draws", 20000, "--format", "netcdf"), capture_output=True,
                                 text=True, check=False, timeout=PATIENCE, env=environment(), restore_signals=False,
                                 preexec_fn=lambda size=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        checks.equal(process.returncode, 1, f"a file of {limit} bytes at most: {process.stderr!r}")
        checks.true("[output_no_space]" in process.stderr and "ensemble.nc" in process.stderr, process.stderr)
        checks.true(not small.parent.exists(), f"left by a file of {limit} bytes at most")


def check_interruption(place):
    """A signal while the file is written ends the run between two pieces."""
    target = place / "stopped" / "out"
    with subprocess.Popen(command(KAYA, target, "--draws", 500_000, "--format", "netcdf", "--years", "2030"),
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()) as process:
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end and not list(place.glob("stopped/.out*/ensemble.nc")):
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=PATIENCE)[1]
    checks.equal(process.returncode, 143, f"exit after SIGTERM: {said!r}")
    checks.true(not target.parent.exists(), "left by SIGTERM")


checks = Checks()
with workplace() as here:
    if not built_in(here):
        checks.true(os.environ.get("CITYPEAK_BUILT_WITH_NETCDF") != "ON", "it was built with the option")
        checks.true(os.environ.get("CI") != "true" or os.environ.get("CITYPEAK_BUILD_TYPE") != "Release",
                    "the release that CI tests must have the format")
        print("the round trip is left out: it needs a program built with CITYPEAK_NETCDF")
        checks.finish()
    if importlib.util.find_spec("netCDF4") is None:
        PYTHON = python_with("netCDF4", "python3-netcdf4")
        os.execv(PYTHON, [PYTHON, *sys.argv])
    import netCDF4
    import numpy
    check_round_trip(here)
    check_many_draws(here)
    check_same_bytes(here)
    check_what_cannot_be_written(here)
    check_interruption(here)
checks.finish()
