"""A program without whole numbers in HiGHS: its optimum and prices, then the optimum under one shift after another.

Each shift starts from the basis of the program itself, so that most take some hundred iterations; one that takes more
is soonest solved anew, presolve and all. highspy is passed in, not imported, as in ``highs_model``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Claim, Found
from capplan.solve.highs_model import found
from capplan.solve.shifts import Answers, Asked, Basis, Shift, Shifted, keep_answer, keep_prices
from capplan.solve.worker import Reporter

__all__ = ["answer"]

Float = NDArray[np.float64]

PATIENCE = 500
"""Simplex iterations from a basis, before a solve begins anew.

Measured on 40,000 rows: near shifts take up to 150 and 0.5 s; far ones 2,000 to 33,000 and 4 to 41 s, anew 4 to 6 s.
"""

UNLIMITED = 2**31 - 1
AGAIN = ("kIterationLimit", "kUnknown")


def answer(
    highspy: Any, highs: Any, arrays: Arrays, money: float, asked: Asked, reporter: Reporter, to: Path
) -> Found:
    """Solve what is loaded in ``highs`` (in units of ``money``) and what is asked of it, answers kept in ``to``."""
    # few sides change between two solves, so there is little to be perturbed for
    highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
    if asked.basis is not None:
        highs.setOptionValue("solver", "simplex")
        highs.setBasis(_loaded(highspy, asked.basis))
    _run(highs, reporter)
    first = found(highs, integer=False)
    if first.claim is not Claim.SOLVED or first.x is None or first.bound is None:
        return first
    basis = highs.getBasis()
    keep_prices(to, _answers(highs, first.x, first.bound, money))
    for number, shift in enumerate(asked.shifts):
        if reporter.stop.is_set() or reporter.remaining_s() <= 0.01:
            break
        highs.setBasis(basis)
        moved = _shifted(highs, arrays, money, shift, reporter)
        if moved is not None:
            keep_answer(to, number, moved)
        _move(highs, arrays, shift.times(0.0))
    return Found(first.claim, first.x, first.bound * money)


def _answers(highs: Any, x: Float, objective: float, money: float) -> Answers:
    solution, basis = highs.getSolution(), highs.getBasis()
    columns, rows = (
        np.array([int(one) for one in side], np.int8) for side in (basis.col_status, basis.row_status)
    )
    row_price, column_price = (np.asarray(of, float) * money for of in (solution.row_dual, solution.col_dual))
    return Answers(objective * money, x, row_price, column_price, Basis(columns, rows), ())


def _loaded(highspy: Any, basis: Basis) -> Any:
    known = {int(one): one for one in highspy.HighsBasisStatus.__members__.values()}
    loaded = highspy.HighsBasis()
    loaded.col_status = [known[int(one)] for one in basis.columns]
    loaded.row_status = [known[int(one)] for one in basis.rows]
    loaded.valid = True
    return loaded


def _shifted(highs: Any, arrays: Arrays, money: float, shift: Shift, reporter: Reporter) -> Shifted | None:
    if not _move(highs, arrays, shift):
        return Shifted(False, np.inf, np.zeros(0))
    highs.setOptionValue("solver", "simplex")
    highs.setOptionValue("simplex_iteration_limit", PATIENCE)
    _run(highs, reporter)
    if highs.getModelStatus().name in AGAIN:
        highs.clearSolver()
        highs.setOptionValue("solver", "choose")
        highs.setOptionValue("simplex_iteration_limit", UNLIMITED)
        _run(highs, reporter)
    result = found(highs, integer=False)
    if result.claim is Claim.INFEASIBLE:
        return Shifted(False, np.inf, np.zeros(0))
    if result.claim is not Claim.SOLVED or result.x is None or result.bound is None:
        return None
    return Shifted(True, result.bound * money, result.x)


def _move(highs: Any, arrays: Arrays, shift: Shift) -> bool:
    """Put the sides of a shift in place; False where a bound would fall below the one on its other side."""
    lower, upper = arrays.row_lower[shift.rows], arrays.row_upper[shift.rows]
    if len(shift.rows):
        rows = shift.rows.astype(np.int32)
        highs.changeRowsBounds(len(rows), rows, lower + shift.by, upper + shift.by)
    low, high = arrays.column_lower[shift.columns], arrays.column_upper[shift.columns] + shift.column_by
    if len(shift.columns):
        columns = shift.columns.astype(np.int32)
        highs.changeColsBounds(len(columns), columns, low, np.maximum(low, high))
    return bool(np.all(low <= high))


def _run(highs: Any, reporter: Reporter) -> None:
    highs.setOptionValue("time_limit", highs.getRunTime() + reporter.remaining_s())
    highs.run()
