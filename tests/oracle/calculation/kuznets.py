# SPDX-License-Identifier: MIT
"""Kuznets curves from docs/method/history.md, section 2, in fifty digits: fits with a column for every city, by plain
normal equations, which fifty digits can afford.

Readings chosen where the text leaves room:
  K1  adj_r2 takes the degrees of freedom of both sums: 1 - (RSS/df)/(TSS/(n - 1)), of cities n - cities.
  K2  "Most cities" are more than half of them.
  K3  The right direction of the U-test: a parabola's by the sign of b2, a cubic's by its slope at the low end.
  K4  Where no U-test can be made of a turning point, it is not significant.
"""
from dataclasses import dataclass, field

from mpmath import betainc, exp, findroot, floor, log, matrix, mp, mpf, pi, sqrt

mp.dps = 50
DEGREES = {"linear": 1, "quadratic": 2, "cubic": 3}
FEWEST = 8
LEVEL = mpf("0.05")


def student_above(t, df):
    """P(T > t)."""
    tail = betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return tail if t > 0 else 1 - tail


QUANTILES = {}


def student_975(df):
    if df not in QUANTILES:
        t = findroot(lambda t: student_above(t, df) - mpf("0.025"), (mpf("1.9"), mpf(13) if df == 1 else mpf(5)),
                     solver="anderson", tol=mpf("1e-45"))
        QUANTILES[df] = t
    return QUANTILES[df]


@dataclass
class Point:
    x: object
    y: object
    year: object = None
    city: str = ""


@dataclass
class Fit:
    """Least squares of y on the powers of x, and a constant for each city (for one: b0)."""

    points: list
    degree: int
    df: int = 0
    beta: list = field(default_factory=list)  # constants first

    def __post_init__(self):
        self.cities = list(dict.fromkeys(p.city for p in self.points))
        self.c, self.n = len(self.cities), len(self.points)
        self.k = self.c + self.degree
        self.df = self.n - self.k
        self.rows = [[mpf(p.city == city) for city in self.cities] + [p.x ** d for d in range(1, self.degree + 1)]
                     for p in self.points]
        w = matrix(self.rows)
        self.inverse = (w.T * w) ** -1
        self.operator = self.inverse * w.T  # k x n
        self.beta = self.apply([p.y for p in self.points])
        self.residuals = [p.y - sum(a * b for a, b in zip(row, self.beta)) for p, row in zip(self.points, self.rows)]
        self.leverages = [sum(row[i] * self.operator[i, j] for i in range(self.k)) for j, row in enumerate(self.rows)]
        self.rss = sum(e * e for e in self.residuals)
        self.sigma2 = self.rss / self.df if self.df > 0 else None

    def apply(self, y):
        return [sum(self.operator[i, j] * y[j] for j in range(self.n)) for i in range(self.k)]

    def b(self, power):
        return self.beta[self.c - 1 + power] if 0 < power <= self.degree or (power == 0 and self.c == 1) else mpf(0)

    def covariance(self, i, j):
        """Of the coefficients of two powers."""
        return self.sigma2 * self.inverse[self.c - 1 + i, self.c - 1 + j]

    def sandwich(self, weight):
        """The variances of all coefficients where products of residuals i, j count `weight(i, j)`."""
        result = [mpf(0)] * self.k
        for i in range(self.n):
            for j in range(self.n):
                each = weight(i, j)
                if each:
                    each *= self.residuals[i] * self.residuals[j]
                    for a in range(self.k):
                        result[a] += self.operator[a, i] * self.operator[a, j] * each
        return result

    def hc3(self):
        """None where a point has a leverage of 1, its curve passing through it whatever it is."""
        if max(self.leverages) > 1 - mpf("1e-30"):
            return None
        return self.sandwich(lambda i, j: 1 / (1 - self.leverages[i]) ** 2 if i == j else 0)

    def lag(self):
        longest = max(sum(p.city == city for p in self.points) for city in self.cities)
        return int(floor(4 * (mpf(longest) / 100) ** (mpf(2) / 9)))

    def newey_west(self):
        lag = self.lag()

        def weight(i, j):
            one, other = self.points[i], self.points[j]
            distance = abs(i - j) if one.year is None else abs(one.year - other.year)
            return 1 - mpf(distance) / (lag + 1) if one.city == other.city and distance <= lag else 0

        return [v * self.n / self.df for v in self.sandwich(weight)]

    def tss(self):
        total = mpf(0)
        for city in self.cities:
            values = [p.y for p in self.points if p.city == city]
            mean = sum(values) / len(values)
            total += sum((v - mean) ** 2 for v in values)
        return total

    def aicc(self):
        k = self.k + 1
        if self.n - k - 1 <= 0:
            return None
        return self.n * (log(2 * pi * self.rss / self.n) + 1) + 2 * k + mpf(2) * k * (k + 1) / (self.n - k - 1)

    def slope(self, x):
        return self.b(1) + 2 * self.b(2) * x + 3 * self.b(3) * x * x

    def slope_error(self, x):
        g = [mpf(1), 2 * x, 3 * x * x][:self.degree]
        return sqrt(sum(a * b * self.covariance(i + 1, j + 1) for i, a in enumerate(g) for j, b in enumerate(g)))

    def p_of(self, power):
        return 2 * student_above(abs(self.b(power)) / sqrt(self.covariance(power, power)), self.df)


