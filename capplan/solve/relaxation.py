"""The relaxation of a program, kept in the solver with its basis."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Claim
from capplan.solve.highs_model import CALLBACKS, found, listener, model
from capplan.solve.worker import Reporter

__all__ = ["Relaxation"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


class Relaxation:
    """The program without whole numbers, kept in the solver with its basis; columns can be fixed and freed.

    ``warm`` solves again from the last basis by the simplex; otherwise every solve is a fresh one by the
    interior point method, which is faster where most of the program is degenerate. Within one process HiGHS takes
    one number of ``threads`` only.
    """

    def __init__(
        self, arrays: Arrays, reporter: Reporter, seed: int, threads: int, *, warm: bool = True
    ) -> None:
        self.arrays = arrays
        self._warm = warm
        self.reporter = reporter
        self.lower, self.upper = arrays.column_lower.copy(), arrays.column_upper.copy()
        self.objective: float | None = None
        self.claim = Claim.LIMIT
        self._highs: Any = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("random_seed", seed),
            ("threads", threads),
            ("solver", "ipm"),
        ):
            self._highs.setOptionValue(name, value)
        self._highs.passModel(model(highspy, arrays, relaxed=True))
        self._highs.setCallback(listener(highspy, reporter.stop.is_set, None, None), None)
        for name in CALLBACKS[2:]:
            self._highs.startCallback(getattr(highspy.cb.HighsCallbackType, name))

    def solve(self) -> Float | None:
        """The optimum under the present bounds; None when there is none, or time is up."""
        highs = self._highs
        highs.setOptionValue("time_limit", highs.getRunTime() + max(self.reporter.remaining_s(), 0.1))
        if not self._warm:
            highs.clearSolver()
        highs.run()
        if self._warm:
            highs.setOptionValue("solver", "simplex")
        if self.reporter.stop.is_set():
            self.claim = Claim.LIMIT
            return None
        answer = found(highs, integer=False)
        self.claim = answer.claim
        if answer.claim is not Claim.SOLVED:
            return None
        self.objective = answer.bound
        return answer.x

    def bound(self, columns: Index, lower: Float, upper: Float) -> None:
        """Change the bounds of columns."""
        if not columns.size:
            return
        self.lower[columns], self.upper[columns] = lower, upper
        flat = columns.astype(np.int32)
        self._highs.changeColsBounds(len(flat), flat, np.asarray(lower, float), np.asarray(upper, float))

    def most(self, columns: Index) -> Float | None:
        """A point with the largest sum of ``columns``, whatever it costs."""
        every = np.arange(self.arrays.shape[1], dtype=np.int32)
        wanted = np.zeros(len(every))
        wanted[columns] = -1.0
        self._highs.changeColsCost(len(every), every, wanted)
        x = self.solve()
        self._highs.changeColsCost(len(every), every, self.arrays.cost)
        return x

    def free(self) -> None:
        """Give every column its own bounds back."""
        columns = np.flatnonzero(
            (self.lower != self.arrays.column_lower) | (self.upper != self.arrays.column_upper)
        )
        self.bound(columns, self.arrays.column_lower[columns], self.arrays.column_upper[columns])
