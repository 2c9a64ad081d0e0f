"""Makes standard_normal.json: the standard normal distribution function and its inverse, from 60 digits.

usage: make_standard_normal.py > standard_normal.json        (mpmath 1.3.0)
"""
import json
import random

from mpmath import mp, mpf, erfc, findroot, log, sqrt

mp.dps = 60


def distribution(z):
    return erfc(-mpf(z) / sqrt(2)) / 2


def quantile(p):
    """The root of log Phi(z) = log p, in the lower half, where log Phi is well-conditioned."""
    p = mpf(p)
    if p > mpf(1) / 2:
        return -quantile(1 - p)
    if p == mpf(1) / 2:
        return mpf(0)
    start = -sqrt(-2 * log(p)) if p < 0.02 else (p - mpf(1) / 2) * mpf('2.6')
    return findroot(lambda z: log(distribution(z)) - log(p), start)


draw = random.Random(0)
probabilities = [1e-300, 1e-200, 1e-100, 1e-50, 1e-30, 1e-20, 1e-16, 1e-12, 1e-9, 1e-6, 1e-4, 0.999e-3, 1e-3, 1.001e-3,
                 0.01, 0.02425, 0.1, 0.25, 0.4, 0.499, 0.5 - 1e-12, 0.5, 0.5 + 1e-12, 0.501, 0.6, 0.75, 0.9, 0.97575, 0.99,
                 0.999, 1 - 1e-4, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1 - 1e-15, 1 - 1e-16]
probabilities += [10 ** draw.uniform(-300, -1) for _ in range(60)] + [draw.random() for _ in range(60)]
probabilities += [1 - 10 ** draw.uniform(-15, -1) for _ in range(40)]
scores = [0.0, -0.0, 1e-300, -1e-17, 1e-9, -37.5, 8.2] + [draw.uniform(-37, 9) for _ in range(80)]
scores += [draw.gauss(0, 1) for _ in range(60)]
print(json.dumps({'quantile': [[p, float(quantile(p))] for p in probabilities],
           'distribution': [[z, float(distribution(z))] for z in scores]}))
