#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures speed and writes docs/method/speed.md: draws per second and core, ratios to NumPy and scalar C++, cost and
memory by number of draws, standard errors by design, where the time goes.

usage: tests/bench/speed.py [--write] [--full] [--quick]   (after ./citypeak has built the program; some four minutes)
       tests/bench/speed.py --check

Without --write the page is printed. --full takes 10^7 draws however long they last, --quick measures next to nothing, to try the script itself.
--check measures nothing: the page has the sections written here, and the commands it quotes still run.

CPU time of the whole process less that of a run of 64 draws, as in engine.py. What is compared is run in turns, A B A B,
so that a machine that slows down slows all alike; the least time counts, and of a ratio the range over the turns is given.
"""
import argparse
import os
import re
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import designs
from engine import START, best, cpu_model, measured, program, root, run

PAGE = root / "docs" / "method" / "speed.md"
CITY41 = "tests/bench/city41/scenarios/city41.yaml"
REFERENCE, FIVE_LEVERS = "scenarios/shenzhen/reference.yaml", "scenarios/shenzhen/five_levers.yaml"
OPTIONS = {CITY41: ("--variables", "gdp,population,emissions.total,emissions.sector.*,energy.total,emissions.per_gdp")}
ISAS = ("v2", "v3", "v4")
INSTRUCTIONS = {"v2": "SSE4.2", "v3": "AVX2", "v4": "AVX-512"}
HERE = Path(__file__).resolve().parent
LONGEST = 60  # seconds for 10^7 draws, or they wait for --full

HEADINGS = ("# Speed", "## Machine", "## The same work, written otherwise", "## By instruction set and threads",
            "## From a thousand draws to ten million", "## Ten thousand draws of Shenzhen",
            "## Standard error against draws", "## Where the time goes")

# Symbol of the program -> stage; the first that fits. What is inlined counts where it was inlined into.
STAGES = (
    ("uniform numbers", r"fill_uniforms|philox|scramble|fill_even|latin|sobol"),
    ("inputs: normal scores, correlation, laws", r"transform_|to_scores|reflect|inverse_normal|Marginal"),
    ("years: the steps of the tape", r"::play\b"),
    ("peaks, and whether all is finite", r"run_block|find_peak|all_finite|inspect"),
    ("writing the tapes", r"Recorder|Traced|Assembler|make_tape|CityLife|live_all_years|waste_year|rows_of|PlanTape"),
    ("what survives: histograms, sums, counts",
     r"Histograms|CellBank|moments|add_values|add_peaks|EventJudge|EventCounts|count_below|OrderStatistics|ExactSum|"
     r"accumulate|Accumul"),
    ("other functions of the kernel", r"isa_v\d::|citypeak::run::"),
    ("the operating system: memory, threads", r"^\[k\]|tbb|malloc|memmove|memcpy|memset|sched"),
)
LAST_STAGE = "reading, plan, tables, files"


# ---- measuring ----

def command_of(scenario, draws, *options):
    """As a reader would type it, from the project's folder."""
    words = ["./citypeak", "run", scenario, "--draws", str(draws), *OPTIONS.get(scenario, ()), *options]
    return shlex.join(words)


def runs(scenario, draws, isa="auto", threads=1):
    return lambda: run(root / scenario, draws, isa, threads, OPTIONS.get(scenario, ()))


def told(command, **options):
    """What a process used, its seconds as it prints them itself: without its start and the first touch of its memory."""
    with tempfile.TemporaryFile("w+") as said:
        use = measured(command, stdout=said, **options)
        said.seek(0)
        found = re.search(r"seconds=([\d.]+)", said.read())
    return use._replace(cpu=float(found[1])) if use and found else None


def in_turns(jobs, times):
    """name -> list of uses; every round runs each job once."""
    found = {name: [] for name in jobs}
    for _ in range(times):
        for name, job in jobs.items():
            found[name].append(job())
    return found


