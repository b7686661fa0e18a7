# SPDX-License-Identifier: MIT
"""Sensitivity of tables: functions whose indices are known on paper lie inside the intervals, wrong tables are refused."""
import math
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import Checks, call, rows, workplace


def ishigami(x):
    return math.sin(x[0]) + 7 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0])


def sobol_g(x, a=(0, 1, 4.5, 9, 99, 99, 99, 99)):
    return math.prod((abs(4 * u - 2) + c) / (1 + c) for u, c in zip(x, a))


def write(path, header, lines):
    path.write_text("\n".join([",".join(header), *(",".join(map(repr_or_text, line)) for line in lines)]) + "\n",
                    encoding="utf-8")
    return path


def repr_or_text(cell):
    return repr(cell) if isinstance(cell, float) else str(cell)


def saltelli(rng, function, low, high, dimensions, size, second):
    point = lambda: [rng.uniform(low, high) for _ in range(dimensions)]
    names = [f"x{i + 1}" for i in range(dimensions)]
    for row in range(size):
        a, b = point(), point()
        yield [row, "A", *a, function(a)]
        yield [row, "B", *b, function(b)]
        for i, name in enumerate(names):
            mixed = a[:i] + [b[i]] + a[i + 1:]
            yield [row, f"AB:{name}", *mixed, function(mixed)]
            if second:
                back = b[:i] + [a[i]] + b[i + 1:]
                yield [row, f"BA:{name}", *back, function(back)]


def found(folder):
    return {(r["input"], r["input_2"], r["index"]): r for r in rows(folder / "sensitivity.csv")}


def hold(checks, table, wanted, what):
    """How many known indices lie inside their 95 % intervals; a few in a hundred may not."""
    inside = 0
    for key, truth in wanted.items():
        row = table[key]
        checks.true(float(row["low"]) <= float(row["value"]) <= float(row["high"]), f"{what} {key}: the interval")
        inside += float(row["low"]) <= truth <= float(row["high"])
        # Four half-widths (8 standard errors) away would be a wrong estimator, not chance.
        half = (float(row["high"]) - float(row["low"])) / 2
        checks.near(float(row["value"]), truth, 4 * half + 1e-12, f"{what} {key}")
    checks.true(inside >= math.floor(0.8 * len(wanted)), f"{what}: {inside} of {len(wanted)} inside")


