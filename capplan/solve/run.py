"""Solve a program in a child process and read its answer with care."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError, MissingSolver
from capplan.program import Arrays
from capplan.solve.contract import INSTALL, Claim, Guide, Outcome, Progress, Solution, SolveOptions
from capplan.solve.settle import (
    TOLERANCE,
    classify,
    contradiction,
    relative_gap,
    sane_bound,
    snapped,
    violation,
)
from capplan.solve.supervise import Interruption, Report, interruptible, run_worker

__all__ = ["choose_backend", "solve"]

Float = NDArray[np.float64]

PROMISE_S = 2.0
"""The most that may pass between the time limit, or a signal, and the plan in hand."""

HAND_OVER_S = 0.3
"""Of that: what reading and checking a plan takes."""

LEAST_S = 0.5
"""A solve in less time than this is not begun: the back end would not even be loaded."""

NO_GUIDE = Guide()


def choose_backend(name: str) -> str:
    """The back end that ``auto`` stands for: the first installed of highs, ortools and pulp."""
    if name != "auto":
        return name
    for backend, package in (("highs", "highspy"), ("ortools", "ortools"), ("pulp", "pulp")):
        if importlib.util.find_spec(package) is not None:
            return backend
    raise MissingSolver(f"no solver is installed: {INSTALL['highs']}")


def solve(
    arrays: Arrays,
    options: SolveOptions,
    on_progress: Callable[[Progress], None] | None = None,
    guide: Guide = NO_GUIDE,
) -> Solution:
    """Minimise ``arrays.cost @ x`` in a child process; the best plan known when time is up is returned.

    The time limit counts from this call, and the plan comes back within two seconds of it or of a signal.
    ``on_progress`` hears every better plan and bound, and last of all, as stage ``end``, what is returned.
    The ``guide`` lets the highs back end find a first plan early. SIGINT and SIGTERM stop the search: the
    best plan so far comes back with ``stopped_by``.
    Raises ``MissingSolver`` when the back end is not installed and ``CapplanError`` when it crashes, refuses
    the program, or returns a plan that breaks the rows.
    """
    started = time.monotonic()
    options = replace(options, backend=choose_backend(options.backend))
    if any(not np.all(np.isfinite(values)) for values in (arrays.cost, arrays.entries.values)):
        raise CapplanError("the program holds a cost or a coefficient that is not a finite number")
    solution = _without_solver(arrays, options, started)
    if solution is None:
        with interruptible() as seen:
            run = _Run(arrays, options, seen, started)
            report = run_worker(arrays, options, guide, seen, _teller(on_progress, started))
            without = report.claim in (Claim.INFEASIBLE, Claim.UNBOUNDED, Claim.INFEASIBLE_OR_UNBOUNDED)
            solution = run.without_plan(report) if without else run.with_plan(report)
    if on_progress is not None:
        known = solution.objective, solution.bound, solution.gap
        on_progress(Progress(time.monotonic() - started, "end", *known))
    return solution


@dataclass(frozen=True)
class _Run:
    """One call of ``solve``: what every step of it needs."""

    arrays: Arrays
    options: SolveOptions
    seen: Interruption
    started: float

    @property
    def left_s(self) -> float:
        """What is left for solving, so that the promise is kept."""
        end = min(self.started + self.options.time_limit_s, self.seen.at) + PROMISE_S
        return end - time.monotonic() - HAND_OVER_S

    def second_look(self, arrays: Arrays) -> Report | None:
        """Solve a small variation of the program in the time that is left; None when that is too little."""
        left_s = self.left_s
        if left_s < LEAST_S or self.seen.count > 1:
            return None
        # after a signal it runs to its end: what is left is short
        seen = Interruption() if self.seen.count else self.seen
        return run_worker(
            arrays, replace(self.options, time_limit_s=left_s), NO_GUIDE, seen, _ignore, grace_s=0.0
        )

    def without_plan(self, report: Report) -> Solution:
        """Tell infeasible from unbounded: solvers mix them up, a solve without costs does not."""
        infeasible = report.claim is Claim.INFEASIBLE and not _may_be_unbounded(self.arrays)
        if infeasible:
            return self.solution(report, Outcome.INFEASIBLE)
        look = self.second_look(replace(self.arrays, cost=np.zeros_like(self.arrays.cost)))
        if look is None:
            return self.solution(report, Outcome.NO_PLAN_IN_TIME)
        if look.x is not None and violation(self.arrays, snapped(self.arrays, look.x)) <= TOLERANCE:
            return self.solution(report, Outcome.UNBOUNDED)
        if look.claim is Claim.INFEASIBLE:
            return self.solution(report, Outcome.INFEASIBLE)
        return self.solution(report, Outcome.NO_PLAN_IN_TIME)

    def with_plan(self, report: Report) -> Solution:
        """Check and round the point that the worker left, and classify what comes out."""
        x = None if report.x is None else self.settled(report.x)
        x = report.checked if x is None else x
        if x is None:
            if report.claim is Claim.SOLVED and self.left_s > 0.0:
                raise CapplanError(
                    f"{report.solver} calls its plan optimal, but it breaks the rows by more than {TOLERANCE}"
                )
            return self.solution(report, Outcome.NO_PLAN_IN_TIME)
        objective = float(self.arrays.cost @ x)
        gap = relative_gap(objective, sane_bound(report.bound, objective))
        return self.solution(report, classify(gap, self.options.gap), x)

    def settled(self, x: Float) -> Float | None:
        """A plan with whole numbers that keeps every row, at or near ``x``; None if there is none."""
        plan = snapped(self.arrays, x)
        if violation(self.arrays, plan) <= TOLERANCE:
            return plan
        integer = self.arrays.integer
        if not integer.any():
            return None
        # rounding moved a row too far: keep the whole numbers and let the rest follow
        lower, upper = self.arrays.column_lower.copy(), self.arrays.column_upper.copy()
        lower[integer] = upper[integer] = plan[integer]
        fixed = replace(self.arrays, column_lower=lower, column_upper=upper, integer=np.zeros_like(integer))
        look = self.second_look(fixed)
        if look is None or look.x is None:
            return None
        plan = snapped(self.arrays, look.x)
        return plan if violation(self.arrays, plan) <= TOLERANCE else None

    def solution(self, report: Report, outcome: Outcome, x: Float | None = None) -> Solution:
        objective = None if x is None else float(self.arrays.cost @ x)
        infeasible = outcome in (Outcome.INFEASIBLE, Outcome.UNBOUNDED)
        bound = None if infeasible else sane_bound(report.bound, objective)
        return Solution(
            outcome=outcome,
            x=x,
            objective=objective,
            bound=bound,
            gap=relative_gap(objective, bound),
            backend=self.options.backend,
            solver=report.solver,
            solver_version=report.version,
            wall_s=time.monotonic() - self.started,
            stopped_by=self.seen.number,
            peak_memory_mb=report.peak_memory_mb,
        )


def _ignore(event: dict[str, Any]) -> None:
    """Nobody follows the progress of a repair."""


def _teller(
    on_progress: Callable[[Progress], None] | None, started: float
) -> Callable[[dict[str, Any]], None]:
    if on_progress is None:
        return _ignore

    def tell(event: dict[str, Any]) -> None:
        incumbent, bound = event["incumbent"], event["bound"]
        gap = relative_gap(incumbent, bound)
        on_progress(Progress(time.monotonic() - started, event["stage"], incumbent, bound, gap))

    return tell


def _may_be_unbounded(arrays: Arrays) -> bool:
    """Whether some column can lower the cost for ever, as far as its own bounds tell."""
    falls = (arrays.cost < 0) & np.isposinf(arrays.column_upper)
    rises = (arrays.cost > 0) & np.isneginf(arrays.column_lower)
    return bool(np.any(falls | rises))


def _without_solver(arrays: Arrays, options: SolveOptions, started: float) -> Solution | None:
    """The answer for programs that need no solver: contradicting bounds, no rows, or no columns."""
    x: Float | None = None
    if contradiction(arrays):
        outcome = Outcome.INFEASIBLE
    elif 0 in arrays.shape or arrays.entries.count == 0:
        low, high = (snapped(arrays, np.full(arrays.shape[1], side)) for side in (-np.inf, np.inf))
        zero = snapped(arrays, np.zeros(arrays.shape[1]))
        x = np.where(arrays.cost > 0, low, np.where(arrays.cost < 0, high, zero))
        outcome = Outcome.WITHIN_GAP if np.all(np.isfinite(x)) else Outcome.UNBOUNDED
    else:
        return None
    x = x if outcome is Outcome.WITHIN_GAP else None
    objective = None if x is None else float(arrays.cost @ x)
    gap = None if x is None else 0.0
    wall_s = time.monotonic() - started
    return Solution(outcome, x, objective, objective, gap, options.backend, "none needed", "", wall_s)
