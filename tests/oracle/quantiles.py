# SPDX-License-Identifier: MIT
"""Every law's quantiles, by `explain` and by the kernel of `run`, against mpmath in 50 digits."""
import hashlib
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.program import PROGRAM, Checks, environment, python_with, rows, run, scenario_file, start_again, workplace

try:
    from mpmath import beta as beta_function, betainc, erfc, erfinv, exp, log, mp, mpf, pi, sqrt
except ModuleNotFoundError:
    start_again(python_with("mpmath", "python3-mpmath"))

mp.dps = 50
SEED = 1
DRAWS = 2000  # the kernel is checked at all of them ...
WITNESSES = 100  # ... and mpmath looks at so many
TAILS = (1e-12, 1e-9, 1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12)
ENDS = (1e-15, 1 - 1e-15)  # their distance is the range of a table
RELATIVE = mpf("1e-12")
OF_RANGE = 1e-9  # promised of tables
SPACING = mpf(2) ** -53  # of numbers between 1/2 and 1; below, that of u is smaller in proportion


def score(u):
    """The standard normal quantile."""
    return -sqrt(2) * erfinv(1 - 2 * mpf(u)) if u != 0.5 else mpf(0)


def density_of_score(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


# A law answers wanted(u, got) with its quantile and dx/du. Its parameters are the very doubles that the program reads.
# `anchors` are the numbers that a value near 0 is a difference of; empty if none is.


class Formula:
    """A law whose quantile is a formula of u."""

    anchors = ()
    is_table = False

    def slope(self, u, value):
        step = min(mpf(u), 1 - mpf(u)) * mpf("1e-12")
        return (self.value(mpf(u) + step) - value) / step

    def wanted(self, u, _):
        value = self.value(mpf(u))
        return value, self.slope(u, value)


class Uniform(Formula):
    def __init__(self, a, b):
        self.a, self.b = mpf(a), mpf(b)
        self.anchors = (a, b)

    def value(self, u):
        return self.a + (self.b - self.a) * u


class LogUniform(Formula):
    def __init__(self, a, b):
        self.a, self.ratio = mpf(a), log(mpf(b) / mpf(a))

    def value(self, u):
        return self.a * exp(u * self.ratio)


class Triangular(Formula):
    def __init__(self, a, mode, b):
        self.a, self.mode, self.b = mpf(a), mpf(mode), mpf(b)
        self.anchors = (a, b)

    def value(self, u):
        width, below = self.b - self.a, self.mode - self.a
        if u * width < below:
            return self.a + sqrt(u * width * below)
        return self.b - sqrt((1 - u) * width * (self.b - self.mode))


class Normal(Formula):
    def __init__(self, mean, sd):
        self.mean, self.sd = mpf(mean), mpf(sd)
        self.anchors = (self.mean, self.sd)

    def value(self, u):
        return self.mean + self.sd * score(u)

    def slope(self, u, _):
        return self.sd / density_of_score(score(u))


class Lognormal(Formula):
    def __init__(self, median, gsd):
        self.median, self.spread = mpf(median), log(mpf(gsd))

    def value(self, u):
        return self.median * exp(self.spread * score(u))

    def slope(self, u, value):
        return value * self.spread / density_of_score(score(u))


class LogitNormal(Formula):
    def __init__(self, median, sigma):
        self.odds, self.sigma = log(mpf(median) / (1 - mpf(median))), mpf(sigma)

    def value(self, u):
        return 1 / (1 + exp(-self.odds - self.sigma * score(u)))

    def slope(self, u, value):
        return value * (1 - value) * self.sigma / density_of_score(score(u))


class Steps(Formula):
    """Listed values. On a step's corner, a rounding decides which of two neighbours comes out."""

    def __init__(self, values, weights=None):
        weights = weights or [1] * len(values)
        self.ordered = sorted((v, w) for v, w in zip(values, map(mpf, weights)) if w > 0)
        self.total = sum(w for _, w in self.ordered)

    def value(self, u):
        share = mpf(0)
        for value, weight in self.ordered:
            share += weight / self.total
            if share >= u:
                return mpf(value)
        return mpf(self.ordered[-1][0])

    def wanted(self, u, got):
        around = [self.value(mpf(u) * (1 + side * 4 * SPACING)) for side in (-1, 0, 1)]
        return min(around, key=lambda each: abs(each - got)), mpf(0)


class Curve:
    """A law known by its distribution function, which is inverted: Newton's method, kept between bounds by halving."""

    is_table = True

    def wanted(self, u, got):
        """The quantile, and dx/du there. Where the search begins (at the answer under test) does not matter."""
        x = min(max(mpf(got), self.a), self.b)
        low, high = self.a, self.b
        for _ in range(200):
            off = self.share(x) - mpf(u)
            low, high = (low, x) if off > 0 else (x, high)
            following = x - off / self.density(x) if self.a < x < self.b else (low + high) / 2
            if not low <= following <= high:
                following = (low + high) / 2
            moved, x = abs(following - x), following
            if moved <= mpf("1e-30") * abs(x) or moved <= mpf("1e-40") * (self.b - self.a):
                return x, 1 / self.density(x) if self.a < x < self.b else mpf(0)
        raise ArithmeticError(f"no quantile found at {u}")


class Beta(Curve):
    def __init__(self, alpha, beta, a, b):
        self.alpha, self.beta, self.a, self.b = mpf(alpha), mpf(beta), mpf(a), mpf(b)
        self.anchors = (a, b)
        self.scale = 1 / beta_function(self.alpha, self.beta)

    def share(self, x):
        below, above = (x - self.a) / (self.b - self.a), (self.b - x) / (self.b - self.a)
        if below <= self.alpha / (self.alpha + self.beta):
            return self.scale * betainc(self.alpha, self.beta, 0, below)
        return 1 - self.scale * betainc(self.beta, self.alpha, 0, above)

    def density(self, x):
        width = self.b - self.a
        below, above = (x - self.a) / width, (self.b - x) / width
        return self.scale * below ** (self.alpha - 1) * above ** (self.beta - 1) / width


def pert(a, mode, b, weight=4.0):
    width = mpf(b) - mpf(a)
    return Beta(1 + weight * (mpf(mode) - mpf(a)) / width, 1 + weight * (mpf(b) - mpf(mode)) / width, a, b)


class TruncatedNormal(Curve):
    def __init__(self, mean, sd, a, b):
        self.mean, self.sd, self.a, self.b = mpf(mean), mpf(sd), mpf(a), mpf(b)
        self.anchors = (mean, sd, a, b) if a < 0 < b else (a, b)
        self.mass = self.between(self.a, self.b)

    def between(self, low, high):
        """Mass of the uncut law, from the tail that has digits."""
        low, high = (low - self.mean) / self.sd, (high - self.mean) / self.sd
        if low < 0:
            low, high = -high, -low
        if low < 0:
            return 1 - erfc(-low / sqrt(2)) / 2 - erfc(high / sqrt(2)) / 2
        return (erfc(low / sqrt(2)) - erfc(high / sqrt(2))) / 2

    def share(self, x):
        return self.between(self.a, x) / self.mass

    def density(self, x):
        return density_of_score((x - self.mean) / self.sd) / self.sd / self.mass


Z95 = score(mpf("0.95"))


def centre(p05, p95):
    """Median and standard deviation of the normal law with these quantiles."""
    return (p05 + p95) / 2, (p95 - p05) / 2 / Z95


def normal_by(p05, p95):
    return Normal(*centre(mpf(p05), mpf(p95)))


def lognormal_by(p05, p95):
    return Lognormal(*map(exp, centre(log(mpf(p05)), log(mpf(p95)))))


def logit_normal_by(p05, p95):
    middle, sigma = centre(*(log(p / (1 - p)) for p in (mpf(p05), mpf(p95))))
    return LogitNormal(1 / (1 + exp(-middle)), sigma)


def uniform_by(p05, p95):
    beyond = (mpf(p95) - mpf(p05)) / 18
    return Uniform(p05 - beyond, p95 + beyond)


def log_uniform_by(p05, p95):
    beyond = (mpf(p95) / mpf(p05)) ** (mpf(1) / 18)
    return LogUniform(p05 / beyond, p95 * beyond)


def graded(value, factor):
    return Lognormal(value, exp(log(mpf(factor)) / Z95))


def written(name, numbers):
    return f"{{{name}: [{', '.join(map(repr, numbers))}]}}"


def table():
    """(as a lever's parameter is written, the law) of every case."""
    cases = []
    plain = {
        "uniform": (Uniform, [(-1, 3), (0, 1), (1e9, 1.000001e9), (-3e-9, -1e-9), (0.3, 0.3000000001), (-5, 0)]),
        "log_uniform": (LogUniform, [(0.5, 8), (1e-6, 1e6), (1e-9, 1e9), (3, 3.0000001), (1e-150, 1e150)]),
        "triangular": (Triangular, [(1, 2, 9), (0, 0, 1), (0, 1, 1), (0, 1e-9, 1), (-1, 0, 0), (-4, -1, 9),
                                    (0, 0.999999, 1), (1e9, 1.5e9, 2e9), (1e-9, 1e-9, 3e-9), (-2, 0.5, 0.5)]),
        "pert": (pert, [(1, 2, 9), (0, 0, 1), (-9, 1, 1), (0, 1, 1), (0, 1e-6, 1), (1e9, 1.2e9, 2e9),
                        (-3e-9, -2e-9, 0)]),
        "normal": (Normal, [(0, 1), (-0.035, 0.008), (1e9, 1e-3), (1e-9, 2.5), (-5, 1e-9), (1e9, 3e9)]),
        "truncated_normal": (TruncatedNormal, [
            (1, 2, 0, 4), (0, 1, 5, 8), (0, 1, -8, -5), (0, 1, 5, 9), (0, 1, -40, -30), (0, 1, 30, 40),
            (0, 1, 36, 36.5), (0, 1, -8.2, 8.2), (0, 1, -1e9, 1e9), (10, 0.5, 10, 1e9), (0, 1e9, 1, 2), (3, 1e6, -1, 1),
            (0.5, 100, 0, 1),
            (0, 1, 0.3, 0.30000001), (0, 1, 20, 20.0001), (0, 1, -6.0001, -6), (1e9, 1e8, 0, 1.2e9), (-10, 1, 0, 1),
            (-100, 10, 0, 1000), (2e-9, 1e-9, 0, 5e-9), (0.1, 0.5, 0, 1), (0.9, 0.2, 0, 1), (0, 1, -1, 1e-9),
            (-3.5, 0.8, -100, 0), (5, 1, -100, 5.5)]),
        "lognormal": (Lognormal, [(0.7, 1.35), (1e9, 3), (1e-9, 1.000001), (2, 50), (1, 1.5), (1e15, 10)]),
        "beta": (Beta, [(2, 5, 0, 1), (0.5, 0.5, -2, 2), (0.3, 50, 0, 1), (50, 0.3, 0, 1), (0.3, 0.3, 0, 1),
                        (50, 50, 1, 3),
                        (0.5, 3, 0, 1), (1, 1, 0, 1), (1, 0.3, 2, 4), (0.3, 1, 0, 7), (50, 1, 0, 1), (1, 50, -1, 0),
                        (5, 1.5, -1e9, 0), (2.5, 40, 0, 1e-9), (300, 30, 0, 1), (0.1, 0.2, 0, 10), (3, 0.05, 0, 1)]),
        "logit_normal": (LogitNormal, [(0.3, 0.5), (0.97, 3), (1e-9, 1), (0.999999, 0.01), (0.5, 20), (0.2, 1e-6)]),
        "empirical": (lambda *values: Steps(values), [(2, -1, 5, 5), (3,),
                                                      tuple((i * 37 % 41) ** 0.5 for i in range(40))]),
    }
    for name, (law, settings) in plain.items():
        cases += [(written(name, numbers), law(*numbers)) for numbers in settings]
    for numbers in ((0, 0.9, 1, 60), (-1, -1, 5, 0.5), (0, 1, 1, 300), (0, 0, 1, 1000), (0, 0.5, 1, 1e-3),
                    (2, 3, 90, 100), (0, 0.999, 1, 1e4)):
        cases.append((f"{written('pert', numbers[:3])[:-1]}, lambda: {numbers[3]!r}}}", pert(*numbers)))
    for law, name, settings in (
            (normal_by, "normal", [(-2, 7), (1e9, 1.0001e9), (-3e-9, -1e-9), (5, 5.0000001)]),
            (lognormal_by, "lognormal", [(0.2, 5), (1e-9, 1e9), (1e9, 1.0001e9), (1e-12, 2e-12)]),
            (logit_normal_by, "logit_normal", [(0.2, 0.9), (1e-9, 0.999), (0.999999, 0.9999999), (0.3, 0.300001)]),
            (uniform_by, "uniform", [(-2, 7), (1e9, 1.0001e9), (1e-9, 19e-9)]),
            (log_uniform_by, "log_uniform", [(0.2, 5), (1e-9, 1e9), (3, 3.0000001)])):
        cases += [(f"{{{name}: {{p05: {low!r}, p95: {high!r}}}}}", law(low, high)) for low, high in settings]
    for values, weights in (([3, 1, 2, 1], [1, 2, 0, 3]), ([7], [0.1]), ([0.1, 0.2, 0.3], [0.1, 0.2, 0.7]),
                            ([1e9, -1e-9], [1e-9, 1e9]), (list(range(20)), [1 / (1 + i) for i in range(20)])):
        cases.append((f"{{discrete: {{values: {values!r}, weights: {weights!r}}}}}", Steps(values, weights)))
    cases += [("{graded: 3, grade: low}", graded(3, "1.5")), ("{graded: 1e9, grade: high}", graded(1e9, "1.05"))]
    return cases


def philox(counter, key):
    """Philox4x32-10 of Salmon et al. (2011)."""
    word = 0xFFFFFFFF
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        first, second = 0xD2511F53 * x0, 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (second >> 32) ^ x1 ^ k0, second & word, (first >> 32) ^ x3 ^ k1, first & word
        k0, k1 = (k0 + 0x9E3779B9) & word, (k1 + 0xBB67AE85) & word
    return x0, x1, x2, x3


def uniform_numbers(name, count):
    """The u of each draw of an input (docs/method/sampling.md)."""
    key = struct.unpack("<II", hashlib.sha256(struct.pack("<Q", SEED) + name.encode()).digest()[:8])
    numbers = []
    for call in range((count + 1) // 2):
        x = philox((call & 0xFFFFFFFF, call >> 32, 0, 0), key)
        numbers += [(((low + (high << 32)) >> 12) + 0.5) * 2.0 ** -52 for low, high in (x[:2], x[2:])]
    return numbers[:count]


CITY = """city: laws
base_year: 2020
horizon: 2021
population: {value: 1 million person}
economy: {gdp: 1 billion CNY, growth: 0 %}
sectors: {works: {driver: gdp, energy: 1 PJ, carriers: {coal: 100 %}}}
carriers: {coal: {factor: 100 kgCO2/GJ}}
levers:
  - {use: laws, parameters: {x: LAW}}
"""
LEVER = """lever: laws
parameters: {x: 0}
adoption: {curve: step, start: 2021}
effects:
  - {id: nothing, on: sectors.works.intensity, change: "0*x"}
"""
NAME = "laws.levers.laws.parameters.x"


def explained(scenario, library, points):
    """The program's reference values at the points."""
    done = subprocess.run([str(PROGRAM), "explain", str(scenario), "--library", str(library), "--format", "csv",
                           "--quantiles", ",".join(map(repr, points))], capture_output=True, check=False, timeout=60,
                          env=environment())
    if done.returncode != 0:
        print(done.stderr.decode("utf-8", "replace"))
        sys.exit(1)
    found = [line.split(",") for line in done.stdout.decode().splitlines() if line.startswith(NAME + ",")]
    return {float(u): float(value) for _, u, value in found}


def allowed(law, u, value, slope):
    """1e-12 of the value. Where a rounding of u moves the value further (u near 1, values near 0), two of them; where
    the law has values on both sides of 0, eight roundings of the numbers that a value near 0 is the difference of."""
    rounding = 2 * mpf(2) ** (int(mp.floor(log(mpf(u), 2))) - 52) * slope
    anchors = law.anchors
    crosses = isinstance(law, Normal) or (anchors and min(anchors) < 0 < max(anchors))
    return max(RELATIVE * abs(value), rounding, 8 * SPACING * max(map(abs, anchors)) if crosses else mpf(0))


def check_law(text, law, here, library):
    scenario = scenario_file(here, "laws", CITY.replace("LAW", text))
    run(scenario, here / "out", "--library", library, "--draws", DRAWS, "--seed", SEED, "--save-draws", "--force")
    points = uniform_numbers(NAME, DRAWS)
    drawn = [float(row[NAME]) for row in rows(here / "out" / "draws.csv")]
    checks.equal(len(drawn), DRAWS, f"{text}: draws")
    reference = explained(scenario, library, [*TAILS, *ENDS, *points])
    witnessed = {u: law.wanted(u, reference[u]) for u in (*TAILS, *points[:WITNESSES])}
    worst, worst_drawn = 0.0, 0.0
    for u, (value, slope) in witnessed.items():
        bound, off = allowed(law, u, value, slope), abs(mpf(reference[u]) - value)
        checks.true(off <= bound, f"{text} at u = {u!r}: {reference[u]!r} instead of {mp.nstr(value, 17)}, off by "
                    f"{mp.nstr(off, 3)}, at most {mp.nstr(bound, 3)} allowed")
        worst = max(worst, float(off / bound) if off else 0.0)
    reach = mpf(reference[ENDS[1]]) - mpf(reference[ENDS[0]])
    for u, got in zip(points, drawn):
        if law.is_table:  # all draws, against the values just found good; the number itself has a rounding, too
            value = mpf(reference[u])
            bound = max(OF_RANGE * reach, 2 * SPACING * abs(value))
        elif u in witnessed:
            value = witnessed[u][0]
            bound = allowed(law, u, *witnessed[u])
        else:
            continue
        off = abs(mpf(got) - value)
        checks.true(off <= bound, f"{text}, drawn at u = {u!r}: {got!r} instead of {mp.nstr(value, 17)}, off by "
                    f"{mp.nstr(off, 3)}, at most {mp.nstr(bound, 3)} allowed")
        worst_drawn = max(worst_drawn, float(off / bound) if off else 0.0)
    print(f"{text[:100]}: at most {worst:.2g} of the allowed error, drawn {worst_drawn:.2g}")


checks = Checks()
with workplace() as place:
    folder = place / "policies"
    (folder / "test").mkdir(parents=True)
    (folder / "test" / "laws.yaml").write_text(LEVER, encoding="utf-8")
    for case in table():
        check_law(*case, place, folder)
checks.finish()
