# SPDX-License-Identifier: MIT
"""Correlated inputs have the rank correlations asked for and keep their laws; impossible ones get the nearest that can.

usage: tests/oracle/copula.py [DRAWS]   (1048576: some minutes and 3 GB; not rounded, so 1024 times a power of two)
"""
import json
import os
import re
import subprocess
import sys
from math import asin, hypot, pi, sin, sqrt
from pathlib import Path
from statistics import NormalDist, fmean, pstdev

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import laws
from support.program import PROGRAM, STANDARD_ERRORS, Checks, columns, environment, run, scenario_file, workplace

SANITIZED = bool(os.environ.get("CITYPEAK_SANITIZE", ""))
DRAWS = int(sys.argv[1]) if sys.argv[1:] else 8192 if SANITIZED else 32768
DESIGNS = ("monte_carlo", "latin_hypercube", "sobol")
STANDARD_NORMAL = NormalDist()
PJ = laws.PJ

CITY = """
city: quay
id: {id}
base_year: 2020
horizon: 2022
population: {{value: 1 million person}}
economy: {{gdp: 100 billion CNY, growth: 1 %}}
sectors:
{sectors}
carriers: {{coal: {{factor: 94.6 kgCO2/GJ}}}}
{more}
"""
DISCRETE = {0.0: 0.125, 0.01: 0.25, 0.03: 0.625}
# sector: (field, as written, its law)
INPUTS = {
    "a": ("intensity_offset", *laws.LAWS["normal"][:2]),
    "b": ("intensity_offset", *laws.LAWS["uniform"][:2]),
    "c": ("intensity_offset", *laws.LAWS["triangular"][:2]),
    "d": ("intensity_offset", *laws.LAWS["pert"][:2]),
    "e": ("energy", *laws.LAWS["lognormal"][:2]),
    "f": ("intensity_offset", *laws.LAWS["discrete"][:2]),
    "g": ("intensity_offset", *laws.LAWS["truncated_normal"][:2]),
    "h": ("energy", *laws.LAWS["log_uniform"][:2]),
    "i": ("intensity_offset", *laws.LAWS["uniform"][:2]),
    "j": ("intensity_offset", *laws.LAWS["beta_round"][:2]),
    "k": ("intensity_offset", *laws.LAWS["uniform"][:2]),
}
# Groups, and an input left alone. Pairs of a group that are not named have no correlation.
PAIRS = {("a", "b"): (0.7, "rank"), ("b", "c"): (-0.4, "latent"), ("c", "d"): (0.3, "rank"),
         ("d", "e"): (-0.55, "rank"), ("a", "f"): (0.45, "rank"),
         ("g", "h"): (-0.95, "latent"), ("i", "j"): (0.5, "rank")}


def full(sector, inputs):
    return f"sectors.{sector}.{inputs[sector][0]}"


def entry(pair, value, kind, inputs):
    names = ", ".join(full(one, inputs) for one in pair)
    return f"{{between: [{names}], value: {value!r}" + (f", kind: {kind}}}" if kind != "rank" else "}")


def city(place, name, inputs, more):
    sectors = "\n".join(f"  {sector}: {{driver: gdp, {field}: {text}, {'' if field == 'energy' else 'energy: 10 PJ, '}"
                        "carriers: {coal: 100 %}}" for sector, (field, text, _) in inputs.items())
    return scenario_file(place, name, CITY.format(id=name, sectors=sectors, more=more))


def drawn(place, scenario, design="monte_carlo", *options):
    """input's name without the city -> its draws."""
    run(scenario, place / "out", "--design", design, "--draws", DRAWS, "--save-draws", "--variables", "gdp", "--format",
        "csv", *options)
    header, body = columns(place / "out" / "draws.csv")
    return {name.split(".", 1)[1]: list(map(float, values)) for name, values in zip(header, zip(*body)) if "." in name}


# --- correlations of draws ------------------------------------------------------------------------------------------

