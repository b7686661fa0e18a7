# SPDX-License-Identifier: MIT
"""What every oracle and law needs: runs of the real program, its files as Python values, one way to report."""
import contextlib
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(os.environ.get("CITYPEAK_SOURCE_DIR") or Path(__file__).resolve().parents[2])
PROGRAM = Path(os.environ.get("CITYPEAK_PROGRAM") or ROOT / "build" / "release" / "bin" / "citypeak")
SCENARIOS = ROOT / "scenarios"
STANDARD_ERRORS = 5  # of a fixed seed: chance per comparison 6e-7, and the same answer every time
STATISTICS = ("mean", "p05", "p25", "p50", "p75", "p95")
MANIFEST = "manifest.json"


def evidence(part):
    """Data of others that lie beside the project: `part` of CITYPEAK_EVIDENCE, else of `shared/evidence` in a folder
    above or beside; None where there is none."""
    named = os.environ.get("CITYPEAK_EVIDENCE")
    candidates = [Path(named)] if named else [above / "shared" / "evidence" for above in ROOT.parents]
    return next((folder / part for folder in candidates if (folder / part).exists()), None)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


if not os.access(PROGRAM, os.X_OK):
    skip("the program is not built")


def python_with(module, package, needed=True):
    """A Python that has a module which Debian gives to its own Python in a package; None if it is not needed."""
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            if subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0:
                return python
    if not needed:
        return None
    if os.environ.get("CI") == "true":
        print(f"there is no {package}, and where CI=true it must be")
        sys.exit(1)
    skip(f"needs {package}")


def start_again(python):
    """This script from the beginning, with another Python: its own path is how it finds its modules."""
    os.execv(python, [python, *sys.argv])


def python_with_yaml():
    """The other calculation reads the scenarios with PyYAML."""
    return python_with("yaml", "python3-yaml")


def environment(**changes):
    """The caller's environment without its language, plus `changes`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_") and name != "LANG"}
    return {**kept, **changes}


@contextlib.contextmanager
def workplace():
    """A folder of our own, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="citypeak-test-") as name:
        yield Path(name)


def command(scenario, out, *options):
    scenarios = scenario if isinstance(scenario, (list, tuple)) else [scenario]
    return [str(PROGRAM), "run", *map(str, scenarios), "--out", str(out), *map(str, options)]


def call(*words, cwd=None, code=0, **variables):
    """Runs any command of the program; ends the test if the exit code is not `code`."""
    words = [str(PROGRAM), *map(str, words)]
    done = subprocess.run(words, capture_output=True, cwd=cwd, check=False, timeout=300, env=environment(**variables))
    if done.returncode != code:
        print(f"exit {done.returncode} instead of {code}: {' '.join(words)}")
        print(done.stderr.decode("utf-8", "replace"))
        sys.exit(1)
    return done


def run(scenario, out, *options, **how):
    """Runs scenario files into the folder `out`; ends the test if the exit code is not as expected (0)."""
    return call(*command(scenario, out, *options)[1:], **how)


def scenario_file(folder, name, text):
    path = Path(folder) / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def table_file(folder, name, header, lines):
    """A CSV file of rows of numbers and text; None becomes an empty cell."""
    path = Path(folder) / f"{name}.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])
    return path


def rows(path):
    """The rows of a CSV file as dicts of text."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def columns(path):
    """A CSV file as (header, rows of text)."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        return next(reader), list(reader)


def projection(folder):
    """(variable, year, statistic) -> (value, standard error) of a folder with one scenario."""
    return {(r["variable"], int(r["year"]), r["statistic"]): (float(r["value"]), float(r["standard_error"]))
            for r in rows(Path(folder) / "projection.csv")}


def central(folder):
    """(variable, year) -> value of a `--central` run of one scenario."""
    return {(r["variable"], int(r["year"])): float(r["value"]) for r in rows(Path(folder) / "central.csv")}


def peaks(folder, variable="emissions.total", definition="underlying"):
    """The rows of peak.csv of one variable, in the file's order, numbers read."""
    result = []
    for r in rows(Path(folder) / "peak.csv"):
        if r["variable"] == variable and r["definition"] == definition:
            result.append({"outcome": r["outcome"], "note": r["note"], "probability": float(r["probability"]),
                           "standard_error": float(r["standard_error"]),
                           "cumulative": float(r["cumulative"]) if r["cumulative"] else None,
                           "cumulative_standard_error":
                               float(r["cumulative_standard_error"]) if r["cumulative_standard_error"] else None})
    return result


def summary(folder):
    return json.loads((Path(folder) / "summary.json").read_text(encoding="utf-8"))


def digests(folder, but=(MANIFEST,)):
    """file name -> hash, of every file but the named ones; files of inner folders under their path."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(folder).rglob("*")) if path.is_file() and path.name not in but}


def relative(a, b):
    """How far a is from b, as a share of b; of the difference itself where b is 0."""
    return abs(a - b) / abs(b) if b else abs(a - b)


class Checks:
    """Counts comparisons and collects the ones that fail."""

    shown = 20

    def __init__(self):
        self.count, self.failures = 0, []

    def true(self, holds, what):
        self.count += 1
        if not holds:
            self.failures.append(what)

    def equal(self, got, wanted, what):
        self.true(got == wanted, f"{what}: {got!r} instead of {wanted!r}")

    def near(self, got, wanted, tolerance, what):
        """|got - wanted| <= tolerance, and both numbers."""
        self.true(abs(got - wanted) <= tolerance, f"{what}: {got!r} instead of {wanted!r}, off by "
                  f"{abs(got - wanted):.3g}, at most {tolerance:.3g} allowed")

    def close(self, got, wanted, share, what):
        """Equal up to a share of the wanted value."""
        self.near(got, wanted, share * abs(wanted) if wanted else share, what)

    def same_files(self, one, other, what, but=(MANIFEST,)):
        first, second = digests(one, but), digests(other, but)
        self.equal(sorted(second), sorted(first), f"{what}: the files written")
        for name in first:
            self.true(first[name] == second.get(name), f"{what}: {name} differs")

    def finish(self):
        for failure in self.failures[:self.shown]:
            print(failure)
        if len(self.failures) > self.shown:
            print(f"... and {len(self.failures) - self.shown} more")
        print(f"{self.count - len(self.failures)} of {self.count} comparisons hold")
        sys.exit(1 if self.failures or not self.count else 0)
