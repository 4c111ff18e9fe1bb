"""Assignment: every person works one shift a day or none, with rest from one day's shift to the next.

Index    p person    d day    s, n shift

Given    may_work[p,d,s], must_work[p,d,s]
         barred[d,s,n]        shift n on day d+1 begins before the rest after shift s is over, or is forbidden

Decides  assigned[p,d,s]      whether the person works the shift                                    0 or 1
         works[p,d]           whether the person works on the day, where other rows ask for it      0 or 1

Row      day[p,d]             sum over s:  assigned[p,d,s]  =  works[p,d]      or, without such a column,  <=  1
                              (one_shift; not on days before which a row of succession says it of all shifts)
         succession[p,d,k]    sum over A_k:  assigned[p,d,s]  +  sum over B_k:  assigned[p,d+1,n]  <=  1
                              where all of B_k is barred after all of A_k
         first_day[p]         sum over n barred after the last shift before the roster:  assigned[p,0,n]  <=  0
         fixed[p]             the sum of the shifts that are fixed  >=  their number

Rows over sets A and B as large as they go say all that rows for single pairs say, and are tighter.

Source   clique inequalities: Padberg (1973), Mathematical Programming 5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Block, Program
from capplan.roster_facts import RosterFacts
from capplan.rostering.rest import barred

__all__ = ["Assigned", "add_assignment"]

Index = NDArray[np.int64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Assigned:
    """The columns ``assigned`` (person, day, shift) with their axes.

    ``works`` (person, day) are positions of columns, -1 for people without such columns.
    """

    people: Axis
    days: Axis
    shifts: Axis
    assigned: Block
    works: Index


def add_assignment(program: Program, facts: RosterFacts, by_day: Flag) -> Assigned:
    """Add the columns ``assigned``, ``works`` of the people ``by_day``, and the rows of days in a row."""
    people, days = Axis("person", facts.people.names), Axis("day", facts.days.labels)
    shifts = Axis("shift", facts.shifts.names)
    may = facts.people.may_work
    assigned = program.columns("assigned", (people, days, shifts), upper=may, integer=True)
    works = np.full(may.shape[:2], -1, np.int64)
    for name, which in (("works", np.flatnonzero(by_day)), ("one_shift", np.flatnonzero(~by_day))):
        if not which.size:
            continue
        names, held = Axis("person", tuple(people.labels[person] for person in which)), np.arange(len(days))
        if name == "works":
            upper = may[which].any(axis=2)
            works[which] = program.columns(name, (names, days), upper=upper, integer=True).index
            day = program.rows("day", (names, days), equal=0.0)
            day.add(works[which], -1.0)
        else:
            held = np.flatnonzero(~_said_by_succession(facts))
            left = Axis("day", tuple(days.labels[d] for d in held))
            day = program.rows(name, (names, left), at_most=1.0)
        day.add(assigned.index[which][:, held], at=day.index[:, :, None])
    found = Assigned(people, days, shifts, assigned, works)
    _add_successions(program, facts, found)
    _add_first_day(program, facts, found)
    _add_fixed(program, facts, found)
    return found


def _said_by_succession(facts: RosterFacts) -> Flag:
    """[d] whether a shift of the day before bars all shifts: then its row lets nobody work two of them."""
    said = np.zeros(facts.days.count, dtype=np.bool_)
    said[1:] = np.any(np.all(barred(facts), axis=2), axis=1)
    return said


def _add_successions(program: Program, facts: RosterFacts, found: Assigned) -> None:
    table = barred(facts)
    kinds, of_day = np.unique(table, axis=0, return_inverse=True)
    sets = [_largest_sets(kind) for kind in kinds]
    pairs = [(day, number) for day, kind in enumerate(of_day.ravel()) for number in range(len(sets[kind]))]
    if not pairs:
        return
    labels = tuple(f"{found.days.labels[day]}#{number}" for day, number in pairs)
    rows = program.rows("succession", (found.people, Axis("day", labels)), at_most=1.0, rule=True)
    cells = found.assigned.index
    for column, (day, number) in enumerate(pairs):
        before, after = sets[int(of_day.ravel()[day])][number]
        rows.add(cells[:, day, before], at=rows.index[:, column, None])
        rows.add(cells[:, day + 1, after], at=rows.index[:, column, None])


def _largest_sets(table: Flag) -> list[tuple[Index, Index]]:
    """Pairs of sets of shifts (A, B) with all of B barred after all of A, none of them part of another."""
    found: dict[tuple[bytes, bytes], tuple[Flag, Flag]] = {}
    for after in table[table.any(axis=1)]:
        before = np.asarray(np.all(table | ~after, axis=1))
        shared = np.asarray(table[before].all(axis=0))
        found[(before.tobytes(), shared.tobytes())] = (before, shared)
    return [(np.flatnonzero(before), np.flatnonzero(after)) for before, after in found.values()]


def _add_first_day(program: Program, facts: RosterFacts, found: Assigned) -> None:
    last = facts.people.last_shift
    held = np.flatnonzero(last >= 0)
    after = barred(facts, before_first=True)[0][last[held]]
    person, shift = np.nonzero(after)
    if not person.size:
        return
    names = Axis("person", tuple(facts.people.names[i] for i in held))
    rows = program.rows("first_day", (names,), at_most=0.0, rule=True)
    rows.add(found.assigned.index[held[person], 0, shift], at=rows.index[person])


def _add_fixed(program: Program, facts: RosterFacts, found: Assigned) -> None:
    must = facts.people.must_work
    person, day, shift = np.nonzero(must)
    if not person.size:
        return
    names = Axis(
        "cell",
        tuple(f"{facts.people.names[p]}, {found.days.labels[d]}" for p, d in zip(person, day, strict=True)),
    )
    rows = program.rows("fixed", (names,), at_least=1.0, rule=True)
    rows.add(found.assigned.index[person, day, shift])
