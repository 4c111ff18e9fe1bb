"""The two integrals behind every Erlang formula, for real arguments, without overflow.

For n > 0 and x = n r (r is load over agents, ``ratio``; r - 1 is ``excess``)

    above(n, x) = n int_0^inf exp(-x s) (1 + s)^(n - 1) ds        = n e^x x^-n Gamma(n, x)
    below(n, x) = n int_0^inf exp(x (1 - exp(-s)) - n s) ds       = n e^x x^-n gamma(n, x)
    above + below = total = e^x x^-n Gamma(n + 1)

Erlang B is 1 / (1 + above), Erlang C is 1 / (1 + (1 - r) above), Erlang A needs both (``erlang_a``). The smaller
of the two is computed, the other is what it leaves of the total:

    x near n, n >= 20   Temme's expansion (``uniform_expansion``)
    elsewhere           continued fractions
                          above = n / (x - n + 1 + 1 (n - 1) / (x - n + 3 + 2 (n - 2) / (x - n + 5 + ...)))
                          below = 1 / (1 - x / (n + 1 + t)),  t = x / (n + 2 - (n + 1) x / (n + 3 + 2 x / ...))
    above for n < 20    the recursion above(n) = (n / x) (1 + above(n - 1)), up from the fraction of an agent, or
                        from above(0) = 0 where agents are whole: then it is Erlang's own

Relative errors stay below 1e-13 (tested against mpmath). Every formula works on each cell by itself (``cells``).

Sources: DLMF 8.7, 8.9, 8.11; D. L. Jagerman, Bell System Technical Journal 53 (1974), for the continuation of
Erlang B to real agents.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import gammaincc, gammaln

from capplan.requirements.arguments import Floats
from capplan.requirements.queueing.cells import Cells, either, pick
from capplan.requirements.queueing.uniform_expansion import (
    FEW,
    WITHIN,
    deficit,
    deficit_over,
    stirling_error,
    uniform,
)

__all__ = ["log_above", "waits"]

NEAR = 50.0  # n (r - 1)^2 up to which Temme's expansion is used; beyond, the fractions are short
FRACTION_FROM = 5.0  # from this x on the fraction of above is short whatever n below 20
DEPTH = 17  # levels of the continued fractions


def _is_near(n: Floats, ratio: Floats, excess: Floats) -> Any:
    low, high = WITHIN
    return (n >= FEW) & (n * excess * excess < NEAR) & (ratio >= low) & (ratio <= high)


def _above_fraction(n: Floats, start: Floats) -> Floats:
    """The ratio ``above``; ``start`` is x - n + 1."""
    tail = DEPTH * (n - DEPTH) / (start + 2.0 * DEPTH)
    for k in range(DEPTH - 1, 0, -1):
        tail = k * (n - k) / (start + 2.0 * k + tail)
    return n / (start + tail)


def _below_fraction(n: Floats, x: Floats) -> Floats:
    """The t of the fraction of ``below``."""
    tail = 0.0 * n
    for j in range(DEPTH, 0, -1):
        tail = j * x / (n + 2.0 * j - (n + j) * x / (n + (2.0 * j + 1.0) + tail))
    return tail


def _log_scale(n: Floats) -> Floats:
    """The log of ``total`` less n (r - 1 - log r)."""

    def many(n: Floats) -> Cells:
        return (0.5 * np.log(2.0 * np.pi * n) + stirling_error(n),)

    def few(n: Floats) -> Cells:
        return (gammaln(n + 1.0) - n * np.log(n) + n,)

    return either(n >= FEW, many, few, n)[0]


def log_above(n: Floats, ratio: Floats, excess: Floats) -> Floats:
    """The log of above(n, n r), cell by cell; n and r above zero, ``excess`` is r - 1 to full precision."""
    return either(n < FEW, _log_above_few, _log_above_many, n, ratio, excess)[0]


def _log_above_many(n: Floats, ratio: Floats, excess: Floats) -> Cells:
    def left(n: Floats, ratio: Floats, excess: Floats) -> Cells:
        log_total = n * deficit(ratio, excess) + _log_scale(n)
        return (log_total + np.log1p(-np.exp(waits(n, ratio, excess)[0] - log_total)),)

    def right(n: Floats, ratio: Floats, excess: Floats) -> Cells:
        return (np.log(_above_beyond(n, ratio, excess)),)

    return either(excess < 0.0, left, right, n, ratio, excess)


def _above_beyond(n: Floats, ratio: Floats, excess: Floats) -> Floats:
    """The ratio ``above`` for r at or beyond 1, and x large or n >= 20."""

    def near(n: Floats, ratio: Floats, excess: Floats) -> Cells:
        return (uniform(n, excess, deficit(ratio, excess)),)

    def far(n: Floats, _: Floats, excess: Floats) -> Cells:
        return (_above_fraction(n, n * excess + 1.0),)

    return either(_is_near(n, ratio, excess), near, far, n, ratio, excess)[0]


def _log_above_few(n: Floats, ratio: Floats, _: Floats) -> Cells:
    value = either(n % 1.0 == 0.0, _up_from_nobody, _up_from_fraction, n, n * ratio)[0]
    return (np.log(value),)


def _up_from_nobody(n: Floats, x: Floats) -> Cells:
    value = 0.0 * n
    for step in range(int(FEW) - 1, -1, -1):
        level = n - step
        value = (level > 0.0) * level / x * (1.0 + value)
    return (value,)


def _up_from_fraction(n: Floats, x: Floats) -> Cells:
    start = n % 1.0 + (n > 1.0)
    value = either(x < FRACTION_FROM, _start_close, _start_far, start, x)[0]
    for step in range(int(FEW) - 2, -1, -1):
        level = n - step
        value = pick(level > 2.0, level / x * (1.0 + value), value)
    return (value,)


def _start_far(n: Floats, x: Floats) -> Cells:
    return (_above_fraction(n, (x - n) + 1.0),)


def _start_close(n: Floats, x: Floats) -> Cells:
    """The ratio ``above`` for n < 2 and small x: what below leaves where that keeps the digits."""

    def rest(n: Floats, x: Floats) -> Cells:
        all_of_it = n + 1.0 + _below_fraction(n, x)
        return (np.exp(x - n * np.log(x) + gammaln(n + 1.0)) - all_of_it / (all_of_it - x),)

    def direct(n: Floats, x: Floats) -> Cells:
        return (np.exp(x - n * np.log(x) + gammaln(n + 1.0)) * gammaincc(n, x),)

    return either((n > 1.0) | ((n > 0.05) & (x < 2.0)), rest, direct, n, x)


def waits(n: Floats, ratio: Floats, excess: Floats) -> Cells:
    """What is known of those who wait: the log of below(n, n r), less n (r - 1 - log r) where r is above 1; the
    share that hangs up, (1 / below + r - 1) / r; and the share that stays, 1 less it.

    The shares are the means of 1 - exp(-s) and exp(-s) under the integrand of below. Both keep their digits.
    """
    few = (n < FEW) & ((n * excess < 3.0) | (n * ratio < FRACTION_FROM))
    apart = (ratio < WITHIN[0]) | ((excess < 0.0) & (n * excess * excess >= NEAR))
    return either(few | apart, _waits_by_fraction, _waits_otherwise, n, ratio, excess)


def _waits_by_fraction(n: Floats, ratio: Floats, excess: Floats) -> Cells:
    tail = _below_fraction(n, n * ratio)
    all_of_it = n + 1.0 + tail
    log_below = np.log(all_of_it / (1.0 + tail - n * excess))
    return log_below - n * deficit_over(ratio, excess), (1.0 + tail) / all_of_it, n / all_of_it


def _waits_otherwise(n: Floats, ratio: Floats, excess: Floats) -> Cells:
    def near(n: Floats, ratio: Floats, excess: Floats) -> Cells:
        value = uniform(n, excess, deficit(ratio, excess))
        return np.log(value), (1.0 / value + excess) / ratio, (1.0 - 1.0 / value) / ratio

    def beyond(n: Floats, ratio: Floats, excess: Floats) -> Cells:
        bend, scale = n * deficit(ratio, excess), _log_scale(n)
        log_below = scale + np.log1p(-_above_beyond(n, ratio, excess) * np.exp(-bend - scale))
        inverse = np.exp(-bend - log_below)
        return log_below, (inverse + excess) / ratio, (1.0 - inverse) / ratio

    return either(excess < 0.0, near, beyond, n, ratio, excess)
