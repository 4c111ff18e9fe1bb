"""A typical week of a real-time queue in one period, with the agents that it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts, Profile
from capplan.requirements.demand import Demand
from capplan.requirements.required import Requirement
from capplan.requirements.week.by_interval import elapsed_s, service_by_interval, weeks_per_period
from capplan.requirements.week.carried_load import Correction
from capplan.requirements.week.interval_week import IntervalService

__all__ = ["TypicalWeek", "typical_week"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class TypicalWeek:
    """One period of a queue: its typical week."""

    facts: Facts
    queue: int
    demand: Demand  # [q, 1]
    agents: Float  # [7, n]
    contacts: float
    elapsed_s: float
    profile: Profile

    @property
    def interval_s(self) -> float:
        """Length of an interval."""
        return 60.0 * self.profile.interval_minutes

    @property
    def correction(self) -> Correction:
        """How load that runs on into the next intervals is counted."""
        return self.facts.sizing.correction

    def service(self, agents: Float) -> IntervalService:
        """What ``agents`` [7, n] give."""
        return service_by_interval(self.facts, self.demand, self.queue, agents[None])


def typical_week(facts: Facts, requirement: Requirement, queue: int, period: int) -> TypicalWeek:
    """The week behind one period of a real-time queue."""
    demand = Demand(*(values[:, period : period + 1] for values in vars(requirement.demand).values()))
    return TypicalWeek(
        facts=facts,
        queue=queue,
        demand=demand,
        agents=requirement.agents[queue][period],
        contacts=float(demand.volume[queue, 0]) / weeks_per_period(facts),
        elapsed_s=float(elapsed_s(facts, demand, queue)[0]),
        profile=facts.profiles[facts.queues.queue[queue]],
    )
