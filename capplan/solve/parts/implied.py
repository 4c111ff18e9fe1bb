"""Ends that the rows of a program give to columns which have none of their own.

Row      sum over j: a_j x_j <= b  gives  a_k x_k <= b - sum over j other than k: least of a_j x_j
Rounds follow chains: the work that waits in a week is no more than what waited in the week before and what came in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays

__all__ = ["ends"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ROUNDS = 1000
"""Most rounds: more than there are weeks in any plan."""

SPARE = 1e-2
"""An end is this much wider than it was computed, in parts of it and in units.

Ends that are only wider by rounding have led HiGHS to a wrong optimum of a program with whole numbers.
"""


@dataclass(frozen=True)
class _Sides:
    """Rows as ``value * x <= side``: those with an upper side, and those with a lower one turned round."""

    row: Index
    column: Index
    value: Float
    side: Float

    @classmethod
    def of(cls, arrays: Arrays) -> _Sides:
        entries = arrays.matrix.tocoo()
        count = arrays.shape[0]
        row = np.concatenate([entries.row, entries.row + count]).astype(np.int64)
        column = np.concatenate([entries.col, entries.col]).astype(np.int64)
        value = np.concatenate([entries.data, -entries.data])
        side = np.concatenate([arrays.row_upper, -arrays.row_lower])
        keep = np.isfinite(side[row]) & (value != 0.0)
        return cls(row[keep], column[keep], value[keep], side)


def ends(arrays: Arrays) -> tuple[Float, Float]:
    """Lower and upper bounds of all columns, where the rows give one to a column that has none."""
    lower, upper = arrays.column_lower.astype(float), arrays.column_upper.astype(float)
    sides = _Sides.of(arrays)
    for _ in range(ROUNDS):
        least = np.where(
            sides.value > 0.0, sides.value * lower[sides.column], sides.value * upper[sides.column]
        )
        endless = ~np.isfinite(least)
        missing = np.bincount(sides.row[endless], minlength=len(sides.side))
        known = np.bincount(sides.row[~endless], weights=least[~endless], minlength=len(sides.side))
        # a row tells of a column when every other term of it has an end
        seen = (missing[sides.row] == 0) | ((missing[sides.row] == 1) & endless)
        open_end = np.where(
            sides.value > 0.0, ~np.isfinite(upper[sides.column]), ~np.isfinite(lower[sides.column])
        )
        here = np.flatnonzero(seen & open_end)
        if not here.size:
            break
        rest = known[sides.row[here]] - np.where(endless[here], 0.0, least[here])
        end = (sides.side[sides.row[here]] - rest) / sides.value[here]
        spare = SPARE * np.maximum(1.0, np.abs(end))
        up = sides.value[here] > 0.0
        np.minimum.at(upper, sides.column[here[up]], (end + spare)[up])
        np.maximum.at(lower, sides.column[here[~up]], (end - spare)[~up])
        # rows all of whose columns have ends have told all they can
        waiting = np.zeros(len(sides.side), bool)
        endless_column = ~np.isfinite(lower) | ~np.isfinite(upper)
        waiting[sides.row[endless_column[sides.column]]] = True
        keep = waiting[sides.row]
        sides = _Sides(sides.row[keep], sides.column[keep], sides.value[keep], sides.side)
    return lower, upper