class Rate:
    """CPU seconds per draw of something measured at START and at many draws, in turns."""

    def __init__(self, draws, starts, uses):
        self.draws, self.start = draws, best(*starts)
        self.use = best(*uses)
        self.turns = [(use.cpu - self.start.cpu) / (draws - START) for use in uses] if self.use else []
        self.per_draw = min(self.turns) if self.turns else None

    @property
    def per_second(self):
        return 1.0 / self.per_draw


def rates(jobs, times):
    """jobs: name -> (draws, function of draws that runs it). Those that fail are left out."""
    able = {name: job for name, job in jobs.items() if job[1](START)() is not None}
    starts = in_turns({name: job(START) for name, (_, job) in able.items()}, times)
    uses = in_turns({name: job(draws) for name, (draws, job) in able.items()}, times)
    return {name: Rate(draws, starts[name], uses[name]) for name, (draws, _) in able.items()}


class Load:
    """How busy other programs kept the processors while we measured."""

    def __init__(self):
        self.began, self.busy, self.own = time.monotonic(), self.all_busy(), self.own_busy()

    @staticmethod
    def all_busy():
        words = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
        user, nice, system, _, _, irq, soft, stolen = map(int, words)
        return (user + nice + system + irq + soft + stolen) / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def own_busy():
        both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    def others(self):
        seconds = (time.monotonic() - self.began) * os.cpu_count()
        return max(0.0, (self.all_busy() - self.busy) - (self.own_busy() - self.own)) / seconds


def python_with_numpy():
    """A Python that has NumPy, and both versions in words."""
    ask = "import numpy, platform; print(numpy.__version__ + ', Python ' + platform.python_version())"
    for python in (sys.executable, "/usr/bin/python3"):
        asked = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            return python, asked.stdout.strip()
    return None, None


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def number(value):
    """Three digits are more than a shared machine can tell."""
    if value == 0:
        return "0"
    digits = f"{value:.3g}"
    return f"{float(digits):,.0f}" if abs(value) >= 100 else digits


# ---- sections ----

def machine(numpy_version):
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    build = re.search(r"\(([^)]*)\)", said)[1].split(", ")[1:3]  # without the commit and what `auto` takes
    flags = Path("/proc/cpuinfo").read_text()
    isas = ["v2"] + (["v3"] if " avx2 " in flags else []) + (["v4"] if " avx512f " in flags else [])
    return table(("", ""), [
        ("processor", cpu_model()),
        ("processors", os.cpu_count()),
        ("instruction sets of the program it can run", ", ".join(f"{isa} ({INSTRUCTIONS[isa]})" for isa in isas)),
        ("program", ", ".join(build)),
        ("NumPy", numpy_version or "not installed"),
    ]), isas


def same_work(isas, python, times, scale, place):
    compiler = shlex.split(os.environ.get("CXX", "c++"))
    scalar = place / "scalar_city41"
    compiled = measured([*compiler, "-std=c++20", "-O3", "-o", scalar, HERE / "city41" / "scalar_city41.cpp"])
    numpy_script = HERE / "city41" / "numpy_city41.py"
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    jobs = {}
    for isa in reversed(isas):
        draws = int(scale * {"v4": 400_000, "v3": 200_000, "v2": 100_000}[isa])
        jobs[f"citypeak, {INSTRUCTIONS[isa]}"] = draws, lambda n, isa=isa: runs(CITY41, n, isa)
    if python:
        jobs["NumPy, tuned"] = int(scale * 100_000), lambda n: lambda: told(
            [python, numpy_script, "--draws", n], env=one_thread)
    if compiled:
        jobs["scalar C++, -O3"] = int(scale * 100_000), lambda n: lambda: told([scalar, "--draws", n])
    found = rates(jobs, times)
    others = [name for name in ("NumPy, tuned", "scalar C++, -O3") if name in found]
    rows = []
    for name, rate in found.items():
        ratios = []
        for other in others:
            turns = [b / a for a, b in zip(rate.turns, found[other].turns)]
            ratio = found[other].per_draw / rate.per_draw
            ratios.append(f"{ratio:.1f} ({min(turns):.1f}..{max(turns):.1f})" if name != other else "1")
        rows.append((name, f"{1e6 * rate.per_draw:.2f}", number(rate.per_second), *ratios, f"{rate.use.memory:.0f}"))
    head = ("one thread", "us/draw", "draws/s/core", *(f"times {name.split(',')[0]}" for name in others), "memory MB")
    return table(head, rows)


