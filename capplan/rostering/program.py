"""The program of a roster: its families in order, and its money.

Cost     pay of the shifts worked  +  refused wishes  +  people too few and too many  +  unequal burdens

         a wish to work a shift, refused, costs price * (1 - assigned); to be off, price * assigned; a wish for any
         shift is the same of works
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays, Program
from capplan.roster_facts import ANY, RosterFacts
from capplan.rostering.assignment import Assigned, add_assignment
from capplan.rostering.coverage import add_cover
from capplan.rostering.fairness import add_fairness
from capplan.rostering.hours import add_hours
from capplan.rostering.stretches import add_stretches
from capplan.rostering.weekends import add_weekends
from capplan.rostering.windows import FAMILIES, add_windows

__all__ = ["RosterProgram", "build"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class RosterProgram:
    """The program with its columns of assignment, and as arrays."""

    program: Program
    assigned: Assigned
    arrays: Arrays

    def shift_of(self, x: Float) -> Index:
        """For every person and day the shift that a solution gives, or -1."""
        taken = x[self.assigned.assigned.index] > 0.5
        return np.where(taken.any(axis=2), taken.argmax(axis=2), -1)


def build(facts: RosterFacts, tight: bool = True) -> RosterProgram:
    """The program of a roster. Not ``tight``: stretches by rows of their own, so that any rule can give."""
    program = Program()
    people = _with_stretches(facts) if tight else np.zeros(0, np.int64)
    found = add_assignment(
        program, facts, _by_day(facts) if tight else np.ones(len(facts.people.names), np.bool_)
    )
    stretches = add_stretches(program, facts, found, people)
    if tight:
        # nothing but a longest stretch to say: its rows alone are an integral program
        rest = np.setdiff1d(np.arange(len(found.people)), people)
        add_windows(program, facts, found, ("longest_work",), rest)
    else:
        add_windows(program, facts, found, FAMILIES, np.arange(len(found.people)))
    add_hours(program, facts, found)
    weekend = add_weekends(program, facts, found, stretches)
    add_cover(program, facts, found)
    add_fairness(program, facts, found, weekend)
    constant = program.columns("refused", (), lower=1.0, upper=1.0, integer=True)
    arrays = program.arrays()
    return RosterProgram(program, found, _priced(arrays, facts, found, int(constant.index)))


def _with_stretches(facts: RosterFacts) -> Index:
    """The people whose limits on stretches need columns of their own."""
    people = facts.people
    short = (people.shortest_work > 1) | (people.shortest_off > 1)
    return np.flatnonzero(short | (people.longest_off < facts.days.count + people.off_before))


def _by_day(facts: RosterFacts) -> NDArray[np.bool_]:
    """The people of whom any rule or wish asks whether they work on a day, whatever the shift."""
    people, count = facts.people, facts.days.count
    asked = (people.longest_work < count + people.worked_before) | (facts.fairness.weekend_price > 0.0)
    asked |= people.most_weekends < len(facts.days.weekends())
    asked[_with_stretches(facts)] = True
    asked[facts.wishes.person[facts.wishes.shift == ANY]] = True
    return np.asarray(asked)


def _priced(arrays: Arrays, facts: RosterFacts, found: Assigned, constant: int) -> Arrays:
    """The program with pay, and the prices of refused wishes."""
    cost = arrays.cost.copy()
    hours = facts.shifts.paid_min / 60.0
    cost[found.assigned.index] += facts.people.pay[:, None, None] * hours
    wishes = facts.wishes
    any_shift = wishes.shift == ANY
    cells = found.assigned.index[wishes.person, wishes.day, np.maximum(wishes.shift, 0)]
    columns = np.where(any_shift, found.works[wishes.person, wishes.day], cells)
    np.add.at(cost, columns, np.where(wishes.work, -wishes.price, wishes.price))
    cost[constant] = float(wishes.price[wishes.work].sum())
    return Arrays(**{**vars(arrays), "cost": cost})
