#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The reference workload city-41 in NumPy, as somebody who knows NumPy well would write it; and its check values.

usage: tests/bench/city41/numpy_city41.py [--draws 100000] [--seed 1] [--chunk 2048] [--check]

Tuned: all arithmetic runs along the draws, in chunks whose arrays stay in the second-level cache; curves and decays go
on by one factor a year in place of an exp, and one division serves all eight levers; normal, beta and triangular
numbers come from NumPy's own samplers on its fastest generator; each of the 451 quantities has its row, of which the
mean is taken first and the quantiles then by partition in place. Everything is float64 and one thread. The memory of
these rows is touched before the clock starts: what fresh pages cost is the machine's affair (half of the time, on some).

`--check` puts in the uniform numbers of three known points, whose emissions must agree to 1e-9, and compares the
distribution of the draws with the known one, within 4 standard errors. The definition: tests/bench/city41/workload.md.
"""
import argparse
import sys
import time
from math import exp, lgamma, log
from statistics import NormalDist

try:
    import numpy as np
except ImportError:
    print("skipped: needs python3-numpy")
    sys.exit(77)

BASE_YEAR, YEARS = 2020, 41
VARIABLES = ("gdp", "pop", "tot", "ind", "bld", "tra", "pow", "was", "cem", "energy", "intensity")
LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)

# name, law, its parameters; [Ck] of the definition is the place in COPULA.
PARAMETERS = (
    ("g0", "N", 0.058, 0.005), ("ginf", "T", 0.010, 0.018, 0.030), ("kg", "U", 0.03, 0.07),
    ("rho", "P", 0.20, 0.45, 0.70), ("sg", "LN", -4.4228, 0.20), ("p0", "N", 0.008, 0.002),
    ("p1", "T", -0.0006, -0.0003, -0.0001), ("sp", "LN", -5.9915, 0.20), ("sinf", "T", 0.18, 0.25, 0.32),
    ("ks", "U", 0.02, 0.06), ("etab", "N", 0.55, 0.06), ("etat", "N", 0.65, 0.07), ("etaw", "U", 0.35, 0.65),
    ("etac", "T", 0.30, 0.45, 0.60), ("ri", "LN", -3.9120, 0.20), ("rb", "T", 0.008, 0.013, 0.020),
    ("rt", "T", 0.005, 0.012, 0.022), ("rc", "U", 0.01, 0.03), ("efc", "N", 0.0946, 0.0015),
    ("efo", "N", 0.0733, 0.0008), ("efg", "N", 0.0561, 0.0007), ("efi", "LN", -1.8326, 0.08),
    ("ki", "U", 0.01, 0.04), ("efw", "LN", 0.0, 0.15), ("efm", "N", 0.525, 0.010), ("loss", "P", 0.04, 0.06, 0.09),
    ("e0", "P", 0.15, 0.25, 0.35), ("e1", "P", 0.20, 0.35, 0.50), ("e2", "T", 0.15, 0.25, 0.40),
    ("e3", "T", 0.30, 0.50, 0.70), ("e4", "U", 0.50, 0.80), ("e5", "T", 0.05, 0.12, 0.20),
    ("e6", "P", 0.40, 0.60, 0.80), ("e7", "U", 0.20, 0.50), ("dly", "T", -2.0, 1.0, 6.0), ("vm", "LN", 0.0, 0.15),
    ("cm", "U", 0.75, 1.00), ("b0", "P", 0.00, 0.10, 0.30), ("b1", "P", 0.05, 0.20, 0.40), ("b2", "T", 0.00, 0.15, 0.35))
NAMES = tuple(row[0] for row in PARAMETERS)
COPULA = tuple(NAMES.index(name) for name in ("g0", "ginf", "p0", "ri", "rb", "ki"))
CORRELATIONS = {(0, 1): 0.5, (0, 2): 0.3, (0, 3): 0.2, (1, 2): 0.2, (1, 3): 0.3, (3, 4): 0.5, (3, 5): 0.3, (4, 5): 0.3}
MIDDLE = np.array((2031, 2030, 2035, 2034, 2033, 2031, 2034, 2036.0))
SPEED = np.array((0.35, 0.30, 0.25, 0.25, 0.40, 0.30, 0.28, 0.30))
COVERAGE = np.array((0.90, 0.85, 0.70, 0.80, 0.95, 0.80, 0.90, 0.70))


def cholesky():
    matrix = np.eye(6)
    for (i, j), value in CORRELATIONS.items():
        matrix[i, j] = matrix[j, i] = value
    return np.linalg.cholesky(matrix)


# ---- the model ----

def simulate(of, epsg, epsp, out):
    """Fills out[variable, year, draw]; `of` maps names to arrays over draws, eps* are (40, draws)."""
    decay_g, decay_s = np.exp(-of["kg"]), np.exp(-of["ks"])
    decay_i, decay_b, decay_t, decay_k = (np.exp(-of[name]) for name in ("ri", "rb", "rt", "ki"))
    efc, efo, efg = of["efc"], of["efo"], of["efg"]
    coal_power, gas_power = efc / 0.38, efg / 0.50
    per_sent = 1.0 / (1.0 - of["loss"])
    waste_process, cement_process = 3.0 * of["efw"], 8.0 * 0.65 * of["efm"]
    waste_fuel = 15.0 * (0.30 * efo + 0.10 * efg)

    speed = SPEED[:, None] * of["vm"]
    odds = np.exp(speed * ((MIDDLE - BASE_YEAR)[:, None] + of["dly"]))
    decay_a = np.exp(-speed)
    reach = COVERAGE[:, None] * of["cm"] * np.stack([of[f"e{k}"] for k in range(8)])
    for levers, rebound in (((0, 1), "b0"), ((2, 3), "b1"), ((4, 5), "b2")):
        reach[levers, :] *= 1.0 - of[rebound]

    draws = of["g0"].size
    lng, lnp, xg, xp = (np.zeros(draws) for _ in range(4))
    growing = of["g0"] - of["ginf"]
    people = of["p0"].copy()
    shrinking = (0.40 - of["sinf"]) / 0.40
    fixed_share = of["sinf"] / 0.40
    less_i, less_b, less_t = (np.ones(draws) for _ in range(3))
    imported = of["efi"].copy()
    x, work = np.empty_like(odds), np.empty_like(odds)

    for t in range(YEARS):
        if t > 0:
            xg *= of["rho"]
            xg += of["sg"] * epsg[t - 1]
            xp *= 0.6
            xp += of["sp"] * epsp[t - 1]
            lng += of["ginf"]
            lng += growing
            lng += xg
            lnp += people
            lnp += xp
            growing *= decay_g
            people += of["p1"]
            shrinking *= decay_s
            less_i *= decay_i
            less_b *= decay_b
            less_t *= decay_t
            imported *= decay_k
            odds *= decay_a
        # One division for the eight curves: 1/(1 + odds_k) is the product of the others over the product of all.
        np.add(odds, 1.0, out=work)
        np.cumprod(work, axis=0, out=x)
        back = 1.0 / x[7]
        for k in range(7, 0, -1):
            np.multiply(x[k - 1], back, out=x[k])
            back *= work[k]
        x[0] = back
        x *= reach
        x0, x1, x2, x3, x4, x5, x6, x7 = x
        kept = 1.0 - 0.10 * x6
        m_ind = 1.0 - (1.0 - x1) * kept
        m_bld = 1.0 - (1.0 - x3) * kept
        m_pow = 1.0 - (1.0 - x6) * (1.0 - 0.10 * x1)
        m_cem = 0.5 * x7

        ly = lng - lnp
        gdp, pop = np.exp(lng), np.exp(lnp)
        a_was = np.exp(lnp + of["etaw"] * ly)
        a_cem = np.exp(of["etac"] * lng - of["rc"] * float(t))
        e_ind = 900.0 * gdp
        e_ind *= fixed_share + shrinking
        e_ind *= less_i
        e_ind *= (1.0 - x0) * (1.0 - 0.10 * x1)
        e_bld = 350.0 * np.exp(lnp + of["etab"] * ly)
        e_bld *= less_b
        e_bld *= (1.0 - x2) * (1.0 - 0.15 * x3)
        e_tra = 280.0 * np.exp(lnp + of["etat"] * ly)
        e_tra *= less_t
        e_tra *= (1.0 - x5) * (1.0 - 0.35 * x4)
        e_tra *= 1.0 - 0.10 * x5
        e_cem = 90.0 * a_cem
        e_cem *= (1.0 - 0.5 * x0) * (1.0 - 0.3 * x7)
        e_was = 15.0 * a_was

        demand = e_ind * (0.30 + 0.30 * m_ind)
        demand += e_bld * (0.46 + 0.27 * m_bld)
        demand += e_tra * (0.07 + 0.75 * x4)
        demand += 0.60 * e_was
        demand += 0.08 * e_cem
        energy = out[9, t]
        np.add(e_ind, e_bld, out=energy)
        energy += e_tra
        energy += e_was
        energy += e_cem

        np.multiply(e_ind, (0.48 - 0.48 * m_ind) * efc + 0.08 * efo + (0.12 + 0.12 * m_ind) * efg, out=out[3, t])
        np.multiply(e_bld, (0.10 - 0.10 * m_bld) * efc + 0.06 * efo + (0.34 - 0.24 * m_bld) * efg, out=out[4, t])
        np.multiply(e_tra, (0.86 - 0.86 * x4) * efo + (0.05 - 0.02 * x4) * efg, out=out[5, t])
        supply = (0.55 - 0.55 * m_pow) * coal_power + (0.10 - 0.03 * m_pow) * gas_power
        supply += (0.25 + 0.08 * m_pow) * imported
        demand *= per_sent
        np.multiply(demand, supply, out=out[6, t])
        np.multiply(a_was, waste_fuel + waste_process * (1.0 - 0.8 * x7), out=out[7, t])
        cement = out[8, t]
        np.multiply(e_cem, (0.82 - 0.40 * m_cem) * efc + 0.02 * efo + (0.05 + 0.10 * m_cem) * efg, out=cement)
        a_cem *= cement_process
        a_cem *= 1.0 - x7
        cement += a_cem

        total = out[2, t]
        np.add(out[3, t], out[4, t], out=total)
        for variable in (5, 6, 7, 8):
            total += out[variable, t]
        np.multiply(gdp, 1800.0, out=out[0, t])
        np.multiply(pop, 12.0, out=out[1, t])
        np.divide(total, out[0, t], out=out[10, t])


# ---- draws ----

Z_KNOTS = np.linspace(-8.5, 8.5, 2 ** 15 + 1)
PHI_KNOTS = np.array([NormalDist().cdf(z) for z in Z_KNOTS])  # linear between the knots: good to 2e-8


def triangular(u, low, mode, high):
    left = mode - low
    return np.where(u * (high - low) < left, low + np.sqrt(u * ((high - low) * left)),
                    high - np.sqrt((1.0 - u) * ((high - low) * (high - mode))))


def sample(rng, draws, factor):
    """The parameters of `draws` draws by NumPy's own samplers; the correlated six by Phi of their scores."""
    scores = factor @ rng.standard_normal((6, draws))
    of = {}
    for i, (name, law, *p) in enumerate(PARAMETERS):
        if i in COPULA:
            z = scores[COPULA.index(i)]
            if law == "N":
                of[name] = p[0] + p[1] * z
            elif law == "LN":
                of[name] = np.exp(p[0] + p[1] * z)
            else:
                u = np.interp(z, Z_KNOTS, PHI_KNOTS)
                of[name] = p[0] + (p[1] - p[0]) * u if law == "U" else triangular(u, *p)
        elif law == "N":
            of[name] = rng.normal(p[0], p[1], draws)
        elif law == "LN":
            of[name] = np.exp(rng.normal(p[0], p[1], draws))
        elif law == "U":
            of[name] = rng.uniform(p[0], p[1], draws)
        elif law == "T":
            of[name] = rng.triangular(p[0], p[1], p[2], draws)
        else:
            span = p[2] - p[0]
            of[name] = p[0] + span * rng.beta(1 + 4 * (p[1] - p[0]) / span, 1 + 4 * (p[2] - p[1]) / span, draws)
    return of


