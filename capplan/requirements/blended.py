"""Blended work: work that may wait, done in the gaps of work that may not.

People on real-time work must have spare time, or callers wait. Part of it can go to tickets: the people on duty
may be busy up to a ceiling with both together, so interval i leaves

    gap[i] = max(0, agents[i] x max_occupancy - busy[i]) x length of the interval

Work that arrives in interval s is due by the end of interval s + D. Where the gaps are not enough, x extra hours
a week are staffed, spread over the week by shares f[i]. All work can be done in time if and only if over every
window of arrivals s to t the hours suffice (Hall's condition; the week repeats itself, so windows run over its
end):

    sum arrivals[s..t] <= sum gap[s..t + D] + x sum f[s..t + D]    and    sum arrivals <= sum gap + x

The least x is the largest ratio (arrivals - gaps) / f over these windows; windows of more than a week follow from
shorter ones and the weekly total. It is found by taking the window that is shortest of hours at the present x,
raising x to its ratio, and again until no window is short (Dinkelbach's method).

The most that the gaps alone can do in time: oldest work first in every gap, and what has become too old goes to
the extra people. Then waiting work w follows w' = min(max(w + arrivals - gap, 0), work not yet due), and its
weekly cycle is the fixed point.

Assumed: the oldest work comes first, work can be laid down and taken up again at any time, and people leave
tickets for a contact at once but a contact only when it is over.

Sources: P. Hall, "On representatives of subsets" (1935), for the condition; W. Dinkelbach, "On nonlinear
fractional programming", Management Science 13 (1967).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, share, target_share, whole

__all__ = ["GapUse", "gap_h", "gap_use"]

Index = NDArray[np.intp]
SHARES_TOTAL = 1e-6  # how far the shares of a week may be from 1
SLACK = 1e-12  # of the week's work and hours: a window short by less is not short


@dataclass(frozen=True)
class GapUse:
    """What gaps do and leave, hours by week.

    ``done_in_gaps_h`` is the most work that gaps can do in time; the rest of the arrivals is left for the extra
    people. ``extra_h`` are the least hours to be staffed so that this is possible: at least the rest, and more
    where the extra people are not there when it is due, so that they are idle at other times.
    """

    done_in_gaps_h: Floats
    extra_h: Floats


def gap_h(
    agents: ArrayLike, busy: ArrayLike, max_occupancy: ArrayLike, interval_minutes: ArrayLike
) -> Floats:
    """Hours that people on real-time work can give to other work in each interval.

    ``agents`` on duty and mean ``busy`` agents, zero or more; ``max_occupancy`` above 0 and at most 1, the ceiling
    on all their work together; ``interval_minutes`` above zero. All broadcast. Raises ValueError naming the first
    bad position.
    """
    ceiling = target_share(max_occupancy, "max_occupancy", one_allowed=True)
    spare = at_least_zero(agents, "agents") * ceiling - at_least_zero(busy, "busy")
    return np.asarray(np.maximum(spare, 0.0) * (above_zero(interval_minutes, "interval_minutes") / 60.0))


def gap_use(
    arrivals_h: ArrayLike, gaps_h: ArrayLike, staffed_share: ArrayLike, turnaround_intervals: int
) -> GapUse:
    """Work done in gaps and the least extra hours, week by week; each week as if it repeated itself.

    ``arrivals_h`` and ``gaps_h`` are [weeks, n] (or [n]) hours by interval, zero or more, and broadcast against
    each other; ``staffed_share`` [n] are the shares of the week's extra hours, summing to 1; work of interval i
    must be done by the end of interval i + ``turnaround_intervals`` (0: the same interval). The result has the
    shape [weeks] (or none). Raises ValueError for bad arguments, and where work cannot be done in time by gaps
    and no extra people are staffed to do it.
    """
    arrivals, gaps = np.broadcast_arrays(
        at_least_zero(arrivals_h, "arrivals_h"), at_least_zero(gaps_h, "gaps_h")
    )
    staffed = share(staffed_share, "staffed_share")
    if staffed.ndim != 1 or arrivals.ndim not in (1, 2) or arrivals.shape[-1] != staffed.size:
        raise ValueError(
            "arrivals_h and gaps_h must be [weeks, intervals] and staffed_share [intervals]; "
            f"found {list(arrivals.shape)} and {list(staffed.shape)}"
        )
    if abs(float(staffed.sum()) - 1.0) > SHARES_TOTAL:
        raise ValueError(f"staffed_share must sum to 1; found {float(staffed.sum()):.9g}")
    grace = min(int(whole(turnaround_intervals, "turnaround_intervals")), staffed.size)  # a week reaches all
    weeks, cover = np.atleast_2d(arrivals), np.atleast_2d(gaps)
    done, extra = _most_in_gaps(weeks, cover, grace), _least_extra(weeks, cover, staffed, grace)
    return GapUse(done.reshape(arrivals.shape[:-1]), extra.reshape(arrivals.shape[:-1]))


def _from_start(by_interval: Floats, intervals: int) -> Floats:
    """Running totals of a week that repeats itself, 0 first: [weeks, intervals + 1]."""
    repeats = -(-intervals // by_interval.shape[1])
    totals = np.zeros((by_interval.shape[0], intervals + 1))
    np.cumsum(np.tile(by_interval, repeats)[:, :intervals], axis=1, out=totals[:, 1:])
    return totals


def _shortest_of_hours(arrived: Floats, covered: Floats, grace: int) -> tuple[Index, Index, Floats]:
    """By week: first interval of the window that is shortest of hours, the one after its last, and how short."""
    last = arrived.shape[1] - 1
    left = covered[:, :last] - arrived[:, :last]  # a window lacks this at its start less this at its end
    most = np.maximum.accumulate(left, axis=1)
    first = np.maximum.accumulate(np.where(left == most, np.arange(last), 0), axis=1)
    lacking = most - (covered[:, 1 + grace :] - arrived[:, 1:])
    end = np.argmax(lacking, axis=1)
    row = np.arange(end.size)
    return first[row, end], end + 1, lacking[row, end]


def _least_extra(arrivals: Floats, gaps: Floats, staffed: Floats, grace: int) -> Floats:
    """The least x of each week. Raises ValueError where no x suffices."""
    last = 2 * staffed.size  # holds every window of up to a week, wherever it starts
    arrived, filled = _from_start(arrivals, last), _from_start(gaps, last + grace)
    manned = _from_start(staffed[None, :], last + grace)
    hours = arrivals.sum(axis=1) + gaps.sum(axis=1)
    extra: Floats = np.maximum(arrivals.sum(axis=1) - gaps.sum(axis=1), 0.0)
    row = np.arange(extra.size)
    while True:
        start, end, lacking = _shortest_of_hours(arrived, filled + extra[:, None] * manned, grace)
        short = lacking > SLACK * (hours + extra)
        if not short.any():
            return extra
        people = manned[0, end + grace] - manned[0, start]
        alone = short & (people <= SLACK)
        if alone.any():
            week, intervals = int(np.argmax(alone)), staffed.size
            raise ValueError(
                f"the work that arrives in the intervals {start[week] % intervals} to {(end[week] - 1) % intervals}"
                f" of week {week} cannot be done in time: gaps do not suffice and nobody else is staffed by then"
            )
        due = arrived[row, end] - arrived[row, start]
        done = filled[row, end + grace] - filled[row, start]
        extra[short] = np.maximum(extra, (due - done) / np.maximum(people, SLACK))[short]


def _most_in_gaps(arrivals: Floats, gaps: Floats, grace: int) -> Floats:
    """Work of each week that gaps do in time, oldest first, in the weekly cycle."""
    intervals = arrivals.shape[1]
    arrived = _from_start(arrivals, intervals + grace)
    at_end = grace + np.arange(intervals) + 1
    # what arrived in the ``grace`` intervals up to the end of each; the first has interval ``grace`` as its last
    not_due = np.roll(arrived[:, at_end] - arrived[:, at_end - grace], grace % intervals, axis=1)
    growing = arrivals.sum(axis=1) > gaps.sum(axis=1)
    waiting = np.where(growing, not_due[:, -1], 0.0)
    for _ in range(2):  # the first week finds the cycle, the second counts
        done = np.zeros(arrivals.shape[0])
        for interval in range(intervals):
            there = waiting + arrivals[:, interval]
            now = np.minimum(there, gaps[:, interval])
            done += now
            waiting = np.minimum(there - now, not_due[:, interval])
    return done