def ranks(values):
    """Ranks from 0; of equal values the first gets the lowest, which draws of continuous laws do not have."""
    out = [0] * len(values)
    for rank, at in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        out[at] = rank
    return out


def pearson(xs, ys):
    x_mean, y_mean = fmean(xs), fmean(ys)
    return sum(map(lambda x, y: (x - x_mean) * (y - y_mean), xs, ys)) / len(xs) / (pstdev(xs) * pstdev(ys))


def latent_of(value, kind):
    return 2 * sin(pi / 6 * value) if kind == "rank" else value


def rank_of(latent):
    return 6 / pi * asin(latent / 2)


def rank_error(rank):
    """Of Spearman's correlation (Bonett and Wright 2000, doi:10.1007/BF02294183)."""
    return (1 - rank ** 2) * sqrt((1 + rank ** 2 / 2) / DRAWS)


def discrete_partner(scores, values, latent, what):
    """Where a discrete input takes a value, its own score lies between two quantiles, and its partner's mean score is
    the correlation times the mean of the normal law between them."""
    below = 0.0
    for value, weight in DISCRETE.items():
        ends = [STANDARD_NORMAL.inv_cdf(p) if 0 < p < 1 else None for p in (below, below + weight)]
        density = [0.0 if end is None else STANDARD_NORMAL.pdf(end) for end in ends]
        here = [score for score, x in zip(scores, values) if abs(x - value) < 1e-12]
        # Conditioning never widens a normal law cut to an interval: a variance of at most 1.
        checks.near(fmean(here), latent * (density[0] - density[1]) / weight, STANDARD_ERRORS / sqrt(len(here)),
                    f"{what}: mean score where the discrete input is {value}")
        below += weight


def pairs_hold(place):
    inputs = INPUTS
    lines = [entry(pair, value, kind, inputs) for pair, (value, kind) in PAIRS.items()]
    # Half at the top, half under `uncertainty`: the two lists mean the same.
    more = "correlation:\n" + "".join(f"  - {line}\n" for line in lines[:3]) + \
        "uncertainty:\n  correlation:\n" + "".join(f"    - {line}\n" for line in lines[3:])
    scenario = city(place, "pairs", inputs, more)
    # Enough draws to tell the two kinds apart.
    checks.true(SANITIZED or abs(0.7 - rank_of(0.7)) > STANDARD_ERRORS * rank_error(0.7), "too few draws")
    loose = drawn(place, city(place, "loose", inputs, ""))
    for design in DESIGNS:
        found = drawn(place, scenario, design)
        values = {sector: found[full(sector, inputs)] for sector in inputs}
        of_rank = {sector: ranks(xs) for sector, xs in values.items() if sector != "f"}
        score_of = [STANDARD_NORMAL.inv_cdf((r + 0.5) / DRAWS) for r in range(DRAWS)]
        for sector, (_, _, law) in inputs.items():
            what = f"{design}: law of {full(sector, inputs)}"
            if isinstance(law, dict):
                for value, weight in law.items():
                    count = sum(abs(x - value) < 1e-12 for x in values[sector])
                    checks.near(count, weight * DRAWS, STANDARD_ERRORS * sqrt(weight * (1 - weight) * DRAWS),
                                f"{what}, {value}")
            else:
                # 10 laws and 3 designs of a fixed seed: 1e-5 is met by chance once in 3,000 seeds.
                checks.true(laws.kolmogorov(values[sector], law) > 1e-5, f"{what}: does not fit")
        sectors = list(of_rank)
        for i, one in enumerate(sectors):
            for other in sectors[:i]:
                value, kind = PAIRS.get((other, one), (0.0, "rank"))
                wanted = value if kind == "rank" else rank_of(value)
                checks.near(pearson(of_rank[one], of_rank[other]), wanted, STANDARD_ERRORS * rank_error(wanted),
                            f"{design}: rank correlation of {other} and {one}")
                if kind == "latent":
                    scores = [[score_of[r] for r in of_rank[sector]] for sector in (one, other)]
                    checks.near(pearson(*scores), value, STANDARD_ERRORS * (1 - value ** 2) / sqrt(DRAWS),
                                f"{design}: correlation of the scores of {other} and {one}")
        scores = {sector: [score_of[r] for r in of_rank[sector]] for sector in ("a", "b")}
        discrete_partner(scores["a"], values["f"], latent_of(0.45, "rank"), f"{design}, a")
        discrete_partner(scores["b"], values["f"], 0.0, f"{design}, b")
        if design == "monte_carlo":
            # The first of a group by name keeps its own numbers to the last digit, as does an input that nothing is
            # said of.
            for sector in ("a", "g", "i", "k"):
                checks.true(values[sector] == loose[full(sector, inputs)], f"{sector} does not keep its numbers")
            checks.true(values["b"] != loose[full("b", inputs)], "b is not correlated")


