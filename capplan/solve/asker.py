"""Many small solves within one time limit."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from capplan.errors import Interrupted
from capplan.program import Arrays
from capplan.solve.contract import Guide, Outcome, Solution, SolveOptions
from capplan.solve.run import NO_GUIDE, solve

__all__ = ["Asker"]

LEAST_S = 1.0
"""With less time left nothing more is asked: a back end takes that long to load."""


@dataclass(frozen=True)
class Asker:
    """Asks the solver until ``deadline`` on the monotonic clock; ``options`` say how but for the time."""

    options: SolveOptions
    deadline: float

    @property
    def left_s(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    def solve(self, arrays: Arrays, most_s: float = float("inf"), guide: Guide = NO_GUIDE) -> Solution | None:
        """Solve within ``most_s`` seconds; None when time is up. Raises ``Interrupted`` when a signal stops it."""
        if self.left_s < LEAST_S:
            return None
        limit_s = min(self.left_s, max(LEAST_S, most_s))
        solution = solve(arrays, replace(self.options, time_limit_s=limit_s), None, guide)
        if solution.stopped_by is not None:
            raise Interrupted(solution.stopped_by)
        return None if solution.outcome is Outcome.NO_PLAN_IN_TIME else solution

    def feasible(self, arrays: Arrays) -> bool | None:
        """Whether a program without costs has a plan; None when time ran out."""
        solution = self.solve(arrays)
        return None if solution is None else solution.outcome is not Outcome.INFEASIBLE
