"""Rows that switches imply between the columns that they bound: a team that works a queue does so in every week.

A switch has no column in a relaxation, so an optimum may use one of its columns a little in one week and not at all
in the others. Off, all columns are nought; on, column k is at least least[k] and column j at most most[j]. Either way

Row      column[k] - least[k] / most[j] * column[j] >= 0       for any two columns k, j of a switch

Together they say what a fractional switch would say. The few that an optimum breaks are found and added, round by
round; every plan keeps them, so the bound holds.

Source   projection of a binary variable upper bound: Balas (1998), Discrete Applied Mathematics 89.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.relaxation import Relaxation
from capplan.solve.switches import Switches

__all__ = ["broken_rows", "tightened"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PARTNERS = 6
"""The columns that are the largest part of their most are tried as j."""

BREAKS = 1e-4
"""By how much of its least a column must break a row, for the row to be added."""

ROUNDS = 20

PAYS = 1e-5
"""What a round must raise the bound by, in parts of it, for another one."""


def broken_rows(switches: Switches, x: Float, arrays: Arrays) -> sparse.csr_matrix:
    """The rows, all at least nought, that the point ``x`` breaks."""
    columns, least = switches.columns, switches.on_lower
    most = np.minimum(switches.on_upper, arrays.column_upper[columns])
    off = (switches.off_lower == 0.0) & (switches.off_upper == 0.0)
    used = np.divide(x[columns], most, out=np.zeros(len(most)), where=off & (most > 0.0) & np.isfinite(most))
    order = np.lexsort((-used, switches.of))
    of = switches.of[order]
    begins = np.searchsorted(of, np.arange(switches.count))
    size = np.bincount(of, minlength=switches.count)
    low, high = [], []
    for rank in range(min(PARTNERS, int(size.max(initial=0)))):
        partner = np.append(order, -1)[np.where(size > rank, begins + rank, -1)][switches.of]
        asked = least * np.where(partner >= 0, used[partner], 0.0)
        short = asked - x[columns] > BREAKS * np.maximum(1.0, least)
        found = np.flatnonzero(off & short & (partner != np.arange(len(columns))))
        low.append(found)
        high.append(partner[found])
    k, j = (np.concatenate([np.zeros(0, np.int64), *each]) for each in (low, high))
    row = np.arange(len(k))
    values = np.concatenate([np.ones(len(k)), -least[k] / most[j]])
    places = (np.concatenate([row, row]), np.concatenate([columns[k], columns[j]]))
    return sparse.csr_matrix((values, places), shape=(len(k), len(x)))


def tightened(
    relaxation: Relaxation, switches: Switches, over: Callable[[], bool], tell: Callable[[float], None]
) -> tuple[Arrays, Float]:
    """The program of a solved ``relaxation`` with the rows that bind, and the prices of all rows at its optimum.

    Optima on the way are bounds and go to ``tell``. The relaxation is left with every row that was tried.
    """
    first = relaxation.arrays.shape[0]
    x, bound = relaxation.solve(), -np.inf
    for _ in range(ROUNDS):
        if x is None or over() or relaxation.objective is None:
            break
        tell(relaxation.objective)
        rows = broken_rows(switches, x, relaxation.arrays)
        if not rows.shape[0] or relaxation.objective - bound < PAYS * abs(bound):
            break
        bound = relaxation.objective
        relaxation.extend(rows)
        x = relaxation.solve()
    arrays, prices = relaxation.arrays, relaxation.prices()
    binds = np.flatnonzero((np.arange(len(prices)) < first) | (prices != 0.0))
    kept = replace(
        arrays,
        row_lower=arrays.row_lower[binds],
        row_upper=arrays.row_upper[binds],
        entries=Entries.of(arrays.matrix[binds]),
    )
    return kept, prices[binds]