def turning(b1, b2, b3):
    """Where a parabola turns, or a cubic has its maximum."""
    if b3 == 0:
        return -b1 / (2 * b2) if b2 != 0 else None
    inside = b2 * b2 - 3 * b1 * b3
    # Of the two roots of the slope the maximum has 2 b2 + 6 b3 x = -2 sqrt(inside), whatever the sign of b3.
    return -(b2 + sqrt(inside)) / (3 * b3) if inside > 0 else None


def fieller(fit):
    t2 = student_975(fit.df) ** 2
    a = 4 * (fit.b(2) ** 2 - t2 * fit.covariance(2, 2))
    b = 4 * (fit.b(1) * fit.b(2) - t2 * fit.covariance(1, 2))
    c = fit.b(1) ** 2 - t2 * fit.covariance(1, 1)
    inside = b * b - 4 * a * c
    if a < 0 and inside < 0:
        return "unbounded", None, None
    ends = sorted((-b + side * sqrt(inside)) / (2 * a) for side in (-1, 1))
    return "bounded" if a > 0 else "exclusive", *ends


def u_test(fit, low, high):
    """(t, p, True if for an inverted U), or None where the question has no sense."""
    ends = fit.slope(low), fit.slope(high)
    inverted = fit.b(2) < 0 if fit.degree == 2 else ends[0] > 0
    if fit.degree == 1 or (fit.degree == 3 and (ends[1] < 0) != inverted):
        return None
    side = 1 if inverted else -1
    t = min(side * ends[0] / fit.slope_error(low), -side * ends[1] / fit.slope_error(high))
    return t, student_above(t, fit.df), inverted


def extreme_at(points, largest):
    """(at the first, at the last) observation of most cities."""
    cities = list(dict.fromkeys(p.city for p in points))
    first = last = 0
    for city in cities:
        values = [p.y for p in points if p.city == city]
        extreme = max(values) if largest else min(values)
        first += values[0] == extreme
        last += values[-1] == extreme
    return 2 * first > len(cities), 2 * last > len(cities)


