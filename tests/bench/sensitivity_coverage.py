# SPDX-License-Identifier: MIT
"""How often the 95 % intervals of `sensitivity --table` hold the known indices, over many tables: no test, a measurement.

python3 tests/bench/sensitivity_coverage.py [REPEATS]
"""
import csv
import math
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CITYPEAK_PROGRAM") or str(ROOT / "build" / "release" / "bin" / "citypeak")
REPEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000


def ishigami(x):
    return math.sin(x[0]) + 7 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0])


def sobol_g(x):
    return math.prod((abs(4 * u - 2) + c) / (1 + c) for u, c in zip(x, (0, 1, 4.5, 9)))


def blocks(rng, function, low, high, count, size):
    for row in range(size):
        a, b = ([rng.uniform(low, high) for _ in range(count)] for _ in range(2))
        yield [row, "A", *a, function(a)]
        yield [row, "B", *b, function(b)]
        for i in range(count):
            mixed = a[:i] + [b[i]] + a[i + 1:]
            yield [row, f"AB:x{i + 1}", *mixed, function(mixed)]


def line(rng, size, noise):
    for row in range(size):
        x = [rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, 1)]
        x[2] = 0.5 * x[1] + math.sqrt(0.75) * x[2]
        yield [row, "A", *x, 3 * x[0] + x[1] + 2 * x[2] + noise * rng.gauss(0, 1)]


def truths():
    v = 0.5 + 49 / 8 + 0.1 * math.pi ** 4 / 5 + 0.01 * math.pi ** 8 / 18
    s = [0.5 * (1 + 0.1 * math.pi ** 4 / 5) ** 2 / v, 49 / 8 / v, 0.0]
    b = 0.01 * math.pi ** 8 * (1 / 18 - 1 / 50) / v
    of_ishigami = {("first", i): value for i, value in enumerate(s)} | {("total", i): value + (b if i != 1 else 0)
                                                                       for i, value in enumerate(s)}
    g = [1 / (3 * (1 + c) ** 2) for c in (0, 1, 4.5, 9)]
    whole = math.prod(1 + each for each in g) - 1
    of_g = {("first", i): each / whole for i, each in enumerate(g)}
    of_g |= {("total", i): each * (1 + whole) / (1 + each) / whole for i, each in enumerate(g)}
    return of_ishigami, of_g


def line_truths(noise):
    """Coefficients 3, 1, 2 of deviations 1, the last two correlated by 0.5."""
    v = 9 + 1 + 4 + 2 * 0.5 * 2 + noise ** 2
    src = {("src", i): c / math.sqrt(v) for i, c in enumerate((3, 1, 2))}
    shapley = {("shapley", 0): 9 / v, ("shapley", 1): (1 + 1 + 0.125 * 3) / v, ("shapley", 2): (4 + 1 - 0.125 * 3) / v}
    spearman = lambda pearson: 6 / math.pi * math.asin(pearson / 2)
    r = [[1, 0, 0, 3], [0, 1, 0.5, 2], [0, 0.5, 1, 2.5]]
    m = [[spearman(each if j < 3 else each / math.sqrt(v)) if j != i else 1.0 for j, each in enumerate(row)]
         for i, row in enumerate(r)]
    m.append([m[0][3], m[1][3], m[2][3], 1.0])
    inverse = inverted(m)
    return src, shapley, {("prcc", i): -inverse[i][3] / math.sqrt(inverse[i][i] * inverse[3][3]) for i in range(3)}


def inverted(matrix):
    n = len(matrix)
    rows = [list(row) + [float(i == j) for j in range(n)] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = rows[i][i]
        rows[i] = [each / pivot for each in rows[i]]
        for j in range(n):
            if j != i:
                rows[j] = [a - rows[j][i] * b for a, b in zip(rows[j], rows[i])]
    return [row[n:] for row in rows]


def one(method, lines, inputs, truth):
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "t.csv"
        names = [f"x{i + 1}" for i in range(inputs)]
        with open(table, "w", encoding="utf-8") as file:
            file.write(",".join(["row", "block", *names, "y"]) + "\n")
            file.writelines(",".join(map(str, row)) + "\n" for row in lines)
        subprocess.run([PROGRAM, "sensitivity", "--table", str(table), "--y", "y", "--method", method, "--out",
                        f"{folder}/out", "--format", "csv"], check=True, capture_output=True)
        with open(f"{folder}/out/sensitivity.csv", encoding="utf-8", newline="") as file:
            found = {(r["index"], names.index(r["input"])): r for r in csv.DictReader(file)}
    return {key: float(found[key]["low"]) <= value <= float(found[key]["high"]) for key, value in truth.items()}


def measure(what, repeats, method, make, inputs, truth):
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        answers = list(pool.map(lambda seed: one(method, make(random.Random(seed)), inputs, truth), range(repeats)))
    for index in dict.fromkeys(key[0] for key in truth):
        shares = [100 * sum(answer[key] for answer in answers) / repeats for key in truth if key[0] == index]
        print(f"| {what} | `{index}` | {repeats} | " + ", ".join(f"{share:.1f}" for share in shares) + " |", flush=True)


of_ishigami, of_g = truths()
print("| function | index | tables | intervals that hold it, % (by input) |\n|---|---|---|---|")
measure("Ishigami, 256 rows", REPEATS, "sobol", lambda r: blocks(r, ishigami, -math.pi, math.pi, 3, 256), 3, of_ishigami)
measure("Ishigami, 1,024 rows", REPEATS, "sobol", lambda r: blocks(r, ishigami, -math.pi, math.pi, 3, 1024), 3, of_ishigami)
measure("Sobol's G of four inputs, 256 rows", REPEATS, "sobol", lambda r: blocks(r, sobol_g, 0, 1, 4, 256), 4, of_g)
src, _, prcc = line_truths(1.0)
measure("line with noise, 200 rows", REPEATS, "rank", lambda r: line(r, 200, 1.0), 3, src | prcc)
_, shapley, _ = line_truths(0.0)
measure("correlated line, 500 rows", max(REPEATS // 2, 1), "shapley", lambda r: line(r, 500, 0.0), 3, shapley)
