"""Finding a roster: the program solved in a child process, and the reasons where no roster meets the rules."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Interrupted, NoPlan, NoPlanInTime
from capplan.roster_facts import RosterFacts
from capplan.rostering.conflict import explain
from capplan.rostering.program import RosterProgram, build
from capplan.rostering.relaxed import better, nearly_whole
from capplan.rostering.roster import Roster, cost_lines
from capplan.solve import Outcome, Progress, Solution, SolveOptions, solve

__all__ = ["RosterOptions", "find_roster"]

EXACT = 1e-9
"""A gap of 0 is out of the reach of numbers with rounding."""

MANY_COLUMNS = 5_000
"""From this size on the relaxation is asked first; below, branch and bound takes little longer than that."""


@dataclass(frozen=True)
class RosterOptions:
    """``gap`` is the relative gap to stop at, ``workers`` the threads of the solver; equal seeds, equal rosters."""

    gap: float = 0.0
    time_limit_s: float = 300.0
    seed: int = 0
    workers: int = 2


def find_roster(
    facts: RosterFacts, options: RosterOptions, on_progress: Callable[[Progress], None] | None = None
) -> Roster:
    """The cheapest roster that keeps every rule, or the best one known when time is up.

    Raises NoPlan with the rules, people and days in conflict and the cheapest remedies, NoPlanInTime when time was
    up before a first roster was found, and Interrupted when a signal came before that.
    """
    program = build(facts)
    solution = _solved(program, options, on_progress)
    if solution.x is not None:
        return _roster(facts, solution, program.shift_of(solution.x))
    if solution.stopped_by is not None:
        raise Interrupted(solution.stopped_by)
    if solution.outcome is Outcome.INFEASIBLE:
        reasons, details = explain(facts, options.time_limit_s, options.seed, options.workers)
        raise NoPlan(reasons, details)
    raise NoPlanInTime(f"no roster was found within {options.time_limit_s:g} seconds")


def _solved(
    program: RosterProgram, options: RosterOptions, on_progress: Callable[[Progress], None] | None
) -> Solution:
    """By what little the relaxation of a large program leaves torn, or else by branch and bound on everything."""
    began = time.monotonic()
    solve_options = SolveOptions(
        backend="auto",
        gap=max(EXACT, options.gap),
        time_limit_s=options.time_limit_s,
        seed=options.seed,
        threads=options.workers,
    )
    if program.arrays.shape[1] < MANY_COLUMNS:
        return solve(program.arrays, solve_options, on_progress)
    first = nearly_whole(program, solve_options, on_progress)
    spent_s = time.monotonic() - began
    done = first.outcome in (Outcome.WITHIN_GAP, Outcome.INFEASIBLE) or first.stopped_by is not None
    if done or spent_s >= options.time_limit_s:
        return first
    left = replace(solve_options, time_limit_s=options.time_limit_s - spent_s)
    second = solve(program.arrays, left, on_progress)
    return better(first, second, solve_options.gap)


def _roster(facts: RosterFacts, solution: Solution, shift_of: NDArray[np.int64]) -> Roster:
    return Roster(
        facts=facts,
        shift_of=shift_of,
        costs=cost_lines(facts, shift_of),
        bound=solution.bound,
        gap=solution.gap,
        within_gap=solution.outcome is Outcome.WITHIN_GAP,
        solver=f"{solution.solver} {solution.solver_version}".strip(),
        wall_s=solution.wall_s,
        stopped_by=solution.stopped_by,
    )
