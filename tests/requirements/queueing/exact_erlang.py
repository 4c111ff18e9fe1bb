"""Erlang B, C and A in many digits, by other ways than the library's: plain sums in mpmath."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath
from mpmath import mpf

DIGITS = 34
SMALL = mpf(10) ** -33


def below(n: mpf, x: mpf) -> mpf:
    """Integral of n exp(x (1 - exp(-s)) - n s): a series of positive terms, or what above leaves."""
    if x > n and (x - n) ** 2 > 200 * n:
        return total(n, x) - above(n, x)
    term = result = mpf(1)
    k = 1
    while True:
        term *= x / (n + k)
        result += term
        k += 1
        if x < n + k and term < result * (1 - x / (n + k)) * SMALL:
            return result


def total(n: mpf, x: mpf) -> mpf:
    return mpmath.exp(mpmath.loggamma(n + 1) + x - n * mpmath.log(x))


def above(n: mpf, x: mpf) -> mpf:
    """Integral of n exp(-x s) (1 + s)^(n - 1): the falling product where it ends, else what below leaves."""
    if x <= n:
        with mpmath.workdps(DIGITS + 12):
            return total(n, x) - below(n, x)
    if n == mpmath.floor(n) or n > 100:
        term, result, k = mpf(1), mpf(0), 0
        while True:
            term *= (n - k) / x
            result += term
            k += 1
            if term == 0 or abs(term) < result * SMALL:
                return result
    with mpmath.workdps(60):
        return mpmath.gammainc(n, x) * n * mpmath.exp(x) / x**n


def blocking(load: float, agents: float) -> mpf:
    with mpmath.workdps(DIGITS):
        return 1 / (1 + above(mpf(agents), mpf(load)))


def waiting(load: float, agents: float) -> mpf:
    with mpmath.workdps(DIGITS):
        return 1 / (1 + (1 - mpf(load) / mpf(agents)) * above(mpf(agents), mpf(load)))


@dataclass(frozen=True)
class ExactQueue:
    waiting: mpf
    abandonment: mpf
    answered: mpf
    in_time: mpf
    over: mpf


def queue(load: float, agents: float, patience: float, within: float) -> ExactQueue:
    """Erlang A with a handle time of 1; all else measured in it."""
    with mpmath.workdps(DIGITS):
        a, n, p, t = mpf(load), mpf(agents), mpf(patience), mpf(within) / mpf(patience)
        c, x, ratio = n * p, a * p, a / n
        here = below(c, x)
        waits = here / (above(n, a) + here)
        stays = (1 - 1 / here) / ratio
        after = below(c, x * mpmath.exp(-t))
        fall = mpmath.exp(x * (1 - mpmath.exp(-t)) - c * t)
        still = waits * fall * after / here * mpmath.exp(-t)
        late = waits * fall * (after - 1) / (here * ratio)
        answered = 1 - waits + waits * stays
        return ExactQueue(waits, waits * (1 - stays), answered, answered - late, 1 - still)


def mean_wait_of_answered(c: float, x: float) -> mpf:
    """In patiences, of those who wait and are answered: minus the derivative in c of log int exp(H(s) - s)."""
    with mpmath.workdps(DIGITS):
        n, x = mpf(c) + 1, mpf(x)
        term = result = 1 / n
        harmonic = 1 / n
        weighted = term * harmonic
        k = 1
        while True:
            term *= x / (n + k)
            harmonic += 1 / (n + k)
            result += term
            weighted += term * harmonic
            k += 1
            if x < n + k and term < result * (1 - x / (n + k)) * mpf(10) ** -25:
                return weighted / result


def fewest_for_level(load: float, aht_s: float, level: float, within_s: float) -> int:
    """Fewest whole agents without patience, by Erlang's recursion from nobody upwards."""
    with mpmath.workdps(30):
        a = mpf(load)
        inverse, agents = mpf(1), 0
        while True:
            agents += 1
            inverse = 1 + agents / a * inverse
            if agents > a:
                waits = agents / (a + (agents - a) * inverse)
                late = waits * mpmath.exp(-(agents - a) * mpf(within_s) / mpf(aht_s))
                if 1 - late >= mpf(level):
                    return agents


def fewest_with_patience(load: float, aht_s: float, level: float, within_s: float, patience_s: float) -> int:
    """Fewest whole agents that answer ``level`` of the contacts offered in time where callers hang up."""
    agents = 1
    while queue(load, agents, patience_s / aht_s, within_s / aht_s).in_time < level:
        agents += 1
    return agents
