"""From a covering to a schedule: build the program, solve it in a child process, read the decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Interrupted, NoPlanInTime
from capplan.program import Program
from capplan.shifts.breaks import add_breaks
from capplan.shifts.cover import add_cover
from capplan.shifts.facts import Covering, Prices
from capplan.shifts.offline import add_offline
from capplan.shifts.opening import add_opening
from capplan.shifts.result import Schedule, Search
from capplan.shifts.tours import add_tours
from capplan.solve import Outcome, Progress, Solution, SolveOptions, solve

__all__ = [
    "FAMILIES", "build", "cover", "free_of_blocks", "least_short", "raise_unless_refuted", "schedule_of", "search_of",
]  # fmt: skip

FAMILIES = (add_cover, add_opening, add_breaks, add_offline, add_tours)
"""What a program of shifts is made of, in order."""

Tell = Callable[[Progress], None]
Float = NDArray[np.float64]
CLOSE = 1e-6


def build(case: Covering) -> Program:
    """The program of a covering."""
    program = Program()
    for add in FAMILIES:
        add(program, case)
    return program


def cover(case: Covering, options: SolveOptions, tell: Tell | None = None) -> Schedule | None:
    """The schedule of least cost within the gap, or the best one found in time; None where no schedule is allowed.

    Raises NoPlanInTime, Interrupted (before a first schedule) and what ``solve`` raises.
    """
    program = build(case)
    arrays = program.arrays()
    solution: Solution | None = None
    if is_network(case):
        solution = solve(replace(arrays, integer=np.zeros_like(arrays.integer)), options, tell)
        if solution.x is not None and not _whole(solution.x[arrays.integer]):
            solution = None  # an optimum that is no corner: between whole ones
    if solution is None:
        solution = solve(arrays, options, tell)
    if solution.x is None:
        raise_unless_refuted(solution, options)
        return None
    return schedule_of(case, program, solution.x, search_of(solution, arrays.shape))


def is_network(case: Covering) -> bool:
    """Whether the corners of the program without whole numbers are whole: a flow in time, and whole figures."""
    shifts = case.shifts
    alone = case.rigid and not (case.cyclic or case.prices.counts_shifts)
    limits = shifts.most[np.isfinite(shifts.most)]
    return alone and case.counts_whole and _whole(shifts.least) and _whole(limits)


def _whole(values: Float) -> bool:
    return bool(np.all(np.abs(values - np.rint(values)) <= CLOSE))


def least_short(case: Covering, options: SolveOptions) -> Schedule | None:
    """The schedule with the fewest people missing, whatever it costs; None where limits contradict each other."""
    tours = None if case.tours is None else replace(case.tours, cost=np.zeros_like(case.tours.cost))
    shifts = replace(case.shifts, cost=np.zeros_like(case.shifts.cost))
    free = replace(case, shifts=shifts, tours=tours, prices=Prices(1.0, most_open=case.prices.most_open))
    found = cover(free_of_blocks(free), options)
    return None if found is None else replace(found, case=case)


def free_of_blocks(case: Covering) -> Covering:
    """The covering in which a block that is not held costs as much as a person missing all through it."""
    offline = case.offline
    return (
        case
        if offline is None
        else replace(case, offline=replace(offline, price=offline.length.astype(float)))
    )


def raise_unless_refuted(solution: Solution, options: SolveOptions) -> None:
    """Raise NoPlanInTime or Interrupted for a solution without values, unless it is proven that there is none."""
    if solution.outcome is Outcome.INFEASIBLE:
        return
    if solution.stopped_by is not None:
        raise Interrupted(solution.stopped_by)
    raise NoPlanInTime(
        f"No schedule was found within {options.time_limit_s:g} s. Give it more time with --time-limit."
    )


def search_of(solution: Solution, shape: tuple[int, int]) -> Search:
    """How a program of ``shape`` was solved."""
    assert solution.objective is not None
    return Search(
        status="within_gap" if solution.outcome is Outcome.WITHIN_GAP else "gap_not_reached",
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        rows=shape[0],
        columns=shape[1],
        solver=f"{solution.solver} {solution.solver_version}".strip(),
        wall_s=solution.wall_s,
        stopped_by=solution.stopped_by,
    )


def schedule_of(case: Covering, program: Program, x: Float, search: Search) -> Schedule:
    """The schedule that the values ``x`` of the columns stand for."""
    blocks, days = program.column_blocks, case.shifts.days
    away = program.value("away", x) if "away" in blocks else np.zeros((0, days))
    on_tour = program.value("on_tour", x) if "on_tour" in blocks else np.zeros(0)
    people = program.value("people", x)
    offline = program.value("offline", x) if "offline" in blocks else np.zeros(0)
    return Schedule(case, np.rint(people) if case.whole else people, away, on_tour, search, offline)
