"""Ladders: whole numbers that follow from how far a quantity goes, as team leads follow from heads.

The relaxation takes half a step; rounding up after everything else is decided pays for the whole one. Here the
rung of every ladder is chosen on the relaxation, before classes are: as high as it goes there, then lower wherever
the steps saved are worth more than the people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Ladder
from capplan.solve.relaxation import Relaxation

__all__ = ["Rungs", "climb"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PART_OF_TIME = 0.25
"""Of the time that is left: how much trying lower rungs may take."""

LOWEST = 0.9
"""How far below the relaxation a rung is tried, as a part of it."""

TRIED = 2
"""How many lower rungs of a ladder are tried."""


class Rungs:
    """The bounds that a rung of every ladder puts on columns."""

    def __init__(self, relaxation: Relaxation, ladders: Sequence[Ladder], rungs: Index) -> None:
        quantity = np.array([ladder.quantity for ladder in ladders], dtype=np.int64)
        reach = np.array([ladder.stops[k] for ladder, k in zip(ladders, rungs, strict=True)])
        parts = [np.zeros(0, np.int64), *(ladder.columns for ladder in ladders)]
        values = [np.zeros(0), *(ladder.values[k] for ladder, k in zip(ladders, rungs, strict=True))]
        self.columns = np.concatenate([quantity, *parts])
        self.lower = np.concatenate([relaxation.arrays.column_lower[quantity], *values])
        self.upper = np.concatenate([reach, *values])

    def hold(self, relaxation: Relaxation) -> None:
        """Put the bounds on a relaxation."""
        relaxation.bound(self.columns, self.lower, self.upper)

    def free(self, relaxation: Relaxation) -> None:
        """Give the columns their own bounds back."""
        arrays = relaxation.arrays
        relaxation.bound(self.columns, arrays.column_lower[self.columns], arrays.column_upper[self.columns])


def climb(relaxation: Relaxation, x: Float, ladders: Sequence[Ladder]) -> tuple[Rungs, Float] | None:
    """The rungs, held on the relaxation, and the optimum with them; None when there is none."""
    reporter = relaxation.reporter
    until_s = (1.0 - PART_OF_TIME) * reporter.remaining_s()
    taken = np.array([_rung(ladder, x) for ladder in ladders], dtype=np.int64)
    best = _tried(relaxation, ladders, taken)
    if best is None:
        return None
    for number, ladder in enumerate(ladders):
        for lower in _lower(ladder, float(x[ladder.quantity]), int(taken[number]), relaxation.arrays.cost):
            if reporter.stop.is_set() or reporter.remaining_s() < until_s:
                break
            other = taken.copy()
            other[number] = lower
            found = _tried(relaxation, ladders, other)
            if found is not None and found[0] < best[0]:
                taken, best = other, found
    rungs = Rungs(relaxation, ladders, taken)
    rungs.hold(relaxation)
    return rungs, best[1]


def _tried(relaxation: Relaxation, ladders: Sequence[Ladder], taken: Index) -> tuple[float, Float] | None:
    Rungs(relaxation, ladders, taken).hold(relaxation)
    x = relaxation.solve()
    return None if x is None or relaxation.objective is None else (relaxation.objective, x)


def _rung(ladder: Ladder, x: Float) -> int:
    """The lowest rung that the quantity does not pass."""
    return min(int(np.searchsorted(ladder.stops, x[ladder.quantity] - 1e-6)), len(ladder.stops) - 1)


def _lower(ladder: Ladder, quantity: float, taken: int, cost: Float) -> list[int]:
    """Lower rungs worth a try: those that save most for every unit less."""
    saves = (ladder.values[taken] - ladder.values[:taken]) @ cost[ladder.columns]
    less = np.maximum(quantity - ladder.stops[:taken], 1e-9)
    near = np.flatnonzero(ladder.stops[:taken] >= LOWEST * quantity)
    order = near[np.argsort(-(saves / less)[near], kind="stable")]
    return [int(k) for k in order[:TRIED]]
