"""Real-time queues interval by interval: the agents they need, and the service that a number of agents gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.requirements.demand import Demand
from capplan.requirements.queueing.counting import Counting
from capplan.requirements.week.carried_load import Correction
from capplan.requirements.week.interval_week import (
    IntervalService,
    interval_agents,
    interval_hours,
    interval_service,
)
from capplan.requirements.workload import elapsed_seconds

__all__ = [
    "Handling",
    "agents_by_interval",
    "elapsed_s",
    "handling",
    "hours_on_duty",
    "service_by_interval",
    "weeks_per_period",
]

Float = NDArray[np.float64]
HOURS_OF_A_WEEK = 168.0


@dataclass(frozen=True)
class Handling:
    """How contacts are handled, under the names of ``interval_agents``; ``patience_s`` None: nobody hangs up."""

    patience_s: float | None
    counting: Counting
    concurrency: float
    concurrency_growth: float
    correction: Correction


def weeks_per_period(facts: Facts) -> float:
    """How many typical weeks a period of the plan has: 1, or 4 1/3 for a month."""
    return facts.horizon.period_h / HOURS_OF_A_WEEK


def elapsed_s(facts: Facts, demand: Demand, queue: int) -> Float:
    """[t] seconds that a contact of the queue is open at its stated concurrency."""
    aht_s, queues = demand.aht_s[queue], facts.queues
    return aht_s if queues.elapsed[queue] else elapsed_seconds(aht_s, queues.concurrency[queue])


def agents_by_interval(facts: Facts, demand: Demand, queue: int) -> Float:
    """[t, weekday, interval] agents that a real-time queue needs in a typical week of each period, local time."""
    queues, rules = facts.queues, facts.queues.rules
    profile = facts.profiles[queues.queue[queue]]
    targets: dict[str, Any] = {
        name: float(values[queue])
        for name, values in (
            ("service_level", queues.service_level),
            ("answer_within_s", queues.answer_within_s),
            ("max_asa_s", rules.max_asa_s),
            ("max_abandonment", rules.max_abandonment),
        )
        if not np.isnan(values[queue])
    }
    return np.asarray(
        interval_agents(
            demand.volume[queue] / weeks_per_period(facts),
            elapsed_s(facts, demand, queue),
            profile.share,
            profile.interval_minutes,
            max_occupancy=float(queues.max_occupancy[queue]),
            least=int(rules.least_agents[queue]),
            open_=profile.opened,
            whole=facts.sizing.whole_agents,
            **targets,
            **vars(handling(facts, queue)),
        ),
        dtype=np.float64,
    )


def hours_on_duty(facts: Facts, queue: int, agents: Float) -> Float:
    """[t] hours of ``agents`` [t, weekday, interval] of a real-time queue in every period."""
    minutes = facts.profiles[facts.queues.queue[queue]].interval_minutes
    return interval_hours(agents, minutes) * weeks_per_period(facts)


def service_by_interval(facts: Facts, demand: Demand, queue: int, agents: Float) -> IntervalService:
    """What ``agents`` [t, weekday, interval] give: service level, waits, abandonment and occupancy."""
    queues = facts.queues
    profile = facts.profiles[queues.queue[queue]]
    within_s = float(queues.answer_within_s[queue])
    return interval_service(
        demand.volume[queue] / weeks_per_period(facts),
        elapsed_s(facts, demand, queue),
        profile.share,
        profile.interval_minutes,
        agents,
        answer_within_s=0.0 if np.isnan(within_s) else within_s,
        **vars(handling(facts, queue)),
    )


def handling(facts: Facts, queue: int) -> Handling:
    """How the contacts of a queue are handled, the same for sizing, for the service reached and for its curve."""
    queues, rules = facts.queues, facts.queues.rules
    patience_s = float(queues.patience_s[queue])
    return Handling(
        patience_s=None if np.isnan(patience_s) else patience_s,
        counting=cast(Counting, rules.counting[queue]),
        concurrency=float(queues.concurrency[queue]),
        concurrency_growth=float(rules.concurrency_growth[queue]),
        correction=facts.sizing.correction,
    )