def memory_for(draws):
    return np.ones((len(VARIABLES), YEARS, draws))


def run(seed, chunk, kept):
    """Means and quantiles of the 451 quantities, the share of each peak index, the quantiles of the peak's level."""
    draws = kept.shape[2]
    rng = np.random.Generator(np.random.SFC64(seed))
    factor = cholesky()
    of_chunk = np.empty((len(VARIABLES), YEARS, chunk))
    peak_level, peak_index = np.empty(draws), np.empty(draws, dtype=np.intp)
    for first in range(0, draws, chunk):
        count = min(chunk, draws - first)
        out = of_chunk[:, :, :count]
        of = sample(rng, count, factor)
        shocks = rng.standard_normal((2, YEARS - 1, count))
        simulate(of, shocks[0], shocks[1], out)
        peak_index[first:first + count] = out[2].argmax(axis=0)
        peak_level[first:first + count] = out[2].max(axis=0)
        kept[:, :, first:first + count] = out
    rows = kept.reshape(-1, draws)
    means = rows.mean(axis=1)
    quantiles = np.empty((len(LEVELS), len(rows)))
    for i, row in enumerate(rows):
        quantiles[:, i] = quantiles_of(row)
    shape = (len(VARIABLES), YEARS)
    return (means.reshape(shape), quantiles.reshape((len(LEVELS), *shape)),
            np.bincount(peak_index, minlength=YEARS) / draws, quantiles_of(peak_level))


