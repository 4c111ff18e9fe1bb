"""Cover: how many people work a shift on a day, of all or of those with a skill.

Index    c row of cover: day, shift, skill

Given    at_least[c], at_most[c]             hold
         wanted[c], short_price[c], over_price[c]

Decides  short[c], over[c]                   people too few and too many against what is wanted

Row      cover_at_least[c]   sum over people who count:  assigned[p,d,s]  >=  at_least[c]
         cover_at_most[c]    sum over people who count:  assigned[p,d,s]  <=  at_most[c]
         cover[c]            sum over people who count:  assigned[p,d,s]  +  short[c]  -  over[c]  =  wanted[c]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Program
from capplan.roster_facts import ANY, RosterFacts
from capplan.rostering.assignment import Assigned

__all__ = ["add_cover"]


def add_cover(program: Program, facts: RosterFacts, found: Assigned) -> None:
    """Add the columns ``short`` and ``over`` and the rows of cover."""
    cover = facts.cover
    counts = np.ones((len(cover.day), len(found.people)), dtype=np.bool_)
    of_skill = cover.skill != ANY
    counts[of_skill] = facts.people.skills.T[cover.skill[of_skill]]
    labels = _labels(facts)
    least, most = cover.at_least > 0, cover.at_most < counts.sum(axis=1)
    priced = ~np.isnan(cover.wanted)
    for name, held, side in (
        ("cover_at_least", least, {"at_least": cover.at_least}),
        ("cover_at_most", most, {"at_most": cover.at_most}),
        ("cover", priced, {"equal": cover.wanted}),
    ):
        which = np.flatnonzero(held)
        if not which.size:
            continue
        axis = Axis("cover", tuple(labels[number] for number in which))
        sides = {key: values[which] for key, values in side.items()}
        rows = program.rows(name, (axis,), rule=name != "cover", **sides)
        row, person = np.nonzero(counts[which])
        number = which[row]
        rows.add(found.assigned.index[person, cover.day[number], cover.shift[number]], at=rows.index[row])
        if name == "cover":
            wanted = cover.wanted[which]
            most_over = np.maximum(0.0, counts[which].sum(axis=1) - wanted)
            short = program.columns(
                "short", (axis,), upper=wanted, cost=cover.short_price[which], integer=True
            )
            over = program.columns(
                "over", (axis,), upper=most_over, cost=cover.over_price[which], integer=True
            )
            rows.add(short.index)
            rows.add(over.index, -1.0)


def _labels(facts: RosterFacts) -> NDArray[np.str_]:
    cover, days, shifts = facts.cover, facts.days.labels, facts.shifts.names
    return np.array(
        [
            f"{days[day]}, {shifts[shift]}" + ("" if skill == ANY else f", {facts.skills[skill]}")
            for day, shift, skill in zip(cover.day, cover.shift, cover.skill, strict=True)
        ]
    )
