"""Stretches of work as columns: which days a person begins to work, and for how long in a row.

Index    p person    a stretch: days begin[a] .. end[a]-1    d day    w weekend

Given    longest_work[p], shortest_work[p], longest_off[p] = g, shortest_off[p] = h
         worked_before[p], off_before[p]    days in a row just before the first day; 0 and 0: not known

Decides  stretch[p,a]      whether the person works the stretch, and neither the day before nor the day after   0 or 1
                           only lengths that are allowed; the ends of the roster may cut a stretch. After days worked
                           before the roster, the stretch that goes on from them may have no day at all.

Row      worked[p,d]       sum over a with begin <= d < end:  stretch[p,a]  =  works[p,d]
         apart[p,d]        sum over a with begin <= d < end + h:  stretch[p,a]  <=  1
         going_on[p]       sum over a with begin = 0:  stretch[p,a]  =  1            where days were worked before
         longest_off[p,d]  sum over a with begin <= d + g, end > d:  stretch[p,a]  >=  1

For one person the columns of every row have their ones in a row, so that the stretches alone are an integral program:
this says all that ``windows.py`` says, and whatever relaxation remains is that of hours, weekends and shifts.

Source   consecutive ones: Bartholdi, Orlin, Ratliff (1980), Operations Research 28(5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Block, Program, Rows
from capplan.roster_facts import People, RosterFacts
from capplan.rostering.assignment import Assigned

__all__ = ["Stretches", "add_stretches"]

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Stretches:
    """The stretches of people (positions) with equal limits: first day, day after the last; columns by person."""

    people: Index
    begin: Index
    end: Index
    columns: Block


def add_stretches(program: Program, facts: RosterFacts, found: Assigned, people: Index) -> list[Stretches]:
    """Add columns and rows of the ``people`` (positions); those with equal limits share their stretches."""
    keys = np.array([_limits(facts.people, person, facts.days.count) for person in people]).reshape(-1, 6)
    kinds, of_person = np.unique(keys, axis=0, return_inverse=True)
    return [
        _add_kind(program, number, kind.tolist(), people[of_person.ravel() == number], found)
        for number, kind in enumerate(kinds)
    ]


def _limits(people: People, person: int, count: int) -> tuple[int, ...]:
    """Longest and shortest work, longest and shortest off, days worked and off before; no limit is ``count`` + 1."""
    free = count + 1
    worked, off = int(people.worked_before[person]), int(people.off_before[person])
    return (
        int(min(people.longest_work[person], free + worked)),
        int(people.shortest_work[person]),
        int(min(people.longest_off[person], free + off)),
        int(people.shortest_off[person]),
        worked,
        off,
    )


def _add_kind(program: Program, number: int, kind: list[int], people: Index, found: Assigned) -> Stretches:
    longest, shortest, longest_off, shortest_off, worked, off = kind
    count = len(found.days)
    begin, end = _stretches(count, kind)
    names = Axis("person", tuple(found.people.labels[person] for person in people))
    which = Axis("stretch", tuple(f"{a}-{b}" for a, b in zip(begin, end, strict=True)))
    columns = program.columns(f"stretch_{number}", (names, which), upper=1.0, integer=True)
    day = np.arange(count)[:, None]
    tied = program.rows(f"worked_{number}", (names, found.days), equal=0.0)
    tied.add(found.works[people], -1.0)
    _add_where(tied, columns, (begin <= day) & (day < end))
    apart = program.rows(f"apart_{number}", (names, found.days), at_most=1.0)
    _add_where(apart, columns, (begin <= day) & (day < end + shortest_off))
    if worked:
        going_on = program.rows(f"going_on_{number}", (names,), equal=1.0)
        going_on.add(columns.index[:, begin == 0], at=going_on.index[:, None])
    first = np.arange(max(-off, -longest_off), count - longest_off)
    if first.size:
        windows = Axis("day", tuple(found.days.labels[max(0, value)] for value in first.tolist()))
        rows = program.rows(f"longest_off_{number}", (names, windows), at_least=1.0)
        _add_where(
            rows, columns, (begin <= first[:, None] + longest_off) & (end > np.maximum(first, 0)[:, None])
        )
    return Stretches(people, begin, end, columns)


def _add_where(rows: Rows, columns: Block, where: NDArray[np.bool_]) -> None:
    """Add column a to row r of every person where ``where[r, a]``."""
    at, which = np.nonzero(where)
    rows.add(columns.index[:, which], at=rows.index[:, at])


def _stretches(count: int, kind: list[int]) -> tuple[Index, Index]:
    """First day and day after the last of every stretch that the limits allow."""
    longest, shortest, _, shortest_off, worked, off = kind
    earliest = max(0, shortest_off - off) if off else 0
    begin, end = (part.ravel() for part in np.meshgrid(np.arange(count), np.arange(count + 1), indexing="ij"))
    length = end - begin
    cut = (end == count) | ((begin == 0) & (not off))
    fits = (length >= 1) & (length <= longest) & ((length >= shortest) | cut) & (begin >= earliest)
    if worked:
        whole = length + worked
        going_on = (begin == 0) & (length >= 0) & ((whole <= longest) | (length == 0))
        going_on &= (whole >= shortest) | ((end == count) & (length > 0))
        fits = np.where(begin == 0, going_on, fits)
    return begin[fits], end[fits]