class Curve:
    """Everything that section 2 says of one indicator but for the bootstrap."""

    def __init__(self, points, degree, shocks, is_refit=False):
        self.points, self.degree, self.shocks = points, degree, shocks
        self.fit = Fit(points, degree)
        xs = [p.x for p in points]
        self.low, self.high = min(xs), max(xs)
        self.tp = turning(*(self.fit.b(i) for i in (1, 2, 3))) if degree > 1 else None
        self.is_top = degree == 3 or self.fit.b(2) < 0
        self.u_test = u_test(self.fit, self.low, self.high)
        self.fieller = fieller(self.fit) if degree == 2 else None
        self.first, self.last = extreme_at(points, self.is_top)
        self.shape = self.find_shape()
        self.reasons = self.find_reasons(is_refit)

    def inside(self):
        return self.low < self.tp < self.high

    def twice(self):
        """A cubic with both its turns within the data."""
        if self.degree != 3 or self.tp is None:
            return False
        other = -2 * self.fit.b(2) / (3 * self.fit.b(3)) - self.tp
        return self.inside() and self.low < other < self.high

    def find_shape(self):
        if self.twice() and self.fit.p_of(3) < LEVEL:
            return "n" if self.fit.b(3) > 0 else "inverted_n"
        if self.u_test and self.u_test[1] < LEVEL:
            first, last = extreme_at(self.points, self.u_test[2])
            if not first and not last:
                return "inverted_u" if self.u_test[2] else "u"
            if self.u_test[2]:
                return "half_inverted_u"
        if self.degree == 2 and self.fit.b(2) < 0 and self.fit.p_of(2) < LEVEL:
            return "half_inverted_u"
        line = Fit(self.points, 1)
        if line.p_of(1) < LEVEL:
            return "rising" if line.b(1) > 0 else "falling"
        return "none"

    def find_reasons(self, is_refit):
        found = {"too_few_points"} if len(self.points) < FEWEST else set()
        if self.tp is None:
            return found | {"no_turning_point"}
        if not self.inside():
            found.add("outside_data")
        if self.first:
            found.add("top_at_first")
        if self.last:
            found.add("top_at_last")
        if self.u_test is None or self.u_test[1] >= LEVEL:
            found.add("not_significant")
        if self.fieller and self.fieller[0] != "bounded":
            found.add("interval_not_bounded")
        if not is_refit and self.rests_on_shocks(bool(found)):
            found.add("shock_years")
        return found

    def rests_on_shocks(self, doubted):
        if self.points[0].year is None:
            return False
        after = []
        cities = list(dict.fromkeys(p.city for p in self.points))
        for city in cities:
            own = [p for p in self.points if p.city == city]
            values = [p.y for p in own]
            place = values.index(max(values) if self.is_top else min(values))
            after.append([p.year in self.shocks for p in own[place + 1:]])
        if 2 * sum(bool(years) and all(years) for years in after) > len(cities):
            return True
        rest = [p for p in self.points if p.year not in self.shocks]
        if doubted or len(rest) == len(self.points):
            return False
        if len(rest) <= self.degree + len({p.city for p in rest}):
            return True
        refit = Curve(rest, self.degree, self.shocks, is_refit=True)
        return bool(refit.reasons) or refit.is_top != self.is_top

    def verdict(self):
        if len(self.points) < FEWEST:
            return "not_testable"
        return "not_identified" if self.reasons else "identified"

    def turning_year(self):
        if self.tp is None or len(self.fit.cities) > 1 or self.points[0].year is None or self.points[0].x >= self.tp:
            return None
        return next((p.year for p in self.points if p.x >= self.tp), None)

    def answers(self, logs):
        """quantity -> number, word or None (undefined)."""
        fit, out = self.fit, {"n": mpf(self.fit.n), "df": mpf(self.fit.df)}
        hc3, newey = fit.hc3(), fit.newey_west()
        for power in range(0 if fit.c == 1 else 1, self.degree + 1):
            i = fit.c - 1 + power
            error = sqrt(fit.covariance(power, power))
            t = fit.b(power) / error
            out.update({f"b{power}": fit.b(power), f"se_b{power}": error, f"t_b{power}": t,
                        f"p_b{power}": 2 * student_above(abs(t), fit.df), f"hc3_se_b{power}": hc3 and sqrt(hc3[i]),
                        f"nw_se_b{power}": sqrt(newey[i])})
        tss = fit.tss()
        out.update({"nw_lag": mpf(fit.lag()), "r2": 1 - fit.rss / tss, "rsd": sqrt(fit.sigma2),
                    "adj_r2": 1 - fit.sigma2 / (tss / (fit.n - fit.c)), "aicc": fit.aicc()})
        out.update(choice(self.points))
        self.add_turning(out, exp if logs else lambda x: x, logs)
        year = self.turning_year()
        out.update({"turning_year": None if year is None else mpf(year),
                    "shape": self.shape if fit.n >= FEWEST else None, "verdict": self.verdict(),
                    "reason": self.reasons})
        return out

    def add_turning(self, out, shown, logs):
        out.update(dict.fromkeys(("tp", "tp_se", "tp_low", "tp_high", "fieller", "fieller_low", "fieller_high")))
        out.update({"utest_t": None, "utest_p": None})
        if self.tp is not None:
            error = self.fit.slope_error(self.tp) / abs(2 * self.fit.b(2) + 6 * self.fit.b(3) * self.tp)
            reach = student_975(self.fit.df) * error
            out.update({"tp": shown(self.tp), "tp_word": "maximum" if self.is_top else "minimum",
                        "tp_se": shown(self.tp) * error if logs else error,
                        "tp_low": shown(self.tp - reach), "tp_high": shown(self.tp + reach)})
        if self.fieller:
            out["fieller"] = self.fieller[0]
            if self.fieller[1] is not None:
                out["fieller_low"], out["fieller_high"] = map(shown, self.fieller[1:])
        if self.u_test:
            out["utest_t"], out["utest_p"] = self.u_test[:2]


