"""Weekends: a weekend with work on any of its days is a weekend worked.

Index    p person    w weekend

Decides  weekend[p,w]         whether the person works on any day of the weekend                    0 or 1

Row      weekend_of[p,w,d]    works[p,d]  <=  weekend[p,w]                    for every day of the weekend
         or, by stretches     sum of the stretches that touch the weekend  <=  weekend[p,w]
                              where two stretches cannot touch the same weekend
         most_weekends[p]     sum over w:  weekend[p,w]  <=  most_weekends[p]
         weekend_worked[p,w]  sum over the days of w:  works[p,d]  >=  weekend[p,w]       where fairness counts them
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from capplan.program import Axis, Block, Program
from capplan.roster_facts import RosterFacts
from capplan.rostering.assignment import Assigned
from capplan.rostering.stretches import Stretches

__all__ = ["add_weekends"]


def add_weekends(
    program: Program, facts: RosterFacts, found: Assigned, stretches: Sequence[Stretches]
) -> Block | None:
    """Add the columns ``weekend`` and their rows; None where neither a limit nor a price asks for them."""
    weekends = facts.days.weekends()
    limited = np.flatnonzero(facts.people.most_weekends < len(weekends))
    if not weekends or not (limited.size or facts.fairness.weekend_price):
        return None
    counted = np.flatnonzero(found.works[:, 0] >= 0)
    axis = Axis("weekend", tuple(found.days.labels[days[0]] for days in weekends))
    weekend = program.columns("weekend", (found.people, axis), upper=1.0, integer=True)
    by_stretch = np.zeros(len(found.people), dtype=np.bool_)
    for number, kind in enumerate(stretches):
        first, last = (np.array([days[side] for days in weekends]) for side in (0, -1))
        if np.any(last - first > 1):
            continue
        by_stretch[kind.people] = True
        rows = program.rows(f"weekend_by_stretch_{number}", (kind.columns.axes[0], axis), at_most=0.0)
        rows.add(weekend.index[kind.people], -1.0)
        at, which = np.nonzero((kind.begin <= last[:, None]) & (kind.end > first[:, None]))
        rows.add(kind.columns.index[:, which], at=rows.index[:, at])
    _add_by_day(program, weekends, found, weekend, counted[~by_stretch[counted]])
    if facts.fairness.weekend_price:
        rows = program.rows("weekend_worked", (found.people, axis), at_least=0.0)
        rows.add(weekend.index, -1.0)
        for number, days in enumerate(weekends):
            rows.add(found.works[:, list(days)], at=rows.index[:, number, None])
    if limited.size:
        names = Axis("person", tuple(found.people.labels[person] for person in limited))
        most = np.floor(facts.people.most_weekends[limited])
        rows = program.rows("most_weekends", (names,), at_most=most, rule=True)
        rows.add(weekend.index[limited], at=rows.index[:, None])
    return weekend


def _add_by_day(
    program: Program, weekends: Sequence[Sequence[int]], found: Assigned, weekend: Block, people: np.ndarray
) -> None:
    if not people.size:
        return
    which, day = np.array([(number, day) for number, days in enumerate(weekends) for day in days]).T
    names = Axis("person", tuple(found.people.labels[person] for person in people))
    labels = Axis("day", tuple(found.days.labels[number] for number in day))
    rows = program.rows("weekend_of", (names, labels), at_most=0.0)
    rows.add(found.works[people][:, day])
    rows.add(weekend.index[people][:, which], -1.0)