def quantiles_of(row):
    """Type 7, by partition in place."""
    places = [(len(row) - 1) * level for level in LEVELS]
    below = [int(place) for place in places]
    row.partition(sorted({k for i in below for k in (i, min(i + 1, len(row) - 1))}))
    return [row[i] + (place - i) * (row[min(i + 1, len(row) - 1)] - row[i]) for i, place in zip(below, places)]


# ---- the known points ----

def beta_share(x, a, b):
    """Regularised incomplete beta function by its continued fraction."""
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_share(1.0 - x, b, a)
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 400):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1.0 / (1.0 + term * d)
            c = 1.0 + term / c
            value *= c * d
    return exp(a * log(x) + b * log(1.0 - x) + lgamma(a + b) - lgamma(a) - lgamma(b)) * value / a


def beta_quantile(u, a, b):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if beta_share(middle, a, b) < u else (low, middle)
    return 0.5 * (low + high)


def quantile(u, z, law, *p):
    if law == "N":
        return p[0] + p[1] * z
    if law == "LN":
        return exp(p[0] + p[1] * z)
    if law == "U":
        return p[0] + (p[1] - p[0]) * u
    if law == "T":
        return float(triangular(np.float64(u), *p))
    span = p[2] - p[0]
    return p[0] + span * beta_quantile(u, 1 + 4 * (p[1] - p[0]) / span, 1 + 4 * (p[2] - p[1]) / span)


