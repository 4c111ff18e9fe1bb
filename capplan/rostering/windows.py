"""Stretches of work and of days off, as rows over windows of days.

Index    p person    d day    j length of a stretch that is too short

Given    longest_work[p] = m, shortest_work[p] = k, longest_off[p] = g, shortest_off[p] = h
         worked_before[p], off_before[p]    days in a row just before the first day; 0 and 0: not known

Row      longest_work[p,d]        works[p,d] + ... + works[p,d+m]  <=  m
         shortest_work[p,d,j]     works[p,d] + ... + works[p,d+j-1]  -  works[p,d-1] - works[p,d+j]  <=  j - 1,  j < k
         longest_off[p,d]         works[p,d] + ... + works[p,d+g]  >=  1
         shortest_off[p,d,j]      works[p,d-1] + works[p,d+j]  -  works[p,d] - ... - works[p,d+j-1]  <=  1,  j < h

Days before the first one are constants where they are known; stretches that the ends cut may be shorter. A row of
which a part is constant has it on its right side. Every row is a rule of its own, so that it can be asked to give;
``stretches.py`` says the same more tightly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Program
from capplan.roster_facts import RosterFacts
from capplan.rostering.assignment import Assigned

Index = NDArray[np.int64]

__all__ = ["FAMILIES", "add_windows"]

FAMILIES = ("longest_work", "shortest_work", "longest_off", "shortest_off")


@dataclass(frozen=True)
class _Row:
    """``sum of plus - sum of minus <= most`` over days of a person; the row is named by ``day``."""

    person: int
    day: int
    plus: tuple[int, ...]
    minus: tuple[int, ...]
    most: float


def add_windows(
    program: Program, facts: RosterFacts, found: Assigned, families: tuple[str, ...], people: Index
) -> None:
    """Add the rows of the ``families`` asked for, of the ``people`` (positions)."""
    makers = {
        "longest_work": _longest_work,
        "shortest_work": _shortest_work,
        "longest_off": _longest_off,
        "shortest_off": _shortest_off,
    }
    for family in families:
        rows = [row for person in people.tolist() for row in makers[family](facts, person)]
        if rows:
            _add(program, family, rows, found)


def _add(program: Program, family: str, rows: list[_Row], found: Assigned) -> None:
    labels = tuple(f"{found.people.labels[row.person]}, {found.days.labels[row.day]}" for row in rows)
    block = program.rows(
        family, (Axis("window", labels),), at_most=np.array([row.most for row in rows]), rule=True
    )
    for sign, sides in ((1.0, [row.plus for row in rows]), (-1.0, [row.minus for row in rows])):
        counts = [len(side) for side in sides]
        at = np.repeat(np.arange(len(rows)), counts)
        person = np.array([row.person for row in rows], np.int64)[at]
        day = np.array([day for side in sides for day in side], np.int64)
        block.add(found.works[person, day], sign, at=block.index[at])


def _longest_work(facts: RosterFacts, person: int) -> Iterator[_Row]:
    longest, count = facts.people.longest_work[person], facts.days.count
    before = int(facts.people.worked_before[person])
    if longest >= count + before:
        return
    most = int(longest)
    if before and most - before < count:
        left = max(0, most - before)
        yield _Row(person, 0, tuple(range(left + 1)), (), left)
    for day in range(count - most):
        yield _Row(person, day, tuple(range(day, day + most + 1)), (), most)


def _longest_off(facts: RosterFacts, person: int) -> Iterator[_Row]:
    longest, count = facts.people.longest_off[person], facts.days.count
    before = int(facts.people.off_before[person])
    if longest >= count + before:
        return
    most = int(longest)
    if before and most - before < count:
        yield _Row(person, 0, (), tuple(range(max(0, most - before) + 1)), -1.0)
    for day in range(count - most):
        yield _Row(person, day, (), tuple(range(day, day + most + 1)), -1.0)


def _shortest_work(facts: RosterFacts, person: int) -> Iterator[_Row]:
    least, count = int(facts.people.shortest_work[person]), facts.days.count
    before = int(facts.people.worked_before[person])
    if before or facts.people.off_before[person]:
        for length in range(0 if before else 1, min(least - before, count)):
            yield _Row(person, 0, tuple(range(length)), (length,), length - 1.0)
    for length in range(1, least):
        for day in range(1, count - length):
            yield _Row(person, day, tuple(range(day, day + length)), (day - 1, day + length), length - 1.0)


def _shortest_off(facts: RosterFacts, person: int) -> Iterator[_Row]:
    least, count = int(facts.people.shortest_off[person]), facts.days.count
    before = int(facts.people.off_before[person])
    if before or facts.people.worked_before[person]:
        for length in range(0 if before else 1, min(least - before, count)):
            yield _Row(person, 0, (length,), tuple(range(length)), 0.0)
    for length in range(1, least):
        for day in range(1, count - length):
            yield _Row(person, day, (day - 1, day + length), tuple(range(day, day + length)), 1.0)
