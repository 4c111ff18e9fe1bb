"""A plan for many futures, proven on futures that it has not seen.

Every plan is a run of its own (``hedge_runs``), the search for the common first stage too: each first stage meets the
same fresh futures, what is done is kept, and results do not depend on the number of workers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from capplan.studies.hedge_runs import KeptRuns
from capplan.studies.hedge_works import OF_TIME_COMMON, Drawing, decided_now, drawn_futures, given, share_of
from capplan.studies.many import Case
from capplan.studies.setting import Told, nobody
from capplan.uncertainty.cvar import Risk
from capplan.uncertainty.draws import worlds
from capplan.uncertainty.hedged import Hedged
from capplan.uncertainty.two_stage import Search, two_stage

__all__ = ["Asked", "hedge"]


@dataclass(frozen=True)
class Asked:
    """What a hedge is made of: ``futures`` to plan for, ``fresh`` ones to prove it on, the same for a ``seed``.

    ``ranges`` is a table of ranges, None for that of the inputs. ``until`` is the last day of the first stage; None:
    what the planning model freezes, else the end of the quarter.
    """

    futures: int = 10
    fresh: int = 20
    seed: int = 0
    until: date | None = None
    ranges: Path | None = None
    risk: Risk = Risk()
    whole: bool = False
    workers: int = 2
    scheduler: str | None = None
    resume: bool = True

    @property
    def runs(self) -> int:
        """How many runs that takes."""
        return KeptRuns.count(self.futures, self.fresh)


def hedge(
    case: Case,
    asked: Asked,
    kept: Path,
    step: Callable[[str], None] = lambda message: None,
    told: Told = nobody,
) -> Hedged:
    """Plan for the futures, then try every first stage on fresh ones; single plans are kept in the folder ``kept``.

    ``step`` hears what is done next, ``told`` of every run. Raises InvalidInput where nothing is left to decide now,
    and as ``two_stage`` does.
    """
    ranges_at = None if asked.ranges is None else asked.ranges.resolve()
    inputs, ranges = given(case, ranges_at)
    for note in inputs.notes:
        step(f"Note: {note}")
    first = decided_now(inputs, asked.until)
    content = "" if ranges_at is None else hashlib.sha256(ranges_at.read_bytes()).hexdigest()
    drawing = Drawing(asked.seed, asked.futures, ranges_at, content, first.until, asked.whole)
    search = Search(share_of(case, inputs, OF_TIME_COMMON, tight=True).gap, asked.risk, asked.whole)
    runs = KeptRuns(case, drawing, asked.risk, kept, asked.workers, asked.scheduler, asked.resume, told)
    drawn = worlds(ranges, asked.seed, asked.futures)
    futures = drawn_futures(inputs, drawn)
    weights = np.array([each.weight for each in futures])
    plan = two_stage([each.name for each in futures], weights, first, search, runs, step)
    if asked.fresh:
        step(f"trying the decisions on {asked.fresh} fresh futures")
    numbers, fresh, failed = runs.fresh(asked.fresh, plan.chosen)
    return Hedged(
        model=inputs.model_path.stem,
        scenario=inputs.scenario or "base",
        facts=inputs.facts,
        plan=plan,
        ranges=ranges,
        search=search,
        seed=asked.seed,
        drawn=drawn,
        drawn_fresh=worlds(ranges, asked.seed, numbers),
        fresh=fresh,
        failed=failed,
    )
