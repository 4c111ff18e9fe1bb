"""What is left of deferrable work when the people of a real-time queue do it in their gaps.

Both queues are laid on one clock: the intervals of the real-time queue. The work of an interval of the
deferrable queue arrives evenly within it. What the gaps cannot do in time needs people of its own, at the
deferrable queue's own ceiling of occupancy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.requirements.blended import gap_h, gap_use
from capplan.requirements.demand import Demand
from capplan.requirements.week.by_interval import service_by_interval, weeks_per_period

__all__ = ["blended"]

Float = NDArray[np.float64]


def blended(facts: Facts, demand: Demand, queue: int, work_h: Float, agents: Float) -> tuple[Float, Float]:
    """[t] hours on duty that a blended queue still needs, and the share of its contacts done in gaps.

    ``work_h`` [t] is all its work, ``agents`` [t, 7, n] are on duty for the real-time queue. Raises InvalidInput
    where work arrives that neither gaps nor its own people are there to do in time.
    """
    queues = facts.queues
    partner = int(queues.rules.blend_with[queue])
    minutes = facts.profiles[queues.queue[partner]].interval_minutes
    weeks = weeks_per_period(facts)
    service = service_by_interval(facts, demand, partner, agents)
    gaps = gap_h(agents, agents * service.occupancy, float(queues.rules.blend_occupancy[queue]), minutes)
    arriving, staffed = _shares(facts, queue, minutes)
    turnaround_h = float(queues.turnaround_periods[queue]) * facts.horizon.period_h
    buckets = int(min(turnaround_h, 168.0) * 60 // minutes)
    try:
        use = gap_use(
            (work_h / weeks)[:, None] * arriving[None, :], gaps.reshape(len(work_h), -1), staffed, buckets
        )
    except ValueError as error:
        name = queues.queue[queue]
        message = f"queue {name} cannot be done within its turnaround of {turnaround_h:g} h: {error}"
        raise InvalidInput([Problem("profile.csv", message, column="staffed_share")]) from error
    in_gaps = use.done_in_gaps_h * weeks / np.where(work_h > 0.0, work_h, 1.0)
    return use.extra_h * weeks / float(queues.max_occupancy[queue]), np.clip(in_gaps, 0.0, 1.0)


def _shares(facts: Facts, queue: int, minutes: int) -> tuple[Float, Float]:
    """Shares of the week in which the work arrives and in which its own people are there, by interval."""
    profile = facts.profiles.get(facts.queues.queue[queue])
    count = 7 * 1440 // minutes
    if profile is None:
        even = np.full(count, 1.0 / count)
        return even, even
    arriving = _on_clock(profile.share, profile.interval_minutes, minutes)
    if profile.staffed_share is None:
        return arriving, arriving
    return arriving, _on_clock(profile.staffed_share, profile.interval_minutes, minutes)


def _on_clock(shares: Float, length: int, minutes: int) -> Float:
    """Shares by intervals of ``length`` minutes as shares by intervals of ``minutes``."""
    fine = np.repeat(shares.ravel() / length, length)
    return np.asarray(fine.reshape(-1, minutes).sum(axis=1), dtype=np.float64)
