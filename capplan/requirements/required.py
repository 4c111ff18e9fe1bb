"""From forecast to required hours, queue by queue and period by period.

Real time     every interval of the profile is staffed to its target; hours = sum of agents x interval length
Deferrable    hours = volume x aht_s / 3600 / concurrency / max_occupancy x peaking factor
Both are divided by the schedule efficiency of the queue: the share of staffed hours that shifts can place where
they are needed. Hours are productive hours of a fully productive person at pace 1. Shrinkage is turned into
shares here and nowhere else; it is applied once, where contract hours become productive hours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.requirements import interval_week, peaking, shrinkage, workload

__all__ = ["Requirement", "agents_by_interval", "require"]

Float = NDArray[np.float64]

LONG_CONTACT = 4
"""From a quarter of an interval on, contacts that run over into the next one count there too (MODEL 1.3)."""


@dataclass(frozen=True)
class Requirement:
    """Hours required and hours available.

    ``required_h`` and ``workload_h`` are [q, t] in productive hours; ``peaking`` [q] is the factor of
    deferrable work with a turnaround below one period (1 elsewhere). ``productive_share``, ``paid_share`` and
    ``on_duty_share`` are [s, t]: of a contract hour, the share that is productive; the share that is paid; and
    of an hour on duty (overtime), the share that is productive.
    """

    required_h: Float
    workload_h: Float
    peaking: Float
    productive_share: Float
    paid_share: Float
    on_duty_share: Float


def require(facts: Facts) -> Requirement:
    """The hours that every queue requires in every period, and what an hour of contract comes to."""
    queues = facts.queues
    agent_aht_s = np.where(queues.elapsed[:, None], queues.aht_s / queues.concurrency[:, None], queues.aht_s)
    work = np.asarray(workload.workload_h(queues.volume, agent_aht_s), dtype=np.float64)
    factor = np.array([1.0 if queues.real_time[q] else _peaking(facts, q) for q in range(len(queues.name))])
    required = work / queues.max_occupancy[:, None] * factor[:, None]
    for q in np.flatnonzero(queues.real_time):
        agents = agents_by_interval(facts, int(q))
        interval_h = facts.profiles[queues.queue[q]].interval_minutes / 60.0
        required[q] = agents.sum(axis=(1, 2)) * interval_h * _weeks_per_period(facts)
    fit = np.broadcast_to(np.asarray(queues.schedule_efficiency, float), factor.shape)[:, None]
    return Requirement(required / fit, work, factor, *_available_shares(facts))


def agents_by_interval(facts: Facts, queue: int) -> Float:
    """[t, weekday, interval] whole agents that a real-time queue needs in a typical week of each period."""
    queues = facts.queues
    profile = facts.profiles[queues.queue[queue]]
    elapsed = queues.aht_s[queue] * (1.0 if queues.elapsed[queue] else queues.concurrency[queue])
    patience_s = float(queues.patience_s[queue])
    agents = interval_week.interval_agents(
        queues.volume[queue] / _weeks_per_period(facts),
        elapsed,
        profile.share,
        profile.interval_minutes,
        service_level=float(queues.service_level[queue]),
        answer_within_s=float(queues.answer_within_s[queue]),
        patience_s=None if np.isnan(patience_s) else patience_s,
        max_occupancy=float(queues.max_occupancy[queue]),
        concurrency=float(queues.concurrency[queue]),
        carry_over=bool((elapsed >= profile.interval_minutes * 60 / LONG_CONTACT).any()),
    )
    return np.asarray(agents, dtype=np.float64)


def _weeks_per_period(facts: Facts) -> float:
    return facts.horizon.period_h / 168.0


def _peaking(facts: Facts, queue: int) -> float:
    """The peaking factor of deferrable work that is due within the week and staffed otherwise than it arrives."""
    profile = facts.profiles.get(facts.queues.queue[queue])
    turnaround_h = facts.queues.turnaround_periods[queue] * facts.horizon.period_h
    if profile is None or profile.staffed_share is None or turnaround_h >= 168.0:
        return 1.0
    buckets = int(turnaround_h * 60 // profile.interval_minutes)
    try:
        return peaking.peaking_factor(profile.share.ravel(), profile.staffed_share.ravel(), buckets)
    except ValueError as error:
        name = facts.queues.queue[queue]
        message = f"queue {name} cannot be done within its turnaround of {turnaround_h:g} h: {error}"
        raise InvalidInput([Problem("profile.csv", message, column="staffed_share")]) from error


def _available_shares(facts: Facts) -> tuple[Float, Float, Float]:
    """[s, t] productive, paid and on-duty shares: the one place where shrinkage is applied."""
    shrink = facts.shrinkage
    _, sites, periods = shrink.share.shape
    productive, paid, on_duty = (np.ones((sites, periods)) for _ in range(3))
    for site in range(sites):
        share, planned, in_office = shrink.share[:, site], shrink.planned[:, site], shrink.in_office[:, site]
        how = (shrink.basis[site], shrink.combination[site])
        productive[site] = shrinkage.productive_share(share, planned, in_office, *how)
        paid[site] = shrinkage.paid_share(share, shrink.paid[:, site], planned, in_office, *how)
        on_duty[site] = shrinkage.on_duty_share(share, in_office, how[1])
    return productive, paid, on_duty
