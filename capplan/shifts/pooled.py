"""From a pool to its schedule: the teams, who works which queue when, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Part
from capplan.shifts.facts import Prices
from capplan.shifts.pool import Pool, build_pool
from capplan.shifts.result import Schedule, Search
from capplan.shifts.solved import free_of_blocks, raise_unless_refuted, schedule_of, search_of
from capplan.solve import Progress, SolveOptions, solve

__all__ = ["PoolSchedule", "cover_pool", "least_short_pool", "pool_schedule"]

Float = NDArray[np.float64]
Tell = Callable[[Progress], None]
NOBODY = 1e-7


@dataclass(frozen=True)
class PoolSchedule:
    """What was decided for a ``Pool``. The requirement of each team is the work that it was given."""

    pool: Pool
    teams: tuple[Schedule, ...]  # [t]
    given: tuple[Float, ...]  # [t][q, i] people on duty who work a queue
    search: Search
    on_severe: tuple[
        Float, ...
    ] = ()  # [t][p] people on severe queues, see exposure; empty where there is no limit

    @property
    def worked(self) -> Float:
        """[q, i] people on the work."""
        shares = [kept * given for kept, given in zip(self.pool.kept, self.given, strict=True)]
        return np.asarray(np.sum(shares, axis=0), dtype=np.float64)

    @property
    def short(self) -> Float:
        """[q, i] people missing on the work."""
        return _above(self.pool.required - self.worked)

    @property
    def missing(self) -> Float:
        """[f, i] people missing from the floors."""
        staffed = np.array([team.staffed for team in self.teams])
        return _above(self.pool.floors.least - self.pool.floors.counts @ staffed)

    @property
    def costs(self) -> dict[str, float]:
        """Money by line of what the pool pays beside its teams."""
        short, missing = float(self.short.sum()), self.missing.sum(axis=1)
        priced = missing > 0.0
        return {
            "short": self.pool.short * short if short else 0.0,
            "least_people": float(self.pool.floors.price[priced] @ missing[priced]),
        }


def _above(values: Float) -> Float:
    return np.where(values > NOBODY, values, 0.0)


def cover_pool(pool: Pool, options: SolveOptions, tell: Tell | None = None) -> PoolSchedule | None:
    """The schedule of least cost within the gap, or the best one found in time; None where no schedule is allowed.

    Raises NoPlanInTime, Interrupted (before a first schedule) and what ``solve`` raises.
    """
    program, parts = build_pool(pool)
    arrays = program.arrays()
    solution = solve(arrays, options, tell)
    if solution.x is None:
        raise_unless_refuted(solution, options)
        return None
    return pool_schedule(pool, parts, solution.x, search_of(solution, arrays.shape))


def pool_schedule(pool: Pool, parts: Sequence[Part], x: Float, search: Search) -> PoolSchedule:
    """The schedule that the values ``x`` of the columns stand for."""
    teams, given, on_severe = [], [], []
    for t, (part, case) in enumerate(zip(parts, pool.teams, strict=True)):
        works = np.zeros_like(pool.required)
        works[pool.may[t]] = np.maximum(part.value("given", x), 0.0)
        found = schedule_of(replace(case, required=works.sum(axis=0)), part, x, search)
        own = replace(search, objective=sum(found.costs.values()), bound=None, gap=None)
        teams.append(replace(found, search=own))
        given.append(works)
        limited = "on_severe" in part.column_blocks
        on_severe.append(np.maximum(part.value("on_severe", x), 0.0) if limited else np.zeros(0))
    return PoolSchedule(pool, tuple(teams), tuple(given), search, tuple(on_severe))


def least_short_pool(pool: Pool, options: SolveOptions) -> PoolSchedule | None:
    """The schedule with the fewest people missing, whatever it costs; None where limits contradict each other."""
    teams = tuple(
        replace(
            free_of_blocks(case),
            shifts=replace(case.shifts, cost=np.zeros_like(case.shifts.cost)),
            tours=None if case.tours is None else replace(case.tours, cost=np.zeros_like(case.tours.cost)),
            prices=Prices(0.0, most_open=case.prices.most_open),
        )
        for case in pool.teams
    )
    floors = replace(pool.floors, price=np.ones_like(pool.floors.price))
    found = cover_pool(replace(pool, teams=teams, floors=floors, short=1.0), options)
    if found is None:
        return None
    kept = [replace(team, case=replace(case, required=team.case.required))
            for team, case in zip(found.teams, pool.teams, strict=True)]  # fmt: skip
    return replace(found, pool=pool, teams=tuple(kept))
