"""Exposure: hours that a person may spend on severe queues in a shift.

Index    k shift    d day    n interval of a shift    i interval    q severe queue of the team

Given    most               intervals of a person and shift on severe queues, at most
         given[q,i]         people of the team who work a queue (see pool)

Decides  on_severe[k,d,n]   people of shift k of day d who are on severe queues in its n-th interval

Row      severe[i]          sum over q: given[q,i] = sum over k,d,n that is i: on_severe[k,d,n]
         present[k,d,n]     on_severe[k,d,n] + people of the shift on a break, or offline, then <= people[k,d]
         exposure[k,d]      sum over n: on_severe[k,d,n] <= most * people[k,d]

The people of one shift take turns, so it is the mean of a shift and day that is held; a night shift is one, whatever
its dates. Intervals beyond the ends of the horizon are not known and not counted.

Source   ours; the flow from shifts to work is that of a transportation problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Program
from capplan.shifts.breaks import places as places_of_breaks
from capplan.shifts.facts import Covering

__all__ = ["Exposed", "add_exposure", "exposed_places"]

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Exposed:
    """The places where people may be on severe queues: shift, day, interval of the shift, interval of the horizon."""

    shift: Index
    day: Index
    after: Index
    interval: Index


def exposed_places(case: Covering) -> Exposed:
    """Every interval within the horizon of every shift that may be worked."""
    shifts, count = case.shifts, case.required.size
    after = np.arange(int(shifts.length.max(initial=0)))
    at = shifts.begins[:, :, None] + after
    inside = shifts.works[:, :, None] & (after < shifts.length[:, None, None])
    inside &= case.cyclic | ((at >= 0) & (at < count))
    k, d, n = np.nonzero(inside)
    return Exposed(k, d, n, at[k, d, n] % count)


def add_exposure(program: Program, case: Covering, severe: Index, most: float) -> None:
    """Add the columns ``on_severe`` and their rows; ``severe`` are the columns ``given`` [q, i] of severe queues."""
    places = exposed_places(case)
    names = zip(places.shift, places.day, places.after, strict=True)
    axis = Axis("place", tuple(f"{k} {d}+{n}" for k, d, n in names))
    on_severe, people = program.columns("on_severe", (axis,)), program.column_blocks["people"].index
    flow = program.rows("severe", (Axis("interval", tuple(map(str, range(case.required.size)))),), equal=0.0)
    flow.add(severe, 1.0, at=flow.index[None, :])
    flow.add(on_severe.index, -1.0, at=flow.index[places.interval])
    present = program.rows("present", (axis,), at_most=0.0)
    present.add(on_severe.index)
    present.add(people[places.shift, places.day], -1.0)
    place_of = np.full((*case.shifts.works.shape, int(case.shifts.length.max(initial=0))), -1, dtype=np.int64)
    place_of[places.shift, places.day, places.after] = np.arange(places.shift.size)
    for columns, shift, day, after, length in _away(program, case):
        for more in range(int(length.max(initial=0))):
            last = np.minimum(after + more, place_of.shape[2] - 1)
            place = place_of[shift, day, last]
            there = (more < length) & (place >= 0)
            present.add(columns[there], 1.0, at=present.index[place[there]])
    pairs, pair = np.unique(np.stack([places.shift, places.day]), axis=1, return_inverse=True)
    labels = tuple(f"{k} {d}" for k, d in pairs.T)
    cap = program.rows("exposure", (Axis("shift and day", labels),), at_most=0.0, rule=True)
    cap.add(on_severe.index, 1.0, at=cap.index[pair.reshape(-1)])
    cap.add(people[pairs[0], pairs[1]], -most)


def _away(program: Program, case: Covering) -> list[tuple[Index, Index, Index, Index, Index]]:
    """Columns of people who are away within their shift, with shift, day, begin after its start, and length."""
    found = []
    if "away" in program.column_blocks:
        columns, days = program.column_blocks["away"].index, case.shifts.days
        of_break, after = places_of_breaks(case.breaks)
        rows = (case.breaks.shift[of_break], after, case.breaks.length[of_break])
        shift, begin, length = (np.repeat(row, days) for row in rows)
        found.append((columns.ravel(), shift, np.tile(np.arange(days), len(of_break)), begin, length))
    if case.offline is not None:
        offline = case.offline
        length = offline.length[offline.activity]
        columns = program.column_blocks["offline"].index
        found.append((columns, offline.shift, offline.day, offline.after, length))
    return found
