"""The best core point so far, and the whole plan made of it."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.solve.core import Core
from capplan.solve.flip import flip
from capplan.solve.reduction import reduce
from capplan.solve.relaxation import Hold, Relaxation
from capplan.solve.worker import Reporter

__all__ = ["Best"]

Float = NDArray[np.float64]

WHOLE = 1e-5
"""How far from whole a point of a solver may be; the plan made of it is rounded and checked."""


class Best:
    """The best core point with every switch on or off: a plan, with what else stands aside.

    A solver that knows no switches may bring cheaper points of the core (``found``); they wait to be settled.
    """

    def __init__(self, core: Core, reporter: Reporter) -> None:
        self.core, self.reporter = core, reporter
        self.x: Float | None = None
        self.objective = np.inf
        self.found: Float | None = None
        self._found_objective = np.inf
        self._polished: Float | None = None
        self._settling_s = 0.0

    def hear(self, x: Float | None) -> None:
        """A point of the core, if it is whole: a plan at once where every switch is on or off at it."""
        if x is None:
            return
        objective, integer = float(self.core.arrays.cost @ x), self.core.arrays.integer
        if np.abs(x[integer] - np.rint(x[integer])).max(initial=0.0) > WHOLE:
            return
        plan = self.core.plan(x)
        if plan is None:
            if objective < min(self.objective, self._found_objective):
                self.found, self._found_objective = np.array(x, float), objective
            return
        self.reporter.incumbent(plan)
        if objective < self.objective:
            self.x, self.objective = np.array(x, float), objective

    def settle(self, relaxation: Relaxation) -> None:
        """Make a plan of the best point found: its whole numbers held, every switch turned on or off."""
        if self.found is None:
            return
        started = time.monotonic()
        whole = np.flatnonzero(self.core.arrays.integer)
        point, self.found = self.found, None
        relaxation.free()
        relaxed = relaxation.hold(Hold.at(whole, np.rint(point[whole])))
        settled = None if relaxed is None else flip(relaxation, relaxed, self.core.switches)
        if settled is not None:
            self.hear(settled)
        self._settling_s = max(self._settling_s, time.monotonic() - started)

    def polish(self, seed: int, threads: int) -> None:
        """Once more the best plan, all whole numbers held, with what follows from it at its true cost.

        Hours that move are only counted while plans are searched for; here they are kept steady where that is free.
        """
        core, plan = self.core, self.reporter.standing.best_x
        if plan is None or plan is self._polished or not core.aside.followers.size:
            return
        started = time.monotonic()
        lower, upper, whole = (
            core.whole.column_lower.copy(),
            core.whole.column_upper.copy(),
            core.whole.integer,
        )
        lower[whole] = upper[whole] = np.rint(plan[whole])
        reduced = reduce(replace(core.whole, column_lower=lower, column_upper=upper), np.zeros(0, np.int64))
        # where all follows from the whole numbers there is nothing to polish
        left = bool(reduced.arrays.shape[1])
        x = Relaxation(reduced.arrays, self.reporter, seed, threads).solve() if left else None
        if x is not None:
            self.reporter.incumbent(reduced.restore(x))
        self._polished = self.reporter.standing.best_x
        self._settling_s = max(self._settling_s, time.monotonic() - started)

    @property
    def spare_s(self) -> float:
        """The time to keep for a last plan."""
        return 0.0 if self.core.complete else 1.1 * self._settling_s + 0.5
