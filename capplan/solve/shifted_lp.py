"""A program without whole numbers in HiGHS: its optimum and prices, then the optimum under one shift after another.

Shifts are columns (``shift_columns``) of a program that is reduced once: each is a change of one bound from the
optimum without any, and most take some hundred iterations of the dual simplex. Measured on 41,000 rows, of which
11,000 to 15,000 are left: 0.2 to 4 s for a shift, where the whole program took 0.5 to 6 s.

highspy is passed in, not imported, as in ``highs_model``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Claim, Found, SolveOptions
from capplan.solve.highs_model import found
from capplan.solve.reduction import reduce
from capplan.solve.relaxation import Relaxation
from capplan.solve.shift_columns import with_shifts
from capplan.solve.shifts import Answers, Asked, Basis, Shift, Shifted, keep_answer, keep_prices
from capplan.solve.worker import Reporter

__all__ = ["answer"]

Float = NDArray[np.float64]


def answer(
    highspy: Any,
    highs: Any,
    arrays: Arrays,
    money: float,
    asked: Asked,
    options: SolveOptions,
    reporter: Reporter,
    to: Path,
) -> Found:
    """Solve what is loaded in ``highs`` (in units of ``money``) and what is asked of it, answers kept in ``to``."""
    if asked.basis is not None:
        # it is solved already, so there is little to be perturbed for
        highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
        highs.setOptionValue("solver", "simplex")
        highs.setBasis(_loaded(highspy, asked.basis))
    highs.setOptionValue("time_limit", highs.getRunTime() + reporter.remaining_s())
    highs.run()
    first = found(highs, integer=False)
    if first.claim is not Claim.SOLVED or first.x is None or first.bound is None:
        return first
    keep_prices(to, _answers(highs, first.x, first.bound, money))
    if asked.shifts:
        _keep_shifted(arrays, asked.shifts, options, reporter, to)
    return Found(first.claim, first.x, first.bound * money)


def _keep_shifted(
    arrays: Arrays, shifts: tuple[Shift, ...], options: SolveOptions, reporter: Reporter, to: Path
) -> None:
    """Answer every shift from the optimum without any, until time is up."""
    columns = arrays.shape[1]
    moves = np.arange(columns, columns + len(shifts))
    reduced = reduce(with_shifts(arrays, shifts), moves)
    relaxation = Relaxation(reduced.arrays, reporter, options.seed, options.threads)
    places, none = reduced.positions(moves), np.zeros(len(shifts))
    relaxation.bound(places, none, none)
    if relaxation.solve() is None:
        return
    start = relaxation.mark()
    for number, place in enumerate(places):
        if reporter.stop.is_set() or reporter.remaining_s() <= 0.01:
            break
        relaxation.bound(np.array([place]), np.ones(1), np.ones(1))
        x = relaxation.solve()
        if x is not None and relaxation.objective is not None:
            cost = relaxation.objective + reduced.constant
            keep_answer(to, number, Shifted(True, cost, reduced.restore(x)[:columns]))
        elif relaxation.claim is Claim.INFEASIBLE:
            keep_answer(to, number, Shifted(False, np.inf, np.zeros(0)))
        relaxation.back(start)


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
