"""Offline work: training, coaching and the like, in blocks that go where few people are needed.

Index    a activity    w week    p place: an activity, a shift of a day, and a begin within it

Given    length[a]          intervals of a block
         wanted[a,w]        blocks of a week, one person in each

Decides  offline[p]         people whose block begins at place p
         missed[a,w]        blocks that are not held, at a price; none where they have none

Row      held[a,w]          sum over p of a and w: offline[p] + missed[a,w] = wanted[a,w]
         once[k,d]          sum over p of shift k on day d: offline[p] <= people[k,d]
         flow[i]            the people leave at the begin of a block and are back at its end (see spans)

A person has one block in a shift at most, and no place touches the window of a break: so any people of the shift can
take the blocks, wherever their breaks are. Time offline is so no share of every hour (shrinkage), but a decision.

Source   ours; it is the break of Aykin (1996) that only some people take.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Program
from capplan.shifts.facts import Covering, Offline
from capplan.shifts.spans import add_spans

__all__ = ["add_offline", "begins_of"]

Index = NDArray[np.int64]


def begins_of(case: Covering, offline: Offline) -> Index:
    """[p] the interval in which a block at each place begins."""
    return np.asarray(case.shifts.begins[offline.shift, offline.day] + offline.after, dtype=np.int64)


def add_offline(program: Program, case: Covering) -> None:
    """Add the columns ``offline`` and ``missed`` and the rows ``held`` and ``once``; nothing without such work."""
    offline, shifts = case.offline, case.shifts
    if offline is None:
        return
    places = zip(offline.activity, offline.shift, offline.day, offline.after, strict=True)
    axis = Axis("place", tuple(f"{offline.name[a]} {shifts.name[k]} #{k} {d}+{n}" for a, k, d, n in places))
    away = program.columns("offline", (axis,), integer=case.whole)
    weeks = Axis("week", tuple(map(str, range(offline.wanted.shape[1]))))
    axes = (Axis("activity", offline.name), weeks)
    must = np.isinf(offline.price)[:, None]
    price = np.where(must, 0.0, offline.price[:, None])
    missed = program.columns("missed", axes, upper=np.where(must, 0.0, offline.wanted), cost=price)
    held = program.rows("held", axes, equal=offline.wanted, rule=True)
    held.add(missed.index)
    held.add(away.index, 1.0, at=held.index[offline.activity, offline.week])
    pairs, pair = np.unique(np.stack([offline.shift, offline.day]), axis=1, return_inverse=True)
    once = program.rows("once", (Axis("shift and day", tuple(f"{k} {d}" for k, d in pairs.T)),), at_most=0.0)
    once.add(away.index, 1.0, at=once.index[pair.reshape(-1)])
    once.add(program.column_blocks["people"].index[pairs[0], pairs[1]], -1.0)
    flow, begin = program.row_blocks["flow"], begins_of(case, offline)
    add_spans(flow, away.index, begin, offline.length[offline.activity], -1.0, case.cyclic)
