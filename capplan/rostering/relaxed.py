"""A roster from the program without whole numbers: where little of it is torn, that little is all there is to solve.

1. The program without whole numbers gives a bound, and often whole numbers already.
2. People of whom all is whole are held, the others solved with whole numbers. Where the cost is the bound, it is
   the optimum; else the bound and the roster are a beginning.

Cover by many people with few limits is nearly a flow, and solved by this alone; many limits of stretches tear much.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from capplan.rostering.program import RosterProgram
from capplan.solve import Outcome, Progress, Solution, SolveOptions, solve

__all__ = ["better", "nearly_whole"]

TORN = 0.1
"""The part of the assignments that may be torn for the others to be held."""

WHOLE = 1e-6
"""What a number may lie beside a whole one."""

TINY = 1e-9
"""In place of a cost of nothing, below the line."""

SHARE = 0.5
"""The part of the time limit that this may take."""


def nearly_whole(
    program: RosterProgram, options: SolveOptions, on_progress: Callable[[Progress], None] | None
) -> Solution:
    """The optimum, or what is known on the way: an infeasible program, a bound with or without a roster."""
    began, arrays = time.monotonic(), program.arrays
    limit_s = SHARE * options.time_limit_s
    bare = replace(arrays, integer=np.zeros_like(arrays.integer))
    relaxed = solve(bare, replace(options, time_limit_s=limit_s), on_progress)
    if relaxed.outcome is not Outcome.WITHIN_GAP or relaxed.x is None or relaxed.stopped_by is not None:
        return replace(relaxed, x=None, objective=None, gap=None)
    whole = np.abs(relaxed.x - np.rint(relaxed.x)) <= WHOLE
    if np.all(whole | ~arrays.integer):
        return relaxed
    torn = replace(relaxed, x=None, objective=None, gap=None, outcome=Outcome.NO_PLAN_IN_TIME)
    cells = program.assigned.assigned.index
    left_s = limit_s - (time.monotonic() - began)
    if np.mean(~whole[cells]) > TORN or left_s <= 0.0:
        return torn
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    held = cells[whole[cells].all(axis=(1, 2))].ravel()
    lower[held] = upper[held] = np.rint(relaxed.x[held])
    part = replace(arrays, column_lower=lower, column_upper=upper)
    found = solve(part, replace(options, time_limit_s=left_s), on_progress)
    if found.x is None or found.objective is None:
        return replace(torn, stopped_by=found.stopped_by)
    # the bound of a part is none of the whole
    return better(torn, replace(found, bound=None), options.gap)


def better(first: Solution, second: Solution, asked: float) -> Solution:
    """The cheaper roster of two solves under the better of their bounds."""
    plans = [each for each in (first, second) if each.x is not None]
    if not plans:
        return second
    best = min(plans, key=lambda each: each.objective or 0.0)
    assert best.objective is not None
    bounds = [each.bound for each in (first, second) if each.bound is not None]
    bound = min(max(bounds), best.objective) if bounds else None
    gap = None if bound is None else (best.objective - bound) / max(abs(best.objective), TINY)
    outcome = Outcome.WITHIN_GAP if gap is not None and gap <= max(asked, WHOLE) else Outcome.GAP_NOT_REACHED
    return replace(
        best,
        outcome=outcome,
        bound=bound,
        gap=gap,
        wall_s=first.wall_s + second.wall_s,
        stopped_by=second.stopped_by,
    )
