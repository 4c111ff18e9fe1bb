"""Cover: the people on duty meet the people required in every interval, at a price where they do not.

Index    i interval    k shift    d day

Given    required[i]        people
         works[k,d]         whether shift k may begin on day d
         begins, length     see spans
         most_spare[i]      people to spare that are never useful to exceed (see most)

Decides  people[k,d]        people who work shift k of day d
         short[i]           people missing, at a price; none where every interval must be covered
         spare[i]           people beyond the requirement, at a price

Equation staffed[i] = required[i] - short[i] + spare[i]

Row      flow[i]            staffed[i] - staffed[i-1] = people who come at i - people who go at i,  i >= 1
                            staffed[0] = people whose shifts hold interval 0

People on duty have no column of their own, and short and spare are whole where they are bounded and not too many: so
a solver knows in which steps costs rise (a week of half-hours: proven in 3 s of CPU, and not in 20 s without).

Source   Dantzig (1954), Operations Research 2(3); the differences: see spans.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Program, Rows
from capplan.shifts.facts import Covering
from capplan.shifts.most import most_people, most_spare
from capplan.shifts.spans import add_spans

__all__ = ["add_cover", "add_differences", "add_people", "days_axis", "interval_axis", "shift_axis"]

MOST_WHOLE = 400
"""Intervals up to which short and spare are whole: with 672 of them HiGHS found no plan in the time of a good one."""


def interval_axis(case: Covering) -> Axis:
    """The intervals, by number."""
    return Axis("interval", tuple(str(i) for i in range(case.required.size)))


def shift_axis(case: Covering) -> Axis:
    """The shifts, by name, start and length."""
    shifts = case.shifts
    labels = zip(shifts.name, shifts.start, shifts.length, strict=True)
    return Axis("shift", tuple(f"{name} {start // 60:02}:{start % 60:02} {n}" for name, start, n in labels))


def days_axis(case: Covering) -> Axis:
    """The days on which shifts may begin, by number."""
    return Axis("day", tuple(str(day) for day in range(case.shifts.days)))


def add_cover(program: Program, case: Covering) -> None:
    """Add the columns ``people``, ``short`` and ``spare``, and the rows ``flow``."""
    prices, intervals = case.prices, interval_axis(case)
    before = np.concatenate([[0.0], case.required[:-1]])
    flow = add_people(program, case, before - case.required)
    must, most = bool(np.isinf(prices.short)), most_spare(case)
    whole = case.counts_whole and most.size <= MOST_WHOLE and bool(np.isfinite(most).all())
    short = program.columns(
        "short",
        (intervals,),
        upper=0.0 if must else case.required,
        cost=0.0 if must else prices.short,
        integer=whole,
    )
    spare = program.columns("spare", (intervals,), upper=most, cost=prices.spare, integer=whole)
    add_differences(flow, spare.index, 1.0)
    add_differences(flow, short.index, -1.0)


def add_people(program: Program, case: Covering, equal: NDArray[np.float64]) -> Rows:
    """Add the columns ``people`` and the rows ``flow``, with what stands on their right side."""
    shifts = case.shifts
    people = program.columns(
        "people",
        (shift_axis(case), days_axis(case)),
        lower=np.where(shifts.works, shifts.least, 0.0),
        upper=np.where(shifts.works, most_people(case), 0.0),
        cost=shifts.cost[:, None],
        integer=case.whole,
    )
    flow = program.rows("flow", (interval_axis(case),), equal=equal, rule=True)
    at = shifts.works
    length = np.broadcast_to(shifts.length[:, None], at.shape)
    add_spans(flow, people.index[at], shifts.begins[at], length[at], 1.0, case.cyclic)
    return flow


def add_differences(flow: Rows, columns: NDArray[np.int64], sign: float) -> None:
    """Add to ``flow`` what columns [.., i] say of an interval, less what they say of the one before."""
    flow.add(columns, sign)
    flow.add(columns[..., :-1], -sign, at=flow.index[1:])
