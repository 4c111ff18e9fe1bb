"""Diving: fix one group of whole numbers after the other, each from the relaxation that the last one left.

Group by group the relaxation is solved again from its last basis, which takes a fraction of its first solve.
Classes are rounded by running sums, so that people come when the relaxation wants them; people by running
sums within their classes; what must be enough (support roles) is rounded up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.choices import option_columns
from capplan.solve.contract import Choice, Claim
from capplan.solve.options import Settled, free, settle
from capplan.solve.relaxation import Relaxation
from capplan.solve.rounding import round_series

__all__ = ["dive"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ALMOST = 1e-6
"""What a solver leaves above or below a whole number."""

PART_OF_TIME = 0.1
"""Of the time that is left: how much settling choices in a dive may take."""


def dive(
    relaxation: Relaxation,
    x: Float,
    series: Sequence[Index],
    shift: float,
    choices: Sequence[Choice] = (),
    taken: Index | None = None,
    let_go: Callable[[], None] | None = None,
) -> Float | None:
    """A point with whole numbers in every integer column, from the relaxed ``x``; None when a step fails.

    The caller holds ``choices`` at the options ``taken``, or none of them; where a step has no point with them they
    are settled again, near those, and once more when people are whole. ``let_go`` frees what else the caller holds
    and can do without. ``series`` are fixed in their order, the first of them rounded with ``shift``. The integer
    columns in no series come last and are rounded up, as many of them as go together.
    """
    arrays = relaxation.arrays
    rest = arrays.integer.copy()
    rest[option_columns(choices)] = False
    for index in series:
        rest[index] = False
        lower, upper = implied_bounds(arrays, relaxation.lower, relaxation.upper)
        within = replace(arrays, column_lower=lower, column_upper=upper)
        fixed = round_series(within, [index], x, shift)[index]
        shift = 0.5  # only the first group leans: people in its classes follow the relaxation
        relaxation.bound(index.ravel(), fixed.ravel(), fixed.ravel())
        after = relaxation.solve()
        if after is None and index is not series[0] and relaxation.claim is Claim.INFEASIBLE:
            # people rounded up may find no seat: those who were not whole stay out
            fewer = np.maximum(np.ceil(lower[index] - ALMOST), np.floor(x[index] + ALMOST))
            relaxation.bound(index.ravel(), fewer.ravel(), fewer.ravel())
            after = relaxation.solve()
        if after is None and taken is not None and relaxation.claim is Claim.INFEASIBLE:
            settled = _settled(relaxation, choices, taken, 0.0)
            if settled is not None:
                after, taken = settled.x, settled.taken
            else:
                free(relaxation, choices)
        if after is None and let_go is not None and relaxation.claim is Claim.INFEASIBLE:
            let_go()
            after, let_go = relaxation.solve(), None
        if after is None:
            return None
        x = after
    if choices:
        settled = _settled(relaxation, choices, taken, PART_OF_TIME * relaxation.reporter.remaining_s())
        if settled is None:
            return None
        x = settled.x
    last = np.flatnonzero(rest & (relaxation.lower < relaxation.upper))
    return _rounded_up(relaxation, x, last) if last.size else x


def _settled(
    relaxation: Relaxation, choices: Sequence[Choice], taken: Index | None, time_s: float
) -> Settled | None:
    """The choices settled anew, from the optimum with none of them held."""
    free(relaxation, choices)
    mixed = relaxation.solve()
    return None if mixed is None else settle(relaxation, mixed, choices, time_s, taken)


def _rounded_up(relaxation: Relaxation, x: Float, columns: Index) -> Float | None:
    """The optimum with ``columns`` rounded up, or with those down that cannot go up together with the rest.

    A team that takes a queue must work a least number of hours on it; one that is running out of people cannot.
    """
    lower, upper = np.ceil(relaxation.lower[columns]), np.floor(relaxation.upper[columns])
    up = np.clip(np.ceil(x[columns] - ALMOST), lower, upper)
    relaxation.bound(columns, up, up)
    rounded = relaxation.solve()
    if rounded is not None or relaxation.claim is not Claim.INFEASIBLE:
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
