"""From forecast to required hours, queue by queue and period by period.

Real time     every interval of the profile is staffed to its targets; hours = sum of agents x interval length
Deferrable    hours = (workload + second reviews and QA) / max_occupancy x peaking factor,
              less what need not be staffed because people of a real-time queue do some of it in their gaps
Both are divided by the schedule efficiency of the queue: the share of staffed hours that shifts can place where
they are needed. Hours are productive hours of a fully productive person at pace 1. Shrinkage is turned into
shares here and nowhere else; it is applied once, where contract hours become productive hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.requirements import shrinkage, workload
from capplan.requirements.blending import blended
from capplan.requirements.curve.reached import service_curves
from capplan.requirements.curve.service_curve import ServiceCurve
from capplan.requirements.demand import Demand, demand
from capplan.requirements.week import peaking
from capplan.requirements.week.by_interval import agents_by_interval, hours_on_duty

__all__ = ["Requirement", "require"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Requirement:
    """Hours required and hours available.

    [q, t] in productive hours: ``workload_h`` is what the contacts take, ``interval_h`` what staffing every
    interval to its target takes (for deferrable work: the workload at its occupancy ceiling, peaking factor
    included), ``saved_h`` what of it need not be staffed because the people of a real-time queue do ``gap_share``
    of the contacts in their gaps, and ``required_h`` = (interval_h - saved_h) / schedule efficiency. ``demand``
    are the contacts behind them.
    ``peaking`` [q] is the factor of deferrable work with a turnaround below one period (1 elsewhere).
    ``agents`` [t, weekday, interval] by real-time queue are agents on duty in a typical week, in the local time
    of its profile. ``productive_share``, ``paid_share`` and ``on_duty_share`` are [s, t]: of a contract hour,
    the share that is productive; the share that is paid; and of an hour on duty (overtime), the share that is
    productive. ``curves`` by real-time queue with a service level tell what fewer hours do to it.
    """

    required_h: Float
    workload_h: Float
    peaking: Float
    productive_share: Float
    paid_share: Float
    on_duty_share: Float
    interval_h: Float
    saved_h: Float
    gap_share: Float
    demand: Demand
    agents: Mapping[int, Float]
    curves: Mapping[int, ServiceCurve]


def require(facts: Facts, *, curves: bool = True, reaching: Demand | None = None) -> Requirement:
    """The hours that every queue requires in every period, and what an hour of contract comes to.

    Without ``curves`` there are no service curves, which take most of the time. ``reaching`` are other contacts than
    those that the facts lead to.

    Raises InvalidInput where work cannot be done within its turnaround, or rework feeds itself without end.
    """
    queues, reaching = facts.queues, _demand(facts) if reaching is None else reaching
    shared_s = workload.agent_work_seconds(reaching.aht_s, queues.concurrency[:, None])
    agent_aht_s = np.where(queues.elapsed[:, None], shared_s, reaching.aht_s)
    work = np.asarray(workload.workload_h(reaching.volume, agent_aht_s), dtype=np.float64)
    factor = np.array([1.0 if queues.real_time[q] else _peaking(facts, q) for q in range(len(queues.name))])
    reviewed_h = work + review_h(facts, reaching.volume, work)
    interval_h = reviewed_h / queues.max_occupancy[:, None] * factor[:, None]
    agents: dict[int, Float] = {}
    for q in np.flatnonzero(queues.real_time).tolist():
        agents[q] = agents_by_interval(facts, reaching, q)
        interval_h[q] = hours_on_duty(facts, q, agents[q])
    saved_h, gap_share = np.zeros_like(interval_h), np.zeros_like(interval_h)
    for q in np.flatnonzero(queues.rules.blend_with >= 0).tolist():
        left_h, gap_share[q] = blended(facts, reaching, q, work[q], agents[int(queues.rules.blend_with[q])])
        saved_h[q] = np.maximum(0.0, interval_h[q] - left_h)
    required_h = (interval_h - saved_h) / queues.schedule_efficiency[:, None]
    shares = _available_shares(facts)
    found = service_curves(facts, reaching, agents) if curves else {}
    return Requirement(
        required_h, work, factor, *shares, interval_h, saved_h, gap_share, reaching, agents, found
    )


def review_h(facts: Facts, volume: Float, work: Float) -> Float:
    """[q, t] hours of second reviews and of QA samples: work * double_review + volume * sample_s / 3600."""
    trust = facts.trust
    if trust.double_review is None or trust.sample_s is None:
        return np.zeros_like(work)
    again = work * trust.double_review[:, None]
    return np.asarray(again + volume * trust.sample_s[:, None] / workload.SECONDS_OF_AN_HOUR)


def _demand(facts: Facts) -> Demand:
    try:
        return demand(facts)
    except ValueError as error:
        raise InvalidInput([Problem("rework.csv", str(error), column="share")]) from error


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