def at(u):
    """The 11 x 41 path of one draw, from its 120 uniform numbers."""
    normal = NormalDist()
    scores = cholesky() @ np.array([normal.inv_cdf(u[i]) for i in COPULA])
    of = {}
    for i, (name, *law) in enumerate(PARAMETERS):
        if i in COPULA:
            z = scores[COPULA.index(i)]
            value = quantile(normal.cdf(z), z, *law)
        else:
            value = quantile(u[i], normal.inv_cdf(u[i]), *law)
        of[name] = np.array([value])
    eps = np.array([normal.inv_cdf(v) for v in u[40:]]).reshape(2, YEARS - 1, 1)
    out = np.empty((len(VARIABLES), YEARS, 1))
    simulate(of, eps[0], eps[1], out)
    return out[:, :, 0]


POINTS = (
    ("A", lambda i: 0.5, (188.55182578, 206.21361829, 175.03644785, 163.27517794, 159.95914792), 8),
    ("B", lambda i: (i + 1) * 0.6180339887498949 % 1.0,
     (189.35802542, 214.96302676, 185.53448112, 165.05410802, 162.62356104), 6),
    ("C", lambda i: 0.1 + 0.8 * ((i + 1) * 0.41421356237309515 % 1.0),
     (190.19954870, 226.26398057, 203.61965100, 207.39549510, 218.57169502), 10))
POINT_B_2040 = (4301.919169, 13.12129234, 185.5344811, 50.68187933, 10.16187846, 13.81358283, 95.0510887, 5.281372719,
                10.54467909, 1828.847717, 0.0431283048)
# Of 3e7 draws, and the standard errors of 1e5.
TOTAL_2040, ERRORS_2040 = (140.406, 160.990, 176.877, 194.368, 222.979), (0.136, 0.097, 0.098, 0.117, 0.218)
PEAKED_BY_2030, ERROR_PEAKED = 0.69365, 0.00146


def check(draws, seed, chunk):
    complaints = []
    for name, u, wanted, peak in POINTS:
        out = at([u(i) for i in range(120)])
        for decade, value in enumerate(wanted):
            found = out[2, 10 * decade]
            if abs(found / value - 1.0) > 1e-9:
                complaints.append(f"point {name}, {2020 + 10 * decade}: {found:.9f} instead of {value}")
        if out[2].argmax() != peak:
            complaints.append(f"point {name}: peak index {out[2].argmax()} instead of {peak}")
        if name == "B":
            complaints += [f"point B, 2040, {variable}: {found:.10g} instead of {value}" for variable, found, value
                           in zip(VARIABLES, out[:, 20], POINT_B_2040) if abs(found / value - 1.0) > 1e-9]
    _, quantiles, peaks, _ = run(seed, chunk, memory_for(draws))
    scale = (1e5 / draws) ** 0.5
    for level, found, value, error in zip(LEVELS, quantiles[:, 2, 20], TOTAL_2040, ERRORS_2040):
        if abs(found - value) > 4 * error * scale:
            complaints.append(f"total 2040, p{100 * level:02.0f}: {found:.3f} instead of {value}")
    peaked = peaks[:11].sum()
    if abs(peaked - PEAKED_BY_2030) > 4 * ERROR_PEAKED * scale:
        complaints.append(f"P(peak <= 2030): {peaked:.5f} instead of {PEAKED_BY_2030}")
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chunk", type=int, default=2048)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        complaints = check(options.draws, options.seed, options.chunk)
        print("\n".join(complaints) or f"the three points agree, and the distribution of {options.draws} draws")
        sys.exit(1 if complaints else 0)
    kept = memory_for(options.draws)
    began = time.process_time()
    run(options.seed, options.chunk, kept)
    seconds = time.process_time() - began
    print(f"city41 numpy draws={options.draws} seconds={seconds:.4f} draws_per_second={options.draws / seconds:.0f}")


if __name__ == "__main__":
    main()