checks = Checks()
rng = random.Random(20)
with workplace() as folder:
    # Ishigami.
    variance = 0.5 + 49 / 8 + 0.1 * math.pi ** 4 / 5 + 0.01 * math.pi ** 8 / 18
    first = [0.5 * (1 + 0.1 * math.pi ** 4 / 5) ** 2 / variance, 49 / 8 / variance, 0.0]
    both = 0.01 * math.pi ** 8 * (1 / 18 - 1 / 50) / variance
    total = [first[0] + both, first[1], both]
    names = ["x1", "x2", "x3"]
    header = ["row", "block", *names, "y"]
    lines = list(saltelli(rng, ishigami, -math.pi, math.pi, 3, 1024, True))
    rng.shuffle(lines)  # blocks and rows in any order
    table = write(folder / "ishigami.csv", header, lines)
    call("sensitivity", "--table", table, "--y", "y", "--method", "sobol", "--out", folder / "ishigami")
    wanted = {(n, "", "first"): s for n, s in zip(names, first)} | {(n, "", "total"): s for n, s in zip(names, total)}
    wanted |= {("x1", "x2", "second"): 0.0, ("x1", "x3", "second"): both, ("x2", "x3", "second"): 0.0}
    hold(checks, found(folder / "ishigami"), wanted, "Ishigami")
    call("sensitivity", "--table", table, "--y", "y", "--method", "shapley", "--out", folder / "shapley")
    effects = {(n, "", "shapley"): s for n, s in zip(names, [first[0] + both / 2, first[1], both / 2])}
    hold(checks, found(folder / "shapley"), effects, "Shapley of Ishigami")
    checks.near(sum(float(r["value"]) for r in found(folder / "shapley").values()), 1.0, 1e-9, "Shapley effects add up to 1")

    # Sobol's G.
    shares = [1 / (3 * (1 + c) ** 2) for c in (0, 1, 4.5, 9, 99, 99, 99, 99)]
    whole = math.prod(1 + s for s in shares) - 1
    names = [f"x{i}" for i in range(1, 9)]
    table = write(folder / "g.csv", ["row", "block", *names, "y"], saltelli(rng, sobol_g, 0, 1, 8, 512, False))
    call("sensitivity", "--table", table, "--y", "y", "--method", "sobol", "--out", folder / "g")
    wanted = {(n, "", "first"): s / whole for n, s in zip(names, shares)}
    wanted |= {(n, "", "total"): s * (1 + whole) / (1 + s) / whole for n, s in zip(names, shares)}
    hold(checks, found(folder / "g"), wanted, "Sobol's G")

    # A straight line with correlated normal inputs: deviations 1, 1, 2, the last two correlated by 0.5.
    rho, lines = 0.5, []
    for row in range(3000):
        z = [rng.gauss(0, 1) for _ in range(3)]
        x = [z[0], z[1], 2 * (rho * z[1] + math.sqrt(1 - rho ** 2) * z[2])]
        lines.append([row, *x, x[0] + x[1] + x[2]])
    names = ["a", "b", "c"]
    table = write(folder / "line.csv", ["row", *names, "sum"], lines)
    whole = 1 + 1 + 4 + 2 * rho * 2
    effects = {"a": 1 / whole, "b": (1 + rho * 2 + rho ** 2 / 2 * 3) / whole, "c": (4 + rho * 2 - rho ** 2 / 2 * 3) / whole}
    call("sensitivity", "--table", table, "--y", "sum", "--method", "shapley", "--out", folder / "line_shapley")
    hold(checks, found(folder / "line_shapley"), {(n, "", "shapley"): e for n, e in effects.items()}, "a line's Shapley")
    call("sensitivity", "--table", table, "--y", "sum", "--method", "rank", "--out", folder / "line_rank")
    hold(checks, found(folder / "line_rank"),
         {("a", "", "src"): 1 / math.sqrt(whole), ("b", "", "src"): 1 / math.sqrt(whole), ("c", "", "src"): 2 / math.sqrt(whole)},
         "a line's coefficients")

    # One input: its partial rank correlation is Spearman's, by hand.
    lines = [[i, v, w] for i, (v, w) in enumerate((rng.random(), rng.random()) for _ in range(40))]
    lines = [[i, v, v + 0.5 * w] for i, v, w in lines]
    table = write(folder / "one.csv", ["row", "v", "y"], lines)
    call("sensitivity", "--table", table, "--y", "y", "--method", "rank", "--out", folder / "one")
    order = lambda values: {v: r for r, v in enumerate(sorted(values))}
    rank_x, rank_y = order([l[1] for l in lines]), order([l[2] for l in lines])
    spearman = 1 - 6 * sum((rank_x[l[1]] - rank_y[l[2]]) ** 2 for l in lines) / (40 * (40 ** 2 - 1))
    checks.near(float(found(folder / "one")["v", "", "prcc"]["value"]), spearman, 1e-12, "one input: Spearman")

    # Morris: a straight line has its slopes and no spread, a product the mean of the other input.
    lines, slopes = [], {"p": 3.0, "q": -2.0, "r": 0.0}
    for trajectory in range(6):
        x = [rng.choice([0, 1 / 3]) for _ in range(3)]
        steps = rng.sample(range(3), 3)
        for point in range(4):
            lines.append([point, trajectory, *x, 3 * x[0] - 2 * x[1] + 7])
            if point < 3:
                x[steps[point]] += 2 / 3
    rng.shuffle(lines)
    table = write(folder / "morris.csv", ["row", "block", "p", "q", "r", "y"], lines)
    call("sensitivity", "--table", table, "--y", "y", "--method", "morris", "--out", folder / "morris")
    for name, slope in slopes.items():
        row = {index: float(found(folder / "morris")[name, "", index]["value"]) for index in ("mu", "mu_star", "sigma")}
        checks.near(row["mu"], slope, 1e-12, f"Morris: the slope of {name}")
        checks.near(row["mu_star"], abs(slope), 1e-12, f"Morris: its size")
        checks.near(row["sigma"], 0.0, 1e-12, f"Morris: no spread")

    # No variance, and wrong tables: a word, or exit 2 and nothing written.
    flat = [[row, block, 0.1, 0.2, 5] for row in range(40) for block in ("A", "B", "AB:u", "AB:v")]
    table = write(folder / "flat.csv", ["row", "block", "u", "v", "y"], flat)
    call("sensitivity", "--table", table, "--y", "y", "--method", "sobol", "--out", folder / "flat")
    checks.equal({r["word"] for r in rows(folder / "flat" / "sensitivity.csv")}, {"no_variance"}, "a flat result")
    good = [[row, block, 0.1, 0.2, row] for row in range(40) for block in ("A", "B", "AB:u", "AB:v")]
    wrong = {
        "unknown method": (good, ["--method", "sobl"], "option_value"),
        "no result column": (good, ["--method", "sobol", "--y", "z"], "csv_column_named"),
        "tornado": (good, ["--method", "tornado"], "tornado_of_table"),
        "a missing block": ([l for l in good if l[1] != "AB:v"], ["--method", "sobol"], "design_block_missing"),
        "an unknown block": (good + [[1, "AB:w", 0.1, 0.2, 1]], ["--method", "sobol"], "design_block_unknown"),
        "a missing row": (good[:-1], ["--method", "sobol"], "design_row_missing"),
        "a row twice": (good + good[:1], ["--method", "sobol"], "design_row_twice"),
        "too few rows": (good[:40], ["--method", "sobol"], "design_too_few"),
        "steps of two inputs": ([[0, 1, 0, 0, 1], [1, 1, 1, 1, 2]], ["--method", "morris"], "design_step"),
        "one trajectory": ([[0, 1, 0, 0, 1], [1, 1, 1, 0, 2], [2, 1, 1, 1, 2]], ["--method", "morris"], "design_few_effects"),
        "text": (good[:-1] + [[39, "AB:v", 0.1, "much", 3]], ["--method", "sobol"], "csv_number"),
        "an empty cell": (good[:-1] + [[39, "AB:v", 0.1, "", 3]], ["--method", "sobol"], "design_empty"),
        "a scenario's option": (good, ["--method", "sobol", "--draws", "100"], "option_of_draws"),
    }
    for what, (lines, words, finding) in wrong.items():
        table = write(folder / "wrong.csv", ["row", "block", "u", "v", "y"], lines)
        words = words if "--y" in words else ["--y", "y", *words]
        done = call("sensitivity", "--table", table, *words, "--out", folder / "none", code=2)
        checks.true(f"[{finding}]" in done.stderr.decode("utf-8"), f"{what}: {finding} in {done.stderr.decode('utf-8')}")
        checks.true(not (folder / "none").exists(), f"{what}: nothing is written")
checks.finish()
