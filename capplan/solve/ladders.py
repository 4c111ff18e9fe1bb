"""Ladders: whole numbers that follow from how far a quantity goes, as team leads follow from heads.

The relaxation takes half a step; rounding up after everything else is decided pays for the whole one. Here the
rung of every ladder is chosen on the relaxation, before classes are: where it lies there, or lower where the steps
saved are worth more than the people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Ladder
from capplan.solve.relaxation import Hold, Relaxation

__all__ = ["climb", "let_go"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

LOWEST = 0.93
"""How far below the relaxation a rung is tried, as a part of it."""

TRIED = 2
"""How many lower rungs of a ladder are tried."""


def climb(relaxation: Relaxation, x: Float, ladders: Sequence[Ladder]) -> Float:
    """The optimum with the rung of one ladder after the other held, each the cheapest near the last optimum."""
    for ladder in ladders:
        if np.array_equal(relaxation.lower[ladder.columns], relaxation.upper[ladder.columns]):
            continue
        lies, quantity = _rung(ladder, x), float(x[ladder.quantity])
        worth = [lies, *_lower(ladder, quantity, lies, relaxation.arrays.cost)]
        found = relaxation.cheapest([_held(relaxation, ladder, rung) for rung in worth])
        if found is not None:
            x = found[1]
    return x


def let_go(relaxation: Relaxation, ladders: Sequence[Ladder]) -> None:
    """Quantities may go beyond their rungs again; the whole numbers may rise with them."""
    arrays = relaxation.arrays
    columns = np.concatenate(
        [np.zeros(0, np.int64), *(np.append(each.columns, each.quantity) for each in ladders)]
    )
    relaxation.bound(columns, arrays.column_lower[columns], arrays.column_upper[columns])


def _held(relaxation: Relaxation, ladder: Ladder, rung: int) -> Hold:
    columns = np.append(ladder.columns, ladder.quantity)
    values = ladder.values[rung]
    least = relaxation.arrays.column_lower[ladder.quantity]
    return Hold(columns, np.append(values, least), np.append(values, ladder.stops[rung]))


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
