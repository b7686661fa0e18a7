# SPDX-License-Identifier: MIT
"""Mann and Kendall's test, Sen's slope and Hamed and Rao's correction from docs/method/history.md, in fractions; roots
and the error function in fifty digits.

Readings chosen where the text leaves room:
  T1  The autocorrelation of lag k is the sum over pairs of years k apart, divided by the sum of squares of all years.
  T2  Lags reach from 1 to n - 1; from n - 2 on they weigh nothing, and longer ones do not count.
  T3  Neighbours in the order of size are ties if they differ by no more than 1e-12 of the largest value, and so are the
      ties of a tie.
"""
from collections import Counter
from fractions import Fraction
from itertools import combinations

from mpmath import erfc, erfinv, mp, mpf, nint, sqrt

mp.dps = 50
Z = sqrt(2) * erfinv(mpf("0.95"))  # 1.95996..., of 95 % of the normal law


def number(fraction):
    return mpf(fraction.numerator) / fraction.denominator


def sign(x):
    return (x > 0) - (x < 0)


def median(ordered):
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def z_and_p(s, variance):
    z = (s - sign(s)) / sqrt(variance) if s and variance else mpf(0)
    return z, erfc(abs(z) / sqrt(2))


def slopes(years, values):
    return sorted((b - a) / (u - t) for (t, a), (u, b) in combinations(zip(years, values), 2))


def ranks(values, largest):
    order = sorted(range(len(values)), key=values.__getitem__)
    out, first = [None] * len(values), 0
    for i in range(1, len(order) + 1):
        if i < len(order) and values[order[i]] - values[order[i - 1]] <= largest / 10 ** 12:
            continue
        for j in order[first:i]:
            out[j] = Fraction(first + i + 1, 2)
        first = i
    return out


def factor(years, values, slope):
    """Of the variance, or None where it is undefined."""
    n = len(values)
    if n < 4:
        return None
    left = ranks([v - slope * t for t, v in zip(years, values)], max(map(abs, values)))
    off = [r - Fraction(n + 1, 2) for r in left]
    square = sum(d * d for d in off)
    if square == 0:
        return None
    total, at = Fraction(0), dict(zip(years, off))
    for k in range(1, n):
        r = sum(d * at[t + k] for t, d in at.items() if t + k in at) / square
        if abs(number(r)) > Z / sqrt(n):
            total += (n - k) * (n - k - 1) * (n - k - 2) * r
    f = 1 + Fraction(2, n * (n - 1) * (n - 2)) * total
    return f if f > 0 else None


def tests(years, values):
    """quantity -> number or None (undefined) of values as fractions."""
    n = len(values)
    out = dict.fromkeys(("mk_s", "mk_var", "mk_z", "mk_p", "sen", "sen_low", "sen_high", "mk_var_adjusted",
                         "mk_z_adjusted", "mk_p_adjusted"))
    if n < 2:
        return out
    s = sum(sign(b - a) for a, b in combinations(values, 2))
    tied = sum(t * (t - 1) * (2 * t + 5) for t in Counter(values).values())
    variance = Fraction(n * (n - 1) * (2 * n + 5) - tied, 18)
    z, p = z_and_p(s, number(variance))
    ordered = slopes(years, values)
    count, reach = len(ordered), Z * sqrt(number(variance))
    low, high = int(nint((count - reach) / 2)), int(nint((count + reach) / 2)) + 1
    sen = median(ordered)
    out.update({"mk_s": s, "mk_var": number(variance), "mk_z": z, "mk_p": p, "sen": number(sen), "mk_n": n,
                "sen_low": number(ordered[min(max(low, 1), count) - 1]),
                "sen_high": number(ordered[min(max(high, 1), count) - 1])})
    f = factor(years, values, sen)
    if f is not None:
        adjusted = number(variance * f)
        z, p = z_and_p(s, adjusted)
        out.update({"mk_var_adjusted": adjusted, "mk_z_adjusted": z, "mk_p_adjusted": p})
    return out
