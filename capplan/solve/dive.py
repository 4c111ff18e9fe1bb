"""Diving: fix one group of whole numbers after the other, each from the relaxation that the last one left.

Contracts come first, then support roles, then who works which queue (switches), then classes from the first weeks to
the last, then the people in them.
What rounding takes or adds in one window of weeks, the relaxation makes good in the next; a solve from the last
basis takes a fraction of the first one. What must be enough (support roles) is rounded up at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.choices import option_columns, torn_choices
from capplan.solve.contract import Guide
from capplan.solve.decide import decide
from capplan.solve.flip import flip, flipped, loosen
from capplan.solve.ladders import climb, let_go
from capplan.solve.options import LOOKING, SECOND, choose, free, reconsider, settle
from capplan.solve.relaxation import Hold, Relaxation
from capplan.solve.rounding import round_series

__all__ = ["Care", "dive", "implied_bounds", "rounded_up"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ALMOST = 1e-6
"""What a solver leaves above or below a whole number."""

UP = 1.0 - 1e-6
"""Every part of one is rounded up."""

DOWN = 0.0
"""No part of one is."""

NONE = -np.inf
"""Nothing at all: parts of one that sum up to one are none either."""


@dataclass(frozen=True)
class Care:
    """How careful a dive is.

    ``windows`` of time for the first series (classes) and half as many for the others; ``shift`` is the part of a
    class from which one is rounded up; ``tries`` whether torn contracts and support roles are tried several ways.
    """

    windows: int
    shift: float = 0.5
    tries: bool = True


def dive(
    relaxation: Relaxation,
    x: Float,
    guide: Guide,
    care: Care,
    better: Callable[[Float], Float] | None = None,
    decided: Callable[[float], None] | None = None,
) -> Float | None:
    """A point with whole numbers in every integer column, from the relaxed ``x``; None when a step fails.

    Whole numbers that the relaxation holds already stay. ``better`` may improve the first series (classes) at the
    optimum with them held, before those in them are rounded. ``decided`` hears the optimum with decisions,
    choices and ladders carefully taken and all else open. The relaxation is left with everything held.
    """
    decisions = np.concatenate(guide.decisions) if guide.decisions else np.zeros((0, 1), np.int64)
    settled = decide(relaxation, x, decisions, care.tries)
    if settled is None:
        return None
    x, taken = settled, np.zeros(0, np.int64)
    if care.tries:
        torn, before = torn_choices(x, guide.choices, SECOND), relaxation.iterations
        taken, x = choose(relaxation, x, guide.choices)
        x = climb(relaxation, x, guide.ladders)
        looking = LOOKING * (relaxation.iterations - before)
        x = reconsider(relaxation, x, guide.choices, torn, looking)
        if decided is not None and relaxation.objective is not None:
            decided(relaxation.objective)
    else:
        lying = settle(relaxation, x, guide.choices)
        if lying is not None:
            taken, x = lying
    turned = flip(relaxation, x, guide.switches)
    if turned is None:
        return None
    x, ways = turned, _ways_out(relaxation, guide)
    for number, series in enumerate(guide.series):
        windows = care.windows if number == 0 else max(1, care.windows // 2)
        fixed = _along(relaxation, x, series, windows, care.shift if number == 0 else 0.5, ways)
        if fixed is None:
            return None
        x = fixed if number > 0 or better is None else better(fixed)
    return _whole(relaxation, x, guide, taken)


def _along(
    relaxation: Relaxation,
    x: Float,
    series: Index,
    windows: int,
    shift: float,
    ways: Sequence[Callable[[], None]],
) -> Float | None:
    """The optimum with ``series`` (series x time) held at whole numbers, window after window."""
    for window in _windows(relaxation, series, windows):
        waiting = [series[:, window]]
        while waiting:
            columns = waiting.pop()
            held = relaxation.hold(_rounded(relaxation, x, columns, shift))
            if held is None and len(columns) > 1 and relaxation.no_room:
                # what finds no room all at once may find it one after the other
                half = len(columns) // 2
                waiting += [columns[half:], columns[:half]]
                continue
            held = _one(relaxation, x, columns, ways) if held is None else held
            if held is None:
                return None
            x = held
    return x


def _one(
    relaxation: Relaxation, x: Float, columns: Index, ways: Sequence[Callable[[], None]]
) -> Float | None:
    """One series held in a window, with more or with fewer than it wants, with as little let go as goes."""
    for way in (None, *ways):
        if way is not None:
            way()
        # people rounded up may find no seat; too few of them may be fewer than a contract asks for; of a class that
        # fits nowhere none is left
        for shift in (0.5, UP, DOWN, NONE):
            if not relaxation.no_room:
                return None
            held = relaxation.hold(_rounded(relaxation, x, columns, shift))
            if held is not None:
                return held
    return None


def _rounded(relaxation: Relaxation, x: Float, columns: Index, shift: float) -> Hold:
    """Whole numbers for ``columns`` (series x time): rounded running sums."""
    arrays = relaxation.arrays
    lower, upper = implied_bounds(arrays, relaxation.lower, relaxation.upper)
    within = replace(arrays, column_lower=lower, column_upper=upper)
    return Hold.at(columns, round_series(within, [columns], x, shift)[columns])


def _windows(relaxation: Relaxation, series: Index, windows: int) -> list[Index]:
    """Windows of the times at which anything of the series is open."""
    times = np.flatnonzero((relaxation.lower[series] < relaxation.upper[series]).any(axis=0))
    return [part for part in np.array_split(times, max(1, min(windows, len(times)))) if part.size]


def _ways_out(relaxation: Relaxation, guide: Guide) -> list[Callable[[], None]]:
    """What a dive can let go where whole numbers find no room: switches, rungs of support roles, then contracts."""
    ways: list[Callable[[], None]] = []
    if guide.switches.count:
        ways.append(lambda: loosen(relaxation, guide.switches))
    if guide.ladders:
        ways.append(lambda: let_go(relaxation, guide.ladders))
    if guide.choices:
        ways.append(lambda: free(relaxation, guide.choices))
    return ways


def _whole(relaxation: Relaxation, x: Float, guide: Guide, taken: Index) -> Float | None:
    """What is still open: the choices near those ``taken``, switches, and the rest rounded up."""
    options = option_columns(guide.choices)
    if (relaxation.lower[options] < relaxation.upper[options]).any():
        settled = settle(relaxation, x, guide.choices, taken if taken.size else None)
        if settled is None:
            return None
        x = settled[1]
    if not flipped(relaxation, guide.switches):
        turned = flip(relaxation, x, guide.switches)
        if turned is None:
            return None
        x = turned
    last = np.flatnonzero(relaxation.arrays.integer & (relaxation.lower < relaxation.upper))
    return rounded_up(relaxation, x, last) if last.size else x


def rounded_up(relaxation: Relaxation, x: Float, columns: Index) -> Float | None:
    """The optimum with ``columns`` rounded up, or with those down that cannot go up together with the rest."""
    lower, upper = np.ceil(relaxation.lower[columns]), np.floor(relaxation.upper[columns])
    up = np.clip(np.ceil(x[columns] - ALMOST), lower, upper)
    relaxation.bound(columns, up, up)
    rounded = relaxation.solve()
    if rounded is not None or not relaxation.no_room:
        return rounded
    relaxation.bound(columns, lower, up)
    most = relaxation.most(columns)
    if most is None:
        return None
    whole = np.where(most[columns] >= up - ALMOST, up, np.clip(np.floor(most[columns] + ALMOST), lower, up))
    relaxation.bound(columns, whole, whole)
    return relaxation.solve()


def implied_bounds(arrays: Arrays, lower: Float, upper: Float) -> tuple[Float, Float]:
    """The bounds of columns, tightened by the rows in which they are the only column that is not fixed."""
    lower, upper = lower.copy(), upper.copy()
    free = lower < upper
    held = arrays.matrix @ np.where(free, 0.0, lower)
    entries = arrays.matrix.tocoo()
    of_free = free[entries.col]
    alone = np.bincount(entries.row[of_free], minlength=len(held)) == 1
    here = of_free & alone[entries.row]
    row, column, value = entries.row[here], entries.col[here], entries.data[here]
    sides = np.stack([(arrays.row_lower - held)[row] / value, (arrays.row_upper - held)[row] / value])
    np.maximum.at(lower, column, sides.min(axis=0))
    np.minimum.at(upper, column, sides.max(axis=0))
    return lower, upper
