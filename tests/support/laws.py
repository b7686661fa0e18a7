# SPDX-License-Identifier: MIT
"""Distributions of the scenario format with their cumulative laws, written from textbooks, and a test of draws."""
from math import asin, cos, exp, lgamma, log, pi, sin, sqrt
from statistics import NormalDist

STANDARD_NORMAL = NormalDist()


def uniform(low, high):
    return lambda x: min(1.0, max(0.0, (x - low) / (high - low)))


def log_uniform(low, high):
    return lambda x: log(x / low) / log(high / low)


def triangular(low, mode, high):
    def law(x):
        if x <= mode:
            return (x - low) ** 2 / ((high - low) * (mode - low))
        return 1 - (high - x) ** 2 / ((high - low) * (high - mode))
    return law


def normal(mean, sd):
    return NormalDist(mean, sd).cdf


def truncated_normal(mean, sd, low, high):
    below, above = STANDARD_NORMAL.cdf((low - mean) / sd), STANDARD_NORMAL.cdf((high - mean) / sd)
    return lambda x: (STANDARD_NORMAL.cdf((x - mean) / sd) - below) / (above - below)


def lognormal(median, gsd):
    return lambda x: STANDARD_NORMAL.cdf(log(x / median) / log(gsd))


def logit_normal(median, sd):
    return lambda x: STANDARD_NORMAL.cdf((log(x / (1 - x)) - log(median / (1 - median))) / sd)


class beta:  # pylint: disable=invalid-name  # one of the laws above and below
    """By Simpson's rule in the angle, x = sin^2(angle); the table at the knots is made once.

    The density then is sin^(2*alpha - 1) * cos^(2*other - 1): smooth enough for 1e-10 where both shapes are 1/2 or at
    least 3/2, or 1.
    """

    pieces = 4096

    def __init__(self, alpha, other, low, high):
        self.alpha, self.other, self.low, self.high = alpha, other, low, high
        self.scale = 2 * exp(lgamma(alpha + other) - lgamma(alpha) - lgamma(other))
        self.step = pi / 2 / self.pieces
        self.table = [0.0]
        for i in range(self.pieces):
            self.table.append(self.table[-1] + self.between(i * self.step, (i + 1) * self.step))

    def density(self, angle):
        return self.scale * sin(angle) ** (2 * self.alpha - 1) * max(0.0, cos(angle)) ** (2 * self.other - 1)

    def between(self, a, b):
        return (b - a) / 6 * (self.density(a) + 4 * self.density((a + b) / 2) + self.density(b))

    def __call__(self, x):
        share = min(1.0, max(0.0, (x - self.low) / (self.high - self.low)))
        angle = asin(sqrt(share))
        i = min(int(angle / self.step), self.pieces - 1)
        return self.table[i] + self.between(i * self.step, angle)


def pert(low, mode, high, weight=4.0):
    spread = high - low
    return beta(1 + weight * (mode - low) / spread, 1 + weight * (high - mode) / spread, low, high)


Z95 = STANDARD_NORMAL.inv_cdf(0.95)
PJ = 1e15  # draws stand in joules

# name: (as a scenario writes it, its cumulative law in canonical units or {value: probability}, the field it stands in)
LAWS = {
    "uniform": ("{uniform: [-1 %, 2 %]}", uniform(-0.01, 0.02), "intensity_offset"),
    "triangular": ("{triangular: [-1 %, 0.5 %, 1 %]}", triangular(-0.01, 0.005, 0.01), "intensity_offset"),
    "normal": ("{normal: [0.3 %, 0.7 %]}", normal(0.003, 0.007), "intensity_offset"),
    "normal_by_quantiles": ("{normal: {p05: -1 %, p95: 3 %}}", normal(0.01, 0.02 / Z95), "intensity_offset"),
    "truncated_normal": ("{truncated_normal: [0 %, 1 %, -0.5 %, 2 %]}", truncated_normal(0.0, 0.01, -0.005, 0.02),
                         "intensity_offset"),
    "pert": ("{pert: [-1 %, 0.2 %, 1 %]}", pert(-0.01, 0.002, 0.01), "intensity_offset"),
    "pert_at_its_end": ("{pert: [0 %, 0 %, 1 %]}", pert(0.0, 0.0, 0.01), "intensity_offset"),
    "pert_pointed": ("{pert: [-1 %, 0.2 %, 1 %], lambda: 12}", pert(-0.01, 0.002, 0.01, 12.0), "intensity_offset"),
    "beta": ("{beta: [0.5, 2.5, 0 %, 1 %]}", beta(0.5, 2.5, 0.0, 0.01), "intensity_offset"),
    "beta_round": ("{beta: [5, 3, -1 %, 1 %]}", beta(5.0, 3.0, -0.01, 0.01), "intensity_offset"),
    "discrete": ("{discrete: {values: [0 %, 1 %, 3 %], weights: [1, 2, 5]}}", {0.0: 0.125, 0.01: 0.25, 0.03: 0.625},
                 "intensity_offset"),
    "empirical": ("{empirical: [0 %, 1 %, 2 %, 2 %]}", {0.0: 0.25, 0.01: 0.25, 0.02: 0.5}, "intensity_offset"),
    "log_uniform": ("{log_uniform: [1 PJ, 50 PJ]}", log_uniform(PJ, 50 * PJ), "energy"),
    "lognormal": ("{lognormal: [10 PJ, 1.4]}", lognormal(10 * PJ, 1.4), "energy"),
    "lognormal_by_quantiles": ("{lognormal: {p05: 5 PJ, p95: 20 PJ}}", lognormal(10 * PJ, exp(log(2) / Z95)), "energy"),
    "graded": ("{graded: 10 PJ, grade: medium}", lognormal(10 * PJ, exp(log(1.15) / Z95)), "energy"),
    "graded_share": ("{graded: 30 %, grade: low}", logit_normal(0.3, log(1.5) / Z95), "carriers.coal"),
}


def kolmogorov(values, law):
    """p-value of the largest distance between the draws and their law (Kolmogorov's limit, good for thousands)."""
    ordered, n = sorted(values), len(values)
    distance = max(max((i + 1) / n - p, p - i / n) for i, p in enumerate(map(law, ordered)))
    x = distance * sqrt(n)
    if x < 0.3:
        return 1.0
    return min(1.0, 2 * sum((-1) ** (k - 1) * exp(-2 * k * k * x * x) for k in range(1, 101)))
