"""The search of the highs back end: relaxation, rounding, improvement, then branch and bound.

Plain branch and bound finds a first good plan late: on programs of 20 sites its first plan was 30 to 40
times too dear for minutes. Rounding the running sums of the relaxed classes gives one within seconds.
Every step is limited by nodes, so that equal seeds give equal plans; shares of the time limit are only
there for programs whose single node takes too long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Claim, Found, SolveOptions
from capplan.solve.rounding import round_series
from capplan.solve.settle import relative_gap
from capplan.solve.worker import Reporter

__all__ = ["Engine", "search"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ROUNDING_NODES = 200
"""Nodes for the integers that are in no series (contracts, tiers) once the series are fixed."""

SHIFTS = (0.5, 0.75, 1.0 - 1e-6, None)
"""How much of a class is rounded up, in turn; None rounds every week down, if nothing else gave a plan.

Where shortage is dear, classes in time are worth more than their exact number: on a program of 32 teams the
plan was 2.6 % above the relaxation with 0.5, and 0.5 % with almost 1.
"""

IMPROVEMENT_NODES = 500
"""Nodes for one neighbourhood."""

IMPROVEMENT_ROUNDS = 4
"""Most neighbourhoods before branch and bound gets the rest of the time."""

SHARE = 0.1
"""The part of the time limit that one step before branch and bound may take at most."""


class Engine(Protocol):
    """One run of a solver on a program, or on the program with some columns fixed."""

    def __call__(
        self,
        arrays: Arrays,
        *,
        relaxed: bool = False,
        start: Float | None = None,
        nodes: int | None = None,
        share_s: float | None = None,
        whole: bool = True,
        gap: float | None = None,
    ) -> Found:
        """Solve; ``whole`` tells that the bound is one on the whole program."""


def search(
    arrays: Arrays, options: SolveOptions, series: Sequence[Index], reporter: Reporter, engine: Engine
) -> Found:
    """Find a plan early by rounding along ``series``, improve it, and let branch and bound finish."""
    reporter.stage("lp")
    relaxed = engine(arrays, relaxed=True)
    if relaxed.claim is not Claim.SOLVED and relaxed.claim is not Claim.LIMIT:
        # an infeasible relaxation settles it
        return replace(relaxed, x=None, bound=None)
    if relaxed.x is None or relaxed.bound is None:
        # no optimum of the relaxation: nothing to round, and the rest of the time is for branch and bound
        reporter.stage("branch and bound")
        return engine(arrays)
    reporter.bound(relaxed.bound)
    reporter.stage("rounding")
    for shift in SHIFTS:
        if not _done(options, reporter) and (shift is not None or reporter.best_x is None):
            _round(arrays, options, series, relaxed.x, engine, shift)
    reporter.stage("improvement")
    _improve(arrays, options, relaxed.x, reporter, engine)
    if _done(options, reporter):
        claim = Claim.LIMIT if reporter.stop.is_set() else Claim.SOLVED
        return Found(claim, reporter.best_x, reporter.best_bound)
    reporter.stage("branch and bound")
    last = engine(arrays, start=reporter.best_x)
    # the best plan of all steps is the answer, unless branch and bound ended with a better one
    if last.x is None or (
        reporter.best_x is not None and float(arrays.cost @ last.x) > reporter.best_objective
    ):
        return replace(last, x=reporter.best_x)
    return last


def _done(options: SolveOptions, reporter: Reporter) -> bool:
    if reporter.stop.is_set():
        return True
    gap = relative_gap(reporter.best_objective, reporter.best_bound) if reporter.best_x is not None else None
    return gap is not None and gap <= options.gap


def _round(
    arrays: Arrays,
    options: SolveOptions,
    series: Sequence[Index],
    relaxed_x: Float,
    engine: Engine,
    shift: float | None,
) -> None:
    """Fix the series at their rounded values and solve the rest; a plan found reaches the reporter."""
    fixed = np.zeros(arrays.shape[1], bool)
    for index in series:
        fixed[index] = True
    if shift is None:
        # each week by itself, downward: poor, but it keeps every limit that the relaxation keeps
        fixed_at = np.maximum(np.floor(relaxed_x + 1e-6), np.ceil(arrays.column_lower - 1e-6))
    else:
        fixed_at = round_series(arrays, series, relaxed_x, shift)
    _solve_fixed(arrays, options, fixed & arrays.integer, fixed_at, engine, ROUNDING_NODES)


def _improve(
    arrays: Arrays, options: SolveOptions, relaxed_x: Float, reporter: Reporter, engine: Engine
) -> None:
    """Solve with the integers fixed where relaxation and plan agree, as long as that helps.

    Relaxation-induced neighbourhoods: E. Danna, E. Rothberg, C. Le Pape, "Exploring relaxation induced
    neighborhoods to improve MIP solutions", Mathematical Programming 102 (2005).
    """
    for _ in range(IMPROVEMENT_ROUNDS):
        plan, before = reporter.best_x, reporter.best_objective
        if plan is None or _done(options, reporter):
            return
        agree = arrays.integer & (np.abs(np.rint(plan) - relaxed_x) < 1e-6)
        _solve_fixed(arrays, options, agree, plan, engine, IMPROVEMENT_NODES, start=plan)
        if reporter.best_objective >= before:
            return


def _solve_fixed(
    arrays: Arrays,
    options: SolveOptions,
    fixed: NDArray[np.bool_],
    fixed_at: Float,
    engine: Engine,
    nodes: int,
    start: Float | None = None,
) -> None:
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    lower[fixed] = upper[fixed] = np.rint(fixed_at[fixed])
    part = replace(arrays, column_lower=lower, column_upper=upper)
    share_s = SHARE * options.time_limit_s
    engine(part, start=start, nodes=nodes, share_s=share_s, whole=False, gap=0.25 * options.gap)
