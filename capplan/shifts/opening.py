"""Opening: every shift that anybody works is opened, at a price or within a limit.

Index    k shift    d day    s start, and end, of the day (shifts that share one)    m moment of such a start or end

Given    most[k,d]          people beyond whom the shift is never useful (see most)

Decides  opened[k]          1 when shift k is worked on any day
         start_used[s]      1 when any shift of that start is opened; end_used likewise

Row      open[k,d]          people[k,d] <= most[k,d] * opened[k]
         start_open[s]      start_used[s] <= sum over k of s: opened[k]
         start_people[m]    sum over k,d that begin at m: people[k,d] <= max over them: most[k,d] * start_used[s of m]
         most_open          sum over k: opened[k] <= limit

The rows by start and by end are implied by ``open`` in whole numbers and much tighter in fractions: people spread
over lengths have to open the start once in full.

Source   Di Gaspero et al. (2007), Annals of Operations Research 155, minimum shift design; the rows by start: ours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Block, Program
from capplan.shifts.cover import days_axis, shift_axis
from capplan.shifts.facts import Covering
from capplan.shifts.most import most_people

__all__ = ["add_opening"]

Index = NDArray[np.int64]
Float = NDArray[np.float64]


def add_opening(program: Program, case: Covering) -> None:
    """Add the columns ``opened`` and the rows that open shifts; nothing where their number does not matter."""
    if not case.prices.counts_shifts:
        return
    axes, people = (shift_axis(case), days_axis(case)), program.column_blocks["people"]
    opened = program.columns("opened", axes[:1], upper=1.0, cost=case.prices.opened, integer=True)
    most = np.where(case.shifts.works, most_people(case), 0.0)
    rows = program.rows("open", axes, at_most=0.0)
    rows.add(people.index)
    rows.add(opened.index[:, None], -most)
    if np.isfinite(case.prices.most_open):
        limit = program.rows("most_open", (), at_most=case.prices.most_open, rule=True)
        limit.add(opened.index, 1.0, at=limit.index)
    if case.rigid and not case.shifts.least.any():
        begins, ends = case.shifts.begins, case.shifts.begins + case.shifts.length[:, None]
        _add_shared(program, case, "start", case.shifts.start, begins, opened, most)
        _add_shared(program, case, "end", case.shifts.end, ends, opened, most)


def _add_shared(
    program: Program, case: Covering, name: str, time: Index, at: Index, opened: Block, most: Float
) -> None:
    """The rows of shifts that share a start or an end: the ``time`` [k] of the day, the interval ``at`` [k, d]."""
    times, group = np.unique(time, return_inverse=True)
    axis = Axis(name, tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in times))
    used = program.columns(f"{name}_used", (axis,), upper=1.0, integer=True)
    any_of = program.rows(f"{name}_open", (axis,), at_most=0.0)
    any_of.add(used.index)
    any_of.add(opened.index, -1.0, at=any_of.index[group])
    at = at % case.required.size if case.cyclic else at
    owner = np.broadcast_to(group[:, None], at.shape)
    moments, moment = np.unique(np.stack([owner.ravel(), at.ravel()], axis=1), axis=0, return_inverse=True)
    moment = moment.reshape(at.shape)
    together = np.zeros(len(moments))
    np.maximum.at(together, moment, most)
    when = Axis("moment", tuple(f"{axis.labels[g]} {i}" for g, i in moments))
    people = program.rows(f"{name}_people", (when,), at_most=0.0)
    people.add(program.column_blocks["people"].index, 1.0, at=people.index[moment])
    people.add(used.index[moments[:, 0]], -together)
