"""Pools: teams that share queues, interval by interval; a person with several skills is counted once.

Index    t team    q queue    i interval    f floor: least people on duty of some teams (who speak a language)

Given    required[q,i]      people on the work
         may[t,q]           whether the people of a team may work a queue
         kept[t]            share of time on duty that is spent on the work (1 less shrinkage)
         least[f,i]         people on duty at once, of teams counts[f,t]

Decides  given[t,q,i]       people on duty of a team who work a queue
         idle[t,i]          people on duty of a team who work none, at the price of people to spare
         short[q,i]         people missing on the work of a queue, at a price
         missing[f,i]       people missing from a floor, at its price; none where it has none

Row      flow[t,i]          staffed[t,i] - staffed[t,i-1] = people who come at i less people who go (see spans), with
                            staffed[t,i] = sum over q: given[t,q,i] + idle[t,i]
         worked[q,i]        sum over t: kept[t] * given[t,q,i] + short[q,i] = required[q,i]
         floor[f,i]         sum over t of f: staffed[t,i] + missing[f,i] >= least[f,i]

All teams share one horizon; each has its own clock, shifts, breaks and tours, and the rows of these are those of a
team alone. People go from one queue to another as often as they like; within an interval they may share their time.

Source   Fluid covers by skill: Atlason, Epelman and Henderson (2004), Annals of Operations Research 127; the flow in
         place of a column for every skill of every shift: ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Part, Program, Rows
from capplan.shifts.breaks import add_breaks
from capplan.shifts.cover import add_differences, add_people, interval_axis
from capplan.shifts.exposure import add_exposure
from capplan.shifts.facts import Covering
from capplan.shifts.offline import add_offline
from capplan.shifts.opening import add_opening
from capplan.shifts.tours import add_tours

__all__ = ["Floors", "Pool", "build_pool"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
CLOSE = 1e-9


@dataclass(frozen=True)
class Floors:
    """Least people on duty at once. An infinite price: it must be kept."""

    name: tuple[str, ...]  # [f]
    counts: Flag  # [f, t]
    least: Float  # [f, i] people; 0 where nothing is asked
    price: Float  # [f] money for a person and interval missing


@dataclass(frozen=True)
class Pool:
    """What teams cover together. The requirement of each team is what it can be useful for at most (see ``most``).

    ``short`` is the price of a person and interval missing on the work, infinite where nobody may be missing; the
    ``prices`` of the teams say what idle people and opened shifts cost.
    """

    names: tuple[str, ...]  # [t]
    teams: tuple[Covering, ...]  # [t]
    queues: tuple[str, ...]  # [q]
    required: Float  # [q, i]
    may: Flag  # [t, q]
    kept: Float  # [t]
    short: float
    floors: Floors
    severe: Flag | None = None  # [q]
    most_severe: Float | None = (
        None  # [t] intervals of a person and shift on severe queues, infinite for no limit
    )

    def capped(self, team: int) -> bool:
        """Whether the people of a team may be on severe queues for some time only."""
        if self.severe is None or self.most_severe is None:
            return False
        return bool(np.isfinite(self.most_severe[team]) and (self.severe & self.may[team]).any())

    @staticmethod
    def useful(required: Float, may: Flag, kept: float, floors: Floors, team: int) -> Float:
        """[i] people on duty beyond whom a team is never useful."""
        own = required[may].sum(axis=0) / kept
        least = floors.least[floors.counts[:, team]].max(axis=0, initial=0.0)
        return np.asarray(np.maximum(np.ceil(own - CLOSE), least), dtype=np.float64)


def build_pool(pool: Pool) -> tuple[Program, tuple[Part, ...]]:
    """The program of a pool, and the part of each team in it."""
    program = Program()
    intervals = interval_axis(pool.teams[0])
    must = bool(np.isinf(pool.short))
    queue = Axis("queue", pool.queues)
    short = program.columns(
        "short", (queue, intervals), upper=0.0 if must else pool.required, cost=0.0 if must else pool.short
    )
    worked = program.rows("worked", (queue, intervals), equal=pool.required, rule=True)
    worked.add(short.index)
    floor = _add_floors(program, pool.floors, intervals)
    parts = []
    for t, (name, case) in enumerate(zip(pool.names, pool.teams, strict=True)):
        part = Part(program, name)
        flow = add_people(part, _bounded(case), np.zeros(case.required.size))
        idle = part.columns("idle", (intervals,), cost=case.prices.spare)
        own = np.flatnonzero(pool.may[t])
        given = part.columns("given", (Axis("queue", tuple(pool.queues[q] for q in own)), intervals))
        for columns in (idle.index, given.index):
            add_differences(flow, columns, 1.0)
        worked.add(given.index, pool.kept[t], at=worked.index[own])
        for f in np.flatnonzero(pool.floors.counts[:, t]):
            for columns in (idle.index[None], given.index):
                floor.add(columns, np.where(pool.floors.least[f] > 0.0, 1.0, 0.0), at=floor.index[f])
        for add in (add_opening, add_breaks, add_offline, add_tours):
            add(part, _bounded(case))
        if pool.capped(t):
            assert pool.severe is not None and pool.most_severe is not None
            add_exposure(part, case, given.index[pool.severe[own]], float(pool.most_severe[t]))
        parts.append(part)
    return program, tuple(parts)


def _bounded(case: Covering) -> Covering:
    """The team as one that must cover what it is useful for at most: so no bound on its people is too tight."""
    return replace(case, prices=replace(case.prices, short=np.inf))


def _add_floors(program: Program, floors: Floors, intervals: Axis) -> Rows:
    axes = (Axis("floor", floors.name), intervals)
    must = np.isinf(floors.price)[:, None]
    missing = program.columns(
        "missing",
        axes,
        upper=np.where(must, 0.0, floors.least),
        cost=np.where(must, 0.0, floors.price[:, None]),
    )
    rows = program.rows("floor", axes, at_least=floors.least, rule=True)
    rows.add(missing.index)
    return rows