def extremes(place):
    """1 and -1: the same ranks, forwards and backwards."""
    inputs = {one: INPUTS[one] for one in "abh"}
    found = drawn(place, city(place, "extremes", inputs, "correlation:\n"
                              f"  - {entry('ab', 1, 'rank', inputs)}\n  - {entry('ah', -1, 'latent', inputs)}\n"
                              f"  - {entry('bh', -1, 'rank', inputs)}\n"))
    of_rank = [ranks(found[full(one, inputs)]) for one in "abh"]
    checks.true(of_rank[0] == of_rank[1], "a correlation of 1 keeps the order")
    checks.true(of_rank[0] == [DRAWS - 1 - r for r in of_rank[2]], "a correlation of -1 turns the order round")


# --- the nearest matrix ---------------------------------------------------------------------------------------------

def jacobi(matrix):
    """Eigenvalues and eigenvectors (as columns) of a symmetric matrix, by plane rotations until nothing is left."""
    n, a = len(matrix), [row[:] for row in matrix]
    vectors = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(60):
        if sum(a[i][j] ** 2 for i in range(n) for j in range(i)) < 1e-30:
            break
        for p in range(n):
            for q in range(p + 1, n):
                if a[p][q] == 0:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = (1 if theta >= 0 else -1) / (abs(theta) + hypot(theta, 1))
                c = 1 / hypot(t, 1)
                s = t * c
                for k in range(n):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(n):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
                for k in range(n):
                    vectors[k][p], vectors[k][q] = c * vectors[k][p] - s * vectors[k][q], \
                        s * vectors[k][p] + c * vectors[k][q]
    return [a[i][i] for i in range(n)], vectors


def nearest(matrix):
    """Alternating projections with Dykstra's correction (Higham 2002, doi:10.1093/imanum/22.3.329)."""
    n, y = len(matrix), [row[:] for row in matrix]
    correction = [[0.0] * n for _ in range(n)]
    for _ in range(3000):
        shifted = [[y[i][j] - correction[i][j] for j in range(n)] for i in range(n)]
        values, v = jacobi(shifted)
        possible = [[sum(max(0.0, values[k]) * v[i][k] * v[j][k] for k in range(n)) for j in range(n)]
                    for i in range(n)]
        correction = [[possible[i][j] - shifted[i][j] for j in range(n)] for i in range(n)]
        before, y = y, [[1.0 if i == j else possible[i][j] for j in range(n)] for i in range(n)]
        if max(abs(y[i][j] - before[i][j]) for i in range(n) for j in range(n)) < 1e-9:
            break
    return y


