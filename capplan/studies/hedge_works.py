"""The work of the runs behind a plan for many futures; the end of a case's name says which future it is about.

alone-N, alone-mean, alone-more    the plan of a drawn future by itself; of their mean; of more work than the mean
common                             the best first stage for all drawn futures together
future-N, fresh-N                  what every first stage comes to in a drawn future
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from capplan.errors import InvalidInput, Problem
from capplan.formulation.sets import Given, Sets
from capplan.pipeline import Inputs
from capplan.requirements.required import require
from capplan.solve import SolveOptions
from capplan.studies.case import Case
from capplan.uncertainty.cvar import Risk
from capplan.uncertainty.draws import World, worlds
from capplan.uncertainty.first_in_common import search_common
from capplan.uncertainty.first_stage import FirstStage, end_of_quarter, first_stage
from capplan.uncertainty.futures import mean_facts, with_more_work
from capplan.uncertainty.programs import Future, programmed
from capplan.uncertainty.ranges import Ranges, ranges_of, with_ranges
from capplan.uncertainty.runs import NONE, Reply, plan_alone, reply_to
from capplan.uncertainty.world import world_facts

__all__ = [
    "MEAN",
    "MORE",
    "Drawing",
    "Pool",
    "decided_now",
    "drawn_futures",
    "given",
    "planned",
    "searched",
    "share_of",
    "tried",
]

MEAN, MORE_THAN_MEAN = "mean", "more"
"""Which plan by itself is meant, where it is none of a draw."""

MORE = 0.10
"""How much more work than the mean the padded plan is made for."""

OF_TIME_ALONE, OF_TIME_COMMON = 0.25, 0.4
"""Parts of the time limit: for each plan by itself, and for the best first stage of all futures."""

OF_GAP = 0.1
"""The gap of first stages that are compared, as a part of that of a plan."""

Pool = tuple[tuple[str, tuple[float, ...]], ...]
"""First stages by name, as plain values."""


@dataclass(frozen=True)
class Drawing:
    """Where futures come from; plain values, so that their text tells one from another in what is kept."""

    seed: int
    futures: int
    ranges: Path | None
    ranges_content: str  # its digest
    until: date
    whole: bool


def planned(case: Case, to: Path, *, drawing: Drawing) -> dict[str, Any]:
    """The plan of one future by itself, or for the mean of all of them."""
    inputs, ranges = given(case, drawing.ranges)
    which, first = _last(case.name), decided_now(inputs, drawing.until)
    tight = which in (MEAN, MORE_THAN_MEAN)
    if tight:
        facts = [each.facts for each in drawn_futures(inputs, worlds(ranges, drawing.seed, drawing.futures))]
        mean = mean_facts(facts, np.full(len(facts), 1.0 / len(facts)))
        future = Future("the mean", 1.0, mean if which == MEAN else with_more_work(mean, MORE))
    else:
        (world,) = worlds(ranges, drawing.seed, [int(which)])
        future = Future(case.name, 1.0, world_facts(inputs.facts, world))
    options = share_of(case, inputs, OF_TIME_ALONE, tight)
    plan = plan_alone(
        programmed(inputs.model, future, first, drawing.whole, tight), replace(options, threads=1)
    )
    return {"cost": plan.cost, "bound": _or_none(plan.bound), "first": plan.first}


def searched(
    case: Case, to: Path, *, drawing: Drawing, risk: Risk, start: tuple[float, ...]
) -> dict[str, Any]:
    """The best first stage for all futures. The only run of its time, so it has the threads that were asked for."""
    inputs, ranges = given(case, drawing.ranges)
    first, drawn = decided_now(inputs, drawing.until), worlds(ranges, drawing.seed, drawing.futures)
    copies = [
        programmed(inputs.model, each, first, drawing.whole).copy for each in drawn_futures(inputs, drawn)
    ]
    options = share_of(case, inputs, OF_TIME_COMMON, tight=True)
    found = search_common(copies, options, risk, np.array(start))
    return {"first": found.first, "bound": _or_none(found.bound), "direct": found.direct}


def tried(case: Case, to: Path, *, drawing: Drawing, pool: Pool) -> dict[str, Any]:
    """What every first stage comes to in one future; None: no plan."""
    inputs, ranges = given(case, drawing.ranges)
    (drawn,) = worlds(ranges, drawing.seed, [int(_last(case.name))])
    future = Future(case.name, 1.0, world_facts(inputs.facts, drawn))
    program = programmed(inputs.model, future, decided_now(inputs, drawing.until), drawing.whole)
    found: dict[tuple[float, ...], Reply] = {}
    for _, x in pool:
        if x not in found:
            found[x] = reply_to(program, np.array(x), replace(case.line.options(inputs.model), threads=1))
    return {name: None if found[x] == NONE else vars(found[x]) for name, x in pool}


def share_of(case: Case, inputs: Inputs, of_time: float, tight: bool) -> SolveOptions:
    """How one of the plans is made: within a part of the time.

    What a first stage is worth is a small part of what a plan costs. So first stages that are compared (``tight``)
    are sought to a smaller gap, unless one is asked for; futures that are known are only measured against.
    """
    options, usual = case.line.options(inputs.model), inputs.model.solve.gap
    gap = options.gap if case.line.gap is not None else OF_GAP * usual
    return replace(
        options, gap=gap if tight else max(gap, usual), time_limit_s=of_time * options.time_limit_s
    )


def _or_none(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


def _last(name: str) -> str:
    return name.rpartition("-")[2]


def drawn_futures(inputs: Inputs, drawn: Sequence[World]) -> list[Future]:
    """The drawn futures, of equal weight."""
    return [
        Future(f"future {each.draw}", 1.0 / len(drawn), world_facts(inputs.facts, each)) for each in drawn
    ]


def given(case: Case, table: Path | None) -> tuple[Inputs, Ranges]:
    """The inputs, and the ranges of the ``table`` or of the inputs."""
    inputs = case.load()
    tables = inputs.tables if table is None else with_ranges(inputs.tables, table, inputs.model)
    return inputs, ranges_of(tables, inputs.model, inputs.facts)


def decided_now(inputs: Inputs, until: date | None) -> FirstStage:
    """What is decided by ``until``. Raises InvalidInput where that is nothing."""
    model, facts = inputs.model, inputs.facts
    given = Given(model, facts, require(facts, curves=False), Sets.of(facts))
    frozen = model.replan.frozen_periods
    usual = facts.horizon.day(frozen) if frozen else end_of_quarter(facts.horizon)
    first = first_stage(given, until or usual)
    if not first.nothing:
        return first
    cause = f"Nothing can be called, opened, ended, started or ordered from {facts.horizon.start} to {first.until}."
    value = None if until is None else until.isoformat()
    problem = "nothing has to be decided now: every future can be met on its own"
    raise InvalidInput(
        [Problem(inputs.model_path.name, problem, column="decide-until", value=value, cause=cause)]
    )
