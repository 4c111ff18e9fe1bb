"""A small solver for tests: SciPy's HiGHS, in this process, to a proven optimum."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from capplan.program import Arrays

__all__ = ["Infeasible", "optimum"]

Float = NDArray[np.float64]


class Infeasible(Exception):  # noqa: N818 - it is an answer, not an error
    """No point keeps every row and bound."""


def optimum(arrays: Arrays, *, relaxed: bool = False) -> tuple[float, Float]:
    """The least cost and a solution that has it; integer columns hold whole numbers unless ``relaxed``."""
    found = _solve(arrays, arrays.column_lower, arrays.column_upper, arrays.integer & (not relaxed))
    if relaxed or not arrays.integer.any():
        return float(found.fun), np.asarray(found.x)
    # once more with the whole numbers fixed, so that the rest is exact and not within an integer tolerance
    whole = np.round(found.x)
    lower = np.where(arrays.integer, whole, arrays.column_lower)
    upper = np.where(arrays.integer, whole, arrays.column_upper)
    exact = _solve(arrays, lower, upper, np.zeros_like(arrays.integer))
    return float(exact.fun), np.asarray(exact.x)


def _solve(arrays: Arrays, lower: Float, upper: Float, integer: NDArray[np.bool_]) -> OptimizeResult:
    rows = LinearConstraint(arrays.matrix, arrays.row_lower, arrays.row_upper) if arrays.shape[0] else ()
    found = milp(
        arrays.cost, constraints=rows, bounds=Bounds(lower, upper), integrality=integer.astype(int),
        options={"mip_rel_gap": 0.0, "presolve": True},
    )  # fmt: skip
    if found.status == 2:
        raise Infeasible(found.message)
    assert found.success, found.message
    return found
