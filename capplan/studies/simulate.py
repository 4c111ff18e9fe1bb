"""A plan over many drawn worlds: its classes held, everything later answered anew in each of them.

The plan is first solved again on its own figures, which tells how its whole numbers stand (uncertainty/habit.py).
Every draw is a run of its own (``run_many``): what is done is kept, and results do not depend on the workers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from capplan.errors import CapplanError
from capplan.pipeline import Line
from capplan.report.uncertainty import Assumed, Simulated
from capplan.run_folder import ASSUMPTIONS, MODEL
from capplan.studies.many import Done, Failed, run_many
from capplan.studies.setting import Told, nobody
from capplan.studies.simulate_draw import Base, DrawCase, base_of, plan_again, simulate_draw
from capplan.uncertainty.answer import Habit

__all__ = ["Asked", "simulate"]


@dataclass(frozen=True)
class Asked:
    """``draws`` worlds for a ``seed``, from the run's ranges or those in the file ``ranges``."""

    draws: int = 100
    seed: int = 0
    ranges: Path | None = None
    line: Line = Line()
    workers: int = 2
    scheduler: str | None = None
    resume: bool = True


def simulate(run: Path, asked: Asked, kept: Path, told: Told = nobody) -> Simulated:
    """The run over drawn worlds; ``kept`` is the folder in which its draws stay.

    ``told`` hears of the plan solved again, and of each draw. Raises InvalidInput with every problem of the run and
    of the ranges, and what solving the plan again raises.
    """
    run, ranges = run.resolve(), None if asked.ranges is None else asked.ranges.resolve()
    base = base_of(run, ranges)
    again = _again(run, ranges, asked, kept, told)
    habit = Habit(again["shift"], again["taken"])
    results = run_many(
        [_case(run, ranges, asked, number, habit) for number in range(asked.draws)],
        simulate_draw,
        folder=kept,
        workers=asked.workers,
        scheduler=asked.scheduler,
        resume=asked.resume,
        told=told,
    )
    return Simulated(
        run=run.name,
        facts=base.facts,
        told=base.earlier.summary,
        planned=again,
        objective=base.objective,
        people=_people(base),
        assumed=_assumed(base),
        own_ranges=base.own_ranges,
        seed=asked.seed,
        asked=asked.draws,
        draws=tuple(result.value for result in results if isinstance(result, Done)),
        failed=tuple(f"{result.name}: {result.message}" for result in results if isinstance(result, Failed)),
    )


def _again(run: Path, ranges: Path | None, asked: Asked, kept: Path, told: Told) -> Mapping[str, Any]:
    """The plan solved again on its own figures, as a case like the draws."""
    (result,) = run_many(
        [_case(run, ranges, asked, None, Habit({}, {}))],
        plan_again,
        folder=kept,
        workers=1,
        scheduler=asked.scheduler,
        resume=asked.resume,
        told=told,
    )
    if isinstance(result, Failed):
        error = CapplanError(f"the plan could not be solved again on its own figures: {result.message}")
        error.exit_code = result.exit_code  # as the same run by itself would have ended
        raise error
    return result.value


def _case(run: Path, ranges: Path | None, asked: Asked, draw: int | None, habit: Habit) -> DrawCase:
    inputs = run / ASSUMPTIONS
    return DrawCase(
        name="plan" if draw is None else f"draw-{draw}",
        model=inputs / MODEL,
        inputs=inputs,
        line=asked.line,
        run=run,
        draw=-1 if draw is None else draw,
        seed=0 if draw is None else asked.seed,
        ranges=ranges,
        shift=tuple(sorted(habit.shift.items())),
        taken=tuple(sorted(habit.taken.items())),
    )


def _people(base: Base) -> np.ndarray[Any, np.dtype[np.float64]]:
    people = np.zeros(len(base.facts.sites.name))
    np.add.at(people, base.facts.teams.site, base.present[0].mean(axis=1))
    return people


def _assumed(base: Base) -> tuple[Assumed, ...]:
    return tuple(
        Assumed(assumption, name, one.range.low, one.range.likely, one.range.high, one.shared)
        for assumption, spreads in base.ranges.items()
        for name, one in spreads.items()
    )
