"""Where a gap that rises with an unknown number turns from below zero to zero or more, for many cells at once.

Whole numbers: from a first guess, steps along the secant until a number that is met stands next to one that is
missed. Real numbers: the bracket between a number that is missed and one that is met is closed by Chandrupatla's
method (inverse quadratic interpolation where the gap is smooth enough, halving elsewhere). Either way the answer
itself was tried and is met.

Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm", Advances in Engineering Software 28
(1997).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from capplan.requirements.arguments import Floats

__all__ = ["Gap", "Pair", "close_bracket", "fewest_whole"]

Gap = Callable[[Floats, NDArray[np.intp]], Floats]
"""Numbers and the cells they are for, to gaps."""

Pair = Callable[[Floats], tuple[Floats, Floats]]
"""Numbers of all cells, to their gaps and those of one fewer where these come cheaply, else NaN."""


def fewest_whole(gap: Gap, pair: Pair, least: Floats, guess: Floats, slope: Floats) -> Floats:
    """Smallest whole number, at least ``least`` (whole), whose gap is zero or more.

    ``slope`` is about how fast the gap rises near ``guess``.
    """
    test = np.maximum(np.ceil(np.where(np.isfinite(guess), guess, least)), np.maximum(least, 1.0))
    value, fewer = pair(test)
    alone = (value >= 0.0) & ((fewer < 0.0) | (test <= least))
    if alone.all():
        return test
    below, above = least - 1.0, np.full_like(least, np.inf)
    missing, spare = np.full_like(least, np.nan), np.full_like(least, np.nan)
    stride = np.ones_like(least)

    def learn(at: NDArray[np.intp], number: Floats, value: Floats) -> None:
        good = value >= 0.0
        met, missed = at[good], at[~good]
        above[met], spare[met] = number[good], value[good]
        below[missed], missing[missed] = number[~good], value[~good]

    learn(np.arange(least.size), test, value)
    lower = np.flatnonzero((value >= 0.0) & (test > least) & ~np.isnan(fewer))
    learn(lower, test[lower] - 1.0, fewer[lower])
    at = np.flatnonzero(above - below > 1.0)
    for step in range(1200):
        if at.size == 0:
            return above
        number = _next(below[at], above[at], missing[at], spare[at], slope[at], stride[at], step)
        stride[at] *= 2.0
        learn(at, number, gap(number, at))
        at = at[above[at] - below[at] > 1.0]
    raise RuntimeError("no whole number meets the targets")  # gaps rise beyond zero: a defect if not


def _next(
    low: Floats, high: Floats, missing: Floats, spare: Floats, slope: Floats, stride: Floats, step: int
) -> Floats:
    """The next number to try, between ``low`` and ``high``: along the secant, else by strides or halving."""
    with np.errstate(invalid="ignore"):
        middle = np.floor(0.5 * (low + high))
        between = low + (high - low) * missing / (missing - spare)
        up = low + np.maximum(-missing / slope, 1.0) * stride
        down = high - np.maximum(np.floor(spare / slope), 1.0) * stride
    bounded = np.isfinite(high)
    aim = np.where(bounded, np.where(np.isnan(missing), down, middle), up)
    if step < 4 or step % 2 == 0:
        aim = np.where(np.isfinite(between), between, aim)
    aim = np.where(np.isfinite(aim), aim, np.where(bounded, middle, low + stride))
    return np.clip(np.ceil(aim), low + 1.0, high - 1.0)


def close_bracket(
    gap: Gap,
    missed: Floats,
    met: Floats,
    tolerance: float,
    nothing: float = 0.0,
    *,
    start: Floats | None = None,
    slope: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Both ends moved together until they differ by ``tolerance`` of themselves, or by ``nothing``.

    The gap is below zero at ``missed`` and zero or more at ``met``, which may be the smaller or the larger.
    ``start`` is a number near the crossing and ``slope`` how fast the gap changes there.
    """
    everyone = np.arange(met.size)
    here, other = met.copy(), missed.copy()  # the number tried last, and the end on the other side of zero
    before, gap_before = other.copy(), np.full(met.size, np.nan)
    if start is None or slope is None:
        gap_here, gap_other = gap(met, everyone), gap(missed, everyone)
        first: list[Floats] = []
    else:
        gap_here, gap_other = np.full(met.size, np.inf), np.full(met.size, -np.inf)
        first = [start]
    at = everyone
    for step in range(200):
        width = np.abs(other[at] - here[at])
        limit = np.maximum(tolerance * np.minimum(np.abs(here[at]), np.abs(other[at])), nothing)
        keep = width > limit
        at, nudge = at[keep], 0.6 * limit[keep] / width[keep]
        if at.size == 0:
            break
        if step < len(first):
            part = (first[step][at] - here[at]) / (other[at] - here[at])
        else:
            part = _part(here[at], gap_here[at], other[at], gap_other[at], before[at], gap_before[at])
        part = np.where(np.isfinite(part), part, 0.5)
        part = np.clip(part, np.minimum(nudge, 0.5), np.maximum(1.0 - nudge, 0.5))
        test = here[at] + part * (other[at] - here[at])
        value = gap(test, at)
        same = (value >= 0.0) == (gap_here[at] >= 0.0)
        stay, turn = at[same], at[~same]
        before[stay], gap_before[stay] = here[stay], gap_here[stay]
        before[turn], gap_before[turn] = other[turn], gap_other[turn]
        other[turn], gap_other[turn] = here[turn], gap_here[turn]
        here[at], gap_here[at] = test, value
        if step == 0 and slope is not None and start is not None:
            first.append(here - 1.5 * gap_here / slope)  # beyond the crossing, to have it between two numbers
    good = gap_here >= 0.0
    return np.where(good, other, here), np.where(good, here, other)


def _part(
    here: Floats, gap_here: Floats, other: Floats, gap_other: Floats, before: Floats, gap_before: Floats
) -> Floats:
    """How far to go from ``here`` to ``other``: by inverse quadratic interpolation, the secant, or half of it."""
    with np.errstate(invalid="ignore", divide="ignore"):
        place = (here - other) / (before - other)
        height = (gap_here - gap_other) / (gap_before - gap_other)
        smooth = (height * height < place) & ((1.0 - height) ** 2 < 1.0 - place)
        secant = gap_here / (gap_here - gap_other)
        curve = secant * gap_before / (gap_before - gap_other) + (before - here) / (other - here) * (
            gap_here / (gap_before - gap_here) * gap_other / (gap_before - gap_other)
        )
    return np.where(smooth, curve, np.where(np.isnan(gap_before), secant, 0.5))
