"""Moves: one class more, one less, one earlier or later, as long as the relaxation of the rest says that it pays.

With classes held, the cost of the rest is a convex function of them, and reduced costs bound from below what a move
costs: only moves that they do not rule out are solved, each from the last basis. When none is left, no single move
improves the plan (with people in classes not rounded yet).

Source   dual-guided local search: the value function of a linear program lies above its tangents.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from capplan.solve.relaxation import Hold, Relaxation

__all__ = ["move"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PAYS = 1e-6
"""The part of the cost that a move must promise, and save."""

REACH = 3
"""How many openings earlier or later a class is moved."""

PATIENCE = 60
"""After so many solves in a row that did not pay the search for moves ends."""


def move(relaxation: Relaxation, x: Float, series: Index, enough: Callable[[], bool], most: int) -> Float:
    """The optimum after moves of the classes ``series`` (series x time), which the relaxation holds at ``x``.

    At most ``most`` solves are made.
    """
    solves, failures = 0, 0
    tried: set[tuple[bytes, bytes]] = set()
    while solves < most and failures < PATIENCE and not relaxation.clock.stop.is_set() and not enough():
        cost = relaxation.objective or 0.0
        for step in _moves(relaxation, x, series):
            key = (step.columns.tobytes(), step.lower.tobytes())
            if key in tried:
                continue
            tried.add(key)
            solves += 1
            mark = relaxation.mark()
            after = relaxation.hold(step)
            if after is not None and (relaxation.objective or 0.0) < cost - PAYS * abs(cost):
                x, failures = after, 0
                tried.clear()
                break
            if after is not None:
                relaxation.back(mark)
            failures += 1
            if solves >= most or failures >= PATIENCE or relaxation.clock.stop.is_set():
                break
        else:
            break
    return x


def _moves(relaxation: Relaxation, x: Float, series: Index) -> list[Hold]:
    """One or two cells of the classes changed, where reduced costs do not rule it out; the best promise first."""
    cost = relaxation.objective or 0.0
    price = relaxation.reduced_costs()[series]
    arrays = relaxation.arrays
    lower, upper = np.ceil(arrays.column_lower[series] - 1e-6), np.floor(arrays.column_upper[series] + 1e-6)
    now = np.rint(x[series])
    more, less = now + 1.0 <= upper, now - 1.0 >= lower
    found: list[tuple[float, tuple[Index, Float]]] = []
    for change, goes in ((1.0, more), (-1.0, less)):
        s, t = np.nonzero(goes & (change * price < -PAYS * abs(cost)))
        found += [
            (float(change * price[i, j]), (series[i, [j]], now[i, [j]] + change))
            for i, j in zip(s.tolist(), t.tolist(), strict=True)
        ]
    openings = np.flatnonzero((upper > lower).any(axis=0))
    for at, here in enumerate(openings.tolist()):
        for there in openings[max(0, at - REACH) : at + REACH + 1].tolist():
            gain = price[:, there] - price[:, here]
            goes = less[:, here] & more[:, there] & (gain < -PAYS * abs(cost))
            for i in np.flatnonzero(goes).tolist() if there != here else ():
                pair = [here, there]
                found.append((float(gain[i]), (series[i, pair], now[i, pair] + np.array([-1.0, 1.0]))))
    return [Hold.at(*step) for _, step in sorted(found, key=lambda each: each[0])]