IMPOSSIBLE = {
    "three": {("a", "b"): (0.9, "rank"), ("b", "c"): (0.9, "rank"), ("a", "c"): (-0.9, "latent")},
    "slightly": {("a", "b"): (0.8, "latent"), ("b", "c"): (0.8, "latent"), ("a", "c"): (0.2, "latent")},
    "unnamed_pairs": {("a", "b"): (0.8, "rank"), ("a", "c"): (0.8, "rank"), ("a", "d"): (0.8, "rank")},
    "five": {("a", "b"): (0.9, "rank"), ("b", "c"): (0.7, "latent"), ("c", "d"): (-0.8, "rank"),
             ("d", "e"): (0.95, "latent"), ("a", "e"): (0.6, "rank"), ("a", "c"): (-0.3, "rank")},
}
PRINTED = re.compile(r"\{between: \[\w+\.(\w+)\.[\w.]+, \w+\.(\w+)\.[\w.]+\], value: (-?[0-9.]+)"
                     r"(?:, kind: (\w+))?\}")


def findings_of(scenario, *options):
    done = subprocess.run([str(PROGRAM), "check", "--format", "json", str(scenario), *map(str, options)],
                          capture_output=True, check=False, env=environment())
    return done.returncode, json.loads(done.stdout)


def nearest_is_nearest(place):
    for name, pairs in IMPOSSIBLE.items():
        members = sorted({one for pair in pairs for one in pair})
        inputs = {one: INPUTS[one] for one in members}
        lines = "correlation:\n" + "".join(f"  - {entry(p, v, k, inputs)}\n" for p, (v, k) in pairs.items())
        code, findings = findings_of(city(place, name, inputs, lines))
        checks.equal((code, [f["id"] for f in findings]), (2, ["correlation_impossible"]), f"{name}: check")
        said = {(m[1], m[2]): (float(m[3]), m[4] or "rank") for m in PRINTED.finditer(findings[0]["mend"])}
        n = len(members)
        checks.equal(sorted(said), [(members[i], members[j]) for i in range(n) for j in range(i + 1, n)],
                     f"{name}: pairs printed")
        both_ways = {**pairs, **{(other, one): asked for (one, other), asked in pairs.items()}}
        matrix = [[1.0 if one == other else latent_of(*both_ways.get((one, other), (0.0, "latent")))
                   for other in members] for one in members]
        checks.true(min(jacobi(matrix)[0]) < -0.01, f"{name}: is possible after all")
        wanted = nearest(matrix)
        for (one, other), (value, kind) in said.items():
            exact = wanted[members.index(one)][members.index(other)]
            checks.equal(kind, pairs.get((one, other), (0, "rank"))[1], f"{name}: kind of {one} and {other}")
            # Four digits, after room of 1e-4 per input has been taken off so that the rounded numbers can hold; ranks
            # are at most as large as scores.
            checks.near(latent_of(value, kind), exact, 1e-4 * n * abs(exact) + 0.6e-4, f"{name}: {one} and {other}")
        pasted = findings[0]["mend"].split("taken:\n", 1)[1]
        checks.equal(findings_of(city(place, f"{name}_pasted", inputs, f"correlation:\n{pasted}\n")), (0, []),
                     f"{name}: pasted back")
        asked = city(place, f"{name}_asked", inputs, lines + "uncertainty: {nearest_correlation: true}\n")
        code, findings = findings_of(asked)
        checks.equal((code, [(f["id"], f["severity"]) for f in findings]), (0, [("correlation_mended", "warning")]),
                     f"{name}: nearest_correlation")
        checks.equal([m[0] for m in PRINTED.finditer(findings[0]["mend"])], pasted.replace("    - ", "").split("\n"),
                     f"{name}: what is taken is what was offered")
        found = drawn(place, asked)
        of_rank = {one: ranks(found[full(one, inputs)]) for one in members}
        for one, other in said:
            rank = rank_of(wanted[members.index(one)][members.index(other)])
            checks.near(pearson(of_rank[one], of_rank[other]), rank, STANDARD_ERRORS * rank_error(rank) + 1e-6,
                        f"{name}: rank correlation of {one} and {other} taken")


# --- implementation_quality -----------------------------------------------------------------------------------------

LEVER = """lever: {name}
parameters: {{{realisation}}}
adoption: {{curve: linear, start: 2021, rise: 10 a, reach: {{pert: [20 %, 50 %, 80 %]}}}}
effects:
  - {{id: saving, on: sectors.a.intensity, change: "{change}"}}
"""


