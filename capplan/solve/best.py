"""The best core point so far, and the whole plan made of it."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import SolveOptions
from capplan.solve.core import Core
from capplan.solve.dive import rounded_up
from capplan.solve.reduction import reduce
from capplan.solve.relaxation import Relaxation
from capplan.solve.settle import relative_gap
from capplan.solve.worker import Reporter

__all__ = ["Best"]

Float = NDArray[np.float64]

WHOLE = 1e-5
"""How far from whole a point of a solver may be; the plan made of it is rounded and checked."""

MUCH = 2e-3
"""What a better point of the core must save, as a part of the cost, for a plan to be made of it at once."""


class Best:
    """The best core point so far, and the whole plan made of it."""

    def __init__(self, core: Core, reporter: Reporter, options: SolveOptions) -> None:
        self.core, self.reporter = core, reporter
        self.seed, self.threads = options.seed, options.threads
        self.x: Float | None = None
        self.objective = np.inf
        self.completion_s = 0.0
        self._completed = np.inf
        self._aside = 0.0

    def hear(self, x: Float) -> None:
        """A point of the core, if it is whole; without anything aside it is a plan at once."""
        objective, integer = float(self.core.arrays.cost @ x), self.core.arrays.integer
        if objective < self.objective and np.abs(x[integer] - np.rint(x[integer])).max(initial=0.0) <= WHOLE:
            self.x, self.objective = np.array(x, float), objective
            if self.core.complete:
                self.reporter.incumbent(self.core.spread(self.x))

    def settle(self) -> None:
        """Make a plan of the best core point: columns aside are rounded up, the rest is optimised."""
        if self.core.complete or self.x is None or self.objective >= self._completed:
            return
        started = time.monotonic()
        self._completed = self.objective
        fixed = self.core.fixed(self.x)
        x = self._completion(fixed)
        if x is not None:
            self.reporter.incumbent(x)
            self._aside = float(fixed.cost @ x) - self.objective
        self.completion_s = time.monotonic() - started

    def _completion(self, fixed: Arrays) -> Float | None:
        reduced = reduce(fixed, np.flatnonzero(fixed.integer & (fixed.column_lower < fixed.column_upper)))
        relaxation = Relaxation(reduced.arrays, self.reporter, self.seed, self.threads)
        relaxed = relaxation.solve()
        if relaxed is None:
            return None
        # who takes what comes before how much of it: that follows
        for follows in (False, True):
            open_ = reduced.arrays.integer & (relaxation.lower < relaxation.upper)
            last = np.flatnonzero(open_ & (self.core.open[reduced.columns] == follows))
            if last.size and relaxed is not None:
                relaxed = rounded_up(relaxation, relaxed, last)
        return None if relaxed is None else reduced.restore(relaxed)

    def worth_settling(self, gap: float) -> bool:
        """Whether the best core point promises the gap asked for, or much less cost than the best plan.

        A plan of it takes longer than to improve it once more.
        """
        promised = self.objective + self._aside
        saved = self.reporter.best_objective - promised
        near = relative_gap(promised, self.reporter.best_bound)
        return saved > MUCH * abs(promised) or (near is not None and near <= gap)

    @property
    def spare_s(self) -> float:
        """The time to keep for a last plan."""
        return 0.0 if self.core.complete else 1.1 * self.completion_s + 0.5
