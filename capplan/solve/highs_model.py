"""HiGHS from arrays: hand a program over, follow its callbacks, read its answer.

highspy is passed in, not imported: PuLP loads it in its own way, and its back end uses this module too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError
from capplan.program import Arrays
from capplan.solve.contract import Claim, Found

__all__ = ["CALLBACKS", "LARGE_ROWS", "found", "listener", "model", "unit"]

Float = NDArray[np.float64]

CALLBACKS = (
    "kCallbackMipImprovingSolution",
    "kCallbackMipInterrupt",
    "kCallbackSimplexInterrupt",
    "kCallbackIpmInterrupt",
)

LARGE_ROWS = 5_000
"""From this many rows on the interior point method with crossover beats the simplex (0.8 s against 6 s)."""

CLAIMS = {
    "kOptimal": Claim.SOLVED,
    "kInfeasible": Claim.INFEASIBLE,
    "kUnbounded": Claim.UNBOUNDED,
    "kUnboundedOrInfeasible": Claim.INFEASIBLE_OR_UNBOUNDED,
    "kObjectiveBound": Claim.LIMIT,
    "kObjectiveTarget": Claim.LIMIT,
    "kTimeLimit": Claim.LIMIT,
    "kIterationLimit": Claim.LIMIT,
    "kSolutionLimit": Claim.LIMIT,
    "kInterrupt": Claim.LIMIT,
    "kMemoryLimit": Claim.LIMIT,
    "kHighsInterrupt": Claim.LIMIT,
    # the LP ended without meeting its tolerances: there may be a point, and it is checked like any other
    "kUnknown": Claim.LIMIT,
}


def unit(arrays: Arrays) -> float:
    """The money that a solver counts in: thousands in a large program, which it then solves in half of the time."""
    return 1000.0 if arrays.shape[0] > LARGE_ROWS else 1.0


def model(highspy: Any, arrays: Arrays, relaxed: bool = False) -> Any:
    """A ``HighsLp`` of the whole program in one piece; ``relaxed`` drops the whole numbers."""
    rows, columns = arrays.shape
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = arrays.cost, arrays.column_lower, arrays.column_upper
    lp.row_lower_, lp.row_upper_ = arrays.row_lower, arrays.row_upper
    entries = arrays.entries
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = columns, rows
    lp.a_matrix_.start_ = entries.starts.astype(np.int32)
    lp.a_matrix_.index_ = entries.columns.astype(np.int32)
    lp.a_matrix_.value_ = entries.values.astype(float)
    if arrays.integer.any() and not relaxed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in arrays.integer.astype(int)]
    return lp


def listener(
    highspy: Any,
    stop: Callable[[], bool],
    plan: Callable[[Float], None] | None,
    bound: Callable[[float], None] | None,
    step: Callable[[], None] = lambda: None,
) -> Any:
    """A callback for ``setCallback``: plans and bounds are handed on, a wish to stop goes to HiGHS.

    ``step`` is called at every event of branch and bound; they are the same on every run.
    """
    # HiGHS hands over the kind as a plain number
    improving, search = (int(getattr(highspy.cb.HighsCallbackType, name)) for name in CALLBACKS[:2])

    def hear(kind: int, message: str, said: Any, answer: Any, data: Any) -> None:
        if int(kind) == search:
            step()
        if int(kind) == improving and plan is not None:
            plan(np.asarray(said.mip_solution, float))
        elif int(kind) == search and bound is not None:
            bound(float(said.mip_dual_bound))
        if answer is not None and stop():
            answer.user_interrupt = True

    return hear


def found(highs: Any, integer: bool) -> Found:
    """Claim, point and bound of a HiGHS object that has run."""
    status, info = highs.getModelStatus().name, highs.getInfo()
    if status not in CLAIMS:
        raise CapplanError(f"HiGHS ended with a status that means no answer: {status}")
    claim = CLAIMS[status]
    feasible = 2
    x = None
    if info.primal_solution_status == feasible:
        x = np.asarray(highs.getSolution().col_value, float)
    if integer:
        bound: float | None = float(info.mip_dual_bound)
    else:
        bound = float(info.objective_function_value) if claim is Claim.SOLVED else None
    return Found(claim, x, bound)