def one_quality(place):
    folder = place / "policies" / "test"
    folder.mkdir(parents=True)
    realised = {"zeal": "{uniform: [40 %, 90 %]}", "care": "{triangular: [20 %, 60 %, 90 %]}",
                "mind": "{pert: [10 %, 50 %, 95 %]}"}
    for name in (*realised, "plain"):
        realisation = f"realisation: {realised[name]}" if name in realised else "saving: 10 %"
        change = "-0.1 * realisation" if name in realised else "-saving"
        (folder / f"{name}.yaml").write_text(LEVER.format(name=name, realisation=realisation, change=change),
                                             encoding="utf-8")
    inputs = {one: INPUTS[one] for one in "ab"}
    levers = "levers:\n" + "".join(f"  - use: {name}\n" for name in (*realised, "plain"))
    quality = [f"levers.{name}.parameters.realisation" for name in realised] + ["levers.plain.adoption.reach"]
    for value in (0.3, 0.8):
        scenario = city(place, "quality", inputs, f"uncertainty: {{implementation_quality: {value}}}\n{levers}")
        found = drawn(place, scenario, "monte_carlo", "--library", place / "policies")
        of_rank = {name: ranks(values) for name, values in found.items()}
        # The reach of a lever that has a realisation too stays its own.
        checks.true(set(quality) | {"levers.zeal.adoption.reach"} < set(of_rank), f"inputs: {sorted(of_rank)}")
        names = sorted(of_rank)
        for i, one in enumerate(names):
            for other in names[:i]:
                wanted = value if one in quality and other in quality else 0.0
                checks.near(pearson(of_rank[one], of_rank[other]), wanted, STANDARD_ERRORS * rank_error(wanted),
                            f"implementation_quality {value}: {other} and {one}")
    quality_and_pairs(place, inputs, levers, place / "policies")


def quality_and_pairs(place, inputs, levers, library):
    """A pair of levers that is said to differ from the common quality: the cause they share with all others stays, and
    what is left of them without it can be as far apart as -1."""
    names = ["care", "mind", "zeal"]
    quality, share = 0.8, latent_of(0.8, "rank")
    for value in (-0.9, 0.3):
        said = "  - {between: [levers.zeal.parameters.realisation, levers.care.parameters.realisation], value: " \
            f"{value}}}"
        more = f"uncertainty: {{implementation_quality: {quality}}}\n{levers}correlation:\n"
        code, findings = findings_of(city(place, "torn", inputs, f"{more}{said}\n"), "--library", library)
        checks.equal((code, [f["id"] for f in findings]), (2, ["correlation_impossible"]), f"pair of {value}: check")
        printed = {(m[1], m[2]): float(m[3]) for m in PRINTED.finditer(findings[0]["mend"])
                   if {m[1], m[2]} < set(names)}
        checks.equal(len(printed), 3, f"pair of {value}: pairs printed")
        rest = [[1.0, 0.0, (latent_of(value, "rank") - share) / (1 - share)], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
        rest[2][0] = rest[0][2]
        wanted = nearest(rest)
        for (one, other), found in printed.items():
            exact = share + (1 - share) * wanted[names.index(one)][names.index(other)]
            # Room of 1e-4 per input of the group (those of four levers and the quality), and four digits.
            checks.near(latent_of(found, "rank"), exact, 5e-4 + 0.6e-4, f"pair of {value}: {one} and {other}")
        pasted = findings[0]["mend"].split("taken:\n", 1)[1]
        checks.equal(findings_of(city(place, "mended", inputs, f"{more}{pasted}\n"), "--library", library), (0, []),
                     f"pair of {value}: pasted back")


checks = Checks()
with workplace() as here:
    for law in (pairs_hold, extremes, nearest_is_nearest, one_quality):
        law(here)
checks.finish()
