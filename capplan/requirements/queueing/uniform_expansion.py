"""Temme's expansion of the incomplete gamma functions where load and agents are close.

With mu = x / n - 1 and eta^2 / 2 = mu - log(1 + mu) (eta has the sign of mu), the smaller of the two ratios of
``gamma_ratios`` is, for n >= 20,

    G*(n) (sqrt(pi n / 2) erfcx(|eta| sqrt(n / 2)) + sign(mu) sum_k c_k(eta) / n^k)
    log G*(n) = 1 / (12 n) - 1 / (360 n^3) + 1 / (1260 n^5) - ...
    c_0 = 1 / mu - 1 / eta,    c_k = c_(k-1)' / eta - c_(k-1)'(0) / mu

The c_k are taken by their Taylor series in eta, found once from that recursion. Nothing cancels: with n = 20 as
with n = 10^9 the error stays near 1e-15.

Sources: N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM J. Math. Anal. 10 (1979);
DLMF 8.12.
"""

from __future__ import annotations

import numpy as np
from scipy.special import erfcx

from capplan.requirements.arguments import Floats
from capplan.requirements.queueing.cells import Cells, either, plain

__all__ = ["FEW", "WITHIN", "deficit", "deficit_over", "stirling_error", "uniform"]

FEW = 20.0  # from this n on the expansions in 1 / n hold to the last digit
WITHIN = (0.5, 1.75)  # where x / n lies between these, |eta| is below 0.63
_WIDEST = 0.63

_ARTANH = tuple(2.0 / (2 * k + 3) for k in range(13))
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)


def _taylor_coefficients() -> tuple[tuple[float, ...], ...]:
    """Of every c_k, as far as they count for n >= 20 and |eta| <= 0.63."""
    powers, functions = 21, 12
    length = powers + 2 * functions + 2
    mu = [0.0, 1.0]  # mu mu' = eta (1 + mu)
    for k in range(2, length + 2):
        mu.append((mu[k - 1] - sum(mu[i] * (k + 1 - i) * mu[k + 1 - i] for i in range(2, k))) / (k + 1))
    inverse = [1.0]  # eta / mu
    for k in range(1, length + 1):
        inverse.append(-sum(mu[i + 1] * inverse[k - i] for i in range(1, k + 1)))
    first = inverse[1:]
    rows = [first]
    for _ in range(1, functions):
        last = rows[-1]
        rows.append([(j + 2) * last[j + 2] - last[1] * first[j] for j in range(len(last) - 2)])
    kept = []
    for k, row in enumerate(rows):
        counts = [j for j in range(powers) if abs(row[j]) * _WIDEST**j / FEW**k > 1e-16]
        if counts:
            kept.append(tuple(row[: counts[-1] + 1]))
    return tuple(kept)


_COEFFICIENTS = _taylor_coefficients()


def uniform(n: Floats, excess: Floats, bend: Floats) -> Floats:
    """The smaller ratio, cell by cell; ``excess`` is mu, ``bend`` is eta^2 / 2."""
    side = plain(np.copysign(1.0, excess))
    eta = side * plain(np.sqrt(2.0 * bend))
    inverse = 1.0 / n
    total = 0.0 * n
    for row in reversed(_COEFFICIENTS):
        value = row[-1] * eta
        for coefficient in row[-2:0:-1]:
            value += coefficient
            value *= eta
        value += row[0]
        total *= inverse
        total += value
    tail = np.sqrt(0.5 * np.pi * n) * erfcx(np.sqrt(n * bend))
    result: Floats = plain(np.exp(stirling_error(n)) * (tail + side * total))
    return result


def stirling_error(n: Floats) -> Floats:
    """The log of n! less that of n^n exp(-n) sqrt(2 pi n), for n >= 16."""
    inverse = 1.0 / n
    square = inverse * inverse
    series = _STIRLING[-1] * square + _STIRLING[-2]
    for coefficient in _STIRLING[-3::-1]:
        series = series * square + coefficient
    return series * inverse


def deficit(ratio: Floats, excess: Floats) -> Floats:
    """The excess of ``ratio`` over 1 less the log of ``ratio``, to full relative precision also near 1."""
    return either(abs(excess) < 0.4, _deficit_near, _deficit_far, ratio, excess)[0]


def deficit_over(ratio: Floats, excess: Floats) -> Floats:
    """The same where ``ratio`` is above 1, else 0."""
    return either(excess > 0.0, lambda r, e: (deficit(r, e),), lambda r, e: (0.0 * r,), ratio, excess)[0]


def _deficit_near(_: Floats, excess: Floats) -> Cells:
    half = excess / (2.0 + excess)  # log(1 + mu) = 2 artanh(mu / (2 + mu))
    square = half * half
    series = _ARTANH[-1] * square + _ARTANH[-2]
    for coefficient in _ARTANH[-3::-1]:
        series = series * square + coefficient
    return (half * (excess - square * series),)


def _deficit_far(ratio: Floats, excess: Floats) -> Cells:
    return (excess - np.log(ratio),)
