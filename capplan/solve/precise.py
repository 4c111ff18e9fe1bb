"""A point in full precision: CBC writes eight significant digits, which leaves rows off by what is cut away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from capplan.program import Arrays
from capplan.solve.settle import violation

__all__ = ["precise"]

Float = NDArray[np.float64]


def precise(arrays: Arrays, x: Float, limit_s: float) -> Float:
    """``x`` with its whole numbers kept and the rest solved again in full precision.

    The point comes back as it was when that takes longer than ``limit_s`` seconds, or is no better.
    """
    whole = np.rint(x)
    lower = np.where(arrays.integer, whole, arrays.column_lower)
    upper = np.where(arrays.integer, whole, arrays.column_upper)
    answer = milp(
        arrays.cost,
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(arrays.matrix, arrays.row_lower, arrays.row_upper),
        options={"time_limit": limit_s},
    )
    if answer.status != 0 or violation(arrays, answer.x) > violation(arrays, x):
        return x
    return np.asarray(answer.x, dtype=np.float64)
