"""Which limits of a plan are reached, where and when: read off the rows, nothing is solved.

Index    r row, or column with a bound

Given    side[r]      finite sides of a row, upper bound of a column
         step[r]      what one natural unit of the limit is; 0: it says nothing there (limits.py)

Equation   reached[r] = abs(sum over j of a[r,j] * x[j] - side[r]) <= 1e-6 * max(1, abs(side[r]))

A limit that is reached need not be worth anything: what one unit more of it saves is its price (reasons/).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation import Formulation
from capplan.limits import Limit, limits_of
from capplan.plan import Reached

__all__ = ["limits_reached"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]

CLOSE = 1e-6
ALWAYS = ("coverage", "backlog_balance", "tenured", "team_hours", "commitment", "threshold")
"""What is no limit that a plan could keep away from: the work itself, who is there, what a charge is."""

COUNTS = ("seats", "rooms", "trainers", "classes_per_quarter", "most_up", "most_down")
"""Limits that are no more than nothing where nothing is allowed."""


def limits_reached(formulation: Formulation, x: Float) -> tuple[Reached, ...]:
    """Every limit that is reached in some period, as the formulation orders them; ``x`` [j] is the plan."""
    arrays = formulation.arrays
    done = np.asarray(arrays.matrix @ x, dtype=np.float64)
    sides = np.stack([arrays.row_lower, arrays.row_upper])
    at_row, at_column = _close(done, sides), _close(x, arrays.column_upper[None, :])
    limited = np.abs(np.where(np.isfinite(sides), sides, 0.0)).max(axis=0) > CLOSE
    found = []
    for limit in limits_of(formulation, x):
        if limit.family not in ALWAYS:
            here = (at_column if limit.of_columns else at_row)[limit.at] & (np.abs(limit.step) > 0.0)
            if limit.family in COUNTS:
                here &= limited[limit.at]
            if here.any():
                found.append(_reached(limit, here))
    return tuple(found)


def _close(values: Float, sides: Float) -> Flag:
    """Whether a value is at one of its finite sides, [side, r]."""
    finite = np.isfinite(sides)
    bound = np.where(finite, sides, 0.0)
    return np.asarray(
        (finite & (np.abs(values - bound) <= CLOSE * np.maximum(1.0, np.abs(bound)))).any(axis=0)
    )


def _reached(limit: Limit, here: Flag) -> Reached:
    times = tuple(time for time, reached in zip(limit.times, here.tolist(), strict=True) if reached)
    return Reached(limit.family, limit.where, times, int((np.abs(limit.step) > 0.0).sum()))