def choice(points):
    """AICc of the three degrees, and the one with the least."""
    cities = len({p.city for p in points})
    out = {f"aicc_{name}": Fit(points, degree).aicc() if len(points) > cities + degree + 2 else None
           for name, degree in DEGREES.items()}
    known = {name: out[f"aicc_{name}"] for name in DEGREES if out[f"aicc_{name}"] is not None}
    out["aicc_choice"] = min(known, key=known.get) if known else None
    return out


def answers_of(points, degree, shocks, logs):
    """quantity -> number, word or None of an indicator whose incomes all differ."""
    if len(points) > len({p.city for p in points}) + degree:
        return Curve(points, degree, shocks).answers(logs)
    reason = "too_few_points" if len(points) < FEWEST else "no_turning_point"
    return {"n": mpf(len(points)), "verdict": "not_testable", "reason": {reason}, "df": None, "b1": None, "tp": None,
            "shape": None, **choice(points)}


def bootstrap(curve, random, most=20000):
    """Turning points of wild replicates, None where one does not turn, and whether each is a maximum: every pattern of
    signs where there are few, else random ones."""
    fit = curve.fit
    owners = list(range(fit.n)) if fit.c == 1 else [fit.cities.index(p.city) for p in curve.points]
    count = max(owners) + 1
    moves = [[mpf(0)] * count for _ in range(3)]
    for power in range(1, fit.degree + 1):
        for i, owner in enumerate(owners):
            freed = fit.residuals[i] / (1 - fit.leverages[i])
            moves[power - 1][owner] += fit.operator[fit.c - 1 + power, i] * freed
    # A step of the income's own size keeps doubles near 1; it is taken back at the end.
    unit = [float(fit.b(power) * curve.high ** power) for power in (1, 2, 3)]
    moves = [[float(m * curve.high ** (power + 1)) for m in row] for power, row in enumerate(moves)]
    few = 2 ** count <= most
    out = []
    for r in range(2 ** count if few else most):
        pattern = r if few else random.getrandbits(count)
        signs = [1 if pattern >> i & 1 else -1 for i in range(count)]
        b1, b2, b3 = (unit[p] + sum(s * m for s, m in zip(signs, moves[p])) for p in range(3))
        inside = b2 * b2 - 3 * b1 * b3
        if b3 == 0:
            out.append((-b1 / (2 * b2) * float(curve.high), b2 < 0))
        elif inside > 0:
            out.append((-(b2 + inside ** 0.5) / (3 * b3) * float(curve.high), True))
        else:
            out.append(None)
    return out


def logarithms(points):
    return [Point(log(p.x), log(p.y), p.year, p.city) for p in points]
