"""Erlang A's expectation set beside what happened, by hour of the day.

For each hour of each day in which somebody called and somebody was on duty:

    load       calls of that hour x mean handle time of that hour of the day (over all days) / 3600
    agents     mean number on duty in that hour (see ``on_duty.py``); 5.4 agents are 5 agents for 60 % of the
               hour and 6 for 40 %
    expected   Erlang A with these, the mean patience and the load as the rate of arrival

The hours of all days are then averaged, weighted by their calls, for each hour of the day. Averaging results
over days, instead of taking one result at the average day, matters: a bad day loses more than a good day
saves. What is left of a bias: calls are counted, so chance is taken for a rate, which makes the expected waits
a little long; each hour starts in its own steady state, so a queue left over from a busy hour before is not
seen; priorities and skills are not in Erlang A at all. For calls that were simulated as an Erlang A queue of 4
to 20 agents, the expected abandonment comes out 0.4 to 1.6 points too high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, above_zero, at_least_zero
from capplan.requirements.queueing.erlang_a import queue_with_patience
from capplan.requirements.records.on_duty import agents_on_duty

__all__ = ["ByHour", "Difference", "Measures", "compare_by_hour", "difference"]

HOUR_S, DAY_H = 3600.0, 24
LEAST_SHARE = 0.01  # an hour of the day with fewer of the calls says little, and is left out


@dataclass(frozen=True)
class Measures:
    """What callers met, [hours]: share that hung up, mean wait of all, share answered in time (of all)."""

    abandonment: Floats
    mean_wait_s: Floats
    answered_in_time: Floats


@dataclass(frozen=True)
class ByHour:
    """Hours of the day in which calls came while agents were on duty; hours with few calls are left out.

    ``hour`` 0 to 23; ``calls`` of all days; ``calls_per_day`` over the days with records; ``aht_s`` mean
    handle time; ``agents`` on duty and ``agents_seen``, weighted by calls. ``expected`` is Erlang A with the
    agents on duty, ``expected_seen`` with the agents seen. ``calls_left_out`` came
    while nobody was on duty or in an hour of the day with fewer than 1 % of the calls.
    """

    hour: NDArray[np.int64]
    days: int
    calls: Floats
    calls_per_day: Floats
    aht_s: Floats
    agents: Floats
    agents_seen: Floats
    happened: Measures
    expected: Measures
    expected_seen: Measures
    calls_left_out: int
    answer_within_s: float


@dataclass(frozen=True)
class Difference:
    """Two rows of hours compared, weighted by calls: both means, the mean distance, the entry furthest off."""

    happened: float
    expected: float
    mean_distance: float
    furthest: int
    happened_there: float
    expected_there: float


@dataclass(frozen=True)
class _Calls:
    """Calls one by one: seconds since midnight of the first day, and who answered (-1: unknown or nobody)."""

    arrival_s: Floats
    wait_s: Floats
    answered: NDArray[np.bool_]
    handle_s: Floats
    agent: NDArray[np.int64]


def compare_by_hour(
    arrival_s: ArrayLike,
    wait_s: ArrayLike,
    answered: ArrayLike,
    handle_s: ArrayLike,
    agent: ArrayLike,
    patience_s: float,
    answer_within_s: float = 20.0,
) -> ByHour | None:
    """What happened and what Erlang A expects, by hour of the day; None where no agent was ever on duty.

    One entry per call: ``arrival_s`` seconds since midnight of the first day; ``wait_s``; ``answered`` or hung
    up; ``handle_s`` of those answered; ``agent`` a whole number, below zero where unknown. Times are zero or
    more, ``patience_s`` above zero. Raises ValueError naming the first bad position.
    """
    calls = _calls(arrival_s, wait_s, answered, handle_s, agent)
    above_zero(patience_s, "patience_s")
    at_least_zero(answer_within_s, "answer_within_s")
    cell = (calls.arrival_s // HOUR_S).astype(np.int64)
    offered = np.bincount(cell).astype(np.float64)
    duty, seen = _staffing(calls, offered.size)
    kept = _kept(offered, duty)
    if not kept.size:
        return None
    inside = np.isin(cell, kept)
    of_call, of_cell, weight = cell[inside] % DAY_H, kept % DAY_H, offered[kept]
    aht_s = _handle_time_by_hour(calls)[of_cell]

    def expected(agents: Floats) -> Measures:
        measures = _erlang_a(weight * aht_s / HOUR_S, agents, aht_s, patience_s, answer_within_s)
        return Measures(*(_mean_by_hour(of_cell, row, weight) for row in measures))

    happened = (~calls.answered, calls.wait_s, calls.answered & (calls.wait_s <= answer_within_s))
    total = _sum_by_hour(of_call, np.ones(of_call.size))
    hours, days = np.flatnonzero(total), np.unique(cell // DAY_H).size
    return ByHour(
        hour=hours,
        days=days,
        calls=total[hours],
        calls_per_day=total[hours] / days,
        aht_s=_mean_by_hour(of_cell, aht_s, weight),
        agents=_mean_by_hour(of_cell, duty[kept], weight),
        agents_seen=_mean_by_hour(of_cell, seen[kept], weight),
        happened=Measures(*(_mean_by_hour(of_call, row[inside], np.ones(of_call.size)) for row in happened)),
        expected=expected(duty[kept]),
        expected_seen=expected(seen[kept]),
        calls_left_out=int((~inside).sum()),
        answer_within_s=answer_within_s,
    )


def _kept(offered: Floats, duty: Floats) -> NDArray[np.int64]:
    """The hours, of all days, in which somebody called and somebody was on duty, but for rare hours of the day."""
    hour = np.arange(offered.size) % DAY_H
    common = _sum_by_hour(hour, offered) >= LEAST_SHARE * offered.sum()
    return np.flatnonzero((offered > 0.0) & (duty > 0.0) & common[hour])


def _sum_by_hour(hour: NDArray[np.int64], values: Floats | NDArray[np.bool_]) -> Floats:
    """Sums by hour of the day, [24]."""
    return np.bincount(hour, weights=values, minlength=DAY_H).astype(np.float64)


def _mean_by_hour(hour: NDArray[np.int64], values: Floats | NDArray[np.bool_], weight: Floats) -> Floats:
    """Weighted means by hour of the day, for the hours that there are."""
    total = _sum_by_hour(hour, weight)
    there = total > 0.0
    return _sum_by_hour(hour, weight * values)[there] / total[there]


def _calls(
    arrival_s: ArrayLike, wait_s: ArrayLike, answered: ArrayLike, handle_s: ArrayLike, agent: ArrayLike
) -> _Calls:
    served = np.asarray(answered, dtype=np.bool_)
    handle = np.where(served, np.asarray(handle_s, dtype=np.float64), 0.0)
    calls = _Calls(
        at_least_zero(arrival_s, "arrival_s"),
        at_least_zero(wait_s, "wait_s"),
        served,
        at_least_zero(handle, "handle_s"),
        np.asarray(agent, dtype=np.int64),
    )
    shapes = {values.shape for values in vars(calls).values()}
    if len(shapes) != 1 or served.ndim != 1 or not served.size:
        raise ValueError(
            "arrival_s, wait_s, answered, handle_s and agent must be rows of one length, above 0"
        )
    if handle.sum() <= 0.0:
        raise ValueError("handle_s must hold at least one time above zero")
    return calls


def _staffing(calls: _Calls, cells: int) -> tuple[Floats, Floats]:
    known = calls.answered & (calls.agent >= 0)
    start = (calls.arrival_s + calls.wait_s)[known]
    return agents_on_duty(
        start,
        start + calls.handle_s[known],
        calls.agent[known],
        calls.arrival_s,
        calls.arrival_s + calls.wait_s,
        cells,
    )


def _handle_time_by_hour(calls: _Calls) -> Floats:
    """Mean handle time of the calls that arrive in each hour of the day; over all where there is none."""
    hour = (calls.arrival_s[calls.answered] // HOUR_S).astype(np.int64) % DAY_H
    count = _sum_by_hour(hour, np.ones(hour.size))
    total = _sum_by_hour(hour, calls.handle_s[calls.answered])
    overall = float(calls.handle_s[calls.answered].mean())
    return np.where(total > 0.0, total / np.maximum(count, 1.0), overall)


def _erlang_a(
    load: Floats, agents: Floats, aht_s: Floats, patience_s: float, within_s: float
) -> list[Floats]:
    """Abandonment, mean wait and share answered in time; part of an agent is that part of the hour."""
    fewer = np.floor(agents)
    more = agents - fewer
    low, high = (
        queue_with_patience(load, count, aht_s, patience_s, within_s) for count in (fewer, fewer + 1.0)
    )
    return [
        (1.0 - more) * below + more * above
        for below, above in (
            (low.abandonment, high.abandonment),
            (low.mean_wait_s, high.mean_wait_s),
            (low.answered_in_time, high.answered_in_time),
        )
    ]


def difference(calls: ArrayLike, happened: ArrayLike, expected: ArrayLike) -> Difference:
    """How far two rows of hours are apart, weighted by ``calls``; ``furthest`` is a position in the rows."""
    weight = at_least_zero(calls, "calls")
    one, other = np.asarray(happened, np.float64), np.asarray(expected, np.float64)
    far = int(np.argmax(np.abs(other - one)))
    return Difference(
        happened=float(np.average(one, weights=weight)),
        expected=float(np.average(other, weights=weight)),
        mean_distance=float(np.average(np.abs(other - one), weights=weight)),
        furthest=far,
        happened_there=float(one[far]),
        expected_there=float(other[far]),
    )
