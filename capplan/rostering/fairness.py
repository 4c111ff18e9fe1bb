"""Fairness: nights and weekends of the people of a team are to be about the same.

Index    g team

Given    night_price, weekend_price    for every night, and weekend, between the most and the fewest of a team

Decides  most_nights[g], fewest_nights[g], most_weekends_of[g], fewest_weekends_of[g]

Row      at_most_nights[p]     nights of p  <=  most_nights[g]          nights of p are her shifts that are nights
         at_least_nights[p]    nights of p  >=  fewest_nights[g]        and the same for weekends

Cost     night_price * (most_nights[g] - fewest_nights[g])  +  the same of weekends

People who may work no night, or on no weekend, are left out of the comparison.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Block, Program
from capplan.roster_facts import RosterFacts
from capplan.rostering.assignment import Assigned

__all__ = ["add_fairness"]

Index = NDArray[np.int64]


def add_fairness(program: Program, facts: RosterFacts, found: Assigned, weekend: Block | None) -> None:
    """Add the columns and rows of the burdens that have a price."""
    may, fair = facts.people.may_work, facts.fairness
    if fair.night_price:
        nights = found.assigned.index[:, :, facts.shifts.night]
        able = np.asarray(may[:, :, facts.shifts.night].any(axis=(1, 2)))
        columns = nights.reshape(len(found.people), -1)
        _add(program, "nights", facts, columns, able, fair.night_price, facts.days.count)
    if fair.weekend_price and weekend is not None:
        days = [day for days in facts.days.weekends() for day in days]
        able = np.asarray(may[:, days].any(axis=(1, 2)))
        _add(program, "weekends", facts, weekend.index, able, fair.weekend_price, weekend.index.shape[1])


def _add(
    program: Program,
    name: str,
    facts: RosterFacts,
    columns: Index,
    able: NDArray[np.bool_],
    price: float,
    largest: int,
) -> None:
    """The spread of the sum of ``columns`` (person, ...) within every team with two or more who are able."""
    teams, of_person = np.unique(np.array(facts.people.team), return_inverse=True)
    size = np.bincount(of_person[able], minlength=len(teams))
    compared = np.flatnonzero(able & (size[of_person] > 1))
    if not compared.size or not columns.shape[1]:
        return
    axis = Axis("team", tuple(str(team) for team in teams))
    names = Axis("person", tuple(facts.people.names[person] for person in compared))
    for side, cost, bound in (("most", price, "at_most"), ("fewest", -price, "at_least")):
        upper = np.where(size > 1, largest, 0)
        level = program.columns(f"{side}_{name}", (axis,), upper=upper, cost=cost, integer=True)
        rows = program.rows(f"{bound}_{name}", (names,), **{bound: 0.0})  # type: ignore[arg-type]
        rows.add(columns[compared], at=rows.index[:, None])
        rows.add(level.index[of_person[compared]], -1.0)
