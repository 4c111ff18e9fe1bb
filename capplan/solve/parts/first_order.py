"""The relaxation of a large program by a first-order method: nearly optimal, nearly feasible, early.

The interior point method needs minutes where this takes seconds, and may stall on programs of this size. The point is
a start for plans, the prices a start for a bound (``bound.py``); neither is good enough as it is. Rows and columns
are scaled first: money of a year and hours of a week stand in one program.

Source   PDLP: Applegate et al. (2021), NeurIPS; the scaling is geometric: Fourer (1982), Mathematical Programming 23.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.clock import Clock
from capplan.solve.highs_model import model
from capplan.solve.work import of_first_order

__all__ = ["Nearly", "nearly_solved", "scales"]

Float = NDArray[np.float64]

NEAR = 1e-4
"""Residuals and gap of the answer, in parts of the program's sides and costs."""

PASSES = 4
"""Passes of scaling over rows and columns."""

UNIT = 1e4
"""The scaled program counts in ten thousands of money."""

LISTENS_S = 0.2
"""How often a wish to stop is looked for: the method itself cannot be interrupted."""


ENDS = ("kOptimal", "kUnknown")
"""How the method ends where it got there; unknown it is where a column of many is off by more than ``NEAR``.

Nobody takes the point as it is, and any prices prove a bound.
"""


@dataclass(frozen=True)
class Nearly:
    """A point that nearly keeps every row, the price of every row, and the cost of the point."""

    x: Float
    prices: Float
    objective: float


def nearly_solved(arrays: Arrays, clock: Clock, seed: int) -> Nearly | None:
    """The relaxation of ``arrays`` to within ``NEAR``; None when time is up or the method does not get there."""
    of_row, of_column = scales(arrays.matrix)
    matrix = sparse.diags_array(of_row) @ arrays.matrix @ sparse.diags_array(of_column)
    scaled = replace(
        arrays,
        cost=arrays.cost * of_column / UNIT,
        column_lower=arrays.column_lower / of_column,
        column_upper=arrays.column_upper / of_column,
        row_lower=arrays.row_lower * of_row,
        row_upper=arrays.row_upper * of_row,
        entries=Entries.of(sparse.csr_matrix(matrix)),
    )
    highs: Any = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("random_seed", seed),
        ("threads", 1),
        ("solver", "pdlp"),
        ("kkt_tolerance", NEAR),
        ("time_limit", clock.remaining_s()),
    ):
        highs.setOptionValue(name, value)
    highs.passModel(model(highspy, scaled, relaxed=True))
    # given up when a stop is asked for: the process ends without it
    run = threading.Thread(target=highs.run, daemon=True)
    run.start()
    while run.is_alive():
        if clock.stop.wait(LISTENS_S):
            return None
        run.join(LISTENS_S)
    clock.work.add(of_first_order(len(scaled.entries.values), highs.getInfo().pdlp_iteration_count))
    found = highs.getSolution()
    if highs.getModelStatus().name not in ENDS or not (found.value_valid and found.dual_valid):
        return None
    x = np.clip(np.asarray(found.col_value) * of_column, arrays.column_lower, arrays.column_upper)
    return Nearly(x, np.asarray(found.row_dual) * of_row * UNIT, float(arrays.cost @ x))


def scales(matrix: sparse.csr_matrix) -> tuple[Float, Float]:
    """Factors of rows and columns, powers of two, that bring the entries of both near one."""
    size = sparse.csr_matrix(abs(matrix))
    size.eliminate_zeros()
    of_row, of_column = np.ones(matrix.shape[0]), np.ones(matrix.shape[1])
    across = sparse.csr_matrix(size.T)
    for _ in range(PASSES):
        of_row = 1.0 / _middle(size, of_column)
        of_column = 1.0 / _middle(across, of_row)
    return 2.0 ** np.rint(np.log2(of_row)), 2.0 ** np.rint(np.log2(of_column))


def _middle(size: sparse.csr_matrix, of_other: Float) -> Float:
    """The geometric middle of the least and the greatest entry of every row, the other side scaled."""
    middle = np.ones(size.shape[0])
    filled = np.diff(size.indptr) > 0
    if filled.any():
        entries, starts = size.data * of_other[size.indices], size.indptr[:-1][filled]
        middle[filled] = np.sqrt(np.minimum.reduceat(entries, starts) * np.maximum.reduceat(entries, starts))
    return middle
