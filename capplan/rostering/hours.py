"""Hours of a person, and how often a person may work one kind of shift.

Index    p person    s shift

Given    paid_min[s]                         paid minutes of a shift
         least_min[p], most_min[p]           paid minutes of the person over the roster
         most_of_shift[p,s]                  shifts of a kind over the roster

Row      least_hours[p]     sum over d, s:  paid_min[s] * assigned[p,d,s]  >=  least_min[p]
         most_hours[p]      sum over d, s:  paid_min[s] * assigned[p,d,s]  <=  most_min[p]
         most_of_shift[p,s] sum over d:  assigned[p,d,s]  <=  most_of_shift[p,s]

Minutes are counted in the largest unit that divides all paid minutes: sides become whole and tighter.
"""

from __future__ import annotations

import numpy as np

from capplan.program import Axis, Program
from capplan.roster_facts import RosterFacts
from capplan.rostering.assignment import Assigned

__all__ = ["add_hours", "unit_min"]


def unit_min(facts: RosterFacts) -> int:
    """The unit in which minutes are counted."""
    return max(1, int(np.gcd.reduce(facts.shifts.paid_min)))


def add_hours(program: Program, facts: RosterFacts, found: Assigned) -> None:
    """Add the rows of least and most hours and of the most shifts of a kind, where there is a limit that can bind."""
    people, cells, count = facts.people, found.assigned.index, facts.days.count
    unit = unit_min(facts)
    worth = facts.shifts.paid_min / unit
    least = np.ceil(people.least_min / unit - 1e-9)
    most = np.floor(people.most_min / unit + 1e-9)
    for name, held, side in (
        ("least_hours", np.flatnonzero(least > 0), {"at_least": least}),
        ("most_hours", np.flatnonzero(most < count * worth.max(initial=0.0)), {"at_most": most}),
    ):
        if held.size:
            names = Axis("person", tuple(people.names[person] for person in held))
            sides = {key: values[held] for key, values in side.items()}
            rows = program.rows(name, (names,), rule=True, **sides)
            rows.add(cells[held], worth, at=rows.index[:, None, None])
    person, shift = np.nonzero(people.most_of_shift < count)
    if person.size:
        labels = tuple(
            f"{people.names[p]}, {facts.shifts.names[s]}" for p, s in zip(person, shift, strict=True)
        )
        limits = np.floor(people.most_of_shift[person, shift])
        rows = program.rows("most_of_shift", (Axis("person", labels),), at_most=limits, rule=True)
        rows.add(cells[person, :, shift], at=rows.index[:, None])
