"""The relaxation of a program, kept in the solver with its basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.clock import Clock
from capplan.solve.contract import Claim
from capplan.solve.highs_model import CALLBACKS, found, model, unit
from capplan.solve.stillness import Stillness
from capplan.solve.work import UNLIMITED, iterations_within, of_relaxation

__all__ = ["Hold", "Mark", "Relaxation"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PATIENCE = 0.5
"""Simplex iterations, as a part of the rows, before a solve starts again by the interior point method.

Most solves after a change of bounds take a few hundred iterations; a few would take longer than one from nothing.
"""

LEAST_PATIENCE = 2000

LOST = "kUnknown"
"""The end of a simplex that is lost in rounding; factored anew, its basis is good."""

AGAIN = ("kIterationLimit", LOST, "kInterrupt")
"""Ends of the simplex after which the interior point method starts again: too much work, lost, or standing still."""

NEAR = 0.05
"""Simplex iterations, as a part of the rows, that take about as long as to weigh the rows of another basis."""

SHOWN = 1e-9
"""What a column adds to a contradiction, in parts of the largest, is more than rounding above this."""

CROSSED = 1e-9
"""A lower bound this far above an upper one contradicts it."""


@dataclass(frozen=True)
class Hold:
    """``columns`` held between ``lower`` and ``upper``."""

    columns: Index
    lower: Float
    upper: Float

    @classmethod
    def at(cls, columns: Index, values: Float) -> Hold:
        """Columns held at values, in the same shape."""
        return cls(columns.ravel(), values.ravel(), values.ravel())


@dataclass(frozen=True)
class Mark:
    """Bounds, basis and optimum of a relaxation at some moment, and the work done until then, to come back to."""

    lower: Float
    upper: Float
    basis: Any
    objective: float | None
    iterations: int


class Relaxation:
    """The program without whole numbers, kept in the solver with its basis; columns can be fixed and freed.

    ``warm`` solves again from the last basis by the simplex; otherwise every solve is a fresh one by the
    interior point method, which is faster where most of the program is degenerate. Within one process HiGHS takes
    one number of ``threads`` only. ``iterations`` is the work done so far.
    """

    def __init__(self, arrays: Arrays, clock: Clock, seed: int, threads: int, *, warm: bool = True) -> None:
        self.arrays = arrays
        self._warm = warm
        self._unit = unit(arrays)
        self._near = int(NEAR * arrays.shape[0])
        self._patience, self._most = max(LEAST_PATIENCE, int(PATIENCE * arrays.shape[0])), UNLIMITED
        self.clock = clock
        self._seed, self._threads = seed, threads
        self.lower, self.upper = arrays.column_lower.copy(), arrays.column_upper.copy()
        self.objective: float | None = None
        self.claim = Claim.LIMIT
        self.iterations = 0
        self._highs: Any = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("random_seed", seed),
            ("threads", threads),
            ("solver", "ipm"),
            # few bounds change between two solves, so there is little to be perturbed for
            ("dual_simplex_cost_perturbation_multiplier", 0.0),
        ):
            self._highs.setOptionValue(name, value)
        self._highs.passModel(model(highspy, replace(arrays, cost=arrays.cost / self._unit), relaxed=True))
        simplex, interior = (getattr(highspy.cb.HighsCallbackType, name) for name in CALLBACKS[2:])
        self._still = Stillness(int(simplex), clock.stop.is_set)
        self._highs.setCallback(self._still, None)
        self._highs.startCallback(simplex)
        self._highs.startCallback(interior)

    def solve(self) -> Float | None:
        """The optimum under the present bounds; None when there is none, or time is up."""
        if np.any(self.lower > self.upper + CROSSED):
            self.claim = Claim.INFEASIBLE
            return None
        if self.clock.left_s() <= 0.0:
            self.claim = Claim.LIMIT
            return None
        self._solve_once()
        if self.clock.stop.is_set():
            self.claim = Claim.LIMIT
            return None
        answer = found(self._highs, integer=False)
        self.claim = answer.claim
        if answer.claim is not Claim.SOLVED or answer.bound is None:
            return None
        self.objective = answer.bound * self._unit
        return answer.x

    @property
    def no_room(self) -> bool:
        """Whether the last solve found no point because there is none, or none that the simplex comes to."""
        return self.claim is Claim.INFEASIBLE or (self.claim is Claim.LIMIT and self._still.reached)

    def _solve_once(self) -> None:
        if not self._warm:
            self._highs.clearSolver()
            self._run(UNLIMITED)
            return
        self._run(self._most)
        for ends, again in (((LOST,), self._factor_again), (AGAIN, self._start_again)):
            ended = self._highs.getModelStatus().name in ends
            if ended and self.clock.left_s() > 0.0 and not self.clock.stop.is_set():
                again()
                self._run(self._most)
        self._by_simplex()

    def _run(self, most: int) -> None:
        """Run for at most so many iterations of the simplex, and for no more work than there is."""
        highs, (rows, entries) = self._highs, (self.arrays.shape[0], len(self.arrays.entries.values))
        simplex, interior = iterations_within(self.clock.left_s(), rows, entries)
        highs.setOptionValue("simplex_iteration_limit", min(most, simplex))
        highs.setOptionValue("ipm_iteration_limit", interior)
        highs.setOptionValue("time_limit", highs.getRunTime() + max(self.clock.remaining_s(), 0.1))
        self._still.begin()
        highs.run()
        info = highs.getInfo()
        self.iterations += max(0, info.simplex_iteration_count)
        self.clock.work.add(of_relaxation(rows, entries, info))

    def _by_simplex(self) -> None:
        self._highs.setOptionValue("solver", "simplex")
        self._most = self._patience

    def _factor_again(self) -> None:
        """Forget everything but the basis, which is a step or two from the optimum."""
        basis = self._highs.getBasis()
        self._highs.clearSolver()
        if basis.valid:
            self._highs.setBasis(basis)
        self._by_simplex()

    def _start_again(self) -> None:
        self._highs.clearSolver()
        # the basis is gone: whatever was marked before is far from here
        self.iterations += self._near + 1
        self._highs.setOptionValue("solver", "ipm")
        self._most = UNLIMITED

    def bound(self, columns: Index, lower: Float, upper: Float) -> None:
        """Change the bounds of columns, within their own."""
        if not columns.size:
            return
        # what rows that were reduced away said of a column stands in its own bounds
        self.lower[columns] = lower = np.maximum(lower, self.arrays.column_lower[columns])
        self.upper[columns] = upper = np.minimum(upper, self.arrays.column_upper[columns])
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, np.maximum(lower, upper))

    def extend(self, rows: sparse.csr_matrix) -> None:
        """Ask for more ``rows``, each at least nought; the basis stays, with their slacks in it."""
        count = rows.shape[0]
        zero, endless = np.zeros(count), np.full(count, np.inf)
        starts, columns = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        self._highs.addRows(count, zero, endless, rows.nnz, starts, columns, rows.data)
        self.arrays = replace(
            self.arrays,
            row_lower=np.append(self.arrays.row_lower, zero),
            row_upper=np.append(self.arrays.row_upper, endless),
            entries=Entries.of(sparse.vstack([self.arrays.matrix, rows], format="csr")),
        )

    def hold(self, hold: Hold) -> Float | None:
        """The optimum with columns held; when there is none, everything is as it was."""
        return self.hold_or_blame(hold)[0]

    def hold_or_blame(self, hold: Hold) -> tuple[Float | None, Index]:
        """The optimum with columns held; when there is no point, everything is as it was, and which of them show it.

        The bounds of these columns contradict each other and the rows, whatever the others of them are held at.
        """
        mark = self.mark()
        self.bound(hold.columns, hold.lower, hold.upper)
        x, blamed = self.solve(), np.zeros(0, np.int64)
        if x is None and self.claim is Claim.INFEASIBLE:
            blamed = self._blamed(hold.columns)
        if x is None:
            self.back(mark)
        return x, blamed

    def _blamed(self, columns: Index) -> Index:
        crossed = columns[self.lower[columns] > self.upper[columns] + CROSSED]
        # where none is at hand HiGHS solves once more for a ray, for as long as that takes
        ray = None if crossed.size or not self._highs.getDualRayExist()[1] else self.ray()
        if ray is None:
            return crossed if crossed.size else columns
        adds = np.abs(np.asarray(self.arrays.matrix.T @ ray, float))
        return columns[np.flatnonzero(adds[columns] > SHOWN * adds.max())]

    def cheapest(self, holds: Sequence[Hold]) -> tuple[int, Float] | None:
        """The cheapest of several ways to hold columns and its optimum; it is left held, or nothing is."""
        mark, best = self.mark(), None
        for number, hold in enumerate(holds):
            self.bound(hold.columns, hold.lower, hold.upper)
            x = self.solve()
            if x is not None and (best is None or self.objective < best[2].objective):  # type: ignore[operator]
                best = (number, x, self.mark())
            if number < len(holds) - 1 or best is None or best[0] != number:
                self.back(mark)
        if best is None:
            return None
        if best[0] != len(holds) - 1:
            self.back(best[2])
        return best[0], best[1]

    def mark(self) -> Mark:
        """The present state, to come back to."""
        basis = self._highs.getBasis()
        return Mark(self.lower.copy(), self.upper.copy(), basis, self.objective, self.iterations)

    def back(self, mark: Mark) -> None:
        """Bounds as they were, and the basis too where the present one is far from it.

        A basis that is put back costs as much as many iterations: the solver weighs all rows of it anew.
        """
        columns = np.flatnonzero((self.lower != mark.lower) | (self.upper != mark.upper))
        self.bound(columns, mark.lower[columns], mark.upper[columns])
        self.objective = mark.objective
        if mark.basis.valid and self.iterations - mark.iterations > self._near:
            self._highs.setBasis(mark.basis)

    def beside(self, clock: Clock) -> Relaxation:
        """Another relaxation of the same program that begins where this one stands; neither disturbs the other."""
        other = Relaxation(self.arrays, clock, self._seed, self._threads, warm=self._warm)
        columns = np.arange(self.arrays.shape[1])
        other.bound(columns, self.lower, self.upper)
        other._highs.setBasis(self._highs.getBasis())
        other._highs.setOptionValue("solver", "simplex")
        return other

    def reduced_costs(self) -> Float:
        """What a unit more of every column would cost at the last optimum, to first order."""
        return np.asarray(self._highs.getSolution().col_dual, float) * self._unit

    def prices(self) -> Float:
        """What a unit more of every row's side costs at the last optimum."""
        return np.asarray(self._highs.getSolution().row_dual, float) * self._unit

    def ray(self) -> Float | None:
        """Prices of the rows that show why there is no point, of one sign or the other; None where none are known."""
        _, known, ray = self._highs.getDualRay()
        return np.asarray(ray, float) if known else None

    def most(self, columns: Index) -> Float | None:
        """A point with the largest sum of ``columns``, whatever it costs."""
        every = np.arange(self.arrays.shape[1], dtype=np.int32)
        wanted = np.zeros(len(every))
        wanted[columns] = -1.0
        self._highs.changeColsCost(len(every), every, wanted)
        x = self.solve()
        self._highs.changeColsCost(len(every), every, self.arrays.cost / self._unit)
        return x

    def free(self) -> None:
        """Give every column its own bounds back."""
        columns = np.flatnonzero(
            (self.lower != self.arrays.column_lower) | (self.upper != self.arrays.column_upper)
        )
        self.bound(columns, self.arrays.column_lower[columns], self.arrays.column_upper[columns])
