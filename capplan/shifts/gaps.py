"""Gaps: stretches of intervals in which people are missing, why, and the cheapest way to fill the worst interval.

Reasons, the first that holds:
    exposure       people are idle, and have had all they may have of severe queues (in a pool)
    night          only shifts that a night rule forbids hold the interval
    no_shift       no shift that may be opened holds the interval
    people_limit   every shift that holds it has as many people as it may have
    no_tour        no tour may work such a shift on that day
    tour_limit     every kind of tour that may has as many people as it may have
    heads          everybody who is there has a tour
    price          none of these: one more person costs more than it fills, or no less than the gap that was asked for

In a pool several teams may fill a gap: of those with the reason that is easiest put right, the one with the cheapest
remedy is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.shifts.facts import Covering
from capplan.shifts.result import Schedule
from capplan.shifts.spans import holds

__all__ = ["Gap", "gaps", "shared_gaps"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
NOBODY = 1e-6


@dataclass(frozen=True)
class Gap:
    """Intervals ``first`` to ``last`` are short, the ``worst`` of them by ``most`` people.

    The remedy is one more person on ``shift`` of ``day`` (positions; -1 where no shift is allowed at all), with its
    whole tour where there are tours: it costs ``remedy_cost`` and fills at most ``filled`` person-intervals. For
    ``no_shift`` it is the shift nearest in time, ``moved`` intervals later (below 0: earlier) than it may begin.
    """

    first: int
    last: int
    worst: int
    short: float  # person-intervals
    most: float
    reason: str
    shift: int
    day: int
    moved: int
    remedy_cost: float
    filled: float


EASIEST = ("exposure", "price", "heads", "tour_limit", "no_tour", "people_limit", "night", "no_shift")


def gaps(schedule: Schedule) -> list[Gap]:
    """Every gap, in the order of time."""
    short = schedule.short
    more = _one_more(schedule, short)
    return [_gap(schedule, short, more, first, end) for first, end in _stretches(short)]


def shared_gaps(
    teams: Sequence[Schedule], short: Float, price: float, capped: Sequence[bool] = ()
) -> list[tuple[int, Gap]]:
    """Every stretch in which people are missing, ``short`` [i], that any of some teams could fill: team and gap.

    ``price`` is that of a person and interval missing; ``capped`` teams may do such work for some time only.
    """
    priced = [
        replace(team, case=replace(team.case, prices=replace(team.case.prices, short=price)))
        for team in teams
    ]
    more = [_one_more(team, short) for team in priced]
    found = []
    for first, end in _stretches(short):
        each = [_gap(team, short, one, first, end) for team, one in zip(priced, more, strict=True)]
        for t in np.flatnonzero(capped).tolist():
            if teams[t].spare[each[t].worst] > NOBODY and each[t].shift >= 0:
                each[t] = replace(each[t], reason="exposure")
        best = min(range(len(each)), key=lambda t: (*_ease(each[t], price), t))
        found.append((best, each[best]))
    return found


def _ease(gap: Gap, price: float) -> tuple[int, float]:
    worth = gap.filled * price if np.isfinite(price) else 0.0
    cost = gap.remedy_cost - worth
    return EASIEST.index(gap.reason), cost if np.isfinite(cost) else np.inf


def _stretches(short: Float) -> list[tuple[int, int]]:
    """First interval and end of every stretch in which people are missing."""
    missing = np.concatenate([[False], short > NOBODY, [False]])
    edges = np.flatnonzero(missing[1:] != missing[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


@dataclass(frozen=True)
class _OneMore:
    """[k, d] what one more person on a shift of a day costs, its whole tour with it, and what it fills."""

    cost: Float
    filled: Float


def _gap(schedule: Schedule, short: Float, more: _OneMore, first: int, end: int) -> Gap:
    case = schedule.case
    shifts, count = case.shifts, case.required.size
    worst = first + int(np.argmax(short[first:end]))
    held = holds(shifts.begins, shifts.length[:, None], worst, count, case.cyclic)
    reason, allowed = _reason(schedule, held & shifts.works)
    by_night = held & shifts.barred if shifts.barred is not None else np.zeros_like(held)
    if reason == "no_shift" and by_night.any():
        reason, allowed = "night", by_night
    whole, most = float(short[first:end].sum()), float(short[worst])
    if reason != "no_shift":
        shift, day = _cheapest(case, more, allowed)
        cost, filled = float(more.cost[shift, day]), float(more.filled[shift, day])
        return Gap(first, end - 1, worst, whole, most, reason, shift, day, 0, cost, filled)
    shift, day, moved = _nearest(schedule, worst)
    cost = float(shifts.cost[shift]) if shift >= 0 else float("nan")
    filled = float(_filled(case, short, moved)[shift, day]) if shift >= 0 else 0.0
    return Gap(first, end - 1, worst, whole, most, reason, shift, day, moved, cost, filled)


def _reason(schedule: Schedule, at: Flag) -> tuple[str, Flag]:
    """Why nobody more works the shifts ``at`` [k, d], and which of them a remedy may use."""
    if not at.any():
        return "no_shift", at
    room = at & (schedule.people < schedule.case.shifts.most - NOBODY)
    if not room.any():
        return "people_limit", at
    tours = schedule.case.tours
    if tours is None:
        return "price", room
    kind_people = np.bincount(tours.kind, schedule.on_tour, len(tours.most_of_kind))
    open_kind = (kind_people < tours.most_of_kind - NOBODY)[tours.kind]
    by_any, by_open = (
        room & (tours.shifts[of].T.astype(np.int64) @ tours.on[of] > 0) for of in (slice(None), open_kind)
    )
    if not by_any.any():
        return "no_tour", room
    if not by_open.any():
        return "tour_limit", by_any
    full = schedule.on_tour.sum() > tours.heads - 1.0 + NOBODY
    return ("heads" if full else "price"), by_open


def _cheapest(case: Covering, more: _OneMore, allowed: Flag) -> tuple[int, int]:
    """Shift and day of the person who leaves the least cost; who fills the most, where no interval has a price."""
    price = case.prices.short if np.isfinite(case.prices.short) else 0.0
    shift, day = np.nonzero(allowed)
    cost, filled = more.cost[shift, day], more.filled[shift, day]
    best = np.lexsort((day, shift, -filled, cost - price * filled))[0]
    return int(shift[best]), int(day[best])


def _one_more(schedule: Schedule, short: Float) -> _OneMore:
    case = schedule.case
    shifts, filled = case.shifts, _filled(case, short, 0)
    cost = np.broadcast_to(shifts.cost[:, None], shifts.works.shape)
    if case.tours is None:
        return _OneMore(cost, filled)
    whole, together = cost.copy(), filled.copy()
    for k in range(len(shifts)):
        of = np.flatnonzero(case.tours.shifts[:, k])
        if not of.size:
            continue
        # the tour with the fewest days on, and then the least cost, that is on that day
        of = of[np.lexsort((case.tours.cost[of], case.tours.on[of].sum(axis=1)))]
        on = case.tours.on[of] & shifts.works[k]
        best = on.argmax(axis=0)
        some = on.any(axis=0)
        whole[k, some] = (on.sum(axis=1) * shifts.cost[k] + case.tours.cost[of])[best][some]
        together[k, some] = (on @ filled[k])[best][some]
    return _OneMore(whole, together)


def _filled(case: Covering, short: Float, moved: int) -> Float:
    """[k, d] person-intervals of shortage that one more person fills, its breaks left out; starts moved alike."""
    count = short.size
    sums = np.concatenate([[0.0], np.cumsum(np.minimum(np.tile(short, 2), 1.0))])
    begin = case.shifts.begins + moved
    end = begin + case.shifts.length[:, None]
    if case.cyclic:
        return np.asarray(
            sums[begin % count + case.shifts.length[:, None]] - sums[begin % count], dtype=np.float64
        )
    return np.asarray(sums[np.clip(end, 0, count)] - sums[np.clip(begin, 0, count)], dtype=np.float64)


def _nearest(schedule: Schedule, interval: int) -> tuple[int, int, int]:
    """The shift and day that would hold an interval if moved least, and by how much; -1 where there is none."""
    case = schedule.case
    shifts, count = case.shifts, case.required.size
    if not shifts.works.any():
        return -1, -1, 0
    begins, length = shifts.begins, shifts.length[:, None]
    earlier = interval - begins  # below 0: it begins too late
    later = interval - (begins + length - 1)  # above 0: it ends too soon
    if case.cyclic:
        earlier, later = (begins - interval) % count * -1, (interval - (begins + length - 1)) % count
    move = (
        np.where(np.abs(earlier) < np.abs(later), earlier, later)
        if case.cyclic
        else np.where(earlier < 0, earlier, np.maximum(later, 0))
    )
    distance = np.where(shifts.works, np.abs(move), np.iinfo(np.int64).max)
    shift, day = np.unravel_index(int(np.argmin(distance)), distance.shape)
    return int(shift), int(day), int(move[shift, day])