def by_isa(isas, times, scale):
    rows = []
    for scenario in (CITY41, REFERENCE, FIVE_LEVERS):
        base = {"v4": 200_000, "v3": 120_000, "v2": 60_000}
        jobs = {isa: (int(scale * base[isa]), lambda n, isa=isa: runs(scenario, n, isa)) for isa in isas}
        found = rates(jobs, times)
        rows.append((f"`{scenario}`", *(number(found[isa].per_second) for isa in isas),
                     f"{found['v2'].per_draw / found[isas[-1]].per_draw:.1f}"))
    return table(("draws/s/core, one thread", *(f"{isa}, {INSTRUCTIONS[isa]}" for isa in isas), f"{isas[-1]} over v2"), rows)


def by_threads(times, scale):
    counts = sorted({1, 2, os.cpu_count() // 2, os.cpu_count()} & set(range(1, os.cpu_count() + 1)))
    rows = []
    for scenario in (CITY41, FIVE_LEVERS):
        draws = int(scale * 400_000)
        jobs = {n: runs(scenario, draws, threads=n) for n in counts}
        starts = in_turns({n: runs(scenario, START, threads=n) for n in counts}, times)
        uses = in_turns(jobs, times)
        wall = {n: max(1e-9, best(*uses[n]).wall - best(*starts[n]).wall) for n in counts}
        for n in counts:
            cpu = best(*uses[n]).cpu - best(*starts[n]).cpu
            rows.append((f"`{scenario}`", n, number(draws / wall[n]), f"{wall[1] / wall[n]:.2f}", number(draws / cpu),
                         f"{best(*uses[n]).memory:.0f}"))
    return table(("", "threads", "draws/s by the clock", "times one thread", "draws per CPU second", "memory MB"), rows)


def by_draws(times, scale, full):
    rows, start = [], best(*(runs(CITY41, START)() for _ in range(times)))
    for exponent in (3, 4, 5, 6, 7):
        if exponent == 7 and not full and 10 * (one.wall + both.wall) > LONGEST:
            continue
        draws = int(max(START + 1, scale * 10 ** exponent))
        repeats = times if exponent < 6 else 1
        one = best(*(runs(CITY41, draws)() for _ in range(repeats)))
        both = best(*(runs(CITY41, draws, threads=os.cpu_count())() for _ in range(repeats)))
        rows.append((f"{draws:,}", f"{one.wall:.2f}", f"{both.wall:.2f}", number(1e6 * one.cpu / draws),
                     number(1e6 * (one.cpu - start.cpu) / (draws - START)), f"{one.memory:.0f}", f"{both.memory:.0f}"))
    return table(("draws", "s, one thread", f"s, {os.cpu_count()} threads", "CPU us/draw", "start taken off",
                  "MB, one thread", f"MB, {os.cpu_count()} threads"), rows)


def ten_thousand(times):
    rows = []
    for scenario in (REFERENCE, FIVE_LEVERS):
        found = in_turns({(n, threads): runs(scenario, n, threads=threads) for n in (START, 10_000)
                          for threads in (1, os.cpu_count())}, times)
        uses = {key: best(*value) for key, value in found.items()}
        one, many, start = uses[10_000, 1], uses[10_000, os.cpu_count()], uses[START, 1]
        rows.append((f"`{scenario}`", f"{1000 * one.wall:.0f}", f"{1000 * many.wall:.0f}", f"{1000 * start.wall:.0f}",
                     f"{1000 * (one.cpu - start.cpu):.0f}"))
    return table(("", "whole process, one thread, ms", f"with {os.cpu_count()} threads", f"of {START} draws",
                  "engine alone, CPU ms"), rows)


def errors(seeds, scale):
    parts = []
    for scenario in (CITY41, FIVE_LEVERS):
        rows = []
        for draws in (1024, 4096, 16384, 65536):
            if draws * scale < 1000 and draws > 1024:
                continue
            for design in designs.DESIGNS:
                found = [designs.answers(root / scenario, draws, design, seed) for seed in range(1, seeds + 1)]
                printed = {name: statistics.fmean(answer[name][1] ** 2 for answer in found) ** 0.5
                           for name in ("P(peak<=2030)", "p50 of emissions in 2035")}
                rows.append((f"{draws:,}", design, f"{100 * printed['P(peak<=2030)']:.2f}",
                             f"{printed['p50 of emissions in 2035']:.3f}"))
        parts.append(f"`{scenario}`:\n\n" + table(("draws", "design", "P(peak<=2030), points", "p50 of emissions in 2035, Mt"), rows))
    return "\n\n".join(parts)


def stage_of(symbol):
    for stage, pattern in STAGES:
        if re.search(pattern, symbol):
            return stage
    return LAST_STAGE


def where(scale, place):
    """Shares of samples by stage, or None where perf cannot record."""
    if shutil.which("perf") is None:
        return None
    shares, per_draw = {}, {}
    for scenario, draws in ((CITY41, 400_000), (FIVE_LEVERS, 200_000)):
        data = place / "perf.data"
        recorded = measured(["perf", "record", "-q", "-F", 1999, "-o", data, program, "run", root / scenario, "--draws",
                             int(scale * draws), "--threads", 1, *OPTIONS.get(scenario, ()), "--out", place / "profiled"])
        if recorded is None:
            return None
        said = subprocess.run(["perf", "report", "-i", data, "--stdio", "--no-children", "--percent-limit", "0", "-F",
                               "overhead,symbol"], capture_output=True, text=True, check=False).stdout
        own, per_draw[scenario] = shares.setdefault(scenario, {}), 1e9 * recorded.cpu / int(scale * draws)
        for line in said.splitlines():
            found = re.match(r"\s*([\d.]+)%\s+(\[.\] .*)", line)
            if found:
                symbol = found[2] if found[2].startswith("[k]") else found[2][4:]
                stage = stage_of(symbol)
                own[stage] = own.get(stage, 0.0) + float(found[1])
        if not own:
            return None
    stages = [stage for stage, _ in STAGES] + [LAST_STAGE]
    head = [word for scenario in shares for word in (f"`{scenario}`, %", "ns/draw")]
    rows = [(stage, *(f"{part:.0f}" for scenario, own in shares.items()
                      for part in (own.get(stage, 0.0), own.get(stage, 0.0) / 100 * per_draw[scenario]))) for stage in stages]
    return table(("CPU time, one thread", *head), rows)


NO_PERF = ("Not measured: `perf` (Debian: linux-perf) was missing or not allowed to record "
           "(`/proc/sys/kernel/perf_event_paranoid` must be 2 or less).")


def page(options):
    times, scale = (2, 0.02) if options.quick else (5, 1.0)
    load = Load()
    python, numpy_version = python_with_numpy()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        machine_table, isas = machine(numpy_version)
        same = same_work(isas, python, times, scale, place)
        isa_table = by_isa(isas, 2 if options.quick else 3, scale)
        thread_table = by_threads(2 if options.quick else 3, scale)
        draws_table = by_draws(2 if options.quick else 3, scale, options.full)
        shenzhen = ten_thousand(times)
        errors_table = errors(1 if options.quick else 4, scale)
        where_table = where(scale, place) or NO_PERF
    others = load.others()
    return f"""{HEADINGS[0]}

Measured and written by `python3 tests/bench/speed.py --write`; do not edit. Ratios within one table hold on other machines too, roughly; nanoseconds
do not. While this page was measured other programs kept the processors {100 * others:.0f} % busy: the more they did, the
less its digits mean, those by the clock most of all.

{HEADINGS[1]}
{machine_table}

A draw's cost is the CPU time of a whole process less that of one with {START} draws (reading, plan, tables, files), over the draws. Runs that are compared
take turns; the least time of each counts, and the range of a ratio is that over the turns.

{HEADINGS[2]}
City-41 is a small city made for this purpose: 41 years, 6 sectors, 40 uncertain inputs, 80 yearly shocks, 8 levers, 451 quantities of which
mean and five quantiles are wanted. [Its page](../../tests/bench/city41/README.md) says what it computes, and where the scenario, written
like any other, differs from what NumPy and C++ compute exactly.

    {command_of(CITY41, "1e6")}

{same}

NumPy and C++ keep all values and select exact quantiles, which is about half of their time; their memory grows with the draws (that of the table is
at 100,000), ours does not. They time themselves, without their start and the first touch of that memory. Both are as somebody would
write them who knows the tool and has an afternoon, and know this one model only. The program reads any scenario and
does more per draw than was asked: that is in its time.

{HEADINGS[3]}
All instruction sets give the same bits; `--isa` picks one, the best by default.

{isa_table}

{thread_table}

{HEADINGS[4]}
City-41 again. Seconds of the whole process by the clock, with reading and writing; CPU time per draw with and without the start.

{draws_table}

Few draws pay for the start; many cost the same each and hardly more memory. Ten million are left out where they would take over a minute; `--full` takes them.

{HEADINGS[5]}
    {command_of(FIVE_LEVERS, 10000)}

{shenzhen}

{HEADINGS[6]}
What the program prints as the standard error (root mean square of four seeds); P(peak<=2030) in percentage points.

{errors_table}

Four times the draws halve the error of Monte Carlo. How many draws the even designs save, over 100 seeds: [sampling](sampling.md#what-they-save).

{HEADINGS[7]}
{where_table}

By the symbols that `perf record` meets in the release program. The compiler puts small functions into those that call them, so neighbouring
rows may share some work; exp and log have no row of their own. The last row is all that the others do not name, spread over these draws.
"""


def check():
    """The page and its commands, without measuring."""
    complaints = []
    text = PAGE.read_text(encoding="utf-8")
    found = [line for line in text.splitlines() if line.startswith("#")]
    if found != list(HEADINGS):
        complaints.append(f"docs/method/speed.md: sections {found}, not those of tests/bench/speed.py")
    commands = re.findall(r"^    (\./citypeak .*)$", text, re.M)
    if len(commands) != 2:
        complaints.append(f"docs/method/speed.md: {len(commands)} commands instead of 2")
    for line in commands:
        words = shlex.split(line)[1:]
        words[words.index("--draws") + 1] = str(START)
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([program, *words, "--out", folder + "/out"], capture_output=True, text=True, check=False, cwd=root)
        if done.returncode != 0:
            complaints.append(f"docs/method/speed.md: '{line}' fails:\n{done.stderr}")
    for line in re.findall(r"`python3 (tests/[^`]*)`", text):
        words = line.split()
        if not (root / words[0]).exists():
            complaints.append(f"docs/method/speed.md: no file '{words[0]}'")
        elif root / words[0] == Path(__file__).resolve():
            options().parse_args(words[1:])  # ends the test where the option is unknown
    print("\n".join(complaints) or "the page has its sections, and its commands run")
    return 1 if complaints else 0


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("write", "full", "quick", "check"):
        parser.add_argument(f"--{name}", action="store_true")
    return parser


def main():
    given = options().parse_args()
    if given.check:
        if not os.access(program, os.X_OK):
            print("skipped: needs the built program")
            return 77
        return check()
    text = page(given)
    if given.write:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
