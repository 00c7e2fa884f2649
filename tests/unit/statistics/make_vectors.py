#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes vectors.json beside this file: what scipy says about some pairs of samples (Debian: python3-scipy).

The test and its exactness come from scipy.stats.mannwhitneyu, the quantiles from numpy (method "linear", R-7), the
shift and its interval from all differences in order, with the rank of the interval from scipy's distribution of U
where both samples are small and from its normal distribution otherwise.
"""
import json
import math
import pathlib

import numpy
import scipy
from scipy import stats
from scipy.stats._mannwhitneyu import _mwu_state

CONFIDENCES = (0.98, 0.95)
SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)
LARGEST_EXACT_INTERVAL = 40


def interval_rank(n, m, confidence):
    alpha = (1 - confidence) / 2
    if max(n, m) <= LARGEST_EXACT_INTERVAL:
        rank = 0
        while rank <= n * m // 2 and _mwu_state.cdf(numpy.array([rank]), n, m)[0] <= alpha:
            rank += 1
        return max(1, rank)
    spread = math.sqrt(n * m * (n + m + 1) / 12)
    return max(1, math.floor(n * m / 2 - stats.norm.isf(alpha) * spread))


def described(name, x, y, keep=True, formula=None):
    x = numpy.asarray(x, dtype=float)
    y = numpy.asarray(y, dtype=float)
    differences = numpy.sort(numpy.subtract.outer(x, y).ravel())
    small = min(len(x), len(y)) <= 8 and len(set(x) | set(y)) == len(x) + len(y)
    constant = len(set(x) | set(y)) == 1
    test = stats.mannwhitneyu(x, y, alternative="two-sided", method="exact" if small else "asymptotic")
    out = {
        "name": name,
        "u": float(test.statistic),
        "p": 1.0 if constant else float(test.pvalue),
        "exact": bool(small),
        "effect": float(numpy.mean(numpy.sign(differences)) / 2 + 0.5),
        "shift": float(numpy.median(differences)),
        "intervals": [],
        "quantiles": [[p, float(numpy.quantile(x, p, method="linear"))] for p in SHARES],
    }
    for confidence in CONFIDENCES:
        rank = interval_rank(len(x), len(y), confidence)
        out["intervals"].append([confidence, rank, float(differences[rank - 1]), float(differences[-rank])])
    if keep:
        out["x"] = [float(v) for v in x]
        out["y"] = [float(v) for v in y]
    else:
        out["formula"] = formula
    return out


def stirred(count, factor, modulus, divisor, shift):
    """Numbers that the test can make again: ((i * factor) mod modulus) / divisor + shift."""
    return [(i * factor) % modulus / divisor + shift for i in range(count)]


def main():
    random = numpy.random.default_rng(20261121)
    cases = [
        described("one against one", [2.0], [1.0]),
        described("three against three, apart", [4, 5, 6], [1, 2, 3]),
        described("five against five", [310, 295, 322, 301, 280.5], [180, 176, 191, 185, 179.5]),
        described("all the same", [3, 3, 3, 3], [3, 3, 3]),
        described("few values, many ties", [0, 0, 0, 1, 0, 0, 1, 0, 2], [0, 0, 1, 0, 0, 0, 0, 0, 0]),
        described("a zero rate and one spike", [0] * 11 + [80], [0] * 12),
        described("small against large", random.normal(0, 1, 6), random.normal(0.5, 1, 150)),
        described("eight against eight with a tie", [1, 2, 3, 4, 5, 6, 7, 8], [8, 9, 10, 11, 12, 13, 14, 15]),
        described("nine against nine", random.normal(10, 1, 9), random.normal(10.4, 1, 9)),
        described("negative numbers", random.normal(-5, 3, 20), random.normal(-4, 2, 25)),
        described("very small numbers", random.normal(5, 3, 20) * 1e-12, random.normal(4, 2, 25) * 1e-12),
        described("a minute of samples", random.lognormal(5.2, 0.2, 60), random.lognormal(5.2, 0.2, 60)),
        described("half as slow again", random.lognormal(5.6, 0.2, 60), random.lognormal(5.2, 0.2, 60)),
        described("rounded to whole numbers", numpy.round(random.normal(180, 5, 120)), numpy.round(random.normal(181, 5, 90))),
        described("uneven sizes", random.exponential(3, 30), random.exponential(4, 300)),
    ]
    large = {"count": [3000, 2500], "x": [7919, 10007, 100, 0.25], "y": [104729, 9973, 100, 0]}
    cases.append(described("thousands with ties", stirred(3000, *large["x"]), stirred(2500, *large["y"]), False, large))
    out = {"made_by": f"make_vectors.py, scipy {scipy.__version__}, numpy {numpy.__version__}", "cases": cases,
           "normal": [[share, float(stats.norm.isf(share))] for share in (0.5, 0.3, 0.025, 0.01, 1e-6, 1e-20, 1e-200, 0.9, 0.99)]}
    path = pathlib.Path(__file__).with_name("vectors.json")
    path.write_text(json.dumps(out, indent=1) + "\n")


main()
