"""A plan in two searches: everything, then all but the hires, contracts and projects once more.

A search that stops at its gap leaves more undone in the allocation than in the hires. Studies compare plans, and what
one search happened to leave undone would look like a difference between them: so every plan gets the second search.
"""

from __future__ import annotations

import time
from dataclasses import replace

from capplan.errors import NoPlan, NoPlanInTime
from capplan.formulation import Formulation, formulate
from capplan.formulation.goal import Goal
from capplan.pipeline import Inputs, Line, solve_formulation
from capplan.plan import Plan, Result
from capplan.requirements.required import require
from capplan.studies.hires_held import HiresHeld, held_of, hold, start_from

__all__ = ["bounded_by", "plan_twice"]

PROVEN = 1e-6
"""A gap below which nothing is left to find."""


def plan_twice(
    inputs: Inputs, line: Line, goal: Goal | None = None, begin_with: HiresHeld | None = None
) -> Plan:
    """The better plan of the two, with what the first search has proven. Raises as ``pipeline.make_plan``.

    Each search has the time limit of ``line``. A signal ends the first, and there is no second. The first begins
    with the decisions of ``begin_with``, where there are any and they fit; where it has no plan in time, these are
    held, and nothing is proven.
    """
    started = time.perf_counter()
    formulation = formulate(inputs.model, inputs.facts, require(inputs.facts), goal=goal)
    start = None if begin_with is None else start_from(formulation, begin_with)
    options = line.options(inputs.model)
    try:
        first = solve_formulation(formulation, options, time.perf_counter() - started, None, start)
    except NoPlanInTime:
        kept = None if begin_with is None or start is None else _again(formulation, begin_with, line, inputs)
        if kept is None:
            raise
        return replace(kept, result=replace(kept.result, bound=None, gap=None, status="gap_not_reached"))
    if first.result.stopped_by is not None or (first.result.gap is not None and first.result.gap <= PROVEN):
        return first
    second = _again(formulation, held_of(first), line, inputs)
    if second is None or second.result.objective >= first.result.objective:
        return first
    return replace(second, result=bounded_by(second.result, first.result))


def bounded_by(better: Result, proven: Result) -> Result:
    """The result of a better plan for the question that ``proven`` has a bound for."""
    gap = None
    if proven.bound is not None:
        gap = max(better.objective - proven.bound, 0.0) / max(abs(better.objective), 1e-9)
    within = gap is not None and gap <= proven.gap_asked
    return replace(
        better,
        bound=proven.bound,
        gap=gap,
        status="within_gap" if within else "gap_not_reached",
        build_s=proven.build_s + better.build_s,
        solve_s=proven.solve_s + better.solve_s,
        peak_memory_mb=max(proven.peak_memory_mb, better.peak_memory_mb),
    )


def _again(formulation: Formulation, held: HiresHeld, line: Line, inputs: Inputs) -> Plan | None:
    """All that is not held decided once more; None where that finds nothing."""
    started = time.perf_counter()
    fixed = hold(formulation, held)
    try:
        return solve_formulation(fixed, line.options(inputs.model), time.perf_counter() - started, None)
    except (NoPlan, NoPlanInTime):
        return None
