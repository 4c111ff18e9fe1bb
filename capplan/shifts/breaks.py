"""Breaks: every person of a shift takes each of its breaks once, at the place in its window that hurts least.

Index    b break of a shift    p place: a break and a begin in its window    d day

Given    shift[b], length[b], earliest[b], latest[b]

Decides  away[p,d]          people on the break that begins at place p

Row      taken[b,d]         sum over p of b: away[p,d] = people[shift[b],d]
         flow[i]            the people away leave at the begin of a break and are back at its end (see spans)

Source   Aykin (1996), Management Science 42(4): break variables by shift and place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Program
from capplan.shifts.cover import days_axis
from capplan.shifts.facts import Breaks, Covering
from capplan.shifts.spans import add_spans

__all__ = ["add_breaks", "places"]

Index = NDArray[np.int64]


def places(breaks: Breaks) -> tuple[Index, Index]:
    """[p] the break of every place, and how many intervals after the begin of the shift it begins."""
    count = breaks.latest - breaks.earliest + 1
    of_break = np.repeat(np.arange(len(breaks)), count)
    after = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return of_break, breaks.earliest[of_break] + after


def add_breaks(program: Program, case: Covering) -> None:
    """Add the columns ``away`` and the rows ``taken``; nothing without breaks."""
    breaks, shifts = case.breaks, case.shifts
    if not len(breaks):
        return
    of_break, after = places(breaks)
    shift, days = breaks.shift[of_break], days_axis(case)
    names = [
        f"{shifts.name[k]} {shifts.start[k] // 60:02}:{shifts.start[k] % 60:02} {shifts.length[k]}"
        for k in shift
    ]
    labels = zip(names, (breaks.name[b] for b in of_break), after, strict=True)
    axis = Axis("place", tuple(f"{name} {pause}+{begin}" for name, pause, begin in labels))
    away = program.columns(
        "away", (axis, days), upper=np.where(shifts.works[shift], np.inf, 0.0), integer=case.whole
    )
    taken = program.rows("taken", (Axis("break", tuple(map(str, range(len(breaks))))), days), equal=0.0)
    taken.add(away.index, 1.0, at=taken.index[of_break])
    taken.add(program.column_blocks["people"].index[breaks.shift], -1.0)
    at, begin = shifts.works[shift], shifts.begins[shift] + after[:, None]
    length = np.broadcast_to(breaks.length[of_break][:, None], at.shape)
    add_spans(program.row_blocks["flow"], away.index[at], begin[at], length[at], -1.0, case.cyclic)
