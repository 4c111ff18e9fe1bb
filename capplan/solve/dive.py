"""Diving: fix one group of whole numbers after the other, each from the relaxation that the last one left.

Group by group the relaxation is solved again from its last basis, which takes a fraction of its first solve.
Classes are rounded by running sums, so that people come when the relaxation wants them; people by running
sums within their classes; what must be enough (support roles) is rounded up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.choices import option_columns, options_at
from capplan.solve.contract import Choice, Claim
from capplan.solve.highs_model import CALLBACKS, found, listener, model
from capplan.solve.rounding import round_series
from capplan.solve.worker import Reporter

__all__ = ["Relaxation", "dive"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


ALMOST = 1e-6
"""What a solver leaves above or below a whole number."""


class Relaxation:
    """The program without whole numbers, kept in the solver with its basis; columns can be fixed and freed.

    ``warm`` solves again from the last basis by the simplex; otherwise every solve is a fresh one by the
    interior point method, which is faster where most of the program is degenerate.
    """

    def __init__(self, arrays: Arrays, reporter: Reporter, seed: int, *, warm: bool = True) -> None:
        self.arrays = arrays
        self._warm = warm
        self.reporter = reporter
        self.lower, self.upper = arrays.column_lower.copy(), arrays.column_upper.copy()
        self.objective: float | None = None
        self.claim = Claim.LIMIT
        self._highs: Any = highspy.Highs()
        for name, value in (("output_flag", False), ("random_seed", seed), ("solver", "ipm")):
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


def dive(
    relaxation: Relaxation,
    x: Float,
    series: Sequence[Index],
    shift: float,
    choices: Sequence[Choice] = (),
) -> Float | None:
    """A point with whole numbers in every integer column, from the relaxed ``x``; None when a step fails.

    ``choices`` are fixed by the caller; where a step has no point with them they are freed, and settled by the
    quantities once people are. ``series`` are fixed in their order, the first of them rounded with ``shift``. The integer columns
    in no series come last and are rounded up, as many of them as go together.
    """
    arrays = relaxation.arrays
    rest = arrays.integer.copy()
    rest[option_columns(choices)] = False
    held = list(choices)
    for index in series:
        rest[index] = False
        lower, upper = implied_bounds(arrays, relaxation.lower, relaxation.upper)
        within = replace(arrays, column_lower=lower, column_upper=upper)
        fixed = round_series(within, [index], x, shift)[index]
        shift = 0.5  # only the first group leans: people in its classes follow the relaxation
        relaxation.bound(index.ravel(), fixed.ravel(), fixed.ravel())
        after = relaxation.solve()
        if after is None and held and relaxation.claim is Claim.INFEASIBLE:
            after, held = _freed(relaxation, held), []
        if after is None and relaxation.claim is Claim.INFEASIBLE:
            # people rounded up may find no seat: those who were not whole stay out
            fewer = np.maximum(np.ceil(lower[index] - ALMOST), np.floor(x[index] + ALMOST))
            relaxation.bound(index.ravel(), fewer.ravel(), fewer.ravel())
            after = relaxation.solve()
        if after is None:
            return None
        x = after
    if choices and not held:
        settled = _settled(relaxation, x, choices)
        if settled is None:
            return None
        x = settled
    last = np.flatnonzero(rest & (relaxation.lower < relaxation.upper))
    return _rounded_up(relaxation, x, last) if last.size else x


def _freed(relaxation: Relaxation, choices: Sequence[Choice]) -> Float | None:
    """The optimum with no choice settled."""
    options, arrays = option_columns(choices), relaxation.arrays
    relaxation.bound(options, arrays.column_lower[options], arrays.column_upper[options])
    return relaxation.solve()


def _settled(relaxation: Relaxation, x: Float, choices: Sequence[Choice]) -> Float | None:
    """The optimum with every choice fixed to the option in which its quantity lies at ``x``."""
    columns, values = options_at(x, choices)
    relaxation.bound(columns, values, values)
    return relaxation.solve()


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
