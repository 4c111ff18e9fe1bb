"""Hours of all parts in a span of time: what whole numbers leave open, moved between parts.

In its turn a part moves its own hours only; what another part could do for it in the same week stays as it lies. In
a span of time the hours of all parts are open at once, all whole numbers are held, and so are switches, which are on
or off over all of the time. The time around a span is held too; little goes across its ends, a backlog and what is
billed by the month. Spans that begin elsewhere move that.

Span     min cost @ x   over columns without whole numbers in some periods, and those of no period that hang on them

Source   fix-and-optimise by time: Helber and Sahling (2010), Int. J. Production Economics 123.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from capplan.solve.parts.split import Split

__all__ = ["NO_PERIOD", "spans_of", "together"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

NO_PERIOD = -1
"""Of a column that belongs to no period: to a month, to all of the time."""

PERIODS = 13
"""The periods of a span."""

ROUNDING = 1e-6
"""What a solver leaves."""


def spans_of(split: Split, period: Index, shifted: bool) -> list[Index]:
    """The columns of every span, those that are far from each other first; ``period`` [column] or ``NO_PERIOD``.

    ``shifted`` ones begin in the middle of the others.
    """
    count = int(period.max(initial=NO_PERIOD)) + 1
    steps = np.arange(0, count + 2 * PERIODS, PERIODS)
    ends = np.unique(np.clip(steps - shifted * (PERIODS // 2), 0, count))
    found = [_open(split, period, first, last) for first, last in zip(ends[:-1], ends[1:], strict=True)]
    # two that stand side by side here have one between them
    return [span for span in (*found[::2], *found[1::2]) if span.size]


def _open(split: Split, period: Index, first: int, last: int) -> Index:
    hours = ~split.arrays.integer
    timeless = hours & (period == NO_PERIOD)
    chosen = hours & (period >= first) & (period < last)
    reached = np.flatnonzero(chosen)
    while reached.size:
        rows = np.unique(split.by_column[:, reached].indices)
        near = np.unique(split.arrays.matrix[rows].indices)
        reached = near[timeless[near] & ~chosen[near]]
        chosen[reached] = True
    return np.flatnonzero(chosen)


def together(split: Split, x: Float, moves: Sequence[tuple[Index, Float]]) -> tuple[Float, list[int]]:
    """``x`` with columns moved by so much, each move found from ``x``, and the numbers of those that are left out.

    A move goes with those before it where no row is broken further for it, and no bound.
    """
    arrays, left = split.arrays, []
    worst = _broken(split, x)
    for number, (columns, by) in enumerate(moves):
        other = x.copy()
        other[columns] += by
        within = np.clip(other, arrays.column_lower, arrays.column_upper)
        broken = _broken(split, within)
        if np.abs(within - other).max(initial=0.0) > ROUNDING or broken > worst + ROUNDING * max(1.0, worst):
            left.append(number)
            continue
        x, worst = within, min(worst, broken)
    return x, left


def _broken(split: Split, x: Float) -> float:
    """By how much rows are broken, in parts of their activity, all together."""
    arrays = split.arrays
    activity = arrays.matrix @ x
    by = np.maximum(np.maximum(arrays.row_lower - activity, activity - arrays.row_upper), 0.0)
    return float(np.sum(by / np.maximum(1.0, np.abs(activity))))
