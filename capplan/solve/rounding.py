"""Sum-up rounding: whole numbers whose running sum stays near the running sum of the relaxation.

Rounding each week by itself loses or adds whole classes over a year; rounding the running sum never errs
by more than half a class at any week (S. Sager, "Numerical methods for mixed-integer optimal control
problems", 2005; the bound one half holds for a single control that may take any whole number).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.program import Arrays

__all__ = ["round_series", "sum_up_rounding"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ALMOST = 1e-7
"""The simplex leaves this much below a whole number, which must not cost a class."""


def round_series(arrays: Arrays, series: Sequence[Index], relaxed_x: Float, shift: float) -> Float:
    """``relaxed_x`` with sum-up rounding along each of ``series`` (series x time), within shared limits.

    Limits are the rows that hold columns of the series only, with no negative coefficient: training seats,
    recruiters, hires a year. What finds no room in a week waits for the next one.
    """
    lower = np.ceil(arrays.column_lower - 1e-6)
    upper = np.floor(arrays.column_upper + 1e-6)
    rounded = relaxed_x.copy()
    use, room = _limits(arrays, series, lower)
    for index in series:
        if index.size:
            parts = [use[:, index[:, week]] for week in range(index.shape[1])]
            rounded[index] = sum_up_rounding(relaxed_x[index], lower[index], upper[index], shift, parts, room)
    return rounded


def sum_up_rounding(
    values: Float,
    lower: Float,
    upper: Float,
    shift: float = 0.5,
    use: Sequence[sparse.csc_matrix] | None = None,
    room: Float | None = None,
) -> Float:
    """Round along the last axis so that every running sum is the relaxed one plus ``shift``, rounded down.

    ``values``, ``lower`` and ``upper`` have shape (series, time); the bounds are whole numbers. With
    ``shift`` 0.5 the running sum errs by at most a half as long as no bound or limit is in the way; with a
    shift just below 1 it is never too small. ``use[week]`` has shape (limits, series) and tells what one
    unit takes of ``room``, which is used up in place.
    """
    rounded = np.zeros_like(values, dtype=float)
    wanted = np.cumsum(values, axis=1)
    so_far = np.zeros(values.shape[0])
    for week in range(values.shape[1]):
        behind = wanted[:, week] - so_far
        step = np.clip(np.floor(behind + shift + ALMOST), lower[:, week], upper[:, week])
        if use is not None and room is not None:
            step = _fitted(step, lower[:, week], behind, use[week], room)
        rounded[:, week] = step
        so_far += step
    return rounded


def _limits(arrays: Arrays, series: Sequence[Index], lower: Float) -> tuple[sparse.csc_matrix, Float]:
    """The rows that limit the series alone, and the room that their lower bounds leave."""
    outside = np.ones(arrays.shape[1])
    for index in series:
        outside[index] = 0.0
    size = abs(arrays.matrix)
    negative = (size - arrays.matrix) @ np.ones(arrays.shape[1])
    alone = np.isfinite(arrays.row_upper) & (size @ outside == 0.0) & (negative == 0.0)
    use = sparse.csc_matrix(arrays.matrix[np.flatnonzero(alone)])
    held = np.where(outside == 0.0, lower, 0.0)
    return use, arrays.row_upper[alone] - use @ held + 1e-6


def _fitted(step: Float, lower: Float, behind: Float, use: sparse.csc_matrix, room: Float) -> Float:
    """Cut ``step`` down to the room left, the series that is furthest behind first; the room is used up."""
    more = step - lower
    taken = use @ more
    if np.all(taken <= room):
        room -= taken
        return step
    fitted = lower.copy()
    for which in np.argsort(-behind, kind="stable"):
        part = slice(use.indptr[which], use.indptr[which + 1])
        limits, each = use.indices[part], use.data[part]
        units = min(float(more[which]), float(np.floor(np.min(room[limits] / each, initial=np.inf))))
        if units > 0.0:
            fitted[which] += units
            room[limits] -= units * each
    return fitted
